// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>

#include "app/bench_flat_marks.h"
#include "app/bench_ledger.h"
#include "app/bench_marks.h"
#include "app/bench_quality.h"
#include "app/bench_snapshot.h"
#include "app/cli/commands.h"
#include "app/http/bench_service.h"

namespace proofmark::app::cli {

namespace {

using Measure = base::Result<base::Json> (*)(std::int64_t records, const std::string& data, const std::string& db);
using Print = void (*)(const base::Json&);

void Add(CLI::App* bench, Console& console, const char* name, const char* what, std::int64_t usual, Measure measure,
         Print print) {
  auto records = std::make_shared<std::int64_t>(usual);
  CLI::App* added = bench->add_subcommand(name, what);
  added->add_option("--records", *records, "records to invent")->check(CLI::Range(1000, 100'000'000));
  added->callback([&console, records, measure, print] {
    auto result = measure(*records, DataFolder(), console.common.db);
    if (!result.ok()) return console.Fail(result.error());
    console.Answer(*result, print);
  });
}

// Both parts of finding marks beside each other, or one of them: the index that is made for tens of millions, and the
// search as the service has it.
void AddMarks(CLI::App* bench, Console& console) {
  struct Order {
    FlatBenchOrder index;
    std::string part = "both";
  };
  auto order = std::make_shared<Order>();
  CLI::App* added =
      bench->add_subcommand("marks", "the index of marks beside a scan of all, and the search with all weights");
  added->add_option("--records", order->index.records, "records to invent; the search is asked with at most a million")
      ->check(CLI::Range(1000, 100'000'000));
  added->add_option("--part", order->part, "index, search or both")->check(CLI::IsMember({"index", "search", "both"}));
  added->add_option("--shapes", order->index.shapes_files,
                    "registers whose rows the index has varied, instead of the tables of data/");
  added->add_option("--questions", order->index.questions, "of a class to the index; 250 times as many exact ones")
      ->check(CLI::Range(10, 1'000'000));
  added->add_option("--compared", order->index.compared, "of them, with the scan");
  added->add_option("--write", order->index.write_folder, "folder for the records and some questions, as CSV");
  added->callback([&console, order] {
    order->index.data_folder = DataFolder();
    base::Json result = {{"records", order->index.records}};
    if (order->part != "search") {
      auto index = BenchFlatMarks(order->index);
      if (!index.ok()) return console.Fail(index.error());
      result["index"] = *std::move(index);
    }
    if (order->part != "index") {
      auto search = BenchMarks(std::min(order->index.records, kSearchBenchRecordsMax), order->index.data_folder);
      if (!search.ok()) return console.Fail(search.error());
      result["search"] = *std::move(search);
    }
    console.Answer(result, [](const base::Json& both) {
      if (both.contains("index")) PrintBenchFlatMarks(both["index"]);
      if (both.size() > 2) std::printf("\n");
      if (both.contains("search")) PrintBenchMarks(both["search"]);
    });
  });
}

void PrintQuality(const base::Json& result) {
  std::printf("records invented after %s; index built in %.1f s; peak memory %lld MiB\n",
              result["source"].get<std::string>().c_str(), result["build_seconds"].get<double>(),
              result["peak_memory_mib"].get<long long>());
  PrintSnapshotBench(result["snapshot"]);
  PrintEvaluation(result);
  const base::Json& all = result["with_clear"];
  const auto of = [&all](const char* name, const char* what) { return all["classes"][name][what].get<double>(); };
  std::printf("with as many read right: calibration error %.3f, of \"on no record\" %.3f; of those read right\n",
              all["calibration_error"].get<double>(), all["none_calibration_error"].get<double>());
  std::printf("  right first %.1f, among ten %.1f, put before a person %.1f of 100; of absent ones %.1f\n",
              of("clear", "rank1"), of("clear", "top10"), of("clear", "alerts"), of("clear_absent", "alerts"));
}

void AddQuality(CLI::App* bench, Console& console) {
  auto order = std::make_shared<QualityBenchOrder>();
  CLI::App* added = bench->add_subcommand("quality", "right answers of the search for marks as registers grow");
  added->add_option("--records", order->records, "records to invent")->check(CLI::Range(1000, 100'000'000));
  added->add_option("--shapes", order->shapes_files, "registers whose rows are varied, instead of the tables of data/");
  added->add_option("--questions", order->questions, "of a class")->check(CLI::Range(10, 100'000));
  added->callback([&console, order] {
    order->data_folder = DataFolder();
    auto result = BenchQuality(*order);
    if (!result.ok()) return console.Fail(result.error());
    console.Answer(*result, PrintQuality);
  });
}

void AddService(CLI::App* bench, Console& console) {
  auto order = std::make_shared<web::BenchServiceOrder>();
  CLI::App* added = bench->add_subcommand("service", "traces over HTTPS, beside bare answers of the same server");
  added->add_option("--records", order->records, "records to invent")->check(CLI::Range(100, 100'000'000));
  CLI::Option* shapes = added->add_option("--shapes", order->shapes_files, "registers whose rows the records vary");
  added->add_flag("--misread", order->misread, "ask for numbers as they were misread, with what is said of the weapon")
      ->needs(shapes);
  added->add_option("--register", order->register_file, "a register to import instead");
  added->add_option("--mapping", order->mapping, "how it is read");
  added->add_option("--seconds", order->seconds, "of each measurement")->check(CLI::Range(1, 600));
  added->callback([&console, order] {
    order->data_folder = DataFolder();
    auto result = web::BenchService(*order);
    if (!result.ok()) return console.Fail(result.error());
    console.Answer(*result, web::PrintBenchService);
  });
}

}  // namespace

void AddBench(CLI::App& app, Console& console) {
  CLI::App* bench = app.add_subcommand("bench", "speed, beside a baseline run in turn with it");
  bench->require_subcommand(1);
  Add(bench, console, "ledger", "append and verify (two events a record), beside bare inserts", 100'000, BenchLedger,
      PrintBenchLedger);
  AddMarks(bench, console);
  AddQuality(bench, console);
  AddService(bench, console);
}

}  // namespace proofmark::app::cli
