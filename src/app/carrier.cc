// SPDX-License-Identifier: Apache-2.0
// One command from its words to its answer; what each of them decides stands in carried_items.cc and
// carried_verdicts.cc.
#include "app/carrier.h"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "match/marks/pattern.h"
#include "model/staff_id.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

constexpr int kAttemptsMax = 100;
constexpr const char* kRequest = "request";  // in the body of a command's first event
constexpr std::size_t kRequestBytes = 16;

struct CommandRow {
  std::string_view name;
  Permission permission;
  Carrier::IfMatch if_match;
  Result<Carrier::Decide> (Carrier::*begin)();
};

constexpr CommandRow kCommands[] = {
    {"record_recovery", Permission::kRecordItem, Carrier::IfMatch::kNone, &Carrier::RecordRecovery},
    {"report_theft", Permission::kRecordItem, Carrier::IfMatch::kMay, &Carrier::ReportTheft},
    {"report_loss", Permission::kRecordItem, Carrier::IfMatch::kMay, &Carrier::ReportLoss},
    {"record_transfer", Permission::kRecordItem, Carrier::IfMatch::kMay, &Carrier::RecordTransfer},
    {"correct_item", Permission::kCorrectItem, Carrier::IfMatch::kMust, &Carrier::CorrectItem},
    {"narrow_handling", Permission::kCorrectItem, Carrier::IfMatch::kNone, &Carrier::NarrowHandling},
    {"withdraw_report", Permission::kCorrectItem, Carrier::IfMatch::kNone, &Carrier::WithdrawReport},
    {"record_case", Permission::kRecordItem, Carrier::IfMatch::kNone, &Carrier::RecordCase},
    {"correct_case", Permission::kCorrectItem, Carrier::IfMatch::kMust, &Carrier::CorrectCase},
    {"record_step", Permission::kRecordItem, Carrier::IfMatch::kNone, &Carrier::RecordStep},
    {kAttachFile, Permission::kRecordItem, Carrier::IfMatch::kNone, &Carrier::AttachFile},
    {"compare_hit", Permission::kDecideHit, Carrier::IfMatch::kNone, &Carrier::CompareHit},
    {"confirm_hit", Permission::kDecideHit, Carrier::IfMatch::kNone, &Carrier::ConfirmHit},
    {"reject_hit", Permission::kDecideHit, Carrier::IfMatch::kNone, &Carrier::RejectHit},
    {"inconclusive_hit", Permission::kDecideHit, Carrier::IfMatch::kNone, &Carrier::InconclusiveHit},
    {"link", Permission::kDecideLink, Carrier::IfMatch::kNone, &Carrier::Link},
    {"reject_link", Permission::kDecideLink, Carrier::IfMatch::kNone, &Carrier::RejectLink},
    {"unlink", Permission::kDecideLink, Carrier::IfMatch::kNone, &Carrier::Unlink},
};

Result<const CommandRow*> FindRow(const std::string& name) {
  for (const CommandRow& row : kCommands) {
    if (row.name == name) return &row;
  }
  std::string list;
  for (const CommandRow& row : kCommands) list += (list.empty() ? "" : ", ") + std::string(row.name);
  return Error{Code::kNotFound, "there is no command " + registry::Quoted(name) + "; there are " + list, "command"};
}

// Length in front, so that no two lists of texts run together into the same bytes.
std::string Joined(std::initializer_list<std::string_view> pieces) {
  std::string out;
  for (std::string_view piece : pieces) out.append(std::to_string(piece.size())).append(":").append(piece);
  return out;
}

bool IsEtag(const std::string& text) {
  return text.size() > 2 && text.size() < 24 && text.front() == '"' && text.back() == '"' &&
         std::all_of(text.begin() + 1, text.end() - 1, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

const std::vector<CommandName>& Commands() {
  static const std::vector<CommandName> all = [] {
    std::vector<CommandName> out;
    for (const CommandRow& row : kCommands) out.push_back({row.name, row.permission});
    return out;
  }();
  return all;
}

std::string EtagOf(std::int64_t content_seq) { return "\"" + std::to_string(content_seq) + "\""; }

Result<Json> Proofmark::Carry(const Asking& asking, const CommandOrder& order) {
  return Carrier(*this, asking, order).Run();
}

Result<Json> Carrier::Run() {
  PM_ASSIGN(const CommandRow* row, FindRow(order_.name));
  permission_ = row->permission;
  if (!proofmark_.Require(asking_.actor, permission_).ok()) {
    return Error{Code::kForbidden,
                 "none of the actor's roles has the permission " + std::string(CodeOf(row->permission)) + ", which " +
                     order_.name + " asks for",
                 ""};
  }
  PM_TRY(CheckKey());
  PM_TRY(SettleWho());
  PM_TRY(proofmark_.ViewFor(asking_, permission_));  // refuses a purpose that is no code before anything else
  PM_TRY(CheckShape(row->if_match));
  PM_TRY(NameRequest());
  PM_ASSIGN(std::optional<store::Appended> done, FindDone());
  if (!done) {
    PM_ASSIGN(Decide decide, (this->*row->begin)());
    PM_ASSIGN(done, Append(decide));
  }
  PM_ASSIGN(Json reactions, proofmark_.CatchUp());
  return Answer(*done, std::move(reactions));
}

Result<void> Carrier::CheckKey() const {
  const std::string& key = order_.key;
  const bool visible = std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c <= '~'; });
  if (visible && key.size() >= kKeyMin && key.size() <= kKeyMax) return {};
  return Error{Code::kInvalid,
               (key.empty() ? std::string("every command has an idempotency key")
                            : "the idempotency key has " + std::to_string(key.size()) + " bytes") +
                   ": give " + std::to_string(kKeyMin) + " to " + std::to_string(kKeyMax) +
                   " visible ASCII characters, new for each order and the same when it is sent again",
               "key"};
}

// The owner is the actor's authority, whatever an order says; only the console, which is nobody's staff, names one.
Result<void> Carrier::SettleWho() {
  const Actor& actor = asking_.actor;
  actor_ = actor.id;
  if (actor.Is(Role::kConsole) && actor.authority.empty()) {
    PM_ASSIGN(owner_, proofmark_.OnlyAuthority(order_.authority));
    if (order_.by.empty()) return {};
    actor_ = order_.by;
    return model::CheckStaffId(order_.by, "by");
  }
  if (actor.authority.empty()) {
    return Error{Code::kForbidden, "the actor is no authority's staff, and a command is written into its log", ""};
  }
  if (!order_.authority.empty() && order_.authority != actor.authority) {
    return Error{Code::kForbidden, "staff of " + actor.authority + " write into its log and no other", "authority"};
  }
  if (!order_.by.empty() && order_.by != actor.id) {
    return Error{Code::kForbidden, "who decides is who is logged in; leave it out", "by"};
  }
  PM_TRY(store_.FindAuthority(actor.authority));
  owner_ = actor.authority;
  return {};
}

Result<void> Carrier::CheckShape(IfMatch rule) const {
  if (!order_.body.is_object()) return Error{Code::kInvalid, "an order is one JSON object", ""};
  if (order_.content && order_.name != kAttachFile) {
    return Error{Code::kInvalid, order_.name + " takes no file; attach it with attach_file", "content"};
  }
  if (const std::size_t bytes = base::JsonLine(order_.body).size(); bytes > kOrderBytesMax) {
    return Error{Code::kTooLarge,
                 "the order has " + std::to_string(bytes) + " bytes; at most " + std::to_string(kOrderBytesMax), ""};
  }
  if (order_.if_match.empty() && rule != IfMatch::kMust) return {};
  if (rule == IfMatch::kNone) {
    return Error{Code::kInvalid, order_.name + " changes nothing that has a version; leave If-Match out", "if_match"};
  }
  if (IsEtag(order_.if_match)) return {};
  return Error{Code::kInvalid,
               order_.if_match.empty()
                   ? order_.name + " asks for If-Match: the ETag of what you saw, so that nobody's change is lost"
                   : "If-Match " + registry::Quoted(order_.if_match) + " is no ETag that was given here, like \"7\"",
               "if_match"};
}

Result<void> Carrier::NameRequest() {
  const base::Digest named = base::Sha256(Joined({"command key", asking_.actor.id, order_.key}));
  command_ = "api:" + base::ToHex(base::View(named)).substr(0, 60);
  PM_ASSIGN(auto secret, store_.ContentSecret(owner_));
  std::string words = Joined({"request", order_.name, order_.if_match, order_.by, base::JsonLine(order_.body)});
  if (order_.content) words += Joined({base::View(base::Sha256(*order_.content))});
  std::array<std::uint8_t, kRequestBytes> digest{};
  PM_ASSERT(crypto_generichash(digest.data(), digest.size(), reinterpret_cast<const unsigned char*>(words.data()),
                               words.size(), secret.data(), secret.size()) == 0);
  request_ = base::ToHex(base::View(digest));
  return {};
}

Result<std::optional<store::Appended>> Carrier::FindDone() {
  PM_ASSIGN(std::optional<store::Appended> done, store_.FindCommand(owner_, command_));
  if (!done) return done;
  PM_ASSIGN(store::View everything, proofmark_.ViewOfEverything());
  PM_ASSIGN(store::StoredEvent first, store_.ReadEvent(everything, owner_, done->first_seq));
  const auto request = first.event.body.find(kRequest);
  if (request != first.event.body.end() && *request == request_) return done;
  return Error{Code::kConflict,
               "the idempotency key was given for another order; take a new key, or send the order as it was", "key"};
}

// What a decision rested on cannot have changed when it is written: the log is as long as before it was read.
Result<store::Appended> Carrier::Append(const Decide& decide) {
  for (int attempt = 0; attempt < kAttemptsMax; ++attempt) {
    PM_ASSIGN(std::int64_t size, store_.LogSize(owner_, store::Stream::kRecord));
    PM_ASSIGN(std::optional<store::Appended> done, FindDone());
    if (done) return *done;
    PM_ASSIGN(store::View view, proofmark_.ViewFor(asking_, permission_));
    Drafts drafts = decide(view);
    if (!drafts.ok()) {
      // A refusal counts where nobody wrote meanwhile: the same order, sent twice at once, may be what stands there.
      PM_ASSIGN(std::int64_t now, store_.LogSize(owner_, store::Stream::kRecord));
      if (now != size) continue;
      return drafts.error();
    }
    store::Batch batch;
    batch.owner = owner_;
    batch.expected_size = size;
    batch.drafts = std::move(*drafts);
    batch.drafts.front().event.body[kRequest] = request_;
    auto appended = store_.Append(std::move(batch));
    if (!appended.ok() && appended.error().code != Code::kConflict) return appended.error();
    if (appended.ok() && !appended->repeated) return *appended;
  }
  return Error{Code::kConflict, "others write into the log of " + owner_ + " without a pause; send it again later", ""};
}

// The case that a record names, where somebody has recorded that case.
Result<std::optional<std::string>> Carrier::CaseOfRecord(const store::View& view, const Json& body) {
  std::optional<std::string> none;
  const auto reference = body.find("case");
  if (reference == body.end() || !reference->is_string()) return none;
  PM_ASSIGN(std::optional<store::StoredCase> one, CaseOf(view, reference->get<std::string>()));
  if (!one) return none;
  return std::optional<std::string>(one->id.ToText());
}

Result<Json> Carrier::Answer(const store::Appended& done, Json reactions) {
  PM_ASSIGN(store::View everything, proofmark_.ViewOfEverything());  // what this actor wrote
  Json out = {{"command", order_.name},
              {"events", Json::array()},
              {"etag", nullptr},
              {"reactions", std::move(reactions)},
              {"repeated", done.repeated}};
  std::optional<std::string> named_case;
  for (std::int64_t seq = done.first_seq; seq < done.first_seq + done.events; ++seq) {
    PM_ASSIGN(store::StoredEvent stored, store_.ReadEvent(everything, owner_, seq));
    const model::Event& event = stored.event;
    out["events"].push_back({{"id", model::ThingId{owner_, "event", event.id}.ToText()},
                             {"kind", event.kind},
                             {"subject", event.subject},
                             {"seq", event.seq}});
    PM_ASSIGN(model::ThingId subject, model::ThingId::Parse(event.subject));
    const std::string key = subject.kind == "item" ? "record" : subject.kind;
    out[key] = event.subject;
    if (event.kind == "file_attached") out["file"] = model::ThingId{owner_, "file", event.id}.ToText();
    if (event.kind != "recorded" && event.kind != "corrected") continue;
    if (subject.kind == "item" || !out.contains("record")) out["etag"] = EtagOf(event.seq);
    if (subject.kind != "item") continue;
    PM_ASSIGN(named_case, CaseOfRecord(everything, event.body));
  }
  if (named_case && !out.contains("case")) out["case"] = *named_case;
  return out;
}

registry::OrderContext Carrier::Context() const {
  return {proofmark_.words_, static_cast<std::int32_t>(proofmark_.clock_.Now().ms / base::kDayMs)};
}

registry::CommandSetting Carrier::Setting(const model::Handling& handling) const {
  return {owner_, actor_, command_, handling, proofmark_.words_.version()};
}

trace::DecisionSetting Carrier::VerdictSetting(const model::Handling& handling) const {
  return {owner_, command_, handling, proofmark_.words_.version()};
}

model::Handling Carrier::HandlingOf(const registry::HandlingOrder& order) const {
  model::Handling handling = order.value_or(model::Handling{{"owner_only"}, {}, "ask_owner", "", "", {}, {}});
  handling.purpose = asking_.purpose.purpose;
  handling.legal_basis = asking_.purpose.legal_basis;
  return handling;
}

Result<void> Carrier::CheckPatterns(const registry::ItemOrder& what) {
  for (std::size_t n = 0; n < what.marks.size(); ++n) {
    if (!what.marks[n].pattern) continue;
    auto pattern = match::Pattern::Parse(*what.marks[n].pattern);
    const std::string field = "marks[" + std::to_string(n) + "].pattern";
    if (!pattern.ok()) return Error{pattern.error().code, field + ": " + pattern.error().message, field};
  }
  return {};
}

Result<void> Carrier::CheckMatch(std::int64_t content_seq) const {
  if (order_.if_match.empty() || order_.if_match == EtagOf(content_seq)) return {};
  return Error{Code::kPrecondition, "it was changed since you read it; read it again, and decide on what it says now",
               "if_match"};
}

Result<void> Carrier::NoteAccess(const std::vector<model::ThingId>& shown, const std::string& query) {
  return proofmark_.RecordAccess(asking_, order_.name, shown, query);
}

Result<void> Carrier::CheckOwn(const std::string& owner, const std::string& thing, const char* field) const {
  if (owner == owner_) return {};
  return Error{Code::kForbidden, thing + " is " + owner + "'s; only its owner changes it", field};
}

Result<model::ThingId> Carrier::OwnRecord(const std::string& text) {
  PM_ASSIGN(store::View view, proofmark_.ViewFor(asking_, permission_));
  auto id = proofmark_.OneRecord(view, text, owner_);
  PM_TRY(NoteAccess(id.ok() ? std::vector{*id} : std::vector<model::ThingId>{}, text));
  PM_TRY(id);
  PM_TRY(CheckOwn(id->owner, id->ToText(), "record"));
  return *id;
}

}  // namespace proofmark::app
