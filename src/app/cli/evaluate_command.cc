// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "app/cli/commands.h"
#include "app/evaluate_marks.h"
#include "base/file.h"
#include "base/text.h"

namespace proofmark::app::cli {

using base::Json;
using base::Result;

namespace {

constexpr std::uint64_t kCasesBytesMax = std::uint64_t{256} << 20;

struct EvaluateWords {
  std::string cases;
  std::size_t misses = 0;
  double prior = 0.5;
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
  std::printf("%-14s %6lld %8.1f %8.1f %8.3f %8.1f %8.1f %10.0f %10.0f\n", name, tally["cases"].get<long long>(),
              tally["rank1"].get<double>(), tally["top10"].get<double>(), tally["mean_reciprocal_rank"].get<double>(),
              tally["alerts"].get<double>(), tally["wrong_alerts"].get<double>(), micros["p50"].get<double>(),
              micros["p99"].get<double>());
}

void PrintReport(const Json& report) {
  std::printf("%lld cases against %lld records, %.1f s, %.1f ms a case\n", report["cases"].get<long long>(),
              report["records"].get<long long>(), report["seconds"].get<double>(),
              1000 * report["seconds"].get<double>() / std::max(1.0, report["cases"].get<double>()));
  std::printf("%-14s %6s %8s %8s %8s %8s %8s %10s %10s\n", "class", "cases", "rank 1", "top 10", "MRR", "alerts",
              "wrong", "us p50", "us p99");
  for (const auto& [name, tally] : report["classes"].items()) PrintTally(name.c_str(), tally);
  PrintTally("all present", report["present"]);
  PrintTally("all absent", report["absent"]);
  std::printf("calibration error %.3f\n", report["calibration_error"].get<double>());
  for (const Json& bin : report["calibration"]) {
    std::printf("  said %.2f, right %.2f  (%lld)\n", bin["stated"].get<double>(), bin["right"].get<double>(),
                bin["cases"].get<long long>());
  }
  std::printf("put before a person from a probability on: of the present, wrongly, of the absent (%%)\n");
  for (const Json& one : report["thresholds"]) {
    std::printf("  %.2f %8.1f %8.1f %8.1f\n", one["from"].get<double>(), 100 * one["present"].get<double>(),
                100 * one["present_wrong"].get<double>(), 100 * one["absent"].get<double>());
  }
  for (const Json& miss : report["misses"]) std::printf("%s\n", base::JsonLine(miss).c_str());
}

Result<void> Evaluate(Console& console, const EvaluateWords& words) {
  PM_ASSIGN(std::vector<Json> cases, ReadCases(words.cases));
  PM_ASSIGN(Proofmark * proofmark, console.Open());
  PM_ASSIGN(Json report, EvaluateMarks(*proofmark, cases, {words.misses, words.prior}));
  console.Answer(report, PrintReport);
  return {};
}

}  // namespace

void AddEvaluate(CLI::App& app, Console& console) {
  auto words = std::make_shared<EvaluateWords>();
  CLI::App* evaluate = app.add_subcommand("evaluate", "quality on labelled cases");
  evaluate->require_subcommand(1);
  CLI::App* marks = evaluate->add_subcommand("marks", "the search for marks, against the registers of the database");
  marks->add_option("--cases", words->cases, "labelled cases, one object of JSON a line")->required();
  marks->add_option("--misses", words->misses, "so many misses are printed");
  marks->add_option("--prior", words->prior, "that a weapon is in the registers, before it is looked for")
      ->check(CLI::Range(0.01, 0.99));
  marks->callback([&console, words] {
    if (Result<void> done = Evaluate(console, *words); !done.ok()) console.Fail(done.error());
  });
}

}  // namespace proofmark::app::cli
