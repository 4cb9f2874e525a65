// SPDX-License-Identifier: Apache-2.0
// ScanEveryKey is what a FlatIndex is measured beside: every key is tested, eight at a time where the processor can,
// and what passes is priced; no order, no filter and no tree helps.
//
//   BestHits best(10);
//   ScanEveryKey(index.parts(), query, best);     // the same hits as index.Search(query)
//
// Safe from any thread.
#pragma once

#include "match/flat/best_hits.h"
#include "match/flat/flat_parts.h"
#include "match/flat/flat_query.h"

namespace proofmark::match {

void ScanEveryKey(const FlatParts& parts, const FlatQuery& query, BestHits& best);

}  // namespace proofmark::match
