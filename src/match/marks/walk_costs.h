// SPDX-License-Identifier: Apache-2.0
// WalkCosts are what a SerialMatcher knows of one reading, made small for a walk over many numbers: costs in steps,
// rounded down, so that no number is passed over that the matcher would have taken.
//
//   WalkCosts costs = matcher.CostsForward();
//   costs.StepsOf(12.5);          // the cost of 12.5 bits in steps; a number is reached if it takes at most so many
//
// Lane i of a row of costs is the cheapest way to have read i symbols, from the front of the reading or from its end.
// docs/reference/matching.md has the ways. Plain values.
#pragma once

#include <array>
#include <cstdint>

#include "match/marks/number_run.h"
#include "match/marks/pattern.h"

namespace proofmark::match {

inline constexpr std::size_t kLanesMax = 64;
inline constexpr std::uint8_t kNeverSteps = 255;

// What is walked for: anything, or numbers in which a character is taken for its twin (O and 0) at the most.
enum class Mistakes : std::uint8_t { kAny, kTwins };

struct WalkCosts {
  using Row = std::array<std::uint8_t, kLanesMax>;

  float steps_a_bit = 4;
  std::size_t symbols = 0;  // of the reading
  Row start{};              // before a symbol of the number
  Row end{};                // what is left of the reading behind the whole number
  std::array<Row, kKeySymbols> pair{};
  std::array<Row, kKeySymbols> drop{};  // a symbol of the number that was not read
  Row insert{};                         // a symbol of the reading that is not on record
  Row insert_in_run{};                  // under a run on record
  std::uint8_t least_insert = 0;        // the cheapest of them
  std::uint8_t least_drop = 0;          // of drop, but for runs
  std::uint8_t least_two = kNeverSteps;
  std::size_t runs = 0;                // of the reading
  std::array<Row, kCharacters> is{};   // 255 where the symbol of the reading is this character, else 0
  Row exchange{};                      // two neighbours
  std::array<Row, kCharacters> two{};  // two read for one
  // The number goes on by one or two symbols where the reading ends; backward: it begins so.
  std::array<std::uint8_t, 2> tail = {kNeverSteps, kNeverSteps};
  std::uint8_t front = kNeverSteps;  // backward: whatever stands before the reading was not written

  bool has_two() const { return least_two < kNeverSteps; }
  void TakeTwo(std::size_t symbol, std::size_t lane, std::uint8_t steps);

  // Leaves the ways that leave no character out and put none in, but under a run.
  void ForbidEdits();

  // Steps that a cost of so many bits takes at the least; 254 at most.
  std::uint8_t StepsOf(double bits) const {
    const double steps = bits * static_cast<double>(steps_a_bit);
    return steps <= 0 ? 0 : steps >= 254 ? 254 : static_cast<std::uint8_t>(steps);
  }
};

}  // namespace proofmark::match
