// SPDX-License-Identifier: Apache-2.0
// Reading: every function takes a View, and what is not in it is not there.
#include "base/text.h"
#include "store/row_values.h"
#include "store/store.h"

namespace proofmark::store {

using base::Code;
using base::Error;
using base::Result;

namespace {

Error NotThere(const std::string& what) {
  return Error{Code::kNotFound, "there is no " + what + ", or it is not for this reader", "id"};
}

Value Id(const base::Ulid& id) { return Value::Blob(base::View(id.bytes)); }

// What is about a record is for whoever sees the record, and then as its row says: the present content as the record,
// what has no row (a content that was corrected, for one) as it was written.
Result<bool> SeesEvent(Engine& reader, const View& view, const HandlingClass& written, const model::Event& event) {
  const std::int64_t owner = written.owner;
  auto subject = model::ThingId::Parse(event.subject);
  if (!subject.ok() || subject->kind != "item" || subject->owner != event.owner) {
    return view.Sees(owner, written.number);
  }
  const Value record = Id(subject->ulid);
  std::optional<std::int64_t> record_class;
  std::int64_t bears = written.number;
  PM_TRY(reader.Query("SELECT class, content_seq FROM record WHERE owner = $1 AND record = $2", {owner, record},
                      [&](const Row& row) {
                        record_class = row.Integer(0);
                        if (row.Integer(1) == event.seq) bears = kAsItsRecord;
                        return Result<void>{};
                      }));
  if (!record_class) return view.Sees(owner, written.number);
  if (!view.Sees(owner, *record_class)) return false;
  PM_TRY(
      reader.Query("SELECT class FROM life WHERE owner = $1 AND record = $2 AND seq = $3 UNION ALL "
                   "SELECT class FROM link WHERE owner = $4 AND record = $5 AND seq = $6 UNION ALL "
                   "SELECT class FROM attached_file WHERE owner = $7 AND thing = $8 AND seq = $9",
                   {owner, record, event.seq, owner, record, event.seq, owner, record, event.seq}, [&](const Row& row) {
                     bears = row.Integer(0);
                     return Result<void>{};
                   }));
  return view.SeesOf(owner, bears, *record_class);
}

}  // namespace

Result<StoredEvent> Store::ReadProved(const Authority& authority, Stream stream, std::int64_t seq,
                                      const Error& not_there) {
  StoredEvent out;
  out.owner = authority.owner;
  out.stream = stream;
  PM_TRY(reader_->Query("SELECT body FROM event WHERE owner = $1 AND stream = $2 AND seq = $3",
                        {authority.owner, static_cast<int>(stream), seq}, [&](const Row& row) {
                          out.bytes = row.Blob(0);
                          return Result<void>{};
                        }));
  if (out.bytes.empty()) return not_there;
  // Evidence is proved before it is believed: SQLite does not notice a flipped byte in a value.
  out.leaf = ledger::LeafHash(out.bytes);
  PM_ASSIGN(ledger::Digest stored, TileReader(*reader_, {authority.owner, stream}).Stored(0, seq));
  Error damaged{Code::kCorrupt,
                "event " + std::to_string(seq) + " of " + authority.code +
                    " is not what was recorded: its digest is not the tree's; run ledger verify",
                "seq"};
  if (stored != out.leaf) return damaged;
  auto event = model::Decode(out.bytes);
  if (!event.ok()) return base::Within("event " + std::to_string(seq), event.error());
  if (event->owner != authority.code || event->seq != seq) return damaged;
  out.event = std::move(*event);
  return out;
}

Result<StoredEvent> Store::ReadEvent(const View& view, const std::string& owner, std::int64_t seq) {
  Error not_there = NotThere("event " + std::to_string(seq) + " of " + owner);
  auto authority = FindAuthority(owner);
  if (!authority.ok()) return not_there;
  PM_ASSIGN(std::vector<HandlingClass> classes, HandlingClasses());
  std::lock_guard lock(read_mutex_);
  PM_ASSIGN(StoredEvent out, ReadProved(*authority, Stream::kRecord, seq, not_there));
  for (const HandlingClass& one : classes) {
    if (one.owner != out.owner || one.handling != out.event.handling) continue;
    PM_ASSIGN(bool seen, SeesEvent(*reader_, view, one, out.event));
    if (seen) return out;
    break;
  }
  return not_there;
}

Result<StoredRecord> Store::ReadRecord(const View& view, const model::ThingId& id) {
  Error not_there = NotThere("record " + id.ToText());
  auto authority = FindAuthority(id.owner);
  if (!authority.ok() || id.kind != "item") return not_there;
  std::int64_t owner = authority->owner;
  std::lock_guard lock(read_mutex_);
  std::optional<StoredRecord> found;
  std::int64_t record_class = 0;
  PM_TRY(reader_->Query(
      "SELECT class, first_seq, content_seq, type, make, model, calibre, made_country, import_country, year, case_ref "
      "FROM record WHERE owner = $1 AND record = $2",
      {owner, Id(id.ulid)}, [&](const Row& row) {
        record_class = row.Integer(0);
        if (!view.Sees(owner, record_class)) return Result<void>{};
        found = StoredRecord{id, row.Integer(1), row.Integer(2), {}, {}, {}};
        found->row = {id.ulid,
                      OptionalText(row, 3),
                      OptionalText(row, 4),
                      OptionalText(row, 5),
                      OptionalText(row, 6),
                      OptionalText(row, 7),
                      OptionalText(row, 8),
                      OptionalText(row, 9),
                      OptionalText(row, 10)};
        return Result<void>{};
      }));
  if (!found) return not_there;
  PM_TRY(reader_->Query("SELECT kind, text FROM mark WHERE owner = $1 AND record = $2 ORDER BY n", {owner, Id(id.ulid)},
                        [&](const Row& row) {
                          found->marks.push_back({std::string(row.Text(0)), std::string(row.Text(1))});
                          return Result<void>{};
                        }));
  PM_TRY(reader_->Query(
      "SELECT class, seq, id, kind, from_day, to_day, stands FROM life WHERE owner = $1 AND record = $2 ORDER BY seq",
      {owner, Id(id.ulid)}, [&](const Row& row) -> Result<void> {
        if (!view.SeesOf(owner, row.Integer(0), record_class)) return {};
        PM_ASSIGN(base::Ulid event, ToUlid(row.Blob(2)));
        LifeRow life{id.ulid, event, std::string(row.Text(3)), OptionalDay(row, 4), OptionalDay(row, 5)};
        found->life.push_back({row.Integer(1), std::move(life), row.Integer(6) != 0});
        return {};
      }));
  return *found;
}

Result<model::Handling> Store::HandlingOf(const View& view, const model::ThingId& record) {
  Error not_there = NotThere("record " + record.ToText());
  auto authority = FindAuthority(record.owner);
  if (!authority.ok() || record.kind != "item") return not_there;
  PM_ASSIGN(std::vector<HandlingClass> classes, HandlingClasses());
  std::lock_guard lock(read_mutex_);
  std::optional<std::int64_t> bears;
  PM_TRY(reader_->Query("SELECT class FROM record WHERE owner = $1 AND record = $2",
                        {authority->owner, Id(record.ulid)}, [&](const Row& row) {
                          if (view.Sees(authority->owner, row.Integer(0))) bears = row.Integer(0);
                          return Result<void>{};
                        }));
  for (HandlingClass& one : classes) {
    if (bears && one.owner == authority->owner && one.number == *bears) return std::move(one.handling);
  }
  return not_there;
}

Result<std::vector<model::ThingId>> Store::ListRecords(const View& view, const std::string& owner,
                                                       const std::optional<base::Ulid>& after, std::int64_t limit) {
  PM_ASSIGN(Authority authority, FindAuthority(owner));
  std::lock_guard lock(read_mutex_);
  std::vector<model::ThingId> out;
  std::string sql = "SELECT record FROM record WHERE owner = $1 AND record > $2" + view.SqlCondition(authority.owner) +
                    " ORDER BY record LIMIT $3";
  base::Ulid from = after.value_or(base::Ulid{});
  PM_TRY(reader_->QueryOnce(sql, {authority.owner, Id(from), limit}, [&](const Row& row) -> Result<void> {
    PM_ASSIGN(base::Ulid record, ToUlid(row.Blob(0)));
    out.push_back({owner, "item", record});
    return {};
  }));
  return out;
}

Result<std::vector<model::ThingId>> Store::FindBySourceId(const View& view, const std::string& source_id,
                                                          std::int64_t limit) {
  if (!base::IsUtf8(source_id)) return std::vector<model::ThingId>{};  // no stored text is like it
  PM_ASSIGN(std::vector<Authority> authorities, Authorities());
  std::lock_guard lock(read_mutex_);
  std::vector<model::ThingId> out;
  for (const Authority& authority : authorities) {
    PM_TRY(reader_->Query(
        "SELECT r.record, (SELECT c.class FROM record c WHERE c.owner = r.owner AND c.record = r.record) "
        "FROM (SELECT DISTINCT source FROM register_row WHERE owner = $1) s "
        "JOIN register_row r ON r.owner = $2 AND r.source = s.source AND r.source_id = $3 "
        "ORDER BY r.record",
        {authority.owner, authority.owner, Value::Text(source_id)}, [&](const Row& row) -> Result<void> {
          if (row.IsNull(1) || !view.Sees(authority.owner, row.Integer(1))) return {};
          if (std::ssize(out) >= limit) return {};
          PM_ASSIGN(base::Ulid record, ToUlid(row.Blob(0)));
          out.push_back({authority.code, "item", record});
          return {};
        }));
  }
  return out;
}

Result<std::vector<model::ThingId>> Store::FindByCase(const View& view, const std::string& case_ref,
                                                      std::int64_t limit) {
  if (!base::IsUtf8(case_ref)) return std::vector<model::ThingId>{};
  PM_ASSIGN(std::vector<Authority> authorities, Authorities());
  std::lock_guard lock(read_mutex_);
  std::vector<model::ThingId> out;
  for (const Authority& authority : authorities) {
    PM_TRY(reader_->Query(
        "SELECT i.record, (SELECT c.class FROM record c WHERE c.owner = i.owner AND c.record = i.record) "
        "FROM case_item i WHERE i.owner = $1 AND i.case_ref = $2 ORDER BY i.record",
        {authority.owner, Value::Text(case_ref)}, [&](const Row& row) -> Result<void> {
          if (row.IsNull(1) || !view.Sees(authority.owner, row.Integer(1)) || std::ssize(out) >= limit) return {};
          PM_ASSIGN(base::Ulid record, ToUlid(row.Blob(0)));
          out.push_back({authority.code, "item", record});
          return {};
        }));
  }
  return out;
}

Result<std::vector<RegisterEntry>> Store::FindRegisterEntries(const View& view, const std::string& owner,
                                                              const std::string& source, const std::string& source_id,
                                                              std::string_view content) {
  PM_ASSIGN(Authority authority, FindAuthority(owner));
  std::lock_guard lock(read_mutex_);
  std::vector<RegisterEntry> out;
  auto take = [&](const Row& row) -> Result<void> {
    if (row.IsNull(4) || !view.Sees(authority.owner, row.Integer(4))) return {};
    PM_ASSIGN(base::Ulid record, ToUlid(row.Blob(0)));
    for (const RegisterEntry& one : out) {
      if (one.record == record) return {};
    }
    out.push_back({record, std::string(row.Blob(1)), OptionalText(row, 2), row.Integer(3)});
    return {};
  };
  // A placeholder ("0", "-") may stand for thousands of rows: the equal one is looked for, and a few of the others.
  PM_TRY(reader_->Query(
      "SELECT r.record, r.content, r.as_of, "
      "(SELECT c.content_seq FROM record c WHERE c.owner = r.owner AND c.record = r.record), "
      "(SELECT c.class FROM record c WHERE c.owner = r.owner AND c.record = r.record) "
      "FROM register_row r WHERE r.owner = $1 AND r.source = $2 AND r.source_id = $3 AND r.content = $4 LIMIT 1",
      {authority.owner, Value::Text(source), Value::Text(source_id), Value::Blob(content)}, take));
  PM_TRY(reader_->Query(
      "SELECT r.record, r.content, r.as_of, "
      "(SELECT c.content_seq FROM record c WHERE c.owner = r.owner AND c.record = r.record), "
      "(SELECT c.class FROM record c WHERE c.owner = r.owner AND c.record = r.record) "
      "FROM register_row r WHERE r.owner = $1 AND r.source = $2 AND r.source_id = $3 ORDER BY r.record LIMIT 16",
      {authority.owner, Value::Text(source), Value::Text(source_id)}, take));
  return out;
}

Result<std::optional<std::string>> Store::OpenPart(const View& view, const StoredEvent& event,
                                                   const std::string& part) {
  // The event came through a view; asking again closes the way around it.
  if (event.stream == Stream::kRecord) PM_TRY(ReadEvent(view, event.event.owner, event.event.seq));
  if (!view.Opens(event.event, part)) {
    return Error{Code::kForbidden, "part " + part + " of this event is not opened to this reader", part};
  }
  std::string salt;
  std::string ciphertext;
  {
    std::lock_guard lock(read_mutex_);
    PM_TRY(reader_->Query(
        "SELECT s.salt, s.ciphertext FROM sealed s WHERE s.owner = $1 AND s.stream = $2 AND s.seq = $3 AND s.part = $4 "
        "AND NOT EXISTS (SELECT 1 FROM erased_part p WHERE p.owner = s.owner AND p.stream = s.stream "
        "AND p.seq = s.seq AND p.part = s.part)",
        {event.owner, static_cast<int>(event.stream), event.event.seq, Value::Text(part)}, [&](const Row& row) {
          salt = row.Blob(0);
          ciphertext = row.Blob(1);
          return Result<void>{};
        }));
  }
  PM_ASSIGN(std::optional<ledger::SealKey> key, key_store_->Find(event.event.owner, event.event.id, part));
  if (ciphertext.empty() || !key) return std::optional<std::string>{};
  Error damaged{Code::kCorrupt,
                "part " + part + " of event " + std::to_string(event.event.seq) + " of " + event.event.owner +
                    " is not what the event commits to; run ledger verify",
                part};
  auto salt_bytes = base::ToArray<32>(salt);
  if (!salt_bytes.ok()) return damaged;
  for (const model::SealedReference& reference : event.event.sealed) {
    if (reference.part == part && reference.commitment != ledger::Commitment(*salt_bytes, ciphertext)) return damaged;
  }
  std::string id = model::ThingId{event.event.owner, "event", event.event.id}.ToText();
  PM_ASSIGN(std::string plaintext, ledger::Unseal(ciphertext, *key, part, id));
  return std::optional<std::string>(std::move(plaintext));
}

}  // namespace proofmark::store
