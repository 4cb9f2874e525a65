// SPDX-License-Identifier: Apache-2.0
// A FaultDisk is a folder whose disk fails when told to: everything that SQLite and base/file.h change in it is
// counted, the n-th change fails, or the power is cut there and what was not synced is lost.
//
//   FaultDisk disk(folder);                              // SQLite files opened from here on are on it
//   disk.Arm({.trouble = Trouble::kPowerCut, .nth = 7});
//   bool acknowledged = store->Append(batch).ok() && !disk.down();
//   store.reset();                                       // a dead process: nothing that it does now reaches the disk
//   disk.CutPower(Loss::kSomeSectors, seed);             // the folder as the disk has it
//   disk.Restart();                                      // and a new process begins
//
// The model. A write is in the page cache until its file is synced; a cut keeps or drops each 512-byte sector of it by
// itself, so writes are torn and reordered. A name made, changed or removed is durable when its folder is synced
// (SQLite does so with the first sync of a journal). A sync that failed has marked the pages clean, as Linux does: a
// later sync does not write them. The index in shared memory (-shm) does not outlive the machine. Reads never fail. One
// at a time in a process; safe from any thread while armed.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "base/file.h"

struct sqlite3_vfs;

namespace proofmark::faults {

enum class Trouble {
  kNone,
  kErrorOnce,            // the n-th change fails, the next ones do not
  kErrorForGood,         // it and all after it
  kFullOnce,             // "no space left", once
  kFullForGood,          // until Restart
  kPowerCut,             // the n-th change is the last that anybody asked for
  kKilled,               // the process ends before its n-th change; the page cache stays
  kSyncFailed,           // the n-th sync fails, and what it should have written will not be written by a later one
  kSyncFailedAndKilled,  // the same, and then the process ends
};

enum class Loss { kAllUnsynced, kSomeSectors };

// A change of the disk, before it is made.
enum class Change { kCreate, kWrite, kSync, kTruncate, kDelete, kShare, kRename, kMakeFolder, kSyncFolder };

class FaultDisk : public base::WriteWatch {
 public:
  struct Plan {
    Trouble trouble = Trouble::kNone;
    std::int64_t nth = 0;
    bool syncs_lie = false;  // every sync succeeds and does nothing: shows that the tests can see a loss
  };

  // What is in the folder now is taken as durable.
  explicit FaultDisk(std::string folder);
  ~FaultDisk() override;
  FaultDisk(const FaultDisk&) = delete;
  FaultDisk& operator=(const FaultDisk&) = delete;

  // Everything is durable as it lies there.
  void Settle();
  // Counting begins.
  void Arm(Plan plan);
  // Whether the plan's change was met.
  bool struck();
  // Whether changes are refused now.
  bool down();
  // Whether the process ended: it tells nobody anything.
  bool dead();
  std::int64_t changes();
  // The process ends: nothing that it still tries reaches the disk.
  void Kill();
  // The folder as the disk has it after a loss of power. No file may be open.
  void CutPower(Loss loss, std::uint64_t seed);
  // The disk works; what is unsynced stays so.
  void Restart();

  // Of the file functions; what the SQLite shim calls follows.
  int Before(Step step, const std::string& path) override;

  enum class Verdict { kGo, kRefuse, kRefuseFull };
  bool Holds(const std::string& path) const;
  void Opened(const std::string& path);
  Verdict Ask(Change change, const std::string& path);
  Verdict AskWrite(const std::string& path, std::int64_t offset, std::string_view bytes);
  Verdict AskTruncate(const std::string& path, std::int64_t size);
  // `folder_too`: the file's name becomes durable with it.
  Verdict AskSync(const std::string& path, bool folder_too);
  Verdict AskDelete(const std::string& path, bool folder_too);

 private:
  struct Unsynced {
    std::int64_t offset = 0;
    std::string bytes;
    bool truncates = false;  // to `offset`
  };
  struct File {
    std::string durable;
    std::vector<Unsynced> unsynced;
  };
  struct NameChange {
    std::string removed;
    std::string added;
    std::shared_ptr<File> file;  // a folder where null
  };
  using Names = std::map<std::string, std::shared_ptr<File>>;

  Verdict Count(Change change);
  bool Full() const;
  bool SyncsFail() const;
  Verdict Refusal() const;
  std::shared_ptr<File> Find(const std::string& path);
  void Name(NameChange change);
  void SyncNames(const std::string& folder);
  void Sync(File& file);
  static void Apply(const Unsynced& change, std::string& content);
  void LearnContent(const std::string& path);
  std::string AfterLoss(const File& file, Loss loss, std::uint64_t& chance) const;
  Names NamesAfterLoss(Loss loss, std::uint64_t& chance) const;

  std::mutex mutex_;
  std::string folder_;
  Plan plan_;
  std::int64_t changes_ = 0;
  bool struck_ = false;
  bool down_ = false;
  Names live_;  // as a running program sees it
  Names durable_;
  std::set<std::string> durable_folders_;
  std::vector<NameChange> unsynced_names_;
  std::unique_ptr<sqlite3_vfs> vfs_;
};

// The shim of SQLite (tests/fault_vfs.cc): made the default until it is removed.
std::unique_ptr<sqlite3_vfs> InstallFaultVfs(FaultDisk& disk);
void RemoveFaultVfs(sqlite3_vfs& vfs);

}  // namespace proofmark::faults
