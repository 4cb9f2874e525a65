// SPDX-License-Identifier: Apache-2.0
// Routes of persons: logging in, accounts, and what needs two of them.
#include <initializer_list>
#include <string_view>

#include "app/http/answers.h"
#include "app/http/body.h"
#include "app/http/session.h"
#include "app/reading_purposes.h"
#include "people/action.h"

namespace proofmark::app::web {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

Reply Done() { return Reply{200, {{"done", true}}, {}}; }

// Of the one who asks: what he may do is told with it, so that a page offers nothing that would be refused.
Json ActorJson(const Actor& actor, const std::string& secret) {
  Json roles = Json::array();
  for (Role role : AllRoles()) {
    if (actor.Is(role)) roles.push_back(CodeOf(role));
  }
  Json permissions = Json::array();
  for (Permission permission : AllPermissions()) {
    if (May(actor, permission)) permissions.push_back(CodeOf(permission));
  }
  return {{"actor", actor.id},
          {"authority", actor.authority},
          {"roles", std::move(roles)},
          {"permissions", std::move(permissions)},
          {"purposes", ReadingPurposes(actor)},
          {"idle_seconds", kSessionIdleMs / 1000},
          {"csrf", CsrfOf(secret)}};
}

Error OnlyBySession() {
  return {Code::kForbidden, "this is done by a person who is logged in, not by a token of a program", ""};
}

Result<LoggedIn> Enter(Call& call) {
  Accounts& accounts = call.proofmark.accounts();
  const std::string& source = call.request.peer.address;
  PM_ASSIGN(bool by_certificate, OptionalTruth(call.body, "certificate"));
  if (!by_certificate) {
    LogInTry with;
    PM_ASSIGN(with.login, RequiredText(call.body, "login"));
    PM_ASSIGN(with.password, RequiredText(call.body, "password"));
    PM_ASSIGN(with.code, RequiredText(call.body, "code"));
    with.source = source;
    with.ref = call.request.ref.ToText();
    return accounts.LogIn(with);
  }
  const auto& tls = call.request.tls;
  if (!tls || !tls->client || !tls->client->verified) {
    return Error{Code::kUnauthenticated, "the connection showed no client certificate that this server believes", ""};
  }
  return accounts.LogInByCertificate(tls->client->fingerprint, source, call.request.ref.ToText());
}

}  // namespace

Result<Reply> AnswerLogIn(Call& call) {
  PM_TRY(OnlyFields(call.body, {"login", "password", "code", "certificate", "token"}));
  PM_ASSIGN(bool wants_token, OptionalTruth(call.body, "token"));
  PM_ASSIGN(LoggedIn in, Enter(call));
  // The session that the browser had until now is over.
  if (const std::string* cookies = call.request.Field("cookie")) {
    PM_ASSIGN(auto pairs, http::ParseCookies(*cookies));
    if (const std::string* old = http::OnlyValue(pairs, kCookie)) PM_TRY(call.proofmark.accounts().LogOut(*old));
  }
  Reply reply{201, ActorJson(in.actor, in.token), {}};
  reply.body["expires_at"] = in.expires.ToText();
  reply.body["must_change_password"] = in.must_change;
  if (wants_token) {
    reply.body["token"] = in.token;
  } else {
    reply.fields.push_back({"Set-Cookie", SessionCookie(in.token)});
  }
  return reply;
}

Result<Reply> AnswerSession(Call& call) {
  Reply reply{200, ActorJson(call.asking.actor, call.secret), {}};
  auto now = call.proofmark.accounts().FindSession(call.secret);
  if (now.ok()) {
    reply.body["expires_at"] = now->expires.ToText();
    reply.body["must_change_password"] = now->must_change;
  }
  return reply;
}

Result<Reply> AnswerLogOut(Call& call) {
  if (!call.proofmark.accounts().FindSession(call.secret).ok()) return OnlyBySession();
  PM_TRY(call.proofmark.accounts().LogOut(call.secret));
  Reply reply = Done();
  reply.fields.push_back({"Set-Cookie", EndOfCookie()});
  return reply;
}

Result<Reply> AnswerSessions(Call& call) {
  if (!call.proofmark.accounts().FindSession(call.secret).ok()) return OnlyBySession();
  PM_ASSIGN(Json sessions, call.proofmark.accounts().ListSessions(call.secret));
  return Reply{200, std::move(sessions), {}};
}

Result<Reply> AnswerEndSession(Call& call) {
  if (!call.proofmark.accounts().FindSession(call.secret).ok()) return OnlyBySession();
  PM_TRY(call.proofmark.accounts().EndOwnSession(call.secret, call.path.at("id")));
  return Done();
}

Result<Reply> AnswerEndOtherSessions(Call& call) {
  if (!call.proofmark.accounts().FindSession(call.secret).ok()) return OnlyBySession();
  PM_TRY(call.proofmark.accounts().EndOwnSession(call.secret, ""));
  return Done();
}

Result<Reply> AnswerTokens(Call& call) {
  if (!call.proofmark.accounts().FindSession(call.secret).ok()) return OnlyBySession();
  PM_ASSIGN(Json tokens, call.proofmark.accounts().ListTokens(call.secret));
  return Reply{200, std::move(tokens), {}};
}

Result<Reply> AnswerChangePassword(Call& call) {
  PM_TRY(OnlyFields(call.body, {"old", "new"}));
  PM_ASSIGN(std::string old_password, RequiredText(call.body, "old"));
  PM_ASSIGN(std::string new_password, RequiredText(call.body, "new"));
  PM_TRY(call.proofmark.accounts().ChangePassword(call.secret, old_password, new_password));
  return Done();
}

Result<Reply> AnswerBeginAuthenticator(Call& call) {
  PM_TRY(OnlyFields(call.body, {"password"}));
  PM_ASSIGN(std::string password, RequiredText(call.body, "password"));
  PM_ASSIGN(std::string uri, call.proofmark.accounts().BeginTotp(call.secret, password));
  return Reply{200, {{"uri", uri}}, {}};
}

Result<Reply> AnswerConfirmAuthenticator(Call& call) {
  PM_TRY(OnlyFields(call.body, {"code"}));
  PM_ASSIGN(std::string code, RequiredText(call.body, "code"));
  PM_TRY(call.proofmark.accounts().ConfirmTotp(call.secret, code));
  return Done();
}

Result<Reply> AnswerMakeToken(Call& call) {
  PM_TRY(OnlyFields(call.body, {"label", "days", "password"}));
  if (!call.proofmark.accounts().FindSession(call.secret).ok()) return OnlyBySession();
  PM_ASSIGN(std::string label, RequiredText(call.body, "label"));
  PM_ASSIGN(std::int64_t days, RequiredNumber(call.body, "days"));
  PM_ASSIGN(std::string password, RequiredText(call.body, "password"));
  PM_ASSIGN(std::string token, call.proofmark.accounts().MakeApiToken(call.secret, password, label, days));
  return Reply{201, {{"token", token}}, {}};
}

Result<Reply> AnswerRevokeToken(Call& call) {
  PM_TRY(call.proofmark.accounts().RevokeApiToken(call.asking, call.path.at("id")));
  return Done();
}

Result<Reply> AnswerAccounts(Call& call) {
  PM_ASSIGN(Json accounts, call.proofmark.accounts().ListAccounts(call.asking, call.asking.actor.authority));
  return Reply{200, std::move(accounts), {}};
}

Result<Reply> AnswerOpenAccount(Call& call) {
  PM_TRY(OnlyFields(call.body, {"login", "name"}));
  NewPerson person;
  person.authority = call.asking.actor.authority;
  PM_ASSIGN(person.login, RequiredText(call.body, "login"));
  PM_ASSIGN(person.name, RequiredText(call.body, "name"));
  PM_ASSIGN(OpenedAccount opened, call.proofmark.accounts().OpenAccount(call.asking, person));
  return Reply{
      201,
      {{"id", opened.id}, {"login", opened.login}, {"password", opened.password}, {"authenticator", opened.totp_uri}},
      {}};
}

Result<Reply> AnswerCloseAccount(Call& call) {
  PM_TRY(OnlyFields(call.body, {"reason"}));
  PM_ASSIGN(std::string reason, RequiredText(call.body, "reason"));
  PM_TRY(call.proofmark.accounts().CloseAccount(call.asking, call.path.at("id"), reason));
  return Done();
}

Result<Reply> AnswerReopenAccount(Call& call) {
  PM_TRY(OnlyFields(call.body, {"reason"}));
  PM_ASSIGN(std::string reason, RequiredText(call.body, "reason"));
  PM_TRY(call.proofmark.accounts().ReopenAccount(call.asking, call.path.at("id"), reason));
  return Done();
}

Result<Reply> AnswerGrantRole(Call& call) {
  PM_TRY(OnlyFields(call.body, {"role", "reason"}));
  PM_ASSIGN(std::string role, RequiredText(call.body, "role"));
  PM_ASSIGN(std::string reason, RequiredText(call.body, "reason"));
  PM_ASSIGN(Json granted, call.proofmark.accounts().GrantRole(call.asking, call.path.at("id"), role, reason));
  return Reply{200, std::move(granted), {}};
}

Result<Reply> AnswerWithdrawRole(Call& call) {
  PM_TRY(OnlyFields(call.body, {"role", "reason"}));
  PM_ASSIGN(std::string role, RequiredText(call.body, "role"));
  PM_ASSIGN(std::string reason, RequiredText(call.body, "reason"));
  PM_TRY(call.proofmark.accounts().WithdrawRole(call.asking, call.path.at("id"), role, reason));
  return Done();
}

// What each role may do and for what it reads, out of the same tables that decide.
Result<Reply> AnswerRoles(Call&) {
  Json roles = Json::array();
  for (Role role : AllRoles()) {
    if (role == Role::kConsole) continue;  // nobody can be granted it
    const Actor somebody{"", "", {role}};
    Json permissions = Json::array();
    for (Permission permission : AllPermissions()) {
      if (May(somebody, permission)) permissions.push_back(CodeOf(permission));
    }
    roles.push_back(
        {{"role", CodeOf(role)}, {"permissions", std::move(permissions)}, {"purposes", ReadingPurposes(somebody)}});
  }
  return Reply{200, {{"roles", std::move(roles)}}, {}};
}

Result<Reply> AnswerApprovals(Call& call) {
  PM_ASSIGN(Json approvals, call.proofmark.accounts().ListApprovals(call.asking, call.asking.actor.authority));
  return Reply{200, std::move(approvals), {}};
}

Result<Reply> AnswerAskApproval(Call& call) {
  PM_TRY(OnlyFields(call.body, {"action", "order", "reason"}));
  PM_ASSIGN(std::string action, RequiredText(call.body, "action"));
  ApprovalRequest request;
  auto known = people::ActionFromCode(action);
  if (!known) return Error{Code::kInvalid, "action: \"" + action + "\" is none that needs two persons", "action"};
  request.action = *known;
  if (!call.body.contains("order") || !call.body["order"].is_object()) {
    return Error{Code::kInvalid, "order: an object is missing", "order"};
  }
  request.order = call.body["order"];
  PM_ASSIGN(request.reason, RequiredText(call.body, "reason"));
  PM_ASSIGN(Json asked, call.proofmark.accounts().Ask(call.asking, request));
  return Reply{201, std::move(asked), {}};
}

Result<Reply> AnswerApprove(Call& call) {
  PM_TRY(OnlyFields(call.body, {}));
  PM_ASSIGN(Json done, call.proofmark.accounts().Approve(call.asking, call.path.at("id")));
  return Reply{200, std::move(done), {}};
}

Result<Reply> AnswerRefuse(Call& call) {
  PM_TRY(OnlyFields(call.body, {"reason"}));
  PM_ASSIGN(std::string reason, RequiredText(call.body, "reason"));
  PM_ASSIGN(Json done, call.proofmark.accounts().Refuse(call.asking, call.path.at("id"), reason));
  return Reply{200, std::move(done), {}};
}

}  // namespace proofmark::app::web
