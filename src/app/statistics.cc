// SPDX-License-Identifier: Apache-2.0
// What an authority's tracing came to in a period: its questions out of its access log, its findings and their links
// out of its records, and the stories of those that were linked. Counts what the asker may see, nothing else.
#include <limits>
#include <set>

#include "analyse/tracing_statistics.h"
#include "app/proofmark.h"
#include "app/weapon_story.h"
#include "match/marks/mark_reader.h"
#include "registry/resolve.h"

namespace proofmark::app {

using analyse::TracingStatistics;
using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

// Entries of the access log that are gone through, the newest first; `complete` says whether that was all.
constexpr std::int64_t kEntriesCounted = 50'000;
constexpr std::int64_t kEntriesAtOnce = 1000;
constexpr std::size_t kStoriesTold = 300;  // of linked weapons, the latest found first

std::int32_t DayOf(base::Instant at) { return static_cast<std::int32_t>(at.ms / base::kDayMs); }

// A period as it was asked for; the year that ends today where nothing was said.
Result<analyse::Period> PeriodOf(const StatisticsQuestion& question, base::Instant now) {
  const base::PartialDate today = *base::PartialDate::Parse(now.ToText().substr(0, 10));
  analyse::Period period{today, today};
  if (!question.to.empty()) {
    auto to = base::PartialDate::Parse(question.to);
    if (!to.ok()) return Error{Code::kInvalid, "to: " + to.error().message, "to"};
    period.to = *to;
  }
  if (question.from.empty()) {
    // From the first of January of the year before it: always whole months.
    period.from = {static_cast<std::int16_t>(period.to.year - 1), 1, 1};
  } else {
    auto from = base::PartialDate::Parse(question.from);
    if (!from.ok()) return Error{Code::kInvalid, "from: " + from.error().message, "from"};
    period.from = *from;
  }
  if (period.from.FirstDay() > period.to.LastDay()) {
    return Error{Code::kInvalid, "from: " + period.from.ToText() + " is later than " + period.to.ToText(), "from"};
  }
  return period;
}

bool IsWhole(const match::MarkReading& number) { return number.pattern.find_first_of("?*[") == std::string::npos; }

analyse::NumberRead NumberReadOf(const match::MarkReader& reader, const store::ScannedRecord& record) {
  analyse::NumberRead best = analyse::NumberRead::kNone;
  for (const store::MarkRow& mark : record.marks) {
    if (mark.kind != "serial") continue;
    for (const match::MarkReading& number : NumbersOf(reader, mark, record.row.type.value_or(""))) {
      if (IsWhole(number)) return analyse::NumberRead::kWhole;
      best = analyse::NumberRead::kInPart;
    }
  }
  return best;
}

// A code; nothing where nobody knows it, or only a spelling that is in no list.
std::string Known(const std::optional<std::string>& code) {
  return code && *code != registry::kUnresolvedField ? *code : "";
}

// The first time that the record's weapon came into the authority's hands; nothing where it never did.
const store::LifeRow* FindingOf(const store::ScannedRecord& record) {
  const store::LifeRow* first = nullptr;
  for (const store::LifeRow& life : record.life) {
    if (!analyse::IsFinding(life.kind)) continue;
    const bool earlier = first != nullptr && life.from_day && (!first->from_day || *life.from_day < *first->from_day);
    if (first == nullptr || earlier) first = &life;
  }
  return first;
}

// Names beside the codes, as the lists of the vocabulary have them.
void Name(const vocab::Vocabulary& words, const char* list, Json& counts) {
  for (Json& one : counts["codes"]) {
    const vocab::Code* row = words.List(list).Find(one["code"].get<std::string>());
    one["name"] = row == nullptr ? one["code"] : Json(row->name);
  }
}

struct FoundRecord {
  model::ThingId id;
  analyse::Found found;
};

}  // namespace

// Traces of the own staff: each stands once in the log of their authority.
Result<bool> Proofmark::CountQuestions(const std::string& owner, const analyse::Period& period,
                                       TracingStatistics& statistics) {
  std::int64_t before = std::numeric_limits<std::int64_t>::max();
  for (std::int64_t gone = 0; gone < kEntriesCounted; gone += kEntriesAtOnce) {
    PM_ASSIGN(std::vector<store::StoredEvent> page,
              store_->AccessesNaming(owner, "\"action\":\"trace\"", before, kEntriesAtOnce));
    for (const store::StoredEvent& entry : page) {
      before = entry.event.seq;
      const std::int32_t day = DayOf(entry.event.at);
      if (day < period.from.FirstDay()) return true;
      const Actor actor = ActorFromText(entry.event.actor);
      if (!actor.Is(Role::kConsole) && !entry.event.actor.starts_with(owner + ".")) continue;
      PM_ASSIGN(model::Access access, model::AccessFromJson(entry.event.body));
      if (access.action != "trace") continue;
      statistics.AddAsked({day, entry.event.handling.purpose, access.count > 0});
    }
    if (std::ssize(page) < kEntriesAtOnce) return true;
  }
  return false;
}

Result<Json> Proofmark::Statistics(const Asking& asking, const StatisticsQuestion& question) {
  PM_ASSIGN(store::View view, ViewFor(asking, Permission::kReadStatistics));
  PM_ASSIGN(analyse::Period period, PeriodOf(question, clock_.Now()));
  std::string owner = asking.actor.authority;
  if (asking.actor.Is(Role::kConsole)) {
    PM_ASSIGN(owner, OnlyAuthority(question.authority));
  }
  TracingStatistics statistics(period);
  PM_ASSIGN(bool complete, CountQuestions(owner, period, statistics));
  std::set<std::string> linked;
  PM_ASSIGN(std::vector<store::StoredLink> links, store_->Links(view, ""));
  for (const store::StoredLink& link : links) {
    if (link.state == "confirmed") linked.insert({link.record, link.other});
  }
  std::vector<FoundRecord> to_tell;
  std::set<std::string> counted;
  PM_TRY(store_->ScanRecords(view, owner, [&](const store::ScannedRecord& record) {
    const store::LifeRow* finding = FindingOf(record);
    if (finding == nullptr) return;
    FoundRecord found{record.id,
                      {.event = finding->kind,
                       .first_day = finding->from_day,
                       .last_day = finding->to_day,
                       .type = Known(record.row.type),
                       .make = Known(record.row.make),
                       .calibre = Known(record.row.calibre),
                       .made_country = Known(record.row.made_country),
                       .linked = linked.contains(record.id.ToText())}};
    // Reading a number takes longest of all.
    if (found.found.first_day && found.found.last_day && period.Holds(*found.found.first_day, *found.found.last_day)) {
      found.found.number = NumberReadOf(searcher_->reader(), record);
    }
    if (!statistics.AddFound(found.found)) return;
    counted.insert(record.id.ToText());
    if (found.found.linked) to_tell.push_back(std::move(found));
  }));
  PM_ASSIGN(std::vector<store::StoredHit> hits, store_->Hits(view, ""));
  for (const store::StoredHit& hit : hits) {
    if (counted.contains(hit.row.record)) statistics.AddHit(hit.row.state);
  }
  std::stable_sort(to_tell.begin(), to_tell.end(),
                   [](const FoundRecord& a, const FoundRecord& b) { return a.found.first_day > b.found.first_day; });
  const std::size_t all_linked = to_tell.size();
  if (to_tell.size() > kStoriesTold) to_tell.resize(kStoriesTold);
  WeaponStory story(words_, *store_, view);
  for (const FoundRecord& one : to_tell) {
    PM_ASSIGN(std::vector<model::ThingId> records, story.RecordsOf(one.id));
    PM_ASSIGN(trace::Custody custody, story.Tell(records));
    statistics.AddTold({custody.diversion.empty() ? "" : custody.diversion.front().kind, custody.time_to_crime.days_min,
                        custody.time_to_crime.days_max});
  }
  PM_TRY(RecordAccess(asking, "statistics", {}, period.from.ToText() + " to " + period.to.ToText()));
  Json out = statistics.ToJson();
  Name(words_, "purposes", out["asked"]["purposes"]);
  Name(words_, "life_events", out["found"]["events"]);
  Name(words_, "item_types", out["found"]["types"]);
  Name(words_, "makes", out["found"]["makes"]);
  Name(words_, "calibres", out["found"]["calibres"]);
  Name(words_, "countries", out["found"]["countries"]);
  out["authority"] = owner;
  out["as_of"] = clock_.Now().ToText();
  out["asked"]["complete"] = complete;
  out["stories"]["linked"] = all_linked;
  return out;
}

}  // namespace proofmark::app
