// SPDX-License-Identifier: Apache-2.0
// A Table is one CSV file of data/ as it stands: three header lines, the columns, the rows with their lines.
//
//   # source: International Tracing Instrument, section 7
//   # as_of: 2026-11-24
//   # licence: Apache-2.0
//   code,name,until
//   serial,serial number,
//
// Pure; safe from any thread. Errors name file and line: "makes.csv, line 7: ...".
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace proofmark::vocab {

inline constexpr std::size_t kTableBytesMax = 16U << 20;

struct TableRow {
  std::int64_t line = 0;
  std::vector<std::string> cells;  // as many as there are columns
};

struct Table {
  std::string file;
  std::string source;
  std::string as_of;
  std::string licence;
  std::vector<std::string> columns;
  std::vector<TableRow> rows;  // as they stand in the file
};

// The bytes of every .csv file of a folder, by name. kNotFound without the folder; kTooLarge; kUnavailable.
using TableFiles = std::map<std::string, std::string>;
base::Result<TableFiles> ReadTableFiles(const std::string& folder);

// One file read as a table with these columns, in this order. kInvalid.
base::Result<Table> ParseTable(const std::string& file, std::string_view bytes,
                               const std::vector<std::string>& columns);

// kInvalid about one row of a table.
base::Error RowError(const std::string& file, std::int64_t line, const std::string& message,
                     const std::string& column = "");

// "sha256:" and the digest of the list that `LC_ALL=C sha256sum *.csv` prints for the folder.
std::string VersionOf(const TableFiles& files);

}  // namespace proofmark::vocab
