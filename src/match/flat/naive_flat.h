// SPDX-License-Identifier: Apache-2.0
// A NaiveFlat is the rival of FlatIndex in tests: plain texts, asked one by one, priced by its own words of what a
// reading costs.
//
//   NaiveFlat naive({{"A12345", {.make = 7}, 0}});
//   naive.Search("A1?45", FlatAsk::kFits, {.make = 7}, 10);
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "match/flat/flat_index.h"

namespace proofmark::match {

struct NaiveRecord {
  std::string number;
  FlatFields fields;
  std::uint32_t row = 0;
};

class NaiveFlat {
 public:
  explicit NaiveFlat(std::vector<NaiveRecord> records) : records_(std::move(records)) {}

  std::vector<FlatHit> Search(const std::string& asked, FlatAsk ask, const FlatFields& fields, std::size_t most) const {
    std::vector<FlatHit> out;
    for (const NaiveRecord& record : records_) {
      int cost = kNone;
      if (ask == FlatAsk::kExact) cost = asked == record.number ? 0 : kNone;
      if (ask == FlatAsk::kNear)
        cost = Edits(asked, record.number) <= 2 ? Cheapest(asked, record.number, kCosts) : kNone;
      if (ask == FlatAsk::kFits) cost = Fit(Symbols(asked), 0, record.number, 0);
      if (cost >= kNone) continue;
      if (fields.make != 0 && record.fields.make != fields.make) cost += record.fields.make == 0 ? 20 : 80;
      if (fields.calibre != 0 && record.fields.calibre != fields.calibre) cost += record.fields.calibre == 0 ? 5 : 25;
      out.push_back({record.row, cost});
    }
    std::sort(out.begin(), out.end());
    if (out.size() > most) out.resize(most);
    return out;
  }

 private:
  static constexpr int kNone = 100000;

  using Table = std::array<std::array<int, kFlatNumberMax + 1>, kFlatNumberMax + 1>;

  static char Fold(char c) {
    static const std::string kFrom = "OQDILZSGB";
    static const std::string kTo = "000112568";
    const std::size_t at = kFrom.find(c);
    return at == std::string::npos ? c : kTo[at];
  }
  static int Twins(char a, char b) {
    if (a == b) return 0;
    return (a == '0' && b == 'O') || (a == 'O' && b == '0') ? 5 : 20;
  }
  struct Prices {
    int gap;       // a symbol more or less
    int change;    // for one of another class
    int exchange;  // of two neighbours
    bool twins;    // cost something too
  };
  static constexpr Prices kEditPrices{1, 1, 1, false};
  static constexpr Prices kCosts{90, 100, 80, true};

  // The cheapest way from one number to the other, nothing changed twice.
  static int Cheapest(const std::string& a, const std::string& b, const Prices& price) {
    auto twins = [&](char one, char other) { return price.twins ? Twins(one, other) : 0; };
    Table d;
    for (std::size_t i = 0; i <= a.size(); ++i) {
      for (std::size_t j = 0; j <= b.size(); ++j) {
        int best = i == 0 && j == 0 ? 0 : kNone;
        if (i > 0) best = std::min(best, d[i - 1][j] + price.gap);
        if (j > 0) best = std::min(best, d[i][j - 1] + price.gap);
        if (i > 0 && j > 0) {
          const bool same = Fold(a[i - 1]) == Fold(b[j - 1]);
          best = std::min(best, d[i - 1][j - 1] + (same ? twins(a[i - 1], b[j - 1]) : price.change));
        }
        if (i > 1 && j > 1 && Fold(a[i - 1]) == Fold(b[j - 2]) && Fold(a[i - 2]) == Fold(b[j - 1])) {
          best =
              std::min(best, d[i - 2][j - 2] + price.exchange + twins(a[i - 1], b[j - 2]) + twins(a[i - 2], b[j - 1]));
        }
        d[i][j] = best;
      }
    }
    return d[a.size()][b.size()];
  }

 public:
  // Changes of whole classes, symbols more or less, and exchanges of neighbours.
  static int Edits(const std::string& a, const std::string& b) {
    if (a.size() > b.size() + 2 || b.size() > a.size() + 2) return kNone;  // one more or less is one edit
    return Cheapest(a, b, kEditPrices);
  }

 private:
  // "?" and "*" as they are, anything else as the characters that may stand there.
  static std::vector<std::string> Symbols(const std::string& pattern) {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      if (pattern[i] != '[') {
        out.emplace_back(1, pattern[i]);
        continue;
      }
      const std::size_t end = pattern.find(']', i);
      out.push_back(pattern.substr(i + 1, end - i - 1));
      i = end;
    }
    return out;
  }
  static int Fit(const std::vector<std::string>& pattern, std::size_t i, const std::string& number, std::size_t j) {
    if (i == pattern.size()) return j == number.size() ? 0 : kNone;
    if (pattern[i] == "*") {
      int best = kNone;
      for (std::size_t k = j; k <= number.size(); ++k) best = std::min(best, Fit(pattern, i + 1, number, k));
      return best;
    }
    if (j == number.size()) return kNone;
    const int rest = Fit(pattern, i + 1, number, j + 1);
    if (pattern[i] == "?" || rest >= kNone) return rest;
    int best = kNone;
    for (const char c : pattern[i]) {
      if (Fold(c) == Fold(number[j])) best = std::min(best, Twins(c, number[j]) + rest);
    }
    return best;
  }

  std::vector<NaiveRecord> records_;
};

}  // namespace proofmark::match
