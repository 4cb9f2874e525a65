// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "app/cli/commands.h"
#include "app/evaluate_marks.h"
#include "app/evaluate_registers.h"
#include "app/evaluation_outcomes.h"
#include "app/learn_weights.h"
#include "base/file.h"
#include "base/text.h"

namespace proofmark::app::cli {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

constexpr std::uint64_t kCasesBytesMax = std::uint64_t{256} << 20;

struct EvaluateWords {
  std::vector<std::string> files;  // registers, then the cases
  std::vector<std::string> mappings;
  std::string cases;
  std::size_t misses = 0;
  std::size_t evidence = 0;
  double prior = 0.5;
  std::string outcomes;
  std::string learn;
};

Result<std::vector<Json>> ReadCases(const std::string& file) {
  PM_ASSIGN(std::string text, base::ReadFile(file, kCasesBytesMax));
  std::vector<Json> cases;
  std::int64_t line = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view one = base::Trim(std::string_view(text).substr(at, end - at));
    at = end + 1;
    ++line;
    if (one.empty()) continue;
    auto json = base::ParseJson(one);
    if (!json.ok()) return base::Within(file + ", line " + std::to_string(line), json.error());
    cases.push_back(std::move(*json));
  }
  return cases;
}

void PrintTally(const char* name, const Json& tally) {
  const Json& micros = tally["micros"];
  std::printf("%-14s %6lld %7.1f %7.1f %6.3f", name, tally["cases"].get<long long>(), tally["rank1"].get<double>(),
              tally["top10"].get<double>(), tally["mean_reciprocal_rank"].get<double>());
  if (const Json& ceiling = tally["ceiling"]; ceiling.is_null()) {
    std::printf(" %7s %7s", "", "");
  } else {
    std::printf(" %7.1f %7.1f", ceiling["rank1"].get<double>(), ceiling["top10"].get<double>());
  }
  std::printf(" %7.1f %7.1f %6.3f %8.0f %8.0f %8.0f\n", tally["alerts"].get<double>(),
              tally["wrong_alerts"].get<double>(), tally["calibration_error"].get<double>(),
              micros["p50"].get<double>(), micros["p90"].get<double>(), micros["p99"].get<double>());
}

void PrintCalibration(const char* what, const Json& error, const Json& bins) {
  std::printf("%s: calibration error %.3f\n", what, error.get<double>());
  for (const Json& bin : bins) {
    std::printf("  said %.2f, right %.2f  (%lld)\n", bin["stated"].get<double>(), bin["right"].get<double>(),
                bin["cases"].get<long long>());
  }
}

// One answer as an officer reads it: what was asked, what was answered, and line by line why.
void PrintEvidence(const Json& one) {
  std::string asked;
  for (const auto& [field, text] : one["query"].items()) {
    asked += (asked.empty() ? "" : ", ") + field + " " + text.get<std::string>();
  }
  const char* came_out = one["right"].get<bool>()    ? "right"
                         : one["absent"].get<bool>() ? "wrong: the weapon is on no record"
                                                     : "wrong: another weapon";
  std::printf("\n%s: %s\n", one["class"].get<std::string>().c_str(), base::Printable(asked).c_str());
  std::printf("  answered %s, probability %.3f%s; %.3f that it is on no record; score %.2f bits: %s\n",
              one["answered"].get<std::string>().c_str(), one["probability"].get<double>(),
              one["alert"].get<bool>() ? ", put before a person" : "", one["none_probability"].get<double>(),
              one["score"].get<double>(), came_out);
  for (const Json& line : one["evidence"]) {
    std::printf("  %-8s %-18s %-18s %7.2f  %s\n", line["field"].get<std::string>().c_str(),
                base::Printable(line["query"].get<std::string>()).c_str(),
                base::Printable(line["record"].get<std::string>()).c_str(), line["weight"].get<double>(),
                base::Printable(line["why"].get<std::string>()).c_str());
  }
}

Result<Json> ReportOnRegisters(Console& console, const EvaluateWords& words, const Evaluation& evaluation) {
  if (words.files.size() < 2) {
    return Error{Code::kInvalid,
                 "cases: no labelled cases are named; `evaluate marks REGISTER CASES --mapping FILE`, or --cases FILE "
                 "against the registers of the database",
                 "cases"};
  }
  const std::vector<std::string> registers(words.files.begin(), words.files.end() - 1);
  RegisterTask task;
  PM_ASSIGN(task.registers, PairWithMappings(registers, words.mappings));
  PM_ASSIGN(std::vector<Json> cases, ReadCases(words.files.back()));
  task.data = console.common.data;
  task.progress = console.ProgressBar("import");
  return EvaluateRegisters(task, cases, evaluation);
}

Result<Json> ReportOnDatabase(Console& console, const EvaluateWords& words, const Evaluation& evaluation) {
  if (!words.files.empty() || !words.mappings.empty()) {
    return Error{
        Code::kInvalid,
        "--cases is for the registers of the database; a register in a file stands before its cases: `evaluate "
        "marks REGISTER CASES --mapping FILE`",
        "cases"};
  }
  PM_ASSIGN(std::vector<Json> cases, ReadCases(words.cases));
  PM_ASSIGN(Proofmark * proofmark, console.Open());
  return EvaluateMarks(*proofmark, cases, evaluation);
}

void PrintLearned(const Json& told) {
  std::printf("%lld pairs of records with near numbers, %.1f %% of them one weapon; %lld held apart\n",
              told["pairs"].get<long long>(), 100 * told["one_weapon"].get<double>(),
              told["held_apart"].get<long long>());
  std::printf("surprise at those held apart: %.3f bits by the tables, %.3f by what was learned\n",
              told["surprise_before"].get<double>(), told["surprise_learned"].get<double>());
  for (const auto& [name, one] : told["weights"].items()) {
    std::printf("  %-18s %8.3f -> %8.3f\n", name.c_str(), one["before"].get<double>(), one["learned"].get<double>());
  }
  std::printf("written to %s; the tables of the program are as they were\n", told["to"].get<std::string>().c_str());
}

// All files are registers.
Result<void> LearnFromRegisters(Console& console, const EvaluateWords& words) {
  if (words.files.empty() || !words.cases.empty()) {
    return Error{
        Code::kInvalid,
        "register: learning goes through registers and no cases; `evaluate marks REGISTER --mapping FILE --learn "
        "FOLDER`",
        "register"};
  }
  RegisterTask task;
  PM_ASSIGN(task.registers, PairWithMappings(words.files, words.mappings));
  task.data = console.common.data;
  task.progress = console.ProgressBar("import");
  PM_ASSIGN(Json told, WithRegisters(task, [&](Proofmark& proofmark, const Json&) {
              return LearnWeights(proofmark, words.learn);
            }));
  console.Answer(told, PrintLearned);
  return {};
}

Result<void> Evaluate(Console& console, const EvaluateWords& words) {
  if (!words.learn.empty()) return LearnFromRegisters(console, words);
  EvaluationOutcomes outcomes;
  Evaluation evaluation = {words.misses, words.prior, words.evidence, {}};
  if (!words.outcomes.empty()) {
    evaluation.each = [&](const Json& one, const match::MarkAnswer& answer, const CaseOutcome& outcome) {
      outcomes.Add(one, answer, outcome);
    };
  }
  PM_ASSIGN(Json report, words.cases.empty() ? ReportOnRegisters(console, words, evaluation)
                                             : ReportOnDatabase(console, words, evaluation));
  if (!words.outcomes.empty()) PM_TRY(base::WriteFileDurably(words.outcomes, outcomes.ToCsv(), 0644));
  console.Answer(report, PrintEvaluation);
  return {};
}

}  // namespace

void PrintEvaluation(const Json& report) {
  if (report.contains("registers")) {
    for (const Json& one : report["registers"]) {
      std::printf("%s: %lld rows, %lld rejected\n", one["file"].get<std::string>().c_str(),
                  one["rows"].get<long long>(), one["rejected"].get<long long>());
    }
  }
  std::printf("%lld cases against %lld records, %.1f s; prior %.2f\n", report["cases"].get<long long>(),
              report["records"].get<long long>(), report["seconds"].get<double>(), report["prior"].get<double>());
  std::printf("%-14s %6s %7s %7s %6s %7s %7s %7s %7s %6s %8s %8s %8s\n", "class", "cases", "rank 1", "top 10", "MRR",
              "best 1", "best 10", "alerts", "wrong", "cal", "us p50", "us p90", "us p99");
  for (const auto& [name, tally] : report["classes"].items()) PrintTally(name.c_str(), tally);
  PrintTally("all present", report["present"]);
  PrintTally("all absent", report["absent"]);
  PrintCalibration("first answers", report["calibration_error"], report["calibration"]);
  PrintCalibration("on no record", report["none_calibration_error"], report["none_calibration"]);
  std::printf("put before a person from a probability on: of the present, wrongly, of the absent (%%)\n");
  for (const Json& one : report["thresholds"]) {
    std::printf("  %.2f %8.1f %8.1f %8.1f\n", one["from"].get<double>(), 100 * one["present"].get<double>(),
                100 * one["present_wrong"].get<double>(), 100 * one["absent"].get<double>());
  }
  for (const Json& one : report.value("evidence", Json::array())) PrintEvidence(one);
  for (const Json& miss : report.value("misses", Json::array())) std::printf("%s\n", base::JsonLine(miss).c_str());
}

void AddEvaluate(CLI::App& app, Console& console) {
  auto words = std::make_shared<EvaluateWords>();
  CLI::App* evaluate = app.add_subcommand("evaluate", "quality on labelled cases");
  evaluate->require_subcommand(1);
  CLI::App* marks = evaluate->add_subcommand("marks", "the search for marks, on registers in files or in the database");
  marks->add_option("FILES", words->files, "registers, then the labelled cases: one object of JSON a line");
  marks
      ->add_option("--mapping", words->mappings, "what the columns of the registers mean: one for all, or one for each")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  marks->add_option("--cases", words->cases, "labelled cases for the registers of the database");
  marks->add_option("--misses", words->misses, "so many misses are printed");
  marks->add_option("--evidence", words->evidence,
                    "of each class, so many right and wrong answers with their evidence");
  marks->add_option("--outcomes", words->outcomes, "a table is written there: what was answered to each case");
  marks->add_option("--learn", words->learn, "a folder for tables of weights, learned from the registers");
  marks->add_option("--prior", words->prior, "that a weapon is in the registers, before it is looked for")
      ->check(CLI::Range(0.01, 0.99));
  marks->callback([&console, words] {
    if (Result<void> done = Evaluate(console, *words); !done.ok()) console.Fail(done.error());
  });
}

}  // namespace proofmark::app::cli
