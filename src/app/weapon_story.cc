// SPDX-License-Identifier: Apache-2.0
#include "app/weapon_story.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

#include "model/record.h"
#include "registry/import_events.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Result;

namespace {

bool Earlier(const model::ThingId& a, const model::ThingId& b) {
  return a.ulid.bytes != b.ulid.bytes ? a.ulid.bytes < b.ulid.bytes : a.owner < b.owner;
}

void TakeIfOpen(std::string& into, const std::optional<std::string>& code) {
  if (into.empty() && code && !code->starts_with('!')) into = *code;
}

// A code that ISO 3166-1 leaves to its users, XA to XZ: no table has it, and it names a State all the same.
void TakeUsersCode(std::string& into, const std::optional<std::string>& text) {
  if (into.empty() && text && text->size() == 2 && (*text)[0] == 'X' && (*text)[1] >= 'A' && (*text)[1] <= 'Z') {
    into = *text;
  }
}

}  // namespace

std::vector<std::string> SealedFields(const std::string& part) {
  if (part == "parties") return {"from_party", "to_party"};
  return {part};
}

std::string CountryOfMake(const vocab::Vocabulary& words, const std::string& make) {
  const vocab::Code* row = words.List("makes").Find(make);
  return row == nullptr ? "" : row->more.at("country");
}

std::string WeaponStory::NameOf(const std::vector<model::ThingId>& records) {
  const auto oldest = std::min_element(records.begin(), records.end(), Earlier);
  return oldest == records.end() ? "" : model::ThingId{oldest->owner, "weapon", oldest->ulid}.ToText();
}

Result<std::vector<model::ThingId>> WeaponStory::RecordsOf(const model::ThingId& record) {
  std::vector<model::ThingId> found = {record};
  for (std::size_t at = 0; at < found.size(); ++at) {
    const std::string name = found[at].ToText();
    PM_ASSIGN(std::vector<store::StoredLink> links, store_.Links(view_, name));
    for (const store::StoredLink& link : links) {
      if (link.state != "confirmed") continue;
      PM_ASSIGN(model::ThingId other, model::ThingId::Parse(link.record == name ? link.other : link.record));
      if (std::find(found.begin(), found.end(), other) != found.end()) continue;
      if (!store_.ReadRecord(view_, other).ok()) continue;
      if (found.size() == kRecordsOfWeaponMax) {
        return Error{Code::kTooLarge,
                     "more than " + std::to_string(kRecordsOfWeaponMax) + " records are linked to " + record.ToText() +
                         "; take back the links that are wrong",
                     "id"};
      }
      found.push_back(std::move(other));
    }
  }
  std::sort(found.begin(), found.end(), Earlier);
  return found;
}

Result<std::vector<trace::CustodyEvent>> WeaponStory::EventsOf(const model::ThingId& record) {
  PM_ASSIGN(store::StoredRecord stored, store_.ReadRecord(view_, record));
  std::vector<trace::CustodyEvent> events;
  for (const store::StoredLife& life : stored.life) {
    if (!life.stands) continue;
    PM_ASSIGN(store::StoredEvent read, store_.ReadEvent(view_, record.owner, life.seq));
    const model::Event& event = read.event;
    PM_ASSIGN(model::LifeEvent body, model::LifeEventFromJson(event.body, event.owner));
    std::vector<std::string> withheld;
    for (const model::SealedReference& part : event.sealed) {
      if (!view_.Opens(event, part.part)) {
        const std::vector<std::string> fields = SealedFields(part.part);
        withheld.insert(withheld.end(), fields.begin(), fields.end());
        continue;
      }
      PM_ASSIGN(std::optional<std::string> text, store_.OpenPart(view_, read, part.part));
      if (text) PM_TRY(registry::AddSealed(body, *text));
    }
    events.push_back({model::ThingId{event.owner, "event", event.id}.ToText(), record.ToText(), event.owner, event.kind,
                      event.happened, std::move(body.from_party), std::move(body.to_party), std::move(body.place),
                      std::move(body.document), event.source.grade, std::move(withheld), event.at});
  }
  return events;
}

// The first record that says something of a field says it for the weapon; contradictions are the story's to tell.
Result<void> WeaponStory::Describe(const model::ThingId& record, trace::CustodyWeapon& about) {
  PM_ASSIGN(store::StoredRecord stored, store_.ReadRecord(view_, record));
  TakeIfOpen(about.type, stored.row.type);
  TakeIfOpen(about.make, stored.row.make);
  TakeIfOpen(about.made_country, stored.row.made_country);
  TakeIfOpen(about.import_country, stored.row.import_country);
  PM_ASSIGN(store::StoredEvent content, store_.ReadEvent(view_, record.owner, stored.content_seq));
  PM_ASSIGN(model::Record said, model::RecordFromJson(content.event.body, record.owner));
  TakeUsersCode(about.made_country, said.item.made_country);
  TakeUsersCode(about.import_country, said.item.import_country);
  if (!said.item.days_to_crime || about.asserted_days_to_crime) return {};
  // "1230.0": a spreadsheet's figure for days.
  const std::string& text = *said.item.days_to_crime;
  double days = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), days);
  if (error != std::errc() || end != text.data() + text.size() || days < 0 || days > 1e6) return {};
  about.asserted_days_to_crime = static_cast<std::int32_t>(days);
  about.asserted_by = record.owner;
  return {};
}

Result<trace::Custody> WeaponStory::Tell(const std::vector<model::ThingId>& records) {
  trace::CustodyQuestion question;
  question.weapon = NameOf(records);
  for (const model::ThingId& record : records) {
    PM_TRY(Describe(record, question.about));
    PM_ASSIGN(std::vector<trace::CustodyEvent> events, EventsOf(record));
    std::move(events.begin(), events.end(), std::back_inserter(question.events));
    if (question.events.size() > kEventsOfStoryMax) {
      return Error{Code::kTooLarge, "more than " + std::to_string(kEventsOfStoryMax) + " events of one weapon", "id"};
    }
  }
  trace::CustodyWeapon& about = question.about;
  if (const vocab::Code* type = words_.List("item_types").Find(about.type)) about.type_class = type->more.at("class");
  about.make_country = CountryOfMake(words_, about.make);
  return trace::TellCustody(words_, std::move(question));
}

Result<std::vector<trace::OwnerStatus>> WeaponStory::StatusOf(const std::vector<model::ThingId>& records) {
  std::map<std::string, std::vector<trace::CustodyEvent>> by_owner;
  for (const model::ThingId& record : records) {
    PM_ASSIGN(std::vector<trace::CustodyEvent> events, EventsOf(record));
    std::vector<trace::CustodyEvent>& all = by_owner[record.owner];
    std::move(events.begin(), events.end(), std::back_inserter(all));
  }
  std::vector<trace::OwnerStatus> out;
  for (const auto& [owner, events] : by_owner) out.push_back(trace::StatusOf(words_, owner, events));
  return out;
}

}  // namespace proofmark::app
