// SPDX-License-Identifier: Apache-2.0
// An Instant is when something was recorded; a PartialDate is when something happened, as well as anybody knows.
//
//   PartialDate d = *PartialDate::Parse("2019-07");
//   d.ToText();                                  // "2019-07", as it was written
//   d.FirstDay(), d.LastDay();                   // days since 1970-01-01: 2019-07-01 and 2019-07-31
//
// Dates follow ISO 8601 in the Gregorian calendar, years 1000 to 9999. Plain values; safe from any thread.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace proofmark::base {

inline constexpr std::int64_t kDayMs = 86'400'000;

// Milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
struct Instant {
  std::int64_t ms = 0;

  // "2026-11-24T00:13:52.123Z": UTC, three decimals, always this one spelling.
  std::string ToText() const;
  static Result<Instant> Parse(std::string_view text);

  auto operator<=>(const Instant&) const = default;
};

// A year, a month of a year, or a day. month and day are 0 where nobody said.
struct PartialDate {
  std::int16_t year = 0;
  std::int8_t month = 0;
  std::int8_t day = 0;

  // Takes "2019", "2019-07" and "2019-07-12"; kInvalid for anything else, also for 2019-02-30.
  static Result<PartialDate> Parse(std::string_view text);
  std::string ToText() const;

  // The first and the last day that it can mean, as days since 1970-01-01 (negative before).
  std::int32_t FirstDay() const;
  std::int32_t LastDay() const;

  bool operator==(const PartialDate&) const = default;
};

// Between two dates; an end that nobody knows is open.
struct DateRange {
  std::optional<PartialDate> from;
  std::optional<PartialDate> to;

  bool operator==(const DateRange&) const = default;
};

// Where the time comes from. Replaced in tests.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant Now() = 0;
};

class SystemClock : public Clock {
 public:
  Instant Now() override;
};

// A clock that stands until it is told to go on.
class FakeClock : public Clock {
 public:
  explicit FakeClock(Instant start) : now_(start) {}
  Instant Now() override { return now_; }
  void Tick(std::int64_t ms) { now_.ms += ms; }

 private:
  Instant now_;
};

}  // namespace proofmark::base
