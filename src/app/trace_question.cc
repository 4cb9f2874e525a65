// SPDX-License-Identifier: Apache-2.0
#include "app/trace_question.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <utility>

#include "app/mark_searcher.h"
#include "base/text.h"
#include "match/marks/pattern.h"
#include "model/json_reader.h"
#include "registry/resolve.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

// A year, a calibre, a number of digits alone may come as a number of JSON: officers' forms differ.
std::optional<std::string> TextOrNumber(model::JsonReader& reader, const Json& json, const char* key,
                                        std::size_t max = model::kFieldTextMax) {
  if (json.contains(key) && json.at(key).is_number_integer()) return std::to_string(json.at(key).get<std::int64_t>());
  return reader.OptionalText(key, max);
}

// A key that is misspelt would leave out what the officer saw, and the answer would not say so.
Result<void> CheckKeys(const Json& json, const std::string& where, std::initializer_list<std::string_view> known) {
  if (!json.is_object()) return {};  // refused by whoever reads it
  for (const auto& [key, value] : json.items()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    std::string list;
    for (std::string_view one : known) list += (list.empty() ? "" : ", ") + std::string(one);
    const std::string field = where.empty() ? base::Printable(key) : where + "." + base::Printable(key);
    return Error{Code::kInvalid, field + ": there is no such key; there are " + list, field};
  }
  return {};
}

Result<match::FieldReading> StrictReading(const std::string& pattern, const std::string& kind) {
  PM_ASSIGN(match::Pattern parsed, match::Pattern::Parse(pattern));
  match::FieldReading reading;
  const bool whole = parsed.read() == parsed.size();
  reading.state = whole ? match::FieldState::kClear : match::FieldState::kPartial;
  reading.serials.push_back({.text = pattern,
                             .pattern = parsed.ToText(),
                             .kind = kind,
                             .positions = {},
                             .legibility = whole ? match::Legibility::kClear : match::Legibility::kPartial});
  return reading;
}

Result<QuestionMark> ReadMark(const match::MarkReader& reader, const vocab::Vocabulary& words, const Json& json,
                              const std::string& type) {
  PM_TRY(CheckKeys(json, "marks", {"kind", "text", "pattern", "positions"}));
  model::JsonReader fields(json, "marks");
  QuestionMark mark;
  mark.kind = fields.OptionalText("kind", 64).value_or("serial");
  std::optional<std::string> text = fields.OptionalText("text", model::kMarkTextMax);
  std::optional<std::string> pattern = fields.OptionalText("pattern", model::kMarkTextMax);
  std::vector<std::string> positions = fields.OptionalTexts("positions", model::kMarkPartsMax, 64);
  PM_TRY(fields.Done(model::JsonReader::Rest::kKeep));
  if (words.List("mark_kinds").Find(mark.kind) == nullptr) {
    return Error{Code::kInvalid, "kind \"" + mark.kind + "\" is not a code of data/mark_kinds.csv", "marks.kind"};
  }
  for (const std::string& position : positions) {
    if (words.List("mark_positions").Find(position) == nullptr) {
      return Error{Code::kInvalid, "position \"" + position + "\" is not a code of data/mark_positions.csv",
                   "marks.positions"};
    }
  }
  if (text.has_value() == pattern.has_value()) {
    return Error{Code::kInvalid, "a mark has a text, as it was written, or a strict pattern, and not both", "marks"};
  }
  if (pattern) {
    mark.text = *pattern;
    PM_ASSIGN(mark.reading, StrictReading(*pattern, mark.kind));
  } else {
    mark.text = *text;
    mark.reading = reader.Read({.text = *text, .type = type});
  }
  for (match::MarkReading& number : mark.reading.serials) {
    if (mark.kind != "serial") number.kind = mark.kind;
    if (!positions.empty()) number.positions = positions;
  }
  return mark;
}

// "serial" and "pattern" are short for one mark.
Result<std::vector<Json>> MarksOf(model::JsonReader& fields, const Json& json) {
  std::vector<Json> marks;
  if (auto serial = TextOrNumber(fields, json, "serial", model::kMarkTextMax)) {
    marks.push_back({{"kind", "serial"}, {"text", *serial}});
  }
  if (auto pattern = fields.OptionalText("pattern", model::kMarkTextMax)) {
    marks.push_back({{"kind", "serial"}, {"pattern", *pattern}});
  }
  if (const Json& more = fields.OptionalArray("marks", match::kQueryMarksMax); more.is_array()) {
    marks.insert(marks.end(), more.begin(), more.end());
  }
  if (marks.size() > match::kQueryMarksMax) {
    return Error{Code::kTooLarge, "marks: more than " + std::to_string(match::kQueryMarksMax), "marks"};
  }
  return marks;
}

match::DescribedField Field(const std::optional<std::string>& text, const std::optional<std::string>& code) {
  return {text.value_or(""), code.value_or("")};
}

void TakeNumbers(const QuestionMark& mark, TraceQuestion& question) {
  match::MarkQuery& query = question.query;
  for (const match::MarkReading& number : mark.reading.serials) {
    if (query.marks.size() == match::kQueryMarksMax) break;
    // A number that names the model or the calibre is no number of the weapon.
    if (number.kind == "model") continue;
    if (match::Pattern::Parse(number.pattern).ok()) {
      query.marks.push_back(number);
    } else {
      ++question.numbers_left_out;
    }
  }
  std::vector<match::MarkReading> joined = JoinedNumbers(mark.reading.serials);
  query.joined.insert(query.joined.end(), joined.begin(), joined.end());
}

}  // namespace

Result<TraceQuestion> ReadTraceQuestion(const vocab::Vocabulary& words, const match::MarkReader& reader,
                                        const Json& json) {
  if (!json.is_object()) return Error{Code::kInvalid, "a question is a JSON object", ""};
  PM_TRY(CheckKeys(json, "",
                   {"ref", "serial", "pattern", "marks", "make", "model", "calibre", "type", "country", "importer",
                    "import_country", "year"}));
  TraceQuestion out;
  model::JsonReader fields(json, "");
  out.ref = json.contains("ref") ? json.at("ref") : Json(nullptr);
  PM_ASSIGN(std::vector<Json> marks, MarksOf(fields, json));
  model::Description& item = out.item;
  item.make = fields.OptionalText("make", model::kFieldTextMax);
  item.model = fields.OptionalText("model", model::kFieldTextMax);
  item.calibre = TextOrNumber(fields, json, "calibre");
  item.type = fields.OptionalText("type", model::kFieldTextMax);
  item.made_country = fields.OptionalText("country", model::kFieldTextMax);
  item.importer = fields.OptionalText("importer", model::kFieldTextMax);
  item.import_country = fields.OptionalText("import_country", model::kFieldTextMax);
  item.year = TextOrNumber(fields, json, "year");
  PM_TRY(fields.Done(model::JsonReader::Rest::kKeep));

  registry::ResolvedItem resolved = registry::Resolve(words, item);
  match::MarkQuery& query = out.query;
  query.make = Field(item.make, resolved.make);
  query.model = Field(item.model, resolved.model);
  query.calibre = Field(item.calibre, resolved.calibre);
  query.type = Field(item.type, resolved.type);
  query.made_country = Field(item.made_country, resolved.made_country);
  query.import_country = Field(item.import_country, resolved.import_country);
  query.year = item.year.value_or("");
  const std::string type = query.type.known();
  for (const Json& mark : marks) {
    PM_ASSIGN(QuestionMark one, ReadMark(reader, words, mark, type));
    TakeNumbers(one, out);
    out.marks.push_back(std::move(one));
  }
  bool described = !query.year.empty();
  for (const match::DescribedField* field :
       {&query.make, &query.model, &query.calibre, &query.type, &query.made_country, &query.import_country}) {
    described = described || !field->text.empty();
  }
  if (marks.empty() && !described) {
    return Error{Code::kInvalid, "nothing to search by: give serial, pattern or marks, or a description", "serial"};
  }
  return out;
}

}  // namespace proofmark::app
