// SPDX-License-Identifier: Apache-2.0
// A PasswordHasher makes and compares argon2id hashes, and never more than kHashingAtOnce at a time: each needs
// megabytes, and whoever sends thousands of log-ins must not get thousands of them.
//
//   PasswordHasher hasher(HashCost{});
//   PM_ASSIGN(std::string hash, hasher.Hash(password));          // "$argon2id$v=19$m=65536,t=2,p=1$..."
//   PM_ASSIGN(bool right, hasher.Verify(hash, password));
//
// Where there is no hash, Verify does the same work on one that nothing fits, so that an account that does not exist
// takes as long as a wrong password. Cost is a value of the object: tests take a cheap one. Hashes bear their own cost,
// so that it can be raised later.
// Errors: kTooMany (kHashingWaitersMax wait already, or none came free within the wait; no memory). Safe from any
// thread.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>

#include "base/result.h"

namespace proofmark::people {

inline constexpr int kHashingAtOnce = 2;
inline constexpr int kHashingWaitersMax = 64;
inline constexpr std::int64_t kHashingWaitMs = 5000;

struct HashCost {
  unsigned long long passes = 2;
  std::size_t memory_bytes = std::size_t{64} << 20;
  std::int64_t wait_ms = kHashingWaitMs;
};

class PasswordHasher {
 public:
  explicit PasswordHasher(const HashCost& cost) : cost_(cost) {}
  base::Result<std::string> Hash(std::string_view password);
  // False also where the hash is empty.
  base::Result<bool> Verify(const std::string& hash, std::string_view password);
  // The most that ever ran at a time.
  int MostAtOnce();

 private:
  class Turn;
  base::Result<std::string> Work(std::string_view password) const;

  HashCost cost_;
  std::mutex mutex_;  // all below
  std::condition_variable free_;
  int running_ = 0;
  int waiting_ = 0;
  int most_ = 0;
  std::string nobodys_;  // a hash that nothing fits
};

}  // namespace proofmark::people
