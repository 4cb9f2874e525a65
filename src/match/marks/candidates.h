// SPDX-License-Identifier: Apache-2.0
// FindScored answers which rows come near a question, best first, with their scores.
//
//   Found found = FindScored({index, view, matchers, fields, query}, {.least = 2, .spread = 12, .most = 64});
//   found.scored[0].bits;
//
// A question with a number finds rows of which a number agrees better than chance; one without is answered by the
// description, and looks at every row. `most` rows at the most, those that score `least` bits and no more than `spread`
// fewer than the best; equal scores by record. By the index or, with `scan`, by asking every row: the two answer alike.
// Safe from any thread.
#pragma once

#include <unordered_set>
#include <vector>

#include "match/marks/field_score.h"
#include "match/marks/mark_index.h"
#include "match/marks/mark_query.h"
#include "match/marks/query_matchers.h"
#include "store/view.h"

namespace proofmark::match {

struct Scored {
  std::size_t row = 0;
  double bits = 0;
};

// All must outlive the call; what stands behind the view is of the query.
struct Asked {
  const MarkIndex& index;
  const store::View& view;
  const ContextShares& shares;                      // of the query's kind of weapon
  const std::unordered_set<std::size_t>& left_out;  // rows that the query leaves out
  const QueryMatchers& matchers;
  const FieldScorer& fields;
  const MarkQuery& query;
};

struct Wanted {
  double least = 0;      // bits
  double spread = 0;     // bits
  std::size_t most = 0;  // rows
  bool scan = false;     // for tests: what the index has to equal
  // Of the index: kTwins passes over rows of which no number is the same but for twins.
  Mistakes mistakes = Mistakes::kAny;
};

struct Found {
  std::vector<Scored> scored;
  bool cut = false;   // more than `most` came near
  double others = 0;  // of a question without a number: the likelihoods of all rows that are not in the list
};

// The rows that a question leaves out.
std::unordered_set<std::size_t> RowsLeftOut(const MarkIndex& index, const MarkQuery& query);

Found FindScored(const Asked& asked, const Wanted& wanted);

}  // namespace proofmark::match
