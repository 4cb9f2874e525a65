// SPDX-License-Identifier: Apache-2.0
// A Pattern is what could be read of a number, symbol by symbol: a character, an unread one, one of several, a run.
//
//   PM_ASSIGN(Pattern pattern, Pattern::Parse("2421[23]"));
//   pattern.size();        // 5
//   pattern.ToText();      // "2421[23]"
//
// Strict text: A-Z 0-9, "?" one unread character, "*" a run whose length nobody said, "[58]" one of these.
// Errors of Parse, first that applies: kTooLarge, kInvalid (another character, an empty or open bracket, no symbol).
// Plain value; safe from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace proofmark::match {

inline constexpr std::size_t kPatternSymbolsMax = 32;
inline constexpr int kCharacters = 36;  // 0-9 are 0 to 9, A-Z are 10 to 35

// -1 for anything but A-Z 0-9.
constexpr int CharacterOf(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'Z' ? c - 'A' + 10 : -1; }
char TextOf(int character);
inline bool IsDigit(int character) { return character < 10; }

class Pattern {
 public:
  enum : std::uint8_t { kUnread = 36, kRun = 37, kFirstSet = 38 };
  using Set = std::uint64_t;  // bit n: character n

  static base::Result<Pattern> Parse(std::string_view strict);

  std::size_t size() const { return symbols_.size(); }
  std::uint8_t operator[](std::size_t i) const { return static_cast<std::uint8_t>(symbols_[i]); }
  bool IsCharacter(std::size_t i) const { return (*this)[i] < kCharacters; }
  bool IsSet(std::size_t i) const { return (*this)[i] >= kFirstSet; }
  // The characters that may stand there; all of them for an unread one.
  Set Possible(std::size_t i) const;
  bool has_run() const { return has_run_; }
  // Characters that are read for certain.
  std::size_t read() const { return read_; }
  std::string ToText() const { return ToText(0, size()); }
  // Of the symbols from `begin` to before `end`.
  std::string ToText(std::size_t begin, std::size_t end) const;

  // A short form, for many of them in little room: how many symbols, these, and the sets among them. OfBytes takes
  // what ToBytes gave, and answers nothing for bytes that are no pattern.
  std::string ToBytes() const;
  static std::optional<Pattern> OfBytes(std::string_view bytes);

  // Its last `n` symbols unread. They are there.
  Pattern WithTailUnread(std::size_t n) const;

  bool operator==(const Pattern& other) const { return symbols_ == other.symbols_ && sets_ == other.sets_; }

 private:
  std::string symbols_;  // within the short string's own bytes for most numbers
  std::vector<Set> sets_;
  bool has_run_ = false;
  std::size_t read_ = 0;
};

}  // namespace proofmark::match
