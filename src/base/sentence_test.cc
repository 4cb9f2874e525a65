// SPDX-License-Identifier: Apache-2.0
#include "base/sentence.h"

#include <gtest/gtest.h>

namespace proofmark::base {
namespace {

TEST(Sentence, SaysItsValuesInTheirPlacesAndInParts) {
  const Sentence misread = Say("misread", "{read} read for {record}", {{"read", "O"}, {"record", "0"}});
  EXPECT_EQ(misread.english(), "O read for 0");
  EXPECT_EQ(misread.said(), Json::parse(R"([{"code": "misread", "read": "O", "record": "0"}])"));
  EXPECT_EQ(Say("days", "at most {count} days", {{"count", 7}}).english(), "at most 7 days");
}

TEST(Sentence, ListsThingsByAndAndByOr) {
  EXPECT_EQ(Say("of", "of {makes}", {{"makes", {"A", "B"}}}).english(), "of A and B");
  EXPECT_EQ(Say("may", "{either}", {{"either", {"A", "B", "C"}}}).english(), "A or B or C");
}

TEST(Sentence, WhatAValueSaysIsNoPlace) {
  EXPECT_EQ(Say("mark", "{mark}: {mark}", {{"mark", "{count}"}}).english(), "{count}: {count}");
}

TEST(Sentence, KeepsTheOrderOfWhatIsAdded) {
  Sentence sentence;
  EXPECT_TRUE(sentence.empty());
  sentence.And(Say("a", "first")).And({}).And(Say("b", "second")).Within(Say("c", "third")).Within({});
  EXPECT_EQ(sentence.english(), "first; second (third)");
  EXPECT_EQ(sentence.said(), Json::parse(R"([{"code": "a"}, {"code": "b"}, {"code": "c", "within": true}])"));
}

TEST(Sentence, OfAPersonHasNoParts) {
  const Sentence said("as the clerk wrote it");
  EXPECT_EQ(said.english(), "as the clerk wrote it");
  EXPECT_TRUE(said.said().empty());
}

}  // namespace
}  // namespace proofmark::base
