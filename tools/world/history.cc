// SPDX-License-Identifier: Apache-2.0
#include "tools/world/history.h"

#include <algorithm>
#include <array>
#include <limits>
#include <set>
#include <string_view>
#include <vector>

namespace proofmark::world {
namespace {

using base::Json;
using base::Result;

constexpr std::array<std::string_view, 11> kKinds = {
    "theft",   "loss",         "export_diversion",  "retransfer",          "stock_leak",  "straw_purchase",
    "capture", "reactivation", "false_destruction", "illicit_manufacture", "undetermined"};

base::Error Bad(const std::string& where, const std::string& what) {
  return {base::Code::kInvalid, where + ": " + what, where};
}

Result<std::string> Required(const Json& json, const char* key, const std::string& where) {
  auto found = json.is_object() ? json.find(key) : json.end();
  if (!json.is_object() || found == json.end() || !found->is_string() || found->get<std::string>().empty())
    return Bad(where, std::string(key) + " is missing");
  return found->get<std::string>();
}

std::string Optional(const Json& json, const char* key) {
  auto found = json.find(key);
  return found == json.end() || !found->is_string() ? "" : found->get<std::string>();
}

Result<std::optional<base::PartialDate>> DateOf(const Json& json, const std::string& where) {
  if (json.is_null()) return std::optional<base::PartialDate>();
  if (!json.is_string()) return Bad(where, "a date is a text");
  auto date = base::PartialDate::Parse(json.get<std::string>());
  if (!date.ok()) return Bad(where, date.error().message);
  return std::optional(*date);
}

// A date, or an object of from and to, or null for a date that nobody gives.
Result<base::DateRange> RangeOf(const Json& json, const std::string& where) {
  base::DateRange range;
  if (json.is_object()) {
    PM_ASSIGN(range.from, DateOf(json.value("from", Json()), where));
    PM_ASSIGN(range.to, DateOf(json.value("to", Json()), where));
    if (range.from && range.to && range.from->FirstDay() > range.to->LastDay())
      return Bad(where, "ends before it begins");
    return range;
  }
  PM_ASSIGN(range.from, DateOf(json, where));
  range.to = range.from;
  return range;
}

Result<void> CheckCode(const vocab::Vocabulary& words, const char* list, const std::string& code,
                       const std::string& where) {
  if (code.empty() || words.List(list).Find(code) != nullptr) return {};
  return Bad(where, "\"" + code + "\" is not in " + list);
}

std::string More(const vocab::Vocabulary& words, const char* list, const std::string& code, const char* column) {
  const vocab::Code* found = code.empty() ? nullptr : words.List(list).Find(code);
  if (found == nullptr) return "";
  auto value = found->more.find(column);
  return value == found->more.end() ? "" : value->second;
}

Result<trace::CustodyWeapon> WeaponOfHistory(const Json& json, const vocab::Vocabulary& words) {
  if (!json.is_object()) return Bad("weapon", "is missing");
  trace::CustodyWeapon weapon;
  weapon.type = Optional(json, "type");
  weapon.make = Optional(json, "make");
  PM_TRY(CheckCode(words, "item_types", weapon.type, "weapon.type"));
  PM_TRY(CheckCode(words, "makes", weapon.make, "weapon.make"));
  PM_TRY(CheckCode(words, "models", Optional(json, "model"), "weapon.model"));
  PM_TRY(CheckCode(words, "calibres", Optional(json, "calibre"), "weapon.calibre"));
  weapon.type_class = More(words, "item_types", weapon.type, "class");
  weapon.make_country = More(words, "makes", weapon.make, "country");
  weapon.made_country = Optional(json, "made_country");
  weapon.import_country = Optional(json, "import_country");
  weapon.serial_destroyed = json.value("serial_destroyed", false);
  return weapon;
}

Result<trace::CustodyEvent> EventOfHistory(const Json& json, const vocab::Vocabulary& words, const std::string& where) {
  trace::CustodyEvent event;
  event.id = where;
  PM_ASSIGN(event.record, Required(json, "record", where));
  PM_ASSIGN(event.owner, Required(json, "owner", where));
  PM_ASSIGN(event.kind, Required(json, "kind", where));
  PM_TRY(CheckCode(words, "life_events", event.kind, where));
  if (!json.contains("date")) return Bad(where, "date is missing; null where nobody gives one");
  PM_ASSIGN(event.happened, RangeOf(json["date"], where));
  auto text = [&json](const char* key) {
    std::string value = Optional(json, key);
    return value.empty() ? std::nullopt : std::optional(value);
  };
  event.from_party = text("from_party");
  event.to_party = text("to_party");
  event.place = text("place");
  event.document = text("document");
  event.grade = text("grade");
  return event;
}

Json RangeJson(const base::DateRange& range) {
  return {{"from", range.from ? Json(range.from->ToText()) : Json()},
          {"to", range.to ? Json(range.to->ToText()) : Json()}};
}

Result<void> CheckKind(const std::string& kind, const std::string& where) {
  if (std::find(kKinds.begin(), kKinds.end(), kind) != kKinds.end()) return {};
  return Bad(where, "\"" + kind + "\" is no kind of diversion");
}

// Null stays null; a date or a range becomes a range.
Result<Json> WindowEnd(const Json& conclusion, const char* key) {
  if (!conclusion.contains(key))
    return Bad("conclusion", std::string(key) + " is missing; null where the report gives none");
  if (conclusion[key].is_null()) return Json();
  PM_ASSIGN(base::DateRange range, RangeOf(conclusion[key], std::string("conclusion.") + key));
  return RangeJson(range);
}

Result<Json> TruthOfHistory(const Json& json, const trace::CustodyQuestion& question) {
  const Json conclusion = json.value("conclusion", Json::object());
  const Json reader = json.value("reader", Json::object());
  std::set<std::string> records;
  Json chain = Json::array();
  for (const trace::CustodyEvent& event : question.events) {
    records.insert(event.record);
    chain.push_back(
        {{"kind", event.kind},
         {"true", true},
         {"told", {{"owner", event.owner}, {"source_id", event.record}, {"date", RangeJson(event.happened)}}}});
  }
  PM_ASSIGN(std::string by_report, Required(conclusion, "kind", "conclusion"));
  PM_TRY(CheckKind(by_report, "conclusion.kind"));
  PM_ASSIGN(std::string said, Required(conclusion, "said", "conclusion"));
  PM_ASSIGN(std::string first, Required(reader, "first", "reader"));
  PM_ASSIGN(std::string comment, Required(reader, "comment", "reader"));
  for (const char* end : {"last_lawful", "first_unlawful"}) {
    std::string record = Optional(conclusion, end);
    if (!record.empty() && !records.contains(record)) return Bad("conclusion", record + " is no record of an event");
  }
  bool listed = false;
  for (const Json& kind : reader.value("accepted", Json::array())) {
    if (!kind.is_string()) return Bad("reader.accepted", "a kind is a text");
    PM_TRY(CheckKind(kind.get<std::string>(), "reader.accepted"));
    listed |= kind == first;
  }
  if (!listed) return Bad("reader.accepted", "the first choice is not among them");
  PM_ASSIGN(Json from, WindowEnd(conclusion, "from"));
  PM_ASSIGN(Json to, WindowEnd(conclusion, "to"));
  const char* window = from.is_null() && to.is_null() ? "none" : "bounds";
  return Json{
      {"id", question.weapon},
      {"records", Json::array()},
      {"chain", chain},
      {"diversion", {{"kind", first}, {"at", nullptr}, {"by_report", by_report}}},
      {"knowable", {{"kind", true}, {"accepted", reader["accepted"]}, {"window", window}, {"from", from}, {"to", to}}}};
}

// No event may stand behind one that wholly follows it.
Result<void> CheckOrder(const std::vector<trace::CustodyEvent>& events) {
  std::int32_t latest_first = std::numeric_limits<std::int32_t>::min();
  for (const trace::CustodyEvent& event : events) {
    if (event.happened.to && event.happened.to->LastDay() < latest_first)
      return Bad(event.id, "stands behind a later event");
    if (event.happened.from) latest_first = std::max(latest_first, event.happened.from->FirstDay());
  }
  return {};
}

Result<void> CheckSources(const Json& json) {
  const Json sources = json.value("sources", Json::array());
  if (!sources.is_array() || sources.empty()) return Bad("sources", "a history has at least one");
  for (const Json& source : sources) {
    for (const char* key : {"title", "publisher", "year", "where"}) PM_TRY(Required(source, key, "sources"));
  }
  return {};
}

}  // namespace

Result<History> ReadHistory(const Json& json, const vocab::Vocabulary& words) {
  History history;
  PM_ASSIGN(history.id, Required(json, "id", "history"));
  PM_ASSIGN(history.title, Required(json, "title", history.id));
  PM_ASSIGN(std::string basis, Required(json, "basis", history.id));
  if (basis != "read" && basis != "from memory, not checked") return Bad("basis", "read, or: from memory, not checked");
  history.from_memory = basis != "read";
  PM_TRY(CheckSources(json));
  history.question.weapon = history.id;
  PM_ASSIGN(history.question.about, WeaponOfHistory(json.value("weapon", Json()), words));
  const Json events = json.value("events", Json::array());
  if (!events.is_array() || events.empty()) return Bad("events", "a history has at least one");
  for (const Json& event : events) {
    std::string where = history.id + ".event." + std::to_string(history.question.events.size());
    PM_ASSIGN(trace::CustodyEvent read, EventOfHistory(event, words, where));
    history.question.events.push_back(std::move(read));
  }
  PM_TRY(CheckOrder(history.question.events));
  PM_ASSIGN(history.truth, TruthOfHistory(json, history.question));
  return history;
}

}  // namespace proofmark::world
