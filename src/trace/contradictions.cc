// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "trace/breaks.h"
#include "trace/crossing.h"

namespace proofmark::trace {
namespace {

using Happenings = std::vector<Happening>;

void Add(const ContradictionRule& rule, const std::vector<const Happening*>& of, std::vector<Contradiction>& found) {
  if (found.size() >= kBreaksMax) return;
  Contradiction out{{}, std::string(rule.field), base::Say(rule.name, rule.sentence).Within(Told(of))};
  for (const Happening* happening : of) {
    for (std::string& id : happening->ids()) out.events.push_back(std::move(id));
  }
  found.push_back(std::move(out));
}

bool IsTheft(const Happening& happening) {
  return happening.kind == "stolen" || happening.kind == "lost" || happening.kind == "captured";
}

// Passing from hand to hand, or being made: what a weapon that is away cannot do.
bool IsHandOver(const Happening& happening) {
  static constexpr std::array<std::string_view, 7> kinds = {"exported",   "imported", "sold",  "transferred",
                                                            "registered", "issued",   "stored"};
  return std::find(kinds.begin(), kinds.end(), happening.kind) != kinds.end();
}

void AfterDestruction(const Story& story, const ContradictionRule& rule, std::vector<Contradiction>& found) {
  const Happenings& all = story.life.happenings();
  for (const Happening& destroyed : all) {
    if (destroyed.part != Part::kDestroyed) continue;
    for (const Happening& later : all) {
      if (later.kind != "destroyed" && destroyed.days.SurelyBefore(later.days)) Add(rule, {&destroyed, &later}, found);
    }
  }
}

void BeforeManufacture(const Story& story, const ContradictionRule& rule, std::vector<Contradiction>& found) {
  const Happenings& all = story.life.happenings();
  for (const Happening& made : all) {
    if (made.kind != "manufactured") continue;
    for (const Happening& earlier : all) {
      if (earlier.kind != "manufactured" && earlier.days.SurelyBefore(made.days)) Add(rule, {&earlier, &made}, found);
    }
  }
}

// What happens once in a life, told with dates that exclude each other.
void Twice(const Story& story, const ContradictionRule& rule, std::string_view kind,
           std::vector<Contradiction>& found) {
  const Happening* first = nullptr;
  for (const Happening& now : story.life.happenings()) {
    if (now.kind != kind) continue;
    if (first != nullptr && !first->days.Overlaps(now.days)) Add(rule, {first, &now}, found);
    if (first == nullptr) first = &now;
  }
}

void MadeTwice(const Story& story, const ContradictionRule& rule, std::vector<Contradiction>& found) {
  Twice(story, rule, "manufactured", found);
}

void DestroyedTwice(const Story& story, const ContradictionRule& rule, std::vector<Contradiction>& found) {
  Twice(story, rule, "destroyed", found);
}

void HandedOnWhileStolen(const Story& story, const ContradictionRule& rule, std::vector<Contradiction>& found) {
  const Happening* stolen = nullptr;
  for (const Happening& now : story.life.happenings()) {
    if (now.kind == "returned" || now.part == Part::kTaken || now.part == Part::kHandedIn) stolen = nullptr;
    if (stolen != nullptr && IsHandOver(now) && stolen->days.SurelyBefore(now.days)) Add(rule, {stolen, &now}, found);
    if (IsTheft(now)) stolen = &now;
  }
}

void StolenTwice(const Story& story, const ContradictionRule& rule, std::vector<Contradiction>& found) {
  const Happening* before = nullptr;
  for (const Happening& now : story.life.happenings()) {
    if (now.part == Part::kLawful || now.part == Part::kTaken || now.part == Part::kHandedIn) before = nullptr;
    if (now.kind != "stolen" && now.kind != "lost") continue;
    if (before != nullptr && before->kind == now.kind && !before->days.Overlaps(now.days)) {
      Add(rule, {before, &now}, found);
    }
    before = &now;
  }
}

void RecoveredBeforeStolen(const Story& story, const ContradictionRule& rule, std::vector<Contradiction>& found) {
  const Happening* taken = nullptr;
  for (const Happening& now : story.life.happenings()) {
    if (now.part == Part::kLawful) taken = nullptr;
    if (taken != nullptr && IsTheft(now) && taken->owner() != now.owner() && taken->days.SurelyBefore(now.days)) {
      Add(rule, {taken, &now}, found);
    }
    if (now.part == Part::kTaken || now.part == Part::kHandedIn) taken = &now;
  }
}

// An authority may sell what it has taken; it is then its own sale, and the weapon's lawful life before is known.
void SoldAfterRecovery(const Story& story, const ContradictionRule& rule, std::vector<Contradiction>& found) {
  const Happening* out_of_hands = nullptr;
  bool lawful_before = false;
  for (const Happening& now : story.life.happenings()) {
    if (now.part == Part::kLawful && !IsHandOver(now)) out_of_hands = nullptr;
    if (out_of_hands != nullptr && now.kind == "sold" && out_of_hands->days.SurelyBefore(now.days) &&
        (!lawful_before || out_of_hands->kind == "used_in_crime" || out_of_hands->owner() != now.owner())) {
      Add(rule, {out_of_hands, &now}, found);
      out_of_hands = nullptr;
    }
    if (now.part == Part::kTaken || now.kind == "used_in_crime") out_of_hands = &now;
    lawful_before = lawful_before || IsHandOver(now);
  }
}

// The weapon lies with the authority that took it; another says that a crime was done with it.
void UsedWhileKept(const Story& story, const ContradictionRule& rule, std::vector<Contradiction>& found) {
  const Happening* taken = nullptr;
  for (const Happening& now : story.life.happenings()) {
    if (now.kind == "used_in_crime" && taken != nullptr && taken->owner() != now.owner() &&
        taken->days.SurelyBefore(now.days)) {
      Add(rule, {taken, &now}, found);
    } else if (now.part == Part::kTaken || now.part == Part::kHandedIn) {
      taken = &now;
    } else if (now.part == Part::kLawful || now.part == Part::kUnlawful) {
      taken = nullptr;
    }
  }
}

void ImportedBeforeExported(const Story& story, const ContradictionRule& rule, std::vector<Contradiction>& found) {
  for (const Happening& happening : story.life.happenings()) {
    if (const Happening* imported = ImportDatedBefore(story, happening)) Add(rule, {imported, &happening}, found);
  }
}

// Only States are compared: one place has many spellings.
void TwoPlaces(const Story& story, const ContradictionRule& rule, std::vector<Contradiction>& found) {
  const Happenings& all = story.life.happenings();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!all[i].place || !all[i].days.IsOneDay()) continue;
    for (std::size_t j = i + 1; j < all.size(); ++j) {
      const Happening& other = all[j];
      if (!other.place || other.days != all[i].days || other.kind == "imported" || all[i].kind == "exported") continue;
      const std::string here = CountryOf(story.words, *all[i].place);
      const std::string there = CountryOf(story.words, *other.place);
      if (!here.empty() && !there.empty() && here != there) Add(rule, {&all[i], &other}, found);
    }
  }
}

void OnePlaceToldTwice(const Story& story, const ContradictionRule& rule, std::vector<Contradiction>& found) {
  for (const Happening& happening : story.life.happenings()) {
    if (happening.kind == "exported" || happening.kind == "imported") continue;
    for (const CustodyEvent* telling : happening.tellings) {
      if (!telling->place || telling->place == happening.place) continue;
      const std::string here = CountryOf(story.words, *happening.place);
      const std::string there = CountryOf(story.words, *telling->place);
      if (here.empty() || there.empty() || here == there) continue;
      Add(rule, {&happening}, found);
      break;
    }
  }
}

void TwoHolders(const Story& story, const ContradictionRule& rule, std::vector<Contradiction>& found) {
  const Happenings& all = story.life.happenings();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!IsHandOver(all[i]) || !all[i].days.IsOneDay()) continue;
    for (std::size_t j = i + 1; j < all.size(); ++j) {
      const Happening& other = all[j];
      if (!IsHandOver(other) || other.days != all[i].days || !PartiesDiffer(all[i].to_party, other.to_party)) continue;
      // From hand to hand on one day is a chain; so is a register that does not say from whom.
      const bool same_giver = PartiesAgree(all[i].from_party, other.from_party);
      if (same_giver || (all[i].kind == other.kind && all[i].owner() != other.owner() && !other.from_party)) {
        Add(rule, {&all[i], &other}, found);
      }
    }
  }
}

void StolenAndDestroyed(const Story& story, const ContradictionRule& rule, std::vector<Contradiction>& found) {
  const Happening* stolen = nullptr;
  for (const Happening& now : story.life.happenings()) {
    if (IsTheft(now)) stolen = &now;
    if (now.kind == "returned") stolen = nullptr;
    if (stolen != nullptr && now.part == Part::kDestroyed && stolen->owner() != now.owner()) {
      Add(rule, {stolen, &now}, found);
      stolen = nullptr;
    }
  }
}

void CountriesOfManufacture(const Story& story, const ContradictionRule& rule, std::vector<Contradiction>& found) {
  std::string first_country = story.about.made_country;
  std::vector<const Happening*> of;
  for (const Happening& made : story.life.happenings()) {
    if (made.kind != "manufactured") continue;
    of.push_back(&made);
    for (const CustodyEvent* telling : made.tellings) {
      const std::string country = telling->place ? CountryOf(story.words, *telling->place) : "";
      if (first_country.empty()) first_country = country;
      if (country.empty() || country == first_country) continue;
      Add(rule, of, found);
      found.back().why.And(base::Say("states", "{states}", {{"states", {first_country, country}}}), ": ");
      return;
    }
  }
}

constexpr std::array<ContradictionRule, 15> kRules = {{
    {"after_destruction", "kind", "it was destroyed, and something is told of it afterwards", AfterDestruction},
    {"before_manufacture", "date", "something is told of it before it was made", BeforeManufacture},
    {"imported_before_exported", "date", "its import is dated before the export that it belongs to",
     ImportedBeforeExported},
    {"made_twice", "date", "the dates of its manufacture exclude each other", MadeTwice},
    {"destroyed_twice", "date", "the dates of its destruction exclude each other", DestroyedTwice},
    {"handed_on_while_stolen", "kind", "it was lawfully handed on while it was reported stolen, lost or captured",
     HandedOnWhileStolen},
    {"stolen_twice", "date", "it was reported stolen or lost twice and did not come back in between", StolenTwice},
    {"recovered_before_stolen", "date", "it was recovered by one authority before another says that it was taken away",
     RecoveredBeforeStolen},
    {"sold_after_recovery", "date", "it was sold after its use in a crime or its recovery, and no release is recorded",
     SoldAfterRecovery},
    {"used_while_kept", "kind",
     "it was used in a crime while another authority had it in its keeping, and no release is recorded", UsedWhileKept},
    {"two_places", "place", "on one day it was in two States", TwoPlaces},
    {"place_told_twice", "place", "one happening is told to have been in two States", OnePlaceToldTwice},
    {"two_holders", "to_party", "on one day it was handed to two holders", TwoHolders},
    {"stolen_and_destroyed", "kind", "one authority reports it stolen, lost or captured, another has destroyed it",
     StolenAndDestroyed},
    {"made_in_two_states", "made_country", "two States are named as the country of manufacture",
     CountriesOfManufacture},
}};

}  // namespace

std::span<const ContradictionRule> ContradictionRules() { return kRules; }

std::vector<Contradiction> FindContradictions(const Story& story) {
  std::vector<Contradiction> found;
  for (const ContradictionRule& rule : kRules) rule.find(story, rule, found);
  return found;
}

}  // namespace proofmark::trace
