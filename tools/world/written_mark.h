// SPDX-License-Identifier: Apache-2.0
// A WrittenMark is a weapon's number as an officer or a laboratory wrote it down: read wrongly, in part, or not at all,
// in the words of that officer's language.
//
//   WriteMark({.serial = "AB12305", .prefix = "AB", .damage = Damage::kMisread}, Language::kEnglish, chance);  //
//   AB123O5
//
// What it writes is what docs/formats and the rule "marks read" expect to meet; it knows nothing of how they read it.
#pragma once

#include <string>
#include <vector>

#include "tools/world/chance.h"
#include "tools/world/plan.h"

namespace proofmark::world {

enum class Language { kEnglish, kFrench, kSpanish, kPortuguese, kGerman, kRussian };

struct MarkToWrite {
  std::string serial;
  std::string prefix;
  Damage damage = Damage::kClear;
  std::string slide;   // of another weapon; kMixed only
  std::string barrel;  // of a third, or empty
};

std::string WriteMark(const MarkToWrite& mark, Language language, Chance& chance);

// The number with those letters in Cyrillic that look alike there, as a clerk types what is struck in Latin.
std::string InCyrillic(const std::string& serial);

// "without a number", as it is written of a weapon that never had one.
std::string NoNumber(Language language);

// The word for a type of weapon that kModels or "home-made" names.
std::string TypeWord(const std::string& type, Language language);

// A number that reads like it but for one sign: O for 0, I for 1, B for 8, S for 5. Without such a sign, two
// neighbouring digits changed places.
std::string Misread(const std::string& serial, Chance& chance);

}  // namespace proofmark::world
