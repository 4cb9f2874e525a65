// SPDX-License-Identifier: Apache-2.0
// Proofmark is the whole program behind one door: one method for each question and each command. The command line,
// and later the web service, only turn their words into these calls.
//
//   PM_ASSIGN(auto proofmark, Proofmark::Open({.db = "sqlite:proofmark.db"}, clock, rng));
//   PM_TRY(proofmark->Init("BR-RJ", "Civil Police of Rio de Janeiro"));
//   PM_ASSIGN(Json dossier, proofmark->Show(asking, "BR-RJ.item.01J9ZQ4V7M4W0T5YB3N2K8XH6D"));
//
// Whoever reads is named with purpose and case in the access log before the answer is given. Answers are JSON in which
// a field keeps its name and meaning from one version to the next. Errors: those of the room that does the work;
// kNotFound also for what is hidden. Safe from any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analyse/tracing_statistics.h"
#include "app/accounts.h"
#include "app/commands.h"
#include "app/cursor.h"
#include "app/mark_searcher.h"
#include "app/policy.h"
#include "app/query_watch.h"
#include "base/json.h"
#include "base/result.h"
#include "match/marks/serial_grammar.h"
#include "registry/decide_erasure.h"
#include "registry/decide_item.h"
#include "registry/retention_rules.h"
#include "store/audit.h"
#include "store/scrub.h"
#include "store/store.h"
#include "trace/decide_hit.h"
#include "trace/decide_link.h"
#include "vocab/vocabulary.h"

namespace proofmark::app {

// Told what happens, for counters and the log of the service; by name, never what was asked. Must be quick.
struct Observer {
  std::function<void(std::int64_t)> alerts_raised;
  std::function<void(const std::string& actor, Permission)> access_refused;
  std::function<void(const std::string& actor, const std::string& finding)> fishing_seen;
  std::function<void(std::int64_t events, std::chrono::microseconds took)> committed;
  std::function<void(const std::string& what)> index_noted;  // a snapshot that was not believed
};

struct Settings {
  std::string db;    // "sqlite:PATH"
  std::string keys;  // folder of keys; "PATH.keys" where empty
  std::string data;  // folder of the tables; DataFolder() where empty
  store::WhereMissing where_missing = store::WhereMissing::kMake;
  bool ends_restore = false;  // a database that a restore has filled and nobody may read yet
  QueryWatch::Limits limits{};
  Observer observer{};
  people::HashCost hash_cost{};  // of passwords
  std::string index_folder{};    // for the snapshot of the index; empty: beside an embedded database, else none is kept
  std::int64_t snapshot_records_min = kSnapshotRecordsMin;
};

// Who asks, and why.
struct Asking {
  Actor actor;
  Purpose purpose;
  std::string reason{};  // for questions that look like fishing (query_watch.h)
};

inline constexpr std::size_t kImportBatchRows = 1000;

struct ImportOrder {
  std::string file;  // "-" is standard input
  std::string mapping;
  std::string authority;                      // may be empty where the node keeps one
  std::string errors;                         // file for rejected rows; none where empty
  bool dry_run = false;                       // everything but the writing
  std::size_t batch_rows = kImportBatchRows;  // committed together
};

// Which hits are listed; empty for all.
struct HitFilter {
  std::string authority{};  // whose record is in hand
  std::string state{};      // candidate, compared, confirmed, rejected, inconclusive, withdrawn
};

// Which report is taken back: by its event, or by a record or register number that has one standing report.
struct WithdrawOrder {
  std::string what;     // "OWNER.event.ULID", "OWNER.item.ULID", or a register's own number
  std::string owner{};  // narrows a register's number; may be empty
  std::string date{};   // narrows to a report of that day; may be empty
};

// Whose readings are listed: those of a record or case, or those of a person. One of the two.
struct AccessQuestion {
  std::string record{};
  std::string actor{};
};

// Whose tracing is counted, and when: dates may be partial; the last year and this one where empty.
struct StatisticsQuestion {
  std::string from{};
  std::string to{};
  std::string authority{};  // at the console, where several are kept
};

// What retention destroys: every sealed part that has had its time, of one authority or of all.
struct RetentionOrder {
  std::string authority{};
  std::string as_of{};                                // a day; today where empty
  std::optional<std::int64_t> accesses_after_days{};  // goes before the table (data/retention_rules.csv)
  bool dry_run = false;                               // counts, and writes nothing
};

// Which sealed parts a person has destroyed, and on what ground.
struct EraseOrder {
  std::string what;     // an event, record, hit or case by its identifier; a register's number; a case's reference
  std::string part{};   // of sealed_parts; all of them where empty
  std::string owner{};  // narrows a register's number; may be empty
  std::string by;       // a staff id
  registry::ErasureOrder because;
};

// How a scrub goes on, and to whom it tells what it finds.
struct ScrubOrder {
  std::int64_t events_per_second = store::kScrubEventsPerSecond;
  bool once = false;                                      // to the end of the round that was begun
  std::function<bool(std::int64_t pause_ms)> pause;       // false: it is to stop
  std::function<void(const store::ScrubFinding&)> found;  // as it is found
};

// A backup (store/backup.h) into an empty database.
struct RestoreRequest {
  std::string from;                         // its folder
  std::vector<std::string> notes;           // signed notes kept elsewhere
  std::vector<store::ErasedPart> erasures;  // erasure_list.h; besides what the key folder remembers
};

// Who gives up events that were signed and are lost, and why.
struct ReopenOrder {
  std::string authority;                    // may be empty where the node keeps one
  std::string by;                           // a staff id
  std::string reason;                       // never a name
  std::vector<store::ErasedPart> erasures;  // with their grounds; others get `erased_before`
};

// The data/ folder: $PROOFMARK_DATA, or beside the program as built or as installed.
std::string DataFolder();

// A file as it was attached: what it is called here never comes from whoever sent it.
struct FileContent {
  std::string name;  // "BB.file.01J9....jpg"
  std::string media_type;
  std::string bytes;
  base::Digest digest{};  // of the bytes
};

struct TraceOptions {
  std::size_t limit = 10;  // weapons
};

struct TraceQuestion;
class WeaponStory;

class Proofmark {
 public:
  static base::Result<std::unique_ptr<Proofmark>> Open(Settings settings, base::Clock& clock, base::Rng& rng);

  base::Result<void> Init(const std::string& authority, const std::string& name);
  // The authority named, or the only one. kInvalid where several are kept and none is named.
  base::Result<std::string> OnlyAuthority(const std::string& named);

  // docs/formats/mapping.md. Also "faults": the first rejected rows, "resumed", "unresolved_list", "warnings".
  base::Result<base::Json> ImportItems(const Asking& asking, const ImportOrder& order, const store::Progress& progress);

  // The dossier of a weapon or a record, by identifier or by a register's own number; of a case, by its reference.
  base::Result<base::Json> Show(const Asking& asking, const std::string& id);
  // The same of one kind alone, "item", "weapon" or "case": another thing is not there.
  base::Result<base::Json> ShowThing(const Asking& asking, std::string_view kind, const std::string& id);
  // What a text on a weapon, or in a register, says: {"ref", "text", "type"?, "language"?}. docs/reference/marks.md.
  base::Result<base::Json> ReadMarks(const base::Json& question) const;
  // Which registered weapons could bear the marks of a question, how likely, why, and whom to ask:
  // docs/reference/trace.md.
  base::Result<base::Json> Trace(const Asking& asking, const base::Json& question, const TraceOptions& options);
  // What else is known of the weapon of a record: the record's own marks and description as the question.
  base::Result<base::Json> TraceRecord(const Asking& asking, const std::string& id, const TraceOptions& options);
  // Cases that the asker sees, newest first, a page at a time: {"cases": [{"case", "owner", "reference", "date",
  // "offence", "terrorism", "recorded_at", "records", "steps_open", "files"}], "next"}. `text` stands in their
  // references, in whatever case; empty for all.
  base::Result<base::Json> CasesAfter(const Asking& asking, const std::string& text, const std::string& cursor,
                                      std::int64_t limit);
  // The bytes of an attached file, as they were sent. kNotFound where it is hidden, not there or erased; kForbidden
  // where the asker sees the file's record and may not open what it has sealed; kCorrupt where a byte has changed.
  base::Result<FileContent> ReadFile(const Asking& asking, const std::string& id);
  // Which rule lets `actor` see a record for a purpose (the asker's where empty), or hides it.
  base::Result<base::Json> Why(const Asking& asking, const std::string& actor, const std::string& id,
                               const std::string& purpose = "");

  // Carries out one command: docs/reference/commands.md. {"command", "events": [{"id", "kind", "subject", "seq"}],
  // "record", "case", "hit" (what it was about), "etag" of the content that it wrote or null, "reactions", "repeated"}.
  // Errors, first that applies: kNotFound (no such command), kForbidden (permission, another's log), kInvalid (key,
  // If-Match), kTooLarge, kConflict (the key was given for another order), kInvalid (the order), kNotFound, kForbidden
  // (another owner's thing), kPrecondition (If-Match, the state), kConflict.
  base::Result<base::Json> Carry(const Asking& asking, const CommandOrder& order);

  // Two records are one weapon, or not, as a named person says. A record is named by its identifier, or by a
  // register's own number where that is one record's. docs/concepts/hits.md.
  base::Result<base::Json> DecideLink(const Asking& asking, const trace::LinkOrder& order,
                                      const trace::Decision& decision);
  // What was said of a record and others, and what may be the same weapon and nobody has said: "proposed".
  base::Result<base::Json> Links(const Asking& asking, const std::string& record);

  // Hits whose two records the asker sees, in order of their ids.
  base::Result<base::Json> Hits(const Asking& asking, const HitFilter& filter);
  base::Result<base::Json> ShowHit(const Asking& asking, const std::string& id);
  base::Result<base::Json> DecideHit(const Asking& asking, trace::HitAct act, const std::string& id,
                                     const trace::Decision& decision);
  // What the asker's own authority was told of its records, in the order of its log, a page at a time; at the console,
  // all that are kept here, one after the other. {"alerts", "next": a cursor, or null at the end, "last": a cursor
  // behind the last one shown, to ask later for what came since}. `cursor` is empty, or one that this reader was given
  // here: kInvalid for any other. `limit` from 1 to kPageMax.
  base::Result<base::Json> AlertsAfter(const Asking& asking, const std::string& cursor, std::int64_t limit);
  // Hits as below, a page at a time, without "last".
  base::Result<base::Json> HitsAfter(const Asking& asking, const HitFilter& filter, const std::string& cursor,
                                     std::int64_t limit);
  // Who was shown a thing of the own authority, or what a person was shown, and why: newest first, a page at a
  // time (access_answers.cc). kNotFound where the thing is another authority's or is not there.
  base::Result<base::Json> AccessesAfter(const Asking& asking, const AccessQuestion& question,
                                         const std::string& cursor, std::int64_t limit);
  // What the own authority's tracing came to in a period: docs/reference/statistics.md. Holds other readers up while it
  // goes through the records.
  base::Result<base::Json> Statistics(const Asking& asking, const StatisticsQuestion& question);
  // What the owners kept here, or one of them, were told of their records.
  base::Result<base::Json> Alerts(const Asking& asking, const std::string& authority);
  // Takes a report back; hits that rest on it fall away.
  base::Result<base::Json> Withdraw(const Asking& asking, const WithdrawOrder& order, const trace::Decision& decision);

  // Destroys what is due, and ends what an earlier run left; docs/concepts/erasure.md. Counts by owner and rule.
  base::Result<base::Json> RunRetention(const Asking& asking, const RetentionOrder& order);
  // Where nothing is left to erase, "erased" is 0.
  base::Result<base::Json> Erase(const Asking& asking, const EraseOrder& order);
  // Everything that was erased so far, a line of JSON each: what a restore needs before it may serve (erasure_list.h).
  base::Result<void> ListErasures(const std::string& authority, const store::LineSink& sink);
  // Erases again what a list names, after a restore of an older state: first the parts, then the events of them that
  // this state does not have. Before anybody else may read. kCorrupt where the log takes no events; the parts are gone.
  base::Result<base::Json> ReplayErasures(const Asking& asking, const std::vector<store::ErasedPart>& list);

  base::Result<base::Json> Verify(const std::vector<std::string>& notes, const store::Progress& progress);
  // The same slowly: docs/operating/damage.md. {"ok", "events", "rounds", "bad_count", "seconds"}.
  base::Result<base::Json> Scrub(const ScrubOrder& order);
  base::Result<ledger::InclusionProof> Prove(const std::string& authority, std::int64_t seq);
  base::Result<std::string> Checkpoint(const std::string& authority);
  base::Result<void> Export(const Asking& asking, const std::string& authority, bool with_sealed,
                            const store::LineSink& sink);
  base::Result<base::Json> Rebuild(const std::string& authority);

  // One state of the node, while others write: docs/operating/backup.md. {"to", "made_at", "engine", "logs", "files"}.
  base::Result<base::Json> Backup(const std::string& to);
  // Fills the empty database of `settings` and erases again before anybody may read. {"made_at", "keys_were_there",
  // "logs": [{"log", "epoch", "size", "signed_size", "closed_because"}], "erasures", "recorded"}.
  static base::Result<base::Json> Restore(Settings settings, const Asking& asking, const RestoreRequest& request,
                                          base::Clock& clock, base::Rng& rng);
  // Takes a bundle in (store/import_log.h). `name` is that of an authority that is not kept here yet.
  base::Result<base::Json> ImportBundle(const std::string& file, const std::string& name,
                                        const store::Progress& progress);
  // Records that the end of a log is lost, and signs from there on. kPrecondition where no log waits.
  base::Result<base::Json> Reopen(const Asking& asking, const ReopenOrder& order);

  // Who may use the program, and what two of them must agree on.
  Accounts& accounts() { return *accounts_; }

  store::Store& store() { return *store_; }
  // Searching without an asker, for measuring: tools and `evaluate`, never an answer to anybody.
  struct Searching {
    MarkSearcher* searcher;
    store::View view;
    std::vector<std::string> RecordsOf(const std::string& source_id) const;
  };
  base::Result<Searching> SearchAsNode();
  // Reads the index, so that the first question does not wait for it.
  base::Result<void> Warm();
  // Writes the snapshot of the index where one is kept and is due (mark_searcher.h). True where it was written.
  base::Result<bool> SaveIndex(const std::atomic<bool>* stop = nullptr) { return searcher_->SaveIfDue(*store_, stop); }
  // Events that the index has not taken in; the next question takes them in.
  base::Result<std::int64_t> IndexLag() { return searcher_->Lag(*store_); }
  const vocab::Vocabulary& words() const { return words_; }

 private:
  Proofmark(vocab::Vocabulary words, base::Clock& clock, base::Rng& rng)
      : words_(std::move(words)), clock_(clock), rng_(rng), ids_(clock, rng) {}

  friend class Carrier;
  friend class Accounts;
  friend class Importer;
  friend class Reactor;
  // kForbidden where none of the actor's roles has the permission; whoever watches over refusals is told.
  base::Result<void> Require(const Actor& actor, Permission permission) const;
  // What the asker may see for the purpose. kForbidden without the permission; kInvalid where purpose, case or legal
  // basis is not named, or no code.
  base::Result<store::View> ViewFor(const Asking& asking, Permission permission);
  // For indexes and reactions, which tell nothing to anybody by themselves.
  base::Result<store::View> ViewOfEverything();
  // Refuses, or tells, where the questions of an actor look like fishing.
  base::Result<void> Watch(const Asking& asking, const TraceQuestion& question);
  // The index as the logs are now; kNotForMuch: or, while another reads much, as it is.
  base::Result<MarkSearcher*> Searcher(MarkSearcher::Wait wait = MarkSearcher::Wait::kAlways);
  base::Result<std::vector<std::string>> Named(const std::string& authority);
  // The entry that says what is about to be shown. Durable when RecordAccess returns.
  store::Draft AccessDraft(const Asking& asking, const std::string& authority, const std::string& action,
                           const std::vector<std::string>& shown, std::int64_t count, const std::string& query);
  base::Result<void> RecordAccess(const Asking& asking, const std::string& action,
                                  const std::vector<model::ThingId>& shown, const std::string& query);
  // An entry in the log of `authority` alone, which shows nothing.
  base::Result<void> NoteAction(const Asking& asking, const std::string& authority, const std::string& action,
                                std::int64_t count, const std::string& query);
  // Whether all of the period was gone through (statistics.cc).
  base::Result<bool> CountQuestions(const std::string& owner, const analyse::Period& period,
                                    analyse::TracingStatistics& statistics);
  // A record by identifier, or those of a register's own number.
  base::Result<std::vector<model::ThingId>> FindRecords(const store::View& view, const std::string& id);
  base::Json UnderstoodJson(const TraceQuestion& question) const;
  base::Json AskByDescription(const TraceQuestion& question) const;
  base::Result<base::Json> CandidateJson(WeaponStory& story, const match::Candidate& candidate,
                                         std::vector<model::ThingId>& shown);
  base::Result<base::Json> StoryJson(WeaponStory& story, const TraceQuestion& question,
                                     const std::vector<match::Candidate>& candidates,
                                     std::vector<model::ThingId>& shown);
  base::Result<base::Json> TraceQuery(const Asking& asking, const store::View& view, const TraceQuestion& question,
                                      const std::string& words);
  base::Result<base::Json> WeaponDossier(const store::View& view, const std::vector<model::ThingId>& records);
  base::Result<base::Json> CaseDossier(const store::View& view, const std::string& reference,
                                       const std::vector<model::ThingId>& records,
                                       const std::vector<store::StoredCase>& files, std::vector<model::ThingId>& shown);
  // Lets reactions follow; "raised", "withdrawn" and "alerted" hold how many. What went before is recorded already.
  base::Result<base::Json> CatchUp();
  // The one record that the text names. kNotFound where there is none, kInvalid where there are several.
  base::Result<model::ThingId> OneRecord(const store::View& view, const std::string& text, const std::string& owner);
  // Decides on the state as it is and appends; decides anew where another writer was faster.
  base::Result<store::Appended> AppendDecision(const std::string& owner,
                                               const std::function<base::Result<std::vector<store::Draft>>()>& decide);
  trace::DecisionSetting SettingFor(const std::string& owner, const char* what, const model::Handling& handling);
  base::Result<std::vector<store::Draft>> DraftLink(const store::View& view, trace::LinkOrder named,
                                                    const trace::Decision& decision,
                                                    const trace::DecisionSetting& setting);
  base::Result<std::vector<store::Draft>> DraftHit(const store::View& view, trace::HitAct act, const std::string& id,
                                                   const trace::Decision& decision,
                                                   const trace::DecisionSetting& setting);
  base::Result<std::vector<store::Draft>> DraftWithdrawal(const store::View& view, const model::ThingId& event,
                                                          const trace::Decision& decision,
                                                          const trace::DecisionSetting& setting);
  // A record bears another handling from now on (handling.cc). kPrecondition where it bears it already, or the act says
  // the contrary of what is asked; kForbidden where a narrowing would let somebody see more.
  struct HandlingWish {
    registry::HandlingAct act{};
    model::ThingId record;
    model::Handling handling;  // purpose and legal basis stay what they are
    std::string reason{};
  };
  base::Result<store::Draft> DraftHandling(const store::View& view, const HandlingWish& wish,
                                           registry::CommandSetting setting);
  // kForbidden but for the console: what takes two persons is asked for (accounts.h).
  static base::Result<void> CheckAlone(const Asking& asking, const char* action);
  base::Result<model::ThingId> OneReport(const store::View& view, const WithdrawOrder& order);
  base::Result<base::Json> RetainOwner(const Asking& asking, const std::string& owner,
                                       const std::vector<registry::RetentionRule>& rules,
                                       const base::PartialDate& as_of, bool dry_run);
  // Appends an `erased` event for each part that has none yet; how many. Destroys nothing.
  struct PartToErase {
    store::SealedPartAt part;
    registry::ErasureOrder because;
  };
  base::Result<std::int64_t> AppendErasures(const Asking& asking, const std::string& owner, const std::string& actor,
                                            const std::vector<PartToErase>& parts, const std::string& query);
  base::Result<std::int64_t> AppendInBatches(const Asking& asking, const std::string& owner, const std::string& actor,
                                             const std::vector<PartToErase>& parts, const std::string& query);
  // An `erased` event for each part, with its ground, where the part's event is here; then what they speak of is
  // destroyed. How many.
  base::Result<std::int64_t> RecordErasures(const Asking& asking, const std::vector<store::ErasedPart>& erased,
                                            const std::string& query);
  // Destroys what the key folder remembers as erased, and says so in logs that are open and do not.
  base::Result<std::int64_t> RecordForgotten(const Asking& asking, const std::vector<store::ErasedPart>& grounds);
  store::Draft ReopeningDraft(const std::string& owner, const ReopenOrder& order, const store::Reopening& log);
  // The parts that an order means: of one event, or of all events about some things.
  base::Result<std::vector<store::SealedPartAt>> PartsOf(const store::View& view, const EraseOrder& order);
  base::Result<std::vector<model::ThingId>> ThingsToErase(const store::View& view, const EraseOrder& order);
  // Who had a part erased, why and when; null where nobody had.
  base::Result<base::Json> ErasureJson(const store::View& view, const std::string& owner,
                                       const store::PartPlace& place);
  base::Result<store::StoredHit> VisibleHit(const store::View& view, const std::string& id);
  base::Result<base::Json> HitSide(const store::View& view, const std::string& record, const std::string& event);
  base::Result<base::Json> HitJson(const store::View& view, const store::StoredHit& hit);
  base::Result<base::Json> Proposals(const store::View& view, const std::string& record,
                                     const std::vector<store::StoredLink>& links);
  // What an owner says of a case itself, with its checklist.
  base::Result<base::Json> CaseFileJson(const store::View& view, const store::StoredCase& stored);
  base::Result<base::Json> CaseLine(const store::View& view, const store::StoredCase& one);
  base::Result<base::Json> StepJson(const store::View& view, const std::string& owner, const store::StoredStep& step);
  base::Result<base::Json> AccessJson(const store::View& view, const store::StoredEvent& entry);
  base::Result<base::Json> AlertJson(const store::View& view, const store::StoredAlert& alert);
  static base::Result<void> CheckHitState(const std::string& state);
  base::Result<CursorScope> ScopeOf(const Asking& asking, const std::string& list,
                                    const std::vector<std::string>& owners);
  base::Result<base::Json> WeaponOrRecord(const store::View& view, const model::ThingId& record, bool weapon,
                                          std::vector<model::ThingId>& shown);
  base::Result<base::Json> RecordDossier(const store::View& view, const model::ThingId& id);
  // What is attached to a record or a case, never its content.
  base::Result<base::Json> FilesJson(const store::View& view, const model::ThingId& thing);
  base::Result<base::Json> FileJson(const store::View& view, const store::StoredEvent& stored);
  base::Result<store::StoredEvent> FindFile(const store::View& view, const std::string& id);
  base::Result<base::Json> EventJson(const store::View& view, const store::StoredEvent& event);

  vocab::Vocabulary words_;
  AccessPolicy policy_;
  base::Clock& clock_;
  base::Rng& rng_;
  std::mutex ids_mutex_;
  base::UlidMaker ids_;
  std::unique_ptr<store::Store> store_;
  Observer observer_;
  std::unique_ptr<QueryWatch> watch_;
  std::unique_ptr<Accounts> accounts_;
  std::unique_ptr<MarkSearcher> searcher_;
  std::unique_ptr<match::SerialGrammar> grammar_;
};

}  // namespace proofmark::app
