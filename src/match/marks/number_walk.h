// SPDX-License-Identifier: Apache-2.0
// Walk goes over the numbers of a run that a reading could come from, and passes over the rest by whole branches.
//
//   Walk(run, costs, Direction::kFrontHalf, [&](std::uint32_t number, std::uint8_t steps) { ...; return limit; });
//
// A number is visited with the least steps that some way from it to the reading takes, rounded down; once for each kind
// of way. The visitor answers how many steps are still looked for; that may become fewer as better numbers are found.
// kBackward goes every way. kForward goes all but that of a front that was not written, which kLostFront goes. Two
// others do together what kForward does, and pass over much more where both halves were read: whatever a reading and a
// number cost, one half of the reading costs at most half of it. kFrontHalf goes forward and wants the front half to be
// that one, kEndHalf goes backward and wants it of the other. Nothing else is left out: what such walks do not visit
// costs more steps than the limit. Safe from any thread.
#pragma once

#include <cstdint>
#include <functional>

#include "match/marks/number_run.h"
#include "match/marks/walk_costs.h"

namespace proofmark::match {

enum class Direction : std::uint8_t { kBackward, kForward, kFrontHalf, kEndHalf, kLostFront };

// The limit from now on.
using Visitor = std::function<std::uint8_t(std::uint32_t number, std::uint8_t steps)>;

// `costs` are those forward for kForward and kFrontHalf, and backward for the others.
void Walk(const NumberRun& run, const WalkCosts& costs, Direction direction, std::uint8_t limit, const Visitor& visit);

}  // namespace proofmark::match
