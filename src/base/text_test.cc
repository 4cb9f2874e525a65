// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace proofmark::base {
namespace {

TEST(IsUtf8, KnowsWellFormedText) {
  for (const char* good : {"", "A1", "é", "Ж", "漢", "🔫"}) EXPECT_TRUE(IsUtf8(good)) << good;
  // A stray byte, an overlong form, a surrogate, past the last character, cut off.
  for (const char* bad : {"\x80", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82"})
    EXPECT_FALSE(IsUtf8(bad));
}

TEST(Beginning, IsOfWholeCharacters) {
  EXPECT_EQ(Beginning("Itajubá", 8), "Itajubá");
  EXPECT_EQ(Beginning("Itajubá", 7), "Itajub") << "two bytes are one letter";
  EXPECT_EQ(Beginning("Itajubá", 3), "Ita");
  EXPECT_EQ(Beginning("漢", 2), "");
  EXPECT_EQ(Beginning("", 0), "");
}

RC_GTEST_PROP(Beginning, OfAnyTextIsUtf8AndMissesLessThanACharacter, ()) {
  std::string text;
  for (const char* piece : *rc::gen::container<std::vector<const char*>>(rc::gen::element("a", "é", "漢", "🔫")))
    text += piece;
  const auto most = *rc::gen::inRange<std::size_t>(0, text.size() + 2);
  const std::string_view begun = Beginning(text, most);
  RC_ASSERT(text.starts_with(begun) && IsUtf8(begun));
  RC_ASSERT(begun.size() <= most && begun.size() + 4 > std::min(most, text.size()));
}

TEST(AsciiLower, LeavesOtherLettersAsTheyAre) { EXPECT_EQ(AsciiLower("ISO-8859-1 ÁЖ"), "iso-8859-1 ÁЖ"); }

TEST(ToUtf8, ReadsNamedEncodings) {
  EXPECT_EQ(*ToUtf8("Itajub\xe1", "windows-1252"), "Itajubá");
  EXPECT_EQ(*ToUtf8("\xed\xcf\xd7\xc1", "koi8-u"), "Мова");
  EXPECT_EQ(*ToUtf8(std::string_view("A\0\x3d\xd8\x2b\xdd", 6), "UTF-16LE"), "A🔫");
  EXPECT_EQ(*ToUtf8("", "windows-1252"), "");
}

TEST(ToUtf8, RefusesWhatItCannotRead) {
  EXPECT_EQ(ToUtf8("A", "klingon-1").error().code, Code::kUnsupported);
  EXPECT_EQ(ToUtf8("\xff", "utf-8").error().code, Code::kInvalid);
  EXPECT_EQ(ToUtf8("A", "UTF-16LE").error().code, Code::kInvalid);
  EXPECT_TRUE(IsKnownEncoding("windows-1251"));
  EXPECT_FALSE(IsKnownEncoding("klingon-1"));
  // ICU would take its default, which differs from machine to machine.
  EXPECT_FALSE(IsKnownEncoding(""));
}

TEST(ToUtf8, ReadsAnEncodingThatGivesTwoUnitsForAByte) {
  // SCSU: a window over the pistol's block, then one byte for the pistol.
  std::string bytes = "\x0b\x01\xe8";
  bytes += '\xab';
  auto text = ToUtf8(bytes, "SCSU");
  ASSERT_TRUE(text.ok()) << text.error().message;
  EXPECT_TRUE(IsUtf8(*text));
}

TEST(LookupKey, UnifiesSpellings) {
  EXPECT_EQ(LookupKey("  Fábrica  de Itajubá "), "FABRICA DE ITAJUBA");
  EXPECT_EQ(LookupKey("fabrica\tde\nitajuba"), "FABRICA DE ITAJUBA");
  EXPECT_EQ(LookupKey("Česká zbrojovka"), "CESKA ZBROJOVKA");
  EXPECT_EQ(LookupKey("Ｆ\xEF\xBC\xAE"), "FN");  // full width
  EXPECT_EQ(LookupKey("№ 5"), "NO 5");
  EXPECT_EQ(LookupKey("Weiß"), "WEISS");
  EXPECT_EQ(LookupKey("ижмаш"), "ИЖМАШ");
  EXPECT_EQ(LookupKey("A\xC2\xA0\xE2\x80\x83"
                      "B"),
            "A B");  // no-break and em space
  EXPECT_EQ(LookupKey(""), "");
  EXPECT_EQ(LookupKey(" \t "), "");
}

TEST(LookupKey, KeepsPunctuationAndLookAlikes) {
  EXPECT_NE(LookupKey(".38"), LookupKey("38"));
  EXPECT_EQ(LookupKey("9x19"), "9X19");
  EXPECT_NE(LookupKey("А"), LookupKey("A"));  // Cyrillic and Latin
}

TEST(LookupKey, TheShortWayForAsciiGivesWhatTheLongWayGives) {
  // A letter with an accent forces the long way; without its part of the result both must agree.
  for (std::string text : {"smith & wesson", "  a  b ", "9mm", ".38 spl", "x\ty"}) {
    EXPECT_EQ(LookupKey("é " + text), "E " + LookupKey(text)) << text;
  }
}

TEST(Trim, TakesBlanksFromTheEndsOnly) {
  EXPECT_EQ(Trim(" \t a b \r\n"), "a b");
  EXPECT_EQ(Trim("  "), "");
  EXPECT_EQ(Trim(""), "");
}

TEST(Printable, ShowsWhatATerminalWouldObey) {
  EXPECT_EQ(Printable("serial A1"), "serial A1");
  EXPECT_EQ(Printable("é漢🔫"), "é漢🔫");
  EXPECT_EQ(Printable("a\nb\x1b[31m"), "a\\u{A}b\\u{1B}[31m");
  EXPECT_EQ(Printable("a\x7f"), "a\\u{7F}");
  EXPECT_EQ(Printable("\xE2\x80\xAE"
                      "321"),
            "\\u{202E}321");                          // right-to-left override
  EXPECT_EQ(Printable("\xC2\x85"), "\\u{85}");        // a C1 control
  EXPECT_EQ(Printable("\xE2\x80\xA8"), "\\u{2028}");  // line separator
}

TEST(Printable, ShowsEveryByteThatIsNotUtf8) {
  EXPECT_EQ(Printable("\xff"), "\\u{FF}");
  EXPECT_EQ(Printable("\xe2\x82"
                      "A"),
            "\\u{E2}\\u{82}A");
}

RC_GTEST_PROP(Text, WhateverComesStaysUtf8, (std::string bytes)) {
  RC_ASSERT(IsUtf8(Printable(bytes)));
  RC_ASSERT(IsUtf8(LookupKey(bytes)));
}

}  // namespace
}  // namespace proofmark::base
