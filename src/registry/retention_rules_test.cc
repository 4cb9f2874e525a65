// SPDX-License-Identifier: Apache-2.0
#include "registry/retention_rules.h"

#include <gtest/gtest.h>

#include "registry/decide_erasure.h"

namespace proofmark::registry {
namespace {

using base::Code;

class RetentionRulesTest : public testing::Test {
 protected:
  const RetentionRule* Due(const store::SealedPartAt& part, const std::string& day,
                           std::optional<std::int64_t> accesses_after_days = std::nullopt) {
    rules_ = RetentionRules(words_, {accesses_after_days}).value();
    return DueUnder(rules_, part, base::PartialDate::Parse(day).value());
  }
  static store::SealedPartAt Part(const std::string& expires_at, store::Stream log = store::Stream::kRecord) {
    store::SealedPartAt part;
    part.place = {log, 412, "parties"};
    part.event.owner = "XX";
    part.event.subject = "XX.item.01J9ZQ4V7M4W0T5YB3N2K8XH01";
    part.event.at = *base::Instant::Parse("2026-11-24T23:59:59.999Z");
    if (!expires_at.empty()) part.event.handling.expires_at = base::PartialDate::Parse(expires_at).value();
    return part;
  }

  vocab::Vocabulary words_ = vocab::Vocabulary::Load(PM_DATA_DIR).value();
  std::vector<RetentionRule> rules_;
};

TEST_F(RetentionRulesTest, APartIsDueTheDayAfterTheLastOneOnWhichItIsKept) {
  EXPECT_EQ(Due(Part("2031-01-31"), "2031-01-31"), nullptr);
  ASSERT_NE(Due(Part("2031-01-31"), "2031-02-01"), nullptr);
  EXPECT_EQ(Due(Part("2031-01-31"), "2031-02-01")->code, "R1");
  EXPECT_EQ(Due(Part("2031-01"), "2031-01-31"), nullptr) << "a month has passed with its last day";
  EXPECT_NE(Due(Part("2031-01"), "2031-02-01"), nullptr);
  EXPECT_EQ(Due(Part("2031"), "2031-12-31"), nullptr);
  EXPECT_EQ(Due(Part(""), "2999-01-01"), nullptr) << "without a date nothing expires";
}

TEST_F(RetentionRulesTest, QuestionsAreKeptUntilTheOwnersLawSetsDays) {
  const store::SealedPartAt query = Part("", store::Stream::kAccess);
  EXPECT_EQ(Due(query, "2999-01-01"), nullptr);
  EXPECT_EQ(Due(query, "2026-12-24", 30), nullptr);
  ASSERT_NE(Due(query, "2026-12-25", 30), nullptr);
  EXPECT_EQ(Due(query, "2026-12-25", 30)->code, "R2");
  EXPECT_EQ(Due(Part(""), "2999-01-01", 30), nullptr) << "the days are those of the access log";
}

TEST_F(RetentionRulesTest, DaysThatAreNoDaysAreRefused) {
  EXPECT_EQ(RetentionRules(words_, {-1}).error().code, Code::kInvalid);
  EXPECT_EQ(RetentionRules(words_, {kRetentionDaysMax + 1}).error().field, "days");
}

TEST_F(RetentionRulesTest, AnErasureSaysWhichPartWhyAndOnWhoseOrder) {
  base::FakeClock clock{*base::Instant::Parse("2031-02-01T00:00:00.000Z")};
  base::SeededRng rng{1};
  base::UlidMaker ulids{clock, rng};
  const store::SealedPartAt part = Part("2031-01-31");
  const ErasureOrder order{"court_order", std::nullopt, "4 Js 112/30"};
  ASSERT_TRUE(CheckErasure(words_, order).ok());
  model::Event event = DecideErasure(part, order, {"staff:4711", words_.version()}, {ulids, rng}).event;
  EXPECT_EQ(event.subject, part.event.subject);
  EXPECT_EQ(event.actor, "staff:4711");
  EXPECT_EQ(event.command, "erase:record:412:parties");
  EXPECT_FALSE(event.rules);
  EXPECT_EQ(event.body,
            (base::Json{{"seq", 412}, {"part", "parties"}, {"ground", "court_order"}, {"reference", "4 Js 112/30"}}));
  event = DecideErasure(Part("", store::Stream::kAccess), {"expired", "R2"}, {"console:0"}, {ulids, rng}).event;
  EXPECT_EQ(event.body["log"], "access");
  EXPECT_EQ(event.body["rule"], "R2");
  EXPECT_EQ(event.rules, kRetentionRules);
}

TEST_F(RetentionRulesTest, AGroundIsACodeAndAReferenceANumberNeverAName) {
  EXPECT_EQ(CheckErasure(words_, {"because"}).error().field, "ground");
  EXPECT_EQ(CheckErasure(words_, {"court_order", {}, "Maria da Silva"}).error().field, "reference");
  EXPECT_EQ(CheckErasure(words_, {"court_order", {}, "4\n5"}).error().field, "reference");
  EXPECT_EQ(CheckErasure(words_, {"court_order", {}, std::string(129, '1')}).error().code, Code::kTooLarge);
  EXPECT_TRUE(CheckErasure(words_, {"expired"}).ok());
}

}  // namespace
}  // namespace proofmark::registry
