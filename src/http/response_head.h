// SPDX-License-Identifier: Apache-2.0
// The head of an answer as text, with what every answer says: its length, that its type is not to be guessed, that it
// is not to be kept, the name of its request, on TLS that only TLS is to be used. What program answers is not said.
// Pure; safe from any thread.
#pragma once

#include <string>

#include "http/message.h"

namespace proofmark::http {

struct AnswerFrame {
  base::Ulid ref;
  base::Instant now;
  bool keep_alive = false;
  bool tls = false;
};

// A field of the answer replaces Cache-Control only. Error: kInternal, where the answer has a status that is none, a
// field that the server writes itself or that could end a line, a body without Content-Type or with a status that has
// no body. All of these are mistakes of who answered.
base::Result<std::string> ResponseHead(const Response& response, const AnswerFrame& frame);

// "Tue, 24 Nov 2026 00:13:52 GMT": RFC 9110, section 5.6.7.
std::string HttpDate(base::Instant instant);

}  // namespace proofmark::http
