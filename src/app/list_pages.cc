// SPDX-License-Identifier: Apache-2.0
// Lists a page at a time: alerts and hits, each behind a cursor of the reader's own.
#include <algorithm>
#include <map>

#include "app/proofmark.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

// How far each owner's alerts were shown: the seq behind the last one.
using Positions = std::map<std::string, std::int64_t>;

Positions PositionsOf(const std::string& text) {
  Positions out;
  auto json = base::ParseJson(text);
  if (!json.ok() || !json->is_object()) return out;
  for (const auto& [owner, seq] : json->items()) {
    if (seq.is_number_integer()) out[owner] = seq.get<std::int64_t>();
  }
  return out;
}

}  // namespace

Result<CursorScope> Proofmark::ScopeOf(const Asking& asking, const std::string& list,
                                       const std::vector<std::string>& owners) {
  std::vector<std::array<std::uint8_t, 32>> secrets;
  for (const std::string& owner : owners) {
    PM_ASSIGN(auto secret, store_->ContentSecret(owner));
    secrets.push_back(secret);
  }
  return CursorScope{CursorKey(secrets), asking.actor.id, list};
}

Result<Json> Proofmark::AlertJson(const store::View& view, const store::StoredAlert& alert) {
  PM_ASSIGN(store::StoredEvent event, store_->ReadEvent(view, alert.owner, alert.seq));
  return Json{{"owner", alert.owner},       {"kind", alert.row.kind},
              {"record", alert.row.record}, {"other", alert.row.other},
              {"hit", alert.row.hit},       {"at", event.event.at.ToText()},
              {"seq", alert.seq},           {"leaf", base::ToHex(base::View(event.leaf))}};
}

Result<Json> Proofmark::AlertsAfter(const Asking& asking, const std::string& cursor, std::int64_t limit) {
  PM_TRY(ViewFor(asking, Permission::kReadHits));  // refuses before anything else
  PM_TRY(CheckPageLimit(limit));
  std::vector<std::string> owners;
  if (asking.actor.Is(Role::kConsole)) {
    PM_ASSIGN(owners, Named(""));
  } else {
    PM_TRY(store_->FindAuthority(asking.actor.authority));
    owners.push_back(asking.actor.authority);
  }
  PM_ASSIGN(CursorScope scope, ScopeOf(asking, "alerts", owners));
  Positions behind;
  if (!cursor.empty()) {
    PM_ASSIGN(std::string position, ReadCursor(scope, cursor));
    behind = PositionsOf(position);
  }
  PM_TRY(CatchUp());
  PM_ASSIGN(store::View view, ViewFor(asking, Permission::kReadHits));
  Json alerts = Json::array();
  std::vector<model::ThingId> shown;
  bool more = false;
  for (const std::string& owner : owners) {
    const std::int64_t room = limit - std::ssize(alerts) + 1;  // one more than fits says whether there is a next page
    PM_ASSIGN(std::vector<store::StoredAlert> page, store_->Alerts(view, owner, behind[owner], room));
    for (const store::StoredAlert& one : page) {
      more = std::ssize(alerts) == limit;
      if (more) break;
      auto json = AlertJson(view, one);
      if (!json.ok() && json.error().code == Code::kNotFound) {  // of a record that is hidden from this reader
        behind[owner] = one.seq + 1;
        continue;
      }
      PM_TRY(json);
      PM_ASSIGN(model::ThingId record, model::ThingId::Parse(one.row.record));
      alerts.push_back(std::move(*json));
      shown.push_back(std::move(record));
      behind[owner] = one.seq + 1;
    }
    if (more) break;
  }
  PM_TRY(RecordAccess(asking, "alerts", shown, ""));
  const std::string last = WriteCursor(scope, base::JsonLine(behind), rng_);
  return Json{{"alerts", std::move(alerts)}, {"next", more ? Json(last) : Json(nullptr)}, {"last", last}};
}

Result<Json> Proofmark::HitsAfter(const Asking& asking, const HitFilter& filter, const std::string& cursor,
                                  std::int64_t limit) {
  PM_TRY(ViewFor(asking, Permission::kReadHits));  // refuses before anything else
  PM_TRY(CheckPageLimit(limit));
  PM_TRY(CheckHitState(filter.state));
  PM_ASSIGN(std::vector<std::string> owners, Named(filter.authority));
  PM_ASSIGN(CursorScope scope, ScopeOf(asking, "hits " + filter.authority + " " + filter.state, owners));
  std::string behind;
  if (!cursor.empty()) {
    PM_ASSIGN(behind, ReadCursor(scope, cursor));
  }
  PM_TRY(CatchUp());
  PM_ASSIGN(store::View view, ViewFor(asking, Permission::kReadHits));
  PM_ASSIGN(std::vector<store::StoredHit> all, store_->Hits(view, ""));  // each owner's in order of their identifiers
  PM_ASSIGN(std::vector<std::string> order, Named(""));
  auto place = [&](const std::string& hit) {
    return std::pair(std::find(order.begin(), order.end(), hit.substr(0, hit.find('.'))) - order.begin(), hit);
  };
  auto from = behind.empty() ? all.begin() : std::find_if(all.begin(), all.end(), [&](const store::StoredHit& hit) {
    return place(hit.id) > place(behind);
  });
  Json hits = Json::array();
  std::vector<model::ThingId> shown;
  bool more = false;
  for (; from != all.end() && !more; ++from) {
    if (std::find(owners.begin(), owners.end(), from->owner) == owners.end()) continue;
    if (!filter.state.empty() && from->row.state != filter.state) continue;
    auto json = HitJson(view, *from);
    if (!json.ok() && json.error().code == Code::kNotFound) continue;
    PM_TRY(json);
    more = std::ssize(hits) == limit;
    if (more) break;
    for (const std::string& one : {from->row.record, from->row.other}) {
      PM_ASSIGN(model::ThingId record, model::ThingId::Parse(one));
      shown.push_back(std::move(record));
    }
    behind = from->id;
    hits.push_back(std::move(*json));
  }
  PM_TRY(RecordAccess(asking, "list_hits", shown, filter.authority + " " + filter.state));
  return Json{{"hits", std::move(hits)}, {"next", more ? Json(WriteCursor(scope, behind, rng_)) : Json(nullptr)}};
}

}  // namespace proofmark::app
