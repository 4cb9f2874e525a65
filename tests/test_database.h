// SPDX-License-Identifier: Apache-2.0
// A TestDatabase is a new, empty database for one test, on either engine: a file in the test's folder, or a database in
// a PostgreSQL cluster that the test program starts for itself at first need and that ends with it.
//
//   TestDatabase database(GetParam(), folder);
//   Store::Open({.url = database.url(), .keys = folder + "/keys", ...});
//   database.Save();  ...  database.PutBack();   // the older state, as from a backup
//
// A test that fails to start its server ends the program: it is never skipped.
#pragma once

#include <gtest/gtest.h>

#include <string>

namespace proofmark::testing {

enum class EngineKind { kSqlite, kPostgres };

// A cluster of its own. PostgreSQL 15 of the machine's packages, in a short-lived folder, reached by a socket there.
class PostgresCluster {
 public:
  PostgresCluster();
  ~PostgresCluster();
  PostgresCluster(const PostgresCluster&) = delete;
  PostgresCluster& operator=(const PostgresCluster&) = delete;

  std::string Url(const std::string& database) const;
  const std::string& folder() const { return folder_; }
  void Start();
  // kKill: its first process is killed, as by the kernel for want of memory; the others end by themselves.
  enum class How { kFast, kCrash, kKill };
  void Stop(How how);
  // One statement in the database "postgres". The program ends where it fails.
  void Run(const std::string& sql);

 private:
  void Kill();

  std::string folder_;
  int watch_ = -1;  // its end tells a child to clean up
};

// One for the whole program.
PostgresCluster& SharedCluster();

class TestDatabase {
 public:
  TestDatabase(EngineKind kind, const std::string& folder);
  ~TestDatabase();
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  EngineKind kind() const { return kind_; }
  const std::string& url() const { return url_; }
  // Of a server's database.
  const std::string& name() const { return path_; }
  // Nobody may be connected.
  void Save();
  void PutBack();
  void Remove();
  // Empty, as at first.
  void Renew();
  // What is alive in the database's own files or, on a server, in its table of sealed parts: for a search by bytes. A
  // server's log and freed pages are not in it.
  std::string SealedBytes();
  // Waits until no program that was killed is still at work on the server.
  void WaitForTheKilled();
  // Statements without values. SQLite's zeroblob and replace of bytes are there on PostgreSQL too.
  void Sql(const std::string& sql);

 private:
  EngineKind kind_;
  std::string path_;  // of the file, or the database's name
  std::string url_;
};

// For INSTANTIATE_TEST_SUITE_P.
std::string EngineName(const ::testing::TestParamInfo<EngineKind>& info);

}  // namespace proofmark::testing

// Every test of the suite, on both engines.
#define PM_ON_BOTH_ENGINES(suite)                                                                                \
  INSTANTIATE_TEST_SUITE_P(                                                                                      \
      On, suite,                                                                                                 \
      ::testing::Values(::proofmark::testing::EngineKind::kSqlite, ::proofmark::testing::EngineKind::kPostgres), \
      ::proofmark::testing::EngineName)
