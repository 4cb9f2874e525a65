// SPDX-License-Identifier: Apache-2.0
// What is decided about an account: it is opened, closed, opened again, gets a role or loses one.
//
//   PM_ASSIGN(store::Draft draft, DecideRole(account, RoleAct::kGrant, {"officer", "new at the desk"}, setting, ids));
//
// Whether the actor may, and whether a second person was asked, is the caller's to judge (app/accounts.h,
// decide_approval.h). The events bear PeopleHandling: their owner alone sees them. Pure but for ids and nonces.
// Errors, first that applies: kInvalid, kTooLarge, kPrecondition (the account is not in the state for it).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/ulid.h"
#include "model/account.h"
#include "store/people.h"
#include "store/store.h"
#include "vocab/vocabulary.h"

namespace proofmark::people {

// What all events of one decision have in common.
struct PeopleSetting {
  std::string owner;    // in whose log it is written
  std::string actor;    // who decides: an opaque id
  std::string command;  // idempotency key
  std::optional<std::string> vocabulary{};
};

// Owner only, for the care of the system.
model::Handling PeopleHandling();
// An event about people: everything but its sealed parts and what caused it.
store::Draft PeopleDraft(const PeopleSetting& setting, const base::IdSource& ids, std::string kind, std::string subject,
                         base::Json body);
// Done, or the reason why the text is none: empty where one is asked for, not UTF-8, too long.
enum class ReasonIs { kAskedFor, kFree };
base::Result<void> CheckReason(const std::string& reason, ReasonIs is);

// Who gets an account. The name lies in the sealed part "parties".
struct NewAccount {
  base::Ulid account;
  std::string login;  // folded
  std::string name;
};

base::Result<store::Draft> DecideOpening(const NewAccount& person, const PeopleSetting& setting,
                                         const base::IdSource& ids);
base::Result<store::Draft> DecideClosing(const store::StoredAccount& account, const std::string& reason,
                                         const PeopleSetting& setting, const base::IdSource& ids);
base::Result<store::Draft> DecideReopening(const store::StoredAccount& account, const std::string& reason,
                                           const PeopleSetting& setting, const base::IdSource& ids);

enum class RoleAct { kGrant, kWithdraw };
// kInvalid also for a role that is no code of `words`, or one that is no longer given.
base::Result<store::Draft> DecideRole(const vocab::Vocabulary& words, const store::StoredAccount& account, RoleAct act,
                                      const model::RoleChange& change, const PeopleSetting& setting,
                                      const base::IdSource& ids);

}  // namespace proofmark::people
