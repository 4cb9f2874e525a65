// SPDX-License-Identifier: Apache-2.0
#include "app/import_items.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "app/reading_purposes.h"
#include "base/csv.h"
#include "model/json_reader.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Json;
using registry::RowOutcome;
using registry::RowWarning;

base::Result<Json> Proofmark::ImportItems(const Asking& asking, const ImportOrder& order,
                                          const store::Progress& progress) {
  return Importer(*this, asking, order, progress).Run();
}

base::Result<Json> Importer::Run() {
  PM_ASSIGN(Json result, TakeIn());
  if (order_.dry_run) return result;
  PM_ASSIGN(result["reactions"], proofmark_.CatchUp());
  return result;
}

base::Result<Json> Importer::TakeIn() {
  base::Instant start = proofmark_.clock_.Now();
  PM_ASSIGN(owner_, proofmark_.OnlyAuthority(order_.authority));
  PM_TRY(CheckAsker());
  PM_TRY(OpenInputs());
  PM_TRY(FirstPass());
  PM_TRY(Resume());
  PM_TRY(SecondPass());
  if (order_.dry_run) PM_TRY(RecordCheck());
  return Result(static_cast<double>(proofmark_.clock_.Now().ms - start.ms) / 1000);
}

// Before anything is read. Whoever does not see the records that are there would take them in once more.
base::Result<void> Importer::CheckAsker() {
  PM_TRY(proofmark_.ViewFor(asking_, Permission::kImportRecords));
  const Actor& actor = asking_.actor;
  if (actor.Is(Role::kConsole)) return {};
  if (actor.authority != owner_) {
    return Error{Code::kForbidden, "a register is taken into the log of one's own authority alone", "authority"};
  }
  const std::vector<std::string_view> purposes = ReadingPurposes(actor);
  if (std::find(purposes.begin(), purposes.end(), asking_.purpose.purpose) == purposes.end()) {
    return Error{Code::kForbidden,
                 "for this purpose you do not see what your authority has on record, so nothing could be compared with "
                 "it; choose another purpose",
                 "purpose"};
  }
  return {};
}

base::Result<void> Importer::CheckCancelled() const {
  if (!watch_.cancelled || !watch_.cancelled()) return {};
  return Error{Code::kCancelled, "the import was cancelled; repeated with the same file and mapping, it goes on", ""};
}

// How many rows are there already is an answer about records: who got it is written down.
base::Result<void> Importer::RecordCheck() {
  if (asking_.actor.Is(Role::kConsole)) return {};
  return proofmark_.NoteAction(asking_, owner_, "import_check", rows_in_file_, run_);
}

base::Result<void> Importer::OpenInputs() {
  PM_ASSIGN(std::string mapping_text, base::ReadFile(order_.mapping, kMappingBytesMax));
  auto json = base::ParseJson(mapping_text, {.bytes_max = kMappingBytesMax});
  if (!json.ok()) return base::Within("mapping " + order_.mapping, json.error());
  auto mapping = registry::ParseMapping(*json, proofmark_.words());
  if (!mapping.ok()) return base::Within("mapping " + order_.mapping, mapping.error());
  mapping_ = std::move(*mapping);
  PM_ASSIGN(base::MappedFile file, base::MappedFile::Open(order_.file, kRegisterBytesMax));
  file_.emplace(std::move(file));
  base::Digest file_digest = base::Sha256(file_->bytes());
  base::Digest mapping_digest = base::Sha256(mapping_text);
  file_digest_ = base::ToHex(base::View(file_digest));
  run_digest_ = base::Sha256({base::View(file_digest), base::View(mapping_digest)});
  auto reader = registry::RegisterReader::Open(file_->bytes(), *mapping_);
  if (!reader.ok()) return base::Within(watch_.shown_as.empty() ? order_.file : watch_.shown_as, reader.error());
  reader_.emplace(std::move(*reader));
  PM_ASSIGN(auto secret, proofmark_.store().ContentSecret(owner_));
  rows_.emplace(
      registry::RowContext{*mapping_, proofmark_.words(), reader_->header(), secret, file_digest_, mapping_->as_of});
  return {};
}

base::Result<void> Importer::FirstPass() {
  std::string errors = "line,column,value,reason\n";
  auto reject = [&](const registry::RowFault& fault) {
    ++fault_count_;
    errors += std::to_string(fault.line) + "," + base::CsvCell(fault.column) + "," + base::CsvCell(fault.value) + "," +
              base::CsvCell(fault.reason) + "\n";
    if (faults_.size() < watch_.faults_listed) {
      faults_.push_back(
          {{"line", fault.line}, {"column", fault.column}, {"value", fault.value}, {"reason", fault.reason}});
    }
  };
  registry::RegisterReader reader = *reader_;
  std::string rejected;
  auto keep = [&](std::string_view line) {
    if (!watch_.rejected.empty() && !line.empty()) rejected.append(line).append(1, '\n');
  };
  keep(reader.header_line());
  registry::InputRow row;
  while (reader.Next(row)) {
    if (++rows_in_file_ % kRowsBetweenQuestions == 0) PM_TRY(CheckCancelled());
    progress_(static_cast<std::int64_t>(reader.position() / 4), static_cast<std::int64_t>(reader.size()));
    if (row.fault) {
      ++rejected_;
      reject(*row.fault);
      keep(row.raw);
      continue;
    }
    registry::RowReading reading = rows_->Read(row);
    rejected_ += !reading.faults.empty();
    for (const registry::RowFault& fault : reading.faults) reject(fault);
    if (reading.faults.empty()) {
      identities_.Add(reading.source_id, reading.content, row.line);
    } else {
      keep(row.raw);
    }
  }
  identities_.Finish();
  return WriteErrors(errors, rejected);
}

base::Result<void> Importer::WriteErrors(const std::string& errors, const std::string& rejected) const {
  if (!order_.errors.empty()) PM_TRY(base::WriteFileDurably(order_.errors, errors, 0600));
  if (!watch_.rejected.empty()) PM_TRY(base::WriteFileDurably(watch_.rejected, rejected, 0600));
  return {};
}

Json Importer::StateJson(const State& state) const {
  return {{"rows", state.rows},
          {"imported", state.imported},
          {"corrected", state.corrected},
          {"duplicates", state.duplicates},
          {"warned", state.warned},
          {"make", state.unresolved_make},
          {"model", state.unresolved_model},
          {"calibre", state.unresolved_calibre}};
}

base::Result<void> Importer::Resume() {
  run_ = "import:" + [&] {
    std::lock_guard lock(proofmark_.ids_mutex_);
    return proofmark_.ids_.Make().ToText();
  }();
  if (order_.dry_run) return {};
  PM_ASSIGN(std::optional<store::ImportRun> open, proofmark_.store().FindOpenRun(owner_, run_digest_));
  if (!open) return {};
  PM_ASSIGN(Json json, base::ParseJson(open->state));
  model::JsonReader reader(json, "import run");
  constexpr std::int64_t kMany = std::int64_t{1} << 53;
  state_ = {reader.Integer("rows", 0, kMany),      reader.Integer("imported", 0, kMany),
            reader.Integer("corrected", 0, kMany), reader.Integer("duplicates", 0, kMany),
            reader.Integer("warned", 0, kMany),    reader.Integer("make", 0, kMany),
            reader.Integer("model", 0, kMany),     reader.Integer("calibre", 0, kMany)};
  PM_TRY(reader.Done(model::JsonReader::Rest::kKeep));
  run_ = open->run;
  resumed_ = true;
  return {};
}

base::Result<void> Importer::SecondPass() {
  registry::RegisterReader reader = *reader_;
  registry::InputRow input;
  std::vector<Row> batch;
  std::int64_t behind = 0;
  while (reader.Next(input)) {
    if (++behind <= state_.rows) continue;
    if (!input.fault) {
      Row row{input.line, rows_->Read(input)};
      if (row.reading.faults.empty()) batch.push_back(std::move(row));
    }
    if (batch.size() < order_.batch_rows) continue;
    PM_TRY(CheckCancelled());
    PM_TRY(TakeBatch(batch, behind, false));
    auto size = static_cast<std::int64_t>(reader.size());
    progress_(size / 4 + static_cast<std::int64_t>(reader.position()) * 3 / 4, size);
  }
  PM_TRY(TakeBatch(batch, behind, true));
  progress_(1, 1);
  return {};
}

// Decides a batch on the present state and appends it; decides anew where another writer was faster.
base::Result<void> Importer::TakeBatch(std::vector<Row>& rows, std::int64_t rows_behind, bool last) {
  for (int attempt = 0; attempt < kConflictsMax; ++attempt) {
    auto warnings_before = warnings_;
    auto unresolved_before = unresolved_;
    State state = state_;
    state.rows = rows_behind;
    store::Batch batch;
    batch.owner = owner_;
    PM_ASSIGN(batch.expected_size, proofmark_.store().LogSize(owner_, store::Stream::kRecord));
    PM_ASSIGN(store::View view, proofmark_.ViewFor(asking_, Permission::kImportRecords));
    for (const Row& row : rows) PM_TRY(DecideRow(view, row, state, batch.drafts));
    if (order_.dry_run) {
      state_ = state;
      rows.clear();
      return {};
    }
    batch.run = store::ImportRun{run_, run_digest_, base::JsonLine(StateJson(state)), last};
    batch.accesses.push_back(proofmark_.AccessDraft(asking_, owner_, "import", {}, std::ssize(rows), run_));
    auto appended = proofmark_.store().Append(std::move(batch));
    if (appended.ok()) {
      state_ = state;
      decided_.clear();
      rows.clear();
      if (watch_.committed) watch_.committed();
      return {};
    }
    if (appended.error().code != Code::kConflict) return appended.error();
    decided_.clear();  // it holds this batch's alone, outside a dry run
    warnings_ = std::move(warnings_before);
    unresolved_ = std::move(unresolved_before);
  }
  return Error{Code::kConflict, "others write into the log of " + owner_ + " without a pause; repeat the import later",
               ""};
}

base::Result<std::vector<store::RegisterEntry>> Importer::Entries(const store::View& view,
                                                                  const registry::RowReading& reading) {
  PM_ASSIGN(auto entries, proofmark_.store().FindRegisterEntries(view, owner_, mapping_->source, reading.source_id,
                                                                 base::View(reading.content)));
  if (auto decided = decided_.find(reading.source_id); decided != decided_.end()) {
    for (const store::RegisterEntry& one : decided->second) {
      auto same = std::find_if(entries.begin(), entries.end(),
                               [&](const store::RegisterEntry& entry) { return entry.record == one.record; });
      if (same == entries.end())
        entries.push_back(one);
      else
        *same = one;
    }
  }
  return entries;
}

base::Result<void> Importer::DecideRow(const store::View& view, const Row& row, State& state,
                                       std::vector<store::Draft>& drafts) {
  const registry::RowReading& reading = row.reading;
  PM_ASSIGN(auto entries, Entries(view, reading));
  registry::Occurrence occurrence = identities_.Find(reading.source_id, reading.content, row.line);
  registry::RowDecision decision = registry::DecideRow(reading, occurrence, entries, mapping_->as_of);
  Count(row, decision.outcome, state);
  if (decision.warning != RowWarning::kNone) Warn(row, decision.warning, state);
  if (decision.outcome == RowOutcome::kDuplicate) return {};
  std::vector<registry::PreviousLife> previous;
  registry::EventSetting setting = Setting(row.line);
  if (decision.outcome == RowOutcome::kCorrection) {
    PM_ASSIGN(previous, PreviousLife(view, *decision.record));
    // A new record bears what the mapping says; one that is there keeps what its owner made of it.
    PM_ASSIGN(setting.handling, proofmark_.store().HandlingOf(view, {owner_, "item", *decision.record}));
  }
  std::lock_guard lock(proofmark_.ids_mutex_);
  registry::IdSource ids{proofmark_.ids_, proofmark_.rng_};
  std::vector<store::Draft> made =
      decision.outcome == RowOutcome::kNew
          ? registry::DraftsForNew(reading, setting, ids)
          : registry::DraftsForCorrection(reading, setting, ids, *decision.record, previous);
  PM_ASSIGN(model::ThingId record, model::ThingId::Parse(made[0].event.subject));
  std::optional<std::string> as_of;
  if (mapping_->as_of) as_of = mapping_->as_of->ToText();
  decided_[reading.source_id].push_back({record.ulid, std::string(base::View(reading.content)), as_of, 0});
  std::size_t first = drafts.size();
  for (store::Draft& draft : made) {
    if (draft.caused_by) *draft.caused_by += first;
    drafts.push_back(std::move(draft));
  }
  return {};
}

base::Result<std::vector<registry::PreviousLife>> Importer::PreviousLife(const store::View& view,
                                                                         const base::Ulid& record) {
  std::vector<registry::PreviousLife> out;
  model::ThingId id{owner_, "item", record};
  auto stored = proofmark_.store().ReadRecord(view, id);
  // A record that this very batch makes has no life in the database yet: its id stands in the file once, or the
  // identity rule would not correct it.
  if (!stored.ok()) return stored.error();
  for (const store::StoredLife& life : stored->life) {
    if (!life.stands) continue;
    PM_ASSIGN(store::StoredEvent event, proofmark_.store().ReadEvent(view, owner_, life.seq));
    PM_ASSIGN(model::LifeEvent body, model::LifeEventFromJson(event.event.body, owner_));
    registry::PreviousLife previous{event.event.id, event.event.kind, event.event.happened, std::move(body), false};
    for (const model::SealedReference& reference : event.event.sealed) {
      PM_ASSIGN(std::optional<std::string> text, proofmark_.store().OpenPart(view, event, reference.part));
      if (text)
        PM_TRY(registry::AddSealed(previous.body, *text));
      else
        previous.erased = true;
    }
    out.push_back(std::move(previous));
  }
  return out;
}

registry::EventSetting Importer::Setting(std::int64_t line) const {
  char row[24];
  std::snprintf(row, sizeof row, ":%09lld", static_cast<long long>(line));
  model::Handling handling = mapping_->handling.value_or(
      model::Handling{{"owner_only"}, {}, "ask_owner", asking_.purpose.purpose, asking_.purpose.legal_basis, {}, {}});
  // The command is ordered by run and line, so that its index grows at its right edge.
  return {owner_, asking_.actor.id, run_ + row, std::move(handling), {mapping_->source, mapping_->grade}, std::nullopt};
}

void Importer::Count(const Row& row, RowOutcome outcome, State& state) {
  switch (outcome) {
    case RowOutcome::kNew:
      ++state.imported;
      break;
    case RowOutcome::kCorrection:
      ++state.corrected;
      break;
    case RowOutcome::kDuplicate:
      ++state.duplicates;
      return;
  }
  const registry::Unresolved& unresolved = row.reading.unresolved;
  const model::Description& item = row.reading.record.item;
  auto note = [&](const char* field, const std::optional<std::string>& text, std::int64_t& count) {
    ++count;
    ++unresolved_[field][text.value_or("")];
  };
  if (unresolved.make) note("make", item.make, state.unresolved_make);
  if (unresolved.model) note("model", item.model, state.unresolved_model);
  if (unresolved.calibre) note("calibre", item.calibre, state.unresolved_calibre);
}

void Importer::Warn(const Row& row, RowWarning warning, State& state) {
  ++state.warned;
  if (warnings_.size() >= kWarningsShown) return;
  warnings_.push_back("line " + std::to_string(row.line) + ", id " + row.reading.source_id + ": " +
                      std::string(registry::Describe(warning)));
}

Json Importer::Result(double seconds) const {
  Json list = Json::object();
  for (const auto& [field, spellings] : unresolved_) {
    std::vector<std::pair<std::int64_t, std::string>> by_count;
    for (const auto& [text, n] : spellings) by_count.emplace_back(-n, text);
    std::sort(by_count.begin(), by_count.end());
    for (std::size_t i = 0; i < std::min(by_count.size(), kSpellingsListed); ++i) {
      list[field].push_back({{"text", by_count[i].second}, {"n", -by_count[i].first}});
    }
  }
  return {
      {"rows", rows_in_file_},
      {"imported", state_.imported},
      {"corrected", state_.corrected},
      {"duplicates", state_.duplicates},
      {"rejected", rejected_},
      {"warned", state_.warned},
      {"unresolved",
       {{"make", state_.unresolved_make}, {"model", state_.unresolved_model}, {"calibre", state_.unresolved_calibre}}},
      {"seconds", seconds},
      {"authority", owner_},
      {"run", run_},
      {"dry_run", order_.dry_run},
      {"resumed", resumed_},
      {"faults", faults_},
      {"fault_count", fault_count_},
      {"warnings", warnings_},
      {"unresolved_list", std::move(list)}};
}

}  // namespace proofmark::app
