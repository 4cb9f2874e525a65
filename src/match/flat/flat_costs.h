// SPDX-License-Identifier: Apache-2.0
// FlatCosts are what each way in which a reading differs from a record costs, in hundredths: whole numbers, so that two
// records that cost the same are told apart by their row and never by the order of a sum.
//
//   constexpr FlatCosts costs;
//   costs.Of({.make = 7, .calibre = 3}, 7, 0);   // 5: the make agrees, the calibre is not on record
//
// An edit is a substitution, a symbol put in or left out, or two neighbours exchanged; symbols of one class are no
// edit, they are confusable. The cost of a record is that of the cheapest way from its number to the reading, and on
// top of it its make and its calibre. docs/reference/flat_index.md has the reasons. Plain values.
#pragma once

#include <algorithm>
#include <cstdint>

#include "match/flat/flat_key.h"
#include "match/marks/pattern.h"

namespace proofmark::match {

// Codes of the description; 0 is not known.
struct FlatFields {
  std::uint16_t make = 0;
  std::uint8_t calibre = 0;

  bool operator==(const FlatFields&) const = default;
};

struct FlatCosts {
  int letter_o_and_nought = 5;
  int confusable = 20;  // any other two of one class
  int substitution = 100;
  int put_in_or_left_out = 90;
  int exchange = 80;  // of neighbours, each may be confusable with its place besides
  int make_conflict = 80;
  int make_unknown = 20;  // of the record; what the query does not say costs nothing
  int calibre_conflict = 25;
  int calibre_unknown = 5;

  int least_edit() const { return std::min({substitution, put_in_or_left_out, exchange}); }
  int OfMake(std::uint16_t asked, std::uint16_t make) const {
    return asked == 0 || asked == make ? 0 : make == 0 ? make_unknown : make_conflict;
  }
  int OfCalibre(std::uint8_t asked, std::uint8_t calibre) const {
    return asked == 0 || asked == calibre ? 0 : calibre == 0 ? calibre_unknown : calibre_conflict;
  }
  int Of(const FlatFields& asked, std::uint16_t make, std::uint8_t calibre) const {
    return OfMake(asked.make, make) + OfCalibre(asked.calibre, calibre);
  }
  // Of two symbols of one class.
  int OfTwins(FlatSymbol one, FlatSymbol other) const {
    if (one == other) return 0;
    return (one == 4 && other == 5) || (one == 5 && other == 4) ? letter_o_and_nought : confusable;
  }
};

inline constexpr FlatCosts kFlatCosts;
inline constexpr int kFlatEditsMax = 2;

}  // namespace proofmark::match
