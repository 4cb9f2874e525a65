// SPDX-License-Identifier: Apache-2.0
// By how numbers end.
#include <algorithm>
#include <bit>

#include "match/flat/fit_search.h"

namespace proofmark::match {

// Which classes may stand at a place from the end of a number, the last one 0.
std::uint32_t FitSearch::EndClasses(int from_end) const {
  if (from_end < tail_) return Classes(query_.symbols - 1 - from_end);
  return query_.has_run ? kAnyClass | 1U : 1U;  // before the beginning of a number stands 0
}

// The ranges of the order by ends that fit, and what it takes to go through them.
std::uint64_t FitSearch::PlanEnds() {
  end_range_count_ = end_nodes_ = 0;
  end_depth_ = kFlatEndDepth;
  for (int i = kFlatEndDepth; i > 0 && (EndClasses(i - 1) | 1U) == (kAnyClass | 1U); --i) end_depth_ = i - 1;
  if (end_depth_ == 0) return kNever;
  AddEnds(0, 0);
  if (end_nodes_ >= kEndNodesMax) return kNever;
  std::uint64_t time = 0;
  for (std::size_t i = 0; i < end_range_count_; ++i) {
    const PlaceRange& range = end_ranges_.data()[i];
    std::uint64_t places = range.end - range.begin;
    if (first_cost_ < kFlatNoCost) {
      places = 0;
      for (std::uint32_t block = range.begin / kFlatBlock; block < (range.end + kFlatBlock - 1) / kFlatBlock; ++block) {
        if (EndFloor(parts_.end_kinds.data()[block]) <= first_cost_) places += kFlatBlock;
      }
    }
    time += places * (kFarPlaceTime + (query_.has_run ? kRunTime : 0)) + kRangeTime;
  }
  return time;
}

PM_FLAT_QUICK void FitSearch::AddEnds(std::uint32_t node, int depth) {
  if (depth == end_depth_) {
    // Whatever stands before these ends: they lie side by side.
    const PlaceRange range = PlacesBelow(parts_.ends, node, depth);
    PlaceRange* before = end_range_count_ > 0 ? &end_ranges_.data()[end_range_count_ - 1] : nullptr;
    if (before != nullptr && before->end == range.begin) {
      before->end = range.end;
    } else {
      end_ranges_.data()[end_range_count_++] = range;
    }
    return;
  }
  const std::uint32_t classes = EndClasses(depth);
  std::uint32_t child = parts_.ends.FirstChild(node);
  for (std::uint32_t symbols = parts_.ends.Children(node); symbols != 0; symbols &= symbols - 1, ++child) {
    if ((classes >> std::countr_zero(symbols) & 1) == 0) continue;
    if (++end_nodes_ >= kEndNodesMax) return;
    AddEnds(child, depth + 1);
  }
}

// Blocks with makes and calibres of which enough fit first, so that the others need not be gone through.
void FitSearch::GoThroughEnds() {
  offer_.work().plan = FlatPlan::kEnds;
  int least = 0;
  if (first_cost_ < kFlatNoCost) {
    only_own_ = own_first_;
    GoThroughEndBlocks(0, first_cost_);
    only_own_ = false;
    if (IsDone()) return;
    if (!own_first_) least = first_cost_ + 1;
  }
  GoThroughEndBlocks(least, kFlatNoCost);
}

// Those whose makes and calibres cost so much at the least.
void FitSearch::GoThroughEndBlocks(int from, int to) {
  for (std::size_t i = 0; i < end_range_count_; ++i) {
    const PlaceRange& range = end_ranges_.data()[i];
    for (std::uint32_t begin = range.begin; begin < range.end;) {
      const std::uint32_t block = begin / kFlatBlock;
      const std::uint32_t end = std::min(range.end, (block + 1) * kFlatBlock);
      const int least = EndFloor(parts_.end_kinds.data()[block]);
      const bool wanted = from <= least && least <= to;
      if (wanted && !offer_.best().Passes(least, parts_.end_least_rows.data()[block])) GoThroughEndBlock(begin, end);
      begin = end;
    }
  }
  Settle();
}

void FitSearch::GoThroughEndBlock(std::uint32_t begin, std::uint32_t end) {
  ++offer_.work().prefixes;
  const std::uint64_t* keys = parts_.keys.data();
  const std::uint32_t* places = parts_.by_end.data();
  const KeyFit test = Test();
  for (std::uint32_t i = begin; i < std::min(end, begin + kAhead); ++i) __builtin_prefetch(keys + places[i]);
  for (std::uint32_t i = begin; i < end; ++i) {
    if (i + kAhead < end) __builtin_prefetch(keys + places[i + kAhead]);
    if (test(keys[places[i]])) Hit(places[i], keys[places[i]]);
  }
}

// What make and calibre cost at the least in a block of the order by ends.
int FitSearch::EndFloor(std::uint64_t word) const {
  const std::uint32_t make = query_.fields.make * 256U;
  const std::uint32_t calibre = query_.fields.calibre;
  if (make == 0) return floor_;
  const FlatEndKinds kinds = FlatEndKinds::Of(word);
  if (kinds.Has(make, make + 255)) {
    if (calibre == 0 || kinds.Has(make + calibre, make + calibre)) return 0;
    return kinds.Has(make, make) ? kFlatCosts.calibre_unknown
                                 : std::min(kFlatCosts.calibre_conflict, kFlatCosts.make_unknown);
  }
  return kinds.Has(0, 255) ? kFlatCosts.make_unknown : kFlatCosts.make_conflict;
}

}  // namespace proofmark::match
