// SPDX-License-Identifier: Apache-2.0
#include "registry/decide_case.h"

#include <utility>

namespace proofmark::registry {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

// The body is what anybody with the handling may read; the place is sealed.
void SetContent(store::Draft& draft, const model::Case& one) {
  draft.event.happened = one.date;
  model::Case open = one;
  open.place.reset();
  draft.event.body = model::ToJson(open);
  if (one.place) draft.sealed.push_back({"place", base::JsonLine({{"place", *one.place}})});
}

}  // namespace

store::Draft CaseDraft(const model::Case& one, const base::Ulid& id, const CommandSetting& setting,
                       const IdSource& ids) {
  store::Draft draft = CommandDraft(setting, ids, "recorded", model::ThingId{setting.owner, "case", id}.ToText());
  SetContent(draft, one);
  return draft;
}

store::Draft StepDraft(const StepOrder& step, const std::string& case_id, const CommandSetting& setting,
                       const IdSource& ids) {
  store::Draft draft = CommandDraft(setting, ids, "step_done", case_id);
  draft.event.happened = {step.day, step.day};
  draft.event.body = model::ToJson(step.done);
  if (step.note) draft.sealed.push_back({"notes", base::JsonLine({{"note", *step.note}})});
  return draft;
}

Result<void> CheckSameCase(const model::Case& told, const CaseOnFile& on_file) {
  const model::Case& said = on_file.said;
  auto other = [&](const std::string& what) {
    return Error{Code::kConflict,
                 "case " + Quoted(told.reference) + " is on record with another " + what +
                     "; leave it out here, or correct the case first (correct_case)",
                 "case." + what};
  };
  if (told.date.from && told.date != said.date) return other("date");
  if (told.place && !on_file.place_unseen && told.place != said.place) return other("place");
  if (told.offence && told.offence != said.offence) return other("offence");
  if (told.terrorism && told.terrorism != said.terrorism) return other("terrorism");
  if (!told.linked.empty() && told.linked != said.linked) return other("linked");
  return {};
}

Result<std::vector<store::Draft>> DecideCase(const CaseOrder& order, const std::optional<CaseOnFile>& on_file,
                                             const CommandSetting& setting, const IdSource& ids) {
  if (on_file) {
    return Error{Code::kConflict,
                 "case " + Quoted(order.one.reference) + " is on record already, as " +
                     model::ThingId{setting.owner, "case", on_file->id}.ToText() + "; correct it (correct_case)",
                 "case.reference"};
  }
  std::vector<store::Draft> drafts;
  drafts.push_back(CaseDraft(order.one, ids.ulids.Make(), setting, ids));
  return drafts;
}

Result<std::vector<store::Draft>> DecideCaseCorrection(const CaseOrder& order, const CaseOnFile& on_file,
                                                       const CommandSetting& setting, const IdSource& ids) {
  if (order.one == on_file.said) {
    return Error{Code::kPrecondition, "the case is on record just so; there is nothing to correct", "case"};
  }
  store::Draft draft =
      CommandDraft(setting, ids, "corrected", model::ThingId{setting.owner, "case", on_file.id}.ToText());
  draft.event.cause = on_file.leaf;
  SetContent(draft, order.one);
  draft.event.body["reason"] = order.reason;
  std::vector<store::Draft> drafts;
  drafts.push_back(std::move(draft));
  return drafts;
}

std::vector<store::Draft> DecideStep(const StepOrder& step, const CaseOnFile& on_file, const CommandSetting& setting,
                                     const IdSource& ids) {
  std::vector<store::Draft> drafts;
  drafts.push_back(StepDraft(step, model::ThingId{setting.owner, "case", on_file.id}.ToText(), setting, ids));
  drafts[0].event.cause = on_file.leaf;
  return drafts;
}

}  // namespace proofmark::registry
