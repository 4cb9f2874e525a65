// SPDX-License-Identifier: Apache-2.0
// The throttle says how often somebody may fail to log in: by account and source, by account over all sources, and by
// source over all accounts. What passes a limit is refused for a while, whether it is right or wrong.
//
//   const auto names = CountNames("m.silva", SourceOf("2001:db8::17"));   // three, for store::People::ChangeCounts
//   if (LockedUntil(counts, now)) ...                                     // refuse
//   CountFailure(counts, now);                                            // before the password is looked at
//   TakeBack(counts);                                                     // it was right
//
// A failure is counted before the password is looked at, so that tries at the same moment do not pass together. The
// limit by pair is CJIS's: 5 failures, 10 minutes. The two others are wide: they stop a search over many sources or
// many accounts, and an officer is not locked out by a stranger's five tries. Certificates are never throttled.
// Pure; safe from any thread.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "store/people.h"

namespace proofmark::people {

inline constexpr std::int64_t kFailuresOfPair = 5;      // of one account from one source
inline constexpr std::int64_t kFailuresOfAccount = 50;  // of one account from all sources
inline constexpr std::int64_t kFailuresOfSource = 100;  // from one source at all accounts
inline constexpr std::int64_t kFailureWindowMs = 3'600'000;
inline constexpr std::int64_t kLockMs = 600'000;
inline constexpr std::size_t kSourceMax = 64;  // bytes

// The source that an address counts as: an IPv4 address itself, the first 64 bits of an IPv6 one, since a subscriber
// has them all; another text as it is, cut at kSourceMax, and "other" where it is no printable ASCII.
std::string SourceOf(std::string_view address);

// SHA-256 names of the pair, the account and the source, in this order: what was typed is not kept.
std::vector<std::string> CountNames(std::string_view login, std::string_view source);

// When the last lock that holds now ends; nothing where none does.
std::optional<base::Instant> LockedUntil(const std::vector<store::FailureCount>& counts, base::Instant now);
// Counts one more. True where the pair reached its limit by it.
bool CountFailure(std::vector<store::FailureCount>& counts, base::Instant now);
// The log-in was right: the pair begins anew, and the others have one failure less.
void TakeBack(std::vector<store::FailureCount>& counts);
// The log-in was not looked at after all: as before CountFailure.
void Uncount(std::vector<store::FailureCount>& counts);

}  // namespace proofmark::people
