// SPDX-License-Identifier: Apache-2.0
// A SerialGrammar is what makers' numbers tell by their form, and the mistakes that officers make with marks.
//
//   PM_ASSIGN(SerialGrammar grammar, SerialGrammar::Make(words));
//   grammar.Decode({.text = "ZK 434432", .pattern = "ZK434432"}, {.make = "taurus"});
//       // {rule "taurus-1981-letters", says {"year": 2006, "month": 11}, fits kUnknown}
//   grammar.Warn({.text = "642", .pattern = "642"}, {.make = "smith-wesson"});
//       // {"model_as_serial", "642 is the name of a model of Smith & Wesson, ..."}
//
// The rules are data/serial_rules.csv, each with its source (docs/reference/serial_rules.md). They read partial marks
// as far as the characters that decide can be read. A rule tells what a true number of this form means; it does not
// tell that the number is true, nor who made the weapon. Read-only after Make; safe from any thread; the vocabulary
// must outlive it.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/sentence.h"
#include "match/marks/reading.h"
#include "match/marks/serial_rule.h"
#include "vocab/vocabulary.h"

namespace proofmark::match {

// What else is known of the weapon: codes of data/, empty where nobody said; texts as they were written.
struct MarkedWeapon {
  std::string make{};
  std::string make_text{};
  std::string model_text{};
  std::string calibre{};
  std::string type{};
  std::optional<std::int32_t> year{};        // of manufacture, as stated
  std::optional<std::int32_t> known_year{};  // the weapon existed by then: of the recovery, of the register
};

enum class Fit {
  kUnknown,  // nothing to compare with
  kAgrees,   // with the stated year or calibre
  kConflicts,
};
std::string_view ToText(Fit fit);  // "unknown", "agrees", "conflicts"

struct Decoded {
  std::string rule;
  base::Json says;  // {"year", "month", "calibre", "year_from", ...}; never empty
  std::string source;
  Fit fits = Fit::kUnknown;
};

struct Warning {
  std::string code;
  base::Sentence text;

  bool operator==(const Warning&) const = default;
};

// Letters and digits only, in upper case: "PT 92" and "pt-92" are one.
std::string CompactMark(std::string_view text);

class SerialGrammar {
 public:
  // Errors: kInvalid (a row of serial_rules.csv that means nothing).
  static base::Result<SerialGrammar> Make(const vocab::Vocabulary& words);

  // In the order of the table. Nothing for a mark that no rule reads, also for one that is no mark.
  std::vector<Decoded> Decode(const MarkReading& mark, const MarkedWeapon& weapon) const;

  // In the order of docs/reference/serial_rules.md; each code at most once.
  std::vector<Warning> Warn(const MarkReading& mark, const MarkedWeapon& weapon) const;
  // Of a whole field: those of each of its numbers, and that they differ.
  std::vector<Warning> Warn(const FieldReading& field, const MarkedWeapon& weapon) const;

 private:
  struct Question;  // a mark as it is matched

  explicit SerialGrammar(const vocab::Vocabulary& words) : words_(&words) {}
  std::optional<Question> Ask(const MarkReading& mark, const MarkedWeapon& weapon) const;
  std::vector<Spelling> Match(const SerialRule& rule, const Question& question, bool any_kind) const;
  bool Holds(const SerialCondition& condition, const Question& question, bool any_kind) const;
  bool IsExplained(const Question& question) const;
  bool MayHaveSeveralForms(const Question& question) const;

  void WarnOfName(const Question& question, std::vector<Warning>& warnings) const;
  void WarnOfModel(const Question& question, std::vector<Warning>& warnings) const;
  void WarnOfMeaning(const Question& question, std::vector<Warning>& warnings) const;
  void WarnOfNumber(const Question& question, std::vector<Warning>& warnings) const;
  void WarnOfMake(const Question& question, std::vector<Warning>& warnings) const;
  void WarnOfMisreading(const Question& question, std::vector<Warning>& warnings) const;

  const vocab::Vocabulary* words_;
  std::vector<SerialRule> rules_;
  std::unordered_multimap<std::string, const vocab::Code*> models_;  // by CompactMark of their names
};

}  // namespace proofmark::match
