// SPDX-License-Identifier: Apache-2.0
// Questions that many records fit: what is passed over by what is told of a weapon, and by its identifier, is no
// answer.
#include "match/marks/candidates.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "match/marks/mark_search.h"
#include "match/marks/match_fixture.h"

namespace proofmark::match {
namespace {

store::View Everything() { return app::AccessPolicy::Sees({{1, 1}, {1, 2}}); }

std::string IdOf(std::uint64_t number) {
  std::string digits = std::to_string(number);
  return "XX.item." + std::string(6 - digits.size(), '0') + digits;
}

// A thousand and more weapons of three makes, in no order of their identifiers; every second may be seen by few.
MarkIndex Register() {
  static const std::vector<DescribedField> kMakes = {{"BERETTA", "beretta"}, {"ROSSI", "rossi"}, {}};
  base::SeededRng rng(17);
  MarkIndex index;
  for (std::uint64_t i = 0; i < 1200; ++i) {
    const std::uint64_t number = i * 7919 % 1200;
    IndexedRecord record{.id = IdOf(number), .owner_code = "XX", .owner = 1, .handling_class = number % 2 == 0 ? 2 : 1};
    std::string digits;
    while (digits.size() < 5) digits += static_cast<char>('0' + rng.Below(10));
    record.marks = {{.text = digits, .pattern = digits, .kind = "serial"}};
    record.make = kMakes[number % kMakes.size()];
    record.type = {"pistol", "pistol"};
    index.Add(record);
  }
  index.Settle();
  return index;
}

MarkQuery Question(const std::string& pattern) {
  MarkQuery query;
  if (!pattern.empty()) query.marks = {{.text = pattern, .pattern = pattern, .kind = "serial"}};
  query.make = {"BERETTA", "beretta"};
  query.type = {"pistol", "pistol"};
  query.limit = 20;
  return query;
}

MarkAnswer Answered(const MarkIndex& index, const MarkQuery& query, const store::View& view, bool scan) {
  auto answer = scan ? SearchByScan(index, view, ShippedWords(), ShippedTables(), query)
                     : Search(index, view, ShippedWords(), ShippedTables(), query);
  EXPECT_TRUE(answer.ok()) << answer.error().message;
  return answer.ok() ? *answer : MarkAnswer{};
}

TEST(Candidates, OfManyThatFitAlikeThoseOfTheScanAreAnswered) {
  const MarkIndex index = Register();
  for (const char* pattern : {"????7", "7????", "??4??", "?2??1", "3???", "?????", "?????6"}) {
    for (const bool all : {true, false}) {
      const store::View view = all ? Everything() : app::AccessPolicy::Sees({{1, 1}});
      const MarkAnswer found = Answered(index, Question(pattern), view, false);
      const MarkAnswer scanned = Answered(index, Question(pattern), view, true);
      EXPECT_EQ(found.none_probability, scanned.none_probability) << pattern;
      ASSERT_EQ(found.candidates.size(), scanned.candidates.size()) << pattern;
      for (std::size_t i = 0; i < found.candidates.size(); ++i) {
        EXPECT_EQ(found.candidates[i].best.record, scanned.candidates[i].best.record) << pattern;
        EXPECT_EQ(found.candidates[i].score, scanned.candidates[i].score) << pattern;
      }
    }
  }
}

TEST(Candidates, ByDescriptionThoseThatScoreAlikeComeInTheOrderOfTheirIdentifiers) {
  const MarkIndex index = Register();
  const MarkAnswer all = Answered(index, Question(""), Everything(), false);
  ASSERT_EQ(all.candidates.size(), 20U);
  for (std::size_t i = 0; i < all.candidates.size(); ++i) EXPECT_EQ(all.candidates[i].best.record, IdOf(3 * i));
  // What the reader may not see is neither answered nor counted.
  const MarkAnswer few = Answered(index, Question(""), app::AccessPolicy::Sees({{1, 1}}), false);
  ASSERT_EQ(few.candidates.size(), 20U);
  for (std::size_t i = 0; i < few.candidates.size(); ++i) EXPECT_EQ(few.candidates[i].best.record, IdOf(3 + 6 * i));
  EXPECT_GT(few.candidates[0].probability, all.candidates[0].probability);
}

TEST(Candidates, WhatReplacedADescriptionIsWhatIsAskedFor) {
  MarkIndex index = Register();
  IndexedRecord record{.id = IdOf(1), .owner_code = "XX", .owner = 1, .handling_class = 1};
  record.make = {"BERETTA", "beretta"};
  record.type = {"pistol", "pistol"};
  index.Put(record);
  const MarkAnswer answer = Answered(index, Question(""), Everything(), false);
  ASSERT_GT(answer.candidates.size(), 2U);
  EXPECT_EQ(answer.candidates[1].best.record, IdOf(1));
}

}  // namespace
}  // namespace proofmark::match
