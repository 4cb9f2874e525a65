// SPDX-License-Identifier: Apache-2.0
// What a person's order about an item becomes: the events that it adds to the authority's log.
//
//   PM_ASSIGN(auto drafts, DecideRecovery(order, std::nullopt, setting, ids));
//   // the case `recorded` (where it is new), the item `recorded`, `recovered`, a `step_done` for each step
//
// What names a person lies in the sealed part "parties", an exact place in "place", free text in "notes". Events that
// belong together follow each other, and each names what it follows from as its cause. Pure but for ids and nonces.
// Errors, first that applies: kConflict (the case is on record otherwise), kPrecondition (nothing is changed).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/ids.h"
#include "registry/import_events.h"
#include "registry/orders.h"

namespace proofmark::registry {

// What all events of one command have in common.
struct CommandSetting {
  std::string owner;  // in whose log they are written
  std::string actor;
  std::string command;
  model::Handling handling;  // with the asker's purpose and legal basis
  std::optional<std::string> vocabulary{};
};

// A record as it stands, for whoever corrects it.
struct RecordOnFile {
  base::Ulid id;
  base::Ulid content_event;  // that holds the present content
  base::Digest leaf{};       // of that event
  model::Record said;
  bool has_sealed_row = false;
  bool has_sealed_marks = false;
};

// A case as it stands, its sealed place put back where it was not erased.
struct CaseOnFile {
  base::Ulid id;
  base::Digest leaf{};  // of the event that holds the present content
  model::Case said;
  bool place_unseen = false;  // erased, or not opened to this reader
};

// `on_file`: the case of that reference, where the owner has one that the asker sees.
base::Result<std::vector<store::Draft>> DecideRecovery(const RecoveryOrder& order,
                                                       const std::optional<CaseOnFile>& on_file,
                                                       const CommandSetting& setting, const IdSource& ids);
// `recorded` with its marks, and what happened to it.
std::vector<store::Draft> DecideNewRecord(const ItemOrder& what, const LifeOrder& life,
                                          const std::optional<std::string>& case_reference,
                                          const CommandSetting& setting, const IdSource& ids);
// One thing that happened to a record that is there.
std::vector<store::Draft> DecideLife(const base::Ulid& record, const LifeOrder& life, const CommandSetting& setting,
                                     const IdSource& ids);
// The whole content anew. Life events stand; the row of a register stays what it was; a mark that lay sealed is sealed
// again, and so is a new one of a record whose owner seals its marks.
base::Result<std::vector<store::Draft>> DecideCorrection(const CorrectionOrder& order, const RecordOnFile& on_file,
                                                         const CommandSetting& setting, const IdSource& ids);

// The record bears the handling of `setting` from now on. Whether it is wider is the access policy's to say.
enum class HandlingAct { kWiden, kNarrow };
store::Draft DecideHandling(HandlingAct act, const base::Ulid& record, const std::string& reason,
                            const CommandSetting& setting, const IdSource& ids);

// An event of a command, without body.
store::Draft CommandDraft(const CommandSetting& setting, const IdSource& ids, std::string kind, std::string subject);

}  // namespace proofmark::registry
