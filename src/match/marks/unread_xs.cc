// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>

#include "match/marks/field_parts.h"

namespace proofmark::match {
namespace {

constexpr std::size_t kXsUnread = 3;       // at the end, where makers have digits; "BXXX124" is a series
constexpr std::size_t kXsNoSeries = 5;     // no series has so many letters
constexpr std::size_t kLowerXsUnread = 2;  // "1131xx"

using Kind = Item::Kind;

void Mark(std::vector<Cell>& cells, std::size_t first, std::size_t last) {
  for (std::size_t i = first; i < last; ++i) cells[i] = {.c = '?', .sign = 'X'};
}

std::size_t EndOfXs(const std::vector<Cell>& cells, std::size_t i) {
  while (i < cells.size() && cells[i].c == 'X') ++i;
  return i;
}

bool IsXs(const FieldParts& parts, const Item& item) {
  if (item.kind != Kind::kLetters) return false;
  for (std::size_t k = item.first; k < item.last; ++k) {
    if (parts.field.text.at(k) != 'X') return false;
  }
  return true;
}

// Small ones among capitals or digits: "xJX209xx", "37xx". A single small x may be a series.
void ReadSmall(std::vector<Cell>& cells) {
  std::size_t xs = 0;
  bool other_small = false;
  bool capitals = false;
  for (const Cell& cell : cells) {
    xs += cell.c == 'X' && cell.lower ? 1U : 0U;
    other_small |= IsLetter(cell.c) && cell.c != 'X' && cell.lower;
    capitals |= IsLetter(cell.c) && !cell.lower;
  }
  if (xs == 0 || other_small || (!capitals && xs < kLowerXsUnread)) return;
  for (Cell& cell : cells) {
    if (cell.c == 'X' && cell.lower) cell = {.c = '?', .sign = 'X'};
  }
}

void ReadRows(std::vector<Cell>& cells) {
  for (std::size_t i = 0; i < cells.size();) {
    std::size_t end = EndOfXs(cells, i);
    if (end - i >= (end == cells.size() ? kXsUnread : kXsNoSeries)) Mark(cells, i, end);
    i = std::max(end, i + 1);
  }
}

// An item of nothing but X, between separators. In a number that is spelled out ("B E X M 1") a capital is a letter.
void ReadAlone(const FieldParts& parts, Number& number) {
  std::size_t cell = number.cells.front().sign == '-' ? 1 : 0;
  bool spelled_out = true;
  for (std::size_t i = number.item_first; i < number.item_last; ++i) {
    const Item& item = parts.items()[i];
    spelled_out &= item.kind == Kind::kSign || item.length() == 1;
    // Words and strokes in the place of characters move the count; then the rule is left alone.
    if (item.kind == Kind::kTerm && !item.Is(Means::kLabel)) return;
    if (item.IsSign('-') && i + 1 < number.item_last && parts.items()[i + 1].IsSign('-')) return;
  }
  for (std::size_t i = number.item_first; i < number.item_last; ++i) {
    const Item& item = parts.items()[i];
    if (!item.MayBeNumber()) continue;
    std::size_t end = std::min(cell + item.length(), number.cells.size());
    bool letter = spelled_out && !item.lower;
    if (IsXs(parts, item) && !letter && number.item_last - number.item_first > 1) Mark(number.cells, cell, end);
    cell = end;
  }
}

// "XX são ...": the rows of exactly so many X; where there is none, or one X is spoken of, every X.
void ReadExplained(std::vector<Cell>& cells, std::size_t length) {
  bool found = false;
  for (int pass = length > 1 ? 0 : 1; pass < 2 && !found; ++pass) {
    for (std::size_t i = 0; i < cells.size();) {
      std::size_t end = EndOfXs(cells, i);
      if (end > i && (pass == 1 || end - i == length)) {
        Mark(cells, i, end);
        found = true;
      }
      i = std::max(end, i + 1);
    }
  }
}

// Does a clause without a number say what X stands for: "sendo X caracter não inteligível"?
bool Explains(const FieldParts& parts, const Clause& clause) {
  if (!parts.NumbersIn(clause).empty()) return false;
  return parts.SaysGone(clause) || parts.Says(clause, Means::kIs) || parts.Says(clause, Means::kDigits);
}

}  // namespace

void ReadXs(FieldParts& parts) {
  for (Number& number : parts.found.numbers) {
    bool only_letters = std::ranges::all_of(number.cells, [](const Cell& cell) { return IsLetter(cell.c); });
    ReadSmall(number.cells);
    ReadRows(number.cells);
    ReadAlone(parts, number);
    if (!number.HasRead()) number.mention = true;
    // "CGXXXX": letters of a number after all.
    if (only_letters && number.HasUnread() && number.HasRead()) number.mention = false;
  }
  for (const Clause& clause : parts.clauses) {
    if (!Explains(parts, clause)) continue;
    for (std::size_t i = clause.first; i < clause.last; ++i) {
      std::optional<std::size_t> target = parts.Target(clause);
      if (target && IsXs(parts, parts.items()[i])) {
        ReadExplained(parts.found.numbers[*target].cells, parts.items()[i].length());
      }
    }
  }
}

}  // namespace proofmark::match
