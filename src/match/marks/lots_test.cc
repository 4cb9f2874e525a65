// SPDX-License-Identifier: Apache-2.0
#include "match/marks/lots.h"

#include <gtest/gtest.h>

#include "match/marks/field_score.h"
#include "match/marks/mark_search.h"
#include "match/marks/match_fixture.h"
#include "match/marks/query_matchers.h"

namespace proofmark::match {
namespace {

std::string LotText(const char* number, std::size_t digits) {
  const std::optional<Pattern> lot = LotOf(Read(number), digits);
  return lot ? lot->ToText() : "none";
}

TEST(Lots, ALotIsAllNumbersThatDifferInTheLastDigits) {
  EXPECT_EQ(LotText("KIM25216", 1), "KIM2521?");
  EXPECT_EQ(LotText("KIM25216", 3), "KIM25???");
  EXPECT_EQ(LotText("KIM252?6", 2), "KIM252??");
  EXPECT_EQ(LotText("12345", 1), "1234?");
  EXPECT_EQ(LotText("12345", 2), "123??");
  EXPECT_EQ(LotText("12345", 3), "none") << "too little stands in front";
  EXPECT_EQ(LotText("KNA39583D", 1), "none") << "it ends in a letter";
  EXPECT_EQ(LotText("KNA395*", 1), "none");
  EXPECT_EQ(LotOf(Read("KIM25216"), 2)->read(), 6U);
}

MarkReading Number(const std::string& text) { return {.text = text, .pattern = text}; }

// Weapons on record: one that is asked for, `mates` of its hundred, and others far from it.
MarkAnswer AskAmong(int mates, const std::string& reading) {
  MarkIndex index;
  auto add = [&](const std::string& number) {
    index.Add({.id = "XX.item." + number,
               .owner = 1,
               .handling_class = 1,
               .marks = {Number(number)},
               .make = {"TAURUS", "taurus"},
               .type = {"pistol", "pistol"}});
  };
  add("KIM25216");
  // None of them one digit from the reading.
  for (int i = 20, n = 0; n < mates; ++i) {
    if (i / 10 == 7 || i % 10 == 6) continue;
    add("KIM252" + std::to_string(i));
    ++n;
  }
  for (int i = mates; i < 400; ++i) add("TQB" + std::to_string(31'007 + i * 151));
  MarkQuery query;
  query.marks = {Number(reading)};
  query.make = {"TAURUS", "taurus"};
  query.type = {"pistol", "pistol"};
  auto answer = Search(index, app::AccessPolicy::Sees({{1, 1}}), ShippedWords(), ShippedTables(), query);
  EXPECT_TRUE(answer.ok());
  return *answer;
}

TEST(Lots, TheMoreOfALotIsOnRecordTheLikelierIsANeighbour) {
  double before = 1;
  for (const int mates : {0, 10, 40}) {
    const MarkAnswer answer = AskAmong(mates, "KIM25276");  // a seven for a one, or another weapon of the hundred
    ASSERT_FALSE(answer.candidates.empty());
    EXPECT_EQ(answer.candidates[0].best.record, "XX.item.KIM25216");
    EXPECT_LT(answer.candidates[0].probability, before) << mates;
    before = answer.candidates[0].probability;
    EXPECT_FALSE(answer.candidates[0].alert) << mates;
  }
}

TEST(Lots, TheNumberItselfIsBelievedAmongManyOfItsLot) {
  const MarkAnswer answer = AskAmong(40, "KIM25216");
  EXPECT_TRUE(answer.candidates[0].alert);
  EXPECT_EQ(answer.candidates[0].band, "strong");
}

TEST(Lots, WithoutTheLastDigitsNothingIsCertain) {
  const MarkAnswer answer = AskAmong(0, "KIM252??");
  EXPECT_EQ(answer.candidates[0].best.record, "XX.item.KIM25216");
  EXPECT_FALSE(answer.candidates[0].alert) << "one of a hundred is on record, and any of them may be in hand";
  EXPECT_GT(answer.none_probability, 0.05);
}

// Half of the records are of the make that was read, in turn with those of another.
TEST(Lots, AHugeLotWeighsAsOneOfTheSameSharesThatIsCountedWhole) {
  auto times_of = [](int records) {
    MarkIndex index;
    for (int i = 0; i < records; ++i) {
      const bool taurus = i % 2 == 0;
      index.Add({.id = "XX.item." + std::to_string(i),
                 .owner = 1,
                 .handling_class = 1,
                 .marks = {Number("KA" + std::to_string(100'000 + i))},
                 .make = taurus ? DescribedField{"TAURUS", "taurus"} : DescribedField{"ROSSI", "rossi"}});
    }
    index.Settle();
    MarkQuery query;
    query.marks = {Number("KA1?????")};
    query.make = {"TAURUS", "taurus"};
    const store::View view = app::AccessPolicy::Sees({{1, 1}});
    const ContextShares& shares = ShippedTables().SharesOf("", "taurus");
    const QueryMatchers matchers = *QueryMatchers::Make(ShippedTables(), query, shares);
    const FieldScorer fields(ShippedTables(), ShippedWords(), index, query);
    const std::unordered_set<std::size_t> none;
    const Asked asked{index, view, shares, none, matchers, fields, query};
    return OfNoRecord(asked, {}, ShippedTables(), static_cast<std::size_t>(records));
  };
  const double whole = times_of(static_cast<int>(kLotRowsMax));
  EXPECT_GT(whole, 1.5);
  EXPECT_NEAR(times_of(static_cast<int>(kLotRowsMax * 5 / 2)) / whole, 1, 0.02);
  EXPECT_NEAR(times_of(static_cast<int>(kLotRowsMax * 2)) / whole, 1, 0.02);
}

}  // namespace
}  // namespace proofmark::match
