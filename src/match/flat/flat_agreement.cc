// SPDX-License-Identifier: Apache-2.0
#include "match/flat/flat_agreement.h"

#include "match/flat/wide_words.h"

namespace proofmark::match {

namespace {

// Of records of which `same` have what is asked for and `none` say nothing; nothing asked for agrees with all.
std::array<std::uint64_t, 3> StatesOf(bool is_asked, std::uint64_t same, std::uint64_t none, std::uint64_t all) {
  if (!is_asked) return {all, 0, 0};
  return {same, none, all & ~(same | none)};
}

struct Compared {
  std::uint64_t make = 0;
  std::uint64_t no_make = 0;
  std::uint64_t calibre = 0;
  std::uint64_t no_calibre = 0;

  Agreement Of(const FlatFields& asked, std::uint32_t count) const {
    const std::uint64_t all = ~0ULL >> (64 - count);
    return {StatesOf(asked.make != 0, make, no_make, all), StatesOf(asked.calibre != 0, calibre, no_calibre, all)};
  }
};

#if defined(__x86_64__)
PM_FLAT_WIDE Agreement AgreementOfWide(const FlatFields& asked, const FlatTold* told, std::uint32_t count) {
  constexpr std::uint32_t kLanes = 16;
  constexpr int kStride = sizeof(FlatTold);
  const __m512i lane = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const __m512i offsets = _mm512_mullo_epi32(lane, _mm512_set1_epi32(kStride));
  // The first four bytes of a record: calibre, make, and eight bits that are not looked at.
  const __m512i makes = _mm512_set1_epi32(0xFFFF00);
  const __m512i calibres = _mm512_set1_epi32(0xFF);
  const __m512i make = _mm512_set1_epi32(asked.make << 8);
  const __m512i calibre = _mm512_set1_epi32(asked.calibre);
  Compared out;
  for (std::uint32_t i = 0; i < count; i += kLanes) {
    const auto lanes = static_cast<__mmask16>(count - i >= kLanes ? 0xFFFF : (1U << (count - i)) - 1);
    const __m512i word = _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), lanes, offsets, told + i, 1);
    const auto bits = [&](__mmask16 found) { return static_cast<std::uint64_t>(found) << i; };
    out.make |= bits(_mm512_mask_cmpeq_epi32_mask(lanes, _mm512_and_si512(word, makes), make));
    out.no_make |= bits(_mm512_mask_testn_epi32_mask(lanes, word, makes));
    out.calibre |= bits(_mm512_mask_cmpeq_epi32_mask(lanes, _mm512_and_si512(word, calibres), calibre));
    out.no_calibre |= bits(_mm512_mask_testn_epi32_mask(lanes, word, calibres));
  }
  return out.Of(asked, count);
}
#endif

}  // namespace

Agreement AgreementOf(const FlatFields& asked, const FlatTold* told, std::uint32_t count) {
#if defined(__x86_64__)
  constexpr std::uint32_t kFew = 8;
  if (count > kFew && RunsWide()) return AgreementOfWide(asked, told, count);
#endif
  return AgreementOfPlain(asked, told, count);
}

Agreement AgreementOfPlain(const FlatFields& asked, const FlatTold* told, std::uint32_t count) {
  Compared out;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint16_t make = told[i].make();
    const std::uint8_t calibre = told[i].calibre();
    out.make |= std::uint64_t{make == asked.make} << i;
    out.no_make |= std::uint64_t{make == 0} << i;
    out.calibre |= std::uint64_t{calibre == asked.calibre} << i;
    out.no_calibre |= std::uint64_t{calibre == 0} << i;
  }
  return out.Of(asked, count);
}

}  // namespace proofmark::match
