// SPDX-License-Identifier: Apache-2.0
// An IndexKeeper writes the snapshot of a running node's index in the background, so that the next start need not read
// all records.
//
//   IndexKeeper keeper(*proofmark, [&](const base::Error& why) { log.Write(...); });
//
// It looks every kIndexPause whether one is due, and rests twenty times as long as the last one took to be written;
// where it could not be written, it tells why, once, and rests kIndexRetryPause. Ending it gives up a snapshot that is
// half written.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "app/proofmark.h"

namespace proofmark::app {

inline constexpr std::chrono::seconds kIndexPause{10};
inline constexpr std::chrono::minutes kIndexRetryPause{10};
inline constexpr int kIndexRest = 20;  // times as long as writing took

class IndexKeeper {
 public:
  using Told = std::function<void(const base::Error&)>;
  // Both must outlive it.
  IndexKeeper(Proofmark& proofmark, Told failed);
  ~IndexKeeper();
  IndexKeeper(const IndexKeeper&) = delete;
  IndexKeeper& operator=(const IndexKeeper&) = delete;

 private:
  void Run();
  // How long to rest now.
  std::chrono::milliseconds Look();

  Proofmark& proofmark_;
  Told failed_;
  std::string told_;  // last
  std::atomic<bool> stop_ = false;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::thread thread_;
};

}  // namespace proofmark::app
