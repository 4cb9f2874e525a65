// SPDX-License-Identifier: Apache-2.0
#include "registry/register_outline.h"

#include <unicode/ucsdet.h>

#include <algorithm>
#include <map>
#include <memory>
#include <unordered_map>
#include <utility>

#include "base/csv.h"
#include "base/text.h"
#include "registry/register_reader.h"
#include "registry/sheet_reader.h"

namespace proofmark::registry {
namespace {

using base::Result;

constexpr std::size_t kGuessBytes = 256U << 10;  // at the beginning of a file
constexpr std::size_t kGuessRows = 50;
constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr char kDelimiters[] = {',', ';', '\t', '|'};

struct DetectorCloser {
  void operator()(UCharsetDetector* detector) const { ucsdet_close(detector); }
};

// Browsers and spreadsheets mean windows-1252 where they say ISO-8859-1, and so for its neighbours.
std::string UsualName(const std::string& found) {
  static const std::map<std::string, std::string> usual = {{"iso-8859-1", "windows-1252"},
                                                           {"iso-8859-9", "windows-1254"}};
  const auto known = usual.find(found);
  return known == usual.end() ? found : known->second;
}

// What ICU takes the bytes for.
std::string DetectEncoding(std::string_view bytes) {
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<UCharsetDetector, DetectorCloser> detector(ucsdet_open(&status));
  if (U_FAILURE(status)) return "windows-1252";
  ucsdet_setText(detector.get(), bytes.data(), static_cast<std::int32_t>(bytes.size()), &status);
  const UCharsetMatch* match = ucsdet_detect(detector.get(), &status);
  if (U_FAILURE(status) || match == nullptr) return "windows-1252";
  const char* name = ucsdet_getName(match, &status);
  std::string encoding = U_FAILURE(status) || name == nullptr ? "" : UsualName(base::AsciiLower(name));
  return base::IsKnownEncoding(encoding) ? encoding : "windows-1252";
}

// The beginning, to the end of its last whole line: a letter of several bytes is not cut.
std::string_view Beginning(std::string_view bytes) {
  if (bytes.size() <= kGuessBytes) return bytes;
  std::string_view head = bytes.substr(0, kGuessBytes);
  const std::size_t line_end = head.rfind('\n');
  return line_end == std::string_view::npos ? head : head.substr(0, line_end + 1);
}

std::string GuessEncoding(std::string_view head) {
  if (head.starts_with(kUtf8Mark)) return "utf-8";
  if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF")) return "utf-16";
  if (base::IsUtf8(head)) return "utf-8";
  return DetectEncoding(head);
}

// How many of the first rows have as many cells as the first, where that is more than one.
std::size_t RowsAlike(std::string_view text, char delimiter, bool quotes) {
  base::CsvReader reader(text, {.delimiter = delimiter, .quotes = quotes, .require_utf8 = false});
  base::CsvRow row;
  std::size_t cells = 0;
  std::size_t alike = 0;
  for (std::size_t i = 0; i < kGuessRows && reader.Next(row); ++i) {
    if (i == 0) cells = row.error ? 0 : row.cells.size();
    if (cells > 1 && !row.error && row.cells.size() == cells) alike += cells;
  }
  return alike;
}

// A tab between cells that are quoted is csv with another sign; in tsv a quote is a letter.
bool HasQuotedCells(std::string_view text) { return text.starts_with('"') || text.find("\t\"") != std::string::npos; }

void GuessDelimiter(std::string_view text, RegisterForm& form) {
  std::size_t best = 0;
  for (char delimiter : kDelimiters) {
    const std::size_t alike = RowsAlike(text, delimiter, true);
    if (alike <= best) continue;
    best = alike;
    form.delimiter = delimiter;
  }
  if (form.delimiter == '\t' && !HasQuotedCells(text)) form.format = RegisterFormat::kTsv;
}

// Counts different cells of one column, and gives up listing where they are too many.
class CellCounts {
 public:
  void Add(const std::string& cell) {
    if (auto known = counts_.find(cell); known != counts_.end()) {
      ++known->second;
    } else if (counts_.size() < kValuesCounted) {
      counts_.emplace(cell, 1);
    } else {
      complete_ = false;
    }
  }
  void Tell(ColumnOutline& column) const {
    for (const auto& [text, n] : counts_) column.values.push_back({text, n});
    std::sort(column.values.begin(), column.values.end(),
              [](const CellCount& a, const CellCount& b) { return a.n != b.n ? a.n > b.n : a.text < b.text; });
    column.values_complete = complete_ && column.values.size() <= kValuesListed;
    if (column.values.size() > kValuesListed) column.values.resize(kValuesListed);
  }

 private:
  std::unordered_map<std::string, std::int64_t> counts_;
  bool complete_ = true;
};

std::string Cut(const std::string& cell) {
  const std::string_view shown = base::Beginning(cell, kSampleCellMax);
  return std::string(shown) + (shown.size() < cell.size() ? "…" : "");
}

}  // namespace

RegisterForm GuessForm(std::string_view bytes) {
  RegisterForm form;
  if (IsWorkbook(bytes)) {
    form.format = RegisterFormat::kXlsx;
    return form;
  }
  const std::string_view head = Beginning(bytes);
  form.encoding = GuessEncoding(head);
  std::string converted;
  std::string_view text = head;
  if (form.encoding != "utf-8") {
    auto utf8 = base::ToUtf8(head, form.encoding);
    if (utf8.ok()) {
      converted = std::move(*utf8);
      text = converted;
    }
  }
  if (text.starts_with(kUtf8Mark)) text.remove_prefix(kUtf8Mark.size());
  if (base::Trim(text).starts_with('{')) {
    form.format = RegisterFormat::kJsonl;
    return form;
  }
  GuessDelimiter(text, form);
  return form;
}

Result<RegisterOutline> OutlineOf(std::string_view bytes, const RegisterForm& form) {
  Mapping mapping;
  mapping.format = form.format;
  mapping.delimiter = form.delimiter;
  mapping.encoding = form.encoding;
  mapping.sheet = form.sheet;
  // One more than is looked at, so that it is seen whether there are more.
  PM_ASSIGN(RegisterReader reader, RegisterReader::Open(bytes, mapping, kOutlineRowsMax + 1));
  RegisterOutline out;
  out.form = form;
  out.sheets = reader.sheets();
  if (form.format == RegisterFormat::kXlsx) out.form.sheet = reader.sheet();
  for (const std::string& name : reader.header()) {
    ColumnOutline column;
    column.name = name;
    out.columns.push_back(std::move(column));
  }
  std::vector<CellCounts> counts(out.columns.size());
  InputRow row;
  while (reader.Next(row)) {
    if (static_cast<std::size_t>(out.rows) == kOutlineRowsMax) {
      out.whole = false;
      break;
    }
    ++out.rows;
    if (row.fault) {
      ++out.faulty;
      continue;
    }
    std::vector<std::string> shown;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      std::string cell = Cut(std::string(base::Trim(row.cells[i])));
      if (out.sample.size() < kSampleRows) shown.push_back(cell);
      if (cell.empty()) continue;
      ++out.columns[i].filled;
      counts[i].Add(cell);
    }
    if (out.sample.size() < kSampleRows) out.sample.push_back(std::move(shown));
  }
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i].Tell(out.columns[i]);
  return out;
}

}  // namespace proofmark::registry
