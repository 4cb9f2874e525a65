// SPDX-License-Identifier: Apache-2.0
#include "app/evaluate_marks.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "base/file.h"
#include "base/text.h"

namespace proofmark::app {
namespace {

using base::Json;

// A node with the ten records of the invented register of Rio de Janeiro.
class EvaluateMarksTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "proofmark-evaluate-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    auto opened = Proofmark::Open({"sqlite:" + folder_ + "/node.db", "", PM_DATA_DIR}, clock_, rng_);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    app_ = std::move(*opened);
    ASSERT_TRUE(app_->Init("XX", "Test authority").ok());
    const Asking asking = {ActorFromText("console:0"), {"import_of_records", "", "national_law"}};
    auto imported = app_->ImportItems(asking,
                                      {PM_TESTDATA_DIR "/registers/rj_synthetic.csv", PM_SOURCE_DIR "/mappings/rj.json",
                                       "XX", folder_ + "/errors.csv", false},
                                      [](std::int64_t, std::int64_t) {});
    ASSERT_TRUE(imported.ok()) << imported.error().message;
  }
  void TearDown() override {
    app_.reset();
    std::filesystem::remove_all(folder_);
  }

  static std::vector<Json> Cases() {
    std::vector<Json> cases;
    const std::string text = *base::ReadFile(PM_TESTDATA_DIR "/marks_cases.jsonl", 1U << 20);
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find('\n', at);
      cases.push_back(*base::ParseJson(text.substr(at, end - at)));
      at = end + 1;
    }
    return cases;
  }
  Json Report(const std::vector<Json>& cases, const Evaluation& evaluation = {}) {
    auto report = EvaluateMarks(*app_, cases, evaluation);
    EXPECT_TRUE(report.ok()) << report.error().message;
    return report.ok() ? *report : Json::object();
  }
  std::string Refused(const Json& one) {
    auto report = EvaluateMarks(*app_, {Cases()[0], one}, {});
    return report.ok() ? "taken" : report.error().message;
  }

  std::string folder_;
  base::SystemClock clock_;
  base::SystemRng rng_;
  std::unique_ptr<Proofmark> app_;
};

TEST_F(EvaluateMarksTest, CountsWhatCameFirstAndWhatWasFalselyPutBeforeAPerson) {
  const std::vector<Json> cases = Cases();
  ASSERT_EQ(cases.size(), 20U);
  const Json report = Report(cases, {.misses_shown = 20});
  EXPECT_EQ(report["cases"], 20);
  EXPECT_EQ(report["records"], 8);
  EXPECT_EQ(report["present"]["cases"], 12);
  EXPECT_EQ(report["absent"]["cases"], 8);
  std::int64_t of_classes = 0;
  for (const auto& [name, tally] : report["classes"].items()) of_classes += tally["cases"].get<std::int64_t>();
  EXPECT_EQ(of_classes, 20);
  // So clear that any weights that are fit to be shipped agree.
  EXPECT_EQ(report["classes"]["exact"]["rank1"], 100.0) << report["misses"].dump(1);
  EXPECT_EQ(report["classes"]["misread"]["rank1"], 100.0) << report["misses"].dump(1);
  EXPECT_EQ(report["absent"]["rank1"], 0.0);
  EXPECT_EQ(report["absent"]["wrong_alerts"], 0.0) << report["misses"].dump(1);
  EXPECT_GT(report["surprise"]["present"].get<double>(), 0);
  EXPECT_LT(report["surprise"]["present"].get<double>(), 1);
}

TEST_F(EvaluateMarksTest, ARecordThatIsLeftOutIsAMiss) {
  Json one = Cases()[0];
  one["exclude_id"] = one["expected_ids"][0];
  const Json report = Report({one}, {.misses_shown = 1});
  EXPECT_EQ(report["present"]["rank1"], 0.0);
  ASSERT_EQ(report["misses"].size(), 1U);
  EXPECT_EQ(report["misses"][0]["rank"], -1);
}

TEST_F(EvaluateMarksTest, ALineThatIsNoCaseIsNamed) {
  EXPECT_TRUE(Refused(Json::array()).starts_with("case 2")) << Refused(Json::array());
  EXPECT_TRUE(Refused({{"query", {{"serial", "A1"}}}}).starts_with("case 2"));
  EXPECT_TRUE(Refused({{"class", "exact"}, {"query", Json::object()}}).starts_with("case 2"));
}

}  // namespace
}  // namespace proofmark::app
