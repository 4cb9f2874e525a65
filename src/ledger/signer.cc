// SPDX-License-Identifier: Apache-2.0
#include "ledger/signer.h"

#include <sodium.h>

#include "base/assert.h"
#include "base/bytes.h"

namespace proofmark::ledger {
namespace {

using base::Code;
using base::Error;
using base::Result;

constexpr std::string_view kKeyTextPrefix = "proofmark-ed25519-v1 ";
static_assert(crypto_sign_PUBLICKEYBYTES == 32 && crypto_sign_BYTES == 64 && crypto_sign_SEEDBYTES == 32);

void ReadySodium() {
  static const bool ready = sodium_init() >= 0;
  PM_ASSERT(ready);
}

// Holds the private key in memory that is locked, guarded and wiped by libsodium.
class KeySigner : public Signer {
 public:
  explicit KeySigner(const std::array<std::uint8_t, 32>& seed)
      : secret_(static_cast<unsigned char*>(sodium_malloc(crypto_sign_SECRETKEYBYTES))) {
    PM_ASSERT(secret_ != nullptr);
    PM_ASSERT(crypto_sign_seed_keypair(public_key_.data(), secret_, seed.data()) == 0);
    sodium_mprotect_readonly(secret_);
  }
  KeySigner(const KeySigner&) = delete;
  KeySigner& operator=(const KeySigner&) = delete;
  ~KeySigner() override { sodium_free(secret_); }

  const PublicKey& public_key() const override { return public_key_; }

  Result<Signature> Sign(std::string_view bytes) override {
    Signature out;
    PM_ASSERT(crypto_sign_detached(out.data(), nullptr, reinterpret_cast<const unsigned char*>(bytes.data()),
                                   bytes.size(), secret_) == 0);
    return out;
  }

 private:
  unsigned char* secret_;
  PublicKey public_key_{};
};

}  // namespace

std::string NewKeyText(base::Rng& rng) {
  ReadySodium();
  auto seed = rng.Bytes<crypto_sign_SEEDBYTES>();
  std::string text = std::string(kKeyTextPrefix) + base::ToBase64(base::View(seed)) + "\n";
  sodium_memzero(seed.data(), seed.size());
  return text;
}

Result<std::unique_ptr<Signer>> SignerFromKeyText(std::string_view text) {
  ReadySodium();
  // What the key file holds is never repeated in the message.
  Error refused{Code::kInvalid, "not a signing key; one line \"proofmark-ed25519-v1 BASE64\" is expected", ""};
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (!text.starts_with(kKeyTextPrefix)) return refused;
  text.remove_prefix(kKeyTextPrefix.size());
  Result<std::string> decoded = base::FromBase64(text);
  if (!decoded.ok()) return refused;
  auto seed = base::ToArray<crypto_sign_SEEDBYTES>(*decoded);
  sodium_memzero(decoded->data(), decoded->size());
  if (!seed.ok()) return refused;
  std::unique_ptr<Signer> signer = std::make_unique<KeySigner>(*seed);
  sodium_memzero(seed->data(), seed->size());
  return signer;
}

bool VerifySignature(const PublicKey& key, std::string_view bytes, const Signature& signature) {
  ReadySodium();
  return crypto_sign_verify_detached(signature.data(), reinterpret_cast<const unsigned char*>(bytes.data()),
                                     bytes.size(), key.data()) == 0;
}

}  // namespace proofmark::ledger
