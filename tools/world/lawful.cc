// SPDX-License-Identifier: Apache-2.0
// The lawful years: made, proofed, sold at home or exported, imported, sold or stored there.
#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "tools/world/story.h"

namespace proofmark::world {
namespace {

// How much of what lawfully happens is in a book, in percent. Assumed: registers of this world are good ones.
constexpr std::uint64_t kProofKept = 93;
constexpr std::uint64_t kExportKept = 96;
constexpr std::uint64_t kImportKept = 92;
constexpr std::uint64_t kSaleKept = 95;
constexpr std::uint64_t kStockKept = 97;
// Imports whose book has a day before the export: two owners contradict each other. Assumed.
constexpr std::uint64_t kImportBeforeExport = 3;

constexpr std::array kTownsA = {"Arven", "Sankt Ulm", "Port Lisse"};
constexpr std::array kTownsB = {"Belmar", "San Teo", "Puerto Claro"};
constexpr std::array kDealersA = {"Waffen Harland", "Jagdhaus Ulm", "Lisse Outfitters"};
constexpr std::array kDealersB = {"Armeria Teo", "Casa Monte", "Armeria del Puerto"};
constexpr std::array kDepots = {"Depot 1 Belmar", "Depot 2 San Teo", "Depot 3 Puerto Claro"};
constexpr std::array kStations = {"Station 4", "Station 11", "Border Brigade North", "Traffic Section"};

std::optional<Book> Kept(Book book, std::uint64_t percent, Chance& chance) {
  if (chance.Percent(percent)) return book;
  return std::nullopt;
}

// Names of persons are numbers: nobody of this world is anybody.
std::string PersonName(const char* word, std::uint64_t number) {
  return std::string(word) + " " + std::to_string(number);
}

void Make(Life& life, Chance& chance) {
  std::optional<Book> book = Kept(Book::kProof, kProofKept, chance);
  std::int32_t proofed = life.weapon.made_day + chance.Between(2, 30);
  std::string maker = std::string(life.weapon.model->make) + " works, Arvenia";
  life.Add({.kind = "manufactured", .day = life.weapon.made_day, .from_party = maker, .told_by = book});
  life.Add({.kind = "proofed", .day = proofed, .place = "Proof bench 2", .told_by = book});
}

void SellAtHome(Life& life, Chance& chance, Chance& of_buyer) {
  bool straw = life.plan.fate == Fate::kStrawPurchase;
  Chance& dice = straw ? of_buyer : chance;
  std::int32_t day = straw ? life.weapon.made_day - static_cast<std::int32_t>(life.weapon.number % kLotSize / 10) +
                                 dice.Between(420, 900)
                           : life.last_day() + dice.Between(30, 900);
  std::string dealer = dice.Pick(kDealersA);
  std::string town = dice.Pick(kTownsA);
  std::string buyer = PersonName("Erwerber", dice.Below(90'000) + 10'000);
  life.Add({.kind = "sold",
            .day = day,
            .from_party = dealer,
            .to_party = buyer,
            .place = town,
            .told_by = Kept(Book::kSalesA, kSaleKept, chance)});
}

// The consignments of a lot leave together, under one licence and one certificate.
void Export(Life& life, Chance& chance, Chance& of_lot, const std::string& end_user) {
  std::int32_t day = life.weapon.made_day + 40 + of_lot.Between(0, 200);
  std::string papers =
      "LIC-" + std::to_string(life.weapon.made_year) + "-" + std::to_string(of_lot.Below(9'000) + 1'000);
  papers += " / EUC-XB-" + std::to_string(of_lot.Below(900) + 100);
  life.Add({.kind = "exported",
            .day = day,
            .from_party = std::string(life.weapon.model->make) + " works, Arvenia",
            .to_party = end_user,
            .place = "Port Lisse",
            .document = papers,
            .told_by = Kept(Book::kExports, kExportKept, chance)});
}

void Import(Life& life, Chance& chance, Chance& of_lot, const std::string& consignee) {
  std::int32_t exported = life.last_day();
  std::int32_t day = exported + of_lot.Between(8, 60);
  std::optional<std::int32_t> told_day;
  if (chance.Percent(kImportBeforeExport)) told_day = exported - chance.Between(3, 40);
  life.Add({.kind = "imported",
            .day = day,
            .told_day = told_day,
            .from_party = "Meridian Trading",
            .to_party = consignee,
            .place = "Aduana Puerto Claro",
            .document = "PI-" + std::to_string(of_lot.Below(9'000) + 1'000),
            .told_by = Kept(Book::kImports, kImportKept, chance)});
}

void SellInB(Life& life, Chance& chance, Chance& of_buyer) {
  bool straw = life.plan.fate == Fate::kStrawPurchase;
  Chance& dice = straw ? of_buyer : chance;
  std::int32_t day = straw ? life.weapon.made_day - static_cast<std::int32_t>(life.weapon.number % kLotSize / 10) +
                                 dice.Between(420, 900)
                           : life.last_day() + dice.Between(20, 700);
  std::string shop = dice.Pick(kDealersB);
  std::string town = dice.Pick(kTownsB);
  std::string buyer = PersonName("Comprador", dice.Below(90'000) + 10'000);
  std::optional<Book> book = Kept(Book::kCivilB, kSaleKept, chance);
  life.Add({.kind = "sold", .day = day, .from_party = shop, .to_party = buyer, .place = town, .told_by = book});
  // Where its history simply ends, nobody registered the buyer.
  if (life.plan.fate == Fate::kUndetermined || straw || !chance.Percent(85)) return;
  life.Add({.kind = "registered", .day = day + chance.Between(1, 60), .to_party = buyer, .told_by = book});
}

void StoreWithPolice(Life& life, Chance& chance) {
  std::optional<Book> book = Kept(Book::kPoliceStock, kStockKept, chance);
  std::int32_t day = life.last_day() + chance.Between(3, 40);
  life.Add({.kind = "stored",
            .day = day,
            .from_party = "Import licensing office",
            .to_party = "National Police of Belmar",
            .place = chance.Pick(kDepots),
            .told_by = book});
  if (!chance.Percent(50)) return;
  life.Add({.kind = "issued",
            .day = day + chance.Between(5, 400),
            .from_party = "National Police of Belmar",
            .to_party = chance.Pick(kStations),
            .told_by = book});
}

void StoreWithArmy(Life& life, Chance& chance) {
  life.Add({.kind = "stored",
            .day = life.last_day() + chance.Between(3, 60),
            .from_party = "Ministry of Defence of Belmar",
            .to_party = "Army of Belmar",
            .place = chance.Pick(kDepots),
            .told_by = Kept(Book::kArmyStock, kStockKept, chance)});
}

}  // namespace

void LiveLawfully(std::uint64_t seed, Life& life, Chance& chance) {
  if (life.plan.route == Route::kNone) return;
  Chance of_lot(seed, life.weapon.number / kLotSize, 5);
  Chance of_buyer(seed, life.plan.straw_group, 6);
  Make(life, chance);
  if (life.plan.route == Route::kHomeCivil) return SellAtHome(life, chance, of_buyer);
  const char* end_user = life.plan.route == Route::kExportArmy     ? "Ministry of Defence of Belmar"
                         : life.plan.route == Route::kExportPolice ? "National Police of Belmar"
                                                                   : "Meridian Trading";
  Export(life, chance, of_lot, end_user);
  if (life.plan.fate == Fate::kExportDiversion) return;  // it never arrives
  Import(life, chance, of_lot, end_user);
  if (life.plan.route == Route::kExportCivil) return SellInB(life, chance, of_buyer);
  if (life.plan.route == Route::kExportPolice) return StoreWithPolice(life, chance);
  StoreWithArmy(life, chance);
}

}  // namespace proofmark::world
