// SPDX-License-Identifier: Apache-2.0
#include "match/marks/lots.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <unordered_set>

namespace proofmark::match {

namespace {

constexpr std::array<const char*, kLotSizes> kShares = {"lot_10", "lot_100", "lot_1000"};

std::vector<Pattern> LotsOf(const std::vector<Pattern>& numbers, std::size_t digits) {
  std::vector<Pattern> out;
  for (const Pattern& number : numbers) {
    if (std::optional<Pattern> lot = LotOf(number, digits)) out.push_back(std::move(*lot));
  }
  return out;
}

class LotSum {
 public:
  LotSum(const Asked& asked, const MatchTables& tables)
      : asked_(asked), tables_(tables), left_out_(RowsLeftOut(asked.index, asked.query)) {}

  // Whether a record bears the number that was read from end to end: no other weapon of its lot bears it.
  bool IsBorne(const std::vector<Scored>& weighed) const {
    return std::ranges::any_of(asked_.matchers.all(), [&](const SerialMatcher& matcher) {
      if (matcher.pattern().read() < matcher.pattern().size()) return false;
      return std::ranges::any_of(weighed, [&](const Scored& one) {
        return std::ranges::any_of(PatternsOf(one.row), [&](const Pattern& number) {
          return static_cast<double>(matcher.surprise() - matcher.Bits(number)) <= kLotCost;
        });
      });
    });
  }

  // Of the lots of one size: the likelihood of each record whose lot the reading is out of, against that of any.
  double Of(std::size_t digits, const std::vector<Scored>& weighed) {
    std::unordered_set<std::size_t> counted;
    double sum = 0;
    // One number was read, as nearly always: it is looked for without its last digits.
    if (asked_.matchers.all().size() == 1) {
      const Pattern& read = asked_.matchers.all().front().pattern();
      if (const std::optional<Pattern> lot = LotOf(read, digits)) {
        const SerialMatcher matcher(tables_, *lot, asked_.query.type.known(), asked_.query.make.known());
        for (const std::uint32_t row : RowsOf(matcher)) {
          const double likelihood = Likelihood(row, matcher);
          if (likelihood > 0) counted.insert(row);
          sum += likelihood;
        }
      }
    }
    for (const Scored& one : weighed) {
      if (counted.contains(one.row)) continue;
      const std::optional<double> bits = asked_.matchers.Bits(LotsOf(PatternsOf(one.row), digits));
      if (bits) sum += std::exp2(*bits + Fields(one.row));
    }
    return sum;
  }

 private:
  // Those that the view sees and nobody has left out, once each.
  std::vector<std::uint32_t> RowsOf(const SerialMatcher& matcher) const {
    std::vector<std::uint32_t> out;
    asked_.index.numbers().Find(matcher, kLotCost, [&](std::span<const std::uint32_t> rows, double) {
      for (const std::uint32_t row : rows) {
        if (asked_.index.Sees(asked_.view, row) && !left_out_.contains(row)) out.push_back(row);
      }
      return kLotCost;
    });
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

  double Likelihood(std::uint32_t row, const SerialMatcher& matcher) const {
    double best = 0;
    for (const Pattern& number : PatternsOf(row)) best = std::max(best, static_cast<double>(matcher.Bits(number)));
    const bool agrees = best > 0 && static_cast<double>(matcher.surprise()) - best <= kLotCost;
    return agrees ? std::exp2(best + Fields(row)) : 0;
  }

  const std::vector<Pattern>& PatternsOf(std::size_t row) const {
    asked_.index.Patterns(row, patterns_);
    return patterns_;
  }
  double Fields(std::size_t row) const { return asked_.fields.Bits(asked_.index.SaidBy(row)); }

  const Asked& asked_;
  const MatchTables& tables_;
  std::unordered_set<std::size_t> left_out_;
  mutable std::vector<Pattern> patterns_;  // of one row
};

}  // namespace

std::optional<Pattern> LotOf(const Pattern& number, std::size_t digits) {
  if (number.size() < digits + kLotFrontLeast) return std::nullopt;
  for (std::size_t i = number.size() - digits; i < number.size(); ++i) {
    if (number.IsCharacter(i) ? !IsDigit(number[i]) : number[i] == Pattern::kRun) return std::nullopt;
  }
  return number.WithTailUnread(digits);
}

double OfNoRecord(const Asked& asked, const std::vector<Scored>& weighed, const MatchTables& tables,
                  std::size_t records) {
  if (asked.matchers.empty() || records == 0) return 1;
  LotSum sum(asked, tables);
  const bool is_borne = sum.IsBorne(weighed);
  double out = 1;
  for (std::size_t size = 0; size < kLotSizes; ++size) {
    const double times = is_borne ? 0 : sum.Of(size + 1, weighed) / static_cast<double>(records);
    out += tables.Weight(kShares[size]) * (times - 1);
  }
  return out;
}

}  // namespace proofmark::match
