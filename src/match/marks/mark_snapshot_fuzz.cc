// SPDX-License-Identifier: Apache-2.0
// Whatever is opened as a snapshot of marks is refused, or every question to it ends within it, also behind changes.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.h"
#include "match/marks/forged_snapshot.h"
#include "match/marks/mark_search.h"
#include "match/marks/match_fixture.h"

namespace {

using namespace proofmark::match;

void AskAll(const MarkIndex& index) {
  const auto view = proofmark::app::AccessPolicy::Sees({{1, 1}, {1, 2}, {2, 1}, {2, 2}});
  MarkQuery query;
  query.make = {"TAURUS", "taurus"};
  for (const char* text : {"", "KAB4410", "41?0", "*10", "K[13]40"}) {
    query.marks.clear();
    if (*text != '\0') query.marks = {{.text = text, .pattern = text}};
    auto answer = Search(index, view, ShippedWords(), ShippedTables(), query);
    if (!answer.ok()) continue;
    for (const Candidate& one : answer->candidates) (void)index.RowOf(one.best.record);
  }
  for (std::size_t row = 0; row < index.size() && row < 16; ++row) {
    const MarkIndex::Row of = index.At(row);
    (void)index.Find(of.record.id);
    (void)index.RowsOfWeapon(row, view);
    (void)QueryOf(of);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  auto snapshot = MarkSnapshot::Of(Forged({reinterpret_cast<const char*>(bytes), size}));
  if (!snapshot.ok()) return 0;
  (void)snapshot->Verify().ok();
  auto index = snapshot->Index();
  if (!index.ok()) {
    PM_ASSERT(index.error().code == proofmark::base::Code::kCorrupt);
    return 0;
  }
  AskAll(*index);
  IndexedRecord record{.id = "XX.item.1", .owner_code = "XX", .owner = 1, .handling_class = 1};
  record.marks = {{.text = "KAB4410", .pattern = "KAB4410"}};
  index->Put(record);
  for (std::size_t row = 0; row < index->size() && row < 4; ++row) {
    record.id = index->Id(row);
    index->Put(record);
  }
  AskAll(*index);
  return 0;
}
