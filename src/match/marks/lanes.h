// SPDX-License-Identifier: Apache-2.0
// Lanes are a row of small costs that are worked on together: one step of the comparison of a reading with a number.
//
//   Lanes<16> row = Better(Less(before.Shifted(), pairs), Less(before, drops));
//
// A lane holds what is left of 255 when its cost is taken off: 255 costs nothing, 0 is as good as never. So a shift
// brings in "never" by itself, and a cost that is too high stays there. Plain values.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace proofmark::match {

template <std::size_t kWidth>
class Lanes {
 public:
  static Lanes Of(const std::array<std::uint8_t, kWidth>& values) {
    Lanes out;
    out.at_ = values;
    return out;
  }

  std::uint8_t operator[](std::size_t lane) const { return at_[lane]; }
  // Lane i takes what lane i-1 had.
  Lanes Shifted() const {
    Lanes out;
    for (std::size_t i = 1; i < kWidth; ++i) out.at_[i] = at_[i - 1];
    return out;
  }
  std::uint8_t Best() const { return *std::max_element(at_.begin(), at_.end()); }
  // Some lane has at least what `least` has there.
  bool Reaches(const Lanes& least) const {
    for (std::size_t i = 0; i < kWidth; ++i) {
      if (at_[i] >= least.at_[i]) return true;
    }
    return false;
  }
  // Lanes that do not reach theirs are never.
  Lanes Kept(const Lanes& least) const {
    Lanes out;
    for (std::size_t i = 0; i < kWidth; ++i) out.at_[i] = at_[i] >= least.at_[i] ? at_[i] : 0;
    return out;
  }
  friend Lanes Less(const Lanes& row, const Lanes& costs) {
    Lanes out;
    for (std::size_t i = 0; i < kWidth; ++i) {
      out.at_[i] = static_cast<std::uint8_t>(row.at_[i] > costs.at_[i] ? row.at_[i] - costs.at_[i] : 0);
    }
    return out;
  }
  friend Lanes Better(const Lanes& one, const Lanes& other) {
    Lanes out;
    for (std::size_t i = 0; i < kWidth; ++i) out.at_[i] = std::max(one.at_[i], other.at_[i]);
    return out;
  }
  friend Lanes Where(const Lanes& mask, const Lanes& row) {
    Lanes out;
    for (std::size_t i = 0; i < kWidth; ++i) out.at_[i] = mask.at_[i] & row.at_[i];
    return out;
  }

 private:
  std::array<std::uint8_t, kWidth> at_{};
};

#if defined(__SSE2__)
template <>
class Lanes<16> {
 public:
  Lanes() : at_(_mm_setzero_si128()) {}
  static Lanes Of(const std::array<std::uint8_t, 16>& values) {
    return Lanes(_mm_loadu_si128(reinterpret_cast<const __m128i*>(values.data())));
  }

  std::uint8_t operator[](std::size_t lane) const {
    alignas(16) std::array<std::uint8_t, 16> out;
    _mm_store_si128(reinterpret_cast<__m128i*>(out.data()), at_);
    return out[lane];
  }
  Lanes Shifted() const { return Lanes(_mm_slli_si128(at_, 1)); }
  std::uint8_t Best() const {
    __m128i best = _mm_max_epu8(at_, _mm_srli_si128(at_, 8));
    best = _mm_max_epu8(best, _mm_srli_si128(best, 4));
    best = _mm_max_epu8(best, _mm_srli_si128(best, 2));
    best = _mm_max_epu8(best, _mm_srli_si128(best, 1));
    return static_cast<std::uint8_t>(_mm_cvtsi128_si32(best));
  }
  bool Reaches(const Lanes& least) const {
    return _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_max_epu8(at_, least.at_), at_)) != 0;
  }
  Lanes Kept(const Lanes& least) const {
    return Lanes(_mm_and_si128(at_, _mm_cmpeq_epi8(_mm_max_epu8(at_, least.at_), at_)));
  }
  friend Lanes Less(const Lanes& row, const Lanes& costs) { return Lanes(_mm_subs_epu8(row.at_, costs.at_)); }
  friend Lanes Better(const Lanes& one, const Lanes& other) { return Lanes(_mm_max_epu8(one.at_, other.at_)); }
  friend Lanes Where(const Lanes& mask, const Lanes& row) { return Lanes(_mm_and_si128(mask.at_, row.at_)); }

 private:
  explicit Lanes(__m128i at) : at_(at) {}
  __m128i at_;
};
#endif

}  // namespace proofmark::match
