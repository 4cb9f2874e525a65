// SPDX-License-Identifier: Apache-2.0
// What numbers tell, with the answers of the sources; and the mistakes that are warned of.
#include "match/marks/serial_grammar.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <map>

#include "base/csv.h"
#include "base/file.h"

namespace proofmark::match {
namespace {

const vocab::Vocabulary& Words() {
  static const vocab::Vocabulary words = vocab::Vocabulary::Load(PM_DATA_DIR).value();
  return words;
}

const SerialGrammar& Grammar() {
  static const SerialGrammar grammar = SerialGrammar::Make(Words()).value();
  return grammar;
}

MarkReading Mark(const std::string& text, const std::string& kind = "serial") {
  MarkReading mark;
  mark.text = text;
  mark.kind = kind;
  for (char c : text) {
    if (c != '-' && c != ' ' && c != '.') mark.pattern += c;
  }
  return mark;
}

// All that is decoded, as one object; empty where nothing is.
base::Json Says(const MarkReading& mark, const MarkedWeapon& weapon) {
  base::Json all = base::Json::object();
  for (const Decoded& decoded : Grammar().Decode(mark, weapon)) all.update(decoded.says);
  return all;
}

std::string Codes(const std::vector<Warning>& warnings) {
  std::string codes;
  for (const Warning& warning : warnings) codes += (codes.empty() ? "" : " ") + warning.code;
  return codes;
}

std::string Warned(const std::string& text, const MarkedWeapon& weapon = {}) {
  return Codes(Grammar().Warn(Mark(text), weapon));
}

const MarkedWeapon kTaurus{.make = "taurus"};

TEST(SerialGrammar, TaurusLettersTellYearAndMonth) {
  // From the source's own table and its worked rows.
  EXPECT_EQ(Says(Mark("ZK434432"), kTaurus), (base::Json{{"year", 2006}, {"month", 11}}));
  EXPECT_EQ(Says(Mark("AA10001"), kTaurus), (base::Json{{"year", 1981}, {"month", 1}}));
  EXPECT_EQ(Says(Mark("CY12345"), kTaurus), (base::Json{{"year", 2009}, {"month", 12}}));
  EXPECT_EQ(Says(Mark("EY527542"), kTaurus), (base::Json{{"year", 2011}, {"month", 11}}));
  EXPECT_EQ(Says(Mark("MZ12345"), kTaurus), (base::Json{{"year", 2019}, {"month", 12}}));
  EXPECT_EQ(Says(Mark("SVL16634"), kTaurus), (base::Json{{"year", 2002}, {"month", 12}, {"calibre", ".40-sw"}}));
  EXPECT_EQ(Says(Mark("TAY15161"), kTaurus), (base::Json{{"year", 2007}, {"month", 12}, {"calibre", "9x19"}}));
  EXPECT_EQ(Says(Mark("ADA611480"), kTaurus), (base::Json{{"year", 2022}, {"month", 1}}));
  EXPECT_EQ(Says(Mark("ABN000001"), kTaurus), (base::Json{{"year", 2020}, {"month", 12}}));
  const std::vector<Decoded> decoded = Grammar().Decode(Mark("ZK434432"), kTaurus);
  ASSERT_EQ(decoded.size(), 1U);
  EXPECT_EQ(decoded[0].rule, "taurus-1981-letters");
  EXPECT_EQ(decoded[0].source, "isdp-taurus");
}

TEST(SerialGrammar, TaurusNumbersTellTheYearOfARevolverByItsCalibre) {
  const MarkedWeapon r32{.make = "taurus", .calibre = "32", .type = "revolver"};
  const MarkedWeapon r38{.make = "taurus", .calibre = ".38-special", .type = "revolver"};
  EXPECT_EQ(Says(Mark("27668"), r32), (base::Json{{"year", 1955}}));
  EXPECT_EQ(Says(Mark("1594823"), r38), (base::Json{{"year", 1982}}));
  EXPECT_EQ(Says(Mark("1000"), r38), (base::Json{{"year_to", 1953}}));
  EXPECT_EQ(Says(Mark("27668"), {.make = "taurus", .type = "revolver"}), base::Json::object());
  EXPECT_EQ(Says(Mark("27668"), {.make = "taurus", .calibre = "32", .type = "pistol"}), base::Json::object());
}

TEST(SerialGrammar, ReadsPartialMarksAsFarAsTheDecidingCharactersGo) {
  EXPECT_EQ(Says(Mark("ZK4344??"), kTaurus), (base::Json{{"year", 2006}, {"month", 11}}));
  EXPECT_EQ(Says(Mark("ZK43*"), kTaurus), (base::Json{{"year", 2006}, {"month", 11}}));
  EXPECT_EQ(Says(Mark("Z?434432"), kTaurus), (base::Json{{"year", 2006}}));
  EXPECT_EQ(Says(Mark("[YZ]K434432"), kTaurus), (base::Json{{"year_from", 2005}, {"year_to", 2006}, {"month", 11}}));
  EXPECT_EQ(Says(Mark("?K434432"), kTaurus), (base::Json{{"month", 11}}));
  EXPECT_EQ(Says(Mark("A?434432"), kTaurus), base::Json::object());  // 1981 or 2007
  EXPECT_EQ(Says(Mark("AB*"), kTaurus), base::Json::object());       // two letters or three
  EXPECT_EQ(Says(Mark("*434432"), kTaurus), base::Json::object());
  const MarkedWeapon r38{.make = "taurus", .calibre = ".38", .type = "revolver"};
  EXPECT_EQ(Says(Mark("15948??"), r38), (base::Json{{"year_from", 1981}, {"year_to", 1982}}));
}

TEST(SerialGrammar, ANumberOfAnotherOrOfNoMakeTellsNothing) {
  EXPECT_TRUE(Grammar().Decode(Mark("ZK434432"), {}).empty());
  EXPECT_TRUE(Grammar().Decode(Mark("ZK434432"), {.make = "rossi"}).empty());
  EXPECT_TRUE(Grammar().Decode(Mark(""), kTaurus).empty());
  MarkReading broken;
  broken.pattern = "not a pattern";
  EXPECT_TRUE(Grammar().Decode(broken, kTaurus).empty());
  EXPECT_TRUE(Grammar().Warn(broken, kTaurus).empty());
}

TEST(SerialGrammar, SaysWhetherItFitsWhatIsStated) {
  auto fit = [](const char* text, const MarkedWeapon& weapon) { return Grammar().Decode(Mark(text), weapon)[0].fits; };
  EXPECT_EQ(fit("ZK434432", kTaurus), Fit::kUnknown);
  EXPECT_EQ(fit("ZK434432", {.make = "taurus", .year = 2006}), Fit::kAgrees);
  EXPECT_EQ(fit("ZK434432", {.make = "taurus", .year = 1990}), Fit::kConflicts);
  EXPECT_EQ(fit("ALA123456", {.make = "taurus", .known_year = 2022}), Fit::kConflicts);
  EXPECT_EQ(ToText(Fit::kConflicts), "conflicts");
}

TEST(SerialGrammar, ProofHousesDateTheirMarks) {
  const MarkedWeapon beretta{.make = "beretta"};
  EXPECT_EQ(Says(Mark("AD", "date"), beretta)["year"], 1978);
  EXPECT_EQ(Says(Mark("BZ", "proof"), beretta)["year"], 2005);
  EXPECT_EQ(Says(Mark("CN", "date"), beretta)["year"], 2015);
  EXPECT_EQ(Says(Mark("XX8", "date"), beretta)["year"], 1972);
  EXPECT_TRUE(Says(Mark("AD"), beretta).empty());  // as a serial it says nothing
  const MarkedWeapon astra{.make = "astra"};
  EXPECT_EQ(Says(Mark("O", "date"), astra)["year"], 1944);
  EXPECT_EQ(Says(Mark("Z", "date"), astra)["year"], 1954);
  EXPECT_EQ(Says(Mark("CH", "date"), astra)["year"], 1930);
  EXPECT_EQ(Says(Mark("P1", "date"), astra)["year"], 1971);
  EXPECT_EQ(Says(Mark("T2", "date"), astra)["year"], 2001);
  const MarkedWeapon walther{.make = "walther"};
  EXPECT_EQ(Says(Mark("IC", "date"), walther)["year"], 1982);
  EXPECT_EQ(Says(Mark("BJ", "date"), walther)["year"], 2018);
  EXPECT_EQ(Says(Mark("07", "date"), walther)["year"], 2007);
}

TEST(SerialGrammar, ReadsWhatStandsBetweenHyphens) {
  EXPECT_EQ(Says(Mark("12345678-A001"), {}), (base::Json{{"licence", "12345678"}}));
  EXPECT_TRUE(Says(Mark("12345678A001"), {}).empty());
  EXPECT_EQ(Says(Mark("16-03-214-98"), {})["year"], 1998);
  EXPECT_EQ(Says(Mark("AFX123US"), {.make = "glock"}), base::Json::object({{"market", "US"}}));
}

TEST(SerialWarnings, NameWhatIsNoSerial) {
  EXPECT_EQ(Warned("642", {.make = "smith-wesson"}).substr(0, 15), "model_as_serial");
  EXPECT_EQ(Warned("PT-100", kTaurus).substr(0, 15), "model_as_serial");
  EXPECT_EQ(Warned("M17X9", {.model_text = "m17 x9"}), "model_as_serial");
  EXPECT_EQ(Warned("9MM"), "calibre_as_serial");
  EXPECT_NE(Warned("380").find("calibre_as_serial"), std::string::npos);
  EXPECT_EQ(Warned("1978"), "year_as_serial common_number");
  EXPECT_EQ(Warned("4539889", {.make = "glock"}), "patent_as_serial");
  EXPECT_EQ(Warned("1005-00-921-5004"), "stock_number_as_serial");
  EXPECT_NE(Warned("BZ", {.make = "beretta"}).find("date_as_serial"), std::string::npos);
  EXPECT_EQ(Warned("B123456", {.make_text = "P.W. Arms"}), "importer_as_make");
  EXPECT_EQ(Warned("CAI"), "importer_as_make");
}

TEST(SerialWarnings, NameWhatCannotTellWeaponsApart) {
  EXPECT_EQ(Warned("7"), "too_short");
  EXPECT_EQ(Warned("*57"), "too_short");
  EXPECT_EQ(Warned("000000"), "placeholder");
  EXPECT_EQ(Warned("123456"), "placeholder");
  EXPECT_EQ(Warned("00001"), "placeholder");
  EXPECT_EQ(Warned("40273"), "common_number");
  EXPECT_EQ(Warned("AB40273"), "");
  EXPECT_EQ(Warned("402735"), "");
}

TEST(SerialWarnings, NameWhatTheMakeCannotBear) {
  EXPECT_EQ(Warned("ZM434432", kTaurus), "serial_make_mismatch");  // M is no month of 2006
  EXPECT_EQ(Warned("ZK434432", {.make = "taurus", .year = 1990}), "serial_make_mismatch");
  EXPECT_EQ(Warned("ALA123456", {.make = "taurus", .known_year = 2022}), "serial_make_mismatch");
  EXPECT_EQ(Warned("SVL16634", {.make = "taurus", .calibre = "9x19"}), "calibre_mismatch_by_serial");
  EXPECT_EQ(Warned("SVL16634", {.make = "taurus", .calibre = ".40"}), "");
  EXPECT_EQ(Warned("1500000", {.make = "taurus", .calibre = "32", .type = "revolver"}), "calibre_mismatch_by_serial");
  EXPECT_EQ(Warned("ZK434432", kTaurus), "");
}

TEST(SerialWarnings, SuggestTheLikelyReading) {
  const std::vector<Warning> warnings = Grammar().Warn(Mark("2K434432"), kTaurus);
  ASSERT_EQ(Codes(warnings), "confusable_reading");
  EXPECT_NE(warnings[0].text.english().find("ZK434432"), std::string::npos);
  EXPECT_EQ(Warned("A8C123", {.make = "glock"}), "confusable_reading");
  EXPECT_EQ(Warned("ABC123", {.make = "glock"}), "");
  EXPECT_EQ(Warned("A8C123", {.make = "colt"}), "");  // whose forms no rule tells
}

TEST(SerialWarnings, OfAFieldSayThatItsNumbersDiffer) {
  FieldReading field;
  field.serials = {Mark("AZB786"), Mark("BMB922")};
  field.serials[0].positions = {"barrel"};
  field.serials[1].positions = {"frame"};
  const std::vector<Warning> warnings = Grammar().Warn(field, {});
  ASSERT_EQ(Codes(warnings), "several_numbers");
  EXPECT_EQ(warnings[0].text.english().substr(0, 32), "AZB786 (barrel), BMB922 (frame):");
  field.serials[1].pattern = field.serials[0].pattern;
  EXPECT_TRUE(Grammar().Warn(field, {}).empty());
}

TEST(SerialRules, ShippedOnesNameKnownCalibresAndTypes) {
  const vocab::Table& table = Words().Rows("serial_rules");
  for (const vocab::TableRow& row : table.rows) {
    const base::Result<SerialRule> rule = SerialRule::Parse(table, row);
    ASSERT_TRUE(rule.ok()) << rule.error().message;
    for (const SerialCondition& condition : rule->conditions) {
      const std::map<std::string, std::string> lists = {
          {"calibre", "calibres"}, {"type", "item_types"}, {"kind", "mark_kinds"}, {"country", "countries"}};
      for (const std::string& value : condition.values) {
        EXPECT_NE(Words().List(lists.at(condition.field)).Find(value), nullptr) << row.line << ": " << value;
      }
    }
    for (const SaysTerm& term : rule->says) {
      if (term.name != "calibre") continue;
      EXPECT_NE(Words().List("calibres").Find(term.text), nullptr) << term.text;
    }
  }
}

TEST(SerialRules, ShippedOnesArePrintedInTheDocumentation) {
  const std::string page =
      base::ReadFile(std::string(PM_SOURCE_DIR) + "/docs/reference/serial_rules.md", 1U << 20).value();
  for (const vocab::TableRow& row : Words().Rows("serial_rules").rows) {
    EXPECT_NE(page.find("| `" + row.cells[0] + "` |"), std::string::npos) << row.cells[0];
  }
}

TEST(SerialRules, RefuseARowThatMeansNothing) {
  vocab::Table table;
  table.file = "serial_rules.csv";
  const std::vector<std::string> good = {"r", "@#", "", "", "serial", "year=1980+1:ABC", "s"};
  EXPECT_TRUE(SerialRule::Parse(table, {7, good}).ok());
  const std::vector<std::pair<std::size_t, std::string>> bad = {
      {0, ""},       {1, "a"},       {2, "colour=red"},    {4, "else"},          {5, "year"}, {5, "=1"},
      {5, "year=@"}, {5, "year=@5"}, {5, "year=@5:1;4:2"}, {5, "year=yy:1:ABC"}, {5, "x=$1"}, {6, " "}};
  for (const auto& [column, cell] : bad) {
    std::vector<std::string> cells = good;
    cells[column] = cell;
    const base::Result<SerialRule> rule = SerialRule::Parse(table, {7, cells});
    if (column == 5 && cell == "year=@") continue;  // no steps: says nothing
    ASSERT_FALSE(rule.ok()) << column << " " << cell;
    EXPECT_NE(rule.error().message.find("line 7"), std::string::npos) << rule.error().message;
  }
}

// The register's own columns made_year and made_month were derived by the source's function. PROOFMARK_REGISTERS names
// the folder of the registers, which are no part of the project.
TEST(SerialGrammar, AgreesWithTheYearsOfARegister) {
  const char* folder = std::getenv("PROOFMARK_REGISTERS");
  if (folder == nullptr) GTEST_SKIP() << "PROOFMARK_REGISTERS does not name the folder of the registers";
  const std::string bytes = base::ReadFile(std::string(folder) + "/sp_firearms.csv", 64U << 20).value();
  base::CsvReader reader(bytes, {});
  base::CsvRow row;
  std::map<std::string, std::size_t> columns;
  int stated = 0, decoded = 0, year_equal = 0, months = 0, month_equal = 0, warned = 0, taurus = 0;
  while (reader.Next(row)) {
    if (columns.empty()) {
      for (std::size_t i = 0; i < row.cells.size(); ++i) columns[row.cells[i]] = i;
      continue;
    }
    auto cell = [&](const char* name) { return row.cells[columns.at(name)]; };
    if (cell("make_clean") != "taurus") continue;
    MarkReading mark = Mark(CompactMark(cell("serial_raw")));
    const std::string calibre(Words().Calibre(cell("calibre_raw")).code);
    const std::string type(Words().Type(cell("type")).code);
    const MarkedWeapon weapon{.make = "taurus", .calibre = calibre, .type = type};
    if (mark.pattern.find_first_of("0123456789") != std::string::npos) {
      ++taurus;
      if (Codes(Grammar().Warn(mark, weapon)).find("serial_make_mismatch") != std::string::npos) ++warned;
    }
    if (cell("made_year").empty()) continue;
    ++stated;
    const base::Json says = Says(mark, weapon);
    if (!says.contains("year")) continue;
    ++decoded;
    if (says["year"] != std::stoi(cell("made_year"))) continue;
    ++year_equal;
    if (!says.contains("month") || cell("made_month").empty()) continue;
    ++months;
    if (says["month"] == std::stoi(cell("made_month"))) ++month_equal;
  }
  std::printf(
      "  Taurus, Sao Paulo: %d numbers, %d warned of; %d with a year, %d decoded, %d years equal; %d of %d months\n",
      taurus, warned, stated, decoded, year_equal, month_equal, months);
  EXPECT_GT(decoded, stated * 95 / 100);
  EXPECT_GT(year_equal, decoded * 95 / 100);
  EXPECT_LT(warned, taurus * 5 / 100);
}

}  // namespace
}  // namespace proofmark::match
