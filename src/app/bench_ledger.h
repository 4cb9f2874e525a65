// SPDX-License-Identifier: Apache-2.0
// The ledger's benchmark: append with digests, access entries and rows, beside bare inserts of the same bytes.
// Both go through the same native interface, batch size and sync, in turn, several rounds; ratios are of medians.
// Then verify, rebuild, and single commands at a fixed rate (bench_commands.h).
#pragma once

#include <cstdint>
#include <string>

#include "base/json.h"
#include "base/result.h"

namespace proofmark::app {

// On the server that `db` names, in an empty database: in a schema of its own, removed afterwards. Without one on
// SQLite, in a folder of its own below $TMPDIR, removed afterwards. Errors: kConflict (the database holds a ledger),
// kUnavailable.
base::Result<base::Json> BenchLedger(std::int64_t records, const std::string& data_folder, const std::string& db);
void PrintBenchLedger(const base::Json& result);

}  // namespace proofmark::app
