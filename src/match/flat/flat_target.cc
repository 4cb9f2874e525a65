// SPDX-License-Identifier: Apache-2.0
#include "match/flat/flat_target.h"

namespace proofmark::match {

#if defined(__x86_64__)
bool RunsQuick() {
  static const bool quick = __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("avx2") &&
                            __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
  return quick;  // every processor with AVX2 and BMI counts leading zeros too
}
bool RunsWide() {
  static const bool wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512cd") &&
                           __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
                           __builtin_cpu_supports("avx512vl");
  return wide;
}
#else
bool RunsQuick() { return true; }
bool RunsWide() { return false; }
#endif

}  // namespace proofmark::match
