// SPDX-License-Identifier: Apache-2.0
#include "people/totp.h"

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "people/totp_secret.h"

namespace proofmark::people {
namespace {

constexpr std::string_view kRfcSecret = "12345678901234567890";

TotpSecret Secret() { return *base::ToArray<kTotpSecretBytes>(kRfcSecret); }
base::Instant At(std::int64_t seconds) { return {seconds * 1000}; }

TEST(Totp, GivesTheCodesOfRfc6238) {
  const std::pair<std::int64_t, const char*> vectors[] = {{59, "94287082"},         {1111111109, "07081804"},
                                                          {1111111111, "14050471"}, {1234567890, "89005924"},
                                                          {2000000000, "69279037"}, {20000000000, "65353130"}};
  for (const auto& [seconds, code] : vectors) EXPECT_EQ(Hotp(kRfcSecret, seconds / 30, 8), code) << seconds;
}

TEST(Totp, GivesTheCodesOfRfc4226) {
  const char* codes[] = {"755224", "287082", "359152", "969429", "338314",
                         "254676", "287922", "162583", "399871", "520489"};
  for (std::int64_t i = 0; i < 10; ++i) EXPECT_EQ(Hotp(kRfcSecret, i, 6), codes[i]);
}

TEST(Totp, TakesOneStepEarlyOrLateAndNoMore) {
  EXPECT_EQ(MatchTotp(Secret(), "287082", At(59), 0), 1);
  EXPECT_EQ(MatchTotp(Secret(), "287082", At(29), 0), 1);
  EXPECT_EQ(MatchTotp(Secret(), "287082", At(89), 0), 1);
  EXPECT_EQ(MatchTotp(Secret(), "287082", At(90), 0), std::nullopt);
  EXPECT_EQ(MatchTotp(Secret(), "287083", At(59), 0), std::nullopt);
  EXPECT_EQ(MatchTotp(Secret(), "", At(59), 0), std::nullopt);
  EXPECT_EQ(MatchTotp(Secret(), "2870820", At(59), 0), std::nullopt);
}

TEST(Totp, TakesAStepOnce) {
  EXPECT_EQ(MatchTotp(Secret(), "287082", At(59), 1), std::nullopt);
  EXPECT_EQ(MatchTotp(Secret(), "359152", At(59), 1), 2);
}

TEST(Totp, WritesASecretAsAuthenticatorsTakeIt) {
  EXPECT_EQ(Base32(""), "");
  EXPECT_EQ(Base32("f"), "MY");
  EXPECT_EQ(Base32("foobar"), "MZXW6YTBOI");
  EXPECT_EQ(TotpUri(Secret(), "m.silva", "BR-RJ"),
            "otpauth://totp/Proofmark%20BR-RJ:m.silva?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&"
            "issuer=Proofmark%20BR-RJ&algorithm=SHA1&digits=6&period=30");
}

TEST(TotpSecret, OpensForItsAccountAndKeyAlone) {
  base::SeededRng rng(2370);
  const model::ThingId account{"AA", "user", {{1}}};
  const model::ThingId other{"AA", "user", {{2}}};
  const NodeKey key = rng.Bytes<32>();
  const std::string kept = EncryptTotp(Secret(), account, key, rng);
  EXPECT_EQ(kept.find(kRfcSecret), std::string::npos);
  EXPECT_EQ(*DecryptTotp(kept, account, key), Secret());
  EXPECT_EQ(DecryptTotp(kept, other, key).error().code, base::Code::kCorrupt);
  EXPECT_EQ(DecryptTotp(kept, account, rng.Bytes<32>()).error().code, base::Code::kCorrupt);
  EXPECT_EQ(DecryptTotp("short", account, key).error().code, base::Code::kCorrupt);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    std::string changed = kept;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(DecryptTotp(changed, account, key).ok()) << i;
  }
}

}  // namespace
}  // namespace proofmark::people
