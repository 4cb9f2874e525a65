// SPDX-License-Identifier: Apache-2.0
#include "http/server_state.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "http/response_head.h"

namespace proofmark::http {
namespace {

using base::Code;
using base::Error;
using base::Result;
using std::chrono::milliseconds;

Response Mistake(const base::Ulid& ref) {
  return Refusal(ref, {Code::kInternal, "a mistake of the program; please report it with its ref", ""});
}

}  // namespace

Result<void> CheckSettings(const Settings& settings) {
  constexpr std::size_t kThreadsMax = 1024;
  auto is_count = [](std::size_t n) { return n >= 1 && n <= kThreadsMax; };
  if (!is_count(settings.worker_threads) || !is_count(settings.io_threads)) {
    return Error{Code::kInvalid, "threads: from 1 to " + std::to_string(kThreadsMax), "threads"};
  }
  if (settings.queue_max == 0 || settings.connections_max == 0 || settings.connections_per_source_max == 0 ||
      settings.requests_per_connection_max == 0) {
    return Error{Code::kInvalid, "a limit of 0 lets nobody in", ""};
  }
  const bool holds_each =
      std::all_of(settings.larger_bodies.begin(), settings.larger_bodies.end(),
                  [&](const LargerBody& one) { return one.bytes_max <= settings.bodies_bytes_max; });
  if (settings.bodies_bytes_max < settings.body_bytes_max || !holds_each) {
    return Error{Code::kInvalid, "bodies_bytes_max: less than one body may have", "bodies_bytes_max"};
  }
  for (milliseconds time : {settings.handshake_timeout, settings.header_timeout, settings.body_timeout,
                            settings.idle_timeout, settings.write_timeout, settings.linger_timeout}) {
    if (time <= milliseconds::zero()) return Error{Code::kInvalid, "a time limit must be longer than 0", ""};
  }
  return {};
}

std::string_view NameOf(TroubleKind kind) {
  constexpr std::string_view kNames[] = {
      "handshake_failed",     "handshake_timeout",    "header_timeout", "body_timeout", "write_timeout",
      "too_many_connections", "too_many_from_source", "bodies_full",    "queue_full",   "bad_request",
      "answer_failed",        "accept_failed",        "server_failed"};
  return kNames[static_cast<std::size_t>(kind)];
}

ServerState::ServerState(Settings settings, Answer answer)
    : settings_(std::move(settings)),
      answer_(std::move(answer)),
      count_(settings_.connections_max, settings_.connections_per_source_max) {}

base::Ulid ServerState::MakeRef() {
  std::lock_guard lock(refs_mutex_);
  return refs_.Make();
}

Result<void> ServerState::LoadTls() {
  if (!settings_.tls) return {};
  PM_ASSIGN(TlsContext loaded, MakeServerContext(*settings_.tls));
  std::lock_guard lock(tls_mutex_);
  tls_.swap(loaded);
  return {};
}

TlsContext ServerState::tls() {
  std::lock_guard lock(tls_mutex_);
  return tls_;
}

Response ServerState::AnswerTo(const Request& request) {
  ++answering_;
  Response response;
  std::string failure;
  try {
    response = answer_(request);
  } catch (const std::exception& exception) {
    failure = std::string("an exception: ") + exception.what();
  } catch (...) {
    failure = "an exception without a name";
  }
  --answering_;
  if (failure.empty()) return response;
  Report(TroubleKind::kAnswerFailed, request.peer, failure);
  return Mistake(request.ref);
}

std::string ServerState::HeadOf(Response& response, const Peer& peer, const base::Ulid& ref, bool keep_alive) {
  AnswerFrame frame{ref, Now(), keep_alive, settings_.tls.has_value()};
  Result<std::string> head = ResponseHead(response, frame);
  if (head.ok()) return *std::move(head);
  Report(TroubleKind::kAnswerFailed, peer, head.error().message);
  response = Mistake(ref);
  head = ResponseHead(response, frame);
  return *std::move(head);
}

bool ServerState::Hold(std::uint64_t bytes) {
  if (held_bytes_.fetch_add(bytes) + bytes <= settings_.bodies_bytes_max) return true;
  Release(bytes);
  return false;
}

void ServerState::Release(std::uint64_t bytes) { held_bytes_.fetch_sub(bytes); }

void ServerState::Report(TroubleKind kind, const Peer& peer, const std::string& reason) {
  if (!settings_.on_trouble) return;
  try {
    settings_.on_trouble(Trouble{kind, peer, reason});
  } catch (...) {  // an observer must not end a connection
  }
}

void ServerState::Report(const Answered& answered) {
  if (!settings_.on_answer) return;
  try {
    settings_.on_answer(answered);
  } catch (...) {  // as above
  }
}

}  // namespace proofmark::http
