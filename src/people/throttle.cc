// SPDX-License-Identifier: Apache-2.0
#include "people/throttle.h"

#include <arpa/inet.h>

#include <algorithm>

#include "base/bytes.h"

namespace proofmark::people {

namespace {

constexpr std::array<std::int64_t, 3> kLimits = {kFailuresOfPair, kFailuresOfAccount, kFailuresOfSource};
constexpr std::size_t kPair = 0;

void TakeOne(store::FailureCount& count, std::int64_t limit) {
  if (count.failures == limit) count.locked_until = {};  // the lock that this one brought
  if (count.failures > 0) --count.failures;
  if (count.failures == 0) count = {};
}

}  // namespace

std::string SourceOf(std::string_view address) {
  std::string text(address.substr(0, kSourceMax));
  const bool clean = std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
  if (!clean) return "other";
  in6_addr six{};
  if (::inet_pton(AF_INET6, text.c_str(), &six) != 1) return text;
  if (IN6_IS_ADDR_V4MAPPED(&six)) {
    char four[INET_ADDRSTRLEN] = {};
    ::inet_ntop(AF_INET, &six.s6_addr[12], four, sizeof four);
    return four;
  }
  std::fill(std::begin(six.s6_addr) + 8, std::end(six.s6_addr), std::uint8_t{0});
  char out[INET6_ADDRSTRLEN] = {};
  ::inet_ntop(AF_INET6, &six, out, sizeof out);
  return std::string(out) + "/64";
}

std::vector<std::string> CountNames(std::string_view login, std::string_view source) {
  auto name = [](std::initializer_list<std::string_view> pieces) {
    std::string text;
    for (std::string_view piece : pieces) text += std::to_string(piece.size()) + ":" + std::string(piece);
    return std::string(base::View(base::Sha256(text)));
  };
  return {name({"pair", login, source}), name({"account", login}), name({"source", source})};
}

std::optional<base::Instant> LockedUntil(const std::vector<store::FailureCount>& counts, base::Instant now) {
  std::optional<base::Instant> until;
  for (const store::FailureCount& one : counts) {
    if (one.locked_until > now && (!until || *until < one.locked_until)) until = one.locked_until;
  }
  return until;
}

bool CountFailure(std::vector<store::FailureCount>& counts, base::Instant now) {
  bool locked = false;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    store::FailureCount& one = counts[i];
    const bool lock_is_over = one.locked_until.ms != 0 && one.locked_until <= now;
    if (one.failures == 0 || lock_is_over || now.ms - one.first_at.ms >= kFailureWindowMs) one = {0, now, now, {}};
    ++one.failures;
    one.last_at = now;
    if (one.failures < kLimits[i]) continue;
    one.locked_until.ms = now.ms + kLockMs;
    locked |= i == kPair;
  }
  return locked;
}

void TakeBack(std::vector<store::FailureCount>& counts) {
  Uncount(counts);
  counts[kPair] = {};
}

void Uncount(std::vector<store::FailureCount>& counts) {
  for (std::size_t i = 0; i < counts.size(); ++i) TakeOne(counts[i], kLimits[i]);
}

}  // namespace proofmark::people
