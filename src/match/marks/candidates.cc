// SPDX-License-Identifier: Apache-2.0
#include "match/marks/candidates.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace proofmark::match {

namespace {

// How many bits a number may cost on the first walk, and how many times as many on each further one: a character taken
// for another; one mistake; two; anything.
constexpr double kFirstCost = 6;
constexpr double kMoreCost = 1.8;
// What a sum may come out smaller when it is worked out in another order.
constexpr double kRounding = 1e-6;

class Finding {
 public:
  Finding(const Asked& asked, const Wanted& wanted) : asked_(asked), wanted_(wanted) {}

  void ByDescription() {
    for (std::size_t row = 0; row < asked_.index.size(); ++row) {
      if (!Sees(row) || IsLeftOut(row)) continue;
      const double bits = asked_.fields.Bits(asked_.index.SaidBy(row));
      found_.others += std::exp2(bits);
      Take(row, bits);
    }
  }

  void ByScan() { Scan(std::numeric_limits<double>::infinity()); }

  // The index again and again, each time for numbers that cost more, until those that were not found cannot matter.
  void ByIndex() {
    // Such numbers fit a large part of the register: so what is told of a weapon is looked at first, row by row, and
    // its number where it still matters.
    if (SaysLittle()) return Scan(Surprises());
    double cost = kFirstCost;
    while (true) {
      double most = 0;       // of the surprises
      double not_found = 0;  // what the numbers of a row that was not found are worth at the most
      for (const SerialMatcher& matcher : asked_.matchers.all()) {
        const auto surprise = static_cast<double>(matcher.surprise());
        Walk(matcher, std::min(cost, surprise));
        most = std::max(most, surprise);
        not_found += std::max(0.0, surprise - cost - asked_.matchers.choice());
      }
      if (cost >= most || not_found + asked_.fields.Most() < Needed() - kRounding) return;
      cost *= kMoreCost;
    }
  }

  Found Done() && {
    Sort();
    const double least = Needed();
    while (!best_.empty() && best_.back().bits < least) best_.pop_back();
    found_.cut = best_.size() > wanted_.most;
    if (found_.cut) best_.resize(wanted_.most);
    for (const Scored& one : best_) found_.others -= std::exp2(one.bits);
    found_.others = std::max(found_.others, 0.0);
    found_.scored = std::move(best_);
    return std::move(found_);
  }

 private:
  bool Sees(std::size_t row) const { return asked_.index.Sees(asked_.view, row); }
  bool IsLeftOut(std::size_t row) const { return !asked_.left_out.empty() && asked_.left_out.contains(row); }

  // What a row has to score to be in the answer, as far as is known.
  double Needed() const { return std::max({wanted_.least, top_ - wanted_.spread, last_}); }

  // Numbers of which so little was read that the second walk would look for anything.
  bool SaysLittle() const {
    return std::ranges::all_of(asked_.matchers.all(), [](const SerialMatcher& matcher) {
      return static_cast<double>(matcher.surprise()) <= kFirstCost * kMoreCost;
    });
  }

  // What the numbers of a row come to at the most.
  double Surprises() const {
    double most = 0;
    for (const SerialMatcher& matcher : asked_.matchers.all()) most += static_cast<double>(matcher.surprise());
    return most;
  }

  void Scan(double most) {
    for (std::size_t row = 0; row < asked_.index.size(); ++row) Score(row, most);
  }

  void Walk(const SerialMatcher& matcher, double cost) {
    double others = 0;
    for (const SerialMatcher& other : asked_.matchers.all()) {
      if (&other != &matcher) others += std::max(0.0, static_cast<double>(other.surprise()) - asked_.matchers.choice());
    }
    const double besides = others - asked_.matchers.choice();
    const auto surprise = static_cast<double>(matcher.surprise());
    auto patience = [&] { return surprise + besides + asked_.fields.Most() - Needed() + kRounding; };
    cost = std::min(cost, patience());
    if (cost < 0) return;
    asked_.index.numbers().Find(
        matcher, cost,
        [&](std::span<const std::uint32_t> rows, double most) {
          for (std::uint32_t row : rows) Score(row, most + besides);
          return cost = std::min(cost, patience());
        },
        wanted_.mistakes);
  }

  // `most`: what the numbers of the row come to at the most, as far as is known.
  void Score(std::size_t row, double most) {
    if (!Sees(row) || IsLeftOut(row)) return;
    const double fields = asked_.fields.Bits(asked_.index.SaidBy(row));
    if (most + fields < Needed() - kRounding) return;
    asked_.index.Patterns(row, patterns_);
    const std::optional<double> numbers = asked_.matchers.Bits(patterns_);
    if (!numbers) return;
    const double bits = *numbers + fields;
    if (bits >= Needed() && known_.insert(row).second) Take(row, bits);
  }

  void Take(std::size_t row, double bits) {
    if (bits < Needed()) return;
    top_ = std::max(top_, bits);
    best_.push_back({row, bits});
    // Twice as many as wanted are kept, so that putting them in order is seldom; one more says that some were cut.
    if (best_.size() <= 2 * wanted_.most + 1) return;
    Sort();
    best_.resize(wanted_.most + 1);
    last_ = best_.back().bits;
  }

  void Sort() {
    std::sort(best_.begin(), best_.end(), [this](const Scored& a, const Scored& b) {
      return a.bits != b.bits ? a.bits > b.bits : asked_.index.Id(a.row) < asked_.index.Id(b.row);
    });
  }

  const Asked& asked_;
  const Wanted& wanted_;
  std::vector<Pattern> patterns_;          // of one row
  std::unordered_set<std::size_t> known_;  // rows in the list, or that were
  std::vector<Scored> best_;
  double top_ = -std::numeric_limits<double>::infinity();
  double last_ = -std::numeric_limits<double>::infinity();
  Found found_;
};

}  // namespace

std::unordered_set<std::size_t> RowsLeftOut(const MarkIndex& index, const MarkQuery& query) {
  std::unordered_set<std::size_t> out;
  for (const std::string& record : query.leave_out) {
    if (const std::optional<std::size_t> row = index.RowOf(record)) out.insert(*row);
  }
  return out;
}

Found FindScored(const Asked& asked, const Wanted& wanted) {
  Finding finding(asked, wanted);
  if (asked.matchers.empty()) {
    finding.ByDescription();
  } else if (wanted.scan) {
    finding.ByScan();
  } else {
    finding.ByIndex();
  }
  return std::move(finding).Done();
}

}  // namespace proofmark::match
