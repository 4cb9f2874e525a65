// SPDX-License-Identifier: Apache-2.0
// A snapshot is a FlatIndex in a file: written whole under another name and renamed, opened by mapping it.
//
//   PM_TRY(SaveSnapshot(index, "marks.flat"));
//   PM_ASSIGN(FlatIndex index, OpenSnapshot("marks.flat", SnapshotPlace::kMapped));
//   PM_TRY(VerifySnapshot(index));                // reads all of it
//
// Opening proves the header by its digest, that the file is as long as it says, and that no offset leads out of it;
// what the records themselves say is proved by VerifySnapshot, against the digest of each section and the order that a
// search relies on. An altered file may therefore open and answer wrongly, never crash; whoever does not trust his disk
// verifies. docs/reference/flat_index.md has the bytes. Errors of Open: those of base::MappedFile, then of PartsOf; of
// Verify: kCorrupt; of Save: those of base::WriteFileDurably. Safe from any thread.
#pragma once

#include <string>

#include "base/result.h"
#include "match/flat/flat_index.h"

namespace proofmark::match {

enum class SnapshotPlace {
  kMapped,  // at once; pages are read as they are needed
  kMemory,  // copied onto large pages: takes its time, and answers a little faster
};

base::Result<void> SaveSnapshot(const FlatIndex& index, const std::string& path);
base::Result<FlatIndex> OpenSnapshot(const std::string& path, SnapshotPlace place);
base::Result<void> VerifySnapshot(const FlatIndex& index);

}  // namespace proofmark::match
