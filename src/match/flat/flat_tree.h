// SPDX-License-Identifier: Apache-2.0
// A FlatTree is the first few symbols of a sorted array as a tree: which symbols follow which beginning, and where in
// the array each beginning of full depth lies. Four bytes a beginning and eight a branching, so that it stays in the
// cache.
//
//   FlatTreeArrays arrays = BuildFlatTree(5, codes);        // codes: 5 bits a symbol, ascending, one a place
//   FlatTree tree = arrays.View();
//   std::uint32_t node = 0;                                  // the root
//   if (tree.Has(node, symbol)) node = tree.Child(node, symbol);
//   tree.Begin(leaf); tree.End(leaf);                        // places, once `depth` symbols are followed
//
// A node is one word: bit n of its 28 low ones says that symbol n follows, the rest is the number of its first child;
// children stand together in the order of their symbols. A symbol of 0 is the end of a short number, and only 0 follows
// it. Read-only; safe from any thread.
#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "match/flat/flat_key.h"
#include "match/flat/flat_target.h"

namespace proofmark::match {

inline constexpr int kFlatTreeDepthMax = 5;
inline constexpr std::uint64_t kFlatChildrenMask = (1ULL << kFlatClasses) - 1;

class FlatTree {
 public:
  FlatTree() = default;
  // `levels` are the first nodes of each depth and the end of the last: depth + 1 of them. `places` has one entry more
  // than there are leaves.
  FlatTree(int depth, std::span<const std::uint32_t> levels, std::span<const std::uint64_t> nodes,
           std::span<const std::uint32_t> places)
      : depth_(depth), levels_(levels), nodes_(nodes), places_(places) {}

  int depth() const { return depth_; }
  // How many beginnings of so many symbols there are; never 0.
  std::size_t beginnings(int symbols) const {
    const auto at = static_cast<std::size_t>(symbols);
    const std::size_t there = symbols == depth_ ? places_.size() - 1 : levels_[at + 1] - levels_[at];
    return there == 0 ? 1 : there;
  }
  PM_FLAT_INLINE std::uint32_t Children(std::uint32_t node) const {
    return static_cast<std::uint32_t>(nodes_.data()[node] & kFlatChildrenMask);
  }
  PM_FLAT_INLINE std::uint32_t FirstChild(std::uint32_t node) const {
    return static_cast<std::uint32_t>(nodes_.data()[node] >> kFlatClasses);
  }
  PM_FLAT_INLINE bool Has(std::uint32_t node, int symbol) const { return (nodes_.data()[node] >> symbol & 1) != 0; }
  // Of one that is there. A leaf where `node` is of the last depth.
  PM_FLAT_INLINE std::uint32_t Child(std::uint32_t node, int symbol) const {
    const std::uint64_t word = nodes_.data()[node];
    return static_cast<std::uint32_t>(word >> kFlatClasses) +
           static_cast<std::uint32_t>(std::popcount(word & ((1ULL << symbol) - 1)));
  }
  // From a node of depth `from` down to one of depth `to`, as a key goes; false where no number does.
  PM_FLAT_QUICK bool Follow(std::uint64_t key, int from, int to, std::uint32_t& node) const {
    for (int depth = from; depth < to; ++depth) {
      const int symbol = ClassAt(key, depth);
      if (!Has(node, symbol)) return false;
      node = Child(node, symbol);
    }
    return true;
  }
  // Those behind which a symbol follows; of a node that is not of the last depth.
  PM_FLAT_QUICK std::uint32_t ChildrenBefore(std::uint32_t node, int symbol) const {
    const std::uint64_t* child = nodes_.data() + FirstChild(node);
    const std::uint32_t children = Children(node);
    std::uint32_t following = 0;  // bit n: of the nth child
    const int count = std::popcount(children);
    for (int i = 0; i < count; ++i) following |= static_cast<std::uint32_t>(child[i] >> symbol & 1) << i;
    return Spread(following, children);
  }
  PM_FLAT_INLINE std::uint32_t Begin(std::uint32_t leaf) const { return places_.data()[leaf]; }
  PM_FLAT_INLINE std::uint32_t End(std::uint32_t leaf) const { return places_.data()[leaf + 1]; }
  PM_FLAT_INLINE const std::uint64_t* nodes() const { return nodes_.data(); }
  PM_FLAT_INLINE const std::uint32_t* places() const { return places_.data(); }

  // The nth bit of some for the nth that is set in a mask.
  PM_FLAT_QUICK static std::uint32_t Spread(std::uint32_t bits, std::uint32_t mask) {
#if defined(__x86_64__)
    return __builtin_ia32_pdep_si(bits, mask);
#else
    std::uint32_t out = 0;
    for (; mask != 0; mask &= mask - 1, bits >>= 1) out |= (bits & 1) != 0 ? mask & -mask : 0;
    return out;
#endif
  }

  // What is wrong with a tree over `records` places that came from outside; empty where nothing leads out of it.
  std::string Fault(std::uint64_t records) const;

 private:
  int depth_ = 0;
  std::span<const std::uint32_t> levels_;
  std::span<const std::uint64_t> nodes_;
  std::span<const std::uint32_t> places_;
};

struct FlatTreeArrays {
  int depth = 0;
  std::vector<std::uint32_t> levels;
  std::vector<std::uint64_t> nodes;
  std::vector<std::uint32_t> places;

  FlatTree View() const { return {depth, levels, nodes, places}; }
};

// `code(place)` gives the first `depth` symbols of each place, 5 bits each, the first one highest, ascending.
template <typename Code>
FlatTreeArrays BuildFlatTree(int depth, std::uint32_t records, const Code& code);

// Of the beginnings that there are, each once, and where each begins.
FlatTreeArrays FlatTreeOf(int depth, const std::vector<std::uint32_t>& codes, std::vector<std::uint32_t> places);

template <typename Code>
FlatTreeArrays BuildFlatTree(int depth, std::uint32_t records, const Code& code) {
  std::vector<std::uint32_t> codes;
  std::vector<std::uint32_t> places;
  for (std::uint32_t place = 0; place < records; ++place) {
    const std::uint32_t one = code(place);
    if (codes.empty() || codes.back() != one) {
      codes.push_back(one);
      places.push_back(place);
    }
  }
  places.push_back(records);
  return FlatTreeOf(depth, codes, std::move(places));
}

}  // namespace proofmark::match
