// SPDX-License-Identifier: Apache-2.0
// A Signer puts a log's name to bytes: an Ed25519 key in a file of mode 0600 here, a hardware token elsewhere.
// The key never lies in the database.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"

namespace proofmark::ledger {

using PublicKey = std::array<std::uint8_t, 32>;
using Signature = std::array<std::uint8_t, 64>;

class Signer {
 public:
  virtual ~Signer() = default;
  virtual const PublicKey& public_key() const = 0;
  // Errors: kUnavailable (the token is away).
  virtual base::Result<Signature> Sign(std::string_view bytes) = 0;
};

// A new key as the text of a key file; and a signer from that text. The text is one line:
// "proofmark-ed25519-v1 BASE64(32-byte seed)". Errors of the second: kInvalid.
std::string NewKeyText(base::Rng& rng);
base::Result<std::unique_ptr<Signer>> SignerFromKeyText(std::string_view text);

bool VerifySignature(const PublicKey& key, std::string_view bytes, const Signature& signature);

}  // namespace proofmark::ledger
