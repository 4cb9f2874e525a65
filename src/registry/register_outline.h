// SPDX-License-Identifier: Apache-2.0
// A RegisterOutline is what can be seen of a register's file before anybody has said what its columns mean: its format,
// its columns, how they are filled, its first rows.
//
//   RegisterForm form = GuessForm(bytes);                  // {kCsv, ';', "windows-1252"}
//   PM_ASSIGN(RegisterOutline outline, OutlineOf(bytes, form));
//   outline.columns[2].values;                             // the most frequent cells, with how often each stands there
//
// A guess is shown to a person and never acted on by itself. Pure; safe from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "registry/mapping.h"

namespace proofmark::registry {

inline constexpr std::size_t kOutlineRowsMax = 20'000;  // that are looked at
inline constexpr std::size_t kSampleRows = 10;
inline constexpr std::size_t kSampleCellMax = 200;  // bytes of a cell that is shown
inline constexpr std::size_t kValuesListed = 100;   // of a column
inline constexpr std::size_t kValuesCounted = 2000;

// How a file is written: the first keys of a mapping.
struct RegisterForm {
  RegisterFormat format = RegisterFormat::kCsv;
  char delimiter = ',';
  std::string encoding = "utf-8";
  std::optional<std::string> sheet{};  // of xlsx; the first where nothing is said

  bool operator==(const RegisterForm&) const = default;
};

struct CellCount {
  std::string text;
  std::int64_t n = 0;
};

struct ColumnOutline {
  std::string name;
  std::int64_t filled = 0;  // rows whose cell is not empty
  // Different cells, the most frequent first; `values_complete` where these are all.
  std::vector<CellCount> values;
  bool values_complete = true;
};

struct RegisterOutline {
  RegisterForm form;
  std::vector<std::string> sheets;  // of a workbook
  std::vector<ColumnOutline> columns;
  std::vector<std::vector<std::string>> sample;  // cells of the first rows
  std::int64_t rows = 0;                         // looked at
  std::int64_t faulty = 0;                       // of these, not of the format
  bool whole = true;                             // the file has no further rows
};

// What the bytes themselves say: byte order marks, UTF-8 or what ICU takes an 8-bit text for, the sign that parts
// cells.
RegisterForm GuessForm(std::string_view bytes);

// Errors: those of RegisterReader::Open.
base::Result<RegisterOutline> OutlineOf(std::string_view bytes, const RegisterForm& form);

}  // namespace proofmark::registry
