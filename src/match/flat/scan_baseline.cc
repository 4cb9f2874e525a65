// SPDX-License-Identifier: Apache-2.0
#include "match/flat/scan_baseline.h"

#include <algorithm>
#include <bit>

#include "match/flat/flat_offer.h"
#include "match/flat/key_scan.h"

namespace proofmark::match {

namespace {

// Of a pattern without runs whose symbols are all in the key: what a key must have; nothing else is asked.
KeyFit FitOf(const FlatQuery& query) {
  KeyFit out;
  for (int i = 0; i < std::min(query.symbols, kFlatSymbols); ++i) {
    const std::uint32_t classes = query.classes[static_cast<std::size_t>(i)];
    if (!std::has_single_bit(classes)) continue;
    out.mask |= 31ULL << (59 - 5 * i);
    out.value |= static_cast<std::uint64_t>(std::countr_zero(classes)) << (59 - 5 * i);
  }
  return out;
}

KeyNear NearOf(const FlatQuery& query) {
  return {.query = query.number.key & kFlatKeyMask, .symbols = 0, .edits = kFlatEditsMax};
}

}  // namespace

void ScanEveryKey(const FlatParts& parts, const FlatQuery& query, BestHits& best) {
  FlatWork work;
  FlatOffer offer(parts, query, best, work);
  const bool near = query.ask == FlatAsk::kNear && query.symbols <= kFlatSymbols;
  const bool fits = query.ask == FlatAsk::kFits && !query.has_run;
  const bool exact = query.ask == FlatAsk::kExact;
  if (!near && !fits && !exact) return SearchEveryRecord(parts, query, best);
  const KeyFit fit = exact ? KeyFit{.mask = ~kFlatKindMask, .value = query.number.key} : FitOf(query);
  const KeyNear test = NearOf(query);
  for (std::uint32_t begin = 0; begin < parts.records; begin += kKeyChunk) {
    const std::uint32_t count = std::min(kKeyChunk, parts.records - begin);
    const std::uint64_t* keys = parts.keys.data() + begin;
    FetchKeys(keys + kFetchAhead, keys + kFetchAhead + kKeyChunk);
    std::uint64_t bits = near ? NearKeys(keys, count, test) : FitKeys(keys, count, fit);
    for (; bits != 0; bits &= bits - 1) offer.One(begin + static_cast<std::uint32_t>(std::countr_zero(bits)), 0);
  }
}

}  // namespace proofmark::match
