// SPDX-License-Identifier: Apache-2.0
// How a session travels: in a cookie that no script reads and no other site sends along, or as a bearer token. With the
// cookie, whatever changes something bears a second value that only the page itself has read.
#pragma once

#include <string>
#include <string_view>

#include "app/actor.h"
#include "base/result.h"

namespace proofmark::app {
class Proofmark;
}

namespace proofmark::app::web {

inline constexpr std::string_view kCookie = "__Host-proofmark";

std::string SessionCookie(const std::string& secret);
std::string EndOfCookie();
// Of a session's secret, and no way back to it.
std::string CsrfOf(const std::string& secret);
// In a time that does not depend on where they differ.
bool IsCsrfOf(const std::string& secret, const std::string& given);
// Whose session or token it is. kUnauthenticated.
base::Result<Actor> ActorOfSecret(Proofmark& proofmark, const std::string& secret);

}  // namespace proofmark::app::web
