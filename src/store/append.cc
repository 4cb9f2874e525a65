// SPDX-License-Identifier: Apache-2.0
// Append: sealing, sharing one commit, and writing events, tiles and rows in one transaction.
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

namespace {

constexpr int kTransactionTriesMax = 8;  // a group is written so often where others' transactions are in its way

constexpr Target kEvents{"event", "owner, stream, seq, id, body"};
constexpr Target kSealedParts{"sealed", "owner, stream, seq, part, salt, ciphertext"};
constexpr Target kCommands{"command", "owner, command, seq, events"};

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
  AwaitCommit(lock, waiting);
  return std::move(*waiting.outcome);
}

Result<void> Store::AppendTogether(std::vector<Batch> batches) {
  std::deque<Waiting> all;
  for (Batch& batch : batches) {
    PM_TRY(CheckBatch(batch));
    all.push_back({std::move(batch), {}, {}, std::nullopt, false});
    PM_ASSIGN(all.back().keys, SealParts(all.back().batch, all.back().parts));
  }
  std::unique_lock lock(queue_mutex_);
  for (Waiting& waiting : all) queue_.push_back(&waiting);
  for (Waiting& waiting : all) AwaitCommit(lock, waiting);
  for (Waiting& waiting : all) PM_TRY(*waiting.outcome);
  return {};
}

void Store::AwaitCommit(std::unique_lock<std::mutex>& lock, const Waiting& waiting) {
  while (!waiting.done) {
    queue_turn_.wait(lock, [&] { return waiting.done || !leading_; });
    if (!waiting.done) Lead(lock);
  }
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

void Store::TellCommit(const std::vector<Waiting*>& group, std::chrono::steady_clock::duration took) const {
  if (!options_.on_commit) return;
  std::int64_t events = 0;
  for (const Waiting* one : group) {
    if (!one->outcome->ok() || (*one->outcome)->repeated) continue;
    events += std::ssize(one->batch.drafts) + std::ssize(one->batch.accesses);
  }
  options_.on_commit(events, std::chrono::duration_cast<std::chrono::microseconds>(took));
}

void Store::CommitGroup(std::vector<Waiting*>& group) {
  auto fail_all = [&](const Error& error) {
    for (Waiting* waiting : group) waiting->outcome = Result<Appended>(error);
  };
  // Keys first: an event whose part nobody can open would be a loss, a key without an event is only swept.
  std::vector<PartKey> keys;
  for (Waiting* waiting : group) keys.insert(keys.end(), waiting->keys.begin(), waiting->keys.end());
  const auto started = std::chrono::steady_clock::now();
  if (Result<void> kept = key_store_->Put(keys); !kept.ok()) return fail_all(kept.error());
  for (int tries = 1;; ++tries) {
    std::vector<std::optional<Result<Appended>>> outcomes(group.size());
    Result<void> written = WriteGroup(group, outcomes);
    if (!written.ok() && writer_->MayBeRepeated() && tries < kTransactionTriesMax) continue;
    for (std::size_t i = 0; i < group.size(); ++i) {
      bool own = outcomes[i] && (written.ok() || !outcomes[i]->ok());
      group[i]->outcome = own ? std::move(*outcomes[i]) : Result<Appended>(written.error());
    }
    if (written.ok()) {
      ++commits_;
      TellCommit(group, std::chrono::steady_clock::now() - started);
      SignWhereDue();
    }
    return;
  }
}

// One transaction over the batches of a group. A batch that is refused leaves the others as they are; where this
// function fails, nothing of any of them was written.
Result<void> Store::WriteGroup(std::vector<Waiting*>& group, std::vector<std::optional<Result<Appended>>>& outcomes) {
  const std::set<std::int64_t> owners = OwnersOf(group);
  auto write = [&]() -> Result<void> {
    PM_TRY(writer_->Begin());
    PM_TRY(LockOwners(owners));
    PM_TRY(WritePendingNotes(owners));
    bool alone = group.size() == 1;  // needs no savepoint: its failure is the transaction's
    for (std::size_t i = 0; i < group.size(); ++i) {
      if (!alone) PM_TRY(writer_->Script("SAVEPOINT batch"));
      std::map<LogKey, OpenLog> before = logs_;
      outcomes[i] = WriteBatch(*group[i]);
      if (outcomes[i]->ok()) {
        if (!alone) PM_TRY(writer_->Script("RELEASE batch"));
        continue;
      }
      logs_ = std::move(before);
      ForgetUncommitted();
      // Where a disk is full or broken, SQLite has taken the whole transaction back: its neighbours hear the same.
      if (alone || writer_->MayBeRepeated() || !writer_->Script("ROLLBACK TO batch; RELEASE batch").ok()) {
        return outcomes[i]->error();
      }
    }
    return writer_->Commit();
  };
  Result<void> written = write();
  if (written.ok()) {
    ForgetPendingNotes(owners);
    return written;
  }
  writer_->Rollback();
  ForgetUncommitted();
  ReloadLogs();
  return written;
}

std::set<std::int64_t> Store::OwnersOf(const std::vector<Waiting*>& group) const {
  std::set<std::int64_t> owners;
  for (const Waiting* waiting : group) {
    auto authority = authorities_.find(waiting->batch.owner);
    if (authority != authorities_.end()) owners.insert(authority->second.owner);
  }
  return owners;
}

Result<void> Store::LockOwners(const std::set<std::int64_t>& owners) {
  for (std::int64_t owner : owners) PM_TRY(writer_->LockLogs(owner));
  // Whoever answers now may have an older state than the one that we wrote to.
  if (writer_->WasRenewed()) {
    for (auto& [key, log] : logs_) log.compared = false;
  }
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

Result<std::optional<Appended>> Store::FindRepeated(const Batch& batch, std::int64_t owner) {
  std::optional<Appended> found;
  if (batch.drafts.empty()) return found;
  const std::string& command = batch.drafts[0].event.command;
  // A batch of many commands is an import's: its run says where it stands, and a repeated key fails as a conflict.
  if (batch.drafts.back().event.command != command) return found;
  PM_TRY(writer_->Query("SELECT seq, events FROM command WHERE owner = $1 AND command = $2",
                        {owner, Value::Text(command)}, [&](const Row& row) {
                          found = Appended{row.Integer(0), row.Integer(1), {}, true};
                          return Result<void>{};
                        }));
  return found;
}

Result<Appended> Store::WriteBatch(Waiting& waiting) {
  const Batch& batch = waiting.batch;
  auto authority = authorities_.find(batch.owner);
  if (authority == authorities_.end()) {
    return Error{Code::kNotFound, "authority \"" + batch.owner + "\" is not kept in this database", "authority"};
  }
  std::int64_t owner = authority->second.owner;
  PM_ASSIGN(std::optional<Appended> repeated, FindRepeated(batch, owner));
  if (repeated) return *repeated;
  PM_TRY(AcceptLosses(owner, batch));
  Appended appended;
  for (Stream stream : kStreams) {
    if ((stream == Stream::kRecord ? batch.drafts : batch.accesses).empty()) continue;
    PM_TRY(WriteDrafts({owner, stream}, waiting, appended));
  }
  if (batch.run) PM_TRY(WriteRun(owner, *batch.run));
  PM_TRY(writer_->SendRows());
  return appended;
}

Result<void> Store::WriteDrafts(LogKey key, Waiting& waiting, Appended& appended) {
  Batch& batch = waiting.batch;
  bool records = key.stream == Stream::kRecord;
  PM_ASSIGN(OpenLog * log, Current(key));
  // A server that came back with an older state takes nothing, as at a start.
  if (!log->compared) PM_TRY(CompareWithSigned(key, *log, authorities_.at(batch.owner).public_key));
  if (!log->closed_because.empty()) {
    return Error{Code::kCorrupt, log->closed_because + "; it takes no events until it is restored", "authority"};
  }
  std::int64_t first_seq = log->writer.size();
  if (records && batch.expected_size && *batch.expected_size != first_seq) {
    return Error{Code::kConflict, "the log of " + batch.owner + " has grown meanwhile; read again", ""};
  }
  std::vector<Draft>& drafts = records ? batch.drafts : batch.accesses;
  std::size_t parts_at = records ? 0 : batch.drafts.size();
  std::vector<base::Digest> leaves;
  leaves.reserve(drafts.size());
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    if (drafts[i].caused_by) drafts[i].event.cause = leaves[*drafts[i].caused_by];
    PM_ASSIGN(base::Digest leaf, WriteDraft(key, *log, drafts[i], waiting.parts[parts_at + i]));
    leaves.push_back(leaf);
  }
  PM_TRY(log->writer.Flush(*writer_));
  if (!records) return {};
  PM_TRY(WriteCommands(key.owner, batch, first_seq));
  appended = Appended{first_seq, static_cast<std::int64_t>(drafts.size()), std::move(leaves), false};
  return {};
}

Result<base::Digest> Store::WriteDraft(LogKey key, OpenLog& log, Draft& draft,
                                       const std::vector<ledger::SealedPart>& parts) {
  model::Event& event = draft.event;
  event.seq = log.writer.size();
  event.at = clock_.Now();
  PM_ASSIGN(std::string bytes, model::Encode(event));
  PM_ASSIGN(base::Digest leaf, WriteEvent(key, log, event, bytes));
  for (std::size_t i = 0; i < parts.size(); ++i) {
    PM_TRY(WriteSealed(key, event.seq, draft.sealed[i].part, base::View(parts[i].salt), parts[i].ciphertext));
  }
  return leaf;
}

Result<void> Store::WriteSealed(LogKey key, std::int64_t seq, std::string_view part, std::string_view salt,
                                std::string_view ciphertext) {
  return writer_->Insert(kSealedParts, {key.owner, static_cast<int>(key.stream), seq, Value::Text(part),
                                        Value::Blob(salt), Value::Blob(ciphertext)});
}

// The event at the end of its log, with its rows; the tree's new tiles are written by Flush.
Result<base::Digest> Store::WriteEvent(LogKey key, OpenLog& log, const model::Event& event, std::string_view bytes) {
  PM_TRY(writer_->Insert(kEvents, {key.owner, static_cast<int>(key.stream), event.seq,
                                   Value::Blob(base::View(event.id.bytes)), Value::Blob(bytes)}));
  if (key.stream == Stream::kRecord) {
    PM_ASSIGN(std::int64_t handling_class, ClassOf(key.owner, event.handling));
    PM_ASSIGN(Rows rows, options_.apply(event));
    PM_TRY(WriteRows(*writer_, key.owner, event.seq, handling_class, rows));
    if (!rows.erased.empty()) PM_TRY(SetSetting(*writer_, kErasing, event.id.ToText()));
  }
  base::Digest leaf = ledger::LeafHash(bytes);
  log.writer.Add(leaf);
  return leaf;
}

Result<void> Store::WriteCommands(std::int64_t owner, const Batch& batch, std::int64_t first_seq) {
  for (std::size_t i = 0; i < batch.drafts.size();) {
    const std::string& command = batch.drafts[i].event.command;
    std::size_t end = i + 1;
    while (end < batch.drafts.size() && batch.drafts[end].event.command == command) ++end;
    PM_TRY(writer_->Insert(kCommands, {owner, Value::Text(command), first_seq + static_cast<std::int64_t>(i),
                                       static_cast<std::int64_t>(end - i)}));
    i = end;
  }
  return {};
}

Result<void> Store::WriteRun(std::int64_t owner, const ImportRun& run) {
  int done = run.done ? 1 : 0;
  base::Digest digest = RowDigest(
      "import_run", {owner, Value::Text(run.run), Value::Blob(base::View(run.digest)), Value::Text(run.state), done});
  PM_ASSIGN(bool there,
            IsThere(*writer_, "SELECT 1 FROM import_run WHERE owner = $1 AND run = $2", {owner, Value::Text(run.run)}));
  PM_TRY(writer_->Run(
      "INSERT INTO import_run (owner, run, digest, state, done, row_digest) VALUES ($1, $2, $3, $4, $5, $6) "
      "ON CONFLICT (owner, run) DO UPDATE SET digest = excluded.digest, state = excluded.state, "
      "done = excluded.done, row_digest = excluded.row_digest",
      {owner, Value::Text(run.run), Value::Blob(base::View(run.digest)), Value::Text(run.state), done,
       Value::Blob(base::View(digest))}));
  if (there) return {};
  return CountRow(*writer_, "import_run");
}

// The number of a handling among the owner's; a new one gets the next.
Result<std::int64_t> Store::ClassOf(std::int64_t owner, const model::Handling& handling) {
  if (last_class_ && last_class_->first.first == owner && last_class_->first.second == handling) {
    return last_class_->second;
  }
  std::string body = base::JsonLine(model::HandlingToJson(handling));
  std::pair<std::int64_t, std::string> name{owner, body};
  auto known = classes_.find(name);
  if (known == classes_.end()) {
    std::int64_t number = 0;
    auto take = [&](const Row& row) {
      number = row.Integer(0);
      return Result<void>{};
    };
    PM_TRY(writer_->Query("SELECT class FROM handling_class WHERE owner = $1 AND body = $2", {owner, Value::Text(body)},
                          take));
    if (number == 0) {
      PM_TRY(writer_->Query("SELECT coalesce(max(class), 0) + 1 FROM handling_class WHERE owner = $1", {Value(owner)},
                            take));
      PM_TRY(writer_->Run("INSERT INTO handling_class (owner, class, body) VALUES ($1, $2, $3)",
                          {owner, number, Value::Text(body)}));
    }
    known = classes_.emplace(std::move(name), number).first;
  }
  last_class_ = {{owner, handling}, known->second};
  return known->second;
}

}  // namespace proofmark::store
