// SPDX-License-Identifier: Apache-2.0
// Gaps are the unused bytes in the middle of SQLite's pages. When a page is split or merged, rows move to another page
// and their old bytes may stay in the gap; secure_delete zeroes a row where it is deleted, not where it once was.
//
//   PM_TRY(ZeroGaps(database.getHandle(), {"sealed", "sealed_key"}));
//
// Follows SQLite's "Database File Format", 1.6 "B-tree Pages". Only bytes that no reader looks at are written, through
// SQLite's own file and under its write lock, while the write-ahead log is empty, so that no other copy of a page is
// in use. Tables that are not there are passed over. Reads every page of the tables.
// Errors: kUnavailable (another program writes or reads all the time; the disk).
#pragma once

#include <initializer_list>
#include <string_view>

#include "base/result.h"

struct sqlite3;

namespace proofmark::store {

// What came of one attempt: another program may have written between emptying the log and taking the lock.
enum class Gaps { kZeroed, kLogNotEmpty };

base::Result<Gaps> ZeroGaps(sqlite3* database, std::initializer_list<const char*> tables);

}  // namespace proofmark::store
