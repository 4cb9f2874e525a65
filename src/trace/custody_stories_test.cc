// SPDX-License-Identifier: Apache-2.0
// Stories as officers bring them, and what the first answer has to be.
#include <gtest/gtest.h>

#include "trace/custody_fixture.h"

namespace proofmark::trace {
namespace {

struct Answer {
  std::string kind;
  std::string last_lawful;
  std::string first_unlawful;
  std::string from;
  std::string to;
  std::string place = "";
};

void ExpectFirst(const Custody& custody, const Answer& answer) {
  ASSERT_FALSE(custody.diversion.empty());
  const Hypothesis& first = custody.diversion.front();
  EXPECT_EQ(first.kind, answer.kind);
  EXPECT_EQ(first.last_lawful.value_or("null"), answer.last_lawful);
  EXPECT_EQ(first.first_unlawful.value_or("null"), answer.first_unlawful);
  EXPECT_EQ(Text(first.from), answer.from);
  EXPECT_EQ(Text(first.to), answer.to);
  EXPECT_EQ(first.place.value_or(""), answer.place);
  EXPECT_EQ(first.rank, 1);
}

TEST(Stories, APistolStolenFromItsLicensedHolderAndRecoveredAbroad) {
  const Custody custody = Tell({Event("manufactured", "BE", "2012"), Event("sold", "BE", "2013-04-05").To("J. Peeters"),
                                Event("registered", "BE", "2013-04-20").To("J. Peeters"),
                                Event("stolen", "BE", "2019-07-01").From("J. Peeters").At("Gent, Belgium"),
                                Event("recovered", "FR", "2021-02-03")});
  ExpectFirst(custody, {"theft", "BE.registered.2013-04-20", "BE.stolen.2019-07-01", "2013-04-20", "2019-07-01",
                        "Gent, Belgium"});
  EXPECT_TRUE(custody.contradictions.empty());
  EXPECT_TRUE(custody.gaps.empty()) << Whys(custody.gaps);
  EXPECT_EQ(custody.time_to_crime.days_min, 2861);
  EXPECT_EQ(custody.sentence.english(),
            "it left lawful hands between 2013-04-20 and 2019-07-01; theft is reported (last lawful: registered per "
            "BE, 2013-04-20)");
}

TEST(Stories, ARifleExportedWithAnEndUserCertificateAndSeenElsewhere) {
  const Custody custody =
      Tell({Event("manufactured", "RO", "2014"), Event("exported", "RO", "2015-03").To("Ministry of Defence, Niger"),
            Event("seized", "ML", "2017-08-09")});
  ExpectFirst(custody, {"export_diversion", "RO.exported.2015-03", "ML.seized.2017-08-09", "2015-03", "2017-08-09"});
  ASSERT_FALSE(custody.ask.empty());
  EXPECT_EQ(custody.ask[0].country, "NE");
  EXPECT_NE(Whys(custody.gaps).find("no import is recorded"), std::string::npos);
}

TEST(Stories, AServiceRifleImportedAndPassedOnToANeighbour) {
  const Custody custody =
      Tell({Event("exported", "RS", "2010").To("CI"), Event("imported", "CI", "2010-05").At("Abidjan, Côte d'Ivoire"),
            Event("seized", "NG", "2016-01")});
  ExpectFirst(custody, {"retransfer", "CI.imported.2010-05", "NG.seized.2016-01", "2010-05", "2016-01",
                        "Abidjan, Côte d'Ivoire"});
}

// The history galil-uganda-2014: the hand-over is itself the diversion, and ends lawful custody.
TEST(Stories, RiflesHandedToAThirdStateLeftLawfulHandsWithThat) {
  const Custody custody = Tell({Event("exported", "IL", "2007").From("Israel").To("Uganda"),
                                Event("transferred", "UG", "2014").To("National Security Service of South Sudan"),
                                Event("seized", "CD", "2016").At("Democratic Republic of the Congo")});
  ExpectFirst(custody, {"retransfer", "IL.exported.2007", "UG.transferred.2014", "2007", "2014"});
  EXPECT_NE(custody.sentence.english().find("(last lawful: exported per IL, 2007)"), std::string::npos)
      << custody.sentence.english();
}

// A store in the State of destination shows that an export arrived; who used a weapon in a crime is not asked for it.
TEST(Stories, WhomToAskDoesNotNameWhoCannotKnow) {
  const Custody arrived = Tell({Event("exported", "BE", "2010").To("Brazil"), Event("stored", "BR", "2010-12"),
                                Event("seized", "BR-RJ", "2015")});
  ASSERT_EQ(arrived.ask.size(), 1U);
  EXPECT_EQ(arrived.ask[0].country, "BR");
  CustodyWeapon about;
  about.made_country = "BE";
  const Custody crime = Tell({Event("used_in_crime", "FR", "2015")}, about);
  ASSERT_EQ(crime.ask.size(), 1U);
  EXPECT_EQ(crime.ask[0].country, "BE");
}

// The histories at4-farc-2008 and fnc-libya-2012: after decades nothing says that it never arrived.
TEST(Stories, ALauncherSeenElsewhereTwentyYearsAfterItsExport) {
  const Custody custody = Tell({Event("exported", "SE", "1989").To("armed forces of Venezuela").Under("no re-export"),
                                Event("seized", "CO", "2008-10")});
  ExpectFirst(custody, {"retransfer", "SE.exported.1989", "CO.seized.2008-10", "1989", "2008-10"});
  EXPECT_EQ(custody.diversion.at(1).kind, "export_diversion");
}

// The history m92-mexico-2015: who tells of the crime does not hold the weapon.
TEST(Stories, ACrimeToldWhileAnotherAuthorityKeepsTheWeaponIsAContradiction) {
  const CustodyEvent sold = Event("sold", "US-ATF", "2014-02");
  const CustodyEvent seized = Event("seized", "MX", "2015-03");
  const CustodyEvent told = Event("used_in_crime", "RS-MUP", "2015-11-13").At("Paris");
  const Custody custody = Tell({sold, seized, told});
  ExpectFirst(custody, {"straw_purchase", "US-ATF.sold.2014-02", "MX.seized.2015-03", "2014-02", "2015-03"});
  ASSERT_EQ(custody.contradictions.size(), 1U);
  EXPECT_EQ(custody.contradictions[0].events, (std::vector<std::string>{seized.id, told.id}));
  // Somebody who takes the weapon again shows that it had left the keeping.
  const Custody again = Tell({sold, seized, told, Event("seized", "FR", "2015-11-14")});
  ExpectFirst(again, {"stock_leak", "MX.seized.2015-03", "RS-MUP.used_in_crime.2015-11-13", "2015-03", "2015-11-13"});
}

// The history vz58-hyper-cacher-2015: it left after every lawful step, so the latest beginning bounds the window.
TEST(Stories, TheWindowIsAsNarrowAsAllTheLawfulStepsAllow) {
  const Custody custody = Tell({Event("deactivated", "SK", "/2014-11").From("KolArms"),
                                Event("sold", "SK", "2014-07/2014-11").From("AFG Security"),
                                Event("used_in_crime", "FR", "2015/2016"), Event("seized", "FR", "2015-01-09")});
  EXPECT_EQ(Text(custody.diversion.at(0).from), "2014-07");
  EXPECT_EQ(Text(custody.diversion.at(0).to), "2015-01-09");
}

TEST(Stories, APolicePistolThatNobodyMissed) {
  const Custody custody =
      Tell({Event("sold", "BR", "2008").To("Policia Militar"), Event("issued", "BR-RJ", "2009-02-01").At("Niterói"),
            Event("seized", "BR-RJ", "2019-11-05")});
  ExpectFirst(custody, {"stock_leak", "BR-RJ.issued.2009-02-01", "BR-RJ.seized.2019-11-05", "2009-02-01", "2019-11-05",
                        "Niterói"});
}

TEST(Stories, ABoughtPistolThatTurnsUpInTwoMonths) {
  const Custody custody =
      Tell({Event("sold", "US-GA", "2023-05-06").To("R. Roe"), Event("seized", "US-NY", "2023-07-01")});
  ExpectFirst(custody,
              {"straw_purchase", "US-GA.sold.2023-05-06", "US-NY.seized.2023-07-01", "2023-05-06", "2023-07-01"});
  EXPECT_EQ(custody.time_to_crime.days_max, 56);
}

TEST(Stories, ABoughtPistolThatTurnsUpAfterTwentyYears) {
  const Custody custody = Tell({Event("sold", "AR", "1999"), Event("seized", "AR", "2020")});
  ExpectFirst(custody, {"undetermined", "AR.sold.1999", "AR.seized.2020", "1999", "2020"});
  const Hypothesis* straw = Find(custody, "straw_purchase");
  ASSERT_NE(straw, nullptr);
  EXPECT_FALSE(straw->against.empty());
}

TEST(Stories, ADeactivatedRifleThatFires) {
  const Custody custody = Tell({Event("deactivated", "SK", "2013-02"), Event("sold", "SK", "2013-09"),
                                Event("reactivated", "FR", "2014/2015"), Event("used_in_crime", "FR", "2015-01-09")});
  ExpectFirst(custody, {"reactivation", "SK.sold.2013-09", "FR.reactivated.2014/2015", "2013-09", "2015-01-09"});
}

TEST(Stories, AWeaponThatWasDestroyedIsUsedInACrime) {
  const Custody custody =
      Tell({Event("seized", "BR-SP", "2015-05"), Event("destroyed", "BR-SP", "2016-02-03").Under("T 12"),
            Event("used_in_crime", "BR-RJ", "2018-04")});
  ExpectFirst(custody, {"false_destruction", "BR-SP.destroyed.2016-02-03", "BR-RJ.used_in_crime.2018-04", "2016-02-03",
                        "2018-04"});
  EXPECT_NE(Joined(custody.diversion[0].against).find("another weapon may bear the same number"), std::string::npos);
  EXPECT_NE(Whys(custody.contradictions).find("destroyed per BR-SP"), std::string::npos);
}

TEST(Stories, ARifleCapturedOnABattlefield) {
  const Custody custody =
      Tell({Event("imported", "IQ", "2009"), Event("issued", "IQ", "2012"),
            Event("captured", "IQ", "2014-06-10").At("Mosul, Iraq"), Event("seized", "SY", "2016")});
  ExpectFirst(custody, {"capture", "IQ.issued.2012", "IQ.captured.2014-06-10", "2012", "2014-06-10", "Mosul, Iraq"});
}

TEST(Stories, AHomeMadeWeapon) {
  CustodyWeapon about;
  about.type = "home-made";
  about.type_class = "home-made";
  ExpectFirst(Tell({Event("seized", "BR-RJ", "2018-01-02")}, about),
              {"illicit_manufacture", "null", "BR-RJ.seized.2018-01-02", "null", "null"});
}

TEST(Stories, StolenReturnedAndRecoveredAgainTheLastDiversionComesFirst) {
  const Custody custody =
      Tell({Event("registered", "AT", "2005"), Event("stolen", "AT", "2010-01-01"), Event("recovered", "AT", "2010-06"),
            Event("returned", "AT", "2010-07"), Event("lost", "AT", "2015"), Event("seized", "CZ", "2017")});
  ExpectFirst(custody, {"loss", "AT.returned.2010-07", "AT.lost.2015", "2010-07", "2015"});
  ASSERT_EQ(custody.diversion.back().kind, "theft");
  EXPECT_EQ(custody.diversion.back().last_lawful, "AT.registered.2005");
  EXPECT_EQ(Text(custody.diversion.back().to), "2010-01-01");
}

TEST(Stories, ASeizureFromTheRecordedHolderIsNoDiversion) {
  const Custody custody = Tell({Event("sold", "CA", "2015").To("J. Doe"), Event("seized", "CA", "2020").From("DOE, J."),
                                Event("returned", "CA", "2021")});
  EXPECT_EQ(custody.diversion.size(), 2U);  // "DOE, J." is not folded into "J. Doe": names are not guessed at
  const Custody same = Tell({Event("sold", "CA", "2015").To("J. Doe"), Event("seized", "CA", "2020").From("J DOE")});
  EXPECT_TRUE(same.diversion.empty());
  EXPECT_EQ(same.sentence.english(), "nothing that is recorded shows that it left lawful hands");
}

TEST(Stories, HandedInInAnAmnestyByItsHolderIsNoDiversion) {
  EXPECT_TRUE(Tell({Event("registered", "AU", "1990"), Event("surrendered", "AU", "1997")}).diversion.empty());
}

// One event and no lawful history: no window, and whom to ask.
TEST(Stories, OneEventMakesNoWindow) {
  CustodyWeapon about;
  about.make = "taurus";
  about.make_country = "BR";
  about.import_country = "US";
  for (const auto& kind : Words().List("life_events").all()) {
    if (kind.more.at("lawful") == "lawful") continue;
    const Custody custody = Tell({Event(kind.code, "BR-RJ", "2019-05-06")}, about);
    for (const Hypothesis& hypothesis : custody.diversion) {
      EXPECT_FALSE(hypothesis.from) << kind.code;
      EXPECT_FALSE(hypothesis.to) << kind.code;
      EXPECT_FALSE(hypothesis.last_lawful) << kind.code;
    }
    EXPECT_FALSE(custody.time_to_crime.days_min) << kind.code;
  }
}

TEST(Stories, OneSeizureSaysThatNoLawfulHistoryIsKnownAndWhomToAsk) {
  CustodyWeapon about;
  about.made_country = "BR";
  about.import_country = "PY";
  const Custody custody = Tell({Event("seized", "AR", "2019-05-06")}, about);
  ExpectFirst(custody, {"undetermined", "null", "AR.seized.2019-05-06", "null", "null"});
  EXPECT_EQ(custody.sentence.english(), "no lawful history known; ask BR, country of manufacture");
  ASSERT_EQ(custody.ask.size(), 2U);
  EXPECT_EQ(custody.ask[1].country, "PY");
}

TEST(Stories, OneTheftReportIsATheftWithoutAWindow) {
  const Custody custody = Tell({Event("stolen", "UA", "2015")});
  ExpectFirst(custody, {"theft", "null", "UA.stolen.2015", "null", "null"});
  EXPECT_EQ(
      custody.sentence.english(),
      "no lawful history known; theft is reported; ask UA, which can say who had it before (stolen per UA, 2015)");
  EXPECT_NE(Find(custody, "undetermined"), nullptr);
}

TEST(Stories, OneLawfulEventIsNoDiversion) {
  const Custody custody = Tell({Event("registered", "AA", "2015")});
  EXPECT_TRUE(custody.diversion.empty());
  EXPECT_TRUE(custody.ask.empty());
}

TEST(Stories, NothingKnownAsksTheMaker) {
  CustodyWeapon about;
  about.make_country = "AT";
  const Custody custody = Tell({}, about);
  EXPECT_EQ(custody.sentence.english(), "nothing that happened to it is known; ask AT, country of the maker");
  EXPECT_TRUE(custody.status.empty());
}

TEST(Stories, SeizedAndExaminedTwiceIsOneEpisode) {
  const Custody custody = Tell({Event("seized", "BR-RJ", "2018-01-02"), Event("seized", "BR-RJ", "2018-03-04")});
  EXPECT_EQ(custody.diversion.size(), 1U);
  EXPECT_EQ(custody.diversion[0].first_unlawful, "BR-RJ.seized.2018-01-02");
}

TEST(Stories, ATheftReportedAfterTheRecoveryIsToldWithItsContradiction) {
  const Custody custody =
      Tell({Event("sold", "AA", "2010"), Event("seized", "BB", "2012"), Event("stolen", "AA", "2014")});
  EXPECT_NE(Whys(custody.contradictions).find("recovered by one authority before"), std::string::npos);
  const Hypothesis* theft = Find(custody, "theft");
  ASSERT_NE(theft, nullptr);
  EXPECT_NE(Joined(theft->against).find("already out of lawful hands"), std::string::npos);
}

}  // namespace
}  // namespace proofmark::trace
