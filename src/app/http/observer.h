// SPDX-License-Identifier: Apache-2.0
// What the facade and the accounts tell while they work, as counters and lines of the log.
#pragma once

#include "app/http/metrics.h"
#include "app/proofmark.h"
#include "base/log_line.h"

namespace proofmark::app::web {

// Both must outlive the node that is opened with it.
Observer ObserverOf(Metrics& metrics, base::LogSink& log, base::Clock& clock);
std::function<void(const LogInReport&)> LogInObserver(Metrics& metrics, base::LogSink& log, base::Clock& clock);

}  // namespace proofmark::app::web
