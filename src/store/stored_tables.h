// SPDX-License-Identifier: Apache-2.0
// The tables of a database as the migrations make them: what a backup copies, row by row, from either engine to either.
// They are read from an empty database, so that a table or a column of a later migration is in the next backup.
//
//   PM_ASSIGN(auto tables, StoredTables());
//   for (const StoredTable& table : tables) PM_TRY(CopyTable(from, to, table, {}));
//
// Errors: those of Engine. Safe from any thread; a copy is the work of one.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "store/engine.h"

namespace proofmark::store {

// Rows and bytes of one transaction of a copy.
inline constexpr std::int64_t kCopyRows = 20'000;
inline constexpr std::size_t kCopyBytes = 16U << 20;

// Lives as long as the program, so that its statements are known by their addresses.
struct StoredTable {
  std::string name;
  std::string columns;
  std::string select;  // in order of the key; of sealed parts only those of which no `erased` event speaks, of
                       // sessions and counts of failed log-ins none
  std::string clear;
  Target target{};
};

base::Result<std::span<const StoredTable>> StoredTables();
// Those of the key store.
base::Result<std::span<const StoredTable>> KeyTables();

struct CopiedTable {
  std::int64_t rows = 0;
  base::Digest digest{};  // over all rows in order
};

// Copies in transactions of bounded size. `each` sees a row before it is written. `from` is in a reading transaction,
// or its state is that of the moment.
base::Result<CopiedTable> CopyTable(Engine& from, Engine& to, const StoredTable& table, const RowFunction& each);
// The same digest of what is there.
base::Result<CopiedTable> DigestTable(Engine& engine, const StoredTable& table);

}  // namespace proofmark::store
