// SPDX-License-Identifier: Apache-2.0
// Logging in on a whole node, on both engines: the right person at once, and nobody else however often.
#include <thread>

#include "people/throttle.h"
#include "tests/people_fixture.h"

namespace proofmark::app {
namespace {

using base::Code;
using base::Error;
using testing::EngineKind;

class LogInTest : public PeopleTest {
 protected:
  Error Refused(const LogInTry& with) {
    auto in = accounts().LogIn(with);
    EXPECT_FALSE(in.ok());
    return in.ok() ? Error{} : in.error();
  }
  std::int64_t AccessEntries(const std::string& action) {
    std::int64_t found = 0;
    auto counted = app_->Export(Console(), "AA", false, [&](const std::string& line) {
      if (line.find("\"action\":\"" + action + "\"") != std::string::npos) ++found;
      return base::Result<void>{};
    });
    EXPECT_TRUE(counted.ok());
    return found;
  }
};

PM_ON_BOTH_ENGINES(LogInTest);

TEST_P(LogInTest, WhoeverIsRightIsLetInWithTheRolesOfTheAccount) {
  const LoggedIn in = LogIn("clerk");
  EXPECT_EQ(in.actor.id, ids_["clerk"]);
  EXPECT_EQ(in.actor.authority, "AA");
  EXPECT_EQ(in.actor.roles, std::set<Role>{Role::kTracingOfficer});
  EXPECT_EQ(in.token.size(), 64U);
  EXPECT_FALSE(in.must_change);
  EXPECT_EQ(in.expires.ms, clock_.Now().ms + kSessionMs);
  auto actor = accounts().ActorOfSession(in.token);
  ASSERT_TRUE(actor.ok());
  EXPECT_EQ(actor->id, in.actor.id);
  EXPECT_EQ(actor->roles, in.actor.roles);
  EXPECT_NE(LogIn("clerk").token, in.token);
}

TEST_P(LogInTest, WhateverIsWrongTheAnswerIsTheSame) {
  OpenAccount("AA", "n.new");
  ASSERT_TRUE(accounts().CloseAccount(Console(), "n.new", "left").ok());
  clock_.Tick(people::kTotpStepMs);
  const std::string code = Shown("clerk");
  const Error wrong = Refused({"clerk", "not the password", code, "192.0.2.1"});
  EXPECT_EQ(wrong.code, Code::kUnauthenticated);
  EXPECT_EQ(Refused({"clerk", passwords_["clerk"], "000000", "192.0.2.2"}), wrong);
  EXPECT_EQ(Refused({"clerk", passwords_["clerk"], "", "192.0.2.3"}), wrong);
  EXPECT_EQ(Refused({"nobody", passwords_["clerk"], code, "192.0.2.4"}), wrong);
  EXPECT_EQ(Refused({"", "", "", "192.0.2.5"}), wrong);
  EXPECT_EQ(Refused({"\xff', --", std::string("\xff\0", 2), "\xff", "192.0.2.6"}), wrong);
  EXPECT_EQ(Refused({"clerk", std::string(100'000, 'x'), code, "192.0.2.7"}), wrong);
  EXPECT_EQ(Refused({"n.new", passwords_["n.new"], Shown("n.new"), "192.0.2.8"}), wrong);
  EXPECT_TRUE(accounts().LogIn({" CLERK ", passwords_["clerk"], code, "192.0.2.9"}).ok());
}

TEST_P(LogInTest, ACodeIsTakenOnce) {
  clock_.Tick(people::kTotpStepMs);
  const LogInTry with{"clerk", passwords_["clerk"], Shown("clerk"), "192.0.2.7"};
  EXPECT_TRUE(accounts().LogIn(with).ok());
  EXPECT_EQ(Refused(with).code, Code::kUnauthenticated);
  clock_.Tick(people::kTotpStepMs - 1);
  EXPECT_EQ(Refused(with).code, Code::kUnauthenticated);
  EXPECT_TRUE(TryLogIn("clerk").ok());
}

TEST_P(LogInTest, OfManyWithOneCodeAtOnceOneIsLetIn) {
  // With a hash that takes so long that all have read the last step before the first one is let in.
  Settings settings{database_->url(), keys(), PM_DATA_DIR};
  settings.hash_cost = {2, std::size_t{32} << 20, 60'000};
  auto dear = Proofmark::Open(settings, clock_, rng_);
  ASSERT_TRUE(dear.ok());
  Accounts& slow = (*dear)->accounts();
  ASSERT_TRUE(slow.ChangePassword(LogIn("clerk").token, passwords_["clerk"], "a new one of mine").ok());
  clock_.Tick(people::kTotpStepMs);
  const std::string code = Shown("clerk");
  std::atomic<int> in = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      if (slow.LogIn({"clerk", "a new one of mine", code, "192.0.2." + std::to_string(i)}).ok()) ++in;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(in, 1);
}

TEST_P(LogInTest, FiveFailuresLockAnAccountForOneSourceAndNeverItsCertificate) {
  ASSERT_TRUE(accounts().AddCertificate(Console(), "clerk", std::string(64, 'a')).ok());
  const std::int64_t before = AccessEntries("login_locked");
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(Refused({"clerk", "not the password", "000000", "192.0.2.66"}).code, Code::kUnauthenticated);
  }
  EXPECT_EQ(AccessEntries("login_locked"), before + 1);
  EXPECT_EQ(TryLogIn("clerk", "192.0.2.66").error().code, Code::kTooMany);
  EXPECT_EQ(AccessEntries("login_locked"), before + 1);
  EXPECT_TRUE(TryLogIn("clerk", "192.0.2.67").ok());
  EXPECT_TRUE(TryLogIn("boss", "192.0.2.66").ok());
  auto by_certificate = accounts().LogInByCertificate(std::string(64, 'a'), "192.0.2.66");
  ASSERT_TRUE(by_certificate.ok());
  EXPECT_EQ(by_certificate->actor.roles, std::set<Role>{Role::kTracingOfficer});
  clock_.Tick(people::kLockMs);
  EXPECT_TRUE(TryLogIn("clerk", "192.0.2.66").ok());
  // Begun anew by the right log-in.
  for (int i = 0; i < 4; ++i) Refused({"clerk", "not the password", "000000", "192.0.2.66"});
  EXPECT_TRUE(TryLogIn("clerk", "192.0.2.66").ok());
}

TEST_P(LogInTest, ANameThatDoesNotExistIsLockedInTheSameWords) {
  Error known;
  Error unknown;
  for (int i = 0; i < 6; ++i) known = Refused({"clerk", "not the password", "000000", "192.0.2.66"});
  for (int i = 0; i < 6; ++i) unknown = Refused({"nobody", "not the password", "000000", "192.0.2.67"});
  EXPECT_EQ(known.code, Code::kTooMany);
  EXPECT_EQ(known, unknown);
}

TEST_P(LogInTest, AThousandStolenPasswordsFindNothingAndTellNothing) {
  std::map<LogInOutcome, int> outcomes;
  accounts().ObserveLogIns([&](const LogInReport& report) { ++outcomes[report.outcome]; });
  clock_.Tick(people::kTotpStepMs);
  for (int i = 0; i < 1000; ++i) {
    // Every other name is one that exists; every source tries ten names.
    const std::string login = i % 2 == 0 ? "clerk" : "nobody" + std::to_string(i);
    const std::string source = "198.51.100." + std::to_string(i / 10);
    const Error error = Refused({login, "stolen password " + std::to_string(i), "000000", source});
    EXPECT_TRUE(error.code == Code::kUnauthenticated || error.code == Code::kTooMany);
    EXPECT_EQ(error.message.find("clerk"), std::string::npos);
  }
  EXPECT_EQ(outcomes[LogInOutcome::kRefused] + outcomes[LogInOutcome::kLocked], 1000);
  // 500 of one account, of which its wide limit let so many through.
  EXPECT_EQ(outcomes[LogInOutcome::kLocked], 500 - people::kFailuresOfAccount);
  EXPECT_LE(accounts().hasher().MostAtOnce(), people::kHashingAtOnce);
  EXPECT_EQ(outcomes[LogInOutcome::kLoggedIn], 0);
  clock_.Tick(people::kLockMs);
  EXPECT_TRUE(TryLogIn("clerk").ok());
  EXPECT_EQ(outcomes[LogInOutcome::kLoggedIn], 1);
}

TEST_P(LogInTest, ASessionEndsWhenItIsIdleAndAfterTwelveHours) {
  const LoggedIn idle = LogIn("clerk");
  clock_.Tick(kSessionIdleMs - 1);
  EXPECT_TRUE(accounts().ActorOfSession(idle.token).ok());
  clock_.Tick(kSessionIdleMs - 1);
  EXPECT_TRUE(accounts().ActorOfSession(idle.token).ok());
  clock_.Tick(kSessionIdleMs);
  EXPECT_EQ(accounts().ActorOfSession(idle.token).error().code, Code::kUnauthenticated);
  const LoggedIn busy = LogIn("clerk");
  while (clock_.Now().ms + kSessionIdleMs / 2 < busy.expires.ms) {
    clock_.Tick(kSessionIdleMs / 2);
    ASSERT_TRUE(accounts().ActorOfSession(busy.token).ok());
  }
  clock_.Tick(busy.expires.ms - clock_.Now().ms);
  EXPECT_EQ(accounts().ActorOfSession(busy.token).error().code, Code::kUnauthenticated);
}

TEST_P(LogInTest, ATokenThatIsNoneIsNobodys) {
  const LoggedIn in = LogIn("clerk");
  std::string other = in.token;
  other.back() = other.back() == 'a' ? 'b' : 'a';
  std::string upper = in.token;
  for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  for (const std::string& token : {std::string(), other, upper, in.token + "00", std::string(64, 'g')}) {
    EXPECT_EQ(accounts().ActorOfSession(token).error().code, Code::kUnauthenticated) << token;
    EXPECT_EQ(accounts().ActorOfToken(token).error().code, Code::kUnauthenticated) << token;
  }
  EXPECT_EQ(accounts().ActorOfToken(in.token).error().code, Code::kUnauthenticated);
  ASSERT_TRUE(accounts().LogOut(in.token).ok());
  EXPECT_EQ(accounts().ActorOfSession(in.token).error().code, Code::kUnauthenticated);
}

TEST_P(LogInTest, TakingARoleAwayAndClosingActAtOnce) {
  const LoggedIn in = LogIn("clerk");
  ASSERT_TRUE(accounts().WithdrawRole(As("admin"), "clerk", "tracing_officer", "moved").ok());
  auto actor = accounts().ActorOfSession(in.token);
  ASSERT_TRUE(actor.ok());
  EXPECT_TRUE(actor->roles.empty());
  ASSERT_TRUE(accounts().CloseAccount(As("admin"), "clerk", "left").ok());
  EXPECT_EQ(accounts().ActorOfSession(in.token).error().code, Code::kUnauthenticated);
  ASSERT_TRUE(accounts().ReopenAccount(As("admin"), "clerk", "back").ok());
  EXPECT_EQ(accounts().ActorOfSession(in.token).error().code, Code::kUnauthenticated);
}

TEST_P(LogInTest, AnotherServerSeesTheSameSessionsAndLocks) {
  auto other = OpenAnother();
  ASSERT_NE(other, nullptr);
  const LoggedIn in = LogIn("clerk");
  EXPECT_TRUE(other->accounts().ActorOfSession(in.token).ok());
  for (int i = 0; i < 3; ++i) Refused({"clerk", "wrong", "000000", "192.0.2.66"});
  for (int i = 0; i < 2; ++i) EXPECT_FALSE(other->accounts().LogIn({"clerk", "wrong", "0", "192.0.2.66"}).ok());
  EXPECT_EQ(TryLogIn("clerk", "192.0.2.66").error().code, Code::kTooMany);
  ASSERT_TRUE(other->accounts().CloseAccount(Console(), "clerk", "left").ok());
  EXPECT_EQ(accounts().ActorOfSession(in.token).error().code, Code::kUnauthenticated);
}

TEST_P(LogInTest, AnewPasswordIsTakenWithTheOldOneAndEndsOtherSessions) {
  const LoggedIn one = LogIn("clerk");
  const LoggedIn other = LogIn("clerk");
  auto outcome = [&](const std::string& old_one, const std::string& new_one) {
    auto changed = accounts().ChangePassword(one.token, old_one, new_one);
    return changed.ok() ? Code{} : changed.error().code;
  };
  EXPECT_EQ(outcome("not the password", "a new one of mine"), Code::kUnauthenticated);
  EXPECT_EQ(outcome(passwords_["clerk"], "short"), Code::kInvalid);
  EXPECT_EQ(outcome(passwords_["clerk"], "the clerk of room 9"), Code::kInvalid);
  EXPECT_EQ(outcome(passwords_["clerk"], passwords_["clerk"]), Code::kInvalid);
  EXPECT_EQ(outcome(passwords_["clerk"], "a new one of mine"), Code{});
  EXPECT_TRUE(accounts().ActorOfSession(one.token).ok());
  EXPECT_EQ(accounts().ActorOfSession(other.token).error().code, Code::kUnauthenticated);
  EXPECT_FALSE(TryLogIn("clerk").ok());
  passwords_["clerk"] = "a new one of mine";
  EXPECT_TRUE(TryLogIn("clerk").ok());
  for (int i = 0; i < 5; ++i) EXPECT_EQ(outcome("guess", "a new one of mine 2"), Code::kUnauthenticated);
  EXPECT_EQ(outcome("a new one of mine", "a new one of mine 2"), Code::kTooMany);
}

TEST_P(LogInTest, AFirstPasswordGivesNoRoleBeforeItIsChanged) {
  auto set = accounts().SetPassword(Console(), "clerk", {});
  ASSERT_TRUE(set.ok());
  passwords_["clerk"] = *set;
  const LoggedIn in = LogIn("clerk");
  EXPECT_TRUE(in.must_change);
  EXPECT_TRUE(in.actor.roles.empty());
  EXPECT_TRUE(accounts().ActorOfSession(in.token)->roles.empty());
  EXPECT_EQ(accounts().MakeApiToken(in.token, passwords_["clerk"], "x", 1).error().code, Code::kForbidden);
  ASSERT_TRUE(accounts().ChangePassword(in.token, *set, "a new one of mine").ok());
  EXPECT_FALSE(accounts().ActorOfSession(in.token)->roles.empty());
}

TEST_P(LogInTest, ANewAuthenticatorCountsWhenACodeOfItWasTold) {
  const LoggedIn in = LogIn("clerk");
  EXPECT_EQ(accounts().ConfirmTotp(in.token, "000000").error().code, Code::kPrecondition);
  EXPECT_EQ(accounts().BeginTotp(in.token, "wrong").error().code, Code::kUnauthenticated);
  auto uri = accounts().BeginTotp(in.token, passwords_["clerk"]);
  ASSERT_TRUE(uri.ok());
  EXPECT_TRUE(uri->starts_with("otpauth://totp/"));
  clock_.Tick(people::kTotpStepMs);
  const std::string old_code = Shown("clerk");
  EXPECT_EQ(accounts().ConfirmTotp(in.token, old_code).error().code, Code::kInvalid);
  auto credential = *accounts().people().FindCredential("clerk");
  auto secret = *people::DecryptTotp(*credential->totp_next, credential->account, *app_->store().keys().NodeKey(rng_));
  const std::string code = people::Hotp(base::View(secret), clock_.Now().ms / people::kTotpStepMs, 6);
  ASSERT_TRUE(accounts().ConfirmTotp(in.token, code).ok());
  EXPECT_EQ(Shown("clerk"), code);
  EXPECT_FALSE(accounts().LogIn({"clerk", passwords_["clerk"], code, "192.0.2.7"}).ok());  // used
  EXPECT_TRUE(TryLogIn("clerk").ok());
  EXPECT_TRUE(accounts().SetTotp(Console(), "clerk").ok());
  EXPECT_EQ(accounts().ActorOfSession(in.token).error().code, Code::kUnauthenticated);
}

TEST_P(LogInTest, AProgramsTokenActsForItsAccountWithoutApproving) {
  Grant("clerk", "supervisor");
  const LoggedIn in = LogIn("clerk");
  EXPECT_EQ(in.actor.roles, (std::set<Role>{Role::kTracingOfficer, Role::kSupervisor}));
  EXPECT_EQ(accounts().MakeApiToken(in.token, passwords_["clerk"], "export", 400).error().code, Code::kInvalid);
  EXPECT_EQ(accounts().MakeApiToken(in.token, passwords_["clerk"], " ", 30).error().code, Code::kInvalid);
  const std::string token = *accounts().MakeApiToken(in.token, passwords_["clerk"], "nightly export", 30);
  auto actor = accounts().ActorOfToken(token);
  ASSERT_TRUE(actor.ok());
  EXPECT_EQ(actor->id, ids_["clerk"]);
  EXPECT_EQ(actor->roles, std::set<Role>{Role::kTracingOfficer});
  EXPECT_EQ(accounts().ActorOfSession(token).error().code, Code::kUnauthenticated);
  auto listed = accounts().ListAccounts(Console(), "AA");
  const base::Json& shown = (*listed)["accounts"][1]["tokens"][0];
  EXPECT_EQ(shown["label"], "nightly export");
  EXPECT_NE(shown["token"], token);
  EXPECT_EQ(accounts().RevokeApiToken(As("boss"), shown["token"]).error().code, Code::kForbidden);
  ASSERT_TRUE(accounts().RevokeApiToken({in.actor, {"system_care", "", "national_law"}}, shown["token"]).ok());
  EXPECT_EQ(accounts().ActorOfToken(token).error().code, Code::kUnauthenticated);
  const std::string second = *accounts().MakeApiToken(in.token, passwords_["clerk"], "weekly", 1);
  clock_.Tick(86'400'000);
  EXPECT_EQ(accounts().ActorOfToken(second).error().code, Code::kUnauthenticated);
  const std::string third = *accounts().MakeApiTokenFor(Console(), "clerk", "third", 30);
  EXPECT_TRUE(accounts().ActorOfToken(third).ok());
  ASSERT_TRUE(accounts().CloseAccount(Console(), "clerk", "").ok());
  EXPECT_EQ(accounts().ActorOfToken(third).error().code, Code::kUnauthenticated);
  ASSERT_TRUE(accounts().ReopenAccount(Console(), "clerk", "").ok());
  EXPECT_EQ(accounts().ActorOfToken(third).error().code, Code::kUnauthenticated);
  ExpectSound();
}

TEST_P(LogInTest, ACertificateIsOnesAloneAndCanBeRevoked) {
  const std::string fingerprint(64, 'b');
  ASSERT_TRUE(accounts().AddCertificate(Console(), "clerk", fingerprint).ok());
  EXPECT_EQ(accounts().AddCertificate(Console(), "boss", fingerprint).error().code, Code::kConflict);
  EXPECT_EQ(accounts().AddCertificate(Console(), "boss", "abc").error().code, Code::kInvalid);
  auto in = accounts().LogInByCertificate(fingerprint, "192.0.2.7");
  ASSERT_TRUE(in.ok());
  EXPECT_EQ(accounts().LogInByCertificate(std::string(64, 'c'), "192.0.2.7").error().code, Code::kUnauthenticated);
  EXPECT_EQ(accounts().LogInByCertificate("", "192.0.2.7").error().code, Code::kUnauthenticated);
  ASSERT_TRUE(accounts().RevokeCertificate(As("admin"), fingerprint).ok());
  EXPECT_EQ(accounts().LogInByCertificate(fingerprint, "192.0.2.7").error().code, Code::kUnauthenticated);
  EXPECT_EQ(accounts().ActorOfSession(in->token).error().code, Code::kUnauthenticated);
  ExpectSound();
}

}  // namespace
}  // namespace proofmark::app
