// SPDX-License-Identifier: Apache-2.0
// TOTP (RFC 6238): six digits that an authenticator shows for 30 seconds, from a secret that it shares with the node.
//
//   const TotpSecret secret = rng.Bytes<kTotpSecretBytes>();
//   TotpUri(secret, "m.silva", "BR-RJ");            // otpauth://totp/... for a QR code, shown once
//   MatchTotp(secret, "287082", now, last_step);    // the step, newer than the last one; nothing where it does not fit
//
// HMAC-SHA-1, six digits, steps of 30 seconds, one step early or late. Each step is taken once: the caller keeps the
// last one. All three codes are compared in full, in constant time. Pure; safe from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace proofmark::people {

inline constexpr std::size_t kTotpSecretBytes = 20;
inline constexpr std::int64_t kTotpStepMs = 30'000;
inline constexpr std::int64_t kTotpStepsOff = 1;
inline constexpr int kTotpDigits = 6;

using TotpSecret = std::array<std::uint8_t, kTotpSecretBytes>;

// The code of RFC 4226 for a counter, with its digits.
std::string Hotp(std::string_view secret, std::int64_t counter, int digits);
std::optional<std::int64_t> MatchTotp(const TotpSecret& secret, std::string_view code, base::Instant now,
                                      std::int64_t last_step);
// RFC 4648, upper case, without padding: as authenticators take it.
std::string Base32(std::string_view bytes);
std::string TotpUri(const TotpSecret& secret, std::string_view login, std::string_view authority);

}  // namespace proofmark::people
