// SPDX-License-Identifier: Apache-2.0
#include "match/flat/flat_index.h"

#include <utility>

#include "match/flat/flat_fits.h"
#include "match/flat/flat_offer.h"
#include "match/flat/flat_target.h"
#include "match/flat/flat_walk.h"

namespace proofmark::match {

using base::Result;

namespace {

void SearchExact(FlatOffer& offer) {
  const FlatParts& parts = offer.parts();
  const FlatNumber& number = offer.query().number;
  const PlaceRange range = LookUp(parts, number.key);
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
