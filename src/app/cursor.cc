// SPDX-License-Identifier: Apache-2.0
#include "app/cursor.h"

#include <sodium.h>

#include "base/assert.h"
#include "base/bytes.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Result;

namespace {

constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// No two pairs of reader and list run together into the same text.
std::string BoundTo(const CursorScope& scope) {
  return std::to_string(scope.reader.size()) + ":" + scope.reader + scope.list;
}

}  // namespace

std::array<std::uint8_t, 32> CursorKey(const std::vector<std::array<std::uint8_t, 32>>& secrets) {
  base::Sha256Stream digest;
  digest.Update("proofmark cursor 1");
  for (const auto& secret : secrets) digest.Update(base::View(secret));
  return digest.Finish();
}

std::string WriteCursor(const CursorScope& scope, const std::string& position, base::Rng& rng) {
  PM_ASSERT(position.size() < kCursorPositionMax);
  std::string padded = position + '\n';
  padded.resize((padded.size() + kCursorBlock - 1) / kCursorBlock * kCursorBlock, ' ');
  const auto nonce = rng.Bytes<kNonceBytes>();
  const std::string bound = BoundTo(scope);
  std::string sealed(base::View(nonce));
  sealed.resize(kNonceBytes + padded.size() + kTagBytes);
  unsigned long long length = 0;
  PM_ASSERT(crypto_aead_xchacha20poly1305_ietf_encrypt(Bytes(sealed) + kNonceBytes, &length, Bytes(padded),
                                                       padded.size(), Bytes(bound), bound.size(), nullptr, nonce.data(),
                                                       scope.key.data()) == 0);
  std::string text(sodium_base64_encoded_len(sealed.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), Bytes(sealed), sealed.size(), kVariant);
  text.resize(text.find('\0'));
  return text;
}

Result<std::string> ReadCursor(const CursorScope& scope, std::string_view text) {
  const Error wrong{Code::kInvalid, "this is no cursor that this reader was given for this list; begin without one",
                    "after"};
  if (text.size() > kCursorTextMax) return wrong;
  std::string sealed(text.size(), '\0');
  std::size_t length = 0;
  if (sodium_base642bin(Bytes(sealed), sealed.size(), text.data(), text.size(), nullptr, &length, nullptr, kVariant) !=
      0) {
    return wrong;
  }
  sealed.resize(length);
  if (sealed.size() < kNonceBytes + kTagBytes + kCursorBlock) return wrong;
  const std::string bound = BoundTo(scope);
  std::string padded(sealed.size() - kNonceBytes - kTagBytes, '\0');
  unsigned long long opened = 0;
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(Bytes(padded), &opened, nullptr, Bytes(sealed) + kNonceBytes,
                                                 sealed.size() - kNonceBytes, Bytes(bound), bound.size(), Bytes(sealed),
                                                 scope.key.data()) != 0) {
    return wrong;
  }
  const std::size_t end = padded.rfind('\n');
  if (end == std::string::npos) return wrong;
  padded.resize(end);
  return padded;
}

Result<void> CheckPageLimit(std::int64_t limit) {
  if (limit < 1) return Error{Code::kInvalid, "limit: a page has at least 1 entry", "limit"};
  if (limit <= kPageMax) return {};
  return Error{Code::kTooLarge, "limit: " + std::to_string(limit) + "; at most " + std::to_string(kPageMax), "limit"};
}

}  // namespace proofmark::app
