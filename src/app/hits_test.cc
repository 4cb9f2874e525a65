// SPDX-License-Identifier: Apache-2.0
// Scenes of three authorities: a weapon of AA is looked for, BB has one in hand, CC has nothing to do with it.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>

#include "app/proofmark.h"
#include "app/reactions.h"
#include "app/two_sides.h"
#include "base/file.h"
#include "base/random.h"
#include "tests/node_test.h"

namespace proofmark::app {
namespace {

using base::Code;
using base::Json;
using trace::HitAct;
using trace::LinkAct;

class HitsTest : public ::proofmark::testing::NodeTest {
 protected:
  void SetUp() override {
    Open();
    for (const char* owner : {"AA", "BB", "CC"}) ASSERT_TRUE(app_->Init(owner, owner).ok());
    // Guns that nobody looks for, so that a number is one among many.
    std::string guns;
    for (int i = 0; i < 200; ++i)
      guns += "C" + std::to_string(i) + ",K" + std::to_string(100'003 + i * 3'701) + ",GLOCK,9mm,2015,\n";
    Import("CC", "registered", guns);
  }
  static Asking Me(const std::string& actor = "console:0") {
    return {ActorFromText(actor), {"trace", "case 7", "national_law"}};
  }
  // Rows "id,serial,make,calibre,date,place" of a register of one kind of event.
  Json Import(const std::string& owner, const std::string& kind, const std::string& rows,
              const std::vector<std::string>& codes = {}) {
    Json mapping = {
        {"source", owner + "-" + kind},
        {"format", "csv"},
        {"fields", {{"source_id", "id"}, {"make", "make"}, {"calibre", "calibre"}}},
        {"marks", {{{"kind", "serial"}, {"columns", {"serial"}}}}},
        {"events", {{{"kind", kind}, {"date", "date"}, {"place", "place"}}}},
        {"handling",
         {{"codes", codes}, {"onward", "ask_owner"}, {"purpose", "investigation"}, {"legal_basis", "national_law"}}}};
    const std::string at = root() + "/" + owner + kind;
    EXPECT_TRUE(base::WriteFileDurably(at + ".json", mapping.dump(), 0600).ok());
    EXPECT_TRUE(base::WriteFileDurably(at + ".csv", "id,serial,make,calibre,date,place\n" + rows, 0600).ok());
    auto done =
        app_->ImportItems(Me(), {at + ".csv", at + ".json", owner, "", false}, [](std::int64_t, std::int64_t) {});
    EXPECT_TRUE(done.ok()) << done.error().message;
    return done.ok() ? *done : Json::object();
  }
  void StolenInAA(const std::vector<std::string>& codes = {}) {
    Import("AA", "stolen", "T1,ABE573528,TAURUS,9mm,2019-03-11,\n", codes);
  }
  Json FoundInBB(const std::string& serial = "ABE57?528") {
    return Import("BB", "recovered", "F1," + serial + ",TAURUS,9mm,2021-06-02,\n");
  }
  Json Hits(const std::string& state = "", const std::string& actor = "console:0") {
    auto hits = app_->Hits(Me(actor), {"", state});
    EXPECT_TRUE(hits.ok()) << hits.error().message;
    return hits.ok() ? (*hits)["hits"] : Json::array();
  }
  std::string OnlyHit() {
    Json hits = Hits();
    EXPECT_EQ(hits.size(), 1U) << hits.dump(1);
    return hits.empty() ? "" : hits[0]["hit"].get<std::string>();
  }
  std::vector<std::string> Alerts(const std::string& owner) {
    std::vector<std::string> kinds;
    auto alerts = app_->Alerts(Me(), owner);
    EXPECT_TRUE(alerts.ok()) << alerts.error().message;
    for (const Json& one : (*alerts)["alerts"]) kinds.push_back(one["kind"]);
    return kinds;
  }
  Json Decide(HitAct act, const std::string& hit, const std::string& reason = "photographs compared") {
    auto done = app_->DecideHit(Me(), act, hit, {"staff:4711", reason});
    EXPECT_TRUE(done.ok()) << done.error().message;
    return done.ok() ? *done : Json::object();
  }
  std::vector<std::int64_t> Sizes() {
    std::vector<std::int64_t> out;
    for (const char* owner : {"AA", "BB", "CC"}) out.push_back(*app_->store().LogSize(owner, store::Stream::kRecord));
    return out;
  }
  // What holds at the end of every scene.
  void ExpectProvedAndRebuilt() {
    auto report = app_->Verify({}, nullptr);
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_TRUE((*report)["ok"].get<bool>()) << report->dump(1);
    auto rebuilt = app_->Rebuild("");
    ASSERT_TRUE(rebuilt.ok()) << rebuilt.error().message;
    for (const Json& owner : (*rebuilt)["owners"]) EXPECT_FALSE(owner["changed"].get<bool>()) << owner["owner"];
  }
  using Words = std::vector<std::string>;
};

PM_ON_BOTH_ENGINES(HitsTest);

// Behind a command only what comes near is read of who is looked for and who is in hand; behind a register, all.
TEST_P(HitsTest, AFewAtATimeRaiseAllThatTheWholeRegisterWould) {
  base::SeededRng rng(2370);
  std::vector<std::string> stolen;
  for (int round = 0; round < 12; ++round) {
    std::string thefts;
    std::string finds;
    for (int i = 0; i < 8; ++i) {
      const std::string id = std::to_string(round * 100 + i);
      stolen.push_back("AB" + std::to_string(100'000 + rng.Below(900'000)));
      if (i % 2 == 0) thefts += "T" + id + "," + stolen.back() + ",TAURUS,9mm,2019-03-11,\n";
      // One that is looked for, or that will be: as it is, misread, or with a character unread.
      std::string number = stolen[rng.Below(stolen.size())];
      if (rng.Below(3) == 0) number[2 + rng.Below(6)] = "?47"[rng.Below(3)];
      finds += "F" + id + "," + number + ",TAURUS,9mm,2021-06-02,\n";
      if (i % 2 != 0) thefts += "T" + id + "," + stolen.back() + ",TAURUS,9mm,2019-03-11,\n";
    }
    Import(round % 2 == 0 ? "AA" : "CC", "stolen", thefts);
    Import("BB", "recovered", finds);
  }
  const std::size_t raised = Hits().size();
  EXPECT_GT(raised, 40U);
  for (const char* owner : {"AA", "BB", "CC"}) ASSERT_TRUE(app_->store().SetReacted(owner, 0).ok());
  auto again = Reactor(*app_).CatchUp();
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(again->raised, 0);
  EXPECT_EQ(Hits().size(), raised);
}

TEST_P(HitsTest, RowsReadByThemselvesStandOnTheSidesThatAllRowsPutThemOn) {
  StolenInAA();
  FoundInBB();
  Import("AA", "recovered", "R1,ABE573528,TAURUS,9mm,2022-01-05,\n");
  Import("CC", "lost", "L1,ABE573528,TAURUS,9mm,2018,\nL2,XQ1,TAURUS,9mm,2018,\nL3,,TAURUS,9mm,2018,\n");
  auto searching = app_->SearchAsNode();
  ASSERT_TRUE(searching.ok());
  const match::MarkIndex& all = searching->searcher->index();
  SideReader all_rows(app_->store(), searching->view, app_->words(), all);
  ASSERT_TRUE(all_rows.AddAll().ok());
  const TwoSides* whole = &all_rows.sides();
  EXPECT_GE(whole->in_hand.event_of.size(), 2U);
  EXPECT_GE(whole->looked_for.event_of.size(), 2U);
  SideReader reader(app_->store(), searching->view, app_->words(), all);
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < all.size(); ++row) {
    ASSERT_TRUE(reader.Add(std::vector{row}).ok());
    rows.push_back(row);
  }
  ASSERT_TRUE(reader.Add(rows).ok());  // again: nothing comes twice
  EXPECT_EQ(reader.sides().in_hand.event_of, whole->in_hand.event_of);
  EXPECT_EQ(reader.sides().looked_for.event_of, whole->looked_for.event_of);
  EXPECT_EQ(reader.sides().seq_of, whole->seq_of);
  EXPECT_EQ(reader.sides().in_hand.index.size(), whole->in_hand.index.size());
}

TEST_P(HitsTest, APistolStolenInOneCountryAndRecoveredInAnotherIsFoundAndItsOwnerIsTold) {
  StolenInAA();
  EXPECT_EQ(FoundInBB()["reactions"]["raised"], 1);
  std::string id = OnlyHit();
  auto hit = app_->ShowHit(Me(), id);
  ASSERT_TRUE(hit.ok()) << hit.error().message;
  EXPECT_EQ((*hit)["owner"], "BB");
  EXPECT_EQ((*hit)["state"], "candidate");
  EXPECT_GE((*hit)["probability"].get<double>(), 0.8);
  EXPECT_EQ((*hit)["in_hand"]["kind"], "recovered");
  EXPECT_EQ((*hit)["looked_for"]["kind"], "stolen");
  EXPECT_EQ((*hit)["evidence"][0]["query"], "ABE57?528");
  EXPECT_FALSE((*hit)["evidence"][0]["why"].get<std::string>().empty());
  EXPECT_EQ(Alerts("AA"), Words{});  // an owner hears of what a person has confirmed

  Json decided = Decide(HitAct::kConfirm, id);
  EXPECT_EQ(decided["state"], "confirmed");
  EXPECT_EQ(Alerts("AA"), Words{"found_elsewhere"});
  EXPECT_EQ(Alerts("BB"), Words{});
  EXPECT_EQ(Alerts("CC"), Words{});
  Json links = *app_->Links(Me(), "F1");
  ASSERT_EQ(links["links"].size(), 1U);
  EXPECT_EQ(links["links"][0]["state"], "confirmed");
  EXPECT_EQ(links["links"][0]["by"], "staff:4711");
  EXPECT_EQ(links["links"][0]["reason"], "photographs compared");
  EXPECT_EQ((*app_->ShowHit(Me(), id))["decisions"].size(), 2U);  // compared, confirmed
  ExpectProvedAndRebuilt();
}

TEST_P(HitsTest, TheOrderInWhichTheTwoAreRecordedDoesNotMatter) {
  EXPECT_EQ(FoundInBB()["reactions"]["raised"], 0);
  StolenInAA();
  Json hits = Hits();
  ASSERT_EQ(hits.size(), 1U);
  EXPECT_EQ(hits[0]["owner"], "BB");
  EXPECT_EQ(hits[0]["in_hand"]["kind"], "recovered");
  ExpectProvedAndRebuilt();
}

TEST_P(HitsTest, AnOwnerWhoAsksForItHearsOfAPossibleMatchAtOnce) {
  StolenInAA({"possible_match"});
  FoundInBB();
  EXPECT_EQ(Alerts("AA"), Words{"possible_match"});
  Decide(HitAct::kReject, OnlyHit(), "the slide is another one");
  EXPECT_EQ(Alerts("AA"), (Words{"possible_match", "match_withdrawn"}));
  ExpectProvedAndRebuilt();
}

TEST_P(HitsTest, ARejectionIsRememberedAndAComparisonOpensItAgain) {
  StolenInAA();
  FoundInBB();
  std::string id = OnlyHit();
  Decide(HitAct::kReject, id, "another finish");
  // The same files again, and another event on the same record, raise nothing.
  StolenInAA();
  FoundInBB();
  Import("AA", "stolen", "T1,ABE573528,TAURUS,9mm,2019-03-12,\n");  // the day of the theft is corrected
  EXPECT_EQ(Hits("candidate").size(), 0U);
  EXPECT_EQ(Alerts("AA"), Words{});
  EXPECT_TRUE((*app_->Links(Me(), "F1"))["proposed"].empty());
  ExpectProvedAndRebuilt();
}

TEST_P(HitsTest, WhoErredCanSaySo) {
  StolenInAA();
  FoundInBB();
  std::string id = OnlyHit();
  Decide(HitAct::kConfirm, id);
  EXPECT_EQ(app_->DecideHit(Me(), HitAct::kReject, id, {"staff:1", "no"}).error().code, Code::kPrecondition);
  Decide(HitAct::kCompare, id, "compared anew, with the barrel out");
  Decide(HitAct::kReject, id, "the number was altered");
  EXPECT_EQ(Alerts("AA"), (Words{"found_elsewhere", "match_withdrawn"}));
  EXPECT_EQ((*app_->Links(Me(), "F1"))["links"][0]["state"], "rejected");
  ExpectProvedAndRebuilt();
}

TEST_P(HitsTest, ACancelledTheftReportWithdrawsItsHits) {
  StolenInAA();
  FoundInBB();
  std::string id = OnlyHit();
  Decide(HitAct::kConfirm, id);
  auto done = app_->Withdraw(Me(), {"T1"}, {"staff:7", "found again at home"});
  ASSERT_TRUE(done.ok()) << done.error().message;
  EXPECT_EQ((*done)["reactions"]["withdrawn"], 1);
  Json hit = *app_->ShowHit(Me(), id);
  EXPECT_EQ(hit["state"], "withdrawn");
  EXPECT_NE(hit["decisions"].back()["reason"].get<std::string>().find("taken back"), std::string::npos);
  EXPECT_EQ(Alerts("AA"), (Words{"found_elsewhere", "match_withdrawn"}));
  EXPECT_EQ(app_->DecideHit(Me(), HitAct::kCompare, id, {"staff:1", "no"}).error().code, Code::kPrecondition);
  EXPECT_EQ(app_->Withdraw(Me(), {"T1"}, {"staff:7", "again"}).error().code, Code::kPrecondition);
  FoundInBB();
  EXPECT_EQ(Hits().size(), 1U);
  ExpectProvedAndRebuilt();
}

TEST_P(HitsTest, ACorrectedNumberIsLookedUpAnew) {
  StolenInAA();
  FoundInBB("XYZ999111");
  EXPECT_EQ(Hits().size(), 0U);
  FoundInBB("ABE573528");
  EXPECT_EQ(Hits().size(), 1U);
  ExpectProvedAndRebuilt();
}

TEST_P(HitsTest, WhatItsOwnerHasBackIsNotLookedFor) {
  StolenInAA();
  Import("AA", "recovered", "R1,ABE573528,TAURUS,9mm,2020-01-01,\n");
  ASSERT_EQ(Hits().size(), 1U);  // the owner's own two records
  Decide(HitAct::kConfirm, OnlyHit());
  EXPECT_EQ(Alerts("AA"), Words{});  // its own list says it
  EXPECT_EQ(FoundInBB()["reactions"]["raised"], 0);
  ExpectProvedAndRebuilt();
}

TEST_P(HitsTest, AnotherNumberAndADescriptionAloneAreNoHit) {
  StolenInAA();
  FoundInBB("KLM100200");
  Import("BB", "seized", "F2,,TAURUS,9mm,2021-06-02,\nF3,S/N,TAURUS,9mm,2021-06-02,\n");
  EXPECT_EQ(Hits().size(), 0U);
}

TEST_P(HitsTest, AWeaponOfThreeGunsLeadsToThreeHistories) {
  Import("AA", "stolen",
         "T1,BTX580112,TAURUS,9mm,2017-03-11,\nT2,KLR904471,TAURUS,9mm,2018-03-11,\nT3,ZPW338206,TAURUS,9mm,2019-03-11,"
         "\n");
  Import("BB", "seized", "F1,\"BTX580112 (armação) KLR904471 (ferrolho) ZPW338206 (cano)\",TAURUS,9mm,2021-06-02,\n");
  Json hits = Hits();
  ASSERT_EQ(hits.size(), 3U) << hits.dump(1);
  Json proposed = (*app_->Links(Me(), "F1"))["proposed"];
  EXPECT_EQ(proposed.size(), 3U) << proposed.dump(1);
  for (const Json& hit : hits) Decide(HitAct::kConfirm, hit["hit"], "the number of a part of it");
  EXPECT_EQ(Alerts("AA"), (Words{"found_elsewhere", "found_elsewhere", "found_elsewhere"}));
  auto searching = app_->SearchAsNode();
  ASSERT_TRUE(searching.ok());
  const match::MarkIndex& index = searching->searcher->index();
  std::string frame = searching->RecordsOf("F1").at(0);
  for (std::size_t row = 0; row < index.size(); ++row) {
    if (index.Id(row) != frame) continue;
    EXPECT_EQ(index.RowsOfWeapon(row, searching->view).size(), 4U);
  }
  ExpectProvedAndRebuilt();
}

// Killed behind the hit, before it is written down how far the logs were read.
TEST_P(HitsTest, ReactingAgainSaysNothingTwice) {
  StolenInAA({"possible_match"});
  FoundInBB();
  Decide(HitAct::kConfirm, OnlyHit());
  std::vector<std::int64_t> sizes = Sizes();
  for (const char* owner : {"AA", "BB", "CC"}) ASSERT_TRUE(app_->store().SetReacted(owner, 0).ok());
  EXPECT_EQ(Hits().size(), 1U);
  EXPECT_EQ(Sizes(), sizes);
  auto done = Reactor(*app_).CatchUp();
  ASSERT_TRUE(done.ok());
  EXPECT_EQ(done->raised + done->alerted + done->withdrawn, 0);
  EXPECT_EQ(Sizes(), sizes);
}

TEST_P(HitsTest, AHitIsForWhoeverSeesBothRecords) {
  StolenInAA();
  FoundInBB();
  std::string id = OnlyHit();
  const Asking other{{"CC.user.01J9ZQ4V7M4W0T5YB3N2K8XH03", "CC", {Role::kTracingOfficer}},
                     {"trace", "case 7", "national_law"}};
  auto hits = app_->Hits(other, {});
  ASSERT_TRUE(hits.ok()) << hits.error().message;
  EXPECT_EQ((*hits)["hits"].size(), 0U);
  EXPECT_EQ(app_->ShowHit(other, id).error().code, Code::kNotFound);
  EXPECT_EQ(app_->DecideHit(other, HitAct::kConfirm, id, {"staff:1", "x"}).error().code, Code::kNotFound);
  EXPECT_EQ(app_->Links(other, "F1").error().code, Code::kNotFound);
  EXPECT_EQ(app_->Withdraw(other, {"T1"}, {"staff:1", "x"}).error().code, Code::kForbidden) << "takes two";
  EXPECT_EQ(app_->DecideLink(other, {LinkAct::kConfirm, "F1", "T1"}, {"staff:1", "x"}).error().code, Code::kNotFound);
  EXPECT_EQ(app_->ShowHit(Me("somebody"), id).error().code, Code::kForbidden) << "an actor without a role";
  EXPECT_EQ(app_->ShowHit(Me(), "BB.hit.01J9ZQ4V7M4W0T5YB3N2K8XH03").error().code, Code::kNotFound);
}

TEST_P(HitsTest, EveryReadingOfAHitIsWrittenDownAtBothOwners) {
  StolenInAA();
  FoundInBB();
  std::string id = OnlyHit();
  auto accesses = [&](const char* owner) { return *app_->store().LogSize(owner, store::Stream::kAccess); };
  const std::int64_t at_aa = accesses("AA");
  const std::int64_t at_bb = accesses("BB");
  ASSERT_TRUE(app_->ShowHit(Me(), id).ok());
  EXPECT_EQ(accesses("AA"), at_aa + 1);
  EXPECT_EQ(accesses("BB"), at_bb + 1);
  ASSERT_TRUE(app_->Links(Me(), "F1").ok());
  EXPECT_EQ(accesses("BB"), at_bb + 2);
}

TEST_P(HitsTest, LinksAreSaidOfTwoRecordsByANamedPerson) {
  StolenInAA();
  Import("CC", "sold", "S1,ABE573528,TAURUS,9mm,2015-02-01,\n");
  Json before = *app_->Links(Me(), "T1");
  ASSERT_EQ(before["proposed"].size(), 1U) << before.dump(1);
  EXPECT_GE(before["proposed"][0]["probability"].get<double>(), 0.65);
  EXPECT_EQ(app_->DecideLink(Me(), {LinkAct::kConfirm, "T1", "S1"}, {"Maria da Silva", "x"}).error().code,
            Code::kInvalid);
  EXPECT_EQ(app_->DecideLink(Me(), {LinkAct::kConfirm, "T1", "T1"}, {"staff:1", "x"}).error().code, Code::kInvalid);
  EXPECT_EQ(app_->DecideLink(Me(), {LinkAct::kConfirm, "T1", "nowhere"}, {"staff:1", "x"}).error().code,
            Code::kNotFound);
  ASSERT_TRUE(app_->DecideLink(Me(), {LinkAct::kConfirm, "T1", "S1"}, {"staff:1", "one gun", "says J. Doe"}).ok());
  EXPECT_EQ(app_->DecideLink(Me(), {LinkAct::kConfirm, "T1", "S1"}, {"staff:1", "x"}).error().code,
            Code::kPrecondition);
  Json after = *app_->Links(Me(), "S1");  // from the other side
  ASSERT_EQ(after["links"].size(), 1U);
  EXPECT_EQ(after["links"][0]["state"], "confirmed");
  EXPECT_TRUE(after["proposed"].empty());
  ASSERT_TRUE(app_->DecideLink(Me(), {LinkAct::kUndo, "T1", "S1"}, {"staff:2", "two guns"}).ok());
  EXPECT_EQ((*app_->Links(Me(), "T1"))["links"][0]["state"], "unlinked");
  ExpectProvedAndRebuilt();
}

}  // namespace
}  // namespace proofmark::app
