// SPDX-License-Identifier: Apache-2.0
// How a TOTP secret lies in the database: encrypted under the node's key, bound to its account.
//
//   nonce (24 bytes) || XChaCha20-Poly1305(key, nonce, secret, ad = account's id) with its 16-byte tag
//
// The key lies in the key folder (store/key_folder.h). Errors: kCorrupt (changed, of another account or key).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "model/ids.h"
#include "people/totp.h"

namespace proofmark::people {

using NodeKey = std::array<std::uint8_t, 32>;

std::string EncryptTotp(const TotpSecret& secret, const model::ThingId& account, const NodeKey& key, base::Rng& rng);
base::Result<TotpSecret> DecryptTotp(std::string_view ciphertext, const model::ThingId& account, const NodeKey& key);

}  // namespace proofmark::people
