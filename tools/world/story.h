// SPDX-License-Identifier: Apache-2.0
// A Story makes the life of one weapon: its lawful years, how it left lawful hands, and where it was found.
//
//   Life life = LifeOf(seed, 42);
//
// Each part follows the plan of the weapon. Days never run backwards; what a book tells may still be another day than
// the true one, or another thing. The same seed and number give the same life on every machine.
#pragma once

#include <cstdint>

#include "tools/world/chance.h"
#include "tools/world/life.h"

namespace proofmark::world {

Life LifeOf(std::uint64_t seed, std::uint64_t number);

// The parts, in this order. None of them looks at what another threw.
void LiveLawfully(std::uint64_t seed, Life& life, Chance& chance);
void LeaveLawfulHands(Life& life, Chance& chance);
void BeFound(std::uint64_t seed, Life& life, Chance& chance);

}  // namespace proofmark::world
