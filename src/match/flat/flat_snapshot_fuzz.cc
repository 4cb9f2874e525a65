// SPDX-License-Identifier: Apache-2.0
// Whatever is opened as a snapshot is refused, or every search of it ends within it. The length and the digest of the
// header are put right first: they would stop all but the first bytes from being looked at.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

#include "base/assert.h"
#include "match/flat/flat_index.h"
#include "match/flat/flat_snapshot.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace proofmark::match;
  namespace base = proofmark::base;
  constexpr std::size_t kHeader = sizeof(FlatHeader);
  ImageMemory memory = ImageMemory::Of(size);
  if (size > 0) std::memcpy(memory.data(), bytes, size);
  if (size >= kHeader) {
    const std::uint64_t length = size;
    std::memcpy(memory.data() + offsetof(FlatHeader, bytes), &length, sizeof(length));
    const base::Digest digest = base::Sha256(memory.bytes().substr(0, kHeader - sizeof(base::Digest)));
    std::memcpy(memory.data() + kHeader - sizeof(digest), digest.data(), digest.size());
  }
  auto index = FlatIndex::Of(std::move(memory));
  if (!index.ok()) {
    PM_ASSERT(index.error().code == base::Code::kCorrupt || index.error().code == base::Code::kUnsupported);
    return 0;
  }
  (void)VerifySnapshot(*index).ok();
  for (const char* text : {"A1205", "A1?0[58]", "*5", "????", "UA2019000123?"}) {
    const Pattern pattern = *Pattern::Parse(text);
    for (const FlatAsk ask : {FlatAsk::kExact, FlatAsk::kNear, FlatAsk::kFits}) {
      auto query = FlatQuery::Of(pattern, ask, {.make = 2, .calibre = 1}, 5);
      if (!query.ok()) continue;
      const auto hits = index->Search(*query);
      PM_ASSERT(hits.size() <= 5);
    }
  }
  for (std::uint32_t place = 0; place < index->records() && place < 16; ++place) (void)index->Number(place);
  return 0;
}
