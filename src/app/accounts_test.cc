// SPDX-License-Identifier: Apache-2.0
// Accounts on a whole node, on both engines: who opens them, what the log and the database say, and what they do not.
#include "store/stored_tables.h"
#include "tests/people_fixture.h"

namespace proofmark::app {
namespace {

using base::Code;
using base::Json;
using testing::EngineKind;

class AccountsTest : public PeopleTest {
 protected:
  std::unique_ptr<store::Engine> Database(const std::string& url) {
    auto engine = store::OpenEngine(url, store::WhereMissing::kRefuse);
    EXPECT_TRUE(engine.ok());
    return std::move(*engine);
  }
  std::int64_t Number(store::Engine& engine, const std::string& sql) {
    std::int64_t out = -1;
    EXPECT_TRUE(engine
                    .QueryOnce(sql, {},
                               [&](const store::Row& row) {
                                 out = row.Integer(0);
                                 return base::Result<void>{};
                               })
                    .ok());
    return out;
  }
};

PM_ON_BOTH_ENGINES(AccountsTest);

TEST_P(AccountsTest, AnAccountIsOpenedListedClosedAndOpenedAgain) {
  OpenAccount("AA", "n.new");
  ASSERT_TRUE(accounts().CloseAccount(As("admin"), "n.new", "left").ok());
  EXPECT_EQ(TryLogIn("n.new").error().code, Code::kUnauthenticated);
  EXPECT_EQ(accounts().CloseAccount(As("admin"), "n.new", "left").error().code, Code::kPrecondition);
  auto listed = accounts().ListAccounts(As("boss"), "");
  ASSERT_TRUE(listed.ok()) << listed.error().message;
  ASSERT_EQ((*listed)["accounts"].size(), 4U);
  const Json& last = (*listed)["accounts"][3];
  EXPECT_EQ(last["login"], "n.new");
  EXPECT_EQ(last["name"], "Canary n.new Maria");
  EXPECT_EQ(last["state"], "closed");
  ASSERT_TRUE(accounts().ReopenAccount(As("admin"), ids_["n.new"], "back").ok());
  EXPECT_TRUE(TryLogIn("n.new").ok());
  EXPECT_EQ(accounts().ReopenAccount(As("admin"), "n.new", "").error().code, Code::kPrecondition);
}

TEST_P(AccountsTest, WhatHappensToAnAccountStandsInTheLogWithWhoDidIt) {
  OpenAccount("AA", "n.new");
  ASSERT_TRUE(accounts().CloseAccount(As("admin"), "n.new", "left").ok());
  auto events = LastEvents(2);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].event.kind, "account_opened");
  EXPECT_EQ(events[0].event.actor, "console:0");
  EXPECT_EQ(events[0].event.subject, ids_["n.new"]);
  EXPECT_EQ(events[0].event.body, (Json{{"login", "n.new"}}));
  EXPECT_EQ(events[1].event.kind, "account_closed");
  EXPECT_EQ(events[1].event.actor, ids_["admin"]);
  EXPECT_EQ(events[1].event.handling.codes, std::vector<std::string>{"owner_only"});
  EXPECT_EQ(events[1].event.handling.purpose, "system_care");
}

TEST_P(AccountsTest, ALogInNameIsOnesAloneInTheWholeNode) {
  EXPECT_EQ(accounts().OpenAccount(Console(), {"AA", " Clerk ", "Other"}).error().code, Code::kConflict);
  EXPECT_EQ(accounts().OpenAccount(Console(), {"BB", "clerk", "Other"}).error().code, Code::kConflict);
  EXPECT_EQ(accounts().OpenAccount(Console(), {"AA", "Maria Silva", "Maria"}).error().code, Code::kInvalid);
  EXPECT_EQ(accounts().OpenAccount(Console(), {"AA", "m.silva", ""}).error().code, Code::kInvalid);
  EXPECT_EQ(accounts().OpenAccount(Console(), {"CC", "m.silva", "Maria"}).error().code, Code::kNotFound);
}

TEST_P(AccountsTest, ANameWhoseAccountWasNeverOpenedIsFreeAgainAfterAnHour) {
  base::UlidMaker ids(clock_, rng_);
  const store::Credential left{{"AA", "user", ids.Make()}, "m.silva", "x", "y", {}, 0, true};
  ASSERT_TRUE(accounts().people().Reserve(left, clock_.Now()).ok());
  EXPECT_EQ(accounts().OpenAccount(Console(), {"BB", "m.silva", "Maria"}).error().code, Code::kConflict);
  clock_.Tick(store::kReservationMs);
  ASSERT_NO_FATAL_FAILURE(OpenAccount("BB", "m.silva"));
  clock_.Tick(store::kReservationMs);
  EXPECT_EQ(accounts().OpenAccount(Console(), {"AA", "m.silva", "Maria"}).error().code, Code::kConflict);
  ExpectSound();
}

TEST_P(AccountsTest, TheConsoleGivesRolesAloneOnlyWhileNoTwoCanAgree) {
  OpenAccount("AA", "n.new");
  const std::int64_t before = Size();
  auto asked = accounts().GrantRole(Console(), "n.new", "officer", "new at the desk");
  ASSERT_TRUE(asked.ok()) << asked.error().message;
  EXPECT_FALSE((*asked)["granted"].get<bool>());
  EXPECT_EQ(Size(), before + 1);
  EXPECT_TRUE(Now("n.new").roles.empty());
  // The only supervisor leaves: there are no two any more.
  ASSERT_TRUE(accounts().CloseAccount(Console(), "boss", "left").ok());
  GrantAlone("n.new", "officer");
  EXPECT_TRUE(Now("n.new").Is(Role::kOfficer));
  EXPECT_EQ(accounts().GrantRole(Console(), "n.new", "console", "why").error().code, Code::kInvalid);
}

TEST_P(AccountsTest, OneWhoIsBothCannotAgreeWithHimself) {
  OpenAccount("BB", "both");
  GrantAlone("both", "administrator");
  GrantAlone("both", "supervisor");
  OpenAccount("BB", "third");
  GrantAlone("third", "officer");  // still nobody else who could approve
  GrantAlone("third", "supervisor");
  auto asked = accounts().GrantRole(Console(), "third", "auditor", "why");
  EXPECT_FALSE((*asked)["granted"].get<bool>());
}

TEST_P(AccountsTest, AnAdministratorChangesHisOwnAuthoritysAccountsAndAnOfficerNone) {
  OpenAccount("BB", "b.one");
  const Asking admin = As("admin");
  const Asking clerk = As("clerk");
  EXPECT_EQ(accounts().CloseAccount(admin, "b.one", "").error().code, Code::kNotFound);
  EXPECT_EQ(accounts().CloseAccount(admin, "b.one", "").error().message.substr(26),
            accounts().CloseAccount(admin, "b.two", "").error().message.substr(26));
  EXPECT_EQ(accounts().WithdrawRole(admin, "b.one", "officer", "x").error().code, Code::kNotFound);
  EXPECT_EQ(accounts().OpenAccount(admin, {"BB", "b.two", "B"}).error().code, Code::kForbidden);
  EXPECT_EQ(accounts().ListAccounts(admin, "BB").error().code, Code::kNotFound);
  EXPECT_EQ(accounts().ListApprovals(admin, "BB").error().code, Code::kNotFound);
  EXPECT_EQ(accounts().OpenAccount(clerk, {"AA", "a.two", "A"}).error().code, Code::kForbidden);
  EXPECT_EQ(accounts().CloseAccount(clerk, "boss", "").error().code, Code::kForbidden);
  EXPECT_EQ(accounts().GrantRole(clerk, "clerk", "supervisor", "x").error().code, Code::kForbidden);
  EXPECT_EQ(accounts().ListAccounts(clerk, "").error().code, Code::kForbidden);
  // Who can set what another person logs in with can be that person.
  EXPECT_EQ(accounts().SetPassword(admin, "boss", {}).error().code, Code::kForbidden);
  EXPECT_EQ(accounts().SetTotp(admin, "boss").error().code, Code::kForbidden);
  EXPECT_EQ(accounts().AddCertificate(admin, "boss", std::string(64, 'a')).error().code, Code::kForbidden);
  EXPECT_EQ(accounts().MakeApiTokenFor(admin, "boss", "x", 1).error().code, Code::kForbidden);
}

TEST_P(AccountsTest, WhyJudgesAnAccountByItsRoles) {
  const std::string record = RecordStolen("17");
  auto why = [&](const std::string& who) {
    auto answer = app_->Why(Console(), who, record);
    EXPECT_TRUE(answer.ok());
    return answer.ok() ? (*answer)["rule"].get<std::string>() : "";
  };
  EXPECT_EQ(why(ids_["clerk"]), "own_authority");
  EXPECT_EQ(why(ids_["admin"]), "no_reading_role");
  EXPECT_EQ(why("staff:4711"), "no_reading_role");
  ASSERT_TRUE(accounts().CloseAccount(Console(), "clerk", "left").ok());
  EXPECT_EQ(why(ids_["clerk"]), "no_reading_role");
}

TEST_P(AccountsTest, APersonsNameStandsNowhereInTheDatabase) {
  ASSERT_TRUE(accounts().ListAccounts(Console(), "AA").ok());
  auto engine = Database(app_->store().url());
  auto tables = store::StoredTables();
  ASSERT_TRUE(tables.ok());
  std::int64_t cells = 0;
  for (const store::StoredTable& table : *tables) {
    auto read = engine->QueryOnce("SELECT * FROM " + table.name, {}, [&](const store::Row& row) {
      for (int column = 0; column < row.columns(); ++column) {
        if (row.IsNull(column)) continue;
        ++cells;
        if (row.KindOf(column) == store::Value::Kind::kInteger) continue;
        EXPECT_EQ(std::string(row.Blob(column)).find("Canary"), std::string::npos) << table.name;
        for (const auto& [login, password] : passwords_) {
          EXPECT_EQ(std::string(row.Blob(column)).find(password), std::string::npos) << table.name;
        }
      }
      return base::Result<void>{};
    });
    EXPECT_TRUE(read.ok()) << table.name;
  }
  EXPECT_GT(cells, 200);
}

TEST_P(AccountsTest, ARebuildGivesTheSameRows) {
  OpenAccount("AA", "n.new");
  Grant("n.new", "officer");
  ASSERT_TRUE(accounts().WithdrawRole(As("admin"), "clerk", "tracing_officer", "moved").ok());
  ASSERT_TRUE(accounts().CloseAccount(As("admin"), "n.new", "left").ok());
  auto before = accounts().people().Accounts("AA");
  auto rebuilt = app_->Rebuild("");
  ASSERT_TRUE(rebuilt.ok()) << rebuilt.error().message;
  for (const Json& owner : (*rebuilt)["owners"]) EXPECT_FALSE(owner["changed"].get<bool>()) << owner["owner"];
  auto after = accounts().people().Accounts("AA");
  ASSERT_EQ(before->size(), after->size());
  for (std::size_t i = 0; i < before->size(); ++i) {
    EXPECT_EQ((*before)[i].roles, (*after)[i].roles);
    EXPECT_EQ((*before)[i].open, (*after)[i].open);
  }
  EXPECT_EQ((*after)[3].roles, std::set<std::string>{"officer"});
  EXPECT_TRUE((*after)[1].roles.empty());
  ExpectSound();
}

TEST_P(AccountsTest, VerifyFindsARoleThatSomebodyGave) {
  ExpectSound();
  auto engine = Database(app_->store().url());
  ASSERT_TRUE(engine->Script("UPDATE account_role SET role = 'auditor' WHERE role = 'supervisor'").ok());
  auto report = app_->Verify({}, nullptr);
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_FALSE((*report)["ok"].get<bool>());
  EXPECT_NE(report->dump().find("account_role"), std::string::npos);
}

TEST_P(AccountsTest, ACredentialThatSomebodyChangedLetsNobodyIn) {
  auto engine = Database(app_->store().url());
  ASSERT_TRUE(engine->Script("UPDATE credential SET must_change = 1 WHERE login = 'clerk'").ok());
  clock_.Tick(people::kTotpStepMs);
  auto in = accounts().LogIn({"clerk", passwords_["clerk"], "000000", "192.0.2.7"});
  EXPECT_EQ(in.error().code, Code::kCorrupt);
  EXPECT_TRUE(TryLogIn("boss").ok());
  auto report = app_->Verify({}, nullptr);
  ASSERT_TRUE(report.ok());
  EXPECT_FALSE((*report)["ok"].get<bool>());
  EXPECT_NE(report->dump().find("credential"), std::string::npos);
}

TEST_P(AccountsTest, SessionsAndFailedLogInsAreInNoBackupAndPeopleLogInAfterARestore) {
  const LoggedIn in = LogIn("clerk");
  EXPECT_FALSE(accounts().LogIn({"clerk", "wrong", "000000", "192.0.2.9"}).ok());
  {
    auto engine = Database(app_->store().url());
    EXPECT_GT(Number(*engine, "SELECT count(*) FROM session"), 0);
    EXPECT_GT(Number(*engine, "SELECT count(*) FROM throttle"), 0);
  }
  auto made = app_->Backup(root() + "/backup");
  ASSERT_TRUE(made.ok()) << made.error().message;
  {
    auto copy = Database("sqlite:" + root() + "/backup/proofmark.db");
    EXPECT_EQ(Number(*copy, "SELECT count(*) FROM session"), 0);
    EXPECT_EQ(Number(*copy, "SELECT count(*) FROM throttle"), 0);
    EXPECT_EQ(Number(*copy, "SELECT count(*) FROM credential"), 3);
    EXPECT_EQ(Number(*copy, "SELECT count(*) FROM account_role"), 3);
  }
  app_.reset();
  Settings settings{"sqlite:" + root() + "/again.db", root() + "/again.keys", PM_DATA_DIR};
  settings.hash_cost = testing::kCheapHashing;
  auto restored = Proofmark::Restore(settings, Console(), {root() + "/backup", {}, {}}, clock_, rng_);
  ASSERT_TRUE(restored.ok()) << restored.error().message;
  auto opened = Proofmark::Open(settings, clock_, rng_);
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  app_ = std::move(*opened);
  EXPECT_EQ(accounts().ActorOfSession(in.token).error().code, Code::kUnauthenticated);
  auto again = TryLogIn("clerk");
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_TRUE(again->actor.Is(Role::kTracingOfficer));
  app_.reset();
}

}  // namespace
}  // namespace proofmark::app
