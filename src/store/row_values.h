// SPDX-License-Identifier: Apache-2.0
// What a cell of a row holds, as the model has it. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "base/ulid.h"
#include "store/engine.h"
#include "store/view.h"

namespace proofmark::store {

// Errors: kInvalid (not 16 bytes).
inline base::Result<base::Ulid> ToUlid(std::string_view bytes) {
  PM_ASSIGN(auto array, base::ToArray<16>(bytes));
  return base::Ulid{array};
}

inline std::optional<std::string> OptionalText(const Row& row, int column) {
  if (row.IsNull(column)) return std::nullopt;
  return std::string(row.Text(column));
}

inline std::optional<std::int32_t> OptionalDay(const Row& row, int column) {
  if (row.IsNull(column)) return std::nullopt;
  return static_cast<std::int32_t>(row.Integer(column));
}

// Whether a row that belongs to a record is seen: its class and its record's, null where no record is there.
inline bool SeesBelonging(const View& view, std::int64_t owner, const Row& row, int class_column, int record_column) {
  if (row.IsNull(record_column)) return view.Sees(owner, row.Integer(class_column));
  return view.SeesOf(owner, row.Integer(class_column), row.Integer(record_column));
}

}  // namespace proofmark::store
