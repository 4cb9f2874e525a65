// SPDX-License-Identifier: Apache-2.0
#include "store/scrub.h"

#include <algorithm>
#include <charconv>

#include "store/log_check.h"
#include "store/row_check.h"
#include "store/row_digest.h"
#include "store/schema.h"

namespace proofmark::store {

using base::Code;
using base::Error;
using base::Result;

namespace {

constexpr std::int64_t kLogDone = -1;
std::string SettingOf(const std::string& log) { return "scrub:" + log; }

}  // namespace

Scrub::Scrub(Store& store, ScrubOptions options) : store_(store), options_(options) {
  // A slice is about a second's work, in whole tiles.
  std::int64_t tiles = std::clamp(options.events_per_second, ledger::kTileWidth, kScrubSliceMax) / ledger::kTileWidth;
  slice_ = tiles * ledger::kTileWidth;
}

Scrub::~Scrub() = default;

Result<std::unique_ptr<Scrub>> Scrub::Make(Store& store, ScrubOptions options) {
  if (options.events_per_second < 1 || options.events_per_second > kScrubEventsPerSecondMax) {
    return Error{Code::kInvalid, "events a second: 1 to " + std::to_string(kScrubEventsPerSecondMax), "events"};
  }
  std::unique_ptr<Scrub> scrub(new Scrub(store, options));
  PM_ASSIGN(scrub->engine_, OpenEngine(store.options_.url, WhereMissing::kRefuse));
  return scrub;
}

Result<std::int64_t> Scrub::Position(const std::string& log, ScrubStep& step) {
  auto text = Setting(*engine_, SettingOf(log));
  if (!text.ok() && text.error().code != Code::kCorrupt) return text.error();
  if (!text.ok()) {
    step.found.push_back({"", {"setting", -1, text.error().message}});
    return std::int64_t{0};
  }
  std::int64_t position = 0;
  std::from_chars(text->data(), text->data() + text->size(), position);
  return position == kLogDone ? kLogDone
                              : std::max<std::int64_t>(position, 0) / ledger::kTileWidth * ledger::kTileWidth;
}

Result<void> Scrub::SetPosition(const std::string& log, std::int64_t position) {
  std::lock_guard lock(store_.write_mutex_);
  Engine& writer = *store_.writer_;
  return InTransaction(writer, [&] { return SetSetting(writer, SettingOf(log), std::to_string(position)); });
}

Result<ScrubStep> Scrub::Step() {
  PM_ASSIGN(std::vector<Authority> authorities, store_.Authorities());
  ScrubStep step;
  bool all_done = true;
  for (const Authority& authority : authorities) {
    for (Stream stream : kStreams) {
      if (!all_done) break;
      PM_ASSIGN(std::int64_t from, Position(LogName(authority.code, stream), step));
      if (from == kLogDone) continue;
      all_done = false;
      PM_TRY(CheckSlice(authority, stream, from, step));
    }
  }
  if (all_done) PM_TRY(StepOverRows(authorities, step));
  step.pause_ms = step.events * 1000 / options_.events_per_second;
  return step;
}

Result<void> Scrub::CheckSlice(const Authority& authority, Stream stream, std::int64_t from, ScrubStep& step) {
  std::string name = LogName(authority.code, stream);
  LogCheck check(*engine_, *store_.key_store_, authority, stream, nullptr);
  // The note first, then the state that must contain it.
  PM_ASSIGN(std::string kept, store_.keys_.LastSignedNote(name));
  if (!kept.empty()) check.Expect(kept, "the note beside the key");
  PM_TRY(engine_->BeginReading());
  Result<std::int64_t> next = check.RunSlice(from, slice_);
  bool at_end = check.at_end();
  if (!next.ok() && next.error().code == Code::kCorrupt) {
    // A page that cannot be read costs its slice, not the round.
    step.found.push_back({name, {"file", from, next.error().message}});
    next = from + slice_;
    auto head = ReadLogHead(*engine_, {authority.owner, stream});
    at_end = !head.ok() || *next >= head->size;
  }
  engine_->Rollback();
  if (!next.ok()) return next.error();
  PM_ASSIGN(LogReport report, check.Finish());
  for (Finding& finding : report.bad) step.found.push_back({name, std::move(finding)});
  step.events += std::max<std::int64_t>(*next - from, 0);
  return SetPosition(name, at_end ? kLogDone : *next);
}

// The events once more, into rows; then these against the live ones. Between two steps the log grows and rows change:
// each step first takes what came meanwhile, in the same state of the database.
Result<void> Scrub::StepOverRows(const std::vector<Authority>& authorities, ScrubStep& step) {
  if (rows_ == nullptr) {
    PM_ASSIGN(rows_, RowCheck::Make(store_.options_.apply));
    rows_->StartComparing();
    next_.clear();
  }
  PM_TRY(engine_->BeginReading());
  auto work = [&]() -> Result<bool> {
    PM_ASSIGN(bool all_taken, TakeEvents(authorities, step));
    if (!all_taken) return false;
    return rows_->Compare(*engine_, slice_, [&](std::int64_t owner, Finding finding) {
      std::string log;
      for (const Authority& one : authorities) {
        if (one.owner == owner) log = one.code;
      }
      step.found.push_back({std::move(log), std::move(finding)});
    });
  };
  Result<bool> done = work();
  engine_->Rollback();
  if (!done.ok() && done.error().code == Code::kCorrupt) {
    step.found.push_back({"", {"file", -1, done.error().message}});
    done = true;
  }
  if (!done.ok()) return done.error();
  return *done ? EndRound(authorities, step) : Result<void>();
}

// At most a slice of events; true where no more are there.
Result<bool> Scrub::TakeEvents(const std::vector<Authority>& authorities, ScrubStep& step) {
  std::int64_t room = slice_;
  for (const Authority& authority : authorities) {
    std::int64_t& next = next_[authority.owner];
    std::int64_t before = room;
    PM_TRY(
        engine_->Query("SELECT seq, body FROM event WHERE owner = $1 AND stream = 0 AND seq >= $2 ORDER BY seq "
                       "LIMIT $3",
                       {authority.owner, next, room}, [&](const Row& row) -> Result<void> {
                         --room;
                         next = row.Integer(0) + 1;
                         auto event = model::Decode(row.Blob(1));
                         // What is no event was found when its slice was read.
                         return event.ok() ? rows_->Take(authority.owner, *event) : Result<void>();
                       }));
    step.events += before - room;
    if (room == 0) return false;
  }
  return true;
}

Result<void> Scrub::EndRound(const std::vector<Authority>& authorities, ScrubStep& step) {
  VerifyReport report;
  PM_TRY(CheckTables(*engine_, authorities, report));
  for (Finding& finding : report.bad) step.found.push_back({"", std::move(finding)});
  rows_.reset();
  for (const Authority& authority : authorities) {
    for (Stream stream : kStreams) PM_TRY(SetPosition(LogName(authority.code, stream), 0));
  }
  step.round_done = true;
  return {};
}

}  // namespace proofmark::store
