// SPDX-License-Identifier: Apache-2.0
// The rows of one sheet out of its XML: the inner half of ReadSheet, which needs no archive.
#pragma once

#include <string_view>

#include "base/result.h"
#include "registry/sheet_reader.h"
#include "registry/sheet_workbook.h"

namespace proofmark::registry {

// Appends the rows of a sheet's XML. Errors: kInvalid, kTooLarge.
base::Result<void> ReadRows(std::string_view xml, const SheetWorkbook& workbook, std::size_t rows_max, SheetText& out);

}  // namespace proofmark::registry
