// SPDX-License-Identifier: Apache-2.0
#include "ledger/tree.h"

#include <algorithm>
#include <bit>
#include <cstdio>
#include <utility>

namespace proofmark::ledger {
namespace {

using base::Code;
using base::Error;
using base::Result;

constexpr std::string_view kLeafPrefix("\x00", 1);
constexpr std::string_view kNodePrefix("\x01", 1);

// The largest power of two smaller than n: where RFC 9162 splits a tree of n leaves. n >= 2.
std::int64_t SplitOf(std::int64_t n) {
  return static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(n - 1)));
}

bool IsPowerOfTwo(std::int64_t n) { return std::has_single_bit(static_cast<std::uint64_t>(n)); }

Digest FoldPeaks(const std::vector<Digest>& peaks) {
  Digest root = peaks.back();
  for (std::size_t i = peaks.size() - 1; i-- > 0;) root = NodeHash(peaks[i], root);
  return root;
}

// The root of the full subtree of 2^height leaves that is number `index` at that height: hashed up inside one tile.
Result<Digest> FullRoot(const HashReader& hashes, int height, std::int64_t index) {
  int tile_level = height / kTileHeight;
  int rest = height % kTileHeight;
  std::int64_t first = index << rest;
  Frontier within;
  for (std::int64_t i = first; i < first + (std::int64_t{1} << rest); ++i) {
    PM_ASSIGN(Digest stored, hashes.Stored(tile_level, i));
    within.Add(stored);
  }
  return within.Root();
}

// The full subtrees of leaves [begin, begin + count), largest first. begin is a multiple of bit_ceil(count), as every
// range of an RFC 9162 tree is.
Result<std::vector<Digest>> PeaksOf(const HashReader& hashes, std::int64_t begin, std::int64_t count) {
  std::vector<Digest> peaks;
  for (std::int64_t left = count; left > 0;) {
    int height = std::bit_width(static_cast<std::uint64_t>(left)) - 1;
    PM_ASSIGN(Digest peak, FullRoot(hashes, height, begin >> height));
    peaks.push_back(peak);
    begin += std::int64_t{1} << height;
    left -= std::int64_t{1} << height;
  }
  return peaks;
}

Result<Digest> RangeRoot(const HashReader& hashes, std::int64_t begin, std::int64_t end) {
  PM_ASSIGN(std::vector<Digest> peaks, PeaksOf(hashes, begin, end - begin));
  return FoldPeaks(peaks);
}

Error Unproved(std::string why) { return Error{Code::kCorrupt, std::move(why), ""}; }

std::string Sizes(std::int64_t a, std::int64_t b) { return std::to_string(a) + " of " + std::to_string(b); }

}  // namespace

Digest LeafHash(std::string_view canonical_bytes) { return base::Sha256({kLeafPrefix, canonical_bytes}); }

Digest NodeHash(const Digest& left, const Digest& right) {
  return base::Sha256({kNodePrefix, base::View(left), base::View(right)});
}

Digest EmptyRoot() { return base::Sha256(std::string_view()); }

Frontier::Frontier(std::int64_t size, std::vector<Digest> peaks) : size_(size), peaks_(std::move(peaks)) {
  PM_ASSERT(size >= 0 && peaks_.size() == static_cast<std::size_t>(std::popcount(static_cast<std::uint64_t>(size))));
}

void Frontier::Add(const Digest& leaf) {
  Digest node = leaf;
  // As in binary counting: each trailing one of the old size is a full subtree that the new leaf completes.
  for (std::int64_t n = size_; (n & 1) != 0; n >>= 1) {
    node = NodeHash(peaks_.back(), node);
    peaks_.pop_back();
  }
  peaks_.push_back(node);
  ++size_;
}

Digest Frontier::Root() const { return peaks_.empty() ? EmptyRoot() : FoldPeaks(peaks_); }

Result<Frontier> FrontierAt(const HashReader& hashes, std::int64_t size) {
  PM_ASSERT(size >= 0);
  PM_ASSIGN(std::vector<Digest> peaks, PeaksOf(hashes, 0, size));
  return Frontier(size, std::move(peaks));
}

Result<Digest> RootAt(const HashReader& hashes, std::int64_t size) {
  PM_ASSIGN(Frontier frontier, FrontierAt(hashes, size));
  return frontier.Root();
}

Result<std::vector<Digest>> InclusionPath(const HashReader& hashes, std::int64_t index, std::int64_t size) {
  if (index < 0 || index >= size) {
    return Error{Code::kInvalid, "no leaf " + Sizes(index, size) + "; leaves count from 0", ""};
  }
  std::vector<Digest> path;
  std::int64_t begin = 0;
  std::int64_t end = size;
  while (end - begin > 1) {
    std::int64_t middle = begin + SplitOf(end - begin);
    bool left = index < middle;
    PM_ASSIGN(Digest sibling, left ? RangeRoot(hashes, middle, end) : RangeRoot(hashes, begin, middle));
    path.push_back(sibling);
    (left ? end : begin) = middle;
  }
  std::reverse(path.begin(), path.end());
  return path;
}

Result<std::vector<Digest>> ConsistencyPath(const HashReader& hashes, std::int64_t old_size, std::int64_t size) {
  if (old_size < 1 || old_size > size) {
    return Error{Code::kInvalid, "no proof from size " + Sizes(old_size, size) + "; from 1 to the size itself", ""};
  }
  std::vector<Digest> path;
  std::int64_t begin = 0;
  std::int64_t end = size;
  while (end != old_size) {
    std::int64_t middle = begin + SplitOf(end - begin);
    bool left = old_size <= middle;
    PM_ASSIGN(Digest sibling, left ? RangeRoot(hashes, middle, end) : RangeRoot(hashes, begin, middle));
    path.push_back(sibling);
    (left ? end : begin) = middle;
  }
  // Where the old tree itself is a node of the new one, the verifier has its root already.
  if (begin != 0) {
    PM_ASSIGN(Digest last, RangeRoot(hashes, begin, end));
    path.push_back(last);
  }
  std::reverse(path.begin(), path.end());
  return path;
}

Result<void> VerifyInclusion(const Digest& leaf, std::int64_t index, std::int64_t size, const std::vector<Digest>& path,
                             const Digest& root) {
  if (index < 0 || index >= size) return Unproved("no leaf " + Sizes(index, size) + "; leaves count from 0");
  std::int64_t node = index;
  std::int64_t last = size - 1;
  Digest hash = leaf;
  for (const Digest& sibling : path) {
    if (last == 0) return Unproved("the inclusion path of leaf " + Sizes(index, size) + " is too long");
    if ((node & 1) != 0 || node == last) {
      hash = NodeHash(sibling, hash);
      while ((node & 1) == 0 && node != 0) node >>= 1, last >>= 1;
    } else {
      hash = NodeHash(hash, sibling);
    }
    node >>= 1;
    last >>= 1;
  }
  if (last != 0) return Unproved("the inclusion path of leaf " + Sizes(index, size) + " is too short");
  if (hash != root) return Unproved("the inclusion path of leaf " + Sizes(index, size) + " gives another root");
  return {};
}

Result<void> VerifyConsistency(std::int64_t old_size, const Digest& old_root, std::int64_t size, const Digest& root,
                               const std::vector<Digest>& path) {
  if (old_size < 1 || old_size > size) return Unproved("no proof from size " + Sizes(old_size, size));
  if (old_size == size) {
    if (!path.empty()) return Unproved("a consistency path between equal sizes");
    if (old_root != root) return Unproved("two roots for one size, " + std::to_string(size));
    return {};
  }
  if (path.empty()) return Unproved("no consistency path from size " + Sizes(old_size, size));
  // A full old tree is a node of the new one: its root is not sent, because the verifier has it.
  bool own_start = IsPowerOfTwo(old_size);
  std::int64_t node = old_size - 1;
  std::int64_t last = size - 1;
  while ((node & 1) != 0) node >>= 1, last >>= 1;
  Digest old_hash = own_start ? old_root : path.front();
  Digest hash = old_hash;
  for (std::size_t i = own_start ? 0 : 1; i < path.size(); ++i) {
    if (last == 0) return Unproved("the consistency path from size " + Sizes(old_size, size) + " is too long");
    if ((node & 1) != 0 || node == last) {
      old_hash = NodeHash(path[i], old_hash);
      hash = NodeHash(path[i], hash);
      while ((node & 1) == 0 && node != 0) node >>= 1, last >>= 1;
    } else {
      hash = NodeHash(hash, path[i]);
    }
    node >>= 1;
    last >>= 1;
  }
  if (last != 0) return Unproved("the consistency path from size " + Sizes(old_size, size) + " is too short");
  if (old_hash != old_root)
    return Unproved("the consistency path gives another root for size " + std::to_string(old_size));
  if (hash != root) return Unproved("the consistency path gives another root for size " + std::to_string(size));
  return {};
}

std::string TilePath(int tile_level, std::int64_t tile_index, int width) {
  PM_ASSERT(tile_level >= 0 && tile_index >= 0 && width >= 1 && width <= kTileWidth);
  std::string number;
  for (std::int64_t rest = tile_index;; rest /= 1000) {
    char group[8];
    std::snprintf(group, sizeof group, "%03d", static_cast<int>(rest % 1000));
    number = number.empty() ? group : "x" + std::string(group) + "/" + number;
    if (rest < 1000) break;
  }
  std::string path = std::to_string(tile_level) + "/" + number;
  if (width < kTileWidth) path += ".p/" + std::to_string(width);
  return path;
}

}  // namespace proofmark::ledger
