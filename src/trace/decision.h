// SPDX-License-Identifier: Apache-2.0
// A Decision is what a named person says, and why: two records are one weapon, a hit is true, a report is taken back.
//
//   Decision decision{.by = "staff:4711", .reason = "photographs compared"};
//   PM_TRY(CheckDecision(decision));
//
// A person is named by an account, or by the opaque id that its authority keeps the name to: letters, a colon, and an
// id with a digit. A name itself never stands in an event. The reason is open and must not name anybody; what does is
// the note, which lies in the sealed part "notes". Pure: ids and nonces come from the IdSource given. Errors, first
// that applies: kTooLarge (a limit below), kInvalid (the field is named).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/json.h"
#include "base/result.h"
#include "model/event.h"
#include "registry/import_events.h"
#include "store/store.h"

namespace proofmark::trace {

inline constexpr std::size_t kNoteMax = 65'536;  // bytes

struct Decision {
  std::string by;
  std::string reason;
  std::string note{};  // empty where there is none
};

base::Result<void> CheckDecision(const Decision& decision);

// What all events of one decision have in common.
struct DecisionSetting {
  std::string owner;  // in whose log it is written
  std::string command;
  model::Handling handling;
  std::optional<std::string> vocabulary{};
};

// An event of a decision. The note goes with the event `with_note` says.
enum class WithNote { kYes, kNo };
store::Draft DecisionDraft(const Decision& decision, const DecisionSetting& setting, const registry::IdSource& ids,
                           std::string kind, std::string subject, base::Json body, WithNote with_note);

}  // namespace proofmark::trace
