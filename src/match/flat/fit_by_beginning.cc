// SPDX-License-Identifier: Apache-2.0
// By how numbers begin.
#include <algorithm>
#include <bit>

#include "match/flat/fit_search.h"

namespace proofmark::match {

namespace {
constexpr std::uint64_t kNodeTime = 40;
constexpr std::size_t kFirstNodes = 32;    // that are gone through for an estimate
constexpr std::uint32_t kWideRange = 512;  // places of one beginning that are divided further
}  // namespace

// By how numbers begin, given up once it takes longer than `budget`.
bool FitSearch::TryHeads(std::uint64_t budget) {
  offer_.work().plan = FlatPlan::kHeads;
  budget_ = budget;
  spent_ = 0;
  if (own_first_) {
    only_own_ = true;
    const bool all = AllHeads();
    only_own_ = false;
    if (!all) return false;
    if (IsDone()) return true;
  }
  return AllHeads();
}

// What it is likely to take: the first nodes are gone through, and behind them it is as if symbols followed each other
// by chance.
std::uint64_t FitSearch::HeadsTime() const {
  const FlatTree& tree = parts_.heads;
  int deepest = 0;  // what is unread behind it lies side by side
  for (int at = 0; at < std::min(kFlatHeadDepth, told_); ++at) {
    if (Narrows(at)) deepest = at + 1;
  }
  std::array<std::uint32_t, kFirstNodes> nodes{};
  std::size_t count = 1;
  int depth = 0;
  for (; depth < deepest; ++depth) {
    std::array<std::uint32_t, kFirstNodes> next{};
    std::size_t found = 0;
    for (std::size_t i = 0; i < count && found <= next.size(); ++i) {
      std::uint32_t symbols = tree.Children(nodes.data()[i]) & Classes(depth);
      for (; symbols != 0 && found <= next.size(); symbols &= symbols - 1, ++found) {
        if (found < next.size()) next.data()[found] = tree.Child(nodes.data()[i], std::countr_zero(symbols));
      }
    }
    if (found > next.size()) break;
    nodes = next;
    count = found;
  }
  double places = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const PlaceRange below = PlacesBelow(tree, nodes.data()[i], depth);
    places += below.end - below.begin;
  }
  auto many = static_cast<double>(count);
  double time = 0;
  for (; depth < deepest; ++depth) {
    const double children =
        static_cast<double>(tree.beginnings(depth + 1)) / static_cast<double>(tree.beginnings(depth));
    const double taken =
        Narrows(depth) ? std::min(children, static_cast<double>(std::popcount(Classes(depth)))) : children;
    many *= taken;
    places *= taken / children;
    time += many * static_cast<double>(kNodeTime);
  }
  time += many * static_cast<double>(kRangeTime);
  return static_cast<std::uint64_t>(time) + ScanTime(static_cast<std::uint64_t>(places));
}

// By how numbers begin, symbol by symbol. False once that takes longer than is allowed.
PM_FLAT_QUICK bool FitSearch::Heads(std::uint32_t node, int depth) {
  if (!Spend(kNodeTime)) return false;
  if (depth == kFlatHeadDepth - 1) {
    // The last nodes, and where their leaves lie, are too many for the cache: fetched now, looked at a while later.
    __builtin_prefetch(parts_.heads.nodes() + node);
    last_nodes_.data()[last_node_count_++] = node;
    return last_node_count_ < last_nodes_.size() || GoThroughLastNodes();
  }
  int narrow = depth;
  while (narrow < kFlatHeadDepth && narrow < told_ && !Narrows(narrow)) ++narrow;
  if (narrow == kFlatHeadDepth || narrow >= told_) {
    // Nothing more is told apart here; places of one beginning lie side by side.
    return DeepHeads(PlacesBelow(parts_.heads, node, depth), kFlatHeadDepth);
  }
  std::uint32_t child = parts_.heads.FirstChild(node);
  const std::uint32_t classes = Classes(depth);
  for (std::uint32_t symbols = parts_.heads.Children(node); symbols != 0; symbols &= symbols - 1, ++child) {
    if ((classes >> std::countr_zero(symbols) & 1) == 0) continue;
    if (!Heads(child, depth + 1)) return false;
  }
  return true;
}

PM_FLAT_QUICK bool FitSearch::GoThroughLastNodes() {
  const bool narrows = kFlatHeadDepth - 1 < told_ && Narrows(kFlatHeadDepth - 1);
  const std::uint32_t classes = narrows ? Classes(kFlatHeadDepth - 1) : ~0U;
  const std::size_t count = last_node_count_;
  last_node_count_ = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t node = last_nodes_.data()[i];
    const std::uint32_t children = parts_.heads.Children(node);
    std::uint32_t child = parts_.heads.FirstChild(node);
    if (!narrows && !TakeLeaves(child, child + static_cast<std::uint32_t>(std::popcount(children)))) return false;
    if (!narrows) continue;
    for (std::uint32_t symbols = children; symbols != 0; symbols &= symbols - 1, ++child) {
      if ((classes >> std::countr_zero(symbols) & 1) != 0 && !TakeLeaves(child, child + 1)) return false;
    }
  }
  return true;
}

bool FitSearch::TakeLeaves(std::uint32_t first, std::uint32_t end) {
  __builtin_prefetch(parts_.heads.places() + first);
  __builtin_prefetch(parts_.heads.places() + end);
  leaves_.data()[leaf_count_++] = {first, end};
  return leaf_count_ < leaves_.size() || GoThroughLeaves();
}

bool FitSearch::GoThroughLeaves() {
  const std::size_t count = leaf_count_;
  leaf_count_ = 0;
  const std::uint32_t* places = parts_.heads.places();
  for (std::size_t i = 0; i < count; ++i) {
    const PlaceRange leaves = leaves_.data()[i];
    if (!DeepHeads({places[leaves.begin], places[leaves.end]}, kFlatHeadDepth)) return false;
  }
  return true;
}

// Each beginning that fits, and what was put off on the way.
bool FitSearch::AllHeads() {
  last_node_count_ = leaf_count_ = 0;
  const bool all = Heads(0, 0) && GoThroughLastNodes() && GoThroughLeaves();
  GoThroughQueue();
  Settle();
  return all;
}

// A few at a time, so that they are fetched while others are gone through.
void FitSearch::Queue(const PlaceRange& range) {
  if (range.begin == range.end) return;
  const std::uint64_t* first = parts_.keys.data() + range.begin;
  __builtin_prefetch(parts_.least_rows.data() + range.begin / kFlatBlock);
  FetchKeys(first, first + std::min(range.end - range.begin, 2 * kKeyChunk));
  queue_.data()[queued_++] = range;
  if (queued_ == queue_.size()) GoThroughQueue();
}

void FitSearch::GoThroughQueue() {
  for (std::size_t i = 0; i < queued_; ++i) GoThrough(queue_.data()[i].begin, queue_.data()[i].end);
  queued_ = 0;
}

// Behind the tree: what is told apart by the next symbol is found in the array itself, where many share a beginning.
bool FitSearch::DeepHeads(PlaceRange range, int depth) {
  const std::uint64_t* keys = parts_.keys.data();
  // The keys themselves are looked at last: they are not in the cache.
  if (range.end - range.begin <= kWideRange || depth >= told_ || !Narrows(depth) ||
      (keys[range.begin] ^ keys[range.end - 1]) >> (64 - 5 * depth) != 0) {
    if (!Spend(kRangeTime + ScanTime(range.end - range.begin))) return false;
    Queue(range);
    return true;
  }
  const std::uint64_t beginning = FirstSymbols(keys[range.begin], depth);
  for (std::uint32_t classes = Classes(depth); classes != 0; classes &= classes - 1) {
    const std::uint64_t one = 1ULL << (59 - 5 * depth);
    const std::uint64_t key = beginning + static_cast<std::uint64_t>(std::countr_zero(classes)) * one;
    PlaceRange child{FirstPlace(parts_, range, key), range.end};
    child.end = FirstPlace(parts_, {child.begin, range.end}, key + one);
    if (!Spend(kRangeTime)) return false;
    if (child.begin < child.end && !DeepHeads(child, depth + 1)) return false;
  }
  return true;
}

}  // namespace proofmark::match
