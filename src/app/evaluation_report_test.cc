// SPDX-License-Identifier: Apache-2.0
#include "app/evaluation_report.h"

#include <gtest/gtest.h>

#include "app/evaluation_ceiling.h"

namespace proofmark::app {
namespace {

using base::Json;
using match::Pattern;

TEST(EvaluationReport, SaysPerClassWhatAReaderNeeds) {
  EvaluationReport report(0.5);
  report.Add(
      {.name = "unread", .rank = 0, .first = 0.9, .alert = false, .of_truth = 0.9, .micros = 100, .fit_equally = 1});
  report.Add(
      {.name = "unread", .rank = 3, .first = 0.1, .alert = false, .of_truth = 0.05, .micros = 300, .fit_equally = 20});
  report.Add({.name = "absent", .absent = true, .first = 0.99, .alert = true, .of_truth = 0.01, .of_none = 0.01});
  report.Add({.name = "absent", .absent = true, .of_truth = 1, .of_none = 1});
  const Json out = report.ToJson();
  const Json& unread = out["classes"]["unread"];
  EXPECT_EQ(unread["rank1"], 50.0);
  EXPECT_EQ(unread["top10"], 100.0);
  EXPECT_DOUBLE_EQ(unread["mean_reciprocal_rank"].get<double>(), 0.625);
  EXPECT_DOUBLE_EQ(unread["ceiling"]["rank1"].get<double>(), 52.5);  // (1 + 1/20) / 2
  EXPECT_DOUBLE_EQ(unread["ceiling"]["top10"].get<double>(), 75.0);  // (1 + 10/20) / 2
  EXPECT_TRUE(out["classes"]["absent"]["ceiling"].is_null());
  EXPECT_EQ(out["classes"]["absent"]["wrong_alerts"], 50.0);
  EXPECT_EQ(out["absent"]["cases"], 2);
  EXPECT_DOUBLE_EQ(out["thresholds"][7]["absent"].get<double>(), 0.5);
}

TEST(EvaluationReport, PresentAndAbsentCountByThePriorAndNotByHowManyThereAre) {
  EvaluationReport report(0.5);
  for (int i = 0; i < 9; ++i) report.Add({.name = "clear", .rank = 0, .first = 0.55, .of_truth = 0.55, .of_none = 0.4});
  report.Add({.name = "absent", .absent = true, .first = 0.55, .of_none = 0.4});
  const Json out = report.ToJson();
  // Half of the weight is right, and 0.55 was said; of none, half is true and 0.4 was said.
  EXPECT_NEAR(out["calibration_error"].get<double>(), 0.05, 1e-9);
  EXPECT_NEAR(out["none_calibration_error"].get<double>(), 0.1, 1e-9);
}

bool Fits(const char* reading, const char* number) {
  return FitsWithGaps(*Pattern::Parse(reading), *Pattern::Parse(number));
}

TEST(EvaluationCeiling, AGapFitsAnythingAndACharacterItself) {
  EXPECT_TRUE(Fits("A1?45", "A1245"));
  EXPECT_FALSE(Fits("A1?45", "A1246"));
  EXPECT_FALSE(Fits("A1?45", "A145"));
  EXPECT_TRUE(Fits("*444", "ZA10444"));
  EXPECT_TRUE(Fits("*444", "444"));
  EXPECT_FALSE(Fits("*444", "44"));
  EXPECT_TRUE(Fits("ZA*", "ZA"));
  EXPECT_TRUE(Fits("Z*4", "ZA1*"));
  EXPECT_TRUE(Fits("12[38]4", "1284"));
  EXPECT_FALSE(Fits("12[38]4", "12[57]4"));
  EXPECT_TRUE(Fits("1234", "1?34"));
}

}  // namespace
}  // namespace proofmark::app
