// SPDX-License-Identifier: Apache-2.0
// Pictures for tests: the smallest that are whole, with as many bytes of anything in them as is asked for.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace proofmark::testing {

inline std::string BigEndian(std::uint32_t number, int bytes) {
  std::string out;
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(number >> (8 * i) & 0xff);
  return out;
}

// The checks of its chunks are zero: nobody here decodes it.
inline std::string PngChunk(std::string_view type, std::string_view content) {
  return BigEndian(static_cast<std::uint32_t>(content.size()), 4) + std::string(type) + std::string(content) +
         std::string(4, '\0');
}

inline std::string Png(std::string_view content = "pixels", std::uint32_t width = 3, std::uint32_t height = 2) {
  const std::string head = BigEndian(width, 4) + BigEndian(height, 4) + std::string("\x08\x02\x00\x00\x00", 5);
  return "\x89PNG\r\n\x1a\n" + PngChunk("IHDR", head) + PngChunk("IDAT", content) + PngChunk("IEND", "");
}

inline std::string JpegSegment(std::uint8_t marker, std::string_view content) {
  return "\xff" + std::string(1, static_cast<char>(marker)) +
         BigEndian(static_cast<std::uint32_t>(content.size() + 2), 2) + std::string(content);
}

inline std::string Jpeg(std::string_view content = "scan", std::uint32_t width = 4, std::uint32_t height = 3,
                        std::string_view comment = "") {
  std::string out = "\xff\xd8" + JpegSegment(0xe0, std::string_view("JFIF\0\1\1\0\0\1\0\1\0\0", 14));
  if (!comment.empty()) out += JpegSegment(0xfe, comment);
  out += JpegSegment(0xc0, "\x08" + BigEndian(height, 2) + BigEndian(width, 2) + std::string("\x01\x01\x11\x00", 4));
  out += JpegSegment(0xda, std::string_view("\x01\x01\x00\x00\x3f\x00", 6));
  return out + std::string(content) + "\xff\xd9";
}

}  // namespace proofmark::testing
