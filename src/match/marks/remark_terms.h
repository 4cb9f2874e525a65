// SPDX-License-Identifier: Apache-2.0
// RemarkTerms is data/remark_terms.csv as the reader of marks uses it: which words say what about a number.
//
//   PM_ASSIGN(RemarkTerms terms, RemarkTerms::Make(words));
//   terms.Find("RASPADO", {})->means;         // Means::kRemoved
//   terms.FindMisspelt("SUMPRIMIDO")->means;  // Means::kRemoved: one letter away from SUPRIMIDO
//   terms.FindBeginning("SEM NUMERAC", {});   // cut off by the width of a form
//
// Keys are TermKey()s. Words of up to kShortLetters letters count in their own script only, and with a language named
// in that language only ("no", "com"); longer ones always. Safe from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "vocab/vocabulary.h"

namespace proofmark::match {

inline constexpr std::size_t kShortLetters = 3;
inline constexpr std::size_t kTermWordsMax = 6;

// What a word says; docs/reference/marks.md has the list with examples. The names there are the words of the table.
enum class Means : std::uint8_t {
  kRemoved,    // taken off: filed, ground, punched, scratched
  kIllegible,  // still there, nobody can read it: rust, wear, damage
  kTampered,   // tampered with; the manner decides whether it is gone or false
  kRestamped,  // what shows is not the first number: re-marked, overwritten
  kRestored,   // made visible again
  kOriginal,
  kAbsent,    // never had one
  kUnknown,   // nobody knows, nobody wrote it down, a placeholder
  kSeen,      // seen, found, identified: "not" makes it unknown
  kLegible,   // readable: "not" makes it illegible
  kHas,       // has, bears: "not" makes it absent
  kRecorded,  // stands, recorded: "not" makes it unknown
  kNot,
  kWithout,   // "without" a number makes it absent
  kNo,        // English and Spanish "no", the abbreviation "No.", Portuguese "in the"
  kPosition,  // value: of mark_positions
  kKind,      // value: of mark_kinds; the number behind it is of that kind
  kOwner,     // a service or owner whose property mark it is
  kLabel,     // number, serial: what follows is the number
  kDigits,    // digit, character; value: many
  kCount,     // value: the number; 0 to 9 are also digits spelled out
  kFirst,     // value: many, part
  kLast,
  kMiddle,
  kNth,   // value: which
  kRest,  // the others
  kOnly,
  kPartial,
  kIs,  // "where # is": explains a sign; value: may, for "may be"
  kAnd,
  kOr,
  kBetween,
  kTo,      // re-marked "to" another number
  kFiller,  // says nothing about the number
  kQuantity,
  kCalibre,
  kObject,    // ammunition, a replica: not what the field is for
  kDocument,  // a number of a file, question or page
};

// Where a word was met.
struct Place {
  std::string_view language{};  // empty: nobody said
  bool foreign = false;         // in another script than Latin
};

struct Term {
  Means means = Means::kFiller;
  std::string value;
  std::string language;
  std::size_t words = 1;
  bool foreign = false;

  bool many() const { return value == "many"; }
};

class RemarkTerms {
 public:
  // Errors: kInvalid (a meaning, position, kind or value that nobody knows; the message names the line).
  static base::Result<RemarkTerms> Make(const vocab::Vocabulary& words);

  const Term* Find(std::string_view key, Place place) const;
  // A word without digits, at one letter's distance from six letters on, at two from nine on. Of equally near terms
  // the first in the table counts.
  const Term* FindMisspelt(std::string_view word) const;
  // A term that the key is the beginning of, from four letters on, where all such terms mean the same.
  const Term* FindBeginning(std::string_view key, Place place) const;

  // The most words that a term beginning with this word has; 0 where none does.
  std::size_t WordsFrom(std::string_view first_word) const;

 private:
  struct KeyHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const { return std::hash<std::string_view>{}(key); }
  };
  struct Long {
    std::string key;
    std::uint32_t letters = 0;  // which of A-Z it has
    Term term;
  };
  template <typename T>
  using ByKey = std::unordered_map<std::string, T, KeyHash, std::equal_to<>>;

  ByKey<std::vector<Term>> terms_;
  ByKey<std::size_t> words_from_;
  std::vector<Long> longs_;                            // single words of six letters and more
  std::vector<std::pair<std::string, Term>> ordered_;  // by key
};

// Insertions, deletions, replacements and exchanges of neighbours between two words; more than `most` counts as
// most + 1.
int EditDistance(std::string_view left, std::string_view right, int most);

}  // namespace proofmark::match
