// SPDX-License-Identifier: Apache-2.0
#include "registry/register_reader.h"

#include <gtest/gtest.h>

#include "registry/registry_fixture.h"

namespace proofmark::registry {
namespace {

Mapping Makes(const std::string& more = "") {
  return MappingOf(R"({"source": "s", "fields": {"make": "make"})" + (more.empty() ? "" : ", " + more) + "}");
}

// Each row as its cells with | between them, or its fault.
std::vector<std::string> Rows(const std::string& bytes, const Mapping& mapping) {
  auto reader = RegisterReader::Open(bytes, mapping);
  if (!reader.ok()) return {"refused: " + reader.error().message};
  std::vector<std::string> out;
  InputRow row;
  while (reader->Next(row)) {
    std::string text = std::to_string(row.line) + ":";
    for (const std::string& cell : row.cells) text += "|" + cell;
    if (row.fault) {
      text = "fault " + std::to_string(row.fault->line) + " [" + row.fault->column + "] <" + row.fault->value + "> " +
             row.fault->reason;
    }
    out.push_back(text);
  }
  return out;
}

using Lines = std::vector<std::string>;

TEST(RegisterReader, HandsOutTheCellsOfACsvInHeaderOrder) {
  EXPECT_EQ(Rows("id,make\r\n1,\"FN, Herstal\"\r\n\r\n2,\n", Makes()), (Lines{"2:|1|FN, Herstal", "4:|2|"}));
  EXPECT_EQ(Rows("\xEF\xBB\xBFmake;id\nFN;1\n", Makes(R"("delimiter": ";")")), (Lines{"2:|FN|1"}));
}

TEST(RegisterReader, TakesAQuoteForALetterInTsv) {
  EXPECT_EQ(Rows("id\tmake\n1\t\"FN\n", Makes(R"("format": "tsv")")), (Lines{"2:|1|\"FN"}));
}

TEST(RegisterReader, ReportsARowOfAnotherLengthAndGoesOn) {
  EXPECT_EQ(
      Rows("id,make\n1,FN,x\n2\n3,CZ\n", Makes()),
      (Lines{"fault 2 [] <1,FN,x> 3 cells; the header has 2", "fault 3 [] <2> 1 cells; the header has 2", "4:|3|CZ"}));
}

TEST(RegisterReader, ReportsARowThatBreaksTheForm) {
  EXPECT_EQ(Rows("id,make\n1,\"FN\"x\n2,CZ\n", Makes()),
            (Lines{"fault 2 [make] <1,\"FN\"x> text stands behind a closing quote", "3:|2|CZ"}));
  EXPECT_EQ(Rows("id,make\n1,F\xFFN\n2,CZ\n", Makes()),
            (Lines{"fault 2 [make] <1,F\\u{FF}N> not UTF-8; name the file's encoding in the mapping", "3:|2|CZ"}));
}

TEST(RegisterReader, ConvertsTheEncodingThatTheMappingNames) {
  EXPECT_EQ(Rows("id,make\n1,Itajub\xE1\n", Makes(R"("encoding": "windows-1252")")), (Lines{"2:|1|Itajubá"}));
  EXPECT_EQ(Rows("id,make\n1,\xF2\xEF\xFA\n", Makes(R"("encoding": "koi8-u")")), (Lines{"2:|1|РОЗ"}));
  EXPECT_EQ(Rows("id,make\n1,\x8E\xA6\n", Makes(R"("encoding": "shift_jis")")), (Lines{"2:|1|示"}));
  std::string wide("\xFF\xFEm\0a\0k\0e\0\n\0F\0N\0\n\0", 18);
  EXPECT_EQ(Rows(wide, Makes(R"("encoding": "utf-16")")), (Lines{"2:|FN"}));
}

TEST(RegisterReader, RefusesAFileThatIsNotInItsWideEncoding) {
  EXPECT_TRUE(Rows("make\n\x8E", Makes(R"("encoding": "shift_jis")"))[0].starts_with("refused: bytes that are not"));
}

TEST(RegisterReader, NamesAllMissingColumnsAndThoseThatAreThere) {
  Mapping mapping = MappingOf(R"({"source": "s", "fields": {"make": "make", "model": "modl"}, "ignore": ["gone"],
                                  "marks": [{"kind": "serial", "columns": ["no"]}], "sealed": ["holder"]})");
  EXPECT_EQ(Rows("id,make\n", mapping),
            (Lines{"refused: the mapping names columns that the file has not: \"modl\", \"no\", \"holder\"; the file "
                   "has \"id\", \"make\""}));
}

TEST(RegisterReader, RefusesAHeaderThatNamesAColumnTwiceOrIsNotThere) {
  EXPECT_EQ(Rows("make,id,make\n", Makes())[0],
            "refused: the header names the column \"make\" twice; rename one of them");
  EXPECT_EQ(Rows("", Makes())[0], "refused: the file is empty; its first line must name the columns");
  EXPECT_TRUE(Rows("\"make\nFN\n", Makes())[0].starts_with(
      "refused: the header cannot be read: a quote is opened and not closed"));
}

TEST(RegisterReader, ReadsALineOfJsonAsARow) {
  Mapping mapping = Makes(R"("format": "jsonl")");
  EXPECT_EQ(Rows("{\"make\":\"FN\",\"n\":7}\r\n\n{\"b\":true,\"make\":null,\"n\":1.5}\n", mapping),
            (Lines{"1:|FN|7|", "3:||1.5|true"}));
  EXPECT_EQ(Rows("", mapping), Lines{});
}

TEST(RegisterReader, ReportsALineThatIsNoObjectOfScalars) {
  Mapping mapping = Makes(R"("format": "jsonl")");
  Lines rows = Rows(
      "{\"make\":\"FN\"}\n{\"make\":\n[1]\n{\"make\":{\"a\":1}}\n{\"make\":\"a\\u0000\"}\n"
      "{\"make\":\"a\",\"make\":\"b\"}\n{\"make\":\"CZ\"}",
      mapping);
  ASSERT_EQ(rows.size(), 7U);
  EXPECT_EQ(rows[0], "1:|FN");
  EXPECT_TRUE(rows[1].starts_with("fault 2 [] <{\"make\":> not valid JSON")) << rows[1];
  EXPECT_EQ(rows[2], "fault 3 [] <[1]> a line must be one JSON object");
  EXPECT_EQ(rows[3], "fault 4 [make] <{\"make\":{\"a\":1}}> must be text, a number, true, false or null");
  EXPECT_EQ(rows[4], "fault 5 [make] <{\"make\":\"a\\u0000\"}> a NUL byte stands in the cell");
  EXPECT_TRUE(rows[5].starts_with("fault 6 [] ")) << rows[5];
  EXPECT_EQ(rows[6], "7:|CZ");
}

TEST(RegisterReader, TellsAMissingKeyThatNoLineHas) {
  EXPECT_TRUE(Rows("{\"mkae\":\"FN\"}\n", Makes(R"("format": "jsonl")"))[0].starts_with("refused: the mapping names"));
}

TEST(RegisterReader, ReadsOnFromWhereItWasCopied) {
  std::string bytes = "make\nFN\nCZ\n";
  Mapping mapping = Makes();
  auto reader = RegisterReader::Open(bytes, mapping);
  ASSERT_TRUE(reader.ok());
  InputRow row;
  ASSERT_TRUE(reader->Next(row));
  EXPECT_LT(reader->position(), reader->size());
  RegisterReader copy = *reader;
  ASSERT_TRUE(reader->Next(row));
  ASSERT_FALSE(reader->Next(row));
  EXPECT_EQ(reader->position(), reader->size());
  ASSERT_TRUE(copy.Next(row));
  EXPECT_EQ(row.cells[0], "CZ");
}

TEST(RegisterReader, ShowsTheBeginningOfALongValueInWholeCharacters) {
  EXPECT_EQ(Shown("short"), "short");
  std::string shown = Shown("x" + [] {
    std::string many;
    for (int i = 0; i < 200; ++i) many += "Ж";
    return many;
  }());
  EXPECT_EQ(shown.size(), kFaultValueMax - 1);
}

}  // namespace
}  // namespace proofmark::registry
