// SPDX-License-Identifier: Apache-2.0
#include "app/bench_commands.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <functional>
#include <mutex>
#include <thread>

#include "app/bench_records.h"
#include "app/measured.h"

namespace proofmark::app {

using base::Json;
using base::Result;

namespace {

using Steady = std::chrono::steady_clock;

constexpr std::int64_t kSeconds = 3;          // each measurement at a fixed rate
constexpr std::int64_t kAsManyAsGo = 6'000;   // commands of a measurement without one
constexpr std::size_t kBareBodyBytes = 1200;  // event and access entry of a command together
constexpr std::int64_t kBareFirst = 1'000'000'000;

struct Load {
  int writers;
  std::int64_t rate;  // a second; 0 where each writer goes on at once
  std::int64_t Commands() const { return rate == 0 ? kAsManyAsGo : rate * kSeconds; }
};

constexpr Load kLoads[] = {{1, 200}, {8, 200}, {64, 200}, {1, 1000}, {8, 1000}, {64, 1000}, {64, 0}};

// What a writer does with command `n`.
using Act = std::function<Result<void>(int writer, std::int64_t n)>;

struct Times {
  double p50_ms = 0;
  double p99_ms = 0;
  double per_second = 0;
};

Result<Times> Measure(const Load& load, const Act& act) {
  std::atomic<std::int64_t> next = 0;
  std::mutex mutex;
  std::vector<double> taken_ms;
  Result<void> failed;
  // Threads are there before the first command is due.
  auto start = Steady::now() + std::chrono::milliseconds(50);
  auto write = [&](int writer) {
    std::vector<double> own;
    Result<void> outcome;
    std::this_thread::sleep_until(start);
    for (std::int64_t n = next++; n < load.Commands() && outcome.ok(); n = next++) {
      auto due = Steady::now();
      if (load.rate > 0) {
        due = start + std::chrono::nanoseconds(n * 1'000'000'000 / load.rate);
        std::this_thread::sleep_until(due);
      }
      outcome = act(writer, n);
      own.push_back(std::chrono::duration<double, std::milli>(Steady::now() - due).count());
    }
    std::lock_guard lock(mutex);
    taken_ms.insert(taken_ms.end(), own.begin(), own.end());
    if (!outcome.ok()) failed = outcome;
  };
  std::vector<std::thread> threads;
  for (int writer = 0; writer < load.writers; ++writer) threads.emplace_back(write, writer);
  for (std::thread& thread : threads) thread.join();
  double seconds = std::chrono::duration<double>(Steady::now() - start).count();
  PM_TRY(failed);
  std::sort(taken_ms.begin(), taken_ms.end());
  return Times{PercentileOf(taken_ms, 0.50), PercentileOf(taken_ms, 0.99),
               static_cast<double>(taken_ms.size()) / seconds};
}

}  // namespace

double MedianOf(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

Result<std::vector<Json>> BenchCommands(store::Store& store, BareTable& bare, base::Clock& clock, std::uint64_t seed) {
  RecordMaker maker(clock, seed);
  const std::string body(kBareBodyBytes, 'b');
  std::int64_t done = 0;
  std::vector<Json> out;
  for (const Load& load : kLoads) {
    // Not timed: inventing the records.
    std::vector<store::Batch> batches;
    for (std::int64_t n = 0; n < load.Commands(); ++n) batches.push_back(maker.Command(done + n));
    std::int64_t commits = store.Commits();
    PM_ASSIGN(Times ours, Measure(load, [&](int, std::int64_t n) -> Result<void> {
                PM_TRY(store.Append(std::move(batches[static_cast<std::size_t>(n)])));
                return {};
              }));
    commits = store.Commits() - commits;
    PM_ASSIGN(Times theirs, Measure(load, [&](int writer, std::int64_t n) {
                return bare.InsertOne(writer, kBareFirst + done + n, body);
              }));
    done += load.Commands();
    out.push_back({{"writers", load.writers},
                   {"rate", load.rate},
                   {"p50_ms", ours.p50_ms},
                   {"p99_ms", ours.p99_ms},
                   {"per_second", ours.per_second},
                   {"commands_per_commit", static_cast<double>(load.Commands()) / static_cast<double>(commits)},
                   {"bare_p50_ms", theirs.p50_ms},
                   {"bare_p99_ms", theirs.p99_ms},
                   {"bare_per_second", theirs.per_second}});
  }
  return out;
}

Json MedianCommands(const std::vector<std::vector<Json>>& rounds) {
  Json out = Json::array();
  for (std::size_t i = 0; i < rounds[0].size(); ++i) {
    Json one = rounds[0][i];
    auto median = [&](const char* key, const char* of) {
      std::vector<double> values;
      for (const auto& round : rounds) {
        values.push_back(of == nullptr ? round[i][key].get<double>()
                                       : round[i][key].get<double>() / round[i][of].get<double>());
      }
      return MedianOf(values);
    };
    for (const char* key :
         {"p50_ms", "p99_ms", "per_second", "commands_per_commit", "bare_p50_ms", "bare_p99_ms", "bare_per_second"}) {
      one[key] = median(key, nullptr);
    }
    one["p50_to_bare"] = median("p50_ms", "bare_p50_ms");
    one["p99_to_bare"] = median("p99_ms", "bare_p99_ms");
    one["per_second_to_bare"] = median("per_second", "bare_per_second");
    out.push_back(one);
  }
  return out;
}

void PrintCommands(const Json& commands) {
  std::printf(
      "single commands: milliseconds from when each was due; in brackets one bare row, inserted and committed\n");
  std::printf("  writers   rate/s           p50                p99      done/s           per commit\n");
  for (const Json& one : commands) {
    auto number = [&](const char* key) { return one[key].get<double>(); };
    std::string rate = one["rate"] == 0 ? "max" : std::to_string(one["rate"].get<std::int64_t>());
    std::printf("  %7d %8s %7.2f (%7.2f) %8.2f (%7.2f) %7.0f (%7.0f) %8.1f\n", one["writers"].get<int>(), rate.c_str(),
                number("p50_ms"), number("bare_p50_ms"), number("p99_ms"), number("bare_p99_ms"), number("per_second"),
                number("bare_per_second"), number("commands_per_commit"));
  }
}

}  // namespace proofmark::app
