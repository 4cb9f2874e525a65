// SPDX-License-Identifier: Apache-2.0
// A FlatIndex is the numbers of tens of millions of records in one image of flat arrays, with two fields of their
// description, and answers which of them a reading could be of: always the very list that asking every record would
// give.
//
//   FlatBuilder builder;
//   PM_TRY(builder.Add("A12345", {.make = 7, .calibre = 3}, row));
//   FlatIndex index = std::move(builder).Build();
//   PM_ASSIGN(FlatQuery query, FlatQuery::Of(pattern, FlatAsk::kNear, {.make = 7}, 10));
//   for (const FlatHit& hit : index.Search(query)) Print(hit.row, hit.cost);
//
// Hits come cheapest first, then by row. A row is the caller's number of a record; one record may be added with several
// numbers under several rows, and no row twice. docs/reference/flat_index.md has the arrays, the ways to find, and what
// they cost. Never changes once it is built; safe from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "match/flat/best_hits.h"
#include "match/flat/flat_costs.h"
#include "match/flat/flat_parts.h"
#include "match/flat/flat_query.h"
#include "match/image/image_memory.h"

namespace proofmark::match {

// How a query was answered, for measurements.
enum class FlatPlan : std::uint8_t { kNone, kExact, kWalk, kEarly, kHeads, kEnds, kPostings, kScan };
struct FlatWork {
  int tier = 0;                     // of kNear: the most edits that were looked for
  FlatPlan plan = FlatPlan::kNone;  // of kFits: the one that ended it
  std::uint64_t prefixes = 0;       // ranges of the array that were gone through
  std::uint64_t tested = 0;         // keys asked of the filter
  std::uint64_t passed = 0;         // that it let pass
  std::uint64_t priced = 0;         // numbers whose cost was worked out
};

class FlatIndex {
 public:
  // Takes an image as it is; errors: those of PartsOf.
  static base::Result<FlatIndex> Of(ImageMemory memory);

  std::vector<FlatHit> Search(const FlatQuery& query, FlatWork* work = nullptr) const;
  // Offers its records to hits that others are offered to as well.
  void Search(const FlatQuery& query, BestHits& best, FlatWork& work) const;

  std::uint32_t records() const { return parts_.records; }
  std::uint64_t bytes() const { return memory_.bytes().size(); }
  std::string_view image() const { return memory_.bytes(); }
  const FlatParts& parts() const { return parts_; }

  // One record, as it was added.
  std::string Number(std::uint32_t place) const;
  FlatFields Fields(std::uint32_t place) const;

 private:
  FlatIndex(ImageMemory memory, FlatParts parts) : memory_(std::move(memory)), parts_(parts) {}

  ImageMemory memory_;
  FlatParts parts_;
};

// Each record asked, one after the other: what Search has to agree with, and what it does on a processor that cannot
// run it.
void SearchEveryRecord(const FlatParts& parts, const FlatQuery& query, BestHits& best);

}  // namespace proofmark::match
