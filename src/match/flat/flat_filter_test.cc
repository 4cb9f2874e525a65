// SPDX-License-Identifier: Apache-2.0
#include "match/flat/flat_filter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "match/flat/flat_fixture.h"
#include "match/flat/flat_told.h"

namespace proofmark::match {
namespace {

std::vector<std::uint64_t> KeysOf(const FlatIndex& index) {
  std::vector<std::uint64_t> out;
  for (const std::uint64_t key : index.parts().keys) out.push_back(key & ~kFlatKindMask);
  return out;
}

TEST(FlatFilter, ForgetsNoNumberOfItsIndex) {
  SeededChoice choice(41);
  const FlatIndex index = Indexed(RandomRecords(choice, 20'000, 0));
  for (const std::uint64_t key : KeysOf(index)) EXPECT_TRUE(index.parts().filter.Has(key));
}

TEST(FlatFilter, SaysOfFewOthersThatTheyAreThere) {
  SeededChoice choice(42);
  const FlatIndex index = Indexed(RandomRecords(choice, 20'000, 0));
  int said = 0;
  int others = 0;
  std::vector<std::uint64_t> keys = KeysOf(index);
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  for (const std::uint64_t key : keys) {
    // Another symbol in front: nothing in these registers begins so.
    const std::uint64_t other = (key & (~0ULL >> 5)) | 27ULL << 59;
    if (ClassAt(key, 0) == 27) continue;
    ++others;
    said += index.parts().filter.Has(other) ? 1 : 0;
  }
  ASSERT_GT(others, 10'000);
  EXPECT_LT(said, others / 40) << said << " of " << others;
}

// Many at once, with wide words and without, say what one by one does.
TEST(FlatFilter, SaysTheSameOfManyAtOnce) {
  SeededChoice choice(43);
  const FlatIndex index = Indexed(RandomRecords(choice, 3'000, 0));
  const FlatFilter& filter = index.parts().filter;
  const std::vector<std::uint64_t> keys = KeysOf(index);
  for (unsigned count = 0; count <= kFlatFilterBatch; ++count) {
    std::vector<std::uint64_t> asked;
    std::uint64_t expected = 0;
    for (unsigned i = 0; i < count; ++i) {
      std::uint64_t key = keys[choice.Below(keys.size())];
      if (choice.Below(2) == 0) key ^= std::uint64_t{1 + choice.Below(31)} << (59 - 5 * choice.Below(5));
      asked.push_back(key);
      if (filter.Has(key)) expected |= 1ULL << i;
    }
    FlatFilterBatch batch;
    filter.Begin(asked.data(), count, batch);
    EXPECT_EQ(filter.Which(batch), expected);
    EXPECT_EQ(filter.WhichPlain(batch), expected);
    filter.BeginPlain(asked.data(), count, batch);
    EXPECT_EQ(filter.Which(batch), expected);
  }
}

TEST(FlatFilter, GroupsThatLeadOutOfItAreSeen) {
  constexpr std::uint32_t kGroups = 40;
  const std::vector<std::uint64_t> words(kGroups * kFlatFilterLine, 0);
  std::vector<std::uint32_t> begins(kGroups + 1);
  for (std::uint32_t i = 0; i < begins.size(); ++i) begins[i] = i;
  EXPECT_EQ(FlatFilter(begins, words).Fault(), "");
  EXPECT_EQ(FlatFilter(std::span(begins).first(0), words).Fault(), "its groups");
  EXPECT_EQ(FlatFilter(std::span(begins).first(1), words).Fault(), "its groups");
  EXPECT_EQ(FlatFilter(std::span(begins).subspan(1), words).Fault(), "its groups");
  EXPECT_EQ(FlatFilter(std::span(begins).first(7), words).Fault(), "its size");
  EXPECT_EQ(FlatFilter(begins, std::span(words).first(80)).Fault(), "its size");
  std::swap(begins[5], begins[6]);
  EXPECT_EQ(FlatFilter(begins, words).Fault(), "the order of its groups");
  EXPECT_EQ(FlatFilter(std::vector<std::uint32_t>(kFlatFilterGroupsMax + 2, 0), words).Fault(), "its groups");
}

TEST(FlatFilter, HasAsManyGroupsAsItsNumbersNeed) {
  EXPECT_EQ(FlatFilter::GroupsOf(0), 1U);
  EXPECT_EQ(FlatFilter::GroupsOf(kFlatFilterGroupNumbers * 3), 4U);
  EXPECT_EQ(FlatFilter::GroupsOf(1'000'000'000), kFlatFilterGroupsMax);
}

TEST(FlatTold, SaysWhatItWasMadeOf) {
  SeededChoice choice(44);
  std::uint64_t before = 0;
  for (int i = 0; i < 1000; ++i) {
    const auto letters = static_cast<std::uint32_t>(choice.Below(kFlatLettersMask + 1ULL));
    const FlatFields fields{.make = static_cast<std::uint16_t>(choice.Below(65536)),
                            .calibre = static_cast<std::uint8_t>(choice.Below(256))};
    const auto row = static_cast<std::uint32_t>(choice.Below(1ULL << 32));
    const FlatTold told = FlatTold::Of(letters, fields, row);
    EXPECT_EQ(told.letters(), letters);
    EXPECT_EQ(told.fields(), fields);
    EXPECT_EQ(told.make(), fields.make);
    EXPECT_EQ(told.calibre(), fields.calibre);
    EXPECT_EQ(told.row(), row);
    EXPECT_EQ(told.order(), FlatTold::OrderOf(letters, fields));
    EXPECT_NE(told.order(), before);
    before = told.order();
  }
}

}  // namespace
}  // namespace proofmark::match
