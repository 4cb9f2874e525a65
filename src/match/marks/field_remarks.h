// SPDX-License-Identifier: Apache-2.0
// The last step: what was written of a number, and what was written beside the numbers.
#pragma once

#include <string>
#include <vector>

#include "match/marks/field_parts.h"

namespace proofmark::match {

// The number as it was written, without outer punctuation.
std::string TextOf(const FieldParts& parts, const Number& number);

// The stretches between numbers and brackets that say something, as they were written: "*2 ou 3", "revelado". A lone
// "and" or "No." says nothing.
std::vector<std::string> RemarksOf(const FieldParts& parts);

}  // namespace proofmark::match
