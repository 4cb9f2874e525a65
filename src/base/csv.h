// SPDX-License-Identifier: Apache-2.0
// A CsvReader hands out the rows of a delimited text one by one, and goes on behind a bad row.
//
//   CsvReader reader(bytes, {.delimiter = ','});
//   CsvRow row;
//   while (reader.Next(row)) {
//     if (row.error) Report(row.line, *row.error); else Use(row.cells);
//   }
//
// Follows RFC 4180: quotes may enclose delimiters, line breaks and doubled quotes; LF, CRLF and CR end a row; a
// leading byte order mark and empty lines are passed over. With quotes off (tsv) a quote is a letter like any other.
// A row that breaks the form (text behind a closing quote, a quote never closed, a NUL, not UTF-8 where that is
// asked, past a limit) is returned with its error, and reading goes on at the next line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace proofmark::base {

struct CsvOptions {
  char delimiter = ',';
  bool quotes = true;
  bool require_utf8 = true;
  std::size_t cell_bytes_max = 64U << 10;
  std::size_t row_bytes_max = 1U << 20;
  std::size_t columns_max = 1024;
};

struct CsvRow {
  std::int64_t line = 0;  // of its first character, from 1
  std::vector<std::string> cells;
  std::string_view raw;  // the row as it stands in the text, without its line end
  std::optional<Error> error;
  int error_column = 0;  // from 1; 0 where no column is at fault
};

class CsvReader {
 public:
  // bytes must outlive the reader.
  CsvReader(std::string_view bytes, CsvOptions options);

  // False at the end. The row's storage is used again.
  bool Next(CsvRow& row);

  // How far it has read, for progress.
  std::size_t position() const { return at_; }

 private:
  bool ReadCell(CsvRow& row, std::size_t row_start, bool& last);
  void Fail(CsvRow& row, Code code, const std::string& message, std::size_t row_start);
  void SkipLineEnd();
  bool AtLineEnd() const { return at_ >= bytes_.size() || bytes_[at_] == '\n' || bytes_[at_] == '\r'; }

  std::string_view bytes_;
  CsvOptions options_;
  std::size_t at_ = 0;
  std::int64_t line_ = 1;
};

// A cell as it stands in a CSV that people open in a spreadsheet: quoted where needed, and with an apostrophe in
// front where the sheet would take it for a formula (=, +, -, @, tab, carriage return).
std::string CsvCell(std::string_view text);

}  // namespace proofmark::base
