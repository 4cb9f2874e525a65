// SPDX-License-Identifier: Apache-2.0
// Show: the dossier of a weapon, a record or a case, every number with the event behind it.
#include <algorithm>
#include <set>

#include "app/proofmark.h"
#include "app/trace_question.h"
#include "app/weapon_story.h"
#include "match/marks/reading_json.h"
#include "model/record.h"
#include "registry/column_key.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

// Cells under the register's own column names: keys of an event are ASCII.
Json NamedRow(const Json& row) {
  Json out = Json::object();
  for (const auto& [key, cell] : row.items()) out[registry::ColumnName(key)] = cell;
  return out;
}

constexpr std::int64_t kDossierRecordsMax = 200;

// One described field: as written, what the tables make of it, and whether they know it.
Json FieldJson(const char* name, const std::optional<std::string>& text, const std::optional<std::string>& code) {
  bool resolved = code && !code->starts_with('!');
  std::string state = !code ? "unresolved" : resolved ? "resolved" : code->substr(1);
  return {{"field", name},
          {"text", *text},
          {"code", resolved ? Json(*code) : Json(nullptr)},
          {"resolved", resolved},
          {"state", state}};
}

Json FieldsJson(const model::Description& item, const store::RecordRow& row) {
  struct Field {
    const char* name;
    const std::optional<std::string>& text;
    std::optional<std::string> code;
  };
  Json out = Json::array();
  for (const Field& field :
       {Field{"type", item.type, row.type}, Field{"make", item.make, row.make}, Field{"model", item.model, row.model},
        Field{"calibre", item.calibre, row.calibre}, Field{"made_country", item.made_country, row.made_country},
        Field{"import_country", item.import_country, row.import_country}}) {
    if (field.text) out.push_back(FieldJson(field.name, field.text, field.code));
  }
  for (const Field& field : {Field{"importer", item.importer, {}}, Field{"year", item.year, {}},
                             Field{"days_to_crime", item.days_to_crime, {}}}) {
    if (field.text) out.push_back({{"field", field.name}, {"text", *field.text}});
  }
  return out;
}

}  // namespace

// A life event with what its sealed parts say; an erased part says that it was erased, never what it held.
Result<Json> Proofmark::EventJson(const store::View& view, const store::StoredEvent& stored) {
  const model::Event& event = stored.event;
  Json out = {{"id", model::ThingId{event.owner, "event", event.id}.ToText()},
              {"seq", event.seq},
              {"kind", event.kind},
              {"date", {{"from", base::OrNull(event.happened.from)}, {"to", base::OrNull(event.happened.to)}}},
              {"owner", event.owner},
              {"grade", base::OrNull(event.source.grade)},
              {"recorded_at", event.at.ToText()},
              {"leaf", base::ToHex(base::View(stored.leaf))},
              {"withheld", Json::array()},
              {"erased", Json::array()},
              {"erasures", Json::array()}};
  for (const char* key : {"from_party", "to_party", "place", "document"}) {
    out[key] = event.body.contains(key) ? event.body.at(key) : Json(nullptr);
  }
  for (const model::SealedReference& reference : event.sealed) {
    if (!view.Opens(event, reference.part)) {
      for (const std::string& field : SealedFields(reference.part)) out["withheld"].push_back(field);
      continue;
    }
    PM_ASSIGN(std::optional<std::string> text, store_->OpenPart(view, stored, reference.part));
    if (!text) {
      out["erased"].push_back(reference.part);
      PM_ASSIGN(Json erasure, ErasureJson(view, event.owner, {stored.stream, event.seq, reference.part}));
      if (!erasure.is_null()) out["erasures"].push_back(std::move(erasure));
      continue;
    }
    PM_ASSIGN(Json part, base::ParseJson(*text));
    if (reference.part == "row" || reference.part == "marks")
      out[reference.part] = part;
    else if (part.is_object())
      out.update(part);
  }
  return out;
}

Result<Json> Proofmark::RecordDossier(const store::View& view, const model::ThingId& id) {
  PM_ASSIGN(store::StoredRecord record, store_->ReadRecord(view, id));
  PM_ASSIGN(store::StoredEvent content, store_->ReadEvent(view, id.owner, record.content_seq));
  PM_ASSIGN(model::Record said, model::RecordFromJson(content.event.body, id.owner));
  Json out = {{"record", id.ToText()},
              {"owner", id.owner},
              {"fields", FieldsJson(said.item, record.row)},
              {"marks", Json::array()},
              {"row", NamedRow(said.row)},
              {"case", base::OrNull(said.case_reference)},
              {"corrected", record.first_seq != record.content_seq},
              {"etag", EtagOf(record.content_seq)}};
  PM_ASSIGN(model::Handling handling, store_->HandlingOf(view, id));
  out["handling"] = {{"codes", handling.codes},
                     {"onward", handling.onward},
                     {"review_at", base::OrNull(handling.review_at)},
                     {"expires_at", base::OrNull(handling.expires_at)}};
  if (said.reason) out["corrected_because"] = *said.reason;
  for (const model::Mark& mark : said.marks) out["marks"].push_back(model::ToJson(mark));
  if (said.origin) {
    out["source"] = said.origin->source;
    out["source_id"] = said.origin->source_id;
    out["as_of"] = base::OrNull(said.origin->as_of);
    out["file"] = said.origin->file_digest;
    out["line"] = said.origin->line;
  }
  PM_ASSIGN(Json recorded, EventJson(view, content));
  for (const char* part : {"row", "marks"}) {
    if (recorded.contains(part)) out[std::string("sealed_") + part] = recorded[part];
  }
  // A person's correction leaves the register's row where it lies.
  if (said.row_of) {
    PM_ASSIGN(std::optional<store::PartPlace> told, store_->FindEvent({id.owner, "event", *said.row_of}));
    if (told) {
      // It keeps the handling that it was written under, also where the record is seen by more since.
      auto row = store_->ReadEvent(view, id.owner, told->seq);
      if (!row.ok() && row.error().code != Code::kNotFound) return row.error();
      PM_ASSIGN(Json json, row.ok() ? EventJson(view, *row) : Result<Json>(Json::object()));
      if (json.contains("row")) out["sealed_row"] = json["row"];
    }
  }
  if (out.contains("sealed_row")) out["sealed_row"] = NamedRow(out["sealed_row"]);
  recorded.erase("row");
  PM_ASSIGN(out["attached"], FilesJson(view, id));
  out["events"] = Json::array({recorded});
  for (const store::StoredLife& life : record.life) {
    if (!life.stands) continue;
    PM_ASSIGN(store::StoredEvent event, store_->ReadEvent(view, id.owner, life.seq));
    PM_ASSIGN(Json json, EventJson(view, event));
    out["events"].push_back(std::move(json));
  }
  return out;
}

Result<std::vector<model::ThingId>> Proofmark::FindRecords(const store::View& view, const std::string& id) {
  auto thing = model::ThingId::Parse(id);
  if (!thing.ok()) return store_->FindBySourceId(view, id, kDossierRecordsMax);
  std::vector<model::ThingId> found;
  if (store_->ReadRecord(view, *thing).ok()) found.push_back(*thing);
  return found;
}

namespace {

// The numbers of a record as they read, with the places that were named.
Json NumbersJson(const match::MarkReader& reader, const store::StoredRecord& record) {
  Json out = Json::array();
  const bool typed = record.row.type && !record.row.type->starts_with('!');
  for (const store::MarkRow& mark : record.marks) {
    for (const match::MarkReading& number : NumbersOf(reader, mark, typed ? *record.row.type : "")) {
      Json json = match::ToJson(number);
      json["record"] = record.id.ToText();
      out.push_back(std::move(json));
    }
  }
  return out;
}

}  // namespace

// A weapon: its records, all numbers on them, and the story that they tell together.
Result<Json> Proofmark::WeaponDossier(const store::View& view, const std::vector<model::ThingId>& records) {
  WeaponStory story(words_, *store_, view);
  Json out = {{"weapon", WeaponStory::NameOf(records)}, {"records", Json::array()}, {"numbers", Json::array()}};
  for (const model::ThingId& id : records) {
    PM_ASSIGN(Json dossier, RecordDossier(view, id));
    out["records"].push_back(std::move(dossier));
    PM_ASSIGN(store::StoredRecord record, store_->ReadRecord(view, id));
    for (Json& number : NumbersJson(searcher_->reader(), record)) out["numbers"].push_back(std::move(number));
  }
  PM_ASSIGN(trace::Custody custody, story.Tell(records));
  out["custody"] = trace::ToJson(custody);
  return out;
}

// The weapon of a record, or the record itself, with the story of its weapon, which other records may tell too.
Result<Json> Proofmark::WeaponOrRecord(const store::View& view, const model::ThingId& record, bool weapon,
                                       std::vector<model::ThingId>& shown) {
  WeaponStory story(words_, *store_, view);
  PM_ASSIGN(shown, story.RecordsOf(record));
  PM_ASSIGN(Json whole, WeaponDossier(view, shown));
  if (weapon) return whole;
  const auto at = std::find(shown.begin(), shown.end(), record) - shown.begin();
  Json out = std::move(whole["records"][static_cast<std::size_t>(at)]);
  out["weapon"] = whole["weapon"];
  out["custody"] = std::move(whole["custody"]);
  out["numbers"] = std::move(whole["numbers"]);
  out["same_weapon"] = Json::array();
  for (const model::ThingId& one : shown) {
    if (one != record) out["same_weapon"].push_back(one.ToText());
  }
  return out;
}

Result<Json> Proofmark::Show(const Asking& asking, const std::string& id) { return ShowThing(asking, "", id); }

Result<Json> Proofmark::ShowThing(const Asking& asking, std::string_view kind, const std::string& id) {
  PM_ASSIGN(store::View view, ViewFor(asking, Permission::kReadRecord));
  PM_TRY(Watch(asking, {}));
  auto thing = model::ThingId::Parse(id);
  const bool weapon = thing.ok() && thing->kind == "weapon";
  // A reference is a case's; what is no identifier of the kind asked for names nothing.
  const bool fits = kind.empty() || (thing.ok() ? thing->kind == kind : kind == "case");
  std::vector<model::ThingId> found;
  bool is_case = false;
  if (!fits) {
    // looked for nowhere
  } else if (weapon) {
    // Any visible record's number under the kind `weapon` names it.
    const model::ThingId record{thing->owner, "item", thing->ulid};
    if (store_->ReadRecord(view, record).ok()) found.push_back(record);
  } else if (kind != "case") {
    PM_ASSIGN(found, FindRecords(view, id));
  }
  std::vector<store::StoredCase> files;
  std::string reference = thing.ok() || !fits ? "" : id;
  if (fits && thing.ok() && thing->kind == "case") {
    auto one = store_->ReadCase(view, *thing);
    if (one.ok()) reference = one->row.reference;
  }
  if (found.empty() && !reference.empty()) {
    PM_ASSIGN(found, store_->FindByCase(view, reference, kDossierRecordsMax));
    PM_ASSIGN(files, store_->FindCases(view, reference));
    is_case = !found.empty() || !files.empty();
  }
  Json out;
  std::vector<model::ThingId> shown = found;
  if (is_case) {
    PM_ASSIGN(out, CaseDossier(view, reference, found, files, shown));
  } else if (found.size() == 1) {
    PM_ASSIGN(out, WeaponOrRecord(view, found[0], weapon, shown));
  } else if (!found.empty()) {
    out = {{"source_id", id}, {"records", Json::array()}};
    for (const model::ThingId& one : found) {
      PM_ASSIGN(Json dossier, RecordDossier(view, one));
      out["records"].push_back(std::move(dossier));
    }
  }
  // The reader is named before the answer is given, also where there is none.
  PM_TRY(RecordAccess(asking, "show", shown, id));
  if (is_case || !found.empty()) return out;
  return Error{Code::kNotFound,
               "there is no weapon, record, register number or case \"" + id + "\", or it is not for this reader",
               "id"};
}

}  // namespace proofmark::app
