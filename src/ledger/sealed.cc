// SPDX-License-Identifier: Apache-2.0
#include "ledger/sealed.h"

#include <sodium.h>

#include <algorithm>
#include <tuple>

#include "base/assert.h"

namespace proofmark::ledger {
namespace {

using base::Code;
using base::Error;
using base::Result;

constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(kNonceBytes == 24 && kTagBytes == 16);
static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == std::tuple_size_v<SealKey>);

void ReadySodium() {
  static const bool ready = sodium_init() >= 0;
  PM_ASSERT(ready);
}

std::string AssociatedText(std::string_view part, std::string_view event_id) {
  std::string out(event_id);
  out += '\0';
  out += part;
  return out;
}

const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

}  // namespace

SealedPart Seal(std::string_view plaintext, std::string_view part, std::string_view event_id, base::Rng& rng) {
  PM_ASSERT(plaintext.size() <= kSealedBytesMax);
  ReadySodium();
  SealedPart out;
  rng.Fill(out.key);
  rng.Fill(out.salt);
  auto nonce = rng.Bytes<kNonceBytes>();
  std::string associated = AssociatedText(part, event_id);
  out.ciphertext.resize(kNonceBytes + plaintext.size() + kTagBytes);
  std::copy(nonce.begin(), nonce.end(), out.ciphertext.begin());
  unsigned long long written = 0;
  int failed = crypto_aead_xchacha20poly1305_ietf_encrypt(
      reinterpret_cast<unsigned char*>(out.ciphertext.data()) + kNonceBytes, &written, Bytes(plaintext),
      plaintext.size(), Bytes(associated), associated.size(), nullptr, nonce.data(), out.key.data());
  PM_ASSERT(failed == 0 && written == plaintext.size() + kTagBytes);
  return out;
}

base::Digest Commitment(const SealSalt& salt, std::string_view ciphertext) {
  return base::Sha256({std::string_view("\x02", 1), base::View(salt), ciphertext});
}

Result<std::string> Unseal(std::string_view ciphertext, const SealKey& key, std::string_view part,
                           std::string_view event_id) {
  ReadySodium();
  Error refused{Code::kCorrupt, "the sealed part does not open: changed, or not of this event and key", ""};
  if (ciphertext.size() < kNonceBytes + kTagBytes) return refused;
  std::string associated = AssociatedText(part, event_id);
  std::string_view body = ciphertext.substr(kNonceBytes);
  std::string plaintext(body.size() - kTagBytes, '\0');
  unsigned long long written = 0;
  int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<unsigned char*>(plaintext.data()), &written,
                                                          nullptr, Bytes(body), body.size(), Bytes(associated),
                                                          associated.size(), Bytes(ciphertext), key.data());
  if (failed != 0) return refused;
  PM_ASSERT(written == plaintext.size());
  return plaintext;
}

}  // namespace proofmark::ledger
