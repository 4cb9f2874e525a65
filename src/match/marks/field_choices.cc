// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "match/marks/field_numbers.h"

namespace proofmark::match {
namespace {

using Kind = Item::Kind;

// The character of an item that is one, or of a sign grown together with one: "*2" is 2, explaining the sign *.
struct Single {
  char c = 0;
  char sign = 0;
};

Single SingleOf(const FieldItems& field, const Item& item) {
  const bool letter_term = item.kind == Kind::kTerm && item.length() == 1;
  if (!item.MayBeNumber() && !letter_term) return {};
  char c = field.text.at(item.last - 1);
  if (!IsLetter(c) && !IsDigit(c)) return {};
  if (item.length() == 1) return {c, 0};
  if (item.length() == 2 && IsUnreadSign(field.text.at(item.first))) return {c, field.text.at(item.first)};
  return {};
}

bool IsOr(const Item& item) { return item.Is(Means::kOr); }

// The sign named before the choice, over words like "can be": "where # may be 3 or 8".
char SignBefore(const FieldItems& field, std::size_t& first) {
  for (std::size_t i = first; i > 0; --i) {
    const Item& item = field.items[i - 1];
    if (item.kind == Kind::kCode && item.length() == 1 && IsUnreadSign(field.text.at(item.first))) {
      first = i - 1;
      return field.text.at(item.first);
    }
    bool passes = item.Is(Means::kIs) || item.Is(Means::kFiller) || item.IsSign('=') || item.IsSign(':');
    if (!passes) return 0;
  }
  return 0;
}

// A choice around the "or" at `at`; empty characters where there is none.
Choice ChoiceAround(const FieldItems& field, std::size_t at) {
  const std::vector<Item>& items = field.items;
  Choice choice;
  if (at == 0 || at + 1 >= items.size()) return choice;
  Single left = SingleOf(field, items[at - 1]);
  Single right = SingleOf(field, items[at + 1]);
  if (left.c == 0 || right.c == 0) return choice;
  std::size_t first = at - 1;
  std::size_t last = at + 2;
  std::string characters{left.c, right.c};
  char sign = left.sign;
  while (sign == 0 && first >= 2 && (items[first - 1].IsSign(',') || IsOr(items[first - 1]))) {
    Single more = SingleOf(field, items[first - 2]);
    if (more.c == 0) break;
    characters += more.c;
    sign = more.sign;
    first -= 2;
  }
  while (last + 1 < items.size() && IsOr(items[last]) && SingleOf(field, items[last + 1]).c != 0) {
    characters += SingleOf(field, items[last + 1]).c;
    last += 2;
  }
  if (sign == 0) sign = SignBefore(field, first);
  return {std::move(characters), sign, first, last};
}

// "between I and T".
Choice ChoiceBetween(const FieldItems& field, std::size_t at) {
  const std::vector<Item>& items = field.items;
  if (at + 3 >= items.size() || !(items[at + 2].Is(Means::kAnd) || IsOr(items[at + 2]))) return {};
  Single left = SingleOf(field, items[at + 1]);
  Single right = SingleOf(field, items[at + 3]);
  if (left.c == 0 || right.c == 0) return {};
  std::size_t first = at;
  char sign = SignBefore(field, first);
  return {{left.c, right.c}, sign, first, at + 4};
}

// "o 8 pode ser 3": what was read may be something else.
Choice ChoiceOfMay(const FieldItems& field, std::size_t at) {
  const std::vector<Item>& items = field.items;
  if (at == 0 || at + 1 >= items.size()) return {};
  if (at + 2 < items.size() && (IsOr(items[at + 2]) || items[at + 2].IsSign(','))) return {};
  Single left = SingleOf(field, items[at - 1]);
  Single right = SingleOf(field, items[at + 1]);
  if (left.c == 0 || right.c == 0) return {};
  return {{left.c, right.c}, 0, at - 1, at + 2};
}

}  // namespace

std::vector<Choice> FindChoices(const FieldItems& field) {
  std::vector<Choice> choices;
  for (std::size_t i = 0; i < field.items.size(); ++i) {
    Choice choice;
    if (IsOr(field.items[i])) choice = ChoiceAround(field, i);
    if (field.items[i].Is(Means::kIs) && field.items[i].value == "may") choice = ChoiceOfMay(field, i);
    if (field.items[i].Is(Means::kBetween)) choice = ChoiceBetween(field, i);
    if (choice.characters.empty()) continue;
    std::ranges::sort(choice.characters);
    choice.characters.erase(std::unique(choice.characters.begin(), choice.characters.end()), choice.characters.end());
    if (choice.characters.size() < 2) continue;
    i = choice.item_last - 1;
    choices.push_back(std::move(choice));
  }
  return choices;
}

}  // namespace proofmark::match
