// SPDX-License-Identifier: Apache-2.0
// BestHits are the k cheapest records of those offered, and of equal ones the lowest rows.
//
//   BestHits best(10);
//   if (best.Wants(cost, row)) best.Offer({row, cost});
//   best.limit();                       // what a record may cost at the most
//
// A record that is offered twice counts once: its cost is the same each time. Not safe from two threads.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace proofmark::match {

struct FlatHit {
  std::uint32_t row = 0;
  int cost = 0;  // hundredths

  bool operator==(const FlatHit&) const = default;
  bool operator<(const FlatHit& other) const { return cost != other.cost ? cost < other.cost : row < other.row; }
};

class BestHits {
 public:
  explicit BestHits(std::size_t most) : most_(most) { hits_.reserve(most); }

  int limit() const { return limit_; }
  bool full() const { return hits_.size() == most_; }
  bool Wants(int cost, std::uint32_t row) const {
    return cost < limit_ || (cost == limit_ && row < hits_.back().row) || !full();
  }
  // Nothing that costs so much and has such a row or a higher one is looked for any more.
  bool Passes(int cost, std::uint32_t least_row) const { return !Wants(cost, least_row); }
  void Offer(const FlatHit& hit) {
    if (!Wants(hit.cost, hit.row)) return;
    auto at = hits_.end();  // mostly it stays there
    while (at != hits_.begin() && hit < at[-1]) --at;
    if (at != hits_.begin() && at[-1] == hit) return;
    if (!full()) {
      hits_.insert(at, hit);
    } else {
      std::move_backward(at, hits_.end() - 1, hits_.end());
      *at = hit;
    }
    if (full()) limit_ = hits_.back().cost;
  }
  std::vector<FlatHit> Take() && { return std::move(hits_); }

 private:
  std::size_t most_;
  int limit_ = std::numeric_limits<int>::max();
  std::vector<FlatHit> hits_;
};

}  // namespace proofmark::match
