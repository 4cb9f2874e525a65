// SPDX-License-Identifier: Apache-2.0
// What an order of erasure reaches, and what it does not. That nothing is left in the files: tests/erasure_test.cc.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "app/erasure_list.h"
#include "app/proofmark.h"
#include "base/file.h"
#include "tests/node_test.h"

namespace proofmark::app {
namespace {

using base::Json;

class RetentionTest : public ::proofmark::testing::NodeTest {
 protected:
  void SetUp() override {
    Open();
    for (const char* owner : {"AA", "BB"}) ASSERT_TRUE(app_->Init(owner, owner).ok());
    Import("AA", "stolen", "7,ABE573528,C1,2019-03-11,Maria\n8,XKZ1,C1,2019-03-12,Jo\n9,Q81,C2,2019-03-13,Ana\n");
    Import("BB", "recovered", "7,ABE573528,C9,2021-06-02,Officer\n");
  }
  static Asking Me() { return {ActorFromText("console:0"), {"correction", "case 7", "national_law"}}; }
  void Import(const std::string& owner, const std::string& kind, const std::string& rows) {
    Json mapping = {{"source", owner},
                    {"format", "csv"},
                    {"fields", {{"source_id", "id"}, {"case", "case"}}},
                    {"marks", {{{"kind", "serial"}, {"columns", {"serial"}}}}},
                    {"events", {{{"kind", kind}, {"date", "date"}, {"from_party", {"holder"}}}}},
                    {"sealed", {"holder"}}};
    const std::string at = root() + "/" + owner;
    ASSERT_TRUE(base::WriteFileDurably(at + ".json", mapping.dump(), 0600).ok());
    ASSERT_TRUE(base::WriteFileDurably(at + ".csv", "id,serial,case,date,holder\n" + rows, 0600).ok());
    auto done = app_->ImportItems(Me(), {at + ".csv", at + ".json", owner, "", false}, [](auto, auto) {});
    ASSERT_TRUE(done.ok()) << done.error().message;
  }
  // How many parts were erased, or the field at fault. Each row has two: the parties of its event, and its sealed
  // cells.
  std::string Erase(const EraseOrder& order) {
    auto done = app_->Erase(Me(), order);
    return done.ok() ? std::to_string((*done)["erased"].get<int>()) : done.error().field;
  }
  Json Holder(const std::string& case_reference, std::size_t record = 0) {
    auto dossier = app_->Show(Me(), case_reference);
    EXPECT_TRUE(dossier.ok()) << dossier.error().message;
    return (*dossier)["records"][record]["events"].back()["from_party"];
  }
  std::int64_t Records(const std::string& owner) { return *app_->store().LogSize(owner, store::Stream::kRecord); }
  void ExpectProved() {
    auto report = app_->Verify({}, nullptr);
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_TRUE((*report)["ok"].get<bool>()) << report->dump(1);
  }

  base::Clock& NodeClock() override { return clock_; }
  base::Rng& NodeRng() override { return rng_; }

  base::FakeClock clock_{*base::Instant::Parse("2026-11-24T00:00:00.000Z")};
  base::SeededRng rng_{3};
};

PM_ON_BOTH_ENGINES(RetentionTest);

TEST_P(RetentionTest, AWrongOrderIsRefusedWithItsReason) {
  const std::int64_t before = Records("AA");
  EXPECT_EQ(Erase({"9", "", "", "Maria da Silva", {"expired"}}), "by");
  EXPECT_EQ(Erase({"9", "", "", "staff:1", {"because"}}), "ground");
  EXPECT_EQ(Erase({"9", "", "", "staff:1", {"expired", {}, "for Maria"}}), "reference");
  EXPECT_EQ(Erase({"9", "holder", "", "staff:1", {"expired"}}), "part");
  EXPECT_EQ(Erase({"nothing", "", "", "staff:1", {"expired"}}), "id");
  EXPECT_EQ(Erase({"AA.event.01J9ZQ4V7M4W0T5YB3N2K8XH01", "", "", "staff:1", {"expired"}}), "id");
  EXPECT_EQ(Erase({"7", "", "", "staff:1", {"expired"}}), "record") << "two registers have a number 7";
  EXPECT_EQ(Records("AA"), before);
}

TEST_P(RetentionTest, ANumberOfTwoRegistersIsNarrowedByItsOwner) {
  EXPECT_EQ(Erase({"7", "", "BB", "staff:1", {"request_upheld"}}), "2");
  EXPECT_TRUE(Holder("C9").is_null());
  EXPECT_EQ(Holder("C1"), "Maria") << "another owner's word is its own";
}

TEST_P(RetentionTest, ACaseIsErasedWithAllItsRecordsAndNoOther) {
  EXPECT_EQ(Erase({"C1", "", "", "staff:1", {"not_needed"}}), "4");
  EXPECT_TRUE(Holder("C1", 0).is_null());
  EXPECT_TRUE(Holder("C1", 1).is_null());
  EXPECT_EQ(Holder("C2"), "Ana");
  EXPECT_EQ(Erase({"C1", "", "", "staff:1", {"not_needed"}}), "0");
  ExpectProved();
}

TEST_P(RetentionTest, TheNoteOfADecisionIsErasedByItsHit) {
  Json hits = (*app_->Hits(Me(), {}))["hits"];
  ASSERT_EQ(hits.size(), 1U);
  const std::string hit = hits[0]["hit"];
  ASSERT_TRUE(
      app_->DecideHit(Me(), trace::HitAct::kCompare, hit, {"staff:4711", "photographs", "Maria was there"}).ok());
  EXPECT_NE(app_->ShowHit(Me(), hit)->dump().find("Maria was there"), std::string::npos);
  EXPECT_EQ(Erase({hit, "notes", "", "staff:1", {"unlawful"}}), "1");
  EXPECT_EQ(app_->ShowHit(Me(), hit)->dump().find("Maria was there"), std::string::npos);
  ExpectProved();
}

TEST_P(RetentionTest, TheWordsOfOneQuestionAreErasedInTheAccessLog) {
  std::string event;
  ASSERT_TRUE(app_->store()
                  .ScanSealed("AA", store::Stream::kAccess, 0, {},
                              [&](const store::SealedPartAt& part) {
                                event = model::ThingId{"AA", "event", part.event.id}.ToText();
                                return false;
                              })
                  .ok());
  EXPECT_EQ(Erase({event, "", "", "staff:1", {"court_order", {}, "4 Js 112/30"}}), "1");
  EXPECT_EQ(Erase({event, "query", "", "staff:1", {"court_order", {}, "4 Js 112/30"}}), "0");
  ExpectProved();
}

// A backup of everything, keys too, from before the erasure.
TEST_P(RetentionTest, ARestoredBackupIsToldAgainWhatWasErased) {
  app_.reset();
  database_->Save();
  std::filesystem::copy(node(), root() + "/backup", std::filesystem::copy_options::recursive);
  Open();
  EXPECT_EQ(Erase({"C1", "", "", "staff:1", {"court_order", {}, "4 Js 112/30"}}), "4");
  std::string list;
  ASSERT_TRUE(app_->ListErasures("AA",
                                 [&](const std::string& line) {
                                   list += line + "\n";
                                   return base::Result<void>{};
                                 })
                  .ok());
  app_.reset();
  std::filesystem::remove_all(node());
  std::filesystem::rename(root() + "/backup", node());
  database_->PutBack();
  Open();
  EXPECT_EQ(Holder("C1"), "Maria");
  auto told = ReadErasureList(list + list);
  ASSERT_TRUE(told.ok()) << told.error().message;
  auto done = app_->ReplayErasures(Me(), *told);
  ASSERT_TRUE(done.ok()) << done.error().message;
  EXPECT_EQ((*done)["recorded"], 4);
  EXPECT_TRUE(Holder("C1").is_null());
  EXPECT_EQ(Holder("C2"), "Ana");
  Json erasure = (*app_->Show(Me(), "8"))["events"][1]["erasures"][0];
  EXPECT_EQ(erasure["ground"], "court_order");
  EXPECT_EQ(erasure["reference"], "4 Js 112/30");
  EXPECT_EQ((*app_->ReplayErasures(Me(), *told))["recorded"], 0);
  ExpectProved();
}

TEST_P(RetentionTest, AListThatCannotBeReadNamesItsLine) {
  const std::string good =
      R"({"owner":"AA","log":"access","event":"AA.event.01J9ZQ4V7M4W0T5YB3N2K8XH01","part":"query",)"
      R"("ground":"expired"})";
  ASSERT_EQ(ReadErasureList(good + "\n\n" + good)->size(), 2U);
  EXPECT_EQ(ErasureLine(ReadErasureList(good)->at(0)), base::JsonLine(*base::ParseJson(good)));
  for (const char* bad :
       {"{}", "[]", "x", R"({"owner":"AA","log":"other","event":"AA.event.01J9ZQ4V7M4W0T5YB3N2K8XH01","part":"q"})",
        R"({"owner":"AA","log":"record","event":"BB.event.01J9ZQ4V7M4W0T5YB3N2K8XH01","part":"q","ground":"x"})"}) {
    auto read = ReadErasureList(good + "\n" + bad);
    ASSERT_FALSE(read.ok()) << bad;
    EXPECT_NE(read.error().message.find("line 2"), std::string::npos) << read.error().message;
  }
}

}  // namespace
}  // namespace proofmark::app
