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
// Errors: kUnavailable (locked too long, disk full, file or server away), kConflict (a key twice), kCorrupt.
// One thread at a time.
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
  // As Query, for a statement that is put together at run time: never from input.
  virtual base::Result<void> QueryOnce(const std::string& sql, std::initializer_list<Value> values,
                                       const RowFunction& each) = 0;
  // Statements without values, several separated by semicolons.
  virtual base::Result<void> Script(const std::string& sql) = 0;

  // A writing transaction: one at a time for each database; waits for its turn.
  virtual base::Result<void> Begin() = 0;
  virtual base::Result<void> Commit() = 0;
  virtual void Rollback() = 0;
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

// "sqlite:PATH" (made where there is none, mode 0600, WAL, synchronous=FULL, secure_delete).
// Errors: kUnsupported (another scheme), kInvalid (no path), kCorrupt (not a database), those of Engine,
// kNotFound (there is none, and none is to be made).
enum class WhereMissing { kRefuse, kMake };
base::Result<std::unique_ptr<Engine>> OpenEngine(const std::string& url, WhereMissing where_missing);
// An empty database of its own that is gone with its object: in memory while it is small, else in a file that nobody
// else can open. Whatever the Store's own engine is, this is SQLite. Not durable, and cannot roll back.
base::Result<std::unique_ptr<Engine>> OpenScratchEngine();

}  // namespace proofmark::store
