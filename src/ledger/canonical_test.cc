// SPDX-License-Identifier: Apache-2.0
#include "ledger/canonical.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/file.h"
#include "base/random.h"
#include "ledger/tree.h"

namespace proofmark::ledger {
namespace {

using base::Code;
using base::Json;

std::string Spelled(const Json& value) {
  auto bytes = Canonical(value);
  EXPECT_TRUE(bytes.ok()) << (bytes.ok() ? "" : bytes.error().message);
  return bytes.ok() ? *bytes : "";
}

Code Refused(const Json& value) {
  auto bytes = Canonical(value);
  return bytes.ok() ? Code::kInternal : bytes.error().code;
}

Json Nested(std::size_t levels) {
  Json value = 1;
  for (std::size_t i = 0; i < levels; ++i) {
    Json outer = Json::array();
    outer.push_back(std::move(value));
    value = std::move(outer);
  }
  return value;
}

TEST(Canonical, SortsKeysAndLeavesOutBlanks) {
  EXPECT_EQ(Spelled(Json{{"b", 1}, {"a", "x"}}), R"({"a":"x","b":1})");
  EXPECT_EQ(ParseCanonical(R"({"a":"x","b":1})").value(), (Json{{"a", "x"}, {"b", 1}}));
}

TEST(Canonical, KeepsTheDocumentedVectors) {
  auto text = base::ReadFile(PM_TESTDATA_DIR "/ledger/event_vectors.json", 1U << 20);
  ASSERT_TRUE(text.ok());
  Json vectors = base::ParseJson(*text).value();
  ASSERT_GE(vectors["events"].size(), 3U);
  for (const Json& row : vectors["events"]) {
    std::string bytes = row["canonical"];
    auto value = ParseCanonical(bytes);
    ASSERT_TRUE(value.ok()) << row["name"] << ": " << value.error().message;
    EXPECT_EQ(base::ToHex(base::View(LeafHash(bytes))), row["leaf"]) << row["name"];
  }
  for (const Json& row : vectors["jcs"]) {
    auto value = base::ParseJson(row["input"].get<std::string>());
    ASSERT_TRUE(value.ok()) << row["input"];
    EXPECT_EQ(Spelled(*value), row["canonical"]);
  }
  for (const Json& row : vectors["refused"]) {
    EXPECT_FALSE(ParseCanonical(row["bytes"].get<std::string>()).ok()) << row["bytes"];
  }
}

// The format pages show what the vectors are: a page that goes stale fails here.
TEST(Canonical, TheFormatPagesShowTheVectors) {
  auto read = [](const std::string& path) {
    return base::ReadFile(std::string(PM_SOURCE_DIR) + path, 1U << 20).value();
  };
  Json vectors = base::ParseJson(read("/testdata/ledger/event_vectors.json")).value();
  std::string page = read("/docs/formats/event.md");
  auto shows = [](const std::string& where, const std::string& what) { return where.find(what) != std::string::npos; };
  EXPECT_TRUE(shows(page, read("/testdata/ledger/example_stolen.json")));
  EXPECT_TRUE(shows(page, "\n" + vectors["events"][1]["canonical"].get<std::string>() + "\n"));
  for (const Json& row : vectors["events"]) EXPECT_TRUE(shows(page, row["leaf"])) << row["name"];
  for (const char* key : {"key", "salt", "nonce", "ciphertext", "commitment", "plaintext"}) {
    EXPECT_TRUE(shows(page, vectors["sealed"][0][key])) << key;
  }
  Json example = base::ParseJson(read("/testdata/ledger/example_stolen.json")).value();
  for (const auto& [key, value] : example.items()) {
    EXPECT_TRUE(shows(page, "| `" + key)) << key;
  }
  EXPECT_TRUE(shows(read("/docs/formats/checkpoint.md"), vectors["checkpoint"]["note"]));
  EXPECT_TRUE(shows(read("/docs/formats/checkpoint.md"), vectors["checkpoint"]["verifier_key"]));
  EXPECT_TRUE(shows(read("/docs/formats/bundle.md"), vectors["checkpoint"]["root"]));
}

// RFC 8785 3.2.2.2 and its example in 3.2.4, without the number that we do not take.
TEST(Canonical, EscapesAsJcsDoes) {
  EXPECT_EQ(Spelled(Json("\u20ac$\x0f\nA'B\"\\\\\"/")), "\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"");
  EXPECT_EQ(Spelled(Json("\b\t\n\f\r")), R"("\b\t\n\f\r")");
  for (int c = 0; c < 128; ++c) {
    std::string bytes = Spelled(Json(std::string(1, static_cast<char>(c))));
    if (c >= 0x20 && c != '"' && c != '\\') {
      EXPECT_EQ(bytes.size(), 3U) << c;
    }
    EXPECT_EQ(ParseCanonical(bytes).value(), Json(std::string(1, static_cast<char>(c)))) << c;
  }
  EXPECT_EQ(Spelled(Json(std::string("\x1f"))), R"("\u001f")");
  EXPECT_EQ(Spelled(Json(std::string("\x7f"))), "\"\x7f\"");
}

TEST(Canonical, TakesIntegersToTwoToThe53MinusOneOnly) {
  EXPECT_EQ(Spelled(Json(kIntegerMax)), "9007199254740991");
  EXPECT_EQ(Spelled(Json(-kIntegerMax)), "-9007199254740991");
  EXPECT_EQ(Spelled(Json(std::uint64_t{7})), "7");
  EXPECT_EQ(Refused(Json(kIntegerMax + 1)), Code::kInvalid);
  EXPECT_EQ(Refused(Json(-kIntegerMax - 1)), Code::kInvalid);
  EXPECT_EQ(Refused(Json(~std::uint64_t{0})), Code::kInvalid);
  EXPECT_EQ(Refused(Json(1.0)), Code::kInvalid);
  EXPECT_EQ(Refused(Json(0.5)), Code::kInvalid);
  EXPECT_EQ(Refused(Json::binary({1, 2})), Code::kInvalid);
}

TEST(Canonical, RefusesKeysThatAreNotAsciiAndTextThatIsNotUtf8) {
  EXPECT_EQ(Refused(Json{{"\u00e9", 1}}), Code::kInvalid);
  EXPECT_EQ(Refused(Json("\xc3")), Code::kInvalid);
  EXPECT_EQ(Refused(Json("\xed\xa0\x80")), Code::kInvalid);           // a surrogate
  EXPECT_EQ(Refused(Json::array({"\xc3", "\xa9"})), Code::kInvalid);  // halves of one letter in two strings
}

TEST(Canonical, DepthAndBytesEndWhereTheReaderEnds) {
  EXPECT_TRUE(ParseCanonical(Spelled(Nested(kEventDepthMax))).ok());
  EXPECT_EQ(Refused(Nested(kEventDepthMax + 1)), Code::kTooLarge);
  EXPECT_EQ(Refused(Nested(20000)), Code::kTooLarge);
  std::string deep = std::string(kEventDepthMax + 1, '[') + "1" + std::string(kEventDepthMax + 1, ']');
  EXPECT_EQ(ParseCanonical(deep).error().code, Code::kTooLarge);
  EXPECT_TRUE(ParseCanonical(Spelled(Json(std::string(kEventBytesMax - 2, 'x')))).ok());
  EXPECT_EQ(Refused(Json(std::string(kEventBytesMax - 1, 'x'))), Code::kTooLarge);
  // A limit is named before what is invalid.
  EXPECT_EQ(Refused(Json::array({0.5, std::string(kEventBytesMax, 'x')})), Code::kTooLarge);
}

TEST(Canonical, RefusesEveryOtherSpelling) {
  for (const char* bytes : {"",
                            " ",
                            "{}\n",
                            " {}",
                            "{ }",
                            R"({"b":1,"a":2})",
                            R"({"a":1,"a":1})",
                            R"("\u0041")",
                            R"("\/")",
                            R"("\u000A")",
                            R"("\u001F")",
                            "1.0",
                            "1e2",
                            "-0",
                            "01",
                            "+1",
                            "9007199254740992",
                            "1e400",
                            "NaN",
                            "\xef\xbb\xbf{}",
                            "[1,]",
                            R"("\ud800")",
                            R"({"a":1}{})",
                            "nul",
                            R"({"a":1)",
                            "[1 ,2]",
                            "\"\x01\"",
                            "'a'"}) {
    EXPECT_FALSE(ParseCanonical(bytes).ok()) << bytes;
  }
  EXPECT_FALSE(ParseCanonical(std::string_view("{}\0", 3)).ok());
}

// Random values: the spelling reads back as the value, and no single flipped bit gives another spelling of it.
TEST(Canonical, OneValueHasOneSpelling) {
  base::SeededRng rng(7);
  std::function<Json(int)> make = [&](int depth) -> Json {
    switch (rng.Below(depth > 3 ? 4 : 6)) {
      case 0:
        return nullptr;
      case 1:
        return rng.Below(2) == 0;
      case 2:
        return static_cast<std::int64_t>(rng.Below(std::uint64_t{1} << 54)) - kIntegerMax;
      case 3: {
        static const std::vector<std::string> kPieces = {
            "a", "\"", "\\", "\n", "\x01", "\u00e9", "\u20ac", "\U0001f52b", "\u2028", std::string(1, '\0')};
        std::string text;
        for (std::uint64_t i = rng.Below(6); i > 0; --i) text += kPieces[rng.Below(kPieces.size())];
        return text;
      }
      case 4: {
        Json out = Json::array();
        for (std::uint64_t i = rng.Below(4); i > 0; --i) out.push_back(make(depth + 1));
        return out;
      }
      default: {
        Json out = Json::object();
        for (std::uint64_t i = rng.Below(4); i > 0; --i)
          out[std::string(1 + rng.Below(2), 'a' + rng.Below(3))] = make(depth + 1);
        return out;
      }
    }
  };
  for (int round = 0; round < 300; ++round) {
    Json value = make(0);
    std::string bytes = Spelled(value);
    ASSERT_EQ(ParseCanonical(bytes).value(), value) << bytes;
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
      std::string changed = bytes;
      changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
      auto read = ParseCanonical(changed);
      ASSERT_TRUE(!read.ok() || *read != value) << bytes << " and " << changed;
    }
  }
}

}  // namespace
}  // namespace proofmark::ledger
