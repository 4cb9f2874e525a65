// SPDX-License-Identifier: Apache-2.0
// Commands about items and cases: what is recovered, reported, passed on, corrected.
#include <algorithm>

#include "app/carrier.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

bool HasPart(const model::Event& event, std::string_view part) {
  return std::any_of(event.sealed.begin(), event.sealed.end(),
                     [&](const model::SealedReference& one) { return one.part == part; });
}

Error NoCase(const std::string& what) {
  return {Code::kNotFound,
          "there is no case " + registry::Quoted(what) +
              " on record, or it is not for this reader; record it first (record_case)",
          "case"};
}

}  // namespace

Result<registry::RecordOnFile> Carrier::ReadRecord(const store::View& view, const store::StoredRecord& stored) {
  PM_ASSIGN(store::StoredEvent content, store_.ReadEvent(view, owner_, stored.content_seq));
  registry::RecordOnFile on_file;
  on_file.id = stored.id.ulid;
  on_file.content_event = content.event.id;
  on_file.leaf = content.leaf;
  PM_ASSIGN(on_file.said, model::RecordFromJson(content.event.body, owner_));
  on_file.has_sealed_row = HasPart(content.event, "row");
  on_file.has_sealed_marks = HasPart(content.event, "marks");
  return on_file;
}

Result<registry::CaseOnFile> Carrier::ReadCase(const store::View& view, const store::StoredCase& stored) {
  PM_ASSIGN(store::StoredEvent content, store_.ReadEvent(view, owner_, stored.content_seq));
  registry::CaseOnFile on_file{stored.id.ulid, content.leaf, {}};
  PM_ASSIGN(on_file.said, model::CaseFromJson(content.event.body));
  if (!HasPart(content.event, "place")) return on_file;
  on_file.place_unseen = !view.Opens(content.event, "place");
  if (on_file.place_unseen) return on_file;
  PM_ASSIGN(std::optional<std::string> place, store_.OpenPart(view, content, "place"));
  on_file.place_unseen = !place;
  if (!place) return on_file;
  PM_ASSIGN(Json json, base::ParseJson(*place));
  if (json.contains("place")) on_file.said.place = json["place"].get<std::string>();
  return on_file;
}

// The owner's case of that reference that the view shows: the oldest, where there are several.
Result<std::optional<store::StoredCase>> Carrier::CaseOf(const store::View& view, const std::string& reference) {
  PM_ASSIGN(std::vector<store::StoredCase> cases, store_.FindCases(view, reference));
  std::optional<store::StoredCase> found;
  for (store::StoredCase& one : cases) {
    if (one.id.owner == owner_ && !found) found = std::move(one);
  }
  return found;
}

Result<std::optional<registry::CaseOnFile>> Carrier::CaseOnFile(const store::View& view, const std::string& reference) {
  std::optional<registry::CaseOnFile> none;
  PM_ASSIGN(std::optional<store::StoredCase> stored, CaseOf(view, reference));
  if (!stored) return none;
  PM_ASSIGN(registry::CaseOnFile on_file, ReadCase(view, *stored));
  return std::optional<registry::CaseOnFile>(std::move(on_file));
}

Result<model::ThingId> Carrier::OwnCase(const std::string& text) {
  PM_ASSIGN(store::View view, proofmark_.ViewFor(asking_, permission_));
  std::optional<store::StoredCase> known;
  if (auto id = model::ThingId::Parse(text); id.ok()) {
    auto read = store_.ReadCase(view, *id);
    if (!read.ok() && read.error().code != Code::kNotFound) return read.error();
    if (read.ok()) known = std::move(*read);
  } else {
    PM_ASSIGN(known, CaseOf(view, text));
  }
  PM_TRY(NoteAccess(known ? std::vector{known->id} : std::vector<model::ThingId>{}, text));
  if (!known) return NoCase(text);
  PM_TRY(CheckOwn(known->id.owner, known->id.ToText(), "case"));
  return known->id;
}

Result<Carrier::Decide> Carrier::RecordRecovery() {
  PM_ASSIGN(registry::RecoveryOrder order, registry::ReadRecoveryOrder(Context(), order_.body));
  PM_TRY(CheckPatterns(order.what));
  PM_ASSIGN(store::View view, proofmark_.ViewFor(asking_, permission_));
  PM_ASSIGN(std::optional<store::StoredCase> known, CaseOf(view, order.one.reference));
  if (known) PM_TRY(NoteAccess({known->id}, order.one.reference));
  return Decide([this, order](const store::View& now) -> Drafts {
    PM_ASSIGN(std::optional<registry::CaseOnFile> on_file, CaseOnFile(now, order.one.reference));
    std::lock_guard lock(proofmark_.ids_mutex_);
    return registry::DecideRecovery(order, on_file, Setting(HandlingOf(order.handling)),
                                    {proofmark_.ids_, proofmark_.rng_});
  });
}

// An event on a record that is there bears the record's handling, unless the order says otherwise.
Carrier::Drafts Carrier::DecideLife(const store::View& view, const model::ThingId& record,
                                    const registry::LifeOrder& life, const registry::HandlingOrder& handling) {
  PM_ASSIGN(store::StoredRecord stored, store_.ReadRecord(view, record));
  PM_TRY(CheckMatch(stored.content_seq));
  PM_ASSIGN(model::Handling as_record, store_.HandlingOf(view, record));
  const model::Handling as_said = handling ? HandlingOf(handling) : as_record;
  std::lock_guard lock(proofmark_.ids_mutex_);
  return registry::DecideLife(record.ulid, life, Setting(as_said), {proofmark_.ids_, proofmark_.rng_});
}

Result<Carrier::Decide> Carrier::Report(const std::string& kind) {
  PM_ASSIGN(registry::ReportOrder order, registry::ReadReportOrder(Context(), kind, order_.body));
  if (order.record) {
    PM_ASSIGN(model::ThingId record, OwnRecord(*order.record));
    return Decide(
        [this, order, record](const store::View& now) { return DecideLife(now, record, order.life, order.handling); });
  }
  PM_TRY(CheckPatterns(*order.what));
  if (!order_.if_match.empty()) {
    return Error{Code::kInvalid, "a new record has no version yet; leave If-Match out", "if_match"};
  }
  return Decide([this, order](const store::View&) -> Drafts {
    std::lock_guard lock(proofmark_.ids_mutex_);
    return registry::DecideNewRecord(*order.what, order.life, std::nullopt, Setting(HandlingOf(order.handling)),
                                     {proofmark_.ids_, proofmark_.rng_});
  });
}

Result<Carrier::Decide> Carrier::RecordTransfer() {
  PM_ASSIGN(registry::TransferOrder order, registry::ReadTransferOrder(Context(), order_.body));
  PM_ASSIGN(model::ThingId record, OwnRecord(order.record));
  return Decide(
      [this, order, record](const store::View& now) { return DecideLife(now, record, order.life, order.handling); });
}

Result<Carrier::Decide> Carrier::CorrectItem() {
  PM_ASSIGN(registry::CorrectionOrder order, registry::ReadCorrectionOrder(Context(), order_.body));
  PM_TRY(CheckPatterns(order.what));
  PM_ASSIGN(model::ThingId record, OwnRecord(order.record));
  return Decide([this, order, record](const store::View& now) -> Drafts {
    PM_ASSIGN(store::StoredRecord stored, store_.ReadRecord(now, record));
    PM_TRY(CheckMatch(stored.content_seq));
    PM_ASSIGN(model::Handling as_record, store_.HandlingOf(now, record));
    PM_ASSIGN(registry::RecordOnFile on_file, ReadRecord(now, stored));
    std::lock_guard lock(proofmark_.ids_mutex_);
    return registry::DecideCorrection(order, on_file, Setting(as_record), {proofmark_.ids_, proofmark_.rng_});
  });
}

Result<Carrier::Decide> Carrier::RecordCase() {
  PM_ASSIGN(registry::CaseOrder order, registry::ReadCaseOrder(Context(), registry::CaseAct::kRecord, order_.body));
  PM_ASSIGN(store::View view, proofmark_.ViewFor(asking_, permission_));
  PM_ASSIGN(std::optional<store::StoredCase> known, CaseOf(view, order.one.reference));
  if (known) PM_TRY(NoteAccess({known->id}, order.one.reference));
  return Decide([this, order](const store::View& now) -> Drafts {
    PM_ASSIGN(std::optional<registry::CaseOnFile> on_file, CaseOnFile(now, order.one.reference));
    std::lock_guard lock(proofmark_.ids_mutex_);
    return registry::DecideCase(order, on_file, Setting(HandlingOf(order.handling)),
                                {proofmark_.ids_, proofmark_.rng_});
  });
}

Result<Carrier::Decide> Carrier::CorrectCase() {
  PM_ASSIGN(registry::CaseOrder order, registry::ReadCaseOrder(Context(), registry::CaseAct::kCorrect, order_.body));
  PM_ASSIGN(store::View view, proofmark_.ViewFor(asking_, permission_));
  PM_ASSIGN(std::optional<store::StoredCase> known, CaseOf(view, order.one.reference));
  PM_TRY(NoteAccess(known ? std::vector{known->id} : std::vector<model::ThingId>{}, order.one.reference));
  if (!known) return NoCase(order.one.reference);
  return Decide([this, order, id = known->id](const store::View& now) -> Drafts {
    PM_ASSIGN(store::StoredCase stored, store_.ReadCase(now, id));
    PM_TRY(CheckMatch(stored.content_seq));
    PM_ASSIGN(store::StoredEvent content, store_.ReadEvent(now, owner_, stored.content_seq));
    PM_ASSIGN(registry::CaseOnFile on_file, ReadCase(now, stored));
    std::lock_guard lock(proofmark_.ids_mutex_);
    return registry::DecideCaseCorrection(order, on_file, Setting(content.event.handling),
                                          {proofmark_.ids_, proofmark_.rng_});
  });
}

Result<Carrier::Decide> Carrier::RecordStep() {
  PM_ASSIGN(registry::CaseStepOrder order, registry::ReadCaseStepOrder(Context(), order_.body));
  PM_ASSIGN(model::ThingId id, OwnCase(order.what));
  return Decide([this, order, id](const store::View& now) -> Drafts {
    PM_ASSIGN(store::StoredCase stored, store_.ReadCase(now, id));
    PM_ASSIGN(store::StoredEvent content, store_.ReadEvent(now, owner_, stored.content_seq));
    PM_ASSIGN(registry::CaseOnFile on_file, ReadCase(now, stored));
    const model::Handling as_said = order.handling ? HandlingOf(order.handling) : content.event.handling;
    std::lock_guard lock(proofmark_.ids_mutex_);
    return registry::DecideStep(order.step, on_file, Setting(as_said), {proofmark_.ids_, proofmark_.rng_});
  });
}

}  // namespace proofmark::app
