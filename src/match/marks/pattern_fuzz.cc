// SPDX-License-Identifier: Apache-2.0
// Whatever is taken as a pattern keeps its limits, prints as itself, and allows at each place what it says.
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.h"
#include "match/marks/pattern.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace proofmark::match;
  auto pattern = Pattern::Parse(std::string_view(reinterpret_cast<const char*>(bytes), size));
  if (!pattern.ok()) return 0;
  PM_ASSERT(pattern->size() >= 1 && pattern->size() <= kPatternSymbolsMax);
  std::size_t read = 0;
  bool run = false;
  for (std::size_t i = 0; i < pattern->size(); ++i) {
    const Pattern::Set possible = pattern->Possible(i);
    PM_ASSERT(possible != 0 && possible >> kCharacters == 0);
    PM_ASSERT(pattern->IsCharacter(i) == std::has_single_bit(possible));
    read += pattern->IsCharacter(i) ? 1 : 0;
    run = run || (*pattern)[i] == Pattern::kRun;
  }
  PM_ASSERT(pattern->read() == read && pattern->has_run() == run);
  auto again = Pattern::Parse(pattern->ToText());
  PM_ASSERT(again.ok() && *again == *pattern);
  return 0;
}
