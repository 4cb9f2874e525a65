// SPDX-License-Identifier: Apache-2.0
#include "tools/world/showcase.h"

#include "base/assert.h"
#include "base/time.h"

namespace proofmark::world {
namespace {

constexpr const char* kCase = "XC/2019/0417";

std::int32_t Day(const char* iso) {
  auto date = base::PartialDate::Parse(iso);
  PM_ASSERT(date.ok());
  return date->FirstDay();
}

Life Bare(std::uint64_t number, std::size_t model, const char* serial, const char* prefix, const char* made) {
  Life life;
  life.weapon = {number, &kModels[model], serial, prefix, Day(made), base::PartialDate::Parse(made)->year};
  return life;
}

// Made and proofed in Arvenia, sent to the police of Belmar, stolen from a depot, found missing seven months later,
// smuggled, found in Corvia with a filed number. The papers of the two States disagree on its first journey.
Life Pistol() {
  Life life = Bare(kShowcaseNumber, 0, "BTX580", "BTX", "2011-01-17");
  life.plan = {Fate::kTheft, "theft", Route::kExportPolice, Finder::kPoliceC, Damage::kRestored, "restored", 0};
  life.Add({.kind = "manufactured",
            .day = Day("2011-01-17"),
            .from_party = "Glock works, Arvenia",
            .told_by = Book::kProof});
  life.Add({.kind = "proofed", .day = Day("2011-01-21"), .place = "Proof bench 2", .told_by = Book::kProof});
  life.Add({.kind = "exported",
            .day = Day("2011-03-14"),
            .from_party = "Glock works, Arvenia",
            .to_party = "National Police of Belmar",
            .place = "Port Lisse",
            .document = "LIC-2011-2270 / EUC-XB-118",
            .told_by = Book::kExports});
  // The import office wrote a day before the export, and another consignee.
  life.Add({.kind = "imported",
            .day = Day("2011-04-02"),
            .told_day = Day("2011-02-28"),
            .from_party = "Meridian Trading",
            .to_party = "Ministry of the Interior of Belmar",
            .place = "Aduana Puerto Claro",
            .document = "PI-3391",
            .told_by = Book::kImports});
  life.Add({.kind = "stored",
            .day = Day("2011-04-19"),
            .from_party = "Import licensing office",
            .to_party = "National Police of Belmar",
            .place = "Depot 2 San Teo",
            .told_by = Book::kPoliceStock});
  life.Add({.kind = "issued",
            .day = Day("2012-02-06"),
            .from_party = "National Police of Belmar",
            .to_party = "Border Brigade North",
            .told_by = Book::kPoliceStock});
  // Handed back to the depot when the brigade was dissolved: nobody wrote it down.
  life.Add({.kind = "stored",
            .day = Day("2016-09-30"),
            .from_party = "Border Brigade North",
            .to_party = "National Police of Belmar",
            .place = "Depot 2 San Teo"});
  life.diverted = life.steps.size();
  life.Add({.kind = "stolen",
            .day = Day("2017-03-11"),
            .told_day = Day("2017-10-20"),
            .from_party = "National Police of Belmar",
            .place = "Depot 2 San Teo",
            .told_by = Book::kPoliceReports});
  life.Add({.kind = "smuggled", .day = Day("2018-12-02"), .place = "Estrada 12"});
  life.Add({.kind = "used_in_crime", .day = Day("2019-05-24"), .told_by = Book::kFederalFinds});
  life.Add({.kind = "seized", .day = Day("2019-05-24"), .place = "Corvia, zona norte", .told_by = Book::kFederalFinds});
  life.query = QueryAsTyped{"BTX5?0 revelado", "Glock", "17", "9x19", "PISTOLA"};
  life.damage = "restored";
  life.case_reference = kCase;
  life.note =
      "the theft of 11 March 2017 was found at a count in October; the return to the depot is in no book; "
      "export and import contradict each other";
  return life;
}

// Found with it: a rifle that the army of Belmar lost in battle.
Life Rifle() {
  Life life = Bare(kShowcaseNumber + 1, 6, "1044127", "", "2003-06-10");
  life.plan = {Fate::kCapture, "capture", Route::kExportArmy, Finder::kPoliceC, Damage::kClear, "clear", 0};
  life.Add(
      {.kind = "manufactured", .day = Day("2003-06-10"), .from_party = "FN works, Arvenia", .told_by = Book::kProof});
  life.Add({.kind = "proofed", .day = Day("2003-06-19"), .place = "Proof bench 2", .told_by = Book::kProof});
  life.Add({.kind = "exported",
            .day = Day("2003-09-02"),
            .from_party = "FN works, Arvenia",
            .to_party = "Ministry of Defence of Belmar",
            .place = "Port Lisse",
            .document = "LIC-2003-1188 / EUC-XB-402",
            .told_by = Book::kExports});
  life.Add({.kind = "stored",
            .day = Day("2003-11-05"),
            .from_party = "Ministry of Defence of Belmar",
            .to_party = "Army of Belmar",
            .place = "Depot 3 Puerto Claro",
            .told_by = Book::kArmyStock});
  life.diverted = life.steps.size();
  life.Add({.kind = "captured",
            .day = Day("2015-07-29"),
            .from_party = "Army of Belmar",
            .place = "Depot 3 Puerto Claro",
            .told_by = Book::kArmyStock});
  life.Add({.kind = "smuggled", .day = Day("2018-12-02"), .place = "Estrada 12"});
  life.Add({.kind = "seized", .day = Day("2019-05-24"), .place = "Corvia, zona norte", .told_by = Book::kFederalFinds});
  life.query = QueryAsTyped{"1O44127", "FN", "FAL", "7.62x51", "FUZIL"};
  life.damage = "misread";
  life.plan.damage = Damage::kMisread;
  life.case_reference = kCase;
  return life;
}

// And a home-made one, of which there is nothing to trace.
Life HomeMade() {
  Life life = Bare(kShowcaseNumber + 2, 0, "", "", "2018-01-01");
  life.plan = {
      Fate::kIllicitManufacture, "illicit_manufacture", Route::kNone, Finder::kPoliceC, Damage::kClear, "absent", 0};
  life.diverted = 0;
  life.Add({.kind = "manufactured", .day = Day("2018-01-01"), .place = "unknown workshop"});
  life.Add({.kind = "seized", .day = Day("2019-05-24"), .place = "Corvia, zona norte", .told_by = Book::kFederalFinds});
  life.query = QueryAsTyped{"sem número", "", "", "9x19", "ARMA DE FOGO ARTESANAL"};
  life.damage = "absent";
  life.case_reference = kCase;
  return life;
}

}  // namespace

std::vector<Life> ShowcaseLives() { return {Pistol(), Rifle(), HomeMade()}; }

}  // namespace proofmark::world
