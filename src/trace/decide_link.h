// SPDX-License-Identifier: Apache-2.0
// A link is a named person's word on two records: they are one weapon, or they are not.
//
//   PM_ASSIGN(auto drafts, DecideLink({LinkAct::kConfirm, frame, pistol}, "", decision, setting, ids));
//
// The last word of an owner on a pair counts. A weapon put together from three guns is linked to the records of all
// three, and is one weapon with three numbers from then on. Whether the records are there, and for this reader, is the
// caller's to know. Pure.
// Errors, first that applies: those of CheckDecision, kInvalid (a record with itself), kPrecondition (it is said
// already; nothing to undo).
#pragma once

#include <string>
#include <vector>

#include "trace/decision.h"

namespace proofmark::trace {

enum class LinkAct { kConfirm, kReject, kUndo };

struct LinkOrder {
  LinkAct act = LinkAct::kConfirm;
  std::string record;  // in the log of whose owner it is written
  std::string other;
};

// `state` of the pair in the owner's log: confirmed, rejected, unlinked, or empty where nothing was said of it.
base::Result<std::vector<store::Draft>> DecideLink(const LinkOrder& order, const std::string& state,
                                                   const Decision& decision, const DecisionSetting& setting,
                                                   const registry::IdSource& ids);

}  // namespace proofmark::trace
