// SPDX-License-Identifier: Apache-2.0
#include "vocab/table.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/bytes.h"
#include "base/csv.h"
#include "base/file.h"
#include "base/text.h"
#include "base/time.h"

namespace proofmark::vocab {
namespace {

using base::Code;
using base::Error;
using base::Result;

// Takes the next line off `rest`, without its line end.
std::string_view TakeLine(std::string_view& rest) {
  std::size_t end = rest.find('\n');
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

// "# source: text" gives the text.
Result<std::string> TakeHeader(const std::string& file, std::int64_t line, std::string_view name,
                               std::string_view& rest) {
  const std::string start = "# " + std::string(name) + ": ";
  std::string_view text = TakeLine(rest);
  std::string_view value = text.substr(0, start.size()) == start ? base::Trim(text.substr(start.size())) : "";
  if (value.empty()) return RowError(file, line, "\"" + start + "...\" expected, and something behind the colon");
  return std::string(value);
}

std::string Joined(const std::vector<std::string>& cells) {
  std::string out;
  for (const std::string& cell : cells) out += (out.empty() ? "" : ",") + cell;
  return out;
}

}  // namespace

Error RowError(const std::string& file, std::int64_t line, const std::string& message, const std::string& column) {
  return Error{Code::kInvalid, file + ", line " + std::to_string(line) + ": " + message, column};
}

Result<TableFiles> ReadTableFiles(const std::string& folder) {
  std::error_code failure;
  TableFiles files;
  std::filesystem::directory_iterator entries(folder, failure);
  if (failure) {
    return Error{Code::kNotFound, "no folder of tables at " + folder + ": " + failure.message(), "data"};
  }
  for (; entries != std::filesystem::directory_iterator(); entries.increment(failure)) {
    if (entries->path().extension() != ".csv") continue;
    PM_ASSIGN(std::string bytes, base::ReadFile(entries->path().string(), kTableBytesMax));
    files.emplace(entries->path().filename().string(), std::move(bytes));
  }
  if (failure) return Error{Code::kUnavailable, folder + " cannot be read: " + failure.message(), "data"};
  return files;
}

Result<Table> ParseTable(const std::string& file, std::string_view bytes, const std::vector<std::string>& columns) {
  Table table{.file = file, .source = {}, .as_of = {}, .licence = {}, .columns = columns, .rows = {}};
  std::string_view rest = bytes;
  PM_ASSIGN(table.source, TakeHeader(file, 1, "source", rest));
  PM_ASSIGN(table.as_of, TakeHeader(file, 2, "as_of", rest));
  PM_ASSIGN(table.licence, TakeHeader(file, 3, "licence", rest));
  if (!base::PartialDate::Parse(table.as_of).ok()) {
    return RowError(file, 2, "as_of \"" + table.as_of + "\" is not a date as 2026-11-24 or 2026");
  }
  base::CsvReader reader(rest, {});
  base::CsvRow row;
  bool seen_columns = false;
  while (reader.Next(row)) {
    const std::int64_t line = row.line + 3;
    if (row.error) return RowError(file, line, row.error->message);
    if (!seen_columns) {
      if (row.cells != columns) {
        return RowError(file, line, "columns \"" + Joined(row.cells) + "\"; \"" + Joined(columns) + "\" expected");
      }
      seen_columns = true;
      continue;
    }
    if (row.cells.size() != columns.size()) {
      return RowError(file, line,
                      std::to_string(row.cells.size()) + " cells; " + std::to_string(columns.size()) + " expected");
    }
    table.rows.push_back({line, row.cells});
  }
  if (!seen_columns) return RowError(file, 4, "no columns; \"" + Joined(columns) + "\" expected");
  return table;
}

std::string VersionOf(const TableFiles& files) {
  std::string list;
  for (const auto& [name, bytes] : files) {
    list += base::ToHex(base::View(base::Sha256(bytes))) + "  " + name + "\n";
  }
  return "sha256:" + base::ToHex(base::View(base::Sha256(list)));
}

}  // namespace proofmark::vocab
