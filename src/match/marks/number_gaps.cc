// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <utility>

#include "match/marks/field_parts.h"

namespace proofmark::match {
namespace {

constexpr std::size_t kCountMax = 20;

using Kind = Item::Kind;

// What a clause says about a part of a number: which end, how many characters.
struct Part {
  bool first = false;
  bool last = false;
  bool middle = false;
  bool rest = false;
  bool noun = false;  // digits, characters
  std::size_t nth = 0;
  std::size_t count = 0;  // 0: nobody said

  bool placed() const { return first || last || middle || nth > 0; }
  bool any() const { return placed() || rest || noun; }
};

class Gaps {
 public:
  explicit Gaps(FieldParts& parts) : parts_(parts), items_(parts.items()), numbers_(parts.found.numbers) {}

  void Fill() {
    for (const Clause& clause : parts_.clauses) JoinFragments(clause);
    for (const Clause& clause : parts_.clauses) FillFrom(clause);
    for (const Choice& choice : parts_.found.choices) Apply(choice);
    JoinRivals();
    for (const Clause& clause : parts_.clauses) FillPartial(clause);
    for (Number& number : numbers_) FillCutShort(number);
  }

 private:
  // "apenas 4 e 1": single characters are what is left of one number.
  void JoinFragments(const Clause& clause) {
    std::vector<std::size_t> inside = parts_.NumbersIn(clause);
    if (inside.size() < 2 || !parts_.Says(clause, Means::kOnly)) return;
    for (std::size_t number : inside) {
      if (numbers_[number].cells.size() != 1) return;
    }
    Number& first = numbers_[inside.front()];
    first.cells.insert(first.cells.begin(), Cell{.c = '*'});
    for (std::size_t n = 1; n < inside.size(); ++n) {
      Number& next = numbers_[inside[n]];
      first.cells.push_back({.c = '*'});
      first.cells.push_back(next.cells.front());
      first.last = next.last;
      next.mention = true;
      for (std::size_t i = first.item_last; i < next.item_last; ++i) {
        parts_.found.of_item[i] = static_cast<int>(inside.front());
      }
      first.item_last = next.item_last;
    }
    first.cells.push_back({.c = '*'});
  }

  Part PartOf(const Clause& clause) const {
    Part part;
    bool many = false;
    bool one = false;
    for (std::size_t i = clause.first; i < clause.last; ++i) {
      const Item& item = items_[i];
      if (item.kind == Kind::kCode && item.length() == 1 && !parts_.NumberAt(i) &&
          IsDigit(parts_.field.text.at(item.first))) {
        part.count = static_cast<std::size_t>(parts_.field.text.at(item.first) - '0');
      }
      if (item.kind != Kind::kTerm || parts_.found.of_item[i] != FieldNumbers::kNone) continue;
      bool end = item.means == Means::kFirst || item.means == Means::kLast || item.means == Means::kMiddle;
      part.first |= item.means == Means::kFirst;
      part.last |= item.means == Means::kLast;
      part.middle |= item.means == Means::kMiddle;
      part.rest |= item.means == Means::kRest;
      part.noun |= item.means == Means::kDigits;
      if (item.means == Means::kNth) part.nth = static_cast<std::size_t>(std::atoi(item.value.c_str()));
      if (item.means == Means::kCount) part.count = static_cast<std::size_t>(std::atoi(item.value.c_str()));
      if (end || item.means == Means::kDigits || item.means == Means::kRest) {
        many |= item.value == "many";
        one |= item.value.empty() && item.means != Means::kRest;
      }
    }
    // "um dígito" and "último dígito" are one; "últimos dígitos" some; "dois últimos" two.
    if (part.count == 0 && one && !many) part.count = 1;
    if (part.nth > 0 && !part.noun) part.nth = 0;
    part.count = std::min(part.count, kCountMax);
    return part;
  }

  void FillFrom(const Clause& clause) {
    Part part = PartOf(clause);
    const bool only = parts_.Says(clause, Means::kOnly);
    if (!part.any() && !only) return;
    std::vector<std::size_t> inside = parts_.NumbersIn(clause);
    const bool gone = parts_.SaysGone(clause) || parts_.Says(clause, Means::kAbsent);
    if (part.any() && gone && !(only && !inside.empty())) {
      if (!part.placed() && !inside.empty()) part.first = IsFollowed(clause, numbers_[inside.front()]);
      std::optional<std::size_t> target = inside.empty() ? parts_.Target(clause) : std::optional(inside.front());
      if (target) AddUnread(numbers_[*target], part, clause);
      return;
    }
    if (part.rest) return;
    if (part.placed()) {
      std::optional<std::size_t> target;
      if (!inside.empty()) {
        target = NumberOfPart(clause, inside);
      } else if (clause.before != ' ') {
        target = parts_.NumberBefore(clause.first);
      }
      const bool told = part.noun || only || part.count > 1 || HasPartWord(clause) || inside.empty();
      if (target && told) AddFragment(numbers_[*target], part);
    } else if (!inside.empty() && only && SaysOnlyRead(clause, numbers_[inside.back()])) {
      AddFragment(numbers_[inside.back()], {.middle = true});
    } else if (part.noun && !inside.empty() && IsOfAWhole(clause, inside)) {
      Part both{.middle = true, .count = part.count == 1 ? part.count : 0};
      AddFragment(numbers_[inside.back()], both);
    }
  }

  // "duas letras ilegíveis seguidas de 123": the label of the number stands behind the characters.
  bool IsFollowed(const Clause& clause, const Number& number) const {
    bool noun = false;
    bool label = false;
    for (std::size_t i = clause.first; i < number.item_first; ++i) {
      noun |= items_[i].Is(Means::kDigits);
      label |= noun && items_[i].Is(Means::kLabel);
    }
    return label;
  }

  // "solo se lee 345": the rest, before or behind, is not read.
  bool SaysOnlyRead(const Clause& clause, const Number& number) const {
    bool only = false;
    bool read = false;
    for (std::size_t i = clause.first; i < clause.last; ++i) {
      only |= items_[i].Is(Means::kOnly) && i < number.item_first;
      read |= items_[i].Is(Means::kLegible) || items_[i].Is(Means::kSeen) || items_[i].Is(Means::kRestored);
    }
    return only && read;
  }

  bool HasPartWord(const Clause& clause) const {
    for (std::size_t i = clause.first; i < clause.last; ++i) {
      if (items_[i].kind == Kind::kTerm && items_[i].value == "part") return true;
    }
    return false;
  }

  // The number behind the word for the part, else the one before it.
  std::size_t NumberOfPart(const Clause& clause, const std::vector<std::size_t>& inside) const {
    for (std::size_t i = clause.first; i < clause.last; ++i) {
      const Item& item = items_[i];
      if (!item.Is(Means::kFirst) && !item.Is(Means::kLast) && !item.Is(Means::kMiddle)) continue;
      for (std::size_t number : inside) {
        if (numbers_[number].item_first > i) return number;
      }
    }
    return inside.back();
  }

  // "os algarismos 787" of a number that is worn or of which only this is left.
  bool IsOfAWhole(const Clause& clause, const std::vector<std::size_t>& inside) const {
    bool noun_before = false;
    for (std::size_t i = clause.first; i < numbers_[inside.back()].item_first; ++i)
      noun_before |= items_[i].Is(Means::kDigits);
    if (!noun_before || parts_.Says(Means::kRest)) return false;
    return parts_.Says(clause, Means::kOnly) || parts_.Says(Means::kPartial) || parts_.Says(Means::kRemoved) ||
           parts_.Says(Means::kIllegible) || parts_.Says(Means::kTampered);
  }

  static void AddUnread(Number& number, const Part& part, const Clause& clause) {
    std::vector<Cell>& cells = number.cells;
    if (part.nth > 0) {
      std::size_t at = part.nth - 1;
      if (at < cells.size() && cells[at].c == 'X') cells[at] = {.c = '?', .sign = 'X'};
      return;
    }
    if (part.middle || number.ends_unread) return;
    if (part.first && !part.last) {
      if (cells.front().unread()) return;
      if (cells.front().c == 'X' && part.count == 1) {
        cells.front() = {.c = '?', .sign = 'X'};
        return;
      }
      Insert(cells, cells.begin(), part.count);
      return;
    }
    // The others, the last ones, or just "digits": none where the number already shows what is missing.
    if (cells.back().unread() || (!part.last && number.HasUnread())) return;
    if (!part.last && !part.rest && part.count == 1 && clause.bracketed) return;
    Insert(cells, cells.end(), part.rest ? 0 : part.count);
  }

  static void Insert(std::vector<Cell>& cells, std::vector<Cell>::iterator at, std::size_t count) {
    if (count == 0) {
      cells.insert(at, Cell{.c = '*'});
    } else {
      cells.insert(at, count, Cell{.c = '?'});
    }
  }

  // What is read is the end, the beginning or the middle of a number.
  static void AddFragment(Number& number, const Part& part) {
    if (part.count > 0 && part.count != number.cells.size()) return;
    std::vector<Cell>& cells = number.cells;
    if ((part.last || part.middle) && cells.front().c != '*') cells.insert(cells.begin(), Cell{.c = '*'});
    if ((part.first || part.middle) && cells.back().c != '*') cells.push_back({.c = '*'});
  }

  void Apply(const Choice& choice) {
    std::optional<std::size_t> target = parts_.NumberBefore(choice.item_first);
    if (!target) target = parts_.NumberFrom(choice.item_last);
    if (!target) return;
    std::vector<Cell>& cells = numbers_[*target].cells;
    auto unread = [&](const Cell& cell) { return cell.c == '?' && (choice.sign == 0 || cell.sign == choice.sign); };
    auto count = std::ranges::count_if(cells, unread);
    // A sign that was named may stand several times; without one there must be no doubt which character is meant.
    if (count == 1 || (count > 1 && choice.sign != 0)) {
      for (Cell& cell : cells) {
        if (unread(cell)) cell.choice = choice.characters;
      }
      return;
    }
    if (count > 1) return;
    Part part = PartAt(choice);
    if (part.last && choice.characters.find(cells.back().c) != std::string::npos) {
      cells.back().choice = choice.characters;
    } else if (part.first && choice.characters.find(cells.front().c) != std::string::npos) {
      cells.front().choice = choice.characters;
    } else if (part.last || part.first) {
      cells.insert(part.last ? cells.end() : cells.begin(), Cell{.c = '?', .choice = choice.characters});
    } else {
      auto read = [&](const Cell& cell) { return choice.characters.find(cell.c) != std::string::npos; };
      if (std::ranges::count_if(cells, read) == 1) std::ranges::find_if(cells, read)->choice = choice.characters;
    }
  }

  Part PartAt(const Choice& choice) const {
    for (const Clause& clause : parts_.clauses) {
      if (clause.first <= choice.item_first && choice.item_first < clause.last) return PartOf(clause);
    }
    return {};
  }

  // "35298 ou 55298": one number, a character of which is one of two.
  void JoinRivals() {
    for (std::size_t n = 0; n + 1 < numbers_.size(); ++n) {
      Number& left = numbers_[n];
      Number& right = numbers_[n + 1];
      if (left.mention || right.mention || left.cells.size() != right.cells.size()) continue;
      bool or_between = right.item_first == left.item_last + 1 && items_[left.item_last].Is(Means::kOr);
      if (!or_between) continue;
      std::vector<std::size_t> apart;
      for (std::size_t i = 0; i < left.cells.size(); ++i) {
        if (left.cells[i].c != right.cells[i].c) apart.push_back(i);
      }
      if (apart.size() != 1 || left.cells[apart[0]].unread() || right.cells[apart[0]].unread()) continue;
      std::string choice{left.cells[apart[0]].c, right.cells[apart[0]].c};
      std::ranges::sort(choice);
      left.cells[apart[0]].choice = choice;
      left.last = right.last;
      for (std::size_t i = left.item_last; i < right.item_last; ++i) parts_.found.of_item[i] = static_cast<int>(n);
      left.item_last = right.item_last;
      right.mention = true;
    }
  }

  // "parcialmente removido: T6472-17": what is read is not all, and nobody said which part.
  void FillPartial(const Clause& clause) {
    if (!parts_.Says(clause, Means::kPartial) || parts_.Says(clause, Means::kRestamped)) return;
    const bool gone = parts_.Says(clause, Means::kRemoved) || parts_.Says(clause, Means::kIllegible);
    if (parts_.Says(clause, Means::kTampered) && !gone) return;
    std::vector<std::size_t> inside = parts_.NumbersIn(clause);
    std::optional<std::size_t> target = inside.empty() ? parts_.Target(clause) : std::optional(inside.front());
    if (!target || numbers_[*target].HasUnread()) return;
    numbers_[*target].cells.push_back({.c = '*'});
  }

  // "AB97 suprimido": the word stands where the rest of the number stood. Letters alone are always cut short.
  void FillCutShort(Number& number) {
    if (number.mention || number.HasUnread()) return;
    std::size_t next = number.item_last;
    const bool letters = !number.HasDigit();
    while (letters && next < items_.size() &&
           (items_[next].kind == Kind::kSign || items_[next].Is(Means::kDigits) || items_[next].Is(Means::kFiller) ||
            items_[next].Is(Means::kLabel))) {
      ++next;
    }
    if (next >= items_.size()) return;
    bool gone = items_[next].Is(Means::kRemoved) ||
                (letters && (items_[next].Is(Means::kIllegible) || items_[next].Is(Means::kTampered) ||
                             items_[next].Is(Means::kRest)));
    bool bracketed = items_[next].brackets > number.brackets && !letters;
    if (gone && !bracketed && !parts_.Says(Means::kRestored)) number.cells.push_back({.c = '*'});
  }

  FieldParts& parts_;
  const std::vector<Item>& items_;
  std::vector<Number>& numbers_;
};

}  // namespace

void FillGaps(FieldParts& parts) { Gaps(parts).Fill(); }

}  // namespace proofmark::match
