// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace proofmark::base {
namespace {

std::string Hex(const Digest& digest) { return ToHex(View(digest)); }

TEST(Sha256, GivesTheAnswersOfFips180) {
  EXPECT_EQ(Hex(Sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Hex(Sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Hex(Sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(Hex(Sha256(std::string(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

RC_GTEST_PROP(Sha256, PiecesAndStreamAgreeWithTheWhole, (std::string a, std::string b)) {
  Digest whole = Sha256(a + b);
  RC_ASSERT(Sha256({a, b}) == whole);
  Sha256Stream stream;
  stream.Update(a);
  stream.Update(b);
  RC_ASSERT(stream.Finish() == whole);
}

TEST(Hex, KnowsBothCasesAndWritesOne) {
  EXPECT_EQ(ToHex(std::string_view("\x00\x9f\xff", 3)), "009fff");
  EXPECT_EQ(*FromHex("009fFF"), std::string("\x00\x9f\xff", 3));
  EXPECT_EQ(*FromHex(""), "");
  for (const char* wrong : {"0", "0g", "g0", " 00", "0x00", "00 "}) EXPECT_FALSE(FromHex(wrong).ok()) << wrong;
  EXPECT_EQ(FromHex("00zz").error().message, "not hexadecimal at character 3");
}

RC_GTEST_PROP(Hex, ReadsWhatItWrote, (std::string bytes)) { RC_ASSERT(*FromHex(ToHex(bytes)) == bytes); }

TEST(Base64, GivesTheAnswersOfRfc4648) {
  const std::pair<const char*, const char*> kAnswers[] = {
      {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, coded] : kAnswers) {
    EXPECT_EQ(ToBase64(plain), coded);
    EXPECT_EQ(*FromBase64(coded), plain);
  }
}

TEST(Base64, OneValueHasOneSpelling) {
  // Missing padding, stray bits behind the last one, blanks, line ends, the alphabet for addresses, padding alone.
  for (const char* wrong : {"Zg", "Zg=", "Zh==", "Zm9=", "Zg==\n", " Zg==", "Zm9v Zm9", "Zm9vZm9v\n",
                            "Z-_=", "====", "=", "A===", "Zg==Zg==", "    ", "Zm9v    "}) {
    EXPECT_FALSE(FromBase64(wrong).ok()) << wrong;
  }
  EXPECT_FALSE(FromBase64(std::string_view("Zm\0v", 4)).ok());
}

RC_GTEST_PROP(Base64, ReadsWhatItWrote, (std::string bytes)) { RC_ASSERT(*FromBase64(ToBase64(bytes)) == bytes); }

RC_GTEST_PROP(Base64, WhatItReadsItWritesAlike, (std::string text)) {
  auto bytes = FromBase64(text);
  // RC_ASSERT takes an expression apart, and would not stop at ||.
  if (bytes.ok()) RC_ASSERT(ToBase64(*bytes) == text);
}

TEST(ToArray, WantsExactlyItsLength) {
  EXPECT_EQ((*ToArray<3>("abc"))[2], 'c');
  EXPECT_EQ(ToArray<3>("abcd").error().message, "4 bytes; exactly 3 expected");
  EXPECT_FALSE(ToArray<3>("").ok());
}

TEST(EqualSecret, ComparesWholeValues) {
  EXPECT_TRUE(EqualSecret("", ""));
  EXPECT_TRUE(EqualSecret("abc", "abc"));
  EXPECT_FALSE(EqualSecret("abc", "abd"));
  EXPECT_FALSE(EqualSecret("abc", "abcd"));
}

}  // namespace
}  // namespace proofmark::base
