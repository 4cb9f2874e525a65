// SPDX-License-Identifier: Apache-2.0
// Each rule where it speaks, and where it must not.
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <set>

#include "base/file.h"
#include "trace/breaks.h"
#include "trace/custody_fixture.h"
#include "trace/diversion.h"

namespace proofmark::trace {
namespace {

using Events = std::vector<CustodyEvent>;

// What a rule of diversion says of these events: its sentence stands in the answer.
struct DiversionCase {
  std::string rule;
  Events speaks;
  Events silent;
  CustodyWeapon about{};
};

std::vector<DiversionCase> ReportedCases() {
  const CustodyEvent sale = Event("sold", "AA", "2019-01-01").To("Silva");
  return {
      {"theft_reported", {sale, Event("stolen", "AA", "2020")}, {sale, Event("lost", "AA", "2020")}},
      {"theft_told_by_two",
       {sale, Event("stolen", "AA", "2020"), Event("stolen", "BB", "2020-03")},
       {sale, Event("stolen", "AA", "2020")}},
      {"theft_from_holder",
       {sale, Event("stolen", "AA", "2020").From("SILVA")},
       {sale, Event("stolen", "AA", "2020").From("Souza")}},
      {"theft_from_another",
       {sale, Event("stolen", "AA", "2020").From("Souza")},
       {sale, Event("stolen", "AA", "2020")}},
      {"theft_not_first",
       {sale, Event("used_in_crime", "BB", "2019-06"), Event("stolen", "AA", "2020")},
       {sale, Event("used_in_crime", "BB", "2020-06"), Event("stolen", "AA", "2020")}},
      {"theft_recorded_late",
       {sale, Event("stolen", "AA", "2020").Recorded("2021-05-05"), Event("seized", "BB", "2021-02")},
       {sale, Event("stolen", "AA", "2020").Recorded("2020-12-31"), Event("seized", "BB", "2021-02")}},
      {"theft_recorded_long_after",
       {sale, Event("stolen", "AA", "2020").Recorded("2022-05-05")},
       {sale, Event("stolen", "AA", "2020").Recorded("2021-05-05")}},
      {"theft_no_history", {Event("stolen", "AA", "2020")}, {sale, Event("stolen", "AA", "2020")}},
      {"loss_reported", {sale, Event("lost", "AA", "2020")}, {sale, Event("stolen", "AA", "2020")}},
      {"loss_told_by_two",
       {sale, Event("lost", "AA", "2020"), Event("lost", "BB", "2020")},
       {sale, Event("lost", "AA", "2020")}},
      {"loss_found", {sale, Event("found", "BB", "2020")}, {sale, Event("seized", "BB", "2020")}},
      {"loss_not_first",
       {sale, Event("trafficked", "BB", "2019-06"), Event("lost", "AA", "2020")},
       {sale, Event("lost", "AA", "2020")}},
      {"loss_recorded_late",
       {sale, Event("lost", "AA", "2020").Recorded("2021-05-05"), Event("seized", "BB", "2021-02")},
       {sale, Event("lost", "AA", "2020"), Event("seized", "BB", "2021-02")}},
      {"loss_recorded_long_after",
       {sale, Event("lost", "AA", "2020").Recorded("2022-05-05")},
       {sale, Event("lost", "AA", "2020").Recorded("2022-05-05"), Event("lost", "BB", "2020").Recorded("2020-05-05")}},
      {"loss_no_history", {Event("lost", "AA", "2020")}, {sale, Event("lost", "AA", "2020")}},
      {"capture_reported", {sale, Event("captured", "AA", "2020")}, {sale, Event("seized", "AA", "2020")}},
      {"capture_not_first",
       {sale, Event("stolen", "BB", "2019-06"), Event("captured", "AA", "2020")},
       {sale, Event("captured", "AA", "2020")}},
      {"capture_no_history", {Event("captured", "AA", "2020")}, {sale, Event("captured", "AA", "2020")}},
  };
}

std::vector<DiversionCase> TransferCases() {
  const CustodyEvent exported = Event("exported", "BE", "2015").To("Ministry of Defence, Brazil").Under("EUC 17");
  const CustodyEvent imported = Event("imported", "BR", "2015");
  const CustodyEvent seen = Event("seized", "FR", "2020");
  const CustodyEvent stolen = Event("stolen", "BE", "2019");
  const CustodyEvent given = Event("transferred", "BR", "2018").To("armed forces of Chad");
  return {
      {"export_no_import", {exported, seen}, {exported, imported, seen}},
      {"export_elsewhere", {exported, seen}, {exported, Event("seized", "BR-RJ", "2020")}},
      {"export_paper", {exported, seen}, {Event("exported", "BE", "2015"), seen}},
      {"export_arrived", {exported, Event("seized", "BR-RJ", "2020")}, {exported, seen}},
      {"export_long", {exported, Event("seized", "FR", "2026-02")}, {exported, Event("seized", "FR", "2025-02")}},
      {"export_other_cause", {exported, stolen, seen}, {exported, seen}},
      {"retransfer_no_export",
       {exported, imported, seen},
       {exported, imported, Event("exported", "BR", "2016").To("FR"), Event("imported", "FR", "2016"), seen}},
      {"retransfer_imported", {exported, imported, seen}, {Event("registered", "BR", "2015"), seen}},
      {"retransfer_handed_abroad", {exported, given, seen}, {exported, given, Event("imported", "TD", "2018"), seen}},
      {"retransfer_handed_abroad", {imported, given, seen}, {Event("stored", "BR", "2015"), given, seen}},
      {"retransfer_handed_abroad",
       {imported, given, seen},
       {imported, Event("transferred", "BR", "2018").To("armed forces of Brazil"), seen}},
      {"retransfer_handed_abroad", {imported, given, seen}, {imported, Event("exported", "BR", "2018"), given, seen}},
      {"retransfer_after_export",
       {exported, Event("seized", "FR", "2026-02")},
       {exported, Event("seized", "BR-RJ", "2026-02")}},
      {"retransfer_sold",
       {imported, Event("sold", "BR", "2016"), seen},
       {imported, Event("issued", "BR", "2016"), seen}},
      {"retransfer_other_cause", {imported, stolen, seen}, {imported, seen}},
  };
}

std::vector<DiversionCase> HoldingCases() {
  const CustodyEvent seen = Event("seized", "AA", "2020-01-10");
  const CustodyEvent stored = Event("stored", "AA", "2018");
  const CustodyEvent sold = Event("sold", "AA", "2019-06-01");
  const CustodyEvent sold_2018 = Event("sold", "AA", "2018-06-01");
  const CustodyEvent sold_2009 = Event("sold", "AA", "2009");
  return {
      {"stock_last", {stored, seen}, {stored, Event("transferred", "AA", "2019"), seen}},
      {"stock_last", {stored, Event("inspected", "AA", "2019"), seen}, {sold_2018, seen}},
      {"stock_authority",
       {Event("seized", "AA", "2018"), Event("used_in_crime", "AA", "2019")},
       {Event("seized", "AA", "2018"), Event("returned", "AA", "2018"), Event("used_in_crime", "AA", "2019")}},
      {"stock_other_cause", {stored, Event("stolen", "AA", "2019"), seen}, {stored, seen}},
      {"straw_one_year", {sold, seen}, {sold_2018, seen}},
      {"straw_one_year",
       {sold, Event("registered", "AA", "2019-06-20"), seen},
       {sold, Event("stored", "AA", "2019-07"), seen}},
      {"straw_three_years", {sold_2018, seen}, {sold, seen}},
      {"straw_three_years", {sold_2018, seen}, {sold_2009, seen}},
      {"straw_not_reported", {sold, seen}, {sold, Event("stolen", "AA", "2019-12"), seen}},
      {"straw_long", {sold_2009, seen}, {sold_2018, seen}},
      {"straw_other_cause", {sold, Event("lost", "AA", "2019-12"), seen}, {sold, seen}},
      {"nothing_tells", {sold, seen}, {sold, Event("stolen", "AA", "2019-12"), seen}},
      {"no_lawful_history", {seen}, {sold, seen}},
  };
}

std::vector<DiversionCase> ConditionCases() {
  const CustodyEvent dead = Event("deactivated", "AA", "2010");
  const CustodyEvent seen = Event("seized", "BB", "2020");
  const CustodyEvent made = Event("manufactured", "AA", "2009");
  CustodyWeapon home_made;
  home_made.type_class = "home-made";
  return {
      {"reactivated", {dead, Event("reactivated", "BB", "2015")}, {dead, seen}},
      {"deactivated_seen", {dead, seen}, {dead, Event("sold", "AA", "2012"), seen}},
      {"deactivated_fires", {dead, seen, Event("test_fired", "BB", "2020")}, {dead, seen}},
      {"deactivated_unproved", {dead, seen}, {dead, seen, Event("test_fired", "BB", "2020")}},
      {"destroyed_seen", {Event("destroyed", "AA", "2010"), seen}, {seen, Event("destroyed", "BB", "2021")}},
      {"destroyed_other_weapon", {Event("destroyed", "AA", "2010"), seen}, {Event("destroyed", "BB", "2010"), seen}},
      {"converted", {Event("converted", "AA", "2019"), seen}, {seen}},
      {"no_lawful_maker", {seen}, {}, home_made},
      {"maker_recorded", {made, seen}, {seen}, home_made},
  };
}

std::string Arguments(const Custody& custody, const DiversionRule& rule) {
  const Hypothesis* hypothesis = Find(custody, std::string(rule.kind));
  if (hypothesis == nullptr) return "";
  return Joined(rule.weight > 0 ? hypothesis->support : hypothesis->against);
}

TEST(DiversionRules, SpeakWhereTheyShouldAndAreSilentElsewhere) {
  std::set<std::string_view> tried;
  std::vector<DiversionCase> cases;
  for (auto* some : {&ReportedCases, &TransferCases, &HoldingCases, &ConditionCases}) {
    for (DiversionCase& one : (*some)()) cases.push_back(std::move(one));
  }
  for (const DiversionCase& one : cases) {
    for (const DiversionRule& rule : DiversionRules()) {
      if (rule.name != one.rule) continue;
      tried.insert(rule.name);
      EXPECT_NE(Arguments(Tell(one.speaks, one.about), rule).find(rule.sentence), std::string::npos) << rule.name;
      EXPECT_EQ(Arguments(Tell(one.silent, one.about), rule).find(rule.sentence), std::string::npos) << rule.name;
    }
  }
  for (const DiversionRule& rule : DiversionRules()) EXPECT_EQ(tried.count(rule.name), 1U) << "untried: " << rule.name;
}

struct BreakCase {
  std::string rule;
  Events speaks;
  Events silent;
};

std::vector<BreakCase> GapCases() {
  const CustodyEvent sold = Event("sold", "AA", "2010").From("Shop").To("Silva");
  const CustodyEvent seized = Event("seized", "BB", "2012");
  return {
      {"holder_changed",
       {sold, Event("sold", "AA", "2012").From("Souza")},
       {sold, Event("sold", "AA", "2012").From("SILVA")}},
      {"holder_changed", {sold, Event("stolen", "AA", "2012").From("Souza")}, {sold, Event("stolen", "AA", "2012")}},
      {"holder_changed",
       {Event("exported", "AA", "2010").From("Maker").To("Dealer"), Event("sold", "BB", "2011").From("Shop")},
       {Event("exported", "AA", "2010").From("Maker SA").To("Dealer"),
        Event("imported", "BB", "2010").From("Maker").To("Dealer Ltd")}},
      {"no_import",
       {Event("exported", "AA", "2010"), seized},
       {Event("exported", "AA", "2010"), Event("imported", "BB", "2010"), seized}},
      {"no_import", {Event("exported", "AA", "2010"), seized}, {Event("exported", "AA", "2010")}},
      {"no_import",
       {Event("imported", "BR", "2008"), Event("exported", "AA", "2010").To("Brazil"), seized},
       {Event("imported", "BR", "2009-12"), Event("exported", "AA", "2010-01").To("Brazil"), seized}},
      {"long_silence",
       {Event("registered", "AA", "1990"), Event("registered", "AA", "2005")},
       {Event("registered", "AA", "1990"), Event("inspected", "AA", "1998"), Event("registered", "AA", "2005")}},
      {"left_unseen", {sold, seized}, {sold, Event("stolen", "AA", "2011"), seized}},
      {"left_unseen", {sold, seized}, {sold, Event("seized", "BB", "2012").From("Silva")}},
      {"taken_again",
       {seized, Event("seized", "BB", "2014")},
       {seized, Event("returned", "BB", "2013"), Event("seized", "BB", "2014")}},
  };
}

TEST(GapRules, SpeakWhereTheyShouldAndAreSilentElsewhere) {
  std::set<std::string_view> tried;
  for (const BreakCase& one : GapCases()) {
    for (const GapRule& rule : GapRules()) {
      if (rule.name != one.rule) continue;
      tried.insert(rule.name);
      EXPECT_NE(Whys(Tell(one.speaks).gaps).find(rule.sentence), std::string::npos) << rule.name;
      EXPECT_EQ(Whys(Tell(one.silent).gaps).find(rule.sentence), std::string::npos) << rule.name;
    }
  }
  EXPECT_EQ(tried.size(), GapRules().size());
}

std::vector<BreakCase> ContradictionCases() {
  const CustodyEvent destroyed = Event("destroyed", "AA", "2010");
  const CustodyEvent stolen = Event("stolen", "AA", "2010");
  const CustodyEvent seized = Event("seized", "BB", "2012");
  const CustodyEvent sold = Event("sold", "AA", "2011");
  return {
      {"after_destruction", {destroyed, seized}, {seized, Event("destroyed", "BB", "2012")}},
      {"before_manufacture", {Event("manufactured", "AA", "2015"), sold}, {Event("manufactured", "AA", "2011"), sold}},
      {"imported_before_exported",
       {Event("imported", "BR", "2011-02-28"), Event("exported", "BE", "2011-03-14").To("Brazil")},
       {Event("imported", "BR", "2011-02"), Event("exported", "BE", "2011").To("Brazil")}},
      {"imported_before_exported",
       {Event("imported", "BR", "2011-02-28"), Event("exported", "BE", "2011-03-14").To("Brazil"), seized},
       {Event("imported", "BR", "2009"), Event("exported", "BE", "2011-03-14").To("Brazil"), seized}},
      {"made_twice",
       {Event("manufactured", "AA", "2010"), Event("manufactured", "BB", "2012")},
       {Event("manufactured", "AA", "2010"), Event("manufactured", "BB", "2010-05")}},
      {"destroyed_twice",
       {destroyed, Event("destroyed", "BB", "2012")},
       {destroyed, Event("destroyed", "BB", "2010-02")}},
      {"handed_on_while_stolen", {stolen, sold}, {stolen, Event("returned", "AA", "2010"), sold}},
      {"handed_on_while_stolen", {stolen, sold}, {stolen, Event("sold", "AA", "2010-05")}},
      {"stolen_twice",
       {stolen, Event("stolen", "BB", "2012")},
       {stolen, Event("recovered", "BB", "2011"), Event("stolen", "BB", "2012")}},
      {"recovered_before_stolen",
       {seized, Event("stolen", "AA", "2013")},
       {seized, Event("returned", "BB", "2012"), Event("stolen", "AA", "2013")}},
      {"sold_after_recovery",
       {seized, Event("sold", "AA", "2013")},
       {Event("registered", "AA", "2001"), seized, Event("sold", "BB", "2013")}},
      {"used_while_kept",
       {seized, Event("used_in_crime", "CC", "2013")},
       {seized, Event("returned", "BB", "2012"), Event("used_in_crime", "CC", "2013")}},
      {"used_while_kept",
       {seized, Event("used_in_crime", "CC", "2013")},
       {seized, Event("used_in_crime", "CC", "2012")}},
      {"two_places",
       {Event("seized", "BB", "2012-01-02").At("Recife, Brazil"), Event("used_in_crime", "AA", "2012-01-02").At("FR")},
       {Event("seized", "BB", "2012-01-02").At("Recife, Brazil"),
        Event("used_in_crime", "AA", "2012-01-02").At("BR-PE")}},
      {"two_places",
       {Event("seized", "BB", "2012-01-02").At("BR"), Event("used_in_crime", "AA", "2012-01-02").At("FR")},
       {Event("seized", "BB", "2012-01").At("BR"), Event("used_in_crime", "AA", "2012-01").At("FR")}},
      {"place_told_twice",
       {Event("seized", "BB", "2012").At("BR"), Event("seized", "AA", "2012").At("France")},
       {Event("seized", "BB", "2012").At("BR"), Event("seized", "AA", "2012").At("an unknown village")}},
      {"two_holders",
       {Event("sold", "AA", "2012-01-02").From("Shop").To("Silva"),
        Event("sold", "BB", "2012-01-02").From("Shop").To("Souza")},
       {Event("sold", "AA", "2012-01-02").From("Shop").To("Silva"),
        Event("sold", "BB", "2012-01-02").From("Silva").To("Souza")}},
      {"stolen_and_destroyed",
       {stolen, Event("destroyed", "BB", "2013")},
       {stolen, seized, Event("returned", "BB", "2012"), Event("destroyed", "BB", "2013")}},
      {"made_in_two_states",
       {Event("manufactured", "AA", "2010").At("Belgium"),
        Event("manufactured", "BB", "2010").Id("2").From("x").At("BR")},
       {Event("manufactured", "AA", "2010").At("Belgium")}},
  };
}

TEST(ContradictionRules, SpeakWhereTheyShouldAndAreSilentElsewhere) {
  std::set<std::string_view> tried;
  for (const BreakCase& one : ContradictionCases()) {
    for (const ContradictionRule& rule : ContradictionRules()) {
      if (rule.name != one.rule) continue;
      tried.insert(rule.name);
      EXPECT_NE(Whys(Tell(one.speaks).contradictions).find(rule.sentence), std::string::npos) << rule.name;
      EXPECT_EQ(Whys(Tell(one.silent).contradictions).find(rule.sentence), std::string::npos) << rule.name;
    }
  }
  for (const ContradictionRule& rule : ContradictionRules()) {
    EXPECT_EQ(tried.count(rule.name), 1U) << "untried: " << rule.name;
  }
}

TEST(ContradictionRules, ThePlaceOfManufactureIsComparedWithTheDescription) {
  CustodyWeapon about;
  about.made_country = "BR";
  const Custody custody = Tell({Event("manufactured", "AA", "2010").At("Belgium")}, about);
  ASSERT_EQ(custody.contradictions.size(), 1U);
  EXPECT_NE(custody.contradictions[0].why.english().find("BR and BE"), std::string::npos);
}

TEST(BreakRules, WhatAReaderMayNotSeeIsUnknownAndBreaksNothing) {
  CustodyEvent sold = Event("sold", "AA", "2010").From("Shop");
  sold.withheld = {"to_party"};
  const Custody custody = Tell({sold, Event("transferred", "AA", "2012").From("Souza").To("Lima")});
  EXPECT_TRUE(custody.gaps.empty()) << Whys(custody.gaps);
  EXPECT_TRUE(custody.contradictions.empty());
}

TEST(Breaks, OfAVeryLongStoryAreCut) {
  Events events = {Event("destroyed", "AA", "1999")};
  for (int i = 0; i < 300; ++i) {
    events.push_back(Event("seized", "AA", std::to_string(2000 + i)).Id(std::to_string(i)));
  }
  EXPECT_EQ(Tell(events).contradictions.size(), kBreaksMax);
  EXPECT_EQ(Tell(events).gaps.size(), kBreaksMax);
}

TEST(Rules, ArePrintedInTheDocumentation) {
  const std::string page = base::ReadFile(std::string(PM_SOURCE_DIR) + "/docs/concepts/custody.md", 1U << 20).value();
  for (const DiversionRule& rule : DiversionRules()) {
    const std::string row = "| `" + std::string(rule.name) + "` | " + std::string(rule.kind) + " | " +
                            std::to_string(rule.weight) + " | " + std::string(rule.sentence) + " |";
    EXPECT_NE(page.find(row), std::string::npos) << row;
  }
  for (const GapRule& rule : GapRules()) {
    const std::string row = "| `" + std::string(rule.name) + "` | " + std::string(rule.sentence) + " |";
    EXPECT_NE(page.find(row), std::string::npos) << row;
  }
  for (const ContradictionRule& rule : ContradictionRules()) {
    const std::string row =
        "| `" + std::string(rule.name) + "` | " + std::string(rule.field) + " | " + std::string(rule.sentence) + " |";
    EXPECT_NE(page.find(row), std::string::npos) << row;
  }
}

}  // namespace
}  // namespace proofmark::trace
