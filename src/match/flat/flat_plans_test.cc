// SPDX-License-Identifier: Apache-2.0
// What only a large register shows: each way to search is gone, and answers what a scan of all keys answers.
#include <gtest/gtest.h>

#include <map>

#include "match/flat/flat_fixture.h"
#include "match/flat/scan_baseline.h"

namespace proofmark::match {
namespace {

constexpr std::uint32_t kRecords = 400'000;

// Six digits, many of them with the same end; three letters and five digits; one beginning for many; some long.
std::string LargeNumber(SeededChoice& choice) {
  if (choice.Below(10) == 0) return std::string{choice.Any("0123456789"), choice.Any("0123456789")} + "0077";
  const std::size_t kind = choice.Below(20);
  std::string out = kind < 8 ? "" : kind < 16 ? "K" : kind < 18 ? "UA2019" : "B1234567890";
  while (kind >= 8 && kind < 16 && out.size() < 3) out += choice.Any("ABCDX");
  const std::size_t symbols = kind < 8 ? 6 : kind < 16 ? 8 : kind < 18 ? 11 : 14;
  while (out.size() < symbols) out += choice.Any("0123456789");
  return out;
}

class LargeRegister : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    SeededChoice choice(61);
    FlatBuilder builder;
    for (std::uint32_t i = 0; i < kRecords; ++i) {
      // Rows in no order; one make of a thousandth, whose calibres are rarer still.
      FlatFields fields = choice.Fields(12, 6);
      if (choice.Below(1000) == 0) fields = {.make = 900, .calibre = static_cast<std::uint8_t>(choice.Below(6))};
      ASSERT_TRUE(builder.Add(LargeNumber(choice), fields, i * 7919U % kRecords).ok());
    }
    index_ = new FlatIndex(std::move(builder).Build());
  }
  static void TearDownTestSuite() { delete index_; }

  // The way that ended the search.
  static FlatPlan Agreed(const std::string& read, FlatAsk ask, const FlatFields& fields, std::size_t most) {
    const FlatQuery query = Asked(read, ask, fields, most);
    FlatWork work;
    BestHits best(most);
    ScanEveryKey(index_->parts(), query, best);
    EXPECT_EQ(index_->Search(query, &work), std::move(best).Take())
        << read << ", make " << fields.make << ", calibre " << static_cast<int>(fields.calibre) << ", plan "
        << static_cast<int>(work.plan);
    return work.plan;
  }

  static FlatIndex* index_;
};
FlatIndex* LargeRegister::index_ = nullptr;

TEST_F(LargeRegister, EveryWayToFitIsGoneAndIsRight) {
  SeededChoice choice(62);
  std::map<FlatPlan, int> plans;
  const auto ask = [&](const std::string& read, const FlatFields& fields) {
    ++plans[Agreed(read, FlatAsk::kFits, fields, choice.Below(6) == 0 ? 1 + choice.Below(60) : 10)];
  };
  for (int i = 0; i < 160; ++i) {
    const auto place = static_cast<std::uint32_t>(choice.Below(kRecords));
    const FlatFields own = index_->Fields(place);
    ask(choice.Unread(index_->Number(place)), i % 4 == 0 ? FlatFields{} : own);
    std::string digits = "??????";
    digits[choice.Below(6)] = choice.Any("0123456789");
    if (i % 2 == 0) digits[choice.Below(6)] = choice.Any("0123456789");
    const FlatFields rare{.make = 900, .calibre = static_cast<std::uint8_t>(choice.Below(8))};
    ask(digits, i % 3 == 0 ? rare : i % 3 == 1 ? choice.Fields(12, 6) : FlatFields{.make = 3, .calibre = 200});
    if (i % 8 == 0) ask("*" + digits.substr(3), own);
    if (i % 8 == 1) ask("K??" + digits.substr(1), rare);
  }
  // A make so rare that records without one come next.
  for (int i = 0; i < 60; ++i) {
    const std::string end = i % 3 == 0 ? "77" : std::string{choice.Any("0123456789"), choice.Any("0123456789")};
    ask("????" + end, {.make = 900, .calibre = static_cast<std::uint8_t>(i % 2 == 0 ? 200 : 0)});
  }
  for (const FlatPlan plan : {FlatPlan::kEarly, FlatPlan::kHeads, FlatPlan::kEnds, FlatPlan::kPostings}) {
    EXPECT_GT(plans[plan], 3) << static_cast<int>(plan);
  }
}

TEST_F(LargeRegister, WalksThroughABeginningThatManyShare) {
  SeededChoice choice(63);
  for (int i = 0; i < 36; ++i) {
    const auto place = static_cast<std::uint32_t>(choice.Below(kRecords));
    Agreed(choice.Damaged(index_->Number(place)), FlatAsk::kNear, index_->Fields(place), 10);
    std::string shared = i % 2 == 0 ? "UA2019" : "B12345678901";
    while (shared.size() < (i % 2 == 0 ? 11U : 13U)) shared += choice.Any("0123456789");
    Agreed(choice.Damaged(shared), FlatAsk::kNear, choice.Fields(12, 6), i % 3 == 0 ? 100 : 10);
  }
}

}  // namespace
}  // namespace proofmark::match
