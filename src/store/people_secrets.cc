// SPDX-License-Identifier: Apache-2.0
// What persons log in with. Every row is read with its digest and written with a new one.
#include "store/people.h"
#include "store/row_digest.h"
#include "store/row_values.h"

namespace proofmark::store {

using base::Code;
using base::Error;
using base::Result;

namespace {

Value Id(const base::Ulid& id) { return Value::Blob(base::View(id.bytes)); }

Error NotAsWritten(const char* what) {
  return Error{Code::kCorrupt,
               std::string(what) + " is not what was written; nobody is let in by it. Run proofmark ledger verify",
               "db"};
}

// The account that a row names in `column`; its owner is a number as yet, and gets its code when the statement that
// serves the row has ended.
Result<model::ThingId> AccountOf(const Row& row, int column) {
  PM_ASSIGN(base::Ulid id, ToUlid(row.Blob(column)));
  return model::ThingId{"", "user", id};
}

}  // namespace

// ---- credentials ----

Result<std::optional<Credential>> People::ReadCredential(const char* sql, std::initializer_list<Value> values) {
  std::optional<Credential> out;
  std::int64_t owner = 0;
  PM_TRY(engine_->Query(sql, values, [&](const Row& row) -> Result<void> {
    if (!BearsItsDigest("credential", row)) return NotAsWritten("a credential");
    Credential one;
    owner = row.Integer(0);
    PM_ASSIGN(one.account, AccountOf(row, 1));
    one.login = row.Text(2);
    one.password = row.Text(3);
    one.totp = row.Blob(4);
    if (!row.IsNull(5)) one.totp_next = std::string(row.Blob(5));
    one.totp_step = row.Integer(6);
    one.must_change = row.Integer(7) != 0;
    out = std::move(one);
    return {};
  }));
  if (!out) return out;
  PM_ASSIGN(out->account.owner, CodeOf(owner));
  return out;
}

Result<void> People::Write(const Credential& one, bool is_new) {
  PM_ASSIGN(std::int64_t owner, NumberOf(one.account.owner));
  const Value account = Id(one.account.ulid);
  const Value login = Value::Text(one.login);
  const Value password = Value::Text(one.password);
  const Value totp = Value::Blob(one.totp);
  const Value next = one.totp_next ? Value::Blob(*one.totp_next) : Value();
  const int must_change = one.must_change ? 1 : 0;
  const base::Digest digest =
      RowDigest("credential", {owner, account, login, password, totp, next, one.totp_step, must_change});
  const Value row_digest = Value::Blob(base::View(digest));
  if (!is_new) {
    return engine_->Run(
        "UPDATE credential SET password = $1, totp = $2, totp_next = $3, totp_step = $4, must_change = $5, "
        "row_digest = $6 WHERE owner = $7 AND account = $8",
        {password, totp, next, one.totp_step, must_change, row_digest, owner, account});
  }
  PM_TRY(engine_->Run(
      "INSERT INTO credential (owner, account, login, password, totp, totp_next, totp_step, must_change, row_digest) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      {owner, account, login, password, totp, next, one.totp_step, must_change, row_digest}));
  return CountRow(*engine_, "credential");
}

Result<void> People::Reserve(const Credential& credential, base::Instant now) {
  return Change([&]() -> Result<void> {
    PM_ASSIGN(std::int64_t owner, NumberOf(credential.account.owner));
    PM_ASSIGN(std::optional<Credential> before,
              ReadCredential("SELECT owner, account, login, password, totp, totp_next, totp_step, must_change, "
                             "row_digest FROM credential WHERE login = $1",
                             {Value::Text(credential.login)}));
    if (!before) return Write(credential, true);
    PM_ASSIGN(std::int64_t other, NumberOf(before->account.owner));
    PM_ASSIGN(bool opened, IsThere(*engine_, "SELECT 1 FROM account WHERE owner = $1 AND account = $2",
                                   {other, Id(before->account.ulid)}));
    if (opened || now.ms - before->account.ulid.Milliseconds() < kReservationMs) {
      return Error{Code::kConflict, "the log-in name " + credential.login + " is taken; choose another one", "login"};
    }
    // The account was never opened: its row is taken over, so that rows never become fewer.
    PM_TRY(engine_->Run("UPDATE credential SET owner = $1, account = $2 WHERE owner = $3 AND account = $4",
                        {owner, Id(credential.account.ulid), other, Id(before->account.ulid)}));
    return Write(credential, false);
  });
}

Result<std::optional<Credential>> People::FindCredential(const std::string& login) {
  std::lock_guard lock(mutex_);
  return ReadCredential(
      "SELECT owner, account, login, password, totp, totp_next, totp_step, must_change, row_digest FROM credential "
      "WHERE login = $1",
      {Value::Text(login)});
}

namespace {
constexpr const char* kCredentialOfAccount =
    "SELECT owner, account, login, password, totp, totp_next, totp_step, must_change, row_digest FROM credential "
    "WHERE owner = $1 AND account = $2";
}  // namespace

Result<std::optional<Credential>> People::CredentialOf(const model::ThingId& account) {
  std::lock_guard lock(mutex_);
  PM_ASSIGN(std::int64_t owner, NumberOf(account.owner));
  return ReadCredential(kCredentialOfAccount, {owner, Id(account.ulid)});
}

Result<void> People::ChangeCredential(const model::ThingId& account,
                                      const std::function<Result<void>(Credential&)>& change) {
  return Change([&]() -> Result<void> {
    PM_ASSIGN(std::int64_t owner, NumberOf(account.owner));
    PM_ASSIGN(std::optional<Credential> one, ReadCredential(kCredentialOfAccount, {owner, Id(account.ulid)}));
    if (!one) {
      return Error{Code::kNotFound, account.ToText() + " cannot log in here: no credential of it is kept", "account"};
    }
    const Credential before = *one;
    PM_TRY(change(*one));
    PM_ASSERT(one->account == before.account && one->login == before.login);
    return Write(*one, false);
  });
}

// ---- sessions ----

Result<void> People::Write(const Session& one, bool is_new) {
  PM_ASSIGN(std::int64_t owner, NumberOf(one.account.owner));
  const Value token = Value::Blob(one.token);
  const Value account = Id(one.account.ulid);
  const Value how = Value::Text(one.how);
  const Value source = Value::Text(one.source);
  const base::Digest digest =
      RowDigest("session", {owner, token, account, one.made.ms, one.last_used.ms, one.expires.ms, how, source});
  const Value row_digest = Value::Blob(base::View(digest));
  if (!is_new) {
    return engine_->Run("UPDATE session SET last_used = $1, row_digest = $2 WHERE owner = $3 AND token = $4",
                        {one.last_used.ms, row_digest, owner, token});
  }
  return engine_->Run(
      "INSERT INTO session (owner, token, account, made, last_used, expires, how, source, row_digest) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      {owner, token, account, one.made.ms, one.last_used.ms, one.expires.ms, how, source, row_digest});
}

Result<void> People::AddSession(const Session& session) {
  return Change([&]() -> Result<void> {
    PM_TRY(engine_->Run("DELETE FROM session WHERE expires <= $1", {session.made.ms}));
    return Write(session, true);
  });
}

Result<std::vector<Session>> People::ReadSessions(const char* sql, std::initializer_list<Value> values) {
  std::vector<Session> out;
  std::vector<std::int64_t> owners;
  PM_TRY(engine_->Query(sql, values, [&](const Row& row) -> Result<void> {
    if (!BearsItsDigest("session", row)) return NotAsWritten("a session");
    Session one;
    one.token = row.Blob(1);
    owners.push_back(row.Integer(0));
    PM_ASSIGN(one.account, AccountOf(row, 2));
    one.made.ms = row.Integer(3);
    one.last_used.ms = row.Integer(4);
    one.expires.ms = row.Integer(5);
    one.how = row.Text(6);
    one.source = row.Text(7);
    out.push_back(std::move(one));
    return {};
  }));
  for (std::size_t i = 0; i < out.size(); ++i) {
    PM_ASSIGN(out[i].account.owner, CodeOf(owners[i]));
  }
  return out;
}

Result<std::optional<Session>> People::ReadSession(const std::string& token) {
  PM_ASSIGN(std::vector<Session> found, ReadSessions("SELECT owner, token, account, made, last_used, expires, how, "
                                                     "source, row_digest FROM session WHERE token = $1",
                                                     {Value::Blob(token)}));
  if (found.empty()) return std::optional<Session>{};
  return std::optional<Session>(std::move(found[0]));
}

Result<std::vector<Session>> People::Sessions(const model::ThingId& account) {
  std::lock_guard lock(mutex_);
  PM_ASSIGN(std::int64_t owner, NumberOf(account.owner));
  return ReadSessions(
      "SELECT owner, token, account, made, last_used, expires, how, source, row_digest FROM session "
      "WHERE owner = $1 AND account = $2 ORDER BY made, token",
      {owner, Id(account.ulid)});
}

Result<std::optional<Session>> People::FindSession(const std::string& token) {
  std::lock_guard lock(mutex_);
  return ReadSession(token);
}

Result<std::int64_t> People::CountSessions(base::Instant now, base::Instant used_since) {
  std::lock_guard lock(mutex_);
  std::int64_t count = 0;
  PM_TRY(engine_->Query("SELECT count(*) FROM session WHERE expires > $1 AND last_used > $2", {now.ms, used_since.ms},
                        [&](const Row& row) {
                          count = row.Integer(0);
                          return Result<void>{};
                        }));
  return count;
}

Result<void> People::TouchSession(const std::string& token, base::Instant now) {
  return Change([&]() -> Result<void> {
    PM_ASSIGN(std::optional<Session> one, ReadSession(token));
    if (!one) return {};  // ended meanwhile
    one->last_used = std::max(one->last_used, now);
    return Write(*one, false);
  });
}

Result<void> People::EndSession(const std::string& token) {
  return Change([&] { return engine_->Run("DELETE FROM session WHERE token = $1", {Value::Blob(token)}); });
}

Result<void> People::EndSessions(const model::ThingId& account, const std::string& but) {
  return Change([&]() -> Result<void> {
    PM_ASSIGN(std::int64_t owner, NumberOf(account.owner));
    return engine_->Run("DELETE FROM session WHERE owner = $1 AND account = $2 AND token <> $3",
                        {owner, Id(account.ulid), Value::Blob(but)});
  });
}

// ---- tokens of programs ----

Result<void> People::Write(const ApiToken& one, bool is_new) {
  PM_ASSIGN(std::int64_t owner, NumberOf(one.account.owner));
  const Value token = Value::Blob(one.token);
  const Value account = Id(one.account.ulid);
  const Value label = Value::Text(one.label);
  const Value made_by = Value::Text(one.made_by);
  const int revoked = one.revoked ? 1 : 0;
  const base::Digest digest = RowDigest(
      "api_token", {owner, token, account, label, made_by, one.made.ms, one.expires.ms, one.last_day, revoked});
  const Value row_digest = Value::Blob(base::View(digest));
  if (!is_new) {
    return engine_->Run(
        "UPDATE api_token SET last_day = $1, revoked = $2, row_digest = $3 WHERE owner = $4 AND token = $5",
        {one.last_day, revoked, row_digest, owner, token});
  }
  PM_TRY(engine_->Run(
      "INSERT INTO api_token (owner, token, account, label, made_by, made, expires, last_day, revoked, row_digest) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      {owner, token, account, label, made_by, one.made.ms, one.expires.ms, one.last_day, revoked, row_digest}));
  return CountRow(*engine_, "api_token");
}

Result<std::vector<ApiToken>> People::ReadTokens(const char* sql, std::initializer_list<Value> values) {
  std::vector<ApiToken> out;
  std::vector<std::int64_t> owners;
  PM_TRY(engine_->Query(sql, values, [&](const Row& row) -> Result<void> {
    if (!BearsItsDigest("api_token", row)) return NotAsWritten("a token");
    ApiToken one;
    one.token = row.Blob(1);
    owners.push_back(row.Integer(0));
    PM_ASSIGN(one.account, AccountOf(row, 2));
    one.label = row.Text(3);
    one.made_by = row.Text(4);
    one.made.ms = row.Integer(5);
    one.expires.ms = row.Integer(6);
    one.last_day = row.Integer(7);
    one.revoked = row.Integer(8) != 0;
    out.push_back(std::move(one));
    return {};
  }));
  for (std::size_t i = 0; i < out.size(); ++i) {
    PM_ASSIGN(out[i].account.owner, CodeOf(owners[i]));
  }
  return out;
}

namespace {
constexpr const char* kTokenByItself =
    "SELECT owner, token, account, label, made_by, made, expires, last_day, revoked, row_digest FROM api_token "
    "WHERE token = $1";
}  // namespace

Result<void> People::AddToken(const ApiToken& token) {
  return Change([&] { return Write(token, true); });
}

Result<std::optional<ApiToken>> People::FindToken(const std::string& token) {
  std::lock_guard lock(mutex_);
  PM_ASSIGN(std::vector<ApiToken> found, ReadTokens(kTokenByItself, {Value::Blob(token)}));
  if (found.empty()) return std::optional<ApiToken>{};
  return std::optional<ApiToken>(std::move(found[0]));
}

Result<std::vector<ApiToken>> People::Tokens(const model::ThingId& account) {
  std::lock_guard lock(mutex_);
  PM_ASSIGN(std::int64_t owner, NumberOf(account.owner));
  return ReadTokens(
      "SELECT owner, token, account, label, made_by, made, expires, last_day, revoked, row_digest FROM api_token "
      "WHERE owner = $1 AND account = $2 ORDER BY made",
      {owner, Id(account.ulid)});
}

Result<void> People::ChangeToken(const std::string& token, const std::function<void(ApiToken&)>& change) {
  return Change([&]() -> Result<void> {
    PM_ASSIGN(std::vector<ApiToken> found, ReadTokens(kTokenByItself, {Value::Blob(token)}));
    if (found.empty()) return Error{Code::kNotFound, "there is no such token", "token"};
    change(found[0]);
    return Write(found[0], false);
  });
}

// ---- certificates ----

Result<void> People::Write(const Certificate& one, bool is_new) {
  PM_ASSIGN(std::int64_t owner, NumberOf(one.account.owner));
  const Value fingerprint = Value::Blob(one.fingerprint);
  const Value account = Id(one.account.ulid);
  const Value added_by = Value::Text(one.added_by);
  const int revoked = one.revoked ? 1 : 0;
  const base::Digest digest = RowDigest("certificate", {owner, fingerprint, account, added_by, one.made.ms, revoked});
  const Value row_digest = Value::Blob(base::View(digest));
  if (!is_new) {
    return engine_->Run("UPDATE certificate SET revoked = $1, row_digest = $2 WHERE owner = $3 AND fingerprint = $4",
                        {revoked, row_digest, owner, fingerprint});
  }
  PM_TRY(
      engine_->Run("INSERT INTO certificate (owner, fingerprint, account, added_by, made, revoked, row_digest) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7)",
                   {owner, fingerprint, account, added_by, one.made.ms, revoked, row_digest}));
  return CountRow(*engine_, "certificate");
}

Result<std::vector<Certificate>> People::ReadCertificates(const char* sql, std::initializer_list<Value> values) {
  std::vector<Certificate> out;
  std::vector<std::int64_t> owners;
  PM_TRY(engine_->Query(sql, values, [&](const Row& row) -> Result<void> {
    if (!BearsItsDigest("certificate", row)) return NotAsWritten("a certificate");
    Certificate one;
    one.fingerprint = row.Blob(1);
    owners.push_back(row.Integer(0));
    PM_ASSIGN(one.account, AccountOf(row, 2));
    one.added_by = row.Text(3);
    one.made.ms = row.Integer(4);
    one.revoked = row.Integer(5) != 0;
    out.push_back(std::move(one));
    return {};
  }));
  for (std::size_t i = 0; i < out.size(); ++i) {
    PM_ASSIGN(out[i].account.owner, CodeOf(owners[i]));
  }
  return out;
}

namespace {
constexpr const char* kCertificateByItself =
    "SELECT owner, fingerprint, account, added_by, made, revoked, row_digest FROM certificate WHERE fingerprint = $1";
}  // namespace

Result<void> People::AddCertificate(const Certificate& certificate) {
  return Change([&]() -> Result<void> {
    PM_ASSIGN(bool there, IsThere(*engine_, "SELECT 1 FROM certificate WHERE fingerprint = $1",
                                  {Value::Blob(certificate.fingerprint)}));
    if (there) return Error{Code::kConflict, "the certificate is somebody's already, or was revoked", "certificate"};
    return Write(certificate, true);
  });
}

Result<std::optional<Certificate>> People::FindCertificate(const std::string& fingerprint) {
  std::lock_guard lock(mutex_);
  PM_ASSIGN(std::vector<Certificate> found, ReadCertificates(kCertificateByItself, {Value::Blob(fingerprint)}));
  if (found.empty()) return std::optional<Certificate>{};
  return std::optional<Certificate>(std::move(found[0]));
}

Result<std::vector<Certificate>> People::Certificates(const model::ThingId& account) {
  std::lock_guard lock(mutex_);
  PM_ASSIGN(std::int64_t owner, NumberOf(account.owner));
  return ReadCertificates(
      "SELECT owner, fingerprint, account, added_by, made, revoked, row_digest FROM certificate "
      "WHERE owner = $1 AND account = $2 ORDER BY made",
      {owner, Id(account.ulid)});
}

Result<void> People::RevokeCertificate(const std::string& fingerprint) {
  return Change([&]() -> Result<void> {
    PM_ASSIGN(std::vector<Certificate> found, ReadCertificates(kCertificateByItself, {Value::Blob(fingerprint)}));
    if (found.empty()) return Error{Code::kNotFound, "there is no such certificate", "certificate"};
    found[0].revoked = true;
    return Write(found[0], false);
  });
}

}  // namespace proofmark::store
