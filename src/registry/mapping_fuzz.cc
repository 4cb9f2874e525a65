// SPDX-License-Identifier: Apache-2.0
// Whatever is taken as a mapping names its source, its columns and known codes only.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "base/assert.h"
#include "registry/mapping.h"

namespace {

const proofmark::vocab::Vocabulary* Words() {
  using proofmark::vocab::Vocabulary;
  static const Vocabulary* const words = [] {
    auto loaded = Vocabulary::Load(PM_DATA_DIR);
    return loaded.ok() ? new Vocabulary(std::move(loaded).value()) : nullptr;
  }();
  return words;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace proofmark;
  PM_ASSERT(Words() != nullptr);
  auto json = base::ParseJson({reinterpret_cast<const char*>(bytes), size}, {.bytes_max = 1U << 20});
  if (!json.ok()) return 0;
  auto mapping = registry::ParseMapping(*json, *Words());
  if (!mapping.ok()) {
    PM_ASSERT(!mapping.error().message.empty());
    return 0;
  }
  PM_ASSERT(!mapping->source.empty() && !registry::NamedColumns(*mapping).empty());
  for (const registry::MarkColumns& mark : mapping->marks) {
    PM_ASSERT(Words()->List("mark_kinds").Find(mark.kind) != nullptr && !mark.columns.empty());
  }
  for (const registry::EventColumns& event : mapping->events) {
    PM_ASSERT(event.kind.empty() != event.kind_column.empty());
  }
  return 0;
}
