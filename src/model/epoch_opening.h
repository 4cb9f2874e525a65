// SPDX-License-Identifier: Apache-2.0
// An EpochOpening is what an `epoch_opened` event says: a log goes on, and events that were signed behind its end are
// lost. A person decided it, and everybody reads it.
//
//   event.body = ToJson(EpochOpening{.epoch = 2, .size = 412, .reason = "disk of 2031-02-01 lost"});
//   PM_ASSIGN(EpochOpening again, EpochOpeningFromJson(event.body));
//
// Follows docs/formats/event.md, "Bodies". Names nobody. Errors: kTooLarge, kInvalid (field names the key). Plain
// values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/json.h"
#include "base/result.h"
#include "model/erasure.h"

namespace proofmark::model {

inline constexpr std::size_t kReopeningReasonMax = 512;  // bytes

struct LostEnd {
  std::int64_t epoch = 1;  // in which it was signed
  std::int64_t size = 0;
  std::string root;  // 64 hexadecimal digits

  bool operator==(const LostEnd&) const = default;
};

struct EpochOpening {
  ErasedIn log = ErasedIn::kRecordLog;  // "log": "access", or absent; the event stands in the record log
  std::int64_t epoch = 1;
  std::int64_t size = 0;          // events of that log that are kept
  std::optional<LostEnd> lost{};  // what was signed last; absent where nobody knows
  std::string reason;             // never a name

  bool operator==(const EpochOpening&) const = default;
};

base::Json ToJson(const EpochOpening& opening);
base::Result<EpochOpening> EpochOpeningFromJson(const base::Json& body);

}  // namespace proofmark::model
