// SPDX-License-Identifier: Apache-2.0
// Decisions of named persons: links, hits, reports taken back. What is decided is recorded first, and reacted to then.
#include "app/proofmark.h"
#include "app/reactions.h"
#include "trace/decide_withdrawal.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

constexpr int kDecisionAttemptsMax = 100;
constexpr std::int64_t kNamesakesShown = 5;

Error Several(const std::string& text, const std::vector<model::ThingId>& found, const char* field) {
  std::string list;
  for (const model::ThingId& one : found) list += (list.empty() ? "" : ", ") + one.ToText();
  return Error{Code::kInvalid, "\"" + text + "\" stands for several; name one of them: " + list, field};
}

}  // namespace

Result<Json> Proofmark::CatchUp() {
  auto done = Reactor(*this).CatchUp();
  if (!done.ok()) return base::Within("looking for what follows; it is done again with the next command", done.error());
  if (observer_.alerts_raised && done->alerted > 0) observer_.alerts_raised(done->alerted);
  return Json{{"raised", done->raised}, {"withdrawn", done->withdrawn}, {"alerted", done->alerted}};
}

Result<model::ThingId> Proofmark::OneRecord(const store::View& view, const std::string& text,
                                            const std::string& owner) {
  Error not_there{Code::kNotFound,
                  "there is no record or register number \"" + text + "\", or it is not for this reader", "record"};
  if (auto id = model::ThingId::Parse(text); id.ok()) {
    if (!store_->ReadRecord(view, *id).ok()) return not_there;
    return *id;
  }
  PM_ASSIGN(std::vector<model::ThingId> found, store_->FindBySourceId(view, text, kNamesakesShown));
  if (!owner.empty()) std::erase_if(found, [&](const model::ThingId& one) { return one.owner != owner; });
  if (found.empty()) return not_there;
  if (found.size() > 1) return Several(text, found, "record");
  return found[0];
}

trace::DecisionSetting Proofmark::SettingFor(const std::string& owner, const char* what,
                                             const model::Handling& handling) {
  std::lock_guard lock(ids_mutex_);
  return {owner, std::string(what) + ":" + ids_.Make().ToText(), handling, words_.version()};
}

Result<store::Appended> Proofmark::AppendDecision(const std::string& owner,
                                                  const std::function<Result<std::vector<store::Draft>>()>& decide) {
  for (int attempt = 0; attempt < kDecisionAttemptsMax; ++attempt) {
    store::Batch batch;
    batch.owner = owner;
    PM_ASSIGN(batch.expected_size, store_->LogSize(owner, store::Stream::kRecord));
    PM_ASSIGN(batch.drafts, decide());
    auto appended = store_->Append(std::move(batch));
    if (appended.ok() || appended.error().code != Code::kConflict) return appended;
  }
  return Error{Code::kConflict, "others write into the log of " + owner + " without a pause; repeat it later", ""};
}

// An owner's last word on a pair takes the place of its earlier one, so it is written from the side on which the
// earlier one stands, where both records are its own.
Result<std::vector<store::Draft>> Proofmark::DraftLink(const store::View& view, trace::LinkOrder named,
                                                       const trace::Decision& decision,
                                                       const trace::DecisionSetting& setting) {
  std::string state;
  PM_ASSIGN(std::vector<store::StoredLink> links, store_->Links(view, named.record));
  for (const store::StoredLink& link : links) {
    const bool forth = link.record == named.record && link.other == named.other;
    const bool back = link.record == named.other && link.other == named.record;
    if (link.owner != setting.owner || (!forth && !back)) continue;
    state = link.state;
    if (back) std::swap(named.record, named.other);
  }
  std::lock_guard lock(ids_mutex_);
  return trace::DecideLink(named, state, decision, setting, {ids_, rng_});
}

Result<Json> Proofmark::DecideLink(const Asking& asking, const trace::LinkOrder& order,
                                   const trace::Decision& decision) {
  PM_ASSIGN(store::View view, ViewFor(asking, Permission::kDecideLink));
  auto record = OneRecord(view, order.record, "");
  auto other = OneRecord(view, order.other, "");
  std::vector<model::ThingId> shown;
  if (record.ok()) shown.push_back(*record);
  if (other.ok()) shown.push_back(*other);
  PM_TRY(RecordAccess(asking, "link", shown, order.record + " " + order.other));
  PM_TRY(record);
  PM_TRY(other);
  PM_ASSIGN(model::Handling as_record, store_->HandlingOf(view, *record));
  const trace::DecisionSetting setting = SettingFor(record->owner, "link", as_record);
  std::string kind;
  PM_ASSIGN(store::Appended done, AppendDecision(record->owner, [&]() -> Result<std::vector<store::Draft>> {
              PM_ASSIGN(std::vector<store::Draft> drafts,
                        DraftLink(view, {order.act, record->ToText(), other->ToText()}, decision, setting));
              kind = drafts[0].event.kind;
              return drafts;
            }));
  PM_ASSIGN(Json reactions, CatchUp());
  return Json{{"record", record->ToText()},
              {"other", other->ToText()},
              {"kind", kind},
              {"owner", record->owner},
              {"seq", done.first_seq},
              {"by", decision.by},
              {"reason", decision.reason},
              {"reactions", std::move(reactions)}};
}

Result<std::vector<store::Draft>> Proofmark::DraftHit(const store::View& view, trace::HitAct act, const std::string& id,
                                                      const trace::Decision& decision,
                                                      const trace::DecisionSetting& setting) {
  PM_ASSIGN(store::StoredHit hit, VisibleHit(view, id));
  PM_ASSIGN(store::StoredEvent latest, store_->ReadEvent(view, hit.owner, hit.seq));
  trace::HitStanding standing{hit.id, hit.row.record, hit.row.other, hit.row.state, latest.leaf};
  PM_ASSIGN(std::vector<store::StoredLink> links, store_->Links(view, standing.record));
  for (const store::StoredLink& link : links) {
    if (link.record == standing.record && link.other == standing.other) standing.link = link.state;
  }
  std::lock_guard lock(ids_mutex_);
  return trace::DecideHit(act, standing, decision, setting, {ids_, rng_});
}

Result<Json> Proofmark::DecideHit(const Asking& asking, trace::HitAct act, const std::string& id,
                                  const trace::Decision& decision) {
  PM_ASSIGN(Json before, CatchUp());  // what it rests on may have been taken back
  PM_ASSIGN(store::View view, ViewFor(asking, Permission::kDecideHit));
  auto hit = VisibleHit(view, id);
  std::vector<model::ThingId> shown;
  if (hit.ok()) {
    for (const std::string& one : {hit->row.record, hit->row.other}) {
      PM_ASSIGN(model::ThingId record, model::ThingId::Parse(one));
      shown.push_back(record);
    }
  }
  PM_TRY(RecordAccess(asking, "decide_hit", shown, id));
  PM_TRY(hit);
  PM_ASSIGN(store::StoredEvent raised, store_->ReadEvent(view, hit->owner, hit->raised_seq));
  const trace::DecisionSetting setting = SettingFor(hit->owner, "decide", raised.event.handling);
  PM_TRY(AppendDecision(hit->owner, [&] { return DraftHit(view, act, id, decision, setting); }));
  PM_ASSIGN(Json reactions, CatchUp());
  PM_ASSIGN(store::View now, ViewFor(asking, Permission::kDecideHit));
  PM_ASSIGN(store::StoredHit decided, VisibleHit(now, id));
  PM_ASSIGN(Json out, HitJson(now, decided));
  out["reactions"] = std::move(reactions);
  return out;
}

Result<model::ThingId> Proofmark::OneReport(const store::View& view, const WithdrawOrder& order) {
  if (auto id = model::ThingId::Parse(order.what); id.ok() && id->kind == "event") {
    PM_TRY(store_->FindLife(view, *id));
    return *id;
  }
  PM_ASSIGN(model::ThingId id, OneRecord(view, order.what, order.owner));
  PM_ASSIGN(store::StoredRecord record, store_->ReadRecord(view, id));
  std::optional<base::PartialDate> date;
  if (!order.date.empty()) {
    PM_ASSIGN(date, base::PartialDate::Parse(order.date));
  }
  std::vector<model::ThingId> reports;
  for (const store::StoredLife& one : record.life) {
    if (!one.stands || trace::SideOf(one.row.kind) != trace::Side::kLookedFor) continue;
    if (date && (one.row.from_day != date->FirstDay() || one.row.to_day != date->LastDay())) continue;
    reports.push_back({id.owner, "event", one.row.id});
  }
  if (reports.empty()) {
    return Error{Code::kPrecondition, id.ToText() + " has no standing report of theft, loss or search to take back",
                 "record"};
  }
  if (reports.size() > 1) return Several(order.what, reports, "event");
  return reports[0];
}

Result<std::vector<store::Draft>> Proofmark::DraftWithdrawal(const store::View& view, const model::ThingId& event,
                                                             const trace::Decision& decision,
                                                             const trace::DecisionSetting& setting) {
  PM_ASSIGN(store::StoredLife life, store_->FindLife(view, event));
  PM_ASSIGN(store::StoredEvent said, store_->ReadEvent(view, event.owner, life.seq));
  std::lock_guard lock(ids_mutex_);
  return trace::DecideWithdrawal({event, life.row.kind, said.event.subject, life.stands, said.leaf}, decision, setting,
                                 {ids_, rng_});
}

Result<void> Proofmark::CheckAlone(const Asking& asking, const char* action) {
  if (asking.actor.Is(Role::kConsole)) return {};
  return Error{Code::kForbidden,
               "this takes two persons: ask for it with POST /v1/approvals, action " + std::string(action), "action"};
}

Result<Json> Proofmark::Withdraw(const Asking& asking, const WithdrawOrder& order, const trace::Decision& decision) {
  PM_TRY(CheckAlone(asking, "withdraw_report"));
  PM_ASSIGN(store::View view, ViewFor(asking, Permission::kCorrectItem));
  auto event = OneReport(view, order);
  PM_TRY(
      RecordAccess(asking, "withdraw", event.ok() ? std::vector{*event} : std::vector<model::ThingId>{}, order.what));
  PM_TRY(event);
  PM_ASSIGN(store::StoredLife life, store_->FindLife(view, *event));
  PM_ASSIGN(store::StoredEvent said, store_->ReadEvent(view, event->owner, life.seq));
  const trace::DecisionSetting setting = SettingFor(event->owner, "withdraw", said.event.handling);
  PM_ASSIGN(store::Appended done,
            AppendDecision(event->owner, [&] { return DraftWithdrawal(view, *event, decision, setting); }));
  PM_ASSIGN(Json reactions, CatchUp());
  return Json{
      {"event", event->ToText()},  {"kind", life.row.kind}, {"record", said.event.subject},     {"seq", done.first_seq},
      {"reason", decision.reason}, {"by", decision.by},     {"reactions", std::move(reactions)}};
}

}  // namespace proofmark::app
