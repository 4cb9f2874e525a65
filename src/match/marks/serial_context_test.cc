// SPDX-License-Identifier: Apache-2.0
#include "match/marks/serial_context.h"

#include <gtest/gtest.h>

#include "match/marks/match_fixture.h"

namespace proofmark::match {
namespace {

// What is said of the place behind the pattern; "nothing" where it cannot be said.
std::string Behind(std::string_view strict) {
  SerialContext context;
  if (strict.empty()) return context.Key().value_or("nothing");
  const Pattern pattern = Read(strict);
  for (std::size_t i = 0; i < pattern.size(); ++i) context.Add(pattern, i);
  return context.Key().value_or("nothing");
}

TEST(SerialContext, BehindLettersItIsTheLastTwo) {
  EXPECT_EQ(Behind(""), "^");
  EXPECT_EQ(Behind("K"), "^K");
  EXPECT_EQ(Behind("KR"), "KR");
  EXPECT_EQ(Behind("KRA"), "RA");
  EXPECT_EQ(Behind("5A"), "9A");
}

TEST(SerialContext, BehindDigitsItIsHowMany) {
  EXPECT_EQ(Behind("7"), "0d1");
  EXPECT_EQ(Behind("KAB4"), "3d1");
  EXPECT_EQ(Behind("KAB4412"), "3d4");
  EXPECT_EQ(Behind("KABCDE1"), "4d1");       // four and more letters are one
  EXPECT_EQ(Behind("123456789012"), "0d9");  // nine and more digits
  EXPECT_EQ(Behind("12A345"), "1d3x");       // another run of digits before
  EXPECT_EQ(Behind("12AB3CD4"), "2d1x");
}

TEST(SerialContext, BehindTheUnreadNothingIsSaidTooSoon) {
  EXPECT_EQ(Behind("?"), "nothing");
  EXPECT_EQ(Behind("*"), "nothing");
  EXPECT_EQ(Behind("K[AB]"), "nothing");
  EXPECT_EQ(Behind("?K"), "nothing");
  EXPECT_EQ(Behind("?KR"), "KR");
  EXPECT_EQ(Behind("?5"), "nothing");   // which digit it is nobody knows
  EXPECT_EQ(Behind("?K5"), "nothing");  // nor how many letters: the unread one may be one
  EXPECT_EQ(Behind("?5A6"), "1d1x");
}

TEST(SerialContext, ForgettingIsAsReadingNothing) {
  SerialContext forgot;
  forgot.AddCharacter(CharacterOf('K'));
  forgot.Forget();
  SerialContext unread;
  unread.Add(Read("?"), 0);
  EXPECT_TRUE(forgot == unread);
}

}  // namespace
}  // namespace proofmark::match
