// SPDX-License-Identifier: Apache-2.0
#include "match/marks/serial_pattern.h"

#include <gtest/gtest.h>

namespace proofmark::match {
namespace {

std::size_t Matches(const char* pattern, const char* mark) {
  return SerialPattern::Parse(pattern)->Match(*ReadMark::Parse(mark)).size();
}

TEST(SerialPattern, StepsStandForCharacters) {
  EXPECT_EQ(Matches("AB#@", "AB1C"), 1U);
  EXPECT_EQ(Matches("AB#@", "AB11"), 0U);
  EXPECT_EQ(Matches("[A-CX]#", "X1"), 1U);
  EXPECT_EQ(Matches("[A-CX]#", "D1"), 0U);
  EXPECT_EQ(Matches("#{2}-@", "12-A"), 1U);
}

TEST(SerialPattern, RepeatedStepsMakeLengths) {
  EXPECT_EQ(Matches("@@#{5,6}", "AB12345"), 1U);
  EXPECT_EQ(Matches("@@#{5,6}", "AB123456"), 1U);
  EXPECT_EQ(Matches("@@#{5,6}", "AB1234567"), 0U);
  EXPECT_EQ(Matches("@@#{5,6}", "AB*"), 2U);
}

TEST(SerialPattern, UnreadCharactersMatchWhatMayStandThere) {
  const std::vector<Spelling> spellings = SerialPattern::Parse("[A-C]##")->Match(*ReadMark::Parse("?[5S]7"));
  ASSERT_EQ(spellings.size(), 1U);
  EXPECT_EQ(TextOf(spellings[0][0]), "ABC");
  EXPECT_EQ(TextOf(spellings[0][1]), "5");
  EXPECT_EQ(TextOf(spellings[0][2]), "7");
}

TEST(SerialPattern, ARunTakesAnyLengthButNotTheTail) {
  EXPECT_EQ(Matches("@@#{4}", "*34"), 1U);
  EXPECT_EQ(Matches("@@#{4}", "A*4"), 1U);
  EXPECT_EQ(Matches("@@#{4}", "A*B"), 0U);
  EXPECT_EQ(Matches("@@#{4}", "AB1*1234"), 0U);  // seven characters at least
}

TEST(SerialPattern, RefusesWhatMeansNothing) {
  for (const char* bad : {"", "[", "[]", "a", "#{", "#{0}", "#{6,5}", "#{1,2,3}", "#{x}", "{5}", "#{99999999999}"}) {
    EXPECT_FALSE(SerialPattern::Parse(bad).ok()) << bad;
  }
  EXPECT_EQ(SerialPattern::Parse("#{41}").ok(), false);
  EXPECT_EQ(SerialPattern::Parse("#{1,9}#{1,9}").error().code, base::Code::kTooLarge);
}

TEST(ReadMark, RefusesWhatIsNoMark) {
  EXPECT_FALSE(ReadMark::Parse("abc").ok());
  EXPECT_FALSE(ReadMark::Parse("A[").ok());
  EXPECT_EQ(ReadMark::Parse(std::string(41, 'A')).error().code, base::Code::kTooLarge);
  EXPECT_TRUE(ReadMark::Parse(std::string(40, 'A')).ok());
  EXPECT_FALSE(ReadMark::Parse("A?1")->IsFullyRead());
  EXPECT_FALSE(ReadMark::Parse("A*")->IsFullyRead());
  EXPECT_EQ(ReadMark::Parse("A-1")->Text(), "A-1");
}

}  // namespace
}  // namespace proofmark::match
