// SPDX-License-Identifier: Apache-2.0
#include "match/flat/flat_snapshot.h"

#include <utility>

#include "base/file.h"

namespace proofmark::match {

using base::Result;

namespace {

constexpr unsigned kPrivateMode = 0600;

// Whether places stand in the order that a search relies on: of keys, and of letters, make, calibre and row.
bool IsInOrder(const FlatParts& parts) {
  for (std::uint32_t place = 1; place < parts.records; ++place) {
    const std::uint64_t key_before = parts.keys[place - 1] & ~kFlatKindMask;
    const std::uint64_t key = parts.keys[place] & ~kFlatKindMask;
    if (key_before > key) return false;
    if (key_before < key) continue;
    const FlatTold& before = parts.told[place - 1];
    const FlatTold& here = parts.told[place];
    if (before.order() > here.order()) return false;
    if (before.order() == here.order() && before.row() >= here.row()) return false;
  }
  return true;
}

}  // namespace

Result<void> SaveSnapshot(const FlatIndex& index, const std::string& path) {
  return base::WriteFileDurably(path, index.image(), kPrivateMode);
}

Result<FlatIndex> OpenSnapshot(const std::string& path, SnapshotPlace place) {
  if (place == SnapshotPlace::kMapped) {
    PM_ASSIGN(ImageMemory memory, ImageMemory::Map(path));
    return FlatIndex::Of(std::move(memory));
  }
  PM_ASSIGN(ImageMemory memory, ImageMemory::Read(path));
  return FlatIndex::Of(std::move(memory));
}

Result<void> VerifySnapshot(const FlatIndex& index) {
  PM_ASSIGN(const FlatHeader header, FlatHeaderOf(index.image()));
  PM_TRY(VerifySections(index.image(), header.sections));
  if (!IsInOrder(index.parts())) return DamagedImage("its records are out of order");
  return {};
}

}  // namespace proofmark::match
