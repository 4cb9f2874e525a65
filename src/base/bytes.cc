// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <memory>

namespace proofmark::base {
namespace {

// Fetched once: looking the algorithm up by name costs more than hashing an event.
const EVP_MD* Algorithm() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return algorithm;
}

EVP_MD_CTX* ThreadContext() {
  thread_local std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  return context.get();
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

Digest Sha256(std::initializer_list<std::string_view> pieces) {
  EVP_MD_CTX* context = ThreadContext();
  Digest out;
  bool ok = EVP_DigestInit_ex2(context, Algorithm(), nullptr) == 1;
  for (std::string_view piece : pieces) ok = ok && EVP_DigestUpdate(context, piece.data(), piece.size()) == 1;
  ok = ok && EVP_DigestFinal_ex(context, out.data(), nullptr) == 1;
  PM_ASSERT(ok && "SHA-256 is always there");
  return out;
}

Digest Sha256(std::string_view bytes) { return Sha256({bytes}); }

Sha256Stream::Sha256Stream() : context_(EVP_MD_CTX_new()) {
  PM_ASSERT(EVP_DigestInit_ex2(static_cast<EVP_MD_CTX*>(context_), Algorithm(), nullptr) == 1);
}
Sha256Stream::~Sha256Stream() { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context_)); }

void Sha256Stream::Update(std::string_view bytes) {
  PM_ASSERT(EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(context_), bytes.data(), bytes.size()) == 1);
}

Digest Sha256Stream::Finish() {
  Digest out;
  PM_ASSERT(EVP_DigestFinal_ex(static_cast<EVP_MD_CTX*>(context_), out.data(), nullptr) == 1);
  return out;
}

std::string ToHex(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (char c : bytes) {
    auto byte = static_cast<std::uint8_t>(c);
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

Result<std::string> FromHex(std::string_view text) {
  if (text.size() % 2 != 0) {
    return Error{Code::kInvalid, "hexadecimal text has an odd number of characters", ""};
  }
  std::string out;
  out.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    int high = HexDigit(text[i]);
    int low = HexDigit(text[i + 1]);
    if (high < 0 || low < 0) {
      return Error{Code::kInvalid, "not hexadecimal at character " + std::to_string(i + 1), ""};
    }
    out += static_cast<char>(high * 16 + low);
  }
  return out;
}

std::string ToBase64(std::string_view bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3), '\0');
  int written = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  PM_ASSERT(written == static_cast<int>(out.size()));
  return out;
}

Result<std::string> FromBase64(std::string_view text) {
  Error refused{Code::kInvalid, "not base64 with padding (RFC 4648)", ""};
  if (text.size() % 4 != 0) return refused;
  std::string out(text.size() / 4 * 3, '\0');
  int written = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (written < 0) return refused;
  std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  out.resize(static_cast<std::size_t>(written) - padding);
  // OpenSSL forgives white space and stray bits; one value has one spelling here.
  if (ToBase64(out) != text) return refused;
  return out;
}

bool EqualSecret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace proofmark::base
