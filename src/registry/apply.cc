// SPDX-License-Identifier: Apache-2.0
#include "registry/apply.h"

#include <string>
#include <utility>

#include "model/case.h"
#include "model/epoch_opening.h"
#include "model/erasure.h"
#include "model/file.h"
#include "model/hit.h"
#include "model/ids.h"
#include "registry/apply_people.h"
#include "registry/resolve.h"
#include "store/log.h"

namespace proofmark::registry {
namespace {

using base::Code;
using base::Error;
using base::Result;
using model::Event;
using store::Rows;

Result<base::Ulid> ItemOf(const Event& event) {
  PM_ASSIGN(model::ThingId subject, model::ThingId::Parse(event.subject));
  if (subject.kind != "item" || subject.owner != event.owner) {
    return Error{Code::kInvalid, event.kind + ": the subject must be an item of " + event.owner, "subject"};
  }
  return subject.ulid;
}

Result<base::Ulid> CaseOf(const Event& event) {
  PM_ASSIGN(model::ThingId subject, model::ThingId::Parse(event.subject));
  if (subject.kind != "case" || subject.owner != event.owner) {
    return Error{Code::kInvalid, event.kind + ": the subject must be a case of " + event.owner, "subject"};
  }
  return subject.ulid;
}

bool IsOfACase(const Event& event) {
  auto subject = model::ThingId::Parse(event.subject);
  return subject.ok() && subject->kind == "case";
}

Result<Rows> ApplyCase(const Event& event) {
  PM_ASSIGN(base::Ulid id, CaseOf(event));
  PM_ASSIGN(model::Case one, model::CaseFromJson(event.body));
  Rows rows;
  rows.case_file = store::CaseRow{id, std::move(one.reference), {}, {}, one.terrorism};
  if (one.date.from) rows.case_file->from_day = one.date.from->FirstDay();
  if (one.date.to) rows.case_file->to_day = one.date.to->LastDay();
  rows.corrects = event.kind == "corrected";
  return rows;
}

Result<Rows> ApplyStep(const Event& event) {
  PM_ASSIGN(base::Ulid id, CaseOf(event));
  PM_ASSIGN(model::StepDone step, model::StepDoneFromJson(event.body));
  Rows rows;
  rows.case_step = store::CaseStepRow{id, std::move(step.step), std::move(step.by), {}, std::move(step.exhibit)};
  if (event.happened.to) rows.case_step->done_day = event.happened.to->LastDay();
  return rows;
}

Result<Rows> ApplyFile(const Event& event) {
  PM_TRY(model::AttachedFileFromJson(event.body));
  PM_ASSIGN(base::Ulid thing, IsOfACase(event) ? CaseOf(event) : ItemOf(event));
  Rows rows;
  rows.file = store::FileRow{thing};
  return rows;
}

Result<store::RegisterRowRow> RegisterRowOf(const model::RegisterRow& origin) {
  PM_ASSIGN(std::string content, base::FromHex(origin.content));
  store::RegisterRowRow row{origin.source, origin.source_id, std::move(content), std::nullopt};
  if (origin.as_of) row.as_of = origin.as_of->ToText();
  return row;
}

Result<Rows> ApplyRecord(const vocab::Vocabulary& words, const Event& event) {
  PM_ASSIGN(base::Ulid item, ItemOf(event));
  PM_ASSIGN(model::Record record, model::RecordFromJson(event.body, event.owner));
  Rows rows;
  ResolvedItem resolved = Resolve(words, record.item);
  rows.record = store::RecordRow{item,
                                 std::move(resolved.type),
                                 std::move(resolved.make),
                                 std::move(resolved.model),
                                 std::move(resolved.calibre),
                                 std::move(resolved.made_country),
                                 std::move(resolved.import_country),
                                 std::move(record.item.year),
                                 std::move(record.case_reference),
                                 std::move(record.item.make),
                                 std::move(record.item.model),
                                 std::move(record.item.calibre)};
  for (model::Mark& mark : record.marks) {
    rows.marks.push_back({std::move(mark.kind), std::move(mark.text), std::move(mark.parts), std::move(mark.pattern)});
  }
  if (record.origin) {
    PM_ASSIGN(rows.register_row, RegisterRowOf(*record.origin));
  }
  if (event.kind == "corrected") {
    rows.corrects = true;
    rows.subject = item;
    rows.no_longer = std::move(record.replaces);
  }
  return rows;
}

Result<Rows> ApplyLife(const Event& event) {
  PM_ASSIGN(base::Ulid item, ItemOf(event));
  PM_TRY(model::LifeEventFromJson(event.body, event.owner));
  Rows rows;
  rows.life = store::LifeRow{item, event.id, event.kind, std::nullopt, std::nullopt};
  if (event.happened.from) rows.life->from_day = event.happened.from->FirstDay();
  if (event.happened.to) rows.life->to_day = event.happened.to->LastDay();
  return rows;
}

Result<Rows> ApplyWithdrawn(const Event& event) {
  PM_ASSIGN(base::Ulid item, ItemOf(event));
  PM_ASSIGN(model::Withdrawal withdrawal, model::WithdrawalFromJson(event.body, event.owner));
  Rows rows;
  rows.no_longer.push_back(withdrawal.event);
  rows.subject = item;
  return rows;
}

Result<Rows> ApplyErased(const Event& event) {
  PM_ASSIGN(model::Erasure erasure, model::ErasureFromJson(event.body));
  const bool access = erasure.log == model::ErasedIn::kAccessLog;
  if (!access && erasure.seq >= event.seq) {
    return Error{Code::kInvalid, "erased: event " + std::to_string(erasure.seq) + " is not before it", "body.seq"};
  }
  Rows rows;
  rows.erased.push_back({erasure.seq, std::move(erasure.part),
                         static_cast<int>(access ? store::Stream::kAccess : store::Stream::kRecord)});
  return rows;
}

Result<Rows> ApplyLink(const Event& event) {
  PM_ASSIGN(base::Ulid item, ItemOf(event));
  PM_ASSIGN(model::Link link, model::LinkFromJson(event.body));
  const char* state = event.kind == "linked" ? "confirmed" : event.kind == "link_rejected" ? "rejected" : "unlinked";
  Rows rows;
  rows.link = store::LinkRow{item, std::move(link.other), state};
  return rows;
}

// The event bears the new handling itself, so that whoever may see the record from now on sees since when.
Result<Rows> ApplyHandling(const Event& event) {
  PM_ASSIGN(base::Ulid item, ItemOf(event));
  PM_TRY(model::HandlingChangeFromJson(event.body));
  Rows rows;
  rows.handled = item;
  return rows;
}

Result<base::Ulid> HitOf(const Event& event) {
  PM_ASSIGN(model::ThingId subject, model::ThingId::Parse(event.subject));
  if (subject.kind != "hit" || subject.owner != event.owner) {
    return Error{Code::kInvalid, event.kind + ": the subject must be a hit of " + event.owner, "subject"};
  }
  return subject.ulid;
}

Result<Rows> ApplyHit(const Event& event) {
  PM_ASSIGN(base::Ulid id, HitOf(event));
  Rows rows;
  if (event.kind == "hit_raised") {
    PM_ASSIGN(model::Hit hit, model::HitFromJson(event.body));
    rows.hit = store::HitRow{id, hit.record, hit.event, hit.other, hit.other_event, hit.probability_milli, "candidate"};
    return rows;
  }
  PM_TRY(model::HitDecisionFromJson(event.body));
  rows.hit_state = store::HitStateRow{id, event.kind.substr(std::string_view("hit_").size())};
  return rows;
}

Result<Rows> ApplyAlerted(const Event& event) {
  PM_TRY(ItemOf(event));
  PM_ASSIGN(model::Alert alert, model::AlertFromJson(event.body));
  Rows rows;
  rows.alert = store::AlertRow{alert.kind, event.subject, alert.other, alert.hit};
  return rows;
}

}  // namespace

Result<Rows> Apply(const vocab::Vocabulary& words, const Event& event) {
  if (event.kind == "recorded" || event.kind == "corrected") {
    return IsOfACase(event) ? ApplyCase(event) : ApplyRecord(words, event);
  }
  if (event.kind == "step_done") return ApplyStep(event);
  if (event.kind == "file_attached") return ApplyFile(event);
  if (event.kind == "withdrawn") return ApplyWithdrawn(event);
  if (event.kind == "erased") return ApplyErased(event);
  if (event.kind == "linked" || event.kind == "unlinked" || event.kind == "link_rejected") return ApplyLink(event);
  if (event.kind == "handling_widened" || event.kind == "handling_narrowed") return ApplyHandling(event);
  if (event.kind.starts_with("hit_")) return ApplyHit(event);
  if (event.kind == "alerted") return ApplyAlerted(event);
  if (IsAboutPeople(event)) return ApplyPeople(event);
  if (event.kind == "accessed") return Rows{};
  if (event.kind == "epoch_opened") {
    PM_TRY(model::EpochOpeningFromJson(event.body));
    return Rows{};
  }
  if (words.List("life_events").Find(event.kind) != nullptr) return ApplyLife(event);
  return Error{Code::kInvalid, "\"" + event.kind + "\" is neither a life event nor an event of a record", "kind"};
}

}  // namespace proofmark::registry
