// SPDX-License-Identifier: Apache-2.0
#include "base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace proofmark::base {

void AssertionFailed(const char* what, const char* file, int line) {
  std::fprintf(stderr, "proofmark: assertion failed: %s (%s:%d)\n", what, file, line);
  std::abort();
}

}  // namespace proofmark::base
