// SPDX-License-Identifier: Apache-2.0
#include "store/audit.h"

#include <algorithm>

#include "ledger/bundle.h"
#include "ledger/sealed.h"
#include "store/log_check.h"

namespace proofmark::store {

using base::Code;
using base::Error;
using base::Result;
using ledger::Digest;

bool VerifyReport::ok() const {
  return std::all_of(logs.begin(), logs.end(), [](const LogReport& log) { return log.bad_count == 0; });
}

namespace {

// Reads one state of the database while it lives: others may append meanwhile.
class Snapshot {
 public:
  explicit Snapshot(Engine& engine) : engine_(engine) { begun_ = engine_.BeginReading(); }
  ~Snapshot() { engine_.Rollback(); }
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;
  const Result<void>& begun() const { return begun_; }

 private:
  Engine& engine_;
  Result<void> begun_;
};

}  // namespace

Result<VerifyReport> Audit::Verify(const std::vector<std::string>& notes, const Progress& progress) {
  PM_ASSIGN(std::vector<Authority> authorities, store_.Authorities());
  std::lock_guard lock(store_.read_mutex_);
  // Notes first, then the state: whatever was signed before the state was taken must be in it.
  std::vector<LogCheck> checks;
  std::vector<bool> used(notes.size(), false);
  for (const Authority& authority : authorities) {
    for (Stream stream : {Stream::kRecord, Stream::kAccess}) {
      std::string name = LogName(authority.code, stream);
      LogCheck& check = checks.emplace_back(*store_.reader_, authority, stream);
      PM_ASSIGN(std::string kept, store_.keys_.LastSignedNote(name));
      if (!kept.empty()) check.Expect(kept, "the note beside the key");
      for (std::size_t i = 0; i < notes.size(); ++i) {
        auto claim = ledger::ReadUnverified(notes[i]);
        auto origin = claim.ok() ? ledger::Origin::Parse(claim->origin) : Result<ledger::Origin>(claim.error());
        if (!origin.ok() || origin->log != name) continue;
        used[i] = true;
        check.Expect(notes[i], "the checkpoint given");
      }
    }
  }
  for (std::size_t i = 0; i < notes.size(); ++i) {
    if (!used[i]) {
      return Error{Code::kInvalid, "checkpoint " + std::to_string(i + 1) + " is of no log in this database",
                   "checkpoint"};
    }
  }
  Snapshot snapshot(*store_.reader_);
  PM_TRY(snapshot.begun());
  VerifyReport report;
  for (LogCheck& check : checks) {
    PM_ASSIGN(LogReport log, check.Run(progress, report.events));
    report.logs.push_back(std::move(log));
  }
  return report;
}

Result<ledger::InclusionProof> Audit::Prove(const std::string& owner, std::int64_t seq) {
  PM_ASSIGN(Authority authority, store_.FindAuthority(owner));
  PM_ASSIGN(std::int64_t size, store_.LogSize(owner, Stream::kRecord));
  if (seq < 0 || seq >= size) {
    return Error{
        Code::kNotFound,
        "event " + std::to_string(seq) + ": the log of " + owner + " has " + std::to_string(size) + " events, from 0",
        "seq"};
  }
  PM_ASSIGN(std::string note, store_.SignCheckpoint(owner, Stream::kRecord));
  PM_ASSIGN(ledger::Checkpoint checkpoint, ledger::OpenCheckpoint(note, authority.public_key));
  std::lock_guard lock(store_.read_mutex_);
  TileReader tiles(*store_.reader_, {authority.owner, Stream::kRecord});
  ledger::InclusionProof proof{owner, seq, checkpoint.size, {}, {}, note};
  PM_TRY(store_.reader_->Query("SELECT body FROM event WHERE owner = $1 AND stream = 0 AND seq = $2",
                               {authority.owner, seq}, [&](const Row& row) {
                                 proof.leaf = ledger::LeafHash(row.Blob(0));
                                 return Result<void>{};
                               }));
  PM_ASSIGN(proof.path, ledger::InclusionPath(tiles, seq, checkpoint.size));
  Result<void> proved = ledger::CheckInclusionProof(proof, authority.public_key);
  if (!proved.ok()) {
    return Error{
        Code::kCorrupt,
        "event " + std::to_string(seq) + " of " + owner + " is not in the tree that was signed; run ledger verify",
        "seq"};
  }
  return proof;
}

namespace {

Result<void> ExportTiles(Engine& engine, LogKey log, std::int64_t size, const LineSink& sink) {
  TileReader tiles(engine, log);
  for (int level = 0; size > 0; ++level, size /= ledger::kTileWidth) {
    for (std::int64_t tile = 0; tile * ledger::kTileWidth < size; ++tile) {
      std::vector<Digest> hashes;
      std::int64_t end = std::min(size, (tile + 1) * ledger::kTileWidth);
      for (std::int64_t index = tile * ledger::kTileWidth; index < end; ++index) {
        PM_ASSIGN(Digest hash, tiles.Stored(level, index));
        hashes.push_back(hash);
      }
      PM_TRY(sink(ledger::BundleTile(level, tile, hashes)));
    }
  }
  return {};
}

}  // namespace

Result<void> Audit::Export(const std::string& owner, Stream stream, bool with_sealed, const LineSink& sink) {
  PM_ASSIGN(Authority authority, store_.FindAuthority(owner));
  PM_ASSIGN(std::string note, store_.SignCheckpoint(owner, stream));
  PM_ASSIGN(ledger::Checkpoint checkpoint, ledger::OpenCheckpoint(note, authority.public_key));
  std::lock_guard lock(store_.read_mutex_);
  Engine& engine = *store_.reader_;
  PM_TRY(sink(ledger::BundleHead(checkpoint, note, authority.public_key)));
  PM_TRY(ExportTiles(engine, {authority.owner, stream}, checkpoint.size, sink));
  PM_TRY(engine.Stream("SELECT body FROM event WHERE owner = $1 AND stream = $2 AND seq < $3 ORDER BY seq",
                       {authority.owner, static_cast<int>(stream), checkpoint.size},
                       [&](const Row& row) { return sink(std::string(row.Blob(0))); }));
  if (with_sealed) {
    PM_TRY(
        engine.Stream("SELECT s.seq, s.part, s.salt, s.ciphertext FROM sealed s WHERE s.owner = $1 AND s.stream = $2 "
                      "AND s.seq < $3 AND NOT EXISTS (SELECT 1 FROM erased_part p WHERE p.owner = s.owner "
                      "AND p.stream = s.stream AND p.seq = s.seq AND p.part = s.part) ORDER BY s.seq, s.part",
                      {authority.owner, static_cast<int>(stream), checkpoint.size}, [&](const Row& row) {
                        return sink(ledger::BundleSealed(row.Integer(0), row.Text(1), row.Blob(2), row.Blob(3)));
                      }));
  }
  return sink(ledger::BundleEnd(LogName(owner, stream)));
}

Result<RebuildReport> Audit::Rebuild(const std::string& owner) {
  PM_ASSIGN(Authority authority, store_.FindAuthority(owner));
  std::lock_guard lock(store_.write_mutex_);
  Engine& engine = *store_.writer_;
  PM_TRY(engine.Begin());
  RebuildReport report{owner, 0, false};
  auto work = [&]() -> Result<void> {
    PM_TRY(engine.LockLogs(authority.owner));
    PM_ASSIGN(Digest before, DigestRows(engine, authority.owner));
    PM_TRY(store_.ReprojectOwner(authority.owner));
    PM_ASSIGN(Digest after, DigestRows(engine, authority.owner));
    report.changed = before != after;
    PM_ASSIGN(report.events, store_.LogSize(owner, Stream::kRecord));
    return engine.Commit();
  };
  Result<void> outcome = work();
  if (!outcome.ok()) {
    engine.Rollback();
    store_.ForgetUncommitted();
    return outcome.error();
  }
  return report;
}

Result<std::int64_t> Audit::SweepOrphanKeys() {
  PM_ASSIGN(std::vector<Authority> authorities, store_.Authorities());
  std::lock_guard lock(store_.read_mutex_);
  auto exists = [&](const std::string& code, const base::Ulid& event) -> Result<bool> {
    bool found = false;
    for (const Authority& authority : authorities) {
      if (authority.code != code) continue;
      PM_TRY(store_.reader_->Query("SELECT 1 FROM event WHERE owner = $1 AND id = $2",
                                   {authority.owner, Value::Blob(base::View(event.bytes))}, [&](const Row&) {
                                     found = true;
                                     return Result<void>{};
                                   }));
    }
    return found;
  };
  return store_.key_store_->SweepOrphans(store_.clock_.Now().ms - kOrphanKeyAgeMs, exists);
}

}  // namespace proofmark::store
