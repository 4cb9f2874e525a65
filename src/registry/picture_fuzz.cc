// SPDX-License-Identifier: Apache-2.0
// Whatever bytes come as a picture are refused with a sentence, or are one of two formats within its limits; what
// stands behind its end changes nothing.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "base/text.h"
#include "registry/picture.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace proofmark;
  const std::string_view content(reinterpret_cast<const char*>(bytes), size);
  const auto picture = registry::ReadPicture(content);
  if (!picture.ok()) {
    PM_ASSERT(picture.error().field == "content" && base::IsUtf8(picture.error().message));
    return 0;
  }
  PM_ASSERT(picture->media_type == "image/jpeg" || picture->media_type == "image/png");
  PM_ASSERT(picture->width > 0 && picture->width <= registry::kPictureSideMax);
  PM_ASSERT(picture->height > 0 && picture->height <= registry::kPictureSideMax);
  PM_ASSERT(picture->width * picture->height <= registry::kPicturePixelsMax);
  PM_ASSERT(registry::EndingOf(picture->media_type) != "bin");
  const auto again = registry::ReadPicture(std::string(content) + "<script>");
  PM_ASSERT(again.ok() && *again == *picture);
  return 0;
}
