// SPDX-License-Identifier: Apache-2.0
#include "trace/decision.h"

#include <utility>

#include "base/text.h"
#include "model/ids.h"
#include "model/record.h"
#include "model/staff_id.h"

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
  store::Draft draft;
  model::Event& event = draft.event;
  event.id = ids.ulids.Make();
  event.owner = setting.owner;
  event.actor = decision.by;
  event.kind = std::move(kind);
  event.subject = std::move(subject);
  event.handling = setting.handling;
  event.command = setting.command;
  event.vocabulary = setting.vocabulary;
  event.nonce = ids.rng.Bytes<16>();
  event.body = std::move(body);
  if (with_note == WithNote::kYes && !decision.note.empty()) {
    draft.sealed.push_back({"notes", base::JsonLine({{"note", decision.note}})});
  }
  return draft;
}

}  // namespace proofmark::trace
