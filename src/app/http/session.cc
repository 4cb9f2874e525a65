// SPDX-License-Identifier: Apache-2.0
#include "app/http/session.h"

#include "app/proofmark.h"
#include "base/bytes.h"

namespace proofmark::app::web {

using base::Code;
using base::Result;

std::string SessionCookie(const std::string& secret) {
  return std::string(kCookie) + '=' + secret + "; Path=/; Secure; HttpOnly; SameSite=Strict";
}

std::string EndOfCookie() { return std::string(kCookie) + "=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0"; }

std::string CsrfOf(const std::string& secret) {
  const base::Digest digest = base::Sha256("proofmark csrf\n" + secret);
  return base::ToHex(base::View(digest));
}

bool IsCsrfOf(const std::string& secret, const std::string& given) { return base::EqualSecret(given, CsrfOf(secret)); }

Result<Actor> ActorOfSecret(Proofmark& proofmark, const std::string& secret) {
  auto actor = proofmark.accounts().ActorOfSession(secret);
  if (actor.ok() || actor.error().code != Code::kUnauthenticated) return actor;
  return proofmark.accounts().ActorOfToken(secret);
}

}  // namespace proofmark::app::web
