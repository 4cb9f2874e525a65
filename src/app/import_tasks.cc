// SPDX-License-Identifier: Apache-2.0
// What an import desk does in its own thread: checks and imports, one after the other.
#include <chrono>
#include <exception>
#include <utility>

#include "app/import_desk.h"
#include "app/import_items.h"
#include "base/file.h"
#include "registry/mapping.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

constexpr unsigned kOwnEyes = 0600;
// Committed together, and then read into the index by the importing thread: a trace that comes in between does it
// instead, and waits for as many.
constexpr std::size_t kDeskBatchRows = 500;

// What went wrong on our side may name hosts and paths.
Error ForUploader(const Error& error) {
  const bool ours = error.code == Code::kInternal || error.code == Code::kCorrupt || error.code == Code::kUnavailable;
  return ours ? Error{error.code, std::string(base::Describe(error.code).sentence), ""} : error;
}

}  // namespace

Result<void> ImportDesk::Enqueue(const Asking& asking, const Held& upload, Task task) {
  if (waiting_.size() >= limits_.waiting_max) {
    return Error{Code::kUnavailable, std::to_string(waiting_.size()) + " imports wait already; try again later", ""};
  }
  upload->task = task;
  upload->state = State::kWaiting;
  upload->asking = asking;
  upload->result = nullptr;
  upload->error.reset();
  upload->cancelled = false;
  upload->done = 0;
  upload->of = 0;
  waiting_.push_back(upload);
  Touch(*upload);
  wakes_.notify_all();
  return {};
}

Result<Json> ImportDesk::Check(const Asking& asking, const std::string& id, const Json& mapping) {
  PM_TRY(RequireWithPurpose(asking));
  PM_ASSIGN(registry::Mapping parsed, registry::ParseMapping(mapping, proofmark_.words()));
  std::lock_guard lock(mutex_);
  PM_ASSIGN(Held upload, Find(asking, id));
  if (upload->state == State::kUploading) {
    return Error{Code::kPrecondition, "the file has not arrived whole yet", "import"};
  }
  if (upload->state == State::kWaiting || upload->state == State::kWorking) {
    return Error{Code::kPrecondition, "it is being worked on; wait for it, or cancel it", "import"};
  }
  if (upload->state == State::kImported) {
    return Error{Code::kPrecondition, "the file was taken in and is not kept any longer; upload it again", "import"};
  }
  PM_TRY(base::WriteFileDurably(PathOf(*upload, "mapping"), mapping.dump(2) + "\n", kOwnEyes));
  upload->mapping = mapping;
  upload->format = parsed.format;
  PM_TRY(Enqueue(asking, upload, Task::kCheck));
  return ToJson(*upload);
}

Result<Json> ImportDesk::Import(const Asking& asking, const std::string& id) {
  PM_TRY(RequireWithPurpose(asking));
  std::lock_guard lock(mutex_);
  PM_ASSIGN(Held upload, Find(asking, id));
  const bool begun = upload->task == Task::kImport;
  const bool stopped = upload->state == State::kCancelled || upload->state == State::kFailed;
  if (begun && !stopped) return ToJson(*upload);
  if (!begun && upload->state != State::kChecked) {
    return Error{Code::kPrecondition, "check the file with its mapping first", "import"};
  }
  PM_TRY(Enqueue(asking, upload, Task::kImport));
  return ToJson(*upload);
}

Result<Json> ImportDesk::Cancel(const Asking& asking, const std::string& id) {
  PM_TRY(RequireWithPurpose(asking));
  std::lock_guard lock(mutex_);
  PM_ASSIGN(Held upload, Find(asking, id));
  upload->cancelled = true;
  if (std::erase(waiting_, upload) > 0) upload->state = State::kCancelled;
  return ToJson(*upload);
}

// In the desk's thread, without the lock: the upload's task, name and mapping do not change meanwhile.
Result<Json> ImportDesk::RunTask(Upload& upload) {
  Asking asking = upload.asking;
  // It may have waited for long: what counts is what its uploader may do now.
  PM_ASSIGN(asking.actor, proofmark_.accounts().FindActor(upload.person));
  ImportOrder order;
  order.file = PathOf(upload, "register");
  order.mapping = PathOf(upload, "mapping");
  order.authority = asking.actor.authority;
  order.errors = PathOf(upload, "errors");
  order.batch_rows = kDeskBatchRows;
  order.dry_run = upload.task == Task::kCheck;
  ImportWatch watch;
  watch.rejected = PathOf(upload, "rejected");
  watch.faults_listed = kImportFaultsListed;
  watch.shown_as = upload.name;
  watch.cancelled = [&upload] { return upload.cancelled.load(); };
  // Where that fails the next trace reads them, and tells why if it cannot.
  watch.committed = [this] { static_cast<void>(proofmark_.Warm()); };
  const store::Progress progress = [&upload](std::int64_t done, std::int64_t of) {
    upload.done = done;
    upload.of = of;
  };
  return Importer(proofmark_, asking, order, progress, std::move(watch)).Run();
}

void ImportDesk::Finish(Upload& upload, Result<Json> outcome) {
  Touch(upload);
  if (!outcome.ok()) {
    upload.state = outcome.error().code == Code::kCancelled ? State::kCancelled : State::kFailed;
    upload.error = ForUploader(outcome.error());
  } else {
    upload.state = upload.task == Task::kCheck ? State::kChecked : State::kImported;
    upload.faults = std::move((*outcome)["faults"]);
    outcome->erase("faults");
    upload.result = std::move(*outcome);
    if (upload.state == State::kImported) folder_->Remove(upload.id + ".register");
  }
  if (upload.gone) RemoveFiles(upload);
}

void ImportDesk::Work() {
  std::unique_lock lock(mutex_);
  while (!ends_) {
    if (waiting_.empty()) {
      wakes_.wait_for(lock, std::chrono::seconds(kImportSweepSeconds));
      Sweep();
      continue;
    }
    Held upload = std::move(waiting_.front());
    waiting_.pop_front();
    upload->state = State::kWorking;
    working_ = upload;
    lock.unlock();
    Result<Json> outcome = Error{Code::kInternal, "the import ended by an exception", ""};
    try {
      outcome = RunTask(*upload);
    } catch (const std::exception&) {  // memory is out: this import fails, the service goes on
    }
    lock.lock();
    working_.reset();
    Finish(*upload, std::move(outcome));
  }
}

}  // namespace proofmark::app
