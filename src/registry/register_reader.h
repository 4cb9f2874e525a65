// SPDX-License-Identifier: Apache-2.0
// A RegisterReader hands out the rows of a register's file one by one, as they were written.
//
//   PM_ASSIGN(RegisterReader reader, RegisterReader::Open(bytes, mapping));
//   InputRow row;
//   while (reader.Next(row)) {
//     if (row.fault) Report(*row.fault); else Use(row.cells);   // row.cells[i] stands under reader.header()[i]
//   }
//
// csv and tsv begin with a header; quotes mean nothing in tsv; of xlsx one sheet is read as a csv (sheet_reader.h), a
// line is a row of the sheet. jsonl has an object of scalars in each line; its header
// is every key that any line has, and null or a missing key is an empty cell. A copy of a reader reads on from where
// the original stood. One thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/csv.h"
#include "base/result.h"
#include "registry/mapping.h"
#include "registry/sheet_reader.h"

namespace proofmark::registry {

inline constexpr std::size_t kFaultValueMax = 256;  // bytes of a value shown in a fault

// Why a row was not taken: what an errors file says of it.
struct RowFault {
  std::int64_t line = 0;
  std::string column;  // empty where the whole row is at fault
  std::string value;   // its beginning, at most kFaultValueMax bytes
  std::string reason;

  bool operator==(const RowFault&) const = default;
};

struct InputRow {
  std::int64_t line = 0;  // of its first character, from 1
  std::vector<std::string> cells;
  std::optional<RowFault> fault;
  std::string_view raw;  // as it stands in the file, without its line end; lives as long as the reader's bytes
};

class RegisterReader {
 public:
  // bytes must outlive the reader. Errors, first that applies: kUnsupported (the encoding), kInvalid (no header, a
  // column named twice, bytes not of a wide encoding; columns that the mapping names and the file has not: all of
  // them in one message), kTooLarge (columns); of xlsx those of ReadSheet, which reads no more than `rows_max` rows.
  static base::Result<RegisterReader> Open(std::string_view bytes, const Mapping& mapping,
                                           std::size_t rows_max = SIZE_MAX);

  const std::vector<std::string>& header() const { return header_; }
  // The line of the header as it stands in the file; empty where the format has none.
  std::string_view header_line() const { return header_line_; }

  // False at the end. The row's storage is used again.
  bool Next(InputRow& row);

  // The sheets of a workbook, and which of them is read; nothing for other formats.
  const std::vector<std::string>& sheets() const;
  std::string sheet() const { return sheet_ == nullptr ? "" : sheet_->sheet; }

  // How far it has read, of how much: for progress.
  std::size_t position() const { return format_ == RegisterFormat::kJsonl ? at_ : csv_.position(); }
  std::size_t size() const { return bytes_.size(); }

 private:
  RegisterReader(std::string_view bytes, const Mapping& mapping, std::shared_ptr<const std::string> converted);
  static base::Result<RegisterReader> OpenSheet(std::string_view bytes, const Mapping& mapping, std::size_t rows_max);
  base::Result<void> ReadHeader();
  base::Result<void> ReadKeys();
  base::Result<void> CheckHeader(const Mapping& mapping) const;
  bool NextCsv(InputRow& row);
  void PlaceInSheet(InputRow& row);
  bool NextJson(InputRow& row);
  bool NextLine(std::string_view& line);
  void TakeJson(std::string_view text, InputRow& row) const;

  std::shared_ptr<const std::string> converted_;  // the file in UTF-8 where it cannot be read cell by cell
  std::shared_ptr<const SheetText> sheet_;        // of xlsx
  std::size_t sheet_row_ = 0;
  std::string_view bytes_;
  RegisterFormat format_;
  std::string cell_encoding_;  // empty: cells are UTF-8 already
  base::CsvReader csv_;
  base::CsvRow csv_row_;
  std::size_t at_ = 0;  // jsonl
  std::int64_t line_ = 0;
  std::vector<std::string> header_;
  std::string_view header_line_;
};

// The beginning of a value, whole characters only.
std::string Shown(std::string_view value);

}  // namespace proofmark::registry
