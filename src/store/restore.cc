// SPDX-License-Identifier: Apache-2.0
// The other way of a backup: into an empty database of either engine, beside keys that may have survived.
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "base/text.h"
#include "store/backup.h"
#include "store/row_digest.h"
#include "store/schema.h"
#include "store/stored_tables.h"

namespace proofmark::store {

using base::Code;
using base::Error;
using base::Result;

namespace {

// Their rows make the rest readable: they come last, in one transaction.
constexpr const char* kLastTables[] = {"authority", "log", "setting"};

bool FileIsThere(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

bool ComesLast(const StoredTable& table) {
  return std::any_of(std::begin(kLastTables), std::end(kLastTables),
                     [&](const char* one) { return table.name == one; });
}

// Empty, or filled by a restore that was interrupted: then emptied again.
Result<void> TakeTarget(Engine& to, std::span<const StoredTable> tables, const std::string& from) {
  PM_TRY(Migrate(to));
  PM_ASSIGN(std::string restoring, Setting(to, kRestoring));
  bool used = false;
  for (const StoredTable& table : tables) {
    if (table.name == "setting") continue;
    PM_TRY(to.QueryOnce("SELECT 1 FROM " + table.name + " LIMIT 1", {}, [&](const Row&) {
      used = true;
      return Result<void>{};
    }));
  }
  if (used && restoring.empty()) {
    return Error{Code::kConflict, "the database is not empty; a restore never overwrites one", "db"};
  }
  return InTransaction(to, [&]() -> Result<void> {
    for (const StoredTable& table : tables) {
      if (table.name != "setting") PM_TRY(to.Script(table.clear));
    }
    return SetSetting(to, kRestoring, from);
  });
}

Result<std::vector<Authority>> AuthoritiesOf(Engine& backup) {
  std::vector<Authority> out;
  PM_TRY(backup.Query("SELECT owner, code, name, public_key FROM authority ORDER BY owner", {},
                      [&](const Row& row) -> Result<void> {
                        Authority one{row.Integer(0), std::string(row.Text(1)), std::string(row.Text(2)), {}};
                        PM_ASSIGN(one.public_key, base::ToArray<32>(row.Blob(3)));
                        out.push_back(std::move(one));
                        return {};
                      }));
  return out;
}

// True where the folder was there before the restore, also before one that was interrupted.
Result<bool> TakeKeyFolder(const RestoreOrder& order, const std::vector<Authority>& authorities) {
  const std::string of_backup = order.from + "/keys";
  const std::string mark = order.keys + "/" + kRestoring;  // in a folder that a restore has made and not ended
  const bool survived = FileIsThere(order.keys) && !FileIsThere(mark);
  if (!survived && !FileIsThere(of_backup)) {
    return Error{Code::kNotFound,
                 order.keys + ": there are no keys, and the backup's own are not in " + of_backup + "; put them there",
                 "keys"};
  }
  PM_TRY(KeyFolder(order.keys).Make());
  if (!survived) PM_TRY(base::WriteFileDurably(mark, "", 0600));
  for (const Authority& one : authorities) {
    PM_TRY(KeyFolder(of_backup).CopyFiles(one.code, KeyFolder(order.keys)));
  }
  PM_TRY(KeyFolder(of_backup).CopyNodeKey(KeyFolder(order.keys)));
  PM_ASSIGN(std::unique_ptr<KeyStore> keys, KeyStore::Open(order.keys + "/sealed.db"));
  if (!FileIsThere(of_backup + "/sealed.db")) return survived;
  PM_ASSIGN(std::unique_ptr<Engine> other, OpenSqlite(of_backup + "/sealed.db", WhereMissing::kRefuse));
  PM_TRY(keys->Merge(*other, order.destroyed));
  PM_TRY(keys->OverwriteDestroyed());
  return survived;
}

// The newest note known of a log lies in the key folder afterwards. True where one was given for it.
Result<bool> KeepNewestNote(const KeyFolder& folder, const std::string& log, const Authority& authority,
                            const std::vector<std::string>& notes) {
  bool given = false;
  for (const std::string& note : notes) {
    auto claim = ledger::ReadUnverified(note);
    if (!claim.ok()) return base::Within("checkpoint", claim.error());
    auto origin = ledger::Origin::Parse(claim->origin);
    if (!origin.ok()) return base::Within("checkpoint", origin.error());
    if (origin->log != log) continue;
    auto opened = ledger::OpenCheckpoint(note, authority.public_key);
    if (!opened.ok()) return base::Within("checkpoint of " + log, opened.error());
    given = true;
    PM_ASSIGN(auto known, folder.LastSigned(log, authority.public_key));
    PM_ASSIGN(bool later, known ? ledger::IsLater(*opened, *known) : Result<bool>(true));
    if (later) PM_TRY(folder.KeepSigned(log, note, authority.public_key));
  }
  return given;
}

// The next epoch of a log, and whether anybody knows what was signed behind the backup.
Result<RestoredLog> OpenEpoch(Engine& to, const RestoreOrder& order, const Authority& authority, Stream stream,
                              bool survived, const std::string& made_at) {
  const KeyFolder folder(order.keys);
  RestoredLog out{LogName(authority.code, stream)};
  PM_ASSIGN(bool given, KeepNewestNote(folder, out.log, authority, order.notes));
  PM_ASSIGN(auto known, folder.LastSigned(out.log, authority.public_key));
  PM_ASSIGN(LogHead head, ReadLogHead(to, {authority.owner, stream}));
  if (!head.intact) return Error{Code::kCorrupt, out.log + ": its head is not what was written", "from"};
  if (known) {
    out.signed_size = known->size;
    PM_ASSIGN(std::int64_t epoch, ledger::EpochOf(*known));
    head.epoch = std::max(head.epoch, epoch);
  }
  out.epoch = ++head.epoch;
  out.size = head.size;
  out.proved = survived || given;
  PM_TRY(WriteLogHead(to, {authority.owner, stream}, head));
  if (!out.proved) PM_TRY(SetSetting(to, "unproved:" + out.log, made_at));
  return out;
}

// One transaction: authorities, logs in their new epochs, settings.
Result<void> FinishTables(Engine& backup, Engine& to, std::span<const StoredTable> tables, const RestoreOrder& order,
                          const std::vector<Authority>& authorities, Restored& restored) {
  for (const StoredTable& table : tables) {
    if (!ComesLast(table)) continue;
    PM_TRY(to.Script(table.clear));
    std::vector<Value> values;
    PM_TRY(backup.Stream(table.select.c_str(), {}, [&](const Row& row) {
      values.clear();
      for (int column = 0; column < row.columns(); ++column) values.push_back(ValueOf(row, column));
      return to.Insert(table.target, std::span<const Value>(values));
    }));
  }
  PM_TRY(to.SendRows());
  PM_TRY(SetSetting(to, kRestoring, order.from));
  PM_TRY(SetSetting(to, kBackupMade, ""));
  for (const Authority& one : authorities) {
    for (Stream stream : kStreams) {
      PM_ASSIGN(RestoredLog log,
                OpenEpoch(to, order, one, stream, restored.keys_were_there, restored.manifest.made_at));
      restored.logs.push_back(std::move(log));
    }
  }
  return {};
}

}  // namespace

Result<Restored> RestoreTables(const RestoreOrder& order) {
  Restored restored;
  PM_ASSIGN(restored.manifest, CheckBackup(order.from));
  PM_ASSIGN(std::span<const StoredTable> tables, StoredTables());
  PM_ASSIGN(std::unique_ptr<Engine> backup, OpenSqlite(order.from + "/proofmark.db", WhereMissing::kRefuse));
  PM_ASSIGN(std::unique_ptr<Engine> to, OpenEngine(order.url, WhereMissing::kMake));
  PM_ASSIGN(std::vector<Authority> authorities, AuthoritiesOf(*backup));
  PM_TRY(TakeTarget(*to, tables, order.from));
  PM_ASSIGN(restored.keys_were_there, TakeKeyFolder(order, authorities));
  for (const StoredTable& table : tables) {
    if (ComesLast(table)) continue;
    PM_ASSIGN(CopiedTable read, CopyTable(*backup, *to, table, {}));
    PM_ASSIGN(CopiedTable written, DigestTable(*to, table));
    if (read.digest == written.digest) continue;
    return Error{Code::kCorrupt, "table " + table.name + ": what was written is not what was read", "db"};
  }
  PM_TRY(InTransaction(*to, [&] { return FinishTables(*backup, *to, tables, order, authorities, restored); }));
  const KeyFolder folder(order.keys);
  for (std::size_t i = 0; i < authorities.size(); ++i) {
    PM_TRY(folder.AddVerifierKeys(authorities[i].code, authorities[i].public_key, restored.logs[2 * i].epoch,
                                  restored.logs[2 * i + 1].epoch));
  }
  return restored;
}

}  // namespace proofmark::store
