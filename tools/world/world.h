// SPDX-License-Identifier: Apache-2.0
// A world: registers of several authorities, their mappings, and the truth beside them, in a folder.
//
//   PM_ASSIGN(WorldSummary made, MakeWorld({.seed = 7, .weapons = 2000, .folder = "build/world"}));
//
// Follows docs/formats/world.md. Written as a stream: memory does not grow with the number of weapons. The same seed
// and number of weapons give the same bytes on every machine. Errors: kInvalid (more weapons than there are numbers),
// kUnavailable (the folder or a file cannot be written).
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace proofmark::world {

inline constexpr std::uint64_t kWeaponsMax = 9'000'000;  // the numbers from 9,000,001 on are the showcase's

struct WorldOrder {
  std::uint64_t seed = 0;
  std::uint64_t weapons = 0;  // besides the three of the showcase
  std::string folder;         // is made where it is missing; its parent must exist
};

struct WorldSummary {
  std::uint64_t weapons = 0;
  std::uint64_t found = 0;
  std::uint64_t withdrawn = 0;
};

base::Result<WorldSummary> MakeWorld(const WorldOrder& order);

}  // namespace proofmark::world
