// SPDX-License-Identifier: Apache-2.0
#include "store/backup.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <map>

#include "base/file.h"
#include "base/json.h"
#include "store/row_digest.h"
#include "store/schema.h"
#include "store/stored_tables.h"

namespace proofmark::store {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

constexpr const char* kManifest = "MANIFEST.json";
constexpr const char* kDatabase = "proofmark.db";
constexpr const char* kKeyStore = "keys/sealed.db";

Result<void> Sync(const std::string& path) {
  int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  bool synced = fd >= 0 && ::fsync(fd) == 0;
  if (fd >= 0) ::close(fd);
  if (synced) return {};
  return Error{Code::kUnavailable, path + ": cannot be made durable; look at the disk", "to"};
}

Result<void> MakeEmptyFolder(const std::string& path) {
  std::error_code failed;
  if (std::filesystem::exists(path, failed) && !std::filesystem::is_empty(path, failed)) {
    return Error{Code::kConflict, path + ": is not empty; a backup is never written over another", "to"};
  }
  PM_TRY(base::MakePrivateFolder(path));
  return base::MakePrivateFolder(path + "/keys");
}

Result<BackupFile> DigestFile(const std::string& folder, const std::string& name) {
  PM_ASSIGN(base::MappedFile file, base::MappedFile::Open(folder + "/" + name, kBackupFileBytesMax));
  return BackupFile{name, std::ssize(file.bytes()), base::Sha256(file.bytes())};
}

// Hashes events as they pass, log by log.
struct EventRoots {
  std::map<LogKey, ledger::Frontier> logs{};

  Result<void> Take(const Row& row) {
    LogKey key{row.Integer(0), StreamAt(row.Integer(1))};
    logs[key].Add(ledger::LeafHash(row.Blob(4)));
    return {};
  }
};

// What the tables say of a log against the events that were copied.
Result<BackupLog> ProveLog(Engine& engine, const Authority& authority, Stream stream, EventRoots& roots) {
  LogKey key{authority.owner, stream};
  PM_ASSIGN(LogHead head, ReadLogHead(engine, key));
  BackupLog log{LogName(authority.code, stream), head.epoch, head.size, roots.logs[key].Root()};
  auto root = ledger::RootAt(TileReader(engine, key), head.size);
  if (head.intact && root.ok() && *root == log.root && roots.logs[key].size() == head.size) return log;
  return Error{
      Code::kCorrupt,
      "the log " + log.log + " does not prove, so this would be a backup of damage: run proofmark ledger verify", "db"};
}

// In the copy: it is not to be served, and of what was being erased it holds nothing.
Result<void> MarkCopy(Engine& copy, const std::string& made_at) {
  return InTransaction(copy, [&]() -> Result<void> {
    PM_TRY(SetSetting(copy, kBackupMade, made_at));
    PM_ASSIGN(std::string erasing, Setting(copy, kErasing));
    return erasing.empty() ? Result<void>() : PutSetting(copy, kErasing, "");
  });
}

Result<void> CopyAll(Engine& from, Engine& to, std::span<const StoredTable> tables, EventRoots& roots) {
  for (const StoredTable& table : tables) {
    PM_TRY(to.Script(table.clear));
    RowFunction each;
    if (table.name == "event") each = [&](const Row& row) { return roots.Take(row); };
    PM_ASSIGN(CopiedTable read, CopyTable(from, to, table, each));
    PM_ASSIGN(CopiedTable written, DigestTable(to, table));
    if (read.digest == written.digest) continue;
    return Error{Code::kCorrupt, "table " + table.name + ": the copy is not what was read; look at the disk", "to"};
  }
  return {};
}

Result<void> CopyDatabase(Store& store, const std::string& file, BackupManifest& manifest) {
  PM_ASSIGN(std::vector<Authority> authorities, store.Authorities());
  PM_ASSIGN(std::span<const StoredTable> tables, StoredTables());
  PM_ASSIGN(std::unique_ptr<Engine> from, OpenEngine(store.url(), WhereMissing::kRefuse));
  PM_ASSIGN(std::unique_ptr<Engine> to, OpenSqlite(file, WhereMissing::kMake));
  PM_TRY(Migrate(*to));
  EventRoots roots;
  Reading reading(*from);
  PM_TRY(reading.begun());
  PM_TRY(CopyAll(*from, *to, tables, roots));
  for (const Authority& authority : authorities) {
    for (Stream stream : kStreams) {
      PM_ASSIGN(BackupLog log, ProveLog(*from, authority, stream, roots));
      manifest.logs.push_back(std::move(log));
    }
  }
  return MarkCopy(*to, manifest.made_at);
}

Result<void> CopyKeyStore(const std::string& from_file, const std::string& to_file) {
  PM_ASSIGN(std::span<const StoredTable> tables, KeyTables());
  PM_ASSIGN(std::unique_ptr<Engine> from, OpenSqlite(from_file, WhereMissing::kRefuse));
  PM_ASSIGN(std::unique_ptr<Engine> to, OpenSqlite(to_file, WhereMissing::kMake));
  PM_TRY(to->Script(KeyStore::Tables()));
  EventRoots none;
  Reading reading(*from);
  PM_TRY(reading.begun());
  return CopyAll(*from, *to, tables, none);
}

std::string ManifestText(const BackupManifest& manifest) {
  Json logs = Json::array();
  for (const BackupLog& log : manifest.logs) {
    logs.push_back(
        {{"log", log.log}, {"epoch", log.epoch}, {"size", log.size}, {"root", base::ToHex(base::View(log.root))}});
  }
  Json files = Json::array();
  for (const BackupFile& file : manifest.files) {
    files.push_back({{"name", file.name}, {"bytes", file.bytes}, {"sha256", base::ToHex(base::View(file.sha256))}});
  }
  Json text = {{"backup", 1},
               {"schema", manifest.schema},
               {"made_at", manifest.made_at},
               {"engine", manifest.engine},
               {"logs", std::move(logs)},
               {"files", std::move(files)}};
  return text.dump(2) + "\n";
}

Result<base::Digest> DigestOf(const Json& json, const char* key) {
  PM_ASSIGN(std::string bytes, base::FromHex(json.at(key).get<std::string>()));
  return base::ToArray<32>(bytes);
}

Result<BackupManifest> ReadManifest(const std::string& from) {
  const std::string path = from + "/" + kManifest;
  auto text = base::ReadFile(path, kManifestBytesMax);
  if (!text.ok() && text.error().code == Code::kNotFound) {
    return Error{Code::kPrecondition, from + ": holds no finished backup: its " + kManifest + " is missing", "from"};
  }
  if (!text.ok()) return text.error();
  PM_ASSIGN(Json json, base::ParseJson(*text));
  try {
    if (json.at("backup").get<int>() != 1) {
      return Error{Code::kUnsupported, path + ": a backup of another version of this program", "from"};
    }
    BackupManifest out{json.at("schema").get<int>(),
                       json.at("made_at").get<std::string>(),
                       json.at("engine").get<std::string>(),
                       {},
                       {}};
    for (const Json& one : json.at("logs")) {
      BackupLog log{one.at("log").get<std::string>(),
                    one.at("epoch").get<std::int64_t>(),
                    one.at("size").get<std::int64_t>(),
                    {}};
      PM_ASSIGN(log.root, DigestOf(one, "root"));
      out.logs.push_back(std::move(log));
    }
    for (const Json& one : json.at("files")) {
      BackupFile file{one.at("name").get<std::string>(), one.at("bytes").get<std::int64_t>(), {}};
      PM_ASSIGN(file.sha256, DigestOf(one, "sha256"));
      out.files.push_back(std::move(file));
    }
    return out;
  } catch (const Json::exception&) {
    return Error{Code::kCorrupt, path + ": is not a manifest as backups are written", "from"};
  }
}

}  // namespace

Result<BackupManifest> WriteBackup(Store& store, const std::string& to) {
  PM_TRY(MakeEmptyFolder(to));
  PM_ASSIGN(std::vector<Authority> authorities, store.Authorities());
  BackupManifest manifest{
      kSchemaVersion, store.clock().Now().ToText(), IsPostgresUrl(store.url()) ? "postgresql" : "sqlite", {}, {}};
  const std::string keys = store.keys().path();
  std::vector<std::string> names{kDatabase};
  for (const Authority& one : authorities) {
    PM_ASSIGN(std::vector<std::string> copied, store.keys().CopyFiles(one.code, KeyFolder(to + "/keys")));
    for (const std::string& name : copied) names.push_back("keys/" + name);
  }
  PM_TRY(CopyDatabase(store, to + "/" + kDatabase, manifest));
  PM_ASSIGN(std::vector<std::string> node_key, store.keys().CopyNodeKey(KeyFolder(to + "/keys")));
  for (const std::string& name : node_key) names.push_back("keys/" + name);
  PM_TRY(CopyKeyStore(keys + "/sealed.db", to + "/" + kKeyStore));
  names.emplace_back(kKeyStore);
  for (const std::string& name : names) {
    PM_TRY(Sync(to + "/" + name));
    PM_ASSIGN(BackupFile file, DigestFile(to, name));
    manifest.files.push_back(std::move(file));
  }
  PM_TRY(Sync(to + "/keys"));
  PM_TRY(Sync(to));
  PM_TRY(base::WriteFileDurably(to + "/" + kManifest, ManifestText(manifest), 0600));
  return manifest;
}

Result<BackupManifest> CheckBackup(const std::string& from) {
  PM_ASSIGN(BackupManifest manifest, ReadManifest(from));
  if (manifest.schema != kSchemaVersion) {
    return Error{Code::kUnsupported,
                 from + ": made by a program whose tables are of version " + std::to_string(manifest.schema) +
                     ", and these are of version " + std::to_string(kSchemaVersion) + "; restore it with that program",
                 "from"};
  }
  const bool has_keys = ::access((from + "/keys").c_str(), F_OK) == 0;
  for (const BackupFile& file : manifest.files) {
    if (!has_keys && file.name.starts_with("keys/")) continue;
    auto is = DigestFile(from, file.name);
    if (is.ok() && is->bytes == file.bytes && is->sha256 == file.sha256) continue;
    return Error{Code::kCorrupt,
                 from + "/" + file.name + ": " +
                     (is.ok() ? "is not what was written" : "cannot be read (" + is.error().message + ")") +
                     "; take another backup",
                 "from"};
  }
  return manifest;
}

}  // namespace proofmark::store
