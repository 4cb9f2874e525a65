// SPDX-License-Identifier: Apache-2.0
// People is what the database knows of persons: their accounts, roles and approvals, which follow from the log, and
// what they log in with, which does not: credentials, sessions, tokens, certificates, counts of failed log-ins.
//
//   PM_ASSIGN(auto people, People::Open(store));
//   PM_ASSIGN(StoredAccount account, people->FindAccount(id));
//   PM_TRY(people->ChangeCredential(id, [&](Credential& one) -> Result<void> { one.password = hash; return {}; }));
//
// No record is told by these functions, so they take no View; whoever calls them has asked whether the actor may. What
// is kept of a secret is a hash or a ciphertext, made above. Each row that does not follow from the log bears a digest
// (row_digest.h); one that is not what was written is kCorrupt and lets nobody in. Sessions and counts of failed
// log-ins are in no backup. A connection of its own: nobody who logs in waits for the store's lock.
//
// All functions are safe from any thread; those that change something are serial over all programs on the database.
// Errors, first that applies: kNotFound (no such authority or account), kConflict, kCorrupt, kUnavailable.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "model/ids.h"
#include "store/engine.h"

namespace proofmark::store {

class Store;

inline constexpr std::int64_t kReservationMs = 3'600'000;  // a log-in name without an account is kept so long

struct StoredAccount {
  model::ThingId id;
  std::string login;
  bool open = true;
  std::int64_t opened_seq = 0;
  std::int64_t seq = 0;         // of the event that gave the state
  std::set<std::string> roles;  // codes
};

struct StoredApproval {
  model::ThingId id;
  std::string action;
  std::string order;  // JSON
  std::string reason;
  std::string asked_by;
  base::Instant asked_at;
  std::int64_t asked_seq = 0;
  std::string state;  // asked, given, refused
  std::string decided_by;
  std::int64_t seq = 0;
};

struct Credential {
  model::ThingId account;
  std::string login;
  std::string password;                  // hash
  std::string totp;                      // ciphertext of the secret
  std::optional<std::string> totp_next;  // of one that is not confirmed yet
  std::int64_t totp_step = 0;            // the last one that was accepted
  bool must_change = false;              // somebody else has seen the password
};

struct Session {
  std::string token;  // SHA-256 of the token: 32 bytes
  model::ThingId account;
  base::Instant made;
  base::Instant last_used;
  base::Instant expires;
  std::string how;     // "password+totp", "certificate"
  std::string source;  // an address
};

struct ApiToken {
  std::string token;  // SHA-256 of the token: 32 bytes
  model::ThingId account;
  std::string label;
  std::string made_by;
  base::Instant made;
  base::Instant expires;
  std::int64_t last_day = 0;  // since 1970-01-01; 0 where it was never used
  bool revoked = false;
};

struct Certificate {
  std::string fingerprint;  // SHA-256 of the certificate: 32 bytes
  model::ThingId account;
  std::string added_by;
  base::Instant made;
  bool revoked = false;
};

// Failed log-ins under one name; people/throttle.h says what follows. All zero where there were none.
struct FailureCount {
  std::int64_t failures = 0;
  base::Instant first_at;
  base::Instant last_at;
  base::Instant locked_until;
};

class People {
 public:
  static base::Result<std::unique_ptr<People>> Open(const Store& store);

  // What the log says.
  base::Result<StoredAccount> FindAccount(const model::ThingId& id);
  base::Result<std::vector<StoredAccount>> Accounts(const std::string& owner);
  base::Result<StoredApproval> FindApproval(const model::ThingId& id);
  base::Result<std::vector<StoredApproval>> Approvals(const std::string& owner);
  // The records whose holder's name was released to the account for that day (since 1970-01-01), in order.
  base::Result<std::vector<model::ThingId>> ReleasedTo(const model::ThingId& account, std::int32_t day);

  // The credential of an account that is about to be opened: its log-in name is taken from here on. kConflict where
  // somebody has it. A name whose account was never opened is free again after kReservationMs.
  base::Result<void> Reserve(const Credential& credential, base::Instant now);
  base::Result<std::optional<Credential>> FindCredential(const std::string& login);
  base::Result<std::optional<Credential>> CredentialOf(const model::ThingId& account);
  // Reads, lets `change` change, writes; nothing where `change` fails. Not its account, not its log-in name.
  base::Result<void> ChangeCredential(const model::ThingId& account,
                                      const std::function<base::Result<void>(Credential&)>& change);

  // Sessions that ended before are forgotten.
  base::Result<void> AddSession(const Session& session);
  base::Result<std::optional<Session>> FindSession(const std::string& token);
  // All of an account, the oldest first; also those that have run out and are not forgotten yet.
  base::Result<std::vector<Session>> Sessions(const model::ThingId& account);
  // How many that were used behind `used_since` have not run out at `now`.
  base::Result<std::int64_t> CountSessions(base::Instant now, base::Instant used_since);
  base::Result<void> TouchSession(const std::string& token, base::Instant now);
  base::Result<void> EndSession(const std::string& token);
  // All of an account but one; all where `but` is empty.
  base::Result<void> EndSessions(const model::ThingId& account, const std::string& but);

  // kConflict where the token or the fingerprint is there already.
  base::Result<void> AddToken(const ApiToken& token);
  base::Result<std::optional<ApiToken>> FindToken(const std::string& token);
  base::Result<std::vector<ApiToken>> Tokens(const model::ThingId& account);
  base::Result<void> ChangeToken(const std::string& token, const std::function<void(ApiToken&)>& change);
  base::Result<void> AddCertificate(const Certificate& certificate);
  base::Result<std::optional<Certificate>> FindCertificate(const std::string& fingerprint);
  base::Result<std::vector<Certificate>> Certificates(const model::ThingId& account);
  base::Result<void> RevokeCertificate(const std::string& fingerprint);

  // Counts under names of 32 bytes, in order. `change` says whether they are to be written.
  base::Result<void> ChangeCounts(const std::vector<std::string>& names,
                                  const std::function<bool(std::vector<FailureCount>&)>& change);
  // Counts whose last failure was before that, and whose lock is over.
  base::Result<void> ForgetCounts(base::Instant before);

 private:
  explicit People(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}
  // Under mutex_: the number of an authority, and its code.
  base::Result<std::int64_t> NumberOf(const std::string& owner);
  base::Result<std::string> CodeOf(std::int64_t owner);
  // In a transaction, alone among all programs on the database.
  base::Result<void> Change(const std::function<base::Result<void>()>& work);
  base::Result<void> Write(const Credential& credential, bool is_new);
  base::Result<void> Write(const ApiToken& token, bool is_new);
  base::Result<void> Write(const Certificate& certificate, bool is_new);
  base::Result<void> Write(const Session& session, bool is_new);
  base::Result<std::optional<Credential>> ReadCredential(const char* sql, std::initializer_list<Value> values);
  base::Result<std::vector<ApiToken>> ReadTokens(const char* sql, std::initializer_list<Value> values);
  base::Result<std::vector<Certificate>> ReadCertificates(const char* sql, std::initializer_list<Value> values);
  base::Result<std::optional<Session>> ReadSession(const std::string& token);
  base::Result<std::vector<Session>> ReadSessions(const char* sql, std::initializer_list<Value> values);
  base::Result<FailureCount> ReadCount(const std::string& name);
  base::Result<void> WriteCount(const std::string& name, const FailureCount& count);

  std::mutex mutex_;  // engine_, codes_
  std::unique_ptr<Engine> engine_;
  std::map<std::int64_t, std::string> codes_;
};

}  // namespace proofmark::store
