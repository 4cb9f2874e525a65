// SPDX-License-Identifier: Apache-2.0
// Reads any bytes as a workbook, and as the sheet of one: rows that a csv reader takes one by one, or a refusal.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.h"
#include "base/csv.h"
#include "base/text.h"
#include "registry/sheet_reader.h"
#include "registry/sheet_rows.h"
#include "registry/sheet_workbook.h"

namespace {

using namespace proofmark;

void CheckSheet(const registry::SheetText& sheet) {
  base::CsvReader reader(sheet.csv, {});
  base::CsvRow row;
  std::size_t rows = 0;
  while (reader.Next(row)) {
    PM_ASSERT(!row.error);
    ++rows;
  }
  PM_ASSERT(rows <= sheet.lines.size() && base::IsUtf8(sheet.csv));
  for (std::size_t i = 1; i < sheet.lines.size(); ++i) PM_ASSERT(sheet.lines[i] > sheet.lines[i - 1]);
}

void CheckRefusal(const base::Error& error) { PM_ASSERT(!error.message.empty() && base::IsUtf8(error.message)); }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  auto sheet = registry::ReadSheet(text);
  if (sheet.ok()) {
    CheckSheet(*sheet);
  } else {
    CheckRefusal(sheet.error());
  }
  registry::SheetWorkbook workbook;
  workbook.texts = {"A1", "b,\"c\"\n"};
  workbook.formats = {{}, {registry::NumberFormat::kInstant}, {registry::NumberFormat::kZeros, 6}};
  registry::SheetText rows;
  auto read = registry::ReadRows(text, workbook, SIZE_MAX, rows);
  if (read.ok()) {
    CheckSheet(rows);
  } else {
    CheckRefusal(read.error());
  }
  return 0;
}
