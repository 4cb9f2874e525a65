// SPDX-License-Identifier: Apache-2.0
#include "match/marks/field_remarks.h"

#include <algorithm>

#include "base/text.h"

namespace proofmark::match {
namespace {

bool IsBracket(const Item& item) {
  return item.kind == Item::Kind::kSign && std::string_view("()[]{}").find(item.sign) != std::string_view::npos;
}

bool SaysSomething(const Item& item) {
  if (item.kind == Item::Kind::kSign) return false;
  if (item.kind != Item::Kind::kTerm) return true;
  if (item.means == Means::kFiller) return item.length() > kShortLetters;
  return item.means != Means::kAnd && item.means != Means::kLabel;
}

}  // namespace

std::string TextOf(const FieldParts& parts, const Number& number) {
  std::size_t last = number.last;
  const FoldedText& text = parts.field.text;
  if (number.ends_unread) {
    while (text.at(last) == '-' || (text.at(last) == '.' && last < text.size())) ++last;
  }
  return std::string(text.Source(number.first, last));
}

std::vector<std::string> RemarksOf(const FieldParts& parts) {
  std::vector<std::string> remarks;
  // A field without a number is one remark, though it were one stroke.
  if (std::ranges::all_of(parts.found.numbers, [](const Number& number) { return number.mention; })) {
    std::string_view whole = base::Trim(parts.field.text.Source(0, parts.field.text.size()));
    if (!whole.empty()) remarks.emplace_back(whole);
    return remarks;
  }
  const std::vector<Item>& items = parts.items();
  std::size_t first = items.size();  // of the items of this stretch that are no signs
  std::size_t last = 0;
  bool says = false;
  auto close = [&] {
    while (says && items[last].Is(Means::kAnd) && last > first) --last;
    if (says) remarks.emplace_back(parts.field.text.Source(items[first].first, items[last].last));
    first = items.size();
    says = false;
  };
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (parts.NumberAt(i) || IsBracket(items[i])) {
      close();
      continue;
    }
    if (items[i].kind == Item::Kind::kSign) continue;
    if (first == items.size()) {
      // "and" joins the stretch to what is not in it.
      if (items[i].Is(Means::kAnd)) continue;
      first = i;
    }
    last = i;
    says |= SaysSomething(items[i]);
  }
  close();
  return remarks;
}

}  // namespace proofmark::match
