// SPDX-License-Identifier: Apache-2.0
#include "people/password_hasher.h"

#include <sodium.h>

#include <algorithm>
#include <chrono>

#include "base/assert.h"
#include "base/bytes.h"

namespace proofmark::people {

using base::Code;
using base::Error;
using base::Result;

namespace {

void ReadySodium() {
  static const bool ready = sodium_init() >= 0;
  PM_ASSERT(ready);
}

}  // namespace

// A turn at hashing while it lives, or none where too many wait.
class PasswordHasher::Turn {
 public:
  explicit Turn(PasswordHasher& hasher) : hasher_(hasher) {
    std::unique_lock lock(hasher.mutex_);
    if (hasher.waiting_ >= kHashingWaitersMax) return;
    ++hasher.waiting_;
    taken_ = hasher.free_.wait_for(lock, std::chrono::milliseconds(hasher.cost_.wait_ms),
                                   [&] { return hasher.running_ < kHashingAtOnce; });
    --hasher.waiting_;
    if (!taken_) return;
    ++hasher.running_;
    hasher.most_ = std::max(hasher.most_, hasher.running_);
  }
  ~Turn() {
    if (!taken_) return;
    {
      std::lock_guard lock(hasher_.mutex_);
      --hasher_.running_;
    }
    hasher_.free_.notify_one();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  Result<void> taken() const {
    if (taken_) return {};
    return Error{Code::kTooMany, "too many log in at this moment; try again in some seconds", ""};
  }

 private:
  PasswordHasher& hasher_;
  bool taken_ = false;
};

Result<std::string> PasswordHasher::Work(std::string_view password) const {
  ReadySodium();
  std::string hash(crypto_pwhash_STRBYTES, '\0');
  if (crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), cost_.passes, cost_.memory_bytes,
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return Error{Code::kTooMany, "there is no memory for hashing a password; try again later", ""};
  }
  hash.resize(hash.find('\0'));
  return hash;
}

Result<std::string> PasswordHasher::Hash(std::string_view password) {
  Turn turn(*this);
  PM_TRY(turn.taken());
  return Work(password);
}

Result<bool> PasswordHasher::Verify(const std::string& hash, std::string_view password) {
  Turn turn(*this);
  PM_TRY(turn.taken());
  std::string against = hash;
  {
    std::lock_guard lock(mutex_);
    // Made before anybody is looked up by it, for a right name as for a wrong one.
    if (nobodys_.empty()) {
      ReadySodium();
      std::string chance(32, '\0');
      randombytes_buf(chance.data(), chance.size());
      PM_ASSIGN(nobodys_, Work(base::ToHex(chance)));
    }
    if (against.empty()) against = nobodys_;
  }
  const bool right = crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0;
  return right && !hash.empty();
}

int PasswordHasher::MostAtOnce() {
  std::lock_guard lock(mutex_);
  return most_;
}

}  // namespace proofmark::people
