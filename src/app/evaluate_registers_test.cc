// SPDX-License-Identifier: Apache-2.0
#include "app/evaluate_registers.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "base/file.h"

namespace proofmark::app {
namespace {

using base::Json;

const RegisterFile kRio = {PM_TESTDATA_DIR "/registers/rj_synthetic.csv", PM_SOURCE_DIR "/mappings/rj.json"};
const RegisterFile kPaulo = {PM_TESTDATA_DIR "/registers/sp_synthetic.csv", PM_SOURCE_DIR "/mappings/sp.json"};

std::vector<Json> Cases() {
  return {{{"class", "exact"},
           {"query", {{"serial", "ZA10444"}, {"make", "TAURUS"}, {"type", "REVÓLVER"}}},
           {"expected_ids", {"RJX000001"}}},
          {{"class", "absent"}, {"query", {{"serial", "PQ88812"}}}, {"expected_ids", Json::array()}}};
}

// What lies in the temporary folder, which is one of this test's own.
class EvaluateRegistersTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "proofmark-registers-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    const char* before = ::getenv("TMPDIR");
    if (before != nullptr) before_ = before;
    ::setenv("TMPDIR", folder_.c_str(), 1);
  }
  void TearDown() override {
    EXPECT_TRUE(std::filesystem::is_empty(folder_)) << "the scratch folder is still there";
    before_.empty() ? ::unsetenv("TMPDIR") : ::setenv("TMPDIR", before_.c_str(), 1);
    std::filesystem::remove_all(folder_);
  }
  static std::string Refused(const std::vector<RegisterFile>& registers, const std::vector<Json>& cases) {
    auto report = EvaluateRegisters({.registers = registers, .data = PM_DATA_DIR}, cases, {});
    return report.ok() ? "done" : report.error().message;
  }

  std::string folder_;
  std::string before_;
};

TEST_F(EvaluateRegistersTest, TakesRegistersIntoANodeOfItsOwnAndLeavesNothingBehind) {
  auto report = EvaluateRegisters({.registers = {kRio, kPaulo}, .data = PM_DATA_DIR}, Cases(), {});
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_EQ((*report)["cases"], 2);
  EXPECT_EQ((*report)["records"], 17);
  EXPECT_EQ((*report)["classes"]["exact"]["rank1"], 100.0);
  ASSERT_EQ((*report)["registers"].size(), 2U);
  EXPECT_EQ((*report)["registers"][0]["file"], kRio.file);
  EXPECT_GT((*report)["registers"][0]["rows"].get<int>(), 0);
}

TEST_F(EvaluateRegistersTest, SaysWhichFileWasWrongAndTakesTheFolderAwayAllTheSame) {
  EXPECT_TRUE(Refused({{kRio.file, kPaulo.mapping}}, Cases()).starts_with(kRio.file));
  EXPECT_NE(Refused({{folder_ + "/nowhere.csv", kRio.mapping}}, Cases()).find("nowhere.csv"), std::string::npos);
  EXPECT_NE(Refused({{kRio.file, folder_ + "/nowhere.json"}}, Cases()).find("nowhere.json"), std::string::npos);
  EXPECT_TRUE(Refused({kRio}, {Cases()[0], Json::array()}).starts_with("case 2"));
}

TEST(PairWithMappings, OneForAllOrOneForEach) {
  auto all = PairWithMappings({"a.csv", "b.csv"}, {"m.json"});
  ASSERT_TRUE(all.ok());
  EXPECT_EQ((*all)[1].mapping, "m.json");
  auto each = PairWithMappings({"a.csv", "b.csv"}, {"m.json", "n.json"});
  ASSERT_TRUE(each.ok());
  EXPECT_EQ((*each)[1].mapping, "n.json");
  auto none = PairWithMappings({"a.csv"}, {});
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().field, "mapping");
  EXPECT_NE(none.error().message.find("a.csv"), std::string::npos);
  EXPECT_FALSE(PairWithMappings({"a.csv", "b.csv", "c.csv"}, {"m.json", "n.json"}).ok());
}

}  // namespace
}  // namespace proofmark::app
