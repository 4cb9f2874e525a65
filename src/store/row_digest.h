// SPDX-License-Identifier: Apache-2.0
// A row digest stands in each row that does not follow from the log: authorities, heads of logs, import runs, settings,
// and what persons log in with (people.h).
// It is the SHA-256 of the table's name and of the row's other columns, kind and length in front of each, so that a
// flipped byte or an edit in SQL shows. The setting "rows:TABLE" counts the rows where none is ever taken away, so that
// a deletion shows.
//
//   Digest digest = RowDigest("setting", {Value::Text(name), Value::Text(value)});
//   PM_ASSIGN(LogHead head, ReadLogHead(engine, log));
//   if (!head.intact) ...                               // nobody knows how long the log is
//
// Whoever can write the database can write a digest too: it finds damage and carelessness; what is signed is the log.
// Errors: kCorrupt (no such log), those of Engine. Inside the caller's transaction where something is written.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "store/engine.h"
#include "store/log.h"

namespace proofmark::store {

base::Digest RowDigest(std::string_view table, std::initializer_list<Value> values);
// One value into a digest: its kind, its length and its bytes.
void TakeValue(base::Sha256Stream& digest, const Value& value);
// The value of a column, of the kind that the row has; borrowed from the row.
Value ValueOf(const Row& row, int column);
// Whether the last column of the row is the digest of the columns before it.
bool BearsItsDigest(std::string_view table, const Row& row);

// What the database says of a whole log.
struct LogHead {
  std::int64_t epoch = 1;
  std::int64_t size = 0;
  std::int64_t checkpoints = 0;  // signed notes that the database holds
  bool intact = true;            // false where the row is not what was written
};

base::Result<LogHead> ReadLogHead(Engine& engine, LogKey log);
base::Result<void> WriteLogHead(Engine& engine, LogKey log, const LogHead& head);

// Writes down that a table whose rows are counted has a row more.
base::Result<void> CountRow(Engine& engine, std::string_view table);

// Gives all rows of the tables that were there then their digests: the end of migration 3.
base::Result<void> FillRowDigests(Engine& engine);
// Begins to count the rows of the tables that migration `version` made: none as yet.
base::Result<void> CountNewTables(Engine& engine, int version);
// Calls `found` for each row of those tables that is not what was written, and for each table that lost rows.
using RowFault = std::function<void(const std::string& table, const std::string& why)>;
base::Result<void> CheckRowDigests(Engine& engine, const RowFault& found);

}  // namespace proofmark::store
