// SPDX-License-Identifier: Apache-2.0
// Search answers: which registered weapons could bear these marks, how likely, and why.
//
//   PM_ASSIGN(MarkAnswer answer, Search(index, view, words, tables, query));
//   answer.candidates[0].probability;     // 0.96
//   answer.none_probability;              // 0.03
//
// Follows docs/reference/matching.md. The score of a record is the sum of its evidence in bits: the best number against
// the best number of the record, further numbers that agree as well, and each described field. A question with a number
// is answered by records of which a number agrees; of those, by the ones that score `candidate_least` and no more than
// `candidate_spread` bits fewer than the best, at most 64 or as many as the limit. The probability of a weapon is
// Bayes' rule: with N records seen, a prior p that the weapon is among them, and the likelihood ratio L of each,
//
//   probability(weapon) = p/N * sum of L over its records / (p * (sum of all L / N + unmatched) + (1 - p))
//
// so that candidates and `none_probability` sum to at most 1. Search asks the index of the numbers, SearchByScan every
// record: the two answer alike. Candidates come best first, then by record, so equal inputs give equal lists.
// No candidate is an empty list. Pure; safe from any thread.
// Errors, first that applies: kInvalid (nothing to search by; a pattern that is not strict), kTooLarge.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "match/marks/mark_index.h"
#include "match/marks/mark_query.h"
#include "match/marks/match_tables.h"
#include "store/view.h"
#include "vocab/vocabulary.h"

namespace proofmark::match {

base::Result<MarkAnswer> Search(const MarkIndex& index, const store::View& view, const vocab::Vocabulary& words,
                                const MatchTables& tables, const MarkQuery& query);

base::Result<MarkAnswer> SearchByScan(const MarkIndex& index, const store::View& view, const vocab::Vocabulary& words,
                                      const MatchTables& tables, const MarkQuery& query);

// Records that score at least so many bits, best first, at most `most`: without putting them together to weapons, and
// so without probabilities, and weighed by the published forms of numbers: the index may be a part of a register. For
// passing over what comes near nothing. Errors: as Search.
inline constexpr std::size_t kNearMax = 400;
struct NearRecord {
  std::string record;
  double bits = 0;
};
base::Result<std::vector<NearRecord>> SearchNear(const MarkIndex& index, const store::View& view,
                                                 const vocab::Vocabulary& words, const MatchTables& tables,
                                                 const MarkQuery& query, double least_bits,
                                                 std::size_t most = kNearMax);

// Whether there is anything to search by: a number of which a character was read, or a field of the description.
bool SaysSomething(const MarkQuery& query);

// The query that a record of the index is by itself: what else is known of this weapon. Leaves out the record.
MarkQuery QueryOf(const MarkIndex::Row& row);

}  // namespace proofmark::match
