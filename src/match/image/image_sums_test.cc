// SPDX-License-Identifier: Apache-2.0
#include "match/image/image_sums.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "base/random.h"

namespace proofmark::match {
namespace {

std::string RandomBytes(std::size_t size) {
  base::SeededRng rng(size);
  std::string out(size, '\0');
  for (char& byte : out) byte = static_cast<char>(rng.Below(256));
  return out;
}

std::vector<std::uint64_t> Sums(std::string_view bytes, std::size_t piece) {
  ImageSums sums;
  for (std::size_t at = 0; at < bytes.size(); at += piece) sums.Add(bytes.substr(at, piece));
  return std::move(sums).Take();
}

bool Agree(const std::string& bytes, const std::vector<std::uint64_t>& sums) {
  return SumsAgree(bytes.size(), sums, [&](std::size_t offset, std::span<char> to) {
    std::copy_n(bytes.data() + offset, to.size(), to.data());
    return true;
  });
}

TEST(ImageSums, AreTheSameInPiecesOfAnySize) {
  const std::string bytes = RandomBytes(3 * kSummedBytes + 77);
  const auto whole = Sums(bytes, bytes.size());
  EXPECT_EQ(whole.size(), 4U);
  for (const std::size_t piece : {std::size_t{999}, kSummedBytes - 1, kSummedBytes, kSummedBytes + 1}) {
    EXPECT_EQ(Sums(bytes, piece), whole) << piece;
  }
  EXPECT_TRUE(Agree(bytes, whole));
  EXPECT_TRUE(Agree("", {}));
}

TEST(ImageSums, AByteThatIsAnotherIsSeenWhereverItLies) {
  std::string bytes = RandomBytes(20 * kSummedBytes + 5);
  const auto sums = Sums(bytes, bytes.size());
  base::SeededRng rng(3);
  for (int i = 0; i < 40; ++i) {
    const std::size_t at = i < 5 ? bytes.size() - 1 - static_cast<std::size_t>(i) : rng.Below(bytes.size());
    const char before = bytes[at];
    bytes[at] = static_cast<char>(before ^ (1 << rng.Below(8)));
    EXPECT_FALSE(Agree(bytes, sums)) << at;
    bytes[at] = before;
  }
  EXPECT_TRUE(Agree(bytes, sums));
}

TEST(ImageSums, WhatCannotBeReadDoesNotAgree) {
  const std::string bytes = RandomBytes(kSummedBytes + 5);
  const auto sums = Sums(bytes, bytes.size());
  EXPECT_FALSE(SumsAgree(bytes.size(), sums, [](std::size_t, std::span<char>) { return false; }));
}

TEST(ImageSums, ZerosMoreOrLessAreSeen) {
  for (const std::size_t size : {0, 1, 31, 32, 33, 64}) {
    const std::string zeros(size, '\0');
    for (const std::size_t other : {0, 1, 31, 32, 33, 64}) {
      EXPECT_EQ(SumOf(zeros) == SumOf(std::string(other, '\0')), size == other) << size << " and " << other;
    }
  }
  EXPECT_FALSE(Agree(std::string(kSummedBytes + 1, 'a'), Sums(std::string(kSummedBytes, 'a'), 100)));
}

}  // namespace
}  // namespace proofmark::match
