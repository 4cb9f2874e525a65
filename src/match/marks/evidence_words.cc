// SPDX-License-Identifier: Apache-2.0
#include "match/marks/evidence_words.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/assert.h"

namespace proofmark::match {
namespace {

struct EvidenceForm {
  std::string_view code;
  std::string_view english;
  bool of_number;  // of one place of a number: several follow each other, and what stands in it has no blank
};

constexpr std::array<EvidenceForm, 21> kForms = {{
    {"agree", "the numbers agree", true},
    {"written_otherwise", "the same characters, written differently", true},
    {"unread", "agrees but for {count} character that was not read", true},
    {"unread", "agrees but for {count} characters that were not read", true},
    {"end_unread", "{count} at the end not read", true},
    {"joined_behind", "a mark of {count} joined behind", true},
    {"misread", "{read} read for {record}", true},
    {"not_on_record", "{read} is not on record", true},
    {"read_twice", "{read} read twice", true},
    {"nought_added", "a nought put in front of the digits", true},
    {"not_read", "{record} on record was not read", true},
    {"nought_left_out", "a nought in front of the digits not written", true},
    {"exchanged", "{first} and {second} exchanged", true},
    {"series_left_out", "series {series} not written", true},
    {"front_left_out", "\"{front}\" in front not written", true},
    {"front_of_another", "\"{front}\" in front belongs to another mark", true},
    {"same", "both say the same", false},
    {"of_one_family", "{record} on record: one thing, or one of its family", false},
    {"near", "{record} on record: near it", false},
    {"not_told", "not told on record: speaks neither way", false},
    {"on_record", "{record} on record", false},
}};

std::optional<base::Json> ValueOf(std::string_view name, std::string_view text, bool of_number) {
  if (of_number && (text.empty() || text.find(' ') != std::string_view::npos)) return std::nullopt;
  if (name != "count") return base::Json(text);
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  return error == std::errc() && end == text.data() + text.size() ? std::optional<base::Json>(count) : std::nullopt;
}

// What stands in the places of a form, if `text` is said by it. A place ends where the form's next words first stand,
// the last one with the text.
std::optional<base::Json> Read(const EvidenceForm& form, std::string_view text) {
  base::Json values = base::Json::object();
  std::string_view left = form.english;
  while (true) {
    const std::size_t open = std::min(left.find('{'), left.size());
    if (!text.starts_with(left.substr(0, open))) return std::nullopt;
    text.remove_prefix(open);
    if (open == left.size()) return text.empty() ? std::optional(std::move(values)) : std::nullopt;
    const std::size_t close = left.find('}', open);
    const std::string name(left.substr(open + 1, close - open - 1));
    left.remove_prefix(close + 1);
    const std::string_view next = left.substr(0, left.find('{'));
    const std::size_t end = left.empty() ? text.size() : left == next ? text.rfind(next) : text.find(next);
    if (end == std::string_view::npos) return std::nullopt;
    std::optional<base::Json> value = ValueOf(name, text.substr(0, end), form.of_number);
    if (!value) return std::nullopt;
    values[name] = std::move(*value);
    text.remove_prefix(end);
  }
}

base::Sentence PartFrom(std::string_view text, bool of_number) {
  for (const EvidenceForm& form : kForms) {
    if (form.of_number != of_number) continue;
    if (std::optional<base::Json> values = Read(form, text)) return SayEvidence(form.code, std::move(*values));
  }
  return {};
}

base::Sentence NumberFrom(std::string_view text) {
  base::Sentence whole;
  while (true) {
    const std::size_t end = text.find("; ");
    const base::Sentence part = PartFrom(text.substr(0, end), true);
    if (part.empty()) return {};
    whole.And(part);
    if (end == std::string_view::npos) return whole;
    text.remove_prefix(end + 2);
  }
}

}  // namespace

base::Sentence SayEvidence(std::string_view code, base::Json values) {
  const auto* form = std::find_if(kForms.begin(), kForms.end(), [&](const auto& one) { return one.code == code; });
  PM_ASSERT(form != kForms.end());
  const auto* second = form + 1;
  const bool several = values.contains("count") && values["count"] != 1;
  if (several && second != kForms.end() && second->code == code) form = second;
  return base::Say(code, form->english, std::move(values));
}

base::Sentence EvidenceFrom(const std::string& english) {
  base::Sentence of_number = NumberFrom(english);
  if (of_number.english() == english) return of_number;
  base::Sentence of_field = PartFrom(english, false);
  return of_field.english() == english ? of_field : base::Sentence(english);
}

}  // namespace proofmark::match
