// SPDX-License-Identifier: Apache-2.0
// Where chance comes from: the system's generator for keys, salts, nonces and ids; a seeded one in tests and worlds.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <span>

namespace proofmark::base {

class Rng {
 public:
  virtual ~Rng() = default;
  virtual void Fill(std::span<std::uint8_t> out) = 0;

  template <std::size_t N>
  std::array<std::uint8_t, N> Bytes() {
    std::array<std::uint8_t, N> out;
    Fill(out);
    return out;
  }
};

// The operating system's generator, through a buffer of a few kilobytes that is wiped as it is used.
// Safe from any thread.
class SystemRng : public Rng {
 public:
  void Fill(std::span<std::uint8_t> out) override;

 private:
  std::mutex mutex_;
  std::array<std::uint8_t, 4096> buffer_;
  std::size_t used_ = 4096;
};

// The same numbers for the same seed on every machine (SplitMix64). Never for keys.
class SeededRng : public Rng {
 public:
  explicit SeededRng(std::uint64_t seed) : state_(seed) {}
  void Fill(std::span<std::uint8_t> out) override;
  std::uint64_t Next();
  std::uint64_t Below(std::uint64_t bound);  // 0 <= result < bound; bound > 0

 private:
  std::uint64_t state_;
};

}  // namespace proofmark::base
