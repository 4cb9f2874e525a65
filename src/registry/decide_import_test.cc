// SPDX-License-Identifier: Apache-2.0
#include "registry/decide_import.h"

#include <gtest/gtest.h>

#include "base/bytes.h"

namespace proofmark::registry {
namespace {

RowContent Content(std::uint8_t n) { return RowContent{n}; }

RowReading Row(std::uint8_t content) {
  RowReading reading;
  reading.source_id = "7";
  reading.content = Content(content);
  return reading;
}

store::RegisterEntry Entry(std::uint8_t record, std::uint8_t content, std::optional<std::string> as_of = {}) {
  return {base::Ulid{{record}}, std::string(base::View(Content(content))), std::move(as_of), 0};
}

std::optional<base::PartialDate> Date(const char* text) { return *base::PartialDate::Parse(text); }

RowDecision Decide(std::uint8_t content, const std::vector<store::RegisterEntry>& existing,
                   std::optional<base::PartialDate> as_of = std::nullopt, Occurrence occurrence = {}) {
  return DecideRow(Row(content), occurrence, existing, as_of);
}

const Occurrence kTwiceDifferent{2, true};
const Occurrence kSecondEqual{1, false};

TEST(ImportIdentity, ARowOfAnUnknownNumberIsNew) {
  RowDecision decision = Decide(1, {});
  EXPECT_EQ(decision.outcome, RowOutcome::kNew);
  EXPECT_EQ(decision.warning, RowWarning::kNone);
  EXPECT_FALSE(decision.record);
}

TEST(ImportIdentity, ARowThatSaysWhatTheRecordSaysIsADuplicate) {
  RowDecision decision = Decide(1, {Entry(5, 1)});
  EXPECT_EQ(decision.outcome, RowOutcome::kDuplicate);
  EXPECT_EQ(decision.record, base::Ulid{{5}});
}

TEST(ImportIdentity, ARowThatSaysSomethingElseCorrectsTheRecord) {
  RowDecision decision = Decide(2, {Entry(5, 1)});
  EXPECT_EQ(decision.outcome, RowOutcome::kCorrection);
  EXPECT_EQ(decision.record, base::Ulid{{5}});
}

TEST(ImportIdentity, AnOlderFileCorrectsNothing) {
  EXPECT_EQ(Decide(2, {Entry(5, 1, "2022-03")}, Date("2022-02-28")).outcome, RowOutcome::kDuplicate);
  EXPECT_EQ(Decide(2, {Entry(5, 1, "2022")}, Date("2021")).outcome, RowOutcome::kDuplicate);
}

TEST(ImportIdentity, AFileThatMayBeAsOldCorrects) {
  EXPECT_EQ(Decide(2, {Entry(5, 1, "2022-02-28")}, Date("2022-02-28")).outcome, RowOutcome::kCorrection);
  EXPECT_EQ(Decide(2, {Entry(5, 1, "2022-03")}, Date("2022")).outcome, RowOutcome::kCorrection);
  EXPECT_EQ(Decide(2, {Entry(5, 1, "2022")}, Date("2022-01-01")).outcome, RowOutcome::kCorrection);
  EXPECT_EQ(Decide(2, {Entry(5, 1, "2022")}).outcome, RowOutcome::kCorrection);  // nobody said how old the file is
  EXPECT_EQ(Decide(2, {Entry(5, 1)}, Date("1990")).outcome, RowOutcome::kCorrection);
}

TEST(ImportIdentity, ANumberThatStandsTwiceWithDifferentContentMakesTwoRecordsAndAWarning) {
  RowDecision first = Decide(1, {}, {}, kTwiceDifferent);
  EXPECT_EQ(first.outcome, RowOutcome::kNew);
  EXPECT_EQ(first.warning, RowWarning::kIdTwiceInFile);
  RowDecision second = Decide(2, {Entry(5, 1)}, {}, kTwiceDifferent);
  EXPECT_EQ(second.outcome, RowOutcome::kNew);
  EXPECT_EQ(second.warning, RowWarning::kIdTwiceInFile);
}

TEST(ImportIdentity, TheSameFileAgainIsAllDuplicates) {
  std::vector<store::RegisterEntry> both = {Entry(5, 1), Entry(6, 2)};
  for (std::uint8_t content : {1, 2}) {
    RowDecision decision = Decide(content, both, {}, kTwiceDifferent);
    EXPECT_EQ(decision.outcome, RowOutcome::kDuplicate);
    EXPECT_EQ(decision.warning, RowWarning::kNone);
    EXPECT_EQ(decision.record, base::Ulid{{static_cast<std::uint8_t>(content + 4)}});
  }
}

TEST(ImportIdentity, ANumberOfSeveralRecordsIsNeverCorrectedByAMachine) {
  RowDecision decision = Decide(3, {Entry(5, 1), Entry(6, 2)});
  EXPECT_EQ(decision.outcome, RowOutcome::kNew);
  EXPECT_EQ(decision.warning, RowWarning::kIdOfSeveralRecords);
  EXPECT_FALSE(decision.record);
}

TEST(ImportIdentity, AnOlderFileAddsNothingToANumberOfSeveralRecords) {
  EXPECT_EQ(Decide(3, {Entry(5, 1, "2022"), Entry(6, 2, "2023")}, Date("2021")).outcome, RowOutcome::kDuplicate);
  EXPECT_EQ(Decide(3, {Entry(5, 1, "2020"), Entry(6, 2, "2023")}, Date("2021")).outcome, RowOutcome::kNew);
  EXPECT_EQ(Decide(3, {Entry(5, 1, "2022")}, Date("2021"), kTwiceDifferent).outcome, RowOutcome::kDuplicate);
}

TEST(ImportIdentity, WhollyEqualRowsOfOneFileAreOneRecordAndADuplicate) {
  EXPECT_EQ(Decide(1, {}, {}, kSecondEqual).outcome, RowOutcome::kDuplicate);
  EXPECT_EQ(Decide(1, {Entry(5, 9)}, {}, kSecondEqual).outcome, RowOutcome::kDuplicate);  // the first row corrects
}

TEST(ImportIdentity, EveryWarningHasASentence) {
  EXPECT_TRUE(Describe(RowWarning::kNone).empty());
  EXPECT_FALSE(Describe(RowWarning::kIdTwiceInFile).empty());
  EXPECT_FALSE(Describe(RowWarning::kIdOfSeveralRecords).empty());
}

TEST(FileIdentities, TellWhichNumbersStandTwiceAndWhichRowIsTheFirst) {
  FileIdentities ids;
  ids.Add("once", Content(1), 2);
  ids.Add("equal", Content(2), 9);
  ids.Add("equal", Content(2), 3);
  ids.Add("different", Content(3), 5);
  ids.Add("different", Content(4), 6);
  ids.Add("different", Content(3), 7);
  ids.Finish();
  EXPECT_EQ(ids.ambiguous(), 1);
  auto is = [&](std::string_view id, std::uint8_t content, std::int64_t line) {
    Occurrence found = ids.Find(id, Content(content), line);
    return std::to_string(found.distinct_contents_in_file) + (found.first_of_its_content ? " first" : " again");
  };
  EXPECT_EQ(is("once", 1, 2), "1 first");
  EXPECT_EQ(is("equal", 2, 3), "1 first");
  EXPECT_EQ(is("equal", 2, 9), "1 again");
  EXPECT_EQ(is("different", 3, 5), "2 first");
  EXPECT_EQ(is("different", 4, 6), "2 first");
  EXPECT_EQ(is("different", 3, 7), "2 again");
  EXPECT_EQ(is("elsewhere", 1, 1), "1 first");
}

}  // namespace
}  // namespace proofmark::registry
