// SPDX-License-Identifier: Apache-2.0
// Two persons on a whole node, on both engines: nothing is done before the second one agreed, and he is another one.
#include "tests/people_fixture.h"

namespace proofmark::app {
namespace {

using base::Code;
using base::Json;
using people::Action;
using testing::EngineKind;

class ApprovalsTest : public PeopleTest {
 protected:
  std::string AskForRole(const Asking& asking, const std::string& login, const std::string& role) {
    auto asked =
        accounts().Ask(asking, {Action::kGrantRole, {{"account", ids_[login]}, {"role", role}}, "new at the desk"});
    EXPECT_TRUE(asked.ok()) << asked.error().message;
    return asked.ok() ? (*asked)["approval"].get<std::string>() : "";
  }
  Code Given(const Asking& asking, const std::string& approval) {
    auto given = accounts().Approve(asking, approval);
    return given.ok() ? Code{} : given.error().code;
  }
  std::string StateOf(const std::string& approval) {
    auto listed = accounts().ListApprovals(Console(), "");
    EXPECT_TRUE(listed.ok());
    for (const Json& one : (*listed)["approvals"]) {
      if (one["approval"] == approval) return one["state"];
    }
    return "missing";
  }
};

PM_ON_BOTH_ENGINES(ApprovalsTest);

TEST_P(ApprovalsTest, ARoleIsGivenWhenASecondPersonAgreesAndNotBefore) {
  const std::string approval = AskForRole(As("admin"), "clerk", "officer");
  EXPECT_EQ(Now("clerk").roles, std::set<Role>{Role::kTracingOfficer});
  EXPECT_EQ(StateOf(approval), "asked");
  auto given = accounts().Approve(As("boss"), approval);
  ASSERT_TRUE(given.ok()) << given.error().message;
  EXPECT_EQ((*given)["state"], "given");
  EXPECT_EQ((*given)["decided_by"], ids_["boss"]);
  EXPECT_EQ((*given)["done"]["kind"], "role_granted");
  EXPECT_EQ(Now("clerk").roles, (std::set<Role>{Role::kTracingOfficer, Role::kOfficer}));
  auto events = LastEvents(3);
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[0].event.kind, "approval_asked");
  EXPECT_EQ(events[1].event.kind, "approval_given");
  EXPECT_EQ(events[1].event.cause, events[0].leaf);
  EXPECT_EQ(events[2].event.kind, "role_granted");
  EXPECT_EQ(events[2].event.cause, events[1].leaf);
  EXPECT_EQ(events[2].event.actor, ids_["boss"]);
  EXPECT_EQ(events[2].event.command, events[1].event.command);
  ExpectSound();
}

TEST_P(ApprovalsTest, NobodyIsHisOwnSecondPerson) {
  Grant("admin", "supervisor");  // may ask and approve
  const std::string own = AskForRole(As("admin"), "clerk", "officer");
  EXPECT_EQ(Given(As("admin"), own), Code::kForbidden);
  const std::string about_boss = AskForRole(As("admin"), "boss", "auditor");
  EXPECT_EQ(Given(As("boss"), about_boss), Code::kForbidden);
  EXPECT_EQ(Given(As("clerk"), own), Code::kForbidden);
  EXPECT_EQ(Given(Console(), own), Code::kForbidden);
  EXPECT_FALSE(Now("clerk").Is(Role::kOfficer));
  EXPECT_FALSE(Now("boss").Is(Role::kAuditor));
  EXPECT_EQ(StateOf(own), "asked");
}

TEST_P(ApprovalsTest, AnotherAuthoritysSupervisorSeesNoneOfIt) {
  OpenAccount("BB", "b.boss");
  GrantAlone("b.boss", "supervisor");
  const std::string approval = AskForRole(As("admin"), "clerk", "officer");
  const Asking foreign = As("b.boss");
  EXPECT_EQ(Given(foreign, approval), Code::kNotFound);
  EXPECT_EQ(accounts().Refuse(foreign, approval, "why").error().code, Code::kNotFound);
  const std::string missing = "AA.approval.01J9ZQ4V7M4W0T5YB3N2K8XH6D";
  EXPECT_EQ(accounts().Approve(foreign, approval).error().message.substr(0, 24),
            accounts().Approve(foreign, missing).error().message.substr(0, 24));
  EXPECT_EQ((*accounts().ListApprovals(foreign, ""))["approvals"].size(), 0U);
  EXPECT_EQ(accounts()
                .Ask(foreign, {Action::kWithdrawReport, {{"event", "AA.event.01J9ZQ4V7M4W0T5YB3N2K8XH6D"}}, "x"})
                .error()
                .code,
            Code::kNotFound);
}

TEST_P(ApprovalsTest, AnApprovalIsGivenOnceAndRunsOut) {
  const std::string first = AskForRole(As("admin"), "clerk", "officer");
  EXPECT_EQ(Given(As("boss"), first), Code{});
  const std::int64_t size = Size();
  EXPECT_EQ(Given(As("boss"), first), Code::kPrecondition);
  EXPECT_EQ(accounts().Refuse(As("boss"), first, "late").error().code, Code::kPrecondition);
  EXPECT_EQ(Size(), size);
  const std::string second = AskForRole(As("admin"), "clerk", "auditor");
  clock_.Tick(people::kApprovalDays * std::int64_t{86'400'000});
  EXPECT_EQ(StateOf(second), "expired");
  EXPECT_EQ(Given(As("boss"), second), Code::kPrecondition);
  EXPECT_FALSE(Now("clerk").Is(Role::kAuditor));
}

TEST_P(ApprovalsTest, WhatWasRefusedOrTakenBackIsNotGivenAnyMore) {
  const std::string refused = AskForRole(As("admin"), "clerk", "officer");
  ASSERT_TRUE(accounts().Refuse(As("boss"), refused, "not needed").ok());
  EXPECT_EQ(StateOf(refused), "refused");
  EXPECT_EQ(Given(As("boss"), refused), Code::kPrecondition);
  const std::string back = AskForRole(As("admin"), "clerk", "officer");
  EXPECT_EQ(accounts().Refuse(As("clerk"), back, "why").error().code, Code::kForbidden);
  ASSERT_TRUE(accounts().Refuse(As("admin"), back, "asked in error").ok());
  EXPECT_EQ(Given(As("boss"), back), Code::kPrecondition);
  EXPECT_FALSE(Now("clerk").Is(Role::kOfficer));
}

TEST_P(ApprovalsTest, ARoleThatWasTakenAwayMeanwhileCountsForNothing) {
  const Asking boss = As("boss");  // an actor of a moment ago
  const std::string approval = AskForRole(As("admin"), "clerk", "officer");
  ASSERT_TRUE(accounts().WithdrawRole(Console(), "boss", "supervisor", "moved").ok());
  EXPECT_EQ(Given(boss, approval), Code::kForbidden);
  GrantAlone("boss", "supervisor");
  ASSERT_TRUE(accounts().CloseAccount(Console(), "admin", "left").ok());
  EXPECT_EQ(Given(As("boss"), approval), Code::kPrecondition);  // whoever asked may not any more
  EXPECT_FALSE(Now("clerk").Is(Role::kOfficer));
  Actor invented = boss.actor;
  invented.id = "AA.user.01J9ZQ4V7M4W0T5YB3N2K8XH6D";
  EXPECT_EQ(Given({invented, boss.purpose}, approval), Code::kNotFound);
}

TEST_P(ApprovalsTest, WhatCannotBeDoneIsNotAskedFor) {
  const std::int64_t size = Size();
  auto outcome = [&](Action action, const Json& order) {
    auto asked = accounts().Ask(As(action == Action::kGrantRole ? "admin" : "clerk"), {action, order, "why"});
    return asked.ok() ? Code{} : asked.error().code;
  };
  EXPECT_EQ(outcome(Action::kGrantRole, {{"account", ids_["clerk"]}, {"role", "king"}}), Code::kInvalid);
  EXPECT_EQ(outcome(Action::kGrantRole, {{"account", ids_["clerk"]}, {"role", "tracing_officer"}}),
            Code::kPrecondition);
  EXPECT_EQ(outcome(Action::kGrantRole, {{"account", ids_["clerk"]}}), Code::kInvalid);
  EXPECT_EQ(outcome(Action::kWithdrawReport, {{"event", "AA.event.01J9ZQ4V7M4W0T5YB3N2K8XH6D"}}), Code::kNotFound);
  EXPECT_EQ(outcome(Action::kReleaseHolder,
                    {{"record", "AA.item.01J9ZQ4V7M4W0T5YB3N2K8XH6D"}, {"case", "C 7"}, {"until", "2026-12-01"}}),
            Code::kNotFound);
  EXPECT_EQ(accounts()
                .Ask(As("clerk"), {Action::kGrantRole, {{"account", ids_["clerk"]}, {"role", "officer"}}, "x"})
                .error()
                .code,
            Code::kForbidden);
  EXPECT_EQ(Size(), size);
}

TEST_P(ApprovalsTest, AReportIsTakenBackByTwo) {
  const std::string record = RecordStolen("17");
  auto searching = app_->SearchAsNode();
  auto stored = app_->store().ReadRecord(searching->view, *model::ThingId::Parse(record));
  ASSERT_TRUE(stored.ok());
  const std::string event = model::ThingId{"AA", "event", stored->life[0].row.id}.ToText();
  auto asked = accounts().Ask(As("clerk"), {Action::kWithdrawReport, {{"event", event}}, "found at home"});
  ASSERT_TRUE(asked.ok()) << asked.error().message;
  EXPECT_TRUE(app_->store().FindLife(searching->view, *model::ThingId::Parse(event))->stands);
  auto given = accounts().Approve(As("boss"), (*asked)["approval"]);
  ASSERT_TRUE(given.ok()) << given.error().message;
  EXPECT_EQ((*given)["done"]["kind"], "withdrawn");
  EXPECT_FALSE(app_->store().FindLife(searching->view, *model::ThingId::Parse(event))->stands);
  auto events = LastEvents(2);
  EXPECT_EQ(events[1].event.kind, "withdrawn");
  EXPECT_EQ(events[1].event.command, events[0].event.command);
  EXPECT_EQ(events[1].event.body["reason"], "found at home");
  ExpectSound();
}

TEST_P(ApprovalsTest, SealedPartsAreDestroyedBeforeTheirTimeByTwo) {
  const std::string record = RecordStolen("17");
  auto named = [&] {
    auto shown = app_->Show(Console(), record);
    return shown.ok() && shown->dump().find("Maria da Silva") != std::string::npos;
  };
  ASSERT_TRUE(named());
  auto asked = accounts().Ask(As("clerk"), {Action::kOverrideRetention,
                                            {{"what", record}, {"ground", "court_order"}, {"reference", "4 Js 112/30"}},
                                            "ordered by the court"});
  ASSERT_TRUE(asked.ok()) << asked.error().message;
  EXPECT_TRUE(named());
  auto given = accounts().Approve(As("boss"), (*asked)["approval"]);
  ASSERT_TRUE(given.ok()) << given.error().message;
  EXPECT_EQ((*given)["done"]["kind"], "erased");
  EXPECT_GE((*given)["done"]["erased"].get<int>(), 1);
  EXPECT_FALSE(named());
  ExpectSound();
  auto rebuilt = app_->Rebuild("");
  for (const Json& owner : (*rebuilt)["owners"]) EXPECT_FALSE(owner["changed"].get<bool>());
}

TEST_P(ApprovalsTest, AHolderIsReleasedToTheAskerForOneRecordUntilADay) {
  const model::ThingId record = *model::ThingId::Parse(RecordStolen("17"));
  const model::ThingId other = *model::ThingId::Parse(RecordStolen("18"));
  const Asking clerk = As("clerk");
  EXPECT_FALSE(*accounts().MayReadHolder(clerk.actor, record));
  auto asked = accounts().Ask(clerk, {Action::kReleaseHolder,
                                      {{"record", record.ToText()}, {"case", "118/2024"}, {"until", "2026-11-26"}},
                                      "the holder is to be heard"});
  ASSERT_TRUE(asked.ok()) << asked.error().message;
  EXPECT_FALSE(*accounts().MayReadHolder(clerk.actor, record));
  ASSERT_TRUE(accounts().Approve(As("boss"), (*asked)["approval"]).ok());
  EXPECT_TRUE(*accounts().MayReadHolder(clerk.actor, record));
  EXPECT_FALSE(*accounts().MayReadHolder(clerk.actor, other));
  EXPECT_FALSE(*accounts().MayReadHolder(As("boss").actor, record));
  EXPECT_FALSE(*accounts().MayReadHolder(Console().actor, record));
  auto event = LastEvents(1)[0].event;
  EXPECT_EQ(event.kind, "holder_released");
  EXPECT_EQ(event.body, (Json{{"to", ids_["clerk"]}, {"until", "2026-11-26"}}));
  ASSERT_EQ(event.sealed.size(), 1U);
  auto rebuilt = app_->Rebuild("");
  for (const Json& owner : (*rebuilt)["owners"]) EXPECT_FALSE(owner["changed"].get<bool>());
  EXPECT_TRUE(*accounts().MayReadHolder(clerk.actor, record));
  clock_.Tick(2 * std::int64_t{86'400'000});
  EXPECT_TRUE(*accounts().MayReadHolder(clerk.actor, record));
  clock_.Tick(86'400'000);
  EXPECT_FALSE(*accounts().MayReadHolder(clerk.actor, record));
  ExpectSound();
}

}  // namespace
}  // namespace proofmark::app
