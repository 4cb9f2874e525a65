// SPDX-License-Identifier: Apache-2.0
#include "trace/decide_withdrawal.h"

#include <utility>

#include "model/record.h"

namespace proofmark::trace {

using base::Code;
using base::Error;
using base::Result;

Result<std::vector<store::Draft>> DecideWithdrawal(const ReportStanding& report, const Decision& decision,
                                                   const DecisionSetting& setting, const registry::IdSource& ids) {
  PM_TRY(CheckDecision(decision));
  if (report.event.owner != setting.owner) {
    return Error{Code::kForbidden, report.event.ToText() + ": only its owner takes an event back", "event"};
  }
  if (!report.stands) {
    return Error{Code::kPrecondition, report.event.ToText() + " (" + report.kind + ") no longer stands", "event"};
  }
  store::Draft draft = DecisionDraft(
      decision, setting, ids, "withdrawn", report.record,
      model::ToJson(model::Withdrawal{report.event.ulid, decision.reason}, setting.owner), WithNote::kYes);
  draft.event.cause = report.leaf;
  return std::vector{std::move(draft)};
}

}  // namespace proofmark::trace
