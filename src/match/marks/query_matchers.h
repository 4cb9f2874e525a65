// SPDX-License-Identifier: Apache-2.0
// QueryMatchers compare all numbers of a question with all numbers of a record.
//
//   PM_ASSIGN(QueryMatchers matchers, QueryMatchers::Make(tables, query, shares));
//   matchers.Bits(row.numbers);           // the best pairing; nothing where no number agrees
//   matchers.Tell(row.numbers, evidence)  // the same in words
//
// The best agreement of a number read with a number on record; others that agree as well count on top of it, each
// number once. A joined reading stands in for all numbers read apart. Safe from any thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "match/marks/mark_index.h"
#include "match/marks/mark_query.h"
#include "match/marks/match_tables.h"
#include "match/marks/serial_matcher.h"

namespace proofmark::match {

class QueryMatchers {
 public:
  // Errors: those of Pattern::Parse. `tables` must outlive it.
  static base::Result<QueryMatchers> Make(const MatchTables& tables, const MarkQuery& query,
                                          const ContextShares& shares);

  bool empty() const { return matchers_.empty(); }
  const std::vector<SerialMatcher>& all() const { return matchers_; }

  // Nothing: no number agrees better than chance, or a side has none.
  std::optional<double> Bits(std::span<const Pattern> numbers) const;
  // Adds a line for each pair that counts; nothing where none does.
  void Tell(const std::vector<IndexedNumber>& numbers, std::vector<Evidence>& evidence) const;
  // What is taken off each pair at the least, as whoever may choose finds an agreement more easily.
  double choice() const;

 private:
  struct Pair {
    std::size_t matcher = 0;
    std::size_t number = 0;
    double bits = 0;
  };
  std::vector<Pair> Agreeing(std::span<const Pattern> numbers) const;
  base::Result<void> Take(const MatchTables& tables, const std::vector<MarkReading>& marks,
                          const ContextShares& shares);

  std::vector<SerialMatcher> matchers_;
  std::vector<std::string> texts_;
  std::size_t apart_ = 0;  // matchers of marks; those behind are of joined readings
};

}  // namespace proofmark::match
