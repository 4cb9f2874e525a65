// SPDX-License-Identifier: Apache-2.0
// A SerialMatcher says how well a number that was read fits numbers on record, and why, in bits and in words.
//
//   SerialMatcher matcher(tables, *Pattern::Parse("1O2333"), "revolver", "taurus");
//   matcher.Bits(*Pattern::Parse("102333"));        // 15.2: 2^15.2 times likelier read so if this is the number
//   matcher.Explain(*Pattern::Parse("102333"));     // relation "confusable", why "O read for 0"
//
// The likelihood ratio: bits = surprise of the reading - cost, where cost is that of the likeliest way in which the
// number could have come to be read so: characters misread, left out, doubled, exchanged; a series not written; another
// mark joined; an end worn off; characters that nobody could read. Found by dynamic programming over all those ways;
// nothing is left out. Safe from any thread; at most 33 x 33 steps a record.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "base/sentence.h"
#include "match/marks/match_tables.h"
#include "match/marks/pattern.h"
#include "match/marks/walk_costs.h"

namespace proofmark::match {

inline constexpr std::size_t kTailLostMax = 2;

struct SerialScore {
  double bits = 0;
  std::string relation;  // exact, confusable, edit, pattern, partial
  base::Sentence why;
  // The dearest character that was read as another, in bits; 0 where none was.
  double worst_misread = 0;
};

class SerialMatcher {
 public:
  // `tables` must outlive it. Type and make are codes, empty where nobody knows: they tell which numbers are common.
  SerialMatcher(const MatchTables& tables, Pattern pattern, const std::string& type, const std::string& make)
      : SerialMatcher(tables, std::move(pattern), tables.SharesOf(type, make)) {}
  // Where numbers are formed so; the shares need not outlive the call.
  SerialMatcher(const MatchTables& tables, Pattern pattern, const ContextShares& shares);

  const Pattern& pattern() const { return query_; }
  double surprise() const { return surprise_.total; }
  // At most 0 where the numbers agree no better than by chance; then how far below is not worked out.
  double Bits(const Pattern& record) const;
  SerialScore Explain(const Pattern& record) const;

  // For a walk over many numbers (number_walk.h), from their fronts and from their ends.
  WalkCosts CostsForward(Mistakes mistakes = Mistakes::kAny) const;
  WalkCosts CostsBackward(Mistakes mistakes = Mistakes::kAny) const;
  // Of which end more was read for certain, where little was of the other one.
  enum class Clearer : std::uint8_t { kNeither, kFront, kEnd };
  Clearer clearer() const;

 private:
  // What happened between one place and the one before it. docs/reference/matching.md has a row for each.
  enum class Step : std::uint8_t {
    kStart,
    kPair,         // read as marked, misread or unread
    kInserted,     // read, not marked
    kDoubled,      // read twice
    kZeroRead,     // a nought before a run of digits, read and not marked
    kDropped,      // marked, not read
    kZeroDropped,  // a nought before a run of digits, marked and not read
    kExchanged,    // two neighbours
    kTwoForOne,    // "VV" for W
    kRunOver,      // marked characters under a run of the reading
    kRunPast,      // behind a run of the reading
    kOpenOver,     // read characters under a run of the record
    kOpenPast,
    kSeriesLost,
    kFrontLost,
    kForeign,
  };
  struct Cell {
    float cost;
    Step step;
  };
  using Grid = std::array<std::array<Cell, kPatternSymbolsMax + 1>, kPatternSymbolsMax + 1>;
  struct End {
    float cost;
    std::size_t read;    // symbols of the reading behind which an end follows
    std::size_t marked;  // of the record
  };

  // What a symbol of the reading allows beside being a pair, looked up once.
  struct ReadSymbol {
    std::array<float, kCharacters> pair;  // against each character on record
    float inserted;                       // the least of being inserted, doubled, a nought in front of digits
    bool follows_character;               // it and the one before it are characters
    bool two_for_one;                     // some character may be read as the two
  };

  template <typename Place>
  WalkCosts CostsOf(const Place& at) const;
  template <typename Place>
  void LeaveTwins(WalkCosts& costs, const Place& at) const;
  double PlainBits(const Pattern& record) const;
  double AllBits(const Pattern& record) const;
  float CharacterCost(std::size_t i, int marked) const;
  Cell FrontOfRecord(const Pattern& record, std::size_t j, float before) const;
  Cell FrontOfReading(std::size_t i, float before, float front) const;
  void Fill(const Pattern& record, Grid& grid) const;
  Cell Best(const Pattern& record, const Grid& grid, std::size_t i, std::size_t j) const;
  End BestEnd(std::size_t m, const float* last, const float* at_end, float open) const;
  End BestEnd(const Pattern& record, const Grid& grid) const;
  float PairCost(std::size_t i, const Pattern& record, std::size_t j) const;
  float SetCost(std::size_t i, const Pattern& record, std::size_t j) const;
  struct Move {
    std::size_t read;
    std::size_t marked;
  };
  struct Told {
    base::Sentence why;
    bool edited = false;  // by more than characters that are taken for each other
    double worst_misread = 0;
  };
  static Move MoveOf(Step step, std::size_t i, std::size_t j);
  base::Sentence Say(Step step, const Pattern& record, std::size_t i, std::size_t j, Move move) const;
  Told Tell(const Pattern& record, const Grid& grid, const End& end) const;

  const MatchTables& tables_;
  Pattern query_;
  SerialSurprise surprise_;
  std::vector<ReadSymbol> symbols_;
  float least_edit_ = std::numeric_limits<float>::infinity();  // of all that is not one symbol for another
  float dropped_, inserted_, doubled_, zero_, exchanged_, series_lost_, front_lost_, tail_lost_, foreign_,
      foreign_tail_;
};

}  // namespace proofmark::match
