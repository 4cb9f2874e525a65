// SPDX-License-Identifier: Apache-2.0
// The second step of Itemize: which of the words say something, and which short words are letters of a number.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "match/marks/field_items.h"

namespace proofmark::match {

// A long word in which one or two digits stand for the letters they look like, as that word: "ELIMINAD0" gives
// "ELIMINADO". Empty for anything else.
std::string MendedWord(std::string_view code);

// Words become terms (the longest known row of words first, then a misspelling, then a word cut off at the end of the
// field), letters of up to kSeriesLettersMax, or stay words. Short words that stand where a series stands become
// letters: "E 42501", "SEM 30626".
std::vector<Item> RecognizeTerms(const FoldedText& text, std::vector<Item> items, const RemarkTerms& terms,
                                 const vocab::Vocabulary& words, std::string_view language);

}  // namespace proofmark::match
