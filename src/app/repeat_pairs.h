// SPDX-License-Identifier: Apache-2.0
// RepeatPairs are the pairs of records of a register whose numbers are near: some are one weapon that was examined
// twice, the others are neighbours out of one box, or namesakes of two makers.
//
//   for (const RepeatPair& pair : FindRepeatPairs(index)) pair.relation;   // kExact, kMisread, kDropped ...
//
// Near: equal, one character read as another, left out, exchanged with its neighbour, a nought or a series in front
// left out. Of each record its first number counts that was wholly read and has five characters or more. What a pair
// is, nobody has said: learn_weights.h estimates it. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "match/marks/mark_index.h"
#include "vocab/vocabulary.h"

namespace proofmark::app {

enum class Relation : std::uint8_t {
  kExact,
  kTailDigit,   // two digits among the last three: as neighbours out of a box
  kFrontDigit,  // two digits further in front
  kLetters,     // two letters
  kMixed,       // a letter and a digit
  kExchanged,   // two neighbouring characters
  kDropped,     // one character more or less
  kZero,        // a nought in front of digits more or less
  kSeries,      // up to four letters in front more or less
};
inline constexpr std::size_t kRelations = 9;

// What two records say of one thing.
enum class Said : std::uint8_t { kSame, kKin, kOther, kNothing };  // kKin: a family, a brand and its maker
inline constexpr std::size_t kComparedFields = 4;                  // type, make, calibre, model
inline constexpr std::array<const char*, kComparedFields> kComparedNames = {"type", "make", "calibre", "model"};

struct RepeatPair {
  std::string number;  // of the one, and of the other
  std::string other;
  Relation relation{};
  std::uint8_t a = 0;  // the characters that differ, the smaller first
  std::uint8_t b = 0;
  std::array<Said, kComparedFields> said{};
  bool held_apart = false;  // by a digest of the number: not learned from
};

std::vector<RepeatPair> FindRepeatPairs(const match::MarkIndex& index, const vocab::Vocabulary& words);

// How two records compare that have nothing to do with each other: shares of each outcome, kNothing left out.
using SaidShares = std::array<std::array<double, 3>, kComparedFields>;
SaidShares SharesAmongStrangers(const match::MarkIndex& index, const vocab::Vocabulary& words);

}  // namespace proofmark::app
