// SPDX-License-Identifier: Apache-2.0
// The officers of a made world ask for every weapon that was found: is it the weapon that is answered first, is its
// story the true one, and does anything else get into it? By the truth that lies beside the world.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "app/proofmark.h"
#include "tools/world/catalogue.h"
#include "tools/world/score.h"
#include "tools/world/world.h"

namespace proofmark {
namespace {

using base::Json;

// The figures of docs/reference/benchmarks.md. A change of tables, rules or world changes them: look at what became
// worse, and put the new ones here and there.
constexpr std::uint64_t kSeed = 2370;
constexpr std::uint64_t kWeapons = 300;

class WorldTraceTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "proofmark-traced-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    ASSERT_TRUE(world::MakeWorld({kSeed, kWeapons, folder_ + "/world"}).ok());
    auto opened = app::Proofmark::Open({"sqlite:" + folder_ + "/node.db", "", PM_DATA_DIR}, clock_, rng_);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    app_ = std::move(*opened);
    for (const world::Authority& authority : world::kAuthorities) {
      ASSERT_TRUE(app_->Init(authority.code, authority.name).ok()) << authority.code;
    }
    ImportAll();
    WithdrawAll();
  }
  void TearDown() override {
    app_.reset();
    std::filesystem::remove_all(folder_);
  }

  app::Asking Me() const { return {app::ActorFromText("console:0"), {"demonstration", "", "national_law"}}; }

  void ImportAll() {
    std::ifstream orders(folder_ + "/world/orders.tsv");
    std::string line;
    std::getline(orders, line);
    while (std::getline(orders, line)) {
      std::istringstream cells(line);
      std::string authority, file, mapping;
      std::getline(cells, authority, '\t');
      std::getline(cells, file, '\t');
      std::getline(cells, mapping, '\t');
      const std::string at = folder_ + "/world/";
      auto done = app_->ImportItems(Me(), {at + file, at + mapping, authority, "", false}, [](auto, auto) {});
      ASSERT_TRUE(done.ok()) << file << ": " << done.error().message;
    }
  }

  void WithdrawAll() {
    std::ifstream commands(folder_ + "/world/commands.jsonl");
    for (std::string line; std::getline(commands, line);) {
      const Json command = Json::parse(line);
      auto done = app_->Withdraw(Me(), {command["source_id"], command["owner"]}, {"staff:1", command["reason"]});
      ASSERT_TRUE(done.ok()) << line << ": " << done.error().message;
    }
  }

  std::vector<Json> Truth() const {
    std::vector<Json> out;
    std::ifstream lines(folder_ + "/world/truth.jsonl");
    for (std::string line; std::getline(lines, line);) out.push_back(Json::parse(line));
    return out;
  }

  std::string folder_;
  base::SystemClock clock_;
  base::SystemRng rng_;
  std::unique_ptr<app::Proofmark> app_;
};

std::set<std::string> IdsOf(const Json& candidate) {
  std::set<std::string> ids = {candidate["source_id"]};
  for (const char* list : {"records", "proposed_same"}) {
    for (const Json& one : candidate[list]) ids.insert(one["source_id"].get<std::string>());
  }
  return ids;
}

// A theft that only a record says which nobody has confirmed is told beside the candidate.
void ExpectOwnStatus(app::Proofmark& app, const app::Asking& me, const Json& candidate) {
  for (const Json& one : candidate["proposed_same"]) {
    auto dossier = app.ShowThing(me, "item", one["record"].get<std::string>());
    ASSERT_TRUE(dossier.ok()) << dossier.error().message;
    EXPECT_EQ(one["status"], (*dossier)["custody"]["status"][0]["status"]) << one;
  }
}

struct Count {
  int asked = 0;        // finds with a number that can be read
  int first = 0;        // the weapon is the first answer
  int pure = 0;         // and no record of another weapon is put to it
  int told = 0;         // and its story was told: probability from 0.6 on
  int unnumbered = 0;   // finds without one
  int warned = 0;       // its status is told by a record that nobody has confirmed
  int false_alert = 0;  // of those: another weapon was put before a person
  world::Tally stories;
};

TEST_F(WorldTraceTest, EveryFindLeadsToItsWeaponAndItsStory) {
  Count count;
  for (const Json& truth : Truth()) {
    if (!truth.contains("recovery") || truth["recovery"].is_null()) continue;
    auto answer = app_->Trace(Me(), truth["recovery"]["query"], {3});
    ASSERT_TRUE(answer.ok()) << truth["id"] << ": " << answer.error().message;
    std::set<std::string> own;
    for (const Json& record : truth["records"]) own.insert(record["source_id"].get<std::string>());
    const Json& candidates = (*answer)["candidates"];
    const std::set<std::string> ids = candidates.empty() ? std::set<std::string>{} : IdsOf(candidates[0]);
    const bool right = std::any_of(ids.begin(), ids.end(), [&](const std::string& id) { return own.contains(id); });
    double total = (*answer)["none_probability"].get<double>();
    for (const Json& candidate : candidates) total += candidate["probability"].get<double>();
    EXPECT_LE(total, 1 + 1e-5) << truth["id"];
    const std::string damage = truth["recovery"]["damage"];
    if (damage == "absent" || damage == "obliterated") {
      ++count.unnumbered;
      count.false_alert += !right && !candidates.empty() && candidates[0]["alert"].get<bool>() ? 1 : 0;
      continue;
    }
    ++count.asked;
    count.first += right ? 1 : 0;
    if (!right) continue;
    ExpectOwnStatus(*app_, Me(), candidates[0]);
    count.warned += candidates[0]["proposed_same"].empty() ? 0 : 1;
    count.pure += std::includes(own.begin(), own.end(), ids.begin(), ids.end()) ? 1 : 0;
    if (!answer->contains("custody")) continue;
    ++count.told;
    count.stories.Add(world::Score((*answer)["custody"], truth));
  }
  const world::Tally& stories = count.stories;
  std::printf("asked %d, first %d, pure %d, told %d, without a number %d (false alerts %d)\n%s\n", count.asked,
              count.first, count.pure, count.told, count.unnumbered, count.false_alert, stories.ToText().c_str());
  EXPECT_EQ(count.asked, 143);
  EXPECT_EQ(count.first, 141);
  EXPECT_EQ(count.pure, 141);
  EXPECT_EQ(count.warned, 121);
  EXPECT_EQ(count.told, 140);
  EXPECT_EQ(count.unnumbered, 27);
  EXPECT_EQ(count.false_alert, 0);
  EXPECT_EQ(stories.chain.right, 134);
  EXPECT_EQ(stories.kind.right, 118);
  EXPECT_EQ(stories.kind.wrong, 7);
  EXPECT_EQ(stories.window.right, 131);
  EXPECT_EQ(stories.window.wrong, 6);
}

}  // namespace
}  // namespace proofmark
