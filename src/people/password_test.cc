// SPDX-License-Identifier: Apache-2.0
#include "people/password.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "people/password_hasher.h"

namespace proofmark::people {
namespace {

const vocab::Vocabulary& Words() {
  static const vocab::Vocabulary words = *vocab::Vocabulary::Load(PM_DATA_DIR);
  return words;
}

bool IsTaken(const std::string& typed, const std::string& login = "m.silva") {
  auto normal = NormalPassword(typed);
  return normal.ok() && CheckPassword(Words(), *normal, login).ok();
}

const HashCost kCheap{1, 8192, 5000};

TEST(Password, HasTwelveTo128Characters) {
  EXPECT_TRUE(IsTaken("correct horse"));
  EXPECT_FALSE(IsTaken("corect hors"));
  std::string long_one;
  for (int i = 0; i < 16; ++i) long_one += "q8 vLz0";  // 7 characters
  EXPECT_TRUE(IsTaken(long_one + "0123456789abcdef"));
  EXPECT_FALSE(IsTaken(long_one + "0123456789abcdefg"));
  EXPECT_TRUE(IsTaken("пароль свой 7"));  // counted in characters
  EXPECT_FALSE(IsTaken(std::string(kPasswordBytesMax + 1, 'x')));
  EXPECT_FALSE(NormalPassword("\xff\xfe and more bytes").ok());
}

TEST(Password, HasOneSpelling) {
  EXPECT_EQ(*NormalPassword("re\u0301sume\u0301 \uFF11\uFF12"), *NormalPassword("r\u00e9sum\u00e9 12"));
}

TEST(Password, DoesNotHoldTheLogInName) {
  EXPECT_FALSE(IsTaken("kiosk M.Silva 93!"));
  EXPECT_TRUE(IsTaken("kiosk M.Silva 93!", "other"));
}

TEST(Password, IsNotMadeOfWhatEverybodyTakes) {
  for (const char* common : {"passwordpassword", "Password1234567", "aaaaaaaaaaaaaaaa", "123456789012", "qwertyuiop123",
                             "Welcome2024!!!!", "abcdefghijklmnop", "letmeinletmein1"}) {
    EXPECT_FALSE(IsTaken(common)) << common;
  }
  for (const char* own : {"tractor-lamp-orchid", "839201748203", "Passwort: Krähe am Zaun"}) {
    EXPECT_TRUE(IsTaken(own)) << own;
  }
}

TEST(Password, ARandomOneIsTakenAndNeverTheSame) {
  base::SeededRng rng(2370);
  std::set<std::string> made;
  for (int i = 0; i < 200; ++i) {
    const std::string one = RandomPassword(rng);
    EXPECT_EQ(one.size(), 23U);
    EXPECT_TRUE(IsTaken(one)) << one;
    made.insert(one);
  }
  EXPECT_EQ(made.size(), 200U);
}

TEST(PasswordHasher, KnowsItsPassword) {
  PasswordHasher hasher(kCheap);
  const std::string hash = *hasher.Hash("tractor-lamp-orchid");
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$")) << hash;
  EXPECT_NE(hash, *hasher.Hash("tractor-lamp-orchid"));
  EXPECT_TRUE(*hasher.Verify(hash, "tractor-lamp-orchid"));
  EXPECT_FALSE(*hasher.Verify(hash, "tractor-lamp-orchie"));
  EXPECT_FALSE(*hasher.Verify("", "tractor-lamp-orchid"));
  EXPECT_FALSE(*hasher.Verify("no hash", "tractor-lamp-orchid"));
}

TEST(PasswordHasher, ShipsWithACostThatIsNotCheap) {
  PasswordHasher hasher(HashCost{});
  EXPECT_TRUE(hasher.Hash("x")->starts_with("$argon2id$v=19$m=65536,t=2,p=1$"));
}

TEST(PasswordHasher, NeverHashesMoreThanTwoAtATime) {
  PasswordHasher hasher({2, std::size_t{4} << 20, 60'000});
  std::atomic<int> right = 0;
  std::vector<std::thread> threads;
  const std::string hash = *hasher.Hash("x");
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&] {
      auto one = hasher.Verify(hash, "x");
      if (one.ok() && *one) ++right;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 16);
  EXPECT_LE(hasher.MostAtOnce(), kHashingAtOnce);
}

TEST(PasswordHasher, RefusesWhereItsTurnDoesNotCome) {
  PasswordHasher hasher({4, std::size_t{32} << 20, 0});
  std::atomic<int> refused = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 12; ++i) {
    threads.emplace_back([&] {
      auto one = hasher.Hash("x");
      if (!one.ok() && one.error().code == base::Code::kTooMany) ++refused;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_GT(refused, 0);
  EXPECT_LE(hasher.MostAtOnce(), kHashingAtOnce);
  EXPECT_TRUE(hasher.Hash("x").ok());
}

}  // namespace
}  // namespace proofmark::people
