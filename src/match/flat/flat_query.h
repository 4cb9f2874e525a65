// SPDX-License-Identifier: Apache-2.0
// A FlatQuery is a number as it was read, with what is known of make and calibre, ready to be looked for in a
// FlatIndex.
//
//   PM_ASSIGN(Pattern pattern, Pattern::Parse("A1?45"));
//   PM_ASSIGN(FlatQuery query, FlatQuery::Of(pattern, FlatAsk::kFits, {.make = 7}, 10));
//
// What a record costs to be the one that was read: kExact asks for this very text; kNear for numbers at most two edits
// of their classes away, at the cost of the cheapest way (FlatCosts); kFits for numbers that fit the pattern symbol by
// symbol, where another of the class costs as a confusable. Errors of Of, first that applies: kTooLarge (most past
// kFlatHitsMax), kInvalid (kExact and kNear want every symbol read; most is 0). Plain value; safe from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "match/flat/flat_costs.h"
#include "match/flat/flat_key.h"
#include "match/marks/pattern.h"

namespace proofmark::match {

inline constexpr std::size_t kFlatHitsMax = 1000;
inline constexpr std::uint8_t kFlatNever = 255;  // a symbol that does not fit

enum class FlatAsk : std::uint8_t { kExact, kNear, kFits };

struct FlatQuery {
  FlatAsk ask = FlatAsk::kExact;
  FlatFields fields{};
  std::size_t most = 10;

  // Of kExact and kNear.
  FlatNumber number{};
  int symbols = 0;  // of the reading; runs not counted
  std::array<FlatSymbol, kFlatNumberMax> read{};

  // What each symbol of a record costs at each place of the reading: for kNear as a substitution, for kFits as what
  // stands there. Empty for kExact.
  using Prices = std::array<std::uint8_t, 128>;
  std::vector<Prices> price{};
  // Of kFits: the classes that fit each place, and before which places (or at the end) a run stands.
  std::array<std::uint32_t, kFlatNumberMax> classes{};
  std::array<bool, kFlatNumberMax + 1> run_before{};
  bool has_run = false;

  static base::Result<FlatQuery> Of(const Pattern& pattern, FlatAsk ask, const FlatFields& fields, std::size_t most);
};

// The number of a record, symbol by symbol.
struct FlatRecordSymbols {
  int size = 0;
  std::array<FlatSymbol, kFlatNumberMax> at{};

  FlatRecordSymbols(std::uint64_t key, std::uint32_t letters, std::string_view tail);
};

// The cost of the number alone. Above `limit` any cost above it may be answered; kFlatNoCost where the record is none:
// more than two edits away, or it does not fit.
inline constexpr int kFlatNoCost = 1 << 20;
int NearCost(const FlatQuery& query, const FlatRecordSymbols& record);
int FitCost(const FlatQuery& query, const FlatRecordSymbols& record);
int ExactCost(const FlatQuery& query, const FlatRecordSymbols& record);
inline int NumberCost(const FlatQuery& query, const FlatRecordSymbols& record) {
  return query.ask == FlatAsk::kNear   ? NearCost(query, record)
         : query.ask == FlatAsk::kFits ? FitCost(query, record)
                                       : ExactCost(query, record);
}

}  // namespace proofmark::match
