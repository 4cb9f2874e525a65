// SPDX-License-Identifier: Apache-2.0
#include "registry/mapping_entries.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.h"

namespace proofmark::registry {
namespace {

using base::Code;
using base::Error;
using base::Json;
using base::Result;
using model::JsonReader;

// How many letters must change to make one word of the other.
std::size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

std::optional<std::string> Nearest(const vocab::CodeList& list, std::string_view code) {
  std::optional<std::string> best;
  std::size_t best_distance = 3;
  for (const vocab::Code& known : list.all()) {
    std::size_t distance = known.until.empty() ? EditDistance(known.code, code) : best_distance;
    if (distance >= best_distance) continue;
    best_distance = distance;
    best = known.code;
  }
  return best;
}

constexpr std::size_t kFaultedCodeMax = 64;  // characters of a wrong code that a message repeats

std::string Under(const std::string& path, const std::string& key) { return path.empty() ? key : path + "." + key; }

Error Refused(const std::string& path, const std::string& why) {
  return Error{Code::kInvalid, path + ": " + why, path};
}

const Json* Find(const Json& json, std::string_view key) {
  auto found = json.find(std::string(key));
  return found == json.end() || found->is_null() ? nullptr : &*found;
}

Result<void> ParseKindValues(const Json& values, const std::string& path, const vocab::CodeList& kinds,
                             EventColumns& event) {
  if (!values.is_object() || values.empty()) return Refused(path, "must say for each cell which life event it means");
  if (values.size() > kKindValuesMax) {
    return Error{Code::kTooLarge,
                 path + ": " + std::to_string(values.size()) + " entries; at most " + std::to_string(kKindValuesMax),
                 path};
  }
  for (const auto& [cell, kind] : values.items()) {
    std::string at = Under(path, base::Printable(cell));
    std::string lookup = base::LookupKey(cell);
    if (lookup.empty()) return Refused(at, "an empty cell tells of no event; leave it out");
    std::optional<std::string> code;
    if (!kind.is_null()) {
      if (!kind.is_string()) return Refused(at, "must be a life event, or null for none");
      code = kind.get<std::string>();
      if (auto known = CheckCode(kinds, "a life event", *code); !known.ok()) return Refused(at, known.error().message);
    }
    auto [stands, added] = event.values.emplace(lookup, code);
    if (!added && stands->second != code) {
      return Refused(at, "counts as equal to another value that means something else");
    }
  }
  return {};
}

}  // namespace

Result<void> CheckCode(const vocab::CodeList& list, std::string_view what, const std::string& code) {
  const vocab::Code* known = list.Find(code);
  if (known != nullptr && known->until.empty()) return {};
  std::string why = "\"" + base::Printable(code.substr(0, kFaultedCodeMax)) + "\" is not " + std::string(what);
  if (known != nullptr) return Error{Code::kInvalid, why + " since " + known->until, ""};
  if (code.size() <= kFaultedCodeMax) {
    if (auto nearest = Nearest(list, code)) why += "; did you mean " + *nearest + "?";
  }
  return Error{Code::kInvalid, why, ""};
}

std::optional<std::string> OptionalColumn(JsonReader& reader, std::string_view key) {
  std::optional<std::string> column = reader.OptionalText(key, kColumnNameMax);
  if (column && column->empty()) reader.Fail(key, "a column needs a name; write null where the file has none");
  return column;
}

std::vector<std::string> Columns(JsonReader& reader, const Json& json, std::string_view key, std::size_t count_max) {
  const Json* value = json.is_object() ? Find(json, key) : nullptr;
  if (value != nullptr && value->is_string()) {
    std::optional<std::string> column = OptionalColumn(reader, key);
    return {column.value_or("")};
  }
  std::vector<std::string> columns = reader.OptionalTexts(key, count_max, kColumnNameMax);
  std::set<std::string_view> seen;
  for (const std::string& column : columns) {
    if (column.empty()) reader.Fail(key, "a column needs a name");
    if (!seen.insert(column).second) reader.Fail(key, "names the column \"" + base::Printable(column) + "\" twice");
  }
  return columns;
}

Result<MarkColumns> ParseMark(const Json& json, const std::string& path, const vocab::Vocabulary& words) {
  JsonReader reader(json, path);
  MarkColumns mark;
  mark.kind = reader.Text("kind", 64);
  mark.columns = Columns(reader, json, "columns", model::kMarkPartsMax);
  PM_TRY(reader.Done(JsonReader::Rest::kRefuse));
  if (auto known = CheckCode(words.List("mark_kinds"), "a kind of mark", mark.kind); !known.ok()) {
    return Refused(path + ".kind", known.error().message);
  }
  if (mark.columns.empty()) return Refused(path + ".columns", "must name the column of the mark");
  return mark;
}

Result<void> ParseKind(const Json& kind, const std::string& path, const vocab::Vocabulary& words, EventColumns& event) {
  const vocab::CodeList& kinds = words.List("life_events");
  if (kind.is_string()) {
    event.kind = kind.get<std::string>();
    if (auto known = CheckCode(kinds, "a life event", event.kind); !known.ok()) {
      return Refused(path, known.error().message);
    }
    return {};
  }
  if (!kind.is_object()) return Refused(path, "must be a life event, or {\"column\": NAME, \"values\": {...}}");
  JsonReader reader(kind, path);
  event.kind_column = reader.Text("column", kColumnNameMax);
  const Json& values = reader.Object("values");
  PM_TRY(reader.Done(JsonReader::Rest::kRefuse));
  if (event.kind_column.empty()) return Refused(path + ".column", "a column needs a name");
  return ParseKindValues(values, path + ".values", kinds, event);
}

Result<EventColumns> ParseEvent(const Json& json, const std::string& path, const vocab::Vocabulary& words) {
  JsonReader reader(json, path);
  EventColumns event;
  event.date = OptionalColumn(reader, "date");
  event.from_party = Columns(reader, json, "from_party", model::kMarkPartsMax);
  event.to_party = Columns(reader, json, "to_party", model::kMarkPartsMax);
  event.place = Columns(reader, json, "place", model::kMarkPartsMax);
  event.document = Columns(reader, json, "document", model::kMarkPartsMax);
  event.only_if = OptionalColumn(reader, "only_if");
  const Json* kind = json.is_object() ? Find(json, "kind") : nullptr;
  if (kind == nullptr)
    reader.Fail("kind", "is missing");
  else if (kind->is_string())
    reader.Text("kind", 64);
  else
    reader.OptionalObject("kind");
  PM_TRY(reader.Done(JsonReader::Rest::kRefuse));
  PM_TRY(ParseKind(*kind, path + ".kind", words, event));
  return event;
}

}  // namespace proofmark::registry
