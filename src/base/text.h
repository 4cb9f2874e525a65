// SPDX-License-Identifier: Apache-2.0
// Text as people wrote it: is it UTF-8, what is it in UTF-8, and which spellings count as one in a look-up.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace proofmark::base {

// Well-formed UTF-8: no surrogates, no overlong forms.
bool IsUtf8(std::string_view bytes);

// Bytes of a named encoding ("windows-1252", "koi8-u": ICU's names) as UTF-8. Errors: kUnsupported (no such
// encoding), kInvalid (bytes that the encoding does not have).
Result<std::string> ToUtf8(std::string_view bytes, const std::string& encoding);
bool IsKnownEncoding(const std::string& encoding);

// The look-up key of a make, calibre, type or country: compatibility forms unified, accents and other marks dropped,
// upper case, white space collapsed to one blank and trimmed. Punctuation stays: ".38" is not "38" until a table says
// so. Look-alikes of other scripts stay too. "  Fábrica  de Itajubá " gives "FABRICA DE ITAJUBA".
std::string LookupKey(std::string_view utf8);

// Without blanks, tabs and line breaks at either end.
std::string_view Trim(std::string_view text);

// Its first bytes, at most `bytes_max`, whole characters only.
std::string_view Beginning(std::string_view utf8, std::size_t bytes_max);

// A-Z as a-z; every other byte stays.
std::string AsciiLower(std::string_view text);

// Text that is safe to print on a terminal or in a log line: control characters, also those that turn the writing
// direction, as \u{..}.
std::string Printable(std::string_view utf8);

}  // namespace proofmark::base
