// SPDX-License-Identifier: Apache-2.0
#include "match/marks/match_tables.h"

#include <gtest/gtest.h>

#include <cmath>

#include "match/marks/match_fixture.h"
#include "match/marks/serial_matcher.h"
#include "vocab/small_folder.h"

namespace proofmark::match {
namespace {

double Surprise(std::string_view strict, const std::string& type = "", const std::string& make = "") {
  return static_cast<double>(ShippedTables().Surprise(Read(strict), type, make).total);
}

// The small folder with the shipped weights, whose lines a test replaces.
class TablesFolder {
 public:
  TablesFolder() {
    std::string rows = "name,value,what\n";
    for (const vocab::TableRow& row : ShippedWords().Rows("match_weights").rows) {
      rows += row.cells[0] + "," + row.cells[1] + ",\n";
    }
    folder_.WriteRows("match_weights.csv", rows);
  }
  void WriteRows(const char* file, const std::string& rows) { folder_.WriteRows(file, rows); }
  base::Result<MatchTables> Make() const {
    auto words = folder_.Load();
    if (!words.ok()) return words.error();
    return MatchTables::Make(*words);
  }
  // What was wrong with the rows of a file; "taken" where nothing was.
  std::string Refused(const char* file, const std::string& rows) {
    WriteRows(file, rows);
    auto tables = Make();
    return tables.ok() ? "taken" : tables.error().message;
  }

 private:
  vocab::SmallFolder folder_;
};

TEST(MatchTables, BadRowsAreRefusedByFileAndLine) {
  const struct {
    const char* file;
    const char* rows;
    const char* message;
  } cases[] = {
      {"match_weights.csv", "name,value,what\ndropped,much,\n", "match_weights.csv, line 5: value \"much\""},
      {"match_weights.csv", "name,value,what\ndropped,8 bits,\n", "match_weights.csv, line 5: value \"8 bits\""},
      {"match_weights.csv", "name,value,what\ndropped,8,\nzero,,\n", "match_weights.csv, line 6: value \"\""},
      {"match_weights.csv", "name,value,what\ndropped,nan,\n", "match_weights.csv, line 5: value \"nan\""},
      {"mark_confusions.csv", "marked,read,parts\n0,O,14\n0,Q,x\n", "mark_confusions.csv, line 6: parts \"x\""},
      {"mark_confusions.csv", "marked,read,parts\n0O,Q,1\n", "mark_confusions.csv, line 5: one character marked"},
      {"mark_confusions.csv", "marked,read,parts\no,Q,1\n", "mark_confusions.csv, line 5: one character marked"},
      {"mark_confusions.csv", "marked,read,parts\n0,ABC,1\n", "mark_confusions.csv, line 5: one character marked"},
      {"mark_confusions.csv", "marked,read,parts\n0,O,0\n", "mark_confusions.csv, line 5: one character marked"},
      {"mark_confusions.csv", "marked,read,parts\n0,0,10\n", "mark_confusions.csv, line 5: one character marked"},
      {"mark_confusions.csv", "marked,read,parts\n0,O,600\n0,Q,500\n", "mark_confusions.csv, line 6: more than"},
      {"serial_forms.csv", "group,context,next,n\n,^,A,many\n", "serial_forms.csv, line 5: n \"many\""},
      {"serial_forms.csv", "group,context,next,n\n,^,letter,3\n", "serial_forms.csv, line 5: next \"letter\""},
      {"serial_forms.csv", "group,context,next,n\n,^,A,-3\n", "serial_forms.csv, line 5: n \"-3\""},
      {"item_frequencies.csv", "field,given,value,n\nmake,,fn,-\n", "item_frequencies.csv, line 5: n \"-\""},
  };
  for (const auto& one : cases) {
    TablesFolder folder;
    EXPECT_TRUE(folder.Refused(one.file, one.rows).starts_with(one.message))
        << one.rows << "  " << folder.Refused(one.file, one.rows);
  }
}

TEST(MatchTables, AWeightThatIsNotThereIsFoundAtTheStart) {
  TablesFolder folder;
  const std::string message = folder.Refused("match_weights.csv", "name,value,what\ndropped,8,\n");
  EXPECT_TRUE(message.starts_with("match_weights.csv")) << message;
  EXPECT_NE(message.find("\"alert_least\" is missing"), std::string::npos) << message;
}

TEST(MatchTables, ATableMayBeEmpty) {
  TablesFolder folder;
  auto tables = folder.Make();
  ASSERT_TRUE(tables.ok()) << tables.error().message;
  EXPECT_GT(tables->Surprise(Read("44102"), "pistol", "fn").total, 10);
  EXPECT_DOUBLE_EQ(tables->Share("make", "pistol", "fn"), tables->Weight("unseen_share"));
}

TEST(MatchTables, OfEachCharacterTheReadingsSumToOne) {
  for (int marked = 0; marked < kCharacters; ++marked) {
    double sum = 0;
    for (int read = 0; read < kCharacters; ++read) {
      const double bits = static_cast<double>(ShippedTables().MisreadBits(marked, read));
      ASSERT_GE(bits, 0) << TextOf(marked) << TextOf(read);
      sum += std::exp2(-bits);
    }
    // Two characters read for one stand beside, and unlike characters at a flat rate.
    EXPECT_NEAR(sum, 1, 0.03) << TextOf(marked);
  }
}

TEST(MatchTables, LooksDecideWhatIsMisread) {
  const MatchTables& tables = ShippedTables();
  auto bits = [&](char marked, char read) { return tables.MisreadBits(CharacterOf(marked), CharacterOf(read)); };
  EXPECT_LT(bits('0', '0'), 0.2F);
  EXPECT_LT(bits('0', 'O'), bits('0', '8'));
  EXPECT_LT(bits('0', '8'), bits('0', '7'));
  EXPECT_TRUE(tables.Confusable(CharacterOf('0'), CharacterOf('O')));
  EXPECT_TRUE(tables.Confusable(CharacterOf('O'), CharacterOf('0')));
  EXPECT_FALSE(tables.Confusable(CharacterOf('0'), CharacterOf('W')));
  EXPECT_GT(tables.TwoForOneBits(CharacterOf('W'), CharacterOf('V'), CharacterOf('V')), 0);
  EXPECT_EQ(tables.TwoForOneBits(CharacterOf('A'), CharacterOf('B'), CharacterOf('C')), 0);
}

TEST(MatchTables, AShareIsOfTheCounted) {
  TablesFolder folder;
  folder.WriteRows("item_frequencies.csv",
                   "field,given,value,n\nmake,,fn,100\nmake,,taurus,900\nmake,pistol,fn,90\nmake,pistol,taurus,8\n");
  auto tables = folder.Make();
  ASSERT_TRUE(tables.ok()) << tables.error().message;
  EXPECT_NEAR(tables->Share("make", "", "fn"), 0.1, 0.001);
  EXPECT_NEAR(tables->Share("make", "pistol", "fn"), 0.9, 0.01);
  EXPECT_NEAR(tables->Share("make", "rifle", "fn"), 0.1, 0.001);  // nothing counted: as of all
  EXPECT_GT(tables->Share("make", "pistol", "colt"), 0);
  EXPECT_LT(tables->Share("make", "pistol", "colt"), tables->Share("make", "pistol", "taurus"));
}

TEST(MatchTables, ACommonFormIsLessSurprisingThanAGarbledOne) {
  EXPECT_LT(Surprise("KAB44102"), Surprise("4K1B0A24"));
  EXPECT_LT(Surprise("441025"), Surprise("4A1B2C"));
  EXPECT_LT(Surprise("44102?"), Surprise("441025"));
  EXPECT_LT(Surprise("4410[25]"), Surprise("44102"));
}

TEST(MatchTables, AGarbledReadingIsNoBetterEvidenceThanTheGarblingAllows) {
  // O in the midst of digits is nearly always a nought misread: it may say at most what the misreading costs more.
  const double misread = static_cast<double>(ShippedTables().MisreadBits(CharacterOf('0'), CharacterOf('O')));
  EXPECT_LT(Surprise("441O25"), Surprise("441025") + misread + 0.5);
  const SerialSurprise garbled = ShippedTables().Surprise(Read("441O25"), "", "");
  auto as_marked = static_cast<double>(garbled.end_bits);
  for (float bits : garbled.bits) as_marked += static_cast<double>(bits);
  EXPECT_LT(static_cast<double>(garbled.total), as_marked);
}

TEST(MatchTables, AFormIsCommonWithItsMakeOnly) {
  // Taurus pistols bear three letters and digits; as a number of any revolver that is rare.
  EXPECT_LT(Surprise("TKR44102", "pistol", "taurus"), Surprise("TKR44102", "shotgun", ""));
}

}  // namespace
}  // namespace proofmark::match
