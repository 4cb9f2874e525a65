// SPDX-License-Identifier: Apache-2.0
// Append: sealing, sharing one commit, and writing events, tiles and rows in one transaction.
#include <algorithm>
#include <utility>

#include "ledger/sealed.h"
#include "store/row_digest.h"
#include "store/schema.h"
#include "store/store.h"

namespace proofmark::store {

using base::Code;
using base::Error;
using base::Result;

// A call of Append that waits for its commit.
struct Store::Waiting {
  Batch batch;
  std::vector<std::vector<ledger::SealedPart>> parts;  // by draft, then by access
  std::vector<PartKey> keys;
  std::optional<Result<Appended>> outcome;  // the leader's, until done
  bool done = false;                        // under queue_mutex_

  std::size_t events() const { return batch.drafts.size() + batch.accesses.size(); }
};

// A draft that is ready to be written.
struct Store::Written {
  std::string bytes;
  base::Digest leaf{};
  Rows rows;  // nothing in the access log
};

// How far a transaction came that failed.
enum class Store::Ended { kNotBegun, kBeforeCommit, kInCommit };

namespace {

constexpr std::size_t kCommandsAsked = 8;  // at once
constexpr int kTransactionTriesMax = 8;    // a group is written so often where others' transactions are in its way

constexpr Target kEvents{"event", "owner, stream, seq, id, body"};
constexpr Target kSealedParts{"sealed", "owner, stream, seq, part, salt, ciphertext"};

// The command of a batch that has one. A batch of many commands is an import's: its run says where it stands, and a
// repeated key fails as a conflict.
std::string OnlyCommand(const Batch& batch) {
  if (batch.drafts.empty()) return "";
  const std::string& command = batch.drafts[0].event.command;
  return batch.drafts.back().event.command == command ? command : "";
}

Result<void> CheckBatch(const Batch& batch) {
  std::size_t events = batch.drafts.size() + batch.accesses.size();
  if (events > kBatchEventsMax) {
    return Error{Code::kTooLarge,
                 std::to_string(events) + " events in a batch; at most " + std::to_string(kBatchEventsMax), ""};
  }
  for (std::size_t i = 0; i < batch.drafts.size(); ++i) {
    const Draft& draft = batch.drafts[i];
    PM_ASSERT(!draft.caused_by || *draft.caused_by < i);
    if (draft.event.owner != batch.owner) {
      return Error{Code::kInvalid, "event.owner: only " + batch.owner + " writes into its log", "owner"};
    }
    if (draft.event.kind == "accessed") {
      return Error{Code::kInvalid, "event.kind: accesses belong into the access log", "kind"};
    }
  }
  for (const Draft& access : batch.accesses) {
    if (access.event.owner != batch.owner || access.event.kind != "accessed") {
      return Error{Code::kInvalid, "event.kind: the access log takes the owner's accesses only", "kind"};
    }
  }
  return {};
}

}  // namespace

// Encrypts each part under a key of its own and puts the commitments into the events. No lock is held.
Result<std::vector<PartKey>> Store::SealParts(Batch& batch, std::vector<std::vector<ledger::SealedPart>>& parts) {
  std::vector<PartKey> keys;
  auto seal = [&](Draft& draft) -> Result<void> {
    std::vector<ledger::SealedPart> sealed;
    for (const PlainPart& plain : draft.sealed) {
      if (plain.plaintext.size() > ledger::kSealedBytesMax) {
        return Error{Code::kTooLarge,
                     "sealed part " + plain.part + ": " + std::to_string(plain.plaintext.size()) + " bytes; at most " +
                         std::to_string(ledger::kSealedBytesMax),
                     plain.part};
      }
      std::string id = model::ThingId{draft.event.owner, "event", draft.event.id}.ToText();
      sealed.push_back(ledger::Seal(plain.plaintext, plain.part, id, rng_));
      draft.event.sealed.push_back({plain.part, std::string(ledger::kSealAlgorithm),
                                    ledger::Commitment(sealed.back().salt, sealed.back().ciphertext)});
      keys.push_back({draft.event.owner, draft.event.id, plain.part, sealed.back().key});
    }
    parts.push_back(std::move(sealed));
    return {};
  };
  std::lock_guard lock(rng_mutex_);
  for (Draft& draft : batch.drafts) PM_TRY(seal(draft));
  for (Draft& draft : batch.accesses) PM_TRY(seal(draft));
  return keys;
}

Result<Appended> Store::Append(Batch batch) {
  PM_TRY(CheckBatch(batch));
  Waiting waiting{std::move(batch), {}, {}, std::nullopt, false};
  PM_ASSIGN(waiting.keys, SealParts(waiting.batch, waiting.parts));
  std::unique_lock lock(queue_mutex_);
  queue_.push_back(&waiting);
  while (!waiting.done) {
    queue_turn_.wait(lock, [&] { return waiting.done || !leading_; });
    if (!waiting.done) Lead(lock);
  }
  return std::move(*waiting.outcome);
}

// Commits for those who wait, oldest first; whoever comes meanwhile waits for the next commit.
void Store::Lead(std::unique_lock<std::mutex>& lock) {
  leading_ = true;
  std::vector<Waiting*> group;
  std::size_t events = 0;
  while (!queue_.empty() && (group.empty() || events + queue_.front()->events() <= kGroupEventsMax)) {
    events += queue_.front()->events();
    group.push_back(queue_.front());
    queue_.pop_front();
  }
  lock.unlock();
  {
    std::lock_guard write_lock(write_mutex_);
    CommitGroup(group);
  }
  lock.lock();
  for (Waiting* waiting : group) waiting->done = true;
  leading_ = false;
  queue_turn_.notify_all();
}

void Store::CommitGroup(std::vector<Waiting*>& group) {
  // A batch that was refused keeps its own error.
  auto fail = [](std::span<Waiting* const> batches, const Error& error) {
    for (Waiting* waiting : batches) {
      if (!waiting->outcome || waiting->outcome->ok()) waiting->outcome = Result<Appended>(error);
    }
  };
  // Keys first: an event whose part nobody can open would be a loss, a key without an event is only swept.
  std::vector<PartKey> keys;
  for (Waiting* waiting : group) keys.insert(keys.end(), waiting->keys.begin(), waiting->keys.end());
  if (Result<void> kept = key_store_->Put(keys); !kept.ok()) return fail(group, kept.error());
  auto end = Ended::kInCommit;
  Result<void> written = WriteGroup(group, end);
  if (!written.ok()) fail(group, written.error());
  // The database refused something of one of them. Nothing is written yet, and it shall not be its neighbours' failure.
  if (!written.ok() && end == Ended::kBeforeCommit && group.size() > 1) {
    for (Waiting* waiting : group) {
      Result<void> alone = WriteGroup(std::span(&waiting, 1), end);
      if (!alone.ok()) fail(std::span(&waiting, 1), alone.error());
      if (!alone.ok() && end == Ended::kNotBegun) break;  // the others have heard that it failed
      written = alone.ok() ? alone : written;
    }
  }
  if (written.ok()) SignWhereDue();
}

// A group where others' transactions are in its way is written again.
Result<void> Store::WriteGroup(std::span<Waiting* const> group, Ended& end) {
  for (int tries = 1;; ++tries) {
    end = Ended::kNotBegun;
    Result<void> written = WriteTransaction(group, end);
    if (written.ok()) {
      ++commits_;
      pending_notes_.clear();
      return written;
    }
    bool again = writer_->MayBeRepeated() && tries < kTransactionTriesMax;
    writer_->Rollback();
    ForgetUncommitted();
    ReloadLogs();
    if (!again) return written;
  }
}

// One transaction over the batches of a group. A batch that is refused before anything of it is written leaves the
// others as they are; where this function fails, nothing of any of them was written.
Result<void> Store::WriteTransaction(std::span<Waiting* const> group, Ended& end) {
  for (Waiting* waiting : group) waiting->outcome.reset();
  PM_TRY(writer_->Begin());
  end = Ended::kBeforeCommit;
  PM_TRY(LockOwners(group));
  PM_TRY(WritePendingNotes());
  group_logs_.clear();
  PM_ASSIGN(auto repeated, FindRepeated(group));
  for (Waiting* waiting : group) {
    Batch& batch = waiting->batch;
    const std::string command = OnlyCommand(batch);
    auto known = command.empty() ? repeated.end() : repeated.find({batch.owner, command});
    if (known != repeated.end()) {
      waiting->outcome = Result<Appended>(known->second);
      continue;
    }
    std::vector<Written> drafts;
    Result<void> prepared = PrepareBatch(batch, drafts);
    if (!prepared.ok()) {
      waiting->outcome = Result<Appended>(prepared.error());
      continue;
    }
    PM_ASSIGN(Appended appended, WriteBatch(*waiting, drafts));
    if (!command.empty()) repeated[{batch.owner, command}] = {appended.first_seq, appended.events, {}, true};
    waiting->outcome = Result<Appended>(std::move(appended));
  }
  for (const auto& [key, grown] : group_logs_) {
    if (grown) PM_TRY(logs_.at(key).writer.Flush(*writer_));
  }
  PM_TRY(writer_->SendRows());
  end = Ended::kInCommit;
  return writer_->Commit();
}

Result<void> Store::LockOwners(std::span<Waiting* const> group) {
  std::set<std::int64_t> owners;
  for (const Waiting* waiting : group) {
    auto authority = authorities_.find(waiting->batch.owner);
    if (authority != authorities_.end()) owners.insert(authority->second.owner);
  }
  for (std::int64_t owner : owners) PM_TRY(writer_->LockLogs(owner));
  return {};
}

// After a commit that failed: the logs as the database has them.
void Store::ReloadLogs() {
  for (auto& [key, log] : logs_) {
    // Current() loads it anew, unless the database's is empty too.
    auto empty = LogWriter::Load(*writer_, key, 0);
    if (empty.ok()) log.writer = std::move(*empty);
  }
}

// Handling classes that a rolled-back transaction numbered are not there.
void Store::ForgetUncommitted() {
  classes_.clear();
  last_class_.reset();
}

// What was carried out before of a group's commands, by owner and command.
Result<Store::Repeated> Store::FindRepeated(std::span<Waiting* const> group) {
  std::map<std::int64_t, std::vector<std::pair<std::string, std::string>>> asked;  // by owner: code, command
  for (const Waiting* waiting : group) {
    const std::string command = OnlyCommand(waiting->batch);
    auto authority = authorities_.find(waiting->batch.owner);
    if (!command.empty() && authority != authorities_.end()) {
      asked[authority->second.owner].emplace_back(waiting->batch.owner, command);
    }
  }
  Repeated found;
  for (const auto& [owner, commands] : asked) {
    for (std::size_t at = 0; at < commands.size(); at += kCommandsAsked) {
      // The last one stands in the places that are left.
      auto command = [&](std::size_t i) { return Value::Text(commands[std::min(at + i, commands.size() - 1)].second); };
      PM_TRY(writer_->Query(
          "SELECT command, seq, events FROM command WHERE owner = $1 AND command IN ($2, $3, $4, $5, $6, $7, $8, $9)",
          {owner, command(0), command(1), command(2), command(3), command(4), command(5), command(6), command(7)},
          [&](const Row& row) {
            found[{commands[0].first, std::string(row.Text(0))}] = {row.Integer(1), row.Integer(2), {}, true};
            return Result<void>{};
          }));
    }
  }
  return found;
}

// The log as it is in this transaction: read once, as its row is locked, and grown by the batches before.
Result<Store::OpenLog*> Store::LogOfGroup(LogKey key) {
  if (group_logs_.contains(key)) return &logs_.at(key);
  PM_ASSIGN(OpenLog * log, Current(key));
  group_logs_[key] = false;
  return log;
}

// Everything that can be refused without the database's word, before anything is written. No log grows here.
Result<void> Store::PrepareBatch(Batch& batch, std::vector<Written>& out) {
  auto authority = authorities_.find(batch.owner);
  if (authority == authorities_.end()) {
    return Error{Code::kNotFound, "authority \"" + batch.owner + "\" is not kept in this database", "authority"};
  }
  for (Stream stream : {Stream::kRecord, Stream::kAccess}) {
    bool records = stream == Stream::kRecord;
    std::vector<Draft>& drafts = records ? batch.drafts : batch.accesses;
    if (drafts.empty()) continue;
    PM_ASSIGN(OpenLog * log, LogOfGroup({authority->second.owner, stream}));
    if (!log->closed_because.empty()) {
      return Error{Code::kCorrupt, log->closed_because + "; it takes no events until it is restored", "authority"};
    }
    std::int64_t seq = log->writer.size();
    if (records && batch.expected_size && *batch.expected_size != seq) {
      return Error{Code::kConflict, "the log of " + batch.owner + " has grown meanwhile; read again", ""};
    }
    std::size_t first = out.size();
    for (Draft& draft : drafts) {
      if (draft.caused_by) draft.event.cause = out[first + *draft.caused_by].leaf;
      draft.event.seq = seq++;
      draft.event.at = clock_.Now();
      Written written;
      PM_ASSIGN(written.bytes, model::Encode(draft.event));
      written.leaf = ledger::LeafHash(written.bytes);
      if (records) {
        PM_ASSIGN(written.rows, options_.apply(draft.event));
      }
      out.push_back(std::move(written));
    }
  }
  return {};
}

Result<Appended> Store::WriteBatch(const Waiting& waiting, const std::vector<Written>& written) {
  const Batch& batch = waiting.batch;
  std::int64_t owner = authorities_.at(batch.owner).owner;
  Appended appended;
  std::size_t n = 0;
  for (Stream stream : {Stream::kRecord, Stream::kAccess}) {
    bool records = stream == Stream::kRecord;
    const std::vector<Draft>& drafts = records ? batch.drafts : batch.accesses;
    if (drafts.empty()) continue;
    LogKey key{owner, stream};
    LogWriter& log = logs_.at(key).writer;
    group_logs_[key] = true;
    if (records) appended = Appended{log.size(), static_cast<std::int64_t>(drafts.size()), {}, false};
    for (const Draft& draft : drafts) {
      PM_TRY(WriteDraft(key, draft, written[n], waiting.parts[n]));
      log.Add(written[n].leaf);
      if (records) appended.leaves.push_back(written[n].leaf);
      ++n;
    }
    if (records) PM_TRY(WriteCommands(owner, batch, appended.first_seq));
  }
  if (batch.run) PM_TRY(WriteRun(owner, *batch.run));
  return appended;
}

Result<void> Store::WriteDraft(LogKey key, const Draft& draft, const Written& written,
                               const std::vector<ledger::SealedPart>& parts) {
  const model::Event& event = draft.event;
  auto stream = static_cast<int>(key.stream);
  PM_TRY(writer_->Insert(
      kEvents, {key.owner, stream, event.seq, Value::Blob(base::View(event.id.bytes)), Value::Blob(written.bytes)}));
  for (std::size_t i = 0; i < parts.size(); ++i) {
    PM_TRY(writer_->Insert(kSealedParts, {key.owner, stream, event.seq, Value::Text(draft.sealed[i].part),
                                          Value::Blob(base::View(parts[i].salt)), Value::Blob(parts[i].ciphertext)}));
  }
  if (key.stream != Stream::kRecord) return {};
  PM_ASSIGN(std::int64_t handling_class, ClassOf(key.owner, event.handling));
  PM_TRY(WriteRows(*writer_, key.owner, event.seq, handling_class, written.rows));
  return written.rows.erased.empty() ? Result<void>{} : SetSetting(*writer_, kErasing, event.id.ToText());
}

}  // namespace proofmark::store
