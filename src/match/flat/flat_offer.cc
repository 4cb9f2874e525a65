// SPDX-License-Identifier: Apache-2.0
#include "match/flat/flat_offer.h"

#include <algorithm>

namespace proofmark::match {

namespace {

constexpr std::uint32_t kShortRun = 48;  // places that are gone through one by one

// The first place in [begin, end) that is not before; `before` holds for the front of it. Doubles its steps first: what
// is looked for is mostly near.
template <typename Test>
std::uint32_t Partition(std::uint32_t begin, std::uint32_t end, const Test& before) {
  std::uint32_t step = 1;
  while (begin < end && before(std::min(begin + step, end) - 1)) {
    begin = std::min(begin + step, end);
    step *= 2;
  }
  end = std::min(end, begin + step);
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
    const std::uint32_t letters = parts_.attributes.data()[begin] >> 8;
    const std::uint32_t* attributes = parts_.attributes.data();
    const std::uint32_t next =
        Partition(begin, end, [&](std::uint32_t place) { return attributes[place] >> 8 == letters; });
    ++work_.priced;
    const int cost = NumberCost(query_, FlatRecordSymbols(key, letters, {}));
    if (cost < kFlatNoCost) Priced(begin, next, cost);
    begin = next;
  }
}

void FlatOffer::One(std::uint32_t place, int least) {
  const std::uint32_t attributes = parts_.attributes.data()[place];
  const int fields = kFlatCosts.Of(query_.fields, parts_.makes.data()[place], static_cast<std::uint8_t>(attributes));
  if (least + fields > best_.limit()) return;
  ++work_.priced;
  const std::uint64_t key = parts_.keys.data()[place];
  const std::string_view tail = (key & kFlatLongBit) != 0 ? parts_.Tail(place) : std::string_view();
  const int cost = NumberCost(query_, FlatRecordSymbols(key, attributes >> 8, tail));
  if (cost < kFlatNoCost && cost + fields <= best_.limit()) best_.Offer({parts_.rows.data()[place], cost + fields});
}

void FlatOffer::Priced(std::uint32_t begin, std::uint32_t end, int cost) {
  if (cost > best_.limit()) return;
  if (end - begin <= kShortRun) {
    for (std::uint32_t place = begin; place < end; ++place) PricedOne(place, cost);
    return;
  }
  // Sorted by make, calibre and row: the make that is asked for first, and the others only if they can matter still.
  const std::uint16_t asked = query_.fields.make;
  if (asked != 0) {
    const std::uint32_t own = MakeBegin(begin, end, asked);
    if (own < end && parts_.makes.data()[own] == asked) Make(own, MakeEnd(own, end), cost);
  }
  if (asked != 0 && cost + kFlatCosts.make_unknown > best_.limit()) return;
  for (std::uint32_t place = begin; place < end;) {
    const std::uint32_t next = MakeEnd(place, end);
    if (asked == 0 || parts_.makes.data()[place] != asked) Make(place, next, cost);
    place = next;
  }
}

std::uint32_t FlatOffer::MakeBegin(std::uint32_t begin, std::uint32_t end, std::uint16_t make) const {
  const std::uint16_t* makes = parts_.makes.data();
  return static_cast<std::uint32_t>(std::lower_bound(makes + begin, makes + end, make) - makes);
}

std::uint32_t FlatOffer::MakeEnd(std::uint32_t place, std::uint32_t end) const {
  const std::uint16_t* makes = parts_.makes.data();
  const std::uint16_t make = makes[place];
  return Partition(place, end, [&](std::uint32_t at) { return makes[at] == make; });
}

// Places of one number and make.
void FlatOffer::Make(std::uint32_t begin, std::uint32_t end, int cost) {
  if (begin == end) return;
  cost += kFlatCosts.OfMake(query_.fields.make, parts_.makes.data()[begin]);
  if (cost > best_.limit()) return;
  if (query_.fields.calibre != 0) {
    const std::uint32_t* attributes = parts_.attributes.data();
    const std::uint8_t asked = query_.fields.calibre;
    const auto calibre = [&](std::uint32_t at) { return static_cast<std::uint8_t>(attributes[at]); };
    const std::uint32_t own = Partition(begin, end, [&](std::uint32_t at) { return calibre(at) < asked; });
    const std::uint32_t own_end = Partition(own, end, [&](std::uint32_t at) { return calibre(at) == asked; });
    Calibre(own, own_end, cost);
    Calibre(begin, own, cost);
    Calibre(own_end, end, cost);
    return;
  }
  Calibre(begin, end, cost);
}

// Places of one number and make in the order of calibre and row; `cost` is without that of the calibre.
void FlatOffer::Calibre(std::uint32_t begin, std::uint32_t end, int cost) {
  const std::uint32_t* attributes = parts_.attributes.data();
  const std::uint32_t* rows = parts_.rows.data();
  while (begin < end) {
    const auto calibre = static_cast<std::uint8_t>(attributes[begin]);
    const std::uint32_t next =
        Partition(begin, end, [&](std::uint32_t at) { return static_cast<std::uint8_t>(attributes[at]) == calibre; });
    const int total = cost + kFlatCosts.OfCalibre(query_.fields.calibre, calibre);
    // Rows ascend, so behind the first that is too high all are.
    for (; begin < next && best_.Wants(total, rows[begin]); ++begin) best_.Offer({rows[begin], total});
    begin = next;
  }
}

std::uint32_t FirstPlace(const FlatParts& parts, PlaceRange within, std::uint64_t key) {
  const std::uint64_t* keys = parts.keys.data();
  const std::uint64_t* at = keys + within.begin;
  std::uint32_t size = within.end - within.begin;
  while (size > 0) {
    const std::uint32_t half = size / 2;
    const bool before = at[half] < key;
    at = before ? at + half + 1 : at;
    size = before ? size - half - 1 : half;
  }
  return static_cast<std::uint32_t>(at - keys);
}

PlaceRange FindKey(const FlatParts& parts, PlaceRange within, std::uint64_t key) {
  PlaceRange out;
  out.begin = out.end = FirstPlace(parts, within, key);
  const std::uint64_t* keys = parts.keys.data();
  const auto same = [&](std::uint32_t place) { return (keys[place] ^ key) <= kFlatKindMask; };
  if (out.begin == within.end || !same(out.begin)) return out;
  out.end = Partition(out.begin, within.end, same);
  return out;
}

PM_FLAT_QUICK PlaceRange PlacesOfBeginning(const FlatParts& parts, std::uint64_t key) {
  std::uint32_t node = 0;
  for (int depth = 0; depth < kFlatHeadDepth; ++depth) {
    const int symbol = ClassAt(key, depth);
    if (!parts.heads.Has(node, symbol)) return {};
    node = parts.heads.Child(node, symbol);
  }
  return {parts.heads.Begin(node), parts.heads.End(node)};
}

}  // namespace proofmark::match
