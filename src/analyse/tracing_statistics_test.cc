// SPDX-License-Identifier: Apache-2.0
#include "analyse/tracing_statistics.h"

#include <gtest/gtest.h>

namespace proofmark::analyse {
namespace {

using base::Json;
using base::PartialDate;

std::int32_t Day(const char* date) { return PartialDate::Parse(date)->FirstDay(); }

TracingStatistics Of2019() { return TracingStatistics({*PartialDate::Parse("2019"), *PartialDate::Parse("2019")}); }

Found FoundOn(const char* from, const char* to) {
  Found found{.event = "seized"};
  if (*from != '\0') found.first_day = PartialDate::Parse(from)->FirstDay();
  if (*to != '\0') found.last_day = PartialDate::Parse(to)->LastDay();
  return found;
}

TEST(TracingStatistics, AFindingIsWhatTheIndicatorCounts) {
  for (const char* event : {"seized", "found", "surrendered", "recovered", "collected"}) EXPECT_TRUE(IsFinding(event));
  for (const char* event : {"stolen", "registered", "used_in_crime", "destroyed", ""}) EXPECT_FALSE(IsFinding(event));
}

TEST(TracingStatistics, CountsWhatLiesInThePeriodAlone) {
  TracingStatistics statistics = Of2019();
  EXPECT_TRUE(statistics.AddFound(FoundOn("2019-01-01", "2019-01-01")));
  EXPECT_TRUE(statistics.AddFound(FoundOn("2019-12-31", "2019-12-31")));
  EXPECT_TRUE(statistics.AddFound(FoundOn("2019", "2019")));
  EXPECT_FALSE(statistics.AddFound(FoundOn("2018-12-31", "2018-12-31")));
  EXPECT_FALSE(statistics.AddFound(FoundOn("2020-01-01", "2020-01-01")));
  EXPECT_FALSE(statistics.AddFound(FoundOn("2018", "2019")));  // may be outside
  EXPECT_FALSE(statistics.AddFound(FoundOn("", "2019-05")));
  EXPECT_FALSE(statistics.AddFound(FoundOn("", "")));
  EXPECT_FALSE(statistics.AddFound(FoundOn("2020", "")));
  EXPECT_TRUE(statistics.AddAsked({Day("2019-06-01"), "trace", true}));
  EXPECT_FALSE(statistics.AddAsked({Day("2018-06-01"), "trace", true}));
  const Json json = statistics.ToJson();
  EXPECT_EQ(json["found"]["total"], 3);
  EXPECT_EQ(json["found"]["undated"], 3) << "those that may lie in it";
  EXPECT_EQ(json["asked"]["total"], 1);
  EXPECT_EQ(json["from"], "2019");
}

TEST(TracingStatistics, MonthsHoldWhatIsKnownToTheMonth) {
  TracingStatistics statistics = Of2019();
  Found linked = FoundOn("2019-03-02", "2019-03-02");
  linked.linked = true;
  statistics.AddFound(linked);
  statistics.AddFound(FoundOn("2019-03", "2019-03"));
  statistics.AddFound(FoundOn("2019", "2019"));
  statistics.AddAsked({Day("2019-03-31"), "trace", false});
  statistics.AddAsked({Day("2019-04-01"), "investigation", true});
  EXPECT_EQ(statistics.ToJson()["months"], (Json{{{"month", "2019-03"}, {"asked", 1}, {"found", 2}, {"linked", 1}},
                                                 {{"month", "2019-04"}, {"asked", 1}, {"found", 0}, {"linked", 0}}}));
  EXPECT_EQ(statistics.ToJson()["asked"]["with_candidates"], 1);
}

TEST(TracingStatistics, ListsTheCommonestAndCountsTheOthers) {
  TracingStatistics statistics = Of2019();
  const int makes = static_cast<int>(kCodesListed) + 3;
  for (int make = 0; make < makes; ++make) {
    Found found = FoundOn("2019-02-01", "2019-02-01");
    found.make = "make" + std::to_string(100 + make);
    for (int i = 0; i <= make; ++i) statistics.AddFound(found);
  }
  statistics.AddFound(FoundOn("2019-02-01", "2019-02-01"));
  const Json list = statistics.ToJson()["found"]["makes"];
  ASSERT_EQ(list["codes"].size(), kCodesListed);
  EXPECT_EQ(list["codes"][0], (Json{{"code", "make" + std::to_string(100 + makes - 1)}, {"count", makes}}));
  EXPECT_EQ(list["others"], 1 + 2 + 3);
  EXPECT_EQ(list["unknown"], 1);
}

TEST(TracingStatistics, TellsHowTheNumberWasRead) {
  TracingStatistics statistics = Of2019();
  for (const auto& [read, times] :
       {std::pair{NumberRead::kWhole, 3}, {NumberRead::kInPart, 2}, {NumberRead::kNone, 1}}) {
    Found found = FoundOn("2019-02-01", "2019-02-01");
    found.number = read;
    for (int i = 0; i < times; ++i) statistics.AddFound(found);
  }
  const Json found = statistics.ToJson()["found"];
  EXPECT_EQ(found["number_read"], 3);
  EXPECT_EQ(found["number_in_part"], 2);
  EXPECT_EQ(found["no_number"], 1);
}

TEST(TracingStatistics, DaysToTheCrimeFallIntoOneRangeEach) {
  TracingStatistics statistics = Of2019();
  for (const std::int32_t days : {0, 90, 91, 210, 211, 365, 366, 730, 731, 1095, 1096, 9000}) {
    statistics.AddTold({"theft", days, days});
  }
  statistics.AddTold({"undetermined", {}, {}});
  const Json stories = statistics.ToJson()["stories"];
  EXPECT_EQ(stories["told"], 13);
  EXPECT_EQ(stories["days_to_crime"]["known"], 12);
  EXPECT_EQ(stories["days_to_crime"]["median"], 365);
  for (const Json& range : stories["days_to_crime"]["ranges"]) EXPECT_EQ(range["count"], 2) << range;
  EXPECT_EQ(stories["diversion"]["codes"][0], (Json{{"code", "theft"}, {"count", 12}}));
}

TEST(TracingStatistics, AnEmptyPeriodHasNoMedian) {
  const Json json = Of2019().ToJson();
  EXPECT_EQ(json["stories"]["days_to_crime"]["median"], nullptr);
  EXPECT_EQ(json["hits"]["raised"], 0);
  EXPECT_TRUE(json["months"].empty());
}

TEST(TracingStatistics, HitsAreCountedByWhatBecameOfThem) {
  TracingStatistics statistics = Of2019();
  for (const char* state : {"confirmed", "confirmed", "rejected", "candidate"}) statistics.AddHit(state);
  const Json hits = statistics.ToJson()["hits"];
  EXPECT_EQ(hits["raised"], 4);
  EXPECT_EQ(hits["confirmed"], 2);
  EXPECT_EQ(hits["inconclusive"], 0);
}

}  // namespace
}  // namespace proofmark::analyse
