// SPDX-License-Identifier: Apache-2.0
// An Erasure is what an `erased` event says: which sealed part of which event was destroyed, on what ground.
//
//   event.body = ToJson(Erasure{.seq = 412, .part = "parties", .ground = "expired", .rule = "R1"});
//   PM_ASSIGN(Erasure again, ErasureFromJson(event.body));
//
// Follows docs/formats/event.md, "Bodies". Says nothing of what the part held, and names nobody.
// Errors, first that applies: kTooLarge, kInvalid (field names the key). Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/json.h"
#include "base/result.h"

namespace proofmark::model {

inline constexpr std::size_t kErasureReferenceMax = 128;  // bytes

// The log in which the event of the erased part stands; `erased` itself always stands in the record log.
enum class ErasedIn { kRecordLog, kAccessLog };

struct Erasure {
  std::int64_t seq = 0;  // of that event
  std::string part;
  std::string ground;                      // of erasure_grounds
  ErasedIn log = ErasedIn::kRecordLog;     // "log": "access", or absent
  std::optional<std::string> rule{};       // of retention_rules, where a rule asked for it
  std::optional<std::string> reference{};  // number of an order or request; never a name

  bool operator==(const Erasure&) const = default;
};

base::Json ToJson(const Erasure& erasure);
base::Result<Erasure> ErasureFromJson(const base::Json& body);

}  // namespace proofmark::model
