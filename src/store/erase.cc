// SPDX-License-Identifier: Apache-2.0
// Erasing: the keys first, then the rows, then every old copy of them in the files.
#include <utility>

#include "model/erasure.h"
#include "store/row_values.h"
#include "store/schema.h"
#include "store/store.h"

namespace proofmark::store {

using base::Code;
using base::Error;
using base::Result;

namespace {

Value Id(const base::Ulid& id) { return Value::Blob(base::View(id.bytes)); }

// Ends a query that has seen enough; never leaves this file.
Error Enough() { return Error{Code::kCancelled, "enough", ""}; }

}  // namespace

Result<void> Store::DestroyPart(const std::string& owner, Stream stream, std::int64_t seq, const std::string& part) {
  return DestroyParts(owner, {{stream, seq, part}});
}

Result<void> Store::DestroyParts(const std::string& owner, const std::vector<PartPlace>& parts) {
  PM_ASSIGN(Authority authority, FindAuthority(owner));
  std::lock_guard lock(write_mutex_);
  for (std::size_t at = 0; at < parts.size(); at += kPartsDestroyedAtOnce) {
    const std::size_t end = std::min(parts.size(), at + kPartsDestroyedAtOnce);
    PM_TRY(DestroyKeysAndRows(authority, {parts.begin() + static_cast<std::ptrdiff_t>(at),
                                          parts.begin() + static_cast<std::ptrdiff_t>(end)}));
  }
  return OverwriteErased();
}

// Without its key a ciphertext says nothing, so the keys go first; while the rows are there, the work is known to be
// undone. The setting says the same of the copies in the files.
Result<void> Store::DestroyKeysAndRows(const Authority& authority, const std::vector<PartPlace>& parts) {
  std::vector<PartKey> keys;
  for (const PartPlace& one : parts) {
    std::optional<base::Ulid> id;
    PM_TRY(writer_->Query("SELECT id FROM event WHERE owner = $1 AND stream = $2 AND seq = $3",
                          {authority.owner, static_cast<int>(one.stream), one.seq},
                          [&](const Row& row) -> Result<void> {
                            PM_ASSIGN(id, ToUlid(row.Blob(0)));
                            return {};
                          }));
    if (!id) return Error{Code::kNotFound, authority.code + " has no event " + std::to_string(one.seq), "seq"};
    keys.push_back({authority.code, *id, one.part, {}});
  }
  if (keys.empty()) return {};
  PM_TRY(key_store_->Destroy(keys));
  return InTransaction(*writer_, [&]() -> Result<void> {
    for (const PartPlace& one : parts) {
      PM_TRY(writer_->Run("DELETE FROM sealed WHERE owner = $1 AND stream = $2 AND seq = $3 AND part = $4",
                          {authority.owner, static_cast<int>(one.stream), one.seq, Value::Text(one.part)}));
    }
    return SetSetting(*writer_, kErasing, keys.back().event.ToText() + ":" + std::to_string(clock_.Now().ms));
  });
}

Result<void> Store::OverwriteErased() {
  PM_ASSIGN(std::string before, Setting(*writer_, kErasing));
  if (before.empty()) return {};
  std::lock_guard lock(read_mutex_);  // our own reading would hold the write-ahead log as well
  Result<void> clean = key_store_->OverwriteDestroyed();
  if (Result<void> rows = writer_->OverwriteDeleted(); clean.ok()) clean = rows;
  if (!clean.ok()) {
    return Error{clean.error().code,
                 "the erasure is recorded, and keys and texts are destroyed; old copies of them may still stand in the "
                 "database's files (" +
                     clean.error().message +
                     "): run proofmark retention run again when other programs have ended; the next start does the "
                     "same",
                 ""};
  }
  // Only what was there before: another program may have begun to erase meanwhile.
  return MarkErasing("", before);
}

// Compares and writes in one transaction.
Result<void> Store::MarkErasing(const std::string& mark, const std::optional<std::string>& only_after) {
  return InTransaction(*writer_, [&]() -> Result<void> {
    PM_TRY(writer_->LockSettings());
    PM_ASSIGN(std::string now, Setting(*writer_, kErasing));
    return !only_after || now == *only_after ? SetSetting(*writer_, kErasing, mark) : Result<void>();
  });
}

Result<std::int64_t> Store::FinishErasures() {
  PM_ASSIGN(std::vector<Authority> authorities, Authorities());
  std::lock_guard lock(write_mutex_);
  std::int64_t destroyed = 0;
  for (const Authority& authority : authorities) {
    for (Stream stream : kStreams) {
      std::int64_t from = 0;
      for (;;) {
        std::vector<PartPlace> parts;
        PM_TRY(writer_->Query(
            "SELECT p.seq, p.part FROM erased_part p WHERE p.owner = $1 AND p.stream = $2 AND p.seq >= $3 AND "
            "(SELECT count(*) FROM sealed s WHERE s.owner = p.owner AND s.stream = p.stream AND s.seq = p.seq "
            "AND s.part = p.part) > 0 ORDER BY p.seq, p.part LIMIT $4",
            {authority.owner, static_cast<int>(stream), from, static_cast<std::int64_t>(kPartsDestroyedAtOnce)},
            [&](const Row& row) {
              parts.push_back({stream, row.Integer(0), std::string(row.Text(1))});
              return Result<void>{};
            }));
        if (parts.empty()) break;
        from = parts.back().seq;
        destroyed += std::ssize(parts);
        PM_TRY(DestroyKeysAndRows(authority, parts));
      }
    }
  }
  PM_TRY(OverwriteErased());
  return destroyed;
}

Result<std::vector<ErasedPart>> Store::ReplayErasures(const std::vector<ErasedPart>& list) {
  std::vector<ErasedPart> not_recorded;
  std::lock_guard lock(write_mutex_);
  for (std::size_t at = 0; at < list.size(); at += kPartsDestroyedAtOnce) {
    std::map<std::string, std::vector<PartPlace>> here;
    std::vector<PartKey> keys;
    for (std::size_t i = at; i < std::min(list.size(), at + kPartsDestroyedAtOnce); ++i) {
      const ErasedPart& one = list[i];
      keys.push_back({one.owner, one.event, one.part, {}});
      PM_ASSIGN(std::optional<PartPlace> place, FindEvent({one.owner, "event", one.event}));
      if (!place) continue;
      place->part = one.part;
      PM_ASSIGN(std::optional<std::int64_t> by, ErasedBy(one.owner, *place));
      if (!by) not_recorded.push_back(one);
      here[one.owner].push_back(std::move(*place));
    }
    PM_TRY(key_store_->Destroy(keys));  // also of events that are not here
    for (const auto& [owner, parts] : here) {
      PM_ASSIGN(Authority authority, FindAuthority(owner));
      PM_TRY(DestroyKeysAndRows(authority, parts));
    }
  }
  if (list.empty()) return not_recorded;
  PM_TRY(MarkErasing("replay:" + std::to_string(clock_.Now().ms), std::nullopt));
  PM_TRY(OverwriteErased());
  return not_recorded;
}

Result<void> Store::ListErasures(const std::string& owner, const std::function<Result<void>(const ErasedPart&)>& each) {
  PM_ASSIGN(Authority authority, FindAuthority(owner));
  std::lock_guard lock(read_mutex_);
  return reader_->Query(
      "SELECT p.stream, "
      "(SELECT e.id FROM event e WHERE e.owner = p.owner AND e.stream = p.stream AND e.seq = p.seq), p.part, "
      "(SELECT b.body FROM event b WHERE b.owner = p.owner AND b.stream = 0 AND b.seq = p.by_seq) "
      "FROM erased_part p WHERE p.owner = $1 ORDER BY p.stream, p.seq, p.part",
      {Value(authority.owner)}, [&](const Row& row) -> Result<void> {
        if (row.IsNull(1) || row.IsNull(3)) return {};
        PM_ASSIGN(base::Ulid event, ToUlid(row.Blob(1)));
        PM_ASSIGN(model::Event by, model::Decode(row.Blob(3)));
        PM_ASSIGN(model::Erasure said, model::ErasureFromJson(by.body));
        return each(
            {owner, StreamAt(row.Integer(0)), event, std::string(row.Text(2)), said.ground, said.rule, said.reference});
      });
}

Result<SealedPartAt> Store::EventOfPart(const std::string& owner, const PartPlace& place) {
  PM_ASSIGN(Authority authority, FindAuthority(owner));
  std::string body;
  {
    std::lock_guard lock(read_mutex_);
    PM_TRY(reader_->Query("SELECT body FROM event WHERE owner = $1 AND stream = $2 AND seq = $3",
                          {authority.owner, static_cast<int>(place.stream), place.seq}, [&](const Row& row) {
                            body = row.Blob(0);
                            return Result<void>{};
                          }));
  }
  if (body.empty()) return Error{Code::kNotFound, owner + " has no event " + std::to_string(place.seq), "seq"};
  auto event = model::Decode(body);
  if (!event.ok()) return base::Within("event " + std::to_string(place.seq), event.error());
  return SealedPartAt{place, std::move(*event), ledger::LeafHash(body)};
}

Result<void> Store::ScanSealed(const std::string& owner, Stream stream, std::int64_t from_seq,
                               const std::vector<std::string>& subjects,
                               const std::function<bool(SealedPartAt)>& each) {
  PM_ASSIGN(Authority authority, FindAuthority(owner));
  const std::set<std::string> wanted(subjects.begin(), subjects.end());
  SealedPartAt at;
  at.place = {stream, -1, ""};
  bool about = false;
  std::lock_guard lock(read_mutex_);
  Result<void> outcome = reader_->Query(
      "SELECT s.seq, s.part, "
      "(SELECT e.body FROM event e WHERE e.owner = s.owner AND e.stream = s.stream AND e.seq = s.seq) "
      "FROM sealed s WHERE s.owner = $1 AND s.stream = $2 AND s.seq >= $3 AND (SELECT count(*) FROM erased_part p "
      "WHERE p.owner = s.owner AND p.stream = s.stream AND p.seq = s.seq AND p.part = s.part) = 0 "
      "ORDER BY s.seq, s.part",
      {authority.owner, static_cast<int>(stream), from_seq}, [&](const Row& row) -> Result<void> {
        if (row.IsNull(2)) return {};
        if (row.Integer(0) != at.place.seq) {
          at.place.seq = row.Integer(0);
          const std::string_view body = row.Blob(2);
          // Most events are about something else, which shows without reading them.
          about = wanted.empty() || wanted.size() > 1 || body.find(*wanted.begin()) != std::string_view::npos;
          if (!about) return {};
          auto event = model::Decode(body);
          if (!event.ok()) return base::Within("event " + std::to_string(at.place.seq), event.error());
          at.event = std::move(*event);
          at.leaf = ledger::LeafHash(body);
          about = wanted.empty() || wanted.contains(at.event.subject);
        }
        if (!about) return {};
        at.place.part = row.Text(1);
        if (each(at)) return {};
        return Enough();
      });
  if (!outcome.ok() && outcome.error().code == Code::kCancelled) return {};
  return outcome;
}

Result<std::optional<std::int64_t>> Store::ErasedBy(const std::string& owner, const PartPlace& place) {
  PM_ASSIGN(Authority authority, FindAuthority(owner));
  std::lock_guard lock(read_mutex_);
  std::optional<std::int64_t> by;
  PM_TRY(reader_->Query("SELECT by_seq FROM erased_part WHERE owner = $1 AND stream = $2 AND seq = $3 AND part = $4",
                        {authority.owner, static_cast<int>(place.stream), place.seq, Value::Text(place.part)},
                        [&](const Row& row) {
                          by = row.Integer(0);
                          return Result<void>{};
                        }));
  return by;
}

Result<std::optional<PartPlace>> Store::FindEvent(const model::ThingId& event) {
  std::optional<PartPlace> found;
  auto authority = FindAuthority(event.owner);
  if (!authority.ok()) return found;
  std::lock_guard lock(read_mutex_);
  PM_TRY(reader_->Query("SELECT stream, seq FROM event WHERE owner = $1 AND id = $2",
                        {authority->owner, Id(event.ulid)}, [&](const Row& row) {
                          found = PartPlace{StreamAt(row.Integer(0)), row.Integer(1), ""};
                          return Result<void>{};
                        }));
  return found;
}

}  // namespace proofmark::store
