// SPDX-License-Identifier: Apache-2.0
#include "ledger/sealed.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/json.h"

namespace proofmark::ledger {
namespace {

constexpr std::string_view kEvent = "BR-RJ.event.01J9ZQ4V7M4W0T5YB3N2K8XH6D";

TEST(Sealed, OpensUnderItsKeyEventAndPartOnly) {
  base::SeededRng rng(1);
  SealedPart part = Seal("Maria da Silva", "row", kEvent, rng);
  EXPECT_EQ(Unseal(part.ciphertext, part.key, "row", kEvent).value(), "Maria da Silva");
  EXPECT_EQ(part.ciphertext.size(), 24 + 14 + 16U);
  EXPECT_FALSE(Unseal(part.ciphertext, part.key, "note", kEvent).ok());
  EXPECT_FALSE(Unseal(part.ciphertext, part.key, "row", "BR-RJ.event.01J9ZQ4V7M4W0T5YB3N2K8XH6E").ok());
  SealKey other = part.key;
  other[31] ^= 1;
  EXPECT_EQ(Unseal(part.ciphertext, other, "row", kEvent).error().code, base::Code::kCorrupt);
}

TEST(Sealed, RefusesEveryFlippedBitAndEveryCut) {
  base::SeededRng rng(2);
  SealedPart part = Seal("x", "row", kEvent, rng);
  base::Digest commitment = Commitment(part.salt, part.ciphertext);
  for (std::size_t bit = 0; bit < part.ciphertext.size() * 8; ++bit) {
    std::string changed = part.ciphertext;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(Unseal(changed, part.key, "row", kEvent).ok()) << bit;
    EXPECT_NE(Commitment(part.salt, changed), commitment) << bit;
  }
  for (std::size_t n = 0; n < part.ciphertext.size(); ++n) {
    EXPECT_FALSE(Unseal(part.ciphertext.substr(0, n), part.key, "row", kEvent).ok()) << n;
  }
}

TEST(Sealed, TakesNothingAndTheMostThatIsAllowed) {
  base::SeededRng rng(3);
  for (std::size_t n : {std::size_t{0}, kSealedBytesMax}) {
    SealedPart part = Seal(std::string(n, 'x'), "row", kEvent, rng);
    EXPECT_EQ(Unseal(part.ciphertext, part.key, "row", kEvent)->size(), n);
  }
}

TEST(Sealed, TwoPartsOfOneTextHaveNothingInCommon) {
  base::SeededRng rng(4);
  SealedPart a = Seal("x", "row", kEvent, rng);
  SealedPart b = Seal("x", "row", kEvent, rng);
  EXPECT_NE(a.key, b.key);
  EXPECT_NE(a.salt, b.salt);
  EXPECT_NE(a.ciphertext, b.ciphertext);
}

TEST(Sealed, KeepsTheDocumentedVectors) {
  auto text = base::ReadFile(PM_TESTDATA_DIR "/ledger/event_vectors.json", 1U << 20);
  ASSERT_TRUE(text.ok());
  base::Json vectors = base::ParseJson(*text).value();
  ASSERT_FALSE(vectors["sealed"].empty());
  for (const base::Json& row : vectors["sealed"]) {
    auto bytes = [&](const char* key) { return base::FromHex(row[key].get<std::string>()).value(); };
    SealKey key = base::ToArray<32>(bytes("key")).value();
    SealSalt salt = base::ToArray<32>(bytes("salt")).value();
    std::string ciphertext = bytes("ciphertext");
    EXPECT_EQ(ciphertext.substr(0, 24), bytes("nonce"));
    EXPECT_EQ(Unseal(ciphertext, key, row["part"].get<std::string>(), row["event_id"].get<std::string>()).value(),
              row["plaintext"].get<std::string>());
    EXPECT_EQ(base::ToHex(base::View(Commitment(salt, ciphertext))), row["commitment"]);
  }
}

}  // namespace
}  // namespace proofmark::ledger
