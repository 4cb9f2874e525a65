// SPDX-License-Identifier: Apache-2.0
// What measurements are told by.
#pragma once

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

namespace proofmark::app {

// The value that a share of them is no greater than; `sorted` begins with the least. 0 where there is none.
inline double PercentileOf(const std::vector<double>& sorted, double share) {
  if (sorted.empty()) return 0;
  return sorted[std::min(sorted.size() - 1, static_cast<std::size_t>(share * static_cast<double>(sorted.size())))];
}

inline double SecondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}
inline double MillisSince(std::chrono::steady_clock::time_point start) { return 1000 * SecondsSince(start); }

// What this program held in memory at the most.
inline std::int64_t PeakMemoryMib() {
  struct rusage usage {};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

}  // namespace proofmark::app
