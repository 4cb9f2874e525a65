// SPDX-License-Identifier: Apache-2.0
#include "app/bench_bare.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <mutex>
#include <pqxx/pqxx>

#include "base/bytes.h"
#include "store/engine.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Result;

namespace {

template <typename Function>
Result<void> Caught(Function function) {
  try {
    function();
    return {};
  } catch (const std::exception& error) {
    return Error{Code::kUnavailable, std::string("bare inserts: ") + error.what(), "db"};
  }
}

class BareSqlite : public BareTable {
 public:
  explicit BareSqlite(const std::string& path) : database_(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE) {
    database_.exec("PRAGMA journal_mode=WAL");
    database_.exec("PRAGMA synchronous=FULL");
    database_.exec("PRAGMA cache_size=-65536");
    database_.exec(
        "CREATE TABLE event (owner INTEGER NOT NULL, seq INTEGER NOT NULL, body BLOB NOT NULL, "
        "PRIMARY KEY (owner, seq))");
    insert_ = std::make_unique<SQLite::Statement>(database_, "INSERT INTO event (owner, seq, body) VALUES (?, ?, ?)");
  }

  Result<void> InsertBatch(const std::vector<std::string>& bodies) override {
    return Caught([&] {
      database_.exec("BEGIN IMMEDIATE");
      for (const std::string& body : bodies) Insert(next_++, body);
      database_.exec("COMMIT");
    });
  }

  Result<void> InsertOne(int /*writer*/, std::int64_t seq, const std::string& body) override {
    std::lock_guard lock(mutex_);
    return Caught([&] { Insert(seq, body); });
  }

 private:
  void Insert(std::int64_t seq, const std::string& body) {
    insert_->bind(1, 1);
    insert_->bind(2, seq);
    insert_->bindNoCopy(3, body.data(), static_cast<int>(body.size()));
    insert_->exec();
    insert_->reset();
  }

  SQLite::Database database_;
  std::unique_ptr<SQLite::Statement> insert_;
  std::int64_t next_ = 0;
  std::mutex mutex_;
};

class BarePostgres : public BareTable {
 public:
  BarePostgres(const std::string& url, int writers) {
    for (int i = 0; i < writers; ++i) {
      links_.push_back(std::make_unique<pqxx::connection>(url));
      pqxx::nontransaction(*links_.back()).exec("SET synchronous_commit = on");
    }
    pqxx::nontransaction(*links_[0])
        .exec(
            "CREATE TABLE bare (owner bigint NOT NULL, seq bigint NOT NULL, body bytea NOT NULL, "
            "PRIMARY KEY (owner, seq))");
    for (auto& link : links_) link->prepare("one", "INSERT INTO bare (owner, seq, body) VALUES (1, $1, $2)");
  }

  Result<void> InsertBatch(const std::vector<std::string>& bodies) override {
    return Caught([&] {
      pqxx::work work(*links_[0]);
      pqxx::stream_to stream(work, "bare", std::vector<std::string>{"owner", "seq", "body"});
      for (const std::string& body : bodies) stream << std::make_tuple(1, next_++, "\\x" + base::ToHex(body));
      stream.complete();
      work.commit();
    });
  }

  Result<void> InsertOne(int writer, std::int64_t seq, const std::string& body) override {
    return Caught([&] {
      pqxx::nontransaction work(*links_[static_cast<std::size_t>(writer)]);
      work.exec_prepared("one", seq, "\\x" + base::ToHex(body));
    });
  }

 private:
  std::vector<std::unique_ptr<pqxx::connection>> links_;
  std::int64_t next_ = 0;
};

}  // namespace

Result<std::unique_ptr<BareTable>> BareTable::Make(const std::string& url, int writers) {
  std::unique_ptr<BareTable> made;
  PM_TRY(Caught([&] {
    if (store::IsPostgresUrl(url)) {
      made = std::make_unique<BarePostgres>(url, writers);
    } else {
      made = std::make_unique<BareSqlite>(url.substr(std::string("sqlite:").size()));
    }
  }));
  return made;
}

}  // namespace proofmark::app
