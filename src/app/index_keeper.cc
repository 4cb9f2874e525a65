// SPDX-License-Identifier: Apache-2.0
#include "app/index_keeper.h"

#include <algorithm>
#include <utility>

namespace proofmark::app {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

IndexKeeper::IndexKeeper(Proofmark& proofmark, Told failed)
    : proofmark_(proofmark), failed_(std::move(failed)), thread_([this] { Run(); }) {}

IndexKeeper::~IndexKeeper() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
  }
  ended_.notify_all();
  thread_.join();
}

void IndexKeeper::Run() {
  std::unique_lock lock(mutex_);
  while (!stop_) {
    lock.unlock();
    const milliseconds rest = Look();
    lock.lock();
    ended_.wait_for(lock, rest, [this] { return stop_.load(); });
  }
}

milliseconds IndexKeeper::Look() {
  const auto began = steady_clock::now();
  const auto saved = proofmark_.SaveIndex(&stop_);
  if (!saved.ok()) {
    const base::Error& why = saved.error();
    const bool usual = why.code == base::Code::kCancelled || why.code == base::Code::kConflict;
    if (!usual && std::exchange(told_, why.message) != why.message) failed_(why);
    return kIndexRetryPause;
  }
  const auto took = duration_cast<milliseconds>(steady_clock::now() - began);
  return *saved ? std::max<milliseconds>(kIndexPause, kIndexRest * took) : kIndexPause;
}

}  // namespace proofmark::app
