// SPDX-License-Identifier: Apache-2.0
// Lots: weapons are made, bought and lost in series, so a weapon that is on no record is often out of the lot of one
// that is, and its number differs from that one's in the last digits alone.
//
//   const double times = OfNoRecord(asked, found.scored, tables, records);
//
// How many times likelier a weapon that is on no record would be read and described so than by the forms of numbers
// and the shares of fields alone: a mixture of those, and of the lots of ten, a hundred and a thousand around each
// record that the view sees, whose shares (`lot_10`, `lot_100`, `lot_1000`) were learned from registers
// (docs/reference/matching.md). A record counts where the reading agrees with it but for the lot's digits, and where
// it is among those weighed. Where a record bears the very number that was read, no other weapon of its lot does, and
// lots add nothing. 1 where the question has no number. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "match/marks/candidates.h"
#include "match/marks/match_tables.h"
#include "match/marks/pattern.h"

namespace proofmark::match {

inline constexpr std::size_t kLotSizes = 3;       // 10, 100, 1000: by the digits that differ
inline constexpr std::size_t kLotFrontLeast = 3;  // symbols in front of those digits
// Symbols of a lot that were read: without any it is no lot but every weapon, and says nothing.
inline constexpr std::size_t kLotReadLeast = 1;
// A record that the lot's number costs more is no reading of it but a neighbour of a neighbour.
inline constexpr double kLotCost = 2;  // bits
// More rows of one lot are not weighed one by one: of two, of three ... side by side one stands for all.
inline constexpr std::size_t kLotRowsMax = 16384;

// The number of all weapons of a lot; nothing for a number that is too short, or does not end in so many digits.
std::optional<Pattern> LotOf(const Pattern& number, std::size_t digits);

double OfNoRecord(const Asked& asked, const std::vector<Scored>& weighed, const MatchTables& tables,
                  std::size_t records);

}  // namespace proofmark::match
