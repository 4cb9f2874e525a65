// SPDX-License-Identifier: Apache-2.0
// The events that an imported row becomes: one of the record, one of each thing that happened, in that order.
//
//   std::vector<store::Draft> drafts = DraftsForNew(reading, setting, ids);
//
// The first draft is `recorded` or `corrected`; the life events behind it name it as their cause and as the event
// whose row told them. Texts that the mapping seals stand in sealed parts. Pure but for the ids and nonces given.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "base/time.h"
#include "base/ulid.h"
#include "model/event.h"
#include "registry/read_row.h"
#include "store/store.h"

namespace proofmark::registry {

inline constexpr const char* kImportRules = "import-1";

// What all events of an import run have in common.
struct EventSetting {
  std::string owner;
  std::string actor;
  std::string command;
  model::Handling handling;
  model::Source source;  // its grade gives way to the mapping's
  std::optional<std::string> vocabulary;
};

// Where ids and nonces come from.
using base::IdSource;

std::vector<store::Draft> DraftsForNew(const RowReading& reading, const EventSetting& setting, const IdSource& ids);

// A life event of the record that still stands, with its sealed parts put back by AddSealed.
struct PreviousLife {
  base::Ulid id;
  std::string kind;
  base::DateRange happened;
  model::LifeEvent body;
  bool erased = false;  // a sealed part of it was destroyed
};

// A correction keeps the life events that the row still tells and replaces the others. Events that no row told (a
// person recorded them) stay. Of an event with an erased part only what is left is compared, and where that agrees it
// stays: a later file must not bring back what was erased.
std::vector<store::Draft> DraftsForCorrection(const RowReading& reading, const EventSetting& setting,
                                              const IdSource& ids, const base::Ulid& record,
                                              const std::vector<PreviousLife>& previous);

// Puts the plaintext of a sealed part of a life event (parties, place, notes) back into its body.
// Errors: kInvalid (not the JSON of such a part).
base::Result<void> AddSealed(model::LifeEvent& body, std::string_view plaintext);

}  // namespace proofmark::registry
