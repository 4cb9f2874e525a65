// SPDX-License-Identifier: Apache-2.0
#include "tests/fault_disk.h"

#include <sqlite3.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "base/random.h"

namespace proofmark::faults {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kSectorBytes = 512;

std::string FolderOf(const std::string& path) { return path.substr(0, path.rfind('/')); }

std::string Content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return std::move(out).str();
}

bool TakesRoom(Change change) {
  return change == Change::kCreate || change == Change::kWrite || change == Change::kShare ||
         change == Change::kMakeFolder;
}

bool Heads(std::uint64_t& chance) {
  base::SeededRng rng(chance);
  chance = rng.Next();
  return (chance >> 17 & 1) != 0;
}

}  // namespace

FaultDisk::FaultDisk(std::string folder) : folder_(std::move(folder)) {
  Settle();
  vfs_ = InstallFaultVfs(*this);
  base::SetWriteWatch(this);
}

FaultDisk::~FaultDisk() {
  base::SetWriteWatch(nullptr);
  RemoveFaultVfs(*vfs_);
}

void FaultDisk::Arm(Plan plan) {
  std::lock_guard lock(mutex_);
  plan_ = plan;
  changes_ = 0;
  struck_ = down_ = false;
}

void FaultDisk::Settle() {
  std::lock_guard lock(mutex_);
  live_.clear();
  unsynced_names_.clear();
  durable_folders_ = {folder_};
  for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
    std::string path = entry.path().string();
    if (entry.is_directory()) durable_folders_.insert(path);
    if (!entry.is_regular_file() || path.ends_with("-shm")) continue;
    live_[path] = std::make_shared<File>(File{Content(path), {}});
  }
  durable_ = live_;
}

bool FaultDisk::struck() {
  std::lock_guard lock(mutex_);
  return struck_;
}

bool FaultDisk::down() {
  std::lock_guard lock(mutex_);
  return down_;
}

bool FaultDisk::dead() {
  std::lock_guard lock(mutex_);
  return down_ && (plan_.trouble == Trouble::kPowerCut || plan_.trouble == Trouble::kKilled);
}

std::int64_t FaultDisk::changes() {
  std::lock_guard lock(mutex_);
  return changes_;
}

void FaultDisk::Kill() {
  std::lock_guard lock(mutex_);
  down_ = true;
  plan_.trouble = Trouble::kKilled;
}

void FaultDisk::Restart() {
  std::lock_guard lock(mutex_);
  down_ = false;
  plan_.trouble = Trouble::kNone;
}

bool FaultDisk::Holds(const std::string& path) const { return path.starts_with(folder_ + "/"); }

bool FaultDisk::Full() const { return plan_.trouble == Trouble::kFullOnce || plan_.trouble == Trouble::kFullForGood; }

bool FaultDisk::SyncsFail() const {
  return plan_.trouble == Trouble::kSyncFailed || plan_.trouble == Trouble::kSyncFailedAndKilled;
}

FaultDisk::Verdict FaultDisk::Refusal() const { return Full() ? Verdict::kRefuseFull : Verdict::kRefuse; }

FaultDisk::Verdict FaultDisk::Count(Change change) {
  if (down_ && (!Full() || TakesRoom(change))) return Refusal();
  bool sync = change == Change::kSync || change == Change::kSyncFolder;
  if (SyncsFail() && !sync) return Verdict::kGo;
  if (Full() && !TakesRoom(change)) return Verdict::kGo;
  if (++changes_ != plan_.nth || plan_.trouble == Trouble::kNone) return Verdict::kGo;
  struck_ = true;
  bool once = plan_.trouble == Trouble::kErrorOnce || plan_.trouble == Trouble::kFullOnce || SyncsFail();
  down_ = !once;
  return Refusal();
}

std::shared_ptr<FaultDisk::File> FaultDisk::Find(const std::string& path) {
  auto found = live_.find(path);
  if (found != live_.end()) return found->second;
  auto file = std::make_shared<File>();
  Name({"", path, file});
  return file;
}

void FaultDisk::Name(NameChange change) {
  if (!change.removed.empty()) live_.erase(change.removed);
  if (!change.added.empty() && change.file != nullptr) live_[change.added] = change.file;
  unsynced_names_.push_back(std::move(change));
}

void FaultDisk::SyncNames(const std::string& folder) {
  std::vector<NameChange> left;
  for (NameChange& change : unsynced_names_) {
    if (FolderOf(change.added.empty() ? change.removed : change.added) != folder) {
      left.push_back(std::move(change));
      continue;
    }
    if (!change.removed.empty()) durable_.erase(change.removed);
    if (change.added.empty()) continue;
    if (change.file != nullptr)
      durable_[change.added] = change.file;
    else
      durable_folders_.insert(change.added);
  }
  unsynced_names_ = std::move(left);
}

void FaultDisk::Apply(const Unsynced& change, std::string& content) {
  auto offset = static_cast<std::size_t>(change.offset);
  if (change.truncates) {
    content.resize(std::min(content.size(), offset));
    return;
  }
  if (content.size() < offset + change.bytes.size()) content.resize(offset + change.bytes.size());
  content.replace(offset, change.bytes.size(), change.bytes);
}

void FaultDisk::Sync(File& file) {
  for (const Unsynced& change : file.unsynced) Apply(change, file.durable);
  file.unsynced.clear();
}

// A file made by other means than SQLite: without it, nothing says that its name is not durable yet.
void FaultDisk::Opened(const std::string& path) {
  std::lock_guard lock(mutex_);
  if (fs::exists(path)) Find(path);
}

FaultDisk::Verdict FaultDisk::Ask(Change change, const std::string& path) {
  if (!Holds(path)) return Verdict::kGo;
  std::lock_guard lock(mutex_);
  Verdict verdict = Count(change);
  if (verdict == Verdict::kGo && change == Change::kCreate) Find(path);
  return verdict;
}

FaultDisk::Verdict FaultDisk::AskWrite(const std::string& path, std::int64_t offset, std::string_view bytes) {
  if (!Holds(path)) return Verdict::kGo;
  std::lock_guard lock(mutex_);
  bool was_down = down_;
  Verdict verdict = Count(Change::kWrite);
  bool cut_here = !was_down && down_ && plan_.trouble == Trouble::kPowerCut;
  if (verdict == Verdict::kGo || cut_here) Find(path)->unsynced.push_back({offset, std::string(bytes), false});
  return verdict;
}

FaultDisk::Verdict FaultDisk::AskTruncate(const std::string& path, std::int64_t size) {
  if (!Holds(path)) return Verdict::kGo;
  std::lock_guard lock(mutex_);
  Verdict verdict = Count(Change::kTruncate);
  if (verdict == Verdict::kGo) Find(path)->unsynced.push_back({size, "", true});
  return verdict;
}

FaultDisk::Verdict FaultDisk::AskSync(const std::string& path, bool folder_too) {
  if (!Holds(path)) return Verdict::kGo;
  std::lock_guard lock(mutex_);
  Verdict verdict = Count(Change::kSync);
  if (plan_.syncs_lie) return verdict;
  // What a failed sync should have written is taken for clean: it stays in the cache and never goes to the disk.
  if (verdict != Verdict::kGo && SyncsFail()) Find(path)->unsynced.clear();
  if (verdict != Verdict::kGo) return verdict;
  Sync(*Find(path));
  if (folder_too) SyncNames(FolderOf(path));
  return verdict;
}

FaultDisk::Verdict FaultDisk::AskDelete(const std::string& path, bool folder_too) {
  if (!Holds(path)) return Verdict::kGo;
  std::lock_guard lock(mutex_);
  if (!live_.contains(path)) return Verdict::kGo;  // SQLite deletes journals that never were
  Verdict verdict = Count(Change::kDelete);
  if (verdict != Verdict::kGo) return verdict;
  Name({path, "", nullptr});
  if (folder_too && !plan_.syncs_lie) SyncNames(FolderOf(path));
  return verdict;
}

// A durable write writes the whole file between create and sync.
void FaultDisk::LearnContent(const std::string& path) {
  File& file = *Find(path);
  file.unsynced.clear();
  file.unsynced.push_back({0, "", true});
  file.unsynced.push_back({0, Content(path), false});
}

int FaultDisk::Before(Step step, const std::string& path) {
  constexpr Change kChanges[] = {Change::kMakeFolder, Change::kCreate,     Change::kWrite, Change::kSync,
                                 Change::kRename,     Change::kSyncFolder, Change::kDelete};
  if (!Holds(path) && path != folder_) return 0;
  std::lock_guard lock(mutex_);
  if (step == Step::kMakeFolder && fs::exists(path)) return 0;
  if (step == Step::kSync) LearnContent(path);
  Verdict verdict = Count(kChanges[static_cast<int>(step)]);
  if (verdict == Verdict::kRefuseFull) return ENOSPC;
  if (verdict != Verdict::kGo) {
    if (step == Step::kSync && SyncsFail()) Find(path)->unsynced.clear();
    return EIO;
  }
  if (step == Step::kMakeFolder) Name({"", path, nullptr});
  if (step == Step::kCreate) Find(path)->unsynced.push_back({0, "", true});
  if (step == Step::kRename) Name({path + ".new", path, Find(path + ".new")});
  if (step == Step::kRemove) Name({path, "", nullptr});
  if (plan_.syncs_lie) return 0;
  if (step == Step::kSync) Sync(*Find(path));
  if (step == Step::kSyncFolder) SyncNames(path);
  return 0;
}

std::string FaultDisk::AfterLoss(const File& file, Loss loss, std::uint64_t& chance) const {
  std::string content = file.durable;
  if (loss == Loss::kAllUnsynced) return content;
  for (const Unsynced& change : file.unsynced) {
    if (change.truncates) {
      if (Heads(chance)) Apply(change, content);
      continue;
    }
    std::int64_t end = change.offset + std::ssize(change.bytes);
    for (std::int64_t at = change.offset; at < end;) {
      std::int64_t next = std::min(end, (at / kSectorBytes + 1) * kSectorBytes);
      std::string piece =
          change.bytes.substr(static_cast<std::size_t>(at - change.offset), static_cast<std::size_t>(next - at));
      if (Heads(chance)) Apply({at, std::move(piece), false}, content);
      at = next;
    }
  }
  return content;
}

FaultDisk::Names FaultDisk::NamesAfterLoss(Loss loss, std::uint64_t& chance) const {
  Names names = durable_;
  std::set<std::string> folders = durable_folders_;
  for (const NameChange& change : unsynced_names_) {
    if (loss == Loss::kAllUnsynced || !Heads(chance)) continue;
    if (!change.removed.empty()) names.erase(change.removed);
    if (change.added.empty()) continue;
    if (change.file != nullptr)
      names[change.added] = change.file;
    else
      folders.insert(change.added);
  }
  std::erase_if(names, [&](const auto& name) { return !folders.contains(FolderOf(name.first)); });
  return names;
}

void FaultDisk::CutPower(Loss loss, std::uint64_t seed) {
  std::lock_guard lock(mutex_);
  std::uint64_t chance = seed;
  std::map<std::string, std::string> contents;
  for (const auto& [path, file] : NamesAfterLoss(loss, chance)) contents[path] = AfterLoss(*file, loss, chance);
  fs::remove_all(folder_);
  fs::create_directories(folder_);
  live_.clear();
  for (auto& [path, content] : contents) {
    fs::create_directories(FolderOf(path));
    std::ofstream(path, std::ios::binary) << content;
    live_[path] = std::make_shared<File>(File{std::move(content), {}});
  }
  durable_ = live_;
  durable_folders_ = {folder_};
  for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
    if (entry.is_directory()) durable_folders_.insert(entry.path().string());
  }
  unsynced_names_.clear();
}

}  // namespace proofmark::faults
