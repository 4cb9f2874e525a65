// SPDX-License-Identifier: Apache-2.0
#include "app/evaluation_ceiling.h"

#include <algorithm>
#include <unordered_set>
#include <vector>

#include "match/marks/candidates.h"
#include "match/marks/field_score.h"

namespace proofmark::app {

using match::Pattern;

bool FitsWithGaps(const Pattern& reading, const Pattern& number) {
  const std::size_t m = number.size();
  const bool runs = reading.has_run() || number.has_run();
  if (!runs && reading.size() != m) return false;
  std::vector<char> row(m + 1, 0);  // may the first i symbols of the reading be the first j of the number?
  row[0] = 1;
  for (std::size_t j = 0; j < m && number[j] == Pattern::kRun; ++j) row[j + 1] = 1;
  for (std::size_t i = 0; i < reading.size(); ++i) {
    const bool run = reading[i] == Pattern::kRun;
    char diagonal = row[0];
    bool any = run && row[0] != 0;
    if (!run) row[0] = 0;
    for (std::size_t j = 0; j < m; ++j) {
      const char above = row[j + 1];
      const bool open = number[j] == Pattern::kRun;
      const bool pair = !run && !open && diagonal != 0 && (reading.Possible(i) & number.Possible(j)) != 0;
      const bool over = (run && (above != 0 || row[j] != 0)) || (open && (above != 0 || row[j] != 0));
      row[j + 1] = pair || over ? 1 : 0;
      any = any || row[j + 1] != 0;
      diagonal = above;
    }
    if (!any) return false;
  }
  return row[m] != 0;
}

std::optional<std::size_t> FitEqually(const EvaluatedIndex& where, const match::MarkQuery& query,
                                      const std::set<std::string>& expected) {
  if (query.marks.size() != 1 || expected.empty()) return std::nullopt;
  auto reading = Pattern::Parse(query.marks[0].pattern);
  if (!reading.ok() || reading->read() == reading->size()) return std::nullopt;
  const std::unordered_set<std::size_t> left_out = match::RowsLeftOut(where.index, query);
  const match::FieldScorer fields(where.tables, where.words, where.index, query);
  struct Fitting {
    Pattern number;
    double bits;  // of the description
  };
  std::vector<Fitting> others;
  std::optional<Fitting> right;
  std::vector<Pattern> patterns;
  for (std::size_t row = 0; row < where.index.size(); ++row) {
    where.index.Patterns(row, patterns);
    const auto fits =
        std::ranges::find_if(patterns, [&](const Pattern& number) { return FitsWithGaps(*reading, number); });
    if (fits == patterns.end() || !where.index.Sees(where.view, row) || left_out.contains(row)) continue;
    const Fitting fitting = {*fits, fields.Bits(where.index.SaidBy(row))};
    if (!expected.contains(where.index.SourceId(row))) {
      others.push_back(fitting);
    } else if (!right || fitting.bits > right->bits) {
      right = fitting;
    }
  }
  if (!right) return std::nullopt;
  const auto gaps = [](const Pattern& number) { return number.size() - number.read(); };
  std::unordered_set<std::string> numbers;
  for (const Fitting& other : others) {
    if (other.bits < right->bits || gaps(other.number) > gaps(right->number) || other.number == right->number) {
      continue;
    }
    numbers.insert(other.number.ToText());
  }
  return numbers.size() + 1;
}

}  // namespace proofmark::app
