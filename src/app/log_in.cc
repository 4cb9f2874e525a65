// SPDX-License-Identifier: Apache-2.0
// Logging in: whoever is wrong learns nothing but that, and not sooner.
#include "app/accounts.h"
#include "app/proofmark.h"
#include "people/password.h"
#include "people/throttle.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Result;

namespace {

constexpr const char* kNode = "node";  // the actor of what the program writes by itself
constexpr const char* kByPassword = "password+totp";
constexpr const char* kByCertificate = "certificate";
constexpr const char* kPasswordAgain = "password";

Error Wrong() {
  return Error{Code::kUnauthenticated,
               "the log-in name, the password or the code is wrong, or the code was used already", ""};
}

Error NoSession() { return Error{Code::kUnauthenticated, "nobody is logged in, or the session has ended: log in", ""}; }

Error Locked(base::Instant until) {
  return Error{
      Code::kTooMany,
      "too many log-ins failed; wait until " + until.ToText().substr(0, 16) + "Z, or log in with a certificate",
      "login"};
}

// What was typed as a log-in name, where it can be one: a password may have slipped into the field.
std::string LoginOf(const LogInTry& with) {
  const std::string login = model::FoldLogin(with.login);
  return model::CheckLogin(login).ok() ? login : "";
}

// The digest under which a secret of 64 hexadecimal digits is kept; nothing for another text.
std::optional<std::string> Kept(const std::string& secret) {
  if (secret.size() != 64) return {};
  auto bytes = base::FromHex(secret);
  if (!bytes.ok() || base::ToHex(*bytes) != secret) return {};  // one spelling
  return std::string(base::View(base::Sha256(*bytes)));
}

}  // namespace

std::string_view CodeOf(LogInOutcome outcome) {
  switch (outcome) {
    case LogInOutcome::kLoggedIn:
      return "logged_in";
    case LogInOutcome::kRefused:
      return "refused";
    case LogInOutcome::kLocked:
      return "locked";
    case LogInOutcome::kBusy:
      break;
  }
  return "busy";
}

void Accounts::ObserveLogIns(std::function<void(const LogInReport&)> observer) {
  std::lock_guard lock(observer_mutex_);
  observer_ = std::move(observer);
}

void Accounts::Observe(LogInOutcome outcome, const LogInTry& with, const char* how) {
  std::lock_guard lock(observer_mutex_);
  if (!observer_) return;
  observer_({outcome, LoginOf(with), people::SourceOf(with.source), how, with.ref});
}

// The same work is done whatever is wrong: the hash of nobody, the code of a secret of zeros.
Result<std::optional<store::Credential>> Accounts::Judge(const LogInTry& with, Factor factor, base::Instant now) {
  PM_ASSIGN(std::optional<store::Credential> found, people_->FindCredential(LoginOf(with)));
  auto password = people::NormalPassword(with.password);
  PM_ASSIGN(bool right, hasher_.Verify(found ? found->password : "", password.ok() ? *password : ""));
  right = right && password.ok();
  std::optional<store::Credential> none;
  Result<people::TotpSecret> secret = people::TotpSecret{};
  if (found && factor == Factor::kPasswordAndCode) {
    PM_ASSIGN(people::NodeKey key, NodeKey());
    secret = people::DecryptTotp(found->totp, found->account, key);
  }
  // That it does not open is told to whoever has the password; to others it is a wrong log-in.
  if (!secret.ok() && right) return secret.error();
  const auto step =
      people::MatchTotp(secret.ok() ? *secret : people::TotpSecret{}, with.code, now, found ? found->totp_step : 0);
  auto account = people_->FindAccount(found ? found->account : model::ThingId{"NOBODY", model::kUserKind, {}});
  if (!account.ok() && account.error().code != Code::kNotFound) return account.error();
  const bool code_fits = factor == Factor::kPassword || step.has_value();
  if (!found || !right || !code_fits || !account.ok() || !account->open) return none;
  if (factor == Factor::kPassword) return found;
  Result<void> taken = TakeStep(found->account, *step);
  if (taken.ok()) return found;
  if (taken.error().code == Code::kUnauthenticated) return none;
  return taken.error();
}

// Of two who log in with one code at the same moment, one is let in.
Result<void> Accounts::TakeStep(const model::ThingId& account, std::int64_t step) {
  return people_->ChangeCredential(account, [&](store::Credential& one) -> Result<void> {
    if (one.totp_step >= step) return Wrong();
    one.totp_step = step;
    return {};
  });
}

// An entry of the access log of the account's authority; of all where there is no such account, as for a question that
// found nothing, so that both take as long. That a lock could not be written down does not let anybody in.
void Accounts::RecordLock(const std::string& login, const std::string& source) {
  const Asking node{{kNode, "", {}}, {"system_care", "", "national_law"}};
  std::vector<model::ThingId> shown;
  auto found = people_->FindCredential(login);
  if (found.ok() && *found) shown.push_back((*found)->account);
  Result<void> recorded = proofmark_.RecordAccess(node, "login_locked", shown, login + " from " + source);
  if (!recorded.ok()) Observe(LogInOutcome::kBusy, {login, "", "", source}, kByPassword);
}

Result<store::Credential> Accounts::Throttled(const LogInTry& with, Factor factor) {
  const char* how = factor == Factor::kPassword ? kPasswordAgain : kByPassword;
  const std::string login = model::FoldLogin(with.login);
  const std::string source = people::SourceOf(with.source);
  const std::vector<std::string> names = people::CountNames(login, source);
  const base::Instant now = proofmark_.clock_.Now();
  std::optional<base::Instant> locked;
  bool reached = false;
  PM_TRY(people_->ChangeCounts(names, [&](std::vector<store::FailureCount>& counts) {
    locked = people::LockedUntil(counts, now);
    if (!locked) reached = people::CountFailure(counts, now);
    return !locked;
  }));
  if (locked) {
    Observe(LogInOutcome::kLocked, with, how);
    return Locked(*locked);
  }
  auto judged = Judge(with, factor, now);
  if (!judged.ok() || *judged) {
    const bool right = judged.ok();
    PM_TRY(people_->ChangeCounts(names, [&](std::vector<store::FailureCount>& counts) {
      if (right) people::TakeBack(counts);
      if (!right) people::Uncount(counts);
      return true;
    }));
    if (right) return **judged;
    Observe(LogInOutcome::kBusy, with, how);
    return judged.error();
  }
  Observe(LogInOutcome::kRefused, with, how);
  if (reached) RecordLock(LoginOf(with), source);
  if (++failures_ % kCountsForgottenEvery == 0) {
    PM_TRY(people_->ForgetCounts({now.ms - people::kFailureWindowMs}));
  }
  return Wrong();
}

Result<LoggedIn> Accounts::Enter(const store::StoredAccount& account, const char* how, const std::string& source,
                                 bool must_change) {
  LoggedIn out;
  out.token = NewSecret();
  out.must_change = must_change;
  PM_ASSIGN(out.actor, FindActor(account.id.ToText()));
  if (must_change) out.actor.roles.clear();
  const base::Instant now = proofmark_.clock_.Now();
  out.expires.ms = now.ms + kSessionMs;
  PM_TRY(people_->AddSession({*Kept(out.token), account.id, now, now, out.expires, how, people::SourceOf(source)}));
  return out;
}

Result<LoggedIn> Accounts::LogIn(const LogInTry& with) {
  PM_ASSIGN(store::Credential credential, Throttled(with, Factor::kPasswordAndCode));
  PM_ASSIGN(store::StoredAccount account, people_->FindAccount(credential.account));
  PM_ASSIGN(LoggedIn in, Enter(account, kByPassword, with.source, credential.must_change));
  Observe(LogInOutcome::kLoggedIn, with, kByPassword);
  return in;
}

Result<LoggedIn> Accounts::LogInByCertificate(const std::string& fingerprint, const std::string& source,
                                              const std::string& ref) {
  const Error refused{Code::kUnauthenticated, "the certificate is nobody's here, or was revoked", "certificate"};
  const LogInTry with{"", "", "", source, ref};
  auto bytes = base::FromHex(fingerprint);
  if (!bytes.ok() || bytes->size() != 32) return refused;
  PM_ASSIGN(std::optional<store::Certificate> found, people_->FindCertificate(*bytes));
  std::optional<store::StoredAccount> account;
  if (found && !found->revoked) {
    PM_ASSIGN(account, people_->FindAccount(found->account));
  }
  if (!account || !account->open) {
    Observe(LogInOutcome::kRefused, with, kByCertificate);
    return refused;
  }
  PM_ASSIGN(LoggedIn in, Enter(*account, kByCertificate, source, false));
  Observe(LogInOutcome::kLoggedIn, {account->login, "", "", source, ref}, kByCertificate);
  return in;
}

// A session that has not ended. One that has is forgotten.
Result<store::Session> Accounts::SessionOf(const std::string& token) {
  const std::optional<std::string> kept = Kept(token);
  if (!kept) return NoSession();
  PM_ASSIGN(std::optional<store::Session> found, people_->FindSession(*kept));
  if (!found || !base::EqualSecret(found->token, *kept)) return NoSession();
  const base::Instant now = proofmark_.clock_.Now();
  if (now < found->expires && now.ms - found->last_used.ms < kSessionIdleMs) return *found;
  PM_TRY(people_->EndSession(*kept));
  return NoSession();
}

Result<SessionNow> Accounts::FindSession(const std::string& token) {
  PM_ASSIGN(store::Session session, SessionOf(token));
  PM_ASSIGN(store::StoredAccount account, people_->FindAccount(session.account));
  if (!account.open) return NoSession();
  SessionNow out{{}, session.expires, false, session.how};
  PM_ASSIGN(out.actor, FindActor(account.id.ToText()));
  if (session.how == kByPassword) {
    PM_ASSIGN(std::optional<store::Credential> credential, people_->CredentialOf(account.id));
    out.must_change = !credential || credential->must_change;
  }
  if (out.must_change) out.actor.roles.clear();
  const base::Instant now = proofmark_.clock_.Now();
  if (now.ms - session.last_used.ms >= kSessionTouchMs) PM_TRY(people_->TouchSession(session.token, now));
  return out;
}

Result<Actor> Accounts::ActorOfSession(const std::string& token) {
  PM_ASSIGN(SessionNow session, FindSession(token));
  return session.actor;
}

Result<std::int64_t> Accounts::OpenSessions() {
  const base::Instant now = proofmark_.clock_.Now();
  return people_->CountSessions(now, {now.ms - kSessionIdleMs});
}

Result<void> Accounts::LogOut(const std::string& token) {
  const std::optional<std::string> kept = Kept(token);
  if (!kept) return {};
  return people_->EndSession(*kept);
}

Result<Actor> Accounts::ActorOfToken(const std::string& token) {
  const Error refused{Code::kUnauthenticated, "the token is nobody's, has run out or was revoked; make a new one", ""};
  const std::optional<std::string> kept = Kept(token);
  if (!kept) return refused;
  PM_ASSIGN(std::optional<store::ApiToken> found, people_->FindToken(*kept));
  const base::Instant now = proofmark_.clock_.Now();
  if (!found || !base::EqualSecret(found->token, *kept) || found->revoked || now >= found->expires) return refused;
  PM_ASSIGN(store::StoredAccount account, people_->FindAccount(found->account));
  if (!account.open) return refused;
  PM_ASSIGN(Actor actor, FindActor(account.id.ToText()));
  // A program is no second person, and opens no accounts.
  std::erase_if(actor.roles, [](Role role) {
    const Actor one{"", "", {role}};
    return May(one, Permission::kApprove) || May(one, Permission::kChangeAccounts);
  });
  const std::int64_t today = now.ms / base::kDayMs;
  if (found->last_day != today) {
    PM_TRY(people_->ChangeToken(*kept, [&](store::ApiToken& one) { one.last_day = today; }));
  }
  return actor;
}

}  // namespace proofmark::app
