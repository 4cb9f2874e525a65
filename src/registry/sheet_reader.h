// SPDX-License-Identifier: Apache-2.0
// A SheetText is one sheet of an xlsx workbook as the rows of a csv, with the row of the sheet on which each stood, so
// that whatever reads csv reads workbooks too.
//
//   PM_ASSIGN(SheetText sheet, ReadSheet(bytes, {.sheet = "Found"}));   // the first sheet where none is named
//   sheet.csv;       // "no,serial,found\n1,00123,2019-07-12\n"
//   sheet.lines;     // {1, 2}
//
// A cell gives what a person sees in it: a number its shortest decimal text (a serial of twelve digits stays one), with
// the leading zeros that its format shows; a day by its number format the ISO date, as exact as the format; a formula
// the value that was stored with it. A cell whose formula has no value or an error makes its row faulty, since what
// stands there is not known. Follows ECMA-376, parts 1 and 2. Pure; safe from any thread.
//
// Errors: those of SheetArchive::Open; kInvalid (no such sheet; XML that is refused; a shared text or a style that is
// not there; rows out of order); kTooLarge (columns, texts).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace proofmark::registry {

inline constexpr std::size_t kSheetTextMax = std::size_t{96} << 20;  // bytes of shared texts, and of the rows
inline constexpr std::size_t kSheetTextsMax = 4U << 20;              // shared texts
inline constexpr std::size_t kSheetCellMax = 64U << 10;              // bytes of a cell
inline constexpr std::size_t kSheetRowMax = 512U << 10;
inline constexpr std::size_t kSheetsMax = 256;
inline constexpr std::size_t kSheetColumnsMax = 1024;
inline constexpr std::size_t kSheetStylesMax = 1U << 16;

struct SheetWish {
  std::string sheet{};              // its name; the first where empty
  std::size_t rows_max = SIZE_MAX;  // read no further
};

struct SheetFault {
  std::size_t column = 0;  // from 0
  std::string value;
  std::string reason;
};

struct SheetText {
  std::vector<std::string> sheets;  // names, in order
  std::string sheet;                // that was read
  std::string csv;
  std::vector<std::int64_t> lines;            // for each row of `csv`
  std::map<std::int64_t, SheetFault> faults;  // by line
};

base::Result<SheetText> ReadSheet(std::string_view bytes, const SheetWish& wish = {});

// Whether the bytes begin like a zip file.
bool IsWorkbook(std::string_view bytes);

// The text of a number: "1234567890123" for 1.234567890123E12, "9.3" for 9.3000000000000007. The text itself where it
// is no number.
std::string NumberText(std::string_view text);

// What a number format makes of a number.
enum class NumberFormat { kGeneral, kDay, kMonth, kYear, kInstant, kZeros };
struct ReadFormat {
  NumberFormat kind = NumberFormat::kGeneral;
  int zeros = 0;  // of kZeros: digits at least
};
ReadFormat FormatOf(std::string_view code);

// The day of a serial number of the 1900 or 1904 system, as exact as the format; empty where it is none.
std::string DayText(double serial, bool from_1904, NumberFormat format);

}  // namespace proofmark::registry
