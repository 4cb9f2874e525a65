// SPDX-License-Identifier: Apache-2.0
// Whatever is read: patterns are strict and not empty, the same text reads the same twice, and a plain pattern read
// again is that pattern.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "base/assert.h"
#include "match/marks/mark_reader.h"

namespace {

using proofmark::match::FieldReading;
using proofmark::match::MarkReader;
using proofmark::match::MarkReading;

const MarkReader* Reader() {
  static const MarkReader* const reader = []() -> const MarkReader* {
    auto words = proofmark::vocab::Vocabulary::Load(PM_DATA_DIR);
    if (!words.ok()) return nullptr;
    auto made = MarkReader::Make(*words);
    return made.ok() ? new MarkReader(std::move(made).value()) : nullptr;
  }();
  return reader;
}

bool IsRead(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

// A-Z 0-9 ? * and [..] around at least two characters.
void CheckPattern(std::string_view pattern) {
  PM_ASSERT(!pattern.empty());
  std::size_t open = std::string_view::npos;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    char c = pattern[i];
    if (c == '[') {
      PM_ASSERT(open == std::string_view::npos);
      open = i;
    } else if (c == ']') {
      PM_ASSERT(open != std::string_view::npos && i - open > 2);
      open = std::string_view::npos;
    } else {
      PM_ASSERT(IsRead(c) || (open == std::string_view::npos && (c == '?' || c == '*')));
    }
  }
  PM_ASSERT(open == std::string_view::npos);
  PM_ASSERT(std::any_of(pattern.begin(), pattern.end(), IsRead));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  PM_ASSERT(Reader() != nullptr);
  std::string_view text(reinterpret_cast<const char*>(data), size);
  FieldReading reading = Reader()->Read({.text = text, .type = "pistol"});
  PM_ASSERT(reading == Reader()->Read({.text = text, .type = "pistol"}));
  for (const MarkReading& mark : reading.serials) {
    CheckPattern(mark.pattern);
    bool digits = std::all_of(mark.pattern.begin(), mark.pattern.end(), [](char c) { return c >= '0' && c <= '9'; });
    bool zeros = mark.pattern.find_first_not_of('0') == std::string::npos;
    if (!digits || zeros) continue;
    FieldReading again = Reader()->Read({.text = mark.pattern});
    PM_ASSERT(again.serials.size() == 1 && again.serials[0].pattern == mark.pattern);
  }
  return 0;
}
