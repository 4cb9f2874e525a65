// SPDX-License-Identifier: Apache-2.0
#include "app/http/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <mutex>

namespace proofmark::app::web {

namespace {

const prometheus::Histogram::BucketBoundaries kSeconds = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                          0.1,    0.25,  0.5,    1,     2.5,  5,     10};

double Seconds(std::chrono::microseconds took) { return std::chrono::duration<double>(took).count(); }

}  // namespace

struct Metrics::Core {
  using Counters = prometheus::Family<prometheus::Counter>;

  Counters& Count(const char* name, const char* help) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
  }
  prometheus::Family<prometheus::Histogram>& Time(const char* name, const char* help) {
    return prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
  }

  prometheus::Registry registry;
  Counters& requests = Count("proofmark_requests_total", "Requests answered, by route and status.");
  prometheus::Family<prometheus::Histogram>& latency =
      Time("proofmark_request_seconds", "From the first byte of a request to its answer being ready, by route.");
  prometheus::Counter& events =
      Count("proofmark_events_appended_total", "Events that this server made durable.").Add({});
  prometheus::Histogram& commits =
      Time("proofmark_commit_seconds", "How long key store and log took to make a group durable.").Add({}, kSeconds);
  prometheus::Counter& alerts =
      Count("proofmark_alerts_raised_total", "Alerts that owners of records were given.").Add({});
  Counters& log_ins = Count("proofmark_log_ins_refused_total", "Log-ins refused, by reason.");
  Counters& refused = Count("proofmark_access_refused_total", "Requests without the permission, by permission.");
  Counters& fishing = Count("proofmark_fishing_seen_total", "Questions that looked like fishing, by finding.");
  Counters& troubles = Count("proofmark_connection_troubles_total", "Connections that went wrong, by kind.");

  std::mutex mutex;
  std::vector<std::pair<Reading, prometheus::Gauge*>> readings;
};

Metrics::Metrics() : core_(std::make_unique<Core>()) {}
Metrics::~Metrics() = default;

void Metrics::Answered(std::string_view route, int status, std::chrono::microseconds took) {
  core_->requests.Add({{"route", std::string(route)}, {"code", std::to_string(status)}}).Increment();
  core_->latency.Add({{"route", std::string(route)}}, kSeconds).Observe(Seconds(took));
}

void Metrics::Committed(std::int64_t events, std::chrono::microseconds took) {
  core_->events.Increment(static_cast<double>(events));
  core_->commits.Observe(Seconds(took));
}

void Metrics::AlertsRaised(std::int64_t count) { core_->alerts.Increment(static_cast<double>(count)); }

void Metrics::LogInRefused(std::string_view why) { core_->log_ins.Add({{"reason", std::string(why)}}).Increment(); }

void Metrics::AccessRefused(std::string_view permission) {
  core_->refused.Add({{"permission", std::string(permission)}}).Increment();
}

void Metrics::FishingSeen(std::string_view finding) {
  core_->fishing.Add({{"finding", std::string(finding)}}).Increment();
}

void Metrics::Trouble(std::string_view kind) { core_->troubles.Add({{"kind", std::string(kind)}}).Increment(); }

void Metrics::Watch(Reading reading) {
  auto& gauge = prometheus::BuildGauge().Name(reading.name).Help(reading.help).Register(core_->registry).Add({});
  std::lock_guard lock(core_->mutex);
  core_->readings.emplace_back(std::move(reading), &gauge);
}

std::string Metrics::Text() {
  std::lock_guard lock(core_->mutex);
  for (auto& [reading, gauge] : core_->readings) gauge->Set(reading.read());
  return prometheus::TextSerializer().Serialize(core_->registry.Collect());
}

}  // namespace proofmark::app::web
