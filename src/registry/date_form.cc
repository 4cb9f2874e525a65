// SPDX-License-Identifier: Apache-2.0
#include "registry/date_form.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace proofmark::registry {
namespace {

using base::Code;
using base::Error;
using base::PartialDate;
using base::Result;

constexpr std::string_view kIso = "ISO";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

// The run of one letter at `at`: "YYYY", "MM", "D".
std::string_view Run(std::string_view form, std::size_t at) {
  std::size_t end = at;
  while (end < form.size() && form[end] == form[at]) ++end;
  return form.substr(at, end - at);
}

Result<void> CheckForm(std::string_view form) {
  auto refuse = [&](const char* why) {
    std::string message = "\"" + std::string(form) + "\": " + why + "; write a form like DD/MM/YYYY, or ISO";
    return Error{Code::kInvalid, std::move(message), ""};
  };
  if (form == kIso) return {};
  if (form.size() > 32) return refuse("is too long");
  int years = 0;
  int months = 0;
  int days = 0;
  for (std::size_t i = 0; i < form.size();) {
    std::string_view run = IsLetter(form[i]) ? Run(form, i) : form.substr(i, 1);
    i += run.size();
    if (run == "YYYY")
      ++years;
    else if (run == "MM" || run == "M")
      ++months;
    else if (run == "DD" || run == "D")
      ++days;
    else if (IsLetter(run[0]) || IsDigit(run[0]))
      return refuse("only YYYY, MM, M, DD and D mean something");
  }
  if (years != 1 || months > 1 || days > 1) return refuse("the year stands once, month and day at most once");
  if (days == 1 && months == 0) return refuse("a day needs its month");
  return {};
}

// The number at the head of `text`: `least` to `most` digits. Nothing where there are fewer.
std::optional<int> TakeNumber(std::string_view& text, std::size_t least, std::size_t most) {
  std::size_t length = 0;
  int value = 0;
  while (length < most && length < text.size() && IsDigit(text[length])) value = value * 10 + (text[length++] - '0');
  if (length < least) return std::nullopt;
  text.remove_prefix(length);
  return value;
}

std::string Padded(int number, std::size_t width) {
  std::string digits = std::to_string(number);
  return std::string(width - std::min(width, digits.size()), '0') + digits;
}

// The ISO spelling of a text in one form; nothing where the form does not fit.
std::optional<std::string> ToIso(std::string_view form, std::string_view text) {
  std::optional<int> year;
  std::optional<int> month;
  std::optional<int> day;
  for (std::size_t i = 0; i < form.size();) {
    std::string_view run = IsLetter(form[i]) ? Run(form, i) : form.substr(i, 1);
    i += run.size();
    if (!IsLetter(run[0])) {
      if (text.empty() || text[0] != run[0]) return std::nullopt;
      text.remove_prefix(1);
      continue;
    }
    std::optional<int>& part = run[0] == 'Y' ? year : run[0] == 'M' ? month : day;
    part = TakeNumber(text, run.size(), run[0] == 'Y' ? 4 : 2);
    if (!part) return std::nullopt;
  }
  if (!text.empty()) return std::nullopt;
  std::string out = Padded(*year, 4);
  if (month) out += "-" + Padded(*month, 2);
  if (day) out += "-" + Padded(*day, 2);
  return out;
}

// What may follow a date in an instant: "T10:00", " 10:00:00", "T10:00:00.123Z", "T10:00:00+02:00".
bool IsTimeOfDay(std::string_view text) {
  text.remove_prefix(1);
  std::optional<int> hour = TakeNumber(text, 2, 2);
  if (!hour || *hour > 24 || !text.starts_with(':')) return false;
  text.remove_prefix(1);
  std::optional<int> minute = TakeNumber(text, 2, 2);
  if (!minute || *minute > 59) return false;
  if (text.starts_with(':')) {
    text.remove_prefix(1);
    std::optional<int> second = TakeNumber(text, 2, 2);
    if (!second || *second > 60) return false;
    if (text.starts_with('.') || text.starts_with(',')) {
      text.remove_prefix(1);
      if (!TakeNumber(text, 1, 9)) return false;
    }
  }
  if (text.empty() || text == "Z") return true;
  if (text[0] != '+' && text[0] != '-') return false;
  text.remove_prefix(1);
  if (!TakeNumber(text, 2, 2)) return false;
  if (text.starts_with(':')) text.remove_prefix(1);
  return text.empty() || (TakeNumber(text, 2, 2) && text.empty());
}

Result<PartialDate> ReadIso(std::string_view text) {
  if (text.size() > 10 && (text[10] == 'T' || text[10] == ' ') && IsTimeOfDay(text.substr(10))) {
    text = text.substr(0, 10);
  }
  return PartialDate::Parse(text);
}

}  // namespace

Result<DateForms> DateForms::Parse(std::vector<std::string> forms) {
  if (forms.empty()) return Error{Code::kInvalid, "name at least one form of dates, or leave the key out", ""};
  for (const std::string& form : forms) PM_TRY(CheckForm(form));
  DateForms out;
  out.forms_ = std::move(forms);
  return out;
}

Result<PartialDate> DateForms::Read(std::string_view text) const {
  std::optional<Error> first;
  for (const std::string& form : forms_) {
    if (form == kIso) {
      Result<PartialDate> date = ReadIso(text);
      if (date.ok()) return date;
      first = first.value_or(date.error());
    } else if (std::optional<std::string> iso = ToIso(form, text)) {
      Result<PartialDate> date = PartialDate::Parse(*iso);
      if (date.ok()) return date;
      first = first.value_or(date.error());
    }
  }
  if (first) return *first;
  std::string known;
  for (const std::string& form : forms_) known += (known.empty() ? "" : " or ") + form;
  return Error{Code::kInvalid, "not a date of the form " + known, ""};
}

}  // namespace proofmark::registry
