// SPDX-License-Identifier: Apache-2.0
#include "app/learn_weights.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "app/evaluate_registers.h"
#include "app/repeat_pairs.h"
#include "match/marks/match_tables.h"
#include "vocab/vocabulary.h"

namespace proofmark::app {
namespace {

using base::Json;

const vocab::Vocabulary& Words() {
  static const vocab::Vocabulary words = *vocab::Vocabulary::Load(PM_DATA_DIR);
  return words;
}

match::IndexedRecord Record(const std::string& id, const std::string& number) {
  return {.id = "XX.item." + id,
          .owner = 1,
          .handling_class = 1,
          .source_id = id,
          .marks = {{.text = number, .pattern = number}},
          .make = {"TAURUS", "taurus"},
          .type = {"pistol", "pistol"}};
}

std::vector<Relation> Relations(const std::string& one, const std::string& other) {
  match::MarkIndex index;
  index.Add(Record("1", one));
  index.Add(Record("2", other));
  std::vector<Relation> out;
  for (const RepeatPair& pair : FindRepeatPairs(index, Words())) out.push_back(pair.relation);
  return out;
}

TEST(RepeatPairs, NearNumbersArePairsAndOthersAreNot) {
  EXPECT_EQ(Relations("KAB44102", "KAB44102"), std::vector{Relation::kExact});
  EXPECT_EQ(Relations("KAB44102", "KAB44107"), std::vector{Relation::kTailDigit});
  EXPECT_EQ(Relations("KAB44102", "KAB94102"), std::vector{Relation::kFrontDigit});
  EXPECT_EQ(Relations("KAB44102", "KAB441O2"), std::vector{Relation::kMixed});
  EXPECT_EQ(Relations("KAB44102", "KHB44102"), std::vector{Relation::kLetters});
  EXPECT_EQ(Relations("KAB44102", "KAB41402"), std::vector{Relation::kExchanged});
  EXPECT_EQ(Relations("KAB44102", "KAB4412"), std::vector{Relation::kDropped});
  EXPECT_EQ(Relations("KAB044102", "KAB44102"), std::vector{Relation::kZero});
  EXPECT_EQ(Relations("KAB44102", "44102"), std::vector{Relation::kSeries});
  EXPECT_TRUE(Relations("KAB44102", "KAB94107").empty());
  EXPECT_TRUE(Relations("4410", "4410").empty()) << "too short to say anything";
}

class LearnWeightsTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "proofmark-learn-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  base::Result<Json> Learn(const std::string& file) {
    const RegisterFile one = {PM_TESTDATA_DIR "/registers/" + file, PM_SOURCE_DIR "/mappings/rj.json"};
    return WithRegisters({.registers = {one}, .data = PM_DATA_DIR}, [&](Proofmark& proofmark, const Json&) {
      return LearnWeights(proofmark, folder_ + "/learned");
    });
  }

  std::string folder_;
};

TEST_F(LearnWeightsTest, WritesTablesThatTheProgramReadsAndThatFitTheHeldApartPairsBetter) {
  auto told = Learn("marks_synthetic.csv");
  ASSERT_TRUE(told.ok()) << told.error().message;
  EXPECT_GT((*told)["pairs"].get<int>(), 30);
  EXPECT_GT((*told)["held_apart"].get<int>(), 20);
  EXPECT_LT((*told)["surprise_learned"].get<double>(), (*told)["surprise_before"].get<double>());
  // One weapon in eight was examined twice, and never as another type of weapon.
  EXPECT_GT((*told)["weights"]["type_kept"]["learned"].get<double>(), 0.9);
  std::filesystem::copy(PM_DATA_DIR, folder_ + "/data", std::filesystem::copy_options::recursive);
  for (const char* table : {"match_weights.csv", "mark_confusions.csv"}) {
    std::filesystem::copy_file(folder_ + "/learned/" + table, folder_ + "/data/" + table,
                               std::filesystem::copy_options::overwrite_existing);
  }
  auto words = vocab::Vocabulary::Load(folder_ + "/data");
  ASSERT_TRUE(words.ok()) << words.error().message;
  auto tables = match::MatchTables::Make(*words);
  ASSERT_TRUE(tables.ok()) << tables.error().message;
  EXPECT_NEAR(tables->Weight("type_kept"), (*told)["weights"]["type_kept"]["learned"].get<double>(), 0.01);
  EXPECT_EQ(tables->Weight("alert_least"), match::MatchTables::Make(Words())->Weight("alert_least"));
}

TEST_F(LearnWeightsTest, ARegisterWithFewNearNumbersTeachesNothing) {
  auto told = Learn("rj_synthetic.csv");
  ASSERT_FALSE(told.ok());
  EXPECT_NE(told.error().message.find("pairs of records"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(folder_ + "/learned"));
}

}  // namespace
}  // namespace proofmark::app
