// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <thread>

#include "app/cli/commands.h"
#include "app/cli/print.h"
#include "base/file.h"
#include "ledger/checkpoint.h"

namespace proofmark::app::cli {

using base::Json;
using base::Result;

namespace {

constexpr std::uint64_t kNotesFileMax = 16U << 20;

struct LedgerWords {
  std::string checkpoint_file;
  std::string authority;
  std::int64_t seq = 0;
  std::string out = "-";
  bool sealed = false;
  std::int64_t events_per_second = store::kScrubEventsPerSecond;
  bool once = false;
};

Result<void> Verify(Console& console, const LedgerWords& words) {
  std::vector<std::string> notes;
  if (!words.checkpoint_file.empty()) {
    PM_ASSIGN(std::string text, base::ReadFile(words.checkpoint_file, kNotesFileMax));
    notes = ledger::SplitNotes(text);
    if (notes.empty()) {
      return base::Error{base::Code::kInvalid, words.checkpoint_file + ": holds no signed note", "checkpoint"};
    }
  }
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
  Add(ledger, console, words, "rebuild", "make the rows anew from the log", Rebuild)
      ->add_option("--authority", words->authority, "one of those kept here; all where none is named");
}

}  // namespace proofmark::app::cli
