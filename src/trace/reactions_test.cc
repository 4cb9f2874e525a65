// SPDX-License-Identifier: Apache-2.0
#include "trace/reactions.h"

#include <gtest/gtest.h>

#include "model/hit.h"
#include "trace/custody_fixture.h"

namespace proofmark::trace {
namespace {

std::optional<std::string> LookedFor(std::vector<CustodyEvent> events) {
  return LookedForBy(Words(), "AA", "AA.item.1", events);
}

TEST(Reactions, EveryKindOnASideIsALifeEvent) {
  for (const SideOfKind& one : Sides()) {
    EXPECT_NE(Words().List("life_events").Find(one.kind), nullptr) << one.kind;
    EXPECT_FALSE(one.why.empty());
  }
  EXPECT_EQ(SideOf("stolen"), Side::kLookedFor);
  EXPECT_EQ(SideOf("seized"), Side::kInHand);
  EXPECT_EQ(SideOf("sold"), std::nullopt);
}

TEST(Reactions, ARecordIsLookedForWhileItsReportStandsAndItHasNotComeBack) {
  EXPECT_EQ(LookedFor({Event("stolen", "AA", "2020-05-01")}), "AA.stolen.2020-05-01");
  EXPECT_EQ(LookedFor({Event("registered", "AA", "2019-01-01"), Event("lost", "AA", "2020-05-01")}),
            "AA.lost.2020-05-01");
  for (const char* back : {"recovered", "seized", "returned", "surrendered", "destroyed"}) {
    EXPECT_EQ(LookedFor({Event("stolen", "AA", "2020-05-01"), Event(back, "AA", "2021-05-01")}), std::nullopt) << back;
  }
  EXPECT_EQ(LookedFor({Event("registered", "AA", "2019-01-01")}), std::nullopt);
}

TEST(Reactions, StolenAgainIsLookedForAgain) {
  EXPECT_EQ(LookedFor({Event("stolen", "AA", "2020-05-01"), Event("returned", "AA", "2021-05-01"),
                       Event("stolen", "AA", "2022-05-01")}),
            "AA.stolen.2022-05-01");
}

TEST(Reactions, SoldOnWithoutHavingComeBackIsAContradictionAndStillLookedFor) {
  EXPECT_EQ(LookedFor({Event("stolen", "AA", "2020-05-01"), Event("sold", "AA", "2021-05-01")}),
            "AA.stolen.2020-05-01");
}

TEST(Reactions, TheLastEventInHandCounts) {
  EXPECT_EQ(InHandBy("AA.item.1", {Event("seized", "AA", "2020"), Event("test_fired", "AA", "2021")}),
            "AA.seized.2020");
  EXPECT_EQ(InHandBy("AA.item.1", {Event("sold", "AA", "2020")}), std::nullopt);
  EXPECT_EQ(InHandBy("AA.item.2", {Event("seized", "AA", "2020")}), std::nullopt);
}

// Every state of a hit with everything that the owner may have heard.
TEST(Reactions, AnOwnerHearsOnceOfWhatIsTrueNow) {
  using Alert = std::optional<std::string>;
  for (const char* open : {"candidate", "compared", "inconclusive"}) {
    EXPECT_EQ(NextAlert({open, false, ""}), Alert()) << open;
    EXPECT_EQ(NextAlert({open, true, ""}), "possible_match") << open;
    EXPECT_EQ(NextAlert({open, true, "possible_match"}), Alert()) << open;
    EXPECT_EQ(NextAlert({open, true, "match_withdrawn"}), "possible_match") << open;
  }
  for (const char* heard : {"", "possible_match", "match_withdrawn"}) {
    EXPECT_EQ(NextAlert({"confirmed", false, heard}), "found_elsewhere") << heard;
  }
  EXPECT_EQ(NextAlert({"confirmed", true, "found_elsewhere"}), Alert());
  for (const char* ended : {"rejected", "withdrawn"}) {
    EXPECT_EQ(NextAlert({ended, true, ""}), Alert()) << ended;
    EXPECT_EQ(NextAlert({ended, true, "possible_match"}), "match_withdrawn") << ended;
    EXPECT_EQ(NextAlert({ended, false, "found_elsewhere"}), "match_withdrawn") << ended;
    EXPECT_EQ(NextAlert({ended, true, "match_withdrawn"}), Alert()) << ended;
  }
}

TEST(Reactions, WhatFollowsFromTheSameThingsHasTheSameCommandAndIsItsOwnersAlone) {
  base::FakeClock clock(*base::Instant::Parse("2026-11-24T00:00:00.000Z"));
  base::SeededRng rng(1);
  base::UlidMaker ulids(clock, rng);
  const registry::IdSource ids{ulids, rng};
  const ReactionSetting setting{
      "BB", {{"possible_match"}, {"CC"}, "free", "trace", "national_law", {}, {}}, "sha256:" + std::string(64, '0')};
  Match match{"BB.item.01J9ZQ4V7M4W0T5YB3N2K8XH01",
              "BB.event.01J9ZQ4V7M4W0T5YB3N2K8XH02",
              "AA.item.01J9ZQ4V7M4W0T5YB3N2K8XH03",
              "AA.event.01J9ZQ4V7M4W0T5YB3N2K8XH04",
              0.9624,
              31.5,
              {{"serial", "A1?45", "A1245", "pattern", 24.25, base::Sentence("one character unread")}},
              base::Sha256("cause")};
  store::Draft one = HitRaised(match, setting, ids);
  store::Draft two = HitRaised(match, setting, ids);
  EXPECT_EQ(one.event.command, two.event.command);
  EXPECT_LE(one.event.command.size(), model::kCommandKeyMax);
  EXPECT_NE(one.event.subject, two.event.subject);
  EXPECT_EQ(one.event.rules, kReactionRules);
  EXPECT_EQ(one.event.cause, base::Sha256("cause"));
  EXPECT_EQ(one.event.handling.codes, std::vector<std::string>{"owner_only"});
  EXPECT_TRUE(one.event.handling.releasable_to.empty());
  EXPECT_EQ(one.event.handling.onward, "none");
  auto hit = model::HitFromJson(one.event.body);
  ASSERT_TRUE(hit.ok()) << hit.error().message;
  EXPECT_EQ(hit->probability_milli, 962);
  EXPECT_EQ(hit->evidence[0].weight_milli, 24250);
  match.other_event = "AA.event.01J9ZQ4V7M4W0T5YB3N2K8XH05";
  EXPECT_NE(HitRaised(match, setting, ids).event.command, one.event.command);
  EXPECT_TRUE(model::Encode(one.event).ok());
}

}  // namespace
}  // namespace proofmark::trace
