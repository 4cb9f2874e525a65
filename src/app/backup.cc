// SPDX-License-Identifier: Apache-2.0
// What an administrator asks of whole databases: backup, restore, moving, and going on behind a loss.
#include "store/backup.h"

#include <map>

#include "app/proofmark.h"
#include "base/file.h"
#include "model/epoch_opening.h"
#include "store/draft.h"
#include "store/import_log.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

constexpr std::uint64_t kBundleFileMax = std::uint64_t{1} << 44;
constexpr const char* kErasedBefore = "erased_before";  // of erasure_grounds

Json Closed(const std::string& why) { return why.empty() ? Json(nullptr) : Json(why); }

}  // namespace

Result<Json> Proofmark::Backup(const std::string& to) {
  PM_ASSIGN(store::BackupManifest made, store::WriteBackup(*store_, to));
  Json logs = Json::array();
  for (const store::BackupLog& log : made.logs) {
    logs.push_back(
        {{"log", log.log}, {"epoch", log.epoch}, {"size", log.size}, {"root", base::ToHex(base::View(log.root))}});
  }
  std::int64_t bytes = 0;
  for (const store::BackupFile& file : made.files) bytes += file.bytes;
  return Json{{"to", to},
              {"made_at", made.made_at},
              {"engine", made.engine},
              {"logs", std::move(logs)},
              {"files", made.files.size()},
              {"bytes", bytes}};
}

Result<Json> Proofmark::Restore(Settings settings, const Asking& asking, const RestoreRequest& request,
                                base::Clock& clock, base::Rng& rng) {
  if (settings.keys.empty()) settings.keys = store::KeyFolder::Beside(settings.db);
  // What a snapshot holds of the database that was here is not of the one that comes.
  PM_TRY(MarkSnapshotFile(MarkSnapshotFile::PathFor(settings.db, settings.index_folder), "").Remove());
  store::RestoreOrder order{request.from, settings.db, settings.keys, request.notes, {}};
  for (const store::ErasedPart& one : request.erasures) order.destroyed.push_back({one.owner, one.event, one.part, {}});
  PM_ASSIGN(store::Restored restored, store::RestoreTables(order));
  settings.ends_restore = true;
  settings.where_missing = store::WhereMissing::kRefuse;
  PM_ASSIGN(std::unique_ptr<Proofmark> opened, Open(std::move(settings), clock, rng));
  store::Store& store = opened->store();
  PM_TRY(store.ReplayErasures(request.erasures));
  PM_ASSIGN(std::int64_t recorded, opened->RecordForgotten(asking, request.erasures));
  PM_TRY(store.EndRestore());
  Json logs = Json::array();
  for (const store::RestoredLog& log : restored.logs) {
    const std::string owner = store::OwnerOf(log.log);
    const store::Stream stream = store::StreamOf(log.log);
    PM_ASSIGN(std::string closed, store.WhyClosed(owner, stream));
    if (closed.empty()) PM_TRY(store.SignCheckpoint(owner, stream));
    logs.push_back({{"log", log.log},
                    {"epoch", log.epoch},
                    {"size", log.size},
                    {"signed_size", log.signed_size},
                    {"closed_because", Closed(closed)}});
  }
  return Json{
      {"from", request.from},    {"made_at", restored.manifest.made_at}, {"keys_were_there", restored.keys_were_there},
      {"logs", std::move(logs)}, {"erasures", request.erasures.size()},  {"recorded", recorded}};
}

// Where a log waits, the events that are missing say it themselves when they come.
Result<std::int64_t> Proofmark::RecordForgotten(const Asking& asking, const std::vector<store::ErasedPart>& grounds) {
  PM_ASSIGN(std::vector<store::ErasedPart> parts, store_->DestroyForgotten());
  std::map<std::pair<base::Ulid, std::string>, const store::ErasedPart*> known;
  for (const store::ErasedPart& one : grounds) known[{one.event, one.part}] = &one;
  std::vector<store::ErasedPart> to_record;
  for (store::ErasedPart& one : parts) {
    PM_ASSIGN(std::string closed, store_->WhyClosed(one.owner, store::Stream::kRecord));
    PM_ASSIGN(std::string accesses_closed, store_->WhyClosed(one.owner, store::Stream::kAccess));
    if (!closed.empty() || !accesses_closed.empty()) continue;
    auto found = known.find({one.event, one.part});
    one.ground = found == known.end() ? kErasedBefore : found->second->ground;
    if (found != known.end()) {
      one.rule = found->second->rule;
      one.reference = found->second->reference;
    }
    to_record.push_back(std::move(one));
  }
  return RecordErasures(asking, to_record, "restore");
}

Result<Json> Proofmark::ImportBundle(const std::string& file, const std::string& name,
                                     const store::Progress& progress) {
  PM_ASSIGN(base::MappedFile mapped, base::MappedFile::Open(file, kBundleFileMax));
  store::LogImport import(*store_, {mapped.bytes(), name});
  auto imported = import.Run(progress);
  if (!imported.ok()) return base::Within(file, imported.error());
  Json logs = Json::array();
  bool open = true;
  for (const store::ImportedLog& log : *imported) {
    open = open && log.closed_because.empty();
    logs.push_back({{"log", log.log},
                    {"before", log.before},
                    {"size", log.size},
                    {"sealed", log.sealed},
                    {"parts", log.parts},
                    {"closed_because", Closed(log.closed_because)},
                    {"checkpoint", log.note.empty() ? Json(nullptr) : Json(log.note)}});
  }
  return Json{{"ok", open}, {"logs", std::move(logs)}};
}

store::Draft Proofmark::ReopeningDraft(const std::string& owner, const ReopenOrder& order,
                                       const store::Reopening& log) {
  std::lock_guard lock(ids_mutex_);
  store::DraftHead head{.owner = owner,
                        .actor = order.by,
                        .kind = "epoch_opened",
                        .subject = "",
                        .command = "",
                        .handling = {{"owner_only"}, {}, "none", "system_care", "national_law", {}, {}},
                        .vocabulary = words_.version()};
  store::Draft draft = store::NewDraft(std::move(head), {ids_, rng_});
  model::Event& event = draft.event;
  event.subject = model::ThingId{owner, "log", event.id}.ToText();
  event.command = "reopen:" + event.id.ToText();
  model::EpochOpening body;
  if (log.stream == store::Stream::kAccess) body.log = model::ErasedIn::kAccessLog;
  body.epoch = log.epoch;
  body.size = log.size;
  body.reason = order.reason;
  if (log.lost) {
    auto origin = ledger::Origin::Parse(log.lost->origin);
    body.lost = {origin.ok() ? origin->epoch : 1, log.lost->size, base::ToHex(base::View(log.lost->root))};
  }
  event.body = model::ToJson(body);
  return draft;
}

Result<Json> Proofmark::Reopen(const Asking& asking, const ReopenOrder& order) {
  PM_TRY(trace::CheckDecision({order.by, order.reason}));
  PM_ASSIGN(std::string owner, OnlyAuthority(order.authority));
  store::Batch batch;
  batch.owner = owner;
  PM_ASSIGN(batch.reopens, store_->LogsThatWait(owner));
  if (batch.reopens.empty()) {
    return Error{Code::kPrecondition, "no log of " + owner + " waits for what is lost; see proofmark ledger verify",
                 "authority"};
  }
  PM_ASSIGN(store::Authority authority, store_->FindAuthority(owner));
  Json logs = Json::array();
  std::int64_t epochs[] = {1, 1};
  for (const store::Reopening& log : batch.reopens) {
    batch.drafts.push_back(ReopeningDraft(owner, order, log));
    epochs[static_cast<int>(log.stream)] = log.epoch;
    logs.push_back({{"log", store::LogName(owner, log.stream)},
                    {"epoch", log.epoch},
                    {"size", log.size},
                    {"lost_size", log.lost ? Json(log.lost->size) : Json(nullptr)}});
  }
  // The record log may itself be open: then only the access log waited.
  auto appended = store_->Append(std::move(batch));
  if (!appended.ok()) {
    PM_TRY(store_->Reconsider(owner));
    return appended.error();
  }
  PM_TRY(store_->keys().AddVerifierKeys(owner, authority.public_key, epochs[0], epochs[1]));
  for (store::Stream stream : store::kStreams) {
    PM_TRY(store_->SignCheckpoint(owner, stream));
  }
  PM_ASSIGN(std::int64_t recorded, RecordForgotten(asking, order.erasures));
  return Json{{"owner", owner}, {"logs", std::move(logs)}, {"recorded", recorded}};
}

}  // namespace proofmark::app
