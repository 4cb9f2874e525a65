// SPDX-License-Identifier: Apache-2.0
#include "match/marks/spelled_number.h"

#include <utility>

namespace proofmark::match {
namespace {

constexpr std::size_t kWordsMin = 3;

// The digit that a word spells, '?' for a word that says it cannot be read, 0 for any other word.
char DigitOf(const Item& item) {
  if (item.Is(Means::kCount) && item.value.size() == 1) return item.value[0];
  if (item.Is(Means::kIllegible) || item.Is(Means::kRemoved)) return '?';
  return 0;
}

bool PartsDigits(const Item& item) { return item.IsSign(',') || item.IsSign('-') || item.Is(Means::kAnd); }

}  // namespace

std::optional<Number> SpelledNumber(const FieldParts& parts) {
  std::optional<Number> best;
  Number now;
  for (std::size_t i = 0; i <= parts.items().size(); ++i) {
    const Item* item = i < parts.items().size() ? &parts.items()[i] : nullptr;
    char digit = item != nullptr ? DigitOf(*item) : '\0';
    if (digit != 0) {
      if (now.cells.empty()) {
        now.item_first = i;
        now.first = item->first;
      }
      now.cells.push_back({.c = digit});
      now.item_last = i + 1;
      now.last = item->last;
      continue;
    }
    if (item != nullptr && PartsDigits(*item)) continue;
    bool longer = now.cells.size() >= kWordsMin && now.HasDigit() && (!best || best->cells.size() < now.cells.size());
    if (longer) best = std::move(now);
    now = {};
  }
  return best;
}

}  // namespace proofmark::match
