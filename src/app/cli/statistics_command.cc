// SPDX-License-Identifier: Apache-2.0
// statistics: what an authority's tracing came to in a period.
#include <cstdio>

#include "app/cli/commands.h"
#include "base/text.h"

namespace proofmark::app::cli {

using base::Json;
using base::Result;

namespace {

long long Number(const Json& value) { return value.get<long long>(); }

void PrintCodes(const char* title, const Json& list) {
  std::printf("%s\n", title);
  for (const Json& one : list["codes"]) {
    std::printf("  %8lld  %s\n", Number(one["count"]), base::Printable(one["code"].get<std::string>()).c_str());
  }
  if (Number(list["others"]) > 0) std::printf("  %8lld  others\n", Number(list["others"]));
  if (Number(list["unknown"]) > 0) std::printf("  %8lld  not known\n", Number(list["unknown"]));
}

void PrintStatistics(const Json& answer) {
  const Json& asked = answer["asked"];
  const Json& found = answer["found"];
  const Json& days = answer["stories"]["days_to_crime"];
  std::printf("%s, %s to %s\n\n", answer["authority"].get<std::string>().c_str(),
              answer["from"].get<std::string>().c_str(), answer["to"].get<std::string>().c_str());
  std::printf("traces asked        %8lld%s\n", Number(asked["total"]), asked["complete"] == true ? "" : " or more");
  std::printf("  with candidates   %8lld\n", Number(asked["with_candidates"]));
  std::printf("weapons found       %8lld\n", Number(found["total"]));
  std::printf("  number read       %8lld\n", Number(found["number_read"]));
  std::printf("  number in part    %8lld\n", Number(found["number_in_part"]));
  std::printf("  no number         %8lld\n", Number(found["no_number"]));
  std::printf("  linked            %8lld\n", Number(found["linked"]));
  std::printf("  date too vague    %8lld (not counted)\n", Number(found["undated"]));
  std::printf("hits raised         %8lld\n", Number(answer["hits"]["raised"]));
  std::printf("  confirmed         %8lld\n", Number(answer["hits"]["confirmed"]));
  std::printf("  rejected          %8lld\n", Number(answer["hits"]["rejected"]));
  std::printf("days to the crime   %8s (median of %lld)\n\n",
              days["median"].is_null() ? "-" : std::to_string(Number(days["median"])).c_str(), Number(days["known"]));
  PrintCodes("How they were found", found["events"]);
  PrintCodes("Types", found["types"]);
  PrintCodes("Makes", found["makes"]);
  PrintCodes("Calibres", found["calibres"]);
  PrintCodes("Where they left lawful hands", answer["stories"]["diversion"]);
}

Result<void> Run(Console& console, const StatisticsQuestion& question) {
  PM_ASSIGN(Proofmark * proofmark, console.Open());
  PM_ASSIGN(Json answer, proofmark->Statistics(console.AskingFor("trace"), question));
  console.Answer(answer, PrintStatistics);
  return {};
}

}  // namespace

void AddStatistics(CLI::App& app, Console& console) {
  auto question = std::make_shared<StatisticsQuestion>();
  CLI::App* command = app.add_subcommand("statistics", "what an authority's tracing came to in a period");
  command->add_option("--from", question->from, "a year, a month or a day; the last year's first where none is named");
  command->add_option("--to", question->to, "a year, a month or a day; today where none is named");
  command->add_option("--authority", question->authority, "one of those kept here, where they are several");
  command->callback([&console, question] {
    Result<void> done = Run(console, *question);
    if (!done.ok()) console.Fail(done.error());
  });
}

}  // namespace proofmark::app::cli
