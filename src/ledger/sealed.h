// SPDX-License-Identifier: Apache-2.0
// A sealed part is what names a person: encrypted beside its event, which holds only a commitment to it.
//
//   SealedPart part = Seal(plaintext, "row", event_id, rng);        // part.key goes to the key store, first
//   Commitment(part.salt, part.ciphertext)                           // stands in the event
//   PM_ASSIGN(std::string text, Unseal(part.ciphertext, part.key, "row", event_id));
//
// XChaCha20-Poly1305 (IETF) under a random key of its own; ciphertext = 24-byte nonce || encrypted || 16-byte tag; the
// associated data is event_id || 0x00 || part, so a part cannot be moved to another event. Commitment =
// SHA-256(0x02 || 32-byte salt || ciphertext). Destroying key, salt and ciphertext erases the part, and every proof
// still holds. Pure apart from the Rng given.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"

namespace proofmark::ledger {

inline constexpr std::string_view kSealAlgorithm = "xchacha20poly1305";
inline constexpr std::size_t kSealedBytesMax = 1U << 20;  // of plaintext

using SealKey = std::array<std::uint8_t, 32>;
using SealSalt = std::array<std::uint8_t, 32>;

struct SealedPart {
  SealKey key{};
  SealSalt salt{};
  std::string ciphertext;
};

// The caller has checked that the plaintext is at most kSealedBytesMax: more is asserted against, not refused.
SealedPart Seal(std::string_view plaintext, std::string_view part, std::string_view event_id, base::Rng& rng);

base::Digest Commitment(const SealSalt& salt, std::string_view ciphertext);

// Errors: kCorrupt (changed bytes, the wrong key, another event or part).
base::Result<std::string> Unseal(std::string_view ciphertext, const SealKey& key, std::string_view part,
                                 std::string_view event_id);

}  // namespace proofmark::ledger
