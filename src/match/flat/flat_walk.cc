// SPDX-License-Identifier: Apache-2.0
#include "match/flat/flat_walk.h"

#include <algorithm>
#include <bit>

#include "match/flat/key_scan.h"
#include "match/flat/near_tier.h"

namespace proofmark::match {

namespace {

constexpr int kDepth = kFlatHeadDepth;

void Exactly(FlatOffer& offer) {
  const FlatParts& parts = offer.parts();
  const std::uint64_t key = offer.query().number.key;
  const FlatFilterMark mark = FilterMarkOf(key, parts.filter.size());
  if ((parts.filter.data()[mark.word] & mark.bits) != mark.bits) return;
  const PlaceRange found = FindKey(parts, PlacesOfBeginning(parts, key), key);
  offer.Run(found.begin, found.end, 0);
}

}  // namespace

NearTier::NearTier(FlatOffer& offer, int edits)
    : offer_(offer), parts_(offer.parts()), heads_(parts_.heads), edits_(edits) {
  const FlatQuery& query = offer.query();
  symbols_ = query.symbols;
  for (int i = 0; i < symbols_; ++i) class_[i] = ClassOf(query.read[static_cast<std::size_t>(i)]);
  for (int i = symbols_; i < symbols_ + kDepth + 2; ++i) class_[i] = 0;
  for (int i = 0; i <= symbols_; ++i) {
    rest_[i] = 0;
    for (int j = i; j < symbols_ && j - i < kFlatSymbols; ++j) rest_[i] = With(rest_[i], j - i, class_[j]);
  }
}

void NearTier::Run() {
  NearAt start{.edits = edits_};
  wants_ranges_ = true;
  Walk(0, start);
  FlushRanges();
  wants_ranges_ = false;
  Walk(0, start);
  FlushNearly();
  FlushKeys();
}

// A whole number that `node` lies on, `depth` symbols deep. The last nodes of its way, and then the filter, say most of
// the time that there is none. Both are too large for the cache: they are fetched first and asked a while later.
PM_FLAT_QUICK void NearTier::Emit(std::uint32_t node, int depth, const Whole& whole) {
  if (depth == kDepth) return Ask(node, whole);
  for (; depth < kDepth - 1; ++depth) {
    const int symbol = ClassAt(whole.key, depth);
    if (!heads_.Has(node, symbol)) return;
    node = heads_.Child(node, symbol);
  }
  __builtin_prefetch(heads_.nodes() + node);
  nearly_.data()[nearly_count_++] = {whole, node};
  if (nearly_count_ == kNearlyAtOnce) FlushNearly();
}

PM_FLAT_QUICK void NearTier::FlushNearly() {
  for (std::size_t i = 0; i < nearly_count_; ++i) {
    const Nearly& one = nearly_.data()[i];
    const int symbol = ClassAt(one.whole.key, kDepth - 1);
    if (heads_.Has(one.node, symbol)) Ask(heads_.Child(one.node, symbol), one.whole);
  }
  nearly_count_ = 0;
}

PM_FLAT_QUICK void NearTier::Ask(std::uint32_t leaf, const Whole& whole) {
  Key& out = keys_.data()[key_count_++];
  const FlatFilterMark mark = FilterMarkOf(whole.key, parts_.filter.size());
  __builtin_prefetch(parts_.filter.data() + mark.word);
  out = {whole.key, mark.word, mark.bits, leaf, whole.cost};
  if (key_count_ == kNearKeysAtOnce) FlushKeys();
}

// The last edit, tried on each child: what follows it is known, and the next symbol of it refuses most of them.
PM_FLAT_QUICK void NearTier::LastEdit(std::uint32_t node, const NearAt& at) {
  if (at.depth > 0 && ClassAt(at.key, at.depth - 1) == 0) return;
  const bool at_end = at.read >= symbols_;
  const int read = class_[at.read];
  const int depth = at.depth + 1;
  const Whole substituted = at_end ? Whole() : Behind(at.key, depth, at.read + 1, at.cost + kFlatCosts.substitution);
  const Whole put_in = Behind(at.key, depth, at.read, at.cost + kFlatCosts.put_in_or_left_out);
  const bool substitutes = !at_end && Affords(substituted.cost);
  const bool puts_in = at.last != NearEdit::kLeftOut && Affords(put_in.cost);
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
  if (at.last != NearEdit::kPutIn && Affords(put_in.cost)) {
    Emit(node, at.depth, Behind(at.key, at.depth, at.read + 1, put_in.cost));
  }
  Exchange(node, at);
}

// The number whose first `depth` symbols are those of a key and whose others were read from `read` on. What does not
// fit is behind the twelfth symbol of a long one.
NearTier::Whole NearTier::Behind(std::uint64_t key, int depth, int read, int cost) const {
  const bool cut = depth + symbols_ - read > kFlatSymbols;
  const std::uint64_t symbols = (key | rest_[read] >> (5 * depth)) & kFlatKeyMask;
  return {symbols | (cut ? kFlatLongBit : 0), cost};
}

// In steps, each of which fetches what the next one needs.
void NearTier::FlushKeys() {
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
    FetchKeys(first, first + std::min(range.end - range.begin, kNearFetched));
  }
  for (std::size_t i = 0; i < passed; ++i) {
    const Key& one = keys[i];
    const PlaceRange found = FindKey(parts_, {heads_.Begin(one.leaf), heads_.End(one.leaf)}, one.key);
    if (found.begin < found.end) offer_.Run(found.begin, found.end, one.cost);
  }
}

PM_FLAT_QUICK void NearTier::Walk(std::uint32_t node, const NearAt& at) {
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
    NearAt on = at;
    on.key = With(at.key, at.depth, next);
    ++on.depth;
    on.read += at.read < symbols_ ? 1 : 0;
    on.last = NearEdit::kOther;
    Walk(heads_.Child(node, next), on);
  }
  if (at.edits > 1) {
    Edit(node, at);
  } else if (!wants_ranges_) {
    LastEdit(node, at);
  }
}

// Each way to spend one of several edits here.
PM_FLAT_QUICK void NearTier::Edit(std::uint32_t node, const NearAt& at) {
  if (at.depth > 0 && ClassAt(at.key, at.depth - 1) == 0) return;  // behind the end of a number there is nothing
  const bool at_end = at.read >= symbols_;
  const int read = class_[at.read];
  NearAt on = at;
  --on.edits;
  const int later = on.edits * kFlatCosts.exchange;
  const bool substitutes = !at_end && Affords(at.cost + kFlatCosts.substitution + later);
  const bool puts_in = at.last != NearEdit::kLeftOut && Affords(at.cost + kFlatCosts.put_in_or_left_out + later);
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
        on.last = NearEdit::kOther;
        Walk(child, on);
      }
      if (puts_in) {
        on.read = at.read;
        on.cost = at.cost + kFlatCosts.put_in_or_left_out;
        on.last = NearEdit::kPutIn;
        Walk(child, on);
      }
    }
  }
  if (at_end) return;
  on.key = at.key;
  if (at.last != NearEdit::kPutIn && Affords(at.cost + kFlatCosts.put_in_or_left_out + later)) {
    on.depth = at.depth;
    on.read = at.read + 1;
    on.cost = at.cost + kFlatCosts.put_in_or_left_out;
    on.last = NearEdit::kLeftOut;
    Walk(node, on);
  }
  Exchange(node, at);
}

// The next two symbols that were read, the other way round.
PM_FLAT_QUICK void NearTier::Exchange(std::uint32_t node, const NearAt& at) {
  const int first = class_[at.read];
  const int second = class_[at.read + 1];
  if (second == 0 || second == first || !heads_.Has(node, second)) return;
  NearAt on = at;
  --on.edits;
  on.read = at.read + 2;
  on.cost = at.cost + kFlatCosts.exchange;
  if (!Affords(on.cost + on.edits * kFlatCosts.exchange)) return;
  on.last = NearEdit::kOther;
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

void SearchNear(FlatOffer& offer) {
  Exactly(offer);
  for (int edits = 1; edits <= kFlatEditsMax; ++edits) {
    if (offer.best().limit() < edits * kFlatCosts.least_edit()) return;
    offer.work().tier = edits;
    NearTier(offer, edits).Run();
  }
}

}  // namespace proofmark::match
