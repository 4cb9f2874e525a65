// SPDX-License-Identifier: Apache-2.0
#include "people/throttle.h"

#include <gtest/gtest.h>

namespace proofmark::people {
namespace {

using store::FailureCount;

base::Instant At(std::int64_t minute) { return {minute * 60'000 + 1'000'000'000'000}; }

// Fails `times` in a row at one moment; how many were looked at.
int Fail(std::vector<FailureCount>& counts, base::Instant now, int times) {
  int looked_at = 0;
  for (int i = 0; i < times; ++i) {
    if (LockedUntil(counts, now)) continue;
    CountFailure(counts, now);
    ++looked_at;
  }
  return looked_at;
}

TEST(Throttle, FiveFailuresLockAPairForTenMinutes) {
  std::vector<FailureCount> counts(3);
  for (int i = 0; i < 4; ++i) EXPECT_FALSE(CountFailure(counts, At(0)));
  EXPECT_EQ(LockedUntil(counts, At(0)), std::nullopt);
  EXPECT_TRUE(CountFailure(counts, At(0)));
  EXPECT_EQ(LockedUntil(counts, At(0)), At(10));
  EXPECT_EQ(LockedUntil(counts, {At(10).ms - 1}), At(10));
  EXPECT_EQ(LockedUntil(counts, At(10)), std::nullopt);
  EXPECT_EQ(Fail(counts, At(10), 100), 5);
}

TEST(Throttle, FailuresOfAnHourAgoDoNotCount) {
  std::vector<FailureCount> counts(3);
  EXPECT_EQ(Fail(counts, At(0), 4), 4);
  EXPECT_EQ(Fail(counts, At(60), 4), 4);
  EXPECT_EQ(Fail(counts, At(60), 4), 1);
}

TEST(Throttle, ManySourcesLockAnAccountAndManyAccountsASource) {
  FailureCount account;
  int looked_at = 0;
  for (int source = 0; source < 200; ++source) {
    std::vector<FailureCount> counts{{}, account, {}};
    looked_at += Fail(counts, At(0), 1);
    account = counts[1];
  }
  EXPECT_EQ(looked_at, kFailuresOfAccount);
  FailureCount source;
  looked_at = 0;
  for (int login = 0; login < 200; ++login) {
    std::vector<FailureCount> counts{{}, {}, source};
    looked_at += Fail(counts, At(0), 1);
    source = counts[2];
  }
  EXPECT_EQ(looked_at, kFailuresOfSource);
}

TEST(Throttle, ARightLogInTakesItsCountBack) {
  std::vector<FailureCount> counts(3);
  EXPECT_EQ(Fail(counts, At(0), 5), 5);
  TakeBack(counts);  // the fifth was right
  EXPECT_EQ(LockedUntil(counts, At(0)), std::nullopt);
  EXPECT_EQ(counts[0].failures, 0);
  EXPECT_EQ(counts[1].failures, 4);
  EXPECT_EQ(counts[2].failures, 4);
  CountFailure(counts, At(0));
  Uncount(counts);
  EXPECT_EQ(counts[0].failures, 0);
  EXPECT_EQ(counts[1].failures, 4);
}

TEST(Throttle, AnIpv6SubscriberIsOneSource) {
  EXPECT_EQ(SourceOf("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(SourceOf("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  EXPECT_EQ(SourceOf("2001:db8:1:2::99"), SourceOf("2001:db8:1:2:3:4:5:6"));
  EXPECT_NE(SourceOf("2001:db8:1:3::99"), SourceOf("2001:db8:1:2:3:4:5:6"));
  EXPECT_EQ(SourceOf("::ffff:192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(SourceOf("console"), "console");
  EXPECT_EQ(SourceOf("a\r\nb"), "other");
  EXPECT_EQ(SourceOf(std::string(500, 'x')).size(), kSourceMax);
}

TEST(Throttle, NamesOfCountsDoNotRunTogether) {
  auto names = CountNames("ab", "c");
  EXPECT_EQ(names.size(), 3U);
  EXPECT_NE(names[0], CountNames("a", "bc")[0]);
  EXPECT_NE(CountNames("x", "x")[1], CountNames("x", "x")[2]);
  for (const std::string& name : names) EXPECT_EQ(name.size(), 32U);
}

}  // namespace
}  // namespace proofmark::people
