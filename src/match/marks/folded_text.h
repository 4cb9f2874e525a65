// SPDX-License-Identifier: Apache-2.0
// A FoldedText is a serial field in the few characters that marks are compared in, each with the bytes it came from.
//
//   FoldedText text("№ ко 12?4");
//   text.Key(2, 5);       // "KO ", though the letters were Cyrillic and small
//   text.Source(3, 8);    // the bytes as they were written
//
// Letters become A-Z: accents fall off, look-alikes of other scripts become their Latin twin, and Cyrillic, Greek and
// Arabic letters without a twin are transliterated by one table (docs/reference/marks.md); digits of any script become
// 0-9; dashes become "-", blanks and control characters " ". A letter of another script is kOtherLetter: part of a
// word, never of a mark. Safe from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace proofmark::match {

inline constexpr char kOtherLetter = '\x01';

struct Glyph {
  char c = ' ';
  bool lower = false;       // was written as a small letter
  bool foreign = false;     // was written in another script
  std::uint16_t begin = 0;  // its bytes in the text
  std::uint16_t end = 0;
};

inline bool IsLetter(char c) { return c >= 'A' && c <= 'Z'; }
inline bool IsDigit(char c) { return c >= '0' && c <= '9'; }
inline bool IsUnreadSign(char c) { return c == '?' || c == '*' || c == '_' || c == '#'; }

class FoldedText {
 public:
  // At most 65,535 bytes; bytes that are not UTF-8 count as letters of another script. The text must outlive this.
  explicit FoldedText(std::string_view text);

  const std::vector<Glyph>& glyphs() const { return glyphs_; }
  std::size_t size() const { return glyphs_.size(); }
  char at(std::size_t i) const { return i < glyphs_.size() ? glyphs_[i].c : ' '; }

  std::string Key(std::size_t first, std::size_t last) const;
  std::string_view Source(std::size_t first, std::size_t last) const;

  // A sign in brackets, "(?)", stands for itself: written so that it is not taken for a question.
  void UnwrapSigns();

 private:
  void Append(char32_t code_point, std::size_t begin, std::size_t end);
  void Put(char c, bool lower, std::size_t begin, std::size_t end, bool foreign = false);

  std::string_view text_;
  std::vector<Glyph> glyphs_;
};

// The letters of a term as FoldedText has them, words parted by one blank, signs dropped: "S/Nº" gives "S NO".
std::string TermKey(std::string_view text);

}  // namespace proofmark::match
