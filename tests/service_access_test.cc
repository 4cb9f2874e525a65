// SPDX-License-Identifier: Apache-2.0
// Who saw what, over the network; a record that two have opened to others; and what a person has open in the own name.
#include <gtest/gtest.h>

#include <fstream>

#include "tests/service_node.h"

namespace proofmark::app {
namespace {

using base::Json;

class ServiceAccessTest : public ServiceTest {
 protected:
  // Another session of an account, opened over the network.
  std::string Session(const std::string& login) {
    clock_.Tick(people::kTotpStepMs);
    const Answer in = Ask("", "POST", "/v1/sessions",
                          {{"login", login}, {"password", passwords_[login]}, {"code", Shown(login)}, {"token", true}});
    EXPECT_EQ(in.status, 201) << in.bytes;
    return in.status == 201 ? in.body["token"].get<std::string>() : "";
  }
  int StatusWith(const std::string& token, const std::string& method, const std::string& target) {
    return Ask("", method, target, nullptr, {{"Authorization", "Bearer " + token}}).status;
  }
  // The lines of the server's log about one event.
  std::vector<Json> Lines(const std::string& event) {
    std::ifstream in(root() + "/requests.log");
    std::vector<Json> out;
    std::string line;
    while (std::getline(in, line)) {
      auto json = base::ParseJson(line);
      EXPECT_TRUE(json.ok()) << line;
      if (json.ok() && (*json)["event"] == event) out.push_back(std::move(*json));
    }
    return out;
  }
};

INSTANTIATE_TEST_SUITE_P(On, ServiceAccessTest, ::testing::Values(testing::EngineKind::kSqlite), testing::EngineName);

TEST_P(ServiceAccessTest, TwoOpenARecordAndAnotherAuthoritySeesIt) {
  const std::string record = Record("clerk", Found("KCA57118", {"owner_only"}));
  const std::string item = "/v1/items/" + record;
  EXPECT_EQ(Ask("foreign", "GET", item).status, 404);
  const Answer asked = Ask("clerk", "POST", "/v1/approvals",
                           {{"action", "widen_handling"},
                            {"order", {{"record", record}, {"codes", "open_to_partners"}, {"onward", "ask_owner"}}},
                            {"reason", "partners look for it"}});
  ASSERT_EQ(asked.status, 201) << asked.bytes;
  EXPECT_EQ(Ask("foreign", "GET", item).status, 404);
  const std::string approve = "/v1/approvals/" + asked.body["approval"].get<std::string>() + "/approve";
  EXPECT_EQ(Ask("clerk", "POST", approve, Json::object()).status, 403);
  const Answer done = Ask("boss", "POST", approve, Json::object());
  ASSERT_EQ(done.status, 200) << done.bytes;
  EXPECT_EQ(done.body["done"]["kind"], "handling_widened");
  EXPECT_EQ(Ask("foreign", "GET", item).status, 200);
  const Json order = {
      {"record", record}, {"handling", {{"codes", {"owner_only"}}, {"onward", "none"}}}, {"reason", "x"}};
  EXPECT_EQ(Command("officer", "narrow_handling", order).status, 403);
  const Answer narrowed = Command("clerk", "narrow_handling", order);
  EXPECT_EQ(narrowed.status, 200) << narrowed.bytes;
  EXPECT_EQ(narrowed.body["events"][0]["kind"], "handling_narrowed");
  EXPECT_EQ(Ask("foreign", "GET", item).status, 404);
  ExpectSound();
}

TEST_P(ServiceAccessTest, AnAuditorReadsWhoSawARecordAndWhy) {
  const std::string record = Record("clerk", Found("KCA57118", {"open_to_partners"}));
  ASSERT_EQ(Ask("officer", "GET", "/v1/items/" + record).status, 200);
  ASSERT_EQ(Ask("foreign", "GET", "/v1/items/" + record).status, 200);
  const Answer all = Ask("auditor", "GET", "/v1/access?record=" + record);
  ASSERT_EQ(all.status, 200) << all.bytes;
  const Json& list = all.body["accesses"];
  ASSERT_GE(list.size(), 3U) << all.bytes;
  EXPECT_EQ(list[1]["actor"], ids_["foreign"]);
  EXPECT_EQ(list[1]["action"], "show");
  EXPECT_EQ(list[1]["purpose"], "trace");
  EXPECT_EQ(list[1]["case"], "26/118");
  EXPECT_EQ(list[1]["basis"], "national_law");
  EXPECT_EQ(list[2]["actor"], ids_["officer"]);
  const Answer first = Ask("auditor", "GET", "/v1/access?limit=1&record=" + record);
  ASSERT_TRUE(first.body["next"].is_string()) << first.bytes;
  const std::string next = first.body["next"];
  EXPECT_EQ(Ask("auditor", "GET", "/v1/access?limit=1&after=" + next + "&record=" + record).status, 200);
  EXPECT_EQ(Ask("auditor", "GET", "/v1/access?limit=1&after=" + next + "x&record=" + record).status, 400);
  EXPECT_EQ(Ask("auditor", "GET", "/v1/access?limit=1&after=" + next + "&actor=" + ids_["officer"]).status, 400);
  const Answer of_officer = Ask("auditor", "GET", "/v1/access?actor=" + ids_["officer"]);
  ASSERT_EQ(of_officer.body["accesses"].size(), 1U) << of_officer.bytes;
  // Whoever may not is told the same of what is there and of what is not.
  const std::string missing = "AA.item.01J9ZQ4V7M4W0T5YB3N2K8XH6D";
  for (const char* login : {"clerk", "boss", "officer", "admin", "foreign"}) {
    const Answer refused = Ask(login, "GET", "/v1/access?record=" + record);
    EXPECT_EQ(refused.status, 403) << login;
    EXPECT_EQ(refused.body["error"], Ask(login, "GET", "/v1/access?record=" + missing).body["error"]) << login;
  }
  EXPECT_EQ(Ask("auditor", "GET", "/v1/access?record=" + missing).status, 404);
  EXPECT_EQ(Ask("auditor", "GET", "/v1/access").status, 400);
}

TEST_P(ServiceAccessTest, AWrongMethodIsToldWhichOnesThereAre) {
  const std::vector<std::tuple<std::string, std::string, std::string>> cases = {
      {"DELETE", "/v1/trace", "POST"},
      {"POST", "/v1/hits", "GET, HEAD"},
      {"PUT", "/v1/sessions", "DELETE, GET, HEAD, POST"},
      {"OPTIONS", "/v1/sessions/current", "DELETE, GET, HEAD"}};
  for (const auto& [method, target, allow] : cases) {
    const Answer answer = Ask("clerk", method, target);
    EXPECT_EQ(answer.status, 405) << method << " " << target << ": " << answer.bytes;
    EXPECT_EQ(answer.Field("allow"), allow) << target;
    EXPECT_EQ(answer.body["error"]["code"], "unsupported");
  }
  EXPECT_EQ(Ask("clerk", "GET", "/v1/nothing").status, 404);
}

TEST_P(ServiceAccessTest, APersonSeesAndEndsTheOwnSessions) {
  const std::string here = Session("clerk");
  const std::string there = Session("clerk");
  const std::string boss = Session("boss");
  auto list = [&] {
    return Ask("", "GET", "/v1/sessions", nullptr, {{"Authorization", "Bearer " + here}}).body["sessions"];
  };
  Json mine = list();
  ASSERT_GE(mine.size(), 2U);
  std::string other;
  int current = 0;
  for (const Json& one : mine) {
    EXPECT_EQ(one["how"], "password+totp");
    EXPECT_NE(one["id"], here);
    if (one["current"].get<bool>()) ++current;
    if (one == mine.back()) other = one["id"];
  }
  EXPECT_EQ(current, 1);
  EXPECT_EQ(StatusWith(boss, "DELETE", "/v1/sessions/" + other), 404) << "another person's";
  EXPECT_EQ(StatusWith(here, "DELETE", "/v1/sessions/" + std::string(64, '0')), 404);
  EXPECT_EQ(StatusWith(there, "GET", "/v1/hits"), 200);
  EXPECT_EQ(StatusWith(here, "DELETE", "/v1/sessions/" + other), 200);
  EXPECT_EQ(StatusWith(there, "GET", "/v1/hits"), 401);
  const std::string again = Session("clerk");
  EXPECT_EQ(StatusWith(here, "DELETE", "/v1/sessions"), 200);
  EXPECT_EQ(StatusWith(again, "GET", "/v1/hits"), 401);
  EXPECT_EQ(StatusWith(here, "GET", "/v1/hits"), 200);
  EXPECT_EQ(StatusWith(boss, "GET", "/v1/hits"), 200);
  EXPECT_EQ(list().size(), 1U);
}

TEST_P(ServiceAccessTest, APersonSeesTheOwnTokensAndNoProgramDoes) {
  const Answer made =
      Ask("clerk", "POST", "/v1/tokens", {{"label", "export"}, {"days", 30}, {"password", passwords_["clerk"]}});
  ASSERT_EQ(made.status, 201) << made.bytes;
  const Answer mine = Ask("clerk", "GET", "/v1/tokens");
  ASSERT_EQ(mine.body["tokens"].size(), 1U) << mine.bytes;
  EXPECT_EQ(mine.body["tokens"][0]["label"], "export");
  EXPECT_TRUE(mine.body["tokens"][0]["last_used_on"].is_null());
  EXPECT_EQ(mine.bytes.find(made.body["token"].get<std::string>()), std::string::npos);
  EXPECT_EQ(Ask("boss", "GET", "/v1/tokens").body["tokens"].size(), 0U);
  EXPECT_EQ(StatusWith(made.body["token"], "GET", "/v1/tokens"), 403);
  EXPECT_EQ(StatusWith(made.body["token"], "GET", "/v1/sessions"), 403);
  EXPECT_EQ(StatusWith(made.body["token"], "DELETE", "/v1/sessions"), 403);
  EXPECT_EQ(Ask("clerk", "DELETE", "/v1/tokens/" + mine.body["tokens"][0]["id"].get<std::string>()).status, 200);
  EXPECT_TRUE(Ask("clerk", "GET", "/v1/tokens").body["tokens"][0]["revoked"].get<bool>());
}

TEST_P(ServiceAccessTest, ALogInStandsInTheLogWithItsFactorsAndItsRequest) {
  Session("clerk");
  const Answer wrong = Ask("", "POST", "/v1/sessions", {{"login", "clerk"}, {"password", "x"}, {"code", "000000"}});
  EXPECT_EQ(wrong.status, 401);
  const std::vector<Json> lines = Lines("log_in");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0]["outcome"], "logged_in");
  EXPECT_EQ(lines[1]["outcome"], "refused");
  EXPECT_EQ(lines[1]["ref"], wrong.body["ref"]);
  for (const Json& line : lines) {
    EXPECT_EQ(line["factors"], "password+totp");
    EXPECT_EQ(line["login"], "clerk");
    EXPECT_EQ(line["source"], "127.0.0.1");
    EXPECT_FALSE(line["ref"].get<std::string>().empty());
  }
}

TEST_P(ServiceAccessTest, AMisspeltKeyOfAQuestionIsNamed) {
  const Answer answer = Ask("clerk", "POST", "/v1/trace", {{"serial", "A12345"}, {"calliber", "9mm"}});
  EXPECT_EQ(answer.status, 400) << answer.bytes;
  EXPECT_EQ(answer.body["error"]["field"], "calliber");
  EXPECT_NE(answer.bytes.find("calibre"), std::string::npos);
}

}  // namespace
}  // namespace proofmark::app
