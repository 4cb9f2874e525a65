// SPDX-License-Identifier: Apache-2.0
// A Number is a row of letters, digits and unread characters in a serial field, before the words around it are heard.
//
//   FieldNumbers found = FindNumbers(items);
//   found.numbers[0].Pattern();   // "T647216AI035??" of "T6472-16 AI 035??"
//   found.of_item[3];             // 0: the fourth item belongs to that number; -1: to none
//
// What joins and what parts two groups of characters stands in docs/reference/marks.md. Every item that may be part of
// a number belongs to one, or to a choice ("2 ou 3").
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "match/marks/field_items.h"
#include "match/marks/reading.h"

namespace proofmark::match {

// One character of a number.
struct Cell {
  char c = '?';          // A-Z, 0-9; '?' unread; '*' unread, and nobody said how many
  char sign = 0;         // what stood there for an unread character; 0 where words say so
  bool lower = false;    // a small letter
  std::string choice{};  // it is one of these

  bool unread() const { return c == '?' || c == '*'; }
};

struct Number {
  std::size_t item_first = 0;
  std::size_t item_last = 0;
  std::size_t first = 0;  // glyphs, as far as the text goes
  std::size_t last = 0;
  int brackets = 0;
  std::vector<Cell> cells;
  bool mention = false;  // a sign, count, calibre or date that words are about: no mark
  std::string kind = "serial";
  std::vector<std::string> positions;
  Treatment treatment = Treatment::kUnknown;
  bool ends_unread = false;  // "TJX20--": the text goes on with strokes

  std::string Pattern() const;
  bool HasDigit() const;
  bool HasUnread() const;
  bool HasRead() const;
};

// "(*2 ou 3)": one unread character is one of these.
struct Choice {
  std::string characters{};
  char sign = 0;  // the sign that it explains; 0 where none was named
  std::size_t item_first = 0;
  std::size_t item_last = 0;
};

struct FieldNumbers {
  std::vector<Number> numbers;  // in the order of the text
  std::vector<Choice> choices;
  std::vector<int> of_item;  // the number that an item belongs to; kNone, or kChoice

  static constexpr int kNone = -1;
  static constexpr int kChoice = -2;
};

FieldNumbers FindNumbers(const FieldItems& field);

// "2 ou 3", "3, 8 ou 9", "entre I e T": single characters that words choose between.
std::vector<Choice> FindChoices(const FieldItems& field);

}  // namespace proofmark::match
