// SPDX-License-Identifier: Apache-2.0
// How long single commands take while several write at once: at a fixed rate, and as many as will go.
//
// Arrivals stand on the clock, the rate's part of a second after each other; whichever writer is free takes the next,
// and its time counts from when it was due, so that a command which waited for a slow one before it is slow too.
// Each command is one record with a sealed part and an access entry. Beside it, in turn, the baseline: one row
// inserted and committed, at the same rate by as many writers.
#pragma once

#include <cstdint>
#include <vector>

#include "app/bench_bare.h"
#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "store/store.h"

namespace proofmark::app {

inline constexpr int kBenchWritersMax = 64;

// One round of all rates and numbers of writers, in a fixed order:
// {"writers", "rate" (0: as many as will go), "p50_ms", "p99_ms", "per_second", "commands_per_commit", "bare_p50_ms",
// "bare_p99_ms", "bare_per_second"}.
base::Result<std::vector<base::Json>> BenchCommands(store::Store& store, BareTable& bare, base::Clock& clock,
                                                    std::uint64_t seed);
// The same, each figure the median of the rounds, with the ratios "p50_to_bare", "p99_to_bare", "per_second_to_bare".
base::Json MedianCommands(const std::vector<std::vector<base::Json>>& rounds);
void PrintCommands(const base::Json& commands);

double MedianOf(std::vector<double> values);

}  // namespace proofmark::app
