// SPDX-License-Identifier: Apache-2.0
// A ServerState is what the connections of one server share and what needs no socket: settings, names of requests, the
// certificate in use, how much is open and held, and who is told what. Safe from any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>

#include "base/random.h"
#include "http/connection_count.h"
#include "http/server.h"

namespace proofmark::http {

// Error: kInvalid.
base::Result<void> CheckSettings(const Settings& settings);

class ServerState {
 public:
  ServerState(Settings settings, Answer answer);

  const Settings& settings() const { return settings_; }
  ConnectionCount& count() { return count_; }
  base::Instant Now() { return clock_.Now(); }
  base::Ulid MakeRef();

  // Reads the files of the settings; without any there is no context. Errors as MakeServerContext; the old one stays.
  base::Result<void> LoadTls();
  TlsContext tls();

  // The answer, or the 500 that stands for one that threw.
  Response AnswerTo(const Request& request);
  std::size_t answering() const { return answering_; }

  // The head of an answer. One that cannot be written becomes a 500, also in `response`.
  std::string HeadOf(Response& response, const Peer& peer, const base::Ulid& ref, bool keep_alive);

  // Counts bytes of bodies that arrive; false where all connections together would hold more than they may.
  [[nodiscard]] bool Hold(std::uint64_t bytes);
  void Release(std::uint64_t bytes);

  void BeginDrain() { draining_ = true; }
  bool draining() const { return draining_; }

  void Report(TroubleKind kind, const Peer& peer, const std::string& reason);
  void Report(const Answered& answered);

 private:
  Settings settings_;
  Answer answer_;
  base::SystemClock clock_;
  base::SystemRng rng_;
  std::mutex refs_mutex_;
  base::UlidMaker refs_{clock_, rng_};
  std::mutex tls_mutex_;
  TlsContext tls_;
  ConnectionCount count_;
  std::atomic<std::size_t> answering_{0};
  std::atomic<std::uint64_t> held_bytes_{0};
  std::atomic<bool> draining_{false};
};

}  // namespace proofmark::http
