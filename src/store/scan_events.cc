// SPDX-License-Identifier: Apache-2.0
// Reading for reactions and decisions: which events there are, where they stand, what speaks of a thing.
#include "store/row_values.h"
#include "store/store.h"

namespace proofmark::store {

using base::Result;

Result<std::set<std::string>> Store::KindsOfLife(const View& view, const std::string& owner) {
  PM_ASSIGN(Authority authority, FindAuthority(owner));
  std::lock_guard lock(read_mutex_);
  std::set<std::string> out;
  auto take = [&](const Row& row) -> Result<void> {
    if (view.Sees(authority.owner, row.Integer(1))) out.emplace(row.Text(0));
    return {};
  };
  PM_TRY(reader_->Query("SELECT DISTINCT kind, class FROM life WHERE owner = $1 AND stands = 1 AND class > 0",
                        {authority.owner}, take));
  // The few that are seen as their record is, or keep a class that it came to bear later.
  PM_TRY(
      reader_->Query("SELECT DISTINCT life.kind, CASE WHEN life.class = 0 THEN r.class ELSE -life.class END FROM life "
                     "JOIN record r ON r.owner = life.owner AND r.record = life.record "
                     "WHERE life.owner = $1 AND life.stands = 1 AND life.class <= 0",
                     {authority.owner}, take));
  return out;
}

Result<std::vector<base::Ulid>> Store::CorrectedSince(const View& view, const std::string& owner,
                                                      std::int64_t from_seq) {
  PM_ASSIGN(Authority authority, FindAuthority(owner));
  std::lock_guard lock(read_mutex_);
  std::vector<base::Ulid> out;
  PM_TRY(reader_->Query(
      "SELECT record, class FROM record WHERE owner = $1 AND content_seq >= $2 AND content_seq <> first_seq "
      "ORDER BY record",
      {authority.owner, from_seq}, [&](const Row& row) -> Result<void> {
        if (!view.Sees(authority.owner, row.Integer(1))) return {};
        PM_ASSIGN(base::Ulid record, ToUlid(row.Blob(0)));
        out.push_back(record);
        return {};
      }));
  return out;
}

Result<StoredLife> Store::FindLife(const View& view, const model::ThingId& event) {
  base::Error not_there{base::Code::kNotFound,
                        "there is no event " + event.ToText() + " of an item's life, or it is not for this reader",
                        "event"};
  auto authority = FindAuthority(event.owner);
  if (!authority.ok() || event.kind != "event") return not_there;
  std::lock_guard lock(read_mutex_);
  std::optional<StoredLife> found;
  PM_TRY(reader_->Query(
      "SELECT seq, record, kind, from_day, to_day, class, stands, "
      "(SELECT r.class FROM record r WHERE r.owner = life.owner AND r.record = life.record) "
      "FROM life WHERE owner = $1 AND id = $2",
      {authority->owner, Value::Blob(base::View(event.ulid.bytes))}, [&](const Row& row) -> Result<void> {
        if (!SeesBelonging(view, authority->owner, row, 5, 7)) return {};
        PM_ASSIGN(base::Ulid record, ToUlid(row.Blob(1)));
        found = StoredLife{row.Integer(0),
                           {record, event.ulid, std::string(row.Text(2)), OptionalDay(row, 3), OptionalDay(row, 4)},
                           row.Integer(6) != 0};
        return {};
      }));
  if (!found) return not_there;
  return *found;
}

Result<std::vector<StoredEvent>> Store::EventsNaming(const View& view, const std::string& owner, std::string_view text,
                                                     std::int64_t from_seq, std::int64_t to_seq) {
  PM_ASSIGN(Authority authority, FindAuthority(owner));
  std::vector<std::int64_t> seqs;
  {
    std::lock_guard lock(read_mutex_);
    PM_TRY(reader_->Query(
        "SELECT seq FROM event WHERE owner = $1 AND stream = 0 AND seq >= $2 AND seq <= $3 AND instr(body, $4) > 0 "
        "ORDER BY seq",
        {authority.owner, from_seq, to_seq, Value::Blob(text)}, [&](const Row& row) {
          seqs.push_back(row.Integer(0));
          return Result<void>{};
        }));
  }
  std::vector<StoredEvent> out;
  for (std::int64_t seq : seqs) {
    auto event = ReadEvent(view, owner, seq);
    if (event.ok()) {
      out.push_back(std::move(*event));
    } else if (event.error().code != base::Code::kNotFound) {
      return event.error();
    }
  }
  return out;
}

Result<std::vector<StoredEvent>> Store::AccessesNaming(const std::string& owner, std::string_view text,
                                                       std::int64_t before_seq, std::int64_t limit) {
  PM_ASSIGN(Authority authority, FindAuthority(owner));
  std::lock_guard lock(read_mutex_);
  std::vector<std::int64_t> seqs;
  PM_TRY(
      reader_->Query("SELECT seq FROM event WHERE owner = $1 AND stream = 1 AND seq < $2 AND instr(body, $3) > 0 "
                     "ORDER BY seq DESC LIMIT $4",
                     {authority.owner, before_seq, Value::Blob(text), limit}, [&](const Row& row) {
                       seqs.push_back(row.Integer(0));
                       return Result<void>{};
                     }));
  const base::Error not_there{base::Code::kNotFound, "there is no such entry", "seq"};
  std::vector<StoredEvent> out;
  for (std::int64_t seq : seqs) {
    PM_ASSIGN(StoredEvent entry, ReadProved(authority, Stream::kAccess, seq, not_there));
    out.push_back(std::move(entry));
  }
  return out;
}

}  // namespace proofmark::store
