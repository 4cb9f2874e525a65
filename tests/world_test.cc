// SPDX-License-Identifier: Apache-2.0
// A world of four States goes in through the front door, and everything that was written is there.
#include "tools/world/world.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "app/proofmark.h"
#include "tools/world/catalogue.h"

namespace proofmark {
namespace {

constexpr std::uint64_t kWeapons = 300;

struct Order {
  std::string authority;
  std::string file;
  std::string mapping;
};

class WorldTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "proofmark-world-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    auto made = world::MakeWorld({2370, kWeapons, folder_ + "/world"});
    ASSERT_TRUE(made.ok()) << made.error().message;
    auto opened = app::Proofmark::Open({"sqlite:" + folder_ + "/node.db", "", PM_DATA_DIR}, clock_, rng_);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    app_ = std::move(*opened);
    for (const world::Authority& authority : world::kAuthorities)
      ASSERT_TRUE(app_->Init(authority.code, authority.name).ok()) << authority.code;
  }
  void TearDown() override {
    app_.reset();
    std::filesystem::remove_all(folder_);
  }

  std::vector<Order> Orders() const {
    std::vector<Order> orders;
    std::ifstream lines(folder_ + "/world/orders.tsv");
    std::string line;
    std::getline(lines, line);
    while (std::getline(lines, line)) {
      std::istringstream cells(line);
      Order order;
      std::getline(cells, order.authority, '\t');
      std::getline(cells, order.file, '\t');
      std::getline(cells, order.mapping, '\t');
      orders.push_back(order);
    }
    return orders;
  }

  // Lines of a register without its header: no cell of this world has a line break.
  std::int64_t RowsIn(const Order& order) const {
    std::ifstream lines(folder_ + "/world/" + order.file);
    std::int64_t rows = order.file.ends_with(".jsonl") ? 0 : -1;
    for (std::string line; std::getline(lines, line);) ++rows;
    return rows;
  }

  base::Json Import(const Order& order) {
    app::Asking me{app::ActorFromText("console:0"), {"import_of_records", "", "national_law"}};
    std::string at = folder_ + "/world/";
    auto result =
        app_->ImportItems(me, {at + order.file, at + order.mapping, order.authority, at + "errors.csv", false},
                          [](std::int64_t, std::int64_t) {});
    EXPECT_TRUE(result.ok()) << order.file << ": " << result.error().message;
    return result.ok() ? *result : base::Json::object();
  }

  std::string folder_;
  base::SystemClock clock_;
  base::SystemRng rng_;
  std::unique_ptr<app::Proofmark> app_;
};

TEST_F(WorldTest, EveryRowOfEveryRegisterBecomesARecord) {
  std::vector<Order> orders = Orders();
  EXPECT_EQ(orders.size(), 14U);
  for (const Order& order : orders) {
    base::Json result = Import(order);
    EXPECT_GT(RowsIn(order), 0) << order.file;
    EXPECT_EQ(result["rows"], RowsIn(order)) << order.file;
    EXPECT_EQ(result["imported"], RowsIn(order)) << order.file;
    EXPECT_EQ(result["rejected"], 0) << order.file << " " << result["faults"].dump();
    EXPECT_EQ(result["warned"], 0) << order.file;
  }
  auto report = app_->Verify({}, nullptr);
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_TRUE((*report)["ok"].get<bool>()) << report->dump();

  // The same files again change nothing.
  for (const Order& order : orders) EXPECT_EQ(Import(order)["duplicates"], RowsIn(order)) << order.file;
}

TEST_F(WorldTest, TheShowcaseCaseHoldsItsThreeWeapons) {
  for (const Order& order : Orders()) Import(order);
  app::Asking me{app::ActorFromText("console:0"), {"trace", "XC/2019/0417", "national_law"}};
  auto found = app_->Show(me, "XC/2019/0417");
  ASSERT_TRUE(found.ok()) << found.error().message;
  EXPECT_EQ((*found)["records"].size(), 3U);
  auto pistol = app_->Show(me, "LA9000001");
  ASSERT_TRUE(pistol.ok()) << pistol.error().message;
  EXPECT_EQ((*pistol)["marks"][0]["text"], "BTX5?0 revelado");
}

// What their owners take back is looked for no more, and no hit rests on it.
TEST_F(WorldTest, ReportsAreTakenBackAndTheirHitsFallAway) {
  for (const Order& order : Orders()) Import(order);
  app::Asking me{app::ActorFromText("console:0"), {"correction", "", "national_law"}};
  std::ifstream lines(folder_ + "/world/commands.jsonl");
  std::int64_t withdrawn = 0;
  for (std::string line; std::getline(lines, line);) {
    base::Json command = *base::ParseJson(line);
    auto done = app_->Withdraw(me, {command["source_id"], command["owner"]}, {"staff:1", command["reason"]});
    ASSERT_TRUE(done.ok()) << line << ": " << done.error().message;
    withdrawn += (*done)["reactions"]["withdrawn"].get<std::int64_t>();
  }
  base::Json hits = (*app_->Hits(me, {}))["hits"];
  EXPECT_FALSE(hits.empty());
  std::int64_t ended = 0;
  for (const base::Json& hit : hits) {
    ended += hit["state"] == "withdrawn";
    EXPECT_EQ(hit["state"] == "withdrawn", !hit["looked_for"]["stands"].get<bool>()) << hit.dump();
  }
  EXPECT_EQ(ended, withdrawn);
  auto rebuilt = app_->Rebuild("");
  ASSERT_TRUE(rebuilt.ok());
  for (const base::Json& owner : (*rebuilt)["owners"]) EXPECT_FALSE(owner["changed"].get<bool>()) << owner["owner"];
}

}  // namespace
}  // namespace proofmark
