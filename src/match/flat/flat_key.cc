// SPDX-License-Identifier: Apache-2.0
#include "match/flat/flat_key.h"

#include "base/assert.h"
#include "match/marks/pattern.h"

namespace proofmark::match {

int CharacterOfSymbol(FlatSymbol symbol) {
  for (int character = 0; character < kCharacters; ++character) {
    if (kFlatSymbolOf[character] == symbol) return character;
  }
  return -1;
}

FlatNumber FlatNumber::Of(std::string_view text) {
  PM_ASSERT(!text.empty() && text.size() <= kFlatNumberMax);
  FlatNumber out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int character = CharacterOf(text[i]);
    PM_ASSERT(character >= 0);
    const FlatSymbol symbol = kFlatSymbolOf[character];
    if (i < kFlatSymbols) {
      out.key |= static_cast<std::uint64_t>(symbol >> 2) << (59 - 5 * i);
      out.letters |= static_cast<std::uint32_t>(symbol & 3) << (22 - 2 * i);
    } else {
      out.tail += static_cast<char>(symbol);
      out.key |= kFlatLongBit;
    }
  }
  return out;
}

std::string TextOf(const FlatNumber& number) {
  std::string out;
  for (int i = 0; i < SymbolsOf(number.key); ++i) {
    out += match::TextOf(CharacterOfSymbol(SymbolAt(number.key, number.letters, i)));
  }
  for (const char symbol : number.tail) out += match::TextOf(CharacterOfSymbol(static_cast<FlatSymbol>(symbol)));
  return out;
}

std::uint32_t EndOf(std::uint64_t key, std::string_view tail) {
  const int symbols = SymbolsOf(key);
  std::uint32_t end = 0;
  int shift = 15;
  for (std::size_t i = tail.size(); i-- > 0 && shift >= 0; shift -= 5) {
    end |= static_cast<std::uint32_t>(static_cast<FlatSymbol>(tail[i]) >> 2) << shift;
  }
  for (int i = symbols; i-- > 0 && shift >= 0; shift -= 5) end |= static_cast<std::uint32_t>(ClassAt(key, i)) << shift;
  return end;
}

}  // namespace proofmark::match
