// SPDX-License-Identifier: Apache-2.0
#include "people/decide_approval.h"

#include "model/approval.h"

namespace proofmark::people {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

// An approval of an action that this program does not know is answered by one that does.
Result<Action> ActionOf(const store::StoredApproval& approval) {
  if (auto action = ActionFromCode(approval.action)) return *action;
  return Error{Code::kUnsupported, "approval: this program knows no action " + approval.action, "approval"};
}

Result<void> CheckOpen(const store::StoredApproval& approval, base::Instant now) {
  const std::string state = StateAt(approval, now);
  if (state == "asked") return {};
  const std::string why = state == "expired" ? "ran out after " + std::to_string(kApprovalDays) + " days; ask again"
                                             : "was " + state + " already";
  return Error{Code::kPrecondition, approval.id.ToText() + " " + why, "approval"};
}

Result<void> CheckAuthority(const store::StoredApproval& approval, const SecondPerson& second) {
  if (second.authority == approval.id.owner) return {};
  return Error{Code::kNotFound, "there is no approval " + approval.id.ToText() + ", or it is another authority's",
               "approval"};
}

}  // namespace

bool HasRunOut(base::Instant asked_at, base::Instant now) {
  return now.ms - asked_at.ms >= kApprovalDays * base::kDayMs;
}

std::string StateAt(const store::StoredApproval& approval, base::Instant now) {
  if (approval.state == "asked" && HasRunOut(approval.asked_at, now)) return "expired";
  return approval.state;
}

Result<store::Draft> DecideAsking(const ApprovalOrder& order, const PeopleSetting& setting, const base::IdSource& ids) {
  PM_TRY(CheckReason(order.reason, ReasonIs::kAskedFor));
  PM_TRY(CheckOrder(order.action, order.order));
  return PeopleDraft(
      setting, ids, "approval_asked", model::ThingId{setting.owner, model::kApprovalKind, order.approval}.ToText(),
      model::ToJson(model::ApprovalAsking{std::string(Describe(order.action).code), order.order, order.reason}));
}

Result<store::Draft> DecideGiving(const ApprovalStanding& standing, const SecondPerson& second, base::Instant now,
                                  const PeopleSetting& setting, const base::IdSource& ids) {
  const store::StoredApproval& approval = standing.approval;
  PM_TRY(CheckAuthority(approval, second));
  if (second.may != MayApprove::kYes) {
    return Error{Code::kForbidden, "to approve is for supervisors; ask one", "approval"};
  }
  if (second.id == approval.asked_by) {
    return Error{Code::kForbidden, "whoever asked for it cannot approve it; a second person must", "approval"};
  }
  PM_ASSIGN(Action action, ActionOf(approval));
  PM_ASSIGN(Json order, base::ParseJson(approval.order));
  if (second.id == AboutWhom(action, order)) {
    return Error{Code::kForbidden, "nobody approves what is about himself; another supervisor must", "approval"};
  }
  PM_TRY(CheckOpen(approval, now));
  store::Draft draft =
      PeopleDraft(setting, ids, "approval_given", approval.id.ToText(), model::ToJson(model::ApprovalAnswer{}));
  draft.event.cause = standing.leaf;
  return draft;
}

Result<store::Draft> DecideRefusing(const ApprovalStanding& standing, const SecondPerson& second,
                                    const std::string& reason, base::Instant now, const PeopleSetting& setting,
                                    const base::IdSource& ids) {
  const store::StoredApproval& approval = standing.approval;
  PM_TRY(CheckReason(reason, ReasonIs::kAskedFor));
  const bool asked_for_it = second.id == approval.asked_by;
  if (!asked_for_it) PM_TRY(CheckAuthority(approval, second));
  if (!asked_for_it && second.may != MayApprove::kYes) {
    return Error{Code::kForbidden, "to refuse is for supervisors, and for whoever asked", "approval"};
  }
  PM_TRY(CheckOpen(approval, now));
  store::Draft draft =
      PeopleDraft(setting, ids, "approval_refused", approval.id.ToText(), model::ToJson(model::ApprovalAnswer{reason}));
  draft.event.cause = standing.leaf;
  return draft;
}

Result<store::Draft> DecideRelease(const ReleaseOrder& order, base::Instant now, const PeopleSetting& setting,
                                   const base::IdSource& ids) {
  PM_ASSIGN(base::PartialDate until, model::ParseDay(order.until));
  if (order.record.kind != "item" || order.record.owner != setting.owner) {
    return Error{Code::kInvalid, "record: it must be a record of " + setting.owner, "record"};
  }
  if (order.to.kind != model::kUserKind || order.to.owner != setting.owner) {
    return Error{Code::kInvalid, "a holder is released to an account of " + setting.owner + "; the console has none",
                 "account"};
  }
  if (order.until < now.ToText().substr(0, 10)) {
    return Error{Code::kPrecondition, "until " + order.until + ": that day is over", "until"};
  }
  store::Draft draft = PeopleDraft(setting, ids, "holder_released", order.record.ToText(),
                                   model::ToJson(model::HolderRelease{order.to, until}));
  draft.sealed.push_back({"notes", base::JsonLine({{"case", order.case_reference}})});
  return draft;
}

}  // namespace proofmark::people
