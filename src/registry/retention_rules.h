// SPDX-License-Identifier: Apache-2.0
// A RetentionRule says when a sealed part has had its time: so many days after a date that its event bears.
//
//   PM_ASSIGN(std::vector<RetentionRule> rules, RetentionRules(words, {.accesses_after_days = 1095}));
//   const RetentionRule* rule = DueUnder(rules, part, *base::PartialDate::Parse("2031-02-01"));   // R1, or nullptr
//
// The rules are data/retention_rules.csv: an officer changes them without a compiler. A retired rule asks for nothing.
// Pure; safe from any thread. Errors: kInvalid (a row of the table that cannot be read, days that are no days).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "store/store.h"
#include "vocab/vocabulary.h"

namespace proofmark::registry {

inline constexpr std::int64_t kRetentionDaysMax = 36'525;  // a hundred years

enum class CountedFrom { kExpiresAt, kRecorded };

struct RetentionRule {
  std::string code;  // R1
  std::string name;  // its sentence
  store::Stream log = store::Stream::kRecord;
  CountedFrom since = CountedFrom::kExpiresAt;
  std::int64_t days = 0;
  std::string ground;  // of erasure_grounds
};

struct RetentionChoice {
  std::optional<std::int64_t> accesses_after_days{};  // goes before the table, for rules of the access log
};

// The rules that are in use and have their days, by code.
base::Result<std::vector<RetentionRule>> RetentionRules(const vocab::Vocabulary& words, const RetentionChoice& choice);

// The first rule under which the part is due on that day; nullptr where none is. A date that says only a month or a
// year has passed with its last day.
const RetentionRule* DueUnder(const std::vector<RetentionRule>& rules, const store::SealedPartAt& part,
                              const base::PartialDate& as_of);

}  // namespace proofmark::registry
