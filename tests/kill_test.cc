// SPDX-License-Identifier: Apache-2.0
// kill -9 of the program at random moments; a server lives on. Of what was acknowledged everything is there, a retry
// adds nothing, an import goes on.
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <functional>

#include "app/proofmark.h"
#include "base/file.h"
#include "model/record.h"
#include "tests/node_test.h"

namespace proofmark {
namespace {

constexpr int kKills = 50;
constexpr int kKillsWithServer = 15;
constexpr int kRowsOfImport = 30'000;
constexpr int kRowsWithServer = 10'000;

class KillTest : public ::proofmark::testing::NodeTest {
 protected:
  void SetUp() override {
    auto app = OpenAnother();
    ASSERT_TRUE(app->Init("XX", "Test authority").ok());
    std::printf("seed %llu\n", static_cast<unsigned long long>(kSeed));
  }
  int Kills() const { return OnServer() ? kKillsWithServer : kKills; }

  // Runs `work` in a child, which writes what is acknowledged into a pipe, and kills it after some milliseconds.
  // What the child had written, and whether it came to its end first.
  struct Outcome {
    std::string acknowledged;
    bool finished = false;
  };
  Outcome RunAndKill(int milliseconds, const std::function<void(int pipe)>& work) {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    pid_t child = ::fork();
    if (child == 0) {
      ::close(ends[0]);
      work(ends[1]);
      ::_exit(0);
    }
    ::close(ends[1]);
    ::usleep(static_cast<useconds_t>(milliseconds) * 1000);
    ::kill(child, SIGKILL);
    Outcome outcome;
    char block[4096];
    for (ssize_t n; (n = ::read(ends[0], block, sizeof block)) > 0;)
      outcome.acknowledged.append(block, static_cast<std::size_t>(n));
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    outcome.finished = WIFEXITED(status);
    database_->WaitForTheKilled();
    return outcome;
  }

  store::Batch OneRecord(const std::string& command) {
    store::Draft draft;
    draft.event.id = ids_.Make();
    draft.event.owner = "XX";
    draft.event.actor = "console:0";
    draft.event.kind = "recorded";
    draft.event.subject = model::ThingId{"XX", "item", ids_.Make()}.ToText();
    draft.event.handling = {{}, {}, "none", "trace", "national_law", {}, {}};
    draft.event.command = command;
    draft.event.body = model::ToJson(model::Record{}, "XX");
    draft.sealed.push_back({"row", "{\"holder\":\"" + command + "\"}"});
    store::Batch batch;
    batch.owner = "XX";
    batch.drafts.push_back(std::move(draft));
    return batch;
  }

  static constexpr std::uint64_t kSeed = 20261124;
  base::SystemClock clock_;
  base::SystemRng rng_;
  base::UlidMaker ids_{clock_, rng_};
  base::SeededRng chance_{kSeed};
};

PM_ON_BOTH_ENGINES(KillTest);

TEST_P(KillTest, OfWhatWasAcknowledgedEverythingIsThereAndARetryAddsNothing) {
  std::int64_t next = 0;
  std::int64_t one_more = 0;
  for (int kill = 0; kill < Kills(); ++kill) {
    Outcome outcome = RunAndKill(30 + static_cast<int>(chance_.Below(220)), [&](int pipe) {
      auto app = OpenAnother();
      for (std::int64_t i = next; app != nullptr; ++i) {
        if (!app->store().Append(OneRecord("k" + std::to_string(i))).ok()) ::_exit(1);
        std::string line = std::to_string(i) + "\n";
        if (::write(pipe, line.data(), line.size()) < 0) ::_exit(1);
      }
    });
    ASSERT_FALSE(outcome.finished);
    std::int64_t acknowledged = next + std::count(outcome.acknowledged.begin(), outcome.acknowledged.end(), '\n');
    auto app = OpenAnother();
    ASSERT_NE(app, nullptr);
    std::int64_t stored = *app->store().LogSize("XX", store::Stream::kRecord);
    EXPECT_GE(stored, acknowledged) << "kill " << kill;
    EXPECT_LE(stored, acknowledged + 1) << "kill " << kill;
    one_more += stored - acknowledged;
    // The caller never heard of the last one: it asks again for everything from a while before.
    for (std::int64_t i = std::max<std::int64_t>(0, acknowledged - 3); i <= acknowledged; ++i) {
      auto again = app->store().Append(OneRecord("k" + std::to_string(i)));
      ASSERT_TRUE(again.ok()) << again.error().message;
      EXPECT_EQ(again->first_seq, i);
      EXPECT_EQ(again->repeated, i < stored);
    }
    next = acknowledged + 1;
    EXPECT_EQ(*app->store().LogSize("XX", store::Stream::kRecord), next);
    EXPECT_EQ(*app->store().WhyClosed("XX", store::Stream::kRecord), "");
    auto report = app->Verify({}, nullptr);
    ASSERT_TRUE(report.ok());
    EXPECT_TRUE((*report)["ok"].get<bool>()) << report->dump();
  }
  std::printf("%d kills, %lld events, %lld times one more was stored than acknowledged\n", Kills(),
              static_cast<long long>(next), static_cast<long long>(one_more));
}

TEST_P(KillTest, AnImportGoesOnWhereItWasCutOff) {
  const int count = OnServer() ? kRowsWithServer : kRowsOfImport;
  std::string rows = "id,serial,make,date,holder\n";
  for (int i = 0; i < count; ++i) {
    rows += std::to_string(i) + ",S" + std::to_string(i * 7919 % 1'000'003) + ",TAURUS,201" + std::to_string(i % 10) +
            ",H" + std::to_string(i) + "\n";
    if (i % 1000 == 999) rows += "x" + std::to_string(i) + ",bad row,TAURUS,no date,\n";
  }
  base::Json mapping = {{"source", "killed"},
                        {"format", "csv"},
                        {"fields", {{"source_id", "id"}, {"make", "make"}}},
                        {"marks", {{{"kind", "serial"}, {"columns", {"serial"}}}}},
                        {"events", {{{"kind", "stolen"}, {"date", "date"}, {"from_party", {"holder"}}}}},
                        {"sealed", {"holder"}}};
  std::string file = root() + "/register.csv";
  std::string map = root() + "/mapping.json";
  ASSERT_TRUE(base::WriteFileDurably(file, rows, 0600).ok());
  ASSERT_TRUE(base::WriteFileDurably(map, mapping.dump(), 0600).ok());
  app::Asking asking{app::ActorFromText("console:0"), {"import_of_records", "", "national_law"}};
  app::ImportOrder order{file, map, "XX", "", false};
  auto run = [&](app::Proofmark& app) { return app.ImportItems(asking, order, [](std::int64_t, std::int64_t) {}); };
  int kills = 0;
  std::int64_t before = 0;
  bool finished = false;
  // Short lives first, so that a slow machine is killed in every phase too; then long enough to get on.
  for (; kills < Kills() && !finished; ++kills) {
    Outcome outcome = RunAndKill(30 + static_cast<int>(chance_.Below(200)) + 4 * kills, [&](int) {
      auto app = OpenAnother();
      if (app == nullptr || !run(*app).ok()) ::_exit(1);
    });
    finished = outcome.finished;
    auto app = OpenAnother();
    ASSERT_NE(app, nullptr);
    std::int64_t stored = *app->store().LogSize("XX", store::Stream::kRecord);
    EXPECT_GE(stored, before) << "kill " << kills;
    before = stored;
  }
  auto app = OpenAnother();
  auto result = run(*app);
  ASSERT_TRUE(result.ok()) << result.error().message;
  EXPECT_EQ((*result)["rows"], count + count / 1000);
  EXPECT_EQ((*result)["rejected"], count / 1000);
  EXPECT_EQ(*app->store().LogSize("XX", store::Stream::kRecord), 2 * count);
  auto again = run(*app);
  EXPECT_EQ((*again)["duplicates"], count);
  auto report = app->Verify({}, nullptr);
  EXPECT_TRUE((*report)["ok"].get<bool>()) << report->dump();
  auto rebuilt = app->Rebuild("XX");
  EXPECT_FALSE((*rebuilt)["owners"][0]["changed"].get<bool>());
  std::printf("%d kills before the import of %d rows was done\n", kills, count);
}

}  // namespace
}  // namespace proofmark
