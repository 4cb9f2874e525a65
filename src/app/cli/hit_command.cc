// SPDX-License-Identifier: Apache-2.0
// hit, alerts: what was found, what persons say of it, and who was told.
#include <cstdio>

#include "app/cli/commands.h"
#include "app/cli/decision_words.h"
#include "base/text.h"

namespace proofmark::app::cli {

using base::Json;
using base::Result;

namespace {

std::string Text(const Json& value) { return value.is_string() ? base::Printable(value.get<std::string>()) : ""; }

std::string DateText(const Json& side) {
  if (!side.contains("date")) return "date not known";
  const std::string from = Text(side["date"]["from"]);
  const std::string to = Text(side["date"]["to"]);
  if (from.empty() && to.empty()) return "date not known";
  return from == to ? from : (from.empty() ? "?" : from) + " to " + (to.empty() ? "?" : to);
}

std::string MarksText(const Json& side) {
  std::string marks;
  for (const Json& mark : side["marks"]) marks += (marks.empty() ? "" : ", ") + Text(mark["text"]);
  return marks;
}

void PrintSide(const char* title, const Json& side) {
  std::printf("  %-10s %s  %s %s\n", title, Text(side["record"]).c_str(), Text(side["kind"]).c_str(),
              DateText(side).c_str());
  std::printf("  %-10s %s  %s %s %s\n", "", MarksText(side).c_str(), Text(side["make"]).c_str(),
              Text(side["model"]).c_str(), Text(side["calibre"]).c_str());
}

void PrintHit(const Json& hit) {
  std::printf("%s  %s  probability %.3f\n", Text(hit["hit"]).c_str(), Text(hit["state"]).c_str(),
              hit["probability"].get<double>());
  PrintSide("in hand", hit["in_hand"]);
  PrintSide("looked for", hit["looked_for"]);
}

void PrintWholeHit(const Json& hit) {
  PrintHit(hit);
  std::printf("\nWhy, in bits; together %.1f (raised %s)\n", hit["score"].get<double>(),
              Text(hit["raised_at"]).c_str());
  for (const Json& line : hit["evidence"]) {
    std::printf("  %+6.1f  %-14s %s / %s: %s\n", line["weight"].get<double>(), Text(line["field"]).c_str(),
                Text(line["query"]).c_str(), Text(line["record"]).c_str(), Text(line["why"]).c_str());
  }
  std::printf("\nDecisions\n");
  for (const Json& one : hit["decisions"]) {
    std::printf("  %-16s by %s, %s (event %lld): %s\n", Text(one["kind"]).c_str(), Text(one["by"]).c_str(),
                Text(one["at"]).c_str(), one["seq"].get<long long>(), Text(one["reason"]).c_str());
    if (one["note"].is_string()) std::printf("  %-16s %s\n", "", Text(one["note"]).c_str());
  }
  if (hit["decisions"].empty()) std::printf("  none yet: proofmark hit compare\n");
}

Result<void> List(Console& console, const HitFilter& filter) {
  PM_ASSIGN(Proofmark * proofmark, console.Open());
  PM_ASSIGN(Json answer, proofmark->Hits(console.AskingFor("trace"), filter));
  console.Answer(answer, [](const Json& json) {
    for (const Json& hit : json["hits"]) PrintHit(hit);
    std::printf("%zu hits\n", json["hits"].size());
  });
  return {};
}

Result<void> Show(Console& console, const std::string& id) {
  PM_ASSIGN(Proofmark * proofmark, console.Open());
  PM_ASSIGN(Json answer, proofmark->ShowHit(console.AskingFor("trace"), id));
  console.Answer(answer, PrintWholeHit);
  return {};
}

Result<void> Decide(Console& console, trace::HitAct act, const std::string& id, const trace::Decision& decision) {
  PM_ASSIGN(Proofmark * proofmark, console.Open());
  PM_ASSIGN(Json answer, proofmark->DecideHit(console.AskingFor("trace"), act, id, decision));
  console.Answer(answer, [](const Json& json) {
    PrintHit(json);
    if (json["reactions"]["alerted"].get<std::int64_t>() > 0) {
      std::printf("%s was told\n", Text(json["looked_for"]["owner"]).c_str());
    }
  });
  return {};
}

Result<void> Alerts(Console& console, const std::string& authority) {
  PM_ASSIGN(Proofmark * proofmark, console.Open());
  PM_ASSIGN(Json answer, proofmark->Alerts(console.AskingFor("trace"), authority));
  console.Answer(answer, [](const Json& json) {
    for (const Json& one : json["alerts"]) {
      std::printf("%s  %s  %-16s %s  %s  %s\n", Text(one["at"]).c_str(), Text(one["owner"]).c_str(),
                  Text(one["kind"]).c_str(), Text(one["record"]).c_str(), Text(one["other"]).c_str(),
                  Text(one["hit"]).c_str());
    }
    std::printf("%zu alerts\n", json["alerts"].size());
  });
  return {};
}

void AddDecisions(CLI::App* hit, Console& console) {
  struct Words {
    std::string id;
    trace::Decision decision;
  };
  struct Command {
    const char* name;
    const char* what;
    trace::HitAct act;
  };
  for (const Command& one :
       {Command{"compare", "the two were compared; opens again what was decided", trace::HitAct::kCompare},
        Command{"confirm", "it is true: the two are one weapon", trace::HitAct::kConfirm},
        Command{"reject", "it is false: the two are not one weapon", trace::HitAct::kReject},
        Command{"inconclusive", "the two were compared, and nobody can tell", trace::HitAct::kInconclusive}}) {
    auto words = std::make_shared<Words>();
    CLI::App* command = hit->add_subcommand(one.name, one.what);
    command->add_option("ID", words->id, "of the hit")->required();
    AddDecisionWords(*command, words->decision);
    command->callback([&console, words, act = one.act] {
      if (Result<void> done = Decide(console, act, words->id, words->decision); !done.ok()) console.Fail(done.error());
    });
  }
}

}  // namespace

void AddHit(CLI::App& app, Console& console) {
  auto filter = std::make_shared<HitFilter>();
  auto id = std::make_shared<std::string>();
  auto authority = std::make_shared<std::string>();
  CLI::App* hit = app.add_subcommand("hit", "records in hand that may be records looked for");
  hit->require_subcommand(1);
  CLI::App* list = hit->add_subcommand("list", "what was found");
  list->add_option("--authority", filter->authority, "who has the weapon in hand; all where none is named");
  list->add_option("--state", filter->state, "candidate, compared, confirmed, rejected, inconclusive, withdrawn");
  list->callback([&console, filter] {
    if (Result<void> done = List(console, *filter); !done.ok()) console.Fail(done.error());
  });
  CLI::App* show = hit->add_subcommand("show", "why, and what was decided");
  show->add_option("ID", *id, "of the hit")->required();
  show->callback([&console, id] {
    if (Result<void> done = Show(console, *id); !done.ok()) console.Fail(done.error());
  });
  AddDecisions(hit, console);
  CLI::App* alerts = app.add_subcommand("alerts", "what owners were told of their records");
  alerts->add_option("--authority", *authority, "who was told; all where none is named");
  alerts->callback([&console, authority] {
    if (Result<void> done = Alerts(console, *authority); !done.ok()) console.Fail(done.error());
  });
}

}  // namespace proofmark::app::cli
