// SPDX-License-Identifier: Apache-2.0
#include "base/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>

namespace proofmark::base {
namespace {

Result<int> Half(int n) {
  if (n % 2 != 0) return Error{Code::kInvalid, "n: odd; give an even number", "n"};
  return n / 2;
}

Result<int> Quarter(int n) {
  PM_ASSIGN(int half, Half(n));
  return Half(half);
}

Result<void> CheckBoth(int a, int b, int& checked) {
  PM_TRY(Half(a));
  ++checked;
  PM_TRY(Half(b));
  ++checked;
  return {};
}

TEST(Result, HoldsAValueOrAnError) {
  EXPECT_TRUE(Half(8).ok());
  EXPECT_EQ(*Half(8), 4);
  Result<int> refused = Half(7);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), (Error{Code::kInvalid, "n: odd; give an even number", "n"}));
}

TEST(Result, AssignTakesTheValueOrLeavesWithTheError) {
  EXPECT_EQ(*Quarter(8), 2);
  EXPECT_EQ(Quarter(6).error().code, Code::kInvalid);
  EXPECT_EQ(Quarter(5).error().field, "n");
}

TEST(Result, TryLeavesAtTheFirstError) {
  int checked = 0;
  EXPECT_TRUE(CheckBoth(2, 4, checked).ok());
  EXPECT_EQ(checked, 2);
  checked = 0;
  EXPECT_FALSE(CheckBoth(2, 3, checked).ok());
  EXPECT_EQ(checked, 1);
}

TEST(Result, MovesAValueThatCannotBeCopied) {
  auto make = []() -> Result<std::unique_ptr<int>> { return std::make_unique<int>(9); };
  auto pass_on = [&]() -> Result<std::unique_ptr<int>> {
    PM_ASSIGN(std::unique_ptr<int> number, make());
    return number;
  };
  std::unique_ptr<int> number = *pass_on();
  EXPECT_EQ(*number, 9);
}

TEST(ResultDeathTest, ReadingTheWrongSideStopsTheProgram) {
  EXPECT_DEATH(static_cast<void>(Half(7).value()), "ok\\(\\)");
  EXPECT_DEATH(static_cast<void>(Half(8).error()), "ok\\(\\)");
  EXPECT_DEATH(static_cast<void>(Result<void>().error()), "ok\\(\\)");
}

TEST(Error, EveryCodeHasARowOfItsOwn) {
  std::set<std::string_view> names;
  for (int code = 1; code <= 13; ++code) {
    const CodeRow& row = Describe(static_cast<Code>(code));
    EXPECT_EQ(static_cast<int>(row.code), code);
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_TRUE(row.sentence.ends_with(".")) << row.name;
    EXPECT_GE(row.http_status, 400);
    EXPECT_TRUE(row.exit_code >= 2 && row.exit_code <= 4) << row.name;
  }
  EXPECT_DEATH(Describe(static_cast<Code>(14)), "every code has a row");
}

TEST(Error, WithinPutsThePlaceInFront) {
  Error error = Within("line 7", {Code::kInvalid, "serial: 41 characters; at most 40", "serial"});
  EXPECT_EQ(error.message, "line 7: serial: 41 characters; at most 40");
  EXPECT_EQ(error.field, "serial");
}

}  // namespace
}  // namespace proofmark::base
