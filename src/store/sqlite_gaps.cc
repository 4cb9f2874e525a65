// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite_gaps.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace proofmark::store {

using base::Code;
using base::Error;
using base::Result;

namespace {

Error Failed(sqlite3* database, const std::string& what) {
  return Error{Code::kUnavailable, what + ": " + sqlite3_errmsg(database), ""};
}

Result<void> Execute(sqlite3* database, const std::string& sql) {
  if (sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return Failed(database, sql);
}

// The first column of every row.
Result<std::vector<std::int64_t>> Integers(sqlite3* database, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) return Failed(database, sql);
  std::vector<std::int64_t> out;
  int state = SQLITE_ROW;
  while ((state = sqlite3_step(statement)) == SQLITE_ROW) out.push_back(sqlite3_column_int64(statement, 0));
  sqlite3_finalize(statement);
  if (state != SQLITE_DONE) return Failed(database, sql);
  return out;
}

std::size_t BigEndian16(const std::string& page, std::size_t at) {
  return static_cast<std::size_t>(static_cast<unsigned char>(page[at])) << 8 |
         static_cast<std::size_t>(static_cast<unsigned char>(page[at + 1]));
}

// The bytes between the pointers to a page's cells and the cells; an empty range where it is no page of a tree.
struct Range {
  std::size_t from = 0;
  std::size_t to = 0;
};
Range GapOf(const std::string& page, std::int64_t number, std::size_t usable) {
  const std::size_t head = number == 1 ? 100 : 0;
  const int kind = static_cast<unsigned char>(page[head]);
  const bool inner = kind == 2 || kind == 5;
  if (!inner && kind != 10 && kind != 13) return {};
  const std::size_t from = head + (inner ? 12U : 8U) + 2 * BigEndian16(page, head + 3);
  std::size_t to = BigEndian16(page, head + 5);
  if (to == 0) to = 65'536;
  if (from >= to || to > usable) return {};
  return {from, to};
}

Result<void> ZeroPage(sqlite3_file* file, std::int64_t number, std::string& page, std::size_t usable) {
  const Error failed{Code::kUnavailable, "page " + std::to_string(number) + " cannot be cleaned; is the disk well?",
                     ""};
  const std::int64_t start = (number - 1) * static_cast<std::int64_t>(page.size());
  if (file->pMethods->xRead(file, page.data(), static_cast<int>(page.size()), start) != SQLITE_OK) return failed;
  const Range gap = GapOf(page, number, usable);
  const auto first = page.begin() + static_cast<std::ptrdiff_t>(gap.from);
  const auto last = page.begin() + static_cast<std::ptrdiff_t>(gap.to);
  if (std::all_of(first, last, [](char c) { return c == 0; })) return {};
  std::fill(first, last, '\0');
  const auto length = static_cast<int>(gap.to - gap.from);
  const auto at = start + static_cast<std::int64_t>(gap.from);
  if (file->pMethods->xWrite(file, page.data() + gap.from, length, at) != SQLITE_OK) return failed;
  return {};
}

Result<Gaps> ZeroUnderLock(sqlite3* database, std::initializer_list<const char*> tables) {
  const Error no_file{Code::kUnavailable, "the database's file cannot be reached", ""};
  sqlite3_file* log = nullptr;
  sqlite3_int64 log_size = 0;
  if (sqlite3_file_control(database, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) != SQLITE_OK) return no_file;
  if (log != nullptr && log->pMethods != nullptr && log->pMethods->xFileSize(log, &log_size) != SQLITE_OK) {
    return no_file;
  }
  if (log_size != 0) return Gaps::kLogNotEmpty;
  sqlite3_file* file = nullptr;
  if (sqlite3_file_control(database, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK) return no_file;
  PM_ASSIGN(std::vector<std::int64_t> size, Integers(database, "PRAGMA page_size"));
  std::string page(static_cast<std::size_t>(size.at(0)), '\0');
  unsigned char reserved = 0;
  if (file->pMethods->xRead(file, &reserved, 1, 20) != SQLITE_OK) return no_file;
  for (const char* table : tables) {
    PM_ASSIGN(std::vector<std::int64_t> pages,
              Integers(database, std::string("SELECT pageno FROM dbstat WHERE name = '") + table +
                                     "' AND aggregate = 0 AND pagetype <> 'overflow'"));
    for (std::int64_t number : pages) PM_TRY(ZeroPage(file, number, page, page.size() - reserved));
  }
  if (file->pMethods->xSync(file, SQLITE_SYNC_FULL) != SQLITE_OK) return no_file;
  // A commit, so that every other program reads its pages anew before it writes one.
  PM_ASSIGN(std::vector<std::int64_t> version, Integers(database, "PRAGMA user_version"));
  PM_TRY(Execute(database, "PRAGMA user_version = " + std::to_string((version.at(0) + 1) % 1'000'000)));
  return Gaps::kZeroed;
}

}  // namespace

Result<Gaps> ZeroGaps(sqlite3* database, std::initializer_list<const char*> tables) {
  PM_TRY(Execute(database, "BEGIN IMMEDIATE"));
  Result<Gaps> outcome = ZeroUnderLock(database, tables);
  const bool zeroed = outcome.ok() && *outcome == Gaps::kZeroed;
  Result<void> ended = Execute(database, zeroed ? "COMMIT" : "ROLLBACK");
  if (!ended.ok()) sqlite3_exec(database, "ROLLBACK", nullptr, nullptr, nullptr);
  PM_TRY(Execute(database, "PRAGMA shrink_memory"));  // our own copies of the pages are the old ones
  PM_TRY(outcome);
  PM_TRY(ended);
  return outcome;
}

}  // namespace proofmark::store
