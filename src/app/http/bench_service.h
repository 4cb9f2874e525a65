// SPDX-License-Identifier: Apache-2.0
// The service's benchmark: traces by the number of a record, as it stands there or misread, over TLS, with the access
// log and the policy on, beside a bare answer of the same size from the same server without a node behind it.
//
// First as many as go, by clients that each wait for an answer; then an open loop at half of that, in which a question
// is due at a fixed time and its latency counts from there, so that one that waits behind a slow one is slow too; then
// the same while slow clients hold connections. What the clients' own threads cost is told beside it, since they share
// the machine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace proofmark::app::web {

struct BenchServiceOrder {
  std::int64_t records = 20'000;            // to invent, where no register is named
  std::vector<std::string> shapes_files{};  // registers whose rows they vary; none: a few makes
  bool misread = false;                     // numbers are asked for as they were misread, with their description
  std::string register_file{};
  std::string mapping{};
  std::string data_folder{};
  std::int64_t seconds = 5;  // of each measurement
};

// In a folder of its own, removed afterwards. Errors: those of what it starts.
base::Result<base::Json> BenchService(const BenchServiceOrder& order);
void PrintBenchService(const base::Json& result);

}  // namespace proofmark::app::web
