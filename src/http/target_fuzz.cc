// SPDX-License-Identifier: Apache-2.0
// A target that is read has a path with one meaning, within its limits, and reads the same when it is written again.
// The same bytes as a Cookie field give well-formed pairs.
#include <cstdint>
#include <string_view>

#include "base/assert.h"
#include "base/text.h"
#include "http/message.h"

namespace {

using namespace proofmark;

void CheckPath(const std::string& path) {
  PM_ASSERT(!path.empty() && path[0] == '/');
  PM_ASSERT(path.find("//") == std::string::npos && path.find('\0') == std::string::npos);
  PM_ASSERT(base::IsUtf8(path) && path.find('\\') == std::string::npos);
  std::string closed = path + "/";
  PM_ASSERT(closed.find("/./") == std::string::npos && closed.find("/../") == std::string::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(bytes), size);
  if (auto target = http::ParseTarget(text); target.ok()) {
    PM_ASSERT(size <= http::kTargetBytesMax && target->query.size() <= http::kQueryPairsMax);
    CheckPath(target->path);
    std::string written = http::TargetText(*target);
    auto again = http::ParseTarget(written);
    PM_ASSERT(again.ok() ? *again == *target : written.size() > http::kTargetBytesMax);
  }
  if (auto cookies = http::ParseCookies(text); cookies.ok()) {
    std::string written;
    for (const http::NamedValue& cookie : *cookies) {
      PM_ASSERT(http::IsToken(cookie.name));
      written += cookie.name + "=" + cookie.value + "; ";
    }
    auto again = http::ParseCookies(written);
    PM_ASSERT(again.ok() ? *again == *cookies : cookies->size() == http::kCookiesMax);
  }
  return 0;
}
