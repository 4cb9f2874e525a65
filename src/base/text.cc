// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <simdjson.h>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdio>
#include <memory>

#include "base/assert.h"

namespace proofmark::base {
namespace {

bool IsBlank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Runs of white space as one blank, none at the ends.
std::string CollapseBlanks(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (char c : Trim(text)) {
    if (!IsBlank(c)) {
      out += c;
    } else if (out.back() != ' ') {
      out += ' ';
    }
  }
  return out;
}

void AppendEscaped(std::string& out, unsigned value) {
  char escaped[16];
  std::snprintf(escaped, sizeof escaped, "\\u{%X}", value);
  out += escaped;
}

struct ConverterCloser {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, ConverterCloser>;

Converter OpenConverter(const std::string& encoding) {
  // ICU takes an empty name for the default of the machine: another answer on another machine.
  if (encoding.empty()) return nullptr;
  UErrorCode status = U_ZERO_ERROR;
  Converter converter(ucnv_open(encoding.c_str(), &status));
  if (U_FAILURE(status)) return nullptr;
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  return converter;
}

}  // namespace

bool IsUtf8(std::string_view bytes) { return simdjson::validate_utf8(bytes.data(), bytes.size()); }

bool IsKnownEncoding(const std::string& encoding) { return OpenConverter(encoding) != nullptr; }

Result<std::string> ToUtf8(std::string_view bytes, const std::string& encoding) {
  Converter converter = OpenConverter(encoding);
  if (converter == nullptr) {
    return Error{Code::kUnsupported, "no encoding is called \"" + encoding + "\"", "encoding"};
  }
  // No encoding gives more than two units for one byte.
  std::u16string wide(2 * bytes.size() + 1, u'\0');
  UErrorCode status = U_ZERO_ERROR;
  std::int32_t length = ucnv_toUChars(converter.get(), wide.data(), static_cast<std::int32_t>(wide.size()),
                                      bytes.data(), static_cast<std::int32_t>(bytes.size()), &status);
  if (U_FAILURE(status)) return Error{Code::kInvalid, "bytes that are not " + encoding, "encoding"};
  std::string out;
  icu::UnicodeString(wide.data(), length).toUTF8String(out);
  return out;
}

std::string LookupKey(std::string_view utf8) {
  if (IsAscii(utf8)) {
    std::string out = CollapseBlanks(utf8);
    for (char& c : out) {
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return out;
  }
  UErrorCode status = U_ZERO_ERROR;
  static const icu::Normalizer2* const nfkd = icu::Normalizer2::getNFKDInstance(status);
  static const icu::Normalizer2* const nfc = icu::Normalizer2::getNFCInstance(status);
  PM_ASSERT(nfkd != nullptr && nfc != nullptr);
  status = U_ZERO_ERROR;
  icu::UnicodeString wide =
      icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), static_cast<std::int32_t>(utf8.size())));
  icu::UnicodeString apart = nfkd->normalize(wide, status);
  icu::UnicodeString bare;
  for (std::int32_t i = 0; i < apart.length(); i = apart.moveIndex32(i, 1)) {
    UChar32 c = apart.char32At(i);
    if (u_charType(c) == U_NON_SPACING_MARK) continue;
    bare.append(u_isUWhiteSpace(c) ? UChar32{' '} : c);
  }
  bare.toUpper(icu::Locale::getRoot());
  std::string out;
  nfc->normalize(bare, status).toUTF8String(out);
  return CollapseBlanks(out);
}

std::string_view Beginning(std::string_view utf8, std::size_t bytes_max) {
  if (utf8.size() <= bytes_max) return utf8;
  std::size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(utf8[end]) & 0xC0U) == 0x80U) --end;
  return utf8.substr(0, end);
}

std::string AsciiLower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

std::string Printable(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  for (std::int32_t i = 0, n = static_cast<std::int32_t>(utf8.size()); i < n;) {
    std::int32_t start = i;
    UChar32 c = 0;
    U8_NEXT(utf8.data(), i, n, c);
    bool plain = c >= 0x20 && c != 0x7F && u_charType(c) != U_FORMAT_CHAR && u_charType(c) != U_CONTROL_CHAR &&
                 c != 0x2028 && c != 0x2029;
    if (plain) {
      out.append(utf8, static_cast<std::size_t>(start), static_cast<std::size_t>(i - start));
    } else if (c >= 0) {
      AppendEscaped(out, static_cast<unsigned>(c));
    } else {
      // Not UTF-8: every byte of it is shown.
      for (std::int32_t j = start; j < i; ++j) {
        AppendEscaped(out, static_cast<unsigned char>(utf8[static_cast<std::size_t>(j)]));
      }
    }
  }
  return out;
}

}  // namespace proofmark::base
