// SPDX-License-Identifier: Apache-2.0
#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <unordered_map>
#include <vector>

#include "store/engine.h"
#include "store/schema.h"
#include "store/sqlite_gaps.h"

namespace proofmark::store {

using base::Code;
using base::Error;
using base::Result;

namespace {

constexpr int kRewriteBytes = 1 << 16;
constexpr int kJournalRetryMs = 10;
constexpr int kOpenersWaitMs = 2'000;
constexpr int kBusyMs = 60'000;            // a writer waits so long for another process's transaction
constexpr int kOverwriteWaitMs = 5'000;    // erasing waits so long for other programs' reading
constexpr int kOverwriteAttemptsMax = 50;  // others may write in between

Error FromSqlite(const SQLite::Exception& exception) {
  std::string text = exception.what();
  switch (exception.getErrorCode()) {
    case SQLITE_CONSTRAINT:
      return Error{Code::kConflict, "the database has this already: " + text, ""};
    case SQLITE_CORRUPT:
      return Error{Code::kCorrupt, "the database file is damaged: " + text + "; restore a backup", ""};
    case SQLITE_NOTADB:
      return Error{Code::kCorrupt, "this file is not a database: " + text, "db"};
    case SQLITE_FULL:
      return Error{Code::kUnavailable, "the disk is full; make room and repeat", ""};
    case SQLITE_IOERR:
      if (exception.getExtendedErrorCode() == SQLITE_IOERR_SHMSIZE) {
        return Error{Code::kUnavailable, "the disk is full; make room and repeat", ""};
      }
      return Error{Code::kUnavailable, "the disk failed (" + text + "); look at it before you repeat", ""};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Error{Code::kUnavailable, "another program has held the database for too long; repeat", ""};
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return Error{Code::kUnavailable, "the database may not be written: " + text, ""};
    default:
      return Error{Code::kUnavailable, "the database failed: " + text, ""};
  }
}

class SqliteRow : public Row {
 public:
  explicit SqliteRow(SQLite::Statement& statement) : statement_(statement) {}
  Value::Kind KindOf(int column) const override {
    switch (statement_.getColumn(column).getType()) {
      case SQLITE_INTEGER:
        return Value::Kind::kInteger;
      case SQLITE_FLOAT:  // none is ever written: as a text it is like nothing that was
      case SQLITE_TEXT:
        return Value::Kind::kText;
      case SQLITE_BLOB:
        return Value::Kind::kBlob;
      default:
        return Value::Kind::kNull;
    }
  }
  std::int64_t Integer(int column) const override { return statement_.getColumn(column).getInt64(); }
  std::string_view Text(int column) const override { return Blob(column); }
  std::string_view Blob(int column) const override {
    SQLite::Column value = statement_.getColumn(column);
    const void* bytes = value.getBlob();
    return {static_cast<const char*>(bytes), static_cast<std::size_t>(value.getBytes())};
  }
  int columns() const override { return statement_.getColumnCount(); }

 private:
  SQLite::Statement& statement_;
};

class SqliteEngine : public Engine {
 public:
  explicit SqliteEngine(const std::string& path)
      : database_(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, kBusyMs) {
    UseWriteAheadLog();
    database_.exec("PRAGMA synchronous=FULL");
    database_.exec("PRAGMA secure_delete=ON");
    database_.exec("PRAGMA temp_store=MEMORY");
    database_.exec("PRAGMA cache_size=-65536");
    MakeRecoveredDurable();
  }

  // Scratch: SQLite keeps a database without a name in its cache, and behind that in a file that is unlinked already.
  SqliteEngine() : database_("", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE) {
    database_.exec("PRAGMA journal_mode=OFF");
    database_.exec("PRAGMA synchronous=OFF");
    database_.exec("PRAGMA cache_size=-32768");
  }

  using Engine::Query;
  using Engine::Run;

  Result<void> Run(const char* sql, std::span<const Value> values) override {
    return Guard([&]() -> Result<void> {
      SQLite::Statement& statement = Prepared(sql);
      Bind(statement, values);
      while (statement.executeStep()) {
      }
      statement.reset();
      return {};
    });
  }

  Result<void> Query(const char* sql, std::span<const Value> values, const RowFunction& each) override {
    return Guard([&]() -> Result<void> {
      SQLite::Statement& statement = Prepared(sql);
      Bind(statement, values);
      return Each(statement, each);
    });
  }

  // A step at a time: nothing is ever held as a whole.
  Result<void> Stream(const char* sql, std::span<const Value> values, const RowFunction& each) override {
    return Query(sql, values, each);
  }

  Result<void> Insert(const Target& target, std::span<const Value> values) override {
    std::string& sql = inserts_[&target];
    if (sql.empty()) sql = InsertStatement(target, values.size());
    return Run(sql.c_str(), values);
  }
  Result<void> SendRows() override { return {}; }

  Result<void> QueryOnce(const std::string& sql, std::initializer_list<Value> values,
                         const RowFunction& each) override {
    return Guard([&]() -> Result<void> {
      SQLite::Statement statement(database_, sql);
      Bind(statement, std::span(values.begin(), values.size()));
      return Each(statement, each);
    });
  }

  Result<void> Script(const std::string& sql) override {
    return Guard([&]() -> Result<void> {
      database_.exec(sql);
      return {};
    });
  }

  Result<void> Begin() override { return Script("BEGIN IMMEDIATE"); }
  // The whole database has one writer, and Begin has waited for it.
  Result<void> LockLogs(std::int64_t /*owner*/) override { return {}; }
  Result<void> LockSettings() override { return {}; }
  Result<void> Commit() override { return Script("COMMIT"); }
  bool MayBeRepeated() const override { return false; }
  Result<void> BeginReading() override { return Script("BEGIN"); }
  // Rows are overwritten where they are deleted (secure_delete). Older copies of their pages go with the write-ahead
  // log, copies of the rows in pages through which they once moved with the gaps.
  Result<void> OverwriteDeleted() override {
    return Guard([&]() -> Result<void> {
      database_.setBusyTimeout(kOverwriteWaitMs);
      Result<void> outcome = TruncateLogAndZeroGaps();
      database_.setBusyTimeout(kBusyMs);
      return outcome;
    });
  }
  void Rollback() override {
    // A failed statement may have rolled back already; there is nothing better to do than to go on.
    if (database_.tryExec("ROLLBACK") != SQLITE_OK) return;
  }

  Result<std::vector<std::string>> CheckFile(const std::string& tables) override {
    std::vector<std::string> faults;
    // integrity_check does not notice a flipped byte in a value: it is for pages, indexes and their order.
    PM_TRY(QueryOnce("PRAGMA integrity_check(" + std::to_string(kFileFaultsMax) + ")", {}, [&](const Row& row) {
      if (row.Text(0) != "ok") faults.emplace_back(row.Text(0));
      return Result<void>{};
    }));
    PM_ASSIGN(auto there, Declared(*this));
    SqliteEngine wanted_engine;
    PM_TRY(wanted_engine.Script(tables));
    PM_ASSIGN(auto wanted, Declared(wanted_engine));
    for (const auto& [name, sql] : wanted) {
      auto found = there.find(name);
      if (found == there.end()) faults.push_back(name + " is missing");
      if (found != there.end() && found->second != sql) faults.push_back(name + " is not declared as it shall be");
    }
    for (const auto& [name, sql] : there) {
      if (!wanted.contains(name)) faults.push_back(name + " does not belong into this database");
    }
    return faults;
  }

  Result<bool> IsEmpty() override {
    bool empty = true;
    PM_TRY(QueryOnce("SELECT count(*) FROM sqlite_master WHERE name = 'setting'", {}, [&](const Row& row) {
      empty = row.Integer(0) == 0;
      return Result<void>{};
    }));
    return empty;
  }
  std::string Migration(int version) const override { return SqliteMigration(version); }

 private:
  // Two programs that open a new file at once are in each other's way here, and SQLite does not wait by itself.
  void UseWriteAheadLog() {
    for (int waited_ms = 0;; waited_ms += kJournalRetryMs) {
      const int code = database_.tryExec("PRAGMA journal_mode=WAL");
      if (code == SQLITE_OK) return;
      const int kind = code & 0xff;
      if ((kind != SQLITE_BUSY && kind != SQLITE_LOCKED) || waited_ms >= kBusyMs) {
        throw SQLite::Exception(database_.getHandle(), code);
      }
      ::sqlite3_sleep(kJournalRetryMs);
    }
  }

  Result<void> TruncateLogAndZeroGaps() {
    for (int attempt = 0; attempt < kOverwriteAttemptsMax; ++attempt) {
      bool busy = true;
      PM_TRY(QueryOnce("PRAGMA wal_checkpoint(TRUNCATE)", {}, [&](const Row& row) {
        busy = row.Integer(0) != 0;
        return Result<void>{};
      }));
      if (busy) {
        return Error{Code::kUnavailable, "another program reads the database and holds the write-ahead log", ""};
      }
      PM_ASSIGN(Gaps gaps, ZeroGaps(database_.getHandle(), {"sealed", "sealed_key"}));
      if (gaps == Gaps::kZeroed) return {};
    }
    return Error{Code::kUnavailable, "others write into the database without a pause", ""};
  }

  // "index life_by_seq of life" and the statement that made it.
  static Result<std::map<std::string, std::string>> Declared(SqliteEngine& engine) {
    std::map<std::string, std::string> out;
    PM_TRY(engine.QueryOnce(
        "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE substr(name, 1, 12) <> 'sqlite_stat'", {},
        [&](const Row& row) {
          std::string name = std::string(row.Text(0)) + " " + std::string(row.Text(1));
          out[name + " of " + std::string(row.Text(2))] = row.Text(3);
          return Result<void>{};
        }));
    return out;
  }

  template <typename Function>
  static Result<void> Guard(Function function) {
    try {
      return function();
    } catch (const SQLite::Exception& exception) {
      return FromSqlite(exception);
    }
  }

  // A process that was killed between writing a commit and syncing it, or whose sync failed, leaves a commit in the
  // write-ahead log that is read from the cache and is not on the disk; another sync need not write it. So before
  // anything is answered or signed the log is written again, byte for byte, and synced. Copying it into the database
  // alone would not do: after a loss of power its older half on the disk would be laid over the newer pages.
  void MakeRecoveredDurable() {
    // Whoever holds the database longer than this takes has opened it before, and did it then.
    database_.setBusyTimeout(kOpenersWaitMs);
    int code = database_.tryExec("BEGIN IMMEDIATE");
    if (code == SQLITE_OK) {
      sqlite3_file* log = nullptr;
      code = ::sqlite3_file_control(database_.getHandle(), "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
      if (code == SQLITE_OK && log != nullptr && log->pMethods != nullptr) code = WriteAgain(*log);
      database_.exec("ROLLBACK");
    }
    if (code != SQLITE_OK && code != SQLITE_BUSY) {
      throw SQLite::Exception("the write-ahead log cannot be written", code & 0xff);
    }
    // So that the next to open finds it empty. Nobody is waited for.
    database_.setBusyTimeout(0);
    database_.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    database_.setBusyTimeout(kBusyMs);
  }

  static int WriteAgain(sqlite3_file& file) {
    sqlite3_int64 size = 0;
    int code = file.pMethods->xFileSize(&file, &size);
    if (code != SQLITE_OK || size == 0) return code;
    std::vector<char> block(kRewriteBytes);
    for (sqlite3_int64 at = 0; at < size;) {
      int bytes = static_cast<int>(std::min<sqlite3_int64>(size - at, kRewriteBytes));
      code = file.pMethods->xRead(&file, block.data(), bytes, at);
      if (code == SQLITE_OK) code = file.pMethods->xWrite(&file, block.data(), bytes, at);
      if (code != SQLITE_OK) return code;
      at += bytes;
    }
    return file.pMethods->xSync(&file, SQLITE_SYNC_NORMAL);
  }

  SQLite::Statement& Prepared(const char* sql) {
    auto& statement = statements_[sql];
    if (statement == nullptr) statement = std::make_unique<SQLite::Statement>(database_, sql);
    statement->tryReset();
    return *statement;
  }

  static void Bind(SQLite::Statement& statement, std::span<const Value> values) {
    int index = 0;
    for (const Value& value : values) {
      ++index;
      switch (value.kind()) {
        case Value::Kind::kNull:
          statement.bind(index);
          break;
        case Value::Kind::kInteger:
          statement.bind(index, value.integer());
          break;
        case Value::Kind::kText:
          statement.bind(index, std::string(value.bytes()));
          break;
        case Value::Kind::kBlob:
          statement.bindNoCopy(index, value.bytes().data(), static_cast<int>(value.bytes().size()));
          break;
      }
    }
  }

  static Result<void> Each(SQLite::Statement& statement, const RowFunction& each) {
    SqliteRow row(statement);
    Result<void> outcome;
    while (outcome.ok() && statement.executeStep()) outcome = each(row);
    statement.tryReset();
    return outcome;
  }

  SQLite::Database database_;
  std::map<const Target*, std::string> inserts_;  // their addresses name statements: a map's do not move
  std::unordered_map<const char*, std::unique_ptr<SQLite::Statement>> statements_;
};

// SQLite makes its files with the rights that the umask leaves; records of weapons are nobody else's business. A file
// that is there is never opened here: closing it would take away the locks of every connection that this process has to
// it, and another process would then drop the log of SQLite under them.
Result<void> MakePrivateFile(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const bool is_there = fd < 0 && errno == EEXIST && ::access(path.c_str(), R_OK | W_OK) == 0;
  if (fd < 0 && !is_there) {
    return Error{Code::kUnavailable, path + ": the database cannot be opened or made there; check folder and rights",
                 "db"};
  }
  if (fd >= 0) ::close(fd);
  return {};
}

}  // namespace

Result<std::unique_ptr<Engine>> OpenScratchEngine() {
  try {
    return std::unique_ptr<Engine>(std::make_unique<SqliteEngine>());
  } catch (const SQLite::Exception& exception) {
    return FromSqlite(exception);
  }
}

Result<std::unique_ptr<Engine>> OpenSqlite(const std::string& path, WhereMissing where_missing) {
  if (path.empty()) return Error{Code::kInvalid, "database: a path must follow sqlite:", "db"};
  if (where_missing == WhereMissing::kRefuse && ::access(path.c_str(), F_OK) != 0) {
    return Error{Code::kNotFound, path + ": there is no database; make one with proofmark init, or name another", "db"};
  }
  PM_TRY(MakePrivateFile(path));
  try {
    return std::unique_ptr<Engine>(std::make_unique<SqliteEngine>(path));
  } catch (const SQLite::Exception& exception) {
    return base::Within(path, FromSqlite(exception));
  }
}

}  // namespace proofmark::store
