// SPDX-License-Identifier: Apache-2.0
#include "vocab/table.h"

#include <gtest/gtest.h>

#include "vocab/small_folder.h"

namespace proofmark::vocab {
namespace {

using base::Code;

// What Load says when one file of the small folder holds these rows.
base::Error ErrorWith(const std::string& file, const std::string& rows) {
  SmallFolder folder;
  folder.WriteRows(file, rows);
  base::Result<Vocabulary> loaded = folder.Load();
  return loaded.ok() ? base::Error{Code::kInternal, "it loads", ""} : loaded.error();
}

void ExpectRefused(const base::Error& error, const std::string& where, const std::string& what) {
  EXPECT_EQ(error.code, Code::kInvalid) << error.message;
  EXPECT_EQ(error.message.substr(0, where.size()), where);
  EXPECT_NE(error.message.find(what), std::string::npos) << error.message;
}

base::Error ErrorOfBytes(const std::string& bytes) {
  base::Result<Table> table = ParseTable("makes.csv", bytes, {"code", "name"});
  return table.ok() ? base::Error{Code::kInternal, "it is a table", ""} : table.error();
}

TEST(Table, TellsItsSourceItsDateItsLicenceAndItsRows) {
  base::Result<Table> table = ParseTable("makes.csv", WithHeader("code,name\nfn,\"FN, Herstal\"\n"), {"code", "name"});
  ASSERT_TRUE(table.ok()) << table.error().message;
  EXPECT_EQ(table->source, "a test");
  EXPECT_EQ(table->as_of, "2026");
  EXPECT_EQ(table->licence, "Apache-2.0");
  ASSERT_EQ(table->rows.size(), 1U);
  EXPECT_EQ(table->rows[0].line, 5);
  EXPECT_EQ(table->rows[0].cells[1], "FN, Herstal");
}

TEST(Table, MayHaveLineEndsOfAnotherSystem) {
  const std::string bytes = "# source: s\r\n# as_of: 2026\r\n# licence: l\r\ncode,name\r\nfn,FN\r\n";
  base::Result<Table> table = ParseTable("makes.csv", bytes, {"code", "name"});
  ASSERT_TRUE(table.ok()) << table.error().message;
  EXPECT_EQ(table->rows.at(0).cells.at(1), "FN");
}

TEST(Table, IsRefusedWithoutAHeaderLine) {
  ExpectRefused(ErrorOfBytes(""), "makes.csv, line 1: ", "# source: ");
  ExpectRefused(ErrorOfBytes("code,name\nfn,FN\n"), "makes.csv, line 1: ", "# source: ");
  ExpectRefused(ErrorOfBytes("# source:  \n"), "makes.csv, line 1: ", "# source: ");
  ExpectRefused(ErrorOfBytes("# source: s\ncode,name\n"), "makes.csv, line 2: ", "# as_of: ");
  ExpectRefused(ErrorOfBytes("# source: s\n# as_of: yesterday\n# licence: l\n"), "makes.csv, line 2: ", "yesterday");
  ExpectRefused(ErrorOfBytes("# source: s\n# as_of: 2026\ncode,name\n"), "makes.csv, line 3: ", "# licence: ");
}

TEST(Table, IsRefusedWithOtherColumns) {
  ExpectRefused(ErrorOfBytes(WithHeader("")), "makes.csv, line 4: ", "no columns");
  ExpectRefused(ErrorOfBytes(WithHeader("name,code\n")), "makes.csv, line 4: ", "\"code,name\" expected");
}

TEST(Table, IsRefusedWithARowThatIsTooShortOrBroken) {
  ExpectRefused(ErrorOfBytes(WithHeader("code,name\nfn,FN\nhk\n")), "makes.csv, line 6: ", "1 cells; 2 expected");
  ExpectRefused(ErrorOfBytes(WithHeader("code,name\nfn,\"FN\n")), "makes.csv, line 5: ", "");
  ExpectRefused(ErrorOfBytes(WithHeader("code,name\nfn,\xFF\n")), "makes.csv, line 5: ", "");
}

TEST(Folder, SmallOneLoads) {
  base::Result<Vocabulary> words = SmallFolder().Load();
  ASSERT_TRUE(words.ok()) << words.error().message;
}

TEST(Folder, ThatIsMissingIsNotFound) { EXPECT_EQ(Vocabulary::Load("/no/such/folder").error().code, Code::kNotFound); }

TEST(Folder, WithoutOneOfItsTablesIsNotFound) {
  for (const char* file : {"makes.csv", "model_aliases.csv", "sealed_parts.csv", "countries.csv"}) {
    SmallFolder folder;
    folder.Remove(file);
    base::Result<Vocabulary> loaded = folder.Load();
    ASSERT_FALSE(loaded.ok());
    EXPECT_EQ(loaded.error().code, Code::kNotFound);
    EXPECT_NE(loaded.error().message.find(file), std::string::npos) << loaded.error().message;
  }
}

TEST(CodeRow, IsRefusedTwice) {
  ExpectRefused(ErrorWith("purposes.csv", "code,name,until\ntrace,a,\ntrace,b,\n"), "purposes.csv, line 6: ", "twice");
}

TEST(CodeRow, IsRefusedWithABadCodeNameOrDate) {
  ExpectRefused(ErrorWith("purposes.csv", "code,name,until\nto trace,a,\n"), "purposes.csv, line 5: ", "to trace");
  ExpectRefused(ErrorWith("purposes.csv", "code,name,until\n,a,\n"), "purposes.csv, line 5: ", "code");
  ExpectRefused(ErrorWith("purposes.csv", "code,name,until\ntrace, ,\n"), "purposes.csv, line 5: ", "name");
  ExpectRefused(ErrorWith("purposes.csv", "code,name,until\ntrace,a,soon\n"), "purposes.csv, line 5: ", "soon");
}

TEST(CodeRow, IsRefusedWhereItPointsToNothing) {
  ExpectRefused(ErrorWith("makes.csv", "code,name,country,kind,maker,until\nfn,FN,XX,maker,,\n"),
                "makes.csv, line 5: ", "country \"XX\"");
  ExpectRefused(ErrorWith("makes.csv", "code,name,country,kind,maker,until\nfn,FN,BE,brand,nobody,\n"),
                "makes.csv, line 5: ", "maker \"nobody\"");
  ExpectRefused(ErrorWith("models.csv", "code,make,name,until\nhk:g3,hk,G 3,\n"),
                "models.csv, line 5: ", "make \"hk\"");
  ExpectRefused(ErrorWith("calibres.csv", "code,name,kind,family,until\n9x19,9x19 mm,cartridge,9mm,\n"),
                "calibres.csv, line 5: ", "family \"9mm\"");
}

TEST(CodeRow, IsRefusedWithAWordThatItsColumnDoesNotHave) {
  ExpectRefused(ErrorWith("makes.csv", "code,name,country,kind,maker,until\nfn,FN,BE,factory,,\ntaurus,T,BR,maker,,\n"),
                "makes.csv, line 5: ", "factory");
  ExpectRefused(ErrorWith("life_events.csv", "code,name,lawful,until\nstolen,stolen,no,\n"),
                "life_events.csv, line 5: ", "\"no\"");
}

TEST(CodeRow, OfAModelBeginsWithItsMake) {
  ExpectRefused(ErrorWith("models.csv", "code,make,name,until\nhp,fn,HP,\n"), "models.csv, line 5: ", "colon");
  ExpectRefused(ErrorWith("models.csv", "code,make,name,until\nfn:,fn,HP,\n"), "models.csv, line 5: ", "colon");
}

TEST(CodeRow, OfACalibreStandsInAFamilyAndAFamilyInNone) {
  ExpectRefused(ErrorWith("calibres.csv", "code,name,kind,family,until\na,a mm,cartridge,b,\nb,b mm,cartridge,,\n"),
                "calibres.csv, line 5: ", "not a family");
  ExpectRefused(ErrorWith("calibres.csv", "code,name,kind,family,until\na,a mm,family,b,\nb,b mm,family,,\n"),
                "calibres.csv, line 5: ", "cannot stand");
}

TEST(CodeRow, MayNotHaveTheNameOfAnother) {
  ExpectRefused(ErrorWith("item_types.csv", "code,name,class,until\ngun,gun,firearms,\nrod,Gun,firearms,\n"),
                "item_types.csv, line 6: ", "another row");
  ExpectRefused(ErrorWith("models.csv", "code,make,name,until\nfn:hp,fn,HP,\nfn:gp,fn,HP,\n"),
                "models.csv, line 5: ", "another model");
}

TEST(AliasRow, IsRefusedWithoutTextCountSourceOrKnownCode) {
  const std::string columns = "text,code,n,source\n";
  ExpectRefused(ErrorWith("make_aliases.csv", columns + " ,fn,0,test\n"), "make_aliases.csv, line 5: ", "text");
  ExpectRefused(ErrorWith("make_aliases.csv", columns + "HERSTAL,fn,,test\n"), "make_aliases.csv, line 5: ", "count");
  ExpectRefused(ErrorWith("make_aliases.csv", columns + "HERSTAL,fn,-1,test\n"), "make_aliases.csv, line 5: ", "-1");
  ExpectRefused(ErrorWith("make_aliases.csv", columns + "HERSTAL,fn,0,\n"), "make_aliases.csv, line 5: ", "source");
  ExpectRefused(ErrorWith("make_aliases.csv", columns + "HERSTAL,fnh,0,test\n"), "make_aliases.csv, line 5: ", "fnh");
  ExpectRefused(ErrorWith("model_aliases.csv", "make,text,code,n,source\nhk,HP,fn:hp,0,test\n"),
                "model_aliases.csv, line 5: ", "no make \"hk\"");
}

TEST(AliasRow, IsRefusedWhereTwoSpellingsAreOne) {
  ExpectRefused(ErrorWith("make_aliases.csv", "text,code,n,source\nHerstal,fn,0,test\nHÉRSTAL,taurus,0,test\n"),
                "make_aliases.csv, line 6: ", "line 5");
  ExpectRefused(ErrorWith("make_aliases.csv", "text,code,n,source\nHerstal,fn,0,test\n herstal,fn,0,test\n"),
                "make_aliases.csv, line 6: ", "line 5");
}

TEST(AliasRow, IsRefusedWhereItIsTheNameOfAnotherCode) {
  ExpectRefused(ErrorWith("make_aliases.csv", "text,code,n,source\ntaurus,fn,0,test\n"),
                "make_aliases.csv, line 5: ", "already the code or name of \"taurus\"");
  ExpectRefused(ErrorWith("make_aliases.csv", "text,code,n,source\nTaurus,unknown,0,test\n"),
                "make_aliases.csv, line 5: ", "already");
}

TEST(AliasRow, MayRepeatANameForItsCount) {
  SmallFolder folder;
  folder.WriteRows("make_aliases.csv", "text,code,n,source\nTAURUS,taurus,20245,test\n");
  EXPECT_TRUE(folder.Load().ok());
}

TEST(Version, ChangesWithEveryByteNameAndFile) {
  SmallFolder folder;
  const std::string first = folder.Load()->version();
  EXPECT_EQ(first, folder.Load()->version());
  EXPECT_EQ(first.size(), 7U + 64U);
  EXPECT_EQ(first.substr(0, 7), "sha256:");
  folder.WriteRows("purposes.csv", "code,name,until\nfirst,the firsT,\nold,retired,2025-01-31\n");
  const std::string second = folder.Load()->version();
  EXPECT_NE(first, second);
  folder.Write("further.csv", "anything");
  EXPECT_NE(second, folder.Load()->version());
  folder.Remove("further.csv");
  EXPECT_EQ(second, folder.Load()->version());
  folder.Write("notes.md", "not a table");
  EXPECT_EQ(second, folder.Load()->version());
}

TEST(Version, IsTheDigestOfTheListThatSha256sumPrints) {
  // $ printf abc >a.csv; printf '' >b.csv; LC_ALL=C sha256sum *.csv | sha256sum
  EXPECT_EQ(VersionOf({{"a.csv", "abc"}, {"b.csv", ""}}),
            "sha256:92ff0903327c775bdaf3bf1d4516911b6cb0c3a21e17e6f45515268267786a66");
}

}  // namespace
}  // namespace proofmark::vocab
