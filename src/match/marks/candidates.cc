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
// What a sum may come out smaller when it is worked out in another order.
constexpr double kRounding = 1e-6;
constexpr std::size_t kRowsAtOnce = 8;  // of which it is asked together whether one matters

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
      if (known[described] >= Needed() && !IsBehindLast(row, known[described])) Take(row, known[described]);
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

  // The rows of which a byte for each description is set, each with the number of its description. A loop that is
  // gone through for all there are: what it does with a row stands elsewhere.
  template <typename Visit>
  void EachRow(const std::vector<std::uint8_t>& matters, const Visit& visit) const {
    const std::uint8_t* const wanted = matters.data();
    const std::size_t none = matters.size() - 1;
    std::size_t before = 0;
    for (const std::span<const std::uint32_t> described : asked_.index.Described()) {
      const std::uint32_t* const numbers = described.data();
      const std::size_t count = described.size();
      const auto number = [&](std::size_t i) { return std::min<std::size_t>(numbers[i], none); };
      std::size_t i = 0;
      for (; i + kRowsAtOnce <= count; i += kRowsAtOnce) {
        std::uint8_t some = 0;
        for (std::size_t k = 0; k < kRowsAtOnce; ++k) some |= wanted[number(i + k)];
        for (std::size_t k = 0; some != 0 && k < kRowsAtOnce; ++k) {
          if (wanted[number(i + k)] != 0) visit(before + i + k, number(i + k));
        }
      }
      for (; i < count; ++i) {
        if (wanted[number(i)] != 0) visit(before + i, number(i));
      }
      before += count;
    }
  }

  // The rows that are described best first: of most others it is known then that their numbers do not matter.
  void Scan(double most) {
    row_by_row_ = true;
    const std::vector<double> known = EachDescription();
    const double best = *std::max_element(known.begin(), known.end());
    ScanThoseOf(known, best, std::numeric_limits<double>::infinity(), most);
    ScanThoseOf(known, -std::numeric_limits<double>::infinity(), best, most);
  }

  // Of descriptions that are worth `from` or more, and less than `to`. Which of them can matter is noted now and then,
  // so that most rows cost no more than to look it up.
  void ScanThoseOf(const std::vector<double>& known, double from, double to, double most) {
    std::vector<std::uint8_t> matters(known.size());
    double least = std::numeric_limits<double>::quiet_NaN();
    std::size_t noted_at = 0;
    auto note = [&](std::size_t row) {
      const double now = std::max(from, Needed() - kRounding - most);
      if (now == least || (row < noted_at + known.size() && row > 0)) return;
      least = now;
      noted_at = row;
      for (std::size_t i = 0; i < known.size(); ++i) matters[i] = known[i] >= least && known[i] < to ? 1 : 0;
    };
    note(0);
    if (std::ranges::find(matters, 1) == matters.end()) return;
    const auto visit = [&](std::size_t row, std::size_t described) __attribute__((noinline)) {
      if (Later(row, most, known[described])) note(row);
    };
    EachRow(matters, visit);
    ScoreLater();
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
          for (std::uint32_t row : rows) {
            const double fields = asked_.fields.Bits(asked_.index.SaidBy(row));
            if (most + besides + fields >= Needed() - kRounding) Later(row, most + besides, fields);
          }
          return cost = std::min(cost, patience());
        },
        wanted_.mistakes);
    ScoreLater();
  }

  // Fetches what a row says, and scores it when some others were fetched after it; true where it scored those.
  bool Later(std::size_t row, double most, double fields) {
    asked_.index.Fetch(row);
    later_[later_count_++] = {row, most, fields};
    if (later_count_ < later_.size()) return false;
    ScoreLater();
    return true;
  }
  void ScoreLater() {
    for (std::size_t i = 0; i < later_count_; ++i) Score(later_[i].row, later_[i].most, later_[i].fields);
    later_count_ = 0;
  }

  // `most`: what the numbers of the row come to at the most, as far as is known; `fields`: its description.
  void Score(std::size_t row, double most, double fields) {
    if (most + fields < Needed() - kRounding || !Sees(row) || IsLeftOut(row)) return;
    asked_.index.Patterns(row, patterns_);
    const std::optional<double> numbers = asked_.matchers.Bits(patterns_);
    if (!numbers) return;
    const double bits = *numbers + fields;
    if (bits < Needed() || IsBehindLast(row, bits)) return;
    if (row_by_row_ || known_.insert(row).second) Take(row, bits);
  }

  // Where enough are kept, of rows that score as the last of them those with a lower identifier.
  bool IsBehindLast(std::size_t row, double bits) const { return bits == last_ && asked_.index.Id(row) > last_id_; }

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
  std::array<Fetched, 16> later_;
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
