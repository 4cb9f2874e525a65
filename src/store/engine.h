// SPDX-License-Identifier: Apache-2.0
// An Engine is one connection to a database: it runs statements, and knows nothing of logs or records.
// The Store above it is written once, in SQL that SQLite and PostgreSQL both take; each engine adds its dialect's
// schema and its fast way to insert.
//
//   PM_TRY(engine.Run("UPDATE log SET size = $1 WHERE owner = $2", {Value(8), Value(1)}));
//   PM_TRY(engine.Query("SELECT body FROM event WHERE owner = $1", {Value(1)}, [&](const Row& row) {
//     bodies.emplace_back(row.Blob(0));
//     return base::Result<void>{};
//   }));
//
// Statements are string literals: each is prepared once and known by its address. Placeholders stand in the order
// $1, $2 ... and each once. A row function must not run the statement that it serves.
//
// What belongs to each row of a long answer is asked for in a subquery that names a whole key, not in a join: a server
// that has no statistics yet, behind a bulk load, may go through a whole log for each row of a join.
//
// A connection to a server that was lost is made anew with the next transaction or question; a transaction that it was
// lost in fails, and whether a Commit that fails so was carried out is not known until the database is asked.
// Errors: kUnavailable (locked too long, disk full, file or server away), kConflict (a key twice), kCorrupt, kInvalid
// (text that the database cannot hold). One thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace proofmark::store {

// A bound value. Text and bytes are borrowed until the call returns.
class Value {
 public:
  enum class Kind { kNull, kInteger, kText, kBlob };

  Value() = default;
  Value(std::int64_t integer) : kind_(Kind::kInteger), integer_(integer) {}
  Value(int integer) : Value(std::int64_t{integer}) {}
  static Value Text(std::string_view text) { return Value(Kind::kText, text); }
  static Value Blob(std::string_view bytes) { return Value(Kind::kBlob, bytes); }
  template <typename Optional>
  static Value OptionalText(const Optional& text) {
    return text ? Text(*text) : Value();
  }
  template <typename Optional>
  static Value OptionalInteger(const Optional& integer) {
    return integer ? Value(std::int64_t{*integer}) : Value();
  }

  Kind kind() const { return kind_; }
  std::int64_t integer() const { return integer_; }
  std::string_view bytes() const { return bytes_; }

 private:
  Value(Kind kind, std::string_view bytes) : kind_(kind), bytes_(bytes) {}
  Kind kind_ = Kind::kNull;
  std::int64_t integer_ = 0;
  std::string_view bytes_;
};

// A row of an answer: valid inside the row function only.
class Row {
 public:
  virtual ~Row() = default;
  virtual Value::Kind KindOf(int column) const = 0;
  virtual std::int64_t Integer(int column) const = 0;
  virtual std::string_view Text(int column) const = 0;
  virtual std::string_view Blob(int column) const = 0;
  virtual int columns() const = 0;
  bool IsNull(int column) const { return KindOf(column) == Value::Kind::kNull; }
};

inline constexpr int kFileFaultsMax = 100;

using RowFunction = std::function<base::Result<void>(const Row&)>;

// Where rows go: a table and its columns, "owner, record, n", in the order of the values. A constant with static
// storage: known by its address, like a statement.
struct Target {
  const char* table;
  const char* columns;
};

class Engine {
 public:
  virtual ~Engine() = default;

  virtual base::Result<void> Run(const char* sql, std::span<const Value> values) = 0;
  base::Result<void> Run(const char* sql, std::initializer_list<Value> values = {}) {
    return Run(sql, std::span(values.begin(), values.size()));
  }
  // Stops at the first error that the row function returns, and returns it.
  virtual base::Result<void> Query(const char* sql, std::span<const Value> values, const RowFunction& each) = 0;
  base::Result<void> Query(const char* sql, std::initializer_list<Value> values, const RowFunction& each) {
    return Query(sql, std::span(values.begin(), values.size()), each);
  }
  // As Query, for an answer of any length: it is not held in memory as a whole. In a transaction, or makes its own.
  virtual base::Result<void> Stream(const char* sql, std::span<const Value> values, const RowFunction& each) = 0;
  base::Result<void> Stream(const char* sql, std::initializer_list<Value> values, const RowFunction& each) {
    return Stream(sql, std::span(values.begin(), values.size()), each);
  }
  // A new row. An engine may gather such rows and send them together: at the latest before its next statement, at
  // SendRows or at Commit, whose error it then is that a key stood there already.
  virtual base::Result<void> Insert(const Target& target, std::span<const Value> values) = 0;
  base::Result<void> Insert(const Target& target, std::initializer_list<Value> values) {
    return Insert(target, std::span(values.begin(), values.size()));
  }
  virtual base::Result<void> SendRows() = 0;
  // As Query, for a statement that is put together at run time: never from input.
  virtual base::Result<void> QueryOnce(const std::string& sql, std::initializer_list<Value> values,
                                       const RowFunction& each) = 0;
  // Statements without values, several separated by semicolons.
  virtual base::Result<void> Script(const std::string& sql) = 0;

  // A writing transaction. An engine that has one writer for each database waits for its turn here.
  virtual base::Result<void> Begin() = 0;
  // Inside it, before anything of an owner's logs is read or written: waits for its turn at them. Several owners are
  // locked in the order of their numbers, so that two writers never wait for each other.
  virtual base::Result<void> LockLogs(std::int64_t owner) = 0;
  // Inside it, before what belongs to the whole database (its tables, authorities, settings, numbers of rows) is read
  // to be changed: waits for its turn. Always behind LockLogs, never before it.
  virtual base::Result<void> LockSettings() = 0;
  virtual base::Result<void> Commit() = 0;
  virtual void Rollback() = 0;
  // True where the transaction failed by what another one did at the same time: done again, it may succeed at once.
  virtual bool MayBeRepeated() const = 0;
  // True once after the connection was made anew: whoever answers now may have an older state.
  virtual bool WasRenewed() { return false; }
  // A reading transaction: one state of the database, whatever others write meanwhile. Ended by Rollback.
  virtual base::Result<void> BeginReading() = 0;
  // What was deleted is gone from the files too, also from the write-ahead log.
  virtual base::Result<void> OverwriteDeleted() = 0;

  // What the database's own check finds wrong with its files, indexes and tables, where these shall be as `tables` (a
  // script) makes them: one sentence each, at most kFileFaultsMax. Nothing where the engine has no such check.
  virtual base::Result<std::vector<std::string>> CheckFile(const std::string& /*tables*/) {
    return std::vector<std::string>{};
  }

  // True where no migration has run yet.
  virtual base::Result<bool> IsEmpty() = 0;
  // The tables of the Store, in this engine's dialect, as they are after migration `version` (from 1).
  virtual std::string Migration(int version) const = 0;
};

// The work in one writing transaction: all of it is committed, or nothing of it was done.
base::Result<void> InTransaction(Engine& engine, const std::function<base::Result<void>()>& work);
// Whether a statement has an answer at all.
base::Result<bool> IsThere(Engine& engine, const char* sql, std::initializer_list<Value> values);

// Reads one state of the database while it lives: others may write meanwhile.
class Reading {
 public:
  explicit Reading(Engine& engine) : engine_(engine), begun_(engine.BeginReading()) {}
  ~Reading() { engine_.Rollback(); }
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;
  const base::Result<void>& begun() const { return begun_; }

 private:
  Engine& engine_;
  base::Result<void> begun_;
};

// "sqlite:PATH" (made where there is none, mode 0600, WAL, synchronous=FULL, secure_delete), or
// "postgresql://USER@HOST/DATABASE" as libpq takes it (the database is there already, in UTF-8; its tables are made).
// Errors: kUnsupported (another scheme, a server that is too old or set up otherwise), kInvalid (no path), kCorrupt
// (not a database), those of Engine, kNotFound (there is none, and none is to be made).
enum class WhereMissing { kRefuse, kMake };
base::Result<std::unique_ptr<Engine>> OpenEngine(const std::string& url, WhereMissing where_missing);
// An empty database of its own that is gone with its object: in memory while it is small, else in a file that nobody
// else can open. Whatever the Store's own engine is, this is SQLite. Not durable, and cannot roll back.
base::Result<std::unique_ptr<Engine>> OpenScratchEngine();

bool IsPostgresUrl(std::string_view url);
// "INSERT INTO table (columns) VALUES ($1, $2 ...)".
std::string InsertStatement(const Target& target, std::size_t values);
// The two behind OpenEngine. A path is one of a file; a URL is libpq's.
base::Result<std::unique_ptr<Engine>> OpenSqlite(const std::string& path, WhereMissing where_missing);
base::Result<std::unique_ptr<Engine>> OpenPostgres(const std::string& url, WhereMissing where_missing);

}  // namespace proofmark::store
