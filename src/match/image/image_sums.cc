// SPDX-License-Identifier: Apache-2.0
#include "match/image/image_sums.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstring>
#include <system_error>
#include <thread>
#include <utility>

namespace proofmark::match {

namespace {

constexpr std::size_t kLanes = 4;
constexpr std::size_t kStride = kLanes * sizeof(std::uint64_t);
constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15ULL;
// Blocks that a thread takes at a time, and fewer blocks are not worth a second thread.
constexpr std::size_t kBlocksAtOnce = 16;

// One to one in either argument, so that one changed word is never lost.
std::uint64_t Mixed(std::uint64_t sum, std::uint64_t word) { return std::rotl(sum ^ word, 29) * kOdd; }

}  // namespace

std::uint64_t SumOf(std::string_view block) {
  std::array<std::uint64_t, kLanes> lanes = {1, 2, 3, 4};
  const char* at = block.data();
  for (std::size_t left = block.size(); left >= kStride; left -= kStride, at += kStride) {
    std::array<std::uint64_t, kLanes> words;
    std::memcpy(words.data(), at, kStride);
    for (std::size_t i = 0; i < kLanes; ++i) lanes[i] = Mixed(lanes[i], words[i]);
  }
  std::array<std::uint64_t, kLanes> rest{};
  if (const std::size_t left = block.size() % kStride; left > 0) std::memcpy(rest.data(), at, left);
  std::uint64_t sum = block.size();
  for (std::size_t i = 0; i < kLanes; ++i) sum = Mixed(sum, Mixed(lanes[i], rest[i]));
  return sum;
}

void ImageSums::Add(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t taken = std::min(bytes.size(), kSummedBytes - block_.size());
    block_ += bytes.substr(0, taken);
    bytes.remove_prefix(taken);
    if (block_.size() < kSummedBytes) continue;
    sums_.push_back(SumOf(block_));
    block_.clear();
  }
}

std::vector<std::uint64_t> ImageSums::Take() && {
  if (!block_.empty()) sums_.push_back(SumOf(block_));
  block_.clear();
  return std::move(sums_);
}

bool SumsAgree(std::size_t bytes, std::span<const std::uint64_t> sums, const BlockReader& read) {
  const std::size_t blocks = (bytes + kSummedBytes - 1) / kSummedBytes;
  if (blocks != sums.size()) return false;
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> agree = true;
  auto look = [&] {
    std::vector<char> block(std::min(bytes, kSummedBytes));
    for (std::size_t first = next.fetch_add(kBlocksAtOnce); first < blocks && agree;
         first = next.fetch_add(kBlocksAtOnce)) {
      for (std::size_t i = first; i < std::min(blocks, first + kBlocksAtOnce); ++i) {
        const std::span<char> some(block.data(), std::min(bytes - i * kSummedBytes, kSummedBytes));
        if (!read(i * kSummedBytes, some) || SumOf({some.data(), some.size()}) != sums[i]) agree = false;
      }
    }
  };
  if (blocks <= kBlocksAtOnce || std::thread::hardware_concurrency() < 2) {
    look();
    return agree;
  }
  std::thread other;
  try {
    other = std::thread(look);
  } catch (const std::system_error&) {
    // The system gives no thread: then this one does all.
  }
  look();
  if (other.joinable()) other.join();
  return agree;
}

}  // namespace proofmark::match
