// SPDX-License-Identifier: Apache-2.0
// A node with people: an administrator "admin", a tracing officer "clerk" and a supervisor "boss" of AA, all of whom
// have changed their first passwords, and an authority BB. Time stands until a test lets it go on.
//
//   Asking clerk = As("clerk");                  // logged in anew
//   Grant("newcomer", "officer");                // by admin and boss
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "app/proofmark.h"
#include "base/file.h"
#include "people/totp_secret.h"
#include "tests/node_test.h"

namespace proofmark::app {

class PeopleTest : public testing::NodeTest {
 protected:
  void SetUp() override {
    Open();
    ASSERT_TRUE(app_->Init("AA", "Police of AA").ok());
    ASSERT_TRUE(app_->Init("BB", "Police of BB").ok());
    OpenAccount("AA", "admin");
    OpenAccount("AA", "clerk");
    OpenAccount("AA", "boss");
    GrantAlone("admin", "administrator");
    GrantAlone("clerk", "tracing_officer");
    GrantAlone("boss", "supervisor");
  }
  base::Clock& NodeClock() override { return clock_; }
  Accounts& accounts() { return app_->accounts(); }

  static Asking Console() { return {ActorFromText("console:0"), {"investigation", "case 7", "national_law"}}; }

  // Opens an account and takes a password of its own.
  void OpenAccount(const std::string& authority, const std::string& login) {
    auto opened = accounts().OpenAccount(Console(), {authority, login, "Canary " + login + " Maria"});
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    ids_[login] = opened->id;
    passwords_[login] = opened->password;
    auto in = TryLogIn(login);
    ASSERT_TRUE(in.ok()) << in.error().message;
    EXPECT_TRUE(in->must_change);
    EXPECT_TRUE(in->actor.roles.empty());
    const std::string own = "tractor-lamp-orchid " + std::to_string(ids_.size());
    auto changed = accounts().ChangePassword(in->token, opened->password, own);
    ASSERT_TRUE(changed.ok()) << changed.error().message;
    passwords_[login] = own;
    ASSERT_TRUE(accounts().LogOut(in->token).ok());
  }
  void GrantAlone(const std::string& login, const std::string& role) {
    auto granted = accounts().GrantRole(Console(), login, role, "first of the office");
    ASSERT_TRUE(granted.ok()) << granted.error().message;
    ASSERT_TRUE((*granted)["granted"].get<bool>());
  }
  void Grant(const std::string& login, const std::string& role) {
    auto asked = accounts().GrantRole(As("admin"), login, role, "new at the desk");
    ASSERT_TRUE(asked.ok()) << asked.error().message;
    ASSERT_FALSE((*asked)["granted"].get<bool>());
    auto given = accounts().Approve(As("boss"), (*asked)["approval"].get<std::string>());
    ASSERT_TRUE(given.ok()) << given.error().message;
  }

  // What the authenticator of the account shows now.
  std::string Shown(const std::string& login) {
    auto credential = accounts().people().FindCredential(login);
    auto key = app_->store().keys().NodeKey(rng_);
    EXPECT_TRUE(credential.ok() && *credential && key.ok());
    auto secret = people::DecryptTotp((*credential)->totp, (*credential)->account, *key);
    EXPECT_TRUE(secret.ok());
    return people::Hotp(base::View(*secret), clock_.Now().ms / people::kTotpStepMs, people::kTotpDigits);
  }
  base::Result<LoggedIn> TryLogIn(const std::string& login, const std::string& source = "192.0.2.7") {
    clock_.Tick(people::kTotpStepMs);  // a code that was not used yet
    return accounts().LogIn({login, passwords_[login], Shown(login), source});
  }
  LoggedIn LogIn(const std::string& login) {
    auto in = TryLogIn(login);
    EXPECT_TRUE(in.ok()) << (in.ok() ? "" : in.error().message);
    return in.ok() ? *in : LoggedIn{};
  }
  Asking As(const std::string& login) { return {LogIn(login).actor, {"investigation", "case 7", "national_law"}}; }
  Actor Now(const std::string& login) {
    auto actor = accounts().FindActor(login);
    EXPECT_TRUE(actor.ok());
    return actor.ok() ? *actor : Actor{};
  }

  // A stolen pistol of AA with its holder's name sealed: its record.
  std::string RecordStolen(const std::string& number) {
    base::Json mapping = {{"source", "stolen"},
                          {"format", "csv"},
                          {"fields", {{"source_id", "id"}, {"make", "make"}}},
                          {"marks", {{{"kind", "serial"}, {"columns", {"serial"}}}}},
                          {"events", {{{"kind", "stolen"}, {"date", "date"}, {"from_party", {"holder"}}}}},
                          {"sealed", {"holder"}},
                          {"handling",
                           {{"codes", base::Json::array()},
                            {"onward", "ask_owner"},
                            {"purpose", "investigation"},
                            {"legal_basis", "national_law"}}}};
    EXPECT_TRUE(base::WriteFileDurably(root() + "/m.json", mapping.dump(), 0600).ok());
    EXPECT_TRUE(base::WriteFileDurably(
                    root() + "/r.csv",
                    "id,serial,make,date,holder\n" + number + ",K" + number + "7,TAURUS,2024-03-01,Maria da Silva\n",
                    0600)
                    .ok());
    auto done =
        app_->ImportItems({ActorFromText("console:0"), {"import_of_records", "", "national_law"}},
                          {root() + "/r.csv", root() + "/m.json", "AA", "", false}, [](std::int64_t, std::int64_t) {});
    EXPECT_TRUE(done.ok()) << done.error().message;
    auto searching = app_->SearchAsNode();
    EXPECT_TRUE(searching.ok());
    const std::vector<std::string> found = searching->RecordsOf(number);
    EXPECT_EQ(found.size(), 1U);
    return found.empty() ? "" : found[0];
  }
  // The last events of AA's record log, oldest first.
  std::vector<store::StoredEvent> LastEvents(std::int64_t count) {
    auto searching = app_->SearchAsNode();
    auto size = app_->store().LogSize("AA", store::Stream::kRecord);
    std::vector<store::StoredEvent> out;
    for (std::int64_t seq = *size - count; seq < *size; ++seq) {
      auto event = app_->store().ReadEvent(searching->view, "AA", seq);
      EXPECT_TRUE(event.ok());
      if (event.ok()) out.push_back(std::move(*event));
    }
    return out;
  }
  std::int64_t Size() { return *app_->store().LogSize("AA", store::Stream::kRecord); }
  void ExpectSound() {
    auto report = app_->Verify({}, nullptr);
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_TRUE((*report)["ok"].get<bool>()) << report->dump(1);
  }

  base::FakeClock clock_{*base::Instant::Parse("2026-11-24T08:00:00.000Z")};
  base::SystemRng rng_;
  std::map<std::string, std::string> ids_;
  std::map<std::string, std::string> passwords_;
};

}  // namespace proofmark::app
