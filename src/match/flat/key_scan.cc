// SPDX-License-Identifier: Apache-2.0
#include "match/flat/key_scan.h"

#include <bit>

#include "match/flat/flat_key.h"
#include "match/flat/wide_words.h"

namespace proofmark::match {

namespace {

// What two words differ in begins with this symbol, and it is brought to the top. Equal words become 0.
struct Differing {
  std::uint64_t one;
  std::uint64_t other;

  Differing(std::uint64_t a, std::uint64_t b) : one(0), other(0) {
    if (a == b) return;
    const int shift = std::countl_zero(a ^ b) / 5 * 5;
    one = a << shift;
    other = b << shift;
  }
  bool Exchanged() const { return one >> 59 == (other >> 54 & 31) && (one >> 54 & 31) == other >> 59; }
};

// By one edit, or none. Words end in 0, so a word that is shorter is compared as it is.
bool IsNearByOne(std::uint64_t a, std::uint64_t b) {
  const Differing at(a, b);
  if (at.one << 5 == at.other << 5 || at.one << 5 == at.other || at.one == at.other << 5) return true;
  return at.Exchanged() && at.one << 10 == at.other << 10;
}

bool IsNearByTwo(std::uint64_t a, std::uint64_t b) {
  const Differing at(a, b);
  if (IsNearByOne(at.one << 5, at.other << 5) || IsNearByOne(at.one << 5, at.other) ||
      IsNearByOne(at.one, at.other << 5)) {
    return true;
  }
  return at.Exchanged() && IsNearByOne(at.one << 10, at.other << 10);
}

}  // namespace

bool KeyNear::operator()(std::uint64_t key) const {
  if ((key & kFlatLongBit) != 0) return true;
  const std::uint64_t rest = (key & kFlatKeyMask) << (5 * symbols);
  return edits >= 2 ? IsNearByTwo(rest, query) : IsNearByOne(rest, query);
}

std::uint64_t FitKeysPlain(const std::uint64_t* keys, unsigned count, const KeyFit& fit) {
  std::uint64_t bits = 0;
  for (unsigned i = 0; i < count; ++i) bits |= static_cast<std::uint64_t>(fit(keys[i])) << i;
  return bits;
}

std::uint64_t NearKeysPlain(const std::uint64_t* keys, unsigned count, const KeyNear& near) {
  std::uint64_t bits = 0;
  for (unsigned i = 0; i < count; ++i) bits |= static_cast<std::uint64_t>(near(keys[i])) << i;
  return bits;
}

#if defined(__x86_64__)
namespace {

struct WidePair {
  __m512i one;
  __m512i other;
};

// As Differing, of eight pairs. Shifts by 64 and more give 0.
PM_FLAT_WIDE PM_FLAT_INLINE WidePair WideDiffering(__m512i a, __m512i b) {
  const __m512i zeros = _mm512_lzcnt_epi64(_mm512_xor_si512(a, b));
  // zeros / 5 * 5 for 0 to 64: times 13, divided by 64, is the division.
  const __m512i thirteen =
      _mm512_add_epi64(zeros, _mm512_add_epi64(_mm512_slli_epi64(zeros, 2), _mm512_slli_epi64(zeros, 3)));
  const __m512i symbols = _mm512_srli_epi64(thirteen, 6);
  const __m512i shift = _mm512_add_epi64(symbols, _mm512_slli_epi64(symbols, 2));
  return {_mm512_sllv_epi64(a, shift), _mm512_sllv_epi64(b, shift)};
}

// Its first two symbols exchanged.
PM_FLAT_WIDE PM_FLAT_INLINE __m512i WideExchanged(__m512i word) {
  const __m512i first = _mm512_slli_epi64(_mm512_srli_epi64(word, 59), 54);
  const __m512i second = _mm512_slli_epi64(_mm512_srli_epi64(_mm512_slli_epi64(word, 5), 59), 59);
  const __m512i rest = _mm512_srli_epi64(_mm512_slli_epi64(word, 10), 10);
  return _mm512_or_si512(_mm512_or_si512(first, second), rest);
}

PM_FLAT_WIDE PM_FLAT_INLINE __mmask8 WideNearByOne(__m512i a, __m512i b) {
  const WidePair at = WideDiffering(a, b);
  const __m512i one = _mm512_slli_epi64(at.one, 5);
  const __m512i other = _mm512_slli_epi64(at.other, 5);
  return _mm512_cmpeq_epi64_mask(one, other) | _mm512_cmpeq_epi64_mask(one, at.other) |
         _mm512_cmpeq_epi64_mask(at.one, other) | _mm512_cmpeq_epi64_mask(WideExchanged(at.one), at.other);
}

PM_FLAT_WIDE PM_FLAT_INLINE __mmask8 WideNearByTwo(__m512i a, __m512i b) {
  const WidePair at = WideDiffering(a, b);
  const __m512i one = _mm512_slli_epi64(at.one, 5);
  const __m512i other = _mm512_slli_epi64(at.other, 5);
  const __m512i top = _mm512_set1_epi64(static_cast<long long>(1023ULL << 54));
  const __mmask8 exchanged = _mm512_testn_epi64_mask(_mm512_xor_si512(WideExchanged(at.one), at.other), top);
  return WideNearByOne(one, other) | WideNearByOne(one, at.other) | WideNearByOne(at.one, other) |
         (exchanged & WideNearByOne(_mm512_slli_epi64(at.one, 10), _mm512_slli_epi64(at.other, 10)));
}

PM_FLAT_WIDE std::uint64_t FitKeysWide(const std::uint64_t* keys, unsigned count, const KeyFit& fit) {
  const __m512i mask = _mm512_set1_epi64(static_cast<long long>(fit.mask));
  const __m512i value = _mm512_set1_epi64(static_cast<long long>(fit.value));
  const __m512i some = _mm512_set1_epi64(static_cast<long long>(fit.some == 0 ? ~0ULL : fit.some));
  std::uint64_t bits = 0;
  unsigned i = 0;
  for (; i + 8 <= count; i += 8) {
    const __m512i key = _mm512_loadu_si512(keys + i);
    const __mmask8 fits = _mm512_cmpeq_epi64_mask(_mm512_and_si512(key, mask), value);
    bits |= static_cast<std::uint64_t>(_mm512_mask_test_epi64_mask(fits, key, some)) << i;
  }
  if (i == count) return bits;
  const __m512i key = _mm512_maskz_loadu_epi64(static_cast<__mmask8>((1U << (count - i)) - 1), keys + i);
  const __mmask8 fits =
      _mm512_mask_cmpeq_epi64_mask(static_cast<__mmask8>((1U << (count - i)) - 1), _mm512_and_si512(key, mask), value);
  return bits | static_cast<std::uint64_t>(_mm512_mask_test_epi64_mask(fits, key, some)) << i;
}

PM_FLAT_WIDE std::uint64_t NearKeysWide(const std::uint64_t* keys, unsigned count, const KeyNear& near) {
  const __m512i query = _mm512_set1_epi64(static_cast<long long>(near.query));
  const __m512i mask = _mm512_set1_epi64(static_cast<long long>(kFlatKeyMask));
  const __m512i tail = _mm512_set1_epi64(static_cast<long long>(kFlatLongBit));
  const __m128i shift = _mm_cvtsi32_si128(5 * near.symbols);
  std::uint64_t bits = 0;
  for (unsigned i = 0; i < count; i += 8) {
    const __mmask8 lanes = count - i >= 8 ? 255 : static_cast<__mmask8>((1U << (count - i)) - 1);
    const __m512i key = _mm512_maskz_loadu_epi64(lanes, keys + i);
    const __m512i rest = _mm512_sll_epi64(_mm512_and_si512(key, mask), shift);
    __mmask8 found = near.edits >= 2 ? WideNearByTwo(rest, query) : WideNearByOne(rest, query);
    found |= _mm512_test_epi64_mask(key, tail);
    bits |= static_cast<std::uint64_t>(found & lanes) << i;
  }
  return bits;
}

}  // namespace
#endif

std::uint64_t FitKeys(const std::uint64_t* keys, unsigned count, const KeyFit& fit) {
#if defined(__x86_64__)
  if (RunsWide()) return FitKeysWide(keys, count, fit);
#endif
  return FitKeysPlain(keys, count, fit);
}

std::uint64_t NearKeys(const std::uint64_t* keys, unsigned count, const KeyNear& near) {
#if defined(__x86_64__)
  if (RunsWide()) return NearKeysWide(keys, count, near);
#endif
  return NearKeysPlain(keys, count, near);
}

}  // namespace proofmark::match
