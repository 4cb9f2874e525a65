// SPDX-License-Identifier: Apache-2.0
// A FlatFilter says of most keys that are not in an index that they are not: ten bits for each key that is.
//
//   if (!filter.Has(key)) return;            // certainly not; else one time in a hundred not all the same
//   filter.Begin(keys, 64, batch); ...; filter.Which(batch);   // many at once
//
// Whoever looks for numbers that are edited in their first symbols asks for thousands of keys that go on alike behind
// these. So keys that go on alike have their marks in one group of words, a few kilobytes that stay in the cache
// nearest to the processor. Read-only; safe from any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "match/flat/flat_key.h"
#include "match/flat/flat_target.h"

namespace proofmark::match {

inline constexpr std::uint32_t kFlatFilterGroupsMax = 16384;
inline constexpr std::uint32_t kFlatFilterGroupNumbers = 512;  // in a group, where there are fewer groups than that
inline constexpr std::uint32_t kFlatFilterBitsANumber = 10;
inline constexpr std::uint32_t kFlatFilterLine = 8;  // words that are fetched together
inline constexpr int kFlatFilterCut = 5;             // symbols that have no part in which group it is

inline constexpr std::uint64_t kFlatFilterMix = 0x9E3779B97F4A7C15ULL;
inline constexpr std::uint64_t kFlatFilterMixAgain = 0xD6E8FEB86659FD93ULL;

// Where a key would leave its marks: three bits in each of two words of one line.
struct FlatFilterMark {
  std::uint64_t one = 0;
  std::uint64_t other = 0;
  std::uint64_t bits_of_one = 0;
  std::uint64_t bits_of_other = 0;
};

inline constexpr unsigned kFlatFilterBatch = 64;

// The marks of keys that are asked for together.
struct FlatFilterBatch {
  unsigned count = 0;
  std::uint64_t hashes[kFlatFilterBatch];
  std::uint64_t words[kFlatFilterBatch];  // of one
};

class FlatFilter {
 public:
  FlatFilter() = default;
  // `begins` are the first lines of each group and the end of the last one; the words are whole lines. Keys that go on
  // alike behind their first symbols are in one group.
  FlatFilter(std::span<const std::uint32_t> begins, std::span<const std::uint64_t> words)
      : begins_(begins), words_(words) {}

  // How many groups so many keys are divided into, and how many lines a group of so many has.
  static std::uint32_t GroupsOf(std::uint64_t numbers) {
    const std::uint64_t wanted = numbers / kFlatFilterGroupNumbers + 1;
    return wanted < kFlatFilterGroupsMax ? static_cast<std::uint32_t>(wanted) : kFlatFilterGroupsMax;
  }
  static std::uint32_t LinesOf(std::uint64_t numbers) {
    return static_cast<std::uint32_t>(numbers * kFlatFilterBitsANumber / (64 * kFlatFilterLine)) + 1;
  }
  PM_FLAT_INLINE static std::uint32_t GroupOf(std::uint64_t key, std::uint64_t groups) {
    const std::uint64_t hash = ((key & kFlatKeyMask) << (5 * kFlatFilterCut)) * kFlatFilterMix;
    return static_cast<std::uint32_t>((hash >> 32) * groups >> 32);
  }
  PM_FLAT_INLINE static std::uint64_t HashOf(std::uint64_t key) {
    std::uint64_t hash = (key & kFlatKeyMask) * kFlatFilterMix;
    hash ^= hash >> 32;
    return hash * kFlatFilterMixAgain;
  }
  PM_FLAT_INLINE std::uint64_t WordOf(std::uint64_t key, std::uint64_t hash) const {
    const std::uint32_t* const begin = begins_.data() + GroupOf(key, begins_.size() - 1);
    const std::uint64_t line = begin[0] + ((hash >> 32) * (begin[1] - begin[0]) >> 32);
    return line * kFlatFilterLine + (hash >> 36 & 7);
  }
  PM_FLAT_INLINE static FlatFilterMark MarkOf(std::uint64_t hash, std::uint64_t word) {
    const std::uint64_t apart = (hash >> 39 & 3) | 4;  // so that it is another one
    const auto bit = [&](int shift) { return 1ULL << (hash >> shift & 63); };
    return {word, word ^ apart, bit(0) | bit(6) | bit(12), bit(18) | bit(24) | bit(30)};
  }
  PM_FLAT_INLINE FlatFilterMark MarkOf(std::uint64_t key) const {
    const std::uint64_t hash = HashOf(key);
    return MarkOf(hash, WordOf(key, hash));
  }
  PM_FLAT_INLINE bool Has(const FlatFilterMark& mark) const {
    const std::uint64_t* const words = words_.data();
    return (words[mark.one] & mark.bits_of_one) == mark.bits_of_one &&
           (words[mark.other] & mark.bits_of_other) == mark.bits_of_other;
  }
  PM_FLAT_INLINE bool Has(std::uint64_t key) const { return Has(MarkOf(key)); }
  PM_FLAT_INLINE void Fetch(const FlatFilterMark& mark) const { __builtin_prefetch(words_.data() + mark.one); }
  // Many keys at once, eight at a time where the processor has 512-bit words: Begin fetches the words of some, Which
  // says a while later of which of them there may be one (bit n: of the nth).
  void Begin(const std::uint64_t* keys, unsigned count, FlatFilterBatch& batch) const;
  std::uint64_t Which(const FlatFilterBatch& batch) const;
  void BeginPlain(const std::uint64_t* keys, unsigned count, FlatFilterBatch& batch) const;
  std::uint64_t WhichPlain(const FlatFilterBatch& batch) const;

  // What is wrong with one that came from outside; empty where no mark leads out of it.
  std::string Fault() const;

 private:
  std::span<const std::uint32_t> begins_;
  std::span<const std::uint64_t> words_;
};

}  // namespace proofmark::match
