// SPDX-License-Identifier: Apache-2.0
// A QueryWatch sees when somebody who may ask asks as one who fishes: more than a person can, numbers one after the
// other, or numbers of which nearly nothing is said.
//
//   QueryWatch watch({});
//   switch (watch.Note("BR-RJ.user.01J9...", {"ABE573528"}, reason, now)) { ... }
//
// Each finding is judged over the last hour. Who asks for more than questions_per_hour is refused until the hour lets
// him. Who asks for neighbours, kNeighboursMax questions of the last kQuestionsKept, must say why from there on: the
// reason is written down, the alarm is told once an hour, and the questions go on. Kept in memory: each server counts
// for itself. Safe from any thread.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/time.h"

namespace proofmark::app {

inline constexpr std::size_t kQuestionsKept = 64;  // of one actor
inline constexpr std::size_t kNeighboursMax = 20;  // of them
inline constexpr std::int64_t kNeighbourDistance = 10;
inline constexpr std::size_t kReadLeast = 3;  // characters; a number with fewer stands for many
inline constexpr std::size_t kWatchedActorsMax = 10'000;

class QueryWatch {
 public:
  struct Limits {
    std::int64_t questions_per_hour = 600;
  };
  enum class Finding {
    kNone,
    kTooMany,       // refused, and told
    kStillTooMany,  // refused
    kNeedsReason,   // refused until a reason is given
    kAlarm,         // goes on, and is told
  };

  explicit QueryWatch(Limits limits) : limits_(limits) {}

  // A question by the numbers that it searches for, as strict patterns; none for one by description. `reason` is what
  // the asker gave as one, empty for none.
  Finding Note(const std::string& actor, const std::vector<std::string>& patterns, const std::string& reason,
               base::Instant now);

 private:
  struct Number {
    std::string series;
    std::int64_t number = 0;
    bool vague = false;
  };
  struct Watched {
    std::deque<std::int64_t> asked_ms;  // within the hour
    std::deque<std::pair<std::int64_t, Number>> numbers;
    std::int64_t alarmed_ms = 0;
    std::int64_t refused_ms = 0;
    std::int64_t latest_ms = 0;
  };
  static Number NumberOf(const std::string& pattern);
  static std::size_t Neighbours(const std::deque<std::pair<std::int64_t, Number>>& numbers);
  void ForgetOldest();

  Limits limits_;
  std::mutex mutex_;
  std::map<std::string, Watched> actors_;
};

}  // namespace proofmark::app
