// SPDX-License-Identifier: Apache-2.0
// A SerialRule is one line of data/serial_rules.csv: a form of mark, of whom, under which conditions, and what it
// tells.
//
//   rule                 pattern            condition  make    means   says
//   taurus-1981-letters  [A-Z][A-L]#{5,6}              taurus  serial  year=1981+1:ABC...Z month=1+2:ABCDEFGHIJKL
//
// The columns and the little language of `says` stand in docs/reference/serial_rules.md. Plain values; read once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "match/marks/serial_pattern.h"
#include "vocab/table.h"

namespace proofmark::match {

// What a mark of this form is.
enum class MarkMeaning {
  kSerial,
  kForm,        // a form that the make's serials have: what nearly fits it may be misread
  kClosedForm,  // as form, and every true number of it is explained by a rule of this make
  kDate,
  kImporter,  // a name that stands on weapons which others made
  kPatent,
  kStockNumber,
};

// One thing that a mark says: a constant, or what stands at some of its positions.
struct SaysTerm {
  enum class How { kText, kSlice, kLetter, kTwoDigits, kSteps };
  std::string name;
  How how = How::kText;
  std::string text;       // of kText
  std::int32_t base = 0;  // of kLetter: the number of the alphabet's first character
  int first = 0;          // positions from 1; of kSlice from `first` to `second`
  int second = 0;
  std::string alphabet;  // of kLetter, kTwoDigits
  struct Step {
    std::int64_t from = 0;              // the mark as a number, at least
    std::optional<std::int32_t> value;  // nothing: past the end of what is known
    bool or_before = false;
  };
  std::vector<Step> steps;

  // What it says of a mark that can have these spellings: {"year": 2006}, or {"year_from", "year_to"} where what was
  // read leaves a few; nothing where it leaves more, or is past the end of the steps.
  void AddTo(const std::vector<Spelling>& spellings, base::Json& says) const;
  // Is every number that the mark can be past the last step?
  bool IsPastTheEnd(const std::vector<Spelling>& spellings) const;
};

struct SerialCondition {
  std::string field;  // calibre, type, kind, country
  std::vector<std::string> values;
};

struct SerialRule {
  std::string name;
  SerialPattern pattern;
  std::vector<SerialCondition> conditions;
  std::string make;  // empty: of any
  MarkMeaning means = MarkMeaning::kSerial;
  std::vector<SaysTerm> says;
  std::string source;

  // Errors: kInvalid, with file and line.
  static base::Result<SerialRule> Parse(const vocab::Table& table, const vocab::TableRow& row);
};

}  // namespace proofmark::match
