// SPDX-License-Identifier: Apache-2.0
// A Plan is what becomes of one weapon, in a few words: drawn from the seed and the weapon's number alone, so that a
// weapon can know what becomes of its neighbours.
//
// Shares of what becomes of a weapon. The world is made to hold every kind in a few hundred weapons, so that most of
// its weapons are diverted, which in life few are. What is known and what is assumed:
//   - Of 321 cases of diversion that it looked at, Conflict Armament Research found 30 % captured in battle (cited in
//     the project's notes). Here 11 % of the diverted: this world has few armies.
//   - Of 6,874 weapons traced in Australia until 2016, 9.2 % were stolen and 31.4 % could not be traced
//     (Australian Criminal Intelligence Commission, by gunpolicy.org). Here 19 % of the
//     diverted are stolen, and of 15 % the lawful records simply end or there are none.
//   - Of 64,525 weapons examined in Rio de Janeiro, 2017 to 2022, 21 % had no readable digit and no number, 1.9 % were
//     partly read, 0.3 % bore several numbers (testdata and data/SOURCES.md). Here fewer are gone and more are half
//     read, because those are the ones that can be found.
//   - Of 239,175 weapons that the ATF traced to a State of the USA in 2017, 71 % were found in that State. Here the
//   same
//     share of those that never left Arvenia lawfully is found there.
//   - Unread characters are written as ? in 89 %, as * in 9 %, as _ in 2 %, as counted in the same register of Rio.
//   - All other shares are assumed.
#pragma once

#include <array>
#include <cstdint>

#include "tools/world/catalogue.h"

namespace proofmark::world {

enum class Fate {
  kLawful,           // never leaves lawful hands
  kLawfulWithdrawn,  // its theft was reported, and the report was cancelled
  kTheft,
  kLoss,
  kExportDiversion,
  kRetransfer,
  kStockLeak,
  kStrawPurchase,
  kCapture,
  kReactivation,
  kFalseDestruction,
  kIllicitManufacture,
  kUndetermined,
  kRecoveryOnly,  // made and diverted where nobody kept a record
};

struct FateShare {
  Fate fate;
  const char* kind;  // hypothesis kind of the contract "custody"; "" where nothing was diverted
  int per_mille;
};
inline constexpr std::array kFates = {
    FateShare{Fate::kLawful, "", 250},
    FateShare{Fate::kLawfulWithdrawn, "", 30},
    FateShare{Fate::kTheft, "theft", 110},
    FateShare{Fate::kLoss, "loss", 50},
    FateShare{Fate::kExportDiversion, "export_diversion", 70},
    FateShare{Fate::kRetransfer, "retransfer", 60},
    FateShare{Fate::kStockLeak, "stock_leak", 80},
    FateShare{Fate::kStrawPurchase, "straw_purchase", 60},
    FateShare{Fate::kCapture, "capture", 80},
    FateShare{Fate::kReactivation, "reactivation", 40},
    FateShare{Fate::kFalseDestruction, "false_destruction", 40},
    FateShare{Fate::kIllicitManufacture, "illicit_manufacture", 30},
    FateShare{Fate::kUndetermined, "undetermined", 60},
    FateShare{Fate::kRecoveryOnly, "undetermined", 40},
};

enum class Damage {
  kClear,
  kMisread,   // O for 0, I for 1, B for 8, S for 5
  kNoPrefix,  // the letters in front were left away
  kUnread,    // one or two characters as "?"
  kRestored,  // made visible again by a laboratory
  kObliterated,
  kRemarked,    // another number struck over it
  kMixed,       // frame, slide and barrel from two or three weapons
  kWrongMake,   // the importer's name taken for the maker's
  kBareNumber,  // nothing but a number: neither make nor calibre
};

struct DamageShare {
  Damage damage;
  const char* name;
  int percent;
};
inline constexpr std::array kDamages = {
    DamageShare{Damage::kClear, "clear", 56},         DamageShare{Damage::kMisread, "misread", 9},
    DamageShare{Damage::kNoPrefix, "no_prefix", 4},   DamageShare{Damage::kUnread, "unread", 8},
    DamageShare{Damage::kRestored, "restored", 4},    DamageShare{Damage::kObliterated, "obliterated", 8},
    DamageShare{Damage::kRemarked, "remarked", 2},    DamageShare{Damage::kMixed, "mixed", 3},
    DamageShare{Damage::kWrongMake, "wrong_make", 3}, DamageShare{Damage::kBareNumber, "bare_number", 3},
};

// Where it goes in its lawful life.
enum class Route { kHomeCivil, kExportCivil, kExportPolice, kExportArmy, kNone };

// Who finds it.
enum class Finder { kPoliceA, kPoliceB, kPoliceC, kCustomsC, kMilitiaD };

struct Plan {
  Fate fate = Fate::kLawful;
  const char* kind = "";
  Route route = Route::kNone;
  Finder finder = Finder::kPoliceC;
  Damage damage = Damage::kClear;
  const char* damage_name = "";
  std::uint64_t straw_group = 0;  // weapons of one number were bought by one buyer on one day
};

Plan PlanOf(std::uint64_t seed, std::uint64_t number, const Weapon& weapon);

}  // namespace proofmark::world
