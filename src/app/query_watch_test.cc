// SPDX-License-Identifier: Apache-2.0
#include "app/query_watch.h"

#include <gtest/gtest.h>

namespace proofmark::app {
namespace {

using Finding = QueryWatch::Finding;

base::Instant At(std::int64_t seconds) { return {1'800'000'000'000 + seconds * 1000}; }

TEST(QueryWatch, AnOfficersDayIsNoFishing) {
  QueryWatch watch({});
  const std::vector<std::string> numbers = {"ABE573528", "K123456", "2421[23]", "TJX10021", "00773", "A1?45"};
  for (int i = 0; i < 200; ++i) {
    const std::string number = numbers[i % numbers.size()] + std::to_string(i * 137);
    EXPECT_EQ(watch.Note("AA.user.1", {number}, "", At(i * 60)), Finding::kNone) << number;
  }
}

TEST(QueryWatch, NumbersOneAfterTheOtherNeedAReasonAndAreTold) {
  QueryWatch watch({});
  std::size_t asked = 0;
  Finding finding = Finding::kNone;
  while (asked < 100 && finding == Finding::kNone) {
    finding = watch.Note("AA.user.1", {"ABE" + std::to_string(573500 + asked)}, "", At(static_cast<int>(asked)));
    ++asked;
  }
  EXPECT_EQ(finding, Finding::kNeedsReason);
  EXPECT_EQ(asked, kNeighboursMax);
  EXPECT_EQ(watch.Note("AA.user.1", {"ABE573600"}, "", At(200)), Finding::kNeedsReason) << "still without a reason";
  EXPECT_EQ(watch.Note("AA.user.2", {"ABE573601"}, "", At(200)), Finding::kNone) << "another person";
  EXPECT_EQ(watch.Note("AA.user.1", {"ABE573601"}, "a stolen lot", At(201)), Finding::kAlarm);
  EXPECT_EQ(watch.Note("AA.user.1", {"ABE573602"}, "a stolen lot", At(202)), Finding::kNone) << "told once an hour";
}

TEST(QueryWatch, InAnyOrderAndWithGapsTheyAreNeighbours) {
  QueryWatch watch({});
  Finding finding = Finding::kNone;
  for (int i = 0; i < 40 && finding == Finding::kNone; ++i) {
    finding = watch.Note("AA.user.1", {"KX" + std::to_string(5000 + (i * 7) % 40 * 9) + "A"}, "", At(i));
  }
  EXPECT_EQ(finding, Finding::kNeedsReason);
}

TEST(QueryWatch, NumbersOfWhichNearlyNothingWasReadAreFishingToo) {
  QueryWatch watch({});
  Finding finding = Finding::kNone;
  for (int i = 0; i < 30 && finding == Finding::kNone; ++i) {
    finding = watch.Note("AA.user.1", {"*" + std::to_string(i * 30 % 99)}, "", At(i));
  }
  EXPECT_EQ(finding, Finding::kNeedsReason);
}

TEST(QueryWatch, TheSameNumberAgainIsNoNeighbour) {
  QueryWatch watch({});
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(watch.Note("AA.user.1", {"ABE573528"}, "", At(i)), Finding::kNone);
  }
}

TEST(QueryWatch, AnHourLaterAllIsForgotten) {
  QueryWatch watch({});
  for (int i = 0; i < 30; ++i) (void)watch.Note("AA.user.1", {"ABE" + std::to_string(i + 100)}, "", At(i));
  EXPECT_EQ(watch.Note("AA.user.1", {"ABE200"}, "", At(3700)), Finding::kNone);
}

TEST(QueryWatch, MoreThanAPersonCanAskIsRefusedUntilTheHourLetsHim) {
  QueryWatch watch({.questions_per_hour = 5});
  for (int i = 0; i < 5; ++i) EXPECT_EQ(watch.Note("AA.user.1", {}, "", At(i)), Finding::kNone);
  EXPECT_EQ(watch.Note("AA.user.1", {}, "any reason", At(5)), Finding::kTooMany);
  for (int i = 6; i < 50; ++i) EXPECT_EQ(watch.Note("AA.user.1", {}, "any reason", At(i)), Finding::kStillTooMany);
  EXPECT_EQ(watch.Note("AA.user.2", {}, "", At(50)), Finding::kNone);
  EXPECT_EQ(watch.Note("AA.user.1", {}, "", At(3601)), Finding::kNone);
}

TEST(QueryWatch, ItsMemoryHasALimit) {
  QueryWatch watch({.questions_per_hour = 1});
  for (std::size_t i = 0; i < kWatchedActorsMax + 50; ++i) {
    EXPECT_EQ(watch.Note("AA.user." + std::to_string(i), {}, "", At(static_cast<int>(i % 60))), Finding::kNone);
  }
}

}  // namespace
}  // namespace proofmark::app
