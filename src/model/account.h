// SPDX-License-Identifier: Apache-2.0
// An account is a person's place in the program: a subject "OWNER.user.ULID" with a log-in name and roles.
//
//   PM_TRY(CheckLogin(FoldLogin("M.Silva")));                 // "m.silva"
//   event.body = ToJson(AccountOpening{.login = "m.silva"});  // of `account_opened`
//
// The log-in name is a pseudonym that an administrator chose, and stands in the clear; the person's own name lies in
// the sealed part "parties" of `account_opened`: NameJson. Passwords and other secrets are in no event.
// Follows docs/formats/event.md, "Bodies". Errors, first that applies: kTooLarge, kInvalid (field names the key).
// Plain values.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "model/ids.h"

namespace proofmark::model {

inline constexpr std::size_t kLoginMin = 2;
inline constexpr std::size_t kLoginMax = 40;           // characters
inline constexpr std::size_t kPersonNameMax = 256;     // bytes
inline constexpr std::size_t kPeopleReasonMax = 1024;  // bytes
inline constexpr std::size_t kRoleCodeMax = 64;
inline constexpr const char* kUserKind = "user";  // of an account's ThingId

// Lower case, without blanks at either end. Whatever else was typed stays, so that CheckLogin can refuse it.
std::string FoldLogin(std::string_view text);
// Done, or kInvalid: 2 to 40 of a-z 0-9 . _ -, beginning with a letter or digit.
base::Result<void> CheckLogin(std::string_view login);
// Done, or the reason why the text is no person's name: empty, longer than kPersonNameMax, not printable text.
base::Result<void> CheckPersonName(std::string_view name);

// The body of `account_opened`.
struct AccountOpening {
  std::string login;

  bool operator==(const AccountOpening&) const = default;
};

base::Json ToJson(const AccountOpening& opening);
base::Result<AccountOpening> AccountOpeningFromJson(const base::Json& body);

// The body of `account_closed` and `account_reopened`. The reason never names anybody.
struct AccountChange {
  std::string reason;  // may be empty

  bool operator==(const AccountChange&) const = default;
};

base::Json ToJson(const AccountChange& change);
base::Result<AccountChange> AccountChangeFromJson(const base::Json& body);

// The body of `role_granted` and `role_withdrawn`.
struct RoleChange {
  std::string role;  // of roles
  std::string reason;

  bool operator==(const RoleChange&) const = default;
};

base::Json ToJson(const RoleChange& change);
base::Result<RoleChange> RoleChangeFromJson(const base::Json& body);

// The body of `holder_released`: an account may read the name of a record's holder until the end of a day.
struct HolderRelease {
  ThingId to;               // the account
  base::PartialDate until;  // a day

  bool operator==(const HolderRelease&) const = default;
};

base::Json ToJson(const HolderRelease& release);
base::Result<HolderRelease> HolderReleaseFromJson(const base::Json& body);

// A real day, or kInvalid.
base::Result<base::PartialDate> ParseDay(std::string_view text);

}  // namespace proofmark::model
