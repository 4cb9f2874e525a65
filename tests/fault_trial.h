// SPDX-License-Identifier: Apache-2.0
// A Trial lets one command meet one trouble at its first change of the disk, at its second, and so on until it passes
// without any, and keeps watch over what the Store promises.
//
//   class OneBatch : public Subject { ... };
//   Trial trial(folder);
//   OneBatch subject(trial.disk());
//   trial.Run(subject, Trouble::kKilled);      // a failed check is a failed test; a line for the table is kept
//   Trial::PrintTable();
//
// Every round goes: trouble at the n-th change; the node is opened again on a working disk; the promises are checked;
// the command is repeated and must be carried out; then the power is cut and everything unsynced is lost, and the
// promises are checked again, so whatever was acknowledged or signed at any moment was durable at that moment.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/proofmark.h"
#include "base/random.h"
#include "base/ulid.h"
#include "store/audit.h"
#include "tests/fault_disk.h"

namespace proofmark::faults {

inline constexpr std::uint64_t kSeed = 20261124;

// How much of the command there is.
enum class Extent { kNothing, kSteps, kAll, kHalf };

// A command under trial, and what it was promised. One at a time.
class Subject {
 public:
  explicit Subject(FaultDisk& disk, std::string folder) : disk_(disk), folder_(std::move(folder)) {}
  virtual ~Subject() = default;
  virtual std::string name() const = 0;

  // A healthy database; once, and copied for each round.
  virtual void Prepare() = 0;
  virtual base::Result<void> Open();
  // What stands before the command, with the node open.
  virtual void Before() {}
  // Carries it out, or repeats it; notes what is acknowledged.
  virtual base::Result<void> Command() = 0;
  // kHalf is what must never be.
  virtual Extent Reached() = 0;
  virtual void Check() {}

  virtual void Close() { store_.reset(); }
  virtual store::Store* store() { return store_.get(); }
  // Fails the test for every promise that is broken; `when` goes into messages. To rebuild is to write and sync, which
  // would hide that something before it was not synced: only where nothing more is acknowledged afterwards.
  enum class Rows { kAsTheyAre, kRebuilt };
  void KeepsPromises(const std::string& when, Rows rows);
  // A process that lost its machine tells nobody anything.
  bool heard();
  // How many of the acknowledged events are not there as they were acknowledged.
  int CountLost();

 protected:
  friend class Trial;
  struct Promises {
    std::map<std::int64_t, base::Digest> leaves;     // acknowledged events of the record log
    std::map<std::int64_t, std::string> plaintexts;  // of their sealed parts named "row"
    std::vector<std::string> notes;                  // signed and handed out
    std::int64_t size = 0;                           // of the record log before the command
    std::int64_t accesses = 0;
  };

  store::Draft Record(const std::string& command, const std::string& secret);
  // Appends and notes what is acknowledged; `secrets` by draft, empty where none.
  base::Result<void> Append(store::Batch batch, const std::vector<std::string>& secrets);
  void Promise(const store::Appended& appended, const std::vector<std::string>& secrets);
  std::int64_t Size(store::Stream stream);
  store::View All();
  std::string Path() const { return folder_ + "/node.db"; }
  void CheckLogs();
  void CheckEvents();
  void CheckRows();

  FaultDisk& disk_;
  std::string folder_;
  base::FakeClock clock_{*base::Instant::Parse("2026-11-24T00:00:00.000Z")};
  base::SeededRng rng_{kSeed};
  base::UlidMaker ids_{clock_, rng_};
  std::unique_ptr<store::Store> store_;
  Promises promises_;
  std::mutex promises_mutex_;
};

const vocab::Vocabulary& Words();

class Trial {
 public:
  explicit Trial(std::string folder);
  FaultDisk& disk() { return disk_; }

  void Prepare(Subject& subject);
  // The folder as it was prepared.
  void Reset(Subject& subject);
  // n from 1 on by `stride` until the command passes.
  void Run(Subject& subject, Trouble trouble, Loss loss = Loss::kAllUnsynced, std::uint64_t seed = kSeed,
           std::int64_t stride = 1);
  // All troubles, and cuts of power with several seeds. A stride begins elsewhere for each, so that together they meet
  // more changes than one; $PROOFMARK_FAULTS_STRIDE puts another in its place, 1 for a night's run.
  void RunAll(Subject& subject, std::int64_t stride = 1);

  // How many acknowledged events a cut of power takes where every sync succeeds and does nothing.
  int LostWhereSyncsLie(Subject& subject);

  static void PrintTable();

 private:
  struct Line {
    std::string command;
    std::string trouble;
    std::int64_t changes = 0;  // of the command when nothing fails
    int rounds = 0;
    int acknowledged = 0;
    int nothing = 0;  // refused or unheard, and not there
    int steps = 0;    // refused or unheard, and some of its commits are there, each whole
    int all = 0;      // refused or unheard, and there: a repeat is told so
    int broken = 0;
  };

  // False when the command passed without meeting the trouble.
  bool Round(Subject& subject, FaultDisk::Plan plan, Loss loss, std::uint64_t seed, Line& line);
  void AfterTrouble(Subject& subject, Trouble trouble, Loss loss, std::uint64_t seed);
  void LoseTheRest(Subject& subject, const std::string& when);

  std::string folder_;
  FaultDisk disk_;
  Subject::Promises template_;
  static std::vector<Line> table_;
};

}  // namespace proofmark::faults
