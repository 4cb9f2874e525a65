// SPDX-License-Identifier: Apache-2.0
#include "base/time.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace proofmark::base {
namespace {

std::int32_t First(std::string_view text) { return PartialDate::Parse(text)->FirstDay(); }
std::int32_t Last(std::string_view text) { return PartialDate::Parse(text)->LastDay(); }

TEST(Instant, IsWrittenWithThreeDecimals) {
  EXPECT_EQ(Instant{0}.ToText(), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(Instant{1'709'210'096'007}.ToText(), "2024-02-29T12:34:56.007Z");
  EXPECT_EQ(Instant{-1}.ToText(), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(Instant{-86'400'000}.ToText(), "1969-12-31T00:00:00.000Z");
}

TEST(Instant, TakesItsOneSpellingOnly) {
  EXPECT_EQ(Instant::Parse("2024-02-29T12:34:56.007Z")->ms, 1'709'210'096'007);
  for (const char* wrong :
       {"", "2024-02-29", "2024-02-29T12:34:56Z", "2024-02-29 12:34:56.007Z", "2024-02-29T12:34:56.007+",
        "2023-02-29T12:34:56.007Z", "2024-02-29T24:00:00.000Z", "2024-02-29T12:60:00.000Z", "2024-02-29T12:34:60.000Z",
        "2024-02-29T12:34:56.0 7Z", "2024-02-29T-1:34:56.007Z", "2024-02-29T12:34:56,007Z"}) {
    EXPECT_FALSE(Instant::Parse(wrong).ok()) << wrong;
  }
}

RC_GTEST_PROP(Instant, ReadsWhatItWrote, ()) {
  // From the year 1000 to the year 9999.
  Instant when{*rc::gen::inRange<std::int64_t>(-30'610'224'000'000, 253'402'300'800'000)};
  RC_ASSERT(Instant::Parse(when.ToText())->ms == when.ms);
}

TEST(PartialDate, KeepsWhatWasSaid) {
  for (const char* text : {"1998", "1998-07", "1998-07-31", "1000", "9999-12-31"}) {
    EXPECT_EQ(PartialDate::Parse(text)->ToText(), text);
  }
  EXPECT_EQ(PartialDate::Parse("1998-07")->day, 0);
  EXPECT_EQ(PartialDate::Parse("1998")->month, 0);
}

TEST(PartialDate, RefusesWhatIsNoDate) {
  for (const char* wrong :
       {"", "98", "0999", "199", "19980731", "1998-7", "1998-7-31", "1998-13", "1998-00", "1998-07-00", "1998-07-32",
        "1998/07/31", "1998-07/31", "31.07.1998", "1998-0a", " 1998", "+199"}) {
    EXPECT_FALSE(PartialDate::Parse(wrong).ok()) << wrong;
  }
}

TEST(PartialDate, KnowsLeapYears) {
  for (const char* day : {"2024-02-29", "2000-02-29", "1996-02-29"}) EXPECT_TRUE(PartialDate::Parse(day).ok()) << day;
  for (const char* day : {"2023-02-29", "1900-02-29", "2100-02-29", "2024-02-30", "2024-04-31"}) {
    EXPECT_FALSE(PartialDate::Parse(day).ok()) << day;
  }
  EXPECT_EQ(Last("2024-02") - First("2024-02") + 1, 29);
  EXPECT_EQ(Last("1900-02") - First("1900-02") + 1, 28);
  EXPECT_EQ(Last("2024") - First("2024") + 1, 366);
  EXPECT_EQ(Last("2023") - First("2023") + 1, 365);
}

TEST(PartialDate, SpansTheDaysItCanMean) {
  EXPECT_EQ(First("1970-01-01"), 0);
  EXPECT_EQ(Last("1969"), -1);
  EXPECT_EQ(First("1969"), -365);
  EXPECT_EQ(First("2019-07"), First("2019-07-01"));
  EXPECT_EQ(Last("2019-07"), Last("2019-07-31"));
  EXPECT_EQ(First("2019-07-12"), Last("2019-07-12"));
}

RC_GTEST_PROP(PartialDate, ReadsWhatItWroteAndSpansForward, ()) {
  PartialDate date{*rc::gen::inRange<std::int16_t>(1000, 9999), *rc::gen::inRange<std::int8_t>(0, 13), 0};
  if (date.month != 0) date.day = *rc::gen::inRange<std::int8_t>(0, 29);
  RC_ASSERT(*PartialDate::Parse(date.ToText()) == date);
  RC_ASSERT(date.FirstDay() <= date.LastDay());
}

TEST(FakeClock, StandsUntilItIsTold) {
  FakeClock clock(Instant{5});
  EXPECT_EQ(clock.Now().ms, 5);
  clock.Tick(10);
  EXPECT_EQ(clock.Now().ms, 15);
  clock.Tick(-14);
  EXPECT_EQ(clock.Now().ms, 1);
}

}  // namespace
}  // namespace proofmark::base
