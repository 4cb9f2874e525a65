// SPDX-License-Identifier: Apache-2.0
// A NearTier is the part of a search by nearness that looks for numbers a given number of edits away.
//
//   NearTier(offer, 2).Run();
//
// The beginnings of numbers from which an edit is left are found once, symbol by symbol together, and gone through
// twice: first for the places behind them; then for the last edit, behind which the rest of the number is known and the
// filter is asked for it. The first is cheap and lowers the limit for the second. For flat_walk.cc and near_deep.cc
// only. Lives as long as one tier of one search, of one thread; takes some 80 KiB, most of which it never touches.
#pragma once

#include <array>
#include <cstdint>

#include "match/flat/flat_offer.h"
#include "match/flat/flat_target.h"

namespace proofmark::match {

inline constexpr std::uint32_t kNearFetched = 64;  // keys of a range that are fetched before it is gone through
inline constexpr std::size_t kNearKeysAtOnce = 16;
inline constexpr std::size_t kNearRangesAtOnce = 32;

// The edit before, as far as it forbids the next one: putting in what was left out is a substitution, or nothing.
enum class NearEdit : std::uint8_t { kOther, kPutIn, kLeftOut };

// Where the walk is: some symbols of a number, some of the reading, and what is left to spend. Without values of its
// own, as hundreds lie ready for what is reached.
struct NearAt {
  std::uint64_t key;  // the symbols so far
  int depth;          // how many
  int read;           // symbols of the reading that they stand for
  int edits;          // that may still be made
  int cost;           // of those that were
  NearEdit last;
};

struct NearNode {
  std::uint32_t node;  // of the tree; behind it, the leaf
  NearAt at;
};
// So many at most are reached by one edit, and what was read behind it, at one depth of the tree.
inline constexpr std::size_t kNearNodesMax = std::size_t{2} * kFlatClasses * kFlatHeadDepth + 16;

inline std::uint64_t With(std::uint64_t key, int depth, int symbol) {
  return key | static_cast<std::uint64_t>(symbol) << (59 - 5 * depth);
}

class NearTier {
 public:
  NearTier(FlatOffer& offer, int edits);
  void Run();

 private:
  bool Affords(int cost) const { return cost <= offer_.best().limit(); }
  void Spread();
  void Reach(const NearNode& one);
  bool GoOn(NearNode& one) const;
  void GoDeep();
  void Edit(const NearNode& one);
  void Exchange(std::uint32_t node, const NearAt& at);
  // A number that is known, as a key with its mark of a tail, and what the edits of it cost.
  struct Whole {
    std::uint64_t key = 0;
    int cost = 0;
  };
  void LastEdits();
  void LastEdit(std::uint32_t node, const NearAt& at);
  Whole Behind(std::uint64_t key, int depth, int read, int cost) const;
  void Ask(const Whole& whole);
  void NextAsked();
  void AskChildren(const Whole& whole, int depth, std::uint32_t symbols);
  void Keep(const Whole& whole);
  void NextKeys();
  void WalkDeep(const PlaceRange& range, const NearAt& at);
  void DeepChild(const PlaceRange& child, int symbol, const NearAt& at);
  PlaceRange Beginning(const PlaceRange& range, std::uint64_t key, int depth) const;
  void TakeRange(const PlaceRange& range, const NearAt& at);
  void FlushRanges();
  void GoThrough(const PlaceRange& range, const NearAt& at);
  void Known(const PlaceRange& range, const NearAt& at);

  // A number that the filter lets pass, and where it is looked for.
  struct Looked {
    Whole whole;
    std::uint32_t node = 0;  // of the tree; at last the leaf
    PlaceRange places;
  };
  struct LookedFor {
    std::size_t count = 0;
    std::array<Looked, kNearKeysAtOnce> all;

    void Add(const Looked& one) { all.data()[count++] = one; }
  };
  // Numbers of which the filter is asked.
  struct Asked {
    std::array<std::uint64_t, kFlatFilterBatch> keys;
    std::array<int, kFlatFilterBatch> costs;
    FlatFilterBatch batch;
  };
  struct Reached {
    std::size_t count = 0;
    std::array<NearNode, kNearNodesMax> all;
  };
  struct Range {
    PlaceRange places;
    NearAt at;
  };

  FlatOffer& offer_;
  const FlatParts& parts_;
  const FlatTree& heads_;
  int edits_;
  int symbols_ = 0;
  bool wants_ranges_ = false;
  int class_[kFlatNumberMax + kFlatHeadDepth + 2];
  std::uint64_t rest_[kFlatNumberMax + 1];  // the reading from each place on, as a key
  std::size_t range_count_ = 0;
  unsigned asked_count_ = 0;
  std::size_t asking_ = 0;  // which of them is being filled
  std::array<Asked, 2> asked_;
  std::array<LookedFor, 5> looked_;  // by the step that is next
  std::array<Range, kNearRangesAtOnce> ranges_;
  std::array<Reached, kFlatHeadDepth + 1> reached_;  // by depth
  PlaceRange crossing_;                              // by an exchange over the end of the tree
  NearAt crossing_at_;
};

}  // namespace proofmark::match
