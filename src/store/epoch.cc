// SPDX-License-Identifier: Apache-2.0
// Which logs are open: what was signed last against what is here, and what a person accepted as lost.
#include <unistd.h>

#include <algorithm>

#include "store/row_digest.h"
#include "store/schema.h"
#include "store/store.h"

namespace proofmark::store {

using base::Code;
using base::Error;
using base::Result;

namespace {

// What `reopened:LOG` says: the note that a person gave up.
std::string LossText(const ledger::Checkpoint& lost) {
  return lost.origin + " " + std::to_string(lost.size) + " " + base::ToHex(base::View(lost.root));
}

}  // namespace

// A database that lost its tail, or was put back from a backup, lost its own checkpoints too: what was signed last
// lies beside the key. A log that does not contain it takes no events, or there would be two histories.
Result<void> Store::CompareWithSigned(LogKey key, OpenLog& log, const ledger::PublicKey& key_of_owner) {
  auto compare = [&]() -> Result<void> {
    std::string name = LogName(log.owner_code, key.stream);
    auto last = keys_.LastSigned(name, key_of_owner);
    if (!last.ok()) {
      log.closed_because = last.error().message;
      return {};
    }
    PM_ASSIGN(std::string given_up, Setting(*writer_, "reopened:" + name));
    if (last->has_value() && given_up != LossText(**last)) {
      const ledger::Checkpoint& signed_last = **last;
      log.signed_size = signed_last.size;
      // Another program may have appended and signed since the log was read. What is signed is in the database before.
      if (signed_last.size > log.writer.size() && log.closed_because.empty()) {
        auto now = Current(key);
        if (!now.ok() && now.error().code == Code::kUnavailable) return now.error();
      }
      std::string claim = name + " was signed with " + std::to_string(signed_last.size) + " events";
      if (signed_last.size > log.writer.size()) {
        log.closed_because = claim + " and has " + std::to_string(log.writer.size()) +
                             ": its end is lost. Bring it back with proofmark ledger import FILE, or give it up with "
                             "proofmark ledger reopen";
        log.waits = true;
        return {};
      }
      auto root = ledger::RootAt(TileReader(*writer_, key), signed_last.size);
      if (!root.ok() && root.error().code == Code::kUnavailable) return root.error();  // says nothing of the log
      if (!root.ok()) {
        log.closed_because = claim + ": " + root.error().message;
      } else if (*root != signed_last.root) {
        log.closed_because = claim + " and another root: its history was changed";
      }
    }
    if (!log.closed_because.empty()) return {};
    PM_ASSIGN(log.closed_because, WhyHeld(name));
    log.waits = !log.closed_because.empty();
    return {};
  };
  Result<void> done = compare();
  log.compared = done.ok();
  return done;
}

// What the database says of itself.
Result<std::string> Store::WhyHeld(const std::string& log) {
  PM_ASSIGN(std::string backup, Setting(*writer_, kBackupMade));
  if (!backup.empty()) return "this is the backup of " + backup + "; restore it into a database of its own";
  PM_ASSIGN(std::string importing, Setting(*writer_, "importing:" + log));
  if (!importing.empty()) return "an import into " + log + " was interrupted: repeat proofmark ledger import FILE";
  PM_ASSIGN(std::string unproved, Setting(*writer_, "unproved:" + log));
  if (unproved.empty()) return unproved;
  return log + " was restored from the backup of " + unproved +
         ", and nobody knows what was signed behind it. Restore it with --checkpoint FILE, or go on with proofmark "
         "ledger reopen";
}

Result<std::vector<Reopening>> Store::LogsThatWait(const std::string& owner) {
  PM_ASSIGN(Authority authority, FindAuthority(owner));
  std::lock_guard lock(write_mutex_);
  std::vector<Reopening> out;
  PM_ASSIGN(std::string backup, Setting(*writer_, kBackupMade));
  if (!backup.empty()) return out;
  for (Stream stream : kStreams) {
    PM_ASSIGN(OpenLog * log, Current({authority.owner, stream}));
    if (!log->waits) continue;
    Reopening one{stream, log->writer.size(), log->epoch, std::nullopt};
    PM_ASSIGN(auto last, keys_.LastSigned(LogName(owner, stream), authority.public_key));
    if (last && last->size > one.size) one.lost = *last;
    if (last) {
      PM_ASSIGN(std::int64_t epoch, ledger::EpochOf(*last));
      one.epoch = std::max(one.epoch, epoch + 1);
    }
    out.push_back(std::move(one));
  }
  return out;
}

// In the transaction of the events that say so.
Result<void> Store::AcceptLosses(std::int64_t owner, const Batch& batch) {
  for (const Reopening& one : batch.reopens) {
    LogKey key{owner, one.stream};
    std::string name = LogName(batch.owner, one.stream);
    PM_ASSIGN(OpenLog * log, Current(key));
    if (!log->waits || log->writer.size() != one.size) {
      return Error{Code::kConflict, name + " waits for nothing, or has grown meanwhile", "authority"};
    }
    if (one.lost) PM_TRY(SetSetting(*writer_, "reopened:" + name, LossText(*one.lost)));
    PM_TRY(SetSetting(*writer_, "unproved:" + name, ""));
    PM_TRY(SetSetting(*writer_, "importing:" + name, ""));
    PM_ASSIGN(LogHead head, ReadLogHead(*writer_, key));
    if (!head.intact) return Error{Code::kCorrupt, name + ": its head is not what was written", "db"};
    head.epoch = one.epoch;
    PM_TRY(WriteLogHead(*writer_, key, head));
    log->epoch = one.epoch;
    log->closed_because.clear();
    log->waits = false;
    log->signed_size = 0;
  }
  return {};
}

Result<void> Store::Reconsider(const std::string& owner) {
  PM_ASSIGN(Authority authority, FindAuthority(owner));
  std::lock_guard lock(write_mutex_);
  for (Stream stream : kStreams) {
    LogKey key{authority.owner, stream};
    PM_ASSIGN(OpenLog * log, Current(key));
    // What is damaged stays closed until the next start.
    if (!log->closed_because.empty() && !log->waits) continue;
    log->closed_because.clear();
    log->waits = false;
    log->owner_code = owner;
    PM_TRY(CompareWithSigned(key, *log, authority.public_key));
  }
  return {};
}

// Keys of parts that an event says were erased, and that another copy of the key store brought back.
Result<void> Store::DestroyErasedKeys(const std::string& owner) {
  std::vector<PartKey> keys;
  PM_TRY(ListErasures(owner, [&](const ErasedPart& part) -> Result<void> {
    keys.push_back({part.owner, part.event, part.part, {}});
    if (keys.size() < kPartsDestroyedAtOnce) return {};
    PM_TRY(key_store_->Destroy(keys));
    keys.clear();
    return {};
  }));
  return key_store_->Destroy(keys);
}

Result<std::vector<ErasedPart>> Store::DestroyForgotten() {
  std::vector<ErasedPart> destroyed;
  PM_TRY(key_store_->ListErased([&](const PartKey& key) -> Result<void> {
    destroyed.push_back({key.owner, Stream::kRecord, key.event, key.part});
    return {};
  }));
  std::vector<ErasedPart> not_recorded;
  for (ErasedPart& one : destroyed) {
    PM_ASSIGN(std::optional<PartPlace> place, FindEvent({one.owner, "event", one.event}));
    if (!place) continue;
    place->part = one.part;
    PM_ASSIGN(std::optional<std::int64_t> by, ErasedBy(one.owner, *place));
    if (by) continue;
    one.stream = place->stream;
    not_recorded.push_back(std::move(one));
  }
  PM_TRY(ReplayErasures(not_recorded));
  PM_ASSIGN(std::vector<Authority> authorities, Authorities());
  for (const Authority& one : authorities) PM_TRY(DestroyErasedKeys(one.code));
  PM_TRY(FinishErasures());
  return not_recorded;
}

Result<void> Store::EndRestore() {
  std::lock_guard lock(write_mutex_);
  PM_TRY(InTransaction(*writer_, [&] { return SetSetting(*writer_, kRestoring, ""); }));
  ::unlink((keys_.path() + "/" + kRestoring).c_str());
  return {};
}

}  // namespace proofmark::store
