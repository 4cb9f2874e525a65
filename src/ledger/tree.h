// SPDX-License-Identifier: Apache-2.0
// A Tree is the Merkle tree over the events of one log: its root commits to all of them and to their order.
//
//   Frontier frontier;
//   for (std::string_view bytes : events) frontier.Add(LeafHash(bytes));
//   frontier.Root();                                        // what a checkpoint signs
//   PM_ASSIGN(auto path, InclusionPath(hashes, 7, size));   // hashes: reads stored tiles
//   PM_TRY(VerifyInclusion(leaf, 7, size, path, root));
//
// Follows RFC 9162 section 2.1: leaf = SHA-256(0x00 || bytes), node = SHA-256(0x01 || left || right), the root of
// nothing = SHA-256 of no bytes. Stored hashes lie in tiles of 256 (C2SP tlog-tiles, docs/formats/tiles.md).
// Pure apart from the HashReader given; safe from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace proofmark::ledger {

using base::Digest;

inline constexpr std::int64_t kTileWidth = 256;
inline constexpr int kTileHeight = 8;  // a tile spans 8 levels of the tree

Digest LeafHash(std::string_view canonical_bytes);
Digest NodeHash(const Digest& left, const Digest& right);
Digest EmptyRoot();

// The right edge of a growing tree: the roots of its full subtrees, largest first. 64 hashes at most.
class Frontier {
 public:
  Frontier() = default;
  // Peaks as peaks() gave them for that size: one for each bit set in it (asserted; whoever reads them from a file
  // checks first).
  Frontier(std::int64_t size, std::vector<Digest> peaks);

  void Add(const Digest& leaf);
  Digest Root() const;
  std::int64_t size() const { return size_; }
  const std::vector<Digest>& peaks() const { return peaks_; }

 private:
  std::int64_t size_ = 0;
  std::vector<Digest> peaks_;
};

// Where proofs and restarts get stored hashes from: the root of the full subtree of 2^(8*tile_level) leaves that is
// number `index` at its level. Level 0 is the leaves themselves.
class HashReader {
 public:
  virtual ~HashReader() = default;
  virtual base::Result<Digest> Stored(int tile_level, std::int64_t index) const = 0;
};

// The frontier and the root of the first `size` leaves. Errors: those of the reader.
base::Result<Frontier> FrontierAt(const HashReader& hashes, std::int64_t size);
base::Result<Digest> RootAt(const HashReader& hashes, std::int64_t size);

// RFC 9162 2.1.3.1 and 2.1.4.1. Errors: kInvalid (index >= size, old_size > size, old_size < 1), those of the reader.
base::Result<std::vector<Digest>> InclusionPath(const HashReader& hashes, std::int64_t index, std::int64_t size);
base::Result<std::vector<Digest>> ConsistencyPath(const HashReader& hashes, std::int64_t old_size, std::int64_t size);

// Done when the path proves it, else kCorrupt with the reason. An empty path proves only what an empty path can.
// From size 0 there is nothing to prove: kCorrupt.
base::Result<void> VerifyInclusion(const Digest& leaf, std::int64_t index, std::int64_t size,
                                   const std::vector<Digest>& path, const Digest& root);
base::Result<void> VerifyConsistency(std::int64_t old_size, const Digest& old_root, std::int64_t size,
                                     const Digest& root, const std::vector<Digest>& path);

// A tile: up to 256 hashes of one tile level, in order. C2SP path "0/x001/x234/067" or, partial, "....p/112".
std::string TilePath(int tile_level, std::int64_t tile_index, int width);

}  // namespace proofmark::ledger
