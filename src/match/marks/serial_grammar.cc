// SPDX-License-Identifier: Apache-2.0
#include "match/marks/serial_grammar.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "match/marks/serial_question.h"

namespace proofmark::match {
namespace {

using base::Result;

bool IsIn(const std::vector<std::string>& values, std::string_view value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

// The words of a column, parted by blanks.
bool HasWord(const std::string& words, std::string_view word) {
  for (std::size_t at = 0; at < words.size();) {
    const std::size_t end = std::min(words.find(' ', at), words.size());
    if (std::string_view(words).substr(at, end - at) == word) return true;
    at = end + 1;
  }
  return false;
}

// The same cartridge, or one that the other may be meant by: ".38" and ".38-special".
bool CalibresAgree(const vocab::Vocabulary& words, const std::string& a, const std::string& b) {
  if (a == b) return true;
  const vocab::Code* one = words.List("calibres").Find(a);
  const vocab::Code* other = words.List("calibres").Find(b);
  return (one != nullptr && HasWord(one->more.at("family"), b)) ||
         (other != nullptr && HasWord(other->more.at("family"), a));
}

bool CalibresCanAgree(const vocab::Vocabulary& words, const std::string& a, const std::string& b) {
  if (CalibresAgree(words, a, b)) return true;
  const vocab::Code* one = words.List("calibres").Find(a);
  const vocab::Code* other = words.List("calibres").Find(b);
  if (one == nullptr || other == nullptr) return true;  // what nobody knows excludes nothing
  const std::string& families = one->more.at("family");
  for (std::size_t at = 0; at < families.size();) {
    const std::size_t end = std::min(families.find(' ', at), families.size());
    if (HasWord(other->more.at("family"), families.substr(at, end - at))) return true;
    at = end + 1;
  }
  return false;
}

std::optional<std::int64_t> NumberIn(const base::Json& says, const std::string& key) {
  auto found = says.find(key);
  if (found == says.end() || !found->is_number_integer()) return std::nullopt;
  return found->get<std::int64_t>();
}

Fit FitOf(const vocab::Vocabulary& words, const base::Json& says, const MarkedWeapon& weapon) {
  Fit fit = Fit::kUnknown;
  const std::optional<std::int64_t> year = NumberIn(says, "year");
  const std::optional<std::int64_t> from = year ? year : NumberIn(says, "year_from");
  const std::optional<std::int64_t> to = year ? year : NumberIn(says, "year_to");
  if (weapon.known_year && from && *from > *weapon.known_year) return Fit::kConflicts;
  if (weapon.year && (from || to)) {
    const bool inside = (!from || *from <= *weapon.year) && (!to || *weapon.year <= *to);
    if (!inside) return Fit::kConflicts;
    fit = Fit::kAgrees;
  }
  if (auto calibre = says.find("calibre"); calibre != says.end() && !weapon.calibre.empty()) {
    if (!CalibresCanAgree(words, calibre->get<std::string>(), weapon.calibre)) return Fit::kConflicts;
    fit = Fit::kAgrees;
  }
  return fit;
}

// A rule that a mark can be read by, and what it would say.
struct Reading {
  const SerialRule* rule;
  base::Json says;
};

constexpr std::array<std::string_view, 3> kEnds = {"", "_from", "_to"};

base::Json Said(const base::Json& says, const std::string& name) {
  base::Json out = base::Json::array();
  for (std::string_view end : kEnds) out.push_back(says.value(name + std::string(end), base::Json(nullptr)));
  return out;
}

// A mark that is read in part can fit several lines of one make. Only what all of them say is known.
void KeepWhatAllSay(std::vector<Reading>& readings) {
  for (std::string name : {"year", "month", "calibre"}) {
    std::vector<Reading*> tell;
    for (Reading& reading : readings) {
      const std::vector<SaysTerm>& terms = reading.rule->says;
      const bool tells = std::any_of(terms.begin(), terms.end(), [&](const SaysTerm& t) { return t.name == name; });
      if (tells && !reading.rule->make.empty()) tell.push_back(&reading);
    }
    const bool one = std::all_of(tell.begin(), tell.end(), [&](const Reading* reading) {
      return Said(reading->says, name) == Said(tell.front()->says, name);
    });
    if (one) continue;
    for (Reading* reading : tell) {
      for (std::string_view end : kEnds) reading->says.erase(name + std::string(end));
    }
  }
}

}  // namespace

std::string CompactMark(std::string_view text) {
  std::string out;
  for (char c : base::LookupKey(text)) {
    if (CharactersOf(c) != 0 && c != '-') out += c;
  }
  return out;
}

std::string_view ToText(Fit fit) {
  switch (fit) {
    case Fit::kAgrees:
      return "agrees";
    case Fit::kConflicts:
      return "conflicts";
    case Fit::kUnknown:
      break;
  }
  return "unknown";
}

Result<SerialGrammar> SerialGrammar::Make(const vocab::Vocabulary& words) {
  SerialGrammar grammar(words);
  const vocab::Table& table = words.Rows("serial_rules");
  for (const vocab::TableRow& row : table.rows) {
    PM_ASSIGN(SerialRule rule, SerialRule::Parse(table, row));
    if (!rule.make.empty() && words.List("makes").Find(rule.make) == nullptr) {
      return vocab::RowError(table.file, row.line, "there is no make \"" + rule.make + "\"", "make");
    }
    grammar.rules_.push_back(std::move(rule));
  }
  for (const vocab::Code& model : words.List("models").all()) {
    grammar.models_.emplace(CompactMark(model.name), &model);
  }
  return grammar;
}

std::optional<SerialGrammar::Question> SerialGrammar::Ask(const MarkReading& mark, const MarkedWeapon& weapon) const {
  Result<ReadMark> read = ReadMark::Parse(mark.pattern);
  if (!read.ok() || mark.pattern.empty()) return std::nullopt;
  Question question{mark, weapon, std::move(read).value(), std::nullopt, ""};
  // Rules with hyphens look at the text: the pattern has dropped them.
  std::string text;
  for (char c : base::LookupKey(mark.text)) {
    if (c != ' ') text += c;
  }
  if (Result<ReadMark> with_hyphens = ReadMark::Parse(text); with_hyphens.ok() && text.find('-') != std::string::npos) {
    question.text = std::move(with_hyphens).value();
  }
  if (const vocab::Code* make = words_->List("makes").Find(weapon.make); make != nullptr) {
    question.country = make->more.at("country");
  }
  return question;
}

bool SerialGrammar::Holds(const SerialCondition& condition, const Question& question, bool any_kind) const {
  const MarkedWeapon& weapon = question.weapon;
  if (condition.field == "kind") return any_kind || IsIn(condition.values, question.mark.kind);
  if (condition.field == "country") return question.country.empty() || IsIn(condition.values, question.country);
  if (condition.field == "type") return IsIn(condition.values, weapon.type);
  return !weapon.calibre.empty() &&
         std::any_of(condition.values.begin(), condition.values.end(),
                     [&](const std::string& value) { return CalibresAgree(*words_, value, weapon.calibre); });
}

std::vector<Spelling> SerialGrammar::Match(const SerialRule& rule, const Question& question, bool any_kind) const {
  if (!rule.make.empty() && rule.make != question.weapon.make) return {};
  for (const SerialCondition& condition : rule.conditions) {
    if (!Holds(condition, question, any_kind)) return {};
  }
  if (!rule.pattern.has_hyphen()) return rule.pattern.Match(question.read);
  return question.text ? rule.pattern.Match(*question.text) : std::vector<Spelling>{};
}

// "AB*" may have two letters and six digits, or three letters: what the letters mean depends on which.
bool SerialGrammar::MayHaveSeveralForms(const Question& question) const {
  const auto forms = std::count_if(rules_.begin(), rules_.end(), [&](const SerialRule& rule) {
    const bool form = rule.means == MarkMeaning::kForm || rule.means == MarkMeaning::kClosedForm;
    return form && rule.make == question.weapon.make && !Match(rule, question, false).empty();
  });
  return forms > 1;
}

std::vector<Decoded> SerialGrammar::Decode(const MarkReading& mark, const MarkedWeapon& weapon) const {
  const std::optional<Question> question = Ask(mark, weapon);
  if (!question) return {};
  const bool unsure = MayHaveSeveralForms(*question);
  std::vector<Reading> matches;
  for (const SerialRule& rule : rules_) {
    if (unsure && !rule.make.empty()) continue;
    if (rule.says.empty() || (rule.means != MarkMeaning::kSerial && rule.means != MarkMeaning::kDate)) continue;
    const std::vector<Spelling> spellings = Match(rule, *question, false);
    if (spellings.empty()) continue;
    matches.push_back({&rule, base::Json::object()});
    for (const SaysTerm& term : rule.says) term.AddTo(spellings, matches.back().says);
  }
  KeepWhatAllSay(matches);
  std::vector<Decoded> out;
  for (const Reading& match : matches) {
    const bool told = std::any_of(out.begin(), out.end(), [&](const Decoded& other) {
      return other.rule == match.rule->name && other.says == match.says;
    });
    if (match.says.empty() || told) continue;
    out.push_back({match.rule->name, match.says, match.rule->source, FitOf(*words_, match.says, weapon)});
  }
  return out;
}

}  // namespace proofmark::match
