// SPDX-License-Identifier: Apache-2.0
// What persons log in with, and who sets it. Secrets are told once and kept as hashes or under the node's key.
#include "app/accounts.h"
#include "app/proofmark.h"
#include "base/text.h"
#include "people/password.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Result;

namespace {

Error NotConfirmed() { return Error{Code::kPrecondition, "no new authenticator waits for a code; begin anew", "code"}; }

Result<std::string> DigestOf(const std::string& text, const char* field) {
  auto bytes = base::FromHex(text);
  if (bytes.ok() && bytes->size() == 32) return bytes;
  return Error{Code::kInvalid, std::string(field) + ": give its SHA-256, 64 hexadecimal digits", field};
}

Result<void> CheckLabel(const std::string& label, std::int64_t days) {
  const bool good = !base::Trim(label).empty() && label.size() <= kTokenLabelMax && base::IsUtf8(label) &&
                    base::Printable(label) == label;
  if (!good) {
    return Error{Code::kInvalid,
                 "label: say in at most " + std::to_string(kTokenLabelMax) + " bytes of printable text what it is for",
                 "label"};
  }
  if (days >= 1 && days <= kTokenDaysMax) return {};
  return Error{Code::kInvalid, "days: 1 to " + std::to_string(kTokenDaysMax), "days"};
}

}  // namespace

Result<void> Accounts::RevokeTokens(const model::ThingId& account) {
  PM_ASSIGN(std::vector<store::ApiToken> tokens, people_->Tokens(account));
  for (const store::ApiToken& token : tokens) {
    if (!token.revoked) PM_TRY(people_->ChangeToken(token.token, [](store::ApiToken& of) { of.revoked = true; }));
  }
  return {};
}

Result<void> Accounts::EndOthers(const model::ThingId& account, const std::string& but) {
  PM_TRY(people_->EndSessions(account, but));
  return RevokeTokens(account);
}

Result<void> Accounts::ChangePassword(const std::string& token, const std::string& old_password,
                                      const std::string& new_password) {
  PM_ASSIGN(store::Session session, SessionOf(token));
  PM_ASSIGN(store::StoredAccount account, people_->FindAccount(session.account));
  PM_TRY(Throttled({account.login, old_password, "", session.source}, Factor::kPassword));
  PM_ASSIGN(std::string normal, people::NormalPassword(new_password));
  PM_TRY(people::CheckPassword(proofmark_.words(), normal, account.login));
  PM_ASSIGN(std::string before, people::NormalPassword(old_password));
  if (base::EqualSecret(before, normal)) {
    return Error{Code::kInvalid, "password: is the one that you have; take another", "password"};
  }
  PM_ASSIGN(std::string hash, hasher_.Hash(normal));
  PM_TRY(people_->ChangeCredential(account.id, [&](store::Credential& one) -> Result<void> {
    one.password = hash;
    one.must_change = false;
    return {};
  }));
  return EndOthers(account.id, session.token);
}

Result<std::string> Accounts::BeginTotp(const std::string& token, const std::string& password) {
  PM_ASSIGN(store::Session session, SessionOf(token));
  PM_ASSIGN(store::StoredAccount account, people_->FindAccount(session.account));
  PM_TRY(Throttled({account.login, password, "", session.source}, Factor::kPassword));
  PM_ASSIGN(people::NodeKey key, NodeKey());
  people::TotpSecret secret{};
  std::string ciphertext;
  {
    std::lock_guard lock(proofmark_.ids_mutex_);
    secret = proofmark_.rng_.Bytes<people::kTotpSecretBytes>();
    ciphertext = people::EncryptTotp(secret, account.id, key, proofmark_.rng_);
  }
  PM_TRY(people_->ChangeCredential(account.id, [&](store::Credential& one) -> Result<void> {
    one.totp_next = ciphertext;
    return {};
  }));
  return people::TotpUri(secret, account.login, account.id.owner);
}

Result<void> Accounts::ConfirmTotp(const std::string& token, const std::string& code) {
  PM_ASSIGN(store::Session session, SessionOf(token));
  PM_ASSIGN(people::NodeKey key, NodeKey());
  const base::Instant now = proofmark_.clock_.Now();
  PM_TRY(people_->ChangeCredential(session.account, [&](store::Credential& one) -> Result<void> {
    if (!one.totp_next) return NotConfirmed();
    PM_ASSIGN(people::TotpSecret secret, people::DecryptTotp(*one.totp_next, one.account, key));
    const auto step = people::MatchTotp(secret, code, now, 0);
    if (!step) {
      return Error{Code::kInvalid, "code: is not what the new authenticator shows now; the old one still counts",
                   "code"};
    }
    one.totp = *one.totp_next;
    one.totp_next.reset();
    one.totp_step = *step;
    return {};
  }));
  return EndOthers(session.account, session.token);
}

Result<std::string> Accounts::AddToken(const model::ThingId& account, const std::string& made_by,
                                       const std::string& label, std::int64_t days) {
  PM_TRY(CheckLabel(label, days));
  const std::string token = NewSecret();
  PM_ASSIGN(std::string bytes, base::FromHex(token));
  const base::Instant now = proofmark_.clock_.Now();
  PM_TRY(people_->AddToken({std::string(base::View(base::Sha256(bytes))),
                            account,
                            label,
                            made_by,
                            now,
                            {now.ms + days * base::kDayMs},
                            0,
                            false}));
  return token;
}

Result<std::string> Accounts::MakeApiToken(const std::string& token, const std::string& password,
                                           const std::string& label, std::int64_t days) {
  PM_ASSIGN(SessionNow session, FindSession(token));
  if (session.actor.roles.empty()) {
    return Error{Code::kForbidden, "an account without a role, or whose password is to be changed, makes no tokens",
                 ""};
  }
  PM_ASSIGN(model::ThingId account, model::ThingId::Parse(session.actor.id));
  PM_ASSIGN(store::StoredAccount stored, people_->FindAccount(account));
  PM_ASSIGN(store::Session from, SessionOf(token));
  PM_TRY(Throttled({stored.login, password, "", from.source}, Factor::kPassword));
  PM_TRY(RecordChange({session.actor, {"system_care", "", "national_law"}}, "make_token", account));
  return AddToken(account, session.actor.id, label, days);
}

Result<std::string> Accounts::MakeApiTokenFor(const Asking& asking, const std::string& account,
                                              const std::string& label, std::int64_t days) {
  PM_ASSIGN(store::StoredAccount one, OneForConsole(asking.actor, account));
  PM_TRY(CheckLabel(label, days));
  PM_TRY(RecordChange(asking, "make_token", one.id));
  return AddToken(one.id, asking.actor.id, label, days);
}

Result<std::string> Accounts::SetPassword(const Asking& asking, const std::string& account,
                                          const std::optional<std::string>& password) {
  PM_ASSIGN(store::StoredAccount one, OneForConsole(asking.actor, account));
  std::string normal;
  if (password) {
    PM_ASSIGN(normal, people::NormalPassword(*password));
    PM_TRY(people::CheckPassword(proofmark_.words(), normal, one.login));
  } else {
    std::lock_guard lock(proofmark_.ids_mutex_);
    normal = people::RandomPassword(proofmark_.rng_);
  }
  PM_ASSIGN(std::string hash, hasher_.Hash(normal));
  PM_TRY(RecordChange(asking, "set_password", one.id));
  PM_TRY(people_->ChangeCredential(one.id, [&](store::Credential& of) -> Result<void> {
    of.password = hash;
    of.must_change = true;
    return {};
  }));
  PM_TRY(EndOthers(one.id, ""));
  return normal;
}

Result<std::string> Accounts::SetTotp(const Asking& asking, const std::string& account) {
  PM_ASSIGN(store::StoredAccount one, OneForConsole(asking.actor, account));
  PM_ASSIGN(people::NodeKey key, NodeKey());
  people::TotpSecret secret{};
  std::string ciphertext;
  {
    std::lock_guard lock(proofmark_.ids_mutex_);
    secret = proofmark_.rng_.Bytes<people::kTotpSecretBytes>();
    ciphertext = people::EncryptTotp(secret, one.id, key, proofmark_.rng_);
  }
  PM_TRY(RecordChange(asking, "set_totp", one.id));
  PM_TRY(people_->ChangeCredential(one.id, [&](store::Credential& of) -> Result<void> {
    of.totp = ciphertext;
    of.totp_next.reset();
    of.totp_step = 0;
    return {};
  }));
  PM_TRY(EndOthers(one.id, ""));
  return people::TotpUri(secret, one.login, one.id.owner);
}

Result<void> Accounts::AddCertificate(const Asking& asking, const std::string& account,
                                      const std::string& fingerprint) {
  PM_ASSIGN(store::StoredAccount one, OneForConsole(asking.actor, account));
  PM_ASSIGN(std::string digest, DigestOf(fingerprint, "certificate"));
  PM_TRY(RecordChange(asking, "add_certificate", one.id));
  return people_->AddCertificate({digest, one.id, asking.actor.id, proofmark_.clock_.Now(), false});
}

Result<void> Accounts::RevokeApiToken(const Asking& asking, const std::string& token) {
  const Error none{Code::kNotFound, "there is no such token, or it is another authority's", "token"};
  PM_ASSIGN(std::string digest, DigestOf(token, "token"));
  PM_ASSIGN(std::optional<store::ApiToken> found, people_->FindToken(digest));
  if (!found) return none;
  if (asking.actor.id != found->account.ToText()) {
    auto one = OneFor(asking.actor, Permission::kChangeAccounts, found->account.ToText());
    if (!one.ok()) return one.error().code == Code::kNotFound ? none : one.error();
  }
  PM_TRY(RecordChange(asking, "revoke_token", found->account));
  return people_->ChangeToken(digest, [](store::ApiToken& one) { one.revoked = true; });
}

Result<void> Accounts::RevokeCertificate(const Asking& asking, const std::string& fingerprint) {
  const Error none{Code::kNotFound, "there is no such certificate, or it is another authority's", "certificate"};
  PM_ASSIGN(std::string digest, DigestOf(fingerprint, "certificate"));
  PM_ASSIGN(std::optional<store::Certificate> found, people_->FindCertificate(digest));
  if (!found) return none;
  if (asking.actor.id != found->account.ToText()) {
    auto one = OneFor(asking.actor, Permission::kChangeAccounts, found->account.ToText());
    if (!one.ok()) return one.error().code == Code::kNotFound ? none : one.error();
  }
  PM_TRY(RecordChange(asking, "revoke_certificate", found->account));
  PM_TRY(people_->RevokeCertificate(digest));
  return people_->EndSessions(found->account, "");
}

}  // namespace proofmark::app
