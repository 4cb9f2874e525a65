// SPDX-License-Identifier: Apache-2.0
// Tests of many packed keys in a row, eight at a time where the processor has 512-bit words.
//
//   KeyFit fit{.mask = ..., .value = ...};
//   std::uint64_t bits = FitKeys(keys, 64, fit);             // bit n: keys[n] fits
//   bits = NearKeys(keys, 40, {.query = rest, .symbols = 5, .edits = 1});
//
// A key fits where its bits under the mask are those of the value. It is near where, its first `symbols` cut off, it is
// at most `edits` substitutions, symbols more or less, or exchanges of neighbours away from the query: the distance in
// which nothing is edited twice (optimal string alignment), on whole classes. Keys with a tail are always near: what
// stands behind their twelfth symbol is not known here. Safe from any thread.
#pragma once

#include <cstdint>

namespace proofmark::match {

inline constexpr unsigned kKeyChunk = 64;  // keys of one answer

// Begins to fetch the keys of [begin, end), which may be none. Of a long range, those kFetchAhead keys on: the
// processor does not see by itself that they are next, and goes through it four times as fast.
inline constexpr unsigned kFetchAhead = 512;
inline void FetchKeys(const std::uint64_t* begin, const std::uint64_t* end) {
  constexpr int kKeysALine = 8;
  for (; begin < end; begin += kKeysALine) __builtin_prefetch(begin);
}

struct KeyFit {
  std::uint64_t mask = 0;
  std::uint64_t value = 0;
  std::uint64_t some = 0;  // not all of these bits may be 0; no bit: no condition

  bool operator()(std::uint64_t key) const { return (key & mask) == value && (some == 0 || (key & some) != 0); }
};

struct KeyNear {
  std::uint64_t query = 0;  // what is left of the query, its first symbol highest, the low four bits 0
  int symbols = 0;          // of the key that were compared before; 11 at most
  int edits = 0;            // 1 or 2

  bool operator()(std::uint64_t key) const;
};

// At most kKeyChunk keys.
std::uint64_t FitKeys(const std::uint64_t* keys, unsigned count, const KeyFit& fit);
std::uint64_t NearKeys(const std::uint64_t* keys, unsigned count, const KeyNear& near);

// The same, one key after the other: what the wide ones are tested against, and where they cannot run.
std::uint64_t FitKeysPlain(const std::uint64_t* keys, unsigned count, const KeyFit& fit);
std::uint64_t NearKeysPlain(const std::uint64_t* keys, unsigned count, const KeyNear& near);

}  // namespace proofmark::match
