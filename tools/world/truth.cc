// SPDX-License-Identifier: Apache-2.0
#include "tools/world/truth.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace proofmark::world {
namespace {

using base::Json;

constexpr std::array<std::string_view, 10> kLawfulKinds = {"manufactured", "proofed",    "exported", "imported",
                                                           "sold",         "registered", "stored",   "issued",
                                                           "deactivated",  "transferred"};

bool IsLawful(const Step& step) {
  return std::find(kLawfulKinds.begin(), kLawfulKinds.end(), step.kind) != kLawfulKinds.end() ||
         step.kind == "inspected";
}

Json Text(const std::string& text) { return text.empty() ? Json() : Json(text); }

std::string ToldDate(const Step& step) {
  std::int32_t day = step.told_day.value_or(step.day);
  return step.month_only ? MonthOf(day) : IsoDate(day);
}

Json RecordJson(Book book, const std::string& source_id, const char* part) {
  const BookTable& table = TableOf(book);
  return {{"owner", table.owner}, {"source", table.source}, {"source_id", source_id}, {"part", part}};
}

Json StepJson(const Life& life, const Step& step) {
  Json json = {{"kind", step.kind},
               {"date", IsoDate(step.day)},
               {"from_party", Text(step.from_party)},
               {"to_party", Text(step.to_party)},
               {"place", Text(step.place)},
               {"document", Text(step.document)},
               {"true", step.is_true},
               {"told", nullptr}};
  if (step.told_by) {
    const BookTable& table = TableOf(*step.told_by);
    json["told"] = {{"owner", table.owner},
                    {"source", table.source},
                    {"source_id", SourceId(*step.told_by, life.weapon.number)},
                    {"date", ToldDate(step)}};
  }
  return json;
}

Json RecordsOf(const Life& life) {
  Json records = Json::array();
  std::array<bool, kBooks> seen{};
  for (const Step& step : life.steps) {
    if (!step.told_by || seen[static_cast<std::size_t>(*step.told_by)]) continue;
    seen[static_cast<std::size_t>(*step.told_by)] = true;
    bool frame = TableOf(*step.told_by).is_find && life.damage == "mixed";
    records.push_back(
        RecordJson(*step.told_by, SourceId(*step.told_by, life.weapon.number), frame ? "frame" : "whole"));
  }
  for (const PartElsewhere& part : life.parts_elsewhere) {
    records.push_back(RecordJson(part.book, part.source_id, part.part.c_str()));
  }
  return records;
}

const Step* LastLawful(const Life& life, bool told) {
  const Step* last = nullptr;
  for (std::size_t i = 0; i < *life.diverted; ++i) {
    const Step& step = life.steps[i];
    if (step.is_true && IsLawful(step) && (!told || step.told_by)) last = &step;
  }
  return last;
}

const Step* FirstToldAfter(const Life& life) {
  for (std::size_t i = *life.diverted; i < life.steps.size(); ++i) {
    if (life.steps[i].is_true && life.steps[i].told_by) return &life.steps[i];
  }
  return nullptr;
}

bool Tells(const Life& life, std::string_view kind) {
  return std::any_of(life.steps.begin(), life.steps.end(),
                     [&](const Step& step) { return step.told_by && step.kind == kind; });
}

// Could a careful reader of all books name the kind? Why not, otherwise.
std::string WhyKindIsHidden(const Life& life) {
  bool found = life.query.has_value();
  switch (life.plan.fate) {
    case Fate::kTheft:
      return Tells(life, "stolen") ? "" : "nobody reported the theft";
    case Fate::kLoss:
      return Tells(life, "lost") ? "" : "nobody reported the loss";
    case Fate::kExportDiversion:
      return found && Tells(life, "exported") ? "" : "the export is in no book";
    case Fate::kRetransfer:
      return Tells(life, "transferred") ? "" : "the army did not write that it passed it on";
    case Fate::kStockLeak:
      return Tells(life, "stored") ? "" : "the stock is in no book";
    case Fate::kStrawPurchase:
      return Tells(life, "sold") ? "" : "the sale is in no book";
    case Fate::kCapture:
      return Tells(life, "captured") ? "" : "the army did not write that it lost it in battle";
    default:
      return "";
  }
}

// A weapon found within three years of its sale over a counter, of which nothing else is told: a careful reader may
// take it for a straw purchase (the ATF looks into every trace below three years).
bool LooksLikeAStrawPurchase(const Life& life) {
  if (life.plan.fate != Fate::kUndetermined || !life.query) return false;
  return std::any_of(life.steps.begin(), life.steps.end(), [&](const Step& step) {
    return step.kind == "sold" && step.told_by && life.steps.back().day - step.day <= 3 * 365;
  });
}

Json KnowableOf(const Life& life) {
  std::string hidden = WhyKindIsHidden(life);
  Json accepted = Json::array({life.plan.kind});
  if (LooksLikeAStrawPurchase(life)) accepted.push_back("straw_purchase");
  Json json = {{"kind", hidden.empty()}, {"accepted", accepted}, {"window", "none"},
               {"from", nullptr},        {"to", nullptr},        {"why", Text(hidden)}};
  const Step* from = LastLawful(life, true);
  const Step* to = FirstToldAfter(life);
  bool counted_though_gone =
      std::any_of(life.steps.begin() + static_cast<std::ptrdiff_t>(*life.diverted), life.steps.end(),
                  [](const Step& step) { return !step.is_true && step.kind == "inspected"; });
  if (to == nullptr || counted_though_gone) {
    json["window"] = "hidden";
    json["why"] = counted_though_gone ? "a book counted it after it was gone" : "nobody recorded anything of it";
  } else if (from != nullptr) {
    json["window"] = "bounds";
    json["from"] = ToldDate(*from);
    json["to"] = ToldDate(*to);
  }
  return json;
}

// A weapon whose slide is in somebody's find, and of which nobody told anything else: what the slide says of the weapon
// is not ours to score.
Json KnowableOfLawful(const Life& life) {
  if (life.parts_elsewhere.empty()) return nullptr;
  return {{"kind", false}, {"window", "hidden"}, {"why", "a part of it was found in another weapon"}};
}

Json DiversionOf(const Life& life) {
  if (!life.diverted) return nullptr;
  const Step& at = life.steps[*life.diverted];
  Json json = {{"kind", life.plan.kind},
               {"at", IsoDate(at.day)},
               {"place", Text(at.place)},
               {"last_lawful", nullptr},
               {"first_unlawful", {{"kind", at.kind}, {"date", IsoDate(at.day)}, {"told", at.told_by.has_value()}}}};
  if (const Step* last = LastLawful(life, false)) {
    json["last_lawful"] = {{"kind", last->kind},
                           {"date", IsoDate(last->day)},
                           {"party", Text(last->to_party)},
                           {"told", last->told_by.has_value()}};
  }
  return json;
}

// From the sale over a counter, else from the last lawful step, to the day on which it was found.
Json TimeToCrimeOf(const Life& life) {
  if (!life.diverted || !life.query) return nullptr;
  const Step* from = LastLawful(life, false);
  const char* basis = "last_lawful";
  for (const Step& step : life.steps) {
    if (step.kind != "sold") continue;
    from = &step;
    basis = "retail";
  }
  if (from == nullptr) return nullptr;
  return {{"days", life.steps.back().day - from->day}, {"basis", basis}, {"told", from->told_by.has_value()}};
}

Json RecoveryOf(const Life& life) {
  if (!life.query) return nullptr;
  const QueryAsTyped& query = *life.query;
  Json asked = Json::object();
  auto add = [&asked](const char* key, const std::string& text) {
    if (!text.empty()) asked[key] = text;
  };
  add("serial", query.serial);
  add("make", query.make);
  add("model", query.model);
  add("calibre", query.calibre);
  add("type", query.type);
  return {{"date", IsoDate(life.steps.back().day)},
          {"case", Text(life.case_reference)},
          {"damage", life.damage},
          {"query", asked}};
}

}  // namespace

Json TruthOf(const Life& life) {
  const Weapon& weapon = life.weapon;
  bool marked = life.plan.fate != Fate::kIllicitManufacture;
  Json chain = Json::array();
  for (const Step& step : life.steps) chain.push_back(StepJson(life, step));
  return {{"id", WeaponId(weapon.number)},
          {"serial", marked ? Json(weapon.serial) : Json()},
          {"make", marked ? Json(weapon.model->make) : Json()},
          {"model", marked ? Json(weapon.model->model) : Json()},
          {"calibre", weapon.model->calibre},
          {"type", marked ? weapon.model->type : "home-made"},
          {"made_year", marked ? Json(weapon.made_year) : Json()},
          {"records", RecordsOf(life)},
          {"chain", chain},
          {"diversion", DiversionOf(life)},
          {"knowable", life.diverted ? KnowableOf(life) : KnowableOfLawful(life)},
          {"recovery", RecoveryOf(life)},
          {"time_to_crime", TimeToCrimeOf(life)},
          {"note", Text(life.note)}};
}

Json CommandsOf(const Life& life) {
  Json commands = Json::array();
  if (!life.withdrawal) return commands;
  const BookTable& table = TableOf(life.withdrawal->book);
  commands.push_back({{"command", "withdraw"},
                      {"owner", table.owner},
                      {"source", table.source},
                      {"source_id", SourceId(life.withdrawal->book, life.weapon.number)},
                      {"date", IsoDate(life.withdrawal->day)},
                      {"reason", life.withdrawal->reason}});
  return commands;
}

}  // namespace proofmark::world
