// SPDX-License-Identifier: Apache-2.0
#include "registry/column_key.h"

#include "base/bytes.h"

namespace proofmark::registry {
namespace {

constexpr std::string_view kDigits = "0123456789ABCDEF";

bool Stands(char c) { return static_cast<unsigned char>(c) < 0x80 && c != '%'; }

}  // namespace

std::string ColumnKey(std::string_view column) {
  std::string out;
  for (char c : column) {
    if (Stands(c)) {
      out += c;
      continue;
    }
    auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
  return out;
}

std::string ColumnName(std::string_view key) {
  std::string out;
  for (std::size_t i = 0; i < key.size(); ++i) {
    if (key[i] != '%') {
      out += key[i];
      continue;
    }
    auto byte = base::FromHex(key.substr(i + 1, 2));
    if (!byte.ok() || byte->size() != 1) return std::string(key);
    out += *byte;
    i += 2;
  }
  return ColumnKey(out) == key ? out : std::string(key);
}

}  // namespace proofmark::registry
