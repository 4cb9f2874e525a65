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

constexpr std::uint32_t kFetchFirst = 24;

void SearchExact(FlatOffer& offer) {
  const FlatParts& parts = offer.parts();
  const FlatNumber& number = offer.query().number;
  // The tree is gone through while the filter's words are fetched: half of all numbers are there, and which cannot be
  // guessed.
  const FlatFilterMark mark = parts.filter.MarkOf(number.key);
  parts.filter.Fetch(mark);
  const PlaceRange beginning = PlacesOfBeginning(parts, number.key);
  if (!parts.filter.Has(mark)) return;
  const std::uint64_t* first = parts.keys.data() + beginning.begin;
  FetchKeys(first, first + std::min(beginning.end - beginning.begin, kKeyChunk));
  // What is told of the first of them is fetched while the last is looked for.
  PlaceRange range = {FirstPlace(parts, beginning, number.key), beginning.end};
  FetchTold(parts, {range.begin, std::min(range.end, range.begin + kFetchFirst)});
  range.end = EndOfKey(parts, range, number.key);
  if (range.end - range.begin > kFetchFirst) FetchTold(parts, {range.begin + kFetchFirst, range.end});
  if ((number.key & kFlatLongBit) != 0) return offer.Run(range.begin, range.end, 0);
  const PlaceRange same = FindLetters(parts, range, number.letters);
  if (same.begin < same.end) offer.Priced(same.begin, same.end, 0);
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
  FlatNumber number{.key = parts_.keys[place], .letters = parts_.told[place].letters()};
  number.tail = parts_.Tail(place);
  return TextOf(number);
}

FlatFields FlatIndex::Fields(std::uint32_t place) const { return parts_.told[place].fields(); }

void SearchEveryRecord(const FlatParts& parts, const FlatQuery& query, BestHits& best) {
  FlatWork work;
  FlatOffer offer(parts, query, best, work);
  for (std::uint32_t place = 0; place < parts.records; ++place) offer.One(place, 0);
}

}  // namespace proofmark::match
