// SPDX-License-Identifier: Apache-2.0
// A Case is one recovery, crime or operation, of which several items may be part; a StepDone is one step of the
// protocol of recovery that somebody has done in it.
//
//   event.subject = "BB.case.01J9...";
//   event.kind = "recorded";   event.body = ToJson(Case{.reference = "26/118", .offence = "homicide"});
//   event.kind = "step_done";  event.body = ToJson(StepDone{.step = "made_safe", .by = "staff:4711"});
//
// Records belong to a case by its reference (model::Record::case_reference), also where nobody has recorded the case
// itself. An exact place lies in the sealed part "place", free text in "notes". Follows docs/reference/events.md.
// Errors, first that applies: kTooLarge, kInvalid (the field is named). Plain values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"

namespace proofmark::model {

inline constexpr std::size_t kCaseReferenceMax = 256;  // bytes
inline constexpr std::size_t kLinkedCasesMax = 256;
inline constexpr std::size_t kExhibitMax = 128;  // bytes

struct Case {
  std::string reference;
  base::DateRange date{};
  std::optional<std::string> place{};
  std::optional<std::string> offence{};
  std::optional<bool> terrorism{};    // nothing where nobody said
  std::vector<std::string> linked{};  // references of other cases

  bool operator==(const Case&) const = default;
};

base::Json ToJson(const Case& one);
base::Result<Case> CaseFromJson(const base::Json& body);

// When it was done is the event's `happened`; `done_at` is there where the minute is known.
struct StepDone {
  std::string step;                      // protocol_steps
  std::string by;                        // a staff id: who did it, not who wrote it down
  std::optional<std::string> exhibit{};  // which thing of the case, by its exhibit number
  std::optional<base::Instant> done_at{};

  bool operator==(const StepDone&) const = default;
};

base::Json ToJson(const StepDone& step);
base::Result<StepDone> StepDoneFromJson(const base::Json& body);

}  // namespace proofmark::model
