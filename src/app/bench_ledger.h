// SPDX-License-Identifier: Apache-2.0
// The ledger's benchmark: append with digests, access entries and rows, beside bare inserts of the same bytes.
// Both go through the same native interface, batch size and sync, in turn, several rounds; ratios are of medians.
#pragma once

#include <cstdint>
#include <string>

#include "base/json.h"
#include "base/result.h"

namespace proofmark::app {

// In a folder of its own below $TMPDIR, removed afterwards. Errors: kUnavailable.
base::Result<base::Json> BenchLedger(std::int64_t records, const std::string& data_folder);
void PrintBenchLedger(const base::Json& result);

}  // namespace proofmark::app
