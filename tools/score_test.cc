// SPDX-License-Identifier: Apache-2.0
#include "tools/world/score.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tools/world/question.h"
#include "tools/world/showcase.h"
#include "tools/world/story.h"
#include "tools/world/truth.h"

namespace proofmark::world {
namespace {

using base::Json;

// Stored on 1 March 2015, stolen on 10 June 2017, seized on 1 May 2019: all of it told.
Json Truth() {
  return Json::parse(R"({
    "records": [{"owner": "XB-POL", "source_id": "AR1", "part": "whole"}],
    "chain": [
      {"kind": "stored", "true": true, "told": {"owner": "XB-POL", "date": "2015-03-01"}},
      {"kind": "stolen", "true": true, "told": {"owner": "XB-POL", "date": "2017-06"}},
      {"kind": "smuggled", "true": true, "told": null},
      {"kind": "seized", "true": true, "told": {"owner": "XC-POL", "date": "2019-05-01"}}],
    "diversion": {"kind": "theft", "at": "2017-06-10"},
    "knowable": {"kind": true, "window": "bounds", "from": "2015-03-01", "to": "2017-06"}})");
}

Json Story() {
  return Json::parse(R"({
    "events": [
      {"kind": "stored", "owner": "XB-POL", "date": {"from": "2015-03-01", "to": "2015-03-01"}},
      {"kind": "stolen", "owner": "XB-POL", "date": {"from": "2017-06", "to": "2017-06"}},
      {"kind": "seized", "owner": "XC-POL", "date": {"from": "2019-05-01", "to": "2019-05-01"}}],
    "diversion": {"hypotheses": [
      {"kind": "stock_leak", "rank": 2, "from": "2015-03-01", "to": "2019-05-01"},
      {"kind": "theft", "rank": 1, "from": "2015-03-01", "to": "2017-06"}]}})");
}

TEST(Score, FindsAStoryRightThatSaysWhatIsKnown) {
  Verdict verdict = Score(Story(), Truth());
  EXPECT_EQ(verdict.chain, Mark::kRight);
  EXPECT_EQ(verdict.kind, Mark::kRight);
  EXPECT_EQ(verdict.in_top2, Mark::kRight);
  EXPECT_EQ(verdict.accepted, Mark::kRight);
  EXPECT_EQ(verdict.window, Mark::kRight);
  EXPECT_EQ(verdict.why, "");
}

TEST(Score, MissesAnEventThatIsMissingStrangeOrOutOfOrder) {
  Json story = Story();
  story["events"].erase(2);
  Verdict verdict = Score(story, Truth());
  EXPECT_EQ(verdict.chain, Mark::kWrong);
  EXPECT_EQ(verdict.why, "chain: seized of XC-POL is missing");

  story = Story();
  story["events"].push_back({{"kind", "lost"}, {"owner", "XB-POL"}, {"date", {{"from", "2020"}, {"to", "2020"}}}});
  EXPECT_EQ(Score(story, Truth()).why, "chain: lost of XB-POL is not of this weapon");

  story = Story();
  std::swap(story["events"][0], story["events"][2]);
  EXPECT_EQ(Score(story, Truth()).chain, Mark::kWrong);
}

TEST(Score, TakesADateThatOverlapsForTheSame) {
  Json story = Story();
  story["events"][0]["date"] = {{"from", "2015"}, {"to", "2015"}};
  EXPECT_EQ(Score(story, Truth()).chain, Mark::kRight);
  story["events"][0]["date"] = {{"from", "2014"}, {"to", "2014"}};
  EXPECT_EQ(Score(story, Truth()).chain, Mark::kWrong);
}

TEST(Score, LetsAWithdrawnReportBeMissing) {
  Json truth = Truth();
  truth["chain"][1]["true"] = false;
  Json story = Story();
  story["events"].erase(1);
  EXPECT_EQ(Score(story, truth).chain, Mark::kRight);
}

TEST(Score, LetsAFindOfAPartBeThereOrNot) {
  Json truth = Truth();
  truth["records"].push_back({{"owner", "XD-POL"}, {"source_id", "IZ2"}, {"part", "slide"}});
  EXPECT_EQ(Score(Story(), truth).chain, Mark::kRight);
  Json story = Story();
  story["events"].push_back({{"kind", "seized"}, {"owner", "XD-POL"}, {"date", {{"from", "2020"}, {"to", "2020"}}}});
  EXPECT_EQ(Score(story, truth).chain, Mark::kRight);
  EXPECT_EQ(Score(story, Truth()).chain, Mark::kWrong);
}

TEST(Score, CountsTheSecondChoiceAndTheOnesThatAReaderMayMake) {
  Json story = Story();
  story["diversion"]["hypotheses"][0]["rank"] = 1;
  story["diversion"]["hypotheses"][1]["rank"] = 2;
  Verdict verdict = Score(story, Truth());
  EXPECT_EQ(verdict.kind, Mark::kWrong);
  EXPECT_EQ(verdict.in_top2, Mark::kRight);
  EXPECT_EQ(verdict.accepted, Mark::kWrong);
  Json truth = Truth();
  truth["knowable"]["accepted"] = {"theft", "stock_leak"};
  EXPECT_EQ(Score(story, truth).accepted, Mark::kRight);
}

TEST(Score, DoesNotCountWhatNobodyCouldKnow) {
  Json truth = Truth();
  truth["knowable"]["kind"] = false;
  truth["knowable"]["window"] = "hidden";
  Verdict verdict = Score(Json::object(), truth);
  EXPECT_EQ(verdict.kind, Mark::kUnknown);
  EXPECT_EQ(verdict.in_top2, Mark::kUnknown);
  EXPECT_EQ(verdict.window, Mark::kUnknown);
}

TEST(Score, WantsNoHypothesisWhereNothingWasDiverted) {
  Json truth = Truth();
  truth["diversion"] = nullptr;
  EXPECT_EQ(Score(Story(), truth).kind, Mark::kWrong);
  Json story = Story();
  story["diversion"]["hypotheses"] = Json::array();
  EXPECT_EQ(Score(story, truth).kind, Mark::kRight);
}

// The window must hold the true day, and be no wider than the records force it to be.
TEST(Score, FindsAWindowWrongThatIsTooWideOrElsewhere) {
  auto window = [](const Json& from, const Json& to) {
    Json story = Story();
    story["diversion"]["hypotheses"][1]["from"] = from;
    story["diversion"]["hypotheses"][1]["to"] = to;
    return Score(story, Truth()).window;
  };
  EXPECT_EQ(window("2015-03-01", "2017-06-30"), Mark::kRight);
  EXPECT_EQ(window("2017-06-01", "2017-06-15"), Mark::kRight);  // tighter, and true
  EXPECT_EQ(window("2015-03", "2017"), Mark::kRight);           // said less exactly
  EXPECT_EQ(window("2015-02-28", "2017-06"), Mark::kWrong);     // begins too early
  EXPECT_EQ(window("2015-03-01", "2019-05-01"), Mark::kWrong);  // ends too late
  EXPECT_EQ(window("2015-03-01", "2017-06-09"), Mark::kWrong);  // ended before it happened
  EXPECT_EQ(window("2017-06-11", "2017-06-30"), Mark::kWrong);  // began after it happened
  EXPECT_EQ(window(nullptr, "2017-06"), Mark::kWrong);
}

TEST(Score, WantsNoBeginningWithoutALawfulHistory) {
  Json truth = Truth();
  truth["knowable"] = {{"kind", true}, {"window", "none"}, {"from", nullptr}, {"to", nullptr}};
  EXPECT_EQ(Score(Story(), truth).window, Mark::kWrong);
  Json story = Story();
  story["diversion"]["hypotheses"][1]["from"] = nullptr;
  EXPECT_EQ(Score(story, truth).window, Mark::kRight);
}

TEST(Score, HoldsAReportsWindowAgainstBothEndsThatItGives) {
  Json truth = Truth();
  truth["diversion"]["at"] = nullptr;
  truth["knowable"]["from"] = {{"from", "2014"}, {"to", "2015"}};
  truth["knowable"]["to"] = {{"from", "2017"}, {"to", "2017"}};
  EXPECT_EQ(Score(Story(), truth).window, Mark::kRight);
  truth["knowable"]["to"] = {{"from", "2018"}, {"to", "2018"}};
  EXPECT_EQ(Score(Story(), truth).window, Mark::kWrong);
  truth["knowable"]["to"] = nullptr;  // the report gives none
  EXPECT_EQ(Score(Story(), truth).window, Mark::kRight);
}

TEST(Score, WantsTheTrueDaysToCrimeWithinTheToldOnesAndOfTheSameBasis) {
  Json truth = Truth();
  truth["time_to_crime"] = {{"days", 1522}, {"basis", "last_lawful"}, {"told", true}};
  auto told = [&](const Json& least, const Json& most, const char* basis) {
    Json story = Story();
    story["time_to_crime"] = {{"days_min", least}, {"days_max", most}, {"basis", basis}};
    return Score(story, truth).time_to_crime;
  };
  EXPECT_EQ(told(1522, 1522, "last_lawful"), Mark::kRight);
  EXPECT_EQ(told(1500, 1530, "last_lawful"), Mark::kRight);
  EXPECT_EQ(told(1523, 1530, "last_lawful"), Mark::kWrong);
  EXPECT_EQ(told(1522, 1522, "retail"), Mark::kWrong);
  EXPECT_EQ(told(nullptr, nullptr, "last_lawful"), Mark::kWrong);
  EXPECT_EQ(Score(Story(), truth).time_to_crime, Mark::kWrong);
  truth["time_to_crime"]["told"] = false;
  EXPECT_EQ(told(10, 20, "last_lawful"), Mark::kUnknown);
  truth["time_to_crime"] = nullptr;
  EXPECT_EQ(told(10, 20, "last_lawful"), Mark::kUnknown);
}

// The story that says what can be known, and no more.
Json StoryOfTheKnowable(const vocab::Vocabulary& words, const Life& life, const Json& truth) {
  Json events = Json::array();
  std::vector<trace::CustodyEvent> told = QuestionOf(words, life).events;
  std::stable_sort(told.begin(), told.end(), [](const auto& a, const auto& b) {
    return a.happened.from->FirstDay() < b.happened.from->FirstDay();
  });
  for (const trace::CustodyEvent& event : told) {
    std::string date = event.happened.from->ToText();
    events.push_back({{"kind", event.kind}, {"owner", event.owner}, {"date", {{"from", date}, {"to", date}}}});
  }
  Json hypotheses = Json::array();
  if (truth["diversion"].is_object()) {
    hypotheses.push_back({{"rank", 1},
                          {"kind", truth["diversion"]["kind"]},
                          {"from", truth["knowable"]["from"]},
                          {"to", truth["knowable"]["to"]}});
  }
  Json time = Json::object();
  if (const Json& days = truth["time_to_crime"]; days.is_object())
    time = {{"days_min", days["days"]}, {"days_max", days["days"]}, {"basis", days["basis"]}};
  return {{"events", events}, {"diversion", {{"hypotheses", hypotheses}}}, {"time_to_crime", time}};
}

TEST(Score, FindsNothingWrongWithWhatCanBeKnownOfAWorld) {
  auto words = vocab::Vocabulary::Load(PM_DATA_DIR);
  ASSERT_TRUE(words.ok());
  std::vector<Life> lives = ShowcaseLives();
  for (std::uint64_t number = 0; number < 3'000; ++number) lives.push_back(LifeOf(5, number));
  Tally tally;
  for (const Life& life : lives) {
    Json truth = TruthOf(life);
    Verdict verdict = Score(StoryOfTheKnowable(*words, life, truth), truth);
    ASSERT_EQ(verdict.why, "") << truth.dump();
    tally.Add(verdict);
  }
  EXPECT_GT(tally.window.right, 1'000);
  EXPECT_GT(tally.window.unknown, 50);
  EXPECT_GT(tally.kind.unknown, 50);
}

TEST(Tally, CountsRightWrongAndUnknownApart) {
  Tally tally;
  tally.Add(Score(Story(), Truth()));
  Json truth = Truth();
  truth["knowable"]["kind"] = false;
  tally.Add(Score(Json::object(), truth));
  EXPECT_EQ(tally.chain.right, 1);
  EXPECT_EQ(tally.chain.wrong, 1);
  EXPECT_EQ(tally.kind.right, 1);
  EXPECT_EQ(tally.kind.unknown, 1);
  EXPECT_EQ(tally.chain.share(), 0.5);
  EXPECT_EQ(tally.ToText().substr(0, 36), "chain 0.500 (1 of 2, 0 unknown), kin");
}

}  // namespace
}  // namespace proofmark::world
