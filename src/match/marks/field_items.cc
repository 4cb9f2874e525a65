// SPDX-License-Identifier: Apache-2.0
#include "match/marks/field_items.h"

#include <algorithm>
#include <utility>

#include "match/marks/item_terms.h"

namespace proofmark::match {
namespace {

constexpr std::size_t kGrownWordLetters = 5;  // AAAA999 is a maker's series: four letters are not taken off a code
constexpr std::size_t kMistypedLetters = 6;

using Kind = Item::Kind;

bool IsWordGlyph(char c) { return IsLetter(c) || c == kOtherLetter; }
bool IsPart(char c) { return IsWordGlyph(c) || IsDigit(c) || IsUnreadSign(c); }

class Cutter {
 public:
  Cutter(const FoldedText& text, const RemarkTerms& terms, std::string_view language)
      : text_(text), terms_(terms), language_(language) {}

  std::vector<Item> Cut() {
    for (std::size_t i = 0; i < text_.size();) {
      char c = text_.at(i);
      if (IsPart(c)) {
        std::size_t end = i;
        while (IsPart(text_.at(end)) && end < text_.size()) ++end;
        CutRun(i, end);
        i = end;
        continue;
      }
      if (c != ' ') AddSign(i);
      ++i;
    }
    return std::move(items_);
  }

 private:
  void AddSign(std::size_t i) {
    char c = text_.at(i);
    bool closes = c == ')' || c == ']' || c == '}';
    if (closes && brackets_ > 0) --brackets_;
    Item item{.first = i, .last = i + 1, .brackets = brackets_, .blank_before = BlankBefore(i), .sign = c};
    items_.push_back(item);
    if (c == '(' || c == '[' || c == '{') ++brackets_;
  }

  bool BlankBefore(std::size_t i) const { return i == 0 || text_.at(i - 1) == ' '; }

  void Add(std::size_t first, std::size_t last) {
    if (first >= last) return;
    Item item{.first = first, .last = last, .brackets = brackets_, .blank_before = BlankBefore(first)};
    bool word = true;
    for (std::size_t i = first; i < last; ++i) word &= IsWordGlyph(text_.at(i));
    item.kind = word ? Kind::kWord : Kind::kCode;
    item.lower = text_.glyphs()[first].lower;
    items_.push_back(item);
  }

  // "#" before a number is the sign for "number", not an unread character.
  void CutRun(std::size_t first, std::size_t last) {
    bool number_sign = text_.at(first) == '#' && last > first + 1 && !IsUnreadSign(text_.at(first + 1));
    if (number_sign) AddSign(first++);
    const bool behind_word = items_.empty() || (items_.back().kind == Kind::kWord && items_.back().length() > 2);
    if (last == first + 1 && text_.at(first) == '#' && behind_word) return AddSign(first);
    // "S/N12345"
    const bool behind_s = items_.size() > 1 && items_.back().IsSign('/') && items_[items_.size() - 2].length() == 1 &&
                          text_.at(items_[items_.size() - 2].first) == 'S';
    if (behind_s && text_.at(first) == 'N' && IsDigit(text_.at(first + 1))) {
      Add(first, first + 1);
      ++first;
    }
    // "nº50533"
    std::string_view second = text_.Source(first + 1, first + 2);
    if (last > first + 2 && text_.at(first) == 'N' && (second == "º" || second == "°") &&
        IsDigit(text_.at(first + 2))) {
      Add(first, first + 2);
      first += 2;
    }
    if (IsUnderlinedWords(first, last)) {
      std::size_t begin = first;
      for (std::size_t i = first; i <= last; ++i) {
        if (i < last && text_.at(i) != '_') continue;
        Add(begin, i);
        begin = i + 1;
      }
      return;
    }
    if (IsMistypedWord(first, last)) {
      Add(first, last);
      items_.back().kind = Kind::kWord;
      return;
    }
    CutGrownWords(first, last);
  }

  bool IsUnderlinedWords(std::size_t first, std::size_t last) const {
    if (text_.at(first) == '_' || text_.at(last - 1) == '_') return false;
    for (std::size_t i = first; i < last; ++i) {
      if (!IsWordGlyph(text_.at(i)) && text_.at(i) != '_') return false;
    }
    return true;
  }

  bool IsMistypedWord(std::size_t first, std::size_t last) const {
    std::string word = MendedWord(text_.Key(first, last));
    if (word.empty()) return false;
    if (terms_.Find(word, {}) != nullptr) return true;
    return word.size() > kMistypedLetters + 2 && terms_.FindMisspelt(word) != nullptr;
  }

  // A run of letters that is a word of the vocabulary, inside a code.
  bool IsGrownWord(std::size_t first, std::size_t last, std::size_t run_first, std::size_t run_last) const {
    if (last - first == run_last - run_first) return false;
    const std::string word = text_.Key(first, last);
    if (last - first >= kGrownWordLetters) {
      return terms_.Find(word, {language_}) != nullptr || terms_.FindMisspelt(word) != nullptr;
    }
    const Term* term = terms_.Find(word, {language_});
    if (last - first < 2 || term == nullptr) return false;
    if (term->means == Means::kLabel && text_.at(last) == '#') return true;  // "sn#123"
    // Behind digits a maker has no four letters: "50533CANO".
    if (last - first + 1 >= kGrownWordLetters && first > run_first && IsDigit(text_.at(first - 1))) return true;
    // A short word only where the other letters are capitals ("HUR983no cano"), or grown to a sign that it explains
    // ("*não revelado").
    bool capitals = false;
    bool signs_only = true;
    for (std::size_t i = run_first; i < run_last; ++i) {
      if (i >= first && i < last) continue;
      signs_only &= IsUnreadSign(text_.at(i)) && i < first;
      if (IsLetter(text_.at(i)) && text_.glyphs()[i].lower) return false;
      capitals |= IsLetter(text_.at(i));
    }
    const bool small = text_.glyphs()[first].lower;
    return signs_only || (small && (capitals || last - first + 1 >= kGrownWordLetters));
  }

  void CutGrownWords(std::size_t first, std::size_t last) {
    std::size_t begin = first;
    for (std::size_t i = first; i < last;) {
      if (!IsWordGlyph(text_.at(i))) {
        ++i;
        continue;
      }
      std::size_t end = i;
      while (end < last && IsWordGlyph(text_.at(end))) ++end;
      if (IsGrownWord(i, end, first, last)) {
        Add(begin, i);
        Add(i, end);
        // "Serial#123"
        if (end < last && text_.at(end) == '#' && !IsUnreadSign(text_.at(end + 1))) AddSign(end++);
        begin = end;
      }
      i = end;
    }
    Add(begin, last);
  }

  const FoldedText& text_;
  const RemarkTerms& terms_;
  std::string_view language_;
  std::vector<Item> items_;
  int brackets_ = 0;
};

}  // namespace

std::string MendedWord(std::string_view code) {
  std::size_t letters = 0;
  std::size_t digits = 0;
  std::string word;
  for (char c : code) {
    if (IsLetter(c)) {
      ++letters;
      word += c;
    } else if (c == '0' || c == '1' || c == '3' || c == '5') {
      ++digits;
      word += c == '0' ? 'O' : c == '1' ? 'I' : c == '3' ? 'E' : 'S';
    } else {
      return {};
    }
  }
  return letters >= kMistypedLetters && digits >= 1 && digits <= 2 ? word : std::string();
}

FieldItems Itemize(std::string_view text, const RemarkTerms& terms, const vocab::Vocabulary& words,
                   std::string_view language) {
  FieldItems out{FoldedText(text), {}};
  out.text.UnwrapSigns();
  out.items = Cutter(out.text, terms, language).Cut();
  out.items = RecognizeTerms(out.text, std::move(out.items), terms, words, language);
  return out;
}

}  // namespace proofmark::match
