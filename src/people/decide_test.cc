// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "model/approval.h"
#include "people/decide_approval.h"

namespace proofmark::people {
namespace {

using base::Code;
using base::Json;

constexpr std::int64_t kDayMs = 86'400'000;

class DecideTest : public ::testing::Test {
 protected:
  static const vocab::Vocabulary& Words() {
    static const vocab::Vocabulary words = *vocab::Vocabulary::Load(PM_DATA_DIR);
    return words;
  }
  static std::string User(std::uint8_t n, const std::string& owner = "AA") {
    return model::ThingId{owner, "user", {{n}}}.ToText();
  }
  base::IdSource Ids() { return {ulids_, rng_}; }
  PeopleSetting Setting() { return {"AA", User(1), "c:1", "sha256:x"}; }
  store::StoredAccount Account(std::set<std::string> roles, bool open = true) {
    return {{"AA", "user", {{7}}}, "m.silva", open, 1, 1, std::move(roles)};
  }
  // Asked by 1, about 7.
  ApprovalStanding Standing(const std::string& state = "asked") {
    store::StoredApproval approval{{"AA", "approval", {{9}}},
                                   "grant_role",
                                   base::JsonLine(Json{{"account", User(7)}, {"role", "supervisor"}}),
                                   "new head",
                                   User(1),
                                   asked_at_,
                                   5,
                                   state,
                                   "",
                                   5};
    base::Digest leaf{};
    leaf[0] = 42;
    return {approval, leaf};
  }
  Code Given(const SecondPerson& second, std::int64_t after_ms = 0, const std::string& state = "asked") {
    auto draft = DecideGiving(Standing(state), second, {asked_at_.ms + after_ms}, Setting(), Ids());
    return draft.ok() ? Code{} : draft.error().code;
  }

  base::FakeClock clock_{*base::Instant::Parse("2026-11-24T00:00:00.000Z")};
  base::SeededRng rng_{2370};
  base::UlidMaker ulids_{clock_, rng_};
  base::Instant asked_at_ = *base::Instant::Parse("2026-11-24T00:00:00.000Z");
};

TEST_F(DecideTest, ASecondPersonIsAnotherOneOfTheSameAuthorityWhoMayApprove) {
  EXPECT_EQ(Given({User(2), "AA", MayApprove::kYes}), Code{});
  EXPECT_EQ(Given({User(2, "BB"), "BB", MayApprove::kYes}), Code::kNotFound);
  EXPECT_EQ(Given({User(2), "AA", MayApprove::kNo}), Code::kForbidden);
  EXPECT_EQ(Given({User(1), "AA", MayApprove::kYes}), Code::kForbidden);  // asked for it
  EXPECT_EQ(Given({User(7), "AA", MayApprove::kYes}), Code::kForbidden);  // is what it is about
  EXPECT_EQ(Given({"", "", MayApprove::kYes}), Code::kNotFound);
}

TEST_F(DecideTest, AnApprovalIsGivenOnceAndRunsOut) {
  const SecondPerson second{User(2), "AA", MayApprove::kYes};
  EXPECT_EQ(Given(second, kApprovalDays * kDayMs - 1), Code{});
  EXPECT_EQ(Given(second, kApprovalDays * kDayMs), Code::kPrecondition);
  EXPECT_EQ(Given(second, 0, "given"), Code::kPrecondition);
  EXPECT_EQ(Given(second, 0, "refused"), Code::kPrecondition);
  EXPECT_EQ(StateAt(Standing().approval, {asked_at_.ms + kApprovalDays * kDayMs}), "expired");
  EXPECT_EQ(StateAt(Standing("given").approval, {asked_at_.ms + 100 * kDayMs}), "given");
}

TEST_F(DecideTest, WhatIsGivenNamesWhatWasAskedAsItsCause) {
  auto draft = DecideGiving(Standing(), {User(2), "AA", MayApprove::kYes}, asked_at_, Setting(), Ids());
  ASSERT_TRUE(draft.ok());
  EXPECT_EQ(draft->event.kind, "approval_given");
  EXPECT_EQ(draft->event.cause, Standing().leaf);
  EXPECT_EQ(draft->event.handling, PeopleHandling());
}

TEST_F(DecideTest, WhoeverAskedMayTakeItBackAndNobodyElseWithoutTheRole) {
  auto refused = [&](const SecondPerson& who, const std::string& reason) {
    auto draft = DecideRefusing(Standing(), who, reason, asked_at_, Setting(), Ids());
    return draft.ok() ? Code{} : draft.error().code;
  };
  EXPECT_EQ(refused({User(1), "AA", MayApprove::kNo}, "asked in error"), Code{});
  EXPECT_EQ(refused({User(2), "AA", MayApprove::kYes}, "not needed"), Code{});
  EXPECT_EQ(refused({User(3), "AA", MayApprove::kNo}, "not needed"), Code::kForbidden);
  EXPECT_EQ(refused({User(3, "BB"), "BB", MayApprove::kYes}, "not needed"), Code::kNotFound);
  EXPECT_EQ(refused({User(2), "AA", MayApprove::kYes}, " "), Code::kInvalid);
}

TEST_F(DecideTest, ARoleIsGivenAndTakenAwayOnce) {
  auto outcome = [&](const store::StoredAccount& account, RoleAct act, const std::string& role) {
    auto draft = DecideRole(Words(), account, act, {role, "why"}, Setting(), Ids());
    return draft.ok() ? Code{} : draft.error().code;
  };
  EXPECT_EQ(outcome(Account({}), RoleAct::kGrant, "officer"), Code{});
  EXPECT_EQ(outcome(Account({"officer"}), RoleAct::kGrant, "officer"), Code::kPrecondition);
  EXPECT_EQ(outcome(Account({}, false), RoleAct::kGrant, "officer"), Code::kPrecondition);
  EXPECT_EQ(outcome(Account({}), RoleAct::kGrant, "console"), Code::kInvalid);
  EXPECT_EQ(outcome(Account({}), RoleAct::kGrant, "king"), Code::kInvalid);
  EXPECT_EQ(outcome(Account({"officer"}), RoleAct::kWithdraw, "officer"), Code{});
  EXPECT_EQ(outcome(Account({"officer"}, false), RoleAct::kWithdraw, "officer"), Code{});
  EXPECT_EQ(outcome(Account({}), RoleAct::kWithdraw, "officer"), Code::kPrecondition);
}

TEST_F(DecideTest, AnAccountsNameIsSealedAndItsLoginIsAPseudonym) {
  auto draft = DecideOpening({{{3}}, "m.silva", "Maria da Silva"}, Setting(), Ids());
  ASSERT_TRUE(draft.ok());
  EXPECT_EQ(draft->event.body.dump().find("Maria"), std::string::npos);
  ASSERT_EQ(draft->sealed.size(), 1U);
  EXPECT_EQ(draft->sealed[0].part, "parties");
  EXPECT_EQ(draft->sealed[0].plaintext, R"({"name":"Maria da Silva"})");
  for (const char* login : {"", "a", "Maria", "maria silva", ".hidden", "m@silva", "ünal"}) {
    EXPECT_EQ(DecideOpening({{{3}}, login, "Maria"}, Setting(), Ids()).error().code, Code::kInvalid) << login;
  }
  EXPECT_FALSE(model::CheckLogin(std::string(41, 'a')).ok());
  EXPECT_TRUE(model::CheckLogin(std::string(40, 'a')).ok());
  EXPECT_EQ(model::FoldLogin("  M.Silva "), "m.silva");
}

TEST_F(DecideTest, AnOrderHoldsWhatItsActionAsksForAndNoName) {
  const std::string item = model::ThingId{"AA", "item", {{1}}}.ToText();
  auto outcome = [](Action action, const Json& order) { return CheckOrder(action, order).ok(); };
  EXPECT_TRUE(outcome(Action::kGrantRole, {{"account", User(7)}, {"role", "officer"}}));
  EXPECT_FALSE(outcome(Action::kGrantRole, {{"account", item}, {"role", "officer"}}));
  EXPECT_FALSE(outcome(Action::kGrantRole, {{"role", "officer"}}));
  EXPECT_FALSE(outcome(Action::kGrantRole, {{"account", User(7)}, {"role", "officer"}, {"more", "x"}}));
  EXPECT_FALSE(outcome(Action::kGrantRole, {{"account", User(7)}, {"role", 7}}));
  EXPECT_TRUE(outcome(Action::kReleaseHolder, {{"record", item}, {"case", "118/2024"}, {"until", "2026-12-01"}}));
  EXPECT_FALSE(outcome(Action::kReleaseHolder, {{"record", item}, {"case", "Maria"}, {"until", "2026-12-01"}}));
  EXPECT_FALSE(outcome(Action::kReleaseHolder, {{"record", item}, {"case", "118/2024"}, {"until", "2026-12"}}));
  EXPECT_FALSE(outcome(Action::kWithdrawReport, Json::array()));
  EXPECT_EQ(AboutWhom(Action::kGrantRole, {{"account", User(7)}, {"role", "officer"}}), User(7));
  EXPECT_EQ(AboutWhom(Action::kReleaseHolder, {{"record", item}}), "");
  for (const ActionRow& row : AllActions()) EXPECT_EQ(ActionFromCode(row.code), row.action);
}

TEST_F(DecideTest, AHolderIsReleasedToAnAccountUntilADayThatIsNotOver) {
  const model::ThingId record{"AA", "item", {{1}}};
  const model::ThingId to{"AA", "user", {{1}}};
  auto outcome = [&](const ReleaseOrder& order) {
    auto draft = DecideRelease(order, asked_at_, Setting(), Ids());
    return draft.ok() ? Code{} : draft.error().code;
  };
  EXPECT_EQ(outcome({record, to, "C 1", "2026-11-24"}), Code{});
  EXPECT_EQ(outcome({record, to, "C 1", "2026-11-23"}), Code::kPrecondition);
  EXPECT_EQ(outcome({record, {"BB", "user", {{1}}}, "C 1", "2026-12-24"}), Code::kInvalid);
  EXPECT_EQ(outcome({record, {}, "C 1", "2026-12-24"}), Code::kInvalid);
  EXPECT_EQ(outcome({{"BB", "item", {{1}}}, to, "C 1", "2026-12-24"}), Code::kInvalid);
}

}  // namespace
}  // namespace proofmark::people
