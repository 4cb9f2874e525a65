// SPDX-License-Identifier: Apache-2.0
#include "store/rows.h"

#include "store/view.h"

namespace proofmark::store {

using base::Result;

namespace {

struct Projection {
  const char* clear;
  const char* dump;
};

// Every table that Apply writes. A table that is missing here would survive a rebuild; a test compares with the schema.
constexpr Projection kProjections[] = {
    {"DELETE FROM record WHERE owner = $1", "SELECT * FROM record WHERE owner = $1 ORDER BY record"},
    {"DELETE FROM mark WHERE owner = $1", "SELECT * FROM mark WHERE owner = $1 ORDER BY record, n"},
    {"DELETE FROM life WHERE owner = $1", "SELECT * FROM life WHERE owner = $1 ORDER BY record, seq"},
    {"DELETE FROM register_row WHERE owner = $1",
     "SELECT * FROM register_row WHERE owner = $1 ORDER BY source, source_id, record"},
    {"DELETE FROM case_item WHERE owner = $1", "SELECT * FROM case_item WHERE owner = $1 ORDER BY case_ref, record"},
    {"DELETE FROM erased_part WHERE owner = $1",
     "SELECT * FROM erased_part WHERE owner = $1 ORDER BY stream, seq, part"},
    {"DELETE FROM link WHERE owner = $1", "SELECT * FROM link WHERE owner = $1 ORDER BY record, other"},
    {"DELETE FROM hit WHERE owner = $1", "SELECT * FROM hit WHERE owner = $1 ORDER BY hit"},
    {"DELETE FROM alert WHERE owner = $1", "SELECT * FROM alert WHERE owner = $1 ORDER BY seq"},
    {"DELETE FROM case_file WHERE owner = $1", "SELECT * FROM case_file WHERE owner = $1 ORDER BY case_id"},
    {"DELETE FROM case_step WHERE owner = $1", "SELECT * FROM case_step WHERE owner = $1 ORDER BY case_id, seq"},
    {"DELETE FROM attached_file WHERE owner = $1", "SELECT * FROM attached_file WHERE owner = $1 ORDER BY thing, seq"},
    {"DELETE FROM account WHERE owner = $1", "SELECT * FROM account WHERE owner = $1 ORDER BY account"},
    {"DELETE FROM account_role WHERE owner = $1", "SELECT * FROM account_role WHERE owner = $1 ORDER BY account, role"},
    {"DELETE FROM approval WHERE owner = $1", "SELECT * FROM approval WHERE owner = $1 ORDER BY approval"},
    {"DELETE FROM holder_release WHERE owner = $1",
     "SELECT * FROM holder_release WHERE owner = $1 ORDER BY record, account"},
};

constexpr Target kRecords{"record",
                          "owner, record, class, first_seq, content_seq, type, make, model, calibre, made_country, "
                          "import_country, year, case_ref, make_text, model_text, calibre_text"};
constexpr Target kMarks{"mark", "owner, record, n, kind, text, parts, pattern"};
constexpr Target kLife{"life", "owner, record, seq, class, id, kind, from_day, to_day, stands"};
constexpr Target kRegisterRows{"register_row", "owner, source, source_id, record, content, as_of"};
constexpr Target kCaseItems{"case_item", "owner, case_ref, record"};
constexpr Target kHits{"hit",
                       "owner, hit, class, record, event, other, other_event, probability, raised_seq, seq, state"};
constexpr Target kAlerts{"alert", "owner, seq, class, kind, record, other, hit"};
constexpr Target kCaseFiles{"case_file",
                            "owner, case_id, class, first_seq, content_seq, reference, from_day, to_day, terrorism"};
constexpr Target kCaseSteps{"case_step", "owner, case_id, seq, class, step, done_day, done_by, exhibit"};
constexpr Target kFiles{"attached_file", "owner, thing, seq, class"};

Value Id(const base::Ulid& id) { return Value::Blob(base::View(id.bytes)); }

// A unit separator stands in no mark: control characters are refused on the way in, or are part of no number.
std::optional<std::string> JoinParts(const std::vector<std::string>& parts) {
  if (parts.empty()) return std::nullopt;
  std::string joined;
  for (const std::string& part : parts) joined.append(joined.empty() ? "" : kPartSeparator).append(part);
  return joined;
}

Result<void> WriteDecision(Engine& engine, std::int64_t owner, std::int64_t seq, std::int64_t handling_class,
                           const Rows& rows) {
  if (rows.link) {
    PM_TRY(
        engine.Run("INSERT INTO link (owner, record, other, class, seq, state) VALUES ($1, $2, $3, $4, $5, $6) "
                   "ON CONFLICT (owner, record, other) DO UPDATE SET class = excluded.class, seq = excluded.seq, "
                   "state = excluded.state",
                   {owner, Id(rows.link->record), Value::Text(rows.link->other), handling_class, seq,
                    Value::Text(rows.link->state)}));
  }
  if (rows.hit) {
    const HitRow& hit = *rows.hit;
    PM_TRY(engine.Insert(kHits, {owner, Id(hit.hit), handling_class, Value::Text(hit.record), Value::Text(hit.event),
                                 Value::Text(hit.other), Value::Text(hit.other_event), hit.probability, seq, seq,
                                 Value::Text(hit.state)}));
  }
  if (rows.hit_state) {
    PM_TRY(engine.Run("UPDATE hit SET state = $1, seq = $2 WHERE owner = $3 AND hit = $4",
                      {Value::Text(rows.hit_state->state), seq, owner, Id(rows.hit_state->hit)}));
  }
  if (!rows.alert) return {};
  return engine.Insert(kAlerts,
                       {owner, seq, handling_class, Value::Text(rows.alert->kind), Value::Text(rows.alert->record),
                        Value::Text(rows.alert->other), Value::Text(rows.alert->hit)});
}

Result<void> WriteCase(Engine& engine, std::int64_t owner, std::int64_t seq, std::int64_t handling_class,
                       const Rows& rows) {
  if (rows.case_file) {
    const CaseRow& one = *rows.case_file;
    std::optional<std::int32_t> terrorism;
    if (one.terrorism) terrorism = *one.terrorism ? 1 : 0;
    if (rows.corrects) {
      PM_TRY(
          engine.Run("UPDATE case_file SET class = $1, content_seq = $2, reference = $3, from_day = $4, to_day = $5, "
                     "terrorism = $6 WHERE owner = $7 AND case_id = $8",
                     {handling_class, seq, Value::Text(one.reference), Value::OptionalInteger(one.from_day),
                      Value::OptionalInteger(one.to_day), Value::OptionalInteger(terrorism), owner, Id(one.id)}));
    } else {
      PM_TRY(engine.Insert(kCaseFiles, {owner, Id(one.id), handling_class, seq, seq, Value::Text(one.reference),
                                        Value::OptionalInteger(one.from_day), Value::OptionalInteger(one.to_day),
                                        Value::OptionalInteger(terrorism)}));
    }
  }
  if (!rows.case_step) return {};
  const CaseStepRow& step = *rows.case_step;
  return engine.Insert(
      kCaseSteps, {owner, Id(step.case_id), seq, handling_class, Value::Text(step.step),
                   Value::OptionalInteger(step.done_day), Value::Text(step.by), Value::OptionalText(step.exhibit)});
}

Result<void> WriteRecord(Engine& engine, std::int64_t owner, std::int64_t seq, std::int64_t handling_class,
                         const Rows& rows) {
  const RecordRow& record = *rows.record;
  Value id = Id(record.record);
  auto code = [](const std::optional<std::string>& text) { return Value::OptionalText(text); };
  if (rows.corrects) {
    // The first event of a record gave first_seq; a correction keeps it, and takes the place of all the rest.
    PM_TRY(engine.Run(
        "UPDATE record SET class = $1, content_seq = $2, type = $3, make = $4, model = $5, calibre = $6, "
        "made_country = $7, import_country = $8, year = $9, case_ref = $10, make_text = $11, model_text = $12, "
        "calibre_text = $13 WHERE owner = $14 AND record = $15",
        {handling_class, seq, code(record.type), code(record.make), code(record.model), code(record.calibre),
         code(record.made_country), code(record.import_country), code(record.year), code(record.case_ref),
         code(record.make_text), code(record.model_text), code(record.calibre_text), owner, id}));
  } else {
    PM_TRY(engine.Insert(
        kRecords, {owner, id, handling_class, seq, seq, code(record.type), code(record.make), code(record.model),
                   code(record.calibre), code(record.made_country), code(record.import_country), code(record.year),
                   code(record.case_ref), code(record.make_text), code(record.model_text), code(record.calibre_text)}));
  }
  std::int64_t n = 0;
  for (const MarkRow& mark : rows.marks) {
    const std::optional<std::string> parts = JoinParts(mark.parts);
    PM_TRY(engine.Insert(kMarks, {owner, id, n++, Value::Text(mark.kind), Value::Text(mark.text),
                                  Value::OptionalText(parts), Value::OptionalText(mark.pattern)}));
  }
  if (record.case_ref) {
    PM_TRY(engine.Insert(kCaseItems, {owner, Value::Text(*record.case_ref), id}));
  }
  if (!rows.register_row) return {};
  const RegisterRowRow& origin = *rows.register_row;
  if (!rows.corrects) {
    return engine.Insert(kRegisterRows, {owner, Value::Text(origin.source), Value::Text(origin.source_id), id,
                                         Value::Blob(origin.content), Value::OptionalText(origin.as_of)});
  }
  return engine.Run(
      "INSERT INTO register_row (owner, source, source_id, record, content, as_of) VALUES ($1, $2, $3, $4, $5, $6) "
      "ON CONFLICT (owner, source, source_id, record) DO UPDATE SET content = excluded.content, "
      "as_of = excluded.as_of",
      {owner, Value::Text(origin.source), Value::Text(origin.source_id), id, Value::Blob(origin.content),
       Value::OptionalText(origin.as_of)});
}

// The record bears the class from now on, and so does what was handled as the record was. What was under the new class
// before, on purpose, keeps it: it must not follow when the record is widened again.
Result<void> WriteHandling(Engine& engine, std::int64_t owner, std::int64_t handling_class, const base::Ulid& record) {
  const Value id = Id(record);
  for (const char* follow : {"UPDATE attached_file SET class = $1 WHERE owner = $2 AND thing = $3 AND class = "
                             "(SELECT r.class FROM record r WHERE r.owner = $4 AND r.record = $5)",
                             "UPDATE life SET class = $1 WHERE owner = $2 AND record = $3 AND class = "
                             "(SELECT r.class FROM record r WHERE r.owner = $4 AND r.record = $5)",
                             "UPDATE link SET class = $1 WHERE owner = $2 AND record = $3 AND class = "
                             "(SELECT r.class FROM record r WHERE r.owner = $4 AND r.record = $5)"}) {
    PM_TRY(engine.Run(follow, {kAsItsRecord, owner, id, owner, id}));
  }
  for (const char* keep : {"UPDATE attached_file SET class = $1 WHERE owner = $2 AND thing = $3 AND class = $4",
                           "UPDATE life SET class = $1 WHERE owner = $2 AND record = $3 AND class = $4",
                           "UPDATE link SET class = $1 WHERE owner = $2 AND record = $3 AND class = $4"}) {
    PM_TRY(engine.Run(keep, {-handling_class, owner, id, handling_class}));
  }
  return engine.Run("UPDATE record SET class = $1 WHERE owner = $2 AND record = $3", {handling_class, owner, id});
}

// What an earlier content of the record wrote and the new one may not have.
Result<void> ForgetOldContent(Engine& engine, std::int64_t owner, const base::Ulid& record) {
  PM_TRY(engine.Run("DELETE FROM mark WHERE owner = $1 AND record = $2", {owner, Id(record)}));
  std::optional<std::string> case_ref;
  PM_TRY(engine.Query("SELECT case_ref FROM record WHERE owner = $1 AND record = $2", {owner, Id(record)},
                      [&](const Row& row) {
                        if (!row.IsNull(0)) case_ref = row.Text(0);
                        return Result<void>{};
                      }));
  if (!case_ref) return {};
  return engine.Run("DELETE FROM case_item WHERE owner = $1 AND case_ref = $2 AND record = $3",
                    {owner, Value::Text(*case_ref), Id(record)});
}

}  // namespace

Result<void> WriteRows(Engine& engine, std::int64_t owner, std::int64_t seq, std::int64_t handling_class,
                       const Rows& rows) {
  if (rows.record) {
    if (rows.corrects) PM_TRY(ForgetOldContent(engine, owner, rows.record->record));
    PM_TRY(WriteRecord(engine, owner, seq, handling_class, rows));
  }
  for (const base::Ulid& event : rows.no_longer) {
    PM_TRY(engine.Run("UPDATE life SET stands = 0 WHERE owner = $1 AND record = $2 AND id = $3",
                      {owner, Id(*rows.subject), Id(event)}));
  }
  if (rows.life) {
    const LifeRow& life = *rows.life;
    PM_TRY(engine.Insert(kLife, {owner, Id(life.record), seq, handling_class, Id(life.id), Value::Text(life.kind),
                                 Value::OptionalInteger(life.from_day), Value::OptionalInteger(life.to_day), 1}));
  }
  for (const ErasedRow& erased : rows.erased) {
    PM_TRY(
        engine.Run("INSERT INTO erased_part (owner, stream, seq, part, by_seq) VALUES ($1, $2, $3, $4, $5) "
                   "ON CONFLICT (owner, stream, seq, part) DO NOTHING",
                   {owner, erased.stream, erased.seq, Value::Text(erased.part), seq}));
  }
  if (rows.handled) PM_TRY(WriteHandling(engine, owner, handling_class, *rows.handled));
  PM_TRY(WriteCase(engine, owner, seq, handling_class, rows));
  if (rows.file) PM_TRY(engine.Insert(kFiles, {owner, Id(rows.file->thing), seq, handling_class}));
  PM_TRY(WritePeopleRows(engine, owner, seq, handling_class, rows));
  return WriteDecision(engine, owner, seq, handling_class, rows);
}

Result<void> ClearRows(Engine& engine, std::int64_t owner) {
  for (const Projection& projection : kProjections) PM_TRY(engine.Run(projection.clear, {Value(owner)}));
  return {};
}

Result<base::Digest> DigestRows(Engine& engine, std::int64_t owner) {
  base::Sha256Stream digest;
  for (const Projection& projection : kProjections) {
    digest.Update(projection.dump);
    PM_TRY(engine.Stream(projection.dump, {Value(owner)}, [&](const Row& row) {
      for (int column = 0; column < row.columns(); ++column) {
        Value::Kind kind = row.KindOf(column);
        std::string text = kind == Value::Kind::kInteger ? std::to_string(row.Integer(column))
                           : kind == Value::Kind::kNull  ? ""
                                                         : std::string(row.Blob(column));
        // Kind and length in front, so that no two different rows can run together into the same bytes.
        digest.Update(std::to_string(static_cast<int>(kind)) + ":" + std::to_string(text.size()) + ":");
        digest.Update(text);
      }
      return Result<void>{};
    }));
  }
  return digest.Finish();
}

}  // namespace proofmark::store
