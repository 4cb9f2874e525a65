// SPDX-License-Identifier: Apache-2.0
// The command line: each file here turns the words of some commands into calls of Proofmark, and answers into text or
// JSON. Exit codes: 0 done; 1 done, with rows refused or damage found; 2 usage; 3 input refused; 4 storage or network.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/proofmark.h"

namespace proofmark::app::cli {

// What every command takes, before or behind its name.
struct GlobalOptions {
  std::string db;
  std::string keys;
  std::string data;
  std::string index_folder;
  std::string purpose;
  std::string case_reference;
  std::string basis;
  bool json = false;
  bool quiet = false;
};

class Console {
 public:
  Console() : ids_rng_(), clock_() {}

  GlobalOptions common;
  int exit_code = 0;

  // Opens the program on first use. The command `purpose` holds where none was named.
  base::Result<Proofmark*> Open(store::WhereMissing where_missing = store::WhereMissing::kRefuse);
  // Where a database lies and where its keys, as the words of the command line say or leave open.
  Settings Places() const;
  base::Clock& clock() { return clock_; }
  base::Rng& rng() { return ids_rng_; }
  Asking AskingFor(const std::string& default_purpose) const;
  // Behind a command: writes the snapshot of the index where the command had to read much to answer.
  void KeepIndex();
  // A bar on standard error where that is a terminal; otherwise nothing.
  store::Progress ProgressBar(const std::string& what) const;

  // Prints the error and sets the exit code of its kind.
  void Fail(const base::Error& error);
  // Prints the JSON on one line under --json, else lets `text` print.
  void Answer(const base::Json& json, const std::function<void(const base::Json&)>& text) const;

 private:
  base::SystemRng ids_rng_;
  base::SystemClock clock_;
  std::unique_ptr<Proofmark> proofmark_;
};

void AddInit(CLI::App& app, Console& console);
void AddImport(CLI::App& app, Console& console);
void AddShow(CLI::App& app, Console& console);
void AddLedger(CLI::App& app, Console& console);
void AddLink(CLI::App& app, Console& console);
void AddFile(CLI::App& app, Console& console);
void AddOrder(CLI::App& app, Console& console);
void AddHit(CLI::App& app, Console& console);
void AddRetention(CLI::App& app, Console& console);
void AddEvaluate(CLI::App& app, Console& console);
void AddTrace(CLI::App& app, Console& console);
void AddMarks(CLI::App& app, Console& console);
void AddBackup(CLI::App& app, Console& console);
void AddUser(CLI::App& app, Console& console);
void AddServe(CLI::App& app, Console& console);
void AddStatistics(CLI::App& app, Console& console);
// The notes of a file, and the lines of an erasure list; none where the name is empty.
base::Result<std::vector<std::string>> ReadNotes(const std::string& file);
base::Result<std::vector<store::ErasedPart>> ReadErasures(const std::string& file);
void AddBench(CLI::App& app, Console& console);
// The report of `evaluate marks`, as tables.
void PrintEvaluation(const base::Json& report);

}  // namespace proofmark::app::cli
