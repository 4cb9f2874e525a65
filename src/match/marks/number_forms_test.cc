// SPDX-License-Identifier: Apache-2.0
#include "match/marks/number_forms.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "match/marks/mark_search.h"
#include "match/marks/match_fixture.h"

namespace proofmark::match {
namespace {

// Of a series that no published table knows: "QXV" and five digits, all different.
std::string NumberOf(int i) { return "QXV" + std::to_string(10'000 + i * 7'919 % 90'000); }

bool SeesFirst(std::uint32_t handled) { return handled == 1; }
bool SeesAll(std::uint32_t) { return true; }

class NumberFormsTest : public ::testing::Test {
 protected:
  static NumberForms Counted(int numbers, std::uint32_t handled) {
    NumberForms forms;
    for (int i = 0; i < numbers; ++i) forms.Count(Of(handled), Read(NumberOf(i)), 1);
    return forms;
  }
  static NumberForms::Of Of(std::uint32_t handled) { return {.handled = handled, .type = "pistol", .make = "taurus"}; }
  static double Bits(const ContextShares& shares, const char* number) {
    return static_cast<double>(ShippedTables().Surprise(Read(number), shares).total);
  }
  static double PublishedBits(const char* number) {
    return static_cast<double>(ShippedTables().Surprise(Read(number), "pistol", "taurus").total);
  }
};

TEST_F(NumberFormsTest, ASeriesOfTheRegisterIsNoSurpriseInIt) {
  const NumberForms forms = Counted(3'000, 1);
  const ContextShares shares = forms.SharesOf(ShippedTables(), SeesAll, "pistol", "taurus", {});
  ASSERT_FALSE(shares.empty());
  EXPECT_LT(Bits(shares, "QXV12345"), PublishedBits("QXV12345") - 10);
  // Five digits that are each as good as any other are left, and the mistakes of reading them.
  EXPECT_NEAR(Bits(shares, "QXV12345"), 17, 1.5);
  EXPECT_GT(Bits(shares, "ZZW12345"), 30) << "a series of nobody stays one";
}

TEST_F(NumberFormsTest, SharesOfAPlaceSumToOne) {
  const ContextShares shares = Counted(3'000, 1).SharesOf(ShippedTables(), SeesAll, "pistol", "taurus", {});
  const ContextGraph& graph = ContextGraph::Whole();
  for (std::size_t key = 0; key < shares.size(); ++key) {
    if (!graph.keys()[key]) continue;
    double sum = 0;
    for (const float one : shares[key]) sum += static_cast<double>(one);
    EXPECT_NEAR(sum, 1, 0.02) << *graph.keys()[key];
  }
}

TEST_F(NumberFormsTest, FewNumbersSayNothing) {
  EXPECT_TRUE(Counted(1'000, 1).SharesOf(ShippedTables(), SeesAll, "pistol", "taurus", {}).empty());
}

TEST_F(NumberFormsTest, WhatIsNotSeenChangesNothing) {
  NumberForms forms = Counted(3'000, 1);
  const ContextShares before = forms.SharesOf(ShippedTables(), SeesFirst, "pistol", "taurus", {});
  for (int i = 0; i < 3'000; ++i) forms.Count(Of(2), Read("W" + std::to_string(1'000 + i)), 1);
  EXPECT_EQ(forms.SharesOf(ShippedTables(), SeesFirst, "pistol", "taurus", {}), before);
  EXPECT_NE(forms.SharesOf(ShippedTables(), SeesAll, "pistol", "taurus", {}), before);
}

TEST_F(NumberFormsTest, WhatIsTakenBackOrLeftOutWasNeverThere) {
  NumberForms forms = Counted(3'000, 1);
  const ContextShares before = forms.SharesOf(ShippedTables(), SeesAll, "pistol", "taurus", {});
  const Pattern other = Read("W4411");
  forms.Count(Of(1), other, 1);
  EXPECT_NE(forms.SharesOf(ShippedTables(), SeesAll, "pistol", "taurus", {}), before);
  EXPECT_EQ(forms.SharesOf(ShippedTables(), SeesAll, "pistol", "taurus", {{Of(1), other}}), before);
  forms.Count(Of(1), other, -1);
  EXPECT_EQ(forms.SharesOf(ShippedTables(), SeesAll, "pistol", "taurus", {}), before);
}

// The same of an index.
class FormsOfIndex : public ::testing::Test {
 protected:
  static IndexedRecord Record(int i, std::int64_t handling_class) {
    return {.id = "XX.item." + std::to_string(i),
            .owner = 1,
            .handling_class = handling_class,
            .marks = {{.text = NumberOf(i), .pattern = NumberOf(i)}},
            .make = {"TAURUS", "taurus"},
            .type = {"pistol", "pistol"}};
  }
  static MarkIndex Index(int records) {
    MarkIndex index;
    for (int i = 0; i < records; ++i) index.Add(Record(i, 1));
    index.Settle();
    return index;
  }
  static std::shared_ptr<const ContextShares> Forms(const MarkIndex& index,
                                                    const std::unordered_set<std::size_t>& left_out = {}) {
    return index.FormsOf(ShippedTables(), app::AccessPolicy::Sees({{1, 1}}), "pistol", "taurus", left_out);
  }
};

TEST_F(FormsOfIndex, WhatCameOneByOneIsCountedAsWhatWasThere) {
  MarkIndex grown = Index(2'500);
  ASSERT_NE(Forms(grown), nullptr);  // counted from here on
  for (int i = 2'500; i < 3'000; ++i) grown.Add(Record(i, 1));
  IndexedRecord corrected = Record(17, 1);
  corrected.marks = {{.text = "W4411", .pattern = "W4411"}};
  grown.Put(corrected);
  grown.Put(Record(18, 2));  // under a handling that is not seen
  MarkIndex fresh = Index(3'000);
  fresh.Put(corrected);
  fresh.Put(Record(18, 2));
  EXPECT_EQ(*Forms(grown), *Forms(fresh));
  EXPECT_NE(*Forms(grown), *Forms(Index(3'000)));
  EXPECT_EQ(*Forms(Index(3'000), {2'999}), *Forms(Index(2'999)));
}

TEST_F(FormsOfIndex, AWeaponOfNoRecordIsNotMistakenForAnotherOfItsSeries) {
  const MarkIndex index = Index(5'000);
  MarkQuery query;
  query.make = {"TAURUS", "taurus"};
  query.type = {"pistol", "pistol"};
  // Two digits from one on record, as most numbers of the series are.
  std::string reading = NumberOf(42);
  reading[4] = reading[4] == '3' ? '8' : '3';
  reading[6] = reading[6] == '2' ? '7' : '2';
  query.marks = {{.text = reading, .pattern = reading}};
  const auto answer = Search(index, app::AccessPolicy::Sees({{1, 1}}), ShippedWords(), ShippedTables(), query);
  ASSERT_TRUE(answer.ok());
  EXPECT_GT(answer->none_probability, 0.4);
  for (const Candidate& candidate : answer->candidates) EXPECT_FALSE(candidate.alert);
  query.marks = {{.text = NumberOf(42), .pattern = NumberOf(42)}};
  const auto exact = Search(index, app::AccessPolicy::Sees({{1, 1}}), ShippedWords(), ShippedTables(), query);
  ASSERT_FALSE(exact->candidates.empty());
  EXPECT_EQ(exact->candidates[0].best.record, "XX.item.42");
}

TEST_F(FormsOfIndex, WhatComesNearIsWeighedAlikeInAPartOfTheRegister) {
  const store::View view = app::AccessPolicy::Sees({{1, 1}});
  const auto near = [&](const MarkIndex& index) {
    MarkQuery query;
    query.type = {"pistol", "pistol"};
    query.marks = {{.text = NumberOf(3), .pattern = NumberOf(3)}};
    return *SearchNear(index, view, ShippedWords(), ShippedTables(), query, 20, 1);
  };
  const std::vector<NearRecord> part = near(Index(10));
  const std::vector<NearRecord> whole = near(Index(3'000));
  ASSERT_EQ(part.size(), 1U);
  ASSERT_EQ(whole.size(), 1U);
  EXPECT_EQ(part[0].record, "XX.item.3");
  EXPECT_EQ(whole[0].record, part[0].record);
  EXPECT_EQ(whole[0].bits, part[0].bits);
}

}  // namespace
}  // namespace proofmark::match
