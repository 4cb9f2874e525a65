// SPDX-License-Identifier: Apache-2.0
// PM_FLAT_QUICK marks functions that count bits in one instruction each, which every x86-64 server of the last ten
// years can; FlatIndex asks RunsQuick() once and goes the plain scan where the processor cannot.
//
//   PM_FLAT_QUICK int Walk(...);
//   if (RunsQuick()) Walk(...); else Scan(...);
//
// PM_FLAT_WIDE marks those with 512-bit words, which have a plain twin. Elsewhere than on x86-64 both mean nothing.
#pragma once

#if defined(__x86_64__)
#define PM_FLAT_QUICK __attribute__((target("popcnt,lzcnt,bmi,bmi2")))
#define PM_FLAT_WIDE __attribute__((target("avx512f,avx512cd,avx512bw,avx512dq,avx512vl")))
#else
#define PM_FLAT_QUICK
#define PM_FLAT_WIDE
#endif
#define PM_FLAT_INLINE inline __attribute__((always_inline))

namespace proofmark::match {

// Safe from any thread.
bool RunsQuick();
bool RunsWide();

}  // namespace proofmark::match
