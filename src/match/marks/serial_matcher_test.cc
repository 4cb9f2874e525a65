// SPDX-License-Identifier: Apache-2.0
#include "match/marks/serial_matcher.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>

#include "match/marks/match_fixture.h"

namespace proofmark::match {
namespace {

constexpr double kRounding = 2e-3;  // the matcher adds floats

// The rival: the definition of the header and of docs/reference/matching.md as a recursion over what was read and what
// is on record, without a grid, without rows, in doubles.
class NaiveMatch {
 public:
  NaiveMatch(const MatchTables& tables, const Pattern& read, const Pattern& marked, const SerialSurprise& surprise)
      : tables_(tables), read_(read), marked_(marked), surprise_(surprise) {}

  double Bits() {
    const std::size_t n = read_.size();
    const std::size_t m = marked_.size();
    double cost = Cost(n, m) + (marked_.has_run() ? static_cast<double>(surprise_.end_bits) : 0);
    for (std::size_t lost = 1; lost <= 2 && m >= 4 + lost; ++lost) {
      cost = std::min(cost, Cost(n, m - lost) + Weight("tail_lost") + (lost == 2 ? 1 : 0));
    }
    for (std::size_t foreign = 1; foreign <= 3 && n >= 4 + foreign; ++foreign) {
      cost = std::min(cost, Cost(n - foreign, m) + Weight("foreign_tail") + ForeignOf(n - foreign, n));
    }
    return std::max(0.0, static_cast<double>(surprise_.total) - cost);
  }

 private:
  double Weight(const char* name) const { return tables_.Weight(name); }
  double SurpriseOf(std::size_t from, std::size_t to) const {
    double sum = 0;
    for (std::size_t i = from; i < to; ++i) sum += static_cast<double>(surprise_.bits[i]);
    return sum;
  }
  // The same of what belongs to another mark, or to none.
  double ForeignOf(std::size_t from, std::size_t to) const {
    double sum = 0;
    for (std::size_t i = from; i < to; ++i) sum += static_cast<double>(surprise_.foreign[i]);
    return sum;
  }
  static bool Digit(const Pattern& p, std::size_t i) { return p.IsCharacter(i) && IsDigit(p[i]); }
  static bool Run(const Pattern& p, std::size_t i) { return p[i] == Pattern::kRun; }
  // A nought with which a run of digits begins.
  static bool Nought(const Pattern& p, std::size_t i) {
    return p.ToText(i, i + 1) == "0" && (i == 0 || !Digit(p, i - 1)) && i + 1 < p.size() && Digit(p, i + 1);
  }
  static bool Series(const Pattern& p, std::size_t letters) {
    if (letters > 4 || letters >= p.size() || !Digit(p, letters)) return false;
    for (std::size_t i = 0; i < letters; ++i) {
      if (!p.IsCharacter(i) || IsDigit(p[i])) return false;
    }
    return true;
  }

  // The share of readings of c that come out as one of the characters that symbol i may be.
  double Seen(std::size_t i, int c) const {
    double share = 0;
    for (int r = 0; r < kCharacters; ++r) {
      if ((read_.Possible(i) >> r & 1) != 0) share += std::exp2(-static_cast<double>(tables_.MisreadBits(c, r)));
    }
    return std::min(share, 1.0);
  }
  double Pair(std::size_t i, std::size_t j) const {
    if (!read_.IsCharacter(i) && !read_.IsSet(i)) return 0;
    if (!marked_.IsCharacter(j) && !marked_.IsSet(j)) return SurpriseOf(i, i + 1);
    double share = 0;
    for (int c = 0; c < kCharacters; ++c) {
      if ((marked_.Possible(j) >> c & 1) != 0) share += Seen(i, c);
    }
    return -std::log2(share / std::popcount(marked_.Possible(j)));
  }

  double Cost(std::size_t i, std::size_t j) {
    auto known = known_.find({i, j});
    if (known != known_.end()) return known->second;
    const double cost = i == 0 && j == 0 ? 0 : i == 0 ? Unwritten(j) : j == 0 ? Unmarked(i) : Both(i, j);
    return known_[{i, j}] = cost;
  }
  // The first j on record before anything was read.
  double Unwritten(std::size_t j) {
    if (Run(marked_, j - 1)) return Cost(0, j - 1);
    double cost = Cost(0, j - 1) + Weight("dropped");
    if (j == 1 && Nought(marked_, 0)) cost = std::min(cost, Weight("zero"));
    if (Series(marked_, j)) return std::min(cost, Weight("series_lost"));
    return marked_.size() >= j + 4 ? std::min(cost, Weight("front_lost")) : cost;
  }
  double Unmarked(std::size_t i) {
    if (Run(read_, i - 1)) return Cost(i - 1, 0);
    double cost = Cost(i - 1, 0) + Weight("inserted") + ForeignOf(i - 1, i);
    if (i == 1 && Nought(read_, 0)) cost = std::min(cost, Weight("zero"));
    return read_.size() >= i + 4 ? std::min(cost, Weight("foreign") + ForeignOf(0, i)) : cost;
  }
  double Both(std::size_t i, std::size_t j) {
    if (Run(read_, i - 1)) return std::min(Cost(i - 1, j), Cost(i, j - 1));
    if (Run(marked_, j - 1)) return std::min(Cost(i, j - 1), Cost(i - 1, j) + SurpriseOf(i - 1, i));
    std::vector<double> ways = {Cost(i - 1, j - 1) + Pair(i - 1, j - 1), Cost(i, j - 1) + Weight("dropped"),
                                Cost(i - 1, j) + Weight("inserted") + ForeignOf(i - 1, i)};
    if (Nought(marked_, j - 1)) ways.push_back(Cost(i, j - 1) + Weight("zero"));
    if (Nought(read_, i - 1)) ways.push_back(Cost(i - 1, j) + Weight("zero"));
    if (i > 1 && read_.IsCharacter(i - 1) && read_.IsCharacter(i - 2)) {
      const int first = read_[i - 2];
      const int second = read_[i - 1];
      if (first == second) ways.push_back(Cost(i - 1, j) + Weight("doubled"));
      if (first != second && j > 1 && marked_[j - 1] == first && marked_[j - 2] == second) {
        ways.push_back(Cost(i - 2, j - 2) + Weight("exchanged"));
      }
      const float two = marked_.IsCharacter(j - 1) ? tables_.TwoForOneBits(marked_[j - 1], first, second) : 0;
      if (two > 0) ways.push_back(Cost(i - 2, j - 1) + static_cast<double>(two));
    }
    return *std::min_element(ways.begin(), ways.end());
  }

  const MatchTables& tables_;
  const Pattern& read_;
  const Pattern& marked_;
  const SerialSurprise& surprise_;
  std::map<std::pair<std::size_t, std::size_t>, double> known_;
};

double NaiveBits(const Pattern& read, const Pattern& marked) {
  return NaiveMatch(ShippedTables(), read, marked, ShippedTables().Surprise(read, "", "")).Bits();
}

SerialMatcher MatcherOf(std::string_view strict) { return {ShippedTables(), Read(strict), "", ""}; }
double Bits(std::string_view read, std::string_view marked) { return MatcherOf(read).Bits(Read(marked)); }
SerialScore Explained(std::string_view read, std::string_view marked) { return MatcherOf(read).Explain(Read(marked)); }

// All patterns of up to `length` symbols of the alphabet, with at least one character read.
std::vector<Pattern> AllPatterns(const std::vector<std::string>& alphabet, std::size_t length) {
  std::vector<Pattern> out;
  std::vector<std::string> texts = {""};
  for (std::size_t at = 0; at < texts.size(); ++at) {
    const std::string text = texts[at];
    if (!text.empty()) {
      const Pattern pattern = Read(text);
      if (pattern.ToText() != text) continue;  // two runs side by side
      if (pattern.read() > 0) out.push_back(pattern);
      if (pattern.size() == length) continue;
    }
    for (const std::string& one : alphabet) texts.push_back(text + one);
  }
  return out;
}

std::string Symbol() {
  return *rc::gen::weightedElement<std::string>({{12, "0"},
                                                 {8, "1"},
                                                 {6, "O"},
                                                 {6, "A"},
                                                 {4, "8"},
                                                 {4, "V"},
                                                 {4, "W"},
                                                 {3, "?"},
                                                 {2, "[0O]"},
                                                 {2, "[18B]"},
                                                 {1, "*"}});
}

std::string RandomPattern(std::size_t least, std::size_t most) {
  const auto size = *rc::gen::inRange(least, most + 1);
  std::string text = *rc::gen::element<std::string>("A", "0", "1", "O");
  for (std::size_t i = 1; i < size; ++i) text += Symbol();
  return text;
}

// A reading of the same weapon: some symbols another, left out or added.
std::string Damaged(const std::string& text) {
  const Pattern pattern = Read(text);
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const int fate = *rc::gen::inRange(0, 12);
    if (fate == 0) continue;
    if (fate == 1) out += Symbol();
    out += fate == 2 ? Symbol() : pattern.ToText(i, i + 1);
  }
  return out + "0";
}

TEST(SerialMatcher, EqualsTheRecursionOnAllSmallInputs) {
  const std::vector<Pattern> all = AllPatterns({"0", "O", "1", "?", "*", "[0A]"}, 3);
  ASSERT_GT(all.size(), 150U);
  std::size_t agreeing = 0;
  for (const Pattern& read : all) {
    const SerialMatcher matcher(ShippedTables(), read, "", "");
    const SerialSurprise surprise = ShippedTables().Surprise(read, "", "");
    for (const Pattern& marked : all) {
      const double bits = matcher.Bits(marked);
      if (bits > 0) ++agreeing;
      ASSERT_NEAR(bits, NaiveMatch(ShippedTables(), read, marked, surprise).Bits(), kRounding)
          << read.ToText() << " read, on record " << marked.ToText();
      ASSERT_NEAR(bits, matcher.Explain(marked).bits, kRounding) << read.ToText() << " " << marked.ToText();
    }
  }
  EXPECT_GT(agreeing, all.size());  // not all of it is nothing
}

RC_GTEST_PROP(SerialMatcher, EqualsTheRecursion, ()) {
  const std::string marked = RandomPattern(4, 11);
  const std::string read = *rc::gen::inRange(0, 4) == 0 ? RandomPattern(4, 11) : Damaged(marked);
  const SerialMatcher matcher = MatcherOf(read);
  const double bits = matcher.Bits(Read(marked));
  const double naive = NaiveBits(matcher.pattern(), Read(marked));
  RC_LOG() << read << " read, on record " << marked << ": " << bits << ", naive " << naive << "\n";
  RC_CLASSIFY(naive > 0, "agree");
  RC_ASSERT(std::abs(bits - naive) < kRounding);
  RC_ASSERT(std::abs(bits - matcher.Explain(Read(marked)).bits) < kRounding);
}

RC_GTEST_PROP(SerialMatcher, TheLeanWayEqualsTheGrid, ()) {
  const auto number = [] {
    return *rc::gen::container<std::string>(*rc::gen::inRange(1, 33), rc::gen::element('0', '1', 'O', 'A', 'V', 'W'));
  };
  const std::string marked = number();
  const std::string read = *rc::gen::inRange(0, 3) == 0 ? number() : Damaged(marked).substr(0, kPatternSymbolsMax);
  RC_PRE(Pattern::Parse(read).ok());
  const SerialMatcher matcher = MatcherOf(read);
  RC_ASSERT(std::abs(matcher.Bits(Read(marked)) - matcher.Explain(Read(marked)).bits) < kRounding);
}

RC_GTEST_PROP(SerialMatcher, TheNumberItselfIsTheBestOfItsLength, ()) {
  const auto characters = rc::gen::elementOf(std::string("0123456789ABKOZ"));
  const auto size = *rc::gen::inRange<std::size_t>(1, 12);
  const auto number = *rc::gen::container<std::string>(size, characters);
  const auto other = *rc::gen::container<std::string>(size, characters);
  const SerialMatcher matcher = MatcherOf(number);
  RC_ASSERT(matcher.Bits(Read(number)) + kRounding >= matcher.Bits(Read(other)));
}

RC_GTEST_PROP(SerialMatcher, WhatCannotBeReadIsNoEvidence, ()) {
  const auto characters = rc::gen::elementOf(std::string("0123456789ABKOZ"));
  const auto number = *rc::gen::container<std::string>(*rc::gen::inRange<std::size_t>(2, 12), characters);
  const auto at = *rc::gen::inRange<std::size_t>(0, number.size());
  const char other = *characters;
  // The cost is of the likeliest way and the surprise of all ways: what frees only the one gains a little.
  const double whole = Bits(number, number) + 0.25;
  std::string unread = number;
  unread[at] = '?';
  const std::string front = number.substr(0, at);
  const std::string behind = number.substr(at + 1);
  RC_PRE(!(front + behind).empty());
  RC_ASSERT(Bits(unread, number) <= whole);
  RC_ASSERT(Bits(front + "[" + number[at] + other + "]" + behind, number) <= whole);
  RC_ASSERT(Bits(front + "*" + behind, number) <= whole + 0.25);
}

TEST(SerialMatcher, MisreadingCostsAsMuchAsItIsRare) {
  const double exact = Bits("1L02333", "1L02333");
  const double confusable = Bits("1LO2333", "1L02333");
  const double unlike = Bits("1LM2333", "1L02333");
  EXPECT_GT(exact, confusable);
  EXPECT_GT(confusable, unlike);
  EXPECT_GT(confusable, 5);
}

TEST(SerialMatcher, SaysWhatHappened) {
  const struct {
    const char* read;
    const char* marked;
    const char* relation;
    const char* why;
  } cases[] = {
      {"KAB44102", "KAB44102", "exact", "the numbers agree"},
      {"KAB441O2", "KAB44102", "confusable", "O read for 0"},
      {"1O2333", "102333", "confusable", "O read for 0"},
      {"KAB44?02", "KAB44102", "pattern", "agrees but for 1 character that was not read"},
      {"KAB44??2", "KAB44102", "pattern", "agrees but for 2 characters that were not read"},
      {"KAB44[17]02", "KAB44102", "pattern", "agrees but for 1 character that was not read"},
      {"KAB44102", "KAB44?02", "partial", "agrees but for 1 character that was not read"},
      {"KAB4412", "KAB44102", "edit", "0 on record was not read"},
      {"KAB441702", "KAB44102", "edit", "7 is not on record"},
      {"KAB444102", "KAB44102", "edit", "4 read twice"},
      {"KAB41402", "KAB44102", "edit", "1 and 4 exchanged"},
      {"44102", "KAB44102", "edit", "series KAB not written"},
      {"044102", "44102", "edit", "a nought put in front of the digits"},
      {"VV44102", "W44102", "edit", "VV read for W"},
  };
  for (const auto& one : cases) {
    const SerialScore score = Explained(one.read, one.marked);
    EXPECT_EQ(score.relation, one.relation) << one.read << " " << one.marked;
    EXPECT_EQ(score.why.english(), one.why) << one.read << " " << one.marked;
    EXPECT_GT(score.bits, 0) << one.read << " " << one.marked;
  }
}

TEST(SerialMatcher, ASetThatTheRecordIsNotInIsSaid) {
  const SerialScore score = Explained("KAB44[38]02", "KAB44102");
  EXPECT_EQ(score.relation, "edit");
  EXPECT_EQ(score.why.english(), "[38] read for 1");
  EXPECT_LT(score.bits, Explained("KAB44[13]02", "KAB44102").bits);
}

TEST(SerialMatcher, SetsAreNotEqualByTheirPlace) {
  // The first set of a reading is another one than the first set of a record.
  const double bits = Bits("A[01]B2345", "[89]AB2345");
  EXPECT_NEAR(bits, NaiveBits(Read("A[01]B2345"), Read("[89]AB2345")), kRounding);
}

TEST(SerialMatcher, AMarkThatWasJoinedIsSaid) {
  const SerialScore front = Explained("PM2KAB44102", "KAB44102");
  EXPECT_EQ(front.relation, "edit");
  EXPECT_EQ(front.why.english(), "\"PM2\" in front belongs to another mark");
  const SerialScore behind = Explained("KAB4410299", "KAB44102");
  EXPECT_EQ(behind.why.english(), "a mark of 2 joined behind");
  EXPECT_EQ(Explained("KAB441", "KAB44102").why.english(), "2 at the end not read");
}

TEST(SerialMatcher, ARareNumberSaysMoreThanACommonForm) {
  // Six digits are common; the same number of characters in a form that nobody uses is not.
  EXPECT_GT(MatcherOf("K9Z4Q8").surprise(), MatcherOf("441027").surprise());
  EXPECT_GT(MatcherOf("441027").surprise(), MatcherOf("4410").surprise());
}

}  // namespace
}  // namespace proofmark::match
