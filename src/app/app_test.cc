// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "app/proofmark.h"
#include "base/file.h"
#include "store/rows.h"
#include "store/schema.h"
#include "tests/node_test.h"

namespace proofmark::app {
namespace {

using base::Code;
using base::Json;

class AppTest : public ::proofmark::testing::NodeTest {
 protected:
  void SetUp() override {
    Open();
    ASSERT_TRUE(app_->Init("XX", "Test authority").ok());
  }

  std::string File(const std::string& name, const std::string& text) {
    std::string path = root() + "/" + name;
    EXPECT_TRUE(base::WriteFileDurably(path, text, 0600).ok());
    return path;
  }
  Asking Me() const { return {ActorFromText("console:0"), {"import_of_records", "", "national_law"}}; }
  base::Result<Json> TryImport(const std::string& file, const std::string& mapping, bool dry_run = false,
                               const std::string& authority = "XX") {
    return app_->ImportItems(Me(), {file, mapping, authority, root() + "/errors.csv", dry_run},
                             [](std::int64_t, std::int64_t) {});
  }
  Json Import(const std::string& file, const std::string& mapping, bool dry_run = false) {
    auto result = TryImport(file, mapping, dry_run);
    EXPECT_TRUE(result.ok()) << result.error().message;
    if (!result.ok()) return Json::object();
    std::int64_t sum = 0;
    for (const char* part : {"imported", "corrected", "duplicates", "rejected"}) sum += (*result)[part].get<int>();
    EXPECT_EQ(sum, (*result)["rows"].get<std::int64_t>()) << "the summary adds up";
    return *result;
  }
  Json ImportText(const std::string& csv) { return Import(File("register.csv", csv), Mapping()); }
  std::string Mapping(const std::string& as_of = "") {
    Json mapping = {{"source", "test-register"},
                    {"format", "csv"},
                    {"fields", {{"source_id", "id"}, {"make", "make"}, {"calibre", "calibre"}, {"case", "case"}}},
                    {"marks", {{{"kind", "serial"}, {"columns", {"serial"}}}}},
                    {"events", {{{"kind", "stolen"}, {"date", "date"}, {"from_party", {"holder"}}}}},
                    {"sealed", {"holder"}}};
    if (!as_of.empty()) mapping["as_of"] = as_of;
    return File("mapping.json", mapping.dump());
  }
  std::int64_t Events() { return *app_->store().LogSize("XX", store::Stream::kRecord); }
  std::int64_t Accesses() { return *app_->store().LogSize("XX", store::Stream::kAccess); }
  Json Show(const std::string& id) {
    auto dossier = app_->Show({ActorFromText("console:0"), {"trace", "case 7", "national_law"}}, id);
    EXPECT_TRUE(dossier.ok()) << dossier.error().message;
    return dossier.ok() ? *dossier : Json::object();
  }
  bool Verified() {
    auto report = app_->Verify({}, nullptr);
    EXPECT_TRUE(report.ok()) << report.error().message;
    return report.ok() && (*report)["ok"].get<bool>();
  }
  void ExpectRebuiltEqualsLive() {
    auto rebuilt = app_->Rebuild("");
    ASSERT_TRUE(rebuilt.ok()) << rebuilt.error().message;
    for (const Json& owner : (*rebuilt)["owners"]) EXPECT_FALSE(owner["changed"].get<bool>()) << owner["owner"];
  }
};

PM_ON_BOTH_ENGINES(AppTest);

constexpr const char* kHeader = "id,serial,make,calibre,case,date,holder\n";

TEST_P(AppTest, ARowBecomesARecordAndWhatHappenedToIt) {
  Json result = ImportText(std::string(kHeader) + "7,ABE573528,TAURUS,9mm,C1,2019-07,Maria da Silva\n");
  EXPECT_EQ(result["imported"], 1);
  EXPECT_EQ(Events(), 2);
  Json dossier = Show("7");
  EXPECT_EQ(dossier["marks"][0]["text"], "ABE573528");
  EXPECT_EQ(dossier["fields"][0]["code"], "taurus");
  ASSERT_EQ(dossier["events"].size(), 2U);
  EXPECT_EQ(dossier["events"][1]["kind"], "stolen");
  EXPECT_EQ(dossier["events"][1]["date"]["from"], "2019-07");
  EXPECT_EQ(dossier["events"][1]["from_party"], "Maria da Silva");
  EXPECT_FALSE(dossier["row"].contains("holder"));
  EXPECT_EQ(Show("C1")["records"].size(), 1U);  // by its case
  EXPECT_TRUE(Verified());
  ExpectRebuiltEqualsLive();
}

TEST_P(AppTest, NamesOfPersonsStandInNoFile) {
  ImportText(std::string(kHeader) + "7,ABE573528,TAURUS,9mm,,2019-07,CANARY-Maria\n");
  app_->store().SignCheckpoint("XX", store::Stream::kRecord).ok();
  for (const auto& file : std::filesystem::recursive_directory_iterator(root())) {
    if (!file.is_regular_file() || file.path().filename() == "register.csv") continue;
    EXPECT_EQ(base::ReadFile(file.path(), 1U << 30)->find("CANARY-Maria"), std::string::npos) << file.path();
  }
}

TEST_P(AppTest, TheSameFileAgainChangesNothing) {
  std::string rows = kHeader;
  for (int i = 0; i < 2500; ++i) rows += std::to_string(i) + ",A" + std::to_string(i % 900) + ",COLT,.45,,2001,\n";
  EXPECT_EQ(ImportText(rows)["imported"], 2500);
  std::int64_t events = Events();
  Json again = ImportText(rows);
  EXPECT_EQ(again["duplicates"], 2500);
  EXPECT_EQ(again["imported"], 0);
  EXPECT_EQ(Events(), events);
  ExpectRebuiltEqualsLive();
}

TEST_P(AppTest, ContentAThenBThenALeavesA) {
  std::string a = std::string(kHeader) + "7,ABE1,TAURUS,9mm,,2019-07-01,\n";
  std::string b = std::string(kHeader) + "7,ABE2,TAURUS,9mm,,2019-07-02,\n";
  EXPECT_EQ(ImportText(a)["imported"], 1);
  EXPECT_EQ(ImportText(b)["corrected"], 1);
  EXPECT_EQ(ImportText(a)["corrected"], 1);
  Json dossier = Show("7");
  EXPECT_EQ(dossier["marks"][0]["text"], "ABE1");
  ASSERT_EQ(dossier["events"].size(), 2U);  // one theft, the last told
  EXPECT_EQ(dossier["events"][1]["date"]["from"], "2019-07-01");
  EXPECT_TRUE(dossier["corrected"].get<bool>());
  ExpectRebuiltEqualsLive();
}

TEST_P(AppTest, ACorrectionOfTheMarksAloneKeepsWhatHappened) {
  ImportText(std::string(kHeader) + "7,ABE1,TAURUS,9mm,C1,2019-07-01,Maria\n");
  std::string theft = Show("7")["events"][1]["id"];
  Json result = ImportText(std::string(kHeader) + "7,ABE2,TAURUS,9mm,C2,2019-07-01,Maria\n");
  EXPECT_EQ(result["corrected"], 1);
  Json dossier = Show("7");
  ASSERT_EQ(dossier["marks"].size(), 1U);
  EXPECT_EQ(dossier["marks"][0]["text"], "ABE2");
  ASSERT_EQ(dossier["events"].size(), 2U);
  EXPECT_EQ(dossier["events"][1]["id"], theft);  // the same theft: nobody is told of it twice
  EXPECT_EQ(Show("C2")["records"].size(), 1U);
  EXPECT_FALSE(app_->Show(Me(), "C1").ok());
  ExpectRebuiltEqualsLive();
}

// The rows of a fixed log. Where this fails, Apply makes other rows than before: raise store::kProjectionVersion, so
// that older databases are projected anew, and put the new digest here. A new meaning of a spelling used here fails it
// too; then the digest alone is new.
TEST_P(AppTest, TheRowsOfAFixedLogAreThoseOfThisProjectionVersion) {
  app_.reset();
  database_->Renew();
  base::FakeClock clock(*base::Instant::Parse("2026-11-24T00:00:00.000Z"));
  base::SeededRng rng(1);
  app_ = *Proofmark::Open({database_->url(), root() + "/fixed.keys", PM_DATA_DIR}, clock, rng);
  ASSERT_TRUE(app_->Init("XX", "Test authority").ok());
  ImportText(std::string(kHeader) + "7,ABE1,TAURUS,9mm,C1,2019-07,Maria\n8,,semmarca,,,,\n9,X,TARUZZ,38,,1943,\n");
  ImportText(std::string(kHeader) + "7,ABE2,GLOCK,9mm,C2,2019-08,Maria\n");
  auto engine = store::OpenEngine(database_->url(), store::WhereMissing::kRefuse);
  auto digest = store::DigestRows(**engine, 1);
  EXPECT_EQ(store::kProjectionVersion, 5);
  EXPECT_EQ(base::ToHex(base::View(*digest)), "8cd8ba05138c9335b0abd535f87121a3a37cb6f12c593f0c58997d081b65459c");
  app_.reset();
}

TEST_P(AppTest, AnOlderFileCorrectsNothing) {
  Import(File("new.csv", std::string(kHeader) + "7,NEW1,TAURUS,,,2019,\n"), Mapping("2022-02-28"));
  Json old = Import(File("old.csv", std::string(kHeader) + "7,OLD1,TAURUS,,,2019,\n"), Mapping("2020"));
  EXPECT_EQ(old["duplicates"], 1);
  EXPECT_EQ(Show("7")["marks"][0]["text"], "NEW1");
}

TEST_P(AppTest, AnIdThatStandsTwiceIsTwoRecordsAndAWarning) {
  std::string rows = std::string(kHeader) +
                     "RJ1,220275,TAURUS,32,2632,2017-04-07,\n"
                     "RJ1,S832514,ROSSI,36,2632,2017-04-07,\n"
                     "RJ2,x,OUTROS,28,2420,2017-05-17,\n"
                     "RJ2,x,OUTROS,28,2420,2017-05-17,\n";
  Json result = ImportText(rows);
  EXPECT_EQ(result["imported"], 3);
  EXPECT_EQ(result["duplicates"], 1);
  EXPECT_GE(result["warned"].get<int>(), 1);
  EXPECT_EQ(Show("RJ1")["records"].size(), 2U);
  EXPECT_EQ(Show("2632")["case"], "2632");
  EXPECT_EQ(ImportText(rows)["duplicates"], 4);
  // One of the two alone, changed: nobody knows which it was, so it is never corrected.
  Json changed = ImportText(std::string(kHeader) + "RJ1,220276,TAURUS,32,2632,2017-04-07,\n");
  EXPECT_EQ(changed["imported"], 1);
  EXPECT_EQ(changed["corrected"], 0);
}

TEST_P(AppTest, BadRowsAreNamedAndTheGoodOnesGoIn) {
  Json result = ImportText(std::string(kHeader) +
                           "1,A1,TAURUS,,,2019-02-30,\n"
                           "2,A2,TAURUS,,,2019-02-28,\n"
                           "3,A3,TAURUS\n"
                           "4,\"A4,TAURUS,,,2019,\n"
                           "5,A5,TAURUS,,,,\n");
  EXPECT_EQ(result["rows"], 5);
  EXPECT_EQ(result["imported"], 2);
  EXPECT_EQ(result["rejected"], 3);
  std::string errors = *base::ReadFile(root() + "/errors.csv", 1 << 20);
  EXPECT_TRUE(errors.starts_with("line,column,value,reason\n2,date,2019-02-30,")) << errors;
  EXPECT_NE(errors.find("\n4,"), std::string::npos) << errors;
  EXPECT_NE(errors.find("\n5,"), std::string::npos) << errors;
}

TEST_P(AppTest, ADryRunSaysTheSameAndWritesNothing) {
  std::string rows = std::string(kHeader) + "1,A1,TAURUS,,,2019,\n1,A1,TAURUS,,,2019,\n2,A2,TARUSS,,,201,\n3,,,,,,\n";
  std::string file = File("register.csv", rows);
  Json dry = Import(file, Mapping(), true);
  EXPECT_EQ(Events(), 0);
  EXPECT_EQ(Accesses(), 0);
  Json real = Import(file, Mapping());
  for (const char* key : {"rows", "imported", "corrected", "duplicates", "rejected", "warned", "unresolved"}) {
    EXPECT_EQ(dry[key], real[key]) << key;
  }
}

TEST_P(AppTest, SpellingsThatNoTableKnowsAreKeptCountedAndListed) {
  Json result = ImportText(std::string(kHeader) + "1,A1,TARUZZ,,,2019,\n2,A2,TARUZZ,.999 MYSTERY,,2019,\n");
  EXPECT_EQ(result["unresolved"]["make"], 2);
  EXPECT_EQ(result["unresolved"]["calibre"], 1);
  EXPECT_EQ(result["unresolved_list"]["make"][0]["text"], "TARUZZ");
  EXPECT_EQ(Show("1")["fields"][0]["text"], "TARUZZ");
  EXPECT_EQ(Show("1")["fields"][0]["state"], "unresolved");
}

TEST_P(AppTest, EveryReadingIsWrittenDownFirst) {
  ImportText(std::string(kHeader) + "7,ABE573528,TAURUS,9mm,C1,2019-07,\n");
  std::int64_t before = Accesses();
  Show("7");
  EXPECT_EQ(Accesses(), before + 1);
  auto nothing = app_->Show(Me(), "no such thing");
  ASSERT_FALSE(nothing.ok());
  EXPECT_EQ(nothing.error().code, Code::kNotFound);
  EXPECT_EQ(Accesses(), before + 2);  // a question that found nothing is a question all the same
}

TEST_P(AppTest, ABundleIsAReadingAndWrittenDown) {
  ImportText(std::string(kHeader) + "7,ABE573528,TAURUS,9mm,C1,2019-07,\n");
  std::int64_t before = Accesses();
  std::int64_t lines = 0;
  Asking me{ActorFromText("console:0"), {"audit", "", "national_law"}};
  ASSERT_TRUE(app_->Export(me, "XX", false,
                           [&](const std::string&) {
                             ++lines;
                             return base::Result<void>{};
                           })
                  .ok());
  EXPECT_GT(lines, 4);
  EXPECT_EQ(Accesses(), before + 1);
}

TEST_P(AppTest, AQuestionThatIsNotUtf8IsAskedAndWrittenDownAsWellAsItCanBe) {
  std::int64_t before = Accesses();
  Asking me{ActorFromText("console:0"), {"trace", "\xff", "national_law"}};
  EXPECT_EQ(app_->Show(me, "\xff\xfe").error().code, Code::kNotFound);
  EXPECT_EQ(Accesses(), before + 1);
}

TEST_P(AppTest, WhoHasNoRuleSeesNothing) {
  ImportText(std::string(kHeader) + "7,ABE573528,TAURUS,9mm,C1,2019-07,\n");
  std::string id = Show("7")["record"];
  Asking nobody{ActorFromText("somebody"), {"trace", "", "national_law"}};
  for (const std::string& asked : {id, std::string("7"), std::string("C1")}) {
    auto hidden = app_->Show(nobody, asked);
    ASSERT_FALSE(hidden.ok());
    EXPECT_EQ(hidden.error().code, Code::kForbidden);
  }
  Asking me{ActorFromText("console:0"), {"audit", "", "national_law"}};
  EXPECT_EQ((*app_->Why(me, "somebody", id))["rule"], "no_reading_role");
  EXPECT_EQ((*app_->Why(me, "console:5", id))["rule"], "console_administrator");
  EXPECT_FALSE(app_->Show({ActorFromText("console:0"), {"curiosity", "", "national_law"}}, id).ok());
}

TEST_P(AppTest, SeveralAuthoritiesShareOneDatabaseAndNoRecord) {
  ASSERT_TRUE(app_->Init("YY", "Another").ok());
  std::string file = File("register.csv", std::string(kHeader) + "7,ABE573528,TAURUS,9mm,,2019,\n");
  std::string mapping = Mapping();
  EXPECT_FALSE(TryImport(file, mapping, false, "").ok());  // whose records are they?
  EXPECT_EQ((*TryImport(file, mapping, false, "XX"))["imported"], 1);
  EXPECT_EQ((*TryImport(file, mapping, false, "YY"))["imported"], 1);
  EXPECT_EQ(Show("7")["records"].size(), 2U);
  EXPECT_TRUE(Verified());
  ExpectRebuiltEqualsLive();
}

TEST_P(AppTest, WrongInputIsRefusedWithWhereAndWhat) {
  std::string file = File("register.csv", "id,serial\n1,A\n");
  auto missing = TryImport(file, Mapping());
  ASSERT_FALSE(missing.ok());
  EXPECT_NE(missing.error().message.find("make"), std::string::npos) << missing.error().message;
  auto no_mapping = TryImport(file, root() + "/nowhere.json");
  EXPECT_EQ(no_mapping.error().code, Code::kNotFound);
  auto no_json = TryImport(file, File("broken.json", "{\"source\": "));
  EXPECT_EQ(no_json.error().code, Code::kInvalid);
  EXPECT_EQ(TryImport(root(), Mapping()).error().code, Code::kInvalid);
  EXPECT_EQ(Events(), 0);
}

TEST_P(AppTest, DelawareIsSalesAndCrimes) {
  Json result = Import(PM_TESTDATA_DIR "/registers/de_crime_guns.csv", PM_SOURCE_DIR "/mappings/de.json");
  EXPECT_EQ(result["rows"], 635);
  EXPECT_EQ(result["imported"].get<int>() + result["duplicates"].get<int>(), 635);
  EXPECT_EQ(result["rejected"], 0);
  Json dossier = Show("DE0004");
  ASSERT_EQ(dossier["events"].size(), 3U);
  EXPECT_EQ(dossier["events"][1]["kind"], "sold");
  EXPECT_EQ(dossier["events"][1]["date"]["from"], "2022-01-11");
  EXPECT_EQ(dossier["events"][1]["from_party"], "Elite Pawn & Jewelry Inc");
  EXPECT_EQ(dossier["events"][2]["kind"], "used_in_crime");
  EXPECT_EQ(Import(PM_TESTDATA_DIR "/registers/de_crime_guns.csv", PM_SOURCE_DIR "/mappings/de.json")["imported"], 0);
  EXPECT_TRUE(Verified());
  ExpectRebuiltEqualsLive();
}

// The whole registers, where they are at hand: they may be measured on and not be shipped.
TEST_P(AppTest, RealRegistersGoInWhole) {
  const char* folder = ::getenv("PROOFMARK_REGISTERS");
  if (folder == nullptr) GTEST_SKIP() << "PROOFMARK_REGISTERS names no folder of real registers";
  struct Register {
    const char* file;
    const char* mapping;
    std::int64_t rows;
    std::int64_t imported;
    std::int64_t duplicates;
  };
  for (const Register& one : {Register{"sp_firearms.csv", "sp.json", 55'687, 55'687, 0},
                              Register{"rj_firearms_2017_2018.csv", "rj.json", 27'759, 27'758, 1},
                              Register{"de_crime_guns.csv", "de.json", 635, 635, 0},
                              Register{"ua_register_sample.csv", "ua.json", 15, 15, 0}}) {
    std::string path = std::string(folder) + "/" + one.file;
    ASSERT_TRUE(std::filesystem::exists(path)) << path;
    Json result = Import(path, std::string(PM_SOURCE_DIR) + "/mappings/" + one.mapping);
    EXPECT_EQ(result["rows"], one.rows) << one.file;
    EXPECT_EQ(result["imported"], one.imported) << one.file << result["faults"].dump();
    EXPECT_EQ(result["duplicates"], one.duplicates) << one.file;
    EXPECT_EQ(Import(path, std::string(PM_SOURCE_DIR) + "/mappings/" + one.mapping)["duplicates"], one.rows);
  }
  EXPECT_EQ(Show("RJ10735486")["records"].size(), 2U);
  EXPECT_TRUE(Verified());
  ExpectRebuiltEqualsLive();
}

}  // namespace
}  // namespace proofmark::app
