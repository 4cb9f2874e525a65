// SPDX-License-Identifier: Apache-2.0
// A SerialContext is what the characters before a place in a number say about the next one.
//
//   after letters (or at the start): the last two symbols, digits as "9", the start as "^":   "^", "^K", "KR", "9A"
//   after a digit: letters before the run of digits, digits so far, and "x" where there was another run before:
//   "3d4" is the fourth digit behind three letters, "2d1x"
//
// The contexts of data/serial_forms.csv. Plain value.
#pragma once

#include <compare>
#include <optional>
#include <string>

#include "match/marks/pattern.h"

namespace proofmark::match {

class SerialContext {
 public:
  // Nothing where an unread character stands too near to say.
  std::optional<std::string> Key() const;
  void Add(const Pattern& pattern, std::size_t i);
  void AddCharacter(int character);
  // Nothing is known of what stands before.
  void Forget();

  auto operator<=>(const SerialContext&) const = default;

 private:
  char before_last_ = 0;
  char last_ = '^';
  int letters_ = 0;  // of the latest run of letters
  int digits_ = 0;   // of the run of digits that we are in
  bool second_run_ = false;
  bool counted_ = true;  // letters_ and digits_ are known
};

}  // namespace proofmark::match
