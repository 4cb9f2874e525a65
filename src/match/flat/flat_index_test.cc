// SPDX-License-Identifier: Apache-2.0
#include "match/flat/flat_index.h"

#include <gtest/gtest.h>

#include "match/flat/flat_fixture.h"

namespace proofmark::match {
namespace {

TEST(FlatIndex, FindsWhatWasReadWrong) {
  const FlatIndex index = Indexed({{"B1205", {.make = 7}, 4}, {"81205", {.make = 9}, 5}, {"B1502", {}, 6}});
  EXPECT_EQ(Found(index, "B1205", FlatAsk::kExact, {}), (std::vector<FlatHit>{{4, 0}}));
  EXPECT_EQ(Found(index, "81Z05", FlatAsk::kNear, {}), (std::vector<FlatHit>{{5, 20}, {4, 40}, {6, 220}}));
  EXPECT_EQ(Found(index, "81Z05", FlatAsk::kNear, {.make = 7}), (std::vector<FlatHit>{{4, 40}, {5, 100}, {6, 240}}));
  EXPECT_EQ(Found(index, "B1?0?", FlatAsk::kFits, {}), (std::vector<FlatHit>{{4, 0}, {6, 0}, {5, 20}}));
  EXPECT_EQ(Found(index, "*[02]", FlatAsk::kFits, {}), (std::vector<FlatHit>{{6, 0}}));
}

// A number with its neighbours exchanged costs as much as the same number on another make: then the row decides, and
// the search may not end before it has seen both.
TEST(FlatIndex, OfEqualCostTheLowestRowComesFirst) {
  std::vector<NaiveRecord> records;
  for (std::uint32_t i = 0; i < 10; ++i) records.push_back({"K4X7", {.make = 9}, 100 + i});
  records.push_back({"4KX7", {.make = 7}, 50});
  const FlatIndex index = Indexed(records);
  const std::vector<FlatHit> hits = Found(index, "K4X7", FlatAsk::kNear, {.make = 7});
  ASSERT_EQ(hits.size(), 10U);
  EXPECT_EQ(hits[0], (FlatHit{50, 80}));
  EXPECT_EQ(hits[9], (FlatHit{108, 80}));
}

// Many twins cost more than symbols put in and left out, so that the cheapest way may go three beside the diagonal: the
// numbers here are what was read, three symbols later.
TEST(FlatIndex, FindsTheCheapestWayFarFromTheDiagonal) {
  SeededChoice choice(31);
  const auto twins = [&](std::size_t symbols) {
    std::string out;
    while (out.size() < symbols) out += choice.Any("0QD");
    return out;
  };
  for (int i = 0; i < 60; ++i) {
    const std::string read = twins(30);
    std::vector<NaiveRecord> records;
    for (std::uint32_t row = 0; row < 20; ++row) records.push_back({twins(3) + read.substr(0, 29), {}, row});
    Agree(Indexed(records), NaiveFlat(records), read, FlatAsk::kNear, {}, 40);
  }
}

// Every number of up to five symbols of an alphabet that has twins, asked for by every such number.
TEST(FlatIndex, AgreesWithAskingEachRecordOnAllShortNumbers) {
  const std::vector<std::string> all = AllNumbers("0O1", 5);
  std::vector<NaiveRecord> records;
  SeededChoice choice(11);
  std::uint32_t row = static_cast<std::uint32_t>(2 * all.size());
  for (const std::string& number : all) records.push_back({number, choice.Fields(2, 2), row -= 2});
  const FlatIndex index = Indexed(records);
  const NaiveFlat naive(records);
  for (const std::string& number : AllNumbers("0O1A", 4)) {
    const FlatFields fields = choice.Fields(2, 2);
    for (const std::size_t most : {1, 10, 200}) {
      if (most != 10 && choice.Below(8) != 0) continue;
      Agree(index, naive, number, FlatAsk::kNear, fields, most);
    }
    Agree(index, naive, number, FlatAsk::kExact, fields, 10);
  }
}

TEST(FlatIndex, AgreesOnAllShortPatterns) {
  const std::vector<std::string> all = AllNumbers("0O1", 5);
  std::vector<NaiveRecord> records;
  SeededChoice choice(12);
  std::uint32_t row = 0;
  for (const std::string& number : all) records.push_back({number, choice.Fields(2, 2), row += 3});
  const FlatIndex index = Indexed(records);
  const NaiveFlat naive(records);
  for (const std::string& pattern : AllNumbers("0O?*", 5)) {
    if (pattern.size() == 5 && choice.Below(4) != 0) continue;
    Agree(index, naive, pattern, FlatAsk::kFits, choice.Fields(2, 2), choice.Below(2) == 0 ? 10 : 100);
  }
}

class RandomRegister : public ::testing::TestWithParam<int> {};

// Registers of a few thousand, asked in every way: what is on record, damaged, and what is not.
TEST_P(RandomRegister, AgreesWithAskingEachRecord) {
  SeededChoice choice(static_cast<std::uint64_t>(GetParam()));
  const std::vector<NaiveRecord> records = RandomRecords(choice, 3000, GetParam());
  const FlatIndex index = Indexed(records);
  const NaiveFlat naive(records);
  for (int i = 0; i < 60; ++i) {
    const NaiveRecord& one = records[choice.Below(records.size())];
    const FlatFields fields = choice.Below(3) == 0 ? choice.Fields(40, 9) : one.fields;
    const std::size_t most = choice.Below(5) == 0 ? 1 + choice.Below(300) : 10;
    const std::string number = choice.Below(8) == 0 ? choice.Number(GetParam()) : one.number;
    Agree(index, naive, choice.Damaged(number), FlatAsk::kNear, fields, most);
    Agree(index, naive, choice.Unread(number), FlatAsk::kFits, fields, most);
    Agree(index, naive, number, FlatAsk::kExact, fields, most);
  }
}
INSTANTIATE_TEST_SUITE_P(Shapes, RandomRegister, ::testing::Range(0, 8));

// Some on few records and some on thousands, in several spellings of one key: all that is done with places of one
// number.
TEST(FlatIndex, AgreesOnNumbersThatManyRecordsBear) {
  SeededChoice choice(13);
  std::vector<NaiveRecord> records;
  std::uint32_t row = 0;
  for (const std::size_t bearers : {3U, 40U, 64U, 65U, 200U, 512U, 513U, 3000U}) {
    const std::string number = "1" + std::to_string(1000 + bearers);
    for (std::size_t i = 0; i < bearers; ++i) {
      std::string spelled = number;
      if (choice.Below(5) == 0) spelled[0] = choice.Any("IL");
      // Of the largest some makes that are rare there, and some records without one.
      const FlatFields fields = choice.Below(9) == 0 ? FlatFields{} : choice.Fields(bearers > 100 ? 30 : 4, 5);
      records.push_back({spelled, fields, row++ * 7919U % 100'003U});
    }
  }
  const FlatIndex index = Indexed(records);
  const NaiveFlat naive(records);
  for (int i = 0; i < 400; ++i) {
    const NaiveRecord& one = records[choice.Below(records.size())];
    FlatFields asked = choice.Fields(32, 6);
    if (choice.Below(4) == 0) asked.make = 0;
    if (choice.Below(4) == 0) asked.calibre = 0;
    const std::size_t most = choice.Below(4) == 0 ? 1 + choice.Below(300) : 10;
    Agree(index, naive, one.number, FlatAsk::kExact, asked, most);
    Agree(index, naive, one.number, FlatAsk::kNear, asked, most);
    Agree(index, naive, choice.Unread(one.number), FlatAsk::kFits, asked, most);
  }
}

TEST(FlatIndex, OfNothingAnswersNothing) {
  const FlatIndex index = Indexed({});
  EXPECT_EQ(Found(index, "A1", FlatAsk::kNear, {}), std::vector<FlatHit>{});
  EXPECT_EQ(Found(index, "*", FlatAsk::kFits, {}), std::vector<FlatHit>{});
}

TEST(FlatIndex, KeepsWhatItWasGiven) {
  SeededChoice choice(5);
  const std::vector<NaiveRecord> records = RandomRecords(choice, 500, 2);
  const FlatIndex index = Indexed(records);
  ASSERT_EQ(index.records(), records.size());
  for (std::uint32_t place = 0; place < index.records(); ++place) {
    const auto at = std::find_if(records.begin(), records.end(), [&](const NaiveRecord& record) {
      return record.row == index.parts().told[place].row();
    });
    ASSERT_NE(at, records.end());
    EXPECT_EQ(index.Number(place), at->number);
    EXPECT_EQ(index.Fields(place), at->fields);
  }
}

TEST(FlatQuery, RefusesWhatItCannotAnswer) {
  const Pattern unread = *Pattern::Parse("A1?");
  EXPECT_EQ(FlatQuery::Of(unread, FlatAsk::kNear, {}, 10).error().code, base::Code::kInvalid);
  EXPECT_EQ(FlatQuery::Of(unread, FlatAsk::kFits, {}, 0).error().code, base::Code::kInvalid);
  EXPECT_EQ(FlatQuery::Of(unread, FlatAsk::kFits, {}, kFlatHitsMax + 1).error().code, base::Code::kTooLarge);
}

TEST(FlatBuilder, RefusesWhatIsNoNumber) {
  FlatBuilder builder;
  EXPECT_EQ(builder.Add("", {}, 0).error().code, base::Code::kInvalid);
  EXPECT_EQ(builder.Add("A-1", {}, 0).error().code, base::Code::kInvalid);
  EXPECT_EQ(builder.Add(std::string(kFlatNumberMax + 1, 'A'), {}, 0).error().code, base::Code::kTooLarge);
  EXPECT_EQ(builder.records(), 0U);
}

}  // namespace
}  // namespace proofmark::match
