// SPDX-License-Identifier: Apache-2.0
#include "app/query_watch.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>

namespace proofmark::app {

namespace {

constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::size_t kDigitsMax = 18;  // fit 64 bits

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

// "ABE573528" is 573528 of the series ABE. What stands behind the last digits belongs to the series.
QueryWatch::Number QueryWatch::NumberOf(const std::string& pattern) {
  Number out;
  const auto read = std::count_if(pattern.begin(), pattern.end(), [](char c) { return std::isalnum(c) != 0; });
  out.vague = read < static_cast<std::ptrdiff_t>(kReadLeast);
  std::size_t end = pattern.size();
  while (end > 0 && !IsDigit(pattern[end - 1])) --end;
  std::size_t begin = end;
  while (begin > 0 && IsDigit(pattern[begin - 1]) && end - begin < kDigitsMax) --begin;
  out.series = pattern.substr(0, begin) + '#' + pattern.substr(end);
  out.number = std::strtoll(pattern.substr(begin, end - begin).c_str(), nullptr, 10);
  return out;
}

std::size_t QueryWatch::Neighbours(const std::deque<std::pair<std::int64_t, Number>>& numbers) {
  std::size_t out = 0;
  for (const auto& [at, one] : numbers) {
    const bool near = std::any_of(numbers.begin(), numbers.end(), [&, &one = one](const auto& other) {
      const std::int64_t distance = std::abs(other.second.number - one.number);
      return other.second.series == one.series && distance > 0 && distance <= kNeighbourDistance;
    });
    if (near || one.vague) ++out;
  }
  return out;
}

void QueryWatch::ForgetOldest() {
  if (actors_.size() <= kWatchedActorsMax) return;
  actors_.erase(std::min_element(actors_.begin(), actors_.end(),
                                 [](const auto& a, const auto& b) { return a.second.latest_ms < b.second.latest_ms; }));
}

QueryWatch::Finding QueryWatch::Note(const std::string& actor, const std::vector<std::string>& patterns,
                                     const std::string& reason, base::Instant now) {
  std::lock_guard lock(mutex_);
  Watched& watched = actors_[actor];
  const std::int64_t from = now.ms - kHourMs;
  watched.latest_ms = now.ms;
  while (!watched.asked_ms.empty() && watched.asked_ms.front() <= from) watched.asked_ms.pop_front();
  while (!watched.numbers.empty() && watched.numbers.front().first <= from) watched.numbers.pop_front();
  // What is refused is not counted: who waits is let in again.
  if (static_cast<std::int64_t>(watched.asked_ms.size()) >= limits_.questions_per_hour) {
    const bool told = now.ms - watched.refused_ms < kHourMs;
    if (!told) watched.refused_ms = now.ms;
    return told ? Finding::kStillTooMany : Finding::kTooMany;
  }
  watched.asked_ms.push_back(now.ms);
  for (const std::string& pattern : patterns) {
    watched.numbers.emplace_back(now.ms, NumberOf(pattern));
    if (watched.numbers.size() > kQuestionsKept) watched.numbers.pop_front();
  }
  const bool fishes = Neighbours(watched.numbers) >= kNeighboursMax;
  ForgetOldest();
  if (!fishes) return Finding::kNone;
  if (reason.empty()) return Finding::kNeedsReason;
  Watched& alarming = actors_[actor];
  if (now.ms - alarming.alarmed_ms < kHourMs) return Finding::kNone;
  alarming.alarmed_ms = now.ms;
  return Finding::kAlarm;
}

}  // namespace proofmark::app
