// SPDX-License-Identifier: Apache-2.0
// A PostgresNode is a node on a PostgreSQL server for tests of faults: a database of its own, its keys, and writers
// that behave as callers do: what is refused as unavailable is said again with the same command until it is answered.
//
//   PostgresNode node;
//   auto app = node.Open();
//   node.Say(*app, node.OneRecord("AA", "c1"));    // repeats, and keeps what it was answered
//   node.ExpectEverythingOnce(*app);               // of all that was answered
//
// Say is safe from any thread.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <mutex>
#include <pqxx/pqxx>
#include <string>

#include "app/proofmark.h"
#include "tests/test_database.h"

namespace proofmark::testing {

class PostgresNode {
 public:
  PostgresNode();
  ~PostgresNode();
  PostgresNode(const PostgresNode&) = delete;
  PostgresNode& operator=(const PostgresNode&) = delete;

  // `url` where it is not the database's own.
  base::Result<std::unique_ptr<app::Proofmark>> TryOpen(const std::string& url = "");
  std::unique_ptr<app::Proofmark> Open(const std::string& url = "");
  TestDatabase& database() { return database_; }
  const std::string& folder() const { return folder_; }

  // `count` records of one command; each with a sealed part of some bytes.
  store::Batch Records(const std::string& owner, const std::string& command, int count, std::size_t sealed_bytes = 40);
  store::Batch OneRecord(const std::string& owner, const std::string& command) { return Records(owner, command, 1); }
  // Until it is answered, at most some thousand times. How often it was unavailable.
  int Say(app::Proofmark& app, const std::string& owner, const std::string& command, int count);
  // Imports a register of `rows` rows whose numbers begin with `name`, until it is in. How often it was unavailable.
  int ImportUntilIn(app::Proofmark& app, const std::string& owner, const std::string& name, int rows);

  // The log of each owner holds what was answered, at the place that was answered, and nothing else; it verifies, takes
  // events, and its rows are what the log says.
  void ExpectEverythingOnce(app::Proofmark& app);
  // Of the database server, a number.
  std::int64_t Ask(const std::string& sql);

 private:
  struct Said {
    std::int64_t first_seq = 0;
    std::int64_t events = 0;
  };

  std::string folder_;
  TestDatabase database_;
  base::SystemClock clock_;
  base::SystemRng rng_;
  std::mutex mutex_;  // said_, imported_, ids_
  base::UlidMaker ids_{clock_, rng_};
  std::map<std::string, std::map<std::string, Said>> said_;  // by owner, by command
  std::map<std::string, std::int64_t> imported_;             // events, by owner
};

}  // namespace proofmark::testing
