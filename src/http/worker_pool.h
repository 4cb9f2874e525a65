// SPDX-License-Identifier: Apache-2.0
// A WorkerPool is a number of threads that do what is put into one bounded queue, in its order.
//
//   WorkerPool pool(64, 256);
//   if (!pool.Offer([] { ... })) Refuse();
//
// Safe from any thread. What is offered must not throw.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace proofmark::http {

class WorkerPool {
 public:
  WorkerPool(std::size_t threads, std::size_t queue_max);
  ~WorkerPool();  // Stop
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // False where the queue is full or the pool has stopped: the job is not done.
  [[nodiscard]] bool Offer(std::function<void()> job);

  // Lets running jobs end, drops those that have not begun, ends the threads.
  void Stop();

  std::size_t queued() const;

 private:
  void Work();

  std::size_t queue_max_;
  mutable std::mutex mutex_;
  std::condition_variable offered_;
  std::deque<std::function<void()>> queue_;
  bool stopped_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace proofmark::http
