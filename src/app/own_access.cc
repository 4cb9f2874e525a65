// SPDX-License-Identifier: Apache-2.0
// What an account has open: its sessions, and the tokens of its programs; for the one who is logged in.
#include <chrono>

#include "app/accounts.h"
#include "app/proofmark.h"
#include "base/bytes.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

Result<Json> Accounts::ListSessions(const std::string& token) {
  PM_ASSIGN(store::Session own, SessionOf(token));
  PM_ASSIGN(std::vector<store::Session> all, people_->Sessions(own.account));
  const base::Instant now = proofmark_.clock_.Now();
  Json listed = Json::array();
  for (const store::Session& one : all) {
    if (now >= one.expires || now.ms - one.last_used.ms >= kSessionIdleMs) continue;
    listed.push_back({{"id", base::ToHex(one.token)},
                      {"how", one.how},
                      {"source", one.source},
                      {"made_at", one.made.ToText()},
                      {"last_used_at", one.last_used.ToText()},
                      {"expires_at", one.expires.ToText()},
                      {"current", one.token == own.token}});
  }
  return Json{{"sessions", std::move(listed)}};
}

Result<void> Accounts::EndOwnSession(const std::string& token, const std::string& id) {
  PM_ASSIGN(store::Session own, SessionOf(token));
  if (id.empty()) return people_->EndSessions(own.account, own.token);
  const Error none{Code::kNotFound, "you have no such session; GET /v1/sessions lists those that are open", "id"};
  auto digest = base::FromHex(id);
  if (!digest.ok()) return none;
  PM_ASSIGN(std::optional<store::Session> found, people_->FindSession(*digest));
  if (!found || found->account != own.account) return none;
  return people_->EndSession(*digest);
}

Result<Json> Accounts::ListTokens(const std::string& token) {
  PM_ASSIGN(store::Session own, SessionOf(token));
  PM_ASSIGN(std::vector<store::ApiToken> all, people_->Tokens(own.account));
  Json listed = Json::array();
  for (const store::ApiToken& one : all) {
    const base::Instant used{one.last_day * base::kDayMs};
    listed.push_back({{"id", base::ToHex(one.token)},
                      {"label", one.label},
                      {"made_by", one.made_by},
                      {"made_at", one.made.ToText()},
                      {"expires_at", one.expires.ToText()},
                      {"last_used_on", one.last_day == 0 ? Json(nullptr) : Json(used.ToText().substr(0, 10))},
                      {"revoked", one.revoked}});
  }
  return Json{{"tokens", std::move(listed)}};
}

}  // namespace proofmark::app
