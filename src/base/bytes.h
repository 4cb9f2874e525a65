// SPDX-License-Identifier: Apache-2.0
// Digests, and bytes written as text: hexadecimal and base64.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace proofmark::base {

using Digest = std::array<std::uint8_t, 32>;

// SHA-256 of one piece, or of several one after the other (no copy is made). Safe from any thread.
Digest Sha256(std::string_view bytes);
Digest Sha256(std::initializer_list<std::string_view> pieces);

// A SHA-256 over bytes that arrive in parts: a file read in blocks. One thread at a time.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(const Sha256Stream&) = delete;
  Sha256Stream& operator=(const Sha256Stream&) = delete;
  void Update(std::string_view bytes);
  Digest Finish();  // once

 private:
  void* context_;
};

// The bytes of an array as a view: valid as long as the array.
template <std::size_t N>
std::string_view View(const std::array<std::uint8_t, N>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), N};
}

// An array of exactly N bytes, or kInvalid.
template <std::size_t N>
Result<std::array<std::uint8_t, N>> ToArray(std::string_view bytes) {
  if (bytes.size() != N) {
    return Error{Code::kInvalid, std::to_string(bytes.size()) + " bytes; exactly " + std::to_string(N) + " expected",
                 ""};
  }
  std::array<std::uint8_t, N> out;
  for (std::size_t i = 0; i < N; ++i) out[i] = static_cast<std::uint8_t>(bytes[i]);
  return out;
}

// Lower-case hexadecimal. FromHex takes both cases; kInvalid for an odd length or another character.
std::string ToHex(std::string_view bytes);
Result<std::string> FromHex(std::string_view text);

// RFC 4648 base64 with padding. FromBase64 takes the one canonical spelling only.
std::string ToBase64(std::string_view bytes);
Result<std::string> FromBase64(std::string_view text);

// True where both are equal; takes the same time wherever they differ.
bool EqualSecret(std::string_view a, std::string_view b);

}  // namespace proofmark::base
