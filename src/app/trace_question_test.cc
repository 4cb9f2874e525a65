// SPDX-License-Identifier: Apache-2.0
#include "app/trace_question.h"

#include <gtest/gtest.h>

namespace proofmark::app {
namespace {

using base::Code;
using base::Json;

const vocab::Vocabulary& Words() {
  static const vocab::Vocabulary words = *vocab::Vocabulary::Load(PM_DATA_DIR);
  return words;
}

base::Result<TraceQuestion> Try(const Json& json) {
  static const match::MarkReader reader = *match::MarkReader::Make(Words());
  return ReadTraceQuestion(Words(), reader, json);
}

TraceQuestion Understood(const Json& json) {
  auto question = Try(json);
  EXPECT_TRUE(question.ok()) << json << ": " << (question.ok() ? "" : question.error().message);
  return question.ok() ? *question : TraceQuestion{};
}

// "code field" of a refusal.
std::string Refused(const Json& json) {
  auto question = Try(json);
  if (question.ok()) return "taken";
  return std::string(base::Describe(question.error().code).name) + " " + question.error().field;
}

TEST(TraceQuestion, ASerialIsReadAsItWasWritten) {
  const TraceQuestion question = Understood({{"ref", 7}, {"serial", "kab-44102 (ferrolho)"}, {"type", "PISTOLA"}});
  EXPECT_EQ(question.ref, 7);
  ASSERT_EQ(question.query.marks.size(), 1U);
  EXPECT_EQ(question.query.marks[0].pattern, "KAB44102");
  EXPECT_EQ(question.query.marks[0].positions, std::vector<std::string>({"slide"}));
  EXPECT_EQ(question.query.type.code, "pistol");
  EXPECT_EQ(question.query.type.text, "PISTOLA");
}

TEST(TraceQuestion, AKeyThatThereIsNotIsRefusedByName) {
  EXPECT_EQ(Refused({{"serial", "A12345"}, {"calliber", "9mm"}}), "invalid calliber");
  EXPECT_EQ(Refused({{"marks", {{{"kind", "serial"}, {"txt", "A12345"}}}}}), "invalid marks.txt");
  EXPECT_NE(Try({{"serial", "A12345"}, {"calliber", "9mm"}}).error().message.find("calibre"), std::string::npos);
  // All that there are.
  EXPECT_EQ(Refused({{"ref", "q1"},
                     {"serial", "A12345"},
                     {"pattern", "B1?345"},
                     {"marks", {{{"kind", "serial"}, {"text", "C12345"}, {"positions", {"frame"}}}}},
                     {"make", "TAURUS"},
                     {"model", "82"},
                     {"calibre", "38"},
                     {"type", "revolver"},
                     {"country", "BR"},
                     {"importer", "X"},
                     {"import_country", "BR"},
                     {"year", 2006}}),
            "taken");
}

TEST(TraceQuestion, APatternIsTakenAsItStands) {
  const TraceQuestion question = Understood({{"pattern", "KAB4**?[10]"}});
  ASSERT_EQ(question.query.marks.size(), 1U);
  EXPECT_EQ(question.query.marks[0].pattern, "KAB4*?[01]");
  EXPECT_EQ(question.query.marks[0].legibility, match::Legibility::kPartial);
  EXPECT_EQ(Understood({{"pattern", "KAB4"}}).query.marks[0].legibility, match::Legibility::kClear);
}

TEST(TraceQuestion, MarksHaveKindsAndPositions) {
  const TraceQuestion question = Understood({{"marks",
                                              {{{"kind", "serial"}, {"text", "KAB44102"}, {"positions", {"frame"}}},
                                               {{"pattern", "KAC?7315"}, {"positions", {"slide", "barrel"}}},
                                               {{"kind", "property"}, {"text", "SSP 4471"}}}}});
  ASSERT_GE(question.query.marks.size(), 2U);
  EXPECT_EQ(question.query.marks[0].positions, std::vector<std::string>({"frame"}));
  EXPECT_EQ(question.query.marks[1].kind, "serial");
  EXPECT_EQ(question.query.marks[1].positions, std::vector<std::string>({"slide", "barrel"}));
  ASSERT_EQ(question.marks.size(), 3U);
  EXPECT_EQ(question.marks[2].kind, "property");
  for (std::size_t i = 2; i < question.query.marks.size(); ++i) EXPECT_EQ(question.query.marks[i].kind, "property");
}

TEST(TraceQuestion, TwoNumbersInOneTextMayBeOne) {
  const TraceQuestion question = Understood({{"serial", "50533 / 60644"}});
  ASSERT_EQ(question.query.marks.size(), 2U);
  ASSERT_EQ(question.query.joined.size(), 1U);
  EXPECT_EQ(question.query.joined[0].pattern, "5053360644");
}

TEST(TraceQuestion, YearAndCalibreMayBeNumbers) {
  const TraceQuestion question = Understood({{"year", 1998}, {"calibre", 38}});
  EXPECT_EQ(question.query.year, "1998");
  EXPECT_EQ(question.query.calibre.text, "38");
  EXPECT_EQ(question.query.calibre.code, ".38");
  EXPECT_EQ(Understood({{"year", "1998"}}).query.year, "1998");
}

TEST(TraceQuestion, ADescriptionIsResolved) {
  const TraceQuestion question =
      Understood({{"make", "TAURUS"}, {"model", "QQ 9"}, {"country", "BRASIL"}, {"importer", "A dealer"}});
  EXPECT_EQ(question.query.make.code, "taurus");
  EXPECT_FALSE(question.query.model.resolved());
  EXPECT_EQ(question.query.model.text, "QQ 9");
  EXPECT_EQ(question.query.made_country.code, "BR");
  EXPECT_EQ(question.item.importer, "A dealer");
  EXPECT_TRUE(question.query.marks.empty());
}

TEST(TraceQuestion, ASerialOfDigitsMayBeANumberOfJson) {
  const TraceQuestion question = Understood({{"serial", 347499}});
  ASSERT_EQ(question.query.marks.size(), 1U);
  EXPECT_EQ(question.query.marks[0].pattern, "347499");
}

TEST(TraceQuestion, ANumberThatIsGoneIsStillAQuestion) {
  const TraceQuestion question = Understood({{"serial", "raspado"}, {"make", "TAURUS"}});
  EXPECT_TRUE(question.query.marks.empty());
  ASSERT_EQ(question.marks.size(), 1U);
  EXPECT_EQ(question.marks[0].reading.state, match::FieldState::kObliterated);
}

TEST(TraceQuestion, WhatIsNoQuestionIsRefusedByItsField) {
  EXPECT_EQ(Refused(Json::array()), "invalid ");
  EXPECT_EQ(Refused(Json::object()), "invalid serial");
  EXPECT_EQ(Refused({{"ref", "q1"}}), "invalid serial");
  EXPECT_EQ(Refused({{"marks", Json::array()}}), "invalid serial");
  EXPECT_EQ(Refused({{"serial", true}}), "invalid serial");
  EXPECT_EQ(Refused({{"serial", std::string(5000, 'A')}}), "too_large serial");
  EXPECT_EQ(Refused({{"make", std::string(99999, 'A')}}), "too_large make");
  EXPECT_EQ(Refused({{"pattern", "kab"}}), "invalid pattern");
  EXPECT_EQ(Refused({{"pattern", std::string(33, 'A')}}), "too_large pattern");
  EXPECT_EQ(Refused({{"year", 1998.5}}), "invalid year");
  EXPECT_EQ(Refused({{"marks", {{{"text", "A1"}, {"pattern", "A1"}}}}}), "invalid marks");
  EXPECT_EQ(Refused({{"marks", {{{"kind", "serial"}}}}}), "invalid marks");
  EXPECT_EQ(Refused({{"marks", {{{"kind", "tattoo"}, {"text", "A1"}}}}}), "invalid marks.kind");
  EXPECT_EQ(Refused({{"marks", {{{"text", "A1"}, {"positions", {"hull"}}}}}}), "invalid marks.positions");
  EXPECT_EQ(Refused({{"marks", "A1"}}), "invalid marks");
  const Json many(match::kQueryMarksMax, {{"text", "A1"}});
  EXPECT_EQ(Refused({{"marks", many}}), "taken");
  EXPECT_EQ(Refused({{"marks", many}, {"serial", "A1"}}), "too_large marks");
}

TEST(TraceQuestion, ASerialAndAPatternAreTwoMarks) {
  EXPECT_EQ(Understood({{"serial", "KAB44102"}, {"pattern", "KAC?7315"}}).query.marks.size(), 2U);
}

}  // namespace
}  // namespace proofmark::app
