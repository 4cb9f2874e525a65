// SPDX-License-Identifier: Apache-2.0
// Walk goes over the numbers of a run that a reading could come from, and passes over the rest by whole branches.
//
//   Walk(run, costs, Direction::kForward, [&](std::uint32_t number, std::uint8_t steps) { ...; return limit; });
//
// A number is visited with the least steps that some way from it to the reading takes, rounded down; once for each kind
// of way. The visitor answers how many steps are still looked for; that may become fewer as better numbers are found.
// Forward goes every way but that of a front that was not written, kBackward every way, kLostFront that one alone.
// Nothing is left out: what a walk does not visit costs more steps than the limit. Safe from any thread.
#pragma once

#include <cstdint>
#include <functional>

#include "match/marks/number_run.h"
#include "match/marks/walk_costs.h"

namespace proofmark::match {

enum class Direction : std::uint8_t { kForward, kBackward, kLostFront };

// The limit from now on.
using Visitor = std::function<std::uint8_t(std::uint32_t number, std::uint8_t steps)>;

// `costs` are of the direction. Returns how many symbols were compared.
std::uint64_t Walk(const NumberRun& run, const WalkCosts& costs, Direction direction, std::uint8_t limit,
                   const Visitor& visit);

}  // namespace proofmark::match
