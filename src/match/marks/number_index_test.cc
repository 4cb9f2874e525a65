// SPDX-License-Identifier: Apache-2.0
#include "match/marks/number_index.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/random.h"
#include "match/marks/match_fixture.h"

namespace proofmark::match {
namespace {

struct Register {
  std::vector<Pattern> numbers;
  NumberIndex index;

  void Add(const std::string& number) {
    numbers.push_back(Read(number));
    index.Add(numbers.back(), static_cast<std::uint32_t>(numbers.size() - 1));
  }
};

// What the index finds of each row, at the most.
std::map<std::uint32_t, double> Find(const NumberIndex& index, const SerialMatcher& matcher, double cost,
                                     Mistakes mistakes) {
  std::map<std::uint32_t, double> found;
  index.Find(
      matcher, cost,
      [&](std::span<const std::uint32_t> rows, double most) {
        for (std::uint32_t row : rows) {
          auto [at, fresh] = found.try_emplace(row, most);
          at->second = std::max(at->second, most);
        }
        return cost;
      },
      mistakes);
  return found;
}

// The same number, but for twins.
bool IsTwin(const SerialMatcher& matcher, const Pattern& number) {
  const SerialScore score = matcher.Explain(number);
  return score.relation != "edit" && score.worst_misread <= ShippedTables().Weight("twin_most");
}

// Every number that the matcher takes at no more than `cost` is found, and none is thought to be worth less than it is.
// kTwins: of those that are twins.
std::string Missed(const Register& all, const std::string& reading, double cost, std::size_t* agreeing = nullptr,
                   Mistakes mistakes = Mistakes::kAny) {
  const SerialMatcher matcher(ShippedTables(), Read(reading), "pistol", "taurus");
  const std::map<std::uint32_t, double> found = Find(all.index, matcher, cost, mistakes);
  const auto surprise = static_cast<double>(matcher.surprise());
  for (std::uint32_t row = 0; row < all.numbers.size(); ++row) {
    const double bits = matcher.Bits(all.numbers[row]);
    if (bits <= 0 || surprise - bits > cost) continue;
    if (mistakes == Mistakes::kTwins && !IsTwin(matcher, all.numbers[row])) continue;
    if (agreeing != nullptr) ++*agreeing;
    auto at = found.find(row);
    const std::string what = reading + " and " + all.numbers[row].ToText() + " within " + std::to_string(cost);
    if (at == found.end()) return what + ": not found";
    if (at->second < bits - 1e-4)
      return what + ": worth " + std::to_string(bits) + " and not " + std::to_string(at->second);
  }
  return "";
}

void AllNumbersOf(const std::vector<std::string>& symbols, std::size_t longest,
                  const std::function<void(const std::string&)>& take) {
  std::vector<std::string> level = {""};
  for (std::size_t size = 1; size <= longest; ++size) {
    std::vector<std::string> next;
    for (const std::string& front : level) {
      for (const std::string& symbol : symbols) next.push_back(front + symbol);
    }
    for (const std::string& number : next) {
      auto pattern = Pattern::Parse(number);
      if (pattern.ok() && pattern->read() > 0) take(number);
    }
    level = std::move(next);
  }
}

TEST(NumberIndex, FindsAllShortNumbersOfASmallAlphabet) {
  Register all;
  AllNumbersOf({"0", "O", "1", "K", "?", "*", "[38]"}, 4, [&](const std::string& number) { all.Add(number); });
  all.index.Settle();
  std::size_t questions = 0;
  std::size_t agreeing = 0;
  std::size_t twins = 0;
  AllNumbersOf({"0", "O", "1", "K", "?", "*"}, 4, [&](const std::string& reading) {
    if (++questions % 7 != 0) return;
    for (double cost : {3.0, 9.0, 16.0}) ASSERT_EQ(Missed(all, reading, cost, &agreeing), "");
    ASSERT_EQ(Missed(all, reading, 40, &twins, Mistakes::kTwins), "");
  });
  EXPECT_GT(questions, 1000U);
  EXPECT_GT(agreeing, 50000U);
  EXPECT_GT(twins, 1000U);
}

// A number in one of the forms that registers have, of few different characters, so that many are near each other.
std::string RandomNumber(base::SeededRng& rng) {
  static const std::vector<std::string> kSeries = {"", "", "K", "KA", "KAB", "TX", "PM2", "13K", "VV", "T6472-"};
  std::string out;
  for (char c : kSeries[rng.Below(kSeries.size())]) {
    if (c != '-') out += c;
  }
  const std::size_t digits = 2 + rng.Below(rng.Below(12) == 0 ? 16 : 6);
  for (std::size_t i = 0; i < digits; ++i) out += "0148"[rng.Below(4)];
  if (rng.Below(6) == 0) out += "AB"[rng.Below(2)];
  return out;
}

// The same, misread, cut, joined and unread.
std::string Damaged(std::string number, base::SeededRng& rng) {
  for (std::size_t times = rng.Below(4); times > 0 && number.size() > 2; --times) {
    const std::size_t at = rng.Below(number.size());
    switch (rng.Below(10)) {
      case 0:
        number[at] = "0O1I8B4A"[rng.Below(8)];
        break;
      case 1:
        number.erase(at, 1);
        break;
      case 2:
        number.insert(at, 1, "0148K"[rng.Below(5)]);
        break;
      case 3:
        std::swap(number[at], number[(at + 1) % number.size()]);
        break;
      case 4:
        number[at] = '?';
        break;
      case 5:
        number = number.substr(std::min<std::size_t>(3, number.size() - 2));
        break;
      case 6:
        number = "*" + number.substr(number.size() / 2);
        break;
      case 7:
        number = "PM2" + number;
        break;
      case 8:
        for (std::size_t i = number.size() - number.size() / 2; i < number.size(); ++i) number[i] = '?';
        break;
      default:
        number.resize(number.size() - std::min<std::size_t>(2, number.size() - 2));
        break;
    }
  }
  auto pattern = Pattern::Parse(number);
  return pattern.ok() && pattern->read() > 0 ? number : "4100";
}

TEST(NumberIndex, FindsWhatTheMatcherTakes) {
  base::SeededRng rng(8);
  for (std::size_t size : {50, 700, 6000}) {
    Register all;
    for (std::size_t i = 0; i < size; ++i) {
      const std::string number = RandomNumber(rng);
      all.Add(rng.Below(10) == 0 ? Damaged(number, rng) : number);
      if (i == size / 2) all.index.Settle();
    }
    std::size_t agreeing = 0;
    for (int question = 0; question < 400; ++question) {
      const std::string reading = Damaged(all.numbers[rng.Below(size)].ToText(), rng);
      if (!Pattern::Parse(reading).ok() || Read(reading).size() > 20) continue;
      for (double cost : {2.0, 8.0, 13.0, 19.0, 40.0}) ASSERT_EQ(Missed(all, reading, cost, &agreeing), "");
      ASSERT_EQ(Missed(all, reading, 40, nullptr, Mistakes::kTwins), "");
    }
    EXPECT_GT(agreeing, 1000U);
  }
}

TEST(NumberIndex, WhatIsLookedForMayBecomeLess) {
  Register all;
  for (int i = 0; i < 5000; ++i) all.Add("KAB" + std::to_string(10000 + i));
  const SerialMatcher matcher(ShippedTables(), Read("KAB12345"), "pistol", "taurus");
  std::size_t visits = 0;
  all.index.Find(matcher, 30, [&](std::span<const std::uint32_t>, double) {
    ++visits;
    return 30.0;
  });
  std::size_t fewer = 0;
  bool exact = false;
  all.index.Find(matcher, 30, [&](std::span<const std::uint32_t> rows, double) {
    ++fewer;
    exact = exact || all.numbers[rows[0]].ToText() == "KAB12345";
    return 5.0;
  });
  EXPECT_TRUE(exact);
  EXPECT_LT(fewer * 10, visits);
}

TEST(NumberIndex, WhoLooksForTwinsPassesOverAllElse) {
  Register all;
  for (int i = 0; i < 5000; ++i) all.Add("KAB" + std::to_string(10000 + i));
  all.Add("KAB1O000");
  all.index.Settle();
  const SerialMatcher matcher(ShippedTables(), Read("KAB10000"), "pistol", "taurus");
  const auto found = Find(all.index, matcher, 60, Mistakes::kTwins);
  EXPECT_TRUE(found.contains(0));
  EXPECT_TRUE(found.contains(5000));
  EXPECT_LT(found.size(), 100U);
}

TEST(NumberRun, KeepsEachNumberOnceAndAllItsRows) {
  NumberRun run = NumberRun::Of({{KeyOf(Read("KA1")), 4}, {KeyOf(Read("9")), 1}, {KeyOf(Read("KA1")), 2}});
  ASSERT_EQ(run.size(), 2U);
  EXPECT_EQ(run.Key(0), KeyOf(Read("9")));
  EXPECT_EQ(std::vector<std::uint32_t>(run.Rows(1).begin(), run.Rows(1).end()), (std::vector<std::uint32_t>{2, 4}));
  EXPECT_EQ(run.ByEnd(0), 1U);  // it ends in 1, the other in 9
  EXPECT_EQ(run.Entries().size(), 3U);
  EXPECT_EQ(NumberRun().size(), 0U);
}

TEST(NumberRun, SetsOfCharactersAreOneSymbol) { EXPECT_EQ(KeyOf(Read("4[38]")), KeyOf(Read("4[17]"))); }

}  // namespace
}  // namespace proofmark::match
