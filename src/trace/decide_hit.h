// SPDX-License-Identifier: Apache-2.0
// What a person may say of a hit, and what follows.
//
//   candidate -> compared -> confirmed | rejected | inconclusive        withdrawn, by the program, from each of them
//
//   PM_ASSIGN(auto drafts, DecideHit(HitAct::kConfirm, hit, decision, setting, ids));
//   // a candidate: hit_compared, hit_confirmed, linked
//
// A decision on a candidate is a comparison too, and both are written. What was decided is opened again by a new
// comparison, also a confirmation: who erred must be able to say so. Withdrawn is final.
// What a person says of a hit is said of its two records: confirmed links them, rejected keeps them apart,
// inconclusive takes back what an earlier decision said. Each event names the one before it as its cause. Pure.
// Errors, first that applies: those of CheckDecision, kPrecondition (the state does not permit it).
#pragma once

#include <string>
#include <vector>

#include "trace/decision.h"

namespace proofmark::trace {

enum class HitAct { kCompare, kConfirm, kReject, kInconclusive };

// A hit as it stands.
struct HitStanding {
  std::string hit;     // "BR-RJ.hit.01J9..."
  std::string record;  // in hand, of the owner in whose log the hit stands
  std::string other;
  std::string state;    // candidate, compared, confirmed, rejected, inconclusive, withdrawn
  base::Digest leaf{};  // of its latest event
  std::string link{};   // of the two records in that log: confirmed, rejected, unlinked, or empty
};

base::Result<std::vector<store::Draft>> DecideHit(HitAct act, const HitStanding& hit, const Decision& decision,
                                                  const DecisionSetting& setting, const registry::IdSource& ids);

}  // namespace proofmark::trace
