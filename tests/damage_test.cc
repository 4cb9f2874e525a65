// SPDX-License-Identifier: Apache-2.0
// One byte of a node's files is flipped, a thousand times: each flip is found, or it changed nothing that is stored.
// Other flips than every time: PROOFMARK_FLIPS=20000 PROOFMARK_FLIP_SEED=7 tests/damage_test.
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <map>
#include <set>

#include "tests/damaged_node.h"

namespace proofmark {
namespace {

constexpr int kDatabaseFlips = 1000;
constexpr int kKeyStoreFlips = 200;
constexpr int kWalFlips = 300;

int Flips(int usual) {
  const char* wanted = ::getenv("PROOFMARK_FLIPS");
  return wanted == nullptr ? usual : std::atoi(wanted);
}

std::uint64_t Seed(std::uint64_t usual) {
  const char* wanted = ::getenv("PROOFMARK_FLIP_SEED");
  return wanted == nullptr ? usual : static_cast<std::uint64_t>(std::atoll(wanted));
}

class DamageTest : public ::testing::Test {
 protected:
  void SetUp() override {
    // In memory where the machine has such a folder: thousands of files are written.
    std::string place = ::access("/dev/shm", W_OK) == 0 ? "/dev/shm/" : ::testing::TempDir();
    std::string pattern = place + "proofmark-damage-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    node_ = std::make_unique<DamagedNode>(folder_ + "/node");
    std::filesystem::create_directory(folder_ + "/node");
    base::Result<void> made = node_->Make();
    ASSERT_TRUE(made.ok()) << made.error().message;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  // Which page of a good file belongs to what: "event leaf", "header" ...
  std::map<std::size_t, std::string> Pages(const std::string& file) {
    std::map<std::size_t, std::string> out;
    sqlite3* raw = nullptr;
    sqlite3_open(node_->Path(file).c_str(), &raw);
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(raw, "SELECT pageno, name, pagetype FROM dbstat", -1, &statement, nullptr);
    while (statement != nullptr && sqlite3_step(statement) == SQLITE_ROW) {
      auto text = [&](int column) {
        return std::string(reinterpret_cast<const char*>(sqlite3_column_text(statement, column)));
      };
      out[static_cast<std::size_t>(sqlite3_column_int64(statement, 0))] = text(1) + " " + text(2);
    }
    sqlite3_finalize(statement);
    sqlite3_close(raw);
    return out;
  }

  // Flips bytes of a file; every flip that is neither found nor without effect is a failure.
  void FlipAll(const std::string& file, int flips, std::uint64_t seed) {
    node_->Put();
    ASSERT_EQ(node_->Outcome(), "");
    const std::string good = node_->Good(file);
    const std::string rows = node_->Dump(file, good);
    ASSERT_FALSE(rows.starts_with("unreadable")) << rows;
    std::map<std::size_t, std::string> pages = Pages(file);
    base::SeededRng rng(seed);
    std::map<std::string, std::map<std::string, int>> table;
    for (int i = 0; i < flips; ++i) {
      Flip flip{file, rng.Below(good.size()), static_cast<char>(1 + rng.Below(255))};
      node_->Put(flip);
      std::string outcome = node_->Outcome();
      std::size_t page = flip.offset / 4096 + 1;
      std::string region = flip.offset < 100 ? "file header" : pages.contains(page) ? pages[page] : "free";
      if (outcome.empty()) {
        std::string after = node_->DumpAsItIs(file);
        std::string bytes = good;
        bytes[flip.offset] = static_cast<char>(bytes[flip.offset] ^ flip.with);
        bool unchanged = node_->Dump(file, bytes) == rows && after == rows;
        outcome = unchanged ? "nothing changed" : "ESCAPED";
        EXPECT_TRUE(unchanged) << file << " byte " << flip.offset << " of " << region << " XOR "
                               << static_cast<int>(static_cast<unsigned char>(flip.with));
      }
      ++table[region][outcome.substr(0, outcome.find(':'))];
      ++table["all"][outcome.substr(0, outcome.find(':'))];
    }
    std::printf("%-40s %8s %8s %16s %8s\n", (file + ", " + std::to_string(good.size()) + " bytes").c_str(), "refused",
                "found", "nothing changed", "ESCAPED");
    for (auto& [region, outcomes] : table) {
      std::printf("%-40s %8d %8d %16d %8d\n", region.c_str(), outcomes["refused"], outcomes["found"],
                  outcomes["nothing changed"], outcomes["ESCAPED"]);
    }
  }

  std::string folder_;
  std::unique_ptr<DamagedNode> node_;
};

TEST_F(DamageTest, AFlippedByteOfTheDatabaseIsFoundOrChangedNothing) {
  FlipAll("node.db", Flips(kDatabaseFlips), Seed(1));
}

TEST_F(DamageTest, AFlippedByteOfTheKeyStoreIsFoundOrChangedNothing) {
  FlipAll("node.db.keys/sealed.db", Flips(kKeyStoreFlips), Seed(2));
}

TEST_F(DamageTest, AFlippedByteOfTheWriteAheadLogLosesNothingThatWasSignedUnseen) {
  node_->Put();
  std::int64_t signed_size = 0;
  std::int64_t size = 0;
  {
    auto store = node_->Open();
    ASSERT_TRUE(store.ok()) << store.error().message;
    ASSERT_TRUE(node_->Grow(**store, 40, true).ok());
    signed_size = *(*store)->LogSize("AA", store::Stream::kRecord);
    ASSERT_TRUE(node_->Grow(**store, 5, false).ok());
    size = *(*store)->LogSize("AA", store::Stream::kRecord);
    node_->Keep();  // as a crash would leave it
  }
  const std::string good = node_->Good("node.db-wal");
  ASSERT_GT(good.size(), 100'000U);
  base::SeededRng rng(Seed(3));
  std::map<std::string, int> outcomes;
  for (int i = 0; i < Flips(kWalFlips); ++i) {
    Flip flip{"node.db-wal", rng.Below(good.size()), static_cast<char>(1 + rng.Below(255))};
    node_->Put(flip);
    auto store = node_->Open();
    std::string outcome = "refused";
    if (store.ok()) {
      std::int64_t there = *(*store)->LogSize("AA", store::Stream::kRecord);
      std::string why = *(*store)->WhyClosed("AA", store::Stream::kRecord);
      outcome = !why.empty()           ? "closed"
                : there >= size        ? "nothing lost"
                : there >= signed_size ? "lost behind the last checkpoint"
                                       : "ESCAPED";
      if (why.empty()) {
        EXPECT_TRUE(store::Audit(**store).Verify({}, nullptr)->ok()) << "byte " << flip.offset;
      }
    }
    EXPECT_NE(outcome, "ESCAPED") << "byte " << flip.offset;
    ++outcomes[outcome];
  }
  std::printf("node.db-wal, %zu bytes, %lld of %lld events signed\n", good.size(), static_cast<long long>(signed_size),
              static_cast<long long>(size));
  for (const auto& [outcome, count] : outcomes) std::printf("%-40s %8d\n", outcome.c_str(), count);
}

}  // namespace
}  // namespace proofmark
