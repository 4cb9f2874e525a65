// SPDX-License-Identifier: Apache-2.0
#include "match/marks/field_numbers.h"

#include <algorithm>
#include <utility>

namespace proofmark::match {
namespace {

constexpr std::size_t kTwinLength = 6;        // two groups of one shape and so many characters are two numbers
constexpr std::size_t kTwinLengthStroke = 5;  // with a stroke between blanks between them
constexpr std::size_t kSuffixLettersMax = 3;
constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

using Kind = Item::Kind;

// The shape of a group: letters as A, the rest as 9.
std::string Shape(const std::string& characters) {
  std::string shape;
  for (char c : characters) shape += IsLetter(c) ? 'A' : '9';
  return shape;
}

class Grouper {
 public:
  explicit Grouper(const FieldItems& field) : text_(field.text), items_(field.items) {
    out_.of_item.assign(items_.size(), FieldNumbers::kNone);
    out_.choices = FindChoices(field);
    for (const Glyph& glyph : text_.glyphs()) all_small_ &= !IsLetter(glyph.c) || glyph.lower;
    for (const Item& item : items_) all_small_ &= item.kind != Kind::kTerm && item.kind != Kind::kWord;
    for (std::size_t c = 0; c < out_.choices.size(); ++c) {
      for (std::size_t i = out_.choices[c].item_first; i < out_.choices[c].item_last; ++i) {
        out_.of_item[i] = FieldNumbers::kChoice;
      }
    }
  }

  FieldNumbers Run() {
    for (std::size_t i = 0; i < items_.size(); ++i) {
      if (!MayStart(i)) continue;
      std::vector<std::size_t> group = GroupFrom(i);
      i = group.back();
      AddSplit(group);
    }
    return std::move(out_);
  }

 private:
  bool IsFree(std::size_t i) const {
    return i < items_.size() && items_[i].MayBeNumber() && out_.of_item[i] == FieldNumbers::kNone;
  }

  // Small letters stand before a number only where all of it is small, or nothing comes before.
  bool MayBeLetters(std::size_t i) const {
    const Item& item = items_[i];
    if (item.kind == Kind::kCode || !item.lower || i == 0 || all_small_ || IsXs(item)) return true;
    if (i + 1 >= items_.size() || items_[i + 1].kind != Kind::kCode) return false;
    const Item& next = items_[i + 1];
    for (std::size_t k = next.first; k < next.last; ++k) {
      if (text_.glyphs()[k].lower) return true;
    }
    return false;
  }

  bool MayStart(std::size_t i) const { return IsFree(i) && MayBeLetters(i); }

  bool HasDigit(std::size_t i) const {
    for (std::size_t k = items_[i].first; k < items_[i].last; ++k) {
      if (IsDigit(text_.at(k))) return true;
    }
    return false;
  }

  std::vector<std::size_t> GroupFrom(std::size_t i) {
    std::vector<std::size_t> group{i};
    bool digits = HasDigit(i);
    for (std::size_t next = Next(group, digits); next != kNowhere; next = Next(group, digits)) {
      digits |= HasDigit(next);
      group.push_back(next);
    }
    return group;
  }

  std::size_t Next(const std::vector<std::size_t>& group, bool digits) const {
    std::size_t at = group.back();
    std::size_t next = at + 1;
    if (next >= items_.size()) return kNowhere;
    if (std::size_t behind = BehindGone(at); behind != kNowhere) return behind;
    if (!digits) {
      std::size_t before = group.front();
      if (before > 0 && items_[before - 1].IsSign(':')) --before;
      const bool series = before > 0 && items_[before - 1].Is(Means::kLabel);
      bool label = false;
      while (next < items_.size() &&
             (items_[next].Is(Means::kLabel) || items_[next].IsSign('.') || (series && items_[next].IsSign(',')))) {
        label |= items_[next].Is(Means::kLabel);
        ++next;
      }
      if (!label) next = at + 1;
      // "series KO, No. 123" is one; in "PM No. AB 123" and "hand engraved 123" what is before the label is a name.
      const bool letters = next < items_.size() && IsLetter(text_.at(items_[next].first));
      if (label && !series && (letters || items_[at].length() > kShortLetters)) return kNowhere;
    }
    std::size_t signs = next;
    while (signs < items_.size() && items_[signs].kind == Kind::kSign) ++signs;
    if (IsYear(signs)) return kNowhere;
    if (!IsFree(signs) || items_[signs].brackets != items_[at].brackets) return InBrackets(at);
    for (std::size_t k = next; k < signs; ++k) {
      if (!Joins(at, k, signs, digits)) return kNowhere;
    }
    if (items_[signs].kind == Kind::kLetters && !MayFollow(signs, digits)) return kNowhere;
    return signs;
  }

  // "1234 1978 г.в."
  bool IsYear(std::size_t i) const {
    return i + 1 < items_.size() && items_[i].kind == Kind::kCode && items_[i].length() == 4 &&
           items_[i + 1].Is(Means::kKind) && items_[i + 1].value == "date";
  }

  // Letters behind digits: capitals, few, and not the label of what follows.
  bool MayFollow(std::size_t i, bool digits) const {
    const Item& item = items_[i];
    if (!digits) return MayBeLetters(i);
    if (i + 1 < items_.size() && items_[i + 1].IsSign(':')) return false;
    bool more = i + 1 < items_.size() && items_[i + 1].kind == Kind::kCode;
    if (item.lower) return IsXs(item) || (all_small_ && item.length() <= kSuffixLettersMax && !more);
    return more || item.length() <= kSuffixLettersMax;
  }

  bool IsXs(const Item& item) const {
    for (std::size_t k = item.first; k < item.last; ++k) {
      if (text_.at(k) != 'X') return false;
    }
    return true;
  }

  // Does the sign k between the items at and next leave them one number?
  bool Joins(std::size_t at, std::size_t k, std::size_t next, bool digits) const {
    const bool blank_behind = text_.at(items_[k].last) == ' ';
    switch (items_[k].sign) {
      case '-':
      case '\'':
      case '~':
      case '"':
      case '!':
        return true;
      case '.':
      case ':':
        return !digits || !blank_behind;
      case '=':
        return false;
      case ',':
        return CommaJoins(at, k, next);
      case '/':
        return SlashJoins(at, next);
      default:
        return false;
    }
  }

  bool CommaJoins(std::size_t at, std::size_t k, std::size_t next) const {
    if (items_[at].length() == 1 && items_[next].length() == 1) return true;
    if (items_[k].blank_before || items_[next].blank_before) return false;
    return items_[at].length() <= 3 || items_[next].length() <= 2;
  }

  bool SlashJoins(std::size_t at, std::size_t next) const {
    const Item& left = items_[at];
    const Item& right = items_[next];
    if (left.kind == Kind::kCode && right.kind == Kind::kCode) return false;
    // "01670 / F 35855": the letter belongs to what follows.
    if (left.kind == Kind::kCode && IsFree(next + 1)) return false;
    const Item& letters = left.kind == Kind::kCode ? right : left;
    return letters.length() <= kSuffixLettersMax && !letters.lower;
  }

  // "81752(2)2" and "(X)302776": characters in brackets grown together with a number.
  std::size_t InBrackets(std::size_t at) const {
    std::size_t open = at + 1;
    if (open >= items_.size()) return kNowhere;
    if (items_[open].IsSign(')') && open + 1 < items_.size()) {
      bool grown = IsFree(open + 1) && !items_[open + 1].blank_before && at > 0 && items_[at - 1].IsSign('(') &&
                   items_[at].length() <= 2;
      return grown ? open + 1 : kNowhere;
    }
    bool grown = items_[open].IsSign('(') && !items_[open].blank_before && IsFree(open + 1) &&
                 open + 2 < items_.size() && items_[open + 2].IsSign(')') && items_[open + 1].length() <= 2 &&
                 items_[open + 1].kind == Kind::kCode && !items_[open + 1].blank_before;
    return grown ? open + 1 : kNowhere;
  }

  bool IsGone(std::size_t i) const {
    return i < items_.size() && (items_[i].Is(Means::kRemoved) || items_[i].Is(Means::kIllegible));
  }

  // "T1102suprimida7E001": a word instead of characters. The item behind it.
  std::size_t BehindGone(std::size_t at) const {
    if (IsGone(at + 1) && !items_[at + 1].blank_before && IsFree(at + 2) && !items_[at + 2].blank_before) return at + 2;
    // "KAB (ilegível) 02": letters alone are not a number yet, and two digits no other.
    const bool bracketed = at + 4 < items_.size() &&
                           (items_[at].kind == Kind::kLetters || items_[at + 4].length() <= 3) &&
                           (items_[at + 1].IsSign('(') || items_[at + 1].IsSign('[')) &&
                           items_[at + 2].Is(Means::kIllegible) && items_[at + 3].kind == Kind::kSign;
    if (bracketed && IsFree(at + 4)) return at + 4;
    std::size_t close = BracketedGone(at);
    return close != kNowhere && IsFree(close + 1) && !items_[close + 1].blank_before ? close + 1 : kNowhere;
  }

  // "B1(número ilegível)": one character, by its words. The closing bracket.
  std::size_t BracketedGone(std::size_t at) const {
    std::size_t open = at + 1;
    if (open + 3 >= items_.size() || !items_[open].IsSign('(') || items_[open].blank_before) return kNowhere;
    bool one =
        items_[open + 1].Is(Means::kLabel) || (items_[open + 1].Is(Means::kDigits) && items_[open + 1].value.empty());
    return one && IsGone(open + 2) && items_[open + 3].IsSign(')') ? open + 3 : kNowhere;
  }

  std::string Characters(const std::vector<std::size_t>& group, std::size_t from, std::size_t to) const {
    std::string out;
    for (std::size_t g = from; g < to; ++g) out += text_.Key(items_[group[g]].first, items_[group[g]].last);
    return out;
  }

  std::size_t Codes(const std::vector<std::size_t>& group, std::size_t from, std::size_t to) const {
    std::size_t codes = 0;
    for (std::size_t g = from; g < to; ++g) codes += items_[group[g]].kind == Kind::kCode ? 1U : 0U;
    return codes;
  }

  // One group may be two numbers: "586495 - 592822".
  void AddSplit(const std::vector<std::size_t>& group) {
    for (std::size_t cut = 1; cut < group.size(); ++cut) {
      const Item& next = items_[group[cut]];
      const bool stroke = group[cut] == group[cut - 1] + 2 && items_[group[cut] - 1].IsSign('-');
      const bool wide = next.blank_before && (group[cut] == group[cut - 1] + 1 || stroke);
      if (Codes(group, 0, cut) != 1 || Codes(group, cut, group.size()) != 1) continue;
      std::string left = Characters(group, 0, cut);
      std::string right = Characters(group, cut, group.size());
      if (left.size() != right.size() || Shape(left) != Shape(right)) continue;
      bool letters = std::ranges::any_of(left, IsLetter);
      std::size_t least = wide && stroke ? kTwinLengthStroke : kTwinLength;
      if (left.size() < least || !(wide || letters)) continue;
      Add({group.begin(), group.begin() + static_cast<std::ptrdiff_t>(cut)});
      return Add({group.begin() + static_cast<std::ptrdiff_t>(cut), group.end()});
    }
    Add(group);
  }

  void Add(const std::vector<std::size_t>& group) {
    Number number;
    number.item_first = group.front();
    number.item_last = group.back() + 1;
    number.first = items_[group.front()].first;
    number.last = items_[group.back()].last;
    number.brackets = std::min(items_[group.front()].brackets, items_[group.back()].brackets);
    if (number.brackets < items_[group.front()].brackets) --number.first;  // "(X)302776"
    if (StrokesBefore(number.first)) number.cells.push_back({.c = '*', .sign = '-'});
    for (std::size_t g = 0; g < group.size(); ++g) {
      if (g > 0) AddBetween(group[g - 1], group[g], number);
      for (std::size_t k = items_[group[g]].first; k < items_[group[g]].last; ++k) number.cells.push_back(CellAt(k));
    }
    AddBehind(group.back(), number);
    for (std::size_t i = number.item_first; i < number.item_last; ++i) {
      out_.of_item[i] = static_cast<int>(out_.numbers.size());
    }
    out_.numbers.push_back(std::move(number));
  }

  Cell CellAt(std::size_t k) const {
    char c = text_.at(k);
    if (IsLetter(c) || IsDigit(c)) return {.c = c, .lower = text_.glyphs()[k].lower};
    return {.c = '?', .sign = c == kOtherLetter ? '?' : c};
  }

  // "4 - - 43": strokes between blanks, more than one, are characters; words in the place of characters are a run.
  void AddBetween(std::size_t left, std::size_t right, Number& number) const {
    std::size_t strokes = 0;
    std::size_t grown = 0;  // "KAB...02", "KAB--02"
    for (std::size_t k = left + 1; k < right; ++k) {
      if (items_[k].IsSign('-') && items_[k].blank_before) ++strokes;
      if ((items_[k].IsSign('-') || items_[k].IsSign('.')) && !items_[k].blank_before) ++grown;
      if (IsGone(k))
        number.cells.push_back(items_[k - 1].Is(Means::kLabel) || items_[k - 1].Is(Means::kDigits) ? Cell{.c = '?'}
                                                                                                   : Cell{.c = '*'});
    }
    if (grown > 1) number.cells.push_back({.c = '*', .sign = '-'});
    for (std::size_t s = 0; strokes > 1 && s < strokes; ++s) number.cells.push_back({.c = '?', .sign = '-'});
  }

  void AddBehind(std::size_t at, Number& number) const {
    std::size_t strokes = 0;
    std::size_t dots = 0;
    std::size_t i = items_[at].last;
    while (text_.at(i + strokes) == '-') ++strokes;
    while (text_.at(i + dots) == '.') ++dots;
    if (strokes > 1 || dots > 2) {
      number.cells.push_back({.c = '*', .sign = '-'});
      number.ends_unread = true;
    } else if (IsGone(at + 1) && !items_[at + 1].blank_before) {
      number.cells.push_back({.c = '*'});
    } else if (BracketedGone(at) != kNowhere) {
      number.cells.push_back({.c = '?'});
    }
  }

  bool StrokesBefore(std::size_t first) const {
    std::size_t strokes = 0;
    std::size_t dots = 0;
    while (first > strokes && text_.at(first - 1 - strokes) == '-') ++strokes;
    while (first > dots && text_.at(first - 1 - dots) == '.') ++dots;
    return strokes > 1 || dots > 2;
  }

  const FoldedText& text_;
  const std::vector<Item>& items_;
  bool all_small_ = true;  // the field is a number in small letters, and nothing else
  FieldNumbers out_;
};

}  // namespace

std::string Number::Pattern() const {
  std::string out;
  for (const Cell& cell : cells) {
    if (!cell.choice.empty()) {
      out += '[' + cell.choice + ']';
    } else if (cell.c != '*' || out.empty() || out.back() != '*') {
      out += cell.c;
    }
  }
  return out;
}

bool Number::HasDigit() const {
  return std::ranges::any_of(cells, [](const Cell& cell) { return IsDigit(cell.c); });
}

bool Number::HasUnread() const {
  return std::ranges::any_of(cells, [](const Cell& cell) { return cell.unread() || !cell.choice.empty(); });
}

bool Number::HasRead() const {
  return std::ranges::any_of(cells, [](const Cell& cell) { return !cell.unread(); });
}

FieldNumbers FindNumbers(const FieldItems& field) { return Grouper(field).Run(); }

}  // namespace proofmark::match
