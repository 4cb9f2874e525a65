// SPDX-License-Identifier: Apache-2.0
// The intrinsics of 512-bit words, for functions that are marked PM_FLAT_WIDE.
#pragma once

#include "match/flat/flat_target.h"

#if defined(__x86_64__)
#include <immintrin.h>
#if defined(__GNUC__) && !defined(__clang__)
// Its own header gives unset words to be masked away and then warns of them (GCC bug 105593).
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#endif
#endif
