// SPDX-License-Identifier: Apache-2.0
// What befalls a database server under writers: it is killed, its connections are cut, others are in the way. Of what
// was acknowledged everything is there once and in order, and a caller who heard nothing asks again and is told.
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <thread>

#include "base/file.h"
#include "tests/postgres_node.h"

namespace proofmark::testing {
namespace {

using base::Code;

constexpr int kServerKills = 16;
constexpr int kCuts = 150;
constexpr int kRecordsScanned = 4000;
constexpr int kDeadlocks = 15;
constexpr int kStartsAtOnce = 8;
constexpr std::uint64_t kSeed = 20261124;

// Threads that write until the end, and what they heard.
class Writers {
 public:
  Writers(PostgresNode& node, std::vector<app::Proofmark*> apps) {
    for (app::Proofmark* app : apps) {
      const std::string mine = std::to_string(threads_.size());
      Start([&node, app, mine](int i) { return node.Say(*app, "AA", "one" + mine + "." + std::to_string(i), 1); });
      Start([&node, app, mine](int i) { return node.Say(*app, "AA", "many" + mine + "." + std::to_string(i), 7); });
      Start([&node, app, mine](int i) { return node.Say(*app, "BB", "other" + mine + "." + std::to_string(i), 2); });
      Start([&node, app, mine](int i) {
        return node.ImportUntilIn(*app, "BB", "r" + mine + "x" + std::to_string(i) + "x", 1200);
      });
    }
  }
  ~Writers() { End(); }
  void End() {
    ended_ = true;
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }
  int said() const { return said_; }
  int unavailable() const { return unavailable_; }

 private:
  void Start(const std::function<int(int)>& say) {
    threads_.emplace_back([this, say] {
      for (int i = 0; !ended_; ++i) {
        unavailable_ += say(i);
        ++said_;
      }
    });
  }
  std::atomic<bool> ended_ = false;
  std::atomic<int> said_ = 0;
  std::atomic<int> unavailable_ = 0;
  std::vector<std::thread> threads_;
};

class ServerFaults : public ::testing::Test {
 protected:
  void SetUp() override {
    std::printf("seed %llu\n", static_cast<unsigned long long>(kSeed));
    app_ = node_.Open();
    for (const char* owner : {"AA", "BB"}) ASSERT_TRUE(app_->Init(owner, owner).ok());
  }
  void Sleep(std::uint64_t milliseconds) { std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds)); }
  void CutAll() {
    SharedCluster().Run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" +
                        node_.database().name() + "'");
  }
  void ReopenAndExpectEverythingOnce() {
    node_.ExpectEverythingOnce(*app_);
    app_ = node_.Open();
    ASSERT_NE(app_, nullptr);
    node_.ExpectEverythingOnce(*app_);
    node_.Say(*app_, "AA", "the last", 1);
  }

  PostgresNode node_;
  base::SeededRng chance_{kSeed};
  std::unique_ptr<app::Proofmark> app_;
};

TEST_F(ServerFaults, AServerThatIsKilledAndStartedAgainLosesNothingThatWasAcknowledged) {
  Writers writers(node_, {app_.get()});
  for (int kill = 0; kill < kServerKills; ++kill) {
    Sleep(100 + chance_.Below(400));
    SharedCluster().Stop(kill % 2 == 0 ? PostgresCluster::How::kCrash : PostgresCluster::How::kKill);
    SharedCluster().Start();
  }
  writers.End();
  std::printf("%d kills of the server, %d acknowledged, %d times unavailable\n", kServerKills, writers.said(),
              writers.unavailable());
  EXPECT_GT(writers.unavailable(), 0) << "nobody noticed: nothing was tried";
  ReopenAndExpectEverythingOnce();
}

TEST_F(ServerFaults, ConnectionsThatAreCutLoseNothingAndAnAnswerIsWholeOrNone) {
  ASSERT_TRUE(app_->Init("CC", "CC").ok());
  node_.ImportUntilIn(*app_, "CC", "scanned", kRecordsScanned);
  store::View view = app_->SearchAsNode()->view;
  std::atomic<bool> ended = false;
  std::atomic<int> whole = 0;
  std::atomic<int> none = 0;
  std::thread reader([&] {
    while (!ended) {
      int count = 0;
      auto read = app_->store().ScanRecords(view, "CC", [&](const store::ScannedRecord&) { ++count; });
      if (read.ok()) {
        EXPECT_EQ(count, kRecordsScanned) << "a part of an answer was taken for all of it";
      }
      if (!read.ok()) {
        EXPECT_EQ(read.error().code, Code::kUnavailable) << read.error().message;
      }
      ++(read.ok() ? whole : none);
    }
  });
  Writers writers(node_, {app_.get()});
  for (int cut = 0; cut < kCuts; ++cut) {
    // Now and then long enough for an answer.
    Sleep(cut % 10 == 0 ? 150 : 1 + chance_.Below(30));
    CutAll();
  }
  writers.End();
  ended = true;
  reader.join();
  std::printf("%d cuts, %d acknowledged, %d times unavailable; %d whole answers, %d refused\n", kCuts, writers.said(),
              writers.unavailable(), whole.load(), none.load());
  EXPECT_GT(writers.unavailable(), 0);
  EXPECT_GT(none, 0);
  ReopenAndExpectEverythingOnce();
}

// Two programs write the same logs, with notes, settings and runs of imports, while others lock the same rows the other
// way round: PostgreSQL ends whoever finds the deadlock when it has waited for deadlock_timeout, mostly ours here.
TEST_F(ServerFaults, ADeadlockIsRepeatedAndNothingIsLostOrDoubled) {
  const std::string quick = node_.database().url() + "&options=-c%20deadlock_timeout%3D250ms";
  app_ = node_.Open(quick);
  auto second = node_.Open(quick);
  Writers writers(node_, {app_.get(), second.get()});
  pqxx::connection opponent(node_.database().url());
  pqxx::nontransaction work(opponent);
  work.exec("SET deadlock_timeout = '2s'");
  const std::int64_t before = node_.Ask("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");
  for (int i = 0; i < kDeadlocks; ++i) {
    work.exec("BEGIN; SELECT size FROM log WHERE owner = 1 AND stream = 1 FOR UPDATE");
    Sleep(40);
    try {
      work.exec("SELECT size FROM log WHERE owner = 1 AND stream = 0 FOR UPDATE; COMMIT");
    } catch (const pqxx::deadlock_detected&) {
      work.exec("ROLLBACK");  // it was the third of three
    }
    for (const char* owner : {"AA", "BB"}) {
      ASSERT_TRUE((i % 2 == 0 ? app_ : second)->store().SignCheckpoint(owner, store::Stream::kRecord).ok());
    }
  }
  writers.End();
  work.exec("SELECT pg_stat_force_next_flush()");
  const std::int64_t deadlocks =
      node_.Ask("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()") - before;
  std::printf("%lld deadlocks, %d acknowledged, %d times unavailable\n", static_cast<long long>(deadlocks),
              writers.said(), writers.unavailable());
  EXPECT_GT(deadlocks, kDeadlocks / 3);
  EXPECT_EQ(writers.unavailable(), 0) << "what may be repeated is repeated by the Store";
  second.reset();
  ReopenAndExpectEverythingOnce();
}

TEST_F(ServerFaults, TwoProgramsWithNotesAndRunsKeepEachOthersNumbers) {
  auto second = node_.Open();
  std::atomic<bool> ended = false;
  Writers writers(node_, {app_.get(), second.get()});
  std::vector<std::thread> signing;
  for (app::Proofmark* app : {app_.get(), second.get()}) {
    signing.emplace_back([&ended, app] {
      while (!ended) {
        for (const char* owner : {"AA", "BB"}) {
          auto note = app->store().SignCheckpoint(owner, store::Stream::kRecord);
          EXPECT_TRUE(note.ok()) << note.error().message;
          EXPECT_TRUE(app->store().SetReacted(owner, 1).ok());
        }
      }
    });
  }
  Sleep(4000);
  ended = true;
  for (std::thread& thread : signing) thread.join();
  writers.End();
  std::printf("%d acknowledged by two programs\n", writers.said());
  second.reset();
  ReopenAndExpectEverythingOnce();
}

TEST_F(ServerFaults, WhoeverHoldsALogTooLongIsNotWaitedForForEver) {
  auto app = node_.Open(node_.database().url() + "&options=-c%20lock_timeout%3D100ms");
  ASSERT_TRUE(app->store().Append(node_.OneRecord("AA", "before")).ok());
  pqxx::connection holder(node_.database().url());
  pqxx::nontransaction work(holder);
  work.exec("BEGIN; SELECT size FROM log WHERE owner = 1 FOR UPDATE");
  auto refused = app->store().Append(node_.OneRecord("AA", "held"));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::kUnavailable);
  EXPECT_EQ(refused.error().message, "another program has held the database for too long; repeat");
  EXPECT_EQ(*app->store().LogSize("AA", store::Stream::kRecord), 1) << "reading goes on";
  EXPECT_TRUE(app->store().Append(node_.OneRecord("BB", "free")).ok()) << "another log is free";
  work.exec("ROLLBACK");
  auto done = app->store().Append(node_.OneRecord("AA", "held"));
  ASSERT_TRUE(done.ok()) << done.error().message;
  EXPECT_FALSE(done->repeated);
  EXPECT_EQ(done->first_seq, 1);
}

// A server that was put back from a backup, or a stand-by that had not heard the last: under a program that runs.
TEST_F(ServerFaults, AServerThatComesBackWithAnOlderStateTakesNothingMore) {
  node_.Say(*app_, "AA", "kept", 3);
  app_.reset();
  node_.database().Save();
  app_ = node_.Open();
  auto second = node_.Open();
  ASSERT_TRUE(app_->store().Append(node_.Records("AA", "lost", 4)).ok());
  ASSERT_TRUE(app_->store().SignCheckpoint("AA", store::Stream::kRecord).ok());
  node_.database().PutBack();
  for (app::Proofmark* app : {app_.get(), second.get()}) {
    auto refused = app->store().Append(node_.OneRecord("AA", "next"));
    ASSERT_FALSE(refused.ok()) << "there would be two histories";
    EXPECT_EQ(refused.error().code, Code::kCorrupt) << refused.error().message;
    EXPECT_NE(refused.error().message.find("its end is lost"), std::string::npos) << refused.error().message;
    const bool first = app == app_.get();
    EXPECT_TRUE(app->store().Append(node_.OneRecord("BB", first ? "well" : "well too")).ok()) << "lost nothing";
  }
}

TEST(ServerStart, TwoProgramsMakeOneNewDatabaseAndOneAuthorityOrTwo) {
  for (int round = 0; round < kStartsAtOnce; ++round) {
    PostgresNode node;
    const bool same = round % 2 == 0;
    std::vector<Code> outcomes;
    std::mutex mutex;
    std::vector<std::thread> threads;
    for (const char* owner : {"AA", same ? "AA" : "BB"}) {
      threads.emplace_back([&, owner] {
        auto app = node.TryOpen();
        ASSERT_TRUE(app.ok()) << app.error().message;
        auto made = (*app)->Init(owner, "Police");
        std::lock_guard lock(mutex);
        if (!made.ok()) outcomes.push_back(made.error().code);
        if (!made.ok()) {
          EXPECT_EQ(made.error().message, "authority AA is kept in this database already");
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(outcomes, same ? std::vector<Code>{Code::kConflict} : std::vector<Code>{});
    auto app = node.Open();
    ASSERT_NE(app, nullptr);
    const std::vector<store::Authority> authorities = *app->store().Authorities();
    EXPECT_EQ(authorities.size(), same ? 1U : 2U);
    for (const store::Authority& one : authorities) {
      node.Say(*app, one.code, "first", 1);
      auto note = app->store().SignCheckpoint(one.code, store::Stream::kRecord);
      EXPECT_TRUE(note.ok()) << "the key that lies there is the database's: " << note.error().message;
    }
    node.ExpectEverythingOnce(*app);
  }
}

}  // namespace
}  // namespace proofmark::testing
