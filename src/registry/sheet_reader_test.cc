// SPDX-License-Identifier: Apache-2.0
// Workbooks of another program are read as a person sees them; those that were made to harm are refused, soon and with
// little memory (abuse cases 17 and 18).
#include "registry/sheet_reader.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdio>
#include <ctime>

#include "base/file.h"
#include "registry/registry_fixture.h"
#include "registry/sheet_archive.h"

namespace proofmark::registry {
namespace {

using base::Code;

std::string Workbook(const std::string& file) {
  return base::ReadFile(std::string(PM_TESTDATA_DIR) + "/workbooks/" + file, 1U << 20).value();
}

// ---- archives, good ones and such as no program writes ----

struct Part {
  std::string name;
  std::string content;
  bool deflated = false;
  std::uint32_t mode = 0;  // of a file on Unix
  std::uint16_t flags = 0;
  std::int64_t declared = -1;  // size in place of the true one
  std::int64_t placed = -1;    // offset in place of the true one
};

std::string Bytes(std::uint64_t number, int length) {
  std::string out;
  for (int i = 0; i < length; ++i) out += static_cast<char>(number >> (8 * i) & 0xFF);
  return out;
}

std::string Deflated(const std::string& text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string Archive(const std::vector<Part>& parts) {
  std::string out;
  std::string directory;
  for (const Part& part : parts) {
    const std::string packed = part.deflated ? Deflated(part.content) : part.content;
    const auto crc =
        crc32(0, reinterpret_cast<const Bytef*>(part.content.data()), static_cast<uInt>(part.content.size()));
    const std::uint64_t size = part.declared >= 0 ? static_cast<std::uint64_t>(part.declared) : part.content.size();
    const std::string shared = Bytes(part.flags, 2) + Bytes(part.deflated ? 8 : 0, 2) + Bytes(0, 4) + Bytes(crc, 4) +
                               Bytes(packed.size(), 4) + Bytes(size, 4) + Bytes(part.name.size(), 2);
    const std::uint64_t at = part.placed >= 0 ? static_cast<std::uint64_t>(part.placed) : out.size();
    directory += Bytes(0x02014B50, 4) + Bytes(0x0314, 2) + Bytes(20, 2) + shared + Bytes(0, 8) +
                 Bytes(std::uint64_t{part.mode} << 16, 4) + Bytes(at, 4) + part.name;
    out += Bytes(0x04034B50, 4) + Bytes(20, 2) + shared + Bytes(0, 2) + part.name + packed;
  }
  const std::size_t at = out.size();
  return out + directory + Bytes(0x06054B50, 4) + Bytes(0, 4) + Bytes(parts.size(), 2) + Bytes(parts.size(), 2) +
         Bytes(directory.size(), 4) + Bytes(at, 4) + Bytes(0, 2);
}

constexpr const char* kRelations =
    R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">)";

// The parts of a workbook with one sheet, as spreadsheet programs write them: with shared texts and styles.
std::vector<Part> PartsWith(const std::string& rows) {
  return {{"_rels/.rels",
           std::string(kRelations) +
               R"(<Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>)"},
          {"xl/workbook.xml",
           R"(<workbook xmlns:r="urn:r"><sheets><sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>)"},
          {"xl/_rels/workbook.xml.rels",
           std::string(kRelations) +
               R"(<Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/>)"
               R"(<Relationship Id="r2" Type="http://x/sharedStrings" Target="/xl/sharedStrings.xml"/>)"
               R"(<Relationship Id="r3" Type="http://x/styles" Target="styles.xml"/></Relationships>)"},
          {"xl/sharedStrings.xml",
           "<x:sst xmlns:x=\"urn:x\"><x:si><x:t>serial</x:t></x:si><x:si><x:r><x:t>AB</x:t></x:r><x:r><x:t "
           "xml:space=\"preserve\"> 12</x:t></x:r>"
           "<x:rPh><x:t>sound</x:t></x:rPh></x:si><x:si><x:t/></x:si></x:sst>"},
          {"xl/styles.xml",
           R"(<styleSheet><numFmts><numFmt numFmtId="170" formatCode="0000"/></numFmts><cellStyleXfs>)"
           R"(<xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/>)"
           R"(<xf numFmtId="22"/></cellXfs></styleSheet>)"},
          {"xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + rows + "</sheetData></worksheet>", true}};
}

std::string With(const std::string& rows) { return Archive(PartsWith(rows)); }

std::string Csv(const std::string& bytes, const SheetWish& wish = {}) {
  auto sheet = ReadSheet(bytes, wish);
  return sheet.ok() ? sheet->csv : "refused: " + sheet.error().message;
}

// ---- what is read ----

TEST(SheetReader, ReadsAWorkbookOfAnotherProgramAsAPersonSeesIt) {
  auto sheet = ReadSheet(Workbook("found.xlsx"));
  ASSERT_TRUE(sheet.ok()) << sheet.error().message;
  EXPECT_EQ(sheet->sheets, (std::vector<std::string>{"Found", "Other"}));
  EXPECT_EQ(sheet->sheet, "Found");
  EXPECT_EQ(sheet->csv,
            "no,serial,make,found on,price,checked,remark\n"
            "1,123456789012,Fábrica X,2019-07-12,9.3,TRUE,\"a,b \"\"c\"\"\nd\"\n"
            "2,00123,ТОЗ,2019-07-12T10:30:00,0.3,FALSE,\n"
            "3,001234,FN,1900-01,1e+21,,\n"
            "4,A1,,2020-02-29,-5,TRUE,plain\n");
  EXPECT_EQ(sheet->lines, (std::vector<std::int64_t>{1, 2, 3, 4, 6}));
  ASSERT_EQ(sheet->faults.size(), 1U) << "a formula that nobody has worked out is not known";
  EXPECT_EQ(sheet->faults.begin()->first, 4);
  EXPECT_EQ(sheet->faults.begin()->second.column, 6U);
}

TEST(SheetReader, ReadsTheSheetThatIsNamed) {
  EXPECT_EQ(Csv(Workbook("found.xlsx"), {.sheet = "Other"}), "id,serial\nx,ZZ9\n");
  EXPECT_EQ(Csv(Workbook("found.xlsx"), {.sheet = "Lost"}),
            "refused: the workbook has no sheet \"Lost\"; it has \"Found\", \"Other\"");
  EXPECT_EQ(Csv(Workbook("days_1904.xlsx")), "serial,day\nA1,2019-07-12\n");
  EXPECT_EQ(Csv(Workbook("found.xlsx"), {.rows_max = 1}).find("\n2,"), std::string::npos)
      << "and no further than wished";
}

TEST(SheetReader, ReadsSharedTextsStylesAndGaps) {
  EXPECT_EQ(
      Csv(With(
          R"(<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="str"><f>1</f><v>day</v></c></row>)"
          R"(<row r="9"><c r="A9" t="s"><v>1</v></c><c r="B9" t="s"><v>2</v></c><c r="C9" s="1"><v>43658</v></c></row>)"
          R"(<row r="10"><c r="A10" s="2"><v>7</v></c><c r="C10" s="3"><v>43658.5</v></c></row>)"
          R"(<row><c><v>1.2345678901E10</v></c><c t="b"><v>1</v></c><c t="d"><v>2019-07</v></c></row>)")),
      "serial,B,day\nAB 12,,2019-07-12\n0007,,2019-07-12T12:00:00\n12345678901,TRUE,2019-07\n");
}

TEST(SheetReader, NumbersStayWhatTheyAre) {
  for (const auto& [text, said] :
       std::vector<std::pair<const char*, const char*>>{{"1.2345678901234E+13", "12345678901234"},
                                                        {"1.2E9", "1200000000"},
                                                        {"9.3000000000000007", "9.3"},
                                                        {"0.30000000000000004", "0.3"},
                                                        {"-5", "-5"},
                                                        {"0", "0"},
                                                        {"-0", "0"},
                                                        {"1E-7", "0.0000001"},
                                                        {"12345678901234567890", "12345678901234567890"},
                                                        {"007", "7"},
                                                        {"1E400", "1E400"},
                                                        {"abc", "abc"},
                                                        {"", ""}}) {
    EXPECT_EQ(NumberText(text), said) << text;
  }
}

TEST(SheetReader, FormatsSayWhatIsADay) {
  auto kind = [](const char* code) { return FormatOf(code).kind; };
  for (const char* day :
       {"yyyy-mm-dd", "d.m.yyyy", "dd/mm/yy;@", "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "m/d/yy", "\"am\" d.m."}) {
    EXPECT_EQ(kind(day), NumberFormat::kDay) << day;
  }
  EXPECT_EQ(kind("mm/yyyy"), NumberFormat::kMonth);
  EXPECT_EQ(kind("yyyy"), NumberFormat::kYear);
  EXPECT_EQ(kind("dd/mm/yyyy hh:mm"), NumberFormat::kInstant);
  for (const char* none :
       {"General", "0.00", "#,##0", "[h]:mm:ss", "hh:mm", "@", "[Red]0.00", "\"days\" 0", "0.0E+00", ""}) {
    EXPECT_EQ(kind(none), NumberFormat::kGeneral) << none;
  }
  EXPECT_EQ(FormatOf("000000").zeros, 6);
  EXPECT_EQ(DayText(59, false, NumberFormat::kDay), "1900-02-28");
  EXPECT_EQ(DayText(60, false, NumberFormat::kDay), "") << "a day that never was";
  EXPECT_EQ(DayText(61, false, NumberFormat::kDay), "1900-03-01");
  EXPECT_EQ(DayText(2958465, false, NumberFormat::kDay), "9999-12-31");
  EXPECT_EQ(DayText(2958466, false, NumberFormat::kDay), "");
  EXPECT_EQ(DayText(-1, false, NumberFormat::kDay), "");
  EXPECT_EQ(DayText(43658.999999, false, NumberFormat::kInstant), "2019-07-13");
}

TEST(SheetReader, ACellOfWhichNobodyKnowsWhatItIsMakesItsRowFaulty) {
  Mapping mapping = MappingOf(R"({"source": "s", "format": "xlsx", "fields": {"make": "serial"}})");
  const std::string bytes = With(
      R"(<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="3"><c r="A3" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>)"
      R"(<row r="4"><c r="A4"><v>5</v></c></row><row r="7"><c r="A7"><v>1</v></c><c r="B7"><v>2</v></c></row>)");
  auto reader = RegisterReader::Open(bytes, mapping);
  ASSERT_TRUE(reader.ok()) << reader.error().message;
  std::vector<std::string> told;
  InputRow row;
  while (reader->Next(row)) {
    told.push_back(std::to_string(row.line) + " " +
                   (row.fault ? row.fault->column + "|" + row.fault->value + "|" + row.fault->reason : row.cells[0]));
  }
  EXPECT_EQ(told, (std::vector<std::string>{"3 serial|#DIV/0!|the formula of this cell came to an error", "4 5",
                                            "7 |1,2|2 cells; the header has 1"}));
  EXPECT_EQ(reader->header_line(), "serial");
}

TEST(SheetReader, AFaultShowsWholeCharacters) {
  Mapping mapping = MappingOf(R"({"source": "s", "format": "xlsx", "fields": {"make": "serial"}})");
  std::string cell = "x";
  for (int i = 0; i < 40; ++i) cell += "é";
  const std::string bytes =
      With(R"(<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="e"><v>)" + cell + "</v></c></row>");
  auto reader = RegisterReader::Open(bytes, mapping);
  ASSERT_TRUE(reader.ok()) << reader.error().message;
  InputRow row;
  ASSERT_TRUE(reader->Next(row));
  ASSERT_TRUE(row.fault);
  EXPECT_EQ(row.fault->value, cell.substr(0, 63));
}

TEST(SheetReader, AMappingNamesASheetOfAWorkbookOnly) {
  EXPECT_EQ(MappingOf(R"({"source": "s", "format": "xlsx", "sheet": "Other", "fields": {"make": "a"}})").sheet,
            "Other");
  EXPECT_EQ(TryMapping(R"({"source": "s", "sheet": "Other", "fields": {"make": "a"}})").error().field, "sheet");
  EXPECT_EQ(TryMapping(R"({"source": "s", "format": "xlsx", "delimiter": ";", "fields": {"make": "a"}})").error().field,
            "delimiter");
}

TEST(SheetReader, SaysWhatIsNoWorkbook) {
  EXPECT_NE(Csv("a,b\n1,2\n").find("this is no xlsx workbook"), std::string::npos);
  EXPECT_NE(Csv("\xD0\xCF\x11\xE0 and more that is long enough").find("without a password"), std::string::npos);
  EXPECT_NE(Csv(Archive({{"word/document.xml", "<x/>"}})).find("no xlsx workbook"), std::string::npos);
  EXPECT_NE(
      Csv(Archive({{"_rels/.rels",
                    std::string(kRelations) +
                        R"(<Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.bin"/></Relationships>)"},
                   {"xl/workbook.bin", "x"}}))
          .find(".xlsb"),
      std::string::npos);
  const std::string whole = With("");
  for (std::size_t cut = 0; cut < whole.size(); cut += 37) EXPECT_FALSE(ReadSheet(whole.substr(0, cut)).ok()) << cut;
}

TEST(SheetReader, WhatAWorkbookSaysOfItselfMustBeThere) {
  const char* head = R"(<row r="1"><c r="A1" t="s"><v>0</v></c></row>)";
  for (const char* row :
       {R"(<row r="2"><c r="A2" t="s"><v>99</v></c></row>)", R"(<row r="1"><c r="A1"><v>1</v></c></row>)",
        R"(<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>)", R"(<row r="2"><c r="2"><v>1</v></c></row>)",
        R"(<row r="2"><c r="ZZZ2"><v>1</v></c></row>)", R"(<row r="99999999"/>)", "<row"}) {
    EXPECT_FALSE(ReadSheet(With(std::string(head) + row)).ok()) << row;
  }
  // A cell of too many bytes is its row's fault and no other's.
  auto sheet =
      ReadSheet(With(std::string(head) + R"(<row r="2"><c r="A2" t="inlineStr"><is><t>)" + std::string(70'000, 'x') +
                     R"(</t></is></c></row><row r="3"><c r="A3"><v>3</v></c></row>)"));
  ASSERT_TRUE(sheet.ok()) << sheet.error().message;
  EXPECT_EQ(sheet->faults.count(2), 1U);
  EXPECT_EQ(sheet->csv, "serial\n\"\"\n3\n");
}

// ---- what was made to harm ----

std::int64_t PeakKib() {
  std::FILE* status = std::fopen("/proc/self/status", "r");
  char line[256];
  long kib = 0;
  while (status != nullptr && std::fgets(line, sizeof line, status) != nullptr) {
    if (std::sscanf(line, "VmHWM: %ld", &kib) == 1) break;
  }
  if (status != nullptr) std::fclose(status);
  return kib;
}

constexpr std::int64_t kPeakKibMax = 256 << 10;

void ExpectRefusedSoon(const std::string& what, const std::string& bytes, const std::string& why,
                       Code code = Code::kInvalid) {
  // In time of the processor: others may be at work on the machine.
  const std::clock_t begun = std::clock();
  auto sheet = ReadSheet(bytes);
  const std::clock_t took = std::clock() - begun;
  ASSERT_FALSE(sheet.ok()) << what;
  EXPECT_NE(sheet.error().message.find(why), std::string::npos) << what << ": " << sheet.error().message;
  EXPECT_EQ(sheet.error().code, code) << what;
  EXPECT_LT(took, CLOCKS_PER_SEC / 10) << what;
}

std::string WithXml(const std::string& xml) {
  std::vector<Part> parts = PartsWith("");
  parts.back().content = xml;
  return Archive(parts);
}

TEST(SheetReaderAbuse, XmlThatHarmsIsRefusedSoon) {
  const std::string body =
      R"(<worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>&a;</t></is></c></row></sheetData></worksheet>)";
  ExpectRefusedSoon("a doctype", WithXml("<!DOCTYPE worksheet><worksheet/>"), "DOCTYPE");
  ExpectRefusedSoon("a file of the server", WithXml(R"(<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>)" + body),
                    "DOCTYPE");
  ExpectRefusedSoon("another server", WithXml(R"(<!DOCTYPE x SYSTEM "http://192.0.2.1/x.dtd">)" + body), "DOCTYPE");
  std::string laughs = "<!DOCTYPE x [<!ENTITY a0 \"ha\">";
  for (int i = 1; i < 30; ++i) {
    const std::string of = "&a" + std::to_string(i - 1) + ";";
    laughs += "<!ENTITY a" + std::to_string(i) + " \"" + of + of + of + of + of + of + of + of + of + of + "\">";
  }
  ExpectRefusedSoon("a billion laughs", WithXml(laughs + "]><worksheet>&a29;</worksheet>"), "DOCTYPE");
  std::string deep;
  for (int i = 0; i < 1'000'000; ++i) deep += "<a>";
  ExpectRefusedSoon("a million elements deep", WithXml(deep), "nested deeper than 64");
  ExpectRefusedSoon("a tag without an end", WithXml("<worksheet a=\"" + std::string(3'000'000, 'x')),
                    "longer than 1 MiB");
  ExpectRefusedSoon("an entity that nobody declared", WithXml(body), "undefined entity");
  std::vector<Part> texts = PartsWith("");
  texts[3].content = "<!DOCTYPE x>" + texts[3].content;
  ExpectRefusedSoon("in the shared texts", Archive(texts), "DOCTYPE");
}

TEST(SheetReaderAbuse, ArchivesThatHarmAreRefusedSoonAndWithLittleMemory) {
  const std::int64_t before = PeakKib();
  auto with = [](Part part) {
    std::vector<Part> parts = PartsWith("");
    parts.push_back(std::move(part));
    return Archive(parts);
  };
  for (const char* name : {"../evil.xml", "/etc/evil.xml", "xl/../../evil.xml", "xl\\evil.xml", "C:evil.xml",
                           "xl//evil.xml", "./x.xml", ""}) {
    ExpectRefusedSoon(name, with({name, "x"}), "leads elsewhere");
  }
  ExpectRefusedSoon("a NUL", with({std::string("xl/a\0.xml", 9), "x"}), "leads elsewhere");
  ExpectRefusedSoon("doubled", with({"XL/Workbook.xml", "x"}), "one name");
  ExpectRefusedSoon("a link", with({"xl/link", "/etc/passwd", false, 0120777}), "a link");
  ExpectRefusedSoon("a password", with({"xl/x", "x", false, 0, 1}), "password", Code::kUnsupported);
  ExpectRefusedSoon("overlapping", with({"xl/x", "x", false, 0, 0, -1, 10}), "overlap");
  ExpectRefusedSoon("past its end", with({"xl/x", "x", false, 0, 0, -1, 1 << 30}), "reaches into the directory");
  ExpectRefusedSoon("larger than zip64 begins", with({"xl/x", "x", false, 0, 0, 0xFFFFFFFF}), "ZIP64",
                    Code::kUnsupported);
  ExpectRefusedSoon("a declared giant", with({"xl/x", "x", false, 0, 0, 0xFFFFFFFE}), "expands to more than 512 MiB",
                    Code::kTooLarge);
  ExpectRefusedSoon("with something behind it", With("") + "x", "does not stand at its end");
  std::string split = With("");
  split[split.size() - 18] = 1;
  ExpectRefusedSoon("of several files", split, "several files");
  std::string method = With("");
  method[method.rfind("PK\x01\x02") + 10] = 14;
  ExpectRefusedSoon("of another method", method, "unusual way");
  EXPECT_LT(PeakKib() - before, kPeakKibMax);
}

TEST(SheetReaderAbuse, BombsAreRefusedByWhatTheySayAndByWhatComesOut) {
  std::vector<Part> parts = PartsWith("");
  parts.back().content = "<worksheet>" + std::string(std::size_t{24} << 20, ' ');
  const std::string bomb = Archive(parts);
  ASSERT_LT(bomb.size(), std::size_t{1} << 20);
  // What it says is true: refused by its ratio, nothing expanded.
  ExpectRefusedSoon("a bomb", bomb, "200 times its size", Code::kTooLarge);
  // It says less than comes out.
  parts.back().declared = 1000;
  const std::int64_t before = PeakKib();
  ExpectRefusedSoon("a bomb that lies", Archive(parts), "of another size than it says");
  // An archive within is never opened.
  std::vector<Part> nested = PartsWith(R"(<row r="1"><c t="s"><v>0</v></c></row>)");
  nested.push_back({"xl/embeddings/more.xlsx", bomb});
  EXPECT_EQ(Csv(Archive(nested)), "serial\n");
  // Whitespace that is no text is passed over as it comes.
  std::vector<Part> blank = PartsWith("");
  blank.back().content = "<worksheet>" + std::string(3U << 20, ' ') + "</worksheet>";
  EXPECT_EQ(Csv(Archive(blank)), "");
  EXPECT_LT(PeakKib() - before, kPeakKibMax);
}

TEST(SheetReaderAbuse, AMillionPartsAreRefusedBeforeTheyAreListed) {
  std::string directory;
  for (int i = 0; i < 1'000'000; ++i) {
    directory += Bytes(0x02014B50, 4) + std::string(24, '\0') + Bytes(7, 2) + std::string(16, '\0');
    directory += std::to_string(1'000'000 + i);
  }
  const std::string first = Bytes(0x04034B50, 4) + std::string(26, '\0');
  auto with = [&](std::uint64_t count, std::uint64_t size) {
    return first + directory + Bytes(0x06054B50, 4) + Bytes(0, 4) + Bytes(count, 2) + Bytes(count, 2) + Bytes(size, 4) +
           Bytes(first.size(), 4) + Bytes(0, 2);
  };
  const std::int64_t before = PeakKib();
  ExpectRefusedSoon("as ZIP64 says it", with(0xFFFF, directory.size()), "ZIP64", Code::kUnsupported);
  ExpectRefusedSoon("as many as fit", with(0xFFFE, directory.size()), "65534 parts", Code::kTooLarge);
  ExpectRefusedSoon("as if there were one", with(1, directory.size()), "made up");
  EXPECT_LT(PeakKib() - before, kPeakKibMax);
}

}  // namespace
}  // namespace proofmark::registry
