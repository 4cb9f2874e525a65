// SPDX-License-Identifier: Apache-2.0
#include "ledger/canonical.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/text.h"

namespace proofmark::ledger {
namespace {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

// Bytes that JCS escapes. 0x7f and everything past it stay as they are.
constexpr std::array<bool, 256> kEscaped = [] {
  std::array<bool, 256> table{};
  for (std::size_t c = 0; c < 0x20; ++c) table[c] = true;
  table['"'] = table['\\'] = true;
  return table;
}();

void AppendEscaped(char c, std::string& out) {
  constexpr char kDigits[] = "0123456789abcdef";
  switch (c) {
    case '\b':
      out += "\\b";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\r':
      out += "\\r";
      return;
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    default:
      out += "\\u00";
      out += kDigits[static_cast<std::uint8_t>(c) >> 4];
      out += kDigits[static_cast<std::uint8_t>(c) & 15];
  }
}

// Runs of plain bytes are appended whole: this stands on the path of every append.
void AppendString(std::string_view text, std::string& out) {
  out += '"';
  std::size_t run = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!kEscaped[static_cast<std::uint8_t>(text[i])]) continue;
    out.append(text, run, i - run);
    AppendEscaped(text[i], out);
    run = i + 1;
  }
  out.append(text, run);
  out += '"';
}

bool IsAscii(std::string_view text) {
  std::uint8_t seen = 0;
  for (char c : text) seen |= static_cast<std::uint8_t>(c);
  return seen < 0x80;
}

class Writer {
 public:
  explicit Writer(std::size_t bytes_max) : bytes_max_(bytes_max) { out_.reserve(1024); }

  Result<std::string> Write(const Json& value) {
    Value(value, 0);
    if (too_large_) return *too_large_;
    if (!invalid_ && !base::IsUtf8(out_)) invalid_ = Error{Code::kInvalid, "a string that is not UTF-8", ""};
    if (invalid_) return *invalid_;
    return std::move(out_);
  }

 private:
  // False once a limit is passed. What is invalid is kept and writing goes on, because a limit comes first.
  bool Value(const Json& value, std::size_t depth) {
    switch (value.type()) {
      case Json::value_t::object:
        return Enter(depth) && Object(value.get_ref<const Json::object_t&>(), depth + 1);
      case Json::value_t::array:
        return Enter(depth) && Array(value.get_ref<const Json::array_t&>(), depth + 1);
      case Json::value_t::string:
        AppendString(value.get_ref<const std::string&>(), out_);
        break;
      case Json::value_t::number_integer:
        Integer(value.get<std::int64_t>());
        break;
      case Json::value_t::number_unsigned:
        Unsigned(value.get<std::uint64_t>());
        break;
      case Json::value_t::boolean:
        out_ += value.get<bool>() ? "true" : "false";
        break;
      case Json::value_t::null:
        out_ += "null";
        break;
      case Json::value_t::number_float:
        Refuse("a number that is not written as an integer; give thousandths, or text");
        break;
      case Json::value_t::binary:
      case Json::value_t::discarded:
        Refuse("a value that JSON does not have");
        break;
    }
    return Fits();
  }

  // RFC 8785 sorts by UTF-16 units; of ASCII keys, which are the only ones here, the map's byte order is the same.
  bool Object(const Json::object_t& object, std::size_t depth) {
    out_ += '{';
    bool first = true;
    for (const auto& [key, value] : object) {
      if (!std::exchange(first, false)) out_ += ',';
      if (!IsAscii(key)) Refuse("a key that is not ASCII");
      AppendString(key, out_);
      out_ += ':';
      if (!Value(value, depth)) return false;
    }
    out_ += '}';
    return Fits();
  }

  bool Array(const Json::array_t& array, std::size_t depth) {
    out_ += '[';
    bool first = true;
    for (const Json& value : array) {
      if (!std::exchange(first, false)) out_ += ',';
      if (!Value(value, depth)) return false;
    }
    out_ += ']';
    return Fits();
  }

  void Integer(std::int64_t value) {
    if (value < -kIntegerMax || value > kIntegerMax) Refuse("an integer past 2^53-1; give it as text");
    Digits(value);
  }

  void Unsigned(std::uint64_t value) {
    if (value > static_cast<std::uint64_t>(kIntegerMax)) Refuse("an integer past 2^53-1; give it as text");
    Digits(value);
  }

  template <typename T>
  void Digits(T value) {
    std::array<char, 24> digits;
    char* end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out_.append(digits.data(), end);
  }

  bool Enter(std::size_t depth) {
    if (depth < kEventDepthMax) return true;
    too_large_ = Error{Code::kTooLarge, "JSON nested deeper than " + std::to_string(kEventDepthMax) + " levels", ""};
    return false;
  }

  bool Fits() {
    if (out_.size() <= bytes_max_) return true;
    too_large_ = Error{Code::kTooLarge, "more than " + std::to_string(bytes_max_) + " canonical bytes", ""};
    return false;
  }

  void Refuse(const char* why) {
    if (!invalid_) invalid_ = Error{Code::kInvalid, why, ""};
  }

  std::size_t bytes_max_;
  std::string out_;
  std::optional<Error> too_large_;
  std::optional<Error> invalid_;
};

}  // namespace

Result<std::string> Canonical(const Json& value, std::size_t bytes_max) { return Writer(bytes_max).Write(value); }

Result<Json> ParseCanonical(std::string_view bytes, std::size_t bytes_max) {
  PM_ASSIGN(Json value, base::ParseJson(bytes, {.bytes_max = bytes_max, .depth_max = kEventDepthMax}));
  PM_ASSIGN(std::string again, Canonical(value, bytes_max));
  if (again != bytes) {
    return Error{Code::kInvalid, "not the canonical spelling (RFC 8785) of its value", ""};
  }
  return value;
}

void AppendCanonicalText(std::string_view text, std::string& out) { AppendString(text, out); }

}  // namespace proofmark::ledger
