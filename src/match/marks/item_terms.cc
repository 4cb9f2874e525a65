// SPDX-License-Identifier: Apache-2.0
#include "match/marks/item_terms.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace proofmark::match {
namespace {

constexpr std::size_t kSpelledOutMin = 3;  // "A C E D 6 1 2": so many single characters in a row are one number

using Kind = Item::Kind;

bool IsPhraseSign(const Item& item) {
  return item.kind == Kind::kSign && (item.sign == '/' || item.sign == '.' || item.sign == '-' || item.sign == '\'');
}

class Recognizer {
 public:
  Recognizer(const FoldedText& text, std::vector<Item> items, const RemarkTerms& terms, const vocab::Vocabulary& words,
             std::string_view language)
      : text_(text), in_(std::move(items)), terms_(terms), words_(words), language_(language) {}

  std::vector<Item> Run() {
    MarkSpelledOut();
    MarkCalibres();
    for (std::size_t i = 0; i < in_.size();) {
      if (in_[i].kind != Kind::kWord || spelled_out_[i]) {
        out_.push_back(in_[i]);
        if (spelled_out_[i] && in_[i].kind == Kind::kWord) out_.back().kind = Kind::kLetters;
        ++i;
      } else {
        i = AddWord(i);
      }
    }
    JoinShortForms();
    DecideNo();
    DecideOr();
    KeepSeries();
    return std::move(out_);
  }

 private:
  std::string KeyOf(const Item& item) const {
    std::string key = text_.Key(item.first, item.last);
    std::string mended = MendedWord(key);
    return mended.empty() ? key : mended;
  }
  Place PlaceOf(const Item& item) const { return {language_, text_.glyphs()[item.first].foreign}; }

  // "9mm", ".40", and "38" between a maker's name and a number are words, not parts of a number.
  void MarkCalibres() {
    calibre_.assign(in_.size(), false);
    for (std::size_t i = 0; i < in_.size(); ++i) {
      Item& item = in_[i];
      if (item.kind != Kind::kCode || in_.size() == 1) continue;
      const std::string code = text_.Key(item.first, item.last);
      if (!IsDigit(code.front()) || MarkDecimal(i) || MarkOrdinal(i, code)) continue;
      bool point = i > 0 && in_[i - 1].IsSign('.') && in_[i - 1].blank_before;
      bool unit = IsLetter(code.back()) && item.length() > 2;
      // ".45 ACP", "9 mm"
      if (item.length() <= 3 && i + 1 < in_.size() && in_[i + 1].kind == Kind::kWord && in_[i + 1].length() > 1 &&
          IsCalibre((point ? "." : "") + code + " " + text_.Key(in_[i + 1].first, in_[i + 1].last))) {
        item.kind = Kind::kWord;
        calibre_[i + 1] = true;
        continue;
      }
      if (!point && !unit && !IsBehindName(i)) continue;
      if (IsCalibre((point ? "." : "") + code)) item.kind = Kind::kWord;
    }
  }

  bool IsCalibre(std::string_view text) const { return words_.Calibre(text).state == vocab::Resolution::kResolved; }

  // "7,62" between blanks.
  bool MarkDecimal(std::size_t i) {
    if (i + 2 >= in_.size() || in_[i].length() > 2 || !in_[i].blank_before) return false;
    Item& part = in_[i + 2];
    bool decimal = (in_[i + 1].IsSign(',') || in_[i + 1].IsSign('.')) && !in_[i + 1].blank_before &&
                   part.kind == Kind::kCode && !part.blank_before && (text_.at(part.last) == ' ');
    if (!decimal || !IsCalibre(text_.Source(in_[i].first, part.last))) return false;
    in_[i].kind = part.kind = Kind::kWord;
    return true;
  }

  // "1st digit"
  bool MarkOrdinal(std::size_t i, std::string_view code) {
    if (code.size() != 3 || i + 1 >= in_.size()) return false;
    std::string_view end = code.substr(1);
    if (end != "ST" && end != "ND" && end != "RD" && end != "TH") return false;
    const Term* next = terms_.Find(KeyOf(in_[i + 1]), PlaceOf(in_[i + 1]));
    if (next == nullptr || next->means != Means::kDigits) return false;
    in_[i].kind = Kind::kTerm;
    in_[i].means = end == "ST" ? Means::kFirst : Means::kNth;
    in_[i].value = end == "ST" ? "" : std::string(code.substr(0, 1));
    return true;
  }

  bool IsBehindName(std::size_t i) const {
    if (i == 0 || i + 1 >= in_.size() || in_[i - 1].kind != Kind::kWord || in_[i].length() > 3) return false;
    const std::string name = text_.Key(in_[i - 1].first, in_[i - 1].last);
    if (!IsName(name)) return false;
    vocab::Resolved make = words_.Make(name);
    return words_.Model(make.code, text_.Key(in_[i].first, in_[i].last)).state != vocab::Resolution::kResolved;
  }

  void MarkSpelledOut() {
    spelled_out_.assign(in_.size(), false);
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= in_.size(); ++i) {
      bool single = i < in_.size() && in_[i].kind != Kind::kSign && in_[i].length() == 1;
      if (single && i > begin) single = in_[i].blank_before || in_[i - 1].IsSign('.');
      // "K.A.B. 441"
      if (i < in_.size() && i > begin && in_[i].IsSign('.') && !in_[i].blank_before) single = true;
      if (single) continue;
      std::size_t letters = 0;
      std::size_t small = 0;
      for (std::size_t k = begin; k < i; ++k) {
        letters += in_[k].kind == Kind::kWord ? 1U : 0U;
        small += in_[k].kind == Kind::kWord && in_[k].lower ? 1U : 0U;
      }
      // A small letter among capitals is a word: "entre I e T", "4 e 1".
      std::size_t signs = 0;
      for (std::size_t k = begin; k < i; ++k) signs += in_[k].kind == Kind::kSign ? 1U : 0U;
      if (i - begin - signs >= kSpelledOutMin && letters > 0 && small == 0) {
        std::fill(spelled_out_.begin() + static_cast<std::ptrdiff_t>(begin),
                  spelled_out_.begin() + static_cast<std::ptrdiff_t>(i), true);
      }
      begin = i + 1;
    }
  }

  // The index behind the longest known row of words from i, and its term.
  std::pair<std::size_t, const Term*> LongestTerm(std::size_t i) const {
    const std::string first = KeyOf(in_[i]);
    std::size_t most = terms_.WordsFrom(first);
    std::pair<std::size_t, const Term*> best{i, nullptr};
    std::string key;
    bool only_letters = true;  // "S N", "N C"
    std::size_t count = 0;
    for (std::size_t k = i; k < in_.size() && count < most; ++k) {
      if (in_[k].kind == Kind::kSign) {
        if (!IsPhraseSign(in_[k]) || k + 1 >= in_.size() || in_[k + 1].kind != Kind::kWord) break;
        continue;
      }
      if (in_[k].kind != Kind::kWord || in_[k].brackets != in_[i].brackets) break;
      key += key.empty() ? KeyOf(in_[k]) : " " + KeyOf(in_[k]);
      only_letters &= in_[k].length() == 1;
      ++count;
      const Term* term = terms_.Find(key, PlaceOf(in_[i]));
      if (term == nullptr) continue;
      bool blanks_only = k - i + 1 == count;
      bool before_code = k + 1 < in_.size() && in_[k + 1].kind == Kind::kCode;
      if (count > 1 && only_letters && blanks_only && before_code) continue;
      best = {k + 1, term};
    }
    return best;
  }

  void AddTerm(std::size_t from, std::size_t to, const Term& term) {
    Item item = in_[from];
    item.kind = Kind::kTerm;
    item.means = term.means;
    item.value = term.value;
    item.last = in_[to - 1].last;
    out_.push_back(std::move(item));
  }

  // A form cuts its text off: the last words may be the beginning of a term.
  const Term* CutOff(std::size_t i) const {
    std::string key;
    for (std::size_t k = i; k < in_.size(); ++k) {
      if (in_[k].kind == Kind::kSign) continue;
      if (in_[k].kind != Kind::kWord) return nullptr;
      key += key.empty() ? KeyOf(in_[k]) : " " + KeyOf(in_[k]);
    }
    return terms_.FindBeginning(key, PlaceOf(in_[i]));
  }

  std::size_t AddWord(std::size_t i) {
    if (calibre_[i]) {
      out_.push_back(in_[i]);
      return i + 1;
    }
    auto [end, term] = LongestTerm(i);
    if (term != nullptr) {
      AddTerm(i, end, *term);
      return end;
    }
    const std::string key = KeyOf(in_[i]);
    if (std::ranges::any_of(key, IsDigit)) {  // of a calibre
      out_.push_back(in_[i]);
      return i + 1;
    }
    const bool foreign_word = key.find(kOtherLetter) != std::string::npos;
    if (!foreign_word && !IsName(key)) {
      if (const Term* cut = CutOff(i); cut != nullptr) {
        AddTerm(i, in_.size(), *cut);
        return in_.size();
      }
      if (const Term* near = terms_.FindMisspelt(key); near != nullptr) {
        AddTerm(i, i + 1, *near);
        return i + 1;
      }
    }
    out_.push_back(in_[i]);
    const std::size_t before_xs = key.find_last_not_of('X') + 1;  // "CGXXXX" is a number of which two letters are read
    const bool xs = before_xs == 0 || (before_xs <= kSeriesLettersMax && key.size() >= before_xs + 3);
    if (!foreign_word && (xs || key.size() <= kSeriesLettersMax)) out_.back().kind = Kind::kLetters;
    return i + 1;
  }

  bool IsName(std::string_view key) const {
    if (key.size() <= kSeriesLettersMax) return false;
    return words_.Make(key).state == vocab::Resolution::kResolved ||
           words_.Type(key).state == vocab::Resolution::kResolved;
  }

  std::size_t NextMeaning(std::size_t i) const {
    while (i < out_.size() && (out_[i].Is(Means::kFiller) || IsPhraseSign(out_[i]))) ++i;
    return i;
  }

  // "S/NUMERO" and "S. NUM" are without, "N/APARENTE" is not.
  void JoinShortForms() {
    for (std::size_t i = 0; i + 1 < out_.size(); ++i) {
      Item& item = out_[i];
      if (item.kind != Kind::kLetters || item.length() != 1) continue;
      char letter = text_.at(item.first);
      std::size_t next = IsPhraseSign(out_[i + 1]) ? i + 2 : i + 1;
      if (next >= out_.size() || out_[next].kind != Kind::kTerm) continue;
      Means means = out_[next].means;
      std::optional<Means> short_for;
      if (letter == 'S' && (means == Means::kLabel || means == Means::kSeen)) short_for = Means::kWithout;
      if (letter == 'S' && means == Means::kNo && !(next + 1 < out_.size() && out_[next + 1].MayBeNumber())) {
        short_for = Means::kWithout;
      }
      bool negates =
          means == Means::kSeen || means == Means::kHas || means == Means::kRecorded || means == Means::kLegible;
      if (letter == 'N') short_for = negates ? Means::kNot : Means::kLabel;
      if (!short_for) continue;
      item.kind = Kind::kTerm;
      item.means = *short_for;
    }
  }

  // "No. 123" is a label, "no visible" and "no serial" a negation, "no cano" neither.
  void DecideNo() {
    for (std::size_t i = 0; i < out_.size(); ++i) {
      if (!out_[i].Is(Means::kNo)) continue;
      std::size_t next = NextMeaning(i + 1);
      Means decided = Means::kFiller;
      if (next < out_.size() && out_[next].kind == Kind::kTerm) {
        Means means = out_[next].means;
        bool portuguese = language_ == "pt";
        if (means == Means::kLabel && !portuguese) {
          decided = Means::kWithout;
        } else if (!portuguese && (means == Means::kSeen || means == Means::kHas || means == Means::kRecorded ||
                                   means == Means::kLegible || means == Means::kOriginal)) {
          decided = Means::kNot;
        }
      } else if (next < out_.size() && out_[next].MayBeNumber()) {
        decided = Means::kLabel;
      }
      // "nº" is never a negation.
      std::string_view second = text_.Source(out_[i].first + 1, out_[i].first + 2);
      if (second == "º" || second == "°" || second == "№") decided = Means::kLabel;
      if (i > 0 && (out_[i - 1].Is(Means::kWithout) || IsPhraseSign(out_[i - 1]))) decided = Means::kLabel;
      out_[i].means = decided;
    }
  }

  // "35298 o 55298" is Spanish for "or"; "o desgaste" is Portuguese for "the".
  void DecideOr() {
    for (std::size_t i = 0; i < out_.size(); ++i) {
      if (!out_[i].Is(Means::kOr) || out_[i].length() > 1 || language_ == "es") continue;
      bool between = i > 0 && i + 1 < out_.size() && out_[i - 1].kind == Kind::kCode && out_[i + 1].kind == Kind::kCode;
      if (!between) out_[i].means = Means::kFiller;
    }
  }

  bool IsSeriesPlace(std::size_t i) const {
    if (i == 0) return true;
    if (out_[i].lower) return false;
    const Item& before = out_[i - 1];
    if (before.IsSign('-')) return !before.blank_before && !out_[i].blank_before;  // "A-A-806608"
    if (before.kind == Kind::kSign) return !before.IsSign(')') && !before.IsSign('.');
    return before.Is(Means::kLabel) || before.Is(Means::kKind) || before.kind == Kind::kLetters;
  }

  bool IsBehindLabel(std::size_t i) const {
    if (i > 0 && out_[i - 1].IsSign(':')) --i;
    return i > 0 && out_[i - 1].Is(Means::kLabel);
  }

  bool HasDigitBehind(std::size_t i) const {
    std::size_t next = i + 1;
    if (IsBehindLabel(i)) {  // "série A, nº 123"
      while (next < out_.size() && (out_[next].Is(Means::kLabel) || out_[next].IsSign(',') || out_[next].IsSign('.')))
        ++next;
    }
    const bool letter = out_[i].length() == 1;  // "A/12345"
    if (next < out_.size() && (out_[next].IsSign('-') || (letter && out_[next].IsSign('/')))) ++next;
    if (next < out_.size() && out_[next].kind == Kind::kLetters && out_[next].length() == 1)
      return HasDigitBehind(next);
    if (next >= out_.size() || out_[next].kind != Kind::kCode) return false;
    for (std::size_t k = out_[next].first; k < out_[next].last; ++k) {
      if (IsDigit(text_.at(k)) || IsUnreadSign(text_.at(k))) return true;
    }
    return false;
  }

  // "T6368-08 E 00959" against "B724805 E B724836": a letter between two codes belongs to the number where the code
  // before it is too short to be a number of its own.
  bool IsLetterBetween(std::size_t i) const {
    if (i == 0 || out_[i].length() != 1 || out_[i].lower) return false;
    const bool sign = i > 1 && (out_[i - 1].IsSign('-') || out_[i - 1].IsSign('/'));
    const Item& before = out_[sign ? i - 2 : i - 1];
    if (before.kind != Kind::kCode) return false;
    if (i + 1 == out_.size() || out_[i + 1].kind == Kind::kSign) return true;
    return HasDigitBehind(i) && out_[i - 1].kind == Kind::kCode && before.length() < 4 &&
           !IsLetter(text_.at(out_[i + 1].first));
  }

  // "identificado E.": a capital that ends the field is what was seen.
  bool IsLastLetter(std::size_t i) const {
    if (i == 0 || out_[i].length() != 1 || out_[i].lower) return false;
    if (i + 1 < out_.size() && !(i + 2 == out_.size() && out_[i + 1].kind == Kind::kSign)) return false;
    return out_[i - 1].Is(Means::kSeen) || out_[i - 1].Is(Means::kDigits) || out_[i - 1].Is(Means::kLegible);
  }

  void KeepSeries() {
    for (std::size_t i = out_.size(); i-- > 0;) {  // a letter before a letter of a series is one too
      Item& item = out_[i];
      if (item.kind != Kind::kTerm || item.length() > kShortLetters) continue;
      switch (item.means) {
        case Means::kLabel:
        case Means::kKind:
        case Means::kCalibre:
        case Means::kOwner:
        case Means::kQuantity:
        case Means::kPosition:
          continue;
        default:
          break;
      }
      bool letters = true;
      for (std::size_t k = item.first; k < item.last; ++k) letters &= IsLetter(text_.at(k));
      if (!letters) continue;
      if ((IsSeriesPlace(i) && HasDigitBehind(i)) || IsLetterBetween(i) || IsLastLetter(i)) item.kind = Kind::kLetters;
    }
  }

  const FoldedText& text_;
  std::vector<Item> in_;
  const RemarkTerms& terms_;
  const vocab::Vocabulary& words_;
  std::string_view language_;
  std::vector<bool> spelled_out_;
  std::vector<bool> calibre_;  // the second word of one
  std::vector<Item> out_;
};

}  // namespace

std::vector<Item> RecognizeTerms(const FoldedText& text, std::vector<Item> items, const RemarkTerms& terms,
                                 const vocab::Vocabulary& words, std::string_view language) {
  return Recognizer(text, std::move(items), terms, words, language).Run();
}

}  // namespace proofmark::match
