// SPDX-License-Identifier: Apache-2.0
#include "tests/test_database.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <pqxx/pqxx>

#include "base/file.h"
#include "store/engine.h"

namespace proofmark::testing {
namespace {

[[noreturn]] void Give(const std::string& why) {
  std::fprintf(stderr, "test database: %s\n", why.c_str());
  std::_Exit(1);
}

std::string Script(const std::string& words) {
  return std::string("bash ") + PM_SOURCE_DIR "/tests/postgres.sh " + words;
}

void Call(const std::string& command) {
  if (std::system(command.c_str()) != 0) Give(command + " failed");
}

// Functions of SQLite that tests use to do damage.
constexpr const char* kLikeSqlite = R"sql(
CREATE OR REPLACE FUNCTION zeroblob(bigint) RETURNS bytea LANGUAGE sql IMMUTABLE
  AS $$ SELECT decode(repeat('00', $1::integer), 'hex') $$;
CREATE OR REPLACE FUNCTION replace(bytea, text, text) RETURNS bytea LANGUAGE sql IMMUTABLE
  AS $$ SELECT convert_to(replace(convert_from($1, 'UTF8'), $2, $3), 'UTF8') $$;
)sql";

}  // namespace

PostgresCluster::PostgresCluster() {
  std::string pattern = "/tmp/pm-pg-XXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr) Give("no folder can be made in /tmp");
  folder_ = pattern;
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) Give("no pipe can be made");
  // A child that outlives a crash of the test and ends the server then. It must not hold the test's output open.
  if (::fork() == 0) {
    ::close(ends[1]);
    ::setsid();
    int nowhere = ::open("/dev/null", O_RDWR);
    for (int fd = 0; fd < 3; ++fd) ::dup2(nowhere, fd);
    char byte;
    while (::read(ends[0], &byte, 1) > 0) {
    }
    if (std::system(Script("stop " + folder_ + " immediate").c_str()) != 0) ::_exit(1);
    std::filesystem::remove_all(folder_);
    ::_exit(0);
  }
  ::close(ends[0]);
  watch_ = ends[1];
  Start();
}

PostgresCluster::~PostgresCluster() { ::close(watch_); }

std::string PostgresCluster::Url(const std::string& database) const {
  return "postgresql://" + std::string(::geteuid() == 0 ? "postgres" : ::getlogin()) + "@/" + database +
         "?host=" + folder_;
}

void PostgresCluster::Start() { Call(Script("start " + folder_) + " >" + folder_ + "/url"); }

void PostgresCluster::Kill() {
  const std::string place = folder_ + "/cluster/postmaster.pid";
  const std::string pid = std::to_string(std::atol(base::ReadFile(place, 1 << 16)->c_str()));
  // Its children see that it is gone; a new one must not start before they are.
  Call("children=$(pgrep -P " + pid + "); kill -9 " + pid +
       "; for p in $children; do while grep -qs '^State:.[^ZX]' /proc/$p/status; do sleep 0.01; done; done");
  for (const std::string& file : {place, folder_ + "/.s.PGSQL.5432.lock"}) std::filesystem::remove(file);
}

void PostgresCluster::Stop(How how) {
  if (how == How::kKill) return Kill();
  Call(Script("stop " + folder_ + (how == How::kCrash ? " immediate" : " fast")));
}

void PostgresCluster::Run(const std::string& sql) {
  try {
    pqxx::connection connection(Url("postgres"));
    pqxx::nontransaction(connection).exec(sql);
  } catch (const std::exception& error) {
    Give(sql + ": " + error.what());
  }
}

PostgresCluster& SharedCluster() {
  static PostgresCluster cluster;
  return cluster;
}

TestDatabase::TestDatabase(EngineKind kind, const std::string& folder) : kind_(kind) {
  static std::atomic<int> number = 0;
  if (kind == EngineKind::kSqlite) {
    path_ = folder + "/node.db";
    url_ = "sqlite:" + path_;
    return;
  }
  path_ = "test" + std::to_string(++number);
  url_ = SharedCluster().Url(path_);
  SharedCluster().Run("CREATE DATABASE " + path_);
}

TestDatabase::~TestDatabase() {
  if (kind_ == EngineKind::kPostgres) Remove();
}

void TestDatabase::Remove() {
  if (kind_ == EngineKind::kPostgres) return SharedCluster().Run("DROP DATABASE IF EXISTS " + path_ + " WITH (FORCE)");
  for (const char* file : {"", "-wal", "-shm"}) std::filesystem::remove(path_ + file);
}

void TestDatabase::Renew() {
  Remove();
  if (kind_ == EngineKind::kPostgres) SharedCluster().Run("CREATE DATABASE " + path_);
}

void TestDatabase::Save() {
  if (kind_ == EngineKind::kPostgres) {
    SharedCluster().Run("DROP DATABASE IF EXISTS " + path_ + "saved");
    return SharedCluster().Run("CREATE DATABASE " + path_ + "saved TEMPLATE " + path_);
  }
  std::filesystem::copy(path_, path_ + ".saved", std::filesystem::copy_options::overwrite_existing);
}

void TestDatabase::PutBack() {
  Remove();
  if (kind_ == EngineKind::kPostgres) {
    return SharedCluster().Run("CREATE DATABASE " + path_ + " TEMPLATE " + path_ + "saved");
  }
  std::filesystem::copy(path_ + ".saved", path_);
}

std::string TestDatabase::SealedBytes() {
  if (kind_ == EngineKind::kSqlite) return "";  // its files lie in the test's folder
  std::string out;
  auto engine = store::OpenEngine(url_, store::WhereMissing::kRefuse);
  if (!engine.ok()) Give(engine.error().message);
  auto read = (*engine)->QueryOnce("SELECT salt, ciphertext FROM sealed", {}, [&](const store::Row& row) {
    out += std::string(row.Blob(0)) + "|" + std::string(row.Blob(1)) + "|";
    return base::Result<void>{};
  });
  if (!read.ok()) Give(read.error().message);
  return out;
}

void TestDatabase::WaitForTheKilled() {
  if (kind_ == EngineKind::kSqlite) return;
  SharedCluster().Run("DO $$ BEGIN WHILE EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = '" + path_ +
                      "') LOOP PERFORM pg_sleep(0.005); PERFORM pg_stat_clear_snapshot(); END LOOP; END $$");
}

void TestDatabase::Sql(const std::string& sql) {
  auto engine = store::OpenEngine(url_, store::WhereMissing::kRefuse);
  ASSERT_TRUE(engine.ok()) << engine.error().message;
  base::Result<void> done = kind_ == EngineKind::kPostgres ? (*engine)->Script(kLikeSqlite) : base::Result<void>{};
  if (done.ok()) done = (*engine)->Script(sql);
  ASSERT_TRUE(done.ok()) << done.error().message << ": " << sql;
}

std::string EngineName(const ::testing::TestParamInfo<EngineKind>& info) {
  return info.param == EngineKind::kSqlite ? "Sqlite" : "Postgres";
}

}  // namespace proofmark::testing
