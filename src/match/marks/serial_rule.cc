// SPDX-License-Identifier: Apache-2.0
#include "match/marks/serial_rule.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <limits>
#include <utility>

#include "base/text.h"

namespace proofmark::match {
namespace {

using base::Json;
using base::Result;

constexpr std::int32_t kSpanMax = 10;  // years or months: a wider range says nothing
constexpr std::int32_t kPivot = 52;    // 52 to 99 are of the last century: German proof marks with years begin in 1952
constexpr char kAlphabetHole = '.';    // a place of the alphabet that no mark of this rule bears

std::vector<std::string_view> Split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    std::size_t end = std::min(text.find(at), text.size());
    if (end > 0) parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

template <typename T>
bool ToNumber(std::string_view text, T& out) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

struct Span {
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  std::int64_t most = std::numeric_limits<std::int64_t>::min();
  bool known = false;

  void Add(std::int64_t value) {
    least = std::min(least, value);
    most = std::max(most, value);
    known = true;
  }
};

// The characters at a position from 1, or from the end for -1.
Characters At(const Spelling& spelling, int position) {
  const auto size = static_cast<int>(spelling.size());
  const int index = position > 0 ? position - 1 : size + position;
  return index >= 0 && index < size ? spelling[static_cast<std::size_t>(index)] : 0;
}

void AddLetter(const SaysTerm& term, const Spelling& spelling, Span& span) {
  for (std::size_t i = 0; i < term.alphabet.size(); ++i) {
    if (term.alphabet[i] == kAlphabetHole) continue;
    if ((At(spelling, term.first) & CharactersOf(term.alphabet[i])) != 0) {
      span.Add(term.base + static_cast<std::int64_t>(i));
    }
  }
}

void AddTwoDigits(const SaysTerm& term, const Spelling& spelling, Span& span) {
  for (std::size_t tens = 0; tens < term.alphabet.size(); ++tens) {
    if ((At(spelling, term.first) & CharactersOf(term.alphabet[tens])) == 0) continue;
    for (std::size_t ones = 0; ones < term.alphabet.size(); ++ones) {
      if ((At(spelling, term.second) & CharactersOf(term.alphabet[ones])) == 0) continue;
      const auto year = static_cast<std::int64_t>(tens * 10 + ones);
      span.Add(year + (year >= kPivot ? 1900 : 2000));
    }
  }
}

// The least and the greatest number that a spelling of digits can be.
Span NumberOf(const Spelling& spelling) {
  std::int64_t least = 0;
  std::int64_t most = 0;
  for (Characters set : spelling) {
    const Characters digits = (set & kDigits) >> 26;
    if (digits == 0 || most > std::numeric_limits<std::int64_t>::max() / 100) return {};
    least = least * 10 + std::countr_zero(digits);
    most = most * 10 + (63 - std::countl_zero(digits));
  }
  Span span;
  span.Add(least);
  span.Add(most);
  return span;
}

const SaysTerm::Step* StepOf(const SaysTerm& term, std::int64_t number) {
  const SaysTerm::Step* found = nullptr;
  for (const SaysTerm::Step& step : term.steps) {
    if (step.from <= number) found = &step;
  }
  return found;
}

void AddSteps(const SaysTerm& term, const std::vector<Spelling>& spellings, Json& says) {
  Span number;
  for (const Spelling& spelling : spellings) {
    const Span one = NumberOf(spelling);
    if (!one.known) return;
    number.Add(one.least);
    number.Add(one.most);
  }
  const SaysTerm::Step* from = StepOf(term, number.least);
  const SaysTerm::Step* to = StepOf(term, number.most);
  if (!number.known || from == nullptr || to == nullptr || !from->value || !to->value) return;
  if (from == to && !from->or_before) {
    says[term.name] = *from->value;
  } else if (from->or_before || *to->value - *from->value <= kSpanMax) {
    if (!from->or_before) says[term.name + "_from"] = *from->value;
    says[term.name + "_to"] = *to->value;
  }
}

void AddSpan(const std::string& name, const Span& span, Json& says) {
  if (!span.known || span.most - span.least > kSpanMax) return;
  if (span.least == span.most) {
    says[name] = span.least;
  } else {
    says[name + "_from"] = span.least;
    says[name + "_to"] = span.most;
  }
}

// A term is name=TEXT, name=$1-8, name=1981+2:ALPHABET, name=yy:1,2:ALPHABET or name=@NUMBER:VALUE;NUMBER:VALUE;...
Result<void> ReadSteps(std::string_view text, SaysTerm& term) {
  term.how = SaysTerm::How::kSteps;
  for (std::string_view part : Split(text, ';')) {
    const std::size_t colon = part.find(':');
    SaysTerm::Step step;
    if (colon == std::string_view::npos || !ToNumber(part.substr(0, colon), step.from)) {
      return base::Error{base::Code::kInvalid, "a step is NUMBER:VALUE", "says"};
    }
    std::string_view value = part.substr(colon + 1);
    step.or_before = !value.empty() && value.front() == '<';
    if (step.or_before) value.remove_prefix(1);
    if (std::int32_t number = 0; ToNumber(value, number)) {
      step.value = number;
    } else if (value != "end") {
      return base::Error{base::Code::kInvalid, "a step is NUMBER:VALUE", "says"};
    }
    if (!term.steps.empty() && term.steps.back().from >= step.from) {
      return base::Error{base::Code::kInvalid, "steps must rise", "says"};
    }
    term.steps.push_back(step);
  }
  return {};
}

Result<SaysTerm> ReadTerm(std::string_view text) {
  const base::Error bad{base::Code::kInvalid, "says \"" + std::string(text) + "\" is no term", "says"};
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0) return bad;
  SaysTerm term;
  term.name = text.substr(0, equals);
  std::string_view value = text.substr(equals + 1);
  if (value.empty()) return bad;
  const std::vector<std::string_view> parts = Split(value, ':');
  if (value.front() == '@') {
    PM_TRY(ReadSteps(value.substr(1), term));
  } else if (value.front() == '$') {
    const std::vector<std::string_view> ends = Split(value.substr(1), '-');
    term.how = SaysTerm::How::kSlice;
    if (ends.size() != 2 || !ToNumber(ends[0], term.first) || !ToNumber(ends[1], term.second)) return bad;
  } else if (parts.size() == 3 && parts[0] == "yy") {
    const std::vector<std::string_view> at = Split(parts[1], ',');
    term.how = SaysTerm::How::kTwoDigits;
    term.alphabet = parts[2];
    if (at.size() != 2 || !ToNumber(at[0], term.first) || !ToNumber(at[1], term.second)) return bad;
    if (term.alphabet.size() > 10) return bad;
  } else if (parts.size() == 2 && parts[0].find('+') != std::string_view::npos) {
    const std::vector<std::string_view> sum = Split(parts[0], '+');
    term.how = SaysTerm::How::kLetter;
    term.alphabet = parts[1];
    if (sum.size() != 2 || !ToNumber(sum[0], term.base) || !ToNumber(sum[1], term.first)) return bad;
  } else {
    term.text = value;
    std::int32_t ignored = 0;
    if (ToNumber(value, ignored) && (term.name == "year" || term.name == "month")) term.base = ignored;
  }
  return term;
}

struct MeaningWord {
  std::string_view word;
  MarkMeaning means;
};

constexpr std::array<MeaningWord, 7> kMeaningWords = {{{"serial", MarkMeaning::kSerial},
                                                       {"form", MarkMeaning::kForm},
                                                       {"closed-form", MarkMeaning::kClosedForm},
                                                       {"date", MarkMeaning::kDate},
                                                       {"importer", MarkMeaning::kImporter},
                                                       {"patent", MarkMeaning::kPatent},
                                                       {"stock-number", MarkMeaning::kStockNumber}}};

Result<std::vector<SerialCondition>> ReadConditions(std::string_view text) {
  std::vector<SerialCondition> conditions;
  for (std::string_view word : Split(text, ' ')) {
    const std::size_t equals = word.find('=');
    const std::string_view field = word.substr(0, std::min(equals, word.size()));
    if (equals == std::string_view::npos ||
        (field != "calibre" && field != "type" && field != "kind" && field != "country")) {
      return base::Error{base::Code::kInvalid, "condition \"" + std::string(word) + "\" is none", "condition"};
    }
    SerialCondition condition{std::string(field), {}};
    for (std::string_view value : Split(word.substr(equals + 1), '|')) condition.values.emplace_back(value);
    conditions.push_back(std::move(condition));
  }
  return conditions;
}

}  // namespace

void SaysTerm::AddTo(const std::vector<Spelling>& spellings, Json& says) const {
  Span span;
  switch (how) {
    case How::kText:
      says[name] = base != 0 ? Json(base) : Json(text);
      return;
    case How::kSteps:
      AddSteps(*this, spellings, says);
      return;
    case How::kSlice: {
      std::string slice;
      for (int i = first; i <= second; ++i) {
        const Characters set = At(spellings.front(), i);
        if (!std::has_single_bit(set)) return;
        slice += TextOf(set);
      }
      says[name] = slice;
      return;
    }
    case How::kLetter:
      for (const Spelling& spelling : spellings) AddLetter(*this, spelling, span);
      break;
    case How::kTwoDigits:
      for (const Spelling& spelling : spellings) AddTwoDigits(*this, spelling, span);
      break;
  }
  AddSpan(name, span, says);
}

bool SaysTerm::IsPastTheEnd(const std::vector<Spelling>& spellings) const {
  if (how != How::kSteps) return false;
  return std::all_of(spellings.begin(), spellings.end(), [&](const Spelling& spelling) {
    const Span number = NumberOf(spelling);
    const Step* step = number.known ? StepOf(*this, number.least) : nullptr;
    return step != nullptr && !step->value;
  });
}

Result<SerialRule> SerialRule::Parse(const vocab::Table& table, const vocab::TableRow& row) {
  auto fail = [&](const base::Error& error) {
    return vocab::RowError(table.file, row.line, error.message, error.field);
  };
  const std::vector<std::string>& cells = row.cells;  // rule, pattern, condition, make, means, says, source
  SerialRule rule;
  rule.name = cells[0];
  rule.make = cells[3];
  rule.source = cells[6];
  if (rule.name.empty() || base::Trim(rule.source).empty()) {
    return vocab::RowError(table.file, row.line, "a rule has a name and a source", "source");
  }
  Result<SerialPattern> pattern = SerialPattern::Parse(cells[1]);
  if (!pattern.ok()) return fail(pattern.error());
  rule.pattern = std::move(pattern).value();
  Result<std::vector<SerialCondition>> conditions = ReadConditions(cells[2]);
  if (!conditions.ok()) return fail(conditions.error());
  rule.conditions = std::move(conditions).value();
  const auto* means = std::find_if(kMeaningWords.begin(), kMeaningWords.end(),
                                   [&](const MeaningWord& word) { return word.word == cells[4]; });
  if (means == kMeaningWords.end()) {
    return vocab::RowError(table.file, row.line, "means \"" + cells[4] + "\" is not one of its words", "means");
  }
  rule.means = means->means;
  for (std::string_view word : Split(cells[5], ' ')) {
    Result<SaysTerm> term = ReadTerm(word);
    if (!term.ok()) return fail(term.error());
    rule.says.push_back(std::move(term).value());
  }
  return rule;
}

}  // namespace proofmark::match
