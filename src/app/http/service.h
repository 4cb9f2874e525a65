// SPDX-License-Identifier: Apache-2.0
// A Service answers the requests of a network with what Proofmark answers: it finds out who asks, requires why, finds
// the route, and tells the log and the counters. It decides nothing of its own: what somebody may do and see is the
// facade's (actor.h, policy.h).
//
//   Service service({.proofmark = *proofmark, .metrics = metrics, .log = log, .clock = clock});
//   http::Server::Start(settings, [&](const http::Request& request) { return service.Answer(request); });
//
// The table of routes is routes.cc; docs/api/openapi.yaml describes them. Beside them stand the pages of the web
// interface, which are files and no routes (ui_files.h). Every refusal has the one shape of errors.
// Safe from any thread.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "app/http/metrics.h"
#include "app/http/routes.h"
#include "app/http/ui_files.h"
#include "app/proofmark.h"
#include "base/log_line.h"
#include "http/message.h"

namespace proofmark::app::web {

inline constexpr std::size_t kBodyBytesMax = 1U << 20;
inline constexpr std::size_t kFileOrderBytesMax = 128U << 10;  // of the line before a file
inline constexpr std::size_t kBodyDepthMax = 16;
inline constexpr std::size_t kPurposeFieldMax = 512;  // bytes of Proofmark-Case and Proofmark-Reason
// An answer to a question for one thing by its name does not leave earlier than this: how long the program looked says
// nothing of whether the thing is hidden or not there.
inline constexpr std::chrono::milliseconds kAnswerFloor{10};

// Of a request that brings a file: an order in one line of JSON, and behind it the bytes.
inline constexpr std::string_view kFileBodyType = "application/vnd.proofmark.file";

struct ServiceSettings {
  Proofmark& proofmark;
  ImportDesk& imports;
  Metrics& metrics;
  base::LogSink& log;
  base::Clock& clock;
  std::chrono::milliseconds answer_floor = kAnswerFloor;
  UiFiles ui{};  // the pages of the web interface; none where it is empty
};

class Service {
 public:
  explicit Service(ServiceSettings settings) : settings_(std::move(settings)) {}

  http::Response Answer(const http::Request& request);

 private:
  struct Asked;
  http::Response AnswerPage(const http::Request& request);
  base::Result<Reply> Find(const http::Request& request, Asked& asked);
  base::Result<void> Identify(Asked& asked, Call& call);
  base::Result<void> Explain(const Route& route, Call& call) const;
  static base::Result<void> ReadFileBody(Call& call);
  base::Result<void> ReadBody(const Route& route, Call& call) const;
  void TellFailure(const http::Request& request, const base::Error& error);
  void Tell(const http::Request& request, const Asked& asked, int status, std::string_view code);

  ServiceSettings settings_;
};

}  // namespace proofmark::app::web
