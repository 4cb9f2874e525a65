// SPDX-License-Identifier: Apache-2.0
// A Store is the memory of a node: the logs of its authorities, and the rows that Apply makes of them.
//
//   PM_ASSIGN(auto store, Store::Open({.url = "sqlite:proofmark.db", .apply = apply}, clock, rng));
//   PM_TRY(store->AddAuthority("BR-RJ", "Civil Police of Rio de Janeiro"));
//   PM_ASSIGN(Appended done, store->Append(std::move(batch)));        // durable, or nothing of it happened
//   PM_ASSIGN(StoredRecord record, store->ReadRecord(view, id));      // only what the view sees
//
// What Append promises: when it returns, the events are on disk with their digests in the tree and their rows
// readable; all of a batch or nothing. A batch whose outcome was never heard (a crash) may be there: repeating it with
// the same command answers the first outcome and adds nothing. Concurrent calls share one commit.
// A checkpoint is cut every kCheckpointEvents events or kCheckpointMs, signed only behind the commit that it covers.
// A log that is behind what was signed last takes no events and signs nothing (docs/operating/damage.md).
//
// All functions are safe from any thread. Errors, first that applies: kNotFound (no such authority; hidden or missing
// thing), kCorrupt (a digest, a log behind its checkpoint), kPrecondition, kConflict (another writer was faster; a
// command used twice), kTooLarge, kInvalid, kUnavailable (disk, lock).
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "base/time.h"
#include "ledger/checkpoint.h"
#include "model/event.h"
#include "store/engine.h"
#include "store/key_folder.h"
#include "store/key_store.h"
#include "store/log.h"
#include "store/rows.h"
#include "store/view.h"

namespace proofmark::store {

inline constexpr std::int64_t kCheckpointEvents = 1000;
inline constexpr std::int64_t kCheckpointMs = 1000;
inline constexpr std::size_t kBatchEventsMax = 20'000;
inline constexpr std::size_t kGroupEventsMax = 20'000;  // shared by one commit
inline constexpr std::int64_t kOrphanKeyAgeMs = 3'600'000;
inline constexpr std::size_t kPartsDestroyedAtOnce = 1000;  // in one transaction
// The setting that says: something was erased, and the files are not yet known to be clean. Its value is new each time.
inline constexpr const char* kErasing = "erasing";

// The setting that counts how often all rows of an owner were made anew and came out otherwise, or may have.
inline constexpr const char* kRowsMade = "rows_made";

// Set while a restore is not ended: its value names the backup. Nobody may read meanwhile.
inline constexpr const char* kRestoring = "restoring";
// In the database of a backup: when it was made. It takes no events and signs nothing.
inline constexpr const char* kBackupMade = "backup";

// The rows of one event: pure, and the same for ever for the same event, vocabulary and projection version.
using ApplyFunction = std::function<base::Result<Rows>(const model::Event&)>;

struct Options {
  std::string url;
  std::string keys;  // folder; KeyFolder::Beside(url) where empty
  ApplyFunction apply;
  std::string vocabulary_version;  // another one than last time: everything is projected anew
  WhereMissing where_missing = WhereMissing::kMake;
  bool ends_restore = false;  // opens a database that a restore has filled and nobody may read yet
  // Told behind each commit of Append: events that became durable, and how long key store and log took. Must be quick.
  std::function<void(std::int64_t events, std::chrono::microseconds took)> on_commit{};
};

struct Authority {
  std::int64_t owner = 0;
  std::string code;
  std::string name;
  ledger::PublicKey public_key{};
};

struct PlainPart {
  std::string part;
  std::string plaintext;
};

// An event to be: without seq, at and sealed references, which Append gives it.
struct Draft {
  model::Event event;
  std::vector<PlainPart> sealed;         // in order of part
  std::optional<std::size_t> caused_by;  // a draft before it in the batch: its leaf hash becomes the cause
};

// Where an import stands; saved with the events that it speaks of.
struct ImportRun {
  std::string run;        // "import:ULID"
  base::Digest digest{};  // of file and mapping
  std::string state;      // JSON, the importer's own
  bool done = false;
};

// A log that goes on without an end that was signed and is lost (docs/operating/backup.md).
struct Reopening {
  Stream stream = Stream::kRecord;
  std::int64_t size = 0;                   // of what is there
  std::int64_t epoch = 1;                  // in which it goes on
  std::optional<ledger::Checkpoint> lost;  // what was signed last; nothing where nobody knows
};

struct Batch {
  std::string owner;
  std::vector<Draft> drafts;                  // for the owner's log
  std::vector<Draft> accesses;                // for the owner's access log
  std::optional<std::int64_t> expected_size;  // kConflict where the log is not that long
  std::optional<ImportRun> run;
  std::vector<Reopening> reopens;  // the drafts say so
};

struct Appended {
  std::int64_t first_seq = 0;
  std::int64_t events = 0;
  std::vector<base::Digest> leaves;  // of the drafts; empty when repeated
  bool repeated = false;             // the command was carried out before
};

struct StoredEvent {
  std::int64_t owner = 0;
  Stream stream = Stream::kRecord;
  base::Digest leaf{};
  std::string bytes;
  model::Event event;
};

struct StoredLife {
  std::int64_t seq = 0;
  LifeRow row;
  bool stands = true;
};

struct StoredRecord {
  model::ThingId id;
  std::int64_t first_seq = 0;
  std::int64_t content_seq = 0;  // of the event that holds the present content
  RecordRow row;
  std::vector<MarkRow> marks;
  std::vector<StoredLife> life;  // by seq
};

// A record as a search index takes it in.
struct ScannedRecord {
  model::ThingId id;
  std::int64_t owner = 0;
  std::int64_t handling_class = 0;
  std::string source_id;  // the first of its register rows; empty where no register told it
  RecordRow row;
  std::vector<MarkRow> marks;
  std::vector<LifeRow> life;  // what stands, by seq
};

struct StoredLink {
  std::string record;
  std::string other;
  std::string state;  // confirmed, rejected, unlinked
  std::string owner;  // in whose log the event stands
  std::int64_t seq = 0;
};

struct StoredHit {
  std::string id;  // "OWNER.hit.ULID"
  std::string owner;
  HitRow row;
  std::int64_t raised_seq = 0;
  std::int64_t seq = 0;  // of its latest event
};

struct StoredCase {
  model::ThingId id;
  std::int64_t first_seq = 0;
  std::int64_t content_seq = 0;  // of the event that holds the present content
  CaseRow row;
};

struct StoredStep {
  std::int64_t seq = 0;
  CaseStepRow row;
};

struct StoredAlert {
  std::string owner;
  std::int64_t seq = 0;
  AlertRow row;
};

// Where a sealed part stands.
struct PartPlace {
  Stream stream = Stream::kRecord;
  std::int64_t seq = 0;
  std::string part;
};

// A sealed part that is there, with the event that it belongs to; never what it says.
struct SealedPartAt {
  PartPlace place;
  model::Event event;
  base::Digest leaf{};  // of the event
};

// A line of an erasure list: by its event's identifier, so that another state of the log finds it too, and with what
// the `erased` event said, so that it can be said again where that state does not have it.
struct ErasedPart {
  std::string owner;
  Stream stream = Stream::kRecord;
  base::Ulid event;
  std::string part;
  std::string ground{};
  std::optional<std::string> rule{};
  std::optional<std::string> reference{};
};

// What a register's row became.
struct RegisterEntry {
  base::Ulid record;
  std::string content;
  std::optional<std::string> as_of;
  std::int64_t content_seq = 0;
};

class Store {
 public:
  static base::Result<std::unique_ptr<Store>> Open(Options options, base::Clock& clock, base::Rng& rng);
  // Signs what is not signed yet. A failure is kept for the next start, which compares all the same.
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // Makes key and logs. kConflict where it is there already.
  base::Result<void> AddAuthority(const std::string& code, const std::string& name);
  base::Result<std::vector<Authority>> Authorities();
  base::Result<Authority> FindAuthority(const std::string& code);

  base::Result<Appended> Append(Batch batch);
  // Several owners' batches, one commit where they fit into one. The first error; others may have been written.
  base::Result<void> AppendTogether(std::vector<Batch> batches);
  // A signed note over all of a log, now; signed before if nothing was added since.
  base::Result<std::string> SignCheckpoint(const std::string& owner, Stream stream);

  // Erasing. First the `erased` events are appended: from then on the parts are told to nobody. Then DestroyParts or
  // FinishErasures destroys key, salt and ciphertext, and every copy of them in the files. What a crash or another
  // program's long reading interrupts goes on at the next Open and at the next FinishErasures.
  // kUnavailable where another program still reads: keys and rows are gone, old copies of them in the files are not
  // yet.
  base::Result<void> DestroyPart(const std::string& owner, Stream stream, std::int64_t seq, const std::string& part);
  base::Result<void> DestroyParts(const std::string& owner, const std::vector<PartPlace>& parts);
  // Destroys every part of which an `erased` event speaks and that is still there. How many those were.
  base::Result<std::int64_t> FinishErasures();
  // Destroys what a list names and this state of the database still has; needs no events, and writes none. Gives back
  // the parts that stand in an event here of which no `erased` event speaks. For a restore.
  base::Result<std::vector<ErasedPart>> ReplayErasures(const std::vector<ErasedPart>& list);
  // Everything of an owner that was erased, in order. Names no person. The function must not call the Store.
  base::Result<void> ListErasures(const std::string& owner,
                                  const std::function<base::Result<void>(const ErasedPart&)>& each);
  // The parts of one log that are there and were not erased, from `from_seq` on in order, until `each` says false.
  // Where `subjects` are given, of events about those alone. The function must not call the Store.
  base::Result<void> ScanSealed(const std::string& owner, Stream stream, std::int64_t from_seq,
                                const std::vector<std::string>& subjects,
                                const std::function<bool(SealedPartAt)>& each);
  // The seq of the `erased` event of a part; nothing where it was not erased.
  base::Result<std::optional<std::int64_t>> ErasedBy(const std::string& owner, const PartPlace& place);
  // Where an event stands; nothing where there is none. Tells nothing of it.
  base::Result<std::optional<PartPlace>> FindEvent(const model::ThingId& event);
  // The event of a part, also of one that is gone. kNotFound where there is no such event.
  base::Result<SealedPartAt> EventOfPart(const std::string& owner, const PartPlace& place);

  // Reading.
  base::Result<StoredEvent> ReadEvent(const View& view, const std::string& owner, std::int64_t seq);
  base::Result<StoredRecord> ReadRecord(const View& view, const model::ThingId& id);
  // The handling that a record bears now, which may be another one than its events were written under.
  base::Result<model::Handling> HandlingOf(const View& view, const model::ThingId& record);
  base::Result<std::vector<model::ThingId>> ListRecords(const View& view, const std::string& owner,
                                                        const std::optional<base::Ulid>& after, std::int64_t limit);
  base::Result<std::vector<model::ThingId>> FindBySourceId(const View& view, const std::string& source_id,
                                                           std::int64_t limit);
  base::Result<std::vector<model::ThingId>> FindByCase(const View& view, const std::string& case_ref,
                                                       std::int64_t limit);
  // What a register's number became: the record of that content, if there is one, and at most 16 others.
  base::Result<std::vector<RegisterEntry>> FindRegisterEntries(const View& view, const std::string& owner,
                                                               const std::string& source, const std::string& source_id,
                                                               std::string_view content);
  // All records of an owner in order of their ids, for an index. The function must not call the Store.
  base::Result<void> ScanRecords(const View& view, const std::string& owner,
                                 const std::function<void(ScannedRecord)>& each);
  // One record as ScanRecords gives it, but for its register's number.
  base::Result<ScannedRecord> ScanRecord(const View& view, const model::ThingId& id);
  // Links that name the record, from either side, in any kept owner's log; all links where `record` is empty.
  base::Result<std::vector<StoredLink>> Links(const View& view, const std::string& record);
  // Hits in order of their ids; of one record (on either side) where `record` is not empty.
  base::Result<std::vector<StoredHit>> Hits(const View& view, const std::string& record);
  base::Result<StoredHit> ReadHit(const View& view, const model::ThingId& id);
  // Cases of that reference, of all owners, in order of owner and identifier.
  base::Result<std::vector<StoredCase>> FindCases(const View& view, const std::string& reference);
  base::Result<StoredCase> ReadCase(const View& view, const model::ThingId& id);
  // The steps done in a case, in order of their recording.
  base::Result<std::vector<StoredStep>> StepsOf(const View& view, const model::ThingId& id);
  // Cases of all owners, newest first: those older than `before`, and where `text` is not empty, those with it in their
  // reference, in whatever case. At most `limit`.
  base::Result<std::vector<StoredCase>> ListCases(const View& view, const std::optional<base::Ulid>& before,
                                                  const std::string& text, std::int64_t limit);
  // The seq of each `file_attached` of a record or a case, in order of their recording.
  base::Result<std::vector<std::int64_t>> FilesOf(const View& view, const model::ThingId& thing);
  // What an owner was told, from `from_seq` on.
  base::Result<std::vector<StoredAlert>> Alerts(const View& view, const std::string& owner, std::int64_t from_seq,
                                                std::int64_t limit);
  // Life events of an owner from `from_seq` on, in order, that stand.
  base::Result<std::vector<StoredLife>> LifeSince(const View& view, const std::string& owner, std::int64_t from_seq,
                                                  std::int64_t limit);
  // The kinds of an owner's life events that stand.
  base::Result<std::set<std::string>> KindsOfLife(const View& view, const std::string& owner);
  // Records whose content a correction at or behind `from_seq` gave.
  base::Result<std::vector<base::Ulid>> CorrectedSince(const View& view, const std::string& owner,
                                                       std::int64_t from_seq);
  // A life event by its identifier, whether it stands or not.
  base::Result<StoredLife> FindLife(const View& view, const model::ThingId& event);
  // Events from `from_seq` to `to_seq` that hold the text, such as an identifier; goes through their bytes.
  base::Result<std::vector<StoredEvent>> EventsNaming(const View& view, const std::string& owner, std::string_view text,
                                                      std::int64_t from_seq, std::int64_t to_seq);
  // The plaintext of a sealed part; nothing where it was erased.
  base::Result<std::optional<std::string>> OpenPart(const View& view, const StoredEvent& event,
                                                    const std::string& part);

  // For the access policy, the importer and whoever carries out commands: no record is told by these.
  // Entries of an owner's access log before `before_seq` that hold the text, newest first; goes through their bytes.
  base::Result<std::vector<StoredEvent>> AccessesNaming(const std::string& owner, std::string_view text,
                                                        std::int64_t before_seq, std::int64_t limit);
  // The events of a command; nothing where it was never carried out.
  base::Result<std::optional<Appended>> FindCommand(const std::string& owner, const std::string& command);
  base::Result<std::vector<HandlingClass>> HandlingClasses();
  base::Result<std::int64_t> LogSize(const std::string& owner, Stream stream);
  // The root of a log as it was at a length, from its tiles. kPrecondition where the log is not so long.
  base::Result<base::Digest> RootAt(const std::string& owner, Stream stream, std::int64_t size);
  // Which making of rows these are: another text once they were made anew from the logs and came out otherwise, or may
  // have. For whoever keeps what he read of them.
  base::Result<std::string> RowsMade();
  base::Result<std::optional<ImportRun>> FindOpenRun(const std::string& owner, const base::Digest& digest);
  base::Result<std::array<std::uint8_t, 32>> ContentSecret(const std::string& owner);
  // How far reactions have read an owner's log: the first seq that they have not seen.
  base::Result<std::int64_t> Reacted(const std::string& owner);
  base::Result<void> SetReacted(const std::string& owner, std::int64_t seq);
  // What was wrong with a log when it was opened: it takes nothing. Empty where all is well.
  base::Result<std::string> WhyClosed(const std::string& owner, Stream stream);
  // The logs of an owner that wait for events that were signed, or of which nobody knows what was signed.
  base::Result<std::vector<Reopening>> LogsThatWait(const std::string& owner);
  // Compares logs that wait with what was signed, again: behind an import, or where reopening failed.
  base::Result<void> Reconsider(const std::string& owner);
  // The parts whose keys were destroyed and of which events are here and no `erased` event speaks; without a ground.
  // Their rows are destroyed first, where they are still there.
  base::Result<std::vector<ErasedPart>> DestroyForgotten();
  // The last step of a restore: lets others in.
  base::Result<void> EndRestore();

  base::Clock& clock() { return clock_; }
  base::Rng& rng() { return rng_; }
  const KeyFolder& keys() const { return keys_; }
  const std::string& url() const { return options_.url; }
  // Transactions in which Append wrote, since the Store was opened: several calls share one.
  std::int64_t Commits() const { return commits_; }
  const ApplyFunction& apply() const { return options_.apply; }

 private:
  friend class Audit;  // verify, prove, export, rebuild: over whole logs, for the administrator
  friend class Scrub;  // the same, a slice at a time
  friend class LogImport;

  struct Waiting;
  struct OpenLog {
    std::string owner_code;
    std::int64_t epoch = 1;
    LogWriter writer;
    std::int64_t signed_size = 0;
    std::int64_t signed_at_ms = 0;
    std::string closed_because;
    bool waits = false;     // closed for what is not here: an import or a reopening opens it
    bool compared = false;  // with what was signed last, since the database was reached
  };

  Store(Options options, base::Clock& clock, base::Rng& rng);
  // An event whose digest is the tree's; `not_there` where there is none. Under read_mutex_.
  base::Result<StoredEvent> ReadProved(const Authority& authority, Stream stream, std::int64_t seq,
                                       const base::Error& not_there);
  base::Result<void> OpenLogs();
  base::Result<void> ReprojectIfStale();
  base::Result<void> ReprojectOwner(std::int64_t owner);
  base::Result<void> CountRowsMade();
  base::Result<OpenLog*> Current(LogKey key);
  base::Result<std::int64_t> InsertAuthority(const Authority& authority, std::int64_t epoch, std::int64_t access_epoch);
  base::Result<void> CompareWithSigned(LogKey key, OpenLog& log, const ledger::PublicKey& key_of_owner);

  base::Result<std::vector<PartKey>> SealParts(Batch& batch, std::vector<std::vector<ledger::SealedPart>>& parts);
  void Lead(std::unique_lock<std::mutex>& lock);
  void AwaitCommit(std::unique_lock<std::mutex>& lock, const Waiting& waiting);
  void CommitGroup(std::vector<Waiting*>& group);
  void TellCommit(const std::vector<Waiting*>& group, std::chrono::steady_clock::duration took) const;
  base::Result<void> WriteGroup(std::vector<Waiting*>& group,
                                std::vector<std::optional<base::Result<Appended>>>& outcomes);
  std::set<std::int64_t> OwnersOf(const std::vector<Waiting*>& group) const;
  base::Result<void> LockOwners(const std::set<std::int64_t>& owners);
  base::Result<Appended> WriteBatch(Waiting& waiting);
  base::Result<std::optional<Appended>> FindRepeated(const Batch& batch, std::int64_t owner);
  base::Result<std::string> WhyHeld(const std::string& log);
  base::Result<void> AcceptLosses(std::int64_t owner, const Batch& batch);
  base::Result<base::Digest> WriteEvent(LogKey key, OpenLog& log, const model::Event& event, std::string_view bytes);
  base::Result<void> WriteSealed(LogKey key, std::int64_t seq, std::string_view part, std::string_view salt,
                                 std::string_view ciphertext);
  base::Result<base::Digest> WriteDraft(LogKey key, OpenLog& log, Draft& draft,
                                        const std::vector<ledger::SealedPart>& parts);
  base::Result<void> WriteDrafts(LogKey key, Waiting& waiting, Appended& appended);
  base::Result<void> WriteCommands(std::int64_t owner, const Batch& batch, std::int64_t first_seq);
  base::Result<void> WriteRun(std::int64_t owner, const ImportRun& run);
  base::Result<std::int64_t> ClassOf(std::int64_t owner, const model::Handling& handling);
  void ForgetUncommitted();
  void ReloadLogs();

  base::Result<void> DestroyErasedKeys(const std::string& owner);
  base::Result<void> DestroyKeysAndRows(const Authority& authority, const std::vector<PartPlace>& parts);
  base::Result<void> OverwriteErased();
  base::Result<void> MarkErasing(const std::string& mark, const std::optional<std::string>& only_after);

  base::Result<std::string> Sign(LogKey key, OpenLog& log);
  base::Result<void> WritePendingNotes(const std::set<std::int64_t>& owners);
  base::Result<void> CommitPendingNotes(const std::set<std::int64_t>& owners);
  base::Result<void> WriteNote(LogKey log, std::int64_t size, const std::string& note);
  void ForgetPendingNotes(const std::set<std::int64_t>& owners);
  void SignWhereDue();

  Options options_;
  base::Clock& clock_;
  base::Rng& rng_;
  KeyFolder keys_;
  std::unique_ptr<KeyStore> key_store_;
  std::map<std::string, std::unique_ptr<ledger::Signer>> signers_;

  std::mutex rng_mutex_;  // for sealing
  std::mutex queue_mutex_;
  std::condition_variable queue_turn_;
  std::deque<Waiting*> queue_;
  bool leading_ = false;
  std::atomic<std::int64_t> commits_ = 0;

  std::recursive_mutex write_mutex_;  // writer_, logs_, classes_, authorities_, pending_notes_
  std::unique_ptr<Engine> writer_;
  std::map<LogKey, OpenLog> logs_;
  std::map<std::string, Authority> authorities_;
  std::map<std::pair<std::int64_t, std::string>, std::int64_t> classes_;
  std::optional<std::pair<std::pair<std::int64_t, model::Handling>, std::int64_t>> last_class_;
  struct PendingNote {
    LogKey log;
    std::int64_t size;
    std::string note;
  };
  std::vector<PendingNote> pending_notes_;

  std::mutex read_mutex_;
  std::unique_ptr<Engine> reader_;
};

}  // namespace proofmark::store
