// SPDX-License-Identifier: Apache-2.0
#include "registry/register_reader.h"

#include <algorithm>
#include <set>
#include <unordered_set>
#include <utility>

#include "base/json.h"
#include "base/text.h"

namespace proofmark::registry {
namespace {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

constexpr std::size_t kLineMax = 1U << 20;  // bytes of a line of jsonl
constexpr std::size_t kColumnsMax = 1024;
constexpr std::size_t kColumnsInMessage = 40;  // that an error lists
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool IsUtf8Name(std::string_view encoding) {
  const std::string name = base::AsciiLower(encoding);
  return name == "utf-8" || name == "utf8";
}

// Whether each byte is one letter and the ASCII bytes are ASCII: then cells can be cut before they are converted.
bool IsSingleByte(const std::string& encoding) {
  std::string ascii = "\t\n\r";
  for (char c = ' '; c <= '~'; ++c) ascii += c;
  auto same = base::ToUtf8(ascii, encoding);
  if (!same.ok() || *same != ascii) return false;
  for (int byte = 0x80; byte <= 0xFF; ++byte) {
    // In an encoding of several bytes a letter, or what stands for a fault, takes the A.
    auto pair = base::ToUtf8(std::string{static_cast<char>(byte), 'A'}, encoding);
    if (pair.ok() && !pair->ends_with('A')) return false;
    auto alone = base::ToUtf8(std::string{static_cast<char>(byte)}, encoding);
    if (alone.ok() != pair.ok()) return false;
  }
  return true;
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string Quoted(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < std::min(names.size(), kColumnsInMessage); ++i) {
    out += (i == 0 ? "\"" : ", \"") + base::Printable(Shown(names[i])) + "\"";
  }
  if (names.size() > kColumnsInMessage) out += " and " + std::to_string(names.size() - kColumnsInMessage) + " more";
  return out;
}

// The text of a JSON scalar as a cell. Nothing where it is no scalar.
std::optional<std::string> CellOf(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_null()) return "";
  if (value.is_primitive()) return value.dump();
  return std::nullopt;
}

base::CsvOptions OptionsOf(const Mapping& mapping, bool utf8_cells) {
  return {.delimiter = mapping.delimiter,
          .quotes = mapping.format != RegisterFormat::kTsv,
          .require_utf8 = utf8_cells,
          .columns_max = kColumnsMax};
}

}  // namespace

std::string Shown(std::string_view value) { return std::string(base::Beginning(value, kFaultValueMax)); }

RegisterReader::RegisterReader(std::string_view bytes, const Mapping& mapping,
                               std::shared_ptr<const std::string> converted)
    : converted_(std::move(converted)),
      bytes_(converted_ != nullptr ? std::string_view(*converted_) : bytes),
      format_(mapping.format),
      cell_encoding_(converted_ != nullptr || IsUtf8Name(mapping.encoding) ? "" : mapping.encoding),
      csv_(bytes_, OptionsOf(mapping, cell_encoding_.empty())) {
  if (bytes_.starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
}

Result<RegisterReader> RegisterReader::OpenSheet(std::string_view bytes, const Mapping& mapping, std::size_t rows_max) {
  PM_ASSIGN(SheetText read, ReadSheet(bytes, {mapping.sheet.value_or(""), rows_max}));
  auto sheet = std::make_shared<const SheetText>(std::move(read));
  RegisterReader reader(bytes, mapping, {sheet, &sheet->csv});
  reader.sheet_ = std::move(sheet);
  PM_TRY(reader.ReadHeader());
  PM_TRY(reader.CheckHeader(mapping));
  return reader;
}

const std::vector<std::string>& RegisterReader::sheets() const {
  static const std::vector<std::string> none;
  return sheet_ == nullptr ? none : sheet_->sheets;
}

Result<RegisterReader> RegisterReader::Open(std::string_view bytes, const Mapping& mapping, std::size_t rows_max) {
  if (mapping.format == RegisterFormat::kXlsx) return OpenSheet(bytes, mapping, rows_max);
  std::shared_ptr<const std::string> converted;
  bool by_cell = mapping.format != RegisterFormat::kJsonl && IsSingleByte(mapping.encoding);
  if (!IsUtf8Name(mapping.encoding) && !by_cell) {
    if (bytes.size() > static_cast<std::size_t>(INT32_MAX) / 2) {
      return Error{Code::kTooLarge, "a file of more than 1 GiB must be in utf-8 or an encoding of one byte a letter",
                   "encoding"};
    }
    PM_ASSIGN(std::string utf8, base::ToUtf8(bytes, mapping.encoding));
    converted = std::make_shared<const std::string>(std::move(utf8));
  }
  RegisterReader reader(bytes, mapping, std::move(converted));
  if (mapping.format == RegisterFormat::kJsonl) {
    PM_TRY(reader.ReadKeys());
    if (reader.header_.empty()) return reader;  // no lines: nothing is missing
  } else {
    PM_TRY(reader.ReadHeader());
  }
  PM_TRY(reader.CheckHeader(mapping));
  return reader;
}

Result<void> RegisterReader::ReadHeader() {
  InputRow row;
  if (!NextCsv(row)) return Error{Code::kInvalid, "the file is empty; its first line must name the columns", ""};
  if (row.fault) return Error{Code::kInvalid, "the header cannot be read: " + row.fault->reason, ""};
  header_ = std::move(row.cells);
  header_line_ = row.raw;
  return {};
}

// The keys of all lines. Lines that are no objects are left to Next, which says what is wrong with them.
Result<void> RegisterReader::ReadKeys() {
  std::size_t at = at_;
  std::unordered_set<std::string> seen;
  for (std::string_view line; NextLine(line);) {
    if (line.size() > kLineMax) continue;
    auto json = base::ParseJson(line, {.bytes_max = kLineMax, .depth_max = 8});
    if (!json.ok() || !json->is_object()) continue;
    for (const auto& [key, value] : json->items()) {
      if (!seen.insert(key).second) continue;
      header_.push_back(key);
      if (header_.size() > kColumnsMax) {
        return Error{Code::kTooLarge, "more than " + std::to_string(kColumnsMax) + " different keys", ""};
      }
    }
  }
  at_ = at;
  line_ = 0;
  return {};
}

Result<void> RegisterReader::CheckHeader(const Mapping& mapping) const {
  std::set<std::string_view> there;
  for (const std::string& column : header_) {
    if (!there.insert(column).second) {
      return Error{Code::kInvalid,
                   "the header names the column \"" + base::Printable(Shown(column)) + "\" twice; rename one of them",
                   "header"};
    }
  }
  std::vector<std::string> missing;
  for (std::string& column : NamedColumns(mapping)) {
    if (!there.contains(column)) missing.push_back(std::move(column));
  }
  if (missing.empty()) return {};
  return Error{
      Code::kInvalid,
      "the mapping names columns that the file has not: " + Quoted(missing) + "; the file has " + Quoted(header_),
      "header"};
}

bool RegisterReader::Next(InputRow& row) { return format_ == RegisterFormat::kJsonl ? NextJson(row) : NextCsv(row); }

// Where the row stands in its sheet, and what is wrong with a cell of it that a csv cannot tell.
void RegisterReader::PlaceInSheet(InputRow& row) {
  if (sheet_row_ < sheet_->lines.size()) row.line = sheet_->lines[sheet_row_];
  ++sheet_row_;
  const auto fault = sheet_->faults.find(row.line);
  if (fault == sheet_->faults.end()) return;
  const SheetFault& found = fault->second;
  row.fault = RowFault{row.line, found.column < header_.size() ? header_[found.column] : "", found.value, found.reason};
}

bool RegisterReader::NextCsv(InputRow& row) {
  if (!csv_.Next(csv_row_)) return false;
  row.line = csv_row_.line;
  row.raw = csv_row_.raw;
  row.fault.reset();
  if (sheet_ != nullptr) PlaceInSheet(row);
  row.cells.swap(csv_row_.cells);
  if (row.fault) return true;
  if (csv_row_.error) {
    std::size_t column = static_cast<std::size_t>(std::max(csv_row_.error_column - 1, 0));
    row.fault = RowFault{row.line, column < header_.size() ? header_[column] : "",
                         Shown(base::Printable(csv_row_.raw.substr(0, kFaultValueMax))), csv_row_.error->message};
    return true;
  }
  if (!header_.empty() && row.cells.size() != header_.size()) {
    row.fault = RowFault{row.line, "", Shown(base::Printable(csv_row_.raw.substr(0, kFaultValueMax))),
                         std::to_string(row.cells.size()) + " cells; the header has " + std::to_string(header_.size())};
    return true;
  }
  if (cell_encoding_.empty()) return true;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    if (IsAscii(row.cells[i])) continue;
    auto utf8 = base::ToUtf8(row.cells[i], cell_encoding_);
    if (utf8.ok()) {
      row.cells[i] = std::move(*utf8);
      continue;
    }
    row.fault = RowFault{row.line, i < header_.size() ? header_[i] : "", Shown(base::Printable(row.cells[i])),
                         utf8.error().message};
    return true;
  }
  return true;
}

bool RegisterReader::NextLine(std::string_view& line) {
  if (at_ >= bytes_.size()) return false;
  std::size_t end = std::min(bytes_.find('\n', at_), bytes_.size());
  line = bytes_.substr(at_, end - at_);
  at_ = end + 1;
  ++line_;
  return true;
}

bool RegisterReader::NextJson(InputRow& row) {
  for (std::string_view line; NextLine(line);) {
    line = base::Trim(line);
    if (line.empty()) continue;
    row.line = line_;
    row.raw = line;
    row.fault.reset();
    row.cells.assign(header_.size(), "");
    TakeJson(line, row);
    return true;
  }
  return false;
}

void RegisterReader::TakeJson(std::string_view text, InputRow& row) const {
  auto fault = [&](const std::string& column, const std::string& reason) {
    row.fault = RowFault{row.line, column, Shown(base::Printable(text.substr(0, kFaultValueMax))), reason};
  };
  if (text.size() > kLineMax) return fault("", "a line of more than " + std::to_string(kLineMax) + " bytes");
  auto json = base::ParseJson(text, {.bytes_max = kLineMax, .depth_max = 8});
  if (!json.ok()) return fault("", json.error().message);
  if (!json->is_object()) return fault("", "a line must be one JSON object");
  for (std::size_t i = 0; i < header_.size(); ++i) {
    auto found = json->find(header_[i]);
    if (found == json->end()) continue;
    std::optional<std::string> cell = CellOf(*found);
    if (!cell) return fault(header_[i], "must be text, a number, true, false or null");
    if (cell->find('\0') != std::string::npos) return fault(header_[i], "a NUL byte stands in the cell");
    row.cells[i] = std::move(*cell);
  }
}

}  // namespace proofmark::registry
