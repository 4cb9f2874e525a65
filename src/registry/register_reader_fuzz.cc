// SPDX-License-Identifier: Apache-2.0
// Reads any bytes as csv, tsv and jsonl: every row has its header's number of cells, all UTF-8, or a fault; the
// reader comes to its end.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.h"
#include "base/text.h"
#include "registry/register_reader.h"

namespace {

using namespace proofmark;

void ReadAll(std::string_view bytes, const registry::Mapping& mapping) {
  auto reader = registry::RegisterReader::Open(bytes, mapping);
  if (!reader.ok()) {
    PM_ASSERT(!reader.error().message.empty() && base::IsUtf8(reader.error().message));
    return;
  }
  registry::InputRow row;
  std::size_t rows = 0;
  std::int64_t line = 0;
  while (reader->Next(row)) {
    PM_ASSERT(++rows <= bytes.size() + 1 && row.line > line && reader->position() <= reader->size() + 1);
    line = row.line;
    if (row.fault) {
      PM_ASSERT(!row.fault->reason.empty() && row.fault->value.size() <= registry::kFaultValueMax);
      PM_ASSERT(base::IsUtf8(row.fault->value) && base::IsUtf8(row.fault->column));
      continue;
    }
    PM_ASSERT(row.cells.size() == reader->header().size());
    for (const std::string& cell : row.cells) PM_ASSERT(base::IsUtf8(cell));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(bytes), size);
  registry::Mapping mapping;
  mapping.source = "fuzz";
  ReadAll(text, mapping);
  mapping.encoding = "windows-1252";
  ReadAll(text, mapping);
  mapping.encoding = "utf-8";
  mapping.format = registry::RegisterFormat::kTsv;
  mapping.delimiter = '\t';
  ReadAll(text, mapping);
  mapping.format = registry::RegisterFormat::kJsonl;
  ReadAll(text, mapping);
  return 0;
}
