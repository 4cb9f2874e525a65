// SPDX-License-Identifier: Apache-2.0
// A FlatOffer prices records of an index for one query and offers them to its hits.
//
//   FlatOffer offer(parts, query, best, work);
//   offer.Run(begin, end, 80);            // places of one key, which cost 80 or more
//   offer.One(place, 0);                  // a single one
//
// What costs the same for all of them, the number, is worked out once for places that share their letters; of a long
// run only the makes and calibres that can still matter are gone through. Not safe from two threads.
#pragma once

#include <algorithm>
#include <cstdint>

#include "match/flat/best_hits.h"
#include "match/flat/flat_index.h"

namespace proofmark::match {

class FlatOffer {
 public:
  FlatOffer(const FlatParts& parts, const FlatQuery& query, BestHits& best, FlatWork& work)
      : parts_(parts), query_(query), best_(best), work_(work) {}

  const FlatParts& parts() const { return parts_; }
  const FlatQuery& query() const { return query_; }
  const BestHits& best() const { return best_; }
  FlatWork& work() const { return work_; }
  void Offer(const FlatHit& hit) { best_.Offer(hit); }

  // Places of one key, whose number costs at least `least`.
  void Run(std::uint32_t begin, std::uint32_t end, int least);
  void One(std::uint32_t place, int least);
  // Places of one number, each with the same cost of it.
  void Priced(std::uint32_t begin, std::uint32_t end, int cost);

 private:
  // Behind the places of a range whose letters, make and calibre are below these.
  std::uint32_t EndOfOrder(std::uint32_t begin, std::uint32_t end, std::uint64_t order) const;
  bool MayMatter(std::uint32_t begin, std::uint32_t end, int least) const;
  void Few(std::uint32_t begin, std::uint32_t end, int cost);
  void Makes(std::uint32_t begin, std::uint32_t end, int cost);
  void Make(std::uint32_t begin, std::uint32_t end, int cost);
  void Calibres(std::uint32_t begin, std::uint32_t end, int cost);
  std::uint32_t Rows(std::uint32_t begin, std::uint32_t end, std::uint64_t order, int cost);

  const FlatParts& parts_;
  const FlatQuery& query_;
  BestHits& best_;
  FlatWork& work_;
};

// The places whose key is this one, whatever their make and calibre; [begin, end) must hold all of them.
struct PlaceRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};
PlaceRange FindKey(const FlatParts& parts, PlaceRange within, std::uint64_t key);
// Of all places; begins to fetch what is told of them. None where the filter says so.
PlaceRange LookUp(const FlatParts& parts, std::uint64_t key);
// Begins to fetch what is told of a place beside its key, and of several, kFetchToldMost of them at the most.
inline void FetchTold(const FlatParts& parts, std::uint32_t place) { __builtin_prefetch(parts.told.data() + place); }
inline constexpr std::uint32_t kFetchToldMost = 256;
inline void FetchTold(const FlatParts& parts, PlaceRange places) {
  constexpr std::uint32_t kPlacesALine = 6;
  const std::uint32_t end = std::min(places.end, places.begin + kFetchToldMost);
  for (std::uint32_t place = places.begin; place < end; place += kPlacesALine) FetchTold(parts, place);
}
// Of the places of one key, those of these letters.
PlaceRange FindLetters(const FlatParts& parts, PlaceRange within, std::uint32_t letters);
// The first place in the range with a key of at least this.
std::uint32_t FirstPlace(const FlatParts& parts, PlaceRange within, std::uint64_t key);
// Those whose first `depth` symbols lead to a node of a tree: they lie side by side.
PlaceRange PlacesBelow(const FlatTree& tree, std::uint32_t node, int depth);
// Where in the array a key would stand; an empty range where no number begins so.
PlaceRange PlacesOfBeginning(const FlatParts& parts, std::uint64_t key);

}  // namespace proofmark::match
