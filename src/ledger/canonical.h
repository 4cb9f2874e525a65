// SPDX-License-Identifier: Apache-2.0
// Canonical bytes are the one spelling of a JSON value: what is hashed, signed and stored, and never re-written.
//
//   PM_ASSIGN(std::string bytes, Canonical(Json{{"b", 1}, {"a", "x"}}));   // {"a":"x","b":1}
//   PM_ASSIGN(Json value, ParseCanonical(bytes));                           // refuses any other spelling
//
// Follows RFC 8785 (JCS), narrowed: strings, integers from -(2^53-1) to 2^53-1, booleans, null, arrays, objects; no
// other number; keys are ASCII (so byte order is JCS's UTF-16 order). docs/formats/event.md has test vectors.
// Pure; safe from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace proofmark::ledger {

inline constexpr std::size_t kEventBytesMax = 1U << 20;
inline constexpr std::size_t kEventDepthMax = 32;
inline constexpr std::int64_t kIntegerMax = (std::int64_t{1} << 53) - 1;  // what every JSON reader keeps exactly

// Errors, first that applies: kTooLarge (depth, bytes), kInvalid (a fraction, an integer past 2^53-1, a key that is
// not ASCII, a string that is not UTF-8).
base::Result<std::string> Canonical(const base::Json& value, std::size_t bytes_max = kEventBytesMax);

// A string as it stands in canonical bytes, quotes and escapes included, behind what `out` holds. The caller sees to it
// that the whole is UTF-8. For encoders that write a fixed set of keys; a test holds them against Canonical.
void AppendCanonicalText(std::string_view text, std::string& out);

// The value of canonical bytes. Errors, first that applies: kTooLarge, kInvalid (not JSON, a key twice, or not the
// canonical spelling).
base::Result<base::Json> ParseCanonical(std::string_view bytes, std::size_t bytes_max = kEventBytesMax);

}  // namespace proofmark::ledger
