// SPDX-License-Identifier: Apache-2.0
// PM_ASSERT stops the program on a programmer's error. It stays on in release, and never judges input.
#pragma once

namespace proofmark::base {
[[noreturn]] void AssertionFailed(const char* what, const char* file, int line);
}  // namespace proofmark::base

#define PM_ASSERT(condition) \
  ((condition) ? static_cast<void>(0) : ::proofmark::base::AssertionFailed(#condition, __FILE__, __LINE__))
