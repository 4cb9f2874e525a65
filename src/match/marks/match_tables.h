// SPDX-License-Identifier: Apache-2.0
// MatchTables are what the search for marks knows before it looks at a register: how characters are misread, which
// forms of numbers are common, which makes, models and calibres are, and how much each kind of agreement weighs.
//
//   PM_ASSIGN(MatchTables tables, MatchTables::Make(words));
//   tables.MisreadBits('O', '0');                       // 5.1: one O in thirty is read as 0
//   tables.Weight("dropped_character");                 // bits
//   tables.Share("make", "pistol", "taurus");           // 0.61 of the pistols
//
// Everything is data: mark_confusions.csv, serial_forms.csv, item_frequencies.csv, match_weights.csv. All figures in
// bits are log2. Frequencies come from the published tables and never from the rows that are searched, but for the
// forms of numbers that the asker may see (number_forms.h): a weight tells nothing about a row that he may not.
// Read-only; safe from any thread.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "match/marks/context_graph.h"
#include "match/marks/pattern.h"
#include "vocab/vocabulary.h"

namespace proofmark::match {

inline constexpr std::size_t kLeastLeft = 4;  // symbols that a lost front or a foreign mark leaves
inline constexpr std::size_t kForeignTailMax = 3;

// How surprising a number is to somebody who knows only the kind of weapon.
struct SerialSurprise {
  std::vector<float> bits;  // of each symbol of the pattern, read of whatever stands there; 0 where nothing was read
  // The same of a symbol of another mark, or of none: it does not follow the number's form.
  std::vector<float> foreign;
  float end_bits = 0;  // of its length; 0 where the length is not known
  float total = 0;     // of the whole as a reading, with all its possible mistakes, of any number at all
};

class MatchTables {
 public:
  // Errors: kInvalid (a row that is no figure; the message names table and line).
  static base::Result<MatchTables> Make(const vocab::Vocabulary& words);

  // Bits that reading `marked` as `read` costs; also where they are equal.
  float MisreadBits(int marked, int read) const {
    return misread_[static_cast<std::size_t>(marked)][static_cast<std::size_t>(read)];
  }
  // Whether the two are known to be taken for each other.
  bool Confusable(int a, int b) const { return confusable_[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)]; }
  // Two characters read where one was marked, "VV" for W; the bits, or 0 where that is not known to happen.
  float TwoForOneBits(int marked, int first, int second) const;

  // A row of match_weights.csv; asking for another name is a programmer's error.
  double Weight(std::string_view name) const;

  // The share of a value among those of a field, given another value: kUnseenShare at least.
  double Share(std::string_view field, const std::string& given, const std::string& value) const;

  // How likely each character is at each place of a number, by published tables: of the type and make, of the type, or
  // of any weapon, whichever is known first.
  const ContextShares& SharesOf(const std::string& type, const std::string& make) const;
  // Of a pattern, where numbers are formed so.
  SerialSurprise Surprise(const Pattern& pattern, const ContextShares& shares) const;
  SerialSurprise Surprise(const Pattern& pattern, const std::string& type, const std::string& make) const {
    return Surprise(pattern, SharesOf(type, make));
  }

 private:
  struct Form {
    double total = 0;
    std::array<double, kCharacters + 1> next{};  // characters, then the end
  };
  using Forms = std::unordered_map<std::string, Form>;  // by context
  struct Frequencies {
    double total = 0;
    std::unordered_map<std::string, double> n;
  };

  base::Result<void> ReadWeights(const vocab::Table& table);
  base::Result<void> ReadConfusions(const vocab::Table& table);
  base::Result<void> ReadForms(const vocab::Table& table);
  base::Result<void> ReadFrequencies(const vocab::Table& table);
  void CountShares(const std::map<std::string, Forms>& groups);
  struct SeenAs {
    float plain = 0;                          // how likely it is where it was put in
    std::array<float, kCharacters> marked{};  // that it was read, by what was marked
  };
  SeenAs SeenAsSymbol(const Pattern& pattern, std::size_t i) const;
  double MisreadShare(const Pattern& pattern, const ContextShares& shares, const std::vector<SeenAs>& seen_as) const;

  std::array<std::array<float, kCharacters>, kCharacters> misread_{};  // bits, by marked and read
  std::array<std::array<float, kCharacters>, kCharacters> read_as_{};  // shares, by read and marked
  std::array<std::array<bool, kCharacters>, kCharacters> confusable_{};
  std::map<std::array<int, 3>, float> two_for_one_;
  std::map<std::string, double, std::less<>> weights_;
  std::unordered_map<std::string, ContextShares>
      shares_;  // by group: "taurus pistol", "pistol", ""; "" is always there
  std::unordered_map<std::string, Frequencies> frequencies_;  // by field and given
};

}  // namespace proofmark::match
