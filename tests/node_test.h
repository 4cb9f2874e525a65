// SPDX-License-Identifier: Apache-2.0
// A NodeTest is a test on a whole node of its own, on either engine: database and keys in node(), everything else that
// the test writes beside them in root(); all of it is gone afterwards.
//
//   class RetentionTest : public testing::NodeTest { void SetUp() override { Open(); app_->Init(...); } };
//   PM_ON_BOTH_ENGINES(RetentionTest);
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include "app/proofmark.h"
#include "tests/test_database.h"

namespace proofmark::testing {

// What hashing a password costs in a test: nothing is proved by making it dear.
inline constexpr people::HashCost kCheapHashing{1, 8192, people::kHashingWaitMs};

class NodeTest : public ::testing::TestWithParam<EngineKind> {
 protected:
  NodeTest() {
    std::string pattern = ::testing::TempDir() + "proofmark-node-XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder can be made for the test");
    root_ = pattern;
    std::filesystem::create_directory(node());
    database_ = std::make_unique<TestDatabase>(GetParam(), node());
  }
  // Before clock and chance of the test end: a node signs when it is closed.
  void TearDown() override {
    app_.reset();
    database_.reset();
    std::filesystem::remove_all(root_);
  }

  const std::string& root() const { return root_; }
  std::string node() const { return root_ + "/node"; }
  std::string keys() const { return node() + "/keys"; }
  bool OnServer() const { return GetParam() == EngineKind::kPostgres; }
  // The node's time and chance; a test with its own gives those.
  virtual base::Clock& NodeClock() { return system_clock_; }
  virtual base::Rng& NodeRng() { return system_rng_; }
  // What else a test wants otherwise.
  virtual void Change(app::Settings& /*settings*/) {}

  std::unique_ptr<app::Proofmark> OpenAnother() {
    app::Settings settings{database_->url(), keys(), PM_DATA_DIR};
    settings.hash_cost = kCheapHashing;
    Change(settings);
    auto opened = app::Proofmark::Open(std::move(settings), NodeClock(), NodeRng());
    EXPECT_TRUE(opened.ok()) << opened.error().message;
    return opened.ok() ? std::move(*opened) : nullptr;
  }
  // The node as it is after a new start.
  void Open() {
    app_.reset();
    app_ = OpenAnother();
    ASSERT_NE(app_, nullptr);
  }

  std::unique_ptr<TestDatabase> database_;
  std::unique_ptr<app::Proofmark> app_;

 private:
  std::string root_;
  base::SystemClock system_clock_;
  base::SystemRng system_rng_;
};

}  // namespace proofmark::testing
