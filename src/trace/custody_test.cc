// SPDX-License-Identifier: Apache-2.0
// Order, duplicate tellings, time-to-crime, the shape of the JSON.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "trace/custody_fixture.h"
#include "trace/life.h"

namespace proofmark::trace {
namespace {

using KindList = std::vector<std::string>;

TEST(Custody, WhatSurelyCameFirstStandsFirst) {
  EXPECT_EQ(Kinds(Tell({Event("recovered", "BB", "2021"), Event("stolen", "AA", "2020-03"),
                        Event("sold", "AA", "2019-05-01"), Event("manufactured", "CC", "2015")})),
            (KindList{"manufactured", "sold", "stolen", "recovered"}));
  // Dates win over the natural order where they leave no doubt.
  EXPECT_EQ(Kinds(Tell({Event("stolen", "AA", "2018"), Event("sold", "AA", "2019")})), (KindList{"stolen", "sold"}));
}

TEST(Custody, OnOneDateTheNaturalOrderOfALifeDecides) {
  EXPECT_EQ(Kinds(Tell({Event("recovered", "AA", "2019"), Event("stolen", "AA", "2019"), Event("sold", "AA", "2019"),
                        Event("imported", "AA", "2019"), Event("exported", "BB", "2019"),
                        Event("proofed", "BB", "2019"), Event("manufactured", "BB", "2019")})),
            (KindList{"manufactured", "proofed", "exported", "imported", "sold", "stolen", "recovered"}));
}

TEST(Custody, WhatHasNoDateStandsAsEarlyAsItsKindAllows) {
  EXPECT_EQ(Kinds(Tell({Event("seized", "BB", "2020-01-02"), Event("registered", "AA", ""),
                        Event("manufactured", "CC", "2010"), Event("stolen", "AA", "2019-01-01")})),
            (KindList{"manufactured", "registered", "stolen", "seized"}));
  EXPECT_EQ(Kinds(Tell({Event("seized", "BB", ""), Event("stolen", "AA", "2019-01-01")})),
            (KindList{"stolen", "seized"}));
}

TEST(Custody, OpenRangesKeepWhatTheyLeaveNoDoubtOf) {
  EXPECT_EQ(Kinds(Tell({Event("sold", "AA", "2015/"), Event("registered", "AA", "/2014")})),
            (KindList{"registered", "sold"}));
}

TEST(Custody, HandOversOfOneYearFollowFromHandToHand) {
  const Custody custody = Tell({Event("sold", "AA", "2010").From("Shop").To("Silva").Id("3"),
                                Event("sold", "AA", "2010").From("Maker").To("Wholesale Ltd").Id("1"),
                                Event("sold", "AA", "2010").From("Wholesale").To("SHOP").Id("2")});
  EXPECT_EQ(custody.events[0].id + custody.events[1].id + custody.events[2].id, "123");
  EXPECT_TRUE(custody.gaps.empty()) << Whys(custody.gaps);
}

TEST(Custody, GapsStandInTheOrderOfTheStoryAndOnce) {
  const Custody custody = Tell({Event("sold", "AA", "2001").To("Silva"), Event("exported", "AA", "2003").From("Souza"),
                                Event("seized", "BB", "2005"), Event("seized", "BB", "2007")});
  ASSERT_EQ(custody.gaps.size(), 3U) << Whys(custody.gaps);
  EXPECT_EQ(custody.gaps[0].after, "AA.sold.2001");
  EXPECT_EQ(custody.gaps[1].after, "AA.exported.2003");  // no import, and nobody tells how it left
  EXPECT_NE(custody.gaps[1].why.english().find("no import is recorded"), std::string::npos);
  EXPECT_NE(custody.gaps[1].why.english().find("how it left lawful hands is not recorded"), std::string::npos);
  EXPECT_EQ(custody.gaps[2].after, "BB.seized.2005");
}

TEST(Life, TwoTellingsOfOneTheftAreOneHappening) {
  const Life life(Words(), {Event("stolen", "BB", "2020-03-03"), Event("stolen", "AA", "2020").At("AA-01")});
  ASSERT_EQ(life.happenings().size(), 1U);
  EXPECT_EQ(life.happenings()[0].tellings.size(), 2U);
  EXPECT_EQ(DateText(life.happenings()[0].dates), "2020-03-03");
  EXPECT_EQ(life.happenings()[0].place, "AA-01");
}

TEST(Life, SalesToTwoBuyersOrOnTwoDatesAreTwo) {
  EXPECT_EQ(Life(Words(), {Event("sold", "AA", "2020").To("Silva"), Event("sold", "AA", "2020").To("Souza").Id("2")})
                .happenings()
                .size(),
            2U);
  EXPECT_EQ(Life(Words(), {Event("sold", "AA", "2020"), Event("sold", "AA", "2021")}).happenings().size(), 2U);
  EXPECT_EQ(Life(Words(), {Event("exported", "AA", "2020"), Event("imported", "BB", "2020")}).happenings().size(), 2U);
}

TEST(Life, NothingHappensAfterItWasRecorded) {
  EXPECT_EQ(DaysOf(Event("lost", "AA", "2020/").Recorded("2020-01-03")).last,
            base::PartialDate::Parse("2020-01-03").value().LastDay());
  EXPECT_EQ(DaysOf(Event("lost", "AA", "")), (Days{kOpenPast, kOpenFuture}));
}

TEST(PartyKey, LegalFormsAndPunctuationDoNotCount) {
  EXPECT_EQ(PartyKey("Taurus Armas S.A."), PartyKey("taurus armas"));
  EXPECT_EQ(PartyKey("FN Herstal, s.a."), PartyKey("FN  HERSTAL"));
  EXPECT_EQ(PartyKey("Acme Trading Co. Ltd."), "ACME TRADING");
  EXPECT_EQ(PartyKey("Ltd"), "LTD");  // a name of its own
  EXPECT_NE(PartyKey("Taurus Armas"), PartyKey("Taurus"));
}

TEST(CountryOf, KnowsStatesTheirPartsAndTheCodesThatIsoLeavesToItsUsers) {
  EXPECT_EQ(CountryOf(Words(), "Recife, Brazil"), "BR");
  EXPECT_EQ(CountryOf(Words(), "BR-RJ"), "BR");
  EXPECT_EQ(CountryOf(Words(), "XK"), "XK");
  EXPECT_EQ(CountryOf(Words(), "XK-POL"), "XK");
  EXPECT_EQ(CountryOf(Words(), "UN-POE-LIBYA"), "");
  EXPECT_EQ(CountryOf(Words(), "a village"), "");
}

TEST(CountryOf, OfAnInstitutionIsItsState) {
  EXPECT_EQ(CountryOfParty(Words(), "armed forces of Qatar"), "QA");
  EXPECT_EQ(CountryOfParty(Words(), "Ministry of the Interior of Afghanistan"), "AF");
  EXPECT_EQ(CountryOfParty(Words(), "National Security Service of South Sudan"), "SS");
  EXPECT_EQ(CountryOfParty(Words(), "Ministry of Defence, Brazil"), "BR");
  EXPECT_EQ(CountryOfParty(Words(), "police of Guerrero"), "");
  EXPECT_EQ(CountryOfParty(Words(), "Port of Spain"), "");
  EXPECT_EQ(CountryOfParty(Words(), "Ministry of Defence"), "");
}

TEST(TimeToCrime, CountsFromTheLastRetailSale) {
  const TimeToCrime time = Tell({Event("sold", "AA", "2019-05-01"), Event("registered", "AA", "2019-06-01"),
                                 Event("seized", "BB", "2019-06-30")})
                               .time_to_crime;
  EXPECT_EQ(time.days_min, 60);
  EXPECT_EQ(time.days_max, 60);
  EXPECT_EQ(time.basis, "retail");
  EXPECT_EQ(time.counted_from, "AA.sold.2019-05-01");
  EXPECT_EQ(time.counted_to, "BB.seized.2019-06-30");
  EXPECT_FALSE(time.why_not);
}

TEST(TimeToCrime, PartialDatesGiveALeastAndAGreatestNumber) {
  const TimeToCrime time = Tell({Event("sold", "AA", "2019"), Event("seized", "BB", "2020")}).time_to_crime;
  EXPECT_EQ(time.days_min, 1);
  EXPECT_EQ(time.days_max, 730);
  const TimeToCrime same = Tell({Event("sold", "AA", "2019"), Event("seized", "BB", "2019")}).time_to_crime;
  EXPECT_EQ(same.days_min, 0);
  EXPECT_EQ(same.days_max, 364);
}

TEST(TimeToCrime, WithoutASaleCountsFromTheLastLawfulTransfer) {
  const TimeToCrime time = Tell({Event("imported", "AA", "2018-01-01"), Event("issued", "AA", "2019-01-01"),
                                 Event("used_in_crime", "BB", "2019-01-11"), Event("seized", "BB", "2020-01-11")})
                               .time_to_crime;
  EXPECT_EQ(time.days_max, 375);  // to the recovery, not to the crime before it
  EXPECT_EQ(time.basis, "last_lawful");
}

TEST(TimeToCrime, CountsToTheCrimeWhereNoRecoveryIsRecorded) {
  const TimeToCrime time =
      Tell({Event("sold", "AA", "2019-01-01"), Event("used_in_crime", "BB", "2019-01-11")}).time_to_crime;
  EXPECT_EQ(time.days_max, 10);
  EXPECT_EQ(time.counted_to, "BB.used_in_crime.2019-01-11");
}

TEST(TimeToCrime, AnActThatDivertedItIsNoLawfulTransfer) {
  const TimeToCrime time = Tell({Event("imported", "UG", "2007-01-01"),
                                 Event("transferred", "UG", "2014-01-01").To("armed forces of South Sudan"),
                                 Event("seized", "SS", "2014-01-31")})
                               .time_to_crime;
  EXPECT_EQ(time.counted_from, "UG.imported.2007-01-01");
}

TEST(TimeToCrime, AnAssertedNumberStandsWhereNothingCanBeCounted) {
  CustodyWeapon about;
  about.asserted_days_to_crime = 948;
  const TimeToCrime asserted = Tell({Event("seized", "AA", "2020")}, about).time_to_crime;
  EXPECT_EQ(asserted.days_min, 948);
  EXPECT_EQ(asserted.basis, "asserted");
  const TimeToCrime counted =
      Tell({Event("sold", "AA", "2020-01-01"), Event("seized", "AA", "2020-01-03")}, about).time_to_crime;
  EXPECT_EQ(counted.days_min, 2);
  EXPECT_EQ(counted.basis, "retail");
}

TEST(TimeToCrime, SaysWhyThereIsNone) {
  EXPECT_EQ(Tell({Event("seized", "AA", "2020")}).time_to_crime.why_not, "no lawful transfer is recorded");
  EXPECT_EQ(Tell({Event("sold", "AA", "2020")}).time_to_crime.why_not, "no recovery or crime is recorded");
  EXPECT_EQ(Tell({Event("sold", "AA", "").Recorded("2024-01-01"), Event("seized", "AA", "2020")}).time_to_crime.why_not,
            "the last lawful transfer has no date (sold per AA, on an unknown date)");
}

TEST(TimeToCrime, IsNeverNegativeButAContradiction) {
  const Custody custody = Tell({Event("sold", "AA", "2021"), Event("used_in_crime", "AA", "2020")});
  EXPECT_FALSE(custody.time_to_crime.days_min);
  EXPECT_NE(custody.time_to_crime.why_not->find("dated after the recovery or crime"), std::string::npos);
  ASSERT_EQ(custody.contradictions.size(), 1U);
  EXPECT_EQ(custody.contradictions[0].field, "date");
}

KindList Keys(const base::Json& object) {
  KindList keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

TEST(CustodyJson, HasTheKeysOfTheContract) {
  const base::Json json = ToJson(Tell({Event("sold", "AA", "2010-01-01").To("X"), Event("seized", "BB", "2012-01-01"),
                                       Event("destroyed", "BB", "2013"), Event("seized", "CC", "2014")}));
  EXPECT_EQ(Keys(json), (KindList{"ask", "contradictions", "diversion", "events", "gaps", "grounds", "status",
                                  "time_to_crime", "time_to_crime_days", "weapon"}));
  EXPECT_EQ(Keys(json["events"][0]),
            (KindList{"bound_for", "date", "document", "from_party", "grade", "id", "kind", "owner", "place", "record",
                      "state", "state_by", "to_party", "withheld"}));
  EXPECT_EQ(Keys(json["events"][0]["date"]), (KindList{"from", "to"}));
  EXPECT_EQ(Keys(json["gaps"][0]), (KindList{"after", "before", "from", "said", "to", "why"}));
  EXPECT_EQ(Keys(json["contradictions"][0]), (KindList{"events", "field", "said", "why"}));
  EXPECT_EQ(Keys(json["diversion"]), (KindList{"hypotheses", "said", "sentence"}));
  EXPECT_EQ(Keys(json["diversion"]["hypotheses"][0]),
            (KindList{"against", "first_unlawful", "from", "kind", "last_lawful", "place", "rank", "support", "to"}));
  EXPECT_EQ(Keys(json["diversion"]["hypotheses"][0]["support"][0]), (KindList{"events", "said", "why"}));
  EXPECT_EQ(Keys(json["time_to_crime"]),
            (KindList{"basis", "counted_from", "counted_to", "days_max", "days_min", "why_not"}));
  EXPECT_TRUE(json["events"][0]["from_party"].is_null());
  EXPECT_TRUE(json["events"][0]["withheld"].is_array());
}

TEST(CustodyJson, DaysAreANumberOnlyWhereBothEndsAreOne) {
  EXPECT_EQ(
      ToJson(Tell({Event("sold", "AA", "2010-01-01"), Event("seized", "AA", "2010-01-31")}))["time_to_crime_days"], 30);
  EXPECT_TRUE(
      ToJson(Tell({Event("sold", "AA", "2010"), Event("seized", "AA", "2011")}))["time_to_crime_days"].is_null());
  EXPECT_TRUE(ToJson(Tell({}))["time_to_crime_days"].is_null());
}

// Events as registers have them: few owners and parties, partial, open and absent dates.
CustodyEvent AnyEvent(int number) {
  const auto& kinds = Words().List("life_events").all();
  auto kind = *rc::gen::inRange<std::size_t>(0, kinds.size());
  const KindList dates = {"",      "2019",      "2019-05",    "2019-05-01", "2020/",
                          "/2018", "2017/2020", "2018-03-04", "2021",       "2020/2018-05"};
  const KindList owners = {"AA", "BB", "BR-RJ", "XK-POL"};
  const KindList parties = {"", "Silva", "Shop Ltd", "BR", "armed forces of Chad"};
  auto pick = [](const KindList& list) { return list[*rc::gen::inRange<std::size_t>(0, list.size())]; };
  CustodyEvent event = Event(kinds[kind].code, pick(owners), pick(dates)).Id(std::to_string(number));
  if (std::string from = pick(parties); !from.empty()) event.from_party = from;
  if (std::string to = pick(parties); !to.empty()) event.to_party = to;
  return event;
}

RC_GTEST_PROP(Custody, TheOrderOfTheInputNeverShows, ()) {
  std::vector<CustodyEvent> events;
  const int count = *rc::gen::inRange(0, 12);
  for (int i = 0; i < count; ++i) events.push_back(AnyEvent(i));
  const std::string told = base::JsonLine(ToJson(Tell(events)));
  for (std::size_t i = events.size(); i > 1; --i)
    std::swap(events[i - 1], events[*rc::gen::inRange<std::size_t>(0, i)]);
  RC_ASSERT(base::JsonLine(ToJson(Tell(events))) == told);
}

RC_GTEST_PROP(Custody, NoEventIsLostAndNoneStandsBeforeWhatItSurelyFollows, ()) {
  std::vector<CustodyEvent> events;
  const int count = *rc::gen::inRange(0, 12);
  for (int i = 0; i < count; ++i) events.push_back(AnyEvent(i));
  const Custody custody = Tell(events);
  RC_ASSERT(custody.events.size() == events.size());
  for (std::size_t i = 0; i < custody.events.size(); ++i) {
    for (std::size_t j = i + 1; j < custody.events.size(); ++j) {
      RC_ASSERT(!DaysOf(custody.events[j]).SurelyBefore(DaysOf(custody.events[i])));
    }
  }
}

RC_GTEST_PROP(Custody, EveryArgumentNamesEventsOfTheStoryAndRanksCountFromOne, ()) {
  std::vector<CustodyEvent> events;
  const int count = *rc::gen::inRange(0, 12);
  for (int i = 0; i < count; ++i) events.push_back(AnyEvent(i));
  const Custody custody = Tell(events);
  auto known = [&](const std::string& id) {
    return std::any_of(events.begin(), events.end(), [&](const CustodyEvent& event) { return event.id == id; });
  };
  int rank = 0;
  for (const Hypothesis& hypothesis : custody.diversion) {
    RC_ASSERT(hypothesis.rank == ++rank);
    RC_ASSERT(!hypothesis.support.empty());
    RC_ASSERT(known(*hypothesis.first_unlawful));
    // A window is never invented.
    if (!hypothesis.last_lawful) RC_ASSERT(!hypothesis.from && !hypothesis.to);
    if (hypothesis.from && hypothesis.to) RC_ASSERT(hypothesis.from->FirstDay() <= hypothesis.to->LastDay());
    for (const auto* side : {&hypothesis.support, &hypothesis.against}) {
      for (const Argument& argument : *side) {
        RC_ASSERT(!argument.events.empty());
        for (const std::string& id : argument.events) RC_ASSERT(known(id));
      }
    }
  }
  if (custody.time_to_crime.days_min) RC_ASSERT(*custody.time_to_crime.days_min >= 0);
  RC_ASSERT(custody.time_to_crime.days_min || custody.time_to_crime.days_max || custody.time_to_crime.why_not);
}

}  // namespace
}  // namespace proofmark::trace
