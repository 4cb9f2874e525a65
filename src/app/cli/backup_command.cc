// SPDX-License-Identifier: Apache-2.0
// backup and restore: the two commands for the day on which a machine is lost (docs/operating/backup.md).
#include <cstdio>

#include "app/cli/commands.h"
#include "app/erasure_list.h"
#include "base/file.h"
#include "base/text.h"
#include "ledger/checkpoint.h"

namespace proofmark::app::cli {

using base::Json;
using base::Result;

namespace {

constexpr std::uint64_t kNotesFileMax = 16U << 20;
constexpr std::uint64_t kErasuresFileMax = std::uint64_t{4} << 30;

std::string Text(const Json& value) { return base::Printable(value.get<std::string>()); }

void PrintBackup(const Json& made) {
  for (const Json& log : made["logs"]) {
    std::printf("  %-16s %10lld events, epoch %lld, root %.16s\n", Text(log["log"]).c_str(),
                log["size"].get<long long>(), log["epoch"].get<long long>(), Text(log["root"]).c_str());
  }
  std::printf("%s: backup of %s, %lld bytes, read again and compared. Keep its folder keys apart from the rest.\n",
              Text(made["to"]).c_str(), Text(made["made_at"]).c_str(), made["bytes"].get<long long>());
}

void PrintRestore(const Json& restored) {
  for (const Json& log : restored["logs"]) {
    const bool open = log["closed_because"].is_null();
    std::printf("  %-16s %10lld events, epoch %lld, %s\n", Text(log["log"]).c_str(), log["size"].get<long long>(),
                log["epoch"].get<long long>(), open ? "open and signed" : "CLOSED");
    if (!open) std::printf("    %s\n", Text(log["closed_because"]).c_str());
  }
  std::printf("restored the backup of %s; %lld erasures of the list, %lld said again\n",
              Text(restored["made_at"]).c_str(), restored["erasures"].get<long long>(),
              restored["recorded"].get<long long>());
}

Result<void> Backup(Console& console, const std::string& to) {
  PM_ASSIGN(Proofmark * proofmark, console.Open());
  PM_ASSIGN(Json made, proofmark->Backup(to));
  console.Answer(made, PrintBackup);
  return {};
}

struct RestoreWords {
  std::string from;
  std::string erasures;
  std::vector<std::string> checkpoints;
};

Result<void> Restore(Console& console, const RestoreWords& words) {
  RestoreRequest request{words.from, {}, {}};
  for (const std::string& file : words.checkpoints) {
    PM_ASSIGN(std::vector<std::string> notes, ReadNotes(file));
    request.notes.insert(request.notes.end(), notes.begin(), notes.end());
  }
  PM_ASSIGN(request.erasures, ReadErasures(words.erasures));
  PM_ASSIGN(Json restored, Proofmark::Restore(console.Places(), console.AskingFor("system_care"), request,
                                              console.clock(), console.rng()));
  for (const Json& log : restored["logs"]) {
    if (!log["closed_because"].is_null()) console.exit_code = 1;
  }
  console.Answer(restored, PrintRestore);
  return {};
}

}  // namespace

Result<std::vector<std::string>> ReadNotes(const std::string& file) {
  std::vector<std::string> notes;
  if (file.empty()) return notes;
  PM_ASSIGN(std::string text, base::ReadFile(file, kNotesFileMax));
  notes = ledger::SplitNotes(text);
  if (!notes.empty()) return notes;
  return base::Error{base::Code::kInvalid, file + ": holds no signed note", "checkpoint"};
}

Result<std::vector<store::ErasedPart>> ReadErasures(const std::string& file) {
  if (file.empty()) return std::vector<store::ErasedPart>{};
  PM_ASSIGN(base::MappedFile text, base::MappedFile::Open(file, kErasuresFileMax));
  auto list = ReadErasureList(text.bytes());
  if (!list.ok()) return base::Within(file, list.error());
  return list;
}

void AddBackup(CLI::App& app, Console& console) {
  auto to = std::make_shared<std::string>();
  CLI::App* backup = app.add_subcommand("backup", "a copy of database and keys, while others write");
  backup->add_option("--to", *to, "a new folder, or an empty one")->required();
  backup->callback([&console, to] {
    if (Result<void> done = Backup(console, *to); !done.ok()) console.Fail(done.error());
  });
  auto words = std::make_shared<RestoreWords>();
  CLI::App* restore = app.add_subcommand("restore", "a backup into an empty database, erasing again what was erased");
  restore->add_option("--from", words->from, "the folder of the backup")->required();
  restore->add_option("--erasures", words->erasures, "what was erased since: a file of proofmark retention list");
  restore->add_option("--checkpoint", words->checkpoints, "signed notes kept elsewhere, which the logs must reach");
  restore->callback([&console, words] {
    if (Result<void> done = Restore(console, *words); !done.ok()) console.Fail(done.error());
  });
}

}  // namespace proofmark::app::cli
