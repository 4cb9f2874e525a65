// SPDX-License-Identifier: Apache-2.0
// The records with the lowest rows, of all and of each make and calibre: what ties among many are broken by, listed
// when an index is built.
//
//   const FlatPairs pairs = PairsOf(entries);
//   const std::vector<std::uint32_t> early = EarlyPlaces(entries);
//
// Places are indices into the entries, which have to be sorted before. Safe from any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "match/flat/flat_builder.h"
#include "match/flat/flat_parts.h"

namespace proofmark::match {

// Which make and calibre stand together how often, and on which of the lowest rows.
struct FlatPairs {
  std::vector<FlatPair> rows;
  std::vector<std::uint32_t> postings;
};
FlatPairs PairsOf(const FlatBuilder::Entries& entries);

// One in 64 of all records, 8,192 at least and 524,288 at the most.
std::vector<std::uint32_t> EarlyPlaces(const FlatBuilder::Entries& entries);

}  // namespace proofmark::match
