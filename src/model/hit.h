// SPDX-License-Identifier: Apache-2.0
// A Hit is a candidate that was put before a person: this record in hand may be that record looked for.
//
//   event.kind = "hit_raised";
//   event.subject = "BR-RJ.hit.01J9...";
//   event.body = ToJson(Hit{.record = ..., .other = ..., .probability = 962, .evidence = ...});
//
// A hit is a suggestion. Only hit_confirmed, by a named person and with a reason, changes what the register says.
// Follows docs/reference/events.md. Errors, first that applies: kTooLarge, kInvalid. Plain values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace proofmark::model {

inline constexpr std::size_t kEvidenceMax = 32;

// One line of why: what was compared, how it relates, how much it weighs (thousandths of a bit).
struct HitEvidence {
  std::string field;
  std::string query;
  std::string record;
  std::string relation;
  std::int64_t weight_milli = 0;
  std::string why;
};

// The body of hit_raised.
struct Hit {
  std::string record;       // in hand
  std::string event;        // of it: recovered, seized ...
  std::string other;        // looked for; may be another owner's
  std::string other_event;  // of it: stolen, lost, wanted ...
  std::int64_t probability_milli = 0;
  std::int64_t score_milli = 0;
  std::vector<HitEvidence> evidence;
};

base::Json ToJson(const Hit& hit);
base::Result<Hit> HitFromJson(const base::Json& body);

// The body of hit_compared, hit_confirmed, hit_rejected, hit_inconclusive: why a person decided so. Of hit_withdrawn:
// what took it back.
struct HitDecision {
  std::string reason;
};

base::Json ToJson(const HitDecision& decision);
base::Result<HitDecision> HitDecisionFromJson(const base::Json& body);

// The body of alerted, in the log of the owner who is told; the subject is the owner's record.
struct Alert {
  std::string kind;   // possible_match, found_elsewhere, match_withdrawn
  std::string other;  // the record that matches, of the owner who has it
  std::string hit;
};

base::Json ToJson(const Alert& alert);
base::Result<Alert> AlertFromJson(const base::Json& body);

}  // namespace proofmark::model
