// SPDX-License-Identifier: Apache-2.0
#include "match/flat/flat_query.h"

#include <algorithm>
#include <bit>
#include <string>

namespace proofmark::match {

using base::Code;
using base::Error;
using base::Result;

namespace {

// No way that leaves the diagonals of at most two symbols more or less and comes back costs less: four of them.
constexpr int kStripWidth = kFlatEditsMax;
constexpr int kOutsideOfStrip = 4 * kFlatCosts.put_in_or_left_out;
constexpr int kFar = 1 << 16;

// The cheapest way, among those that stay within `width` diagonals of the first one.
int CheapestWay(const FlatQuery& query, const FlatRecordSymbols& record, int width) {
  constexpr FlatCosts kCosts;
  int rows[3][kFlatNumberMax + 3];
  int* before = rows[0];
  int* above = rows[1];
  int* here = rows[2];
  const int n = query.symbols;
  const FlatQuery::Prices* const price = query.price.data();
  for (int i = 0; i <= n; ++i) above[i] = i <= width ? i * kCosts.put_in_or_left_out : kFar;
  std::fill(before, before + n + 1, kFar);
  for (int j = 1; j <= record.size; ++j) {
    const int first = std::max(1, j - width);
    const int last = std::min(n, j + width);
    const FlatSymbol symbol = record.at.data()[j - 1];
    const FlatSymbol symbol_before = j > 1 ? record.at.data()[j - 2] : 0;
    here[first - 1] = first == 1 && j <= width ? j * kCosts.put_in_or_left_out : kFar;
    for (int i = first; i <= last; ++i) {
      int cost = above[i - 1] + price[i - 1].data()[symbol];
      cost = std::min({cost, above[i] + kCosts.put_in_or_left_out, here[i - 1] + kCosts.put_in_or_left_out});
      if (i > 1 && j > 1) {
        const int one = price[i - 1].data()[symbol_before];
        const int other = price[i - 2].data()[symbol];
        if (one <= kCosts.confusable && other <= kCosts.confusable) {
          cost = std::min(cost, before[i - 2] + kCosts.exchange + one + other);
        }
      }
      here[i] = cost;
    }
    if (last < n) here[last + 1] = kFar;
    int* const old = before;
    before = above;
    above = here;
    here = old;
  }
  return above[n];
}

// Whether the classes are at most two edits apart.
bool IsNear(const FlatQuery& query, const FlatRecordSymbols& record) {
  int rows[3][kFlatNumberMax + 1];
  int* before = rows[0];
  int* above = rows[1];
  int* here = rows[2];
  const int n = query.symbols;
  if (std::abs(n - record.size) > kFlatEditsMax) return false;
  for (int i = 0; i <= n; ++i) above[i] = i;
  for (int j = 1; j <= record.size; ++j) {
    here[0] = j;
    const int symbol = ClassOf(record.at[static_cast<std::size_t>(j - 1)]);
    for (int i = 1; i <= n; ++i) {
      const int asked = ClassOf(query.read[static_cast<std::size_t>(i - 1)]);
      int edits = std::min({above[i - 1] + (asked == symbol ? 0 : 1), above[i] + 1, here[i - 1] + 1});
      if (i > 1 && j > 1 && asked == ClassOf(record.at[static_cast<std::size_t>(j - 2)]) &&
          ClassOf(query.read[static_cast<std::size_t>(i - 2)]) == symbol) {
        edits = std::min(edits, before[i - 2] + 1);
      }
      here[i] = edits;
    }
    int* const old = before;
    before = above;
    above = here;
    here = old;
  }
  return above[n] <= kFlatEditsMax;
}

void PriceSubstitutions(FlatQuery& query) {
  for (int i = 0; i < query.symbols; ++i) {
    const auto at = static_cast<std::size_t>(i);
    query.price[at].fill(static_cast<std::uint8_t>(kFlatCosts.substitution));
    const FlatSymbol read = query.read[at];
    for (int place = 0; place < 4; ++place) {
      const auto symbol = static_cast<FlatSymbol>((read & ~3) | place);
      query.price[at][symbol] = static_cast<std::uint8_t>(kFlatCosts.OfTwins(read, symbol));
    }
  }
}

// What stands at a place of a pattern: a set of characters, and the rest of their classes as confusables.
void PriceSet(FlatQuery& query, std::size_t at, Pattern::Set possible) {
  query.price[at].fill(kFlatNever);
  for (; possible != 0; possible &= possible - 1) {
    const FlatSymbol one = kFlatSymbolOf[std::countr_zero(possible)];
    query.classes[at] |= 1U << ClassOf(one);
    for (int place = 0; place < 4; ++place) {
      const auto symbol = static_cast<FlatSymbol>((one & ~3) | place);
      const auto cost = static_cast<std::uint8_t>(kFlatCosts.OfTwins(one, symbol));
      query.price[at][symbol] = std::min(query.price[at][symbol], cost);
    }
  }
}

}  // namespace

Result<FlatQuery> FlatQuery::Of(const Pattern& pattern, FlatAsk ask, const FlatFields& fields, std::size_t most) {
  if (most > kFlatHitsMax) {
    return Error{Code::kTooLarge, "limit: at most " + std::to_string(kFlatHitsMax) + " records", "limit"};
  }
  if (most == 0) return Error{Code::kInvalid, "limit: at least one record", "limit"};
  if (ask != FlatAsk::kFits && pattern.read() != pattern.size()) {
    return Error{Code::kInvalid, "serial: symbols were not read; ask for what fits", "serial"};
  }
  FlatQuery out;
  out.ask = ask;
  out.fields = fields;
  out.most = most;
  if (ask != FlatAsk::kExact) out.price.resize(pattern.size());
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const auto at = static_cast<std::size_t>(out.symbols);
    if (pattern[i] == Pattern::kRun) {
      out.run_before[at] = true;
      out.has_run = true;
      continue;
    }
    if (ask == FlatAsk::kFits) {
      PriceSet(out, at, pattern.Possible(i));
    } else {
      out.read[at] = kFlatSymbolOf[pattern[i]];
    }
    ++out.symbols;
  }
  if (ask != FlatAsk::kFits) out.number = FlatNumber::Of(pattern.ToText());
  if (ask == FlatAsk::kNear) PriceSubstitutions(out);
  return out;
}

FlatRecordSymbols::FlatRecordSymbols(std::uint64_t key, std::uint32_t letters, std::string_view tail)
    : size(SymbolsOf(key)) {
  for (int i = 0; i < kFlatSymbols; ++i) at[static_cast<std::size_t>(i)] = SymbolAt(key, letters, i);
  for (const char symbol : tail) at[static_cast<std::size_t>(size++)] = static_cast<FlatSymbol>(symbol);
}

int NearCost(const FlatQuery& query, const FlatRecordSymbols& record) {
  if (std::abs(query.symbols - record.size) > kFlatEditsMax) return kFlatNoCost;
  int cost = CheapestWay(query, record, kStripWidth);
  if (cost > kOutsideOfStrip) cost = CheapestWay(query, record, kFlatNumberMax);
  // Three edits cost more than that: it has at most two.
  if (cost < (kFlatEditsMax + 1) * kFlatCosts.least_edit()) return cost;
  return IsNear(query, record) ? cost : kFlatNoCost;
}

int FitCost(const FlatQuery& query, const FlatRecordSymbols& record) {
  const int n = query.symbols;
  if (!query.has_run) {
    if (record.size != n) return kFlatNoCost;
    int cost = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) {
      const std::uint8_t one = query.price[i][record.at[i]];
      if (one == kFlatNever) return kFlatNoCost;
      cost += one;
    }
    return cost;
  }
  // row[i]: the cheapest way for the symbols of the record so far to be the first i of the pattern.
  std::array<int, kFlatNumberMax + 1> row;
  row.fill(kFlatNoCost);
  row[0] = 0;
  for (int j = 0; j < record.size; ++j) {
    for (int i = n; i >= 0; --i) {
      const auto at = static_cast<std::size_t>(i);
      const int stays = query.run_before[at] ? row[at] : kFlatNoCost;
      int goes = kFlatNoCost;
      if (i > 0) {
        const std::uint8_t one = query.price[at - 1][record.at[static_cast<std::size_t>(j)]];
        if (one != kFlatNever) goes = row[at - 1] + one;
      }
      row[at] = std::min({stays, goes, kFlatNoCost});
    }
  }
  return row[static_cast<std::size_t>(n)];
}

int ExactCost(const FlatQuery& query, const FlatRecordSymbols& record) {
  if (record.size != query.symbols) return kFlatNoCost;
  for (std::size_t i = 0; i < static_cast<std::size_t>(record.size); ++i) {
    if (record.at[i] != query.read[i]) return kFlatNoCost;
  }
  return 0;
}

}  // namespace proofmark::match
