// SPDX-License-Identifier: Apache-2.0
// The pages of the web interface as a browser is given them, and the lists that they offer. Pages are files and no
// routes: they stand in no description of the service, need no log-in, and are only read.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "tests/service_node.h"

namespace proofmark::app {
namespace {

class ServicePagesTest : public ServiceTest {
 protected:
  void Adjust(web::NodeServerSettings& settings) override {
    settings.ui_dir = root() + "/ui";
    std::filesystem::create_directories(settings.ui_dir + "/assets");
    std::ofstream(settings.ui_dir + "/index.html") << "<!doctype html><title>Proofmark</title>";
    std::ofstream(settings.ui_dir + "/assets/index-1.js") << "start();";
  }
};

INSTANTIATE_TEST_SUITE_P(On, ServicePagesTest, ::testing::Values(testing::EngineKind::kSqlite), testing::EngineName);

TEST_P(ServicePagesTest, APageIsGivenToAnybodyAndSaysWhatItMayLoad) {
  const Answer page = Ask("", "GET", "/");
  ASSERT_EQ(page.status, 200) << page.bytes;
  EXPECT_EQ(page.Field("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(page.Field("cache-control"), "no-cache");
  EXPECT_EQ(page.Field("x-content-type-options"), "nosniff");
  EXPECT_EQ(page.Field("referrer-policy"), "no-referrer");
  EXPECT_EQ(page.Field("cross-origin-opener-policy"), "same-origin");
  const std::string policy = page.Field("content-security-policy");
  for (const char* part : {"default-src 'none'", "script-src 'self';", "frame-ancestors 'none'", "base-uri 'none'",
                           "require-trusted-types-for 'script'"}) {
    EXPECT_NE(policy.find(part), std::string::npos) << part;
  }
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
  const Answer again = Ask("", "GET", "/", nullptr, {{"If-None-Match", page.Field("etag")}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.bytes, "");
}

TEST_P(ServicePagesTest, AnAddressOfTheInterfaceIsThePageAndAMissingFileIsMissing) {
  EXPECT_EQ(Ask("", "GET", "/settings").bytes, Ask("", "GET", "/").bytes);
  EXPECT_EQ(Ask("", "GET", "/items/AA.item.01M866XP127F05YSY4AF3J4VEX").bytes, Ask("", "GET", "/").bytes);
  EXPECT_EQ(Ask("", "GET", "/favicon.png").status, 404);
  EXPECT_EQ(Ask("", "GET", "/assets/index-1.js").Field("content-type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(Ask("", "GET", "/assets/index-2.js").status, 404);
  EXPECT_EQ(Ask("", "POST", "/", base::Json::object()).status,
            Ask("", "POST", "/healthz", base::Json::object()).status);
  // What is the service's stays the service's.
  EXPECT_EQ(Ask("", "GET", "/v1/nothing").body["error"]["code"], "not_found");
  EXPECT_EQ(Ask("clerk", "GET", "/v1/sessions/current").Field("cache-control"), "no-store");
}

TEST_P(ServicePagesTest, AListIsSearchedByNameAndByAnotherSpelling) {
  EXPECT_EQ(Ask("", "GET", "/v1/vocabulary/makes").status, 401);
  const Answer makes = Ask("auditor", "GET", "/v1/vocabulary/makes?search=gloc");
  ASSERT_EQ(makes.status, 200) << makes.bytes;
  ASSERT_FALSE(makes.body["entries"].empty()) << makes.bytes;
  EXPECT_EQ(makes.body["entries"][0]["code"], "glock");
  const base::Json taurus = Ask("clerk", "GET", "/v1/vocabulary/makes?search=%28TAURUS%29").body["entries"][0];
  EXPECT_EQ(taurus["code"], "taurus");
  EXPECT_EQ(taurus["written"][0], "TAURUSPT") << "the commonest that is not its name";
  const Answer first = Ask("clerk", "GET", "/v1/vocabulary/countries?limit=2");
  ASSERT_EQ(first.body["entries"].size(), 2U) << first.bytes;
  const std::string next = first.body["next"];
  const Answer second = Ask("clerk", "GET", "/v1/vocabulary/countries?limit=2&after=" + next);
  EXPECT_GT(second.body["entries"][0]["code"], next);
  for (const base::Json& one : Ask("clerk", "GET", "/v1/vocabulary/models?make=taurus").body["entries"]) {
    EXPECT_EQ(one["make"], "taurus");
  }
  EXPECT_EQ(Ask("clerk", "GET", "/v1/vocabulary/common_passwords").status, 404);
}

TEST_P(ServicePagesTest, WhoLogsInHearsForWhatTheRolesMayRead) {
  const base::Json purposes = Ask("border", "GET", "/v1/sessions/current").body["purposes"];
  EXPECT_EQ(purposes, (base::Json{"border_check", "demonstration", "trace", "training"}));
}

TEST_P(ServicePagesTest, WhoeverReadsNoRecordsIsOfferedThePurposeOfTheirWork) {
  EXPECT_EQ(Ask("auditor", "GET", "/v1/sessions/current").body["purposes"],
            (base::Json{"audit", "demonstration", "training"}));
  EXPECT_EQ(Ask("admin", "GET", "/v1/sessions/current").body["purposes"],
            (base::Json{"demonstration", "system_care", "training"}));
}

TEST_P(ServicePagesTest, WhatRolesMayDoIsTold) {
  EXPECT_EQ(Ask("", "GET", "/v1/roles").status, 401);
  const Answer answer = Ask("border", "GET", "/v1/roles");
  ASSERT_EQ(answer.status, 200) << answer.bytes;
  std::set<std::string> told;
  for (const base::Json& one : answer.body["roles"]) {
    told.insert(one["role"]);
    if (one["role"] == "border") {
      EXPECT_EQ(one["permissions"], (base::Json{"read_marks", "trace", "read_record", "record_item"}));
    }
  }
  EXPECT_EQ(told,
            (std::set<std::string>{"administrator", "auditor", "border", "officer", "supervisor", "tracing_officer"}));
}

TEST_P(ServicePagesTest, ATextIsFoundAsIdentifierNumberOrCase) {
  const std::string record = Record("clerk", Found("FND77120", {"owner_only"}));
  const base::Json dossier = Ask("clerk", "GET", "/v1/items/" + record).body;
  const std::string reference = dossier["case"];
  auto found = [&](const std::string& login, const std::string& text) {
    const Answer answer = Ask(login, "GET", "/v1/find?text=" + text);
    EXPECT_EQ(answer.status, 200) << answer.bytes;
    return answer.body["found"];
  };
  ASSERT_EQ(found("clerk", record).size(), 1U);
  EXPECT_EQ(found("clerk", record)[0]["kind"], "item");
  EXPECT_EQ(found("clerk", record)[0]["id"], record);
  EXPECT_EQ(found("clerk", dossier["weapon"])[0]["kind"], "weapon");
  EXPECT_EQ(found("clerk", reference)[0]["kind"], "case");
  EXPECT_EQ(found("clerk", "nowhere"), base::Json::array());
  // Who may not see it finds nothing, as of what is not there.
  EXPECT_EQ(found("foreign", record), base::Json::array());
  EXPECT_EQ(Ask("clerk", "GET", "/v1/find?text=").status, 400);
  EXPECT_EQ(Ask("auditor", "GET", "/v1/find?text=" + record).status, 403);
}

TEST_P(ServicePagesTest, WhoSeesARecordCanHaveItsEntriesProvedAndNoOthers) {
  const std::string record = Record("clerk", Found("PRV55102", {"owner_only"}));
  const std::string other = Record("clerk", Found("PRV90417", {"owner_only"}));
  const base::Json event = Ask("clerk", "GET", "/v1/items/" + record).body["events"][0];
  const std::string seq = std::to_string(event["seq"].get<std::int64_t>());
  const Answer proof = Ask("clerk", "GET", "/v1/items/" + record + "/proofs/" + seq);
  ASSERT_EQ(proof.status, 200) << proof.bytes;
  EXPECT_EQ(proof.body["leaf"], event["leaf"]);
  const std::string key = proof.body["key"];
  const std::string note = proof.body["checkpoint"];
  EXPECT_TRUE(key.starts_with(note.substr(0, note.find('\n')) + "+")) << key;
  EXPECT_EQ(Ask("clerk", "GET", "/v1/items/" + other + "/proofs/" + seq).status, 404);
  EXPECT_EQ(Ask("foreign", "GET", "/v1/items/" + record + "/proofs/" + seq).status, 404);
  EXPECT_EQ(Ask("clerk", "GET", "/v1/ledger/AA/proofs/" + seq).status, 403);
}

}  // namespace
}  // namespace proofmark::app
