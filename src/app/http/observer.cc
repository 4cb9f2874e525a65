// SPDX-License-Identifier: Apache-2.0
#include "app/http/observer.h"

namespace proofmark::app::web {

using base::LogLevel;
using base::LogLine;

Observer ObserverOf(Metrics& metrics, base::LogSink& log, base::Clock& clock) {
  Observer out;
  out.alerts_raised = [&](std::int64_t count) {
    metrics.AlertsRaised(count);
    log.Write(LogLine(clock.Now(), LogLevel::kInfo, "alerts_raised").Number("count", count));
  };
  out.access_refused = [&](const std::string& actor, Permission permission) {
    metrics.AccessRefused(CodeOf(permission));
    log.Write(LogLine(clock.Now(), LogLevel::kWarning, "access_refused")
                  .Text("actor", actor)
                  .Text("permission", CodeOf(permission)));
  };
  out.fishing_seen = [&](const std::string& actor, const std::string& finding) {
    metrics.FishingSeen(finding);
    log.Write(LogLine(clock.Now(), LogLevel::kWarning, "fishing_seen").Text("actor", actor).Text("finding", finding));
  };
  out.committed = [&](std::int64_t events, std::chrono::microseconds took) { metrics.Committed(events, took); };
  out.index_noted = [&](const std::string& what) {
    log.Write(LogLine(clock.Now(), LogLevel::kWarning, "index_noted").Text("what", what));
  };
  return out;
}

std::function<void(const LogInReport&)> LogInObserver(Metrics& metrics, base::LogSink& log, base::Clock& clock) {
  return [&](const LogInReport& report) {
    const bool refused = report.outcome != LogInOutcome::kLoggedIn;
    if (refused) metrics.LogInRefused(CodeOf(report.outcome));
    log.Write(LogLine(clock.Now(), refused ? LogLevel::kWarning : LogLevel::kInfo, "log_in")
                  .Text("outcome", CodeOf(report.outcome))
                  .Text("login", report.login)
                  .Text("factors", report.how)
                  .Text("source", report.source)
                  .Text("ref", report.ref));
  };
}

}  // namespace proofmark::app::web
