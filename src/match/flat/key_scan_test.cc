// SPDX-License-Identifier: Apache-2.0
#include "match/flat/key_scan.h"

#include <gtest/gtest.h>

#include "match/flat/flat_fixture.h"

namespace proofmark::match {
namespace {

// Every number of up to six of three symbols, near to every one of up to five: as the rival counts edits.
TEST(KeyScan, CountsEditsAsTheRivalDoes) {
  const std::vector<std::string> numbers = AllNumbers("0A1", 6);
  std::vector<std::uint64_t> keys;
  for (const std::string& number : numbers) keys.push_back(FlatNumber::Of(number).key);
  for (const std::string& asked : AllNumbers("0A1", 5)) {
    if (asked.size() < 4 && asked.size() > 1) continue;
    for (const int edits : {1, 2}) {
      const KeyNear near{.query = FlatNumber::Of(asked).key, .symbols = 0, .edits = edits};
      for (std::size_t begin = 0; begin < keys.size(); begin += kKeyChunk) {
        const auto count = static_cast<unsigned>(std::min<std::size_t>(kKeyChunk, keys.size() - begin));
        const std::uint64_t bits = NearKeys(keys.data() + begin, count, near);
        ASSERT_EQ(bits, NearKeysPlain(keys.data() + begin, count, near));
        for (unsigned i = 0; i < count; ++i) {
          ASSERT_EQ((bits >> i & 1) != 0, NaiveFlat::Edits(asked, numbers[begin + i]) <= edits)
              << asked << ", " << numbers[begin + i] << ", " << edits;
        }
      }
    }
  }
}

// Twelve symbols fill a key: what is shifted out is missed nowhere.
TEST(KeyScan, KnowsFullKeys) {
  SeededChoice choice(3);
  for (int i = 0; i < 20000; ++i) {
    std::string number;
    while (number.size() < 12 - choice.Below(2)) number += choice.Any("01A");
    const std::string asked = choice.Damaged(number);
    const std::uint64_t key = FlatNumber::Of(number).key;
    if (asked.size() > 12) continue;
    const KeyNear near{.query = FlatNumber::Of(asked).key, .symbols = 0, .edits = 2};
    const bool is_near = NaiveFlat::Edits(asked, number) <= 2;
    ASSERT_EQ(near(key), is_near) << asked << ", " << number;
    ASSERT_EQ(NearKeys(&key, 1, near), is_near ? 1U : 0U) << asked << ", " << number;
  }
}

TEST(KeyScan, FitsUnderTheMask) {
  SeededChoice choice(4);
  std::vector<std::uint64_t> keys;
  for (int i = 0; i < 61; ++i) keys.push_back(FlatNumber::Of(choice.Number(2)).key);
  for (int symbols = 1; symbols <= 12; ++symbols) {
    const KeyFit fit{.mask = 31ULL << 59, .value = keys[0] & 31ULL << 59, .some = 31ULL << (64 - 5 * symbols)};
    EXPECT_EQ(FitKeys(keys.data(), 61, fit), FitKeysPlain(keys.data(), 61, fit));
    EXPECT_EQ(FitKeys(keys.data(), 7, fit), FitKeysPlain(keys.data(), 7, fit));
  }
}

}  // namespace
}  // namespace proofmark::match
