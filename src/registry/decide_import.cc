// SPDX-License-Identifier: Apache-2.0
#include "registry/decide_import.h"

#include <algorithm>

#include "base/bytes.h"

namespace proofmark::registry {
namespace {

// Whether every day that the file can mean lies before every day that the entry can mean.
bool IsOlder(const std::optional<base::PartialDate>& as_of, const store::RegisterEntry& entry) {
  if (!as_of || !entry.as_of) return false;
  auto entered = base::PartialDate::Parse(*entry.as_of);
  return entered.ok() && as_of->LastDay() < entered->FirstDay();
}

}  // namespace

RowDecision DecideRow(const RowReading& reading, const Occurrence& in_file,
                      const std::vector<store::RegisterEntry>& existing,
                      const std::optional<base::PartialDate>& as_of) {
  std::string_view content = base::View(reading.content);
  auto equal = std::find_if(existing.begin(), existing.end(),
                            [&](const store::RegisterEntry& entry) { return entry.content == content; });
  if (equal != existing.end()) return {RowOutcome::kDuplicate, equal->record, RowWarning::kNone};
  if (!in_file.first_of_its_content) return {RowOutcome::kDuplicate, std::nullopt, RowWarning::kNone};
  bool older = !existing.empty() &&
               std::all_of(existing.begin(), existing.end(), [&](const auto& entry) { return IsOlder(as_of, entry); });
  if (older) return {RowOutcome::kDuplicate, existing.front().record, RowWarning::kNone};
  if (in_file.distinct_contents_in_file > 1) return {RowOutcome::kNew, std::nullopt, RowWarning::kIdTwiceInFile};
  if (existing.size() > 1) return {RowOutcome::kNew, std::nullopt, RowWarning::kIdOfSeveralRecords};
  if (existing.size() == 1) return {RowOutcome::kCorrection, existing.front().record, RowWarning::kNone};
  return {};
}

std::string_view Describe(RowWarning warning) {
  switch (warning) {
    case RowWarning::kNone:
      return "";
    case RowWarning::kIdTwiceInFile:
      return "the register's number stands in this file with different contents; each became a record of its own";
    case RowWarning::kIdOfSeveralRecords:
      return "the register's number belongs to several records already; none was corrected, another one was made";
  }
  return "";
}

}  // namespace proofmark::registry
