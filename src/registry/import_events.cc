// SPDX-License-Identifier: Apache-2.0
#include "registry/import_events.h"

#include <utility>

#include "ledger/canonical.h"
#include "model/ids.h"
#include "model/json_reader.h"
#include "store/draft.h"

namespace proofmark::registry {
namespace {

store::Draft DraftOf(const EventSetting& setting, const IdSource& ids, std::string kind, std::string subject,
                     const std::optional<std::string>& grade) {
  store::Draft draft = store::NewDraft({setting.owner, setting.actor, std::move(kind), std::move(subject),
                                        setting.command, setting.handling, setting.vocabulary},
                                       ids);
  draft.event.source = setting.source;
  if (grade) draft.event.source.grade = grade;
  draft.event.rules = kImportRules;
  return draft;
}

store::Draft RecordDraft(const RowReading& reading, const EventSetting& setting, const IdSource& ids, std::string kind,
                         const base::Ulid& item, std::vector<base::Ulid> replaces) {
  std::string subject = model::ThingId{setting.owner, "item", item}.ToText();
  store::Draft draft = DraftOf(setting, ids, std::move(kind), std::move(subject), reading.source_grade);
  model::Record record = reading.record;
  record.replaces = std::move(replaces);
  draft.event.body = model::ToJson(record, setting.owner);
  draft.sealed = reading.sealed;
  return draft;
}

// The first draft is the record's; the row that told of it told of this.
void AddLife(const LifeReading& life, const EventSetting& setting, const IdSource& ids,
             std::vector<store::Draft>& drafts) {
  const model::Event& record = drafts.front().event;
  store::Draft draft = DraftOf(setting, ids, life.kind, record.subject, life.source_grade);
  draft.event.happened = life.happened;
  model::LifeEvent body = life.body;
  body.record_event = record.id;
  draft.event.body = model::ToJson(body, setting.owner);
  draft.sealed = life.sealed;
  draft.caused_by = 0;
  drafts.push_back(std::move(draft));
}

bool Agrees(const std::optional<std::string>& previous, const std::optional<std::string>& told, bool erased) {
  return previous == told || (erased && !previous);
}

bool IsStillTold(const PreviousLife& previous, const LifeReading& life) {
  const model::LifeEvent& was = previous.body;
  const model::LifeEvent& is = life.whole;
  return previous.kind == life.kind && previous.happened == life.happened &&
         Agrees(was.from_party, is.from_party, previous.erased) && Agrees(was.to_party, is.to_party, previous.erased) &&
         Agrees(was.place, is.place, previous.erased) && Agrees(was.document, is.document, previous.erased);
}

}  // namespace

std::vector<store::Draft> DraftsForNew(const RowReading& reading, const EventSetting& setting, const IdSource& ids) {
  std::vector<store::Draft> drafts;
  drafts.reserve(1 + reading.life.size());
  drafts.push_back(RecordDraft(reading, setting, ids, "recorded", ids.ulids.Make(), {}));
  for (const LifeReading& life : reading.life) AddLife(life, setting, ids, drafts);
  return drafts;
}

std::vector<store::Draft> DraftsForCorrection(const RowReading& reading, const EventSetting& setting,
                                              const IdSource& ids, const base::Ulid& record,
                                              const std::vector<PreviousLife>& previous) {
  std::vector<bool> kept(reading.life.size(), false);
  std::vector<base::Ulid> replaces;
  for (const PreviousLife& was : previous) {
    if (!was.body.record_event) continue;
    bool stands = false;
    for (std::size_t i = 0; i < reading.life.size() && !stands; ++i) {
      stands = !kept[i] && IsStillTold(was, reading.life[i]);
      if (stands) kept[i] = true;
    }
    if (!stands) replaces.push_back(was.id);
  }
  std::vector<store::Draft> drafts;
  drafts.push_back(RecordDraft(reading, setting, ids, "corrected", record, std::move(replaces)));
  for (std::size_t i = 0; i < reading.life.size(); ++i) {
    if (!kept[i]) AddLife(reading.life[i], setting, ids, drafts);
  }
  return drafts;
}

base::Result<void> AddSealed(model::LifeEvent& body, std::string_view plaintext) {
  PM_ASSIGN(base::Json json, ledger::ParseCanonical(plaintext));
  model::JsonReader reader(json, "");
  std::pair<const char*, std::optional<std::string> model::LifeEvent::*> fields[] = {
      {"from_party", &model::LifeEvent::from_party},
      {"to_party", &model::LifeEvent::to_party},
      {"place", &model::LifeEvent::place},
      {"document", &model::LifeEvent::document}};
  for (auto [key, field] : fields) {
    if (auto text = reader.OptionalText(key, model::kFieldTextMax)) body.*field = std::move(text);
  }
  return reader.Done(model::JsonReader::Rest::kKeep);
}

}  // namespace proofmark::registry
