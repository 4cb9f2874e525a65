// SPDX-License-Identifier: Apache-2.0
// JSON from outside, read strictly. Values are nlohmann::json; the reader is simdjson with what it forgives refused.
//
//   PM_ASSIGN(Json mapping, ParseJson(text, {.bytes_max = 1 << 20}));
//
// Errors, first that applies: kTooLarge (bytes, depth), kInvalid (not JSON, not UTF-8, a key twice in one object,
// an integer past 64 bits). Pure; safe from any thread.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace proofmark::base {

using Json = nlohmann::json;

struct JsonLimits {
  std::size_t bytes_max = 16U << 20;
  std::size_t depth_max = 32;
};

Result<Json> ParseJson(std::string_view text, const JsonLimits& limits = {});

// The value on one line. Never fails: bytes that are not UTF-8 (an argument that somebody typed) become U+FFFD, where
// nlohmann's dump would throw.
std::string JsonLine(const Json& value);

// What is there, a date as it was written; null where nothing is.
template <typename T>
Json OrNull(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}
inline Json OrNull(const std::optional<PartialDate>& date) { return date ? Json(date->ToText()) : Json(nullptr); }

}  // namespace proofmark::base
