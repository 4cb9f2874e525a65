// SPDX-License-Identifier: Apache-2.0
#include "http/message.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

namespace proofmark::http {
namespace {

using base::Code;
using Pairs = std::vector<NamedValue>;

TEST(Target, IsDecodedOnce) {
  auto target = ParseTarget("/records/A%201/caf%C3%A9;v=1?mark=A%3F45+B&empty=&alone&mark=%2525&a=b=c");
  ASSERT_TRUE(target.ok()) << target.error().message;
  EXPECT_EQ(target->path, "/records/A 1/caf\xC3\xA9;v=1");
  EXPECT_EQ(target->query, (Pairs{{"mark", "A?45 B"}, {"empty", ""}, {"alone", ""}, {"mark", "%25"}, {"a", "b=c"}}));
  EXPECT_EQ(ParseTarget("/a+b%252e%252e")->path, "/a+b%2e%2e");
  EXPECT_EQ(ParseTarget("/")->path, "/");
  EXPECT_EQ(ParseTarget("/a/")->path, "/a/");
  EXPECT_EQ(ParseTarget("/a/...")->path, "/a/...");
  EXPECT_EQ(ParseTarget("/a?")->query, Pairs{});
  EXPECT_EQ(ParseTarget("/a?&&b=1&")->query, (Pairs{{"b", "1"}}));
  EXPECT_EQ(ParseTarget("/a?b=/../?x")->query, (Pairs{{"b", "/../?x"}}));
}

TEST(Target, WhatHasTwoReadingsIsRefused) {
  for (std::string_view wrong : {"",
                                 "a",
                                 "*",
                                 "?a=b",
                                 "http://127.0.0.1/a",
                                 "127.0.0.1:443",
                                 "//host/a",
                                 "/a//b",
                                 "/a//",
                                 "/..",
                                 "/../etc",
                                 "/a/../b",
                                 "/a/..",
                                 "/.",
                                 "/./a",
                                 "/a/.",
                                 "/%2e%2e/a",
                                 "/a/%2E%2e",
                                 "/a/.%2e/b",
                                 "/%2e",
                                 "/a%2fb",
                                 "/a%2Fb",
                                 "/a%5cb",
                                 "/a\\b",
                                 "/a%00b",
                                 "/a%0ab",
                                 "/a%7f",
                                 "/a%1Bb",
                                 "/a%",
                                 "/a%4",
                                 "/a%g1",
                                 "/a%4g",
                                 "/a%%41",
                                 "/a b",
                                 "/a\"b",
                                 "/a<b",
                                 "/a|b",
                                 "/a{b}",
                                 "/a[b]",
                                 "/a^b",
                                 "/a`b",
                                 "/a#b",
                                 "/a?b#c",
                                 "/a?b c",
                                 "/a?b=%00",
                                 "/a?b=%",
                                 "/a?%zz=1",
                                 "/\xC3\xA9",
                                 "/a?b=\xC3\xA9",
                                 "/%C3",
                                 "/%FF",
                                 "/%C0%AF",
                                 "/%ED%A0%80",
                                 "/a?b=%C3",
                                 "/a\x7f",
                                 "/a\tb"}) {
    auto target = ParseTarget(wrong);
    ASSERT_FALSE(target.ok()) << wrong;
    EXPECT_EQ(target.error().code, Code::kInvalid) << wrong;
    EXPECT_EQ(target.error().field, "target") << wrong;
  }
  EXPECT_FALSE(ParseTarget(std::string_view("/a\0b", 4)).ok());
}

TEST(Target, HasLimits) {
  EXPECT_TRUE(ParseTarget("/" + std::string(kTargetBytesMax - 1, 'a')).ok());
  EXPECT_EQ(ParseTarget("/" + std::string(kTargetBytesMax, 'a')).error().code, Code::kTooLarge);
  std::string query = "/?";
  for (std::size_t i = 0; i < kQueryPairsMax; ++i) query += "a=1&";
  EXPECT_EQ(ParseTarget(query)->query.size(), kQueryPairsMax);
  EXPECT_EQ(ParseTarget(query + "b").error().code, Code::kTooLarge);
}

// The bytes as a text that a target can hold.
std::string Valid(const std::string& bytes) {
  std::string out;
  for (char c : bytes) out += c == '\0' ? "\xE2\x82\xAC" : (c & 0x80) != 0 ? "\xC3\xA9" : std::string(1, c);
  return out;
}

RC_GTEST_PROP(Target, ReadsBackAsWritten, (std::vector<std::pair<std::string, std::string>> pairs)) {
  Target target{.path = "/a b/%2F\xE2\x82\xAC?#", .query = {}};
  for (const auto& [name, value] : pairs) target.query.push_back({Valid(name), Valid(value)});
  RC_PRE(target.query.size() <= kQueryPairsMax && TargetText(target).size() <= kTargetBytesMax);
  auto again = ParseTarget(TargetText(target));
  RC_ASSERT(again.ok());
  RC_ASSERT(*again == target);
}

TEST(Cookies, AreReadInOrderAndWhatIsNotWellFormedIsLeftOut) {
  auto cookies = ParseCookies("a=1; b=\"two\";c=; theirs={\"x\":1}; other app=2; d=x,y; =3; e; a=4; f=g=h");
  ASSERT_TRUE(cookies.ok());
  EXPECT_EQ(*cookies, (Pairs{{"a", "1"}, {"b", "two"}, {"c", ""}, {"a", "4"}, {"f", "g=h"}}));
  EXPECT_EQ(ParseCookies("")->size(), 0U);
  EXPECT_EQ(ParseCookies("a=\xC3\xA9; b=\x7f; c=\x01")->size(), 0U);
  std::string many;
  for (std::size_t i = 0; i < kCookiesMax; ++i) many += "a=1;";
  EXPECT_TRUE(ParseCookies(many).ok());
  EXPECT_EQ(ParseCookies(many + "b=1").error().code, Code::kTooLarge);
}

TEST(OnlyValue, OfTwoCookiesOfOneNameNeitherIsBelieved) {
  Pairs pairs = *ParseCookies("id=mine; id=planted; a=1");
  EXPECT_EQ(OnlyValue(pairs, "id"), nullptr);
  ASSERT_NE(OnlyValue(pairs, "a"), nullptr);
  EXPECT_EQ(*OnlyValue(pairs, "a"), "1");
  EXPECT_EQ(OnlyValue(pairs, "A"), nullptr);
}

TEST(Refusal, HasTheOneShape) {
  base::Ulid ref = *base::Ulid::Parse("01J9ZQ4V7M4W0T5YB3N2K8XH6D");
  Response response = Refusal(ref, {Code::kTooLarge, "serial: 41 characters; at most 40", "serial"});
  EXPECT_EQ(response.status, 413);
  ASSERT_EQ(response.fields, (Pairs{{"Content-Type", "application/json"}}));
  EXPECT_EQ(*base::ParseJson(response.body),
            *base::ParseJson(R"({"error":{"code":"too_large","message":"serial: 41 characters; at most 40",
                                 "field":"serial"},"ref":"01J9ZQ4V7M4W0T5YB3N2K8XH6D"})"));
}

TEST(ReasonOf, EveryStatusOfAnErrorHasAName) {
  for (int code = 1; code <= 12; ++code) {
    EXPECT_NE(ReasonOf(base::Describe(static_cast<Code>(code)).http_status), "") << code;
  }
  EXPECT_EQ(ReasonOf(404), "Not Found");
  EXPECT_EQ(ReasonOf(299), "");
}

}  // namespace
}  // namespace proofmark::http
