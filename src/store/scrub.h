// SPDX-License-Identifier: Apache-2.0
// A Scrub goes through all logs of a Store, slowly and for ever, and proves what Audit::Verify proves: a slice of
// events at a time, and at the end of each round the rows. Damage is found in days, not when somebody asks.
//
//   PM_ASSIGN(auto scrub, Scrub::Make(store, {.events_per_second = 1000}));
//   for (;;) {
//     PM_ASSIGN(ScrubStep step, scrub->Step());
//     for (const ScrubFinding& one : step.found) Report(one.log, one.finding);
//     Sleep(step.pause_ms);
//   }
//
// Each step has a reading transaction of its own over at most kScrubSliceMax events, so that the write-ahead log can be
// cut between two. Where a round stands is kept in the settings ("scrub:LOG"), so that a program that was stopped goes
// on; comparing the rows begins anew. The file's own check (PRAGMA integrity_check) reads all at once: verify alone
// does it. A connection of its own; Step from one thread at a time, while others use the Store.
// Errors: those of Engine. Damage is not an error but a finding.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/audit.h"
#include "store/store.h"

namespace proofmark::store {

class RowCheck;

inline constexpr std::int64_t kScrubSliceMax = 4096;
inline constexpr std::int64_t kScrubEventsPerSecond = 1000;
inline constexpr std::int64_t kScrubEventsPerSecondMax = 1'000'000;

struct ScrubOptions {
  std::int64_t events_per_second = kScrubEventsPerSecond;
};

struct ScrubFinding {
  std::string log;  // "BR-RJ", "BR-RJ.access"; empty where it is the database's
  Finding finding;
};

struct ScrubStep {
  std::vector<ScrubFinding> found;
  std::int64_t events = 0;    // read
  std::int64_t pause_ms = 0;  // to keep to events_per_second
  bool round_done = false;
};

class Scrub {
 public:
  static base::Result<std::unique_ptr<Scrub>> Make(Store& store, ScrubOptions options);

  ~Scrub();
  Scrub(const Scrub&) = delete;
  Scrub& operator=(const Scrub&) = delete;

  base::Result<ScrubStep> Step();

 private:
  Scrub(Store& store, ScrubOptions options);
  // Where the round stands in a log: the next event, or kLogDone.
  base::Result<std::int64_t> Position(const std::string& log, ScrubStep& step);
  base::Result<void> SetPosition(const std::string& log, std::int64_t position);
  base::Result<void> CheckSlice(const Authority& authority, Stream stream, std::int64_t from, ScrubStep& step);
  base::Result<void> StepOverRows(const std::vector<Authority>& authorities, ScrubStep& step);
  base::Result<bool> TakeEvents(const std::vector<Authority>& authorities, ScrubStep& step);
  base::Result<void> EndRound(const std::vector<Authority>& authorities, ScrubStep& step);

  Store& store_;
  ScrubOptions options_;
  std::int64_t slice_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<RowCheck> rows_;             // while rows are compared
  std::map<std::int64_t, std::int64_t> next_;  // by owner: the first event that rows_ has not taken
};

}  // namespace proofmark::store
