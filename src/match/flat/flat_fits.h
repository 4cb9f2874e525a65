// SPDX-License-Identifier: Apache-2.0
// SearchFits offers the records whose number fits a pattern, as far as they can matter.
//
//   FlatOffer offer(parts, query, best, work);
//   SearchFits(offer);
//
// The way is chosen while it is gone: the lowest rows first, which end a pattern that many records fit; then by how
// numbers begin, given up once that costs more than by how they end, or than going through all. Safe from any thread.
#pragma once

#include "match/flat/flat_offer.h"

namespace proofmark::match {

void SearchFits(FlatOffer& offer);

}  // namespace proofmark::match
