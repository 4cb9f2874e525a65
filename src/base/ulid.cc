// SPDX-License-Identifier: Apache-2.0
#include "base/ulid.h"

namespace proofmark::base {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

}  // namespace

std::string Ulid::ToText() const {
  unsigned __int128 value = 0;
  for (std::uint8_t byte : bytes) value = value << 8 | byte;
  std::string out(26, '0');
  for (std::size_t i = 26; i-- > 0; value >>= 5) out[i] = kAlphabet[static_cast<std::size_t>(value & 31)];
  return out;
}

Result<Ulid> Ulid::Parse(std::string_view text) {
  Error refused{Code::kInvalid, "not an id: 26 characters 0-9 A-Z without I L O U expected", ""};
  if (text.size() != 26 || text[0] > '7') return refused;
  unsigned __int128 value = 0;
  for (char c : text) {
    std::size_t digit = kAlphabet.find(c);
    if (digit == std::string_view::npos) return refused;
    value = value << 5 | digit;
  }
  Ulid out;
  for (std::size_t i = 16; i-- > 0; value >>= 8) out.bytes[i] = static_cast<std::uint8_t>(value & 255);
  return out;
}

std::int64_t Ulid::Milliseconds() const {
  std::int64_t ms = 0;
  for (std::size_t i = 0; i < 6; ++i) ms = ms << 8 | bytes[i];
  return ms;
}

Ulid UlidMaker::Make() {
  std::int64_t now = clock_.Now().ms;
  if (now > last_.Milliseconds()) {
    for (std::size_t i = 6; i-- > 0; now >>= 8) last_.bytes[i] = static_cast<std::uint8_t>(now & 255);
    rng_.Fill(std::span(last_.bytes).subspan(6));
    return last_;
  }
  // Same millisecond: add 1 + a random 40-bit number to the chance part. A carry may run into the time: still rising.
  auto step = rng_.Bytes<5>();
  unsigned carry = 1;
  for (std::size_t i = 16; i-- > 0;) {
    unsigned sum = last_.bytes[i] + carry + (i >= 11 ? step[i - 11] : 0U);
    last_.bytes[i] = static_cast<std::uint8_t>(sum & 255);
    carry = sum >> 8;
  }
  return last_;
}

}  // namespace proofmark::base
