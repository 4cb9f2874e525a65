// SPDX-License-Identifier: Apache-2.0
#include "people/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/assert.h"
#include "base/bytes.h"

namespace proofmark::people {

std::string Hotp(std::string_view secret, std::int64_t counter, int digits) {
  std::array<unsigned char, 8> message{};
  for (int i = 7; i >= 0; --i) {
    message[static_cast<std::size_t>(i)] = static_cast<unsigned char>(counter & 0xff);
    counter >>= 8;
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  const unsigned char* made = ::HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), message.data(),
                                     message.size(), digest.data(), &size);
  PM_ASSERT(made != nullptr && size == 20);
  const std::size_t at = digest[19] & 0x0f;
  std::uint32_t number = (std::uint32_t{digest[at]} & 0x7f) << 24 | std::uint32_t{digest[at + 1]} << 16 |
                         std::uint32_t{digest[at + 2]} << 8 | std::uint32_t{digest[at + 3]};
  std::string code(static_cast<std::size_t>(digits), '0');
  for (auto digit = code.rbegin(); digit != code.rend(); ++digit, number /= 10) {
    *digit = static_cast<char>('0' + number % 10);
  }
  return code;
}

std::optional<std::int64_t> MatchTotp(const TotpSecret& secret, std::string_view code, base::Instant now,
                                      std::int64_t last_step) {
  const std::int64_t step = now.ms / kTotpStepMs;
  std::optional<std::int64_t> matched;
  for (std::int64_t one = step - kTotpStepsOff; one <= step + kTotpStepsOff; ++one) {
    const bool equal = base::EqualSecret(Hotp(base::View(secret), one, kTotpDigits), code);
    if (equal && one > last_step && !matched) matched = one;
  }
  return matched;
}

std::string Base32(std::string_view bytes) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  std::uint32_t held = 0;
  int bits = 0;
  for (char byte : bytes) {
    held = held << 8 | static_cast<unsigned char>(byte);
    for (bits += 8; bits >= 5; bits -= 5) out += kLetters[held >> (bits - 5) & 31];
    held &= (1U << bits) - 1;
  }
  if (bits > 0) out += kLetters[held << (5 - bits) & 31];
  return out;
}

std::string TotpUri(const TotpSecret& secret, std::string_view login, std::string_view authority) {
  // Log-in names and codes of authorities need no escape in a URI.
  return "otpauth://totp/Proofmark%20" + std::string(authority) + ":" + std::string(login) +
         "?secret=" + Base32(base::View(secret)) + "&issuer=Proofmark%20" + std::string(authority) +
         "&algorithm=SHA1&digits=6&period=30";
}

}  // namespace proofmark::people
