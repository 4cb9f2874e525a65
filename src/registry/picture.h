// SPDX-License-Identifier: Apache-2.0
// A Picture is what the bytes of a photograph prove of themselves: which format they are in, and how large it is.
//
//   PM_ASSIGN(Picture picture, ReadPicture(bytes));      // {"image/jpeg", 4032, 3024}
//
// JPEG (ITU-T T.81: markers up to the scan, and an end) and PNG (W3C PNG 3rd edition: chunks from IHDR to IEND).
// Nothing is decoded: who draws it must bear what it holds, so the number of its pixels has a limit too. What a name or
// a sender claims counts for nothing. Formats that can carry a script (SVG, HTML, PDF) are no pictures here, and what
// stands behind the end of one, or in its comments, is kept and never taken for another format. Pure.
// Errors, first that applies: kTooLarge (a side, the pixels), kInvalid (no picture, cut off, not well-formed).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace proofmark::registry {

inline constexpr std::int64_t kPictureSideMax = 32'768;         // pixels
inline constexpr std::int64_t kPicturePixelsMax = 128'000'000;  // a reader needs four bytes for each
inline constexpr std::size_t kPictureSegmentsMax = 65'536;      // markers or chunks that are walked

struct Picture {
  std::string media_type;
  std::int64_t width = 0;
  std::int64_t height = 0;

  bool operator==(const Picture&) const = default;
};

base::Result<Picture> ReadPicture(std::string_view bytes);

// "jpg", "png": what a file of this type is called; "bin" for one that is none of ours.
std::string_view EndingOf(std::string_view media_type);

}  // namespace proofmark::registry
