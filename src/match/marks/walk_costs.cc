// SPDX-License-Identifier: Apache-2.0
#include "match/marks/walk_costs.h"

#include <algorithm>
#include <cmath>

#include "match/marks/serial_matcher.h"

namespace proofmark::match {

namespace {

constexpr float kStepsABit = 4;
constexpr float kStepsMax = 250;

}  // namespace

void WalkCosts::ForbidEdits() {
  // What is free belongs to a run.
  auto forbid = [](std::uint8_t& steps) {
    if (steps > 0) steps = kNeverSteps;
  };
  for (Row* row : {&start, &end, &insert}) std::for_each(row->begin(), row->end(), forbid);
  for (Row& row : drop) std::for_each(row.begin(), row.end(), forbid);
  for (Row& row : two) row.fill(kNeverSteps);
  exchange.fill(kNeverSteps);
  least_insert = least_drop = least_two = kNeverSteps;
  tail = {kNeverSteps, kNeverSteps};
  front = kNeverSteps;
}

void WalkCosts::TakeTwo(std::size_t symbol, std::size_t lane, std::uint8_t steps) {
  two[symbol][lane] = steps;
  least_two = std::min(least_two, steps);
}

// What both directions share. `at(i)` is the place in the reading of the symbol that lane i has read last.
template <typename Place>
WalkCosts SerialMatcher::CostsOf(const Place& at) const {
  WalkCosts out;
  out.symbols = query_.size();
  out.steps_a_bit = std::min(kStepsABit, kStepsMax / std::max(surprise_.total, 1.0F));
  auto steps = [&out](float cost) { return out.StepsOf(static_cast<double>(cost)); };
  for (auto* rows : {&out.pair, &out.drop}) {
    for (WalkCosts::Row& row : *rows) row.fill(kNeverSteps);
  }
  for (WalkCosts::Row& row : out.two) row.fill(kNeverSteps);
  out.start.fill(kNeverSteps);
  out.end.fill(kNeverSteps);
  out.insert.fill(kNeverSteps);
  out.insert_in_run.fill(kNeverSteps);
  out.exchange.fill(steps(exchanged_));
  float least_insert = surprise_.total;
  for (std::size_t lane = 0; lane <= query_.size(); ++lane) {
    const bool is_run = lane > 0 && query_[at(lane)] == Pattern::kRun;
    for (std::size_t c = 0; c < kKeySymbols; ++c) {
      const float dropped = c == 0 ? std::min(dropped_, zero_) : dropped_;
      out.drop[c][lane] = is_run || c == kKeyRun ? 0 : steps(dropped);
    }
    if (lane == 0) continue;
    const std::size_t i = at(lane);
    out.insert[lane] = is_run ? 0 : steps(symbols_[i].inserted);
    // From the end, what was put in before a run on record is met behind it.
    out.insert_in_run[lane] = is_run ? 0 : steps(std::min(surprise_.bits[i], symbols_[i].inserted));
    out.runs += is_run ? 1 : 0;
    if (is_run) continue;
    least_insert = std::min(least_insert, symbols_[i].inserted);
    const bool says = query_.IsCharacter(i) || query_.IsSet(i);
    for (std::size_t c = 0; c < kCharacters; ++c) out.pair[c][lane] = steps(symbols_[i].pair[c]);
    out.pair[kKeyUnread][lane] = says ? steps(surprise_.bits[i]) : 0;
    out.pair[kKeySet][lane] = 0;
    if (query_.IsCharacter(i)) out.is[query_[i]][lane] = 255;
  }
  out.least_insert = steps(least_insert);
  out.least_drop = steps(std::min(dropped_, zero_));
  return out;
}

template <typename Place>
void SerialMatcher::LeaveTwins(WalkCosts& costs, const Place& at) const {
  costs.ForbidEdits();
  const double most = tables_.Weight("twin_most");
  for (std::size_t lane = 1; lane <= query_.size(); ++lane) {
    const std::size_t i = at(lane);
    if (!query_.IsCharacter(i)) continue;
    for (std::size_t c = 0; c < kCharacters; ++c) {
      const auto marked = static_cast<std::uint8_t>(c);
      if (marked != query_[i] && static_cast<double>(tables_.MisreadBits(marked, query_[i])) > most) {
        costs.pair[c][lane] = kNeverSteps;
      }
    }
  }
}

WalkCosts SerialMatcher::CostsForward(Mistakes mistakes) const {
  const auto at = [](std::size_t lane) { return lane - 1; };
  WalkCosts out = CostsOf(at);
  float before = 0;
  float front = 0;
  out.start[0] = 0;
  for (std::size_t i = 1; i <= query_.size(); ++i) {
    front += surprise_.foreign[i - 1];
    before = FrontOfReading(i, before, front).cost;
    out.start[i] = out.StepsOf(static_cast<double>(before));
    if (!symbols_[i - 1].two_for_one) continue;
    for (int c = 0; c < kCharacters; ++c) {
      const float two = tables_.TwoForOneBits(c, query_[i - 2], query_[i - 1]);
      if (two > 0) out.TakeTwo(static_cast<std::size_t>(c), i, out.StepsOf(static_cast<double>(two)));
    }
  }
  const std::size_t n = query_.size();
  out.end[n] = 0;
  float surprise = 0;
  for (std::size_t foreign = 1; foreign <= kForeignTailMax && n >= kLeastLeft + foreign; ++foreign) {
    surprise += surprise_.foreign[n - foreign];
    out.end[n - foreign] = out.StepsOf(static_cast<double>(foreign_tail_ + surprise));
  }
  out.tail = {out.StepsOf(static_cast<double>(tail_lost_)), out.StepsOf(static_cast<double>(tail_lost_ + 1))};
  if (mistakes == Mistakes::kTwins) LeaveTwins(out, at);
  return out;
}

WalkCosts SerialMatcher::CostsBackward(Mistakes mistakes) const {
  const std::size_t n = query_.size();
  const auto at = [n](std::size_t lane) { return n - lane; };
  WalkCosts out = CostsOf(at);
  out.start[0] = 0;
  float surprise = 0;
  float before = 0;
  for (std::size_t lane = 1; lane <= n; ++lane) {
    const std::size_t i = n - lane;
    surprise += surprise_.foreign[i];
    if (query_[i] != Pattern::kRun) before += symbols_[i].inserted;
    if (lane <= kForeignTailMax && n >= kLeastLeft + lane) before = std::min(before, foreign_tail_ + surprise);
    out.start[lane] = out.StepsOf(static_cast<double>(before));
    if (i + 1 >= n || !symbols_[i + 1].two_for_one) continue;
    for (int c = 0; c < kCharacters; ++c) {
      const float two = tables_.TwoForOneBits(c, query_[i], query_[i + 1]);
      if (two > 0) out.TakeTwo(static_cast<std::size_t>(c), lane, out.StepsOf(static_cast<double>(two)));
    }
  }
  out.end[n] = 0;
  float front = 0;
  for (std::size_t left = 1; left + kLeastLeft <= n; ++left) {
    front += surprise_.foreign[left - 1];
    out.end[n - left] = out.StepsOf(static_cast<double>(foreign_ + front));
  }
  out.tail = {out.StepsOf(static_cast<double>(tail_lost_)), out.StepsOf(static_cast<double>(tail_lost_ + 1))};
  out.front = out.StepsOf(static_cast<double>(std::min(series_lost_, front_lost_)));
  if (mistakes == Mistakes::kTwins) LeaveTwins(out, at);
  return out;
}

SerialMatcher::Clearer SerialMatcher::clearer() const {
  const std::size_t size = query_.size();
  // How many symbols side by side, from the front or from the end, are characters, or are none.
  const auto run = [&](bool from_end, bool characters) {
    std::size_t i = 0;
    while (i < size && query_.IsCharacter(from_end ? size - 1 - i : i) == characters) ++i;
    return i;
  };
  const std::size_t head = run(false, true);
  const std::size_t tail = run(true, true);
  if (head == 0 && tail == 0) {
    // From the end behind which the nearest character was read, fewer numbers are come by.
    const std::size_t front = run(false, false);
    const std::size_t end = run(true, false);
    return front > end ? Clearer::kEnd : front < end ? Clearer::kFront : Clearer::kNeither;
  }
  if (head < kLeastLeft && tail > head) return Clearer::kEnd;
  return tail < kLeastLeft && head > tail ? Clearer::kFront : Clearer::kNeither;
}

}  // namespace proofmark::match
