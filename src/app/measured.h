// SPDX-License-Identifier: Apache-2.0
// What measurements are told by.
#pragma once

#include <algorithm>
#include <vector>

namespace proofmark::app {

// The value that a share of them is no greater than; `sorted` begins with the least. 0 where there is none.
inline double PercentileOf(const std::vector<double>& sorted, double share) {
  if (sorted.empty()) return 0;
  return sorted[std::min(sorted.size() - 1, static_cast<std::size_t>(share * static_cast<double>(sorted.size())))];
}

}  // namespace proofmark::app
