// SPDX-License-Identifier: Apache-2.0
// The classic mistakes: numbers that are no serials, and serials that cannot be.
#include <algorithm>
#include <array>
#include <set>

#include "match/marks/serial_grammar.h"
#include "match/marks/serial_question.h"

namespace proofmark::match {

using base::Say;

namespace {

constexpr std::size_t kShortMax = 2;         // known characters
constexpr std::size_t kCommonDigitsMax = 5;  // a number of digits only, up to this long, is shared by many makes
constexpr std::size_t kSuggestionsMax = 3;
constexpr int kFirstYear = 1850;
constexpr int kLastYear = 2049;

void Add(std::vector<Warning>& warnings, std::string_view code, base::Sentence text) {
  for (const Warning& warning : warnings) {
    if (warning.code == code) return;
  }
  warnings.push_back({std::string(code), std::move(text)});
}

bool IsDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::size_t KnownCharacters(const ReadMark& read) {
  std::size_t known = 0;
  for (const Spelling* part : {&read.head, &read.tail}) {
    for (Characters set : *part) known += TextOf(set).size() == 1 ? 1 : 0;
  }
  return known;
}

bool IsPlaceholder(const std::string& text) {
  const bool same = text.size() >= 3 && text.find_first_not_of(text.front()) == std::string::npos;
  return same || (text.size() >= 5 && std::string_view("12345678901234567890").substr(0, text.size()) == text) ||
         (text.size() >= 5 && text.find_first_not_of('0') == text.size() - 1);
}

// What is really misread for what, commonest first: 0 and O are nearly nine in ten of the misreadings in a register.
constexpr std::array<std::pair<char, std::string_view>, 17> kConfusables = {{{'O', "0QD"},
                                                                             {'0', "OQD"},
                                                                             {'Q', "O0"},
                                                                             {'D', "O0"},
                                                                             {'I', "1L"},
                                                                             {'1', "IL7"},
                                                                             {'L', "1I"},
                                                                             {'5', "S"},
                                                                             {'S', "5"},
                                                                             {'8', "B3"},
                                                                             {'B', "8"},
                                                                             {'2', "Z"},
                                                                             {'Z', "2"},
                                                                             {'6', "G"},
                                                                             {'G', "6"},
                                                                             {'7', "1"},
                                                                             {'3', "8"}}};

std::vector<std::string> OneMisreadingAway(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (const auto& [written, meant] : kConfusables) {
      if (written != text[i]) continue;
      for (char c : meant) {
        out.push_back(text);
        out.back()[i] = c;
      }
    }
  }
  return out;
}

std::string NameOf(const vocab::Vocabulary& words, std::string_view list, const std::string& code) {
  const vocab::Code* found = words.List(list).Find(code);
  return found == nullptr ? code : found->name;
}

bool IsForm(const SerialRule& rule) {
  return rule.means == MarkMeaning::kForm || rule.means == MarkMeaning::kClosedForm;
}

}  // namespace

// A name that stands where the maker's name is looked for, on weapons that others made.
void SerialGrammar::WarnOfName(const Question& question, std::vector<Warning>& warnings) const {
  const base::Result<ReadMark> make = ReadMark::Parse(CompactMark(question.weapon.make_text));
  for (const SerialRule& rule : rules_) {
    if (rule.means != MarkMeaning::kImporter) continue;
    const bool as_make = make.ok() && make->IsFullyRead() && !rule.pattern.Match(*make).empty();
    const bool as_mark = question.read.IsFullyRead() && !rule.pattern.Match(question.read).empty();
    if (!as_make && !as_mark) continue;
    Add(warnings, "importer_as_make",
        Say("importer_as_make",
            "{mark} is the mark of an importer: look for the maker's own mark, and ask the country of manufacture",
            {{"mark", as_make ? question.weapon.make_text : question.mark.text}}));
  }
}

void SerialGrammar::WarnOfModel(const Question& question, std::vector<Warning>& warnings) const {
  if (!question.read.IsFullyRead()) return;
  const std::string text = question.read.Text();
  const std::string& make = question.weapon.make;
  if (text == CompactMark(question.weapon.model_text)) {
    Add(warnings, "model_as_serial",
        Say("model_given", "{mark} is also given as the model: look for another number",
            {{"mark", question.mark.text}}));
    return;
  }
  // Without a make any model of this name may be meant; a weapon of one make is not of another's model.
  std::set<std::string> makes;
  const auto [begin, end] = models_.equal_range(text);
  for (auto model = begin; model != end; ++model) {
    const std::string& of = model->second->more.at("make");
    if (make.empty() || of == make) makes.insert(NameOf(*words_, "makes", of));
  }
  if (makes.empty()) return;
  Add(warnings, "model_as_serial",
      Say("model_of", "{mark} is the name of a model of {makes}, and may have been taken for the serial number",
          {{"mark", question.mark.text}, {"makes", makes}}));
}

void SerialGrammar::WarnOfMeaning(const Question& question, std::vector<Warning>& warnings) const {
  if (!question.read.IsFullyRead()) return;
  const base::Json mark = {{"mark", question.mark.text}};
  for (const SerialRule& rule : rules_) {
    const bool date = rule.means == MarkMeaning::kDate && question.mark.kind == "serial" && !question.country.empty();
    if (!date && rule.means != MarkMeaning::kPatent && rule.means != MarkMeaning::kStockNumber) continue;
    if (Match(rule, question, true).empty()) continue;
    if (date) {
      Add(warnings, "date_as_serial",
          Say("date_as_serial",
              "{mark} has the form of a proof house's year mark: it dates the weapon and is no serial number", mark));
    } else if (rule.means == MarkMeaning::kPatent) {
      Add(warnings, "patent_as_serial",
          Say("patent_as_serial", "{mark} is a patent's number: every weapon of the model bears it", mark));
    } else {
      Add(warnings, "stock_number_as_serial",
          Say("stock_number_as_serial", "{mark} has the form of a NATO stock number: every weapon of the kind bears it",
              mark));
    }
  }
}

void SerialGrammar::WarnOfNumber(const Question& question, std::vector<Warning>& warnings) const {
  const std::string& written = question.mark.text;
  auto add = [&](std::string_view code, std::string_view form) {
    Add(warnings, code, Say(code, form, {{"mark", written}}));
  };
  if (KnownCharacters(question.read) <= kShortMax) {
    add("too_short", "{mark}: too little was read to tell one weapon from another");
  }
  if (!question.read.IsFullyRead()) return;
  const std::string text = question.read.Text();
  if (IsPlaceholder(text)) {
    add("placeholder", "{mark} looks like something written to fill the field");
    return;
  }
  // Three digits at most: longer ones are numbers that happen to name a cartridge.
  const bool calibre = words_->Calibre(written).state == vocab::Resolution::kResolved ||
                       words_->Calibre(text).state == vocab::Resolution::kResolved;
  if (calibre && (!IsDigits(text) || text.size() <= 3)) {
    add("calibre_as_serial", "{mark} is a calibre, and may have been taken for the serial number");
  }
  if (IsDigits(text) && text.size() == 4 && std::stoi(text) >= kFirstYear && std::stoi(text) <= kLastYear) {
    add("year_as_serial", "{mark} may be a year");
  }
  if (IsDigits(text) && text.size() > kShortMax && text.size() <= kCommonDigitsMax) {
    add("common_number",
        "{mark}: a short number of digits only; many makers have used it, so the make and the model decide");
  }
}

// Does a rule of this make tell what the number means, so that it can be a true one?
bool SerialGrammar::IsExplained(const Question& question) const {
  return std::any_of(rules_.begin(), rules_.end(), [&](const SerialRule& rule) {
    return rule.means == MarkMeaning::kSerial && rule.make == question.weapon.make && !rule.says.empty() &&
           rule.says.front().name == "year" && !Match(rule, question, false).empty();
  });
}

void SerialGrammar::WarnOfMake(const Question& question, std::vector<Warning>& warnings) const {
  const MarkedWeapon& weapon = question.weapon;
  if (weapon.make.empty()) return;
  const base::Json of_make = {{"mark", question.mark.text}, {"make", NameOf(*words_, "makes", weapon.make)}};
  for (const SerialRule& rule : rules_) {
    if (rule.make != weapon.make) continue;
    const std::vector<Spelling> spellings = Match(rule, question, false);
    if (spellings.empty()) continue;
    if (rule.means == MarkMeaning::kClosedForm && !IsExplained(question)) {
      Add(warnings, "serial_make_mismatch",
          Say("letters_of_another_make",
              "{mark}: no number of {make} of this form begins with these letters; the make, or a letter, is another "
              "one",
              of_make));
    }
    const bool past = std::any_of(rule.says.begin(), rule.says.end(),
                                  [&](const SaysTerm& term) { return term.IsPastTheEnd(spellings); });
    if (past) {
      Add(warnings, "calibre_mismatch_by_serial",
          Say("higher_than_any", "{mark} is higher than any such number of {make} in this calibre", of_make));
    }
  }
  for (const Decoded& decoded : Decode(question.mark, weapon)) {
    if (decoded.fits != Fit::kConflicts) continue;
    const auto calibre = decoded.says.find("calibre");
    if (calibre != decoded.says.end()) {
      base::Json values = of_make;
      values["by_letters"] = NameOf(*words_, "calibres", calibre->get<std::string>());
      values["told"] = NameOf(*words_, "calibres", weapon.calibre);
      Add(warnings, "calibre_mismatch_by_serial",
          Say("calibre_by_letters", "{mark}: by its letters {make} made it in {by_letters}, not in {told}",
              std::move(values)));
    } else {
      Add(warnings, "serial_make_mismatch",
          Say("time_by_rule", "{mark}: by the rule {rule} it was made at another time than is stated",
              {{"mark", question.mark.text}, {"rule", decoded.rule}}));
    }
  }
}

void SerialGrammar::WarnOfMisreading(const Question& question, std::vector<Warning>& warnings) const {
  if (question.weapon.make.empty() || !question.read.IsFullyRead()) return;
  auto has_form = [&](const Question& asked) {
    bool any = false;
    bool closed = false;
    for (const SerialRule& rule : rules_) {
      if (rule.make != asked.weapon.make || !IsForm(rule) || Match(rule, asked, false).empty()) continue;
      any = true;
      closed = closed || rule.means == MarkMeaning::kClosedForm;
    }
    return any && (!closed || IsExplained(asked));
  };
  const bool knows_forms = std::any_of(rules_.begin(), rules_.end(), [&](const SerialRule& rule) {
    return rule.make == question.weapon.make && IsForm(rule);
  });
  if (!knows_forms || has_form(question)) return;
  base::Json suggestions = base::Json::array();
  for (const std::string& other : OneMisreadingAway(question.read.Text())) {
    MarkReading mark = question.mark;
    mark.text = mark.pattern = other;
    const std::optional<Question> asked = Ask(mark, question.weapon);
    if (!asked || !has_form(*asked) || suggestions.size() == kSuggestionsMax) continue;
    suggestions.push_back(other);
  }
  if (suggestions.empty()) return;
  Add(warnings, "confusable_reading",
      Say("confusable_reading",
          "{mark} is no form of number that {make} is known to use; one character may be misread: {either}",
          {{"mark", question.mark.text},
           {"make", NameOf(*words_, "makes", question.weapon.make)},
           {"either", std::move(suggestions)}}));
}

std::vector<Warning> SerialGrammar::Warn(const MarkReading& mark, const MarkedWeapon& weapon) const {
  std::vector<Warning> warnings;
  const std::optional<Question> question = Ask(mark, weapon);
  if (!question) return warnings;
  WarnOfName(*question, warnings);
  if (mark.kind != "serial" && mark.kind != "unknown") return warnings;
  WarnOfModel(*question, warnings);
  WarnOfMeaning(*question, warnings);
  WarnOfNumber(*question, warnings);
  WarnOfMake(*question, warnings);
  WarnOfMisreading(*question, warnings);
  return warnings;
}

std::vector<Warning> SerialGrammar::Warn(const FieldReading& field, const MarkedWeapon& weapon) const {
  std::vector<Warning> warnings;
  std::set<std::string> patterns;
  std::string places;
  base::Json parts = base::Json::array();
  for (const MarkReading& mark : field.serials) {
    for (Warning& warning : Warn(mark, weapon)) {
      if (std::find(warnings.begin(), warnings.end(), warning) == warnings.end())
        warnings.push_back(std::move(warning));
    }
    if (mark.kind != "serial" || !patterns.insert(mark.pattern).second) continue;
    places += (places.empty() ? "" : ", ") + mark.text;
    for (const std::string& position : mark.positions) places += " (" + position + ")";
    parts.push_back({{"number", mark.text}, {"positions", mark.positions}});
  }
  if (patterns.size() > 1) {
    Add(warnings, "several_numbers",
        Say("several_numbers",
            "{numbers}: parts with different numbers; it may be put together from several weapons, so trace each of "
            "them",
            {{"numbers", places}, {"parts", std::move(parts)}}));
  }
  return warnings;
}

}  // namespace proofmark::match
