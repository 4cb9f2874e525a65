// SPDX-License-Identifier: Apache-2.0
// The pages of the web interface as a browser is given them, and the lists that they offer. Pages are files and no
// routes: they stand in no description of the service, need no log-in, and are only read.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

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
  EXPECT_EQ(Ask("clerk", "GET", "/v1/vocabulary/makes?search=%28TAURUS%29").body["entries"][0]["code"], "taurus");
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

}  // namespace
}  // namespace proofmark::app
