// SPDX-License-Identifier: Apache-2.0
// Whatever ParseJson takes is UTF-8, within its limits, and means the same when it is written and read again.
#include <algorithm>
#include <cstdint>
#include <string_view>

#include "base/json.h"

namespace {

using proofmark::base::Code;
using proofmark::base::Json;

std::size_t Depth(const Json& json) {
  if (!json.is_structured()) return 0;
  std::size_t depth = 0;
  for (const Json& inner : json) depth = std::max(depth, Depth(inner));
  return depth + 1;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  constexpr proofmark::base::JsonLimits kLimits{.bytes_max = 1U << 16, .depth_max = 8};
  auto json = proofmark::base::ParseJson(text, kLimits);
  if (!json.ok()) {
    PM_ASSERT(json.error().code == Code::kInvalid || json.error().code == Code::kTooLarge);
    return 0;
  }
  PM_ASSERT(size <= kLimits.bytes_max);
  PM_ASSERT(Depth(*json) <= kLimits.depth_max);
  // dump() throws on text that is not UTF-8.
  std::string written = json->dump();
  auto again = proofmark::base::ParseJson(written, {.bytes_max = 1U << 20, .depth_max = 8});
  PM_ASSERT(again.ok());
  PM_ASSERT(again->dump() == written);
  return 0;
}
