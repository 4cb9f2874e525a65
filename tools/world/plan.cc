// SPDX-License-Identifier: Apache-2.0
#include "tools/world/plan.h"

#include "tools/world/chance.h"

namespace proofmark::world {
namespace {

constexpr std::uint64_t kStrawGroup = 4;

const FateShare& ShareOf(Fate fate) {
  for (const FateShare& share : kFates) {
    if (share.fate == fate) return share;
  }
  return kFates[0];
}

// Of all fates but the straw purchase, which comes over whole groups of weapons.
const FateShare& FateOf(std::uint64_t part) {
  for (const FateShare& share : kFates) {
    if (share.fate == Fate::kStrawPurchase) continue;
    if (part < static_cast<std::uint64_t>(share.per_mille)) return share;
    part -= static_cast<std::uint64_t>(share.per_mille);
  }
  return kFates[0];
}

// A weapon of war is not sold over a counter, and a hunter's revolver is no army stock.
Route RouteOf(Fate fate, const Model& model, Chance& chance) {
  switch (fate) {
    case Fate::kIllicitManufacture:
    case Fate::kRecoveryOnly:
      return Route::kNone;
    case Fate::kCapture:
    case Fate::kRetransfer:
      return Route::kExportArmy;
    case Fate::kFalseDestruction:
      return Route::kExportPolice;
    case Fate::kExportDiversion:
      return chance.Percent(50) ? Route::kExportPolice : Route::kExportArmy;
    case Fate::kStockLeak:
      return chance.Percent(60) ? Route::kExportPolice : Route::kExportArmy;
    case Fate::kUndetermined:  // out of an armoury it would be a leak from stock
    case Fate::kStrawPurchase:
      return chance.Percent(60) ? Route::kHomeCivil : Route::kExportCivil;
    case Fate::kReactivation:
    case Fate::kLawfulWithdrawn:
      return Route::kExportCivil;
    default:
      break;
  }
  if (model.use == Use::kService) return Route::kExportPolice;
  if (model.use == Use::kCivil) return chance.Percent(50) ? Route::kHomeCivil : Route::kExportCivil;
  std::uint64_t part = chance.Below(100);
  return part < 30 ? Route::kHomeCivil : part < 65 ? Route::kExportCivil : Route::kExportPolice;
}

// May this kind of weapon have this fate at all? If not, it stays lawful.
bool Fits(Fate fate, const Model& model) {
  switch (fate) {
    case Fate::kCapture:
    case Fate::kRetransfer:
    case Fate::kFalseDestruction:
    case Fate::kExportDiversion:
    case Fate::kStockLeak:
      return model.use != Use::kCivil;
    case Fate::kStrawPurchase:
    case Fate::kUndetermined:
    case Fate::kReactivation:
    case Fate::kLawfulWithdrawn:
      return model.use != Use::kService;
    default:
      return true;
  }
}

constexpr std::uint64_t kFoundAtHome = 71;

Finder FinderOf(Fate fate, Route route, Chance& chance) {
  std::uint64_t part = chance.Below(100);
  if (route == Route::kHomeCivil && chance.Percent(kFoundAtHome)) return Finder::kPoliceA;
  if (fate == Fate::kRetransfer || fate == Fate::kCapture) return part < 80 ? Finder::kMilitiaD : Finder::kPoliceC;
  if (fate == Fate::kExportDiversion)
    return part < 50 ? Finder::kMilitiaD : part < 75 ? Finder::kCustomsC : Finder::kPoliceC;
  if (fate == Fate::kReactivation) return Finder::kPoliceC;
  return part < 25   ? Finder::kPoliceB
         : part < 75 ? Finder::kPoliceC
         : part < 87 ? Finder::kCustomsC
                     : Finder::kMilitiaD;
}

const DamageShare& DamageOf(const Weapon& weapon, Chance& chance) {
  auto part = static_cast<int>(chance.Below(100));
  for (const DamageShare& share : kDamages) {
    if (part >= share.percent) {
      part -= share.percent;
      continue;
    }
    // Only what bears two numbers can be put together, and only from weapons of its own lot.
    bool can_mix = weapon.model->has_slide && weapon.number % kLotSize >= 2;
    if (share.damage == Damage::kMixed && !can_mix) return kDamages[0];
    if (share.damage == Damage::kNoPrefix && weapon.prefix.empty()) return kDamages[0];
    return share;
  }
  return kDamages[0];
}

}  // namespace

Plan PlanOf(std::uint64_t seed, std::uint64_t number, const Weapon& weapon) {
  Chance of_group(seed, number / kStrawGroup, 2);
  Chance chance(seed, number, 3);
  const FateShare& straw = ShareOf(Fate::kStrawPurchase);
  auto straw_share = static_cast<std::uint64_t>(straw.per_mille);
  Plan plan;
  bool in_group = of_group.Below(1'000) < straw_share;
  std::uint64_t part = chance.Below(1'000 - straw_share);
  const FateShare* share = in_group ? &straw : &FateOf(part);
  if (!Fits(share->fate, *weapon.model)) share = kFates.data();
  plan.fate = share->fate;
  plan.kind = share->kind;
  // The group is sold where its first weapon is sold.
  plan.route = in_group ? RouteOf(plan.fate, *weapon.model, of_group) : RouteOf(plan.fate, *weapon.model, chance);
  plan.finder = FinderOf(plan.fate, plan.route, chance);
  const DamageShare& damage = DamageOf(weapon, chance);
  plan.damage = damage.damage;
  plan.damage_name = damage.name;
  plan.straw_group = number / kStrawGroup;
  return plan;
}

}  // namespace proofmark::world
