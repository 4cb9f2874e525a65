// SPDX-License-Identifier: Apache-2.0
#include "registry/order_fields.h"

#include <algorithm>

#include "base/text.h"

namespace proofmark::registry {

using base::PartialDate;
using model::JsonReader;

namespace {

constexpr std::size_t kQuotedMax = 64;
constexpr std::size_t kCodeMax = 64;

}  // namespace

std::string Quoted(std::string_view text) {
  const bool cut = text.size() > kQuotedMax;
  return "\"" + base::Printable(text.substr(0, kQuotedMax)) + (cut ? "...\"" : "\"");
}

void CheckText(JsonReader& reader, std::string_view key, std::string_view text, TextForm form) {
  if (base::Trim(text).empty()) {
    reader.Fail(key, "is empty; leave out what nobody said");
    return;
  }
  if (!base::IsUtf8(text)) {
    reader.Fail(key, "is not UTF-8");
    return;
  }
  const bool clean = std::all_of(text.begin(), text.end(), [&](char c) {
    const auto byte = static_cast<unsigned char>(c);
    if (form == TextForm::kLines && (c == '\n' || c == '\r' || c == '\t')) return true;
    return byte >= 0x20 && byte != 0x7f;
  });
  if (!clean) reader.Fail(key, "holds a control character; send it without");
}

std::optional<std::string> TakeText(JsonReader& reader, std::string_view key, std::size_t max, TextForm form) {
  std::optional<std::string> text = reader.OptionalText(key, max);
  if (text) CheckText(reader, key, *text, form);
  return text;
}

std::string TakeRequiredText(JsonReader& reader, std::string_view key, std::size_t max) {
  std::string text = reader.Text(key, max);
  CheckText(reader, key, text);
  return text;
}

void CheckNotAhead(JsonReader& reader, const OrderContext& context, std::string_view key, std::int32_t day) {
  if (day > context.today + 1) reader.Fail(key, "lies in the future; say when it happened, a year or a month will do");
}

std::optional<PartialDate> TakeDate(JsonReader& reader, const OrderContext& context, std::string_view key) {
  std::optional<PartialDate> date = reader.OptionalDate(key);
  if (date && date->year != 0) CheckNotAhead(reader, context, key, date->FirstDay());
  return date;
}

PartialDate TakeRequiredDate(JsonReader& reader, const OrderContext& context, std::string_view key) {
  std::optional<PartialDate> date = TakeDate(reader, context, key);
  if (!date) reader.Fail(key, "is missing; say when it happened, a year or a month will do");
  return date.value_or(PartialDate{});
}

void CheckCodeInUse(JsonReader& reader, const OrderContext& context, std::string_view key, std::string_view list,
                    const std::string& code) {
  const vocab::Code* found = context.words.List(list).Find(code);
  if (found == nullptr) {
    reader.Fail(key, Quoted(code) + " is not a code of data/" + std::string(list) + ".csv");
    return;
  }
  if (found->until.empty()) return;
  auto until = PartialDate::Parse(found->until);
  if (until.ok() && until->LastDay() < context.today) {
    reader.Fail(key, Quoted(code) + " of data/" + std::string(list) + ".csv was in use until " + found->until);
  }
}

std::string TakeCode(JsonReader& reader, const OrderContext& context, std::string_view key, std::string_view list) {
  std::string code = reader.Text(key, kCodeMax);
  CheckCodeInUse(reader, context, key, list, code);
  return code;
}

}  // namespace proofmark::registry
