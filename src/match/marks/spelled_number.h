// SPDX-License-Identifier: Apache-2.0
// A number whose digits are written as words: "ilegível, três, nove, seis" is ?396.
#pragma once

#include <optional>

#include "match/marks/field_parts.h"

namespace proofmark::match {

// The longest row of at least three such words, as a number of kind serial. Nothing where the row is shorter or tells
// only what is missing.
std::optional<Number> SpelledNumber(const FieldParts& parts);

}  // namespace proofmark::match
