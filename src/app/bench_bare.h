// SPDX-License-Identifier: Apache-2.0
// A BareTable is the baseline of the ledger's benchmark: one table of bodies with a primary key, on the same engine,
// durable in the same way, and nothing else.
//
//   PM_ASSIGN(auto bare, BareTable::Make("sqlite:/tmp/bare.db", 1));
//   PM_TRY(bare->InsertBatch(bodies));        // one transaction: prepared inserts, or a COPY
//   PM_TRY(bare->InsertOne(3, seq, body));    // one row, one commit, on the connection of writer 3
//
// On PostgreSQL each writer has a connection of its own, and the server lets their commits share a sync; on SQLite,
// which has one writer, all take turns at one connection. Errors: kUnavailable.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

namespace proofmark::app {

class BareTable {
 public:
  virtual ~BareTable() = default;
  static base::Result<std::unique_ptr<BareTable>> Make(const std::string& url, int writers);

  // Each with a sequence number from 0 on.
  virtual base::Result<void> InsertBatch(const std::vector<std::string>& bodies) = 0;
  // From any thread, each writer from one. `seq` is new, and none that a batch has.
  virtual base::Result<void> InsertOne(int writer, std::int64_t seq, const std::string& body) = 0;
};

}  // namespace proofmark::app
