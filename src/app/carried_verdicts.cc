// SPDX-License-Identifier: Apache-2.0
// Commands by which a named person decides: on a report, a hit, two records.
#include "app/carrier.h"

namespace proofmark::app {

using base::Result;

namespace {

trace::Decision DecisionOf(const std::string& by, const registry::VerdictOrder& order) {
  return {by, order.reason, order.note};
}

}  // namespace

Result<Carrier::Decide> Carrier::WithdrawReport() {
  PM_TRY(Proofmark::CheckAlone(asking_, "withdraw_report"));
  PM_ASSIGN(registry::VerdictOrder order, registry::ReadVerdictOrder({"event", "record"}, false, order_.body));
  const trace::Decision decision = DecisionOf(actor_, order);
  PM_TRY(trace::CheckDecision(decision));
  PM_ASSIGN(store::View view, proofmark_.ViewFor(asking_, permission_));
  auto event = proofmark_.OneReport(view, {order.subject, owner_});
  PM_TRY(NoteAccess(event.ok() ? std::vector{*event} : std::vector<model::ThingId>{}, order.subject));
  PM_TRY(event);
  PM_TRY(CheckOwn(event->owner, event->ToText(), "event"));
  return Decide([this, decision, event = *event](const store::View& now) -> Drafts {
    PM_ASSIGN(store::StoredLife life, store_.FindLife(now, event));
    PM_ASSIGN(store::StoredEvent said, store_.ReadEvent(now, event.owner, life.seq));
    return proofmark_.DraftWithdrawal(now, event, decision, VerdictSetting(said.event.handling));
  });
}

Result<Carrier::Decide> Carrier::OfHit(trace::HitAct act) {
  PM_ASSIGN(registry::VerdictOrder order, registry::ReadVerdictOrder({"hit"}, false, order_.body));
  const trace::Decision decision = DecisionOf(actor_, order);
  PM_TRY(trace::CheckDecision(decision));
  PM_TRY(proofmark_.CatchUp());  // what it rests on may have been taken back
  PM_ASSIGN(store::View view, proofmark_.ViewFor(asking_, permission_));
  auto hit = proofmark_.VisibleHit(view, order.subject);
  std::vector<model::ThingId> shown;
  if (hit.ok()) {
    for (const std::string& one : {hit->row.record, hit->row.other}) {
      PM_ASSIGN(model::ThingId record, model::ThingId::Parse(one));
      shown.push_back(std::move(record));
    }
  }
  PM_TRY(NoteAccess(shown, order.subject));
  if (!hit.ok()) return base::Error{hit.error().code, hit.error().message, "hit"};
  PM_TRY(CheckOwn(hit->owner, hit->id, "hit"));
  return Decide([this, act, decision, id = hit->id](const store::View& now) -> Drafts {
    PM_ASSIGN(store::StoredHit standing, proofmark_.VisibleHit(now, id));
    PM_ASSIGN(store::StoredEvent raised, store_.ReadEvent(now, standing.owner, standing.raised_seq));
    return proofmark_.DraftHit(now, act, id, decision, VerdictSetting(raised.event.handling));
  });
}

Result<Carrier::Decide> Carrier::OfPair(trace::LinkAct act) {
  PM_ASSIGN(registry::VerdictOrder order, registry::ReadVerdictOrder({"record"}, true, order_.body));
  const trace::Decision decision = DecisionOf(actor_, order);
  PM_TRY(trace::CheckDecision(decision));
  PM_ASSIGN(store::View view, proofmark_.ViewFor(asking_, permission_));
  auto record = proofmark_.OneRecord(view, order.subject, owner_);
  auto other = proofmark_.OneRecord(view, order.other, "");
  std::vector<model::ThingId> shown;
  if (record.ok()) shown.push_back(*record);
  if (other.ok()) shown.push_back(*other);
  PM_TRY(NoteAccess(shown, order.subject + " " + order.other));
  PM_TRY(record);
  if (!other.ok()) return base::Error{other.error().code, other.error().message, "other"};
  PM_TRY(CheckOwn(record->owner, record->ToText(), "record"));
  const trace::LinkOrder named{act, record->ToText(), other->ToText()};
  return Decide([this, named, decision, id = *record](const store::View& now) -> Drafts {
    PM_ASSIGN(model::Handling as_record, store_.HandlingOf(now, id));
    return proofmark_.DraftLink(now, named, decision, VerdictSetting(as_record));
  });
}

}  // namespace proofmark::app
