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
    const auto order = [&](std::uint32_t at) {
      const std::uint64_t attributes = parts.attributes[at];
      return (attributes >> 8) << 24 | static_cast<std::uint64_t>(parts.makes[at]) << 8 | (attributes & 255);
    };
    const std::uint64_t key_before = parts.keys[place - 1] & ~kFlatKindMask;
    const std::uint64_t key = parts.keys[place] & ~kFlatKindMask;
    if (key_before > key) return false;
    if (key_before < key) continue;
    const std::uint64_t before = order(place - 1);
    const std::uint64_t here = order(place);
    if (before > here || (before == here && parts.rows[place - 1] >= parts.rows[place])) return false;
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
