// SPDX-License-Identifier: Apache-2.0
#include "base/csv.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

namespace proofmark::base {
namespace {

using Cells = std::vector<std::string>;

std::vector<CsvRow> Rows(std::string_view text, CsvOptions options = {}) {
  std::vector<CsvRow> rows;
  CsvReader reader(text, options);
  for (CsvRow row; reader.Next(row);) rows.push_back(row);
  EXPECT_EQ(reader.position(), text.size());
  return rows;
}

TEST(CsvReader, ReadsCellsAndQuotes) {
  auto rows = Rows("serial,make\n\"A,1\",\"say \"\"FN\"\"\"\n,\n");
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].cells, (Cells{"serial", "make"}));
  EXPECT_EQ(rows[1].cells, (Cells{"A,1", "say \"FN\""}));
  EXPECT_EQ(rows[1].raw, "\"A,1\",\"say \"\"FN\"\"\"");
  EXPECT_EQ(rows[2].cells, (Cells{"", ""}));
}

TEST(CsvReader, KnowsEveryLineEndAndCountsLines) {
  auto rows = Rows("a\nb\r\nc\rd\n\n\r\n\re");
  ASSERT_EQ(rows.size(), 5U);
  const std::int64_t kLines[] = {1, 2, 3, 4, 8};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i].cells, Cells{std::string(1, static_cast<char>('a' + i))});
    EXPECT_EQ(rows[i].line, kLines[i]);
  }
}

TEST(CsvReader, CountsTheLinesWithinAQuotedCell) {
  auto rows = Rows("\"one\r\ntwo\nthree\rfour\",x\nnext\n");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].cells, (Cells{"one\r\ntwo\nthree\rfour", "x"}));
  EXPECT_EQ(rows[0].line, 1);
  EXPECT_EQ(rows[1].line, 5);
}

TEST(CsvReader, PassesOverAByteOrderMarkAndEmptyLines) {
  auto rows = Rows("\xEF\xBB\xBF\n\nserial\n");
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].cells, Cells{"serial"});
  EXPECT_EQ(rows[0].line, 3);
  EXPECT_TRUE(Rows("").empty());
  EXPECT_TRUE(Rows("\xEF\xBB\xBF").empty());
}

TEST(CsvReader, AnEmptyLastCellIsACell) {
  EXPECT_EQ(Rows("a,")[0].cells, (Cells{"a", ""}));
  EXPECT_EQ(Rows("\"\"")[0].cells, Cells{""});
}

TEST(CsvReader, ALostQuoteCostsOneRow) {
  auto rows = Rows("a,b\n\"lost,1\nc,d\ne,f\n");
  ASSERT_EQ(rows.size(), 4U);
  ASSERT_TRUE(rows[1].error.has_value());
  EXPECT_EQ(rows[1].error->code, Code::kInvalid);
  EXPECT_EQ(rows[1].line, 2);
  EXPECT_EQ(rows[1].error_column, 1);
  EXPECT_EQ(rows[1].raw, "\"lost,1");
  EXPECT_EQ(rows[2].cells, (Cells{"c", "d"}));
  EXPECT_EQ(rows[2].line, 3);
  EXPECT_EQ(rows[3].line, 4);
}

TEST(CsvReader, ALostQuoteThatMeetsAnotherCostsOneRow) {
  auto rows = Rows("x,\"lost\ny,\"good\"\nz,1\n");
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].error->message, "text stands behind a closing quote");
  EXPECT_EQ(rows[0].error_column, 2);
  EXPECT_EQ(rows[1].cells, (Cells{"y", "good"}));
  EXPECT_EQ(rows[1].line, 2);
  EXPECT_EQ(rows[2].line, 3);
}

TEST(CsvReader, AQuoteWithinACellIsALetter) { EXPECT_EQ(Rows("12\" barrel,1")[0].cells, (Cells{"12\" barrel", "1"})); }

TEST(CsvReader, WithoutQuotesEveryQuoteIsALetter) {
  auto rows = Rows("\"a\tb\"\n\"\n", {.delimiter = '\t', .quotes = false});
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].cells, (Cells{"\"a", "b\""}));
  EXPECT_EQ(rows[1].cells, Cells{"\""});
}

TEST(CsvReader, RefusesNulAndWhatIsNotUtf8AndGoesOn) {
  using std::string_literals::operator""s;
  std::string text = "a,b\0c\nd,\xff\ne\n"s;
  auto rows = Rows(text);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].error->message, "a NUL byte stands in the cell");
  EXPECT_EQ(rows[0].error_column, 2);
  EXPECT_EQ(rows[1].error_column, 2);
  EXPECT_EQ(rows[2].cells, Cells{"e"});
  EXPECT_EQ(Rows("d,\xff", {.require_utf8 = false})[0].cells, (Cells{"d", "\xff"}));
}

TEST(CsvReader, KeepsItsLimits) {
  CsvOptions small{.cell_bytes_max = 4, .row_bytes_max = 12, .columns_max = 3};
  EXPECT_FALSE(Rows("1234,1234,12", small)[0].error.has_value());
  EXPECT_EQ(Rows("12345", small)[0].error->code, Code::kTooLarge);
  EXPECT_EQ(Rows("\"12345\"", small)[0].error->code, Code::kTooLarge);
  EXPECT_EQ(Rows("1,2,3,4", small)[0].error->message, "more than 3 columns");
  // Each cell and the number of cells within its limit, and still too much.
  EXPECT_EQ(Rows("1234,1234,123", small)[0].error->message, "a row of more than 12 bytes");
  EXPECT_EQ(Rows(std::string(1000, 'x') + "\nok", small)[1].cells, Cells{"ok"});
  auto rows = Rows("\"" + std::string(40, '\n') + "\"\nok", small);
  EXPECT_EQ(rows[0].error->code, Code::kInvalid);
  EXPECT_EQ(rows.back().cells, Cells{"ok"});
}

RC_GTEST_PROP(CsvReader, ReadsWhatCsvCellWrote, (std::vector<std::vector<std::string>> table)) {
  std::string text;
  std::vector<Cells> expected;
  for (auto& row : table) {
    if (row.empty()) continue;
    Cells cells;
    for (std::string& cell : row) {
      std::erase(cell, '\0');
      // Letters that a spreadsheet would take for a formula get an apostrophe: another test.
      cell.insert(0, "x");
      text += (cells.empty() ? "" : ",") + CsvCell(cell);
      cells.push_back(cell);
    }
    text += "\r\n";
    expected.push_back(cells);
  }
  CsvReader reader(text, {.require_utf8 = false});
  CsvRow row;
  for (const Cells& cells : expected) {
    RC_ASSERT(reader.Next(row));
    RC_ASSERT(!row.error.has_value());
    RC_ASSERT(row.cells == cells);
  }
  RC_ASSERT(!reader.Next(row));
}

TEST(CsvCell, QuotesWhereNeeded) {
  EXPECT_EQ(CsvCell("A12345"), "A12345");
  EXPECT_EQ(CsvCell("9x19, 9mm"), "\"9x19, 9mm\"");
  EXPECT_EQ(CsvCell("12\""), "\"12\"\"\"");
  EXPECT_EQ(CsvCell("a\nb"), "\"a\nb\"");
}

TEST(CsvCell, TakesAwayTheForceOfFormulas) {
  EXPECT_EQ(CsvCell("=1+1"), "'=1+1");
  EXPECT_EQ(CsvCell("+A1"), "'+A1");
  EXPECT_EQ(CsvCell("-2"), "'-2");
  EXPECT_EQ(CsvCell("@SUM(A1)"), "'@SUM(A1)");
  EXPECT_EQ(CsvCell("\t=1"), "\"'\t=1\"");
  EXPECT_EQ(CsvCell("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\"");
  EXPECT_EQ(CsvCell("A=1"), "A=1");
  EXPECT_EQ(CsvCell(""), "");
}

}  // namespace
}  // namespace proofmark::base
