// SPDX-License-Identifier: Apache-2.0
#include "match/marks/mark_reader.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <vector>

#include "base/csv.h"
#include "base/file.h"
#include "base/text.h"
#include "match/marks/folded_text.h"
#include "match/marks/reading_json.h"
#include "match/marks/remark_terms.h"
#include "vocab/small_folder.h"

namespace proofmark::match {
namespace {

const MarkReader& Reader() {
  static const MarkReader* const reader = [] {
    auto words = vocab::Vocabulary::Load(PM_DATA_DIR);
    EXPECT_TRUE(words.ok()) << words.error().message;
    auto made = MarkReader::Make(*words);
    EXPECT_TRUE(made.ok()) << made.error().message;
    return new MarkReader(std::move(made).value());
  }();
  return *reader;
}

FieldReading Read(std::string_view text, std::string_view type = "", std::string_view language = "") {
  return Reader().Read({.text = text, .type = type, .language = language});
}

std::vector<std::string> Patterns(std::string_view text) {
  std::vector<std::string> patterns;
  for (const MarkReading& mark : Read(text).serials) patterns.push_back(mark.pattern);
  return patterns;
}

// As in the column `serials` of cases/marks_read.csv.
std::string Note(const FieldReading& reading) {
  std::string note;
  for (const MarkReading& mark : reading.serials) {
    note += (note.empty() ? "" : " | ") + mark.pattern;
    if (mark.kind != "serial") note += ":" + mark.kind;
    for (std::size_t i = 0; i < mark.positions.size(); ++i) note += (i == 0 ? "@" : "+") + mark.positions[i];
    if (mark.treatment != Treatment::kUnknown) note += "!" + std::string(ToText(mark.treatment));
  }
  return note;
}

TEST(MarkReader, ReadsWhatItsContractShows) {
  EXPECT_EQ(ToJson(Read("2421* (*2 ou 3) revelado", "revolver")),
            base::Json::parse(R"({"state": "partial", "serials": [{"text": "2421*", "pattern": "2421[23]",
              "kind": "serial", "positions": [], "legibility": "partial", "treatment": "restored"}],
              "remarks": ["*2 ou 3", "revelado"]})"));
}

// Every row of the table, each mismatch printed. A row whose column `known` is not empty is a mistake that is known and
// stays until somebody mends it: mending it must be written down too.
TEST(MarkReader, ReadsEveryCaseAsFrozen) {
  auto bytes = base::ReadFile(PM_SOURCE_DIR "/cases/marks_read.csv", 1U << 20);
  ASSERT_TRUE(bytes.ok()) << bytes.error().message;
  base::CsvReader reader(*bytes, {});
  base::CsvRow row;
  std::size_t cases = 0;
  std::size_t right = 0;
  std::set<std::string> texts;
  while (reader.Next(row)) {
    if (row.cells[0].starts_with('#') || row.cells[0] == "n") continue;
    ASSERT_EQ(row.cells.size(), 8U) << "line " << row.line;
    const std::string& text = row.cells[1];
    ++cases;
    EXPECT_EQ(row.cells[0], std::to_string(cases)) << "line " << row.line;
    EXPECT_TRUE(texts.insert(text + '\t' + row.cells[2]).second) << "line " << row.line << ": twice";
    FieldReading got = Read(text, row.cells[2], row.cells[3]);
    bool agrees = ToText(got.state) == row.cells[4] && Note(got) == row.cells[5];
    right += agrees ? 1U : 0U;
    EXPECT_EQ(agrees, row.cells[7].empty())
        << "case " << row.cells[0] << ": " << text << "\n  wanted " << row.cells[4] << "  " << row.cells[5]
        << "\n  got    " << ToText(got.state) << "  " << Note(got);
  }
  std::printf("%zu of %zu cases read as labelled\n", right, cases);
  EXPECT_GE(cases, 300U);
}

TEST(MarkReader, TheTypeDecidesBetweenSlideAndBolt) {
  EXPECT_EQ(Read("K1234 (ferrolho)", "pistol").serials[0].positions, std::vector<std::string>{"slide"});
  EXPECT_EQ(Read("K1234 (ferrolho)", "submachine-gun").serials[0].positions, std::vector<std::string>{"bolt"});
  EXPECT_EQ(Read("K1234 (ferrolho)", "firearm").serials[0].positions, std::vector<std::string>{"slide_or_bolt"});
  EXPECT_EQ(Read("K1234 (ferrolho)", "no such type").serials[0].positions, std::vector<std::string>{"slide_or_bolt"});
}

TEST(MarkReader, ARemarkIsNeverReadAsANumber) {
  for (const char* text :
       {"eliminado", "removido por ação humana", "FERRUGEM", "sem marca", "kit", "obliterated by fire",
        "номер спиляний", "رقم مطموس", "番号なし", "não sei", "arma do avô"}) {
    EXPECT_TRUE(Read(text).serials.empty() || Read(text).serials[0].pattern == "KIT") << text;
  }
}

TEST(MarkReader, AWordWithDigitsIsAMisspellingOnlyWhenLongAndKnown) {
  EXPECT_EQ(Patterns("ELIMINAD0"), std::vector<std::string>{});
  EXPECT_EQ(Patterns("SUPRIM1D0"), std::vector<std::string>{});
  EXPECT_EQ(Patterns("SUPR1M1D0"), std::vector<std::string>{"SUPR1M1D0"});  // three digits are no slip
  EXPECT_EQ(Patterns("RASPADO1234"), std::vector<std::string>{"1234"});
  EXPECT_EQ(Patterns("ABC50"), std::vector<std::string>{"ABC50"});
}

TEST(MarkReader, LongTextIsCutAndSaysSo) {
  FieldReading reading = Read("AB1234 " + std::string(600, '.') + " CD5678");
  ASSERT_EQ(reading.serials.size(), 1U);
  EXPECT_EQ(reading.remarks.back(), "text cut off at 512 bytes");
  // In the middle of a letter the cut goes before it.
  EXPECT_TRUE(base::IsUtf8(Read(std::string(511, 'a') + "ção").remarks.front()));
}

TEST(MarkReader, TheVocabularyIsRefusedWhereItMeansNothing) {
  auto refused = [](const std::string& row) {
    vocab::SmallFolder folder;
    folder.WriteRows("remark_terms.csv", "text,language,means,value,n,source\n" + row + "\n");
    auto words = folder.Load();
    EXPECT_TRUE(words.ok());
    auto made = MarkReader::Make(*words);
    return made.ok() ? std::string() : made.error().message;
  };
  EXPECT_EQ(refused("RASPADO,pt,removed,,1,test"), "");
  EXPECT_EQ(refused("RASPADO,pt,scratched,,1,test"), "remark_terms.csv, line 5: \"scratched\" is no meaning");
  EXPECT_EQ(refused("CANO,pt,position,nowhere,1,test"), "remark_terms.csv, line 5: \"nowhere\" says nothing here");
  EXPECT_EQ(refused("...,pt,removed,,1,test"), "remark_terms.csv, line 5: a term without letters");
}

TEST(MarkReader, EightyThousandFieldsTakeLessThanASecond) {
  const std::vector<std::string> texts = {"KAB44102",
                                          "505331",
                                          "P7712-14 AK 003??",
                                          "removido por ação mecânica",
                                          "KAB441 (cano) KAC552 (ferrolho)",
                                          "SUMPRIMIDO",
                                          "N/C",
                                          "5053* (*8 ou 6) revelado"};
  auto start = std::chrono::steady_clock::now();
  std::size_t serials = 0;
  for (int i = 0; i < 80'000; ++i) serials += Read(texts[static_cast<std::size_t>(i) % texts.size()]).serials.size();
  auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  std::printf("80,000 fields in %.2f s\n", seconds);
  EXPECT_EQ(serials, 60'000U);
  // Wide enough for a slow machine and a build with sanitizers.
  EXPECT_LT(seconds, 30.0);
}

// A number with at least three digits, dropped somewhere into a remark.
std::string ANumber() {
  std::string number = *rc::gen::container<std::string>(3, rc::gen::inRange('1', ':'));
  std::string series = *rc::gen::element<std::string>("", "K", "TQ", "KAB", "AZ", "XJ");
  return series + number;
}

RC_GTEST_PROP(MarkReaderProperty, NoReadableNumberIsLost, ()) {
  static const std::vector<std::string> words = {"removido",
                                                 "(cano)",
                                                 "revelado",
                                                 "e",
                                                 "parcialmente suprimido",
                                                 "último dígito",
                                                 "não consta",
                                                 ";",
                                                 ",",
                                                 "/",
                                                 "-",
                                                 "armação",
                                                 "N/C",
                                                 "nº",
                                                 "somente",
                                                 "obliterated",
                                                 "(?)",
                                                 "sem",
                                                 "de",
                                                 "dois",
                                                 "demais",
                                                 "X",
                                                 "номер",
                                                 "спилен",
                                                 "***"};
  const std::string number = ANumber();
  std::string text;
  for (int i = *rc::gen::inRange(0, 5); i > 0; --i) text += *rc::gen::elementOf(words) + " ";
  text += number;
  for (int i = *rc::gen::inRange(0, 5); i > 0; --i) text += " " + *rc::gen::elementOf(words);
  FieldReading reading = Read(text);
  bool found = std::ranges::any_of(reading.serials, [&](const MarkReading& mark) {
    std::string plain = mark.pattern;
    return plain.find(number.substr(number.find_first_of("123456789"))) != std::string::npos;
  });
  if (!found) RC_FAIL("lost " + number + " in: " + text);
}

RC_GTEST_PROP(MarkReaderProperty, AnyBytesAreReadAndTwiceTheSame, ()) {
  std::string text = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
  if (*rc::gen::arbitrary<bool>()) text = "KAB441 (" + text + ") 5053?";
  FieldReading reading = Read(text, "pistol");
  RC_ASSERT(reading == Read(text, "pistol"));
  for (const MarkReading& mark : reading.serials) {
    RC_ASSERT(!mark.pattern.empty());
    for (char c : mark.pattern)
      RC_ASSERT(IsLetter(c) || IsDigit(c) || std::string_view("?*[]").find(c) != std::string_view::npos);
  }
}

RC_GTEST_PROP(MarkReaderProperty, APlainPatternReadsAsItself, ()) {
  const std::string number = ANumber();
  RC_ASSERT(Patterns(number) == std::vector<std::string>{number});
  RC_ASSERT(Read(number).state == FieldState::kClear);
}

TEST(FoldedText, LooksAlikeBecomesOneLetter) {
  EXPECT_EQ(FoldedText("ко 1234").Key(0, 7), "KO 1234");
  EXPECT_EQ(FoldedText("Ção").Key(0, 3), "CAO");
  EXPECT_EQ(TermKey("S/Nº"), "S NO");
  EXPECT_EQ(TermKey("n° de série"), "NO DE SERIE");
  EXPECT_EQ(TermKey("Я"), "IA");
  EXPECT_EQ(TermKey("ＡＢ１２"), "AB12");
}

TEST(EditDistance, CountsWhatAHandDoesWrong) {
  EXPECT_EQ(EditDistance("SUMPRIMIDO", "SUPRIMIDO", 2), 1);
  EXPECT_EQ(EditDistance("SURPIMIDO", "SUPRIMIDO", 2), 1);
  EXPECT_EQ(EditDistance("PARCIALMNETE", "PARCIALMENTE", 2), 1);
  EXPECT_EQ(EditDistance("RASPADO", "REMOVIDO", 2), 3);
  EXPECT_EQ(EditDistance("", "AB", 2), 2);
}

}  // namespace
}  // namespace proofmark::match
