// SPDX-License-Identifier: Apache-2.0
#include "people/totp_secret.h"

#include <sodium.h>

#include <algorithm>

#include "base/assert.h"
#include "base/bytes.h"

namespace proofmark::people {

using base::Code;
using base::Error;
using base::Result;

namespace {

constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == std::tuple_size_v<NodeKey>);

const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

}  // namespace

std::string EncryptTotp(const TotpSecret& secret, const model::ThingId& account, const NodeKey& key, base::Rng& rng) {
  const auto nonce = rng.Bytes<kNonceBytes>();
  const std::string associated = account.ToText();
  std::string out(kNonceBytes + secret.size() + kTagBytes, '\0');
  std::copy(nonce.begin(), nonce.end(), out.begin());
  unsigned long long written = 0;
  const int failed = crypto_aead_xchacha20poly1305_ietf_encrypt(
      reinterpret_cast<unsigned char*>(out.data()) + kNonceBytes, &written, secret.data(), secret.size(),
      Bytes(associated), associated.size(), nullptr, nonce.data(), key.data());
  PM_ASSERT(failed == 0 && written == secret.size() + kTagBytes);
  return out;
}

Result<TotpSecret> DecryptTotp(std::string_view ciphertext, const model::ThingId& account, const NodeKey& key) {
  const Error refused{Code::kCorrupt,
                      "the authenticator's secret of " + account.ToText() +
                          " does not open: changed, or of another key folder; give the account a new one with "
                          "proofmark user totp",
                      "account"};
  TotpSecret secret{};
  if (ciphertext.size() != kNonceBytes + secret.size() + kTagBytes) return refused;
  const std::string associated = account.ToText();
  const std::string_view body = ciphertext.substr(kNonceBytes);
  unsigned long long written = 0;
  const int failed =
      crypto_aead_xchacha20poly1305_ietf_decrypt(secret.data(), &written, nullptr, Bytes(body), body.size(),
                                                 Bytes(associated), associated.size(), Bytes(ciphertext), key.data());
  if (failed != 0) return refused;
  return secret;
}

}  // namespace proofmark::people
