// SPDX-License-Identifier: Apache-2.0
#include "match/flat/flat_filter.h"

#include <algorithm>
#include <bit>

#include "match/flat/wide_words.h"

namespace proofmark::match {

#if defined(__x86_64__)
namespace {

// As MarkOf and Has, of eight keys.
PM_FLAT_WIDE PM_FLAT_INLINE __m512i WideBits(__m512i hash, int shift) {
  const __m512i low = _mm512_set1_epi64(63);
  const __m512i one = _mm512_set1_epi64(1);
  __m512i bits = _mm512_sllv_epi64(one, _mm512_and_si512(_mm512_srl_epi64(hash, _mm_cvtsi32_si128(shift)), low));
  for (int i = 1; i < 3; ++i) {
    const __m512i at = _mm512_and_si512(_mm512_srl_epi64(hash, _mm_cvtsi32_si128(shift + 6 * i)), low);
    bits = _mm512_or_si512(bits, _mm512_sllv_epi64(one, at));
  }
  return bits;
}

PM_FLAT_WIDE void BeginWide(std::span<const std::uint32_t> begins, const std::uint64_t* words,
                            const std::uint64_t* keys, FlatFilterBatch& batch) {
  const __m512i groups = _mm512_set1_epi64(static_cast<long long>(begins.size() - 1));
  const __m512i mix = _mm512_set1_epi64(static_cast<long long>(kFlatFilterMix));
  const __m512i mix_again = _mm512_set1_epi64(static_cast<long long>(kFlatFilterMixAgain));
  const __m512i low_half = _mm512_set1_epi64(0xFFFFFFFF);
  for (unsigned i = 0; i < batch.count; i += 8) {
    const __mmask8 lanes = batch.count - i >= 8 ? 255 : static_cast<__mmask8>((1U << (batch.count - i)) - 1);
    const __m512i key = _mm512_and_si512(_mm512_maskz_loadu_epi64(lanes, keys + i),
                                         _mm512_set1_epi64(static_cast<long long>(kFlatKeyMask)));
    // Where its group begins, and in the upper half where the next one does.
    const __m512i behind = _mm512_mullo_epi64(_mm512_slli_epi64(key, 5 * kFlatFilterCut), mix);
    const __m512i group = _mm512_srli_epi64(_mm512_mul_epu32(_mm512_srli_epi64(behind, 32), groups), 32);
    const __m512i begin = _mm512_mask_i64gather_epi64(_mm512_setzero_si512(), lanes, group, begins.data(), 4);
    const __m512i lines = _mm512_sub_epi64(_mm512_srli_epi64(begin, 32), _mm512_and_si512(begin, low_half));
    __m512i hash = _mm512_mullo_epi64(key, mix);
    hash = _mm512_mullo_epi64(_mm512_xor_si512(hash, _mm512_srli_epi64(hash, 32)), mix_again);
    const __m512i in_group = _mm512_srli_epi64(_mm512_mul_epu32(_mm512_srli_epi64(hash, 32), lines), 32);
    const __m512i line = _mm512_and_si512(_mm512_add_epi64(in_group, begin), low_half);
    const __m512i word = _mm512_or_si512(_mm512_slli_epi64(line, std::countr_zero(kFlatFilterLine)),
                                         _mm512_and_si512(_mm512_srli_epi64(hash, 36), _mm512_set1_epi64(7)));
    _mm512_storeu_si512(batch.hashes + i, hash);
    _mm512_storeu_si512(batch.words + i, word);
    for (unsigned at = i; at < std::min(i + 8, batch.count); ++at) __builtin_prefetch(words + batch.words[at]);
  }
}

PM_FLAT_WIDE std::uint64_t WhichWide(const std::uint64_t* words, const FlatFilterBatch& batch) {
  std::uint64_t out = 0;
  const __m512i none = _mm512_setzero_si512();
  for (unsigned i = 0; i < batch.count; i += 8) {
    __mmask8 lanes = batch.count - i >= 8 ? 255 : static_cast<__mmask8>((1U << (batch.count - i)) - 1);
    const __m512i hash = _mm512_loadu_si512(batch.hashes + i);
    const __m512i word = _mm512_loadu_si512(batch.words + i);
    const __m512i bits = WideBits(hash, 0);
    const __m512i one = _mm512_mask_i64gather_epi64(none, lanes, word, words, 8);
    lanes = _mm512_mask_cmpeq_epi64_mask(lanes, _mm512_and_si512(one, bits), bits);
    if (lanes == 0) continue;
    const __m512i apart =
        _mm512_or_si512(_mm512_and_si512(_mm512_srli_epi64(hash, 39), _mm512_set1_epi64(3)), _mm512_set1_epi64(4));
    const __m512i other_bits = WideBits(hash, 18);
    const __m512i other = _mm512_mask_i64gather_epi64(none, lanes, _mm512_xor_si512(word, apart), words, 8);
    lanes = _mm512_mask_cmpeq_epi64_mask(lanes, _mm512_and_si512(other, other_bits), other_bits);
    out |= static_cast<std::uint64_t>(lanes) << i;
  }
  return out;
}

}  // namespace
#endif

void FlatFilter::Begin(const std::uint64_t* keys, unsigned count, FlatFilterBatch& batch) const {
#if defined(__x86_64__)
  batch.count = count;
  if (RunsWide()) return BeginWide(begins_, words_.data(), keys, batch);
#endif
  BeginPlain(keys, count, batch);
}

std::uint64_t FlatFilter::Which(const FlatFilterBatch& batch) const {
#if defined(__x86_64__)
  if (RunsWide()) return WhichWide(words_.data(), batch);
#endif
  return WhichPlain(batch);
}

void FlatFilter::BeginPlain(const std::uint64_t* keys, unsigned count, FlatFilterBatch& batch) const {
  batch.count = count;
  for (unsigned i = 0; i < count; ++i) {
    batch.hashes[i] = HashOf(keys[i]);
    batch.words[i] = WordOf(keys[i], batch.hashes[i]);
    __builtin_prefetch(words_.data() + batch.words[i]);
  }
}

std::uint64_t FlatFilter::WhichPlain(const FlatFilterBatch& batch) const {
  std::uint64_t out = 0;
  for (unsigned i = 0; i < batch.count; ++i) {
    out |= static_cast<std::uint64_t>(Has(MarkOf(batch.hashes[i], batch.words[i]))) << i;
  }
  return out;
}

std::string FlatFilter::Fault() const {
  if (begins_.size() < 2 || begins_.size() > kFlatFilterGroupsMax + 1 || begins_.front() != 0) return "its groups";
  for (std::size_t group = 0; group + 1 < begins_.size(); ++group) {
    if (begins_[group] >= begins_[group + 1]) return "the order of its groups";
  }
  if (std::uint64_t{begins_.back()} * kFlatFilterLine != words_.size()) return "its size";
  return {};
}

}  // namespace proofmark::match
