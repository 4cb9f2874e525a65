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
  const PlaceRange found = LookUp(parts, key);
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
  wants_ranges_ = true;
  Spread();
  GoDeep();
  FlushRanges();
  wants_ranges_ = false;
  LastEdits();
  GoDeep();
  for (std::size_t i = 0; i < asked_.size(); ++i) NextAsked();
  for (std::size_t i = 0; i < looked_.size(); ++i) NextKeys();
}

// Everywhere that an edit is left, symbol by symbol: what the next symbol needs is fetched while the others take this
// one.
PM_FLAT_QUICK void NearTier::Spread() {
  NearNode unedited{.node = 0,
                    .at = {.key = 0, .depth = 0, .read = 0, .edits = edits_, .cost = 0, .last = NearEdit::kOther}};
  bool is_there = true;
  if (edits_ == 1) Reach(unedited);
  for (int depth = 0; depth < kDepth; ++depth) {
    if (edits_ > 1 && is_there) {
      Edit(unedited);
      is_there = GoOn(unedited);
    }
    const Reached& here = reached_.data()[depth];
    for (std::size_t i = 0; i < here.count; ++i) {
      NearNode on = here.all.data()[i];
      if (GoOn(on)) Reach(on);
    }
  }
  if (edits_ > 1 && is_there) Reach(unedited);
}

PM_FLAT_QUICK void NearTier::Reach(const NearNode& one) {
  Reached& there = reached_.data()[one.at.depth];
  there.all.data()[there.count++] = one;
  if (one.at.depth == kDepth) {
    __builtin_prefetch(heads_.places() + one.node);
  } else {
    __builtin_prefetch(heads_.nodes() + one.node);
  }
}

// By the next symbol as it was read; behind the end of the reading, the end.
PM_FLAT_QUICK bool NearTier::GoOn(NearNode& one) const {
  if (!Affords(one.at.cost + one.at.edits * kFlatCosts.exchange)) return false;
  const int next = class_[one.at.read];
  if (!heads_.Has(one.node, next)) return false;
  one.node = heads_.Child(one.node, next);
  one.at.key = With(one.at.key, one.at.depth, next);
  ++one.at.depth;
  one.at.read += one.at.read < symbols_ ? 1 : 0;
  one.at.last = NearEdit::kOther;
  return true;
}

// What was reached behind the tree.
void NearTier::GoDeep() {
  const Reached& deep = reached_.data()[kDepth];
  for (std::size_t i = 0; i < deep.count; ++i) {
    const NearNode& one = deep.all.data()[i];
    WalkDeep({heads_.Begin(one.node), heads_.End(one.node)}, one.at);
  }
  if (crossing_.begin < crossing_.end) WalkDeep(crossing_, crossing_at_);
}

// A whole number. The filter says most of the time that there is none. It is too large for the cache: the words of many
// are fetched, and looked at when those of the next ones are.
PM_FLAT_QUICK void NearTier::Ask(const Whole& whole) {
  Asked& asked = asked_.data()[asking_];
  asked.keys.data()[asked_count_] = whole.key;
  asked.costs.data()[asked_count_] = whole.cost;
  if (++asked_count_ == kFlatFilterBatch) NextAsked();
}

// One with each of these symbols at a place where it has none: as Ask, as many at a time as there is room for.
PM_FLAT_QUICK void NearTier::AskChildren(const Whole& whole, int depth, std::uint32_t symbols) {
  while (symbols != 0) {
    Asked& asked = asked_.data()[asking_];
    unsigned count = asked_count_;
    for (; symbols != 0 && count < kFlatFilterBatch; symbols &= symbols - 1, ++count) {
      asked.keys.data()[count] = With(whole.key, depth, std::countr_zero(symbols));
      asked.costs.data()[count] = whole.cost;
    }
    asked_count_ = count;
    if (count == kFlatFilterBatch) NextAsked();
  }
}

void NearTier::NextAsked() {
  offer_.work().tested += asked_count_;
  parts_.filter.Begin(asked_.data()[asking_].keys.data(), asked_count_, asked_.data()[asking_].batch);
  asking_ ^= 1;
  asked_count_ = 0;
  // Those that were fetched before.
  Asked& asked = asked_.data()[asking_];
  for (std::uint64_t left = parts_.filter.Which(asked.batch); left != 0; left &= left - 1) {
    const int at = std::countr_zero(left);
    Keep({asked.keys.data()[at], asked.costs.data()[at]});
  }
  asked.batch.count = 0;
}

PM_FLAT_QUICK void NearTier::Keep(const Whole& whole) {
  looked_.data()[0].Add({whole, 0, {}});
  if (looked_.data()[0].count == kNearKeysAtOnce) NextKeys();
}

PM_FLAT_QUICK void NearTier::LastEdits() {
  constexpr std::size_t kNodesAhead = 6;
  constexpr std::uint32_t kNodesALine = 8;
  for (int depth = 0; depth < kDepth; ++depth) {
    const Reached& here = reached_.data()[depth];
    for (std::size_t i = 0; i < here.count; ++i) {
      if (depth + 1 < kDepth && i + kNodesAhead < here.count) {
        const std::uint32_t ahead = here.all.data()[i + kNodesAhead].node;
        const std::uint64_t* const first = heads_.nodes() + heads_.FirstChild(ahead);
        const auto children = static_cast<std::uint32_t>(std::popcount(heads_.Children(ahead)));
        for (std::uint32_t child = 0; child < children; child += kNodesALine) __builtin_prefetch(first + child);
      }
      LastEdit(here.all.data()[i].node, here.all.data()[i].at);
    }
  }
}

// The last edit, tried on each child: what follows it is known.
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
    const std::uint32_t symbols = heads_.Children(node) & ~(1U | 1U << read);
    const auto followed_by = [&](int next) { return depth == kDepth ? ~0U : heads_.ChildrenBefore(node, next); };
    if (substitutes) AskChildren(substituted, at.depth, symbols & followed_by(ClassAt(substituted.key, depth)));
    if (puts_in) AskChildren(put_in, at.depth, symbols & followed_by(read));
  }
  if (at_end) return;
  if (at.last != NearEdit::kPutIn && Affords(put_in.cost)) {
    Ask(Behind(at.key, at.depth, at.read + 1, put_in.cost));
  }
  // The next two symbols that were read, the other way round.
  const int second = class_[at.read + 1];
  const int cost = at.cost + kFlatCosts.exchange;
  if (second == 0 || second == read || !heads_.Has(node, second) || !Affords(cost)) return;
  Ask(Behind(With(With(at.key, at.depth, second), depth, read), depth + 1, at.read + 2, cost));
}

// The number whose first `depth` symbols are those of a key and whose others were read from `read` on. What does not
// fit is behind the twelfth symbol of a long one.
NearTier::Whole NearTier::Behind(std::uint64_t key, int depth, int read, int cost) const {
  const bool cut = depth + symbols_ - read > kFlatSymbols;
  const std::uint64_t symbols = (key | rest_[read] >> (5 * depth)) & kFlatKeyMask;
  return {symbols | (cut ? kFlatLongBit : 0), cost};
}

// Each step fetches what the next one needs, which is when the next numbers take this one: from the last step to the
// first.
void NearTier::NextKeys() {
  LookedFor* const steps = looked_.data();
  const auto step = [&](std::size_t at, const auto& take) {
    for (std::size_t i = 0; i < steps[at].count; ++i) {
      Looked& one = steps[at].all.data()[i];
      if (Affords(one.whole.cost) && take(one)) steps[at + 1].Add(one);
    }
    steps[at].count = 0;
  };
  step(4, [&](const Looked& one) {
    offer_.Run(one.places.begin, one.places.end, one.whole.cost);
    return false;
  });
  step(3, [&](Looked& one) {
    one.places = FindKey(parts_, one.places, one.whole.key);
    FetchTold(parts_, one.places.begin);
    return one.places.begin < one.places.end;
  });
  step(2, [&](Looked& one) {
    one.places = {heads_.Begin(one.node), heads_.End(one.node)};
    const std::uint64_t* first = parts_.keys.data() + one.places.begin;
    FetchKeys(first, first + std::min(one.places.end - one.places.begin, kNearFetched));
    return true;
  });
  step(1, [&](Looked& one) {
    if (!heads_.Follow(one.whole.key, kDepth - 1, kDepth, one.node)) return false;
    __builtin_prefetch(heads_.places() + one.node);
    return true;
  });
  step(0, [&](Looked& one) {
    if (!heads_.Follow(one.whole.key, 0, kDepth - 1, one.node)) return false;
    __builtin_prefetch(heads_.nodes() + one.node);
    return true;
  });
}

// Each way to spend one of two edits here.
PM_FLAT_QUICK void NearTier::Edit(const NearNode& one) {
  const NearAt& at = one.at;
  if (at.depth > 0 && ClassAt(at.key, at.depth - 1) == 0) return;  // behind the end of a number there is nothing
  const bool at_end = at.read >= symbols_;
  const int read = class_[at.read];
  NearAt on = at;
  --on.edits;
  const int later = on.edits * kFlatCosts.exchange;
  const bool substitutes = !at_end && Affords(at.cost + kFlatCosts.substitution + later);
  const bool puts_in = Affords(at.cost + kFlatCosts.put_in_or_left_out + later);
  std::uint32_t child = heads_.FirstChild(one.node);
  for (std::uint32_t symbols = heads_.Children(one.node); symbols != 0; symbols &= symbols - 1, ++child) {
    const int symbol = std::countr_zero(symbols);
    if (symbol == 0 || symbol == read) continue;
    on.key = With(at.key, at.depth, symbol);
    on.depth = at.depth + 1;
    if (substitutes) {
      on.read = at.read + 1;
      on.cost = at.cost + kFlatCosts.substitution;
      on.last = NearEdit::kOther;
      Reach({child, on});
    }
    if (puts_in) {
      on.read = at.read;
      on.cost = at.cost + kFlatCosts.put_in_or_left_out;
      on.last = NearEdit::kPutIn;
      Reach({child, on});
    }
  }
  if (at_end) return;
  on.key = at.key;
  if (puts_in) {
    on.depth = at.depth;
    on.read = at.read + 1;
    on.cost = at.cost + kFlatCosts.put_in_or_left_out;
    on.last = NearEdit::kLeftOut;
    Reach({one.node, on});
  }
  Exchange(one.node, at);
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
    crossing_ = Beginning({heads_.Begin(between), heads_.End(between)}, on.key, on.depth);
    crossing_at_ = on;
  } else if (heads_.Has(between, first)) {
    Reach({heads_.Child(between, first), on});
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
