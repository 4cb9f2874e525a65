// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <utility>

#include "base/text.h"
#include "match/marks/field_parts.h"

namespace proofmark::match {
namespace {

constexpr std::size_t kCalibreLength = 3;  // "munição 380" is ammunition, "munição 12345" the number of something
constexpr std::size_t kCalibreTextLength = 8;  // ".357 MAG"
constexpr std::size_t kLettersAloneMax = 5;    // "ACTX": all that could be read
constexpr std::size_t kWholeNumberLength = 3;  // beside such a number a single character is only spoken of
constexpr int kYearFirst = 1800;
constexpr int kYearLast = 2100;

using Kind = Item::Kind;

bool OnlyDigits(const Number& number) {
  return std::ranges::all_of(number.cells, [](const Cell& cell) { return IsDigit(cell.c); });
}

int ValueOf(const Number& number) {
  int value = 0;
  for (const Cell& cell : number.cells) value = value * 10 + (cell.c - '0');
  return value;
}

class Kinds {
 public:
  Kinds(FieldParts& parts, const vocab::Vocabulary& words)
      : parts_(parts), items_(parts.items()), numbers_(parts.found.numbers), words_(words) {}

  void Tell() {
    JoinDates();
    DropScientific();
    for (std::size_t n = 0; n < numbers_.size(); ++n) {
      Number& number = numbers_[n];
      if (number.mention || number.kind != "serial") continue;
      TellOne(number);
      // "SINARM 2019/00123": what follows a stroke is the same number.
      const bool goes_on =
          n > 0 && number.kind == "serial" && !numbers_[n - 1].mention && IsStroke(numbers_[n - 1], number);
      if (goes_on && numbers_[n - 1].kind != "model") number.kind = numbers_[n - 1].kind;
    }
    TellWholeField();
    DropSpokenOf();
    TakeLettersAlone();
  }

 private:
  std::size_t Before(const Number& number, bool over_labels) const {
    std::size_t i = number.item_first;
    while (i > 0) {
      const Item& item = items_[i - 1];
      bool passes = item.Is(Means::kFiller) || item.IsSign('.') || item.IsSign(':') || item.IsSign('-') ||
                    item.IsSign('#') || (over_labels && item.Is(Means::kLabel));
      if (!passes) return i - 1;
      --i;
    }
    return items_.size();
  }

  void TellOne(Number& number) {
    std::size_t before = Before(number, true);
    std::size_t behind = number.item_last;
    while (behind < items_.size() && (items_[behind].IsSign('\'') || items_[behind].IsSign('.'))) ++behind;
    const Item* left = before < items_.size() ? &items_[before] : nullptr;
    const Item* right = behind < items_.size() ? &items_[behind] : nullptr;
    if (IsCalibre(number, left, right)) {
      number.mention = true;
    } else if (right != nullptr && (right->Is(Means::kQuantity) || right->Is(Means::kDocument)) && OnlyDigits(number)) {
      number.mention = number.cells.size() <= kCalibreLength;
      number.kind = "unknown";
    } else if (right != nullptr && right->Is(Means::kObject) && OnlyDigits(number) &&
               number.cells.size() <= kCalibreLength) {
      number.mention = true;
    } else if (IsCount(number, right)) {
      number.mention = true;
    } else if (left != nullptr && left->Is(Means::kObject)) {
      number.mention = OnlyDigits(number) && number.cells.size() <= kCalibreLength;
      number.kind = "unknown";
    } else if (left != nullptr && left->Is(Means::kDocument)) {
      number.mention = OnlyDigits(number) && number.cells.size() < kWholeNumberLength;
      number.kind = "unknown";
    } else if (left != nullptr && left->Is(Means::kKind)) {
      number.kind = left->value;
    } else if (left != nullptr && left->Is(Means::kOwner) && before + 2 >= number.item_first) {
      number.kind = "property";
    } else if (IsModel(number, left)) {
      number.kind = "model";
    } else if (IsZero(number)) {
      number.mention = true;
    } else if (right != nullptr && right->Is(Means::kKind) && right->value == "date") {
      number.kind = "date";
    }
  }

  // "Glock 17": a number behind a make that makes such a model; "AK-74 No. 123": a model's name beside a number.
  bool IsModel(const Number& number, const Item* left) const {
    if (number.HasUnread()) return false;
    const FoldedText& text = parts_.field.text;
    std::string_view source = text.Source(number.first, number.last);
    if (left != nullptr && left->kind == Kind::kWord) {
      vocab::Resolved make = words_.Make(text.Source(left->first, left->last));
      bool made = make.state == vocab::Resolution::kResolved &&
                  words_.Model(make.code, source).state == vocab::Resolution::kResolved;
      if (made) return true;
    }
    auto serials =
        std::ranges::count_if(numbers_, [](const Number& one) { return !one.mention && one.kind == "serial"; });
    if (serials < 2 || OnlyDigits(number)) return false;
    return words_.Model("", parts_.field.text.Key(number.first, number.last)).state == vocab::Resolution::kResolved;
  }

  bool IsZero(const Number& number) const {
    return std::ranges::all_of(number.cells, [](const Cell& cell) { return cell.c == '0'; });
  }

  // "1.7E+27": what a spreadsheet left of a number.
  void DropScientific() {
    for (std::size_t n = 0; n + 1 < numbers_.size(); ++n) {
      Number& left = numbers_[n];
      Number& right = numbers_[n + 1];
      const bool grown =
          right.item_first == left.item_last + 1 && items_[left.item_last].IsSign('+') && right.first == left.last + 1;
      if (!grown || left.cells.size() < 2 || left.cells.back().c != 'E' || right.cells.size() > 3) continue;
      const bool digits =
          std::all_of(left.cells.begin(), left.cells.end() - 1, [](const Cell& cell) { return IsDigit(cell.c); });
      if (digits && OnlyDigits(right)) left.mention = right.mention = true;
    }
  }

  bool IsCalibre(const Number& number, const Item* left, const Item* right) const {
    if (number.cells.size() > kCalibreTextLength || number.HasUnread()) return false;
    const FoldedText& text = parts_.field.text;
    const bool beside =
        (left != nullptr && left->Is(Means::kCalibre)) || (right != nullptr && right->Is(Means::kCalibre));
    if (beside && words_.Calibre(text.Source(number.first, number.last)).state == vocab::Resolution::kResolved)
      return true;
    // "revólver Taurus 38 nº KK50533": behind a name and before the label of another number.
    const bool described = left != nullptr && left->kind == Kind::kWord && right != nullptr &&
                           right->Is(Means::kLabel) && parts_.NumberFrom(number.item_last).has_value();
    bool point = number.first > 0 && text.at(number.first - 1) == '.' &&
                 (number.first == 1 || !IsLetter(text.at(number.first - 2)));
    std::size_t first = number.first - (point ? 1 : 0);
    const std::string source(text.Source(first, number.last));
    bool plain = !point && !described && OnlyDigits(number) && source.find_first_of(".,") == std::string::npos;
    if (plain) return false;
    return words_.Calibre(source).state == vocab::Resolution::kResolved;
  }

  // "2 últimos dígitos": how many, not which.
  bool IsCount(const Number& number, const Item* right) const {
    if (right == nullptr || !OnlyDigits(number) || number.cells.size() > 1 || numbers_.size() < 2) return false;
    // "1ª numeração"
    if (parts_.field.text.at(number.last) == '\'' && right->Is(Means::kLabel)) return true;
    return right->Is(Means::kFirst) || right->Is(Means::kLast) || right->Is(Means::kDigits);
  }

  // Three numbers that are a day, a month and a year.
  void JoinDates() {
    for (std::size_t n = 0; n + 2 < numbers_.size(); ++n) {
      Number& day = numbers_[n];
      Number& month = numbers_[n + 1];
      Number& year = numbers_[n + 2];
      if (!IsStroke(day, month) || !IsStroke(month, year)) continue;
      if (!OnlyDigits(day) || !OnlyDigits(month) || !OnlyDigits(year)) continue;
      if (day.cells.size() > 2 || month.cells.size() > 2 || year.cells.size() != 4) continue;
      if (ValueOf(day) > 31 || ValueOf(month) > 31 || ValueOf(year) < kYearFirst || ValueOf(year) > kYearLast) continue;
      day.kind = "date";
      day.last = year.last;
      day.item_last = year.item_last;
      for (const Number* more : {&month, &year})
        day.cells.insert(day.cells.end(), more->cells.begin(), more->cells.end());
      month.mention = year.mention = true;
      for (std::size_t i = day.item_first; i < day.item_last; ++i) parts_.found.of_item[i] = static_cast<int>(n);
      n += 2;
    }
  }

  bool IsStroke(const Number& left, const Number& right) const {
    return right.item_first == left.item_last + 1 && items_[left.item_last].IsSign('/');
  }

  // A field that holds a calibre or a model and nothing else.
  void TellWholeField() {
    if (numbers_.size() != 1 || numbers_[0].mention || numbers_[0].kind != "serial") return;
    Number& number = numbers_[0];
    if (OnlyDigits(number) && number.item_last - number.item_first == items_.size()) return;
    if (number.HasUnread() || number.cells.size() > kCalibreTextLength) return;
    const FoldedText& text = parts_.field.text;
    std::string_view source = base::Trim(text.Source(0, text.size()));
    if (words_.Calibre(source).state == vocab::Resolution::kResolved) {
      number.mention = true;
    } else if (!OnlyDigits(number) && words_.Model("", source).state == vocab::Resolution::kResolved) {
      number.kind = "model";
    }
  }

  // "com o 3 fora do padrão": beside a number that is whole, a single character apart from it is spoken of.
  void DropSpokenOf() {
    // "1: KAB441", "2) KAB441": the numbers of a list.
    for (std::size_t n = 0; n + 1 < numbers_.size(); ++n) {
      Number& number = numbers_[n];
      std::size_t next = number.item_last;
      bool listed = next < items_.size() && (items_[next].IsSign(':') || items_[next].IsSign(')')) &&
                    number.brackets == 0 && number.cells.size() < kWholeNumberLength && OnlyDigits(number) &&
                    numbers_[n + 1].cells.size() > kWholeNumberLength && numbers_[n + 1].item_first == next + 1;
      if (listed) number.mention = true;
    }
    for (std::size_t n = 1; n < numbers_.size(); ++n) {
      Number& number = numbers_[n];
      if (number.mention || number.cells.size() != 1 || number.kind != "serial") continue;
      const Item& before = items_[number.item_first - 1];
      bool spoken = before.kind == Kind::kTerm && !before.Is(Means::kLabel) && !before.Is(Means::kAnd);
      if (!spoken) continue;
      for (std::size_t k = 0; k < n; ++k) {
        if (!numbers_[k].mention && numbers_[k].cells.size() >= kWholeNumberLength) number.mention = true;
      }
    }
  }

  // "ACV suprimido", "KIX": letters are a mark where there is nothing else and every word about them is known.
  void TakeLettersAlone() {
    Number* alone = nullptr;
    for (Number& number : numbers_) {
      if (!number.mention) return;
      bool letters = std::ranges::all_of(number.cells, [](const Cell& cell) { return IsLetter(cell.c); });
      if (letters && alone != nullptr) return;
      if (letters) alone = &number;
    }
    if (alone == nullptr || alone->cells.size() > kLettersAloneMax) return;
    const bool told = parts_.Says(Means::kDigits) || parts_.Says(Means::kRest) || parts_.Says(Means::kFirst) ||
                      parts_.Says(Means::kLabel) || parts_.Says(Means::kSeen);
    const bool capitals = std::ranges::none_of(alone->cells, [](const Cell& cell) { return cell.lower; });
    const bool whole = alone->item_last - alone->item_first == items_.size();
    if (alone->cells.size() < 2 && !(told && parts_.clauses.size() > 0) && !IsFollowedByGone(*alone)) return;
    if (!capitals && !whole) return;
    std::size_t word = alone->item_first;
    while (word > 1 && items_[word - 1].Is(Means::kFiller)) --word;  // "begins with AB"
    if (word > 0 && !MayPrecedeLetters(items_[word - 1])) return;
    // "N/T", "S/S": two letters apart are short for words.
    if (alone->cells.size() == 2 && alone->item_last - alone->item_first > 1) return;
    for (const Item& item : items_) {
      bool knows = item.kind != Kind::kWord && !item.Is(Means::kObject) && !item.Is(Means::kUnknown) &&
                   !item.Is(Means::kAbsent) && !item.Is(Means::kHas) && !item.Is(Means::kRecorded);
      if (!knows) return;
    }
    const FoldedText& text = parts_.field.text;
    std::string source(text.Source(alone->first, alone->last));
    bool name = words_.Make(source).state != vocab::Resolution::kUnresolved ||
                words_.Type(source).state != vocab::Resolution::kUnresolved ||
                words_.Calibre(source).state != vocab::Resolution::kUnresolved;
    if (whole && name) return;
    alone->mention = false;
    std::size_t before = Before(*alone, true);
    if (before < items_.size() && items_[before].Is(Means::kKind)) alone->kind = items_[before].value;
  }

  // "supressão pa", "não sabe": letters behind such words are the rest of another word.
  static bool MayPrecedeLetters(const Item& item) {
    switch (item.kind == Kind::kTerm ? item.means : Means::kIs) {
      case Means::kFiller:
      case Means::kUnknown:
      case Means::kAbsent:
      case Means::kRemoved:
      case Means::kIllegible:
      case Means::kTampered:
        return false;
      default:
        return true;
    }
  }

  bool IsFollowedByGone(const Number& number) const {
    for (std::size_t i = number.item_last; i < items_.size(); ++i) {
      if (items_[i].Is(Means::kRemoved) || items_[i].Is(Means::kTampered) || items_[i].Is(Means::kIllegible))
        return true;
    }
    return false;
  }

  FieldParts& parts_;
  const std::vector<Item>& items_;
  std::vector<Number>& numbers_;
  const vocab::Vocabulary& words_;
};

}  // namespace

void TellKinds(FieldParts& parts, const vocab::Vocabulary& words) { Kinds(parts, words).Tell(); }

}  // namespace proofmark::match
