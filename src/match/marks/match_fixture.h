// SPDX-License-Identifier: Apache-2.0
// What the tests of the search for marks share: the shipped tables, loaded once, and Views of some handling classes.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/assert.h"
#include "match/marks/match_tables.h"
#include "match/marks/pattern.h"
#include "store/view.h"
#include "vocab/vocabulary.h"

namespace proofmark::app {

// The policy of these tests. Stands in for the room above, which alone may make Views.
class AccessPolicy {
 public:
  // Of pairs of an owner and a handling class.
  static store::View Sees(const std::vector<std::pair<std::int64_t, std::int64_t>>& seen) {
    std::vector<store::HandlingClass> classes;
    for (const auto& [owner, number] : seen) classes.push_back({owner, "", number, {}});
    return store::View("console:0", "trace", classes, {});
  }
};

}  // namespace proofmark::app

namespace proofmark::match {

inline const vocab::Vocabulary& ShippedWords() {
  static const vocab::Vocabulary words = *vocab::Vocabulary::Load(PM_DATA_DIR);
  return words;
}

inline const MatchTables& ShippedTables() {
  static const MatchTables tables = *MatchTables::Make(ShippedWords());
  return tables;
}

inline Pattern Read(std::string_view strict) {
  auto pattern = Pattern::Parse(strict);
  PM_ASSERT(pattern.ok());
  return *pattern;
}

}  // namespace proofmark::match
