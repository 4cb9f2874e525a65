// SPDX-License-Identifier: Apache-2.0
#include "app/http/routes.h"

#include <set>

#include "app/http/answers.h"

namespace proofmark::app::web {

using base::Code;
using base::Error;
using base::Result;

namespace {

using enum Needs;
using enum Permission;
constexpr std::nullopt_t kAny = std::nullopt;

// The whole service.
const std::vector<Route> kRoutes = {
    // method  path                             name                needs     permission       body   by name  answer
    {"GET", "/healthz", "health", kNothing, kAny, false, false, AnswerHealth},
    {"GET", "/readyz", "readiness", kNothing, kAny, false, false, AnswerReadiness},
    {"GET", "/v1/openapi.json", "openapi", kNothing, kAny, false, false, AnswerOpenapi},

    {"POST", "/v1/sessions", "log_in", kNothing, kAny, true, false, AnswerLogIn},
    {"GET", "/v1/sessions", "sessions", kLogIn, kAny, false, false, AnswerSessions},
    {"DELETE", "/v1/sessions", "end_other_sessions", kLogIn, kAny, false, false, AnswerEndOtherSessions},
    {"GET", "/v1/sessions/current", "session", kLogIn, kAny, false, false, AnswerSession},
    {"DELETE", "/v1/sessions/current", "log_out", kLogIn, kAny, false, false, AnswerLogOut},
    {"POST", "/v1/sessions/current/password", "change_password", kLogIn, kAny, true, false, AnswerChangePassword},

    {"POST", "/v1/sessions/current/authenticator", "begin_authenticator", kLogIn, kAny, true, false,
     AnswerBeginAuthenticator},
    {"POST", "/v1/sessions/current/authenticator/confirm", "confirm_authenticator", kLogIn, kAny, true, false,
     AnswerConfirmAuthenticator},
    {"DELETE", "/v1/sessions/{id}", "end_session", kLogIn, kAny, false, false, AnswerEndSession},
    {"GET", "/v1/tokens", "tokens", kLogIn, kAny, false, false, AnswerTokens},
    {"POST", "/v1/tokens", "make_token", kLogIn, kAny, true, false, AnswerMakeToken},
    {"DELETE", "/v1/tokens/{id}", "revoke_token", kReading, kAny, false, false, AnswerRevokeToken},

    {"GET", "/v1/accounts", "accounts", kReading, kReadAccounts, false, false, AnswerAccounts},
    {"POST", "/v1/accounts", "open_account", kReading, kChangeAccounts, true, false, AnswerOpenAccount},
    {"POST", "/v1/accounts/{id}/close", "close_account", kReading, kChangeAccounts, true, false, AnswerCloseAccount},
    {"POST", "/v1/accounts/{id}/reopen", "reopen_account", kReading, kChangeAccounts, true, false, AnswerReopenAccount},
    {"POST", "/v1/accounts/{id}/grant", "grant_role", kReading, kChangeAccounts, true, false, AnswerGrantRole},
    {"POST", "/v1/accounts/{id}/withdraw", "withdraw_role", kReading, kChangeAccounts, true, false, AnswerWithdrawRole},
    {"GET", "/v1/roles", "roles", kLogIn, kAny, false, false, AnswerRoles},
    {"GET", "/v1/approvals", "approvals", kReading, kAny, false, false, AnswerApprovals},
    {"POST", "/v1/approvals", "ask_approval", kReading, kAskForTwo, true, false, AnswerAskApproval},
    {"POST", "/v1/approvals/{id}/approve", "approve", kReading, kApprove, true, true, AnswerApprove},
    {"POST", "/v1/approvals/{id}/refuse", "refuse", kReading, kAny, true, true, AnswerRefuse},

    {"GET", "/v1/vocabulary/{list}", "vocabulary", kLogIn, kAny, false, false, AnswerVocabulary},
    {"POST", "/v1/marks/read", "read_marks", kLogIn, kReadMarks, true, false, AnswerReadMarks},
    {"POST", "/v1/trace", "trace", kReading, kTrace, true, false, AnswerTrace},
    {"GET", "/v1/find", "find", kReading, kReadRecord, false, true, AnswerFind},
    {"GET", "/v1/items/{id}", "item", kReading, kReadRecord, false, true, AnswerItem},
    {"GET", "/v1/items/{id}/trace", "trace_item", kReading, kTrace, false, true, AnswerTraceItem},
    {"GET", "/v1/items/{id}/links", "links", kReading, kReadHits, false, true, AnswerLinks},
    {"GET", "/v1/items/{id}/proofs/{seq}", "item_proof", kReading, kReadRecord, false, true, AnswerItemProof},
    {"GET", "/v1/weapons/{id}", "weapon", kReading, kReadRecord, false, true, AnswerWeapon},
    {"GET", "/v1/cases", "cases", kReading, kReadRecord, false, true, AnswerCases},
    {"GET", "/v1/cases/{id}", "case", kReading, kReadRecord, false, true, AnswerCase},
    {"GET", "/v1/hits", "hits", kReading, kReadHits, false, false, AnswerHits},
    {"GET", "/v1/hits/{id}", "hit", kReading, kReadHits, false, true, AnswerHit},
    {"GET", "/v1/alerts", "alerts", kReading, kReadHits, false, false, AnswerAlerts},
    {"GET", "/v1/statistics", "statistics", kReading, kReadStatistics, false, false, AnswerStatistics},

    {"GET", "/v1/imports", "imports", kReading, kImportRecords, false, false, AnswerImports},
    {"POST", "/v1/imports", "begin_import", kReading, kImportRecords, true, false, AnswerBeginImport},
    {"GET", "/v1/imports/{id}", "import", kReading, kImportRecords, false, true, AnswerImport},
    {"DELETE", "/v1/imports/{id}", "discard_import", kReading, kImportRecords, false, true, AnswerDiscardImport},
    {"PUT", "/v1/imports/{id}/file", "upload_import", kReading, kImportRecords, true, true, AnswerUploadImport,
     BodyForm::kBytes},
    {"GET", "/v1/imports/{id}/outline", "import_outline", kReading, kImportRecords, false, true, AnswerImportOutline},
    {"POST", "/v1/imports/{id}/check", "check_import", kReading, kImportRecords, true, true, AnswerCheckImport},
    {"POST", "/v1/imports/{id}/run", "run_import", kReading, kImportRecords, false, true, AnswerRunImport},
    {"POST", "/v1/imports/{id}/cancel", "cancel_import", kReading, kImportRecords, false, true, AnswerCancelImport},
    {"GET", "/v1/imports/{id}/faults", "import_faults", kReading, kImportRecords, false, true, AnswerImportFaults},
    {"GET", "/v1/imports/{id}/files/{file}", "import_file", kLogIn, kImportRecords, false, true, AnswerImportFile},

    {"POST", "/v1/commands/{name}", "command", kCommand, kAny, true, false, AnswerCommand},
    {"POST", "/v1/files", "attach_file", kCommand, kRecordItem, true, false, AnswerAttachFile, BodyForm::kOrderAndFile},
    {"GET", "/v1/files/{id}", "file", kReading, kReadRecord, false, true, AnswerFile},

    {"GET", "/v1/access", "access", kReading, kReadAccesses, false, true, AnswerAccess},
    {"GET", "/v1/why", "why", kReading, kReadAccesses, false, true, AnswerWhy},
    {"GET", "/v1/ledger/{authority}/checkpoint", "checkpoint", kLogIn, kVerifyLedger, false, false, AnswerCheckpoint},
    {"GET", "/v1/ledger/{authority}/proofs/{seq}", "proof", kLogIn, kVerifyLedger, false, false, AnswerProof},
};

// The next part of a path, which begins behind a "/".
std::string_view TakePart(std::string_view& path) {
  path.remove_prefix(1);
  const std::size_t end = std::min(path.find('/'), path.size());
  std::string_view part = path.substr(0, end);
  path.remove_prefix(end);
  return part;
}

bool Fits(std::string_view pattern, std::string_view path, std::map<std::string, std::string>& parts) {
  parts.clear();
  while (!pattern.empty() && !path.empty()) {
    const std::string_view wanted = TakePart(pattern);
    const std::string_view part = TakePart(path);
    if (wanted.starts_with('{')) {
      if (part.empty()) return false;
      parts.emplace(wanted.substr(1, wanted.size() - 2), part);
    } else if (wanted != part) {
      return false;
    }
  }
  return pattern.empty() && path.empty();
}

}  // namespace

const std::vector<Route>& Routes() { return kRoutes; }

Result<Found> FindRoute(std::string_view method, std::string_view path) {
  Found found;
  bool other_method = false;
  for (const Route& route : kRoutes) {
    if (!Fits(route.path, path, found.parts)) continue;
    found.route = &route;
    if (route.method == method) return found;
    other_method = true;
  }
  if (other_method) {
    return Error{Code::kUnsupported, "this path is not asked with this method; /v1/openapi.json lists them", "method"};
  }
  return Error{Code::kNotFound, "there is no such path; /v1/openapi.json lists them", "target"};
}

std::string MethodsOf(std::string_view path) {
  std::set<std::string_view> methods;
  std::map<std::string, std::string> parts;
  for (const Route& route : kRoutes) {
    if (!Fits(route.path, path, parts)) continue;
    methods.insert(route.method);
    if (route.method == "GET") methods.insert("HEAD");
  }
  std::string out;
  for (std::string_view method : methods) out += (out.empty() ? "" : ", ") + std::string(method);
  return out;
}

}  // namespace proofmark::app::web
