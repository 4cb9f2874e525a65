// SPDX-License-Identifier: Apache-2.0
#include "app/proofmark.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>

#include "registry/apply.h"
#include "store/draft.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

std::string DataFolder() {
  if (const char* named = std::getenv("PROOFMARK_DATA"); named != nullptr && *named != '\0') return named;
  char path[4096];
  ssize_t length = ::readlink("/proc/self/exe", path, sizeof path);
  std::string program = length > 0 ? std::string(path, static_cast<std::size_t>(length)) : "";
  std::string folder = program.substr(0, program.rfind('/') + 1);
  for (const char* beside : {"../share/proofmark/data", "../../data", "../../../data", "data"}) {
    struct stat status {};
    if (::stat((folder + beside + "/purposes.csv").c_str(), &status) == 0) return folder + beside;
  }
  return "data";
}

Result<std::unique_ptr<Proofmark>> Proofmark::Open(Settings settings, base::Clock& clock, base::Rng& rng) {
  auto words = vocab::Vocabulary::Load(settings.data.empty() ? DataFolder() : settings.data);
  if (!words.ok()) return base::Within("the tables of data/ (name their folder with $PROOFMARK_DATA)", words.error());
  std::unique_ptr<Proofmark> out(new Proofmark(std::move(*words), clock, rng));
  out->observer_ = std::move(settings.observer);
  out->watch_ = std::make_unique<QueryWatch>(settings.limits);
  MarkKeeping keeping{MarkSnapshotFile::PathFor(settings.db, settings.index_folder), settings.snapshot_records_min,
                      out->observer_.index_noted};
  PM_ASSIGN(out->searcher_, MarkSearcher::Make(out->words_, std::move(keeping)));
  PM_ASSIGN(match::SerialGrammar grammar, match::SerialGrammar::Make(out->words_));
  out->grammar_ = std::make_unique<match::SerialGrammar>(std::move(grammar));
  store::Options options{settings.db,
                         settings.keys,
                         [words = &out->words_](const model::Event& event) { return registry::Apply(*words, event); },
                         out->words_.version(),
                         settings.where_missing,
                         settings.ends_restore,
                         out->observer_.committed};
  PM_ASSIGN(out->store_, store::Store::Open(std::move(options), clock, rng));
  PM_ASSIGN(out->accounts_, Accounts::Open(*out, settings.hash_cost));
  return out;
}

Result<void> Proofmark::Init(const std::string& authority, const std::string& name) {
  return store_->AddAuthority(authority, name);
}

Result<std::vector<std::string>> Proofmark::Named(const std::string& authority) {
  std::vector<std::string> codes;
  if (!authority.empty()) {
    PM_TRY(store_->FindAuthority(authority));
    codes.push_back(authority);
    return codes;
  }
  PM_ASSIGN(std::vector<store::Authority> all, store_->Authorities());
  for (const store::Authority& one : all) codes.push_back(one.code);
  if (codes.empty()) {
    return Error{Code::kPrecondition, "this database keeps no authority yet: proofmark init --authority CODE",
                 "authority"};
  }
  return codes;
}

Result<std::string> Proofmark::OnlyAuthority(const std::string& named) {
  PM_ASSIGN(std::vector<std::string> codes, Named(named));
  if (codes.size() == 1) return codes[0];
  std::string list;
  for (const std::string& code : codes) list += (list.empty() ? "" : ", ") + code;
  return Error{Code::kInvalid, "this database keeps several authorities; name one with --authority: " + list,
               "authority"};
}

Result<void> Proofmark::Require(const Actor& actor, Permission permission) const {
  if (May(actor, permission)) return {};
  if (observer_.access_refused) observer_.access_refused(actor.id, permission);
  return Error{Code::kForbidden, "none of your roles has the permission " + std::string(CodeOf(permission)),
               "permission"};
}

Result<store::View> Proofmark::ViewFor(const Asking& asking, Permission permission) {
  PM_TRY(Require(asking.actor, permission));
  const auto* purpose = words_.List("purposes").Find(asking.purpose.purpose);
  if (purpose == nullptr) {
    return Error{Code::kInvalid, "purpose \"" + asking.purpose.purpose + "\" is not a code of data/purposes.csv",
                 "purpose"};
  }
  if (words_.List("legal_bases").Find(asking.purpose.legal_basis) == nullptr) {
    return Error{Code::kInvalid, "basis \"" + asking.purpose.legal_basis + "\" is not a code of data/legal_bases.csv",
                 "basis"};
  }
  if (asking.purpose.case_reference.empty() && !asking.actor.Is(Role::kConsole)) {
    return Error{Code::kInvalid, "name the case or the standing duty for which you ask", "case"};
  }
  PM_ASSIGN(std::vector<store::HandlingClass> classes, store_->HandlingClasses());
  PM_ASSIGN(std::set<std::string> released, accounts_->ReleasedTo(asking.actor));
  return policy_.ViewFor(asking.actor, asking.purpose, classes, std::move(released));
}

Result<store::View> Proofmark::ViewOfEverything() {
  PM_ASSIGN(std::vector<store::HandlingClass> classes, store_->HandlingClasses());
  return policy_.ViewOfEverything(classes);
}

Result<MarkSearcher*> Proofmark::Searcher(MarkSearcher::Wait wait) {
  PM_TRY(searcher_->Refresh(
      *store_, [this] { return ViewOfEverything(); }, wait));
  return searcher_.get();
}

Result<void> Proofmark::Warm() {
  PM_TRY(Searcher());
  return {};
}

Result<Proofmark::Searching> Proofmark::SearchAsNode() {
  PM_ASSIGN(MarkSearcher * searcher, Searcher());
  PM_ASSIGN(store::View everything, ViewOfEverything());
  return Searching{searcher, std::move(everything)};
}

std::vector<std::string> Proofmark::Searching::RecordsOf(const std::string& source_id) const {
  std::vector<std::string> out;
  const match::MarkIndex& index = searcher->index();
  for (std::size_t row = 0; row < index.size(); ++row) {
    if (index.SourceId(row) == source_id) out.push_back(index.Id(row));
  }
  return out;
}

store::Draft Proofmark::AccessDraft(const Asking& asking, const std::string& authority, const std::string& action,
                                    const std::vector<std::string>& shown, std::int64_t count,
                                    const std::string& query) {
  std::lock_guard lock(ids_mutex_);
  store::DraftHead head{
      .owner = authority,
      .actor = asking.actor.id,
      .kind = "accessed",
      .subject = "",
      .command = "",
      .handling = {{"owner_only"}, {}, "none", asking.purpose.purpose, asking.purpose.legal_basis, {}, {}}};
  store::Draft draft = store::NewDraft(std::move(head), {ids_, rng_});
  model::Event& event = draft.event;
  event.subject = model::ThingId{authority, "access", event.id}.ToText();
  event.command = "access:" + event.id.ToText();
  model::Access access{action, shown, count};
  if (access.shown.size() > model::kShownMax) access.shown.resize(model::kShownMax);
  event.body = model::ToJson(access);
  // A case's reference and the words of a question may name a person.
  Json sealed = {{"query", query}};
  if (!asking.purpose.case_reference.empty()) sealed["case"] = asking.purpose.case_reference;
  if (!asking.reason.empty()) sealed["reason"] = asking.reason;
  draft.sealed.push_back({"query", base::JsonLine(sealed)});
  return draft;
}

Result<void> Proofmark::RecordAccess(const Asking& asking, const std::string& action,
                                     const std::vector<model::ThingId>& shown, const std::string& query) {
  // Each owner's access log says what was shown of its records, and the asker's own what its staff asked and was shown;
  // a question that found nothing stands in all.
  std::map<std::string, std::vector<std::string>> by_owner;
  for (const model::ThingId& id : shown) by_owner[id.owner].push_back(id.ToText());
  const std::string& own = asking.actor.authority;
  if (!by_owner.empty() && !own.empty() && store_->FindAuthority(own).ok()) {
    by_owner[own].clear();
    for (const model::ThingId& id : shown) by_owner[own].push_back(id.ToText());
  }
  if (by_owner.empty()) {
    PM_ASSIGN(std::vector<store::Authority> all, store_->Authorities());
    for (const store::Authority& one : all) by_owner[one.code];
  }
  std::vector<store::Batch> batches;
  for (const auto& [owner, ids] : by_owner) {
    store::Batch batch;
    batch.owner = owner;
    batch.accesses.push_back(AccessDraft(asking, owner, action, ids, std::ssize(ids), query));
    batches.push_back(std::move(batch));
  }
  return store_->AppendTogether(std::move(batches));
}

Result<void> Proofmark::NoteAction(const Asking& asking, const std::string& authority, const std::string& action,
                                   std::int64_t count, const std::string& query) {
  store::Batch batch;
  batch.owner = authority;
  batch.accesses.push_back(AccessDraft(asking, authority, action, {}, count, query));
  PM_TRY(store_->Append(std::move(batch)));
  return {};
}

// Who checks the rules need not see the record: its handling is looked up for the node, and told of records of the own
// authority alone.
Result<Json> Proofmark::Why(const Asking& asking, const std::string& actor, const std::string& id,
                            const std::string& purpose) {
  PM_TRY(ViewFor(asking, Permission::kReadAccesses));
  PM_ASSIGN(store::View everything, ViewOfEverything());
  PM_ASSIGN(model::ThingId thing, model::ThingId::Parse(id));
  const bool own = asking.actor.Is(Role::kConsole) || thing.owner == asking.actor.authority;
  auto record = store_->HandlingOf(everything, thing);
  const bool told = own && record.ok();
  PM_TRY(RecordAccess(asking, "why", told ? std::vector{thing} : std::vector<model::ThingId>{}, id));
  if (!told) return Error{Code::kNotFound, "there is no record " + id + ", or it is not for this reader", "id"};
  const store::HandlingClass handling_class{0, thing.owner, 0, *record};
  Purpose judged = asking.purpose;
  if (!purpose.empty()) judged.purpose = purpose;
  // Whoever is neither the console nor an account has no role.
  Actor whom = ActorFromText(actor);
  if (!whom.Is(Role::kConsole)) {
    auto account = accounts_->FindActor(actor);
    if (!account.ok() && account.error().code != Code::kNotFound) return account.error();
    // Who works for another authority is nobody here: nothing tells which names it has.
    const bool known =
        account.ok() && (asking.actor.Is(Role::kConsole) || account->authority == asking.actor.authority);
    if (known) whom = std::move(*account);
  }
  Verdict verdict = policy_.Why(whom, judged, handling_class);
  return Json{{"actor", actor},
              {"record", id},
              {"purpose", judged.purpose},
              {"allowed", verdict.allowed},
              {"rule", verdict.rule},
              {"why", verdict.sentence},
              {"handling", model::HandlingToJson(*record)}};
}

}  // namespace proofmark::app
