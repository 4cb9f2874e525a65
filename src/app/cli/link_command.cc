// SPDX-License-Identifier: Apache-2.0
// link, withdraw, commands: what named persons say of records.
#include <cstdio>

#include "app/cli/batch.h"
#include "app/cli/commands.h"
#include "app/cli/decision_words.h"
#include "base/text.h"

namespace proofmark::app::cli {

using base::Json;
using base::Result;

namespace {

std::string Text(const Json& value) { return value.is_string() ? base::Printable(value.get<std::string>()) : ""; }

void PrintReactions(const Json& answer) {
  const Json& reactions = answer["reactions"];
  for (const auto& [key, what] : {std::pair{"raised", "possible matches raised"},
                                  std::pair{"withdrawn", "hits withdrawn"}, std::pair{"alerted", "owners told"}}) {
    if (reactions[key].get<std::int64_t>() > 0) std::printf("%lld %s\n", reactions[key].get<long long>(), what);
  }
}

Result<void> Decide(Console& console, trace::LinkAct act, const std::string& record, const std::string& other,
                    const trace::Decision& decision) {
  PM_ASSIGN(Proofmark * proofmark, console.Open());
  PM_ASSIGN(Json answer, proofmark->DecideLink(console.AskingFor("trace"), {act, record, other}, decision));
  console.Answer(answer, [](const Json& json) {
    std::printf("%s %s %s, by %s (event %lld of %s)\n", Text(json["record"]).c_str(), Text(json["kind"]).c_str(),
                Text(json["other"]).c_str(), Text(json["by"]).c_str(), json["seq"].get<long long>(),
                Text(json["owner"]).c_str());
    PrintReactions(json);
  });
  return {};
}

void PrintLinks(const Json& answer) {
  std::printf("%s\n", Text(answer["record"]).c_str());
  for (const Json& link : answer["links"]) {
    std::printf("  %-10s %s  by %s, %s: %s\n", Text(link["state"]).c_str(), Text(link["record"]).c_str(),
                Text(link["by"]).c_str(), Text(link["at"]).c_str(), Text(link["reason"]).c_str());
  }
  for (const Json& one : answer["proposed"]) {
    std::printf("  %-10s %s  probability %.3f\n", "proposed", Text(one["record"]).c_str(),
                one["probability"].get<double>());
    for (const Json& line : one["evidence"]) {
      std::printf("      %+6.1f  %-10s %s / %s: %s\n", line["weight"].get<double>(), Text(line["field"]).c_str(),
                  Text(line["query"]).c_str(), Text(line["record"]).c_str(), Text(line["why"]).c_str());
    }
  }
  if (answer["links"].empty() && answer["proposed"].empty()) std::printf("  no link, and nothing to propose\n");
}

Result<void> List(Console& console, const std::string& record) {
  PM_ASSIGN(Proofmark * proofmark, console.Open());
  PM_ASSIGN(Json answer, proofmark->Links(console.AskingFor("trace"), record));
  console.Answer(answer, PrintLinks);
  return {};
}

Result<void> Withdraw(Console& console, const WithdrawOrder& order, const trace::Decision& decision) {
  PM_ASSIGN(Proofmark * proofmark, console.Open());
  PM_ASSIGN(Json answer, proofmark->Withdraw(console.AskingFor("correction"), order, decision));
  console.Answer(answer, [](const Json& json) {
    std::printf("%s (%s) of %s is taken back, by %s (event %lld)\n", Text(json["event"]).c_str(),
                Text(json["kind"]).c_str(), Text(json["record"]).c_str(), Text(json["by"]).c_str(),
                json["seq"].get<long long>());
    PrintReactions(json);
  });
  return {};
}

// One line of a file of commands (docs/formats/world.md). A person given in the line goes before the one of --by.
Result<Json> OneCommand(Console& console, const Json& line, const std::string& by) {
  PM_ASSIGN(Proofmark * proofmark, console.Open());
  PM_ASSIGN(std::string command, TextField(line, "command", Presence::kRequired));
  if (command != "withdraw") {
    return base::Error{base::Code::kUnsupported, "there is no command \"" + base::Printable(command) + "\"; withdraw",
                       "command"};
  }
  trace::Decision decision;
  PM_ASSIGN(decision.by, TextField(line, "by", Presence::kOptional));
  if (decision.by.empty()) decision.by = by;
  PM_ASSIGN(decision.reason, TextField(line, "reason", Presence::kRequired));
  PM_ASSIGN(decision.note, TextField(line, "note", Presence::kOptional));
  WithdrawOrder order;
  PM_ASSIGN(order.what, TextField(line, "event", Presence::kOptional));
  if (order.what.empty()) {
    PM_ASSIGN(order.what, TextField(line, "source_id", Presence::kRequired));
  }
  PM_ASSIGN(order.owner, TextField(line, "owner", Presence::kOptional));
  PM_ASSIGN(order.date, TextField(line, "reported", Presence::kOptional));
  return proofmark->Withdraw(console.AskingFor("correction"), order, decision);
}

void AddWithdraw(CLI::App& app, Console& console) {
  struct Words {
    WithdrawOrder order;
    trace::Decision decision;
    std::string file;
    std::string by;
  };
  auto words = std::make_shared<Words>();
  CLI::App* withdraw = app.add_subcommand("withdraw", "take back a report of theft, loss or search");
  withdraw->add_option("REPORT", words->order.what, "its event, or the record or register number that it is of")
      ->required();
  withdraw->add_option("--authority", words->order.owner, "whose register number it is");
  withdraw->add_option("--date", words->order.date, "of the report, where there are several");
  AddDecisionWords(*withdraw, words->decision);
  withdraw->callback([&console, words] {
    if (Result<void> done = Withdraw(console, words->order, words->decision); !done.ok()) console.Fail(done.error());
  });
  CLI::App* commands = app.add_subcommand("commands", "carry out commands of a file in JSON Lines");
  commands->add_option("FILE", words->file, "one command a line, like {\"command\": \"withdraw\"}; - is standard input")
      ->required();
  commands->add_option("--by", words->by, "who decided, where a line does not say: a staff id like staff:4711");
  commands->callback([&console, words] {
    Result<void> done =
        RunBatch(console, words->file, [&](const Json& line) { return OneCommand(console, line, words->by); });
    if (!done.ok()) console.Fail(done.error());
  });
}

}  // namespace

void AddDecisionWords(CLI::App& command, trace::Decision& decision) {
  command.add_option("--by", decision.by, "who decides: a staff id like staff:4711, never a name")->required();
  command.add_option("--reason", decision.reason, "why; open, so without names of persons")->required();
  command.add_option("--note", decision.note, "free text, kept sealed");
}

void AddLink(CLI::App& app, Console& console) {
  struct Words {
    std::string record;
    std::string other;
    trace::Decision decision;
  };
  CLI::App* link = app.add_subcommand("link", "records that are one weapon, or are not");
  link->require_subcommand(1);
  struct Command {
    const char* name;
    const char* what;
    trace::LinkAct act;
  };
  for (const Command& one : {Command{"confirm", "the two are one weapon", trace::LinkAct::kConfirm},
                             Command{"reject", "the two are not one weapon", trace::LinkAct::kReject},
                             Command{"undo", "take back what was said of the two", trace::LinkAct::kUndo}}) {
    auto words = std::make_shared<Words>();
    CLI::App* command = link->add_subcommand(one.name, one.what);
    command->add_option("RECORD", words->record, "its identifier, or a register's own number")->required();
    command->add_option("OTHER", words->other, "the other one")->required();
    AddDecisionWords(*command, words->decision);
    command->callback([&console, words, act = one.act] {
      Result<void> done = Decide(console, act, words->record, words->other, words->decision);
      if (!done.ok()) console.Fail(done.error());
    });
  }
  auto record = std::make_shared<std::string>();
  CLI::App* list = link->add_subcommand("list", "what was said of a record and others, and what may be");
  list->add_option("RECORD", *record, "its identifier, or a register's own number")->required();
  list->callback([&console, record] {
    if (Result<void> done = List(console, *record); !done.ok()) console.Fail(done.error());
  });
  AddWithdraw(app, console);
}

}  // namespace proofmark::app::cli
