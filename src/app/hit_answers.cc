// SPDX-License-Identifier: Apache-2.0
// What lists and pages say of hits, alerts and links. A hit is for whoever sees both of its records.
#include <algorithm>
#include <chrono>
#include <limits>
#include <set>

#include "app/proofmark.h"
#include "app/sameness.h"
#include "base/text.h"
#include "match/marks/evidence_words.h"
#include "match/marks/reading_json.h"
#include "model/hit.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

constexpr std::size_t kProposalsMax = 20;

Json DayJson(const std::optional<std::int32_t>& day) {
  if (!day) return nullptr;
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{*day}}};
  return base::PartialDate{static_cast<std::int16_t>(static_cast<int>(date.year())),
                           static_cast<std::int8_t>(static_cast<unsigned>(date.month())),
                           static_cast<std::int8_t>(static_cast<unsigned>(date.day()))}
      .ToText();
}

void AddThing(std::vector<model::ThingId>& shown, const std::string& text) {
  if (auto id = model::ThingId::Parse(text); id.ok()) shown.push_back(*id);
}

double Fraction(std::int64_t milli) { return static_cast<double>(milli) / 1000; }

}  // namespace

Result<store::StoredHit> Proofmark::VisibleHit(const store::View& view, const std::string& text) {
  Error not_there{Code::kNotFound, "there is no hit " + text + ", or it is not for this reader", "id"};
  auto id = model::ThingId::Parse(text);
  if (!id.ok()) return not_there;
  auto hit = store_->ReadHit(view, *id);
  if (!hit.ok()) return hit.error().code == Code::kNotFound ? not_there : hit.error();
  for (const std::string& one : {hit->row.record, hit->row.other}) {
    PM_ASSIGN(model::ThingId record, model::ThingId::Parse(one));
    auto seen = store_->ReadRecord(view, record);
    if (!seen.ok()) return seen.error().code == Code::kNotFound ? not_there : seen.error();
  }
  return *hit;
}

// One of the two records: what it is, and the event that the hit is about.
Result<Json> Proofmark::HitSide(const store::View& view, const std::string& record, const std::string& event) {
  PM_ASSIGN(model::ThingId id, model::ThingId::Parse(record));
  PM_ASSIGN(store::StoredRecord stored, store_->ReadRecord(view, id));
  Json out = {{"record", record},
              {"owner", id.owner},
              {"marks", Json::array()},
              {"type", base::OrNull(stored.row.type)},
              {"make", base::OrNull(stored.row.make)},
              {"model", base::OrNull(stored.row.model)},
              {"calibre", base::OrNull(stored.row.calibre)},
              {"case", base::OrNull(stored.row.case_ref)},
              {"event", event},
              {"kind", nullptr}};
  for (const store::MarkRow& mark : stored.marks) out["marks"].push_back({{"kind", mark.kind}, {"text", mark.text}});
  for (const store::StoredLife& one : stored.life) {
    if (model::ThingId{id.owner, "event", one.row.id}.ToText() != event) continue;
    out["kind"] = one.row.kind;
    out["stands"] = one.stands;
    out["date"] = {{"from", DayJson(one.row.from_day)}, {"to", DayJson(one.row.to_day)}};
  }
  return out;
}

Result<Json> Proofmark::HitJson(const store::View& view, const store::StoredHit& hit) {
  PM_ASSIGN(Json in_hand, HitSide(view, hit.row.record, hit.row.event));
  PM_ASSIGN(Json looked_for, HitSide(view, hit.row.other, hit.row.other_event));
  return Json{{"hit", hit.id},
              {"owner", hit.owner},
              {"state", hit.row.state},
              {"probability", Fraction(hit.row.probability)},
              {"in_hand", std::move(in_hand)},
              {"looked_for", std::move(looked_for)}};
}

Result<void> Proofmark::CheckHitState(const std::string& state) {
  static const std::set<std::string> kStates = {"",         "candidate",    "compared", "confirmed",
                                                "rejected", "inconclusive", "withdrawn"};
  if (kStates.contains(state)) return {};
  return Error{Code::kInvalid,
               "state \"" + base::Printable(state) +
                   "\": one of candidate, compared, confirmed, rejected, inconclusive, withdrawn",
               "state"};
}

Result<Json> Proofmark::Hits(const Asking& asking, const HitFilter& filter) {
  PM_TRY(CheckHitState(filter.state));
  PM_ASSIGN(std::vector<std::string> owners, Named(filter.authority));
  PM_TRY(CatchUp());
  PM_ASSIGN(store::View view, ViewFor(asking, Permission::kReadHits));
  PM_ASSIGN(std::vector<store::StoredHit> all, store_->Hits(view, ""));
  Json hits = Json::array();
  std::vector<model::ThingId> shown;
  for (const store::StoredHit& hit : all) {
    if (std::find(owners.begin(), owners.end(), hit.owner) == owners.end()) continue;
    if (!filter.state.empty() && hit.row.state != filter.state) continue;
    auto json = HitJson(view, hit);
    if (!json.ok()) {
      if (json.error().code == Code::kNotFound) continue;
      return json.error();
    }
    AddThing(shown, hit.row.record);
    AddThing(shown, hit.row.other);
    hits.push_back(std::move(*json));
  }
  PM_TRY(RecordAccess(asking, "list_hits", shown, filter.authority + " " + filter.state));
  return Json{{"hits", std::move(hits)}};
}

Result<Json> Proofmark::ShowHit(const Asking& asking, const std::string& id) {
  PM_TRY(CatchUp());
  PM_ASSIGN(store::View view, ViewFor(asking, Permission::kReadHits));
  auto hit = VisibleHit(view, id);
  std::vector<model::ThingId> shown;
  if (hit.ok()) {
    AddThing(shown, hit->row.record);
    AddThing(shown, hit->row.other);
  }
  PM_TRY(RecordAccess(asking, "show_hit", shown, id));
  PM_TRY(hit);
  PM_ASSIGN(Json out, HitJson(view, *hit));
  out["decisions"] = Json::array();
  PM_ASSIGN(std::vector<store::StoredEvent> events,
            store_->EventsNaming(view, hit->owner, hit->id, hit->raised_seq, hit->seq));
  for (const store::StoredEvent& one : events) {
    const model::Event& event = one.event;
    if (event.subject != hit->id) continue;
    if (event.kind == "hit_raised") {
      PM_ASSIGN(model::Hit raised, model::HitFromJson(event.body));
      out["score"] = Fraction(raised.score_milli);
      out["raised_at"] = event.at.ToText();
      out["evidence"] = Json::array();
      for (const model::HitEvidence& line : raised.evidence) {
        out["evidence"].push_back(
            match::ToJson(match::Evidence{line.field, line.query, line.record, line.relation,
                                          Fraction(line.weight_milli), match::EvidenceFrom(line.why)}));
      }
      continue;
    }
    PM_ASSIGN(model::HitDecision decision, model::HitDecisionFromJson(event.body));
    PM_ASSIGN(Json json, EventJson(view, one));  // opens the note
    out["decisions"].push_back({{"kind", event.kind},
                                {"by", event.actor},
                                {"at", event.at.ToText()},
                                {"reason", decision.reason},
                                {"note", json.contains("note") ? json["note"] : Json(nullptr)},
                                {"seq", event.seq},
                                {"leaf", base::ToHex(base::View(one.leaf))}});
  }
  return out;
}

Result<Json> Proofmark::Alerts(const Asking& asking, const std::string& authority) {
  PM_ASSIGN(std::vector<std::string> owners, Named(authority));
  PM_TRY(CatchUp());
  PM_ASSIGN(store::View view, ViewFor(asking, Permission::kReadHits));
  Json alerts = Json::array();
  std::vector<model::ThingId> shown;
  for (const std::string& owner : owners) {
    PM_ASSIGN(std::vector<store::StoredAlert> all,
              store_->Alerts(view, owner, 0, std::numeric_limits<std::int64_t>::max()));
    for (const store::StoredAlert& one : all) {
      auto json = AlertJson(view, one);
      if (!json.ok() && json.error().code == Code::kNotFound) continue;  // of a record that is hidden from this reader
      PM_TRY(json);
      AddThing(shown, one.row.record);
      alerts.push_back(std::move(*json));
    }
  }
  PM_TRY(RecordAccess(asking, "alerts", shown, authority));
  return Json{{"alerts", std::move(alerts)}};
}

Result<Json> Proofmark::Proposals(const store::View& view, const std::string& record,
                                  const std::vector<store::StoredLink>& links) {
  PM_ASSIGN(MarkSearcher * searcher, Searcher(MarkSearcher::Wait::kNotForMuch));
  const auto lock = searcher->Lock();
  Json out = Json::array();
  const std::optional<match::MarkIndex::Row> row = searcher->index().Find(record);
  if (!row) return out;
  SameSearch search{searcher->index(), view, words_, searcher->tables()};
  search.prior = searcher->tables().Weight("twice_prior");
  search.least = searcher->tables().Weight("band_possible");
  std::set<std::string> said;
  for (const store::StoredLink& link : links) {
    const std::string& other = link.record == record ? link.other : link.record;
    said.insert(other);
    if (link.state == "rejected") search.leave_out.push_back(other);
  }
  PM_ASSIGN(std::vector<Same> same, FindSame(search, *row));
  for (const Same& one : same) {
    if (out.size() == kProposalsMax || said.contains(one.record.record)) continue;
    Json json = {{"record", one.record.record},
                 {"owner", one.record.owner},
                 {"source_id", one.record.source_id},
                 {"state", "proposed"},
                 {"probability", one.record.probability},
                 {"score", one.score},
                 {"evidence", Json::array()}};
    for (const match::Evidence& line : one.evidence) json["evidence"].push_back(match::ToJson(line));
    out.push_back(std::move(json));
  }
  return out;
}

Result<Json> Proofmark::Links(const Asking& asking, const std::string& text) {
  PM_ASSIGN(store::View view, ViewFor(asking, Permission::kReadHits));
  auto record = OneRecord(view, text, "");
  if (!record.ok()) {
    PM_TRY(RecordAccess(asking, "links", {}, text));
    return record.error();
  }
  const std::string id = record->ToText();
  PM_ASSIGN(std::vector<store::StoredLink> links, store_->Links(view, id));
  std::vector<model::ThingId> shown = {*record};
  Json said = Json::array();
  for (const store::StoredLink& link : links) {
    const std::string& other = link.record == id ? link.other : link.record;
    PM_ASSIGN(model::ThingId thing, model::ThingId::Parse(other));
    if (!store_->ReadRecord(view, thing).ok()) continue;
    PM_ASSIGN(store::StoredEvent event, store_->ReadEvent(view, link.owner, link.seq));
    PM_ASSIGN(model::Link body, model::LinkFromJson(event.event.body));
    AddThing(shown, other);
    said.push_back({{"record", other},
                    {"owner", thing.owner},
                    {"state", link.state},
                    {"said_by", link.owner},
                    {"by", event.event.actor},
                    {"at", event.event.at.ToText()},
                    {"reason", body.reason},
                    {"seq", link.seq}});
  }
  PM_ASSIGN(Json proposed, Proposals(view, id, links));
  for (const Json& one : proposed) AddThing(shown, one["record"].get<std::string>());
  PM_TRY(RecordAccess(asking, "links", shown, text));
  return Json{{"record", id}, {"links", std::move(said)}, {"proposed", std::move(proposed)}};
}

}  // namespace proofmark::app
