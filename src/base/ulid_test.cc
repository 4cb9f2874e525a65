// SPDX-License-Identifier: Apache-2.0
#include "base/ulid.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>

namespace proofmark::base {
namespace {

constexpr Instant kStart{1'790'000'000'000};

TEST(Ulid, TextIsTheKnownOne) {
  Ulid id;
  EXPECT_EQ(id.ToText(), "00000000000000000000000000");
  id.bytes.fill(0xff);
  EXPECT_EQ(id.ToText(), "7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
  // The example of the ULID specification.
  EXPECT_EQ(Ulid::Parse("01ARYZ6S41TSV4RRFFQ69G5FAV")->Milliseconds(), 1469918176385);
}

TEST(Ulid, OneIdHasOneSpelling) {
  for (const char* wrong :
       {"", "01ARYZ6S41TSV4RRFFQ69G5FA", "01ARYZ6S41TSV4RRFFQ69G5FAVV", "01aryz6s41tsv4rrffq69g5fav",
        "81ARYZ6S41TSV4RRFFQ69G5FAV", "0IARYZ6S41TSV4RRFFQ69G5FAV", "0LARYZ6S41TSV4RRFFQ69G5FAV",
        "0OARYZ6S41TSV4RRFFQ69G5FAV", "0UARYZ6S41TSV4RRFFQ69G5FAV", "01ARYZ6S41TSV4RRFFQ69G5F-V"}) {
    EXPECT_FALSE(Ulid::Parse(wrong).ok()) << wrong;
  }
}

RC_GTEST_PROP(Ulid, TextSortsAsTheBytes, ()) {
  auto any = rc::gen::container<std::array<std::uint8_t, 16>>(rc::gen::arbitrary<std::uint8_t>());
  Ulid a{*any};
  Ulid b{*any};
  RC_ASSERT((a < b) == (a.ToText() < b.ToText()));
  RC_ASSERT(*Ulid::Parse(a.ToText()) == a);
}

TEST(UlidMaker, CarriesTheTime) {
  FakeClock clock(kStart);
  SeededRng rng(1);
  UlidMaker maker(clock, rng);
  EXPECT_EQ(maker.Make().Milliseconds(), kStart.ms);
  clock.Tick(1500);
  EXPECT_EQ(maker.Make().Milliseconds(), kStart.ms + 1500);
}

TEST(UlidMaker, RisesWithinOneMillisecond) {
  FakeClock clock(kStart);
  SeededRng rng(1);
  UlidMaker maker(clock, rng);
  Ulid last = maker.Make();
  for (int i = 0; i < 10'000; ++i) {
    Ulid next = maker.Make();
    ASSERT_LT(last, next);
    ASSERT_LT(last.ToText(), next.ToText());
    last = next;
  }
}

TEST(UlidMaker, RisesWhenTheClockJumpsBack) {
  FakeClock clock(kStart);
  SeededRng rng(1);
  UlidMaker maker(clock, rng);
  Ulid before = maker.Make();
  clock.Tick(-86'400'000);
  Ulid after = maker.Make();
  EXPECT_LT(before, after);
  EXPECT_EQ(after.Milliseconds(), kStart.ms);
  clock.Tick(2 * 86'400'000);
  EXPECT_EQ(maker.Make().Milliseconds(), kStart.ms + 86'400'000);
}

// Chance that is always at its highest, so that the sum carries into the time.
class HighestRng : public Rng {
 public:
  void Fill(std::span<std::uint8_t> out) override { std::fill(out.begin(), out.end(), 0xff); }
};

TEST(UlidMaker, RisesWhereTheChancePartIsFull) {
  FakeClock clock(kStart);
  HighestRng rng;
  UlidMaker maker(clock, rng);
  Ulid full = maker.Make();
  Ulid next = maker.Make();
  EXPECT_LT(full, next);
  EXPECT_EQ(next.Milliseconds(), kStart.ms + 1);
}

RC_GTEST_PROP(UlidMaker, RisesWhateverTheClockDoes, (std::vector<std::int16_t> ticks)) {
  FakeClock clock(kStart);
  SeededRng rng(7);
  UlidMaker maker(clock, rng);
  Ulid last = maker.Make();
  for (std::int16_t tick : ticks) {
    clock.Tick(tick);
    Ulid next = maker.Make();
    RC_ASSERT(last < next);
    last = next;
  }
}

TEST(SeededRng, GivesTheSameNumbersOnEveryMachine) {
  // SplitMix64 with seed 1234567, as published with the generator.
  SeededRng rng(1234567);
  EXPECT_EQ(rng.Next(), 6457827717110365317ULL);
  EXPECT_EQ(rng.Next(), 3203168211198807973ULL);
  EXPECT_EQ(rng.Next(), 9817491932198370423ULL);
  EXPECT_EQ(rng.Next(), 4593380528125082431ULL);
  EXPECT_EQ(rng.Next(), 16408922859458223821ULL);
  SeededRng a(9);
  SeededRng b(9);
  EXPECT_EQ(a.Bytes<13>(), b.Bytes<13>());
}

TEST(SeededRng, BelowStaysBelow) {
  SeededRng rng(3);
  std::array<int, 6> seen{};
  for (int i = 0; i < 6000; ++i) ++seen.at(rng.Below(6));
  for (int count : seen) EXPECT_NEAR(count, 1000, 150);
  EXPECT_EQ(rng.Below(1), 0U);
}

TEST(SystemRng, FillsEveryByteAndDoesNotRepeat) {
  SystemRng rng;
  auto a = rng.Bytes<32>();
  auto b = rng.Bytes<32>();
  EXPECT_NE(a, b);
  // More than its buffer holds, in one piece.
  std::vector<std::uint8_t> many(10'000, 0);
  rng.Fill(many);
  EXPECT_LT(std::count(many.begin(), many.end(), 0), 200);
}

}  // namespace
}  // namespace proofmark::base
