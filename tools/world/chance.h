// SPDX-License-Identifier: Apache-2.0
// A Chance is the dice of one weapon: the same seed and number give the same throws on every machine, whatever was
// thrown for other weapons. So a world is made as a stream, and one weapon can look at another's plan.
//
//   Chance chance(seed, weapon);
//   if (chance.Percent(30)) ...
//   const char* town = chance.Pick(kTowns);
#pragma once

#include <cstdint>

#include "base/random.h"

namespace proofmark::world {

class Chance {
 public:
  // `stream` keeps the throws for different matters of one weapon apart.
  Chance(std::uint64_t seed, std::uint64_t weapon, std::uint64_t stream = 0)
      : rng_(seed * 0x9e3779b97f4a7c15ULL + weapon * 0xd1342543de82ef95ULL + stream * 0x2545f4914f6cdd1dULL + 1) {
    rng_.Next();
  }

  bool Percent(std::uint64_t percent) { return rng_.Below(100) < percent; }
  std::uint64_t Below(std::uint64_t bound) { return rng_.Below(bound); }
  // From low to high, both included.
  std::int32_t Between(std::int32_t low, std::int32_t high) {
    return low + static_cast<std::int32_t>(rng_.Below(static_cast<std::uint64_t>(high - low) + 1));
  }
  template <typename List>
  const auto& Pick(const List& list) {
    return list[rng_.Below(list.size())];
  }

 private:
  base::SeededRng rng_;
};

}  // namespace proofmark::world
