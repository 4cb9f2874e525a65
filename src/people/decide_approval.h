// SPDX-License-Identifier: Apache-2.0
// Two persons: what is asked for, who may be the second, and what follows.
//
//   PM_ASSIGN(store::Draft asked, DecideAsking({approval, Action::kGrantRole, order, "new head"}, setting, ids));
//   PM_ASSIGN(store::Draft given, DecideGiving(standing, second, now, setting, ids));    // what is done names it as
//   cause
//
// The second person is another account than the one that asked and than the one that the order is about, of the same
// authority, and may approve. An approval that nobody gave runs out after kApprovalDays. Each is given or refused once.
// Pure but for ids and nonces: the time is an argument. Errors, first that applies: kInvalid, kTooLarge, kNotFound
// (another authority's: it answers as if it were missing), kForbidden (not the second person), kPrecondition (answered
// already, or run out).
#pragma once

#include <string>

#include "people/action.h"
#include "people/decide_account.h"
#include "store/people.h"

namespace proofmark::people {

inline constexpr int kApprovalDays = 7;

struct ApprovalOrder {
  base::Ulid approval;
  Action action{};
  base::Json order = base::Json::object();
  std::string reason;  // never a name
};

// How an approval stands, with the leaf hash of the event that asked for it.
struct ApprovalStanding {
  store::StoredApproval approval;
  base::Digest leaf{};
};

// Who answers.
enum class MayApprove { kNo, kYes };
struct SecondPerson {
  std::string id;
  std::string authority;
  MayApprove may = MayApprove::kNo;
};

bool HasRunOut(base::Instant asked_at, base::Instant now);
// "asked", "given", "refused", or "expired".
std::string StateAt(const store::StoredApproval& approval, base::Instant now);

base::Result<store::Draft> DecideAsking(const ApprovalOrder& order, const PeopleSetting& setting,
                                        const base::IdSource& ids);
base::Result<store::Draft> DecideGiving(const ApprovalStanding& standing, const SecondPerson& second, base::Instant now,
                                        const PeopleSetting& setting, const base::IdSource& ids);
// Whoever asked may refuse too: that takes it back. A refusal says why.
base::Result<store::Draft> DecideRefusing(const ApprovalStanding& standing, const SecondPerson& second,
                                          const std::string& reason, base::Instant now, const PeopleSetting& setting,
                                          const base::IdSource& ids);
// The event of a released holder: to the asker, for a case, until a day that is today or later. The case may name
// somebody and is sealed.
struct ReleaseOrder {
  model::ThingId record;
  model::ThingId to;
  std::string case_reference;
  std::string until;
};
base::Result<store::Draft> DecideRelease(const ReleaseOrder& order, base::Instant now, const PeopleSetting& setting,
                                         const base::IdSource& ids);

}  // namespace proofmark::people
