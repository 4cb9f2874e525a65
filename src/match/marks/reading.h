// SPDX-License-Identifier: Apache-2.0
// A FieldReading is what a serial field says once it is understood: the numbers in it, what was said of each, the state
// of the field, and the remarks that are no number.
//
//   FieldReading reading = reader.Read({.text = "2421* (*2 ou 3) revelado", .type = "revolver"});
//   reading.state;                  // kPartial
//   reading.serials[0].pattern;     // "2421[23]"
//   reading.serials[0].treatment;   // Treatment::kRestored
//
// `text` is what was written, without outer punctuation and remark. `pattern` is strict and upper case, A-Z 0-9 ? * [ ]
// only, separators dropped: "?" one unread character, "*" a run whose length nobody said, "[58]" one of these.
// Plain values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace proofmark::match {

enum class Legibility { kClear, kPartial, kNone };
enum class Treatment {
  kUnknown,
  kOriginal,
  kRestored,  // made visible again after removal
  kAltered,   // what shows is false: re-stamped, overwritten, implanted
};
enum class FieldState {
  kClear,
  kRestored,     // fully read after restoration
  kPartial,      // some characters unread
  kAltered,      // any number is false
  kObliterated,  // was there, removed or illegible
  kAbsent,       // the weapon never had one
  kUnknown,      // not identified, not recorded, a placeholder
};

struct MarkReading {
  std::string text;
  std::string pattern;
  std::string kind = "serial";           // of mark_kinds
  std::vector<std::string> positions{};  // of mark_positions; empty where nobody said
  Legibility legibility = Legibility::kClear;
  Treatment treatment = Treatment::kUnknown;

  bool operator==(const MarkReading&) const = default;
};

struct FieldReading {
  FieldState state = FieldState::kUnknown;
  std::vector<MarkReading> serials;
  std::vector<std::string> remarks;

  bool operator==(const FieldReading&) const = default;
};

// The words of docs and JSON: "clear", "restored", "obliterated" ...
std::string_view ToText(Legibility legibility);
std::string_view ToText(Treatment treatment);
std::string_view ToText(FieldState state);

}  // namespace proofmark::match
