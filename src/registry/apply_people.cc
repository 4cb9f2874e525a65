// SPDX-License-Identifier: Apache-2.0
#include "registry/apply_people.h"

#include "base/json.h"
#include "model/account.h"
#include "model/approval.h"

namespace proofmark::registry {

using base::Code;
using base::Error;
using base::Result;
using model::Event;
using store::Rows;

namespace {

Result<base::Ulid> SubjectOf(const Event& event, const char* kind) {
  PM_ASSIGN(model::ThingId subject, model::ThingId::Parse(event.subject));
  if (subject.kind == kind && subject.owner == event.owner) return subject.ulid;
  return Error{Code::kInvalid, event.kind + ": the subject must be a thing of kind " + kind + " of " + event.owner,
               "subject"};
}

Result<Rows> ApplyAccount(const Event& event) {
  PM_ASSIGN(base::Ulid account, SubjectOf(event, model::kUserKind));
  Rows rows;
  if (event.kind == "account_opened") {
    PM_ASSIGN(model::AccountOpening opening, model::AccountOpeningFromJson(event.body));
    rows.account = store::AccountRow{account, std::move(opening.login), "open"};
    return rows;
  }
  PM_TRY(model::AccountChangeFromJson(event.body));
  rows.account = store::AccountRow{account, {}, event.kind == "account_closed" ? "closed" : "open"};
  return rows;
}

Result<Rows> ApplyRole(const Event& event) {
  PM_ASSIGN(base::Ulid account, SubjectOf(event, model::kUserKind));
  PM_ASSIGN(model::RoleChange change, model::RoleChangeFromJson(event.body));
  Rows rows;
  rows.account_role = store::AccountRoleRow{account, std::move(change.role), event.kind == "role_granted"};
  return rows;
}

Result<Rows> ApplyApproval(const Event& event) {
  PM_ASSIGN(base::Ulid approval, SubjectOf(event, model::kApprovalKind));
  Rows rows;
  if (event.kind == "approval_asked") {
    PM_ASSIGN(model::ApprovalAsking asking, model::ApprovalAskingFromJson(event.body));
    rows.approval = store::ApprovalRow{
        approval,   std::move(asking.action), base::JsonLine(asking.order), std::move(asking.reason), event.actor,
        event.at.ms};
    return rows;
  }
  PM_TRY(model::ApprovalAnswerFromJson(event.body));
  rows.approval_state =
      store::ApprovalStateRow{approval, event.kind == "approval_given" ? "given" : "refused", event.actor};
  return rows;
}

Result<Rows> ApplyHolderReleased(const Event& event) {
  PM_ASSIGN(base::Ulid record, SubjectOf(event, "item"));
  PM_ASSIGN(model::HolderRelease release, model::HolderReleaseFromJson(event.body));
  if (release.to.owner != event.owner) {
    return Error{Code::kInvalid, "holder_released: the account must be one of " + event.owner, "body.to"};
  }
  Rows rows;
  rows.holder_release = store::HolderReleaseRow{record, release.to.ulid, release.until.LastDay()};
  return rows;
}

}  // namespace

bool IsAboutPeople(const Event& event) {
  return event.kind.starts_with("account_") || event.kind.starts_with("role_") || event.kind.starts_with("approval_") ||
         event.kind == "holder_released";
}

Result<Rows> ApplyPeople(const Event& event) {
  if (event.kind == "account_opened" || event.kind == "account_closed" || event.kind == "account_reopened") {
    return ApplyAccount(event);
  }
  if (event.kind == "role_granted" || event.kind == "role_withdrawn") return ApplyRole(event);
  if (event.kind == "approval_asked" || event.kind == "approval_given" || event.kind == "approval_refused") {
    return ApplyApproval(event);
  }
  if (event.kind == "holder_released") return ApplyHolderReleased(event);
  return Error{Code::kInvalid, "\"" + event.kind + "\" is no event about people", "kind"};
}

}  // namespace proofmark::registry
