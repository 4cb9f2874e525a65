// SPDX-License-Identifier: Apache-2.0
#include "store/key_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "base/file.h"
#include "base/text.h"

namespace proofmark::store {

using base::Code;
using base::Error;
using base::Result;

namespace {

constexpr std::uint64_t kKeyFileBytesMax = 4096;
constexpr std::uint64_t kVerifierFileBytesMax = 1U << 20;
constexpr const char* kNodeKey = "node.key";
constexpr std::int64_t kVerifierEpochsMax = 1000;  // of a log, in one file

// Holds the lock of a folder while it lives: two processes may sign for one log.
class FolderLock {
 public:
  explicit FolderLock(const std::string& path) : fd_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    locked_ = fd_ >= 0 && ::flock(fd_, LOCK_EX) == 0;
  }
  ~FolderLock() {
    if (fd_ >= 0) ::close(fd_);
  }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  bool locked() const { return locked_; }

 private:
  int fd_;
  bool locked_;
};

bool Exists(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0;
}

}  // namespace

std::string KeyFolder::Beside(const std::string& database_url) {
  return database_url.substr(database_url.find(':') + 1) + ".keys";
}

Result<void> KeyFolder::Make() const { return base::MakePrivateFolder(path_); }

Result<ledger::PublicKey> KeyFolder::MakeKey(const std::string& authority, base::Rng& rng) const {
  FolderLock lock(File("lock"));  // two programs make one key
  if (!lock.locked()) return Error{Code::kUnavailable, File("lock") + ": cannot be locked", "keys"};
  std::string file = File(authority + ".key");
  std::unique_ptr<ledger::Signer> signer;
  if (!Exists(file)) {
    std::string text = ledger::NewKeyText(rng);
    PM_ASSIGN(signer, ledger::SignerFromKeyText(text));
    PM_TRY(base::WriteFileDurably(file, text + "\n", 0600));
  } else if (!Exists(File(authority + ".signed")) && !Exists(File(authority + ".access.signed"))) {
    // Left by a try that could not write its database. It has signed nothing, so nobody relies on it.
    PM_ASSIGN(signer, OpenSigner(authority));
  } else {
    return Error{Code::kConflict,
                 file + ": " + authority +
                     " has a signing key already; it is never overwritten. "
                     "Move the old key folder away, or name another with --keys",
                 "keys"};
  }
  PM_TRY(AddVerifierKeys(authority, signer->public_key(), 1, 1));
  return signer->public_key();
}

Result<void> KeyFolder::AddVerifierKeys(const std::string& authority, const ledger::PublicKey& key, std::int64_t epoch,
                                        std::int64_t access_epoch) const {
  auto before = base::ReadFile(File(authority + ".pub"), kVerifierFileBytesMax);
  if (!before.ok() && before.error().code != Code::kNotFound) return before.error();
  std::string lines = before.ok() ? *before : "";
  // Notes of earlier epochs stand for ever, and are proved with the keys of their own names.
  auto add = [&](const std::string& log, std::int64_t last) {
    for (std::int64_t of = std::max<std::int64_t>(1, last - kVerifierEpochsMax + 1); of <= last; ++of) {
      std::string line = ledger::VerifierKeyText(ledger::Origin{log, of}.ToText(), key) + "\n";
      if (lines.find(line) == std::string::npos) lines += line;
    }
  };
  add(authority, epoch);
  add(authority + ".access", access_epoch);
  if (before.ok() && lines == *before) return {};
  return base::WriteFileDurably(File(authority + ".pub"), lines, 0600);
}

Result<std::array<std::uint8_t, 32>> KeyFolder::NodeKey(base::Rng& rng) const {
  FolderLock lock(File("lock"));  // two programs make one key
  if (!lock.locked()) return Error{Code::kUnavailable, File("lock") + ": cannot be locked", "keys"};
  if (!Exists(File(kNodeKey))) {
    PM_TRY(base::WriteFileDurably(File(kNodeKey), base::ToHex(base::View(rng.Bytes<32>())) + "\n", 0600));
  }
  PM_ASSIGN(std::string text, base::ReadFile(File(kNodeKey), kKeyFileBytesMax));
  auto bytes = base::FromHex(base::Trim(text));
  auto key = bytes.ok() ? base::ToArray<32>(*bytes) : bytes.error();
  if (key.ok()) return key;
  return Error{Code::kCorrupt,
               File(kNodeKey) +
                   ": is not the node's key as it was made; put the backup's back, or move it away and give "
                   "every account a new authenticator",
               "keys"};
}

Result<std::vector<std::string>> KeyFolder::CopyFiles(const std::string& authority, const KeyFolder& to) const {
  return Copy({authority + ".key", authority + ".pub", authority + ".signed", authority + ".access.signed"}, to);
}

Result<std::vector<std::string>> KeyFolder::CopyNodeKey(const KeyFolder& to) const { return Copy({kNodeKey}, to); }

Result<std::vector<std::string>> KeyFolder::Copy(const std::vector<std::string>& names, const KeyFolder& to) const {
  std::vector<std::string> copied;
  for (const std::string& name : names) {
    if (Exists(to.File(name))) continue;
    auto text = base::ReadFile(File(name), kVerifierFileBytesMax);
    if (!text.ok() && text.error().code == Code::kNotFound) continue;  // it was never made
    if (!text.ok()) return text.error();
    PM_TRY(base::WriteFileDurably(to.File(name), *text, 0600));
    copied.push_back(name);
  }
  return copied;
}

Result<std::unique_ptr<ledger::Signer>> KeyFolder::OpenSigner(const std::string& authority) const {
  auto text = base::ReadFile(File(authority + ".key"), kKeyFileBytesMax);
  if (!text.ok()) {
    return Error{text.error().code,
                 "the signing key of " + authority + " cannot be read (" + text.error().message +
                     "); name its folder with --keys",
                 "keys"};
  }
  std::string_view line = *text;
  while (line.ends_with('\n')) line.remove_suffix(1);
  auto signer = ledger::SignerFromKeyText(line);
  if (!signer.ok()) return base::Within(File(authority + ".key"), signer.error());
  return signer;
}

Result<std::string> KeyFolder::LastSignedNote(const std::string& log) const {
  auto note = base::ReadFile(File(log + ".signed"), ledger::kNoteBytesMax);
  if (!note.ok() && note.error().code == Code::kNotFound) return std::string();
  return note;
}

Result<std::optional<ledger::Checkpoint>> KeyFolder::LastSigned(const std::string& log,
                                                                const ledger::PublicKey& key) const {
  PM_ASSIGN(std::string note, LastSignedNote(log));
  if (note.empty()) return std::optional<ledger::Checkpoint>{};
  auto checkpoint = ledger::OpenCheckpoint(note, key);
  if (!checkpoint.ok()) {
    return Error{
        Code::kCorrupt,
        File(log + ".signed") + ": " + checkpoint.error().message + "; without it nobody knows what was signed last",
        "keys"};
  }
  return std::optional<ledger::Checkpoint>(*checkpoint);
}

Result<void> KeyFolder::KeepSigned(const std::string& log, const std::string& note,
                                   const ledger::PublicKey& key) const {
  FolderLock lock(File("lock"));
  if (!lock.locked()) return Error{Code::kUnavailable, File("lock") + ": cannot be locked", "keys"};
  PM_ASSIGN(ledger::Checkpoint now, ledger::OpenCheckpoint(note, key));
  PM_ASSIGN(std::optional<ledger::Checkpoint> before, LastSigned(log, key));
  PM_ASSIGN(std::int64_t epoch, ledger::EpochOf(now));
  PM_ASSIGN(std::int64_t epoch_before, before ? ledger::EpochOf(*before) : Result<std::int64_t>(epoch));
  if (epoch_before > epoch) {
    return Error{Code::kPrecondition,
                 log + " has signed in epoch " + std::to_string(epoch_before) +
                     ": it was restored and goes on elsewhere; this database signs nothing more",
                 "db"};
  }
  // The same size is written again: the first try may have failed behind its rename, and not be durable.
  if (before && before->origin == now.origin && before->size > now.size) return {};
  return base::WriteFileDurably(File(log + ".signed"), note, 0600);
}

}  // namespace proofmark::store
