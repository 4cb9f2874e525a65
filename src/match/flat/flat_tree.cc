// SPDX-License-Identifier: Apache-2.0
#include "match/flat/flat_tree.h"

namespace proofmark::match {

FlatTreeArrays FlatTreeOf(int depth, const std::vector<std::uint32_t>& codes, std::vector<std::uint32_t> places) {
  FlatTreeArrays out;
  out.depth = depth;
  out.places = std::move(places);
  // Level by level: the nodes of a depth are the distinct beginnings of that many symbols, and their children in order
  // are the nodes of the next one.
  std::vector<std::vector<std::uint64_t>> levels(static_cast<std::size_t>(depth));
  levels[0].push_back(0);
  std::vector<std::uint32_t> children(static_cast<std::size_t>(depth), 0);  // given so far, of each depth
  for (std::size_t i = 0; i < codes.size(); ++i) {
    bool is_new = i == 0;
    for (int level = 0; level < depth; ++level) {
      const int shift = 5 * (depth - 1 - level);
      const auto at = static_cast<std::size_t>(level);
      is_new = is_new || codes[i] >> shift != codes[i - 1] >> shift;
      if (!is_new) continue;
      std::uint64_t& node = levels[at].back();
      if ((node & kFlatChildrenMask) == 0) node |= static_cast<std::uint64_t>(children[at]) << kFlatClasses;
      node |= 1ULL << (codes[i] >> shift & 31);
      ++children[at];
      if (level + 1 < depth) levels[at + 1].push_back(0);
    }
  }
  std::uint32_t begin = 0;
  for (const std::vector<std::uint64_t>& level : levels) {
    out.levels.push_back(begin);
    begin += static_cast<std::uint32_t>(level.size());
  }
  out.levels.push_back(begin);
  for (std::size_t level = 0; level < levels.size(); ++level) {
    // Children of the last depth are leaves, numbered from 0.
    const std::uint64_t shift = level + 1 < levels.size() ? out.levels[level + 1] : 0;
    for (const std::uint64_t node : levels[level]) out.nodes.push_back(node + (shift << kFlatClasses));
  }
  return out;
}

std::string FlatTree::Fault(std::uint64_t records) const {
  if (levels_.size() != static_cast<std::size_t>(depth_) + 1 || levels_[0] != 0 || levels_[1] != 1) return "its levels";
  if (levels_.back() != nodes_.size() || places_.empty()) return "its size";
  for (std::size_t level = 0; level + 1 < levels_.size(); ++level) {
    if (levels_[level] > levels_[level + 1]) return "the order of its levels";
  }
  for (int level = 0; level < depth_; ++level) {
    const auto at = static_cast<std::size_t>(level);
    const bool last = level + 1 == depth_;
    const std::uint64_t first = last ? 0 : levels_[at + 1];
    const std::uint64_t end = last ? places_.size() - 1 : levels_[at + 2];
    for (std::uint32_t node = levels_[at]; node < levels_[at + 1]; ++node) {
      const auto children = static_cast<std::uint64_t>(std::popcount(nodes_[node] & kFlatChildrenMask));
      const std::uint64_t begin = nodes_[node] >> kFlatClasses;
      if (children == 0 && records > 0) return "a node without children";
      if (children > 0 && (begin < first || begin + children > end)) return "a child outside of the tree";
    }
  }
  for (std::size_t leaf = 0; leaf + 1 < places_.size(); ++leaf) {
    if (places_[leaf] > places_[leaf + 1]) return "the order of its places";
  }
  if (places_.back() > records) return "a place behind the last record";
  return {};
}

}  // namespace proofmark::match
