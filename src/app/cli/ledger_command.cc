// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <thread>

#include "app/cli/commands.h"
#include "app/cli/print.h"
#include "base/text.h"

namespace proofmark::app::cli {

using base::Json;
using base::Result;

namespace {

struct LedgerWords {
  std::string checkpoint_file;
  std::string authority;
  std::int64_t seq = 0;
  std::string out = "-";
  bool sealed = false;
  std::int64_t events_per_second = store::kScrubEventsPerSecond;
  bool once = false;
  std::string file;
  std::string name;
  std::string erasures;
  ReopenOrder reopen{};
};

Result<void> Verify(Console& console, const LedgerWords& words) {
  PM_ASSIGN(std::vector<std::string> notes, ReadNotes(words.checkpoint_file));
  PM_ASSIGN(Proofmark * proofmark, console.Open());
  PM_ASSIGN(Json report, proofmark->Verify(notes, console.ProgressBar("verify")));
  if (!report["ok"].get<bool>()) console.exit_code = 1;
  console.Answer(report, PrintVerify);
  return {};
}

volatile std::sig_atomic_t stopped = 0;

// True after the pause, false where somebody asked to stop meanwhile.
bool Rest(std::int64_t pause_ms) {
  constexpr std::int64_t kPiece = 100;
  for (; pause_ms > 0 && stopped == 0; pause_ms -= kPiece) {
    std::this_thread::sleep_for(std::chrono::milliseconds(std::min(pause_ms, kPiece)));
  }
  return stopped == 0;
}

Result<void> Scrub(Console& console, const LedgerWords& words) {
  PM_ASSIGN(Proofmark * proofmark, console.Open());
  for (int signal : {SIGINT, SIGTERM}) std::signal(signal, [](int) { stopped = 1; });
  auto found = [&](const store::ScrubFinding& one) {
    std::string log = one.log.empty() ? "database" : one.log;
    std::FILE* to = console.common.json ? stderr : stdout;
    std::fprintf(to, "%s: %s %lld: %s\n", log.c_str(), one.finding.table.c_str(),
                 static_cast<long long>(one.finding.seq), one.finding.why.c_str());
    std::fflush(to);
  };
  PM_ASSIGN(Json report, proofmark->Scrub({words.events_per_second, words.once, Rest, found}));
  if (!report["ok"].get<bool>()) console.exit_code = 1;
  console.Answer(report, [](const Json& json) {
    std::printf("%lld events checked in %.1f s, %lld rounds ended: %s\n", json["events"].get<long long>(),
                json["seconds"].get<double>(), json["rounds"].get<long long>(),
                json["ok"].get<bool>() ? "all proved" : "damage found");
  });
  return {};
}

Result<void> Prove(Console& console, const LedgerWords& words) {
  PM_ASSIGN(Proofmark * proofmark, console.Open());
  PM_ASSIGN(ledger::InclusionProof proof, proofmark->Prove(words.authority, words.seq));
  std::printf("%s\n", ledger::InclusionProofText(proof).c_str());
  return {};
}

Result<void> Checkpoint(Console& console, const LedgerWords& words) {
  PM_ASSIGN(Proofmark * proofmark, console.Open());
  PM_ASSIGN(std::string notes, proofmark->Checkpoint(words.authority));
  std::printf("%s", notes.c_str());
  return {};
}

Result<void> Export(Console& console, const LedgerWords& words) {
  PM_ASSIGN(Proofmark * proofmark, console.Open());
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(nullptr, &std::fclose);
  if (words.out != "-") {
    file.reset(std::fopen(words.out.c_str(), "wx"));
    if (file == nullptr) {
      return base::Error{base::Code::kInvalid, words.out + ": is there already or cannot be made; name a new file",
                         "out"};
    }
  }
  std::FILE* to = file != nullptr ? file.get() : stdout;
  base::Error full{base::Code::kUnavailable, "the bundle cannot be written; is the disk full?", "out"};
  PM_TRY(proofmark->Export(
      console.AskingFor("audit"), words.authority, words.sealed, [&](const std::string& line) -> Result<void> {
        bool written = std::fwrite(line.data(), 1, line.size(), to) == line.size() && std::fputc('\n', to) != EOF;
        if (!written) return full;
        return {};
      }));
  if (std::fflush(to) != 0) return full;
  return {};
}

Result<void> Rebuild(Console& console, const LedgerWords& words) {
  PM_ASSIGN(Proofmark * proofmark, console.Open());
  PM_ASSIGN(Json report, proofmark->Rebuild(words.authority));
  console.Answer(report, [](const Json& json) {
    for (const Json& owner : json["owners"]) {
      std::printf("%s: rows made anew from %lld events; %s\n", owner["owner"].get<std::string>().c_str(),
                  owner["events"].get<long long>(),
                  owner["changed"].get<bool>() ? "they were not what the log says, and are now" : "nothing changed");
    }
  });
  return {};
}

Result<void> Import(Console& console, const LedgerWords& words) {
  PM_ASSIGN(Proofmark * proofmark, console.Open(store::WhereMissing::kMake));
  PM_ASSIGN(Json answer, proofmark->ImportBundle(words.file, words.name, console.ProgressBar("import")));
  if (!answer["ok"].get<bool>()) console.exit_code = 1;
  console.Answer(answer, [](const Json& json) {
    for (const Json& log : json["logs"]) {
      std::printf("  %-16s %lld events, %lld of them new; %lld of %lld sealed parts\n",
                  log["log"].get<std::string>().c_str(), log["size"].get<long long>(),
                  log["size"].get<long long>() - log["before"].get<long long>(), log["parts"].get<long long>(),
                  log["sealed"].get<long long>());
      const Json& closed = log["closed_because"];
      if (!closed.is_null()) std::printf("    CLOSED: %s\n", base::Printable(closed.get<std::string>()).c_str());
    }
  });
  return {};
}

Result<void> Reopen(Console& console, const LedgerWords& words) {
  ReopenOrder order = words.reopen;
  order.authority = words.authority;
  PM_ASSIGN(order.erasures, ReadErasures(words.erasures));
  PM_ASSIGN(Proofmark * proofmark, console.Open());
  PM_ASSIGN(Json answer, proofmark->Reopen(console.AskingFor("system_care"), order));
  console.Answer(answer, [](const Json& json) {
    for (const Json& log : json["logs"]) {
      const Json& lost = log["lost_size"];
      std::string signed_before = lost.is_null() ? "an unknown number" : std::to_string(lost.get<long long>());
      std::printf("  %-16s goes on in epoch %lld behind %lld events; %s had been signed\n",
                  log["log"].get<std::string>().c_str(), log["epoch"].get<long long>(), log["size"].get<long long>(),
                  signed_before.c_str());
    }
  });
  return {};
}

using Command = Result<void> (*)(Console&, const LedgerWords&);

CLI::App* Add(CLI::App* ledger, Console& console, const std::shared_ptr<LedgerWords>& words, const char* name,
              const char* what, Command command) {
  CLI::App* added = ledger->add_subcommand(name, what);
  added->callback([&console, words, command] {
    if (Result<void> done = command(console, *words); !done.ok()) console.Fail(done.error());
  });
  return added;
}

}  // namespace

void AddLedger(CLI::App& app, Console& console) {
  auto words = std::make_shared<LedgerWords>();
  CLI::App* ledger = app.add_subcommand("ledger", "prove what was recorded");
  ledger->require_subcommand(1);
  Add(ledger, console, words, "verify", "check every event, tile, checkpoint, sealed part, key and row", Verify)
      ->add_option("--checkpoint", words->checkpoint_file, "signed notes taken earlier, which the logs must contain");
  CLI::App* scrub = Add(ledger, console, words, "scrub", "check the same slowly, again and again", Scrub);
  scrub->add_option("--events-per-second", words->events_per_second, "how fast; 1000 where nothing is said");
  scrub->add_flag("--once", words->once, "to the end of the round that was begun, then stop");
  Add(ledger, console, words, "checkpoint", "sign the log as it is now and print the note", Checkpoint)
      ->add_option("--authority", words->authority, "one of those kept here; all where none is named");
  CLI::App* prove = Add(ledger, console, words, "prove", "the inclusion proof of one event, as JSON", Prove);
  prove->add_option("SEQ", words->seq, "its sequence number, from 0")->required();
  prove->add_option("--authority", words->authority, "whose log; needed where several are kept");
  CLI::App* out = Add(ledger, console, words, "export", "a bundle that proofmark_verify checks", Export);
  out->add_option("--authority", words->authority, "one of those kept here; all where none is named");
  out->add_option("--out", words->out, "a new file; standard output where none is named");
  out->add_flag("--sealed", words->sealed, "with the sealed parts, still encrypted");
  CLI::App* import = Add(ledger, console, words, "import", "take a bundle of an authority kept here, or to be", Import);
  import->add_option("FILE", words->file, "a bundle that ledger export wrote; with --sealed to have the parts")
      ->required();
  import->add_option("--name", words->name, "of an authority that this database does not keep yet");
  CLI::App* reopen = Add(ledger, console, words, "reopen", "give up events that were signed and are lost", Reopen);
  reopen->add_option("--authority", words->authority, "whose logs; needed where several are kept");
  reopen->add_option("--by", words->reopen.by, "who decides: a staff id like staff:4711, never a name")->required();
  reopen->add_option("--because", words->reopen.reason, "what happened; stands in the log for ever: never a name")
      ->required();
  reopen->add_option("--erasures", words->erasures, "what was erased: a file of proofmark retention list");
  Add(ledger, console, words, "rebuild", "make the rows anew from the log", Rebuild)
      ->add_option("--authority", words->authority, "one of those kept here; all where none is named");
}

}  // namespace proofmark::app::cli
