// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "model/record.h"
#include "trace/decide_hit.h"
#include "trace/decide_link.h"
#include "trace/decide_withdrawal.h"

namespace proofmark::trace {
namespace {

using base::Code;

constexpr const char* kOne = "BB.item.01J9ZQ4V7M4W0T5YB3N2K8XH01";
constexpr const char* kTwo = "AA.item.01J9ZQ4V7M4W0T5YB3N2K8XH02";
constexpr const char* kHit = "BB.hit.01J9ZQ4V7M4W0T5YB3N2K8XH03";

class DecideTest : public testing::Test {
 protected:
  registry::IdSource Ids() { return {ulids_, rng_}; }
  base::Result<std::vector<store::Draft>> Link(LinkAct act, const std::string& state, const std::string& other = kTwo) {
    return DecideLink({act, kOne, other}, state, decision_, setting_, Ids());
  }
  base::Result<std::vector<store::Draft>> Hit(HitAct act, const std::string& state, const std::string& link = "") {
    return DecideHit(act, {kHit, kOne, kTwo, state, base::Sha256("latest"), link}, decision_, setting_, Ids());
  }
  static std::vector<std::string> Kinds(const base::Result<std::vector<store::Draft>>& drafts) {
    std::vector<std::string> out;
    if (!drafts.ok()) return {std::string(base::Describe(drafts.error().code).name)};
    for (const store::Draft& one : *drafts) out.push_back(one.event.kind);
    return out;
  }
  using Words = std::vector<std::string>;

  base::FakeClock clock_{*base::Instant::Parse("2026-11-24T00:00:00.000Z")};
  base::SeededRng rng_{1};
  base::UlidMaker ulids_{clock_, rng_};
  Decision decision_{"staff:4711", "photographs compared"};
  DecisionSetting setting_{"BB", "decide:1", {{}, {}, "none", "trace", "national_law", {}, {}}};
};

TEST_F(DecideTest, APersonIsNamedByAnOpaqueId) {
  for (const char* good : {"staff:4711", "expert:BR-0231", "staff:a7"}) {
    EXPECT_TRUE(CheckDecision({good, "why"}).ok()) << good;
  }
  for (const char* bad : {"", "Maria da Silva", "maria", "staff:maria", "staff:", ":4711", "staff:47 11",
                          "console:1000", "Staff:1", "staff:47\n11"}) {
    auto checked = CheckDecision({bad, "why"});
    ASSERT_FALSE(checked.ok()) << bad;
    EXPECT_EQ(checked.error().code, Code::kInvalid);
    EXPECT_EQ(checked.error().field, "by");
  }
  EXPECT_EQ(CheckDecision({"staff:" + std::string(60, '1'), "why"}).error().code, Code::kTooLarge);
}

TEST_F(DecideTest, AReasonIsGivenAndShort) {
  EXPECT_EQ(CheckDecision({"staff:1", " \t"}).error().field, "reason");
  EXPECT_EQ(CheckDecision({"staff:1", std::string(1025, 'x')}).error().code, Code::kTooLarge);
  EXPECT_EQ(CheckDecision({"staff:1", "\xff"}).error().code, Code::kInvalid);
  EXPECT_EQ(CheckDecision({"staff:1", "why", std::string(kNoteMax + 1, 'x')}).error().code, Code::kTooLarge);
}

TEST_F(DecideTest, ALinkIsAWordOnTwoRecords) {
  decision_.note = "seen with the depot's keeper";
  auto drafts = Link(LinkAct::kConfirm, "");
  ASSERT_TRUE(drafts.ok()) << drafts.error().message;
  const model::Event& event = (*drafts)[0].event;
  EXPECT_EQ(event.kind, "linked");
  EXPECT_EQ(event.actor, "staff:4711");
  EXPECT_EQ(event.subject, kOne);
  EXPECT_EQ(event.body, (base::Json{{"other", kTwo}, {"reason", "photographs compared"}}));
  ASSERT_EQ((*drafts)[0].sealed.size(), 1U);
  EXPECT_EQ((*drafts)[0].sealed[0].part, "notes");
  EXPECT_EQ(Link(LinkAct::kConfirm, "", kOne).error().code, Code::kInvalid);
}

TEST_F(DecideTest, TheLastWordOnAPairCountsAndIsNotSaidTwice) {
  EXPECT_EQ(Kinds(Link(LinkAct::kReject, "confirmed")), Words{"link_rejected"});
  EXPECT_EQ(Kinds(Link(LinkAct::kConfirm, "rejected")), Words{"linked"});
  EXPECT_EQ(Kinds(Link(LinkAct::kUndo, "confirmed")), Words{"unlinked"});
  EXPECT_EQ(Kinds(Link(LinkAct::kConfirm, "unlinked")), Words{"linked"});
  EXPECT_EQ(Kinds(Link(LinkAct::kConfirm, "confirmed")), Words{"precondition"});
  EXPECT_EQ(Kinds(Link(LinkAct::kReject, "rejected")), Words{"precondition"});
  EXPECT_EQ(Kinds(Link(LinkAct::kUndo, "")), Words{"precondition"});
}

// Every state with every act.
TEST_F(DecideTest, AHitGoesThroughItsStates) {
  EXPECT_EQ(Kinds(Hit(HitAct::kCompare, "candidate")), Words{"hit_compared"});
  EXPECT_EQ(Kinds(Hit(HitAct::kConfirm, "candidate")), (Words{"hit_compared", "hit_confirmed", "linked"}));
  EXPECT_EQ(Kinds(Hit(HitAct::kReject, "candidate")), (Words{"hit_compared", "hit_rejected", "link_rejected"}));
  EXPECT_EQ(Kinds(Hit(HitAct::kInconclusive, "candidate")), (Words{"hit_compared", "hit_inconclusive"}));
  EXPECT_EQ(Kinds(Hit(HitAct::kCompare, "compared")), Words{"hit_compared"});
  EXPECT_EQ(Kinds(Hit(HitAct::kConfirm, "compared")), (Words{"hit_confirmed", "linked"}));
  EXPECT_EQ(Kinds(Hit(HitAct::kReject, "compared")), (Words{"hit_rejected", "link_rejected"}));
  EXPECT_EQ(Kinds(Hit(HitAct::kInconclusive, "compared")), Words{"hit_inconclusive"});
  for (const char* decided : {"confirmed", "rejected", "inconclusive"}) {
    EXPECT_EQ(Kinds(Hit(HitAct::kCompare, decided)), Words{"hit_compared"}) << decided;
    for (HitAct act : {HitAct::kConfirm, HitAct::kReject, HitAct::kInconclusive}) {
      EXPECT_EQ(Kinds(Hit(act, decided)), Words{"precondition"}) << decided;
    }
  }
  for (HitAct act : {HitAct::kCompare, HitAct::kConfirm, HitAct::kReject, HitAct::kInconclusive}) {
    EXPECT_EQ(Kinds(Hit(act, "withdrawn")), Words{"precondition"});
  }
}

TEST_F(DecideTest, WhatWasSaidOfTheTwoRecordsIsTakenBackWithTheDecision) {
  EXPECT_EQ(Kinds(Hit(HitAct::kConfirm, "compared", "confirmed")), Words{"hit_confirmed"});
  EXPECT_EQ(Kinds(Hit(HitAct::kReject, "compared", "confirmed")), (Words{"hit_rejected", "link_rejected"}));
  EXPECT_EQ(Kinds(Hit(HitAct::kConfirm, "compared", "rejected")), (Words{"hit_confirmed", "linked"}));
  EXPECT_EQ(Kinds(Hit(HitAct::kInconclusive, "compared", "confirmed")), (Words{"hit_inconclusive", "unlinked"}));
  EXPECT_EQ(Kinds(Hit(HitAct::kInconclusive, "compared", "unlinked")), Words{"hit_inconclusive"});
}

TEST_F(DecideTest, EachEventOfADecisionFollowsFromTheOneBefore) {
  auto drafts = *Hit(HitAct::kConfirm, "candidate");
  EXPECT_EQ(drafts[0].event.cause, base::Sha256("latest"));
  EXPECT_EQ(drafts[1].caused_by, 0U);
  EXPECT_EQ(drafts[2].caused_by, 1U);
  for (const store::Draft& one : drafts) EXPECT_EQ(one.event.command, "decide:1");
}

TEST_F(DecideTest, OnlyItsOwnerTakesAStandingReportBack) {
  ReportStanding report{*model::ThingId::Parse("BB.event.01J9ZQ4V7M4W0T5YB3N2K8XH04"), "stolen", kOne, true,
                        base::Sha256("theft")};
  auto drafts = DecideWithdrawal(report, decision_, setting_, Ids());
  ASSERT_TRUE(drafts.ok());
  EXPECT_EQ((*drafts)[0].event.kind, "withdrawn");
  EXPECT_EQ((*drafts)[0].event.cause, base::Sha256("theft"));
  EXPECT_EQ((*drafts)[0].event.body["event"], report.event.ToText());
  report.stands = false;
  EXPECT_EQ(DecideWithdrawal(report, decision_, setting_, Ids()).error().code, Code::kPrecondition);
  setting_.owner = "AA";
  EXPECT_EQ(DecideWithdrawal(report, decision_, setting_, Ids()).error().code, Code::kForbidden);
}

}  // namespace
}  // namespace proofmark::trace
