// SPDX-License-Identifier: Apache-2.0
// EvaluationOutcomes is a table of what was answered to each labelled case, one line a case: a change of the search
// shows in it as a difference that a person reads (cases/README.md).
//
//   EvaluationOutcomes outcomes;
//   outcomes.Add(json, answer, outcome);       // as Evaluation::each is told
//   outcomes.ToCsv();                          // case,class,truth,rank,answered,probability,none,alert
//
// `rank` counts from 1 and is empty where the right weapon is not among the first ten; probabilities have two digits,
// so that the last bit of a machine's arithmetic changes nothing. One thread at a time.
#pragma once

#include <string>

#include "app/evaluate_marks.h"

namespace proofmark::app {

class EvaluationOutcomes {
 public:
  void Add(const base::Json& one, const match::MarkAnswer& answer, const CaseOutcome& outcome);
  std::string ToCsv() const { return rows_; }

 private:
  std::string rows_ = "case,class,serial,truth,rank,answered,probability,none,alert\n";
};

// The lines in which two tables differ, "-" before one of the first and "+" before one of the second; empty where they
// are equal.
std::string LinesThatDiffer(const std::string& before, const std::string& after);

}  // namespace proofmark::app
