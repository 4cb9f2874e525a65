// SPDX-License-Identifier: Apache-2.0
#include "app/evaluation_outcomes.h"

#include <gtest/gtest.h>

#include "app/evaluate_registers.h"
#include "base/file.h"

namespace proofmark::app {
namespace {

using base::Json;

constexpr std::uint64_t kBytesMax = std::uint64_t{1} << 20;

std::string Read(const std::string& path) {
  auto text = base::ReadFile(PM_SOURCE_DIR "/" + path, kBytesMax);
  EXPECT_TRUE(text.ok()) << text.error().message;
  return text.ok() ? *text : "";
}

std::vector<Json> FrozenCases() {
  std::vector<Json> cases;
  const std::string text = Read("cases/marks_search.jsonl");
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    auto one = base::ParseJson(text.substr(at, end - at));
    EXPECT_TRUE(one.ok());
    if (one.ok()) cases.push_back(*one);
    at = end + 1;
  }
  return cases;
}

// A change of the search, of its weights or of its tables is looked at as a change of answers, never as "tests
// updated".
TEST(EvaluationOutcomes, TheFrozenCasesAreAnsweredAsTheFileSays) {
  EvaluationOutcomes outcomes;
  Evaluation evaluation;
  evaluation.each = [&](const Json& one, const match::MarkAnswer& answer, const CaseOutcome& outcome) {
    outcomes.Add(one, answer, outcome);
  };
  const RegisterFile one = {PM_SOURCE_DIR "/testdata/registers/marks_synthetic.csv", PM_SOURCE_DIR "/mappings/rj.json"};
  auto report = EvaluateRegisters({.registers = {one}, .data = PM_DATA_DIR}, FrozenCases(), evaluation);
  ASSERT_TRUE(report.ok()) << report.error().message;
  const std::string differ = LinesThatDiffer(Read("cases/marks_search.csv"), outcomes.ToCsv());
  EXPECT_EQ(differ, "") << "answers have changed. Look at each line; cases/README.md says how the file is renewed:\n"
                           "  proofmark evaluate marks testdata/registers/marks_synthetic.csv "
                           "cases/marks_search.jsonl --mapping mappings/rj.json --outcomes cases/marks_search.csv\n";
}

TEST(EvaluationOutcomes, ADifferenceIsShownLineByLine) {
  EXPECT_EQ(LinesThatDiffer("a\nb\n", "a\nb\n"), "");
  EXPECT_EQ(LinesThatDiffer("a\nb\n", "a\nc\n"), "-b\n+c\n");
  EXPECT_EQ(LinesThatDiffer("a\nb\n", "a\n"), "-b\n");
  EXPECT_EQ(LinesThatDiffer("", "a\n"), "+a\n");
}

}  // namespace
}  // namespace proofmark::app
