// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "app/cli/commands.h"
#include "base/file.h"
#include "base/text.h"

namespace proofmark::app::cli {

namespace {

// The user's data folder, made on first use.
std::string DefaultFolder() {
  const char* data_home = std::getenv("XDG_DATA_HOME");
  const char* home = std::getenv("HOME");
  std::string folder = data_home != nullptr && *data_home != '\0' ? data_home
                       : home != nullptr                          ? std::string(home) + "/.local/share"
                                                                  : ".";
  for (std::size_t slash = folder.find('/', 1); slash != std::string::npos; slash = folder.find('/', slash + 1)) {
    ::mkdir(folder.substr(0, slash).c_str(), 0755);
  }
  ::mkdir(folder.c_str(), 0755);
  folder += "/proofmark";
  ::mkdir(folder.c_str(), 0700);
  return folder;
}

// The keys of a database on a server: "localhost-5432-proofmark.keys" in the user's data folder. Never of its user or
// password.
std::string DefaultKeys(const std::string& url) {
  std::string place = url.substr(url.find("//") + 2);
  place = place.substr(0, place.find('?'));
  if (std::size_t at = place.rfind('@'); at != std::string::npos) place = place.substr(at + 1);
  for (char& c : place) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '-';
  }
  return DefaultFolder() + "/" + place.substr(std::min(place.find_first_not_of('-'), place.size())) + ".keys";
}

void AddCommon(CLI::App& app, GlobalOptions& common) {
  app.add_option("--db", common.db, "the database: sqlite:PATH or postgresql://USER@HOST/NAME")
      ->envname("PROOFMARK_DB");
  app.add_option("--keys", common.keys, "the folder of keys (default: PATH.keys, or in the user's data folder)")
      ->envname("PROOFMARK_KEYS");
  app.add_option("--index-folder", common.index_folder,
                 "where the snapshot of the index lies (default: beside a database that is a file; else there is none)")
      ->envname("PROOFMARK_INDEX_FOLDER");
  app.add_option("--purpose", common.purpose, "why: a code of purposes")->envname("PROOFMARK_PURPOSE");
  app.add_option("--case", common.case_reference, "the case or standing duty")->envname("PROOFMARK_CASE");
  app.add_option("--basis", common.basis, "legal basis: a code of legal_bases")->envname("PROOFMARK_BASIS");
  app.add_flag("--json", common.json, "answer as one line of JSON");
  app.add_flag("--quiet", common.quiet, "no progress, no notes");
}

void FallThrough(CLI::App& app) {
  for (CLI::App* command : app.get_subcommands([](CLI::App*) { return true; })) {
    command->fallthrough();
    FallThrough(*command);
  }
}

int Run(int argc, char** argv) {
  CLI::App app{"Proofmark: from the marks of a recovered weapon to where it came from, with proof."};
  app.name("proofmark");
  app.set_version_flag("--version", "proofmark 0.1.0");
  app.require_subcommand(1);
  app.footer("Exit codes: 0 done; 1 done, with rows refused or damage found; 2 usage; 3 input refused; 4 storage.");
  Console console;
  AddCommon(app, console.common);
  AddInit(app, console);
  AddImport(app, console);
  AddTrace(app, console);
  AddShow(app, console);
  AddLink(app, console);
  AddHit(app, console);
  AddOrder(app, console);
  AddFile(app, console);
  AddMarks(app, console);
  AddLedger(app, console);
  AddRetention(app, console);
  AddStatistics(app, console);
  AddBackup(app, console);
  AddUser(app, console);
  AddServe(app, console);
  AddEvaluate(app, console);
  AddBench(app, console);
  FallThrough(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::RequiredError& error) {
    // A mistyped command is what most people miss a command for.
    for (const std::string& word : app.remaining(true)) {
      std::fprintf(stderr, "proofmark: there is no command \"%s\"\n", base::Printable(word).c_str());
    }
    app.exit(error);
    return 2;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  console.KeepIndex();
  return console.exit_code;
}

}  // namespace

base::Result<Proofmark*> Console::Open(store::WhereMissing where_missing) {
  if (proofmark_ == nullptr) {
    Settings settings = Places();
    settings.where_missing = where_missing;
    PM_ASSIGN(proofmark_, Proofmark::Open(std::move(settings), clock_, ids_rng_));
  }
  return proofmark_.get();
}

Settings Console::Places() const {
  std::string db = common.db.empty() ? "sqlite:" + DefaultFolder() + "/proofmark.db" : common.db;
  std::string keys = common.keys.empty() && store::IsPostgresUrl(db) ? DefaultKeys(db) : common.keys;
  Settings out{db, keys, common.data};
  out.index_folder = common.index_folder;
  if (!common.quiet) {
    out.observer.index_noted = [](const std::string& what) {
      std::fprintf(stderr, "proofmark: %s\n", base::Printable(what).c_str());
    };
  }
  return out;
}

// Who cannot write it has lost nothing but time: the answer is given.
void Console::KeepIndex() {
  if (proofmark_ == nullptr) return;
  std::fflush(stdout);
  (void)proofmark_->SaveIndex().ok();
}

Asking Console::AskingFor(const std::string& default_purpose) const {
  return {ActorFromText("console:" + std::to_string(::getuid())),
          {common.purpose.empty() ? default_purpose : common.purpose, common.case_reference,
           common.basis.empty() ? "national_law" : common.basis}};
}

store::Progress Console::ProgressBar(const std::string& what) const {
  if (common.quiet || ::isatty(STDERR_FILENO) == 0) return [](std::int64_t, std::int64_t) {};
  return [what, shown = -1](std::int64_t done, std::int64_t of) mutable {
    int percent = of == 0 ? 100 : static_cast<int>(done * 100 / of);
    if (percent == shown) return;
    shown = percent;
    std::fprintf(stderr, "\r%s %3d %%%s", what.c_str(), percent, percent == 100 ? "\n" : "");
    std::fflush(stderr);
  };
}

void Console::Fail(const base::Error& error) {
  const base::CodeRow& row = base::Describe(error.code);
  exit_code = row.exit_code;
  if (common.json) {
    base::Json json = {{"error", {{"code", row.name}, {"message", error.message}, {"field", error.field}}},
                       {"ref", nullptr}};
    std::printf("%s\n", base::JsonLine(json).c_str());
  }
  std::fprintf(stderr, "proofmark: %s\n", base::Printable(error.message).c_str());
}

void Console::Answer(const base::Json& json, const std::function<void(const base::Json&)>& text) const {
  if (!common.json) return text(json);
  std::printf("%s\n", base::JsonLine(json).c_str());
}

}  // namespace proofmark::app::cli

int main(int argc, char** argv) { return proofmark::app::cli::Run(argc, argv); }
