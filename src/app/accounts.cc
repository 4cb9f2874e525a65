// SPDX-License-Identifier: Apache-2.0
// Accounts and roles: what an administrator does, and the console.
#include "app/accounts.h"

#include "app/proofmark.h"
#include "base/text.h"
#include "people/password.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

Error NoAccount(const std::string& account) {
  return Error{Code::kNotFound,
               "there is no account \"" + base::Printable(account) + "\", or it is another authority's", "account"};
}

Error NotAllowed(Permission permission) {
  return Error{Code::kForbidden,
               "none of your roles permits it (" + std::string(CodeOf(permission)) + "); see docs/operating/access.md",
               ""};
}

// Whose accounts the actor may look at or change: the console all, others their own authority's.
bool IsOfActor(const Actor& actor, const std::string& owner) {
  return actor.Is(Role::kConsole) || actor.authority == owner;
}

}  // namespace

Result<std::unique_ptr<Accounts>> Accounts::Open(Proofmark& proofmark, const people::HashCost& cost) {
  std::unique_ptr<Accounts> out(new Accounts(proofmark, cost));
  PM_ASSIGN(out->people_, store::People::Open(proofmark.store()));
  return out;
}

base::Ulid Accounts::NewId() {
  std::lock_guard lock(proofmark_.ids_mutex_);
  return proofmark_.ids_.Make();
}

std::string Accounts::NewSecret() {
  std::lock_guard lock(proofmark_.ids_mutex_);
  return base::ToHex(base::View(proofmark_.rng_.Bytes<32>()));
}

Result<people::NodeKey> Accounts::NodeKey() {
  std::lock_guard lock(proofmark_.ids_mutex_);
  return proofmark_.store().keys().NodeKey(proofmark_.rng_);
}

people::PeopleSetting Accounts::SettingOf(const std::string& owner, const std::string& actor, const char* what) {
  return {owner, actor, std::string(what) + ":" + NewId().ToText(), proofmark_.words().version()};
}

Result<store::StoredAccount> Accounts::One(const std::string& account) {
  auto id = model::ThingId::Parse(account);
  if (!id.ok()) {
    PM_ASSIGN(auto credential, people_->FindCredential(model::FoldLogin(account)));
    if (!credential) return NoAccount(account);
    id = credential->account;
  }
  auto found = people_->FindAccount(*id);
  if (!found.ok() && found.error().code == Code::kNotFound) return NoAccount(account);
  return found;
}

Result<store::StoredAccount> Accounts::OneFor(const Actor& actor, Permission permission, const std::string& account) {
  if (!May(actor, permission)) return NotAllowed(permission);
  PM_ASSIGN(store::StoredAccount one, One(account));
  if (!IsOfActor(actor, one.id.owner)) return NoAccount(account);
  return one;
}

Result<store::StoredAccount> Accounts::OneForConsole(const Actor& actor, const std::string& account) {
  if (!actor.Is(Role::kConsole)) {
    return Error{Code::kForbidden,
                 "what another person logs in with is set at the console of the node alone: proofmark user", ""};
  }
  return One(account);
}

Result<void> Accounts::AppendOf(const model::ThingId& account, const DecideOnAccount& decide) {
  PM_TRY(proofmark_.AppendDecision(account.owner, [&]() -> Result<std::vector<store::Draft>> {
    PM_ASSIGN(store::StoredAccount now, people_->FindAccount(account));
    std::lock_guard lock(proofmark_.ids_mutex_);
    PM_ASSIGN(store::Draft draft, decide(now));
    return std::vector{std::move(draft)};
  }));
  return {};
}

Result<void> Accounts::RecordChange(const Asking& asking, const char* action, const model::ThingId& account) {
  return proofmark_.RecordAccess(asking, action, {account}, account.ToText());
}

Result<OpenedAccount> Accounts::OpenAccount(const Asking& asking, const NewPerson& person) {
  if (!May(asking.actor, Permission::kChangeAccounts)) return NotAllowed(Permission::kChangeAccounts);
  const std::string owner = person.authority.empty() ? asking.actor.authority : person.authority;
  if (!IsOfActor(asking.actor, owner)) {
    return Error{Code::kForbidden, "accounts of another authority are opened there", "authority"};
  }
  PM_TRY(proofmark_.store().FindAuthority(owner));
  const people::PeopleSetting setting = SettingOf(owner, asking.actor.id, "account");
  const people::NewAccount account{NewId(), model::FoldLogin(person.login), person.name};
  const model::ThingId id{owner, model::kUserKind, account.account};
  PM_TRY(model::CheckLogin(account.login));
  PM_TRY(model::CheckPersonName(account.name));
  PM_ASSIGN(people::NodeKey key, NodeKey());
  OpenedAccount out{id.ToText(), account.login, "", ""};
  store::Credential credential{id, account.login, "", "", {}, 0, true};
  {
    std::lock_guard lock(proofmark_.ids_mutex_);
    out.password = people::RandomPassword(proofmark_.rng_);
    const auto secret = proofmark_.rng_.Bytes<people::kTotpSecretBytes>();
    credential.totp = people::EncryptTotp(secret, id, key, proofmark_.rng_);
    out.totp_uri = people::TotpUri(secret, account.login, owner);
  }
  PM_ASSIGN(credential.password, hasher_.Hash(out.password));
  // The log-in name is taken first: an account whose name somebody else has must not stand in the log.
  PM_TRY(people_->Reserve(credential, proofmark_.clock_.Now()));
  PM_TRY(proofmark_.AppendDecision(owner, [&]() -> Result<std::vector<store::Draft>> {
    std::lock_guard lock(proofmark_.ids_mutex_);
    PM_ASSIGN(store::Draft draft, people::DecideOpening(account, setting, {proofmark_.ids_, proofmark_.rng_}));
    return std::vector{std::move(draft)};
  }));
  return out;
}

Result<void> Accounts::CloseAccount(const Asking& asking, const std::string& account, const std::string& reason) {
  PM_ASSIGN(store::StoredAccount one, OneFor(asking.actor, Permission::kChangeAccounts, account));
  const people::PeopleSetting setting = SettingOf(one.id.owner, asking.actor.id, "close");
  PM_TRY(AppendOf(one.id, [&](const store::StoredAccount& now) {
    return people::DecideClosing(now, reason, setting, {proofmark_.ids_, proofmark_.rng_});
  }));
  // From the event on nobody is let in by it; what follows is tidying, so that reopening revives nothing.
  PM_TRY(people_->EndSessions(one.id, ""));
  PM_TRY(RevokeTokens(one.id));
  PM_ASSIGN(std::vector<store::Certificate> certificates, people_->Certificates(one.id));
  for (const store::Certificate& certificate : certificates) {
    if (!certificate.revoked) PM_TRY(people_->RevokeCertificate(certificate.fingerprint));
  }
  return {};
}

Result<void> Accounts::ReopenAccount(const Asking& asking, const std::string& account, const std::string& reason) {
  PM_ASSIGN(store::StoredAccount one, OneFor(asking.actor, Permission::kChangeAccounts, account));
  const people::PeopleSetting setting = SettingOf(one.id.owner, asking.actor.id, "reopen");
  return AppendOf(one.id, [&](const store::StoredAccount& now) {
    return people::DecideReopening(now, reason, setting, {proofmark_.ids_, proofmark_.rng_});
  });
}

// True where somebody could ask for a role and somebody else approve it.
Result<bool> Accounts::TwoCanAgree(const std::string& owner) {
  PM_ASSIGN(std::vector<store::StoredAccount> all, people_->Accounts(owner));
  std::set<std::string> ask;
  std::set<std::string> approve;
  for (const store::StoredAccount& one : all) {
    PM_ASSIGN(Actor actor, FindActor(one.id.ToText()));
    if (May(actor, Permission::kChangeAccounts)) ask.insert(actor.id);
    if (May(actor, Permission::kApprove)) approve.insert(actor.id);
  }
  for (const std::string& one : ask) {
    if (approve.size() > (approve.contains(one) ? 1U : 0U)) return true;
  }
  return false;
}

Result<Json> Accounts::GrantRole(const Asking& asking, const std::string& account, const std::string& role,
                                 const std::string& reason) {
  PM_ASSIGN(store::StoredAccount one, OneFor(asking.actor, Permission::kChangeAccounts, account));
  PM_ASSIGN(bool two, TwoCanAgree(one.id.owner));
  if (two || !asking.actor.Is(Role::kConsole)) {
    Json order = {{"account", one.id.ToText()}, {"role", role}};
    PM_ASSIGN(Json asked, Ask(asking, {people::Action::kGrantRole, std::move(order), reason}));
    return Json{{"account", one.id.ToText()}, {"role", role}, {"granted", false}, {"approval", asked["approval"]}};
  }
  const people::PeopleSetting setting = SettingOf(one.id.owner, asking.actor.id, "grant");
  PM_TRY(proofmark_.AppendDecision(one.id.owner, [&]() -> Result<std::vector<store::Draft>> {
    PM_ASSIGN(bool meanwhile, TwoCanAgree(one.id.owner));
    if (meanwhile) {
      return Error{Code::kPrecondition, "there are two persons now who can agree on it; ask them: repeat it", "role"};
    }
    PM_ASSIGN(store::StoredAccount now, people_->FindAccount(one.id));
    std::lock_guard lock(proofmark_.ids_mutex_);
    PM_ASSIGN(store::Draft draft, people::DecideRole(proofmark_.words(), now, people::RoleAct::kGrant, {role, reason},
                                                     setting, {proofmark_.ids_, proofmark_.rng_}));
    return std::vector{std::move(draft)};
  }));
  return Json{{"account", one.id.ToText()}, {"role", role}, {"granted", true}, {"approval", nullptr}};
}

Result<void> Accounts::WithdrawRole(const Asking& asking, const std::string& account, const std::string& role,
                                    const std::string& reason) {
  PM_ASSIGN(store::StoredAccount one, OneFor(asking.actor, Permission::kChangeAccounts, account));
  const people::PeopleSetting setting = SettingOf(one.id.owner, asking.actor.id, "withdraw_role");
  return AppendOf(one.id, [&](const store::StoredAccount& now) {
    return people::DecideRole(proofmark_.words(), now, people::RoleAct::kWithdraw, {role, reason}, setting,
                              {proofmark_.ids_, proofmark_.rng_});
  });
}

Result<Actor> Accounts::FindActor(const std::string& account) {
  PM_ASSIGN(store::StoredAccount one, One(account));
  Actor actor{one.id.ToText(), one.id.owner, {}};
  if (!one.open) return actor;
  for (const std::string& code : one.roles) {
    // The console's role is nobody's, whatever a log that came from elsewhere says.
    auto role = RoleFromCode(code);
    if (role && *role != Role::kConsole) actor.roles.insert(*role);
  }
  return actor;
}

Result<Json> Accounts::AccountJson(const store::View& view, const store::StoredAccount& account) {
  PM_ASSIGN(store::StoredEvent opened, proofmark_.store().ReadEvent(view, account.id.owner, account.opened_seq));
  PM_ASSIGN(std::optional<std::string> part, proofmark_.store().OpenPart(view, opened, "parties"));
  Json name = nullptr;
  if (part) {
    PM_ASSIGN(Json parties, base::ParseJson(*part));
    if (parties.contains("name")) name = parties["name"];
  }
  Json tokens = Json::array();
  PM_ASSIGN(std::vector<store::ApiToken> all, people_->Tokens(account.id));
  for (const store::ApiToken& one : all) {
    tokens.push_back({{"token", base::ToHex(one.token)},
                      {"label", one.label},
                      {"made_by", one.made_by},
                      {"made_at", one.made.ToText()},
                      {"expires_at", one.expires.ToText()},
                      {"last_day", one.last_day},
                      {"revoked", one.revoked}});
  }
  Json certificates = Json::array();
  PM_ASSIGN(std::vector<store::Certificate> listed, people_->Certificates(account.id));
  for (const store::Certificate& one : listed) {
    certificates.push_back({{"fingerprint", base::ToHex(one.fingerprint)},
                            {"added_by", one.added_by},
                            {"made_at", one.made.ToText()},
                            {"revoked", one.revoked}});
  }
  return Json{{"id", account.id.ToText()},   {"login", account.login},
              {"name", std::move(name)},     {"state", account.open ? "open" : "closed"},
              {"roles", account.roles},      {"opened_at", opened.event.at.ToText()},
              {"tokens", std::move(tokens)}, {"certificates", std::move(certificates)}};
}

Result<Json> Accounts::ListAccounts(const Asking& asking, const std::string& authority) {
  if (!May(asking.actor, Permission::kReadAccounts)) return NotAllowed(Permission::kReadAccounts);
  const std::string named = authority.empty() && !asking.actor.Is(Role::kConsole) ? asking.actor.authority : authority;
  if (!named.empty() && !IsOfActor(asking.actor, named)) {
    return Error{Code::kNotFound, "authority \"" + base::Printable(named) + "\" is not yours", "authority"};
  }
  PM_ASSIGN(std::vector<std::string> owners, proofmark_.Named(named));
  PM_ASSIGN(store::View view, proofmark_.ViewOfEverything());
  Json listed = Json::array();
  std::vector<model::ThingId> shown;
  for (const std::string& owner : owners) {
    PM_ASSIGN(std::vector<store::StoredAccount> all, people_->Accounts(owner));
    for (const store::StoredAccount& one : all) {
      PM_ASSIGN(Json json, AccountJson(view, one));
      listed.push_back(std::move(json));
      shown.push_back(one.id);
    }
  }
  if (!shown.empty()) PM_TRY(proofmark_.RecordAccess(asking, "list_accounts", shown, named));
  return Json{{"accounts", std::move(listed)}};
}

}  // namespace proofmark::app
