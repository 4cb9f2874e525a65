// SPDX-License-Identifier: Apache-2.0
#include "match/flat/flat_live.h"

#include <gtest/gtest.h>

#include "match/flat/flat_fixture.h"
#include "match/flat/scan_baseline.h"

namespace proofmark::match {
namespace {

// What was added since is found as if it had been there, before and behind the merge.
TEST(FlatLive, FindsWhatCameSinceItWasBuilt) {
  for (const int shape : {1, 2, 4, 7}) {
    SeededChoice choice(static_cast<std::uint64_t>(90 + shape));
    const std::vector<NaiveRecord> records = RandomRecords(choice, 600, shape);
    const NaiveFlat naive(records);
    FlatLive live(Indexed({records.begin(), records.begin() + 400}));
    for (std::size_t i = 400; i < records.size(); ++i) {
      ASSERT_TRUE(live.Add(records[i].number, records[i].fields, records[i].row).ok());
    }
    EXPECT_EQ(live.fresh(), 200U);
    const FlatIndex merged = live.Merged();
    ASSERT_EQ(merged.records(), records.size());
    for (int i = 0; i < 40; ++i) {
      const NaiveRecord& one = records[choice.Below(records.size())];
      const std::string read = choice.Damaged(one.number);
      const std::string unread = choice.Unread(one.number);
      for (const FlatFields& fields : {one.fields, FlatFields{}}) {
        const auto near = naive.Search(read, FlatAsk::kNear, fields, 10);
        EXPECT_EQ(live.Search(Asked(read, FlatAsk::kNear, fields, 10)), near) << read;
        EXPECT_EQ(Found(merged, read, FlatAsk::kNear, fields), near) << read;
        const auto fits = naive.Search(unread, FlatAsk::kFits, fields, 10);
        EXPECT_EQ(live.Search(Asked(unread, FlatAsk::kFits, fields, 10)), fits) << unread;
        EXPECT_EQ(Found(merged, unread, FlatAsk::kFits, fields), fits) << unread;
      }
    }
  }
}

TEST(FlatLive, RefusesWhatAnIndexRefuses) {
  FlatLive live(Indexed({}));
  EXPECT_EQ(live.Add("a1", {}, 0).error().code, base::Code::kInvalid);
  EXPECT_EQ(live.Add(std::string(kFlatNumberMax + 1, '1'), {}, 0).error().code, base::Code::kTooLarge);
  EXPECT_EQ(live.fresh(), 0U);
}

// The baseline of the benchmark is no straw man: it answers the same.
TEST(ScanBaseline, AgreesWithAskingEachRecord) {
  for (int shape = 0; shape < 8; ++shape) {
    SeededChoice choice(static_cast<std::uint64_t>(40 + shape));
    const std::vector<NaiveRecord> records = RandomRecords(choice, 500, shape);
    const NaiveFlat naive(records);
    const FlatIndex index = Indexed(records);
    for (int i = 0; i < 40; ++i) {
      const NaiveRecord& one = records[choice.Below(records.size())];
      for (const FlatAsk ask : {FlatAsk::kNear, FlatAsk::kFits, FlatAsk::kExact}) {
        const std::string read = ask == FlatAsk::kFits ? choice.Unread(one.number) : choice.Damaged(one.number);
        BestHits best(10);
        ScanEveryKey(index.parts(), Asked(read, ask, one.fields, 10), best);
        EXPECT_EQ(std::move(best).Take(), naive.Search(read, ask, one.fields, 10)) << read;
      }
    }
  }
}

}  // namespace
}  // namespace proofmark::match
