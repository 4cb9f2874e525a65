// SPDX-License-Identifier: Apache-2.0
// Lists page by page, and cursors that are of use to one reader.
#include <gtest/gtest.h>

#include "app/cursor.h"
#include "tests/commands_node.h"

namespace proofmark::app {
namespace {

using base::Code;
using base::Json;

TEST(Cursor, IsReadByWhomItWasGivenTo) {
  base::SeededRng rng(1);
  const CursorScope scope{CursorKey({{1}}), "AA.user.1", "alerts"};
  for (const std::string& position : {std::string(), std::string("7"), std::string("a\nb"), std::string(4000, 'x')}) {
    const std::string text = WriteCursor(scope, position, rng);
    EXPECT_EQ(*ReadCursor(scope, text), position);
    EXPECT_EQ(text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
              std::string::npos);
    for (const CursorScope& other :
         {CursorScope{CursorKey({{2}}), scope.reader, scope.list}, CursorScope{scope.key, "AA.user.2", scope.list},
          CursorScope{scope.key, scope.reader, "hits"}, CursorScope{scope.key, "AA.user.", "1alerts"}}) {
      auto read = ReadCursor(other, text);
      ASSERT_FALSE(read.ok());
      EXPECT_EQ(read.error().code, Code::kInvalid);
      EXPECT_EQ(read.error().field, "after");
    }
  }
}

TEST(Cursor, AFlippedBitIsNoCursor) {
  base::SeededRng rng(1);
  const CursorScope scope{CursorKey({{1}}), "AA.user.1", "alerts"};
  const std::string text = WriteCursor(scope, "{\"AA\":7}", rng);
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string forged = text;
    forged[i] = forged[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(ReadCursor(scope, forged).ok()) << i;
    EXPECT_FALSE(ReadCursor(scope, text.substr(0, i)).ok()) << i;
  }
  EXPECT_FALSE(ReadCursor(scope, text + "A").ok());
  EXPECT_FALSE(ReadCursor(scope, std::string(kCursorTextMax + 1, 'A')).ok());
}

TEST(Cursor, ItsLengthTellsNothing) {
  base::SeededRng rng(1);
  const CursorScope scope{CursorKey({{1}}), "AA.user.1", "alerts"};
  EXPECT_EQ(WriteCursor(scope, "{\"AA\":7}", rng).size(), WriteCursor(scope, "{\"AA\":7000000}", rng).size());
  EXPECT_NE(WriteCursor(scope, "7", rng), WriteCursor(scope, "7", rng));
}

class ListPagesTest : public CommandsFixture {
 protected:
  // `n` guns of AA that BB recovers, of which AA asks to hear at once.
  void Match(int from, int n) {
    for (int i = from; i < from + n; ++i) {
      const std::string serial = "K" + std::to_string(100'003 + i * 37'019);
      Json theft = Theft(serial);
      theft["handling"] = Handling({"open_to_partners", "possible_match"});
      Carry(Officer("AA"), "report_theft", theft);
      EXPECT_EQ(Carry(Officer("BB"), "record_recovery", Recovery(serial))["reactions"]["alerted"], 1) << serial;
    }
  }
  Json Page(const Asking& asking, const std::string& cursor, std::int64_t limit) {
    auto page = app_->AlertsAfter(asking, cursor, limit);
    EXPECT_TRUE(page.ok()) << page.error().message;
    return page.ok() ? *page : Json{{"alerts", Json::array()}, {"next", nullptr}, {"last", ""}};
  }
};

PM_ON_BOTH_ENGINES(ListPagesTest);

TEST_P(ListPagesTest, AlertsArePagedAndNoneIsLeftOutOrToldTwice) {
  Match(0, 5);
  Json whole = Page(Officer("AA"), "", kPageMax);
  ASSERT_EQ(whole["alerts"].size(), 5U);
  EXPECT_TRUE(whole["next"].is_null());
  for (std::int64_t limit = 1; limit <= 6; ++limit) {
    Json seen = Json::array();
    std::string cursor;
    for (int pages = 0; pages < 10; ++pages) {
      Json page = Page(Officer("AA"), cursor, limit);
      EXPECT_LE(std::ssize(page["alerts"]), limit);
      EXPECT_GT(std::ssize(page["alerts"]), 0);
      for (const Json& one : page["alerts"]) seen.push_back(one);
      if (page["next"].is_null()) break;
      cursor = page["next"];
    }
    EXPECT_EQ(seen, whole["alerts"]) << limit;
  }
  EXPECT_EQ(Page(Console(), "", kPageMax)["alerts"], whole["alerts"]);
  EXPECT_TRUE(Page(Officer("BB"), "", kPageMax)["alerts"].empty());
  EXPECT_TRUE(Page(Officer("CC"), "", kPageMax)["alerts"].empty());
  // What came since.
  const std::string last = whole["last"];
  EXPECT_TRUE(Page(Officer("AA"), last, 10)["alerts"].empty());
  Match(5, 1);
  Json since = Page(Officer("AA"), last, 10);
  ASSERT_EQ(since["alerts"].size(), 1U);
  EXPECT_GT(since["alerts"][0]["seq"], whole["alerts"][4]["seq"]);
}

TEST_P(ListPagesTest, ACursorIsOfUseToItsReaderAlone) {
  Match(0, 2);
  const std::string cursor = Page(Officer("AA"), "", 1)["next"];
  for (const Asking& other : {Officer("AA", '2'), Officer("BB"), Console()}) {
    auto page = app_->AlertsAfter(other, cursor, 1);
    ASSERT_FALSE(page.ok());
    EXPECT_EQ(page.error().code, Code::kInvalid);
  }
  EXPECT_EQ(app_->HitsAfter(Officer("AA"), {}, cursor, 1).error().code, Code::kInvalid);
  EXPECT_EQ(app_->AlertsAfter(Officer("AA"), "7", 1).error().code, Code::kInvalid);
  Open();  // a cursor outlives a restart
  EXPECT_EQ(Page(Officer("AA"), cursor, 1)["alerts"].size(), 1U);
}

TEST_P(ListPagesTest, APageHasItsLimitAndIsForWhoMayReadIt) {
  EXPECT_EQ(app_->AlertsAfter(Officer("AA"), "", 0).error().code, Code::kInvalid);
  EXPECT_EQ(app_->AlertsAfter(Officer("AA"), "", kPageMax + 1).error().code, Code::kTooLarge);
  EXPECT_EQ(app_->HitsAfter(Officer("AA"), {}, "", -1).error().field, "limit");
  EXPECT_EQ(app_->AlertsAfter(Officer("AA", '1', Role::kBorder), "", 1).error().code, Code::kForbidden);
  EXPECT_EQ(app_->HitsAfter(Officer("AA", '1', Role::kAuditor), {}, "", 1).error().code, Code::kForbidden);
  EXPECT_EQ(app_->AlertsAfter(Officer("ZZ"), "", 1).error().code, Code::kNotFound);
  EXPECT_EQ(app_->HitsAfter(Officer("AA"), {"", "good"}, "", 1).error().field, "state");
}

TEST_P(ListPagesTest, HitsArePagedToo) {
  Match(0, 4);
  Json whole = *app_->HitsAfter(Officer("BB"), {}, "", kPageMax);
  ASSERT_EQ(whole["hits"].size(), 4U);
  for (std::int64_t limit = 1; limit <= 4; ++limit) {
    Json seen = Json::array();
    std::string cursor;
    for (int pages = 0; pages < 10; ++pages) {
      auto page = app_->HitsAfter(Officer("BB"), {}, cursor, limit);
      ASSERT_TRUE(page.ok()) << page.error().message;
      for (const Json& one : (*page)["hits"]) seen.push_back(one);
      if ((*page)["next"].is_null()) break;
      cursor = (*page)["next"];
    }
    EXPECT_EQ(seen, whole["hits"]) << limit;
  }
  const std::string cursor = (*app_->HitsAfter(Officer("BB"), {}, "", 1))["next"];
  EXPECT_EQ(app_->HitsAfter(Officer("BB"), {"BB", ""}, cursor, 1).error().code, Code::kInvalid);  // another list
}

}  // namespace
}  // namespace proofmark::app
