// SPDX-License-Identifier: Apache-2.0
#include "match/marks/reading.h"

namespace proofmark::match {

std::string_view ToText(Legibility legibility) {
  switch (legibility) {
    case Legibility::kClear:
      return "clear";
    case Legibility::kPartial:
      return "partial";
    case Legibility::kNone:
      break;
  }
  return "none";
}

std::string_view ToText(Treatment treatment) {
  switch (treatment) {
    case Treatment::kOriginal:
      return "original";
    case Treatment::kRestored:
      return "restored";
    case Treatment::kAltered:
      return "altered";
    case Treatment::kUnknown:
      break;
  }
  return "unknown";
}

std::string_view ToText(FieldState state) {
  switch (state) {
    case FieldState::kClear:
      return "clear";
    case FieldState::kRestored:
      return "restored";
    case FieldState::kPartial:
      return "partial";
    case FieldState::kAltered:
      return "altered";
    case FieldState::kObliterated:
      return "obliterated";
    case FieldState::kAbsent:
      return "absent";
    case FieldState::kUnknown:
      break;
  }
  return "unknown";
}

}  // namespace proofmark::match
