// SPDX-License-Identifier: Apache-2.0
// A FitSearch is one search for the records that fit a pattern, in the ways between which SearchFits chooses: by the
// lowest rows, by how numbers begin, by how they end, by make and calibre.
//
//   FitSearch(offer).Search();
//
// Each way offers every record that fits and that it comes by; it is done where it says that no other can matter. For
// flat_fits.cc and the ways beside it only. Lives as long as one search, of one thread.
#pragma once

#include <array>
#include <cstdint>
#include <limits>

#include "match/flat/flat_offer.h"
#include "match/flat/flat_target.h"
#include "match/flat/key_scan.h"

namespace proofmark::match {

// What a step takes, in tenths of a nanosecond: only their proportions matter, and only for which way is gone.
inline constexpr std::uint64_t kRangeTime = 1500;
inline constexpr std::uint64_t kPlaceTime = 5;
inline constexpr std::uint64_t kFarPlaceTime = 120;  // somewhere in the array
inline constexpr std::uint64_t kHitTime = 200;       // a record that fits: its make, calibre and row
inline constexpr std::uint64_t kRunTime = 1000;      // a number that is compared with a pattern that has a run
inline constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max() / 4;

inline constexpr std::uint32_t kAnyClass = ((1U << kFlatClasses) - 1) & ~1U;
inline constexpr std::size_t kEndNodesMax = 3000;  // of the tree of ends
inline constexpr std::uint32_t kAhead = 24;        // places that are fetched before they are looked at

class FitSearch {
 public:
  explicit FitSearch(FlatOffer& offer);
  void Search();

 private:
  // Behind the last symbol of a pattern without runs stands the end.
  std::uint32_t Classes(int at) const {
    return at == query_.symbols ? 1U : query_.classes[static_cast<std::size_t>(at)];
  }
  bool Narrows(int at) const { return Classes(at) != kAnyClass; }
  bool SearchSoon();
  void SearchLong();
  void MakeTest();
  void FindFloor();
  void FindWantedKinds();
  void FindFirstCost();
  bool TryRows(std::uint32_t most, std::uint32_t tried);
  std::uint64_t RowsTime() const;
  bool TryHeads(std::uint64_t budget);
  std::uint64_t HeadsTime() const;
  // What a key has to be; of those of the make and calibre that are looked for, where only these are wanted.
  KeyFit Test() const {
    KeyFit out = test_;
    if (!only_own_) return out;
    out.mask |= kFlatKindMask;
    out.value |= FlatKindOf(query_.fields.make, query_.fields.calibre);
    return out;
  }
  // No record of another make or calibre can matter any more.
  bool IsDone() const { return offer_.best().limit() <= floor_; }
  void GoThrough(std::uint32_t begin, std::uint32_t end);
  void Hit(std::uint32_t place, std::uint64_t key);
  void Settle();
  int Price(std::uint32_t place, std::uint32_t letters) const;
  std::uint32_t EndClasses(int from_end) const;
  std::uint64_t PlanEnds();
  void AddEnds(std::uint32_t node, int depth);
  void GoThroughEnds();
  void GoThroughEndBlocks(int from, int to);
  void GoThroughEndBlock(std::uint32_t begin, std::uint32_t end);
  int EndFloor(std::uint64_t kinds) const;
  bool Heads(std::uint32_t node, int depth);
  bool AllHeads();
  bool GoThroughLastNodes();
  bool TakeLeaves(std::uint32_t first, std::uint32_t end);
  bool GoThroughLeaves();
  bool DeepHeads(PlaceRange range, int depth);
  bool Spend(std::uint64_t time) { return (spent_ += time) <= budget_; }
  std::uint64_t ScanTime(std::uint64_t places) const {
    const double hit = share_ * (query_.has_run ? kRunTime : own_first_ ? kHitTime / 4 : kHitTime);
    return places * kPlaceTime + static_cast<std::uint64_t>(hit * static_cast<double>(places));
  }
  bool TryPostings(std::uint64_t budget);
  void GoThroughPosting(const FlatPair& pair, int cost);
  int CostOf(const FlatPair& pair) const {
    return kFlatCosts.Of(query_.fields, pair.make, static_cast<std::uint8_t>(pair.calibre));
  }
  void Queue(const PlaceRange& range);
  void GoThroughQueue();

  FlatOffer& offer_;
  const FlatParts& parts_;
  const FlatQuery& query_;
  KeyFit test_;
  int head_ = 0;   // symbols before the first run, as far as a key has them
  int told_ = 0;   // the same, and the end if it is known to be there
  int tail_ = -1;  // behind the last run
  int floor_ = 0;  // what make and calibre cost at the least
  int priced_count_ = 0;
  std::array<int, kFlatSymbols> priced_{};  // places of the reading where a twin may stand
  std::uint32_t covered_ = 0;               // of the lowest rows, so many were asked
  std::uint32_t covered_row_ = 0;           // the last of them
  std::uint32_t fit_ = 0;                   // how many of them fit
  double share_ = 0;                        // of records that fit, as far as the lowest rows tell
  double own_records_ = 0;                  // of the make and calibre that are looked for; 0 where one was not said
  double best_records_ = 0;                 // of a make and calibre that cost as little as any
  bool own_first_ = false;                  // so many of these fit that they are likely to be the answer
  bool only_own_ = false;
  int first_cost_ = kFlatNoCost;  // of those that cost no more so many fit that they are looked at before the others
  std::uint32_t wanted_kinds_ = 255;  // bit n: a record whose key ends in n may matter
  int end_depth_ = kFlatEndDepth;     // symbols of the end that tell something
  std::array<PlaceRange, kEndNodesMax> end_ranges_;
  std::size_t end_range_count_ = 0;
  std::size_t end_nodes_ = 0;
  std::array<std::uint32_t, 32> hits_;  // that are fetched
  std::size_t hit_count_ = 0;
  std::array<std::uint32_t, 32> last_nodes_;  // of the tree of beginnings, before its leaves
  std::size_t last_node_count_ = 0;
  std::array<PlaceRange, 32> leaves_;  // that stand together
  std::size_t leaf_count_ = 0;
  std::array<PlaceRange, 16> queue_;
  std::size_t queued_ = 0;
  std::uint64_t spent_ = 0;
  std::uint64_t budget_ = kNever;
};

}  // namespace proofmark::match
