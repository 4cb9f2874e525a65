// SPDX-License-Identifier: Apache-2.0
// Text of any bytes: what comes out is UTF-8, keys are trimmed and single-spaced, nothing printed is a control, and
// ids, dates, base64 and hexadecimal that are taken are spelled the one way they are written.
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "base/bytes.h"
#include "base/text.h"
#include "base/time.h"
#include "base/ulid.h"

using namespace proofmark::base;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);

  std::string key = LookupKey(text);
  PM_ASSERT(IsUtf8(key));
  PM_ASSERT(Trim(key) == key);
  PM_ASSERT(key.find("  ") == std::string::npos);

  std::string printed = Printable(text);
  PM_ASSERT(IsUtf8(printed));
  for (char c : printed) PM_ASSERT(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
  PM_ASSERT(Printable(printed) == printed);

  for (const char* encoding : {"windows-1252", "koi8-u", "UTF-16", "shift_jis", "utf-8"}) {
    auto utf8 = ToUtf8(text, encoding);
    PM_ASSERT(!utf8.ok() || IsUtf8(*utf8));
  }

  if (auto date = PartialDate::Parse(text); date.ok()) {
    PM_ASSERT(date->ToText() == text && date->FirstDay() <= date->LastDay());
  }
  if (auto instant = Instant::Parse(text); instant.ok()) PM_ASSERT(instant->ToText() == text);
  if (auto id = Ulid::Parse(text); id.ok()) PM_ASSERT(id->ToText() == text);
  if (auto bytes = FromBase64(text); bytes.ok()) PM_ASSERT(ToBase64(*bytes) == text);
  if (auto bytes = FromHex(text); bytes.ok()) PM_ASSERT(*FromHex(ToHex(*bytes)) == *bytes);
  return 0;
}
