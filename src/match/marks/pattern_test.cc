// SPDX-License-Identifier: Apache-2.0
#include "match/marks/pattern.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "match/marks/match_fixture.h"

namespace proofmark::match {
namespace {

using base::Code;

std::string Printed(std::string_view strict) {
  auto pattern = Pattern::Parse(strict);
  return pattern.ok() ? pattern->ToText() : "refused: " + std::string(base::Describe(pattern.error().code).name);
}

TEST(Pattern, PrintsAsItWasRead) {
  for (const char* strict : {"A", "0", "2421[23]", "?", "*", "*573", "KAB4??", "A*B*C", "[0O]1[58]", "Z9?*"}) {
    EXPECT_EQ(Printed(strict), strict);
  }
}

TEST(Pattern, RunsSideBySideAreOne) {
  EXPECT_EQ(Printed("A**B***"), "A*B*");
  EXPECT_EQ(Read("A**B***").size(), 4U);
  EXPECT_EQ(Printed("A*?*"), "A*?*");
}

TEST(Pattern, ABracketIsASet) {
  EXPECT_EQ(Printed("[853]"), "[358]");
  EXPECT_EQ(Printed("[BA]"), "[AB]");
  EXPECT_EQ(Printed("[55]A"), "5A");
  EXPECT_EQ(Read("[55]A").read(), 2U);
  EXPECT_EQ(Read("[58]A").read(), 1U);
}

TEST(Pattern, SaysWhatMayStandWhere) {
  const Pattern pattern = Read("A[01]?*");
  EXPECT_EQ(pattern.Possible(0), Pattern::Set{1} << 10);
  EXPECT_EQ(pattern.Possible(1), Pattern::Set{3});
  EXPECT_EQ(pattern.Possible(2), (Pattern::Set{1} << 36) - 1);
  EXPECT_TRUE(pattern.IsCharacter(0));
  EXPECT_TRUE(pattern.IsSet(1));
  EXPECT_FALSE(pattern.IsSet(2));
  EXPECT_TRUE(pattern.has_run());
  EXPECT_FALSE(Read("A?").has_run());
  EXPECT_EQ(pattern.ToText(1, 3), "[01]?");
}

TEST(Pattern, SetsAreEqualByWhatTheyHold) {
  EXPECT_EQ(Read("[AB]1"), Read("[BA]1"));
  EXPECT_FALSE(Read("[AB]1") == Read("[CD]1"));
}

TEST(Pattern, RefusesWhatIsNotStrict) {
  for (const char* bad : {"", "a", "A-1", "A 1", "[", "[]", "[A", "A]", "[?]", "[A*]", "Ä"}) {
    EXPECT_EQ(Printed(bad), "refused: invalid") << bad;
  }
}

TEST(Pattern, HasALimit) {
  EXPECT_TRUE(Pattern::Parse(std::string(kPatternSymbolsMax, 'A')).ok());
  auto longer = Pattern::Parse(std::string(kPatternSymbolsMax + 1, 'A'));
  ASSERT_FALSE(longer.ok());
  EXPECT_EQ(longer.error().code, Code::kTooLarge);
  EXPECT_EQ(longer.error().field, "pattern");
  // As many symbols, however long each is written.
  std::string sets;
  for (std::size_t i = 0; i < kPatternSymbolsMax; ++i) sets += "[0123456789]";
  EXPECT_EQ(Printed(sets), sets);
}

TEST(Pattern, CharactersHaveNumbers) {
  for (int character = 0; character < kCharacters; ++character) EXPECT_EQ(CharacterOf(TextOf(character)), character);
  EXPECT_EQ(CharacterOf('a'), -1);
  EXPECT_EQ(CharacterOf('-'), -1);
  EXPECT_TRUE(IsDigit(CharacterOf('9')));
  EXPECT_FALSE(IsDigit(CharacterOf('A')));
}

RC_GTEST_PROP(Pattern, WhatIsTakenPrintsAndReadsAsItself, ()) {
  const auto symbols = *rc::gen::container<std::vector<std::string>>(
      *rc::gen::inRange<std::size_t>(1, kPatternSymbolsMax + 1),
      rc::gen::element<std::string>("0", "1", "A", "O", "Z", "?", "*", "[0O]", "[85B8]", "[7]"));
  std::string text;
  for (const std::string& symbol : symbols) text += symbol;
  auto pattern = Pattern::Parse(text);
  RC_ASSERT(pattern.ok());
  auto again = Pattern::Parse(pattern->ToText());
  RC_ASSERT(again.ok());
  RC_ASSERT(*again == *pattern);
  RC_ASSERT(again->ToText() == pattern->ToText());
  RC_ASSERT(again->read() == pattern->read());
  auto back = Pattern::OfBytes(pattern->ToBytes());
  RC_ASSERT(back.has_value());
  RC_ASSERT(*back == *pattern);
  RC_ASSERT(back->read() == pattern->read());
  RC_ASSERT(back->has_run() == pattern->has_run());
}

TEST(Pattern, OfBytesThatAreNoneIsNothing) {
  const std::string whole = Pattern::Parse("A[58]?*").value().ToBytes();
  ASSERT_TRUE(Pattern::OfBytes(whole));
  for (std::size_t size = 0; size < whole.size(); ++size) EXPECT_FALSE(Pattern::OfBytes(whole.substr(0, size))) << size;
  EXPECT_FALSE(Pattern::OfBytes(whole + "x"));
  EXPECT_FALSE(Pattern::OfBytes(std::string(1, '\0')));
  std::string other = whole;
  other[2] = static_cast<char>(Pattern::kFirstSet + 1);  // a set that is not there
  EXPECT_FALSE(Pattern::OfBytes(other));
  other = whole;
  other.back() = 1;  // a set of no character that there is
  EXPECT_FALSE(Pattern::OfBytes(other));
  EXPECT_FALSE(Pattern::OfBytes(std::string(1, static_cast<char>(kPatternSymbolsMax + 1)) +
                                std::string(kPatternSymbolsMax + 1, '\1')));
}

}  // namespace
}  // namespace proofmark::match
