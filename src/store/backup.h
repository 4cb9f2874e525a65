// SPDX-License-Identifier: Apache-2.0
// A Backup is a folder that holds one state of a node, taken while others write: the database as a SQLite file,
// whichever engine it came from, and the key folder.
//
//   FOLDER/proofmark.db     every table; of sealed parts none that was erased. It takes no events: restore it
//   FOLDER/keys/            signing keys, verifier keys, the last signed notes, sealed.db; may be kept apart
//   FOLDER/MANIFEST.json    written last: digests of the files, sizes and roots of the logs. Without it: unfinished
//
//   PM_ASSIGN(BackupManifest made, WriteBackup(*store, "/backup/2026-11-24", clock));
//   PM_ASSIGN(auto taken, RestoreTables({.from = "/backup/2026-11-24", .url = url, .keys = keys}));
//
// Notes are copied first, then one state of the database, then the keys, so that a backup holds every event that its
// notes speak of and every key of its events. While events are copied they are hashed and compared with the tree; what
// was written is read again and compared. Everything is durable before the manifest is.
// Errors: kConflict (the folder is not empty; the database is not), kCorrupt (a log that does not prove; a file that is
// not as the manifest says), kPrecondition (unfinished; a restore was interrupted), kUnsupported (another version's),
// those of Engine. docs/operating/backup.md.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "store/key_store.h"
#include "store/store.h"

namespace proofmark::store {

inline constexpr std::uint64_t kManifestBytesMax = 4U << 20;
inline constexpr std::uint64_t kBackupFileBytesMax = std::uint64_t{1} << 44;

struct BackupLog {
  std::string log;
  std::int64_t epoch = 1;
  std::int64_t size = 0;
  base::Digest root{};
};

struct BackupFile {
  std::string name;  // within the folder
  std::int64_t bytes = 0;
  base::Digest sha256{};
};

struct BackupManifest {
  int schema = 0;
  std::string made_at;
  std::string engine;  // "sqlite" or "postgresql"
  std::vector<BackupLog> logs;
  std::vector<BackupFile> files;
};

// `to` is not there yet, or empty.
base::Result<BackupManifest> WriteBackup(Store& store, const std::string& to);
// The manifest, every file that is there compared with it. The keys may be absent altogether.
base::Result<BackupManifest> CheckBackup(const std::string& from);

struct RestoreOrder {
  std::string from;
  std::string url;                 // empty, or left by a restore of the same backup that was interrupted
  std::string keys;                // what is there already stays: it is newer than the backup
  std::vector<std::string> notes;  // signed notes kept elsewhere, which the logs must reach
  std::vector<PartKey> destroyed;  // keys that are not to come back
};

struct RestoredLog {
  std::string log;
  std::int64_t epoch = 1;
  std::int64_t size = 0;
  std::int64_t signed_size = 0;  // last known
  bool proved = true;            // false where nobody knows what was signed behind the backup
};

struct Restored {
  BackupManifest manifest;
  bool keys_were_there = false;
  std::vector<RestoredLog> logs;
};

// Fills database and key folder, each log in a new epoch. The database is then to be opened with `ends_restore`, told
// its erasures, and given free with Store::EndRestore; anybody else is refused until then.
base::Result<Restored> RestoreTables(const RestoreOrder& order);

}  // namespace proofmark::store
