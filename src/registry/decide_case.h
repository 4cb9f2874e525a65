// SPDX-License-Identifier: Apache-2.0
// What a person's order about a case becomes: `recorded` or `corrected` of the case, `step_done` in it.
//
//   PM_ASSIGN(auto drafts, DecideCase(order, std::nullopt, setting, ids));
//
// An exact place lies in the sealed part "place", a note in "notes". Pure but for ids and nonces.
// Errors, first that applies: kConflict (the reference is on record already), kPrecondition (nothing is changed).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "registry/decide_item.h"

namespace proofmark::registry {

// `on_file`: the case of that reference, where the owner has one that the asker sees.
base::Result<std::vector<store::Draft>> DecideCase(const CaseOrder& order, const std::optional<CaseOnFile>& on_file,
                                                   const CommandSetting& setting, const IdSource& ids);
// The whole content anew; steps stand, and the reference stays.
base::Result<std::vector<store::Draft>> DecideCaseCorrection(const CaseOrder& order, const CaseOnFile& on_file,
                                                             const CommandSetting& setting, const IdSource& ids);
std::vector<store::Draft> DecideStep(const StepOrder& step, const CaseOnFile& on_file, const CommandSetting& setting,
                                     const IdSource& ids);

// kConflict where the order says something else of a case than what is on record; what it leaves out, and what
// nobody can show it, agrees.
base::Result<void> CheckSameCase(const model::Case& told, const CaseOnFile& on_file);

store::Draft CaseDraft(const model::Case& one, const base::Ulid& id, const CommandSetting& setting,
                       const IdSource& ids);
store::Draft StepDraft(const StepOrder& step, const std::string& case_id, const CommandSetting& setting,
                       const IdSource& ids);

}  // namespace proofmark::registry
