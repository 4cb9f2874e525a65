// SPDX-License-Identifier: Apache-2.0
// Every route, asked by every role about every kind of thing: own, opened by another authority, hidden by it,
// restricted, not there. What a role may not do is refused, what it may not see leaves no trace in any answer, hidden
// and missing answer alike, and every answer fits the description of the service.
#include <gtest/gtest.h>

#include <set>

#include "app/http/openapi.h"
#include "app/http/routes.h"
#include "tests/openapi_check.h"
#include "tests/pictures.h"
#include "tests/service_node.h"

namespace proofmark::app {
namespace {

using base::Json;

constexpr const char* kHiddenWord = "CANARYFOREIGN";
constexpr const char* kRestrictedWord = "CANARYRESTRICTED";
constexpr const char* kMissing = "01J9ZQ4V7M4W0T5YB3N2K8XH6D";

// A thing to ask about: a record, and the hit, the case and the file that go with it.
struct Thing {
  std::string what;
  std::string owner;
  std::string ulid;
  std::string hit;
  std::string file;
};

class ServiceMatrixTest : public ServiceTest {
 protected:
  void SetUp() override {
    ServiceTest::SetUp();
    check_ = std::make_unique<testing::OpenapiCheck>(Json::parse(web::kOpenapi));
    AddThing("own", "clerk", {}, "OWN71001");
    AddThing("restricted", "clerk", {"restricted"}, std::string(kRestrictedWord) + "71002", kRestrictedWord);
    AddThing("opened", "foreign", {"open_to_partners"}, "OPENED71003");
    AddThing("hidden", "foreign", {"owner_only"}, std::string(kHiddenWord) + "71004", kHiddenWord);
    things_.push_back(
        {"missing", "BB", kMissing, std::string("BB.hit.") + kMissing, std::string("BB.file.") + kMissing});
  }
  // A recovery and a theft of one pistol, so that there is a hit too.
  void AddThing(const std::string& what, const std::string& login, const std::vector<std::string>& codes,
                const std::string& serial, const std::string& make = "TAURUS") {
    // A supervisor records nothing, and a tracing officer does not see what is restricted: it is recorded unseen.
    Json theft = Found(serial, codes, make);
    theft.erase("case");
    theft["date"] = "2026-01-02";
    Answer stolen = Command(login, "report_theft", theft);
    ASSERT_EQ(stolen.status, 200) << stolen.bytes;
    const std::string record = Record(login, Found(serial, codes, make));
    auto id = model::ThingId::Parse(record);
    ASSERT_TRUE(id.ok()) << record;
    Thing thing{what, id->owner, id->ulid.ToText(), "", ""};
    const Json order = {{"record", record}, {"shows", "serial"}, {"scale", true}, {"name", make + ".jpg"}};
    const Answer attached = AttachFile(login, order, testing::Jpeg(serial));
    // What is restricted a tracing officer records unseen, and cannot add to: the console does.
    if (attached.status == 200) {
      thing.file = attached.body["file"];
    } else {
      CommandOrder at_console{.name = std::string(kAttachFile), .body = order, .key = serial, .authority = id->owner};
      at_console.content = testing::Jpeg(serial);
      auto done = app_->Carry(Console(), at_console);
      ASSERT_TRUE(done.ok()) << done.error().message;
      thing.file = (*done)["file"];
    }
    auto hits = app_->Hits(Console(), {});
    ASSERT_TRUE(hits.ok());
    for (const Json& hit : (*hits)["hits"]) {
      if (hit["in_hand"]["record"] == record) thing.hit = hit["hit"];
    }
    EXPECT_FALSE(thing.hit.empty()) << what;
    things_.push_back(std::move(thing));
  }

  // The path of a route about a thing.
  static std::string TargetOf(const web::Route& route, const Thing& thing) {
    std::string target(route.path);
    const std::string kind = target.find("/hits/") != std::string::npos        ? "hit"
                             : target.find("/weapons/") != std::string::npos   ? "weapon"
                             : target.find("/cases/") != std::string::npos     ? "case"
                             : target.find("/accounts/") != std::string::npos  ? "user"
                             : target.find("/approvals/") != std::string::npos ? "approval"
                                                                               : "item";
    const bool file = target.find("/files/") != std::string::npos;
    const std::string id = file ? thing.file : kind == "hit" ? thing.hit : thing.owner + "." + kind + "." + thing.ulid;
    auto put = [&](const std::string& name, const std::string& value) {
      if (const std::size_t at = target.find(name); at != std::string::npos) target.replace(at, name.size(), value);
    };
    put("{id}", id);
    put("{authority}", thing.owner);
    put("{seq}", "0");
    put("{list}", "makes");
    put("{file}", "rejected");
    if (route.name == "why") target += "?actor=nobody&record=" + id;
    if (route.name == "access") target += "?record=" + id;
    if (route.name == "find") target += "?text=" + id;
    if (route.name == "cases") target += "?reference=" + id;
    return target;
  }
  static Json BodyOf(const web::Route& route, const Thing& thing) {
    if (!route.takes_body) return nullptr;
    const std::string record = thing.owner + ".item." + thing.ulid;
    static const std::map<std::string_view, Json> bodies = {
        {"read_marks", {{"text", "ABE573528"}}},
        {"trace", {{"serial", "CANARYFORE1GN71004"}, {"make", "TAURUS"}}},
        {"open_account", {{"login", "somebody"}, {"name", "Somebody"}}},
        {"grant_role", {{"role", "officer"}, {"reason", "new"}}},
        {"withdraw_role", {{"role", "officer"}, {"reason", "left"}}}};
    auto body = bodies.find(route.name);
    if (body != bodies.end()) return body->second;
    if (route.form == web::BodyForm::kOrderAndFile) return {{"record", record}, {"shows", "whole"}};
    if (route.name == "ask_approval") {
      return {{"action", "release_holder"},
              {"order", {{"record", record}, {"case", "26-118"}, {"until", "2026-12-01"}}},
              {"reason", "a court asks"}};
    }
    if (route.name == "approve") return Json::object();
    return {{"reason", "because"}};
  }
  // Commands as routes of their own: what each says of a record.
  static const std::vector<std::pair<std::string, Permission>>& NamedCommands() {
    static const std::vector<std::pair<std::string, Permission>> commands = {
        {"report_theft", Permission::kRecordItem},    {"report_loss", Permission::kRecordItem},
        {"record_transfer", Permission::kRecordItem}, {"confirm_hit", Permission::kDecideHit},
        {"compare_hit", Permission::kDecideHit},      {"link", Permission::kDecideLink},
        {"narrow_handling", Permission::kCorrectItem}};
    return commands;
  }
  static Json OrderOf(const std::string& command, const Thing& thing, const std::string& own) {
    const std::string record = thing.owner + ".item." + thing.ulid;
    if (command.ends_with("_hit")) return {{"hit", thing.hit}, {"reason", "photographs"}};
    if (command == "link") return {{"record", own}, {"other", record}, {"reason", "photographs"}};
    if (command == "narrow_handling") {
      return {{"record", record},
              {"handling", {{"codes", {"owner_only", "restricted"}}, {"onward", "none"}}},
              {"reason", "a source is in danger"}};
    }
    if (command == "record_transfer") return {{"record", record}, {"kind", "transferred"}, {"date", "2026-02-03"}};
    return {{"record", record}, {"date", "2026-02-03"}};
  }

  void ExpectClean(const std::string& login, const Thing& thing, const std::string& what, const Answer& answer) {
    ++checked_;
    const std::string whole = answer.Whole();
    auto where = [&] { return what + " by " + login + " of " + thing.what + ": " + answer.bytes.substr(0, 400); };
    if (login != "foreign") {
      EXPECT_EQ(whole.find(kHiddenWord), std::string::npos) << where();
    }
    if (login != "boss") {
      EXPECT_EQ(whole.find(kRestrictedWord), std::string::npos) << where();
    }
    if (what != "accounts") {
      EXPECT_EQ(whole.find("Canary"), std::string::npos) << "a person's name: " << where();
    }
    EXPECT_NE(answer.status, 500) << where();
  }
  // With what must differ made equal: the name of the request, the thing's own, and when it was.
  static std::string Levelled(const Answer& answer, const Thing& thing) {
    Json body = answer.body;
    if (body.is_object()) body.erase("ref");
    // Cursors are sealed anew for each answer; their length must tell nothing.
    for (const char* cursor : {"next", "last"}) {
      if (body.is_object() && body.contains(cursor) && body[cursor].is_string()) {
        body[cursor] = body[cursor].get<std::string>().size();
      }
    }
    std::string text = std::to_string(answer.status) + " " + body.dump();
    for (const std::string& name :
         {thing.ulid, thing.hit.substr(thing.hit.rfind('.') + 1), thing.file.substr(thing.file.rfind('.') + 1)}) {
      for (std::size_t at = 0; !name.empty() && (at = text.find(name, at)) != std::string::npos; at += 4) {
        text.replace(at, name.size(), "ULID");
      }
    }
    return text;
  }

  std::unique_ptr<testing::OpenapiCheck> check_;
  std::vector<Thing> things_;
  std::int64_t checked_ = 0;
};

INSTANTIATE_TEST_SUITE_P(On, ServiceMatrixTest, ::testing::Values(testing::EngineKind::kSqlite), testing::EngineName);

const std::vector<std::string>& Logins() {
  static const std::vector<std::string> logins = {"", "officer", "clerk", "border", "boss", "admin", "auditor"};
  return logins;
}

Permission NeededFor(const web::Route& route) { return *route.permission; }

TEST_P(ServiceMatrixTest, EveryRouteByEveryRoleOfEveryThing) {
  std::map<std::string, Actor> actors;
  for (const std::string& login : Logins()) {
    if (!login.empty()) actors[login] = Now(login);
  }
  for (const web::Route& route : web::Routes()) {
    // Those that end the session or change what the others rest on have tests of their own.
    if (route.name == "log_out" || route.name == "log_in" || route.name == "command") continue;
    for (const std::string& login : Logins()) {
      std::map<std::string, std::string> levelled;
      for (const Thing& thing : things_) {
        const std::string what(route.name);
        const Json body = BodyOf(route, thing);
        const Answer answer = route.form == web::BodyForm::kOrderAndFile
                                  ? AttachFile(login, body, testing::Png(login))
                                  : Ask(login, std::string(route.method), TargetOf(route, thing), body);
        ExpectClean(login, thing, what, answer);
        if (answer.Field("content-type") == "application/json") {
          EXPECT_EQ(check_->Faults(what, answer.status, answer.body), std::vector<std::string>{})
              << what << " by " << login << " of " << thing.what;
        } else {
          EXPECT_EQ(what, "file") << login;
          EXPECT_TRUE(thing.what == "own" || (thing.what == "restricted" && login == "boss")) << login << thing.what;
        }
        if (route.needs != web::Needs::kNothing && login.empty()) {
          EXPECT_EQ(answer.status, 401) << what;
        } else if (route.permission && !May(actors[login], NeededFor(route))) {
          EXPECT_EQ(answer.status, 403) << what << " by " << login << ": " << answer.bytes;
        } else if (!login.empty()) {
          EXPECT_NE(answer.status, 401) << what << " by " << login << ": " << answer.bytes;
        }
        levelled[thing.what] = Levelled(answer, thing);
      }
      EXPECT_EQ(levelled["hidden"], levelled["missing"]) << route.name << " by " << login;
    }
  }
  std::printf("answers checked: %lld\n", static_cast<long long>(checked_));
  EXPECT_GT(checked_, 1000);
}

TEST_P(ServiceMatrixTest, EveryCommandByEveryRoleOfEveryThing) {
  const std::string own = things_[0].owner + ".item." + things_[0].ulid;
  for (const auto& [command, permission] : NamedCommands()) {
    for (const std::string& login : Logins()) {
      std::map<std::string, std::string> levelled;
      for (const Thing& thing : things_) {
        const std::int64_t foreign = *app_->store().LogSize("BB", store::Stream::kRecord);
        const Answer answer = Command(login, command, OrderOf(command, thing, own));
        ExpectClean(login, thing, command, answer);
        EXPECT_EQ(check_->Faults("command", answer.status, answer.body), std::vector<std::string>{})
            << command << " by " << login << " of " << thing.what << ": " << answer.bytes;
        const bool may = !login.empty() && May(Now(login), permission);
        if (login.empty()) {
          EXPECT_EQ(answer.status, 401);
        } else if (!may) {
          EXPECT_EQ(answer.status, 403) << command << " by " << login;
        }
        if (thing.owner == "BB") {
          EXPECT_EQ(*app_->store().LogSize("BB", store::Stream::kRecord), foreign)
              << command << " by " << login << " wrote into another authority's log";
        }
        levelled[thing.what] = Levelled(answer, thing);
      }
      EXPECT_EQ(levelled["hidden"], levelled["missing"]) << command << " by " << login;
    }
  }
  std::printf("answers checked: %lld\n", static_cast<long long>(checked_));
}

// What is asked for of a thing that is hidden, or not there, answers alike and is not recorded.
TEST_P(ServiceMatrixTest, WideningIsAskedForByWhoMayAndOfWhatIsOwn) {
  for (const std::string& login : Logins()) {
    std::map<std::string, std::string> levelled;
    for (const Thing& thing : things_) {
      const std::int64_t size = Size();
      const Answer answer = Ask(
          login, "POST", "/v1/approvals",
          {{"action", "widen_handling"},
           {"order",
            {{"record", thing.owner + ".item." + thing.ulid}, {"codes", "open_to_partners"}, {"onward", "ask_owner"}}},
           {"reason", "partners look for it"}});
      ExpectClean(login, thing, "ask_approval", answer);
      const bool may = !login.empty() && May(Now(login), Permission::kAskForTwo);
      const bool reads = may && May(Now(login), Permission::kReadRecord);
      const bool own = thing.owner == "AA";
      const bool sees = reads && (thing.what == "own" || (thing.what == "restricted" && login == "boss"));
      int expected = 404;
      if (login.empty()) expected = 401;
      if (!login.empty() && (!may || (own && !reads))) expected = 403;
      if (sees) expected = 201;
      EXPECT_EQ(answer.status, expected) << login << " of " << thing.what << ": " << answer.bytes;
      EXPECT_EQ(Size(), size + (sees ? 1 : 0)) << login << " of " << thing.what;
      levelled[thing.what] = Levelled(answer, thing);
    }
    EXPECT_EQ(levelled["hidden"], levelled["missing"]) << login;
  }
}

// The probability, the counts and the cursors of a search are those of a node that does not have what is hidden.
TEST_P(ServiceMatrixTest, WhatIsHiddenMovesNoNumber) {
  auto trace = [&] {
    Answer answer = Ask("clerk", "POST", "/v1/trace", {{"serial", "K1234567"}, {"make", "TAURUS"}});
    EXPECT_EQ(answer.status, 200) << answer.bytes;
    answer.body["searched"] = Json::array();  // when what was recorded last
    return answer.body;
  };
  auto counts = [&] {
    Json out = Json::array();
    Answer answer = Ask("clerk", "POST", "/v1/trace", {{"serial", "K1234567"}, {"make", "TAURUS"}});
    for (const Json& one : answer.body["searched"]) out.push_back({one["owner"], one["records"]});
    return out;
  };
  const Json before = trace();
  const Json counted = counts();
  const Answer hits = Ask("clerk", "GET", "/v1/hits");
  for (int i = 0; i < 3; ++i) Record("foreign", Found("K1234567", {"owner_only"}));
  EXPECT_EQ(trace(), before);
  EXPECT_EQ(counts(), counted);
  EXPECT_EQ(Ask("clerk", "GET", "/v1/hits").body["hits"], hits.body["hits"]);
  // And what is opened does move it: the search would have seen the others.
  Record("foreign", Found("K1234567", {"open_to_partners"}));
  EXPECT_NE(trace(), before);
}

TEST_P(ServiceMatrixTest, TheDescriptionAndTheRoutesAreOne) {
  EXPECT_EQ(check_->UnknownWords(), std::vector<std::string>{});
  std::set<std::pair<std::string, std::string>> described;
  for (const auto& one : check_->Operations()) described.insert(one);
  std::set<std::pair<std::string, std::string>> there;
  for (const web::Route& route : web::Routes()) {
    const std::string name(route.name);
    there.emplace(name, std::string(route.method) + " " + std::string(route.path));
    EXPECT_EQ(check_->TakesBody(name), route.takes_body) << name;
    const std::vector<std::string> parameters = check_->Parameters(name);
    auto has = [&](const char* parameter) {
      return std::find(parameters.begin(), parameters.end(), parameter) != parameters.end();
    };
    EXPECT_EQ(has("header Proofmark-Purpose"), route.needs >= web::Needs::kReading) << name;
    EXPECT_EQ(has("header Idempotency-Key"), route.needs == web::Needs::kCommand) << name;
  }
  EXPECT_EQ(described, there);
  EXPECT_EQ(Ask("", "GET", "/v1/openapi.json").body, Json::parse(web::kOpenapi));
}

}  // namespace
}  // namespace proofmark::app
