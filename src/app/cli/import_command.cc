// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "app/cli/commands.h"
#include "app/cli/print.h"

namespace proofmark::app::cli {

using base::Json;
using base::Result;

namespace {

Result<void> Import(Console& console, const ImportOrder& order) {
  PM_ASSIGN(Proofmark * proofmark, console.Open());
  PM_ASSIGN(Json result,
            proofmark->ImportItems(console.AskingFor("import_of_records"), order, console.ProgressBar("import")));
  bool rejected = result["rejected"].get<std::int64_t>() > 0;
  if (rejected) console.exit_code = 1;
  console.Answer(result, PrintImport);
  if (!console.common.json && result.contains("reactions") && result["reactions"]["raised"].get<std::int64_t>() > 0) {
    std::printf("%lld possible matches with records that are looked for: proofmark hit list --state candidate\n",
                result["reactions"]["raised"].get<long long>());
  }
  if (rejected && !console.common.quiet) {
    std::fprintf(stderr, "rejected rows: %s\n",
                 order.errors.empty() ? "name a file with --errors to have all of them" : order.errors.c_str());
  }
  return {};
}

}  // namespace

void AddImport(CLI::App& app, Console& console) {
  auto order = std::make_shared<ImportOrder>();
  CLI::App* import = app.add_subcommand("import", "take a register in");
  import->require_subcommand(1);
  CLI::App* items = import->add_subcommand("items", "firearms and other items from csv, tsv, jsonl or xlsx");
  items->add_option("FILE", order->file, "the register; - is standard input")->required();
  items->add_option("--mapping", order->mapping, "what its columns mean (docs/formats/mapping.md)")->required();
  items->add_option("--authority", order->authority, "whose records these are; needed where several are kept");
  items->add_option("--errors", order->errors, "file for rejected rows: line, column, value, reason");
  items->add_flag("--dry-run", order->dry_run, "say what would happen, write nothing");
  items->callback([&console, order] {
    if (Result<void> done = Import(console, *order); !done.ok()) console.Fail(done.error());
  });
}

}  // namespace proofmark::app::cli
