// SPDX-License-Identifier: Apache-2.0
#include "match/marks/number_walk.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/assert.h"
#include "match/marks/lanes.h"

namespace proofmark::match {

namespace {

template <std::size_t kWidth, bool kBackward>
class Walking {
 public:
  Walking(const NumberRun& run, const WalkCosts& costs, Direction direction, std::uint8_t limit, const Visitor& visit)
      : run_(run),
        costs_(costs),
        whole_(direction != Direction::kLostFront),
        fronts_wanted_(direction == Direction::kLostFront || direction == Direction::kBackward),
        half_lanes_(direction == Direction::kFrontHalf ? costs.symbols / 2 + 1
                    : direction == Direction::kEndHalf ? costs.symbols - costs.symbols / 2
                                                       : 0),
        tree_(kBackward ? run.backward() : run.forward()),
        visit_(visit),
        last_(costs.symbols),
        start_(Left(costs.start)),
        end_(Of(costs.end)),
        insert_(Of(costs.insert)),
        insert_in_run_(Of(costs.insert_in_run)),
        exchange_(Of(costs.exchange)) {
    for (std::size_t c = 0; c < kKeySymbols; ++c) pair_[c] = Of(costs.pair[c]), drop_[c] = Of(costs.drop[c]);
    for (std::size_t c = 0; c < kCharacters; ++c) is_[c] = Of(costs.is[c]), two_[c] = Of(costs.two[c]);
    Limit(limit);
    Bound();
    inserts_ =
        std::min<std::size_t>(last_, costs.runs + (costs.least_insert == 0 ? last_ : limit / costs.least_insert));
  }

  void Go() {
    Take(0, start_.Kept(all_least_));
    if (run_.size() > 0) Branch(0, 0, 0);
  }

 private:
  using Row = Lanes<kWidth>;
  static constexpr std::size_t kDepths = kPatternSymbolsMax + 2;

  static Row Of(const WalkCosts::Row& costs) {
    std::array<std::uint8_t, kWidth> out;
    std::copy_n(costs.begin(), kWidth, out.begin());
    return Row::Of(out);
  }
  static Row Left(const WalkCosts::Row& costs) {
    std::array<std::uint8_t, kWidth> out;
    for (std::size_t i = 0; i < kWidth; ++i) out[i] = static_cast<std::uint8_t>(255 - costs[i]);
    return Row::Of(out);
  }

  void Limit(std::uint8_t steps) {
    least_ = 255 - steps;
    std::array<std::uint8_t, kWidth> all;
    all.fill(static_cast<std::uint8_t>(Least()));
    whole_least_ = Row::Of(all);
    std::fill_n(all.begin(), half_lanes_, static_cast<std::uint8_t>(255 - steps / 2));
    all_least_ = Row::Of(all);
  }
  // Behind a lost front nothing else is looked for, so that what it costs can be taken off at once.
  int Least() const { return whole_ ? least_ : std::min(255, least_ + costs_.front); }

  // What it costs at the least to end together, from each lane, where a number has so many symbols left: what the
  // reading has more of them was put in or is two for one, what it has fewer was left out, but for what may stand at
  // either end. With a run in the reading nothing is known.
  void Bound() {
    if (costs_.runs > 0) return;
    const int more = std::min(costs_.least_insert, costs_.least_two);
    int end = kNeverSteps;  // the rest of the reading belongs to another mark
    for (std::size_t i = 0; i < last_ && whole_; ++i) end = std::min<int>(end, costs_.end[i]);
    const std::size_t longest = std::min<std::size_t>(tree_[0].longest, kPatternSymbolsMax);
    for (std::size_t left = 0; left <= longest; ++left) {
      std::array<std::uint8_t, kWidth> few{};
      std::array<std::uint8_t, kWidth> many{};
      for (std::size_t i = 0; i <= last_; ++i) {
        const std::size_t wanted = last_ - i;
        // Of a number whose front is lost a symbol at least stands before all that was read.
        const std::size_t has = left - (!whole_ && left > 0 ? 1 : 0);
        if (wanted > has) few[i] = static_cast<std::uint8_t>(std::min(Times(wanted - has, more), end));
        if (left > wanted && !fronts_wanted_) {
          many[i] = static_cast<std::uint8_t>(TooMany(left - wanted));
        }
      }
      few_[left] = Row::Of(few);
      many_[left] = Row::Of(many);
    }
    bounded_ = true;
  }
  static int Times(std::size_t n, int steps) { return std::min(static_cast<int>(n) * steps, int{kNeverSteps}); }
  int TooMany(std::size_t n) const {
    const int left_out = Times(n, costs_.least_drop);
    if (kBackward) return left_out;
    const int end = n == 1 ? costs_.tail[0] : std::min(costs_.tail[1] + Times(n - 2, costs_.least_drop), 255);
    return std::min(left_out, end);
  }

  // Whether numbers of such lengths can end together with the reading, for what is looked for.
  bool MayEnd(std::size_t depth, std::uint8_t shortest, std::uint8_t longest) const {
    if (!bounded_ || depth < (kBackward ? 2U : 1U)) return true;  // backward, two may be lost at the beginning
    Row row = rows_[depth];
    if (longest != kAnyLength) row = Less(row, few_[longest - depth]);
    if (shortest > depth) row = Less(row, many_[shortest - depth]);
    return row.Reaches(whole_least_) || MayGoOn(depth - 1, symbols_[depth - 1]);
  }

  std::uint32_t NumberAt(std::uint32_t place) const { return kBackward ? run_.ByEnd(place) : place; }
  // Its symbols in the order in which they are gone through.
  std::string_view KeyAt(std::uint32_t place) const { return kBackward ? run_.Reversed(place) : run_.Key(place); }
  void Visit(std::uint32_t place, int left) {
    if (left >= least_) Limit(visit_(NumberAt(place), static_cast<std::uint8_t>(255 - left)));
  }

  // The row behind one more symbol of the number. False where nothing that is looked for can follow.
  bool Step(std::size_t depth, std::uint8_t symbol) {
    const Row& before = rows_[depth];
    Row row = Better(Less(before.Shifted(), pair_[symbol]), Less(before, drop_[symbol]));
    if (symbol < kCharacters) {
      if (exchanges_[depth] && symbols_[depth - 1] < kCharacters && symbols_[depth - 1] != symbol) {
        const Row both = Where(is_[symbols_[depth - 1]], is_[symbol].Shifted());
        row = Better(row, Less(Where(both, rows_[depth - 1].Shifted().Shifted()), exchange_));
      }
      if (costs_.has_two()) row = Better(row, Less(before.Shifted().Shifted(), two_[symbol]));
    }
    if (kBackward && depth < 2) row = Better(row, FirstLane(255 - costs_.tail[depth]));
    // An insertion makes no lane better than the best.
    const bool alive = row.Reaches(all_least_);
    if (!alive && !goes_on_[depth]) return false;
    if (symbol == kKeyRun) {
      for (std::size_t i = 0; i < last_; ++i) row = Better(row, Less(row.Shifted(), insert_in_run_));
    } else {
      for (std::size_t i = 0; i < inserts_; ++i) row = Better(row, Less(row.Shifted(), insert_));
    }
    Take(depth + 1, row.Kept(all_least_));
    symbols_[depth] = symbol;
    return alive || MayGoOn(depth, symbol);
  }

  // What is told of a row once, as many symbols are tried behind it.
  void Take(std::size_t depth, const Row& row) {
    rows_[depth] = row;
    bests_[depth] = row.Best();
    lasts_[depth] = row[last_];
    exchanges_[depth] = depth > 0 && bests_[depth - 1] - costs_.exchange[0] >= Least();
    goes_on_[depth] = bests_[depth] - costs_.exchange[0] >= Least() || EndMayBeLost(depth);
  }

  // The reading ended at this depth or the one before it, and the number goes on.
  bool EndMayBeLost(std::size_t depth) const {
    if (kBackward) return false;
    return lasts_[depth] - costs_.tail[0] >= least_ || (depth > 0 && lasts_[depth - 1] - costs_.tail[1] >= least_);
  }

  // Whether what goes over two symbols at once may follow behind a row that is too dear itself.
  bool MayGoOn(std::size_t depth, std::uint8_t symbol) const {
    if (bests_[depth] - costs_.exchange[0] >= Least() && symbol < kCharacters &&
        Less(Where(is_[symbol], rows_[depth].Shifted().Shifted()), exchange_).Reaches(all_least_)) {
      return true;
    }
    return EndMayBeLost(depth);
  }

  static Row FirstLane(int left) {
    std::array<std::uint8_t, kWidth> out{};
    out[0] = static_cast<std::uint8_t>(left);
    return Row::Of(out);
  }

  // The number ends at this depth.
  void End(std::uint32_t place, std::size_t depth) {
    if (!whole_) return;
    int left = Less(rows_[depth], end_).Best();
    if (!kBackward && depth > 0) left = std::max<int>(left, lasts_[depth - 1] - costs_.tail[0]);
    if (!kBackward && depth > 1) left = std::max<int>(left, lasts_[depth - 2] - costs_.tail[1]);
    Visit(place, left);
  }

  // The whole reading was found at the end of the number: what stands before it was not written.
  int LeftBehindFront(std::size_t depth) const { return fronts_wanted_ ? lasts_[depth] - costs_.front : 0; }

  // `told`: what the numbers of this branch were visited with already, for a front not written.
  void Branch(std::uint32_t at, std::size_t depth, int told) {
    const NumberRun::Node& node = tree_[at];
    if (const int left = LeftBehindFront(depth); left >= least_ && left > told) {
      for (std::uint32_t place = node.begin; place < node.end; ++place) {
        if (KeyAt(place).size() > depth) Visit(place, left);
      }
      told = left;
    }
    if (node.children == 0) return Leaf(node, depth, told);
    for (std::uint32_t place = node.begin; place < tree_[node.child].begin; ++place) End(place, depth);
    for (std::uint32_t child = node.child; child < node.child + node.children; ++child) {
      const NumberRun::Node& next = tree_[child];
      if (Step(depth, next.symbol) && MayEnd(depth + 1, next.shortest, next.longest)) Branch(child, depth + 1, told);
    }
  }

  // The numbers of a leaf one by one; what they share with the one before is not gone through again.
  void Leaf(const NumberRun::Node& node, std::size_t depth, int told) {
    std::size_t valid = depth;  // rows up to here are of the number before
    bool dead = false;          // and nothing follows behind them
    fronts_[depth] = told;
    std::string_view before;
    for (std::uint32_t place = node.begin; place < node.end; ++place) {
      const std::string_view key = KeyAt(place);
      std::size_t shared = depth;
      const std::size_t most = std::min({valid, key.size(), before.size()});
      while (shared < most && key[shared] == before[shared]) ++shared;
      if (shared < valid) dead = false;
      valid = std::max(shared, depth);
      before = key;
      const auto size = static_cast<std::uint8_t>(key.size());
      const KeyLength length = node.longest == kAnyLength ? LengthOf(key) : KeyLength{size, size};
      const bool front = fronts_wanted_ && fronts_[valid] > told;  // found already
      if (!front && !MayEnd(valid, length.least, length.most)) continue;
      while (valid < key.size() && !dead) {
        dead = !Step(valid, static_cast<std::uint8_t>(key[valid]));
        ++valid;
        if (fronts_wanted_) fronts_[valid] = std::max(fronts_[valid - 1], LeftBehindFront(valid));
      }
      // Behind the whole reading something has to stand that was not written.
      if (fronts_wanted_) Front(place, fronts_[std::min(valid, key.size() - 1)], told);
      if (!dead) End(place, valid);
    }
  }

  void Front(std::uint32_t place, int left, int told) {
    if (left > told) Visit(place, left);
  }

  const NumberRun& run_;
  const WalkCosts& costs_;
  bool whole_;  // the number from end to end, not the lost front alone
  bool fronts_wanted_;
  std::size_t half_lanes_;  // of the half that costs at most half
  NumberRun::Tree tree_;
  const Visitor& visit_;
  std::size_t last_;  // the lane of the whole reading
  Row start_, end_, insert_, insert_in_run_, exchange_;
  std::array<Row, kKeySymbols> pair_, drop_;
  std::array<Row, kCharacters> is_, two_;
  std::array<Row, kDepths> rows_;
  std::array<int, kDepths> bests_{};  // of the rows: the best lane, and that of the whole reading
  std::array<int, kDepths> lasts_{};
  std::array<bool, kDepths> exchanges_{};  // whether an exchange of the symbol before and the next is near enough
  std::array<bool, kDepths> goes_on_{};    // whether something may follow a symbol that is too dear itself
  std::array<std::uint8_t, kDepths> symbols_{};
  std::array<int, kDepths> fronts_{};  // of a leaf: the best that a front not written leaves up to a depth
  int least_ = 0;
  Row all_least_;
  Row whole_least_;
  // By how many symbols a number has left, at the most and at the least.
  std::array<Row, kDepths> few_, many_;
  bool bounded_ = false;
  std::size_t inserts_ = 0;  // more of them in a row are dearer than what is looked for
};

}  // namespace

void Walk(const NumberRun& run, const WalkCosts& costs, Direction direction, std::uint8_t limit, const Visitor& visit) {
  PM_ASSERT(costs.symbols < kLanesMax);
  const bool backward = direction != Direction::kFrontHalf && direction != Direction::kForward;
  if (costs.symbols < 16) {
    return backward ? Walking<16, true>(run, costs, direction, limit, visit).Go()
                    : Walking<16, false>(run, costs, direction, limit, visit).Go();
  }
  return backward ? Walking<kLanesMax, true>(run, costs, direction, limit, visit).Go()
                  : Walking<kLanesMax, false>(run, costs, direction, limit, visit).Go();
}

}  // namespace proofmark::match
