// SPDX-License-Identifier: Apache-2.0
#include "match/marks/folded_text.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <iterator>

#include "base/assert.h"

namespace proofmark::match {
namespace {

struct Letter {
  char32_t code_point;
  std::string_view latin;
};

// Capital letters after canonical decomposition. First the twins, then transliteration: ICAO Doc 9303 part 3 for
// Cyrillic, usual letters for Arabic. Sorted by code point.
constexpr Letter kLetters[] = {
    {U'Α', "A"},  {U'Β', "B"},  {U'Γ', "G"},     {U'Δ', "D"},  {U'Ε', "E"},  {U'Ζ', "Z"},  {U'Η', "H"},  {U'Θ', "TH"},
    {U'Ι', "I"},  {U'Κ', "K"},  {U'Λ', "L"},     {U'Μ', "M"},  {U'Ν', "N"},  {U'Ξ', "X"},  {U'Ο', "O"},  {U'Π', "P"},
    {U'Ρ', "P"},  {U'Σ', "S"},  {U'Τ', "T"},     {U'Υ', "Y"},  {U'Φ', "F"},  {U'Χ', "X"},  {U'Ψ', "PS"}, {U'Ω', "O"},
    {U'Ђ', "D"},  {U'Є', "IE"}, {U'Ѕ', "S"},     {U'І', "I"},  {U'Ј', "J"},  {U'Љ', "LJ"}, {U'Њ', "NJ"}, {U'Ћ', "C"},
    {U'Џ', "DZ"}, {U'А', "A"},  {U'Б', "B"},     {U'В', "B"},  {U'Г', "G"},  {U'Д', "D"},  {U'Е', "E"},  {U'Ж', "ZH"},
    {U'З', "Z"},  {U'И', "I"},  {U'К', "K"},     {U'Л', "L"},  {U'М', "M"},  {U'Н', "H"},  {U'О', "O"},  {U'П', "P"},
    {U'Р', "P"},  {U'С', "C"},  {U'Т', "T"},     {U'У', "Y"},  {U'Ф', "F"},  {U'Х', "X"},  {U'Ц', "TS"}, {U'Ч', "CH"},
    {U'Ш', "SH"}, {U'Щ', "SC"}, {U'Ъ', "IE"},    {U'Ы', "Y"},  {U'Ь', "B"},  {U'Э', "E"},  {U'Ю', "IU"}, {U'Я', "IA"},
    {U'Ґ', "G"},  {U'Ӏ', "I"},  {U'\u0621', ""},  // hamza alone
    {U'ا', "A"},  {U'ب', "B"},  {U'ة', "H"},     {U'ت', "T"},  {U'ث', "TH"}, {U'ج', "J"},  {U'ح', "H"},  {U'خ', "KH"},
    {U'د', "D"},  {U'ذ', "DH"}, {U'ر', "R"},     {U'ز', "Z"},  {U'س', "S"},  {U'ش', "SH"}, {U'ص', "S"},  {U'ض', "D"},
    {U'ط', "T"},  {U'ظ', "Z"},  {U'ع', "A"},     {U'غ', "GH"}, {U'ـ', ""},   {U'ف', "F"},  {U'ق', "Q"},  {U'ك', "K"},
    {U'ل', "L"},  {U'م', "M"},  {U'ن', "N"},     {U'ه', "H"},  {U'و', "W"},  {U'ى', "A"},  {U'ي', "Y"},  {U'پ', "P"},
    {U'چ', "CH"}, {U'ژ', "ZH"}, {U'ک', "K"},     {U'گ', "G"},  {U'ی', "Y"},
};

// Letters of Latin itself that no decomposition makes plain.
constexpr Letter kLatin[] = {{U'Æ', "AE"}, {U'Ð', "D"}, {U'Ø', "O"}, {U'Þ', "TH"}, {U'ß', "SS"},
                             {U'Đ', "D"},  {U'ı', "I"}, {U'Ł', "L"}, {U'Œ', "OE"}};

template <std::size_t N>
const Letter* FindLetter(const Letter (&letters)[N], char32_t code_point) {
  auto at = std::lower_bound(std::begin(letters), std::end(letters), code_point,
                             [](const Letter& letter, char32_t wanted) { return letter.code_point < wanted; });
  return at != std::end(letters) && at->code_point == code_point ? at : nullptr;
}

const icu::Normalizer2& Decomposer() {
  static const icu::Normalizer2* const found = [] {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* decomposer = icu::Normalizer2::getNFKDInstance(status);
    PM_ASSERT(U_SUCCESS(status));
    return decomposer;
  }();
  return *found;
}

bool IsDash(char32_t c) { return u_charType(static_cast<UChar32>(c)) == U_DASH_PUNCTUATION || c == 0x2212; }

// Boxes and the replacement character: what typewriters and broken conversions leave for a sign nobody could read.
bool IsUnreadBox(char32_t c) { return c == 0xFFFD || c == 0xBF || (c >= 0x25A0 && c <= 0x25AF) || c == 0x2588; }

}  // namespace

FoldedText::FoldedText(std::string_view text) : text_(text.substr(0, 0xFFFF)) {
  glyphs_.reserve(text_.size());
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text_.data());
  for (std::int32_t i = 0, length = static_cast<std::int32_t>(text_.size()); i < length;) {
    std::int32_t begin = i;
    UChar32 c = 0;
    U8_NEXT(bytes, i, length, c);
    Append(c < 0 ? U'\uE000' : static_cast<char32_t>(c), static_cast<std::size_t>(begin), static_cast<std::size_t>(i));
  }
}

void FoldedText::Put(char c, bool lower, std::size_t begin, std::size_t end, bool foreign) {
  glyphs_.push_back({c, lower, foreign, static_cast<std::uint16_t>(begin), static_cast<std::uint16_t>(end)});
}

void FoldedText::Append(char32_t c, std::size_t begin, std::size_t end) {
  if (c < 0x80) {
    char plain = static_cast<char>(c);
    bool lower = plain >= 'a' && plain <= 'z';
    if (lower) plain = static_cast<char>(plain - 'a' + 'A');
    if (plain < ' ' || plain == 0x7F) plain = ' ';
    return Put(plain, lower, begin, end);
  }
  const auto u = static_cast<UChar32>(c);
  // "nº": the sign belongs to the N before it. Behind a digit or alone it is only a sign.
  if (c == 0xBA || c == 0xB0 || c == 0xAA) {
    bool behind_n = !glyphs_.empty() && glyphs_.back().c == 'N' && glyphs_.back().end == begin;
    return Put(behind_n ? 'O' : '\'', behind_n, begin, end);
  }
  if (c == 0x2116) {  // the sign for "number" is a word of its own, also before a digit
    for (char part : {'N', 'O', ' '}) Put(part, false, begin, end);
    return;
  }
  if (IsUnreadBox(c)) return Put('?', false, begin, end);
  if (IsDash(c)) return Put('-', false, begin, end);
  if (c == 0xD7) return Put('X', true, begin, end);
  if (std::int32_t digit = u_charDigitValue(u); digit >= 0) {
    return Put(static_cast<char>('0' + digit), false, begin, end);
  }
  icu::UnicodeString parts;
  if (Decomposer().getDecomposition(u, parts) && parts != icu::UnicodeString(u)) {
    for (std::int32_t i = 0; i < parts.length(); i = parts.moveIndex32(i, 1)) {
      Append(static_cast<char32_t>(parts.char32At(i)), begin, end);
    }
    return;
  }
  const std::int8_t type = u_charType(u);
  if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR) return;
  if (u_isUWhiteSpace(u) || type == U_CONTROL_CHAR) return Put(' ', false, begin, end);
  const auto upper = static_cast<char32_t>(u_toupper(u));
  const Letter* letter = FindLetter(kLetters, upper);
  const bool foreign = letter != nullptr;
  if (letter == nullptr) letter = FindLetter(kLatin, upper);
  if (letter == nullptr) return Put(u_isalpha(u) || c == U'\uE000' ? kOtherLetter : '\'', false, begin, end);
  for (char latin : letter->latin) Put(latin, upper != c, begin, end, foreign);
}

std::string FoldedText::Key(std::size_t first, std::size_t last) const {
  std::string key;
  for (std::size_t i = first; i < std::min(last, size()); ++i) key += glyphs_[i].c;
  return key;
}

std::string_view FoldedText::Source(std::size_t first, std::size_t last) const {
  last = std::min(last, size());
  if (first >= last) return {};
  return text_.substr(glyphs_[first].begin, glyphs_[last - 1].end - glyphs_[first].begin);
}

void FoldedText::UnwrapSigns() {
  std::vector<Glyph> out;
  out.reserve(size());
  for (std::size_t i = 0; i < size(); ++i) {
    std::size_t close = i + 1;
    while (IsUnreadSign(at(close))) ++close;
    bool bracket = (glyphs_[i].c == '(' && at(close) == ')') || (glyphs_[i].c == '[' && at(close) == ']');
    if (!bracket || close == i + 1) {
      out.push_back(glyphs_[i]);
      continue;
    }
    std::size_t first = out.size();
    for (std::size_t k = i + 1; k < close; ++k) out.push_back(glyphs_[k]);
    out[first].begin = glyphs_[i].begin;
    out.back().end = glyphs_[close].end;
    i = close;
  }
  glyphs_ = std::move(out);
}

std::string TermKey(std::string_view text) {
  FoldedText folded(text);
  std::string key;
  for (const Glyph& glyph : folded.glyphs()) {
    bool letter = IsLetter(glyph.c) || IsDigit(glyph.c) || glyph.c == kOtherLetter;
    if (letter) {
      key += glyph.c;
    } else if (!key.empty() && key.back() != ' ') {
      key += ' ';
    }
  }
  if (!key.empty() && key.back() == ' ') key.pop_back();
  return key;
}

}  // namespace proofmark::match
