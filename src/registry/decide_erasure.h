// SPDX-License-Identifier: Apache-2.0
// An ErasureOrder is the word that a sealed part is to be destroyed: on what ground, by which rule or on whose order.
//
//   PM_TRY(CheckErasure(words, order));
//   store::Draft draft = DecideErasure(part, order, setting, ids);      // the `erased` event
//
// The event is about what the event of the part is about, bears its handling, and names it as its cause. The reference
// is the number of an order or a request; a name has none of the digits that it must have. Pure but for ids and nonces.
// Errors, first that applies: kTooLarge (reference), kInvalid (a ground that is no code, a reference without a number).
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "model/erasure.h"
#include "registry/import_events.h"
#include "store/store.h"
#include "vocab/vocabulary.h"

namespace proofmark::registry {

inline constexpr const char* kRetentionRules = "retention-1";  // `rules` of an event that a rule asked for

struct ErasureOrder {
  std::string ground;                 // of erasure_grounds
  std::optional<std::string> rule{};  // of retention_rules; nothing where a person decided
  std::string reference{};            // may be empty
};

struct ErasureSetting {
  std::string actor;
  std::optional<std::string> vocabulary{};
};

base::Result<void> CheckErasure(const vocab::Vocabulary& words, const ErasureOrder& order);

store::Draft DecideErasure(const store::SealedPartAt& part, const ErasureOrder& order, const ErasureSetting& setting,
                           const IdSource& ids);

}  // namespace proofmark::registry
