// SPDX-License-Identifier: Apache-2.0
// FitEqually says how many weapons fit a reading with gaps as well as the right one does: where it is n, no search can
// have the right one first in more than one of n such cases.
//
//   const std::optional<std::size_t> n = FitEqually({index, view, words, tables}, query, {"RJ012345"});   // 3
//
// A number fits where each character that was read stands there, a gap of the reading or of the record over anything;
// a weapon fits equally where its number does, with no more gaps on record, and its description agrees with the
// question as well as the right one's, or better. Records of one number count once. Nothing where the reading has no
// gap, is not one number, or the right one does not fit it itself. Goes through all records. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>

#include "match/marks/mark_index.h"
#include "match/marks/mark_query.h"
#include "match/marks/match_tables.h"
#include "store/view.h"
#include "vocab/vocabulary.h"

namespace proofmark::app {

struct EvaluatedIndex {
  const match::MarkIndex& index;
  const store::View& view;
  const vocab::Vocabulary& words;
  const match::MatchTables& tables;
};

// Whether a number may be the one that was read, no character taken for another.
bool FitsWithGaps(const match::Pattern& reading, const match::Pattern& number);

// `expected`: register numbers of the right weapon.
std::optional<std::size_t> FitEqually(const EvaluatedIndex& where, const match::MarkQuery& query,
                                      const std::set<std::string>& expected);

}  // namespace proofmark::app
