// SPDX-License-Identifier: Apache-2.0
// Rows come in order, none twice and none lost: their raw texts lie behind each other, with line ends only between
// them; lines rise; a good row read again alone has the same cells.
#include <cstdint>
#include <string_view>

#include "base/assert.h"
#include "base/csv.h"

namespace {

using proofmark::base::CsvOptions;
using proofmark::base::CsvReader;
using proofmark::base::CsvRow;

void CheckRow(const CsvRow& row, const CsvOptions& options) {
  if (row.error) {
    PM_ASSERT(!row.error->message.empty());
    PM_ASSERT(row.error_column >= 1);
    return;
  }
  PM_ASSERT(!row.cells.empty() && row.cells.size() <= options.columns_max);
  PM_ASSERT(row.raw.size() <= options.row_bytes_max);
  for (const std::string& cell : row.cells) PM_ASSERT(cell.size() <= options.cell_bytes_max);
  // A byte order mark is one at the start of a file only.
  if (row.raw.starts_with("\xEF\xBB\xBF")) return;
  CsvReader alone(row.raw, options);
  CsvRow again;
  PM_ASSERT(alone.Next(again) && !again.error && again.cells == row.cells);
  PM_ASSERT(!alone.Next(again));
}

void ReadAll(std::string_view text, const CsvOptions& options) {
  CsvReader reader(text, options);
  const char* end = text.data() + (text.starts_with("\xEF\xBB\xBF") ? 3 : 0);
  std::int64_t line = 0;
  for (CsvRow row; reader.Next(row);) {
    PM_ASSERT(row.line > line);
    line = row.line;
    for (; end < row.raw.data(); ++end) PM_ASSERT(*end == '\r' || *end == '\n');
    PM_ASSERT(end == row.raw.data());
    end += row.raw.size();
    CheckRow(row, options);
  }
  for (; end < text.data() + text.size(); ++end) PM_ASSERT(*end == '\r' || *end == '\n');
  PM_ASSERT(reader.position() == text.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  ReadAll(text, {});
  ReadAll(text, {.delimiter = '\t', .quotes = false});
  ReadAll(text, {.require_utf8 = false, .cell_bytes_max = 8, .row_bytes_max = 32, .columns_max = 4});
  return 0;
}
