// SPDX-License-Identifier: Apache-2.0
// Where a weapon is found, and what the officer could read on it.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "tools/world/story.h"

namespace proofmark::world {
namespace {

constexpr std::uint64_t kStolenFound = 75;      // percent of stolen and lost weapons that are found; assumed
constexpr std::uint64_t kTypedInCyrillic = 40;  // percent of the clear numbers in a Cyrillic register; assumed
constexpr std::uint64_t kAfterCrime = 45;       // percent of finds by police that follow a crime; assumed

struct FinderTraits {
  Book book;
  Language language;
  const char* state;
  std::array<const char*, 3> places;
};

const FinderTraits& TraitsOf(Finder finder) {
  static constexpr FinderTraits kPoliceA = {
      Book::kHomeFinds, Language::kGerman, "XA", {"Arven, Bahnhof", "Sankt Ulm", "Port Lisse, Hafen"}};
  static constexpr FinderTraits kPoliceB = {
      Book::kPoliceFinds, Language::kSpanish, "XB", {"Belmar, barrio sur", "San Teo", "Puerto Claro, muelle 3"}};
  static constexpr FinderTraits kPoliceC = {
      Book::kFederalFinds, Language::kPortuguese, "XC", {"Corvia, zona norte", "Rio Velho", "Estrada 12"}};
  static constexpr FinderTraits kCustomsC = {Book::kCustoms,
                                             Language::kFrench,
                                             "XC",
                                             {"Corvia container terminal", "Rio Velho airport", "Estrada 12 crossing"}};
  static constexpr FinderTraits kMilitiaD = {
      Book::kMilitiaFinds, Language::kRussian, "XD", {"Дравск", "Северный округ", "застава 7"}};
  switch (finder) {
    case Finder::kPoliceA:
      return kPoliceA;
    case Finder::kPoliceB:
      return kPoliceB;
    case Finder::kPoliceC:
      return kPoliceC;
    case Finder::kCustomsC:
      return kCustomsC;
    case Finder::kMilitiaD:
      return kMilitiaD;
  }
  return kPoliceC;
}

bool IsFound(const Life& life, Chance& chance) {
  if (!life.diverted) return false;
  bool may_stay_away = life.plan.fate == Fate::kTheft || life.plan.fate == Fate::kLoss;
  return !may_stay_away || chance.Percent(kStolenFound);
}

void ReadMarks(std::uint64_t seed, Life& life, Language language, Chance& chance) {
  const Model& model = *life.weapon.model;
  QueryAsTyped& query = life.query.emplace();
  if (life.plan.fate == Fate::kIllicitManufacture) {
    query = {NoNumber(language), "", "", model.calibre, TypeWord("home-made", language)};
    life.damage = "absent";
    return;
  }
  MarkToWrite mark{life.weapon.serial, life.weapon.prefix, life.plan.damage, "", ""};
  if (mark.damage == Damage::kMixed) {
    mark.slide = WeaponOf(seed, life.weapon.number - 1).serial;
    if (life.weapon.number % 2 == 0) mark.barrel = WeaponOf(seed, life.weapon.number - 2).serial;
  }
  life.damage = life.plan.damage_name;
  query = {WriteMark(mark, language, chance), model.make, model.model, model.calibre, TypeWord(model.type, language)};
  if (language == Language::kRussian && mark.damage == Damage::kClear && chance.Percent(kTypedInCyrillic))
    query.serial = InCyrillic(query.serial);
  if (mark.damage == Damage::kWrongMake) query.make = "Meridian Trading";
  if (mark.damage == Damage::kBareNumber) query.make = query.model = query.calibre = query.type = "";
}

// Customs find it where it crosses, and say so in the record of the seizure.
void Smuggle(Life& life, const FinderTraits& finder, std::int32_t day, std::int32_t found_day) {
  if (life.plan.route == Route::kNone) return;
  const char* home = life.plan.route == Route::kHomeCivil ? "XA" : life.plan.fate == Fate::kReactivation ? "XC" : "XB";
  if (std::string_view(finder.state) == home) return;
  Step step{.kind = "smuggled", .day = day, .place = finder.state};
  if (life.plan.finder == Finder::kCustomsC) {
    step.told_by = finder.book;
    step.told_day = found_day;
  }
  life.Add(step);
}

}  // namespace

void BeFound(std::uint64_t seed, Life& life, Chance& chance) {
  if (!IsFound(life, chance)) return;
  const FinderTraits& finder = TraitsOf(life.plan.finder);
  bool straw = life.plan.fate == Fate::kStrawPurchase;
  std::int32_t earliest = life.last_day() + 12;
  std::int32_t day = std::min(earliest + chance.Between(0, straw ? 480 : 1'400), kLastDay);
  std::int32_t crime_day = std::max(earliest, day - chance.Between(0, 20));
  Smuggle(life, finder, crime_day - chance.Between(1, 8), day);
  bool customs = life.plan.finder == Finder::kCustomsC;
  bool crime = !customs && life.plan.finder != Finder::kMilitiaD && chance.Percent(straw ? 80 : kAfterCrime);
  if (crime) life.Add({.kind = "used_in_crime", .day = crime_day, .told_by = finder.book});
  const char* kind = customs || crime || chance.Percent(75) ? "seized" : "found";
  if (life.plan.finder == Finder::kMilitiaD && life.plan.fate == Fate::kCapture) kind = "recovered";
  Step found{.kind = kind, .day = day, .place = chance.Pick(finder.places), .told_by = finder.book};
  if (customs) {
    found.from_party = "Delta Forwarding";
    found.to_party = "consignee " + std::to_string(chance.Below(900) + 100);
    found.document = "WB-" + std::to_string(chance.Below(90'000) + 10'000);
  }
  life.Add(found);
  if (!customs)
    life.case_reference =
        std::string(finder.state) + "/" + MonthOf(day).substr(0, 4) + "/" + WeaponId(life.weapon.number).substr(1);
  ReadMarks(seed, life, finder.language, chance);
}

Life LifeOf(std::uint64_t seed, std::uint64_t number) {
  Life life;
  life.weapon = WeaponOf(seed, number);
  life.plan = PlanOf(seed, number, life.weapon);
  Chance lawful(seed, number, 7);
  Chance diverted(seed, number, 8);
  Chance found(seed, number, 9);
  LiveLawfully(seed, life, lawful);
  LeaveLawfulHands(life, diverted);
  BeFound(seed, life, found);
  // Do its slide and barrel stand in a neighbour's find?
  for (std::uint64_t distance = 1; distance <= 2; ++distance) {
    std::uint64_t other = number + distance;
    if (other / kLotSize != number / kLotSize || (distance == 2 && other % 2 != 0)) continue;
    Weapon neighbour = WeaponOf(seed, other);
    Plan plan = PlanOf(seed, other, neighbour);
    if (plan.damage != Damage::kMixed || plan.fate == Fate::kIllicitManufacture) continue;
    Life of_neighbour = {.weapon = neighbour, .plan = plan, .steps = {}, .diverted = {}};
    Chance lawful_too(seed, other, 7);
    Chance diverted_too(seed, other, 8);
    Chance found_too(seed, other, 9);
    LiveLawfully(seed, of_neighbour, lawful_too);
    LeaveLawfulHands(of_neighbour, diverted_too);
    BeFound(seed, of_neighbour, found_too);
    if (!of_neighbour.query) continue;
    Book book = TraitsOf(plan.finder).book;
    life.parts_elsewhere.push_back({book, SourceId(book, other), distance == 1 ? "slide" : "barrel"});
  }
  return life;
}

}  // namespace proofmark::world
