// SPDX-License-Identifier: Apache-2.0
#include "match/flat/flat_offer.h"

#include <algorithm>
#include <array>
#include <bit>
#include <span>

#include "match/flat/flat_agreement.h"
#include "match/flat/key_scan.h"

namespace proofmark::match {

namespace {

constexpr std::uint32_t kShortRun = 512;  // places of one number that are all looked at

// The first place in [begin, end) that is not before; `before` holds for the front of it. What is looked for is mostly
// near, or the end; else places far apart are asked sixteen at a time, which are fetched beside each other, where
// halves would each wait for the one before.
template <typename Test>
std::uint32_t Partition(std::uint32_t begin, std::uint32_t end, const Test& before) {
  constexpr std::uint32_t kAtOnce = 16;
  if (begin + kAtOnce < end) {
    if (!before(begin + kAtOnce)) {
      end = begin + kAtOnce;
    } else if (before(end - 1)) {
      return end;
    }
  }
  while (end - begin > kAtOnce) {
    const std::uint32_t step = (end - begin) / kAtOnce;
    std::uint32_t passed = 0;
    for (std::uint32_t i = 1; i < kAtOnce; ++i) passed += before(begin + i * step) ? 1 : 0;
    if (passed + 1 < kAtOnce) end = begin + (passed + 1) * step;
    if (passed > 0) begin += passed * step + 1;
  }
  while (begin < end) {
    const std::uint32_t middle = begin + (end - begin) / 2;
    if (before(middle)) {
      begin = middle + 1;
    } else {
      end = middle;
    }
  }
  return begin;
}

}  // namespace

void FlatOffer::Run(std::uint32_t begin, std::uint32_t end, int least) {
  while (begin < end && least <= best_.limit()) {
    const std::uint64_t key = parts_.keys.data()[begin];
    if ((key & kFlatLongBit) != 0) {
      One(begin++, least);
      continue;
    }
    const std::uint32_t letters = parts_.told.data()[begin].letters();
    const std::uint32_t next = EndOfOrder(begin, end, FlatTold::OrderOf(letters + 1, {}));
    if (MayMatter(begin, next, least)) {
      ++work_.priced;
      const int cost = NumberCost(query_, FlatRecordSymbols(key, letters, {}));
      if (cost < kFlatNoCost) Priced(begin, next, cost);
    }
    begin = next;
  }
}

// Whether some place of a number that costs at least so much is cheap enough with its make and calibre. Of many places
// it is not worth asking.
bool FlatOffer::MayMatter(std::uint32_t begin, std::uint32_t end, int least) const {
  constexpr std::uint32_t kFew = 4;
  if (end - begin > kFew) return true;
  for (const FlatTold& told : parts_.told.subspan(begin, end - begin)) {
    if (least + kFlatCosts.Of(query_.fields, told.make(), told.calibre()) <= best_.limit()) return true;
  }
  return false;
}

void FlatOffer::One(std::uint32_t place, int least) {
  const FlatTold& told = parts_.told.data()[place];
  const int fields = kFlatCosts.Of(query_.fields, told.make(), told.calibre());
  if (least + fields > best_.limit()) return;
  ++work_.priced;
  const std::uint64_t key = parts_.keys.data()[place];
  const std::string_view tail = (key & kFlatLongBit) != 0 ? parts_.Tail(place) : std::string_view();
  const int cost = NumberCost(query_, FlatRecordSymbols(key, told.letters(), tail));
  if (cost < kFlatNoCost && cost + fields <= best_.limit()) best_.Offer({told.row(), cost + fields});
}

void FlatOffer::Priced(std::uint32_t begin, std::uint32_t end, int cost) {
  if (cost > best_.limit()) return;
  if (end - begin <= kShortRun) return Few(begin, end, cost);
  // Sorted by make, calibre and row: the make that is asked for first, those of none, which stand in front, and the
  // others only if they can matter still.
  const std::uint16_t asked = query_.fields.make;
  if (asked == 0) return Makes(begin, end, cost);
  const std::uint32_t letters = parts_.told.data()[begin].letters();
  const std::uint32_t own = EndOfOrder(begin, end, FlatTold::OrderOf(letters, {.make = asked}));
  const std::uint32_t own_end = EndOfOrder(own, end, FlatTold::OrderOf(letters, {.make = asked}) + 256);
  Make(own, own_end, cost);
  if (cost + kFlatCosts.make_unknown > best_.limit()) return;
  const std::uint32_t known = EndOfOrder(begin, own, FlatTold::OrderOf(letters, {.make = 1}));
  Make(begin, known, cost);
  if (cost + kFlatCosts.make_conflict > best_.limit()) return;
  Makes(known, own, cost);
  Makes(own_end, end, cost);
}

// The cheapest makes first, and of each the cheapest calibres, so that few are put in that would be put out again.
void FlatOffer::Few(std::uint32_t begin, std::uint32_t end, int cost) {
  // Where a record agrees, where it does not say, where it has another.
  static constexpr int kMakes[] = {0, kFlatCosts.make_unknown, kFlatCosts.make_conflict};
  static constexpr int kCalibres[] = {0, kFlatCosts.calibre_unknown, kFlatCosts.calibre_conflict};
  struct Part {
    const FlatTold* told;
    Agreement agree;
  };
  std::array<Part, kShortRun / kAgreementMost> parts;
  std::size_t count = 0;
  for (; begin < end; begin += std::min(end - begin, kAgreementMost)) {
    const FlatTold* const told = parts_.told.data() + begin;
    parts[count++] = {told, AgreementOf(query_.fields, told, std::min(end - begin, kAgreementMost))};
  }
  for (std::size_t make = 0; make < 3; ++make) {
    for (std::size_t calibre = 0; calibre < 3; ++calibre) {
      const int total = cost + kMakes[make] + kCalibres[calibre];
      if (total > best_.limit()) break;
      for (const Part& part : std::span(parts).first(count)) {
        for (std::uint64_t left = part.agree.makes[make] & part.agree.calibres[calibre]; left != 0; left &= left - 1) {
          const std::uint32_t row = part.told[std::countr_zero(left)].row();
          if (best_.Wants(total, row)) best_.Offer({row, total});
        }
      }
    }
  }
}

void FlatOffer::Makes(std::uint32_t begin, std::uint32_t end, int cost) {
  while (begin < end) {
    const std::uint32_t next = EndOfOrder(begin, end, (parts_.told.data()[begin].order() | 255) + 1);
    Make(begin, next, cost);
    begin = next;
  }
}

// Places of one number and make.
void FlatOffer::Make(std::uint32_t begin, std::uint32_t end, int cost) {
  if (begin == end) return;
  const FlatTold& told = parts_.told.data()[begin];
  cost += kFlatCosts.OfMake(query_.fields.make, told.make());
  if (cost > best_.limit()) return;
  const std::uint8_t asked = query_.fields.calibre;
  if (asked == 0) return Calibres(begin, end, cost);
  const std::uint64_t none = told.order() & ~255ULL;
  const std::uint32_t own = EndOfOrder(begin, end, none + asked);
  const std::uint32_t seen = Rows(own, end, none + asked, cost);
  if (cost + kFlatCosts.calibre_unknown > best_.limit()) return;
  const std::uint32_t known = EndOfOrder(begin, own, none + 1);
  Calibres(begin, known, cost);
  if (cost + kFlatCosts.calibre_conflict > best_.limit()) return;
  Calibres(known, own, cost);
  Calibres(EndOfOrder(seen, end, none + asked + 1), end, cost);
}

// Places of one number and make in the order of calibre and row; `cost` is without that of the calibre.
void FlatOffer::Calibres(std::uint32_t begin, std::uint32_t end, int cost) {
  while (begin < end) {
    const FlatTold& first = parts_.told.data()[begin];
    begin = Rows(begin, end, first.order(), cost + kFlatCosts.OfCalibre(query_.fields.calibre, first.calibre()));
    begin = EndOfOrder(begin, end, first.order() + 1);
  }
}

// The first places that are of this order; behind the first whose row is too high all are, as rows ascend. The place
// where it ended.
std::uint32_t FlatOffer::Rows(std::uint32_t begin, std::uint32_t end, std::uint64_t order, int cost) {
  const FlatTold* told = parts_.told.data();
  while (begin < end && told[begin].order() == order && best_.Wants(cost, told[begin].row())) {
    best_.Offer({told[begin++].row(), cost});
  }
  return begin;
}

std::uint32_t FlatOffer::EndOfOrder(std::uint32_t begin, std::uint32_t end, std::uint64_t order) const {
  const FlatTold* told = parts_.told.data();
  return Partition(begin, end, [&](std::uint32_t at) { return told[at].order() < order; });
}

std::uint32_t FirstPlace(const FlatParts& parts, PlaceRange within, std::uint64_t key) {
  const std::uint64_t* keys = parts.keys.data();
  if (within.end - within.begin > kKeyChunk) {
    return Partition(within.begin, within.end, [&](std::uint32_t at) { return keys[at] < key; });
  }
  const std::uint64_t* at = keys + within.begin;
  std::uint32_t size = within.end - within.begin;
  while (size > 1) {
    const std::uint32_t half = size / 2;
    at += static_cast<std::size_t>(at[half - 1] < key) * half;
    size -= half;
  }
  return static_cast<std::uint32_t>(at - keys) + (size == 1 && at[0] < key ? 1 : 0);
}

namespace {

// Of places whose keys are this one and higher: behind the last that is.
std::uint32_t EndOfKey(const FlatParts& parts, PlaceRange within, std::uint64_t key) {
  const std::uint64_t* keys = parts.keys.data();
  const auto same = [&](std::uint32_t place) { return (keys[place] ^ key) <= kFlatKindMask; };
  if (within.begin == within.end || !same(within.begin)) return within.begin;
  return Partition(within.begin, within.end, same);
}

}  // namespace

PlaceRange FindKey(const FlatParts& parts, PlaceRange within, std::uint64_t key) {
  const std::uint32_t begin = FirstPlace(parts, within, key);
  return {begin, EndOfKey(parts, {begin, within.end}, key)};
}

PlaceRange LookUp(const FlatParts& parts, std::uint64_t key) {
  // The tree is gone through while the filter's words are fetched: which keys are there cannot be guessed.
  const FlatFilterMark mark = parts.filter.MarkOf(key);
  parts.filter.Fetch(mark);
  const PlaceRange beginning = PlacesOfBeginning(parts, key);
  if (!parts.filter.Has(mark)) return {};
  const std::uint64_t* first = parts.keys.data() + beginning.begin;
  FetchKeys(first, first + std::min(beginning.end - beginning.begin, kKeyChunk));
  // What is told of the first of them is fetched while the last is looked for.
  constexpr std::uint32_t kFirst = 24;
  PlaceRange out = {FirstPlace(parts, beginning, key), beginning.end};
  FetchTold(parts, {out.begin, std::min(out.end, out.begin + kFirst)});
  out.end = EndOfKey(parts, out, key);
  if (out.end - out.begin > kFirst) FetchTold(parts, {out.begin + kFirst, out.end});
  return out;
}

PlaceRange FindLetters(const FlatParts& parts, PlaceRange within, std::uint32_t letters) {
  const FlatTold* told = parts.told.data();
  const auto below = [&](std::uint32_t begin, std::uint64_t order) {
    return Partition(begin, within.end, [&](std::uint32_t at) { return told[at].order() < order; });
  };
  PlaceRange out;
  out.begin = below(within.begin, FlatTold::OrderOf(letters, {}));
  out.end = below(out.begin, FlatTold::OrderOf(letters + 1, {}));
  return out;
}

PlaceRange PlacesBelow(const FlatTree& tree, std::uint32_t node, int depth) {
  std::uint32_t first = node;
  std::uint32_t last = node;
  for (; depth < tree.depth(); ++depth) {
    first = tree.FirstChild(first);
    last = tree.FirstChild(last) + static_cast<std::uint32_t>(std::popcount(tree.Children(last))) - 1;
  }
  return {tree.Begin(first), tree.End(last)};
}

PlaceRange PlacesOfBeginning(const FlatParts& parts, std::uint64_t key) {
  std::uint32_t leaf = 0;
  if (!parts.heads.Follow(key, 0, kFlatHeadDepth, leaf)) return {};
  return {parts.heads.Begin(leaf), parts.heads.End(leaf)};
}

}  // namespace proofmark::match
