// SPDX-License-Identifier: Apache-2.0
#include "trace/decision.h"

#include <utility>

#include "base/text.h"
#include "model/ids.h"
#include "model/record.h"
#include "model/staff_id.h"
#include "store/draft.h"

namespace proofmark::trace {

using base::Code;
using base::Error;
using base::Result;

Result<void> CheckDecision(const Decision& decision) {
  PM_TRY(model::CheckStaffId(decision.by, "by"));
  if (decision.reason.size() > model::kFieldTextMax) {
    return Error{Code::kTooLarge,
                 "reason: " + std::to_string(decision.reason.size()) + " bytes; at most " +
                     std::to_string(model::kFieldTextMax) + "; what is longer belongs into the note",
                 "reason"};
  }
  if (decision.note.size() > kNoteMax) {
    return Error{Code::kTooLarge, "note: at most " + std::to_string(kNoteMax) + " bytes", "note"};
  }
  if (base::Trim(decision.reason).empty()) {
    return Error{Code::kInvalid, "reason: a decision without its reason helps nobody; say what was compared", "reason"};
  }
  if (!base::IsUtf8(decision.reason) || !base::IsUtf8(decision.note)) {
    return Error{Code::kInvalid, "reason or note: not UTF-8", "reason"};
  }
  return {};
}

store::Draft DecisionDraft(const Decision& decision, const DecisionSetting& setting, const registry::IdSource& ids,
                           std::string kind, std::string subject, base::Json body, WithNote with_note) {
  store::Draft draft = store::NewDraft({setting.owner, decision.by, std::move(kind), std::move(subject),
                                        setting.command, setting.handling, setting.vocabulary},
                                       ids);
  draft.event.body = std::move(body);
  if (with_note == WithNote::kYes && !decision.note.empty()) {
    draft.sealed.push_back({"notes", base::JsonLine({{"note", decision.note}})});
  }
  return draft;
}

}  // namespace proofmark::trace
