// SPDX-License-Identifier: Apache-2.0
// Two persons: one asks, another one approves, and it is done in the commit that says so.
#include "app/accounts.h"
#include "app/proofmark.h"
#include "base/text.h"
#include "model/account.h"
#include "model/approval.h"
#include "trace/decide_withdrawal.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Json;
using base::Result;
using people::Action;

namespace {

std::string TextOf(const Json& order, const char* key) { return order.value(key, std::string()); }

Error NotAllowed(Permission permission) {
  return Error{Code::kForbidden,
               "none of your roles permits it (" + std::string(CodeOf(permission)) + "); see docs/operating/access.md",
               ""};
}

// Whoever may change accounts asks for roles; the rest is for those who work with records.
Permission PermissionToAsk(Action action) {
  return action == Action::kGrantRole ? Permission::kChangeAccounts : Permission::kAskForTwo;
}

}  // namespace

// What was asked for, why and by whom.
struct Accounts::Asked {
  Json order;
  std::string reason;
  std::string by;
  std::optional<std::int64_t> seq{};  // of the event that asked, once it was asked for
};

// What an order does, and what is said of it afterwards.
struct Accounts::Doing {
  std::vector<store::Draft> drafts;
  std::vector<model::ThingId> shown;  // what the asker or the second person sees by it
  Json said = Json::object();
};

struct Accounts::Execution {
  Action action;
  Result<Doing> (Accounts::*plan)(const Asking&, const Asked&, const people::PeopleSetting&);
  // Which key of the order says whose it is.
  const char* of;
};

const std::vector<Accounts::Execution>& Accounts::Executions() {
  static const std::vector<Execution> rows = {
      {Action::kGrantRole, &Accounts::PlanGrant, "account"},
      {Action::kOverrideRetention, &Accounts::PlanErasure, "what"},
      {Action::kWithdrawReport, &Accounts::PlanWithdrawal, "event"},
      {Action::kWidenHandling, &Accounts::PlanWidening, "record"},
      {Action::kReleaseHolder, &Accounts::PlanRelease, "record"},
  };
  return rows;
}

Result<std::string> Accounts::OwnerOf(Action action, const Json& order) {
  for (const Execution& one : Executions()) {
    if (one.action != action) continue;
    PM_ASSIGN(model::ThingId thing, model::ThingId::Parse(TextOf(order, one.of)));
    return thing.owner;
  }
  return Error{Code::kUnsupported, "this program does not carry out " + std::string(people::Describe(action).code), ""};
}

Result<Accounts::Doing> Accounts::Plan(const Asking& asking, Action action, const Asked& asked,
                                       const people::PeopleSetting& setting) {
  for (const Execution& one : Executions()) {
    if (one.action == action) return (this->*one.plan)(asking, asked, setting);
  }
  return Error{Code::kUnsupported, "this program does not carry out " + std::string(people::Describe(action).code), ""};
}

Result<Accounts::Doing> Accounts::PlanGrant(const Asking&, const Asked& asked, const people::PeopleSetting& setting) {
  PM_ASSIGN(store::StoredAccount account, One(TextOf(asked.order, "account")));
  Doing out;
  std::lock_guard lock(proofmark_.ids_mutex_);
  PM_ASSIGN(store::Draft draft, people::DecideRole(proofmark_.words(), account, people::RoleAct::kGrant,
                                                   {TextOf(asked.order, "role"), asked.reason}, setting,
                                                   {proofmark_.ids_, proofmark_.rng_}));
  out.drafts.push_back(std::move(draft));
  out.shown.push_back(account.id);
  out.said = {{"kind", "role_granted"}, {"account", account.id.ToText()}, {"role", TextOf(asked.order, "role")}};
  return out;
}

Result<Accounts::Doing> Accounts::PlanErasure(const Asking& asking, const Asked& asked,
                                              const people::PeopleSetting& setting) {
  EraseOrder erase{TextOf(asked.order, "what"), TextOf(asked.order, "part"), "", setting.actor, {}};
  erase.because.ground = TextOf(asked.order, "ground");
  erase.because.reference = TextOf(asked.order, "reference");
  PM_TRY(registry::CheckErasure(proofmark_.words(), erase.because));
  PM_ASSIGN(store::View view, proofmark_.ViewFor(asking, Permission::kReadRecord));
  PM_ASSIGN(std::vector<store::SealedPartAt> parts, proofmark_.PartsOf(view, erase));
  Doing out;
  for (const store::SealedPartAt& part : parts) {
    PM_ASSIGN(std::optional<std::int64_t> before, proofmark_.store().ErasedBy(setting.owner, part.place));
    if (before) continue;
    std::lock_guard lock(proofmark_.ids_mutex_);
    out.drafts.push_back(registry::DecideErasure(part, erase.because, {setting.actor, setting.vocabulary},
                                                 {proofmark_.ids_, proofmark_.rng_}));
    out.shown.push_back({setting.owner, "event", part.event.id});
  }
  if (out.drafts.empty()) {
    return Error{Code::kPrecondition, erase.what + ": no such sealed part is left there", "what"};
  }
  if (out.drafts.size() > kErasuresApprovedMax) {
    return Error{Code::kTooLarge,
                 "more than " + std::to_string(kErasuresApprovedMax) + " sealed parts; ask for them in parts", "what"};
  }
  out.said = {{"kind", "erased"}, {"erased", out.drafts.size()}, {"ground", erase.because.ground}};
  return out;
}

Result<Accounts::Doing> Accounts::PlanWithdrawal(const Asking& asking, const Asked& asked,
                                                 const people::PeopleSetting& setting) {
  PM_ASSIGN(store::View view, proofmark_.ViewFor(asking, Permission::kReadRecord));
  PM_ASSIGN(model::ThingId event, proofmark_.OneReport(view, {TextOf(asked.order, "event"), "", ""}));
  PM_ASSIGN(store::StoredLife life, proofmark_.store().FindLife(view, event));
  PM_ASSIGN(store::StoredEvent said, proofmark_.store().ReadEvent(view, event.owner, life.seq));
  const trace::DecisionSetting of{setting.owner, setting.command, said.event.handling, setting.vocabulary};
  Doing out;
  PM_ASSIGN(out.drafts, proofmark_.DraftWithdrawal(view, event, {setting.actor, asked.reason}, of));
  out.shown.push_back(event);
  out.said = {{"kind", "withdrawn"}, {"event", event.ToText()}, {"record", said.event.subject}};
  return out;
}

namespace {

// The flat texts of an order as a handling: lists stand between commas.
Json HandlingOf(const Json& order) {
  Json out = Json::object();
  for (const char* key : {"onward", "review_at", "expires_at"}) {
    if (order.contains(key)) out[key] = order[key];
  }
  for (const char* key : {"codes", "releasable_to"}) {
    if (!order.contains(key)) continue;
    out[key] = Json::array();
    const std::string list = TextOf(order, key);
    for (std::size_t from = 0; from <= list.size();) {
      const std::size_t end = std::min(list.find(',', from), list.size());
      out[key].push_back(list.substr(from, end - from));
      from = end + 1;
    }
  }
  return out;
}

}  // namespace

// What was agreed on is the record as it was when it was asked for: whoever narrowed or corrected it since knew more.
Result<void> Accounts::CheckUnchanged(const model::ThingId& record, std::int64_t since) {
  PM_ASSIGN(store::View everything, proofmark_.ViewOfEverything());
  PM_ASSIGN(std::int64_t size, proofmark_.store().LogSize(record.owner, store::Stream::kRecord));
  PM_ASSIGN(std::vector<store::StoredEvent> events,
            proofmark_.store().EventsNaming(everything, record.owner, record.ToText(), since + 1, size));
  for (const store::StoredEvent& one : events) {
    const std::string& kind = one.event.kind;
    if (one.event.subject != record.ToText()) continue;
    if (kind != "corrected" && kind != "handling_narrowed" && kind != "handling_widened") continue;
    return Error{Code::kPrecondition, "the record was changed since it was asked for; it is to be asked for anew",
                 "record"};
  }
  return {};
}

Result<Accounts::Doing> Accounts::PlanWidening(const Asking& asking, const Asked& asked,
                                               const people::PeopleSetting& setting) {
  PM_ASSIGN(store::View view, proofmark_.ViewFor(asking, Permission::kReadRecord));
  PM_ASSIGN(model::ThingId record, proofmark_.OneRecord(view, TextOf(asked.order, "record"), setting.owner));
  const registry::OrderContext context{proofmark_.words(),
                                       static_cast<std::int32_t>(proofmark_.clock_.Now().ms / base::kDayMs)};
  PM_ASSIGN(model::Handling handling, registry::ReadHandlingOrder(context, HandlingOf(asked.order)));
  if (asked.seq) PM_TRY(CheckUnchanged(record, *asked.seq));
  Doing out;
  PM_ASSIGN(store::Draft draft,
            proofmark_.DraftHandling(view, {registry::HandlingAct::kWiden, record, handling},
                                     {setting.owner, setting.actor, setting.command, {}, setting.vocabulary}));
  out.said = {{"kind", "handling_widened"},
              {"record", record.ToText()},
              {"handling", model::HandlingToJson(draft.event.handling)}};
  out.drafts.push_back(std::move(draft));
  out.shown.push_back(record);
  return out;
}

Result<Accounts::Doing> Accounts::PlanRelease(const Asking& asking, const Asked& asked,
                                              const people::PeopleSetting& setting) {
  PM_ASSIGN(store::View view, proofmark_.ViewFor(asking, Permission::kReadRecord));
  PM_ASSIGN(model::ThingId record, proofmark_.OneRecord(view, TextOf(asked.order, "record"), setting.owner));
  auto to = model::ThingId::Parse(asked.by);
  const people::ReleaseOrder release{record, to.ok() ? *to : model::ThingId{}, TextOf(asked.order, "case"),
                                     TextOf(asked.order, "until")};
  Doing out;
  std::lock_guard lock(proofmark_.ids_mutex_);
  PM_ASSIGN(store::Draft draft,
            people::DecideRelease(release, proofmark_.clock_.Now(), setting, {proofmark_.ids_, proofmark_.rng_}));
  out.drafts.push_back(std::move(draft));
  out.shown.push_back(record);
  out.said = {{"kind", "holder_released"}, {"record", record.ToText()}, {"to", asked.by}, {"until", release.until}};
  return out;
}

Json Accounts::ApprovalJson(const store::StoredApproval& approval) {
  auto order = base::ParseJson(approval.order);
  base::Instant runs_out{approval.asked_at.ms + people::kApprovalDays * base::kDayMs};
  return Json{{"approval", approval.id.ToText()},
              {"action", approval.action},
              {"order", order.ok() ? *order : Json::object()},
              {"reason", approval.reason},
              {"asked_by", approval.asked_by},
              {"asked_at", approval.asked_at.ToText()},
              {"runs_out_at", runs_out.ToText()},
              {"state", people::StateAt(approval, proofmark_.clock_.Now())},
              {"decided_by", approval.decided_by.empty() ? Json(nullptr) : Json(approval.decided_by)}};
}

Result<Json> Accounts::Ask(const Asking& asking, const ApprovalRequest& request) {
  const Permission permission = PermissionToAsk(request.action);
  if (!May(asking.actor, permission)) return NotAllowed(permission);
  PM_TRY(people::CheckReason(request.reason, people::ReasonIs::kAskedFor));
  PM_TRY(people::CheckOrder(request.action, request.order));
  PM_ASSIGN(std::string owner, OwnerOf(request.action, request.order));
  if (!asking.actor.Is(Role::kConsole) && asking.actor.authority != owner) {
    return Error{Code::kNotFound, "there is no such thing of your authority: its owner alone decides on it", ""};
  }
  const people::PeopleSetting setting = SettingOf(owner, asking.actor.id, "ask");
  // What could not be done is not asked for.
  auto plan = Plan(asking, request.action, {request.order, request.reason, asking.actor.id}, setting);
  PM_TRY(proofmark_.RecordAccess(asking, "ask", plan.ok() ? plan->shown : std::vector<model::ThingId>{},
                                 base::JsonLine(request.order)));
  PM_TRY(plan);
  const model::ThingId approval{owner, model::kApprovalKind, NewId()};
  PM_TRY(proofmark_.AppendDecision(owner, [&]() -> Result<std::vector<store::Draft>> {
    std::lock_guard lock(proofmark_.ids_mutex_);
    PM_ASSIGN(store::Draft draft, people::DecideAsking({approval.ulid, request.action, request.order, request.reason},
                                                       setting, {proofmark_.ids_, proofmark_.rng_}));
    return std::vector{std::move(draft)};
  }));
  PM_ASSIGN(store::StoredApproval asked, people_->FindApproval(approval));
  return ApprovalJson(asked);
}

Result<people::ApprovalStanding> Accounts::Standing(const model::ThingId& approval) {
  PM_ASSIGN(store::StoredApproval found, people_->FindApproval(approval));
  PM_ASSIGN(store::View view, proofmark_.ViewOfEverything());
  PM_ASSIGN(store::StoredEvent asked, proofmark_.store().ReadEvent(view, approval.owner, found.asked_seq));
  return people::ApprovalStanding{std::move(found), asked.leaf};
}

// As the log has the person now: a role that was withdrawn a moment ago approves nothing. A program's token never does.
Result<people::SecondPerson> Accounts::SecondOf(const Actor& actor) {
  people::SecondPerson out{actor.id, actor.authority, people::MayApprove::kNo};
  if (!May(actor, Permission::kApprove)) return out;
  PM_ASSIGN(Actor now, FindActor(actor.id));
  out.authority = now.authority;
  if (May(now, Permission::kApprove)) out.may = people::MayApprove::kYes;
  return out;
}

Result<void> Accounts::AskerStillMay(const store::StoredApproval& approval, Action action) {
  if (ActorFromText(approval.asked_by).Is(Role::kConsole)) return {};
  PM_ASSIGN(Actor asker, FindActor(approval.asked_by));
  if (May(asker, PermissionToAsk(action))) return {};
  return Error{Code::kPrecondition, "whoever asked for it may not ask for it any more; it is to be asked for anew",
               "approval"};
}

Result<Json> Accounts::Approve(const Asking& asking, const std::string& approval) {
  if (asking.actor.Is(Role::kConsole)) {
    return Error{Code::kForbidden,
                 "the console is nobody's second person: a supervisor approves, at the console with --as LOGIN",
                 "approval"};
  }
  PM_ASSIGN(model::ThingId id, model::ThingId::Parse(approval));
  PM_ASSIGN(people::SecondPerson before, SecondOf(asking.actor));
  const people::PeopleSetting setting = SettingOf(id.owner, asking.actor.id, "approve");
  Doing done;
  auto decide = [&]() -> Result<std::vector<store::Draft>> {
    PM_ASSIGN(people::ApprovalStanding standing, Standing(id));
    PM_ASSIGN(people::SecondPerson second, SecondOf(asking.actor));
    std::vector<store::Draft> drafts;
    {
      std::lock_guard lock(proofmark_.ids_mutex_);
      PM_ASSIGN(store::Draft given, people::DecideGiving(standing, second, proofmark_.clock_.Now(), setting,
                                                         {proofmark_.ids_, proofmark_.rng_}));
      drafts.push_back(std::move(given));
    }
    const Action action = *people::ActionFromCode(standing.approval.action);  // DecideGiving knows it
    PM_TRY(AskerStillMay(standing.approval, action));
    PM_ASSIGN(Json order, base::ParseJson(standing.approval.order));
    const Asked asked{std::move(order), standing.approval.reason, standing.approval.asked_by,
                      standing.approval.asked_seq};
    PM_ASSIGN(done, Plan(asking, action, asked, setting));
    for (store::Draft& draft : done.drafts) {
      // An erasure and a withdrawal name what they are about as their cause; the rest names the approval.
      if (!draft.event.cause) draft.caused_by = 0;
      drafts.push_back(std::move(draft));
    }
    return drafts;
  };
  // Tried once without writing, so that what is about to be shown stands in the access log first.
  auto tried = decide();
  PM_TRY(proofmark_.RecordAccess(asking, "approve", tried.ok() ? done.shown : std::vector<model::ThingId>{}, approval));
  PM_TRY(tried);
  PM_TRY(proofmark_.AppendDecision(id.owner, decide));
  PM_TRY(proofmark_.store().FinishErasures());
  PM_ASSIGN(Json reactions, proofmark_.CatchUp());
  PM_ASSIGN(store::StoredApproval now, people_->FindApproval(id));
  Json out = ApprovalJson(now);
  out["done"] = std::move(done.said);
  out["reactions"] = std::move(reactions);
  return out;
}

Result<Json> Accounts::Refuse(const Asking& asking, const std::string& approval, const std::string& reason) {
  PM_ASSIGN(model::ThingId id, model::ThingId::Parse(approval));
  const people::PeopleSetting setting = SettingOf(id.owner, asking.actor.id, "refuse");
  PM_TRY(proofmark_.AppendDecision(id.owner, [&]() -> Result<std::vector<store::Draft>> {
    PM_ASSIGN(people::ApprovalStanding standing, Standing(id));
    PM_ASSIGN(people::SecondPerson second, SecondOf(asking.actor));
    std::lock_guard lock(proofmark_.ids_mutex_);
    PM_ASSIGN(store::Draft draft, people::DecideRefusing(standing, second, reason, proofmark_.clock_.Now(), setting,
                                                         {proofmark_.ids_, proofmark_.rng_}));
    return std::vector{std::move(draft)};
  }));
  PM_ASSIGN(store::StoredApproval now, people_->FindApproval(id));
  return ApprovalJson(now);
}

// An order names a record: it is told to the one who asked, and to whoever sees that record.
Result<bool> Accounts::MayBeTold(const Asking& asking, const store::StoredApproval& approval) {
  if (asking.actor.Is(Role::kConsole) || approval.asked_by == asking.actor.id) return true;
  PM_ASSIGN(Json order, base::ParseJson(approval.order));
  std::string about;
  for (const char* field : {"record", "event", "what"}) {
    if (order.contains(field) && order[field].is_string()) about = order[field].get<std::string>();
  }
  if (about.empty()) return true;
  if (!May(asking.actor, Permission::kReadRecord)) return false;
  PM_ASSIGN(store::View view, proofmark_.ViewFor(asking, Permission::kReadRecord));
  auto id = model::ThingId::Parse(about);
  if (id.ok() && id->kind == "event") return proofmark_.store().FindLife(view, *id).ok();
  return proofmark_.OneRecord(view, about, approval.id.owner).ok();
}

Result<Json> Accounts::ListApprovals(const Asking& asking, const std::string& authority) {
  const bool may = May(asking.actor, Permission::kApprove) || May(asking.actor, Permission::kAskForTwo) ||
                   May(asking.actor, Permission::kReadAccounts);
  if (!may) return NotAllowed(Permission::kAskForTwo);
  const bool console = asking.actor.Is(Role::kConsole);
  const std::string named = authority.empty() && !console ? asking.actor.authority : authority;
  if (!console && named != asking.actor.authority) {
    return Error{Code::kNotFound, "authority \"" + base::Printable(named) + "\" is not yours", "authority"};
  }
  PM_ASSIGN(std::vector<std::string> owners, proofmark_.Named(named));
  Json listed = Json::array();
  for (const std::string& owner : owners) {
    PM_ASSIGN(std::vector<store::StoredApproval> all, people_->Approvals(owner));
    for (const store::StoredApproval& one : all) {
      PM_ASSIGN(bool told, MayBeTold(asking, one));
      if (told) listed.push_back(ApprovalJson(one));
    }
  }
  PM_TRY(proofmark_.RecordAccess(asking, "approvals", {}, named));
  return Json{{"approvals", std::move(listed)}};
}

Result<std::set<std::string>> Accounts::ReleasedTo(const Actor& actor) {
  std::set<std::string> out;
  auto account = model::ThingId::Parse(actor.id);
  if (!account.ok() || account->kind != model::kUserKind) return out;
  PM_ASSIGN(base::PartialDate today, model::ParseDay(proofmark_.clock_.Now().ToText().substr(0, 10)));
  PM_ASSIGN(std::vector<model::ThingId> records, people_->ReleasedTo(*account, today.FirstDay()));
  for (const model::ThingId& one : records) out.insert(one.ToText());
  return out;
}

Result<bool> Accounts::MayReadHolder(const Actor& actor, const model::ThingId& record) {
  PM_ASSIGN(std::set<std::string> released, ReleasedTo(actor));
  if (!released.contains(record.ToText())) return false;
  PM_ASSIGN(Actor now, FindActor(actor.id));
  return May(now, Permission::kReadRecord);
}

}  // namespace proofmark::app
