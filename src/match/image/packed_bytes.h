// SPDX-License-Identifier: Apache-2.0
// Packed bytes are numbers and texts one behind the other: a number in as many bytes as it needs (seven bits in each,
// the lowest first), a text behind its length.
//
//   std::string out;
//   PutNumber(out, 300);  PutText(out, "A12345");
//   PackedReading reading(out.data(), out.size());
//   reading.Number();  reading.Text();           // 300, "A12345"
//
// A reading never leads behind the bytes it was given: there it finds zeros and empty texts. kNoEnd: the bytes are of
// this program's own making, and their end is not looked for. Plain values.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace proofmark::match {

inline constexpr std::size_t kNoEnd = std::numeric_limits<std::size_t>::max();
inline constexpr std::size_t kPackedTextMax = std::size_t{1} << 26;  // bytes of a text, where the end is looked for

inline void PutNumber(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  out += static_cast<char>(value);
}

inline void PutText(std::string& out, std::string_view text) {
  PutNumber(out, text.size());
  out += text;
}

class PackedReading {
 public:
  PackedReading(const char* at, std::size_t left)
      : at_(at), left_(left), text_max_(left == kNoEnd ? kNoEnd : kPackedTextMax) {}

  std::uint64_t Number() {
    std::uint64_t out = 0;
    for (unsigned shift = 0; left_ > 0 && shift < 64; shift += 7) {
      const auto byte = static_cast<std::uint8_t>(*at_++);
      --left_;
      out |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return out;
    }
    return out;
  }
  std::uint32_t Small() { return static_cast<std::uint32_t>(Number()); }
  // How many things follow, each of a byte at least.
  std::uint64_t Count() { return std::min<std::uint64_t>(Number(), left_); }
  std::string_view Bytes(std::size_t size) {
    const std::string_view out(at_, std::min(size, left_));
    at_ += out.size();
    left_ -= out.size();
    return out;
  }
  std::string_view Text() { return Bytes(static_cast<std::size_t>(std::min<std::uint64_t>(Number(), text_max_))); }
  const char* at() const { return at_; }
  bool ended() const { return left_ == 0; }

 private:
  const char* at_;
  std::size_t left_;
  std::size_t text_max_;
};

}  // namespace proofmark::match
