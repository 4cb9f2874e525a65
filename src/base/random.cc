// SPDX-License-Identifier: Apache-2.0
#include "base/random.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>

#include "base/assert.h"

namespace proofmark::base {

void SystemRng::Fill(std::span<std::uint8_t> out) {
  std::lock_guard lock(mutex_);
  for (std::size_t done = 0; done < out.size();) {
    if (used_ == buffer_.size()) {
      // Without randomness there are no keys and no unlinkable hashes: stop rather than go on wrong.
      PM_ASSERT(RAND_bytes(buffer_.data(), static_cast<int>(buffer_.size())) == 1);
      used_ = 0;
    }
    std::size_t n = std::min(out.size() - done, buffer_.size() - used_);
    std::copy_n(buffer_.begin() + static_cast<std::ptrdiff_t>(used_), n,
                out.begin() + static_cast<std::ptrdiff_t>(done));
    OPENSSL_cleanse(buffer_.data() + used_, n);
    used_ += n;
    done += n;
  }
}

std::uint64_t SeededRng::Next() {
  std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

std::uint64_t SeededRng::Below(std::uint64_t bound) {
  PM_ASSERT(bound > 0);
  return static_cast<std::uint64_t>((static_cast<unsigned __int128>(Next()) * bound) >> 64);
}

void SeededRng::Fill(std::span<std::uint8_t> out) {
  for (std::size_t i = 0; i < out.size(); i += 8) {
    std::uint64_t word = Next();
    for (std::size_t j = i; j < std::min(i + 8, out.size()); ++j, word >>= 8) {
      out[j] = static_cast<std::uint8_t>(word);
    }
  }
}

}  // namespace proofmark::base
