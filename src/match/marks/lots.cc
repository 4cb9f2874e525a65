// SPDX-License-Identifier: Apache-2.0
#include "match/marks/lots.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <span>

namespace proofmark::match {

namespace {

constexpr std::size_t kRowsAhead = 12;  // that are fetched while others are weighed
constexpr std::array<const char*, kLotSizes> kShares = {"lot_10", "lot_100", "lot_1000"};

std::vector<Pattern> LotsOf(const std::vector<Pattern>& numbers, std::size_t digits) {
  std::vector<Pattern> out;
  for (const Pattern& number : numbers) {
    if (std::optional<Pattern> lot = LotOf(number, digits)) out.push_back(std::move(*lot));
  }
  return out;
}

// Of which of so many side by side: in no step with an order that a register may have.
std::size_t Scattered(std::size_t i) { return (i * 0x9E3779B97F4A7C15U) >> 32; }

// Each row once, in order. Many of them are marked among all rows there are, which is quicker than sorting them.
void PutInOrder(std::vector<std::uint32_t>& rows, std::size_t all) {
  constexpr std::size_t kBits = 64;
  if (rows.size() < all / kBits) {
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    return;
  }
  std::vector<std::uint64_t> there(all / kBits + 1);
  for (const std::uint32_t row : rows) there[row / kBits] |= std::uint64_t{1} << row % kBits;
  rows.clear();
  for (std::size_t i = 0; i < there.size(); ++i) {
    for (std::uint64_t left = there[i]; left != 0; left &= left - 1) {
      rows.push_back(static_cast<std::uint32_t>(i * kBits + static_cast<std::size_t>(std::countr_zero(left))));
    }
  }
}

class LotSum {
 public:
  LotSum(const Asked& asked, const MatchTables& tables) : asked_(asked), tables_(tables) {}

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

  // Of the lots of one size: how many times likelier the reading is of a weapon out of them than of any.
  double Of(std::size_t digits, const std::vector<Scored>& weighed, std::size_t records) {
    // One number was read, as nearly always: it is looked for without its last digits.
    const bool is_one = asked_.matchers.all().size() == 1;
    const std::optional<Pattern> lot = is_one ? LotOf(asked_.matchers.all().front().pattern(), digits) : std::nullopt;
    if (lot && lot->read() < kLotReadLeast) return 1;
    // Where the last digits were not read, lots of several sizes are one.
    if (lot && (!of_reading_ || of_reading_->matcher.pattern() != *lot)) Count(*lot);
    double sum = lot ? of_reading_->sum : 0;
    for (const Scored& one : weighed) {
      if (lot && IsCounted(one.row)) continue;
      const std::optional<double> bits = asked_.matchers.Bits(LotsOf(PatternsOf(one.row), digits));
      if (bits) sum += std::exp2(*bits + Fields(one.row));
    }
    return sum / static_cast<double>(records);
  }

 private:
  // The lot of the number that was read: its rows in order, and the sum of their likelihoods.
  struct OfReading {
    SerialMatcher matcher;
    std::vector<std::uint32_t> rows;
    double sum = 0;
  };

  void Count(const Pattern& lot) {
    of_reading_.emplace(OfReading{SerialMatcher(tables_, lot, asked_.shares), {}, 0});
    std::vector<std::uint32_t>& rows = of_reading_->rows;
    asked_.index.numbers().Find(of_reading_->matcher, kLotCost, [&](std::span<const std::uint32_t> found, double) {
      rows.insert(rows.end(), found.begin(), found.end());
      return kLotCost;
    });
    PutInOrder(rows, asked_.index.size());
    // Of a lot that half a register is in, one of so many side by side stands for all of them.
    const std::size_t step = (rows.size() + kLotRowsMax - 1) / kLotRowsMax;
    const auto many = [&](std::size_t i) { return std::min(step, rows.size() - i); };
    const auto chosen = [&](std::size_t i) { return rows[i + Scattered(i) % many(i)]; };
    for (std::size_t i = 0; i < rows.size(); i += step) {
      if (i + kRowsAhead * step < rows.size()) asked_.index.Fetch(chosen(i + kRowsAhead * step));
      of_reading_->sum += static_cast<double>(many(i)) * Likelihood(chosen(i), of_reading_->matcher);
    }
  }

  bool IsCounted(std::size_t row) const {
    return std::ranges::binary_search(of_reading_->rows, row) &&
           Likelihood(static_cast<std::uint32_t>(row), of_reading_->matcher) > 0;
  }

  // 0 for a row that the view does not see or somebody has left out.
  double Likelihood(std::uint32_t row, const SerialMatcher& matcher) const {
    if (!asked_.index.Sees(asked_.view, row) || asked_.left_out.contains(row)) return 0;
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
  std::optional<OfReading> of_reading_;
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
    const double times = is_borne ? 0 : sum.Of(size + 1, weighed, records);
    out += tables.Weight(kShares[size]) * (times - 1);
  }
  return out;
}

}  // namespace proofmark::match
