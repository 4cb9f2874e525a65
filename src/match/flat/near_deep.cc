// SPDX-License-Identifier: Apache-2.0
// Behind the tree of beginnings.
#include <algorithm>
#include <bit>

#include "match/flat/key_scan.h"
#include "match/flat/near_tier.h"

namespace proofmark::match {

namespace {
constexpr std::uint32_t kWideRange = 1024;  // places of one beginning that are divided further
// Behind it an edit may reach over the twelfth symbol, where only the whole number tells.
constexpr int kDividedDepthMax = kFlatSymbols - 2;
}  // namespace

// Behind the tree. A beginning that few share is gone through; the children of others are found in the array itself.
void NearTier::WalkDeep(const PlaceRange& range, const NearAt& at) {
  if (at.edits == 0) {
    if (!wants_ranges_) Known(range, at);
    return;
  }
  if (!Affords(at.cost + at.edits * kFlatCosts.exchange)) return;
  if (range.end - range.begin <= kWideRange || at.depth >= kDividedDepthMax) {
    if (wants_ranges_) TakeRange(range, at);
    return;
  }
  const std::uint64_t* keys = parts_.keys.data();
  PlaceRange left = range;
  while (left.begin < left.end) {
    const int symbol = ClassAt(keys[left.begin], at.depth);
    PlaceRange child = Beginning(left, With(at.key, at.depth, symbol), at.depth + 1);
    // In a damaged snapshot keys may be out of order; the walk ends all the same.
    child.end = std::max(child.end, left.begin + 1);
    DeepChild(child, symbol, at);
    left.begin = child.end;
  }
  if (at.read >= symbols_ || at.last == NearEdit::kPutIn) return;
  NearAt on = at;
  --on.edits;
  ++on.read;
  on.cost += kFlatCosts.put_in_or_left_out;
  on.last = NearEdit::kLeftOut;
  WalkDeep(range, on);
}

// The places of a range that begin with the first `depth` symbols of a key.
PlaceRange NearTier::Beginning(const PlaceRange& range, std::uint64_t key, int depth) const {
  const std::uint64_t next = key + (1ULL << (64 - 5 * depth));
  PlaceRange out{FirstPlace(parts_, range, key), range.end};
  if (next != 0) out.end = FirstPlace(parts_, {out.begin, range.end}, next);
  return out;
}

void NearTier::DeepChild(const PlaceRange& child, int symbol, const NearAt& at) {
  const int read = class_[at.read];
  NearAt on = at;
  on.key = With(at.key, at.depth, symbol);
  on.depth = at.depth + 1;
  on.last = NearEdit::kOther;
  if (symbol == read) {
    on.read += at.read < symbols_ ? 1 : 0;
    if (symbol == 0) {
      if (wants_ranges_) TakeRange(child, on);
    } else {
      WalkDeep(child, on);
    }
    return;
  }
  if (symbol == 0) return;
  --on.edits;
  if (at.read < symbols_) {
    on.read = at.read + 1;
    on.cost = at.cost + kFlatCosts.substitution;
    WalkDeep(child, on);
    if (symbol == class_[at.read + 1]) {
      on.read = at.read + 2;
      on.cost = at.cost + kFlatCosts.exchange;
      on.key = With(on.key, at.depth + 1, read);
      on.depth = at.depth + 2;
      const PlaceRange both = Beginning(child, on.key, on.depth);
      if (both.begin < both.end) WalkDeep(both, on);
      on.key = With(at.key, at.depth, symbol);
      on.depth = at.depth + 1;
    }
  }
  if (at.last == NearEdit::kLeftOut) return;
  on.read = at.read;
  on.cost = at.cost + kFlatCosts.put_in_or_left_out;
  on.last = NearEdit::kPutIn;
  WalkDeep(child, on);
}

void NearTier::TakeRange(const PlaceRange& range, const NearAt& at) {
  const std::uint64_t* first = parts_.keys.data() + range.begin;
  FetchKeys(first, first + std::min(range.end - range.begin, kNearFetched));
  ranges_.data()[range_count_++] = {range, at};
  if (range_count_ == kNearRangesAtOnce) FlushRanges();
}

void NearTier::FlushRanges() {
  offer_.work().prefixes += range_count_;
  for (std::size_t i = 0; i < range_count_; ++i) {
    const Range& one = ranges_.data()[i];
    if (!Affords(one.at.cost + one.at.edits * kFlatCosts.exchange)) continue;
    GoThrough(one.places, one.at);
  }
  range_count_ = 0;
}

void NearTier::GoThrough(const PlaceRange& range, const NearAt& at) {
  const std::uint64_t* keys = parts_.keys.data();
  const KeyNear near{.query = rest_[at.read] & kFlatKeyMask, .symbols = at.depth, .edits = at.edits};
  const int least = at.cost + kFlatCosts.exchange;
  for (std::uint32_t begin = range.begin; begin < range.end; begin += kKeyChunk) {
    const std::uint32_t count = std::min(kKeyChunk, range.end - begin);
    std::uint64_t bits = NearKeys(keys + begin, count, near);
    while (bits != 0) {
      const std::uint32_t first = begin + static_cast<std::uint32_t>(std::countr_zero(bits));
      std::uint32_t last = first;
      while (bits != 0 && begin + static_cast<std::uint32_t>(std::countr_zero(bits)) == last &&
             (keys[last] ^ keys[first]) <= kFlatKindMask) {
        bits &= bits - 1;
        ++last;
      }
      offer_.Run(first, last, at.edits == edits_ ? 0 : least);
    }
  }
}

// All edits are spent and the places share what was reached: the one key that is left, and what is cut off behind it.
void NearTier::Known(const PlaceRange& range, const NearAt& at) {
  if (!Affords(at.cost)) return;
  const PlaceRange found = FindKey(parts_, range, Behind(at.key, at.depth, at.read, at.cost).key);
  if (found.begin < found.end) offer_.Run(found.begin, found.end, at.cost);
}

}  // namespace proofmark::match
