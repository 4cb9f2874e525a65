// SPDX-License-Identifier: Apache-2.0
#include "base/csv.h"

#include <algorithm>

#include "base/text.h"

namespace proofmark::base {

CsvReader::CsvReader(std::string_view bytes, CsvOptions options) : bytes_(bytes), options_(options) {
  if (bytes_.starts_with("\xEF\xBB\xBF")) at_ = 3;
}

void CsvReader::SkipLineEnd() {
  if (at_ >= bytes_.size()) return;
  if (bytes_[at_] == '\r' && at_ + 1 < bytes_.size() && bytes_[at_ + 1] == '\n') ++at_;
  ++at_;
  ++line_;
}

// Marks the row bad and goes to the end of the line on which it began, so that one lost quote costs one row.
void CsvReader::Fail(CsvRow& row, Code code, const std::string& message, std::size_t row_start) {
  row.error = Error{code, message, ""};
  row.error_column = static_cast<int>(row.cells.size()) + 1;
  at_ = std::min(bytes_.find_first_of("\r\n", row_start), bytes_.size());
  line_ = row.line;
}

// Reads one cell; false when the row is bad. `last` says that the row ends behind it.
bool CsvReader::ReadCell(CsvRow& row, std::size_t row_start, bool& last) {
  std::string cell;
  if (options_.quotes && at_ < bytes_.size() && bytes_[at_] == '"') {
    for (++at_;;) {
      std::size_t quote = bytes_.find('"', at_);
      std::size_t end = std::min(quote, bytes_.size());
      if (quote == std::string_view::npos || end - row_start > options_.row_bytes_max) {
        Fail(row, Code::kInvalid,
             "a quote is opened and not closed within " + std::to_string(options_.row_bytes_max) + " bytes", row_start);
        return false;
      }
      for (std::size_t i = at_; i < end; ++i) {
        bool crlf = bytes_[i] == '\r' && i + 1 < bytes_.size() && bytes_[i + 1] == '\n';
        if (bytes_[i] == '\n' || (bytes_[i] == '\r' && !crlf)) ++line_;
      }
      cell.append(bytes_, at_, end - at_);
      at_ = end + 1;
      if (at_ >= bytes_.size() || bytes_[at_] != '"') break;
      cell += '"';
      ++at_;
    }
    if (!AtLineEnd() && bytes_[at_] != options_.delimiter) {
      Fail(row, Code::kInvalid, "text stands behind a closing quote", row_start);
      return false;
    }
  } else {
    std::size_t start = at_;
    while (!AtLineEnd() && bytes_[at_] != options_.delimiter) ++at_;
    // Judged before it is copied: a file without line ends is one cell.
    if (at_ - row_start <= options_.row_bytes_max) cell.assign(bytes_, start, at_ - start);
  }
  if (at_ - row_start > options_.row_bytes_max) {
    Fail(row, Code::kTooLarge, "a row of more than " + std::to_string(options_.row_bytes_max) + " bytes", row_start);
    return false;
  }
  if (cell.size() > options_.cell_bytes_max) {
    Fail(row, Code::kTooLarge,
         std::to_string(cell.size()) + " bytes in a cell; at most " + std::to_string(options_.cell_bytes_max),
         row_start);
    return false;
  }
  if (cell.find('\0') != std::string::npos) {
    Fail(row, Code::kInvalid, "a NUL byte stands in the cell", row_start);
    return false;
  }
  if (options_.require_utf8 && !IsUtf8(cell)) {
    Fail(row, Code::kInvalid, "not UTF-8; name the file's encoding in the mapping", row_start);
    return false;
  }
  row.cells.push_back(std::move(cell));
  last = AtLineEnd();
  if (!last) ++at_;
  return true;
}

bool CsvReader::Next(CsvRow& row) {
  while (at_ < bytes_.size() && AtLineEnd()) SkipLineEnd();
  if (at_ >= bytes_.size()) return false;
  row.cells.clear();
  row.error.reset();
  row.error_column = 0;
  row.line = line_;
  std::size_t row_start = at_;
  for (bool last = false; !last;) {
    if (row.cells.size() == options_.columns_max) {
      Fail(row, Code::kTooLarge, "more than " + std::to_string(options_.columns_max) + " columns", row_start);
      break;
    }
    if (!ReadCell(row, row_start, last)) break;
  }
  row.raw = bytes_.substr(row_start, at_ - row_start);
  SkipLineEnd();
  return true;
}

std::string CsvCell(std::string_view text) {
  std::string cell;
  if (!text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos) cell += '\'';
  cell += text;
  if (cell.find_first_of(",\"\r\n;\t") == std::string::npos) return cell;
  std::string out = "\"";
  for (char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

}  // namespace proofmark::base
