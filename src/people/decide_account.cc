// SPDX-License-Identifier: Apache-2.0
#include "people/decide_account.h"

#include "base/text.h"
#include "store/draft.h"

namespace proofmark::people {

using base::Code;
using base::Error;
using base::Result;

namespace {

Error InState(const store::StoredAccount& account, const char* why) {
  return Error{Code::kPrecondition, "the account " + account.login + " " + why, "account"};
}

}  // namespace

model::Handling PeopleHandling() { return {{"owner_only"}, {}, "none", "system_care", "national_law", {}, {}}; }

store::Draft PeopleDraft(const PeopleSetting& setting, const base::IdSource& ids, std::string kind, std::string subject,
                         base::Json body) {
  store::Draft draft = store::NewDraft({setting.owner, setting.actor, std::move(kind), std::move(subject),
                                        setting.command, PeopleHandling(), setting.vocabulary},
                                       ids);
  draft.event.body = std::move(body);
  return draft;
}

Result<void> CheckReason(const std::string& reason, ReasonIs is) {
  if (reason.size() > model::kPeopleReasonMax) {
    return Error{Code::kTooLarge, "reason: at most " + std::to_string(model::kPeopleReasonMax) + " bytes", "reason"};
  }
  if (!base::IsUtf8(reason)) return Error{Code::kInvalid, "reason: not UTF-8", "reason"};
  if (is == ReasonIs::kFree || !base::Trim(reason).empty()) return {};
  return Error{Code::kInvalid, "reason: say why, without naming anybody", "reason"};
}

Result<store::Draft> DecideOpening(const NewAccount& person, const PeopleSetting& setting, const base::IdSource& ids) {
  PM_TRY(model::CheckLogin(person.login));
  PM_TRY(model::CheckPersonName(person.name));
  store::Draft draft = PeopleDraft(setting, ids, "account_opened",
                                   model::ThingId{setting.owner, model::kUserKind, person.account}.ToText(),
                                   model::ToJson(model::AccountOpening{person.login}));
  draft.sealed.push_back({"parties", base::JsonLine({{"name", person.name}})});
  return draft;
}

Result<store::Draft> DecideClosing(const store::StoredAccount& account, const std::string& reason,
                                   const PeopleSetting& setting, const base::IdSource& ids) {
  PM_TRY(CheckReason(reason, ReasonIs::kFree));
  if (!account.open) return InState(account, "is closed already");
  return PeopleDraft(setting, ids, "account_closed", account.id.ToText(), model::ToJson(model::AccountChange{reason}));
}

Result<store::Draft> DecideReopening(const store::StoredAccount& account, const std::string& reason,
                                     const PeopleSetting& setting, const base::IdSource& ids) {
  PM_TRY(CheckReason(reason, ReasonIs::kFree));
  if (account.open) return InState(account, "is open already");
  return PeopleDraft(setting, ids, "account_reopened", account.id.ToText(),
                     model::ToJson(model::AccountChange{reason}));
}

Result<store::Draft> DecideRole(const vocab::Vocabulary& words, const store::StoredAccount& account, RoleAct act,
                                const model::RoleChange& change, const PeopleSetting& setting,
                                const base::IdSource& ids) {
  PM_TRY(CheckReason(change.reason, ReasonIs::kAskedFor));
  const vocab::Code* role = words.List("roles").Find(change.role);
  const bool has = account.roles.contains(change.role);
  // A role that is no longer given can still be taken away.
  if (act == RoleAct::kGrant ? role == nullptr || !role->until.empty() : role == nullptr && !has) {
    std::string list;
    for (const vocab::Code& one : words.List("roles").all()) {
      if (one.until.empty()) list += (list.empty() ? "" : ", ") + one.code;
    }
    return Error{Code::kInvalid, "role \"" + base::Printable(change.role) + "\": it is one of " + list, "role"};
  }
  if (act == RoleAct::kGrant && !account.open) return InState(account, "is closed; reopen it first");
  if (act == RoleAct::kGrant && has) return InState(account, "has that role already");
  if (act == RoleAct::kWithdraw && !has) return InState(account, "does not have that role");
  return PeopleDraft(setting, ids, act == RoleAct::kGrant ? "role_granted" : "role_withdrawn", account.id.ToText(),
                     model::ToJson(change));
}

}  // namespace proofmark::people
