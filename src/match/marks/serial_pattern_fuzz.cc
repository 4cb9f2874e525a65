// SPDX-License-Identifier: Apache-2.0
// Whatever is taken as a pattern matches its own length only, and what matches lies within what was read.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.h"
#include "match/marks/serial_pattern.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace proofmark::match;
  // "PATTERN MARK": a blank stands in neither.
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const std::size_t blank = std::min(text.find(' '), text.size());
  auto pattern = SerialPattern::Parse(text.substr(0, blank));
  auto mark = ReadMark::Parse(blank < text.size() ? text.substr(blank + 1) : text);
  if (mark.ok()) {
    PM_ASSERT(mark->head.size() + mark->tail.size() <= kSerialMax);
    if (mark->IsFullyRead()) PM_ASSERT(ReadMark::Parse(mark->Text())->head == mark->head);
  }
  if (!pattern.ok() || !mark.ok()) return 0;
  for (const Spelling& spelling : pattern->Match(*mark)) {
    PM_ASSERT(spelling.size() <= kSerialMax && spelling.size() >= pattern->shortest());
    PM_ASSERT(mark->has_run || spelling.size() == mark->head.size());
    for (std::size_t i = 0; i < mark->head.size(); ++i) {
      PM_ASSERT(spelling[i] != 0 && (spelling[i] & ~mark->head[i]) == 0);
    }
  }
  return 0;
}
