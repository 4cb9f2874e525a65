// SPDX-License-Identifier: Apache-2.0
// RunSizes say how long the arrays of one run are in a snapshot, where those of all runs lie one behind the other.
#pragma once

#include <cstdint>

#include "match/marks/number_run.h"

namespace proofmark::match {

struct RunSizes {
  std::uint64_t symbols = 0;
  std::uint64_t numbers = 0;
  std::uint64_t rows = 0;
  std::uint64_t reversed = 0;
  std::uint64_t forward = 0;
  std::uint64_t backward = 0;

  static RunSizes Of(const NumberRun::Parts& parts) {
    return {parts.symbols.size(),  parts.by_end.size(),  parts.rows.size(),
            parts.reversed.size(), parts.forward.size(), parts.backward.size()};
  }
};

}  // namespace proofmark::match
