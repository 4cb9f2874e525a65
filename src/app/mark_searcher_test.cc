// SPDX-License-Identifier: Apache-2.0
// What a search waits for while another one reads the logs, and that nothing is missed by not waiting.
#include "app/mark_searcher.h"

#include <future>

#include "base/file.h"
#include "tests/node_test.h"

namespace proofmark::app {
namespace {

using Wait = MarkSearcher::Wait;

class MarkSearcherTest : public ::proofmark::testing::NodeTest {
 protected:
  void SetUp() override {
    Open();
    ASSERT_TRUE(app_->Init("AA", "A").ok());
    auto searcher = MarkSearcher::Make(app_->words());
    ASSERT_TRUE(searcher.ok()) << searcher.error().message;
    searcher_ = std::move(*searcher);
    Import(0, 3);
    ASSERT_TRUE(Refresh(Wait::kAlways).ok());
    ASSERT_EQ(Size(), 3U);
  }
  void Import(int from, int rows, const std::string& owner = "AA") {
    base::Json mapping = {{"source", "guns"},
                          {"format", "csv"},
                          {"fields", {{"source_id", "id"}}},
                          {"marks", {{{"kind", "serial"}, {"columns", {"serial"}}}}},
                          {"events", {{{"kind", "registered"}, {"date", "date"}}}},
                          {"handling",
                           {{"codes", base::Json::array()},
                            {"onward", "ask_owner"},
                            {"purpose", "investigation"},
                            {"legal_basis", "national_law"}}}};
    std::string table = "id,serial,date\n";
    for (int i = from; i < from + rows; ++i)
      table += "G" + std::to_string(i) + ",K" + std::to_string(100'003 + i * 37) + ",2015\n";
    const std::string at = root() + "/guns" + std::to_string(from);
    ASSERT_TRUE(base::WriteFileDurably(at + ".json", mapping.dump(), 0600).ok());
    ASSERT_TRUE(base::WriteFileDurably(at + ".csv", table, 0600).ok());
    const Asking asking{ActorFromText("console:0"), {"trace", "case 7", "national_law"}};
    auto done = app_->ImportItems(asking, {at + ".csv", at + ".json", owner, "", false}, [](auto, auto) {});
    ASSERT_TRUE(done.ok()) << done.error().message;
  }
  base::Result<store::View> Everything() {
    auto seen = app_->SearchAsNode();
    if (!seen.ok()) return seen.error();
    return std::move(seen->view);
  }
  base::Result<void> Refresh(Wait wait) {
    return searcher_->Refresh(
        app_->store(), [this] { return Everything(); }, wait);
  }
  std::size_t Size() {
    const auto lock = searcher_->Lock();
    return searcher_->index().size();
  }
  // Begins to refresh, and stands in the middle of it until `gate` opens.
  std::future<bool> RefreshUntil(std::shared_future<void> gate) {
    auto began = std::make_shared<std::promise<void>>();
    auto done = std::async(std::launch::async, [this, gate, began] {
      auto stand = [&]() -> base::Result<store::View> {
        began->set_value();
        gate.wait();
        return Everything();
      };
      return searcher_->Refresh(app_->store(), stand).ok();
    });
    began->get_future().wait();
    return done;
  }
  // Whoever asks while another one reads waits for it, and finds what that one read.
  void ExpectAllWaitUntilThereAre(std::size_t records) {
    std::promise<void> gate;
    auto reading = RefreshUntil(gate.get_future().share());
    auto waits = std::async(std::launch::async, [this] { return Refresh(Wait::kNotForMuch).ok(); });
    EXPECT_EQ(waits.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout);
    gate.set_value();
    EXPECT_TRUE(reading.get());
    EXPECT_TRUE(waits.get());
    EXPECT_EQ(Size(), records);
  }

  std::unique_ptr<MarkSearcher> searcher_;
};

TEST_P(MarkSearcherTest, NobodyWaitsForARegisterThatIsRead) {
  Import(10, static_cast<int>(kEventsWaitedForMax) + 1);
  std::promise<void> gate;
  auto reading = RefreshUntil(gate.get_future().share());
  const base::Instant before = searcher_->as_of("AA");
  ASSERT_TRUE(Refresh(Wait::kNotForMuch).ok());  // it would stand here for ever
  EXPECT_EQ(Size(), 3U) << "what the index held before";
  EXPECT_EQ(searcher_->as_of("AA"), before) << "and it says so";
  auto waits = std::async(std::launch::async, [this] { return Refresh(Wait::kAlways).ok(); });
  EXPECT_EQ(waits.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout);
  gate.set_value();
  EXPECT_TRUE(reading.get());
  EXPECT_TRUE(waits.get());
  EXPECT_EQ(Size(), 3U + kEventsWaitedForMax + 1);
  EXPECT_NE(searcher_->as_of("AA"), before);
}

TEST_P(MarkSearcherTest, AFewCommandsAreWaitedFor) {
  Import(10, 2);
  ExpectAllWaitUntilThereAre(5);
}

// The first to come reads all: there is nothing yet to answer from.
TEST_P(MarkSearcherTest, AnEmptyIndexIsWaitedFor) {
  auto fresh = MarkSearcher::Make(app_->words());
  ASSERT_TRUE(fresh.ok());
  searcher_ = std::move(*fresh);
  ExpectAllWaitUntilThereAre(3);
}

TEST_P(MarkSearcherTest, ALinkIsTakenInAndTakenBack) {
  std::vector<std::string> ids;
  for (std::size_t row = 0; row < searcher_->index().size(); ++row) ids.push_back(searcher_->index().Id(row));
  auto joined = [&] {
    auto view = Everything();
    EXPECT_TRUE(view.ok());
    const auto lock = searcher_->Lock();
    return searcher_->index().RowsOfWeapon(0, *view).size();
  };
  const Asking asking{ActorFromText("console:0"), {"trace", "case 7", "national_law"}};
  EXPECT_EQ(joined(), 1U);
  ASSERT_TRUE(app_->DecideLink(asking, {trace::LinkAct::kConfirm, ids[0], ids[1]}, {"staff:1", "compared"}).ok());
  ASSERT_TRUE(Refresh(Wait::kAlways).ok());
  EXPECT_EQ(joined(), 2U);
  ASSERT_TRUE(app_->DecideLink(asking, {trace::LinkAct::kUndo, ids[0], ids[1]}, {"staff:1", "mistaken"}).ok());
  ASSERT_TRUE(Refresh(Wait::kAlways).ok());
  EXPECT_EQ(joined(), 1U);
}

TEST_P(MarkSearcherTest, AFurtherAuthorityIsTakenInAsItsRecordsCome) {
  int read = 0;
  auto refresh = [&] {
    return searcher_->Refresh(app_->store(), [&] {
      ++read;
      return Everything();
    });
  };
  ASSERT_TRUE(app_->Init("BB", "B").ok());
  ASSERT_TRUE(refresh().ok());
  EXPECT_EQ(read, 0) << "its log is empty";
  Import(10, 2, "BB");
  ASSERT_TRUE(refresh().ok());
  EXPECT_EQ(Size(), 5U);
  EXPECT_GT(searcher_->as_of("BB").ms, 0);
  EXPECT_EQ(*searcher_->Lag(app_->store()), 0);
}

PM_ON_BOTH_ENGINES(MarkSearcherTest);

}  // namespace
}  // namespace proofmark::app
