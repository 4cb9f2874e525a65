// SPDX-License-Identifier: Apache-2.0
#include "app/evaluation_outcomes.h"

#include <algorithm>
#include <cstdio>
#include <vector>

#include "base/csv.h"

namespace proofmark::app {

using base::Json;

namespace {

std::string TwoDigits(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", value);
  return text;
}

std::string TextOf(const Json& object, const char* key) {
  if (!object.is_object() || !object.contains(key) || object[key].is_null()) return "";
  return object[key].is_string() ? object[key].get<std::string>() : object[key].dump();
}

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

}  // namespace

void EvaluationOutcomes::Add(const Json& one, const match::MarkAnswer& answer, const CaseOutcome& outcome) {
  const std::string rank = outcome.rank < 0 ? "" : std::to_string(outcome.rank + 1);
  const std::string answered = answer.candidates.empty() ? "" : answer.candidates[0].best.source_id;
  for (const std::string& cell :
       {TextOf(one, "case"), outcome.name, TextOf(one["query"], "serial"), TextOf(one, "truth"), rank, answered,
        outcome.first ? TwoDigits(*outcome.first) : "", TwoDigits(outcome.of_none)}) {
    rows_ += base::CsvCell(cell) + ",";
  }
  rows_ += outcome.alert ? "alert\n" : "\n";
}

std::string LinesThatDiffer(const std::string& before, const std::string& after) {
  const std::vector<std::string> old_lines = LinesOf(before);
  const std::vector<std::string> new_lines = LinesOf(after);
  std::string out;
  // One line a case in the order of the cases: nothing has to be searched for.
  for (std::size_t i = 0; i < std::max(old_lines.size(), new_lines.size()); ++i) {
    const bool both = i < old_lines.size() && i < new_lines.size();
    if (both && old_lines[i] == new_lines[i]) continue;
    if (i < old_lines.size()) out += "-" + old_lines[i] + "\n";
    if (i < new_lines.size()) out += "+" + new_lines[i] + "\n";
  }
  return out;
}

}  // namespace proofmark::app
