// SPDX-License-Identifier: Apache-2.0
#include "registry/retention_rules.h"

#include <charconv>

namespace proofmark::registry {

using base::Code;
using base::Error;
using base::Result;

namespace {

Result<std::int64_t> DaysOf(const std::string& rule, const std::string& text) {
  std::int64_t days = -1;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), days);
  if (error == std::errc() && end == text.data() + text.size() && days >= 0 && days <= kRetentionDaysMax) return days;
  return Error{Code::kInvalid,
               "retention_rules.csv, rule " + rule + ": days \"" + text + "\" is no number from 0 to " +
                   std::to_string(kRetentionDaysMax),
               "days"};
}

// The last day on which the part may still be there.
std::optional<std::int64_t> LastDay(const RetentionRule& rule, const model::Event& event) {
  if (rule.since == CountedFrom::kRecorded) return event.at.ms / base::kDayMs + rule.days;
  if (!event.handling.expires_at) return std::nullopt;
  return event.handling.expires_at->LastDay() + rule.days;
}

}  // namespace

Result<std::vector<RetentionRule>> RetentionRules(const vocab::Vocabulary& words, const RetentionChoice& choice) {
  std::vector<RetentionRule> out;
  for (const vocab::Code& row : words.List("retention_rules").all()) {
    if (!row.until.empty()) continue;
    RetentionRule rule{row.code, row.name, store::Stream::kRecord, CountedFrom::kExpiresAt, 0, row.more.at("ground")};
    if (row.more.at("log") == "access") rule.log = store::Stream::kAccess;
    if (row.more.at("since") == "recorded") rule.since = CountedFrom::kRecorded;
    std::string days = row.more.at("days");
    if (rule.log == store::Stream::kAccess && choice.accesses_after_days) {
      days = std::to_string(*choice.accesses_after_days);
    }
    if (days.empty()) continue;  // its law sets no limit here
    PM_ASSIGN(rule.days, DaysOf(row.code, days));
    out.push_back(std::move(rule));
  }
  return out;
}

const RetentionRule* DueUnder(const std::vector<RetentionRule>& rules, const store::SealedPartAt& part,
                              const base::PartialDate& as_of) {
  for (const RetentionRule& rule : rules) {
    if (rule.log != part.place.stream) continue;
    const std::optional<std::int64_t> last = LastDay(rule, part.event);
    if (last && as_of.FirstDay() > *last) return &rule;
  }
  return nullptr;
}

}  // namespace proofmark::registry
