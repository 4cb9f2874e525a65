// SPDX-License-Identifier: Apache-2.0
// SearchNear offers every record whose number is at most two edits away from the reading, and that can still matter.
//
//   FlatOffer offer(parts, query, best, work);
//   SearchNear(offer);
//
// By tiers of 0, 1 and 2 edits: behind the tier of t edits nothing is left that costs less than t + 1 of the cheapest
// edits, so the search ends once the hits are full and all cost less. Safe from any thread.
#pragma once

#include "match/flat/flat_offer.h"

namespace proofmark::match {

void SearchNear(FlatOffer& offer);

}  // namespace proofmark::match
