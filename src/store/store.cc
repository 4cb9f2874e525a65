// SPDX-License-Identifier: Apache-2.0
#include "store/store.h"

#include <utility>

#include "store/row_digest.h"
#include "store/schema.h"

namespace proofmark::store {

using base::Code;
using base::Error;
using base::Result;

namespace {

Error NoAuthority(const std::string& code) {
  return Error{Code::kNotFound, "authority \"" + code + "\" is not kept in this database; see proofmark init",
               "authority"};
}

Error KeptAlready(const std::string& code) {
  return Error{Code::kConflict, "authority " + code + " is kept in this database already", "authority"};
}

}  // namespace

Store::Store(Options options, base::Clock& clock, base::Rng& rng)
    : options_(std::move(options)), clock_(clock), rng_(rng), keys_(options_.keys) {}

Result<std::unique_ptr<Store>> Store::Open(Options options, base::Clock& clock, base::Rng& rng) {
  if (options.keys.empty() && IsPostgresUrl(options.url)) {
    return Error{Code::kInvalid, "with a database server, say in which folder the keys lie: --keys FOLDER", "keys"};
  }
  if (options.keys.empty()) options.keys = KeyFolder::Beside(options.url);
  std::unique_ptr<Store> store(new Store(std::move(options), clock, rng));
  PM_ASSIGN(store->writer_, OpenEngine(store->options_.url, store->options_.where_missing));
  PM_TRY(Migrate(*store->writer_));
  PM_ASSIGN(std::string restoring, Setting(*store->writer_, kRestoring));
  if (!restoring.empty() && !store->options_.ends_restore) {
    return Error{Code::kPrecondition,
                 "a restore into this database was interrupted, and erasures may be undone in it: repeat proofmark "
                 "restore --from " +
                     restoring,
                 "db"};
  }
  PM_ASSIGN(store->reader_, OpenEngine(store->options_.url, WhereMissing::kRefuse));
  PM_TRY(store->keys_.Make());
  PM_ASSIGN(store->key_store_, KeyStore::Open(store->keys_.path() + "/sealed.db"));
  PM_TRY(store->OpenLogs());
  PM_TRY(store->ReprojectIfStale());
  PM_ASSIGN(std::string erasing, Setting(*store->writer_, kErasing));
  // Where it cannot be ended now (another program reads), the setting stays, and the next start or run ends it.
  if (!erasing.empty() && !store->FinishErasures().ok()) return store;
  return store;
}

Store::~Store() {
  std::lock_guard lock(write_mutex_);
  if (writer_ == nullptr) return;
  for (auto& [key, log] : logs_) {
    if (!log.closed_because.empty() || log.writer.size() <= log.signed_size) continue;
    if (!Sign(key, log).ok()) return;
  }
  std::set<std::int64_t> owners;
  for (const PendingNote& pending : pending_notes_) owners.insert(pending.log.owner);
  if (owners.empty() || CommitPendingNotes(owners).ok()) return;
}

Result<void> Store::OpenLogs() {
  std::vector<Authority> found;
  PM_TRY(writer_->Query("SELECT owner, code, name, public_key FROM authority", {}, [&](const Row& row) -> Result<void> {
    Authority one{row.Integer(0), std::string(row.Text(1)), std::string(row.Text(2)), {}};
    PM_ASSIGN(one.public_key, base::ToArray<32>(row.Blob(3)));
    found.push_back(std::move(one));
    return {};
  }));
  for (Authority& one : found) {
    for (Stream stream : kStreams) PM_TRY(Current({one.owner, stream}));
    authorities_[one.code] = std::move(one);
  }
  for (auto& [key, log] : logs_) {
    for (const auto& [code, one] : authorities_) {
      if (one.owner != key.owner) continue;
      log.owner_code = code;
      PM_TRY(CompareWithSigned(key, log, one.public_key));
    }
  }
  return {};
}

// The log as the database has it now: another process may have written since.
Result<Store::OpenLog*> Store::Current(LogKey key) {
  PM_ASSIGN(LogHead head, ReadLogHead(*writer_, key));
  std::int64_t size = head.size;
  auto found = logs_.find(key);
  const char* unlike = "what the database says of its length is not what was written";
  if (found != logs_.end() && !head.intact) found->second.closed_because = unlike;
  if (found != logs_.end() && found->second.writer.size() == size) return &found->second;
  auto loaded = LogWriter::Load(*writer_, key, size);
  if (!loaded.ok() && (found != logs_.end() || loaded.error().code == Code::kUnavailable)) return loaded.error();
  if (found == logs_.end()) {
    // A damaged tree closes this log, not the whole node.
    std::string closed_because = !loaded.ok() ? loaded.error().message : head.intact ? "" : unlike;
    OpenLog log{"", head.epoch, *LogWriter::Load(*writer_, key, 0), 0, 0, std::move(closed_because), false, false};
    for (const auto& [code, one] : authorities_) {
      if (one.owner == key.owner) log.owner_code = code;
    }
    found = logs_.emplace(key, std::move(log)).first;
  }
  if (loaded.ok()) found->second.writer = std::move(*loaded);
  found->second.epoch = head.epoch;
  return &found->second;
}

Result<void> Store::ReprojectIfStale() {
  std::string version = std::to_string(kProjectionVersion) + " " + options_.vocabulary_version;
  PM_ASSIGN(std::string stored, Setting(*writer_, "projection"));
  if (stored == version) return {};
  return InTransaction(*writer_, [&]() -> Result<void> {
    for (const auto& [code, one] : authorities_) PM_TRY(ReprojectOwner(one.owner));
    PM_TRY(CountRowsMade());
    return SetSetting(*writer_, "projection", version);
  });
}

// Inside a transaction, behind LockLogs.
Result<void> Store::CountRowsMade() {
  PM_TRY(writer_->LockSettings());
  PM_ASSIGN(std::string before, Setting(*writer_, kRowsMade));
  return SetSetting(*writer_, kRowsMade, std::to_string(std::strtoll(before.c_str(), nullptr, 10) + 1));
}

// Inside a transaction: the rows of an owner anew from its log, in order.
Result<void> Store::ReprojectOwner(std::int64_t owner) {
  PM_TRY(writer_->LockLogs(owner));
  PM_TRY(ClearRows(*writer_, owner));
  ForgetUncommitted();
  return writer_->Stream("SELECT seq, body FROM event WHERE owner = $1 AND stream = 0 ORDER BY seq", {Value(owner)},
                         [&](const Row& row) -> Result<void> {
                           std::int64_t seq = row.Integer(0);
                           auto event = model::Decode(row.Blob(1));
                           if (!event.ok()) return base::Within("event " + std::to_string(seq), event.error());
                           PM_ASSIGN(std::int64_t handling_class, ClassOf(owner, event->handling));
                           auto rows = options_.apply(*event);
                           if (!rows.ok()) return base::Within("event " + std::to_string(seq), rows.error());
                           return WriteRows(*writer_, owner, seq, handling_class, *rows);
                         });
}

Result<void> Store::AddAuthority(const std::string& code, const std::string& name) {
  PM_TRY(model::CheckAuthorityCode(code));
  std::lock_guard lock(write_mutex_);
  if (authorities_.contains(code)) return KeptAlready(code);
  PM_ASSIGN(ledger::PublicKey key, keys_.MakeKey(code, rng_));
  PM_ASSIGN(std::int64_t owner, InsertAuthority({0, code, name, key}, 1, 1));
  authorities_[code] = Authority{owner, code, name, key};
  for (Stream stream : kStreams) PM_TRY(Current({owner, stream}));
  return {};
}

// A transaction of its own. The number that the owner got.
Result<std::int64_t> Store::InsertAuthority(const Authority& authority, std::int64_t epoch, std::int64_t access_epoch) {
  PM_TRY(writer_->Begin());
  auto write = [&]() -> Result<std::int64_t> {
    PM_TRY(writer_->LockSettings());
    PM_ASSIGN(bool there, IsThere(*writer_, "SELECT 1 FROM authority WHERE code = $1", {Value::Text(authority.code)}));
    if (there) return KeptAlready(authority.code);
    std::int64_t owner = 1;
    PM_TRY(writer_->Query("SELECT coalesce(max(owner), 0) + 1 FROM authority", {}, [&](const Row& row) {
      owner = row.Integer(0);
      return Result<void>{};
    }));
    Value code = Value::Text(authority.code);
    Value name = Value::Text(authority.name);
    Value key = Value::Blob(base::View(authority.public_key));
    base::Digest digest = RowDigest("authority", {owner, code, name, key});
    PM_TRY(writer_->Run("INSERT INTO authority (owner, code, name, public_key, row_digest) VALUES ($1, $2, $3, $4, $5)",
                        {owner, code, name, key, Value::Blob(base::View(digest))}));
    PM_TRY(CountRow(*writer_, "authority"));
    for (Stream stream : kStreams) {
      const std::int64_t of_log = stream == Stream::kRecord ? epoch : access_epoch;
      PM_TRY(writer_->Run("INSERT INTO log (owner, stream, epoch, size) VALUES ($1, $2, $3, 0)",
                          {owner, static_cast<int>(stream), of_log}));
      PM_TRY(WriteLogHead(*writer_, {owner, stream}, {of_log, 0, 0, true}));
    }
    PM_TRY(writer_->Commit());
    return owner;
  };
  Result<std::int64_t> owner = write();
  if (!owner.ok()) writer_->Rollback();
  return owner;
}

Result<std::vector<Authority>> Store::Authorities() {
  std::lock_guard lock(write_mutex_);
  std::vector<Authority> out;
  for (const auto& [code, one] : authorities_) out.push_back(one);
  return out;
}

Result<Authority> Store::FindAuthority(const std::string& code) {
  std::lock_guard lock(write_mutex_);
  auto found = authorities_.find(code);
  if (found == authorities_.end()) return NoAuthority(code);
  return found->second;
}

Result<std::int64_t> Store::LogSize(const std::string& owner, Stream stream) {
  PM_ASSIGN(Authority authority, FindAuthority(owner));
  std::lock_guard lock(write_mutex_);
  PM_ASSIGN(OpenLog * log, Current({authority.owner, stream}));
  return log->writer.size();
}

Result<base::Digest> Store::RootAt(const std::string& owner, Stream stream, std::int64_t size) {
  PM_ASSIGN(Authority authority, FindAuthority(owner));
  PM_ASSIGN(std::int64_t there, LogSize(owner, stream));
  if (size < 0 || size > there) {
    return Error{Code::kPrecondition,
                 "the log of " + owner + " has " + std::to_string(there) + " events, not " + std::to_string(size), ""};
  }
  std::lock_guard lock(read_mutex_);
  return ledger::RootAt(TileReader(*reader_, {authority.owner, stream}), size);
}

Result<std::string> Store::RowsMade() {
  std::lock_guard lock(read_mutex_);
  return Setting(*reader_, kRowsMade);
}

Result<std::string> Store::WhyClosed(const std::string& owner, Stream stream) {
  PM_ASSIGN(Authority authority, FindAuthority(owner));
  std::lock_guard lock(write_mutex_);
  PM_ASSIGN(OpenLog * log, Current({authority.owner, stream}));
  return log->closed_because;
}

Result<std::array<std::uint8_t, 32>> Store::ContentSecret(const std::string& owner) {
  PM_TRY(FindAuthority(owner));
  return key_store_->ContentSecret(owner, rng_);
}

Result<std::vector<HandlingClass>> Store::HandlingClasses() {
  PM_ASSIGN(std::vector<Authority> authorities, Authorities());
  std::lock_guard lock(read_mutex_);
  std::vector<HandlingClass> out;
  PM_TRY(reader_->Query("SELECT owner, class, body FROM handling_class", {}, [&](const Row& row) -> Result<void> {
    PM_ASSIGN(base::Json json, base::ParseJson(row.Text(2)));
    PM_ASSIGN(model::Handling handling, model::HandlingFromJson(json));
    HandlingClass one{row.Integer(0), "", row.Integer(1), std::move(handling)};
    for (const Authority& authority : authorities) {
      if (authority.owner == one.owner) one.owner_code = authority.code;
    }
    out.push_back(std::move(one));
    return {};
  }));
  return out;
}

Result<std::optional<ImportRun>> Store::FindOpenRun(const std::string& owner, const base::Digest& digest) {
  PM_ASSIGN(Authority authority, FindAuthority(owner));
  std::lock_guard lock(read_mutex_);
  std::optional<ImportRun> found;
  PM_TRY(
      reader_->Query("SELECT owner, run, digest, state, done, row_digest FROM import_run "
                     "WHERE owner = $1 AND digest = $2 AND done = 0 ORDER BY run",
                     {authority.owner, Value::Blob(base::View(digest))}, [&](const Row& row) -> Result<void> {
                       std::string run(row.Text(1));
                       if (!BearsItsDigest("import_run", row)) {
                         return Error{Code::kCorrupt, "the state of " + run + " is not what was written", "db"};
                       }
                       found = ImportRun{std::move(run), digest, std::string(row.Text(3)), false};
                       return {};
                     }));
  return found;
}

// ---- checkpoints ----

Result<std::string> Store::Sign(LogKey key, OpenLog& log) {
  if (!log.closed_because.empty()) {
    return Error{Code::kCorrupt, log.closed_because + "; nothing is signed", "authority"};
  }
  if (log.writer.size() < log.signed_size) {
    return Error{Code::kCorrupt, "a log is shorter than it was signed; nothing is signed", "authority"};
  }
  auto known = authorities_.find(log.owner_code);
  // A Store that could not be opened is destroyed with logs that nobody compared with what was signed.
  if (known == authorities_.end()) return Error{Code::kCorrupt, "a log of nobody; nothing is signed", "authority"};
  const Authority& authority = known->second;
  auto& signer = signers_[log.owner_code];
  if (signer == nullptr) {
    PM_ASSIGN(signer, keys_.OpenSigner(log.owner_code));
  }
  if (signer->public_key() != authority.public_key) {
    return Error{Code::kCorrupt, "the key of " + log.owner_code + " in " + keys_.path() + " is not this database's",
                 "keys"};
  }
  std::string name = LogName(log.owner_code, key.stream);
  ledger::Checkpoint checkpoint{ledger::Origin{name, log.epoch}.ToText(), log.writer.size(), log.writer.Root()};
  PM_ASSIGN(std::string note, ledger::SignCheckpoint(checkpoint, *signer));
  PM_TRY(keys_.KeepSigned(name, note, authority.public_key));
  log.signed_size = checkpoint.size;
  log.signed_at_ms = clock_.Now().ms;
  pending_notes_.push_back({key, checkpoint.size, note});
  return note;
}

// Notes go into the database with the log's next commit; until then the key folder alone has the last one. A note
// counts in its log's row: the owners' logs are locked, or that row would take back what another program appended
// meanwhile.
Result<void> Store::WritePendingNotes(const std::set<std::int64_t>& owners) {
  for (const PendingNote& pending : pending_notes_) {
    if (!owners.contains(pending.log.owner)) continue;
    PM_TRY(WriteNote(pending.log, pending.size, pending.note));
  }
  return {};
}

// A note that is there already stays.
Result<void> Store::WriteNote(LogKey log, std::int64_t size, const std::string& note) {
  auto stream = static_cast<int>(log.stream);
  PM_ASSIGN(bool there, IsThere(*writer_, "SELECT 1 FROM checkpoint WHERE owner = $1 AND stream = $2 AND size = $3",
                                {log.owner, stream, size}));
  if (there) return {};
  PM_TRY(writer_->Run("INSERT INTO checkpoint (owner, stream, size, note) VALUES ($1, $2, $3, $4)",
                      {log.owner, stream, size, Value::Text(note)}));
  PM_ASSIGN(LogHead head, ReadLogHead(*writer_, log));
  // A head that is not what was written stays so: verify must find it.
  if (!head.intact) return {};
  ++head.checkpoints;
  return WriteLogHead(*writer_, log, head);
}

Result<void> Store::CommitPendingNotes(const std::set<std::int64_t>& owners) {
  PM_TRY(InTransaction(*writer_, [&]() -> Result<void> {
    PM_TRY(LockOwners(owners));
    return WritePendingNotes(owners);
  }));
  ForgetPendingNotes(owners);
  return {};
}

void Store::ForgetPendingNotes(const std::set<std::int64_t>& owners) {
  std::erase_if(pending_notes_, [&](const PendingNote& one) { return owners.contains(one.log.owner); });
}

void Store::SignWhereDue() {
  for (auto& [key, log] : logs_) {
    if (!log.closed_because.empty() || log.writer.size() <= log.signed_size) continue;
    bool many = log.writer.size() - log.signed_size >= kCheckpointEvents;
    bool late = clock_.Now().ms - log.signed_at_ms >= kCheckpointMs;
    if (!many && !late) continue;
    // What was appended stands all the same; the next commit tries again, and verify says what is not signed.
    if (!Sign(key, log).ok()) continue;
  }
}

Result<std::string> Store::SignCheckpoint(const std::string& owner, Stream stream) {
  PM_ASSIGN(Authority authority, FindAuthority(owner));
  std::lock_guard lock(write_mutex_);
  LogKey key{authority.owner, stream};
  PM_ASSIGN(OpenLog * log, Current(key));
  PM_ASSIGN(std::string note, Sign(key, *log));
  PM_TRY(CommitPendingNotes({authority.owner}));
  return note;
}

}  // namespace proofmark::store
