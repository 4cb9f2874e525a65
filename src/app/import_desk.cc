// SPDX-License-Identifier: Apache-2.0
#include "app/import_desk.h"

#include <algorithm>
#include <utility>

#include "base/file.h"
#include "base/text.h"
#include "registry/mapping_proposal.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

constexpr std::int64_t kMsPerMinute = 60'000;

Error NotThere() {
  return Error{Code::kNotFound, "there is no such import, or it is another person's; uploads are kept for a while only",
               "import"};
}

std::string Mebibytes(std::uint64_t bytes) { return std::to_string(bytes >> 20) + " MiB"; }

// A name is shown and never used as one.
Result<std::string> NameOf(const std::string& name) {
  if (name.empty() || name.size() > kImportNameMax || !base::IsUtf8(name)) {
    return Error{Code::kInvalid, "name: the file's name, at most " + std::to_string(kImportNameMax) + " bytes", "name"};
  }
  return base::Printable(name);
}

Result<registry::RegisterForm> FormOf(std::string_view bytes, const FormWish& wish) {
  registry::RegisterForm form = registry::GuessForm(bytes);
  if (wish.format) {
    const auto format = registry::FormatFromCode(*wish.format);
    if (!format) return Error{Code::kInvalid, "format: must be csv, tsv, jsonl or xlsx", "format"};
    form.format = *format;
    if (*format == registry::RegisterFormat::kTsv) form.delimiter = '\t';
  }
  if (wish.delimiter) {
    if (!registry::IsDelimiter(*wish.delimiter)) {
      return Error{Code::kInvalid, "delimiter: must be one sign, like , or ;", "delimiter"};
    }
    form.delimiter = (*wish.delimiter)[0];
  }
  if (wish.encoding) {
    if (!base::IsKnownEncoding(*wish.encoding)) {
      return Error{Code::kInvalid, "encoding: no encoding is called \"" + base::Printable(*wish.encoding) + "\"",
                   "encoding"};
    }
    form.encoding = *wish.encoding;
  }
  form.sheet = wish.sheet;
  return form;
}

Json OutlineJson(const registry::RegisterOutline& outline) {
  Json columns = Json::array();
  for (const registry::ColumnOutline& column : outline.columns) {
    Json values = Json::array();
    for (const registry::CellCount& cell : column.values) values.push_back({{"text", cell.text}, {"n", cell.n}});
    columns.push_back({{"name", column.name},
                       {"filled", column.filled},
                       {"values", std::move(values)},
                       {"values_complete", column.values_complete}});
  }
  return {{"format", registry::CodeOf(outline.form.format)},
          {"delimiter", std::string(1, outline.form.delimiter)},
          {"encoding", outline.form.encoding},
          {"sheet", outline.form.sheet ? Json(*outline.form.sheet) : Json(nullptr)},
          {"sheets", outline.sheets},
          {"columns", std::move(columns)},
          {"sample", outline.sample},
          {"rows", outline.rows},
          {"faulty", outline.faulty},
          {"whole", outline.whole}};
}

}  // namespace

Result<std::unique_ptr<ImportDesk>> ImportDesk::Open(Proofmark& proofmark, base::Clock& clock, base::Rng& rng,
                                                     const std::string& folder, const ImportLimits& limits) {
  std::unique_ptr<ImportDesk> out(new ImportDesk(proofmark, clock, rng, limits));
  PM_ASSIGN(out->folder_, UploadFolder::Open(folder));
  out->worker_ = std::thread([desk = out.get()] { desk->Work(); });
  return out;
}

ImportDesk::~ImportDesk() {
  {
    std::lock_guard lock(mutex_);
    ends_ = true;
    if (working_) working_->cancelled = true;
  }
  wakes_.notify_all();
  if (worker_.joinable()) worker_.join();
}

std::string_view ImportDesk::CodeOf(State state) {
  switch (state) {
    case State::kUploading:
      return "uploading";
    case State::kReady:
      return "ready";
    case State::kWaiting:
      return "waiting";
    case State::kWorking:
      return "working";
    case State::kChecked:
      return "checked";
    case State::kImported:
      return "imported";
    case State::kCancelled:
      return "cancelled";
    case State::kFailed:
      return "failed";
  }
  return "";
}

Result<void> ImportDesk::Require(const Asking& asking) {
  if (May(asking.actor, Permission::kImportRecords)) return {};
  return Error{Code::kForbidden, "none of your roles has the permission import_records", "permission"};
}

// An upload is no record, so no view is made here: that a purpose is a code, and shows the own records, is found out
// before a row is looked up.
Result<void> ImportDesk::RequireWithPurpose(const Asking& asking) const {
  PM_TRY(Require(asking));
  if (proofmark_.words().List("purposes").Find(asking.purpose.purpose) != nullptr) return {};
  return Error{Code::kInvalid, "purpose \"" + base::Printable(asking.purpose.purpose) + "\" is not a code of purposes",
               "purpose"};
}

std::string ImportDesk::PathOf(const Upload& upload, const char* what) const {
  return folder_->PathOf(upload.id + "." + what);
}

void ImportDesk::Touch(Upload& upload) const {
  upload.kept_until = {clock_.Now().ms + limits_.kept_minutes * kMsPerMinute};
}

void ImportDesk::RemoveFiles(const Upload& upload) const {
  for (const char* what : {"register", "mapping", "errors", "rejected"}) folder_->Remove(upload.id + "." + what);
}

// What is worked on, or waits for it, has its time afterwards.
void ImportDesk::Sweep() {
  const base::Instant now = clock_.Now();
  std::erase_if(uploads_, [&](const auto& one) {
    const Upload& upload = *one.second;
    const bool busy = upload.state == State::kWaiting || upload.state == State::kWorking || upload.taking;
    if (busy || now < upload.kept_until) return false;
    RemoveFiles(upload);
    return true;
  });
}

Result<ImportDesk::Held> ImportDesk::Find(const Asking& asking, const std::string& id) {
  Sweep();
  auto found = uploads_.find(id);
  if (found == uploads_.end() || found->second->person != asking.actor.id) return NotThere();
  return found->second;
}

Result<void> ImportDesk::CheckRoom(const Asking& asking, std::uint64_t bytes) const {
  if (bytes == 0) return Error{Code::kInvalid, "bytes: the file is empty; choose another", "bytes"};
  if (bytes > limits_.file_bytes_max) {
    return Error{Code::kTooLarge,
                 "the file is larger than " + Mebibytes(limits_.file_bytes_max) +
                     "; cut it into several, or let the administrator import it with proofmark import items",
                 "bytes"};
  }
  std::uint64_t kept = 0;
  std::size_t own = 0;
  for (const auto& [id, upload] : uploads_) {
    kept += upload->bytes;
    own += upload->person == asking.actor.id;
  }
  if (own >= limits_.files_per_person_max) {
    return Error{Code::kTooMany,
                 "you have " + std::to_string(own) + " uploads here already, which is the limit; discard one",
                 "import"};
  }
  if (kept + bytes > limits_.kept_bytes_max) {
    return Error{Code::kUnavailable, "others have uploaded so much that there is no room; try again later", ""};
  }
  return {};
}

std::size_t ImportDesk::Ahead(const Upload& upload) const {
  const auto place =
      std::find_if(waiting_.begin(), waiting_.end(), [&](const Held& one) { return one.get() == &upload; });
  if (place == waiting_.end()) return 0;
  return static_cast<std::size_t>(place - waiting_.begin()) + (working_ ? 1 : 0);
}

Json ImportDesk::ToJson(const Upload& upload) const {
  Json progress = nullptr;
  if (upload.state == State::kWorking) progress = {{"done", upload.done.load()}, {"of", upload.of.load()}};
  Json error = nullptr;
  if (upload.error) {
    error = {{"code", base::Describe(upload.error->code).name},
             {"message", upload.error->message},
             {"field", upload.error->field}};
  }
  const char* task = upload.task == Task::kNone ? "" : upload.task == Task::kCheck ? "check" : "import";
  return {{"import", upload.id},
          {"name", upload.name},
          {"bytes", upload.bytes},
          {"received", upload.received},
          {"state", CodeOf(upload.state)},
          {"task", *task == '\0' ? Json(nullptr) : Json(task)},
          {"ahead", Ahead(upload)},
          {"progress", std::move(progress)},
          {"result", upload.result},
          {"error", std::move(error)},
          {"kept_until", upload.kept_until.ToText()}};
}

Result<Json> ImportDesk::Begin(const Asking& asking, const std::string& name, std::uint64_t bytes) {
  PM_TRY(RequireWithPurpose(asking));
  auto upload = std::make_shared<Upload>();
  PM_ASSIGN(upload->name, NameOf(name));
  std::lock_guard lock(mutex_);
  Sweep();
  PM_TRY(CheckRoom(asking, bytes));
  upload->id = ids_.Make().ToText();
  upload->person = asking.actor.id;
  upload->bytes = bytes;
  Touch(*upload);
  uploads_.emplace(upload->id, upload);
  return ToJson(*upload);
}

Result<Json> ImportDesk::Take(const Asking& asking, const std::string& id, std::uint64_t at, std::string_view bytes) {
  PM_TRY(RequireWithPurpose(asking));
  Held upload;
  {
    std::lock_guard lock(mutex_);
    PM_ASSIGN(upload, Find(asking, id));
    if (upload->state != State::kUploading) return Error{Code::kPrecondition, "the file is here already", "at"};
    if (upload->taking || at != upload->received) {
      return Error{Code::kConflict, "the next part begins at byte " + std::to_string(upload->received), "at"};
    }
    if (bytes.empty()) return Error{Code::kInvalid, "the part is empty", "body"};
    if (bytes.size() > upload->bytes - at) {
      return Error{Code::kTooLarge, "the file was announced with " + std::to_string(upload->bytes) + " bytes", "body"};
    }
    upload->taking = true;
  }
  const Result<void> written = folder_->Append(upload->id + ".register", at, bytes);
  std::lock_guard lock(mutex_);
  upload->taking = false;
  if (upload->gone) RemoveFiles(*upload);
  if (!written.ok()) return written.error();
  if (upload->gone) return NotThere();
  upload->received += bytes.size();
  if (upload->received == upload->bytes) upload->state = State::kReady;
  Touch(*upload);
  return ToJson(*upload);
}

Result<Json> ImportDesk::List(const Asking& asking) {
  PM_TRY(RequireWithPurpose(asking));
  std::lock_guard lock(mutex_);
  Sweep();
  Json own = Json::array();
  for (const auto& [id, upload] : uploads_) {
    if (upload->person == asking.actor.id) own.push_back(ToJson(*upload));
  }
  return Json{{"imports", std::move(own)}, {"file_bytes_max", limits_.file_bytes_max}};
}

Result<Json> ImportDesk::Show(const Asking& asking, const std::string& id) {
  PM_TRY(RequireWithPurpose(asking));
  std::lock_guard lock(mutex_);
  PM_ASSIGN(Held upload, Find(asking, id));
  return ToJson(*upload);
}

Result<Json> ImportDesk::Understand(const Asking& asking, const std::string& id, const FormWish& wish) {
  PM_TRY(RequireWithPurpose(asking));
  std::string path;
  {
    std::lock_guard lock(mutex_);
    PM_ASSIGN(Held upload, Find(asking, id));
    if (upload->state == State::kUploading) {
      return Error{Code::kPrecondition, "the file has not arrived whole yet", "import"};
    }
    if (upload->state == State::kImported) {
      return Error{Code::kPrecondition, "the file was taken in and is not kept any longer", "import"};
    }
    Touch(*upload);
    path = PathOf(*upload, "register");
  }
  std::lock_guard one_at_a_time(understanding_);
  auto file = base::MappedFile::Open(path, limits_.file_bytes_max);
  if (!file.ok()) return NotThere();  // discarded meanwhile
  PM_ASSIGN(registry::RegisterForm form, FormOf(file->bytes(), wish));
  PM_ASSIGN(registry::RegisterOutline outline, registry::OutlineOf(file->bytes(), form));
  registry::MappingProposal proposal = registry::ProposeMapping(outline, proofmark_.words());
  Json out = OutlineJson(outline);
  Json notes = Json::array();
  for (const registry::ProposalNote& note : proposal.notes) {
    notes.push_back({{"column", note.column}, {"code", note.code}});
  }
  out["proposal"] = {{"mapping", std::move(proposal.mapping)}, {"notes", std::move(notes)}};
  return out;
}

Result<Json> ImportDesk::Discard(const Asking& asking, const std::string& id) {
  PM_TRY(RequireWithPurpose(asking));
  std::lock_guard lock(mutex_);
  PM_ASSIGN(Held upload, Find(asking, id));
  upload->gone = true;
  upload->cancelled = true;
  std::erase(waiting_, upload);
  RemoveFiles(*upload);
  uploads_.erase(id);
  return Json{{"done", true}};
}

Result<Json> ImportDesk::Faults(const Asking& asking, const std::string& id) {
  PM_TRY(RequireWithPurpose(asking));
  std::lock_guard lock(mutex_);
  PM_ASSIGN(Held upload, Find(asking, id));
  const std::int64_t count = upload->result.is_object() ? upload->result["fault_count"].get<std::int64_t>() : 0;
  return Json{{"faults", upload->faults},
              {"count", count},
              {"complete", count == static_cast<std::int64_t>(upload->faults.size())}};
}

Result<ImportFile> ImportDesk::File(const Asking& asking, const std::string& id, const std::string& what) {
  PM_TRY(Require(asking));
  ImportFile out;
  std::string path;
  {
    std::lock_guard lock(mutex_);
    PM_ASSIGN(Held upload, Find(asking, id));
    if (what == "errors") out = {"errors.csv", "text/csv; charset=utf-8", ""};
    // Its encoding is that of the register: no type says it.
    if (what == "rejected") {
      const bool sheet = upload->format == registry::RegisterFormat::kXlsx;
      out = {"rejected." + std::string(sheet ? "csv" : registry::CodeOf(upload->format)), "application/octet-stream",
             ""};
    }
    if (what == "mapping") out = {"mapping.json", "application/json", ""};
    if (out.name.empty())
      return Error{Code::kNotFound, "the files of an import are errors, rejected and mapping", "file"};
    path = PathOf(*upload, what.c_str());
  }
  auto bytes = base::ReadFile(path, 4 * limits_.file_bytes_max);
  if (!bytes.ok()) return Error{Code::kNotFound, "this import has no such file yet: check it first", "file"};
  out.bytes = std::move(*bytes);
  return out;
}

}  // namespace proofmark::app
