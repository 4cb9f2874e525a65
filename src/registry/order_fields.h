// SPDX-License-Identifier: Apache-2.0
// The fields of an order: what a person sends, taken key by key, checked as far as the tables and the day tell.
//
//   model::JsonReader reader(body, "");
//   order.place = TakeText(reader, "place", model::kFieldTextMax);
//   order.kind = TakeCode(reader, context, "kind", "mark_kinds");
//   PM_TRY(reader.Done(model::JsonReader::Rest::kRefuse, kOrdersPage));
//
// Texts are kept as they were sent; blank ones and control characters are refused, for they are mistakes of a form.
// What is wrong is noted in the reader, with the key's path. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "model/json_reader.h"
#include "vocab/vocabulary.h"

namespace proofmark::registry {

inline constexpr const char* kOrdersPage = "docs/reference/commands.md";

// What an order is checked with.
struct OrderContext {
  const vocab::Vocabulary& words;
  std::int32_t today = 0;  // days since 1970-01-01, UTC
};

// `kLines`: line ends and tabs may stand in it.
enum class TextForm { kLine, kLines };
std::optional<std::string> TakeText(model::JsonReader& reader, std::string_view key, std::size_t max,
                                    TextForm form = TextForm::kLine);
std::string TakeRequiredText(model::JsonReader& reader, std::string_view key, std::size_t max);
// Notes a text that is blank, no UTF-8 or holds control characters.
void CheckText(model::JsonReader& reader, std::string_view key, std::string_view text, TextForm form = TextForm::kLine);

// A date that does not lie more than a day ahead: clocks and time zones differ by that much.
std::optional<base::PartialDate> TakeDate(model::JsonReader& reader, const OrderContext& context, std::string_view key);
base::PartialDate TakeRequiredDate(model::JsonReader& reader, const OrderContext& context, std::string_view key);
void CheckNotAhead(model::JsonReader& reader, const OrderContext& context, std::string_view key, std::int32_t day);

// A code of a list that is in use today.
void CheckCodeInUse(model::JsonReader& reader, const OrderContext& context, std::string_view key, std::string_view list,
                    const std::string& code);
std::string TakeCode(model::JsonReader& reader, const OrderContext& context, std::string_view key,
                     std::string_view list);

// A message may repeat what was sent, but not without end.
std::string Quoted(std::string_view text);

}  // namespace proofmark::registry
