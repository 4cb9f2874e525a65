// SPDX-License-Identifier: Apache-2.0
// Who may see a record, changed: by two persons where it becomes wider, by one where it becomes narrower; and who was
// shown it. On both engines.
#include "tests/people_fixture.h"

namespace proofmark::app {
namespace {

using base::Code;
using base::Json;
using people::Action;
using testing::EngineKind;

class HandlingTest : public PeopleTest {
 protected:
  void SetUp() override {
    PeopleTest::SetUp();
    OpenAccount("AA", "officer");
    Grant("officer", "officer");
    OpenAccount("AA", "auditor");
    Grant("auditor", "auditor");
    OpenAccount("BB", "foreign");
    GrantAlone("foreign", "tracing_officer");
    OpenAccount("BB", "b.auditor");
    GrantAlone("b.auditor", "auditor");
    clerk_ = As("clerk");
    boss_ = As("boss");
    foreign_ = As("foreign");
    record_ = Recorded();
  }

  Json Carried(const Asking& asking, const std::string& name, const Json& order, const std::string& key = "") {
    const std::string used = key.empty() ? "key-of-this-test-" + std::to_string(++keys_) : key;
    auto done = app_->Carry(asking, {.name = name, .body = order, .key = used});
    EXPECT_TRUE(done.ok()) << name << ": " << (done.ok() ? "" : done.error().message);
    return done.ok() ? *done : Json::object();
  }
  // A pistol that AA keeps to itself: found, stored as the record is, and sold to whom nobody else is to know.
  std::string Recorded() {
    const Json found = Carried(clerk_, "record_recovery",
                               {{"case", {{"reference", "26-118"}}},
                                {"item", {{"type", "pistol"}, {"make", "TAURUS"}, {"calibre", "9mm"}}},
                                {"marks", {{{"kind", "serial"}, {"text", "KCA57118"}}}},
                                {"date", "2026-06-02"},
                                {"place", "12 Harbour Road"},
                                {"handling", {{"codes", {"owner_only"}}, {"onward", "none"}}}});
    const std::string record = found["record"];
    Carried(clerk_, "record_transfer", {{"record", record}, {"kind", "stored"}, {"date", "2026-06-03"}});
    Carried(clerk_, "record_transfer",
            {{"record", record},
             {"kind", "transferred"},
             {"date", "2026-06-04"},
             {"document", "NARROW 7"},
             {"handling", {{"codes", {"owner_only", "sensitive_source"}}, {"onward", "none"}}}});
    return record;
  }
  Json Widening(const std::string& codes = "open_to_partners", const std::string& onward = "ask_owner") const {
    return {{"record", record_}, {"codes", codes}, {"onward", onward}};
  }
  std::string Asked(const Json& order) {
    auto asked = accounts().Ask(clerk_, {Action::kWidenHandling, order, "partners look for it"});
    EXPECT_TRUE(asked.ok()) << (asked.ok() ? "" : asked.error().message);
    return asked.ok() ? (*asked)["approval"].get<std::string>() : "";
  }
  void Widen(const Json& order) {
    auto given = accounts().Approve(boss_, Asked(order));
    ASSERT_TRUE(given.ok()) << given.error().message;
    EXPECT_EQ((*given)["done"]["kind"], "handling_widened");
  }
  void Narrow(const std::vector<std::string>& codes, const std::string& onward = "none") {
    Carried(clerk_, "narrow_handling",
            {{"record", record_}, {"handling", {{"codes", codes}, {"onward", onward}}}, {"reason", "no longer"}});
  }
  // The events that a dossier shows, by kind; nothing where the record is hidden.
  std::set<std::string> KindsShown(const Asking& asking) {
    auto shown = app_->Show(asking, record_);
    std::set<std::string> out;
    if (!shown.ok()) {
      EXPECT_EQ(shown.error().code, Code::kNotFound) << shown.error().message;
      return out;
    }
    for (const Json& one : (*shown)["events"]) out.insert(one["kind"]);
    return out;
  }
  bool Found(const Asking& asking) {
    auto traced = app_->Trace(asking, {{"serial", "KCA57118"}, {"make", "TAURUS"}}, {});
    EXPECT_TRUE(traced.ok()) << (traced.ok() ? "" : traced.error().message);
    return traced.ok() && traced->dump().find(record_) != std::string::npos;
  }
  std::int64_t Counted(const Asking& asking) {
    auto traced = app_->Trace(asking, {{"serial", "KCA57118"}, {"make", "TAURUS"}}, {});
    if (!traced.ok()) return -1;
    for (const Json& one : (*traced)["searched"]) {
      if (one["owner"] == "AA") return one["records"].get<std::int64_t>();
    }
    return 0;
  }
  // The events about the record that a reader gets, one by one.
  std::set<std::string> KindsRead(const Asking& asking) {
    auto classes = app_->store().HandlingClasses();
    const store::View view = AccessPolicy().ViewFor(asking.actor, asking.purpose, *classes);
    std::set<std::string> out;
    for (std::int64_t seq = 0; seq < Size(); ++seq) {
      auto event = app_->store().ReadEvent(view, "AA", seq);
      if (event.ok() && event->event.subject == record_) out.insert(event->event.kind);
    }
    return out;
  }
  void ExpectHidden(const Asking& asking) {
    EXPECT_EQ(KindsShown(asking), std::set<std::string>{});
    EXPECT_EQ(KindsRead(asking), std::set<std::string>{});
    EXPECT_FALSE(Found(asking));
    EXPECT_EQ(Counted(asking), 0);
  }
  void ExpectRebuiltEqualsLive() {
    auto rebuilt = app_->Rebuild("");
    ASSERT_TRUE(rebuilt.ok()) << rebuilt.error().message;
    for (const Json& owner : (*rebuilt)["owners"]) EXPECT_FALSE(owner["changed"].get<bool>());
    ExpectSound();
  }
  base::Result<Json> Accesses(const Asking& asking, const AccessQuestion& question, std::int64_t limit = 50,
                              const std::string& after = "") {
    return app_->AccessesAfter(asking, question, after, limit);
  }

  Asking clerk_;
  Asking boss_;
  Asking foreign_;
  std::string record_;
  int keys_ = 0;
};

PM_ON_BOTH_ENGINES(HandlingTest);

TEST_P(HandlingTest, AnotherAuthoritySeesARecordWhenTwoHaveWidenedItAndNotBefore) {
  ExpectHidden(foreign_);
  const std::string approval = Asked(Widening());
  ExpectHidden(foreign_);
  EXPECT_EQ((*accounts().ListApprovals(foreign_, ""))["approvals"].size(), 0U);
  EXPECT_EQ(accounts().Approve(clerk_, approval).error().code, Code::kForbidden);
  EXPECT_EQ(accounts().Approve(foreign_, approval).error().code, Code::kNotFound);
  EXPECT_EQ(accounts().Approve(As("officer"), approval).error().code, Code::kForbidden);
  ExpectHidden(foreign_);
  auto given = accounts().Approve(boss_, approval);
  ASSERT_TRUE(given.ok()) << given.error().message;
  EXPECT_EQ((*given)["done"]["handling"]["codes"], Json::array({"open_to_partners"}));
  EXPECT_EQ((*given)["done"]["handling"]["purpose"], "investigation");
  EXPECT_EQ(KindsShown(foreign_), (std::set<std::string>{"recorded", "recovered", "stored"}));
  EXPECT_TRUE(Found(foreign_));
  EXPECT_EQ(Counted(foreign_), 1);
  EXPECT_EQ(KindsRead(foreign_), (std::set<std::string>{"recorded", "recovered", "stored", "handling_widened"}));
  auto shown = app_->Show(foreign_, record_);
  ASSERT_TRUE(shown.ok());
  EXPECT_EQ(shown->dump().find("NARROW 7"), std::string::npos);
  EXPECT_EQ(shown->dump().find("Harbour"), std::string::npos);
  EXPECT_EQ(KindsShown(clerk_), (std::set<std::string>{"recorded", "recovered", "stored", "transferred"}));
  const auto events = LastEvents(2);
  EXPECT_EQ(events[1].event.kind, "handling_widened");
  EXPECT_EQ(events[1].event.cause, events[0].leaf);
  const std::int64_t size = Size();
  EXPECT_EQ(accounts().Approve(boss_, approval).error().code, Code::kPrecondition);
  EXPECT_EQ(Size(), size);
  ExpectRebuiltEqualsLive();
  EXPECT_EQ(KindsShown(foreign_), (std::set<std::string>{"recorded", "recovered", "stored"}));
}

TEST_P(HandlingTest, AHitAndALinkAreSeenWithBothOfTheirRecords) {
  const Json stolen = Carried(foreign_, "report_theft",
                              {{"item", {{"type", "pistol"}, {"make", "TAURUS"}, {"calibre", "9mm"}}},
                               {"marks", {{{"kind", "serial"}, {"text", "KCA57118"}}}},
                               {"date", "2026-01-02"},
                               {"handling", {{"codes", {"open_to_partners"}}, {"onward", "ask_owner"}}}});
  Carried(clerk_, "link", {{"record", record_}, {"other", stolen["record"]}, {"reason", "photographs"}});
  auto links = [&] {
    auto told = app_->Links(foreign_, stolen["record"]);
    EXPECT_TRUE(told.ok());
    return (*told)["links"].size();
  };
  EXPECT_EQ(links(), 0U);
  Widen(Widening());
  EXPECT_EQ(links(), 1U);
  Narrow({"owner_only"});
  EXPECT_EQ(links(), 0U);
  ExpectHidden(foreign_);
  ExpectRebuiltEqualsLive();
}

TEST_P(HandlingTest, AnAlertGoesWithTheRecordThatItIsAbout) {
  Carried(clerk_, "report_theft",
          {{"item", {{"type", "pistol"}, {"make", "TAURUS"}, {"calibre", "9mm"}}},
           {"marks", {{{"kind", "serial"}, {"text", "KCA57118"}}}},
           {"date", "2026-01-02"},
           {"handling", {{"codes", {"owner_only", "possible_match"}}, {"onward", "none"}}}});
  Carried(foreign_, "record_recovery",
          {{"case", {{"reference", "26-9"}}},
           {"item", {{"type", "pistol"}, {"make", "TAURUS"}, {"calibre", "9mm"}}},
           {"marks", {{{"kind", "serial"}, {"text", "KCA57118"}}}},
           {"date", "2026-06-09"}});
  auto told = [&](const Asking& asking) {
    auto page = app_->AlertsAfter(asking, "", 50);
    EXPECT_TRUE(page.ok()) << (page.ok() ? "" : page.error().message);
    return page.ok() ? (*page)["alerts"] : Json::array();
  };
  const Json before = told(clerk_);
  ASSERT_GE(before.size(), 1U);
  const std::string about = before[0]["record"];
  Carried(clerk_, "narrow_handling",
          {{"record", about},
           {"handling", {{"codes", {"owner_only", "possible_match", "restricted"}}, {"onward", "none"}}},
           {"reason", "a source is in danger"}});
  for (const Json& one : told(clerk_)) EXPECT_NE(one["record"], about);
  EXPECT_EQ(told(boss_).size(), before.size());
  EXPECT_TRUE(app_->Alerts(clerk_, "AA").ok());
}

TEST_P(HandlingTest, NarrowingIsOnePersonsAndHidesAllOfTheRecord) {
  Widen(Widening());
  Carried(clerk_, "record_transfer", {{"record", record_}, {"kind", "returned"}, {"date", "2026-06-05"}});
  EXPECT_TRUE(KindsShown(foreign_).contains("returned"));  // bears what the record bears now
  // An event that was written for everybody is nobody's where the record is not.
  const Json order = {{"record", record_},
                      {"handling", {{"codes", {"owner_only"}}, {"onward", "none"}}},
                      {"reason", "a source is in danger"}};
  Carried(clerk_, "narrow_handling", order, "the-same-key-twice");
  const std::int64_t size = Size();
  EXPECT_TRUE(Carried(clerk_, "narrow_handling", order, "the-same-key-twice")["repeated"].get<bool>());
  EXPECT_EQ(Size(), size);
  auto again = app_->Carry(clerk_, {.name = "narrow_handling", .body = order, .key = "another-key-1"});
  EXPECT_EQ(again.error().code, Code::kPrecondition);
  ExpectHidden(foreign_);
  EXPECT_TRUE(KindsShown(clerk_).contains("returned"));
  ExpectRebuiltEqualsLive();
  ExpectHidden(foreign_);
}

TEST_P(HandlingTest, WhatWasNarrowerOnPurposeStaysSoThoughTheRecordCameToBearTheSame) {
  Widen(Widening());
  Narrow({"owner_only", "sensitive_source"});  // what the transfer has borne from the start
  ExpectHidden(foreign_);
  Widen(Widening());
  EXPECT_EQ(KindsShown(foreign_), (std::set<std::string>{"recorded", "recovered", "stored"}));
  EXPECT_FALSE(KindsRead(foreign_).contains("transferred"));
  EXPECT_TRUE(KindsShown(clerk_).contains("transferred"));
  ExpectRebuiltEqualsLive();
}

TEST_P(HandlingTest, WhatWasCorrectedIsNotShownToWhoeverSeesTheRecordSince) {
  auto dossier = app_->Show(clerk_, record_);
  ASSERT_TRUE(dossier.ok());
  auto corrected = app_->Carry(clerk_, {.name = "correct_item",
                                        .body = {{"record", record_},
                                                 {"item", {{"type", "pistol"}, {"make", "GLOCK"}}},
                                                 {"marks", {{{"kind", "serial"}, {"text", "KCA57118"}}}},
                                                 {"reason", "read again"}},
                                        .key = "a-correction-1",
                                        .if_match = (*dossier)["etag"]});
  ASSERT_TRUE(corrected.ok()) << corrected.error().message;
  Widen(Widening());
  EXPECT_EQ(KindsRead(foreign_), (std::set<std::string>{"corrected", "recovered", "stored", "handling_widened"}));
  EXPECT_TRUE(app_->Show(foreign_, record_).ok());
}

TEST_P(HandlingTest, AStaffMemberWithoutTheSpecialPermissionLosesARestrictedRecord) {
  Narrow({"owner_only", "restricted"});
  ExpectHidden(clerk_);
  EXPECT_TRUE(KindsShown(boss_).contains("stored"));
  // Who does not see it asks for nothing about it.
  EXPECT_EQ(accounts().Ask(clerk_, {Action::kWidenHandling, Widening(), "x"}).error().code, Code::kNotFound);
  ExpectRebuiltEqualsLive();
}

TEST_P(HandlingTest, WhatCannotBeDoneOrNeedNotIsRefused) {
  auto outcome = [&](const Asking& asking, const Json& order) {
    auto asked = accounts().Ask(asking, {Action::kWidenHandling, order, "why"});
    return asked.ok() ? Code{} : asked.error().code;
  };
  const std::int64_t size = Size();
  EXPECT_EQ(outcome(As("officer"), Widening()), Code::kForbidden);
  EXPECT_EQ(outcome(foreign_, Widening()), Code::kNotFound);
  EXPECT_EQ(outcome(clerk_, Widening("owner_only", "none")), Code::kPrecondition);
  EXPECT_EQ(outcome(clerk_, Widening("owner_only,restricted", "none")), Code::kPrecondition);
  EXPECT_EQ(outcome(clerk_, Widening("everybody")), Code::kInvalid);
  EXPECT_EQ(outcome(clerk_, Widening("releasable_to_listed")), Code::kInvalid);
  EXPECT_EQ(outcome(clerk_, Widening("open_to_partners", "sometimes")), Code::kInvalid);
  Json listed = Widening("releasable_to_listed");
  listed["releasable_to"] = "BB,,CC";
  EXPECT_EQ(outcome(clerk_, listed), Code::kInvalid);
  EXPECT_EQ(Size(), size);
  auto narrowed = app_->Carry(clerk_, {.name = "narrow_handling",
                                       .body = {{"record", record_},
                                                {"handling", {{"codes", {"open_to_partners"}}, {"onward", "none"}}},
                                                {"reason", "why"}},
                                       .key = "wider-than-now"});
  EXPECT_EQ(narrowed.error().code, Code::kForbidden);
  EXPECT_EQ(Size(), size);
  listed["releasable_to"] = "BB,CC";
  Widen(listed);
  EXPECT_TRUE(KindsShown(foreign_).contains("stored"));
}

TEST_P(HandlingTest, WhatWasChangedSinceItWasAskedForIsAskedForAnew) {
  const std::string approval = Asked(Widening());
  Narrow({"owner_only", "no_onward"});
  EXPECT_EQ(accounts().Approve(boss_, approval).error().code, Code::kPrecondition);
  ExpectHidden(foreign_);
}

TEST_P(HandlingTest, ALaterFileOfTheRegisterLeavesTheHandlingAlone) {
  record_ = RecordStolen("17");
  Narrow({"restricted"}, "none");
  auto again = base::ReadFile(root() + "/r.csv", 1 << 20);
  ASSERT_TRUE(again.ok());
  std::string changed = *again;
  changed.replace(changed.find("TAURUS"), 6, "GLOCK");
  ASSERT_TRUE(base::WriteFileDurably(root() + "/r2.csv", changed, 0600).ok());
  auto done =
      app_->ImportItems({ActorFromText("console:0"), {"import_of_records", "", "national_law"}},
                        {root() + "/r2.csv", root() + "/m.json", "AA", "", false}, [](std::int64_t, std::int64_t) {});
  ASSERT_TRUE(done.ok()) << done.error().message;
  EXPECT_EQ((*done)["corrected"], 1);
  EXPECT_EQ(KindsShown(clerk_), std::set<std::string>{});
  EXPECT_TRUE(KindsShown(boss_).contains("corrected"));
  ExpectRebuiltEqualsLive();
}

TEST_P(HandlingTest, AnAuditorReadsWhoWasShownARecordAndWhy) {
  const Asking auditor = As("auditor");
  ASSERT_TRUE(app_->Show(As("officer"), record_).ok());
  auto page = Accesses(auditor, {.record = record_});
  ASSERT_TRUE(page.ok()) << page.error().message;
  const Json& all = (*page)["accesses"];
  ASSERT_GE(all.size(), 3U);
  EXPECT_EQ(all[0]["action"], "accesses");  // this very reading
  EXPECT_EQ(all[0]["actor"], ids_["auditor"]);
  EXPECT_EQ(all[1]["action"], "show");
  EXPECT_EQ(all[1]["actor"], ids_["officer"]);
  EXPECT_EQ(all[1]["purpose"], "investigation");
  EXPECT_EQ(all[1]["case"], "case 7");
  EXPECT_EQ(all[1]["shown"], Json::array({record_}));
  EXPECT_TRUE((*page)["next"].is_null());
  // Page by page it is the same list; each page that was read stands before it.
  std::vector<std::int64_t> seqs;
  std::string cursor;
  for (int n = 0; n < 50; ++n) {
    auto one = Accesses(auditor, {.record = record_}, 1, cursor);
    ASSERT_TRUE(one.ok()) << one.error().message;
    for (const Json& entry : (*one)["accesses"]) seqs.push_back(entry["seq"].get<std::int64_t>());
    if ((*one)["next"].is_null()) break;
    cursor = (*one)["next"];
  }
  ASSERT_EQ(seqs.size(), all.size() + 1);
  for (std::size_t n = 0; n < all.size(); ++n) EXPECT_EQ(seqs[n + 1], all[n]["seq"]);
  EXPECT_EQ(Accesses(auditor, {.record = record_}, 1, "forged").error().code, Code::kInvalid);
  EXPECT_EQ(Accesses(auditor, {.actor = ids_["officer"]}, 1, cursor).error().code, Code::kInvalid);
  auto of_officer = Accesses(auditor, {.actor = ids_["officer"]});
  ASSERT_TRUE(of_officer.ok());
  ASSERT_EQ((*of_officer)["accesses"].size(), 1U);
  EXPECT_EQ((*of_officer)["accesses"][0]["action"], "show");
}

TEST_P(HandlingTest, WhoSawWhatIsForTheOwnersAuditorsAlone) {
  const std::string missing = "AA.item.01J9ZQ4V7M4W0T5YB3N2K8XH6D";
  for (const char* login : {"clerk", "boss", "officer", "admin", "foreign"}) {
    const Asking asking = As(login);
    auto refused = Accesses(asking, {.record = record_});
    ASSERT_FALSE(refused.ok()) << login;
    EXPECT_EQ(refused.error().code, Code::kForbidden) << login;
    EXPECT_EQ(refused.error().message, Accesses(asking, {.record = missing}).error().message) << login;
  }
  const Asking b_auditor = As("b.auditor");
  auto foreign = Accesses(b_auditor, {.record = record_});
  ASSERT_FALSE(foreign.ok());
  EXPECT_EQ(foreign.error().code, Code::kNotFound);
  EXPECT_EQ(foreign.error().message.size(), Accesses(b_auditor, {.record = missing}).error().message.size());
  EXPECT_EQ((*Accesses(b_auditor, {.actor = ids_["clerk"]}))["accesses"].size(), 0U);
  EXPECT_EQ(Accesses(As("auditor"), {}).error().code, Code::kInvalid);
  EXPECT_EQ(Accesses(As("auditor"), {.record = record_, .actor = ids_["clerk"]}).error().code, Code::kInvalid);
}

}  // namespace
}  // namespace proofmark::app
