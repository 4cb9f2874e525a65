// SPDX-License-Identifier: Apache-2.0
// A FlatNumber is a number on a weapon packed into words: what is easily taken for each other is one symbol, and which
// of these it was stands apart, so that numbers that are misread alike lie side by side.
//
//   FlatNumber number = FlatNumber::Of("B1205");
//   number.key;              // 5 bits a symbol, the first one highest, 12 symbols at the most; 0 behind the end
//   number.letters;          // 2 bits a symbol: which character of its class
//   number.tail;             // symbols behind the twelfth
//   TextOf(number);          // "B1205"
//
// Classes are 0OQD, 1IL, 2Z, 5S, 6G, 8B, and every other character alone: 27, numbered from 1, digits first. Bit 3 of a
// key says that there is a tail; in an index the three below it are a hash of make and calibre, so that most records of
// another kind are told apart without looking at them. Plain values; safe from any thread.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

namespace proofmark::match {

inline constexpr int kFlatSymbols = 12;                // in a key
inline constexpr int kFlatNumberMax = 32;              // symbols of a number, its tail included
inline constexpr int kFlatClasses = 28;                // 27 and the end
inline constexpr std::uint64_t kFlatKeyMask = ~15ULL;  // the symbols of a key
inline constexpr std::uint64_t kFlatLongBit = 8;       // it has a tail
inline constexpr std::uint64_t kFlatKindMask = 7;      // the hash of make and calibre
inline constexpr std::uint32_t kFlatLettersMask = (1U << 24) - 1;

// A character as its class and its place in the class: class * 4 + place. 0 is the end. Always below 128.
using FlatSymbol = std::uint8_t;

inline constexpr FlatSymbol kFlatSymbolOf[36] = {
    // 0 to 9
    4, 8, 12, 16, 20, 24, 28, 32, 36, 40,
    // A   B   C   D   E   F   G   H   I   J   K   L   M
    44, 37, 48, 7, 52, 56, 29, 60, 9, 64, 68, 10, 72,
    // N   O   P   Q   R   S   T   U   V   W   X   Y   Z
    76, 5, 80, 6, 84, 25, 88, 92, 96, 100, 104, 108, 13};

inline int ClassOf(FlatSymbol symbol) { return symbol >> 2; }

// 0 to 35 as in a Pattern; -1 where no character has this symbol.
int CharacterOfSymbol(FlatSymbol symbol);

struct FlatNumber {
  std::uint64_t key = 0;
  std::uint32_t letters = 0;
  std::string tail{};  // FlatSymbols

  // Of A-Z 0-9, 1 to kFlatNumberMax of them; anything else is the caller's error.
  static FlatNumber Of(std::string_view text);
};

std::string TextOf(const FlatNumber& number);

// The class at a place of a key, and the whole symbol; 0 behind the end.
inline int ClassAt(std::uint64_t key, int at) { return static_cast<int>(key >> (59 - 5 * at)) & 31; }
inline FlatSymbol SymbolAt(std::uint64_t key, std::uint32_t letters, int at) {
  return static_cast<FlatSymbol>((ClassAt(key, at) << 2) | ((letters >> (22 - 2 * at)) & 3));
}

// How many symbols a key has.
inline int SymbolsOf(std::uint64_t key) {
  const std::uint64_t symbols = key >> 4;
  return symbols == 0 ? 0 : kFlatSymbols - std::countr_zero(symbols) / 5;
}

// The first symbols of a key: all that is behind the `n`th is cut off.
inline std::uint64_t FirstSymbols(std::uint64_t key, int n) { return n == 0 ? 0 : key & (~0ULL << (64 - 5 * n)); }

// The last four classes of a number, the last one highest: numbers that end alike lie side by side by it.
std::uint32_t EndOf(std::uint64_t key, std::string_view tail);

}  // namespace proofmark::match
