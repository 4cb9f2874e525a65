// SPDX-License-Identifier: Apache-2.0
// A SerialPattern is the form of a serial number as data/serial_rules.csv writes it, and a ReadMark what of a number
// could be read. Matching says in which ways the one can be the other.
//
//   PM_ASSIGN(SerialPattern taurus, SerialPattern::Parse("[A-Z][A-L]#{5,6}"));
//   PM_ASSIGN(ReadMark mark, ReadMark::Parse("ZK43?432"));
//   taurus.Match(mark);   // one spelling of eight positions, the fifth of which may be any digit
//
// A pattern is a row of steps: a letter, a digit or "-" stands for itself, "@" for any letter, "#" for any digit,
// "[A-CX]" for one of these; "{5}" or "{5,6}" behind a step repeats it. A mark is strict as in reading.h: A-Z, 0-9,
// "?" one unread character, "*" a run of any length, "[58]" one of these; "-" where the text was taken with its
// hyphens. Plain values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace proofmark::match {

inline constexpr std::size_t kSerialMax = 40;    // characters
inline constexpr std::size_t kVariantsMax = 64;  // lengths that one pattern may have

// The characters that may stand at one position: bits 0 to 25 are A to Z, 26 to 35 are 0 to 9, 36 is "-".
using Characters = std::uint64_t;
inline constexpr Characters kLetters = (Characters{1} << 26) - 1;
inline constexpr Characters kDigits = ((Characters{1} << 36) - 1) & ~kLetters;

Characters CharactersOf(char c);     // 0 for what no mark bears
std::string TextOf(Characters set);  // "58": its characters in order

using Spelling = std::vector<Characters>;

struct ReadMark {
  Spelling head;  // up to the first run; the whole mark where there is none
  Spelling tail;  // behind the last run
  bool has_run = false;

  // Errors, first that applies: kTooLarge (kSerialMax), kInvalid.
  static base::Result<ReadMark> Parse(std::string_view pattern);
  bool IsFullyRead() const;
  // Of a fully read mark.
  std::string Text() const;
};

class SerialPattern {
 public:
  // Errors, first that applies: kTooLarge (kSerialMax positions, kVariantsMax lengths), kInvalid.
  static base::Result<SerialPattern> Parse(std::string_view text);

  // Each length of the pattern that the mark can have, with what may stand at each position. None: it cannot be it.
  std::vector<Spelling> Match(const ReadMark& mark) const;
  bool has_hyphen() const { return has_hyphen_; }
  std::size_t shortest() const { return variants_.front().size(); }

 private:
  std::vector<Spelling> variants_;  // the shortest first
  bool has_hyphen_ = false;
};

}  // namespace proofmark::match
