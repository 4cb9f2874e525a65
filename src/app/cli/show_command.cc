// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "app/cli/commands.h"
#include "app/cli/print.h"

namespace proofmark::app::cli {

using base::Json;
using base::Result;

namespace {

struct InitWords {
  std::vector<std::string> authorities;
  std::string name;
};

Result<void> Init(Console& console, const InitWords& words) {
  PM_ASSIGN(Proofmark * proofmark, console.Open(store::WhereMissing::kMake));
  Json made = Json::array();
  for (const std::string& code : words.authorities) {
    PM_TRY(proofmark->Init(code, words.name.empty() ? code : words.name));
    made.push_back(code);
  }
  console.Answer({{"authorities", made}, {"keys", proofmark->store().keys().path()}}, [](const Json& json) {
    for (const Json& code : json["authorities"]) {
      std::printf("%s: log and signing key made; the public key is %s/%s.pub\n", code.get<std::string>().c_str(),
                  json["keys"].get<std::string>().c_str(), code.get<std::string>().c_str());
    }
  });
  return {};
}

Result<void> Show(Console& console, const std::string& id) {
  PM_ASSIGN(Proofmark * proofmark, console.Open());
  PM_ASSIGN(Json dossier, proofmark->Show(console.AskingFor("trace"), id));
  console.Answer(dossier, PrintDossier);
  return {};
}

Result<void> Why(Console& console, const std::string& actor, const std::string& id) {
  PM_ASSIGN(Proofmark * proofmark, console.Open());
  PM_ASSIGN(Json answer, proofmark->Why(console.AskingFor("audit"), actor, id));
  console.Answer(answer, [](const Json& json) {
    std::printf("%s %s %s for %s: %s, %s\n", json["actor"].get<std::string>().c_str(),
                json["allowed"].get<bool>() ? "sees" : "does not see", json["record"].get<std::string>().c_str(),
                json["purpose"].get<std::string>().c_str(), json["rule"].get<std::string>().c_str(),
                json["why"].get<std::string>().c_str());
  });
  return {};
}

}  // namespace

void AddInit(CLI::App& app, Console& console) {
  auto words = std::make_shared<InitWords>();
  CLI::App* init = app.add_subcommand("init", "keep one or more authorities in this database, each with log and key");
  init->add_option("--authority", words->authorities, "code, like BR-RJ")->required();
  init->add_option("--name", words->name, "its name in full");
  init->callback([&console, words] {
    if (Result<void> done = Init(console, *words); !done.ok()) console.Fail(done.error());
  });
}

void AddShow(CLI::App& app, Console& console) {
  auto id = std::make_shared<std::string>();
  CLI::App* show = app.add_subcommand("show", "the dossier of a record or a case");
  show->add_option("ID", *id, "a record's identifier, a register's own number, or a case reference")->required();
  show->callback([&console, id] {
    if (Result<void> done = Show(console, *id); !done.ok()) console.Fail(done.error());
  });
  auto actor = std::make_shared<std::string>();
  auto record = std::make_shared<std::string>();
  CLI::App* why = app.add_subcommand("why", "which rule lets an actor see a record, or hides it");
  why->add_option("ACTOR", *actor, "like console:1000")->required();
  why->add_option("ID", *record, "a record's identifier")->required();
  why->callback([&console, actor, record] {
    if (Result<void> done = Why(console, *actor, *record); !done.ok()) console.Fail(done.error());
  });
}

}  // namespace proofmark::app::cli
