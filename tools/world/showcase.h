// SPDX-License-Identifier: Apache-2.0
// The showcase: one pistol with a story worth telling, and the two weapons that were found with it. The same in every
// world, whatever its seed and size.
#pragma once

#include <vector>

#include "tools/world/life.h"

namespace proofmark::world {

inline constexpr std::uint64_t kShowcaseNumber = 9'000'001;  // W9000001, W9000002, W9000003

std::vector<Life> ShowcaseLives();

}  // namespace proofmark::world
