// SPDX-License-Identifier: Apache-2.0
// A withdrawal takes back what an owner reported: a theft report that was filed in error, or whose weapon turned up at
// home. The event stays in the log and no longer stands; hits that rest on it are withdrawn behind it.
//
//   PM_ASSIGN(auto drafts, DecideWithdrawal({event, "stolen", record, true, leaf}, decision, setting, ids));
//
// Pure. Errors, first that applies: those of CheckDecision, kForbidden (another owner's event), kPrecondition (it does
// not stand any more).
#pragma once

#include <string>
#include <vector>

#include "model/ids.h"
#include "trace/decision.h"

namespace proofmark::trace {

// The life event that is taken back.
struct ReportStanding {
  model::ThingId event;
  std::string kind;
  std::string record;
  bool stands = true;
  base::Digest leaf{};
};

base::Result<std::vector<store::Draft>> DecideWithdrawal(const ReportStanding& report, const Decision& decision,
                                                         const DecisionSetting& setting, const registry::IdSource& ids);

}  // namespace proofmark::trace
