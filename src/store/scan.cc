// SPDX-License-Identifier: Apache-2.0
// Reading in bulk, for search indexes and reactions: through a View like all reading.
#include <algorithm>
#include <charconv>

#include "store/row_values.h"
#include "store/schema.h"
#include "store/store.h"

namespace proofmark::store {

using base::Result;

namespace {

std::vector<std::string> SplitParts(std::string_view joined) {
  std::vector<std::string> parts;
  while (!joined.empty()) {
    std::size_t end = std::min(joined.find(kPartSeparator), joined.size());
    parts.emplace_back(joined.substr(0, end));
    joined.remove_prefix(std::min(end + 1, joined.size()));
  }
  return parts;
}

// Columns: record, kind, text, parts, pattern.
MarkRow MarkOf(const Row& row) {
  MarkRow mark{std::string(row.Text(1)), std::string(row.Text(2))};
  if (!row.IsNull(3)) mark.parts = SplitParts(row.Text(3));
  mark.pattern = OptionalText(row, 4);
  return mark;
}

// Columns: record, class, type, make, model, calibre, made_country, import_country, year, case_ref, make_text,
// model_text, calibre_text.
Result<ScannedRecord> ScannedOf(const Row& row, const std::string& owner_code, std::int64_t owner) {
  PM_ASSIGN(base::Ulid id, ToUlid(row.Blob(0)));
  ScannedRecord out{{owner_code, "item", id}, owner, row.Integer(1), "", {}, {}, {}};
  out.row = {id,
             OptionalText(row, 2),
             OptionalText(row, 3),
             OptionalText(row, 4),
             OptionalText(row, 5),
             OptionalText(row, 6),
             OptionalText(row, 7),
             OptionalText(row, 8),
             OptionalText(row, 9),
             OptionalText(row, 10),
             OptionalText(row, 11),
             OptionalText(row, 12)};
  return out;
}

// What belongs to the records of an owner, each list in order of the records.
struct Belongings {
  std::vector<std::pair<base::Ulid, MarkRow>> marks;
  std::vector<std::pair<LifeRow, std::int64_t>> life;  // with its class
  std::vector<std::pair<base::Ulid, std::string>> source_ids;
};

Result<Belongings> ReadBelongings(Engine& engine, std::int64_t owner) {
  Belongings out;
  PM_TRY(engine.Stream("SELECT record, kind, text, parts, pattern FROM mark WHERE owner = $1 ORDER BY record, n",
                       {Value(owner)}, [&](const Row& row) -> Result<void> {
                         PM_ASSIGN(base::Ulid record, ToUlid(row.Blob(0)));
                         out.marks.emplace_back(record, MarkOf(row));
                         return {};
                       }));
  PM_TRY(engine.Stream(
      "SELECT record, id, kind, from_day, to_day, class FROM life WHERE owner = $1 AND stands = 1 ORDER BY record, seq",
      {Value(owner)}, [&](const Row& row) -> Result<void> {
        PM_ASSIGN(base::Ulid record, ToUlid(row.Blob(0)));
        PM_ASSIGN(base::Ulid id, ToUlid(row.Blob(1)));
        out.life.emplace_back(LifeRow{record, id, std::string(row.Text(2)), OptionalDay(row, 3), OptionalDay(row, 4)},
                              row.Integer(5));
        return {};
      }));
  PM_TRY(
      engine.Stream("SELECT record, min(source_id) FROM register_row WHERE owner = $1 GROUP BY record ORDER BY record",
                    {Value(owner)}, [&](const Row& row) -> Result<void> {
                      PM_ASSIGN(base::Ulid record, ToUlid(row.Blob(0)));
                      out.source_ids.emplace_back(record, std::string(row.Text(1)));
                      return {};
                    }));
  return out;
}

// Moves what belongs to `record` out of a list that is in the records' order.
template <typename Entry, typename Id, typename Take>
void TakeOf(std::vector<Entry>& list, std::size_t& at, const base::Ulid& record, Id id, Take take) {
  while (at < list.size() && id(list[at]).bytes < record.bytes) ++at;
  for (; at < list.size() && id(list[at]) == record; ++at) take(std::move(list[at]));
}

}  // namespace

Result<void> Store::ScanRecords(const View& view, const std::string& owner_code,
                                const std::function<void(ScannedRecord)>& each) {
  PM_ASSIGN(Authority authority, FindAuthority(owner_code));
  std::int64_t owner = authority.owner;
  std::lock_guard lock(read_mutex_);
  PM_TRY(reader_->BeginReading());
  auto scan = [&]() -> Result<void> {
    PM_ASSIGN(Belongings with, ReadBelongings(*reader_, owner));
    std::size_t mark = 0;
    std::size_t life = 0;
    std::size_t source = 0;
    return reader_->Stream(
        "SELECT record, class, type, make, model, calibre, made_country, import_country, year, case_ref, make_text, "
        "model_text, calibre_text FROM record WHERE owner = $1 ORDER BY record",
        {Value(owner)}, [&](const Row& row) -> Result<void> {
          if (!view.Sees(owner, row.Integer(1))) return {};
          PM_ASSIGN(ScannedRecord out, ScannedOf(row, owner_code, owner));
          const base::Ulid& id = out.row.record;
          TakeOf(
              with.marks, mark, id, [](const auto& one) { return one.first; },
              [&](auto one) { out.marks.push_back(std::move(one.second)); });
          TakeOf(
              with.life, life, id, [](const auto& one) { return one.first.record; },
              [&](auto one) {
                if (view.SeesOf(owner, one.second, out.handling_class)) out.life.push_back(std::move(one.first));
              });
          TakeOf(
              with.source_ids, source, id, [](const auto& one) { return one.first; },
              [&](auto one) { out.source_id = std::move(one.second); });
          each(std::move(out));
          return {};
        });
  };
  Result<void> done = scan();
  reader_->Rollback();
  return done;
}

Result<ScannedRecord> Store::ScanRecord(const View& view, const model::ThingId& id) {
  base::Error not_there{base::Code::kNotFound, "there is no record " + id.ToText() + ", or it is not for this reader",
                        "id"};
  auto authority = FindAuthority(id.owner);
  if (!authority.ok() || id.kind != "item") return not_there;
  const std::int64_t owner = authority->owner;
  const Value record = Value::Blob(base::View(id.ulid.bytes));
  std::lock_guard lock(read_mutex_);
  std::optional<ScannedRecord> found;
  PM_TRY(reader_->Query(
      "SELECT record, class, type, make, model, calibre, made_country, import_country, year, case_ref, make_text, "
      "model_text, calibre_text FROM record WHERE owner = $1 AND record = $2",
      {owner, record}, [&](const Row& row) -> Result<void> {
        if (!view.Sees(owner, row.Integer(1))) return {};
        PM_ASSIGN(found, ScannedOf(row, id.owner, owner));
        return {};
      }));
  if (!found) return not_there;
  PM_TRY(
      reader_->Query("SELECT record, kind, text, parts, pattern FROM mark WHERE owner = $1 AND record = $2 ORDER BY n",
                     {owner, record}, [&](const Row& row) {
                       found->marks.push_back(MarkOf(row));
                       return Result<void>{};
                     }));
  PM_TRY(reader_->Query(
      "SELECT id, kind, from_day, to_day, class FROM life WHERE owner = $1 AND record = $2 AND stands = 1 ORDER BY seq",
      {owner, record}, [&](const Row& row) -> Result<void> {
        if (!view.SeesOf(owner, row.Integer(4), found->handling_class)) return {};
        PM_ASSIGN(base::Ulid event, ToUlid(row.Blob(0)));
        found->life.push_back({id.ulid, event, std::string(row.Text(1)), OptionalDay(row, 2), OptionalDay(row, 3)});
        return {};
      }));
  return *found;
}

Result<std::vector<StoredLink>> Store::Links(const View& view, const std::string& record) {
  PM_ASSIGN(std::vector<Authority> authorities, Authorities());
  std::lock_guard lock(read_mutex_);
  std::vector<StoredLink> out;
  for (const Authority& one : authorities) {
    auto take = [&](const Row& row) -> Result<void> {
      if (!SeesBelonging(view, one.owner, row, 4, 5)) return {};
      PM_ASSIGN(base::Ulid from, ToUlid(row.Blob(0)));
      out.push_back({model::ThingId{one.code, "item", from}.ToText(), std::string(row.Text(1)),
                     std::string(row.Text(2)), one.code, row.Integer(3)});
      return {};
    };
    if (record.empty()) {
      PM_TRY(
          reader_->Query("SELECT record, other, state, seq, class, "
                         "(SELECT r.class FROM record r WHERE r.owner = link.owner AND r.record = link.record) FROM "
                         "link WHERE owner = $1 ORDER BY record, other",
                         {Value(one.owner)}, take));
      continue;
    }
    PM_ASSIGN(model::ThingId id, model::ThingId::Parse(record));
    if (id.owner == one.code) {
      PM_TRY(
          reader_->Query("SELECT record, other, state, seq, class, "
                         "(SELECT r.class FROM record r WHERE r.owner = link.owner AND r.record = link.record) FROM "
                         "link WHERE owner = $1 AND record = $2 ORDER BY other",
                         {one.owner, Value::Blob(base::View(id.ulid.bytes))}, take));
    }
    PM_TRY(
        reader_->Query("SELECT record, other, state, seq, class, "
                       "(SELECT r.class FROM record r WHERE r.owner = link.owner AND r.record = link.record) FROM link "
                       "WHERE owner = $1 AND other = $2 ORDER BY record",
                       {one.owner, Value::Text(record)}, take));
  }
  return out;
}

namespace {

Result<StoredHit> HitOf(const Row& row, const std::string& owner) {
  PM_ASSIGN(base::Ulid id, ToUlid(row.Blob(0)));
  HitRow hit{id,
             std::string(row.Text(1)),
             std::string(row.Text(2)),
             std::string(row.Text(3)),
             std::string(row.Text(4)),
             row.Integer(5),
             std::string(row.Text(6))};
  return StoredHit{model::ThingId{owner, "hit", id}.ToText(), owner, std::move(hit), row.Integer(7), row.Integer(8)};
}

}  // namespace

Result<std::vector<StoredHit>> Store::Hits(const View& view, const std::string& record) {
  PM_ASSIGN(std::vector<Authority> authorities, Authorities());
  std::lock_guard lock(read_mutex_);
  std::vector<StoredHit> out;
  for (const Authority& one : authorities) {
    PM_TRY(reader_->Query(
        "SELECT hit, record, event, other, other_event, probability, state, raised_seq, seq, class FROM hit "
        "WHERE owner = $1 ORDER BY hit",
        {Value(one.owner)}, [&](const Row& row) -> Result<void> {
          if (!view.Sees(one.owner, row.Integer(9))) return {};
          if (!record.empty() && row.Text(1) != record && row.Text(3) != record) return {};
          PM_ASSIGN(StoredHit hit, HitOf(row, one.code));
          out.push_back(std::move(hit));
          return {};
        }));
  }
  return out;
}

Result<StoredHit> Store::ReadHit(const View& view, const model::ThingId& id) {
  base::Error not_there{base::Code::kNotFound, "there is no hit " + id.ToText() + ", or it is not for this reader",
                        "id"};
  auto authority = FindAuthority(id.owner);
  if (!authority.ok() || id.kind != "hit") return not_there;
  std::lock_guard lock(read_mutex_);
  std::optional<StoredHit> found;
  PM_TRY(reader_->Query(
      "SELECT hit, record, event, other, other_event, probability, state, raised_seq, seq, class FROM hit "
      "WHERE owner = $1 AND hit = $2",
      {authority->owner, Value::Blob(base::View(id.ulid.bytes))}, [&](const Row& row) -> Result<void> {
        if (!view.Sees(authority->owner, row.Integer(9))) return {};
        PM_ASSIGN(found, HitOf(row, id.owner));
        return {};
      }));
  if (!found) return not_there;
  return *found;
}

Result<std::vector<StoredAlert>> Store::Alerts(const View& view, const std::string& owner, std::int64_t from_seq,
                                               std::int64_t limit) {
  PM_ASSIGN(Authority authority, FindAuthority(owner));
  std::lock_guard lock(read_mutex_);
  std::vector<StoredAlert> out;
  PM_TRY(reader_->QueryOnce("SELECT seq, kind, record, other, hit FROM alert WHERE owner = $1 AND seq >= $2" +
                                view.SqlCondition(authority.owner) + " ORDER BY seq LIMIT $3",
                            {authority.owner, from_seq, limit}, [&](const Row& row) -> Result<void> {
                              out.push_back({owner,
                                             row.Integer(0),
                                             {std::string(row.Text(1)), std::string(row.Text(2)),
                                              std::string(row.Text(3)), std::string(row.Text(4))}});
                              return {};
                            }));
  return out;
}

Result<std::vector<StoredLife>> Store::LifeSince(const View& view, const std::string& owner, std::int64_t from_seq,
                                                 std::int64_t limit) {
  PM_ASSIGN(Authority authority, FindAuthority(owner));
  std::lock_guard lock(read_mutex_);
  std::vector<StoredLife> out;
  PM_TRY(reader_->Query(
      "SELECT seq, record, id, kind, from_day, to_day, class, "
      "(SELECT r.class FROM record r WHERE r.owner = life.owner AND r.record = life.record) "
      "FROM life WHERE owner = $1 AND seq >= $2 AND stands = 1 ORDER BY seq LIMIT $3",
      {authority.owner, from_seq, limit}, [&](const Row& row) -> Result<void> {
        if (!SeesBelonging(view, authority.owner, row, 6, 7)) return {};
        PM_ASSIGN(base::Ulid record, ToUlid(row.Blob(1)));
        PM_ASSIGN(base::Ulid id, ToUlid(row.Blob(2)));
        out.push_back(
            {row.Integer(0), {record, id, std::string(row.Text(3)), OptionalDay(row, 4), OptionalDay(row, 5)}, true});
        return {};
      }));
  return out;
}

Result<std::int64_t> Store::Reacted(const std::string& owner) {
  std::lock_guard lock(read_mutex_);
  PM_ASSIGN(std::string text, Setting(*reader_, "reacted:" + owner));
  std::int64_t seq = 0;
  std::from_chars(text.data(), text.data() + text.size(), seq);
  return seq;
}

Result<void> Store::SetReacted(const std::string& owner, std::int64_t seq) {
  std::lock_guard lock(write_mutex_);
  return InTransaction(*writer_, [&] { return SetSetting(*writer_, "reacted:" + owner, std::to_string(seq)); });
}

}  // namespace proofmark::store
