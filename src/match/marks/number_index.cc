// SPDX-License-Identifier: Apache-2.0
#include "match/marks/number_index.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

namespace proofmark::match {

void NumberIndex::Add(const Pattern& pattern, std::uint32_t row) {
  fresh_.emplace_back(KeyOf(pattern), row);
  if (fresh_.size() > kFreshNumbersMax) Merge(false);
}

void NumberIndex::Settle() {
  if (!fresh_.empty() || runs_.size() > 1) Merge(true);
}

// Puts the fresh ones in order, together with the runs that are no longer much larger than what lies behind them.
void NumberIndex::Merge(bool all) {
  std::vector<NumberRun::Entry> entries = std::move(fresh_);
  fresh_.clear();
  while (!runs_.empty() && (all || runs_.back().entries() < 2 * entries.size())) {
    std::vector<NumberRun::Entry> more = runs_.back().Entries();
    runs_.pop_back();
    std::move(more.begin(), more.end(), std::back_inserter(entries));
  }
  runs_.push_back(NumberRun::Of(std::move(entries)));
}

void NumberIndex::Find(const SerialMatcher& matcher, double cost, const RowsVisitor& visit, Mistakes mistakes) const {
  const auto surprise = static_cast<double>(matcher.surprise());
  for (const auto& [key, row] : fresh_) cost = visit({&row, 1}, surprise);
  const SerialMatcher::Clearer clearer = matcher.clearer();
  const WalkCosts backward = matcher.CostsBackward(mistakes);
  const WalkCosts forward = clearer == SerialMatcher::Clearer::kEnd ? WalkCosts{} : matcher.CostsForward(mistakes);
  for (const NumberRun& run : runs_) {
    auto look = [&](const WalkCosts& costs, Direction direction) {
      Walk(run, costs, direction, costs.StepsOf(cost), [&](std::uint32_t number, std::uint8_t steps) {
        cost = visit(run.Rows(number), surprise - static_cast<double>(static_cast<float>(steps) / costs.steps_a_bit));
        return costs.StepsOf(cost);
      });
    };
    if (clearer == SerialMatcher::Clearer::kEnd) {
      look(backward, Direction::kBackward);
      continue;
    }
    if (clearer == SerialMatcher::Clearer::kFront) {
      look(forward, Direction::kForward);
    } else {
      look(forward, Direction::kFrontHalf);
      look(backward, Direction::kEndHalf);
    }
    const bool may_be_lost = mistakes == Mistakes::kAny && backward.front <= backward.StepsOf(cost);
    if (may_be_lost) look(backward, Direction::kLostFront);
  }
}

std::vector<NumberRun> NumberIndex::Runs() const {
  std::vector<NumberRun> runs = runs_;
  if (!fresh_.empty()) runs.push_back(NumberRun::Of(fresh_));
  return runs;
}

NumberIndex NumberIndex::Of(std::vector<NumberRun> runs) {
  NumberIndex out;
  out.runs_ = std::move(runs);
  return out;
}

std::size_t NumberIndex::bytes() const {
  std::size_t total = 0;
  for (const NumberRun& run : runs_) total += run.bytes();
  return total;
}

}  // namespace proofmark::match
