// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"

#include <gtest/gtest.h>

#include <string>

namespace proofmark::base {
namespace {

Code Refusal(std::string_view text, const JsonLimits& limits = {}) {
  auto json = ParseJson(text, limits);
  EXPECT_FALSE(json.ok()) << text;
  return json.ok() ? Code::kInternal : json.error().code;
}

std::string Nested(int depth) {
  return std::string(static_cast<std::size_t>(depth), '[') + std::string(static_cast<std::size_t>(depth), ']');
}

TEST(ParseJson, ReadsEveryKindOfValue) {
  Json json = *ParseJson(R"( {"a": [1, -2, 1.5, true, false, null, "\u00e9\ud83d\udd2b"], "b": {}} )");
  EXPECT_EQ(json["a"].size(), 7U);
  EXPECT_EQ(json["a"][1], -2);
  EXPECT_TRUE(json["a"][2].is_number_float());
  EXPECT_EQ(json["a"][6], "é🔫");
  EXPECT_TRUE(json["b"].is_object());
  EXPECT_EQ(*ParseJson("7"), 7);
  EXPECT_EQ(*ParseJson("\"\""), "");
}

TEST(ParseJson, RefusesAKeyTwiceInOneObject) {
  auto json = ParseJson(R"({"serial": "A1", "make": "fn", "serial": "B2"})");
  ASSERT_FALSE(json.ok());
  EXPECT_EQ(json.error().code, Code::kInvalid);
  EXPECT_EQ(json.error().field, "serial");
  EXPECT_EQ(Refusal(R"([{"x": {"a": 1, "\u0061": 2}}])"), Code::kInvalid);
  EXPECT_TRUE(ParseJson(R"([{"a": 1}, {"a": 2}])").ok());
}

TEST(ParseJson, KeepsItsDepth) {
  EXPECT_TRUE(ParseJson(Nested(32)).ok());
  EXPECT_EQ(Refusal(Nested(33)), Code::kTooLarge);
  EXPECT_EQ(Refusal(Nested(100'000)), Code::kTooLarge);
  EXPECT_TRUE(ParseJson("[[1]]", {.depth_max = 2}).ok());
  EXPECT_TRUE(ParseJson("[{\"a\": 1}]", {.depth_max = 2}).ok());
  EXPECT_EQ(Refusal("[[[1]]]", {.depth_max = 2}), Code::kTooLarge);
  EXPECT_EQ(Refusal("[{\"a\": []}]", {.depth_max = 2}), Code::kTooLarge);
  // The parser of a thread is used again: a smaller limit must not stay.
  EXPECT_TRUE(ParseJson(Nested(32)).ok());
}

TEST(ParseJson, KeepsItsSize) {
  EXPECT_TRUE(ParseJson("[1,2]", {.bytes_max = 5}).ok());
  EXPECT_EQ(Refusal("[1,2]", {.bytes_max = 4}), Code::kTooLarge);
}

TEST(ParseJson, RefusesWhatIsNoJson) {
  for (const char* wrong :
       {"",        " ",      "{",       "}",           "[1,]",     "{\"a\":}", "{\"a\" 1}", "{a: 1}", "'a'",
        "[1] [2]", "[1]x",   "nul",     "NaN",         "Infinity", "01",       "+1",        "1.",     ".5",
        "0x10",    "\"\t\"", "\"\\x\"", "\"\\ud800\"", "// no\n1", "[1 2]",    "\"open"}) {
    EXPECT_EQ(Refusal(wrong), Code::kInvalid) << wrong;
  }
  EXPECT_EQ(Refusal(std::string_view()), Code::kInvalid);
}

TEST(ParseJson, RefusesWhatIsNotUtf8) {
  for (const char* wrong : {"\"\xff\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "\"\xe2\x82\"", "{\"\xff\": 1}"}) {
    EXPECT_EQ(Refusal(wrong), Code::kInvalid) << wrong;
  }
}

TEST(ParseJson, KeepsIntegersWhole) {
  EXPECT_EQ(ParseJson("9223372036854775807")->get<std::int64_t>(), INT64_MAX);
  EXPECT_EQ(ParseJson("-9223372036854775808")->get<std::int64_t>(), INT64_MIN);
  EXPECT_EQ(ParseJson("18446744073709551615")->get<std::uint64_t>(), UINT64_MAX);
  EXPECT_EQ(Refusal("18446744073709551616"), Code::kInvalid);
  EXPECT_EQ(Refusal("-9223372036854775809"), Code::kInvalid);
  EXPECT_EQ(Refusal("[123456789012345678901234567890]"), Code::kInvalid);
  EXPECT_EQ(Refusal("1e400"), Code::kInvalid);
}

TEST(JsonLine, ShowsBytesThatAreNotUtf8WithoutFailing) {
  EXPECT_EQ(JsonLine({{"a", 1}, {"b", "x"}}), R"({"a":1,"b":"x"})");
  EXPECT_EQ(JsonLine(Json("\xff")), "\"\xEF\xBF\xBD\"");
}

}  // namespace
}  // namespace proofmark::base
