// SPDX-License-Identifier: Apache-2.0
// What is JSON and has a canonical spelling: that spelling reads back as the value, and is its own canonical spelling.
#include <cstddef>
#include <cstdint>

#include "base/assert.h"
#include "ledger/canonical.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace proofmark;
  std::string_view text(reinterpret_cast<const char*>(bytes), size);
  auto value = base::ParseJson(text, {.bytes_max = ledger::kEventBytesMax, .depth_max = ledger::kEventDepthMax});
  auto strict = ledger::ParseCanonical(text);
  if (!value.ok()) {
    PM_ASSERT(!strict.ok());
    return 0;
  }
  auto spelled = ledger::Canonical(*value);
  PM_ASSERT(strict.ok() == (spelled.ok() && *spelled == text));
  if (!spelled.ok()) return 0;
  auto again = ledger::ParseCanonical(*spelled);
  PM_ASSERT(again.ok() && *again == *value && *ledger::Canonical(*again) == *spelled);
  return 0;
}
