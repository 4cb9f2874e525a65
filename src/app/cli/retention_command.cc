// SPDX-License-Identifier: Apache-2.0
// retention: what is destroyed because its time has passed, or because a person had it destroyed.
#include <cstdio>

#include "app/cli/commands.h"
#include "base/text.h"

namespace proofmark::app::cli {

using base::Json;
using base::Result;

namespace {

std::string Text(const Json& value) { return value.is_string() ? base::Printable(value.get<std::string>()) : ""; }

void PrintRun(const Json& answer) {
  const bool dry_run = answer["dry_run"].get<bool>();
  std::printf("due on %s%s\n", Text(answer["as_of"]).c_str(), dry_run ? " (nothing was written)" : "");
  for (const Json& owner : answer["owners"]) {
    for (const Json& rule : owner["rules"]) {
      std::printf("  %-10s %-4s %8lld due  %8lld erased  %s\n", Text(owner["owner"]).c_str(),
                  Text(rule["rule"]).c_str(), rule["due"].get<long long>(), rule["erased"].get<long long>(),
                  Text(rule["name"]).c_str());
    }
  }
  if (!dry_run) std::printf("%lld sealed parts destroyed\n", answer["destroyed"].get<long long>());
}

void PrintErase(const Json& answer) {
  for (const Json& part : answer["parts"]) {
    std::printf("  %-8s of event %lld (%s, %s log)\n", Text(part["part"]).c_str(), part["seq"].get<long long>(),
                Text(part["event"]).c_str(), Text(part["log"]).c_str());
  }
  const std::int64_t erased = answer["erased"].get<std::int64_t>();
  if (erased == 0) {
    std::printf("%s: no such sealed part is left there\n", Text(answer["what"]).c_str());
  } else {
    std::printf("%lld sealed parts erased, %s, by %s\n", static_cast<long long>(erased), Text(answer["ground"]).c_str(),
                Text(answer["by"]).c_str());
  }
}

Result<void> Run(Console& console, const RetentionOrder& order) {
  PM_ASSIGN(Proofmark * proofmark, console.Open());
  PM_ASSIGN(Json answer, proofmark->RunRetention(console.AskingFor("system_care"), order));
  console.Answer(answer, PrintRun);
  return {};
}

Result<void> Erase(Console& console, const EraseOrder& order) {
  PM_ASSIGN(Proofmark * proofmark, console.Open());
  PM_ASSIGN(Json answer, proofmark->Erase(console.AskingFor("correction"), order));
  console.Answer(answer, PrintErase);
  return {};
}

Result<void> List(Console& console, const std::string& authority, const std::string& out) {
  PM_ASSIGN(Proofmark * proofmark, console.Open());
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(nullptr, &std::fclose);
  if (out != "-") {
    file.reset(std::fopen(out.c_str(), "wx"));
    if (file == nullptr) {
      return base::Error{base::Code::kInvalid, out + ": is there already or cannot be made; name a new file", "out"};
    }
  }
  std::FILE* to = file != nullptr ? file.get() : stdout;
  const base::Error full{base::Code::kUnavailable, "the list cannot be written; is the disk full?", "out"};
  PM_TRY(proofmark->ListErasures(authority, [&](const std::string& line) -> Result<void> {
    if (std::fputs(line.c_str(), to) < 0 || std::fputc('\n', to) == EOF) return full;
    return {};
  }));
  if (std::fflush(to) != 0) return full;
  return {};
}

void AddRun(CLI::App& retention, Console& console) {
  struct Words {
    RetentionOrder order;
    std::int64_t days = -1;
  };
  auto words = std::make_shared<Words>();
  CLI::App* run = retention.add_subcommand("run", "erase what is due by the rules, and end what an earlier run left");
  run->add_option("--authority", words->order.authority, "one of those kept here; all where none is named");
  run->add_option("--as-of", words->order.as_of, "the day (default: today); one to come only with --dry-run");
  auto* days = run->add_option("--accesses-after-days", words->days,
                               "days for which the owner's law keeps the words of questions in the access log");
  run->add_flag("--dry-run", words->order.dry_run, "count what is due and write nothing");
  run->callback([&console, words, days] {
    if (days->count() > 0) words->order.accesses_after_days = words->days;
    if (Result<void> done = Run(console, words->order); !done.ok()) console.Fail(done.error());
  });
}

}  // namespace

void AddRetention(CLI::App& app, Console& console) {
  CLI::App* retention = app.add_subcommand("retention", "destroy sealed parts whose time has passed, or on demand");
  retention->require_subcommand(1);
  AddRun(*retention, console);
  auto order = std::make_shared<EraseOrder>();
  CLI::App* erase = retention->add_subcommand("erase", "destroy the sealed parts of an event, record, hit or case");
  erase->add_option("ID", order->what, "its identifier, a register's own number, or the reference of a case")
      ->required();
  erase->add_option("--part", order->part, "one part: a code of sealed_parts; all where none is named");
  erase->add_option("--ground", order->because.ground, "why: a code of erasure_grounds")->required();
  erase->add_option("--reference", order->because.reference, "number of the order or request, never a name");
  erase->add_option("--by", order->by, "who decides: a staff id like staff:4711, never a name")->required();
  erase->add_option("--authority", order->owner, "whose register number or case it is");
  erase->callback([&console, order] {
    if (Result<void> done = Erase(console, *order); !done.ok()) console.Fail(done.error());
  });
  struct Words {
    std::string authority;
    std::string out = "-";
  };
  auto words = std::make_shared<Words>();
  CLI::App* list = retention->add_subcommand("list", "everything that was erased, in JSON Lines, for a restore");
  list->add_option("--authority", words->authority, "one of those kept here; all where none is named");
  list->add_option("--out", words->out, "a new file; standard output where none is named");
  list->callback([&console, words] {
    Result<void> done = List(console, words->authority, words->out);
    if (!done.ok()) console.Fail(done.error());
  });
}

}  // namespace proofmark::app::cli
