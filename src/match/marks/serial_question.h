// SPDX-License-Identifier: Apache-2.0
// A mark as the grammar matches it: read once, asked many times. Only for the two sources of SerialGrammar.
#pragma once

#include <optional>
#include <string>

#include "match/marks/serial_grammar.h"

namespace proofmark::match {

struct SerialGrammar::Question {
  const MarkReading& mark;
  const MarkedWeapon& weapon;
  ReadMark read;                 // of the pattern
  std::optional<ReadMark> text;  // with its hyphens, where it has any
  std::string country;           // of the make
};

}  // namespace proofmark::match
