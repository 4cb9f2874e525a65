// SPDX-License-Identifier: Apache-2.0
// ImageSums are a small sum of each MiB of an image: what tells at every opening, in a fraction of a second for
// gigabytes, that a byte is not the one that was written.
//
//   ImageSums sums;
//   sums.Add(bytes);                            // while it is written, in pieces
//   const auto written = std::move(sums).Take();
//   SumsAgree(bytes.size(), written, [&](std::size_t offset, std::span<char> to) { ...; return true; });
//
// SumsAgree asks for a block at a time, from two threads where the machine has them.
// A changed word of a block always changes its sum, other damage but for once in 2^64. No digest: whoever forges an
// image makes its sums himself. Pure; safe from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace proofmark::match {

inline constexpr std::size_t kSummedBytes = std::size_t{1} << 20;

// Of at most kSummedBytes; shorter ones as if zeros followed, told apart by their length.
std::uint64_t SumOf(std::string_view block);

class ImageSums {
 public:
  void Add(std::string_view bytes);
  std::vector<std::uint64_t> Take() &&;

 private:
  std::string block_;  // not yet full
  std::vector<std::uint64_t> sums_;
};

// Reads the bytes of an image from an offset; false where they cannot be read.
using BlockReader = std::function<bool(std::size_t offset, std::span<char> to)>;
bool SumsAgree(std::size_t bytes, std::span<const std::uint64_t> sums, const BlockReader& read);

}  // namespace proofmark::match
