// SPDX-License-Identifier: Apache-2.0
// An approval is what needs two persons: one asks for it, another one gives it or refuses. Its subject is
// "OWNER.approval.ULID"; `approval_asked` says what, `approval_given` and `approval_refused` answer.
//
//   event.body = ToJson(ApprovalAsking{"grant_role", {{"account", id}, {"role", "supervisor"}}, "new head of desk"});
//
// The order is an object of texts that its action understands (people/action.h), and names nobody but by identifiers.
// Follows docs/formats/event.md, "Bodies". Errors, first that applies: kTooLarge, kInvalid (field names the key).
// Plain values.
#pragma once

#include <string>

#include "base/json.h"
#include "base/result.h"

namespace proofmark::model {

inline constexpr std::size_t kOrderKeysMax = 16;
inline constexpr std::size_t kOrderTextMax = 512;  // bytes of each value
inline constexpr std::size_t kActionCodeMax = 64;
inline constexpr const char* kApprovalKind = "approval";  // of an approval's ThingId

struct ApprovalAsking {
  std::string action;  // its code
  base::Json order = base::Json::object();
  std::string reason;  // never a name

  bool operator==(const ApprovalAsking&) const = default;
};

base::Json ToJson(const ApprovalAsking& asking);
base::Result<ApprovalAsking> ApprovalAskingFromJson(const base::Json& body);

// The body of `approval_given` (where the reason may be empty) and `approval_refused`.
struct ApprovalAnswer {
  std::string reason;

  bool operator==(const ApprovalAnswer&) const = default;
};

base::Json ToJson(const ApprovalAnswer& answer);
base::Result<ApprovalAnswer> ApprovalAnswerFromJson(const base::Json& body);

}  // namespace proofmark::model
