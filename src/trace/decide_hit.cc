// SPDX-License-Identifier: Apache-2.0
#include "trace/decide_hit.h"

#include <array>
#include <utility>

#include "model/hit.h"
#include "model/record.h"

namespace proofmark::trace {

using base::Code;
using base::Error;
using base::Result;

namespace {

struct Act {
  HitAct act;
  const char* kind;       // of the event
  const char* link_kind;  // what is said of the two records; empty for nothing
  const char* link;       // the link's state after it
};

constexpr std::array<Act, 4> kActs = {{{HitAct::kCompare, "hit_compared", "", ""},
                                       {HitAct::kConfirm, "hit_confirmed", "linked", "confirmed"},
                                       {HitAct::kReject, "hit_rejected", "link_rejected", "rejected"},
                                       {HitAct::kInconclusive, "hit_inconclusive", "unlinked", "unlinked"}}};

Result<void> CheckState(const Act& act, const HitStanding& hit) {
  if (hit.state == "withdrawn") {
    return Error{Code::kPrecondition,
                 hit.hit + " is withdrawn: what it rested on no longer stands, and there is nothing to decide", "id"};
  }
  if (act.act == HitAct::kCompare || hit.state == "candidate" || hit.state == "compared") return {};
  return Error{Code::kPrecondition,
               hit.hit + " is " + hit.state + "; a new comparison opens it again (proofmark hit compare)", "id"};
}

// What an earlier decision said of the two is taken back only where it said something.
bool SaysOfTheRecords(const Act& act, const HitStanding& hit) {
  if (*act.link_kind == '\0' || hit.link == act.link) return false;
  return act.act != HitAct::kInconclusive || hit.link == "confirmed" || hit.link == "rejected";
}

}  // namespace

Result<std::vector<store::Draft>> DecideHit(HitAct what, const HitStanding& hit, const Decision& decision,
                                            const DecisionSetting& setting, const registry::IdSource& ids) {
  const Act& act = kActs[static_cast<std::size_t>(what)];
  PM_ASSERT(act.act == what);
  PM_TRY(CheckDecision(decision));
  PM_TRY(CheckState(act, hit));
  std::vector<store::Draft> drafts;
  auto add = [&](const char* kind, const std::string& subject, base::Json body, WithNote with_note) {
    store::Draft draft = DecisionDraft(decision, setting, ids, kind, subject, std::move(body), with_note);
    if (drafts.empty()) {
      draft.event.cause = hit.leaf;
    } else {
      draft.caused_by = drafts.size() - 1;
    }
    drafts.push_back(std::move(draft));
  };
  const base::Json why = model::ToJson(model::HitDecision{decision.reason});
  if (what != HitAct::kCompare && hit.state == "candidate") {
    add(kActs[0].kind, hit.hit, why, WithNote::kNo);
  }
  add(act.kind, hit.hit, why, WithNote::kYes);
  if (SaysOfTheRecords(act, hit)) {
    add(act.link_kind, hit.record, model::ToJson(model::Link{hit.other, decision.reason}), WithNote::kNo);
  }
  return drafts;
}

}  // namespace proofmark::trace
