// SPDX-License-Identifier: Apache-2.0
#include "store/audit.h"

#include <algorithm>
#include <limits>

#include "ledger/bundle.h"
#include "ledger/sealed.h"
#include "store/log_check.h"
#include "store/row_check.h"
#include "store/row_digest.h"
#include "store/schema.h"

namespace proofmark::store {

using base::Code;
using base::Error;
using base::Result;
using ledger::Digest;

void KeepFinding(std::vector<Finding>& kept, Finding finding) {
  auto behind = std::upper_bound(kept.begin(), kept.end(), finding,
                                 [](const Finding& a, const Finding& b) { return a.seq < b.seq; });
  kept.insert(behind, std::move(finding));
  if (kept.size() > kFindingsKept) kept.pop_back();
}

bool VerifyReport::ok() const {
  return bad_count == 0 &&
         std::all_of(logs.begin(), logs.end(), [](const LogReport& log) { return log.bad_count == 0; });
}

Result<VerifyReport> Audit::Verify(const std::vector<std::string>& notes, const Progress& progress) {
  PM_ASSIGN(std::vector<Authority> authorities, store_.Authorities());
  std::lock_guard lock(store_.read_mutex_);
  // Notes first, then the state: whatever was signed before the state was taken must be in it.
  PM_ASSIGN(std::unique_ptr<RowCheck> rows, RowCheck::Make(store_.options_.apply));
  std::vector<LogCheck> checks;
  std::vector<bool> used(notes.size(), false);
  for (const Authority& authority : authorities) {
    for (Stream stream : kStreams) {
      std::string name = LogName(authority.code, stream);
      LogCheck& check = checks.emplace_back(*store_.reader_, *store_.key_store_, authority, stream, rows.get());
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
  VerifyReport report;
  {
    Reading snapshot(*store_.reader_);
    PM_TRY(snapshot.begun());
    for (LogCheck& check : checks) PM_TRY(check.Run(progress, report.events));
    rows->StartComparing();
    PM_TRY(rows->Compare(*store_.reader_, RowCheck::kAll, [&](std::int64_t owner, Finding finding) {
      auto found = std::find_if(authorities.begin(), authorities.end(),
                                [&](const Authority& one) { return one.owner == owner; });
      if (found == authorities.end()) return report.Find(std::move(finding));
      checks[2 * static_cast<std::size_t>(found - authorities.begin())].Take(std::move(finding));
    }));
    PM_TRY(CheckFiles(authorities, report));
  }
  for (LogCheck& check : checks) {
    PM_ASSIGN(LogReport log, check.Finish());
    report.logs.push_back(std::move(log));
  }
  return report;
}

namespace {

// Tables in which rows of nobody would not be met when each log is read.
struct OwnedTable {
  const char* name;
  const char* next_owner;
  const char* other_streams;
};

constexpr OwnedTable kOwned[] = {
    {"event", "SELECT min(owner) FROM event WHERE owner > $1",
     "SELECT count(*) FROM event WHERE owner = $1 AND (stream > 1 OR stream < 0)"},
    {"tile", "SELECT min(owner) FROM tile WHERE owner > $1",
     "SELECT count(*) FROM tile WHERE owner = $1 AND (stream > 1 OR stream < 0)"},
    {"checkpoint", "SELECT min(owner) FROM checkpoint WHERE owner > $1",
     "SELECT count(*) FROM checkpoint WHERE owner = $1 AND (stream > 1 OR stream < 0)"},
    {"sealed", "SELECT min(owner) FROM sealed WHERE owner > $1",
     "SELECT count(*) FROM sealed WHERE owner = $1 AND (stream > 1 OR stream < 0)"},
    {"log", "SELECT min(owner) FROM log WHERE owner > $1",
     "SELECT count(*) FROM log WHERE owner = $1 AND (stream > 1 OR stream < 0)"},
};

Result<void> FindStrangers(Engine& engine, const std::vector<Authority>& authorities, VerifyReport& report) {
  for (const OwnedTable& table : kOwned) {
    bool more = true;
    for (std::int64_t owner = std::numeric_limits<std::int64_t>::min(); more;) {
      PM_TRY(engine.Query(table.next_owner, {owner}, [&](const Row& row) {
        more = row.KindOf(0) == Value::Kind::kInteger;
        if (!more && !row.IsNull(0)) report.Find({table.name, -1, "a row whose owner is no number"});
        owner = row.Integer(0);
        return Result<void>{};
      }));
      bool known =
          std::any_of(authorities.begin(), authorities.end(), [&](const auto& one) { return one.owner == owner; });
      if (more && !known) {
        report.Find({table.name, -1, "rows of an owner " + std::to_string(owner) + " that is not kept here"});
      }
      if (!more || !known) continue;
      PM_TRY(engine.Query(table.other_streams, {owner}, [&](const Row& row) {
        if (row.Integer(0) > 0) report.Find({table.name, -1, "rows of owner " + std::to_string(owner) + " in no log"});
        return Result<void>{};
      }));
    }
  }
  return {};
}

}  // namespace

Result<void> CheckTables(Engine& engine, const std::vector<Authority>& authorities, VerifyReport& report) {
  PM_TRY(FindStrangers(engine, authorities, report));
  return CheckRowDigests(engine, [&](const std::string& table, const std::string& why) {
    report.Find({table, -1, why});
  });
}

// What belongs to no log, the files and the declarations of the tables too.
Result<void> Audit::CheckFiles(const std::vector<Authority>& authorities, VerifyReport& report) {
  Engine& engine = *store_.reader_;
  PM_TRY(CheckTables(engine, authorities, report));
  std::string tables;
  for (int version = 1; version <= kSchemaVersion; ++version) tables += engine.Migration(version);
  PM_ASSIGN(std::vector<std::string> faults, engine.CheckFile(tables));
  for (const std::string& fault : faults) report.Find({"file", -1, fault});
  PM_ASSIGN(std::vector<std::string> key_faults, store_.key_store_->Check());
  for (const std::string& fault : key_faults) report.Find({"key", -1, fault});
  return {};
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
                      "AND s.seq < $3 AND (SELECT count(*) FROM erased_part p WHERE p.owner = s.owner "
                      "AND p.stream = s.stream AND p.seq = s.seq AND p.part = s.part) = 0 ORDER BY s.seq, s.part",
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
    if (report.changed) PM_TRY(store_.CountRowsMade());
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
      PM_ASSIGN(found, IsThere(*store_.reader_, "SELECT 1 FROM event WHERE owner = $1 AND id = $2",
                               {authority.owner, Value::Blob(base::View(event.bytes))}));
    }
    return found;
  };
  return store_.key_store_->SweepOrphans(store_.clock_.Now().ms - kOrphanKeyAgeMs, exists);
}

}  // namespace proofmark::store
