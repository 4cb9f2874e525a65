// SPDX-License-Identifier: Apache-2.0
#include "registry/decide_item.h"

#include <algorithm>
#include <utility>

#include "ledger/canonical.h"
#include "registry/decide_case.h"
#include "store/draft.h"

namespace proofmark::registry {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

// Texts of an order are UTF-8 and far below the limit, so there is a spelling.
void Seal(store::Draft& draft, const char* part, const Json& json) {
  if (!json.empty()) draft.sealed.push_back({part, ledger::Canonical(json, ledger::kSealedBytesMax).value()});
}

store::Draft LifeDraft(const LifeOrder& life, const CommandSetting& setting, const IdSource& ids,
                       const std::string& subject) {
  store::Draft draft = CommandDraft(setting, ids, life.kind, subject);
  draft.event.happened = {life.date, life.date};
  model::LifeEvent body;
  body.document = life.document;
  draft.event.body = model::ToJson(body, setting.owner);
  Json notes = Json::object();
  if (life.notes) notes["note"] = *life.notes;
  Json parties = Json::object();
  if (life.from_party) parties["from_party"] = *life.from_party;
  if (life.to_party) parties["to_party"] = *life.to_party;
  Json place = Json::object();
  if (life.place) place["place"] = *life.place;
  Seal(draft, "notes", notes);
  Seal(draft, "parties", parties);
  Seal(draft, "place", place);
  return draft;
}

const model::Mark* StoodOpen(const model::Record& said, const model::Mark& mark) {
  auto found = std::find_if(said.marks.begin(), said.marks.end(),
                            [&](const model::Mark& was) { return was.kind == mark.kind && was.text == mark.text; });
  return found == said.marks.end() ? nullptr : &*found;
}

// A mark that stays what it was stays joined of the same columns: an order does not know of those.
std::vector<model::Mark> WithParts(std::vector<model::Mark> marks, const model::Record& said) {
  for (model::Mark& mark : marks) {
    if (const model::Mark* was = StoodOpen(said, mark)) mark.parts = was->parts;
  }
  return marks;
}

}  // namespace

store::Draft CommandDraft(const CommandSetting& setting, const IdSource& ids, std::string kind, std::string subject) {
  return store::NewDraft({setting.owner, setting.actor, std::move(kind), std::move(subject), setting.command,
                          setting.handling, setting.vocabulary},
                         ids);
}

std::vector<store::Draft> DecideNewRecord(const ItemOrder& what, const LifeOrder& life,
                                          const std::optional<std::string>& case_reference,
                                          const CommandSetting& setting, const IdSource& ids) {
  const std::string subject = model::ThingId{setting.owner, "item", ids.ulids.Make()}.ToText();
  store::Draft recorded = CommandDraft(setting, ids, "recorded", subject);
  model::Record record;
  record.item = what.item;
  record.marks = what.marks;
  record.case_reference = case_reference;
  recorded.event.body = model::ToJson(record, setting.owner);
  store::Draft happened = LifeDraft(life, setting, ids, subject);
  happened.caused_by = 0;
  std::vector<store::Draft> drafts;
  drafts.push_back(std::move(recorded));
  drafts.push_back(std::move(happened));
  return drafts;
}

std::vector<store::Draft> DecideLife(const base::Ulid& record, const LifeOrder& life, const CommandSetting& setting,
                                     const IdSource& ids) {
  return {LifeDraft(life, setting, ids, model::ThingId{setting.owner, "item", record}.ToText())};
}

Result<std::vector<store::Draft>> DecideRecovery(const RecoveryOrder& order, const std::optional<CaseOnFile>& on_file,
                                                 const CommandSetting& setting, const IdSource& ids) {
  std::vector<store::Draft> drafts;
  if (on_file) {
    PM_TRY(CheckSameCase(order.one, *on_file));
  } else {
    drafts.push_back(CaseDraft(order.one, ids.ulids.Make(), setting, ids));
  }
  const bool is_new = !drafts.empty();
  const std::string case_id =
      is_new ? drafts[0].event.subject : model::ThingId{setting.owner, "case", on_file->id}.ToText();
  const std::size_t first = drafts.size();
  for (store::Draft& draft : DecideNewRecord(order.what, order.life, order.one.reference, setting, ids)) {
    if (draft.caused_by) *draft.caused_by += first;
    drafts.push_back(std::move(draft));
  }
  for (const StepOrder& step : order.steps) {
    store::Draft draft = StepDraft(step, case_id, setting, ids);
    if (is_new) {
      draft.caused_by = 0;
    } else {
      draft.event.cause = on_file->leaf;
    }
    drafts.push_back(std::move(draft));
  }
  return drafts;
}

store::Draft DecideHandling(HandlingAct act, const base::Ulid& record, const std::string& reason,
                            const CommandSetting& setting, const IdSource& ids) {
  store::Draft draft = CommandDraft(setting, ids, act == HandlingAct::kWiden ? "handling_widened" : "handling_narrowed",
                                    model::ThingId{setting.owner, "item", record}.ToText());
  draft.event.body = model::ToJson(model::HandlingChange{reason});
  return draft;
}

Result<std::vector<store::Draft>> DecideCorrection(const CorrectionOrder& order, const RecordOnFile& on_file,
                                                   const CommandSetting& setting, const IdSource& ids) {
  const std::vector<model::Mark> marks = WithParts(order.what.marks, on_file.said);
  if (!on_file.has_sealed_marks && order.what.item == on_file.said.item && marks == on_file.said.marks) {
    return Error{Code::kPrecondition, "item and marks are on record just so; there is nothing to correct", "item"};
  }
  store::Draft draft =
      CommandDraft(setting, ids, "corrected", model::ThingId{setting.owner, "item", on_file.id}.ToText());
  draft.event.cause = on_file.leaf;
  model::Record record = on_file.said;
  record.item = order.what.item;
  record.marks.clear();
  record.replaces.clear();
  record.reason = order.reason;
  if (on_file.has_sealed_row) record.row_of = on_file.content_event;
  Json sealed = Json::array();
  for (const model::Mark& mark : marks) {
    if (on_file.has_sealed_marks && StoodOpen(on_file.said, mark) == nullptr) {
      sealed.push_back(model::ToJson(mark));
    } else {
      record.marks.push_back(mark);
    }
  }
  draft.event.body = model::ToJson(record, setting.owner);
  if (!sealed.empty()) Seal(draft, "marks", {{"marks", sealed}});
  std::vector<store::Draft> drafts;
  drafts.push_back(std::move(draft));
  return drafts;
}

}  // namespace proofmark::registry
