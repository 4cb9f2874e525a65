// SPDX-License-Identifier: Apache-2.0
// What a snapshot of an index costs: its bytes, the seconds to write it, and what a program of its own, that has
// nothing else in memory, takes to open it and to answer a thousand questions.
//
//   PM_ASSIGN(auto bench, SnapshotBench::Begin(words, tables, view));   // while this program is still small
//   PM_ASSIGN(Json told, bench->Run(index));
//
// One thread at a time. Errors: kUnavailable (no second program, no folder), those of the snapshot.
#pragma once

#include <sys/types.h>

#include <memory>

#include "app/scratch_folder.h"
#include "base/json.h"
#include "base/result.h"
#include "match/marks/mark_index.h"
#include "match/marks/match_tables.h"
#include "store/view.h"
#include "vocab/vocabulary.h"

namespace proofmark::app {

class SnapshotBench {
 public:
  // All must outlive it.
  static base::Result<std::unique_ptr<SnapshotBench>> Begin(const vocab::Vocabulary& words,
                                                            const match::MatchTables& tables, const store::View& view);
  ~SnapshotBench();
  SnapshotBench(const SnapshotBench&) = delete;
  SnapshotBench& operator=(const SnapshotBench&) = delete;

  base::Result<base::Json> Run(match::MarkIndex& index);

 private:
  SnapshotBench() = default;

  ScratchFolder scratch_;
  pid_t other_ = -1;
  int to_other_ = -1;
  int from_other_ = -1;
};

// What Run told, on two lines.
void PrintSnapshotBench(const base::Json& told);

}  // namespace proofmark::app
