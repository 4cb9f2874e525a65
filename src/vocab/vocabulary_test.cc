// SPDX-License-Identifier: Apache-2.0
#include "vocab/vocabulary.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "vocab/small_folder.h"

namespace proofmark::vocab {

void PrintTo(const Resolved& resolved, std::ostream* out) {
  static const char* const states[] = {"empty", "resolved", "unknown", "none", "unresolved"};
  *out << states[static_cast<int>(resolved.state)] << " \"" << resolved.code << '"';
}

namespace {

constexpr Resolved kEmpty{Resolution::kEmpty, {}};
constexpr Resolved kUnknown{Resolution::kUnknown, {}};
constexpr Resolved kNone{Resolution::kNone, {}};
constexpr Resolved kUnresolved{Resolution::kUnresolved, {}};

Resolved Is(std::string_view code) { return {Resolution::kResolved, code}; }

const Vocabulary& Words() {
  static const Vocabulary* const words = [] {
    base::Result<Vocabulary> loaded = Vocabulary::Load(PM_DATA_DIR);
    if (!loaded.ok()) ADD_FAILURE() << loaded.error().message;
    return new Vocabulary(std::move(loaded).value());
  }();
  return *words;
}

using Cases = std::vector<std::pair<std::string_view, Resolved>>;

TEST(Make, IsReadAsTheClerksOfFourRegistersWriteIt) {
  const Cases cases = {
      {"TAURUS", Is("taurus")},
      {"taurus", Is("taurus")},
      {"TAUROS", Is("taurus")},
      {"tauruspt", Is("taurus")},
      {"taurus24/7", Is("taurus")},
      {"amadeoros", Is("rossi")},
      {"S&W", Is("smith-wesson")},
      {"smith&we", Is("smith-wesson")},
      {"SMITH & WESSON", Is("smith-wesson")},
      {"clock", Is("glock")},
      {"glockg22", Is("glock")},
      {"Itajubá", Is("imbel")},
      {"imbelia2", Is("imbel")},
      {"HK", Is("heckler-koch")},
      {"D.P.M.S.", Is("dpms")},
      {"FMAP", Is("fabricaciones-militares")},
      {"SIG-SAUER", Is("sig-sauer")},
      {"POLYMER80", Is("polymer80")},
      {"ТОЗ8М", Is("toz")},
      {"ИЖ22", Is("izhmekh")},
      {"МКМ072СБ", Is("mayak")},
      {"ME9PARA", Is("me-sport")},
      {"АК74", Is("kalashnikov-pattern")},
      {"ПМ", Is("makarov-pattern")},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(Words().Make(text), expected) << text;
}

TEST(Make, ThatNobodyKnowsIsUnknownAndThatIsNotThereIsNone) {
  const Cases cases = {
      {"NÃO IDENTIFICADA", kUnknown},
      {"INDETERMINADO", kUnknown},
      {"OUTROS", kUnknown},
      {"NULL", kUnknown},
      {"N/C", kUnknown},
      {"ilegivel", kUnknown},
      {"suprimida", kUnknown},
      {"municao", kUnknown},
      {"trademark", kUnknown},
      {"semmarca", kNone},
      {"s/marca", kNone},
      {"artesanal", kNone},
      {"", kEmpty},
      {" \t ", kEmpty},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(Words().Make(text), expected) << text;
}

TEST(Make, ThatNoTableHasStaysUnresolved) {
  for (const char* text : {"tarus 38 esp", "T", "magnum", "full choke", "PARABELLUM"}) {
    EXPECT_EQ(Words().Make(text), kUnresolved) << text;
  }
  EXPECT_EQ(Words().Make(std::string(100000, 'A')), kUnresolved);
}

TEST(Make, OfADesignSaysNothingOfItsMaker) {
  EXPECT_EQ(Words().List("makes").Find("kalashnikov-pattern")->more.at("kind"), "design");
  EXPECT_EQ(Words().List("makes").Find("taurus")->more.at("kind"), "maker");
}

TEST(Make, OfABrandNamesItsMaker) {
  EXPECT_EQ(Words().Make("Zigana"), Is("zigana"));
  EXPECT_EQ(Words().List("makes").Find("zigana")->more.at("maker"), "tisas");
}

TEST(Calibre, ThatSaysItsCartridgeIsThatCartridge) {
  const Cases cases = {
      {"9 MM LUGER (9X19MM)", Is("9x19")},
      {"9 PARA", Is("9x19")},
      {"9x19", Is("9x19")},
      {"9mm Luger", Is("9x19")},
      {".380 ACP (9X17 MM)", Is("9x17")},
      {"9 MM CURTO", Is("9x17")},
      {".38 SPECIAL (9 X 29,5 MM)", Is(".38-special")},
      {"38 speci", Is(".38-special")},
      {".40 S&W (10 X 22)", Is(".40-sw")},
      {"7 x 57 m", Is("7x57")},
      {"7,62 MM NATO", Is("7.62x51")},
      {".308", Is("7.62x51")},
      {"5,56", Is("5.56x45")},
      {".223 Remington", Is("5.56x45")},
      {"556", Is("5.56x45")},
      {"32/63,5 BAGOS", Is("32-gauge")},
      {"28/70", Is("28-gauge")},
      {"36/63,5 KNOCK", Is("36-gauge")},
      {".410", Is("36-gauge")},
      {"12 gauge", Is("12-gauge")},
      {".22 LR", Is(".22-lr")},
      {"7,62 X 39 MM (M43)", Is("7.62x39")},
      {"320", Is(".320-revolver")},
      {"4,5 mm", Is("4.5-air")},
      {"7.63", Is("7.63x25")},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(Words().Calibre(text), expected) << text;
}

TEST(Calibre, OfABareNumberIsAFamily) {
  const Cases cases = {
      {".38", Is(".38")},     {"38", Is(".38")},        {"9MM", Is("9mm")},     {".9", Is("9mm")},
      {"32", Is("32")},       {".32", Is("32")},        {".40", Is(".40")},     {"P40", Is(".40")},
      {"0.4", Is(".40")},     {".762", Is("7.62mm")},   {"7,62", Is("7.62mm")}, {"765", Is("7.65mm")},
      {"380", Is(".380")},    {"357", Is(".357")},      {"6.35", Is(".25")},    {"5.6", Is("5.6mm")},
      {"5,45", Is("5.45mm")}, {".38 SHORT", Is(".38")},
  };
  for (const auto& [text, expected] : cases) {
    EXPECT_EQ(Words().Calibre(text), expected) << text;
    EXPECT_EQ(Words().List("calibres").Find(expected.code)->more.at("kind"), "family") << text;
  }
}

TEST(Calibre, ThatASpreadsheetMadeADateIsReadBack) {
  // Day 25903 of a spreadsheet is 1970-12-01: the clerk typed 12/70, 12 gauge with a chamber of 70 mm.
  EXPECT_EQ(Words().Calibre("25903"), Is("12-gauge"));
}

TEST(Calibre, ThatCouldBeTwoThingsStaysUnresolved) {
  for (const char* text : {"4", "40 MM", "45497", "10", "AK47", ".45 AR"}) {
    EXPECT_EQ(Words().Calibre(text), kUnresolved) << text;
  }
}

TEST(Calibre, ThatIsNotToldIsUnknown) {
  for (const char* text : {"INDETERMINADO", "0", "null", "diversos", "prej."}) {
    EXPECT_EQ(Words().Calibre(text), kUnknown) << text;
  }
  EXPECT_EQ(Words().Calibre("sem calibre"), kNone);
}

TEST(Model, IsOneOfItsMake) {
  EXPECT_EQ(Words().Model("taurus", "PT 100"), Is("taurus:pt-100"));
  EXPECT_EQ(Words().Model("taurus", "pt100"), Is("taurus:pt-100"));
  EXPECT_EQ(Words().Model("taurus", "44401"), Is("taurus:pt-24-7")) << "24/7 became a date";
  EXPECT_EQ(Words().Model("glock", "17 GEN 4"), Is("glock:17-gen4"));
  EXPECT_EQ(Words().Model("fn", "FAL"), Is("fn:fal"));
  EXPECT_EQ(Words().Model("taurus", "HAND EJECTOR"), Is("taurus:hand-ejector"));
  EXPECT_EQ(Words().Model("imbel", "IMBEL"), kUnknown) << "the make once more";
  EXPECT_EQ(Words().Model("beretta", "CARDONE VT"), kUnknown) << "Gardone Val Trompia is a place";
}

TEST(Model, MayNameItselfWithoutAMake) {
  EXPECT_EQ(Words().Model("", "ТОЗ8М"), Is("toz:toz-8m"));
  EXPECT_EQ(Words().Model("", "ИЖ22"), Is("izhmekh:izh-22"));
  EXPECT_EQ(Words().Model("", "АКС74У"), Is("kalashnikov-pattern:aks-74u"));
  EXPECT_EQ(Words().Model("", "НАГАН"), Is("nagant-pattern:1895"));
  EXPECT_EQ(Words().Model("", "PT 100"), Is("taurus:pt-100"));
  EXPECT_EQ(Words().Model("zastava", "AK 47"), Is("kalashnikov-pattern:ak-47"));
  EXPECT_EQ(Words().Model("", "taurus:pt-100"), Is("taurus:pt-100"));
}

TEST(Model, OfANumberMeansNothingWithoutItsMake) {
  EXPECT_EQ(Words().Model("", "92"), kUnresolved);
  EXPECT_EQ(Words().Model("smith-wesson", "31"), kUnresolved) << "31 is a Rossi";
  EXPECT_EQ(Words().Model("beretta", "92"), Is("beretta:92"));
}

TEST(Model, ThatNobodyKnowsIsUnknown) {
  EXPECT_EQ(Words().Model("taurus", "NÃO IDENTIFICADO"), kUnknown);
  EXPECT_EQ(Words().Model("", "INDETERMINADO"), kUnknown);
  EXPECT_EQ(Words().Model("", "HAND EJECTOR"), kUnknown) << "a way of building revolvers, not a model";
  EXPECT_EQ(Words().Model("taurus", " "), kEmpty);
}

TEST(Type, IsReadInFourLanguages) {
  const Cases cases = {
      {"PISTOLA", Is("pistol")},
      {"Revólver", Is("revolver")},
      {"FUZIL", Is("rifle")},
      {"GARRUCHA", Is("garrucha")},
      {"Cartucheira", Is("shotgun")},
      {"ESPINGARDA", Is("shotgun")},
      {"АВТОМАТ", Is("assault-rifle")},
      {"ГВИНТІВКА ПНЕВМАТИЧНА", Is("air-rifle")},
      {"РУШНИЦЯ МИСЛИВСЬКА", Is("shotgun")},
      {"ПІСТОЛЕТ ГАЗОВИЙ", Is("gas-pistol")},
      {"arma de fabricação caseira", Is("home-made")},
      {"arma branca", Is("bladed-weapon")},
      {"machine gun", Is("machine-gun")},
      {"OUTROS", kUnknown},
      {"TAURUS 24/", kUnresolved},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(Words().Type(text), expected) << text;
}

TEST(Country, IsReadByCodeNameAndLanguage) {
  const Cases cases = {
      {"BR", Is("BR")},
      {"bra", Is("BR")},
      {"Brazil", Is("BR")},
      {"Brasil", Is("BR")},
      {"EUA", Is("US")},
      {"Áustria", Is("AT")},
      {"Turquia", Is("TR")},
      {"REP. TCHECA", Is("CZ")},
      {"Inglaterra", Is("GB")},
      {"УКРАЇНА", Is("UA")},
      {"TCHECOSLOVÁQUIA", Is("CSHH")},
      {"СРСР", Is("SUHH")},
      {"IGNORADO", kUnknown},
      {"SEM PAÍS", kNone},
      {"XX", kUnresolved},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(Words().Country(text), expected) << text;
  EXPECT_FALSE(Words().List("countries").Find("CSHH")->until.empty());
}

TEST(Written, IsWhatMarksAndRegistersWriteMostOften) {
  SmallFolder folder;
  folder.WriteRows("make_aliases.csv",
                   "text,code,n,source\nN/C,unknown,90,test\nTAURUS ARMAS,taurus,2,test\nTAUROS,taurus,11,test\n"
                   "Taurus S/A,taurus,2,test\nF T,taurus,1,test\nFORJAS TAURUS,taurus,7,test\n");
  base::Result<Vocabulary> words = folder.Load();
  ASSERT_TRUE(words.ok()) << words.error().message;
  EXPECT_EQ(words->Written("makes", "taurus"),
            (std::vector<std::string>{"TAUROS", "FORJAS TAURUS", "TAURUS ARMAS", "Taurus S/A"}));
  EXPECT_TRUE(words->Written("makes", "fn").empty());
  EXPECT_TRUE(words->Written("models", "taurus:pt-100").empty()) << "its name is written, and nothing else";
  EXPECT_EQ(words->Written("models", "fn:hp"), std::vector<std::string>{"GP"});
  EXPECT_TRUE(words->Written("makes", "nobody").empty());
  EXPECT_TRUE(words->Written("purposes", "trace").empty());
}

TEST(CodeList, FindsEveryCodeAlsoARetiredOne) {
  SmallFolder folder;
  base::Result<Vocabulary> words = folder.Load();
  ASSERT_TRUE(words.ok());
  const CodeList& purposes = words->List("purposes");
  EXPECT_EQ(purposes.all().size(), 2U);
  ASSERT_NE(purposes.Find("old"), nullptr);
  EXPECT_EQ(purposes.Find("old")->until, "2025-01-31");
  EXPECT_EQ(purposes.Find("new"), nullptr);
  EXPECT_EQ(purposes.Find(""), nullptr);
}

TEST(CodeList, MayStandInAnyOrderInItsFile) {
  SmallFolder folder;
  folder.WriteRows("purposes.csv", "code,name,until\nz,last,\na,first,\n");
  base::Result<Vocabulary> words = folder.Load();
  ASSERT_TRUE(words.ok());
  EXPECT_NE(words->List("purposes").Find("a"), nullptr);
  EXPECT_NE(words->List("purposes").Find("z"), nullptr);
}

TEST(CodeListDeath, AskingForAListThatIsNotThereIsAMistake) { EXPECT_DEATH(Words().List("colours"), ""); }

TEST(Vocabulary, MovesWithoutLosingItsCodes) {
  SmallFolder folder;
  Vocabulary first = std::move(folder.Load()).value();
  Resolved before = first.Make("tauros");
  Vocabulary second = std::move(first);
  EXPECT_EQ(before.code, "taurus");
  EXPECT_EQ(second.Make("tauros"), before);
}

TEST(Vocabulary, ATableOfRowsIsReadAsItStandsAndRefusesAKeyTwice) {
  SmallFolder folder;
  folder.WriteRows("remark_terms.csv", "text,language,means,value,n,source\nRASPADO,pt,removed,,1,test\n");
  EXPECT_EQ(folder.Load().value().Rows("remark_terms").rows.at(0).cells.at(2), "removed");
  folder.WriteRows("remark_terms.csv",
                   "text,language,means,value,n,source\nRASPADO,pt,removed,,1,test\nRASPADO,pt,absent,,1,test\n");
  EXPECT_EQ(folder.Load().error().message, "remark_terms.csv, line 6: \"RASPADO\" stands twice");
}

}  // namespace
}  // namespace proofmark::vocab
