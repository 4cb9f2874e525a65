// SPDX-License-Identifier: Apache-2.0
#include "trace/decide_link.h"

#include <array>

#include "model/record.h"

namespace proofmark::trace {

using base::Code;
using base::Error;
using base::Result;

namespace {

struct Act {
  LinkAct act;
  const char* kind;   // of the event
  const char* state;  // that it leads to
};

constexpr std::array<Act, 3> kActs = {{{LinkAct::kConfirm, "linked", "confirmed"},
                                       {LinkAct::kReject, "link_rejected", "rejected"},
                                       {LinkAct::kUndo, "unlinked", "unlinked"}}};

}  // namespace

Result<std::vector<store::Draft>> DecideLink(const LinkOrder& order, const std::string& state, const Decision& decision,
                                             const DecisionSetting& setting, const registry::IdSource& ids) {
  PM_TRY(CheckDecision(decision));
  if (order.record == order.other) {
    return Error{Code::kInvalid, order.record + " is one record: it takes two to be linked", "other"};
  }
  const Act& act = kActs[static_cast<std::size_t>(order.act)];
  PM_ASSERT(act.act == order.act);
  if (state == act.state) {
    return Error{Code::kPrecondition,
                 "the link of " + order.record + " and " + order.other + " is " + state + " already", "other"};
  }
  if (order.act == LinkAct::kUndo && state.empty()) {
    return Error{Code::kPrecondition,
                 "nobody has said anything of " + order.record + " and " + order.other + ": there is nothing to undo",
                 "other"};
  }
  return std::vector{DecisionDraft(decision, setting, ids, act.kind, order.record,
                                   model::ToJson(model::Link{order.other, decision.reason}), WithNote::kYes)};
}

}  // namespace proofmark::trace
