// SPDX-License-Identifier: Apache-2.0
#include "match/marks/field_parts.h"

#include <algorithm>
#include <utility>

namespace proofmark::match {
namespace {

using Kind = Item::Kind;

bool PartsClauses(const FieldParts& parts, std::size_t i) {
  const Item& item = parts.items()[i];
  if (item.kind != Kind::kSign || parts.found.of_item[i] != FieldNumbers::kNone) return false;
  switch (item.sign) {
    case ',':
    case ';':
    case '(':
    case ')':
    case '[':
    case ']':
    case '{':
    case '}':
    case '/':
    case '|':
      return true;
    case '.':
      return item.last == parts.field.text.size() || parts.field.text.at(item.last) == ' ';
    case '-':
      return item.blank_before || parts.field.text.at(item.last) == ' ';
    default:
      return false;
  }
}

std::vector<Clause> CutClauses(const FieldParts& parts) {
  std::vector<Clause> clauses;
  Clause now;
  for (std::size_t i = 0; i < parts.items().size(); ++i) {
    if (!PartsClauses(parts, i)) continue;
    now.last = i;
    if (now.first < now.last) clauses.push_back(now);
    now = {.first = i + 1, .before = parts.items()[i].sign};
  }
  now.last = parts.items().size();
  if (now.first < now.last) clauses.push_back(now);
  for (Clause& clause : clauses) clause.bracketed = parts.items()[clause.first].brackets > 0;
  return clauses;
}

// What "not" makes of a word; nothing where it leaves it as it is.
std::optional<Means> Negated(Means means) {
  switch (means) {
    case Means::kSeen:
    case Means::kRecorded:
      return Means::kUnknown;
    case Means::kHas:
      return Means::kAbsent;
    case Means::kLegible:
    case Means::kRestored:
      return Means::kIllegible;
    case Means::kOriginal:
      return Means::kRestamped;
    case Means::kRemoved:
    case Means::kIllegible:
    case Means::kTampered:
    case Means::kRestamped:
    case Means::kAbsent:
      return Means::kFiller;
    default:
      return std::nullopt;
  }
}

class Negations {
 public:
  explicit Negations(FieldParts& parts) : parts_(parts), items_(parts.field.items) {}

  void Resolve() {
    for (std::size_t i = 0; i < items_.size(); ++i) {
      if (items_[i].Is(Means::kNot)) ResolveNot(i);
      if (items_[i].Is(Means::kWithout)) ResolveWithout(i);
    }
  }

 private:
  // The next word from i on that says something, within the clause; the end where there is none.
  std::size_t NextTerm(std::size_t i, bool over_labels) const {
    for (; i < items_.size(); ++i) {
      if (parts_.NumberAt(i) || PartsClauses(parts_, i)) {
        if (items_[i].IsSign('/')) continue;
        return items_.size();
      }
      if (items_[i].kind != Kind::kTerm || items_[i].Is(Means::kFiller) || items_[i].Is(Means::kIs)) continue;
      if (over_labels && items_[i].Is(Means::kLabel)) continue;
      if (items_[i].Is(Means::kOnly) || items_[i].Is(Means::kPartial)) continue;
      return i;
    }
    return i;
  }

  void ResolveNot(std::size_t i) {
    std::size_t next = NextTerm(i + 1, true);
    items_[i].means = Means::kFiller;
    if (next == items_.size()) {
      if (parts_.found.numbers.empty()) items_[i].means = Means::kUnknown;
      return;
    }
    std::optional<Means> negated = Negated(items_[next].means);
    if (!negated) return;
    // "não apresenta numeração visível": what is denied is that it can be seen.
    if (items_[next].Is(Means::kHas)) {
      std::size_t seen = NextTerm(next + 1, true);
      if (seen < items_.size() && items_[seen].Is(Means::kSeen)) negated = Means::kUnknown;
    }
    items_[next].means = *negated;
  }

  void ResolveWithout(std::size_t i) {
    items_[i].means = Means::kFiller;
    std::size_t label = NextTerm(i + 1, false);
    std::size_t next = NextTerm(i + 1, true);
    bool number = label < items_.size() && items_[label].Is(Means::kLabel);
    if (next < items_.size()) {
      Means means = items_[next].means;
      if (means == Means::kFirst || means == Means::kLast || means == Means::kRest || means == Means::kDigits) {
        items_[i].means = Means::kRemoved;  // "sem os últimos"
        return;
      }
      std::optional<Means> negated = Negated(means);
      if (negated && means != Means::kHas) {
        items_[next].means = *negated;
        // "sem marca de eliminação" says nothing of the number; "sem número raspado" neither.
        return;
      }
    }
    // "sem êxito": of what there is none, nobody here knows.
    const bool other = next == items_.size() && i + 1 < items_.size() && HasOtherWord(i + 1);
    if (number || (next == items_.size() && !other)) items_[i].means = Means::kAbsent;
  }

  bool HasOtherWord(std::size_t i) const {
    for (; i < items_.size() && !PartsClauses(parts_, i); ++i) {
      if (items_[i].kind == Kind::kWord || items_[i].kind == Kind::kLetters) return true;
    }
    return false;
  }

  FieldParts& parts_;
  std::vector<Item>& items_;
};

}  // namespace

std::optional<std::size_t> FieldParts::NumberAt(std::size_t item) const {
  int number = found.of_item[item];
  if (number < 0 || found.numbers[static_cast<std::size_t>(number)].mention) return std::nullopt;
  return static_cast<std::size_t>(number);
}

std::vector<std::size_t> FieldParts::NumbersIn(const Clause& clause) const {
  std::vector<std::size_t> numbers;
  for (std::size_t i = clause.first; i < clause.last; ++i) {
    std::optional<std::size_t> number = NumberAt(i);
    if (number && (numbers.empty() || numbers.back() != *number)) numbers.push_back(*number);
  }
  return numbers;
}

std::optional<std::size_t> FieldParts::NumberBefore(std::size_t item) const {
  while (item > 0) {
    if (std::optional<std::size_t> number = NumberAt(--item)) return number;
  }
  return std::nullopt;
}

std::optional<std::size_t> FieldParts::NumberFrom(std::size_t item) const {
  for (; item < found.of_item.size(); ++item) {
    if (std::optional<std::size_t> number = NumberAt(item)) return number;
  }
  return std::nullopt;
}

std::optional<std::size_t> FieldParts::Target(const Clause& clause) const {
  std::optional<std::size_t> before = NumberBefore(clause.first);
  return before ? before : NumberFrom(clause.last);
}

bool FieldParts::Says(Means means) const { return Says({.first = 0, .last = items().size()}, means); }

bool FieldParts::Says(const Clause& clause, Means means) const {
  for (std::size_t i = clause.first; i < clause.last; ++i) {
    if (items()[i].Is(means) && found.of_item[i] == FieldNumbers::kNone) return true;
  }
  return false;
}

bool FieldParts::SaysGone(const Clause& clause) const {
  return Says(clause, Means::kRemoved) || Says(clause, Means::kIllegible) || Says(clause, Means::kTampered) ||
         Says(clause, Means::kUnknown);
}

FieldParts TakeApart(std::string_view text, const RemarkTerms& terms, const vocab::Vocabulary& words,
                     std::string_view language) {
  FieldParts parts{Itemize(text, terms, words, language), {}, {}};
  parts.found = FindNumbers(parts.field);
  for (Number& number : parts.found.numbers) {
    bool only_letters = std::ranges::all_of(number.cells, [](const Cell& cell) { return IsLetter(cell.c); });
    number.mention = only_letters || !number.HasRead();
  }
  Negations(parts).Resolve();
  parts.clauses = CutClauses(parts);
  return parts;
}

}  // namespace proofmark::match
