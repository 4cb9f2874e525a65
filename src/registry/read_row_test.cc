// SPDX-License-Identifier: Apache-2.0
#include "registry/read_row.h"

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "ledger/canonical.h"
#include "registry/column_key.h"
#include "registry/registry_fixture.h"

namespace proofmark::registry {
namespace {

using base::Json;

RowReading ReadOne(const std::string& mapping, const std::string& bytes) {
  return TestRegister(MappingOf(mapping), bytes).First();
}

std::string Part(const std::vector<store::PlainPart>& parts, std::string_view name) {
  for (const store::PlainPart& part : parts) {
    if (part.part == name) return part.plaintext;
  }
  return "no such part";
}

const char* const kSeries = R"({"source": "s", "fields": {"make": "make"},
                                "marks": [{"kind": "serial", "columns": ["series", "number"]}]})";

TEST(RowReading, KeepsTheCellsVerbatimAndTrimsTheFields) {
  RowReading reading = ReadOne(
      R"({"source": "s", "fields": {"source_id": "id", "make": "make", "case": "k"},
          "marks": [{"kind": "serial", "columns": ["no"]}]})",
      "id,make,no,k\n 7 ,  Taurus ,\tAB 12 , C9\n");
  ASSERT_TRUE(reading.faults.empty());
  EXPECT_EQ(reading.source_id, "7");
  EXPECT_EQ(reading.record.item.make, "Taurus");
  EXPECT_EQ(reading.record.case_reference, "C9");
  ASSERT_EQ(reading.record.marks.size(), 1U);
  EXPECT_EQ(reading.record.marks[0].text, "AB 12");
  EXPECT_TRUE(reading.record.marks[0].parts.empty());
  EXPECT_EQ(reading.record.row, (Json{{"id", " 7 "}, {"make", "  Taurus "}, {"no", "\tAB 12 "}, {"k", " C9"}}));
  EXPECT_TRUE(reading.sealed.empty());
  EXPECT_EQ(reading.record.origin->source, "s");
  EXPECT_EQ(reading.record.origin->source_id, "7");
  EXPECT_EQ(reading.record.origin->line, 2);
  EXPECT_EQ(reading.record.origin->file_digest, std::string(64, 'f'));
  EXPECT_EQ(reading.record.origin->content, base::ToHex(base::View(reading.content)));
}

TEST(RowReading, SaysNothingWhereTheRowSaysNothing) {
  RowReading reading = ReadOne(
      R"({"source": "s", "fields": {"source_id": "id", "make": "make", "calibre": "cal", "case": "k"},
          "marks": [{"kind": "serial", "columns": ["no"]}]})",
      "id,make,cal,no,k\n7,, ,,\n");
  ASSERT_TRUE(reading.faults.empty());
  EXPECT_EQ(reading.record.item, model::Description{});
  EXPECT_TRUE(reading.record.marks.empty());
  EXPECT_FALSE(reading.record.case_reference);
  EXPECT_EQ(reading.record.row, (Json{{"id", "7"}, {"cal", " "}}));
}

TEST(RowReading, JoinsASeriesAndANumberAndKeepsThemApart) {
  RowReading both = ReadOne(kSeries, "make,series,number\nТОЗ, ЛЯ ,0036\n");
  ASSERT_EQ(both.record.marks.size(), 1U);
  EXPECT_EQ(both.record.marks[0].text, "ЛЯ0036");
  EXPECT_EQ(both.record.marks[0].parts, (std::vector<std::string>{"ЛЯ", "0036"}));
  RowReading number = ReadOne(kSeries, "make,series,number\nТОЗ,,0036\n");
  EXPECT_EQ(number.record.marks[0].text, "0036");
  EXPECT_EQ(number.record.marks[0].parts, (std::vector<std::string>{"", "0036"}));
  EXPECT_TRUE(ReadOne(kSeries, "make,series,number\nТОЗ,,\n").record.marks.empty());
}

TEST(RowReading, SealsTheColumnsThatNoFieldNamesAndThoseToBeSealed) {
  RowReading reading =
      ReadOne(R"({"source": "s", "fields": {"make": "make"}, "sealed": ["holder"], "ignore": ["row"]})",
              "row,make,holder,número,empty\n1,FN,J. Doe,12%,\n");
  EXPECT_EQ(reading.record.row, (Json{{"make", "FN"}}));
  ASSERT_EQ(reading.sealed.size(), 1U);
  EXPECT_EQ(Part(reading.sealed, "row"), R"({"holder":"J. Doe","n%C3%BAmero":"12%"})");
  EXPECT_EQ(ColumnName("n%C3%BAmero"), "número");
}

TEST(RowReading, SealsAMarkOfASealedColumn) {
  RowReading reading = ReadOne(
      R"({"source": "s", "fields": {"make": "make"}, "sealed": ["no"],
          "marks": [{"kind": "serial", "columns": ["no"]}, {"kind": "property", "columns": ["inv"]}]})",
      "make,no,inv\nFN,A1,77\n");
  ASSERT_EQ(reading.record.marks.size(), 1U);
  EXPECT_EQ(reading.record.marks[0].kind, "property");
  ASSERT_EQ(reading.sealed.size(), 2U);
  EXPECT_EQ(reading.sealed[0].part, "marks");
  EXPECT_EQ(reading.sealed[0].plaintext, R"({"marks":[{"kind":"serial","text":"A1"}]})");
  EXPECT_EQ(reading.sealed[1].part, "row");
  EXPECT_EQ(reading.sealed[1].plaintext, R"({"no":"A1"})");
  EXPECT_FALSE(reading.record.row.contains("no"));
}

TEST(RowReading, PutsPersonsPlacesAndPapersOfSealedColumnsIntoSealedParts) {
  const std::string bytes = "make,seller,buyer,town,state,paper,day\nFN,Shop,J. Doe,Dover,DE,L-7,2020-01-02\n";
  const std::string events =
      R"("events": [{"kind": "sold", "date": "day", "from_party": "seller", "to_party": ["buyer"],
                     "place": ["town", "state"], "document": "paper"}])";
  RowReading open = ReadOne(R"({"source": "s", "fields": {"make": "make"}, )" + events + "}", bytes);
  ASSERT_EQ(open.life.size(), 1U);
  EXPECT_TRUE(open.life[0].sealed.empty());
  EXPECT_EQ(open.life[0].body, open.life[0].whole);
  EXPECT_EQ(open.life[0].body.place, "Dover, DE");
  EXPECT_EQ(open.life[0].happened.from->ToText(), "2020-01-02");
  EXPECT_EQ(open.life[0].happened.from, open.life[0].happened.to);
  RowReading sealed = ReadOne(
      R"({"source": "s", "fields": {"make": "make"}, "sealed": ["buyer", "town", "paper"], )" + events + "}", bytes);
  const LifeReading& life = sealed.life[0];
  EXPECT_EQ(life.whole, open.life[0].whole);
  EXPECT_EQ(life.body.from_party, "Shop");
  EXPECT_FALSE(life.body.to_party || life.body.place || life.body.document);
  ASSERT_EQ(life.sealed.size(), 3U);
  EXPECT_EQ(life.sealed[0].part + life.sealed[0].plaintext, R"(notes{"document":"L-7"})");
  EXPECT_EQ(life.sealed[1].part + life.sealed[1].plaintext, R"(parties{"to_party":"J. Doe"})");
  EXPECT_EQ(life.sealed[2].part + life.sealed[2].plaintext, R"(place{"place":"Dover, DE"})");
}

TEST(RowReading, TellsOfAnEventWithoutADateToo) {
  RowReading reading = ReadOne(
      R"({"source": "s", "fields": {"make": "make"}, "grade": "B2", "events": [{"kind": "seized", "date": "day"},
          {"kind": "sold", "only_if": "shop"}, {"kind": "lost"}]})",
      "make,day,shop\nFN,, \n");
  ASSERT_EQ(reading.life.size(), 2U);
  EXPECT_EQ(reading.life[0].kind, "seized");
  EXPECT_EQ(reading.life[0].happened, base::DateRange{});
  EXPECT_EQ(reading.life[0].source_grade, "B2");
  EXPECT_EQ(reading.life[1].kind, "lost");
}

const char* const kKinds = R"({"source": "s", "fields": {"make": "make"}, "events": [{"date": "day",
    "kind": {"column": "what", "values": {"ВТРАТА": "lost", "ROUBADO": "stolen", "OUTROS": null}}}]})";

TEST(RowReading, TakesTheKindFromTheCell) {
  auto kind = [](const std::string& cell) {
    RowReading reading = ReadOne(kKinds, "make,what,day\nFN," + cell + ",2020\n");
    if (!reading.faults.empty()) return "fault: " + reading.faults[0].reason;
    return reading.life.empty() ? "none" : reading.life[0].kind;
  };
  EXPECT_EQ(kind("ВТРАТА"), "lost");
  EXPECT_EQ(kind(" Втрата"), "lost");
  EXPECT_EQ(kind("roubado"), "stolen");
  EXPECT_EQ(kind("OUTROS"), "none");
  EXPECT_EQ(kind(""), "none");
  EXPECT_EQ(kind("TROCADO"), "fault: the mapping does not say what happened; it knows OUTROS, ROUBADO, ВТРАТА");
}

TEST(RowReading, ReportsEveryFaultOfARow) {
  std::string mapping =
      R"({"source": "s", "fields": {"source_id": "id", "make": "make"},
          "marks": [{"kind": "serial", "columns": ["a", "b"]}], "sealed": ["town", "state"],
          "events": [{"date": "day", "place": ["town", "state"], "kind": {"column": "what", "values": {"X": "lost"}}},
                     {"kind": "sold", "date": "day"}]})";
  RowReading reading =
      ReadOne(mapping, "id,make,a,b,day,what,town,state\n" + std::string(129, 'i') + "," + std::string(1025, 'm') +
                           "," + std::string(300, 'a') + "," + std::string(213, 'b') + ",2021-02-30,Y," +
                           std::string(600, 't') + "," + std::string(600, 's') + "\n");
  std::vector<std::string> columns;
  for (const RowFault& fault : reading.faults) {
    EXPECT_EQ(fault.line, 2);
    EXPECT_LE(fault.value.size(), kFaultValueMax);
    columns.push_back(fault.column + ": " + fault.reason);
  }
  EXPECT_EQ(columns, (std::vector<std::string>{"id: 129 bytes; at most 128", "make: 1025 bytes; at most 1024",
                                               "a+b: 513 bytes in a mark; at most 512",
                                               "what: the mapping does not say what happened; it knows X",
                                               "day: there is no such day in the calendar"}));
  RowReading place = ReadOne(mapping, "id,make,a,b,day,what,town,state\n1,m,a,b,2021,X," + std::string(600, 't') + "," +
                                          std::string(600, 's') + "\n");
  ASSERT_EQ(place.faults.size(), 1U);
  EXPECT_EQ(place.faults[0].reason, "1202 bytes; at most 1024");
}

TEST(RowReading, HasALimitForWhatStandsOpenAndForWhatIsSealed) {
  std::string events;
  std::string header = "make";
  std::string cells = "FN";
  for (int i = 0; i < 40; ++i) {
    std::string name = "c" + std::to_string(i);
    header += "," + name;
    cells += "," + std::string(1000, 'x');
    if (i < 16) {
      events += std::string(i == 0 ? "" : ", ") + R"({"kind": "lost", "only_if": ")" + name + R"(", "document": "c)" +
                std::to_string(i + 16) + "\", \"place\": \"c" + std::to_string(i + 24) + "\"}";
    }
  }
  RowReading open = ReadOne(R"({"source": "s", "fields": {"make": "make"}, "events": [)" + events + "]}",
                            header + "\n" + cells + "\n");
  ASSERT_EQ(open.faults.size(), 1U);
  EXPECT_EQ(open.faults[0].column, "");
  EXPECT_TRUE(open.faults[0].reason.ends_with("bytes in the columns that are not sealed; at most 32768"));

  std::string wide_header = "make";
  std::string wide_cells = "FN";
  for (int i = 0; i < 15; ++i) {
    wide_header += ",w" + std::to_string(i);
    wide_cells += "," + std::string(60'000, '\x01');
  }
  RowReading sealed = ReadOne(R"({"source": "s", "fields": {"make": "make"}})", wide_header + "\n" + wide_cells + "\n");
  ASSERT_EQ(sealed.faults.size(), 1U);
  EXPECT_TRUE(sealed.faults[0].reason.starts_with("the sealed columns: "));
}

TEST(RowContentDigest, IsOfTheCellsByColumnNameWhateverTheirOrder) {
  const std::string mapping = R"({"source": "s", "fields": {"make": "make"}, "ignore": ["row"]})";
  auto content = [&](const std::string& bytes) { return ReadOne(mapping, bytes).content; };
  RowContent first = content("make,no\nFN,1\n");
  EXPECT_EQ(content("no,make\n1,FN\n"), first);
  EXPECT_EQ(content("no,make,more\n1,FN,\n"), first);  // an empty cell says nothing
  EXPECT_EQ(content("row,no,make\n99,1,FN\n"), first);
  EXPECT_NE(content("make,no\nFN,2\n"), first);
  EXPECT_NE(content("make,on\nFN,1\n"), first);
  EXPECT_NE(content("make,no\nFN, 1\n"), first);
  EXPECT_NE(content("make,no\nF,N1\n"), first);
  std::string bytes = "make,no\nFN,1\n";
  EXPECT_NE(TestRegister(MappingOf(mapping), bytes, {9}).First().content, first);
  // By Python's hashlib.blake2b(digest_size=16, key=...); also in docs/formats/mapping.md.
  EXPECT_EQ(base::ToHex(base::View(first)), "27d5972529f9862338f02cd9062771ce");
}

TEST(RowContentDigest, IsTheIdWhereTheRegisterHasNone) {
  RowReading without = ReadOne(kSeries, "make,series,number\nТОЗ,,1\n");
  EXPECT_EQ(without.source_id, base::ToHex(base::View(without.content)));
  RowReading empty = ReadOne(R"({"source": "s", "fields": {"source_id": "id", "make": "make"}})", "id,make\n,FN\n");
  EXPECT_EQ(empty.source_id, base::ToHex(base::View(empty.content)));
}

TEST(RowReading, CountsWhatNoTableResolves) {
  const std::string mapping = R"({"source": "s", "fields": {"make": "make", "model": "model", "calibre": "cal"}})";
  RowReading known = ReadOne(mapping, "make,model,cal\nTAURUS,,.38\n");
  EXPECT_FALSE(known.unresolved.make || known.unresolved.model || known.unresolved.calibre);
  RowReading unknown = ReadOne(mapping, "make,model,cal\nzzqqx,zzqqy,zzqqz\n");
  EXPECT_TRUE(unknown.unresolved.make && unknown.unresolved.model && unknown.unresolved.calibre);
  RowReading unsaid = ReadOne(mapping, "make,model,cal\n,,NÃO IDENTIFICADO\n");
  EXPECT_FALSE(unsaid.unresolved.make || unsaid.unresolved.model || unsaid.unresolved.calibre);
}

TEST(RowReading, MakesABodyThatReadsBack) {
  TestRegister rows(CommittedMapping("ua.json"), RegisterText("ua_register_sample.csv"));
  for (const RowReading& reading : rows.All()) {
    ASSERT_TRUE(reading.faults.empty());
    Json body = model::ToJson(reading.record, "UA");
    auto bytes = ledger::Canonical(body);
    ASSERT_TRUE(bytes.ok());
    auto again = model::RecordFromJson(*ledger::ParseCanonical(*bytes), "UA");
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(*again, reading.record);
  }
}

TEST(ColumnKey, IsAsciiAndReadsBack) {
  for (const char* name : {"make", "número", "100%", "%41", "ВТРАТА", "", "a b"}) {
    std::string key = ColumnKey(name);
    EXPECT_EQ(ColumnName(key), name);
    for (char c : key) EXPECT_GE(c, 0);
  }
  EXPECT_EQ(ColumnName("50%"), "50%");
  EXPECT_EQ(ColumnName("%zz"), "%zz");
  EXPECT_EQ(ColumnName("%41"), "%41");  // A needs no escape, so this is no key
}

}  // namespace
}  // namespace proofmark::registry
