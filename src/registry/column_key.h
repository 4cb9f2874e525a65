// SPDX-License-Identifier: Apache-2.0
// A column key is a column's name as a key of an event, where keys are ASCII: each byte past ASCII, and the sign %
// itself, is written %XX. "número" is "n%C3%BAmero"; most names are their own key.
#pragma once

#include <string>
#include <string_view>

namespace proofmark::registry {

std::string ColumnKey(std::string_view column);
// The name again; text that is no column key comes back as it is.
std::string ColumnName(std::string_view key);

}  // namespace proofmark::registry
