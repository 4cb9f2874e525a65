// SPDX-License-Identifier: Apache-2.0
// The benchmark of the search for marks: questions to an invented register, beside a plain scan for numbers that are at
// most two edits away. Both go through the same numbers, question by question in turn; the ratio is of medians. And
// what a snapshot of its index costs (bench_snapshot.h).
#pragma once

#include <cstdint>
#include <string>

#include "base/json.h"
#include "base/result.h"

namespace proofmark::app {

// Beyond it the invented weapons themselves would take the memory; bench_quality.h goes on.
inline constexpr std::int64_t kSearchBenchRecordsMax = 1'000'000;

// In memory, with a fixed seed. Errors: those of the tables.
base::Result<base::Json> BenchMarks(std::int64_t records, const std::string& data_folder);
void PrintBenchMarks(const base::Json& result);

}  // namespace proofmark::app
