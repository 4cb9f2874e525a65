// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "trace/custody_fixture.h"

namespace proofmark::trace {
namespace {

std::string StatusIn(const Custody& custody, const std::string& owner) {
  for (const OwnerStatus& status : custody.status) {
    if (status.owner == owner) return status.status;
  }
  return "no such owner";
}

std::string WhyOf(const Custody& custody, const std::string& owner) {
  for (const OwnerStatus& status : custody.status) {
    if (status.owner == owner) return status.why.english();
  }
  return "no such owner";
}

TEST(Status, IsThatOfTheLastEventThatGivesOne) {
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"manufactured", "lawful"},     {"registered", "lawful"},
      {"stored", "lawful"},           {"lost", "lost"},
      {"stolen", "stolen"},           {"captured", "stolen"},
      {"wanted", "wanted"},           {"used_in_crime", "wanted"},
      {"smuggled", "smuggled"},       {"trafficked", "trafficked"},
      {"seized", "seized"},           {"recovered", "recovered"},
      {"found", "recovered"},         {"surrendered", "surrendered"},
      {"collected", "surrendered"},   {"returned", "returned"},
      {"deactivated", "deactivated"}, {"destroyed", "destroyed"},
      {"test_fired", "unknown"},      {"inspected", "unknown"},
      {"reactivated", "unknown"}};
  for (const auto& [kind, status] : expected) {
    EXPECT_EQ(StatusOf(Words(), "AA", {Event(kind, "AA", "2020")}).status, status) << kind;
  }
  EXPECT_EQ(StatusOf(Words(), "AA", {}).status, "unknown");
}

TEST(Status, OfAnOwnerLooksAtItsOwnEventsOnly) {
  const std::vector<CustodyEvent> events = {Event("stolen", "AA", "2019"), Event("recovered", "BB", "2020-02-03")};
  EXPECT_EQ(StatusOf(Words(), "AA", events).status, "stolen");
  const OwnerStatus bb = StatusOf(Words(), "BB", events);
  EXPECT_EQ(bb.status, "recovered");
  EXPECT_EQ(bb.as_of, "2020-02-03");
  EXPECT_EQ(bb.event, "BB.recovered.2020-02-03");
}

TEST(Status, AsOfADayCountsWhatHadSurelyHappened) {
  const std::vector<CustodyEvent> events = {Event("sold", "AA", "2018"), Event("stolen", "AA", "2019-06"),
                                            Event("recovered", "AA", "2020-02-03"), Event("returned", "AA", "2020-03")};
  auto on = [&](const char* day) {
    return StatusOf(Words(), "AA", events, base::PartialDate::Parse(day).value().FirstDay()).status;
  };
  EXPECT_EQ(on("2018-06-01"), "unknown");
  EXPECT_EQ(on("2019-01-01"), "lawful");
  EXPECT_EQ(on("2019-06-15"), "lawful");
  EXPECT_EQ(on("2019-07-01"), "stolen");
  EXPECT_EQ(on("2020-02-03"), "recovered");
  EXPECT_EQ(on("2024-01-01"), "returned");
}

TEST(Status, OfOneOwnerWhoDestroyedItAndSeizedItLaterIsContradictory) {
  const Custody custody = Tell({Event("destroyed", "AA", "2018"), Event("seized", "AA", "2020")});
  EXPECT_EQ(StatusIn(custody, "AA"), "contradictory");
  EXPECT_EQ(StatusIn(custody, "*"), "contradictory");
}

TEST(Status, SeizedThenDestroyedInOneYearIsDestroyed) {
  EXPECT_EQ(StatusIn(Tell({Event("destroyed", "AA", "2018"), Event("seized", "AA", "2018")}), "*"), "destroyed");
}

TEST(Status, StolenPerOneAndDestroyedPerAnotherIsContradictory) {
  const Custody custody = Tell({Event("stolen", "AA", "2019"), Event("destroyed", "BB", "2020")});
  EXPECT_EQ(StatusIn(custody, "*"), "contradictory");
  EXPECT_EQ(WhyOf(custody, "*"), "stolen per AA, destroyed per BB");
  EXPECT_EQ(StatusIn(custody, "AA"), "stolen");
}

TEST(Status, ARecoveryThatTheOwnerOfTheReportHasNotHeardOfIsNoContradiction) {
  const Custody custody = Tell({Event("stolen", "AA", "2019"), Event("recovered", "BB", "2020")});
  EXPECT_EQ(StatusIn(custody, "*"), "recovered");
  EXPECT_EQ(WhyOf(custody, "*"), "AA still records it as stolen");
}

TEST(Status, StolenLaterThanAnotherHadItInItsKeepingIsContradictory) {
  EXPECT_EQ(StatusIn(Tell({Event("seized", "BB", "2018"), Event("stolen", "AA", "2020")}), "*"), "contradictory");
  EXPECT_EQ(StatusIn(Tell({Event("seized", "BB", "2020"), Event("stolen", "AA", "2020")}), "*"), "seized");
}

TEST(Status, LawfulPerOneAfterAnotherReportsItStolenIsContradictory) {
  EXPECT_EQ(StatusIn(Tell({Event("stolen", "AA", "2018"), Event("registered", "BB", "2020")}), "*"), "contradictory");
  EXPECT_EQ(StatusIn(Tell({Event("registered", "BB", "2018"), Event("stolen", "AA", "2020")}), "*"), "stolen");
}

TEST(Grounds, AreThoseThatTheStoryShows) {
  CustodyWeapon about;
  about.serial_destroyed = true;
  about.type_class = "home-made";
  std::vector<std::string> codes;
  for (const Ground& ground : Tell({Event("smuggled", "AA", "2020")}, about).grounds) {
    codes.push_back(ground.code);
    EXPECT_NE(Words().List("illegality_grounds").Find(ground.code), nullptr) << ground.code;
  }
  EXPECT_EQ(codes, (std::vector<std::string>{"not_marked", "made_without_licence", "transferred_without_licence"}));
  EXPECT_TRUE(Tell({Event("seized", "AA", "2020")}).grounds.empty());
}

}  // namespace
}  // namespace proofmark::trace
