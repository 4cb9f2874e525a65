// SPDX-License-Identifier: Apache-2.0
// How a number is misread or cannot be read, by the shares of docs/reference/flat_index.md.
#include <algorithm>
#include <string>
#include <string_view>

#include "app/bench_flat_register.h"

namespace proofmark::app {

using base::SeededRng;
using match::FlatAsk;

namespace {

constexpr std::string_view kCharactersText = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kTwins[] = {"0OQD", "1IL", "2Z", "5S", "6G", "8B"};

char Any(std::string_view characters, SeededRng& rng) {
  return characters[static_cast<std::size_t>(rng.Below(characters.size()))];
}

std::string_view TwinsOf(char c) {
  for (const std::string_view twins : kTwins) {
    if (twins.find(c) != std::string_view::npos) return twins;
  }
  return {};
}

// One that is taken for its twin; false where none has one.
bool Confuse(std::string& number, SeededRng& rng) {
  std::string places;
  for (std::size_t i = 0; i < number.size(); ++i) {
    if (!TwinsOf(number[i]).empty()) places += static_cast<char>(i);
  }
  if (places.empty()) return false;
  char& at = number[static_cast<std::size_t>(Any(places, rng))];
  const char before = at;
  while (at == before) at = Any(TwinsOf(before), rng);
  return true;
}

// 40 % a twin, 25 % any other, 15 % left out, 10 % put in, 10 % exchanged.
void Edit(std::string& number, SeededRng& rng) {
  const std::uint64_t drawn = rng.Below(100);
  const auto at = static_cast<std::size_t>(rng.Below(number.size()));
  if (drawn < 40 && Confuse(number, rng)) return;
  if (drawn < 65) {
    const char before = number[at];
    while (number[at] == before) number[at] = Any(kCharactersText, rng);
  } else if (drawn < 80 && number.size() > 1) {
    number.erase(at, 1);
  } else if (drawn < 90 && number.size() < match::kFlatNumberMax) {
    number.insert(at, 1, Any(kCharactersText, rng));
  } else if (at > 0) {
    std::swap(number[at], number[at - 1]);
  }
}

// So many symbols unread: in three of four numbers side by side.
std::string Unread(std::string number, std::size_t unread, SeededRng& rng) {
  unread = std::min(unread, number.size() - 1);
  if (rng.Below(100) < 74) {
    const auto begin = static_cast<std::size_t>(rng.Below(number.size() - unread + 1));
    for (std::size_t i = begin; i < begin + unread; ++i) number[i] = '?';
    return number;
  }
  while (unread > 0) {
    char& at = number[static_cast<std::size_t>(rng.Below(number.size()))];
    if (at == '?') continue;
    at = '?';
    --unread;
  }
  return number;
}

}  // namespace

FlatQuestion FlatRegister::Ask(const std::string& name, const FlatInvented& about, SeededRng& rng) const {
  FlatQuestion out{about.number, FlatAsk::kNear, about.fields};
  // Of 100: make right 90, not said 8, another 2; calibre right 75, not said 15, another 10.
  const std::uint64_t make = rng.Below(100);
  if (make >= 98) out.fields.make = static_cast<std::uint16_t>(1 + rng.Below(makes_.size()));
  if (make >= 90 && make < 98) out.fields.make = 0;
  const std::uint64_t calibre = rng.Below(100);
  if (calibre >= 90) out.fields.calibre = static_cast<std::uint8_t>(1 + rng.Below(calibres_.size()));
  if (calibre >= 75 && calibre < 90) out.fields.calibre = 0;
  if (name == "exact") {
    out.ask = FlatAsk::kExact;
  } else if (name == "misread" || name == "two_edits") {
    const int edits = name == "two_edits" || rng.Below(100) >= 70 ? 2 : 1;
    for (int i = 0; i < edits; ++i) Edit(out.pattern, rng);
  } else if (name == "absent") {
    for (std::size_t i = 0; i < std::min<std::size_t>(3, out.pattern.size()); ++i) {
      out.pattern[i] = Any(out.pattern[i] >= 'A' ? kCharactersText.substr(10) : kCharactersText.substr(0, 10), rng);
    }
  } else {
    out.ask = FlatAsk::kFits;
    const auto unread = static_cast<std::size_t>(name == "unread_4" ? 4 : name == "unread_6" ? 6 : 1 + rng.Below(6));
    // A number of so many symbols and more: else nothing or everything would be left.
    if (out.pattern.size() > 1) out.pattern = Unread(out.pattern, unread, rng);
  }
  return out;
}

}  // namespace proofmark::app
