// SPDX-License-Identifier: Apache-2.0
// What may be a password: 12 to 128 characters, in one spelling of Unicode (NFKC), without the log-in name, and not
// only what everybody takes.
//
//   PM_ASSIGN(std::string password, NormalPassword(typed));
//   PM_TRY(CheckPassword(words, password, "m.silva"));
//
// Common words are those of data/common_passwords.csv. Without them, and without runs like 1234 and aaaa, at least
// kOwnCharactersMin different characters are left. No other rule of composition: length is what counts.
// Errors: kInvalid (field "password"); no message repeats what was typed. Pure; safe from any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "vocab/vocabulary.h"

namespace proofmark::people {

inline constexpr std::size_t kPasswordMin = 12;         // characters
inline constexpr std::size_t kPasswordMax = 128;        // characters
inline constexpr std::size_t kPasswordBytesMax = 1024;  // as typed, before it is looked at
inline constexpr std::size_t kOwnCharactersMin = 5;

// The one spelling that is hashed. Not yet checked: also of what is typed to log in.
base::Result<std::string> NormalPassword(std::string_view typed);
base::Result<void> CheckPassword(const vocab::Vocabulary& words, std::string_view normal, std::string_view login);
// A first password: 20 characters in groups of five, 98 bits of chance, without letters that look alike.
std::string RandomPassword(base::Rng& rng);

}  // namespace proofmark::people
