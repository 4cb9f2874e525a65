// SPDX-License-Identifier: Apache-2.0
#include "match/flat/flat_walk.h"

#include <algorithm>
#include <array>
#include <bit>

#include "match/flat/flat_target.h"
#include "match/flat/key_scan.h"

namespace proofmark::match {

namespace {

constexpr int kDepth = kFlatHeadDepth;
constexpr std::uint32_t kWideRange = 1024;  // places of one beginning that are divided further
// Behind it an edit may reach over the twelfth symbol, where only the whole number tells.
constexpr int kDividedDepthMax = kFlatSymbols - 2;
constexpr std::uint32_t kFetched = 64;  // keys of a range that are fetched before it is gone through
constexpr std::size_t kKeysAtOnce = 192;
constexpr std::size_t kRangesAtOnce = 32;

// The edit before, as far as it forbids the next one: putting in what was left out is a substitution, or nothing.
enum class Last : std::uint8_t { kOther, kPutIn, kLeftOut };

// Where the walk is: some symbols of a number, some of the reading, and what is left to spend.
struct At {
  std::uint64_t key = 0;  // the symbols so far
  int depth = 0;          // how many
  int read = 0;           // symbols of the reading that they stand for
  int edits = 0;          // that may still be made
  int cost = 0;           // of those that were
  Last last = Last::kOther;
};

std::uint64_t With(std::uint64_t key, int depth, int symbol) {
  return key | static_cast<std::uint64_t>(symbol) << (59 - 5 * depth);
}

// One tier of one query. Goes over the beginnings twice: first those from which an edit is left, whose places are gone
// through; then those on which all are spent, where the rest of the number is known and the filter is asked for it. The
// first is cheap and lowers the limit for the second.
class Tier {
 public:
  Tier(FlatOffer& offer, int edits) : offer_(offer), parts_(offer.parts()), heads_(parts_.heads), edits_(edits) {
    const FlatQuery& query = offer.query();
    symbols_ = query.symbols;
    for (int i = 0; i < symbols_; ++i) class_[i] = ClassOf(query.read[static_cast<std::size_t>(i)]);
    for (int i = symbols_; i < symbols_ + kDepth + 2; ++i) class_[i] = 0;
    for (int i = 0; i <= symbols_; ++i) {
      rest_[i] = 0;
      for (int j = i; j < symbols_ && j - i < kFlatSymbols; ++j) rest_[i] = With(rest_[i], j - i, class_[j]);
    }
  }

  void Run() {
    At start{.edits = edits_};
    wants_ranges_ = true;
    Walk(0, start);
    FlushRanges();
    wants_ranges_ = false;
    Walk(0, start);
    FlushKeys();
  }

 private:
  bool Affords(int cost) const { return cost <= offer_.best().limit(); }
  void Walk(std::uint32_t node, const At& at);
  void Edit(std::uint32_t node, const At& at);
  // A number that is known, as a key with its mark of a tail, and what the edits of it cost.
  struct Whole {
    std::uint64_t key = 0;
    int cost = 0;
  };
  void LastEdit(std::uint32_t node, const At& at);
  void Exchange(std::uint32_t node, const At& at);
  Whole Behind(std::uint64_t key, int depth, int read, int cost) const;
  void Emit(std::uint32_t node, int depth, const Whole& whole);
  void FlushKeys();
  void WalkDeep(const PlaceRange& range, const At& at);
  void DeepChild(const PlaceRange& child, int symbol, const At& at);
  PlaceRange Beginning(const PlaceRange& range, std::uint64_t key, int depth) const;
  void TakeRange(const PlaceRange& range, const At& at);
  void FlushRanges();
  void GoThrough(const PlaceRange& range, const At& at);
  void Known(const PlaceRange& range, const At& at);

  struct Key {
    std::uint64_t key;
    std::uint64_t word;
    std::uint64_t bits;
    std::uint32_t leaf;
    int cost;
  };
  struct Range {
    PlaceRange places;
    At at;
  };

  FlatOffer& offer_;
  const FlatParts& parts_;
  const FlatTree& heads_;
  int edits_;
  int symbols_ = 0;
  bool wants_ranges_ = false;
  int class_[kFlatNumberMax + kDepth + 2];
  std::uint64_t rest_[kFlatNumberMax + 1];  // the reading from each place on, as a key
  std::size_t key_count_ = 0;
  std::size_t range_count_ = 0;
  std::array<Key, kKeysAtOnce> keys_;
  std::array<Range, kRangesAtOnce> ranges_;
};

// A whole number that `node` lies on, `depth` symbols deep. The filter says most of the time that there is none.
PM_FLAT_QUICK void Tier::Emit(std::uint32_t node, int depth, const Whole& whole) {
  for (; depth < kDepth; ++depth) {
    const int symbol = ClassAt(whole.key, depth);
    if (!heads_.Has(node, symbol)) return;
    node = heads_.Child(node, symbol);
  }
  Key& out = keys_.data()[key_count_++];
  const FlatFilterMark mark = FilterMarkOf(whole.key, parts_.filter.size());
  __builtin_prefetch(parts_.filter.data() + mark.word);
  out = {whole.key, mark.word, mark.bits, node, whole.cost};
  if (key_count_ == kKeysAtOnce) FlushKeys();
}

// The last edit, tried on each child: what follows it is known, and the next symbol of it refuses most of them.
PM_FLAT_QUICK void Tier::LastEdit(std::uint32_t node, const At& at) {
  if (at.depth > 0 && ClassAt(at.key, at.depth - 1) == 0) return;
  const bool at_end = at.read >= symbols_;
  const int read = class_[at.read];
  const int depth = at.depth + 1;
  const Whole substituted = at_end ? Whole() : Behind(at.key, depth, at.read + 1, at.cost + kFlatCosts.substitution);
  const Whole put_in = Behind(at.key, depth, at.read, at.cost + kFlatCosts.put_in_or_left_out);
  const bool substitutes = !at_end && Affords(substituted.cost);
  const bool puts_in = at.last != Last::kLeftOut && Affords(put_in.cost);
  if (substitutes || puts_in) {
    const bool leaves = depth == kDepth;
    // What has to follow a child: anything where it is a leaf.
    const std::uint64_t behind_substituted = !substitutes ? 0
                                             : leaves     ? ~0ULL
                                                          : 1ULL << ClassAt(substituted.key, depth);
    const std::uint64_t behind_put_in = !puts_in ? 0 : leaves ? ~0ULL : 1ULL << read;
    const std::uint64_t* nodes = heads_.nodes();
    std::uint32_t child = heads_.FirstChild(node);
    for (std::uint32_t symbols = heads_.Children(node); symbols != 0; symbols &= symbols - 1, ++child) {
      const int symbol = std::countr_zero(symbols);
      if (symbol == 0 || symbol == read) continue;
      const std::uint64_t next = leaves ? ~0ULL : nodes[child] & kFlatChildrenMask;
      if ((next & behind_substituted) != 0) {
        Emit(child, depth, {With(substituted.key, at.depth, symbol), substituted.cost});
      }
      if ((next & behind_put_in) != 0) Emit(child, depth, {With(put_in.key, at.depth, symbol), put_in.cost});
    }
  }
  if (at_end) return;
  if (at.last != Last::kPutIn && Affords(put_in.cost)) {
    Emit(node, at.depth, Behind(at.key, at.depth, at.read + 1, put_in.cost));
  }
  Exchange(node, at);
}

// The number whose first `depth` symbols are those of a key and whose others were read from `read` on. What does not
// fit is behind the twelfth symbol of a long one.
Tier::Whole Tier::Behind(std::uint64_t key, int depth, int read, int cost) const {
  const bool cut = depth + symbols_ - read > kFlatSymbols;
  const std::uint64_t symbols = (key | rest_[read] >> (5 * depth)) & kFlatKeyMask;
  return {symbols | (cut ? kFlatLongBit : 0), cost};
}

// In steps, each of which fetches what the next one needs.
void Tier::FlushKeys() {
  std::size_t passed = 0;
  const std::uint64_t* filter = parts_.filter.data();
  Key* const keys = keys_.data();
  for (std::size_t i = 0; i < key_count_; ++i) {
    const Key one = keys[i];
    if ((filter[one.word] & one.bits) != one.bits || !Affords(one.cost)) continue;
    __builtin_prefetch(heads_.places() + one.leaf);
    keys[passed++] = one;
  }
  offer_.work().tested += key_count_;
  offer_.work().passed += passed;
  key_count_ = 0;
  for (std::size_t i = 0; i < passed; ++i) {
    const PlaceRange range{heads_.Begin(keys[i].leaf), heads_.End(keys[i].leaf)};
    const std::uint64_t* first = parts_.keys.data() + range.begin;
    FetchKeys(first, first + std::min(range.end - range.begin, kFetched));
  }
  for (std::size_t i = 0; i < passed; ++i) {
    const Key& one = keys[i];
    const PlaceRange found = FindKey(parts_, {heads_.Begin(one.leaf), heads_.End(one.leaf)}, one.key);
    if (found.begin < found.end) offer_.Run(found.begin, found.end, one.cost);
  }
}

PM_FLAT_QUICK void Tier::Walk(std::uint32_t node, const At& at) {
  if (at.edits == 0) {
    if (!wants_ranges_) Emit(node, at.depth, Behind(at.key, at.depth, at.read, at.cost));
    return;
  }
  if (at.depth == kDepth) {
    WalkDeep({heads_.Begin(node), heads_.End(node)}, at);
    return;
  }
  if (!Affords(at.cost + at.edits * kFlatCosts.exchange)) return;
  // As it was read; behind its end, the end.
  const int next = class_[at.read];
  if (heads_.Has(node, next)) {
    At on = at;
    on.key = With(at.key, at.depth, next);
    ++on.depth;
    on.read += at.read < symbols_ ? 1 : 0;
    on.last = Last::kOther;
    Walk(heads_.Child(node, next), on);
  }
  if (at.edits > 1) {
    Edit(node, at);
  } else if (!wants_ranges_) {
    LastEdit(node, at);
  }
}

// Each way to spend one of several edits here.
PM_FLAT_QUICK void Tier::Edit(std::uint32_t node, const At& at) {
  if (at.depth > 0 && ClassAt(at.key, at.depth - 1) == 0) return;  // behind the end of a number there is nothing
  const bool at_end = at.read >= symbols_;
  const int read = class_[at.read];
  At on = at;
  --on.edits;
  const int later = on.edits * kFlatCosts.exchange;
  const bool substitutes = !at_end && Affords(at.cost + kFlatCosts.substitution + later);
  const bool puts_in = at.last != Last::kLeftOut && Affords(at.cost + kFlatCosts.put_in_or_left_out + later);
  if (substitutes || puts_in) {
    std::uint32_t child = heads_.FirstChild(node);
    for (std::uint32_t symbols = heads_.Children(node); symbols != 0; symbols &= symbols - 1, ++child) {
      const int symbol = std::countr_zero(symbols);
      if (symbol == 0 || symbol == read) continue;
      on.key = With(at.key, at.depth, symbol);
      on.depth = at.depth + 1;
      if (substitutes) {
        on.read = at.read + 1;
        on.cost = at.cost + kFlatCosts.substitution;
        on.last = Last::kOther;
        Walk(child, on);
      }
      if (puts_in) {
        on.read = at.read;
        on.cost = at.cost + kFlatCosts.put_in_or_left_out;
        on.last = Last::kPutIn;
        Walk(child, on);
      }
    }
  }
  if (at_end) return;
  on.key = at.key;
  if (at.last != Last::kPutIn && Affords(at.cost + kFlatCosts.put_in_or_left_out + later)) {
    on.depth = at.depth;
    on.read = at.read + 1;
    on.cost = at.cost + kFlatCosts.put_in_or_left_out;
    on.last = Last::kLeftOut;
    Walk(node, on);
  }
  Exchange(node, at);
}

// The next two symbols that were read, the other way round.
PM_FLAT_QUICK void Tier::Exchange(std::uint32_t node, const At& at) {
  const int first = class_[at.read];
  const int second = class_[at.read + 1];
  if (second == 0 || second == first || !heads_.Has(node, second)) return;
  At on = at;
  --on.edits;
  on.read = at.read + 2;
  on.cost = at.cost + kFlatCosts.exchange;
  if (!Affords(on.cost + on.edits * kFlatCosts.exchange)) return;
  on.last = Last::kOther;
  on.key = With(With(at.key, at.depth, second), at.depth + 1, first);
  on.depth = at.depth + 2;
  const std::uint32_t between = heads_.Child(node, second);
  if (at.depth + 1 == kDepth) {
    // The second of them lies behind the tree.
    const PlaceRange both = Beginning({heads_.Begin(between), heads_.End(between)}, on.key, on.depth);
    if (both.begin < both.end) WalkDeep(both, on);
  } else if (heads_.Has(between, first)) {
    Walk(heads_.Child(between, first), on);
  }
}

// Behind the tree. A beginning that few share is gone through; the children of others are found in the array itself.
void Tier::WalkDeep(const PlaceRange& range, const At& at) {
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
  if (at.read >= symbols_ || at.last == Last::kPutIn) return;
  At on = at;
  --on.edits;
  ++on.read;
  on.cost += kFlatCosts.put_in_or_left_out;
  on.last = Last::kLeftOut;
  WalkDeep(range, on);
}

// The places of a range that begin with the first `depth` symbols of a key.
PlaceRange Tier::Beginning(const PlaceRange& range, std::uint64_t key, int depth) const {
  const std::uint64_t next = key + (1ULL << (64 - 5 * depth));
  PlaceRange out{FirstPlace(parts_, range, key), range.end};
  if (next != 0) out.end = FirstPlace(parts_, {out.begin, range.end}, next);
  return out;
}

void Tier::DeepChild(const PlaceRange& child, int symbol, const At& at) {
  const int read = class_[at.read];
  At on = at;
  on.key = With(at.key, at.depth, symbol);
  on.depth = at.depth + 1;
  on.last = Last::kOther;
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
  if (at.last == Last::kLeftOut) return;
  on.read = at.read;
  on.cost = at.cost + kFlatCosts.put_in_or_left_out;
  on.last = Last::kPutIn;
  WalkDeep(child, on);
}

void Tier::TakeRange(const PlaceRange& range, const At& at) {
  const std::uint64_t* first = parts_.keys.data() + range.begin;
  FetchKeys(first, first + std::min(range.end - range.begin, kFetched));
  ranges_.data()[range_count_++] = {range, at};
  if (range_count_ == kRangesAtOnce) FlushRanges();
}

void Tier::FlushRanges() {
  offer_.work().prefixes += range_count_;
  for (std::size_t i = 0; i < range_count_; ++i) {
    const Range& one = ranges_.data()[i];
    if (!Affords(one.at.cost + one.at.edits * kFlatCosts.exchange)) continue;
    GoThrough(one.places, one.at);
  }
  range_count_ = 0;
}

void Tier::GoThrough(const PlaceRange& range, const At& at) {
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
void Tier::Known(const PlaceRange& range, const At& at) {
  if (!Affords(at.cost)) return;
  const PlaceRange found = FindKey(parts_, range, Behind(at.key, at.depth, at.read, at.cost).key);
  if (found.begin < found.end) offer_.Run(found.begin, found.end, at.cost);
}

void Exactly(FlatOffer& offer) {
  const FlatParts& parts = offer.parts();
  const std::uint64_t key = offer.query().number.key;
  const FlatFilterMark mark = FilterMarkOf(key, parts.filter.size());
  if ((parts.filter.data()[mark.word] & mark.bits) != mark.bits) return;
  const PlaceRange found = FindKey(parts, PlacesOfBeginning(parts, key), key);
  offer.Run(found.begin, found.end, 0);
}

}  // namespace

void SearchNear(FlatOffer& offer) {
  Exactly(offer);
  for (int edits = 1; edits <= kFlatEditsMax; ++edits) {
    if (offer.best().limit() < edits * kFlatCosts.least_edit()) return;
    offer.work().tier = edits;
    Tier(offer, edits).Run();
  }
}

}  // namespace proofmark::match
