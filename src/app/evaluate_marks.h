// SPDX-License-Identifier: Apache-2.0
// EvaluateMarks says how good the search for marks is, on labelled cases against the registers of the database.
//
//   PM_ASSIGN(base::Json report, EvaluateMarks(proofmark, asking, lines, {.misses_shown = 20}));
//
// A case is one object of JSON a line: {"case", "class", "query": {"serial", "make", "model", "calibre", "type"},
// "expected_ids": [register numbers], "exclude_id"?, "exclude_ids"?}. Without an expected number the weapon is absent
// (class "absent"), and whatever is put before a person is a false answer. docs/reference/matching.md reads a report.
// Errors: kInvalid (a line that is no case; the message names it).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/evaluation_report.h"
#include "app/proofmark.h"
#include "base/json.h"
#include "base/result.h"
#include "match/marks/mark_search.h"

namespace proofmark::app {

struct Evaluation {
  std::size_t misses_shown = 0;
  double prior_present = 0.5;
  // Of each class, so many right and so many wrong first answers come with the lines of their evidence.
  std::size_t evidence_shown = 0;
  // Told each case as it was answered.
  std::function<void(const base::Json& one, const match::MarkAnswer& answer, const CaseOutcome& outcome)> each{};
};

base::Result<base::Json> EvaluateMarks(Proofmark& proofmark, const std::vector<base::Json>& cases,
                                       const Evaluation& evaluation);

}  // namespace proofmark::app
