// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "base/bytes.h"
#include "base/csv.h"
#include "tools/ua_register.h"

namespace proofmark::tools {
namespace {

std::string Register(std::uint64_t seed, int rows) {
  UaRegister invented(seed);
  std::string out = UaRegister::Header();
  for (int i = 0; i < rows; ++i) out += invented.Next();
  return out;
}

TEST(UaRegister, IsTheSameForTheSameSeedOnEveryMachine) {
  base::Digest digest = base::Sha256(Register(7, 1'000));
  EXPECT_EQ(base::ToHex(base::View(digest)), "59f8390ad445d6eb3a81ba234188dc75a72d857b4e7b0af65f70d5097c75afb5");
  EXPECT_NE(Register(7, 10), Register(8, 10));
}

TEST(UaRegister, HasTheSharesOfTheRealOne) {
  constexpr int kRows = 100'000;
  std::string text = Register(11, kRows);
  base::CsvReader reader(text, {});
  base::CsvRow row;
  ASSERT_TRUE(reader.Next(row));
  const std::vector<std::string> header = row.cells;
  std::map<std::string, int> empty;
  std::map<std::string, int> series;
  std::map<std::string, int> numbers;
  std::set<std::string> rows;
  int losses = 0;
  int zeros = 0;
  int with_comma = 0;
  int without_time = 0;
  while (reader.Next(row)) {
    ASSERT_FALSE(row.error) << row.error->message;
    ASSERT_EQ(row.cells.size(), header.size());
    for (std::size_t i = 0; i < header.size(); ++i) empty[header[i]] += row.cells[i].empty();
    ++series[row.cells[4]];
    ++numbers[row.cells[5]];
    zeros += row.cells[5].starts_with('0');
    with_comma += row.cells[6] == "5,45";
    losses += row.cells[10] == "ВТРАТА" || row.cells[10] == "Втрата";
    without_time += row.cells[11].size() == 10;
    rows.insert(std::string(row.raw));
  }
  EXPECT_NEAR(empty["weaponseries"] / double{kRows}, 0.4518, 0.006);
  EXPECT_NEAR(empty["graduationyear"] / double{kRows}, 0.1697, 0.005);
  EXPECT_NEAR(empty["producer"] / double{kRows}, 0.1139, 0.004);
  EXPECT_NEAR(empty["weaponcaliber"] / double{kRows}, 0.0093, 0.0012);
  EXPECT_NEAR(empty["brandmodel"] / double{kRows}, 0.0022, 0.0006);
  EXPECT_NEAR(losses / double{kRows}, 0.774, 0.005);
  EXPECT_NEAR(series["KO"] / double{kRows}, 0.032, 0.002);
  EXPECT_NEAR(series["BI"] / double{kRows}, 0.026, 0.002);
  EXPECT_NEAR(series["XK"] / double{kRows}, 0.017, 0.0015);
  EXPECT_NEAR(series["A"] / double{kRows}, 0.013, 0.0013);
  EXPECT_GT(series["B\u0411"], 0);  // a Latin and a Cyrillic letter
  EXPECT_NEAR(zeros / double{kRows}, 0.03, 0.003);
  EXPECT_GT(with_comma, 500);
  EXPECT_GT(without_time, 4'000);
  EXPECT_GE(numbers["387"], 5);
  EXPECT_GT(numbers.size(), 70'000U);
  EXPECT_LT(numbers.size(), 90'000U);
  EXPECT_NEAR(kRows - static_cast<int>(rows.size()), 140, 45);  // wholly equal rows: 698 of 496,748
}

}  // namespace
}  // namespace proofmark::tools
