// SPDX-License-Identifier: Apache-2.0
// Breaks are where a story does not hold: gaps, in which nobody tells what happened, and contradictions, which cannot
// all be true. Two lists of rules, each a name, a sentence and a function; docs/concepts/custody.md prints them.
//
//   for (const Contradiction& c : FindContradictions(words, life, about)) Print(c.why);
//
// Only what the dates leave no doubt of is a contradiction: a theft in 2019 and a sale in May 2019 are none. A party
// that nobody said, or that the reader may not see, is unknown and never contradicts. Pure; safe from any thread.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "trace/life.h"

namespace proofmark::trace {

// Ten years: an item that is lawfully held is seen again by then, when a licence is renewed or a stock is counted.
inline constexpr std::int32_t kSilenceDaysMax = 3653;
// A story with very many breaks is told by its first ones.
inline constexpr std::size_t kBreaksMax = 200;

struct Story {
  const vocab::Vocabulary& words;
  const Life& life;
  const CustodyWeapon& about;
};

struct GapRule {
  std::string_view name;
  std::string_view sentence;
  void (*find)(const Story& story, const GapRule& rule, std::vector<Gap>& gaps);
};

struct ContradictionRule {
  std::string_view name;
  std::string_view field;  // what is contradicted: date, kind, place, to_party, made_country
  std::string_view sentence;
  void (*find)(const Story& story, const ContradictionRule& rule, std::vector<Contradiction>& found);
};

std::span<const GapRule> GapRules();
std::span<const ContradictionRule> ContradictionRules();

std::vector<Gap> FindGaps(const Story& story);
std::vector<Contradiction> FindContradictions(const Story& story);

}  // namespace proofmark::trace
