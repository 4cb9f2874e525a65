// SPDX-License-Identifier: Apache-2.0
#include "registry/sheet_reader.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "base/text.h"
#include "registry/sheet_archive.h"
#include "registry/sheet_rows.h"
#include "registry/sheet_workbook.h"
#include "registry/sheet_xml.h"

namespace proofmark::registry {
namespace {

using base::Code;
using base::Error;
using base::Result;

constexpr std::int64_t kSheetLinesMax = 1 << 20;  // of a sheet, as spreadsheet programs have it
constexpr std::size_t kSheetFaultMax = 64;        // bytes of a cell that a fault shows

std::string CsvText(const std::string& cell) {
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string out = "\"";
  for (char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

// "AB" of the column 27.
std::string LettersOf(std::size_t column) {
  std::string out;
  for (std::size_t n = column + 1; n > 0; n = (n - 1) / 26)
    out.insert(out.begin(), static_cast<char>('A' + (n - 1) % 26));
  return out;
}

// The column of a cell's place, "AB17"; nothing where it is none.
std::optional<std::size_t> ColumnOf(std::string_view place) {
  std::size_t column = 0;
  std::size_t letters = 0;
  while (letters < place.size() && letters < 4 && place[letters] >= 'A' && place[letters] <= 'Z') {
    column = column * 26 + static_cast<std::size_t>(place[letters++] - 'A') + 1;
  }
  if (letters == 0 || letters == place.size()) return std::nullopt;
  return column - 1;
}

template <typename Number>
std::optional<Number> Parsed(std::string_view text) {
  Number out{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

struct Cell {
  std::size_t column = 0;
  std::string type;
  std::size_t style = 0;
  bool has_formula = false;
  bool has_value = false;
  std::string text;
};

// The rows of a sheet, one after the other.
class Rows : public XmlEvents {
 public:
  Rows(const SheetWorkbook& workbook, std::size_t rows_max, SheetText& out)
      : workbook_(workbook), rows_max_(rows_max), out_(out) {}

  void Begin(std::string_view element, const std::vector<XmlAttribute>& attributes) override {
    if (element == "row") return BeginRow(attributes);
    if (!in_row_) return;
    if (element == "c") return BeginCell(attributes);
    if (!in_cell_) return;
    if (element == "f") cell_.has_formula = true;
    if (element == "rPh") ++sounds_;
    in_text_ = element == "v" || (element == "t" && sounds_ == 0);
    if (in_text_) cell_.has_value = true;
  }
  void End(std::string_view element) override {
    in_text_ = false;
    if (element == "rPh") --sounds_;
    if (element == "c" && in_cell_) EndCell();
    if (element == "row" && in_row_) EndRow();
  }
  void Text(std::string_view text) override {
    // One that is too long is cut behind the limit, and refused with its row.
    if (in_text_ && cell_.text.size() <= kSheetCellMax) cell_.text += text;
  }
  bool enough() const override { return out_.lines.size() > rows_max_; }
  const Error* failure() const override { return failure_ ? &*failure_ : nullptr; }

 private:
  void Fail(Code code, const std::string& why) {
    failure_ = Error{code, "row " + std::to_string(line_) + " of the sheet: " + why, ""};
  }

  void BeginRow(const std::vector<XmlAttribute>& attributes) {
    std::int64_t line = line_ + 1;
    for (const XmlAttribute& one : attributes) {
      if (one.name == "r") line = Parsed<std::int64_t>(one.value).value_or(0);
    }
    if (line <= line_ || line > kSheetLinesMax) return Fail(Code::kInvalid, "the row after it is out of order");
    line_ = line;
    in_row_ = true;
    next_column_ = 0;
    row_bytes_ = 0;
    cells_.clear();
    fault_.reset();
  }

  void BeginCell(const std::vector<XmlAttribute>& attributes) {
    cell_ = Cell{};
    cell_.column = next_column_;
    for (const XmlAttribute& one : attributes) {
      if (one.name == "t") cell_.type = one.value;
      if (one.name == "s") cell_.style = Parsed<std::size_t>(one.value).value_or(SIZE_MAX);
      if (one.name == "r") {
        const auto column = ColumnOf(one.value);
        if (!column) return Fail(Code::kInvalid, "a cell says no place");
        cell_.column = *column;
      }
    }
    if (cell_.column < next_column_) return Fail(Code::kInvalid, "its cells are out of order");
    next_column_ = cell_.column + 1;
    in_cell_ = true;
  }

  std::string NumberIn(const Cell& cell) {
    const ReadFormat format = cell.style < workbook_.formats.size() ? workbook_.formats[cell.style] : ReadFormat{};
    std::string text = NumberText(base::Trim(cell.text));
    if (format.kind == NumberFormat::kGeneral) return text;
    if (format.kind == NumberFormat::kZeros) {
      const bool whole = text.find_first_not_of("0123456789") == std::string::npos;
      const auto digits = static_cast<std::size_t>(format.zeros);
      if (whole && text.size() < digits) text.insert(0, digits - text.size(), '0');
      return text;
    }
    const auto serial = Parsed<double>(base::Trim(cell.text));
    std::string day = serial ? DayText(*serial, workbook_.from_1904, format.kind) : "";
    return day.empty() ? text : day;
  }

  std::string TextIn(Cell& cell) {
    if (cell.type == "s") {
      const auto index = Parsed<std::size_t>(base::Trim(cell.text));
      if (!index || *index >= workbook_.texts.size()) {
        Fail(Code::kInvalid, "a cell names a text that is not there");
        return "";
      }
      return workbook_.texts[*index];
    }
    if (cell.type == "b") return cell.text == "1" ? "TRUE" : "FALSE";
    if (cell.type.empty() || cell.type == "n") return NumberIn(cell);
    return std::move(cell.text);
  }

  void EndCell() {
    in_cell_ = false;
    sounds_ = 0;
    // A formula that gives an empty text says so by its type.
    if (cell_.has_formula && cell_.text.empty() && cell_.type != "str") {
      return TakeFault("the formula of this cell has no stored value; open the workbook and save it anew");
    }
    if (!cell_.has_value) return;
    if (cell_.type == "e") return TakeFault("the formula of this cell came to an error");
    std::string text = TextIn(cell_);
    if (text.empty() || failure_) return;
    row_bytes_ += text.size();
    if (text.size() > kSheetCellMax) return TakeFault("a cell of more than 64 KiB");
    if (row_bytes_ > kSheetRowMax) return TakeFault("the row holds more than 512 KiB up to this cell");
    if (cell_.column >= kSheetColumnsMax) {
      return Fail(Code::kTooLarge, "more than " + std::to_string(kSheetColumnsMax) + " columns");
    }
    cells_.resize(cell_.column);
    cells_.push_back(std::move(text));
  }

  void TakeFault(const char* reason) {
    if (!fault_) fault_ = SheetFault{cell_.column, std::string(base::Beginning(cell_.text, kSheetFaultMax)), reason};
  }

  void EndRow() {
    in_row_ = false;
    if (cells_.empty() && !fault_) return;
    const bool is_header = out_.lines.empty();
    if (is_header) {
      for (std::size_t i = 0; i < cells_.size(); ++i) {
        if (base::Trim(cells_[i]).empty()) cells_[i] = LettersOf(i);
      }
      width_ = cells_.size();
    }
    if (cells_.size() < width_) cells_.resize(width_);
    for (std::size_t i = 0; i < cells_.size(); ++i) out_.csv += (i == 0 ? "" : ",") + CsvText(cells_[i]);
    // A row of one empty cell would be an empty line, which csv passes over.
    if (out_.csv.empty() || out_.csv.ends_with('\n')) out_.csv += "\"\"";
    out_.csv += '\n';
    out_.lines.push_back(line_);
    if (fault_) out_.faults.emplace(line_, std::move(*fault_));
    if (out_.csv.size() > kSheetTextMax) {
      Fail(Code::kTooLarge,
           "more than " + std::to_string(kSheetTextMax >> 20) + " MiB so far; cut it into several files");
    }
  }

  const SheetWorkbook& workbook_;
  const std::size_t rows_max_;
  SheetText& out_;
  std::int64_t line_ = 0;
  bool in_row_ = false;
  bool in_cell_ = false;
  bool in_text_ = false;
  int sounds_ = 0;
  std::size_t next_column_ = 0;
  std::size_t width_ = 0;
  std::size_t row_bytes_ = 0;
  Cell cell_;
  std::vector<std::string> cells_;
  std::optional<SheetFault> fault_;
  std::optional<Error> failure_;
};

std::string Listed(const std::vector<std::string>& names) {
  constexpr std::size_t kNamesTold = 10;
  std::string out;
  for (std::size_t i = 0; i < std::min(names.size(), kNamesTold); ++i) {
    out += (i == 0 ? "\"" : ", \"") + base::Printable(names[i]) + "\"";
  }
  return names.size() > kNamesTold ? out + " ..." : out;
}

}  // namespace

Result<void> ReadRows(std::string_view xml, const SheetWorkbook& workbook, std::size_t rows_max, SheetText& out) {
  Rows rows(workbook, rows_max, out);
  SheetXml reader(rows);
  PM_TRY(reader.Take(xml));
  return reader.Finish();
}

bool IsWorkbook(std::string_view bytes) { return bytes.starts_with("PK\x03\x04"); }

Result<SheetText> ReadSheet(std::string_view bytes, const SheetWish& wish) {
  PM_ASSIGN(SheetArchive archive, SheetArchive::Open(bytes));
  PM_ASSIGN(SheetWorkbook workbook, SheetWorkbook::Read(archive));
  SheetText out;
  std::string part;
  for (const SheetPart& sheet : workbook.sheets) {
    out.sheets.push_back(sheet.name);
    const bool wished = wish.sheet.empty() ? out.sheets.size() == 1 : sheet.name == wish.sheet;
    if (!wished || !part.empty()) continue;
    part = sheet.part;
    out.sheet = sheet.name;
  }
  if (part.empty()) {
    return Error{Code::kInvalid,
                 "the workbook has no sheet \"" + base::Printable(wish.sheet) + "\"; it has " + Listed(out.sheets),
                 "sheet"};
  }
  Rows rows(workbook, wish.rows_max, out);
  PM_TRY(ReadPart(archive, part, rows));
  return out;
}

}  // namespace proofmark::registry
