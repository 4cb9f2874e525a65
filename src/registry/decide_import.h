// SPDX-License-Identifier: Apache-2.0
// A RowDecision says what an import does with a row of a register: a new record, a correction, nothing.
//
//   RowDecision decision = DecideRow(reading, ids.Find(...), existing, mapping.as_of);
//
// The law, first that applies; `existing` is what the source's id became so far:
//   1. the row equals the present content of a record of this id                  kDuplicate
//   2. an earlier row of the same file is wholly equal                            kDuplicate
//   3. the file is wholly older than every record of this id                      kDuplicate
//   4. the id stands in the file with different contents, or has several records  kNew, with a warning
//   5. the id has one record                                                      kCorrection of it
//   6. otherwise                                                                  kNew
// An import never merges records, and an id that names two things is never corrected by a machine.
// Pure; safe from any thread.
#pragma once

#include <optional>
#include <vector>

#include "base/time.h"
#include "base/ulid.h"
#include "registry/file_identities.h"
#include "registry/read_row.h"
#include "store/store.h"

namespace proofmark::registry {

enum class RowOutcome { kNew, kCorrection, kDuplicate };

enum class RowWarning {
  kNone,
  kIdTwiceInFile,       // with different contents
  kIdOfSeveralRecords,  // already in the register
};

struct RowDecision {
  RowOutcome outcome = RowOutcome::kNew;
  std::optional<base::Ulid> record;  // that is corrected, or that has the row already where that is known
  RowWarning warning = RowWarning::kNone;
};

RowDecision DecideRow(const RowReading& reading, const Occurrence& in_file,
                      const std::vector<store::RegisterEntry>& existing, const std::optional<base::PartialDate>& as_of);

// The sentence for the officer.
std::string_view Describe(RowWarning warning);

}  // namespace proofmark::registry
