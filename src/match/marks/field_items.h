// SPDX-License-Identifier: Apache-2.0
// Items are a serial field taken apart: words that the vocabulary knows, letters and codes that may be part of a
// number, other words, and signs.
//
//   FieldItems items = Itemize("KOJ 38?63 - revelado no cano", terms, words, "pt");
//   // letters KOJ, code 38?63, sign -, term restored, term filler, term position=barrel
//
// A code is a run of letters, digits and unread signs with a digit or an unread sign in it. Words grown together with
// a code ("lacre0042", "3983no") are taken off it; a long word with a digit for a letter ("eliminad0") is that word.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "match/marks/folded_text.h"
#include "match/marks/remark_terms.h"
#include "vocab/vocabulary.h"

namespace proofmark::match {

struct Item {
  enum class Kind : std::uint8_t { kTerm, kLetters, kWord, kCode, kSign };

  Kind kind = Kind::kSign;
  Means means = Means::kFiller;  // of a term
  std::string value{};           // of a term
  std::size_t first = 0;         // glyphs
  std::size_t last = 0;
  int brackets = 0;          // how many are open around it
  bool blank_before = true;  // a blank or the start of the field
  bool lower = false;        // begins with a small letter
  char sign = ' ';           // of a sign

  bool Is(Means wanted) const { return kind == Kind::kTerm && means == wanted; }
  bool IsSign(char wanted) const { return kind == Kind::kSign && sign == wanted; }
  bool MayBeNumber() const { return kind == Kind::kLetters || kind == Kind::kCode; }
  std::size_t length() const { return last - first; }
};

// Words of more letters are no part of a number.
inline constexpr std::size_t kSeriesLettersMax = 4;

struct FieldItems {
  FoldedText text;
  std::vector<Item> items;
};

// The text must outlive the items.
FieldItems Itemize(std::string_view text, const RemarkTerms& terms, const vocab::Vocabulary& words,
                   std::string_view language);

}  // namespace proofmark::match
