// SPDX-License-Identifier: Apache-2.0
#include "model/record.h"

#include <utility>

#include "model/ids.h"
#include "model/json_reader.h"

namespace proofmark::model {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

// Writes only what was said: a key that is not there means that nobody said it.
void Put(Json& json, const char* key, const std::optional<std::string>& text) {
  if (text) json[key] = *text;
}
void Put(Json& json, const char* key, const std::optional<base::PartialDate>& date) {
  if (date) json[key] = date->ToText();
}
void Put(Json& json, const char* key, const std::vector<std::string>& texts) {
  if (!texts.empty()) json[key] = texts;
}

std::string EventText(const std::string& owner, const base::Ulid& id) { return ThingId{owner, "event", id}.ToText(); }

Result<base::Ulid> EventId(std::string_view text, const std::string& owner) {
  PM_ASSIGN(ThingId id, ThingId::Parse(text));
  if (id.kind != "event" || id.owner != owner) {
    return Error{Code::kInvalid, "must name an event of " + owner, ""};
  }
  return id.ulid;
}

// The fields of a description, once for writing and reading.
struct DescriptionField {
  const char* name;
  std::optional<std::string> Description::*text;
};
constexpr DescriptionField kDescriptionFields[] = {
    {"type", &Description::type},
    {"make", &Description::make},
    {"model", &Description::model},
    {"calibre", &Description::calibre},
    {"made_country", &Description::made_country},
    {"importer", &Description::importer},
    {"import_country", &Description::import_country},
    {"year", &Description::year},
    {"days_to_crime", &Description::days_to_crime},
};

Json ToJson(const RegisterRow& origin) {
  Json json = {{"source", origin.source},
               {"source_id", origin.source_id},
               {"content", origin.content},
               {"file", origin.file_digest},
               {"line", origin.line}};
  Put(json, "as_of", origin.as_of);
  return json;
}

Result<RegisterRow> RegisterRowFromJson(const Json& json) {
  JsonReader reader(json, "origin");
  RegisterRow origin;
  origin.source = reader.Text("source", 64);
  origin.source_id = reader.Text("source_id", kSourceIdMax);
  origin.as_of = reader.OptionalDate("as_of");
  origin.content = base::ToHex(reader.HexText("content", 16));
  origin.file_digest = base::ToHex(reader.HexText("file", 32));
  origin.line = reader.Integer("line", 0, std::int64_t{1} << 53);
  PM_TRY(reader.Done(JsonReader::Rest::kKeep));
  return origin;
}

Result<Description> DescriptionFromJson(const Json& json) {
  Description item;
  JsonReader reader(json, "item");
  for (const DescriptionField& field : kDescriptionFields) {
    item.*field.text = reader.OptionalText(field.name, kFieldTextMax);
  }
  PM_TRY(reader.Done(JsonReader::Rest::kKeep));
  return item;
}

}  // namespace

Json ToJson(const Mark& mark) {
  Json json = {{"kind", mark.kind}, {"text", mark.text}};
  Put(json, "parts", mark.parts);
  Put(json, "pattern", mark.pattern);
  Put(json, "positions", mark.positions);
  Put(json, "legibility", mark.legibility);
  Put(json, "treatment", mark.treatment);
  Put(json, "reader", mark.reader);
  Put(json, "method", mark.method);
  Put(json, "date", mark.date);
  return json;
}

Result<Mark> MarkFromJson(const Json& json) {
  JsonReader reader(json, "mark");
  Mark mark;
  mark.kind = reader.Text("kind", 64);
  mark.text = reader.Text("text", kMarkTextMax);
  mark.parts = reader.OptionalTexts("parts", kMarkPartsMax, kMarkTextMax);
  mark.pattern = reader.OptionalText("pattern", kMarkTextMax);
  mark.positions = reader.OptionalTexts("positions", kMarkPartsMax, 64);
  mark.legibility = reader.OptionalText("legibility", 64);
  mark.treatment = reader.OptionalText("treatment", 64);
  mark.reader = reader.OptionalText("reader", 64);
  mark.method = reader.OptionalText("method", 64);
  mark.date = reader.OptionalDate("date");
  PM_TRY(reader.Done(JsonReader::Rest::kKeep));
  return mark;
}

Json ToJson(const Record& record, const std::string& owner) {
  Json item = Json::object();
  for (const DescriptionField& field : kDescriptionFields) Put(item, field.name, record.item.*field.text);
  Json marks = Json::array();
  for (const Mark& mark : record.marks) marks.push_back(ToJson(mark));
  Json json = {{"item", std::move(item)}, {"marks", std::move(marks)}};
  if (!record.row.empty()) json["row"] = record.row;
  Put(json, "case", record.case_reference);
  if (record.origin) json["origin"] = ToJson(*record.origin);
  for (const base::Ulid& event : record.replaces) json["replaces"].push_back(EventText(owner, event));
  Put(json, "reason", record.reason);
  if (record.row_of) json["row_of"] = EventText(owner, *record.row_of);
  return json;
}

Result<Record> RecordFromJson(const Json& body, const std::string& owner) {
  JsonReader reader(body, "body");
  Record record;
  record.item = reader.Take("", DescriptionFromJson(reader.Object("item")));
  for (const Json& mark : reader.Array("marks", kMarksPerItemMax)) {
    record.marks.push_back(reader.Take("marks", MarkFromJson(mark)));
  }
  if (const Json& row = reader.OptionalObject("row"); row.is_object()) record.row = row;
  record.case_reference = reader.OptionalText("case", kFieldTextMax);
  if (const Json& origin = reader.OptionalObject("origin"); origin.is_object()) {
    record.origin = reader.Take("", RegisterRowFromJson(origin));
  }
  for (const std::string& event : reader.OptionalTexts("replaces", kReplacedEventsMax)) {
    record.replaces.push_back(reader.Take("replaces", EventId(event, owner)));
  }
  record.reason = reader.OptionalText("reason", kFieldTextMax);
  if (auto event = reader.OptionalText("row_of", 128)) record.row_of = reader.Take("row_of", EventId(*event, owner));
  PM_TRY(reader.Done(JsonReader::Rest::kKeep));
  return record;
}

Json ToJson(const LifeEvent& life, const std::string& owner) {
  Json json = Json::object();
  Put(json, "from_party", life.from_party);
  Put(json, "to_party", life.to_party);
  Put(json, "place", life.place);
  Put(json, "document", life.document);
  if (life.record_event) json["record_event"] = EventText(owner, *life.record_event);
  return json;
}

Result<LifeEvent> LifeEventFromJson(const Json& body, const std::string& owner) {
  JsonReader reader(body, "body");
  LifeEvent life;
  life.from_party = reader.OptionalText("from_party", kFieldTextMax);
  life.to_party = reader.OptionalText("to_party", kFieldTextMax);
  life.place = reader.OptionalText("place", kFieldTextMax);
  life.document = reader.OptionalText("document", kFieldTextMax);
  if (auto event = reader.OptionalText("record_event", 128)) {
    life.record_event = reader.Take("record_event", EventId(*event, owner));
  }
  PM_TRY(reader.Done(JsonReader::Rest::kKeep));
  return life;
}

Json ToJson(const Link& link) { return {{"other", link.other}, {"reason", link.reason}}; }

Result<Link> LinkFromJson(const Json& body) {
  JsonReader reader(body, "body");
  Link link{reader.Text("other", 128), reader.Text("reason", kFieldTextMax)};
  PM_TRY(reader.Done(JsonReader::Rest::kKeep));
  PM_TRY(ThingId::Parse(link.other));
  return link;
}

Json ToJson(const Withdrawal& withdrawal, const std::string& owner) {
  return {{"event", EventText(owner, withdrawal.event)}, {"reason", withdrawal.reason}};
}

Result<Withdrawal> WithdrawalFromJson(const Json& body, const std::string& owner) {
  JsonReader reader(body, "body");
  Withdrawal withdrawal;
  withdrawal.event = reader.Take("event", EventId(reader.Text("event", 128), owner));
  withdrawal.reason = reader.Text("reason", kFieldTextMax);
  PM_TRY(reader.Done(JsonReader::Rest::kKeep));
  return withdrawal;
}

Json ToJson(const HandlingChange& change) {
  Json out = Json::object();
  if (!change.reason.empty()) out["reason"] = change.reason;
  return out;
}

Result<HandlingChange> HandlingChangeFromJson(const Json& body) {
  JsonReader reader(body, "body");
  HandlingChange change{reader.OptionalText("reason", kFieldTextMax).value_or("")};
  PM_TRY(reader.Done(JsonReader::Rest::kKeep));
  return change;
}

Json ToJson(const Access& access) {
  return {{"action", access.action}, {"shown", access.shown}, {"count", access.count}};
}

Result<Access> AccessFromJson(const Json& body) {
  JsonReader reader(body, "body");
  Access access;
  access.action = reader.Text("action", 64);
  access.shown = reader.Texts("shown", kShownMax);
  access.count = reader.Integer("count", 0, std::int64_t{1} << 53);
  PM_TRY(reader.Done(JsonReader::Rest::kKeep));
  return access;
}

}  // namespace proofmark::model
