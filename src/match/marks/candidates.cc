// SPDX-License-Identifier: Apache-2.0
#include "match/marks/candidates.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>

namespace proofmark::match {

namespace {

// How many bits a number may cost on the first walk, and how many times as many on each further one: a character taken
// for another; one mistake; two; anything.
constexpr double kFirstCost = 6;
constexpr double kMoreCost = 1.8;
constexpr double kNearlyAll = 1.4;  // where that much more is all there is to look for, it is looked for at once
// What a sum may come out smaller when it is worked out in another order.
constexpr double kRounding = 1e-6;
constexpr std::size_t kFetchedRows = 16;  // before the first of them is scored

class Finding {
 public:
  Finding(const Asked& asked, const Wanted& wanted)
      : asked_(asked), wanted_(wanted), sees_all_(asked.index.SeesAll(asked.view)) {}

  void ByDescription() {
    const std::vector<double> known = EachDescription();
    std::vector<double> likelihoods;
    for (const double bits : known) likelihoods.push_back(std::exp2(bits));
    EachRow(std::vector<std::uint8_t>(known.size(), 1), [&](std::size_t row, std::size_t described) {
      if (!Sees(row) || IsLeftOut(row)) return;
      found_.others += likelihoods[described];
      if (Wants(row, known[described])) Take(row, known[described]);
    });
  }

  void ByScan() {
    for (std::size_t row = 0; row < asked_.index.size(); ++row) {
      Score(row, std::numeric_limits<double>::infinity(), asked_.fields.Bits(asked_.index.SaidBy(row)));
    }
  }

  // The index again and again, each time for numbers that cost more, until those that were not found cannot matter.
  void ByIndex() {
    // Such numbers fit a large part of the register: so what is told of a weapon is looked at first, row by row, and
    // its number where it still matters.
    if (SaysLittle()) return Scan(Surprises());
    double cost = kFirstCost;
    while (true) {
      double most = 0;       // of the surprises
      double not_found = 0;  // what the numbers of a row that was not found are worth at the most
      double worth = 0;      // what a number may cost at the most and matter
      for (const SerialMatcher& matcher : asked_.matchers.all()) {
        const auto surprise = static_cast<double>(matcher.surprise());
        Walk(matcher, std::min(cost, surprise));
        most = std::max(most, surprise);
        worth = std::max(worth, AtMost(matcher) - Needed());
        not_found += std::max(0.0, surprise - cost - asked_.matchers.choice());
      }
      if (cost >= most || not_found + asked_.fields.Most() < Needed() - kRounding) return;
      cost *= kMoreCost;
      // Where little more is worth looking for, once is enough.
      if (cost < worth && cost * kNearlyAll >= worth) cost = worth + kRounding;
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
  bool Sees(std::size_t row) const { return sees_all_ || asked_.index.Sees(asked_.view, row); }
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

  // What each description is worth, and one of nothing, in whose place any other number stands.
  std::vector<double> EachDescription() const {
    std::vector<double> out;
    for (std::size_t i = 0; i <= asked_.index.descriptions(); ++i) {
      out.push_back(asked_.fields.Bits(asked_.index.Description(i)));
    }
    return out;
  }

  // The rows of which a byte for each description is set, each with the number of its description. By pointers, as it
  // is gone through for all the rows there are.
  template <typename Visit>
  void EachRow(const std::vector<std::uint8_t>& wanted, const Visit& visit) const {
    const std::uint8_t* const is_wanted = wanted.data();
    const std::size_t none = wanted.size() - 1;
    std::size_t before = 0;
    for (const std::span<const std::uint32_t> described : asked_.index.Described()) {
      const std::uint32_t* const numbers = described.data();
      const std::size_t count = described.size();
      for (std::size_t i = 0; i < count; ++i) {
        const std::size_t number = std::min<std::size_t>(numbers[i], none);
        if (is_wanted[number] != 0) visit(before + i, number);
      }
      before += count;
    }
  }

  // The rows that are described best first: of most others it is known then that their numbers do not matter.
  void Scan(double most) {
    row_by_row_ = true;
    const std::vector<double> known = EachDescription();
    const double best = *std::max_element(known.begin(), known.end());
    for (const bool is_best : {true, false}) {
      std::vector<std::uint8_t> wanted;
      for (const double fields : known)
        wanted.push_back((fields == best) == is_best && MayMatter(most, fields) ? 1 : 0);
      if (std::ranges::find(wanted, 1) == wanted.end()) continue;
      EachRow(wanted, [&](std::size_t row, std::size_t described) { Later(row, most, known[described]); });
      ScoreLater();
    }
  }

  // What the other numbers of a row come to at the most, less what choosing among pairs takes off.
  double Besides(const SerialMatcher& matcher) const {
    double others = 0;
    for (const SerialMatcher& other : asked_.matchers.all()) {
      if (&other != &matcher) others += std::max(0.0, static_cast<double>(other.surprise()) - asked_.matchers.choice());
    }
    return others - asked_.matchers.choice();
  }

  // What a row comes to at the most that bears the number as it was read.
  double AtMost(const SerialMatcher& matcher) const {
    return static_cast<double>(matcher.surprise()) + Besides(matcher) + asked_.fields.Most() + kRounding;
  }

  void Walk(const SerialMatcher& matcher, double cost) {
    const double besides = Besides(matcher);
    const double at_most = AtMost(matcher);
    auto patience = [&] { return at_most - Needed(); };
    cost = std::min(cost, patience());
    if (cost < 0) return;
    asked_.index.numbers().Find(
        matcher, cost,
        [&](std::span<const std::uint32_t> rows, double most) {
          for (std::uint32_t row : rows) {
            Later(row, most + besides, asked_.fields.Bits(asked_.index.SaidBy(row)));
          }
          return cost = std::min(cost, patience());
        },
        wanted_.mistakes);
    ScoreLater();
  }

  // `most`: what the numbers of a row come to at the most, as far as is known; `fields`: its description.
  bool MayMatter(double most, double fields) const { return most + fields >= Needed() - kRounding; }

  // Fetches what a row says, and scores it when some others were fetched after it.
  void Later(std::size_t row, double most, double fields) {
    if (!MayMatter(most, fields)) return;
    asked_.index.Fetch(row);
    later_[later_count_++] = {row, most, fields};
    if (later_count_ == later_.size()) ScoreLater();
  }
  void ScoreLater() {
    for (std::size_t i = 0; i < later_count_; ++i) Score(later_[i].row, later_[i].most, later_[i].fields);
    later_count_ = 0;
  }

  void Score(std::size_t row, double most, double fields) {
    if (!MayMatter(most, fields) || !Sees(row) || IsLeftOut(row)) return;
    asked_.index.Patterns(row, patterns_);
    const std::optional<double> numbers = asked_.matchers.Bits(patterns_);
    if (!numbers) return;
    const double bits = *numbers + fields;
    if (Wants(row, bits) && (row_by_row_ || known_.insert(row).second)) Take(row, bits);
  }

  // Where enough are kept, of rows that score as the last of them those with a lower identifier.
  bool Wants(std::size_t row, double bits) const {
    return bits >= Needed() && (bits != last_ || asked_.index.Id(row) < last_id_);
  }

  void Take(std::size_t row, double bits) {
    top_ = std::max(top_, bits);
    best_.push_back({row, bits});
    // Twice as many as wanted are kept, so that putting them in order is seldom; one more says that some were cut.
    if (best_.size() <= 2 * wanted_.most + 1) return;
    Sort();
    best_.resize(wanted_.most + 1);
    last_ = best_.back().bits;
    last_id_ = asked_.index.Id(best_.back().row);
  }

  void Sort() {
    std::sort(best_.begin(), best_.end(), [this](const Scored& a, const Scored& b) {
      return a.bits != b.bits ? a.bits > b.bits : asked_.index.Id(a.row) < asked_.index.Id(b.row);
    });
  }

  const Asked& asked_;
  const Wanted& wanted_;
  bool sees_all_;
  struct Fetched {
    std::size_t row = 0;
    double most = 0;
    double fields = 0;
  };
  std::array<Fetched, kFetchedRows> later_;
  std::size_t later_count_ = 0;
  std::vector<Pattern> patterns_;          // of one row
  bool row_by_row_ = false;                // no row is come by twice
  std::unordered_set<std::size_t> known_;  // else: rows in the list, or that were
  std::vector<Scored> best_;
  double top_ = -std::numeric_limits<double>::infinity();
  double last_ = -std::numeric_limits<double>::infinity();  // of the worst that is kept where enough are
  std::string last_id_;
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
