// SPDX-License-Identifier: Apache-2.0
// LearnWeights learns from registers how marks are misread and how a weapon is described again: from the pairs of
// records whose numbers are near. Which of them are one weapon, nobody has said; expectation-maximisation tells it
// together with what is looked for.
//
//   PM_ASSIGN(Json told, LearnWeights(*proofmark, "learned"));   // learned/match_weights.csv,
//   learned/mark_confusions.csv
//
// A pair comes from one weapon or from two. Of each kind: how the numbers relate, which characters differ, and how
// type, make, calibre and model compare, each by itself. Half of the pairs, by a digest of their number, are not
// learned from; `told` has their surprise in bits under the tables as they are and under what was learned. The tables
// are written in the program's own form, rows that cannot be learned so as they are. docs/reference/matching.md says
// what to make of them. Errors: kInvalid (fewer than kLearnedPairsLeast near pairs), those of writing.
#pragma once

#include <string>

#include "app/proofmark.h"
#include "base/json.h"
#include "base/result.h"

namespace proofmark::app {

inline constexpr std::size_t kLearnedPairsLeast = 30;

base::Result<base::Json> LearnWeights(Proofmark& proofmark, const std::string& folder);

}  // namespace proofmark::app
