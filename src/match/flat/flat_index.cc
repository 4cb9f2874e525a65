// SPDX-License-Identifier: Apache-2.0
#include "match/flat/flat_index.h"

#include <algorithm>
#include <utility>

#include "match/flat/flat_fits.h"
#include "match/flat/flat_offer.h"
#include "match/flat/flat_target.h"
#include "match/flat/flat_walk.h"
#include "match/flat/key_scan.h"

namespace proofmark::match {

using base::Result;

namespace {

void SearchExact(FlatOffer& offer) {
  const FlatParts& parts = offer.parts();
  const FlatNumber& number = offer.query().number;
  const FlatFilterMark mark = FilterMarkOf(number.key, parts.filter.size());
  if ((parts.filter.data()[mark.word] & mark.bits) != mark.bits) return;
  const PlaceRange beginning = PlacesOfBeginning(parts, number.key);
  const std::uint64_t* first = parts.keys.data() + beginning.begin;
  FetchKeys(first, first + std::min(beginning.end - beginning.begin, kKeyChunk));
  const PlaceRange range = FindKey(parts, beginning, number.key);
  __builtin_prefetch(parts.makes.data() + range.begin);
  __builtin_prefetch(parts.rows.data() + range.begin);
  if ((number.key & kFlatLongBit) != 0) return offer.Run(range.begin, range.end, 0);
  // Places of one key stand in the order of their letters, which are above the calibre.
  const std::uint32_t* attributes = parts.attributes.data();
  const auto before = [&](std::uint32_t one, std::uint32_t letters) { return one >> 8 < letters; };
  const std::uint32_t* begin =
      std::lower_bound(attributes + range.begin, attributes + range.end, number.letters, before);
  const std::uint32_t* end = std::lower_bound(begin, attributes + range.end, number.letters + 1, before);
  offer.Priced(static_cast<std::uint32_t>(begin - attributes), static_cast<std::uint32_t>(end - attributes), 0);
}

}  // namespace

Result<FlatIndex> FlatIndex::Of(ImageMemory memory) {
  PM_ASSIGN(const FlatParts parts, PartsOf(memory.bytes()));
  return FlatIndex(std::move(memory), parts);
}

std::vector<FlatHit> FlatIndex::Search(const FlatQuery& query, FlatWork* work) const {
  BestHits best(query.most);
  FlatWork done;
  Search(query, best, work != nullptr ? *work : done);
  return std::move(best).Take();
}

void FlatIndex::Search(const FlatQuery& query, BestHits& best, FlatWork& work) const {
  if (parts_.records == 0) return;
  if (!RunsQuick()) return SearchEveryRecord(parts_, query, best);
  FlatOffer offer(parts_, query, best, work);
  switch (query.ask) {
    case FlatAsk::kExact:
      work.plan = FlatPlan::kExact;
      return SearchExact(offer);
    case FlatAsk::kNear:
      work.plan = FlatPlan::kWalk;
      return SearchNear(offer);
    case FlatAsk::kFits:
      return SearchFits(offer);
  }
}

std::string FlatIndex::Number(std::uint32_t place) const {
  FlatNumber number{.key = parts_.keys[place], .letters = parts_.attributes[place] >> 8};
  number.tail = parts_.Tail(place);
  return TextOf(number);
}

FlatFields FlatIndex::Fields(std::uint32_t place) const {
  return {.make = parts_.makes[place], .calibre = static_cast<std::uint8_t>(parts_.attributes[place])};
}

void SearchEveryRecord(const FlatParts& parts, const FlatQuery& query, BestHits& best) {
  FlatWork work;
  FlatOffer offer(parts, query, best, work);
  for (std::uint32_t place = 0; place < parts.records; ++place) offer.One(place, 0);
}

}  // namespace proofmark::match
