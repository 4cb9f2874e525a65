// SPDX-License-Identifier: Apache-2.0
// The Metrics are the counters of a server, told to Prometheus on a listener of their own (docs/operating/service.md
// has the list). Labels are names of routes, codes and kinds that the program has, never what a client sent, so their
// number is bounded. Safe from any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace proofmark::app::web {

// A value that is looked up when somebody reads the counters.
struct Reading {
  std::string name;  // "proofmark_index_lag_events"
  std::string help;
  std::function<double()> read;
};

class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  void Answered(std::string_view route, int status, std::chrono::microseconds took);
  void Committed(std::int64_t events, std::chrono::microseconds took);
  void AlertsRaised(std::int64_t count);
  void LogInRefused(std::string_view why);
  void AccessRefused(std::string_view permission);
  void FishingSeen(std::string_view finding);
  void Trouble(std::string_view kind);
  void Watch(Reading reading);

  // In the text format of Prometheus.
  std::string Text();

 private:
  struct Core;
  std::unique_ptr<Core> core_;
};

}  // namespace proofmark::app::web
