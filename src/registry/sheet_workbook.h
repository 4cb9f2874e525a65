// SPDX-License-Identifier: Apache-2.0
// A SheetWorkbook is what a workbook says of its sheets before any is read: their names and parts, the texts that they
// share, what their number formats mean.
//
//   PM_ASSIGN(SheetWorkbook workbook, SheetWorkbook::Read(archive));
//   workbook.sheets[0].name, workbook.texts[17], workbook.formats[3].kind
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "registry/sheet_archive.h"
#include "registry/sheet_reader.h"

namespace proofmark::registry {

struct SheetPart {
  std::string name;
  std::string part;  // of the archive
};

struct SheetWorkbook {
  std::vector<SheetPart> sheets;
  std::vector<std::string> texts;
  std::vector<ReadFormat> formats;  // by the number of a cell's style
  bool from_1904 = false;

  // Errors: kInvalid, kTooLarge.
  static base::Result<SheetWorkbook> Read(const SheetArchive& archive);
};

// Reads a part whole, or until the events have enough.
base::Result<void> ReadPart(const SheetArchive& archive, const std::string& part, class XmlEvents& events);

}  // namespace proofmark::registry
