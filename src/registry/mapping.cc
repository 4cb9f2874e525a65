// SPDX-License-Identifier: Apache-2.0
#include "registry/mapping.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.h"
#include "model/json_reader.h"
#include "registry/mapping_entries.h"

namespace proofmark::registry {
namespace {

using base::Code;
using base::Error;
using base::Json;
using base::Result;
using model::JsonReader;

constexpr std::size_t kDateFormsMax = 8;
constexpr std::size_t kSheetNameMax = 256;  // bytes

Error Refused(const std::string& key, const std::string& why) { return Error{Code::kInvalid, key + ": " + why, key}; }

// "handling.purpose: ..." for a code that its list does not have.
Result<void> CheckCodeAt(const vocab::Vocabulary& words, std::string_view list, std::string_view what,
                         const std::string& key, const std::string& code) {
  auto known = CheckCode(words.List(list), what, code);
  if (!known.ok()) return Refused(key, known.error().message);
  return {};
}

Result<model::Handling> ParseHandling(const Json& json, const vocab::Vocabulary& words) {
  Json whole = json;
  for (const char* list : {"codes", "releasable_to"}) {
    if (!whole.contains(list)) whole[list] = Json::array();
  }
  PM_ASSIGN(model::Handling handling, model::HandlingFromJson(whole));
  for (const std::string& code : handling.codes) {
    PM_TRY(CheckCodeAt(words, "handling_codes", "a handling code", "handling.codes", code));
  }
  for (const std::string& authority : handling.releasable_to) {
    if (auto known = model::CheckAuthorityCode(authority); !known.ok()) {
      return Refused("handling.releasable_to", known.error().message);
    }
  }
  PM_TRY(CheckCodeAt(words, "onward_rules", "an onward rule", "handling.onward", handling.onward));
  PM_TRY(CheckCodeAt(words, "purposes", "a purpose", "handling.purpose", handling.purpose));
  PM_TRY(CheckCodeAt(words, "legal_bases", "a legal basis", "handling.legal_basis", handling.legal_basis));
  return handling;
}

Result<void> CheckGrade(const vocab::Vocabulary& words, const std::string& grade) {
  if (grade.size() == 2 && words.List("source_reliability").Find(grade.substr(0, 1)) != nullptr &&
      words.List("information_credibility").Find(grade.substr(1)) != nullptr) {
    return {};
  }
  return Refused("grade", "must be a reliability A-F and a credibility 1-6, like B2");
}

Result<void> ParseFormat(JsonReader& reader, Mapping& mapping) {
  std::string format = reader.OptionalText("format", 16).value_or("csv");
  std::optional<std::string> delimiter = reader.OptionalText("delimiter", 8);
  const std::optional<RegisterFormat> known = FormatFromCode(format);
  if (!known) return Refused("format", "must be csv, tsv, jsonl or xlsx");
  mapping.format = *known;
  mapping.sheet = reader.OptionalText("sheet", kSheetNameMax);
  if (mapping.sheet && mapping.format != RegisterFormat::kXlsx) {
    return Refused("sheet", "means nothing in " + format + "; leave it out");
  }
  mapping.delimiter = mapping.format == RegisterFormat::kTsv ? '\t' : ',';
  if (!delimiter) return {};
  if (mapping.format == RegisterFormat::kJsonl || mapping.format == RegisterFormat::kXlsx) {
    return Refused("delimiter", "means nothing in " + format + "; leave it out");
  }
  if (!IsDelimiter(*delimiter)) return Refused("delimiter", "must be one sign, like , or ; or \\t");
  mapping.delimiter = (*delimiter)[0];
  return {};
}

Result<void> ParseEncoding(JsonReader& reader, Mapping& mapping) {
  mapping.encoding = reader.OptionalText("encoding", 64).value_or("utf-8");
  // A name with a comma or an = is an option string for ICU, not a name.
  bool plain = std::all_of(mapping.encoding.begin(), mapping.encoding.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
  if (mapping.encoding.empty() || !plain || !base::IsKnownEncoding(mapping.encoding)) {
    return Refused("encoding", "\"" + base::Printable(mapping.encoding) + "\" is no encoding known here; write its " +
                                   "usual name, like utf-8, windows-1252 or koi8-u");
  }
  return {};
}

Result<void> ParseHead(const Json& json, JsonReader& reader, const vocab::Vocabulary& words, Mapping& mapping) {
  mapping.source = reader.Text("source", 64);
  mapping.as_of = reader.OptionalDate("as_of");
  PM_TRY(ParseFormat(reader, mapping));
  PM_TRY(ParseEncoding(reader, mapping));
  mapping.language = reader.OptionalText("language", 16);
  mapping.grade = reader.OptionalText("grade", 2);
  if (mapping.grade) PM_TRY(CheckGrade(words, *mapping.grade));
  if (const Json& handling = reader.OptionalObject("handling"); handling.is_object()) {
    PM_ASSIGN(mapping.handling, ParseHandling(handling, words));
  }
  std::vector<std::string> forms = Columns(reader, json, "date_format", kDateFormsMax);
  if (!forms.empty()) {
    auto dates = DateForms::Parse(std::move(forms));
    if (!dates.ok()) return Refused("date_format", dates.error().message);
    mapping.date_forms = std::move(*dates);
  }
  return {};
}

// The fields of the short form: a column for each, one event.
struct ShortForm {
  std::optional<std::string> serial;
  std::optional<std::string> owner_mark;
  std::optional<std::string> country;
  EventColumns event;
  bool tells_event = false;
};

ShortForm ParseFields(const Json& json, Mapping& mapping, JsonReader& reader) {
  ShortForm shorter;
  mapping.source_id = OptionalColumn(reader, "source_id");
  mapping.case_reference = OptionalColumn(reader, "case");
  for (const ItemField& field : kItemFields) {
    if (auto column = OptionalColumn(reader, field.name)) mapping.item.push_back({field, *column});
  }
  shorter.serial = OptionalColumn(reader, "serial");
  shorter.owner_mark = OptionalColumn(reader, "owner_mark");
  shorter.country = OptionalColumn(reader, "country");
  if (shorter.country) {
    bool twice = std::any_of(mapping.item.begin(), mapping.item.end(),
                             [](const ItemColumn& item) { return item.field.name == "made_country"; });
    if (twice) reader.Fail("country", "is short for made_country; give one of them");
    mapping.item.push_back({{"made_country", &model::Description::made_country}, *shorter.country});
  }
  shorter.event.date = OptionalColumn(reader, "date");
  shorter.event.from_party = Columns(reader, json, "from_party", model::kMarkPartsMax);
  shorter.event.to_party = Columns(reader, json, "to_party", model::kMarkPartsMax);
  shorter.event.place = Columns(reader, json, "place", model::kMarkPartsMax);
  shorter.event.document = Columns(reader, json, "document", model::kMarkPartsMax);
  for (const char* key : {"date", "from_party", "to_party", "place", "document"}) {
    shorter.tells_event = shorter.tells_event || (json.contains(key) && !json.at(key).is_null());
  }
  return shorter;
}

Result<void> ParseLists(const Json& json, JsonReader& reader, const vocab::Vocabulary& words, Mapping& mapping) {
  const Json& fields = reader.OptionalObject("fields");
  ShortForm shorter;
  if (fields.is_object()) {
    JsonReader field_reader(fields, "fields");
    shorter = ParseFields(fields, mapping, field_reader);
    PM_TRY(field_reader.Done(JsonReader::Rest::kRefuse));
  }
  if (shorter.serial) mapping.marks.push_back({"serial", {*shorter.serial}});
  if (shorter.owner_mark) mapping.marks.push_back({"property", {*shorter.owner_mark}});
  const Json& marks = reader.OptionalArray("marks", model::kMarksPerItemMax - mapping.marks.size());
  for (std::size_t i = 0; i < marks.size(); ++i) {
    PM_ASSIGN(MarkColumns mark, ParseMark(marks[i], "marks[" + std::to_string(i) + "]", words));
    mapping.marks.push_back(std::move(mark));
  }
  const Json& events = reader.OptionalArray("events", kEventsPerRowMax);
  for (std::size_t i = 0; i < events.size(); ++i) {
    PM_ASSIGN(EventColumns event, ParseEvent(events[i], "events[" + std::to_string(i) + "]", words));
    mapping.events.push_back(std::move(event));
  }
  bool short_event = json.contains("event") && !json.at("event").is_null();
  if (short_event && !events.empty()) return Refused("event", "is short for one entry of events; give one of them");
  if (shorter.tells_event && !short_event) {
    return Refused("fields",
                   "date, place, from_party, to_party and document belong to an event: name its kind under "
                   "event, or write them into an entry of events");
  }
  if (short_event) {
    PM_TRY(ParseKind(json.at("event"), "event", words, shorter.event));
    mapping.events.push_back(std::move(shorter.event));
  }
  return {};
}

// What must stand open for the record to be found and its time to be known.
Result<void> CheckSealed(const Mapping& mapping) {
  std::set<std::string_view> sealed(mapping.sealed.begin(), mapping.sealed.end());
  auto check = [&](const std::optional<std::string>& column, std::string_view as) -> Result<void> {
    if (!column || !sealed.contains(*column)) return {};
    return Refused("sealed", "the column \"" + base::Printable(*column) + "\" is read as " + std::string(as) +
                                 ", which stands open; seal another column, or do not name it there");
  };
  PM_TRY(check(mapping.source_id, "source_id"));
  PM_TRY(check(mapping.case_reference, "case"));
  for (const ItemColumn& item : mapping.item) PM_TRY(check(item.column, item.field.name));
  for (const EventColumns& event : mapping.events) {
    PM_TRY(check(event.date, "the date of an event"));
    if (!event.kind_column.empty()) PM_TRY(check(event.kind_column, "the kind of an event"));
  }
  return {};
}

void AddColumns(std::vector<std::string>& out, const std::vector<std::string>& columns) {
  for (const std::string& column : columns) {
    if (std::find(out.begin(), out.end(), column) == out.end()) out.push_back(column);
  }
}

void AddColumn(std::vector<std::string>& out, const std::optional<std::string>& column) {
  if (column && !column->empty()) AddColumns(out, {*column});
}

// The columns that the record itself is read from.
std::vector<std::string> ReadColumns(const Mapping& mapping) {
  std::vector<std::string> out;
  AddColumn(out, mapping.source_id);
  for (const ItemColumn& item : mapping.item) AddColumn(out, item.column);
  AddColumn(out, mapping.case_reference);
  for (const MarkColumns& mark : mapping.marks) AddColumns(out, mark.columns);
  for (const EventColumns& event : mapping.events) {
    AddColumn(out, event.kind_column);
    AddColumn(out, event.date);
    AddColumns(out, event.from_party);
    AddColumns(out, event.to_party);
    AddColumns(out, event.place);
    AddColumns(out, event.document);
    AddColumn(out, event.only_if);
  }
  return out;
}

Result<void> CheckIgnored(const Mapping& mapping) {
  std::vector<std::string> used = ReadColumns(mapping);
  AddColumns(used, mapping.sealed);
  for (const std::string& column : mapping.ignored) {
    if (std::find(used.begin(), used.end(), column) == used.end()) continue;
    return Refused("ignore", "the column \"" + base::Printable(column) + "\" is used; it cannot be ignored as well");
  }
  return {};
}

}  // namespace

Result<Mapping> ParseMapping(const Json& json, const vocab::Vocabulary& words) {
  if (!json.is_object()) return Error{Code::kInvalid, "a mapping is a JSON object; see docs/formats/mapping.md", ""};
  JsonReader reader(json, "");
  Mapping mapping;
  PM_TRY(ParseHead(json, reader, words, mapping));
  PM_TRY(ParseLists(json, reader, words, mapping));
  mapping.sealed = Columns(reader, json, "sealed", kColumnsListedMax);
  mapping.ignored = Columns(reader, json, "ignore", kColumnsListedMax);
  if (json.contains("event") && json.at("event").is_string())
    reader.OptionalText("event", 64);
  else
    reader.OptionalObject("event");
  PM_TRY(reader.Done(JsonReader::Rest::kRefuse));
  if (mapping.source.empty()) return Refused("source", "needs the register's name");
  if (mapping.item.empty() && mapping.marks.empty()) {
    return Refused("fields", "no column tells anything of a weapon: name a mark or a field");
  }
  PM_TRY(CheckSealed(mapping));
  PM_TRY(CheckIgnored(mapping));
  return mapping;
}

std::vector<std::string> NamedColumns(const Mapping& mapping) {
  std::vector<std::string> out = ReadColumns(mapping);
  AddColumns(out, mapping.sealed);
  return out;
}

std::string_view CodeOf(RegisterFormat format) {
  switch (format) {
    case RegisterFormat::kCsv:
      return "csv";
    case RegisterFormat::kTsv:
      return "tsv";
    case RegisterFormat::kJsonl:
      return "jsonl";
    case RegisterFormat::kXlsx:
      return "xlsx";
  }
  return "";
}

std::optional<RegisterFormat> FormatFromCode(std::string_view code) {
  for (RegisterFormat format :
       {RegisterFormat::kCsv, RegisterFormat::kTsv, RegisterFormat::kJsonl, RegisterFormat::kXlsx}) {
    if (CodeOf(format) == code) return format;
  }
  return std::nullopt;
}

bool IsDelimiter(std::string_view text) {
  return text.size() == 1 && static_cast<unsigned char>(text[0]) < 0x80 &&
         std::string_view("\"\r\n\0", 4).find(text[0]) == std::string_view::npos;
}

}  // namespace proofmark::registry
