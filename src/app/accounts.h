// SPDX-License-Identifier: Apache-2.0
// Accounts is who may use the program: persons with log-in names and roles, how they log in, and what two of them must
// agree on. Proofmark owns it.
//
//   Accounts& accounts = proofmark->accounts();
//   PM_ASSIGN(LoggedIn in, accounts.LogIn({"m.silva", password, "287082", "192.0.2.7"}));
//   PM_ASSIGN(Actor actor, accounts.ActorOfSession(in.token));       // for each request anew
//
// What happens to an account is an event of its authority's log, with who did it; what persons log in with is in no
// event (store/people.h), and a change of it is an entry of the access log. Roles and the account's state are read for
// each request, so that taking them away acts at once. A role is given by two persons (docs/concepts/two_persons.md),
// unless the authority has no two who could: then the console gives it alone. An account is named by its identifier or
// its log-in name. What belongs to another authority answers as if it were missing.
//
// Errors, first that applies: kUnauthenticated (who is this?), kForbidden (known, and not allowed), kNotFound,
// kInvalid, kTooLarge, kPrecondition, kConflict, kTooMany (too many log in; a limit of failed log-ins), kUnavailable,
// kCorrupt. Safe from any thread.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/actor.h"
#include "app/policy.h"
#include "base/json.h"
#include "base/random.h"
#include "base/result.h"
#include "base/time.h"
#include "people/decide_approval.h"
#include "people/password_hasher.h"
#include "people/totp_secret.h"
#include "store/people.h"

namespace proofmark::app {

class Proofmark;
struct Asking;

inline constexpr std::int64_t kSessionIdleMs = 1'800'000;    // 30 minutes
inline constexpr std::int64_t kSessionMs = 43'200'000;       // 12 hours
inline constexpr std::int64_t kSessionTouchMs = 60'000;      // last use is written so often
inline constexpr std::int64_t kTokenDaysMax = 366;           // of an API token
inline constexpr std::size_t kTokenLabelMax = 80;            // bytes
inline constexpr std::int64_t kCountsForgottenEvery = 256;   // failed log-ins
inline constexpr std::size_t kErasuresApprovedMax = 10'000;  // parts, in one order

struct NewPerson {
  std::string authority;
  std::string login;
  std::string name;
};

// The secrets are told once.
struct OpenedAccount {
  std::string id;
  std::string login;
  std::string password;  // must be changed at the first log-in
  std::string totp_uri;
};

struct LogInTry {
  std::string login;
  std::string password;
  std::string code;    // six digits
  std::string source;  // the address that it comes from
  std::string ref{};   // of the request, for the log
};

struct LoggedIn {
  std::string token;  // 64 hexadecimal digits; only its digest is kept
  Actor actor;
  base::Instant expires;
  bool must_change = false;  // the actor has no roles until the password is changed
};

// A session as it is now.
struct SessionNow {
  Actor actor;
  base::Instant expires;  // at the latest
  bool must_change = false;
  std::string how;
};

// What became of a log-in, for counters and the program's log. Never a password, a code or a token.
enum class LogInOutcome { kLoggedIn, kRefused, kLocked, kBusy };
std::string_view CodeOf(LogInOutcome outcome);
struct LogInReport {
  LogInOutcome outcome{};
  std::string login;  // folded; empty where what was typed can be none
  std::string source;
  std::string how;  // the factors: "password+totp", "certificate", "password" where it was asked for again
  std::string ref;  // of the request
};

// What needs two persons: `order` as people/action.h has it.
struct ApprovalRequest {
  people::Action action{};
  base::Json order = base::Json::object();
  std::string reason;
};

class Accounts {
 public:
  static base::Result<std::unique_ptr<Accounts>> Open(Proofmark& proofmark, const people::HashCost& cost);

  // ---- accounts: for administrators of the authority, and the console ----
  base::Result<OpenedAccount> OpenAccount(const Asking& asking, const NewPerson& person);
  // Ends its sessions and revokes its tokens.
  base::Result<void> CloseAccount(const Asking& asking, const std::string& account, const std::string& reason);
  base::Result<void> ReopenAccount(const Asking& asking, const std::string& account, const std::string& reason);
  // {"account", "role", "granted"}: true where the console gave it alone, else "approval" is what a second person is to
  // approve.
  base::Result<base::Json> GrantRole(const Asking& asking, const std::string& account, const std::string& role,
                                     const std::string& reason);
  base::Result<void> WithdrawRole(const Asking& asking, const std::string& account, const std::string& role,
                                  const std::string& reason);
  // {"accounts": [{"id", "login", "name", "state", "roles", "opened_at", "tokens", "certificates"}]} in order of ids;
  // of all authorities for the console that names none. The name is null where it was erased.
  base::Result<base::Json> ListAccounts(const Asking& asking, const std::string& authority);
  // The account as an actor: with its roles while it is open, with none where it is closed.
  base::Result<Actor> FindActor(const std::string& account);

  // ---- two persons ----
  // {"approval", "action", "order", "reason", "asked_by", "asked_at", "runs_out_at", "state", "decided_by"}. Both the
  // asker and the one who approves must see what it is about.
  base::Result<base::Json> Ask(const Asking& asking, const ApprovalRequest& request);
  // Approves and does it, in one commit. The approval as above, and "done": what followed.
  base::Result<base::Json> Approve(const Asking& asking, const std::string& approval);
  base::Result<base::Json> Refuse(const Asking& asking, const std::string& approval, const std::string& reason);
  // {"approvals": [...]} in order of their ids.
  base::Result<base::Json> ListApprovals(const Asking& asking, const std::string& authority);
  // Whether the name of the record's holder was released to the actor's account, today.
  // The records of which the holder's name is released to the actor's account, today.
  base::Result<std::set<std::string>> ReleasedTo(const Actor& actor);
  base::Result<bool> MayReadHolder(const Actor& actor, const model::ThingId& record);

  // ---- logging in ----
  // A name that does not exist, a wrong password, a wrong or used code and a closed account answer alike.
  base::Result<LoggedIn> LogIn(const LogInTry& with);
  // The fingerprint is the SHA-256 of a client certificate that TLS has verified: 64 hexadecimal digits.
  base::Result<LoggedIn> LogInByCertificate(const std::string& fingerprint, const std::string& source,
                                            const std::string& ref = "");
  base::Result<SessionNow> FindSession(const std::string& token);
  base::Result<Actor> ActorOfSession(const std::string& token);
  // The actor of a program: without the roles that approve or change accounts.
  base::Result<Actor> ActorOfToken(const std::string& token);
  base::Result<void> LogOut(const std::string& token);
  base::Result<std::int64_t> OpenSessions();
  // {"sessions": [{"id", "how", "source", "made_at", "last_used_at", "expires_at", "current"}]} of the account whose
  // session it is, the oldest first. An id is the digest under which the session is kept, and opens nothing.
  base::Result<base::Json> ListSessions(const std::string& token);
  // Ends one of them, or all but this one where `id` is empty. kNotFound where the account has no such session.
  base::Result<void> EndOwnSession(const std::string& token, const std::string& id);
  // {"tokens": [{"id", "label", "made_by", "made_at", "expires_at", "last_used_on", "revoked"}]} of the same account.
  base::Result<base::Json> ListTokens(const std::string& token);
  // Told each log-in that was tried; must not call Accounts.
  void ObserveLogIns(std::function<void(const LogInReport&)> observer);

  // ---- one's own credentials: by a session ----
  base::Result<void> ChangePassword(const std::string& token, const std::string& old_password,
                                    const std::string& new_password);
  // A new authenticator: its URI, which counts when ConfirmTotp was told a code of it.
  base::Result<std::string> BeginTotp(const std::string& token, const std::string& password);
  base::Result<void> ConfirmTotp(const std::string& token, const std::string& code);
  // The token, told once. Whoever took a session does not make one that outlives it: the password is asked for again.
  base::Result<std::string> MakeApiToken(const std::string& token, const std::string& password,
                                         const std::string& label, std::int64_t days);

  // ---- others' credentials: for the console alone, since who can set them can be that person ----
  // A random one where none is given. It must be changed at the next log-in; sessions end.
  base::Result<std::string> SetPassword(const Asking& asking, const std::string& account,
                                        const std::optional<std::string>& password);
  base::Result<std::string> SetTotp(const Asking& asking, const std::string& account);
  base::Result<std::string> MakeApiTokenFor(const Asking& asking, const std::string& account, const std::string& label,
                                            std::int64_t days);
  base::Result<void> AddCertificate(const Asking& asking, const std::string& account, const std::string& fingerprint);
  // Also for the account itself and for administrators: `token` is its digest, as ListAccounts shows it.
  base::Result<void> RevokeApiToken(const Asking& asking, const std::string& token);
  base::Result<void> RevokeCertificate(const Asking& asking, const std::string& fingerprint);

  // For tests and measuring.
  people::PasswordHasher& hasher() { return hasher_; }
  store::People& people() { return *people_; }

 private:
  struct Asked;
  struct Doing;
  struct Execution;
  enum class Factor { kPasswordAndCode, kPassword };
  Accounts(Proofmark& proofmark, const people::HashCost& cost) : proofmark_(proofmark), hasher_(cost) {}

  base::Result<store::StoredAccount> One(const std::string& account);
  // An account that the actor may change, and the check that he may.
  base::Result<store::StoredAccount> OneFor(const Actor& actor, Permission permission, const std::string& account);
  base::Result<store::StoredAccount> OneForConsole(const Actor& actor, const std::string& account);
  people::PeopleSetting SettingOf(const std::string& owner, const std::string& actor, const char* what);
  base::Ulid NewId();
  std::string NewSecret();
  base::Result<people::NodeKey> NodeKey();
  // Appends what `decide` makes of the account as it is then.
  using DecideOnAccount = std::function<base::Result<store::Draft>(const store::StoredAccount&)>;
  base::Result<void> AppendOf(const model::ThingId& account, const DecideOnAccount& decide);
  base::Result<bool> TwoCanAgree(const std::string& owner);
  base::Result<base::Json> AccountJson(const store::View& view, const store::StoredAccount& account);
  base::Result<void> RecordChange(const Asking& asking, const char* action, const model::ThingId& account);

  base::Result<people::ApprovalStanding> Standing(const model::ThingId& approval);
  base::Result<people::SecondPerson> SecondOf(const Actor& actor);
  base::Result<void> AskerStillMay(const store::StoredApproval& approval, people::Action action);
  base::Result<bool> MayBeTold(const Asking& asking, const store::StoredApproval& approval);
  base::Json ApprovalJson(const store::StoredApproval& approval);
  // What an order does: the owner whose it is, and the events; nothing is written.
  base::Result<std::string> OwnerOf(people::Action action, const base::Json& order);
  base::Result<Doing> Plan(const Asking& asking, people::Action action, const Asked& asked,
                           const people::PeopleSetting& setting);
  base::Result<Doing> PlanGrant(const Asking& asking, const Asked& asked, const people::PeopleSetting& setting);
  base::Result<Doing> PlanErasure(const Asking& asking, const Asked& asked, const people::PeopleSetting& setting);
  base::Result<Doing> PlanWithdrawal(const Asking& asking, const Asked& asked, const people::PeopleSetting& setting);
  base::Result<Doing> PlanRelease(const Asking& asking, const Asked& asked, const people::PeopleSetting& setting);
  base::Result<Doing> PlanWidening(const Asking& asking, const Asked& asked, const people::PeopleSetting& setting);
  base::Result<void> CheckUnchanged(const model::ThingId& record, std::int64_t since);
  static const std::vector<Execution>& Executions();

  // The credential, where everything fits; nothing where anything does not.
  base::Result<std::optional<store::Credential>> Judge(const LogInTry& with, Factor factor, base::Instant now);
  base::Result<store::Credential> Throttled(const LogInTry& with, Factor factor);
  base::Result<void> TakeStep(const model::ThingId& account, std::int64_t step);
  void RecordLock(const std::string& login, const std::string& source);
  void Observe(LogInOutcome outcome, const LogInTry& with, const char* how);
  base::Result<LoggedIn> Enter(const store::StoredAccount& account, const char* how, const std::string& source,
                               bool must_change);
  base::Result<store::Session> SessionOf(const std::string& token);
  // Behind a change of what a person logs in with: other sessions end, and no token outlives it.
  base::Result<void> EndOthers(const model::ThingId& account, const std::string& but);
  base::Result<void> RevokeTokens(const model::ThingId& account);
  base::Result<std::string> AddToken(const model::ThingId& account, const std::string& made_by,
                                     const std::string& label, std::int64_t days);

  Proofmark& proofmark_;
  std::unique_ptr<store::People> people_;
  people::PasswordHasher hasher_;
  std::mutex observer_mutex_;
  std::function<void(const LogInReport&)> observer_;
  std::atomic<std::int64_t> failures_ = 0;
};

}  // namespace proofmark::app
