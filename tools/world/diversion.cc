// SPDX-License-Identifier: Apache-2.0
// How a weapon leaves lawful hands, and what of it anybody wrote down.
#include <array>
#include <string>

#include "tools/world/story.h"

namespace proofmark::world {
namespace {

// Shares of what is told of a diversion, in percent: all assumed.
constexpr std::uint64_t kTheftReported = 93;
constexpr std::uint64_t kExactDay = 62;
constexpr std::uint64_t kMonthAlone = 16;  // the rest was found missing months later
constexpr std::uint64_t kCaptureReported = 68;
constexpr std::uint64_t kPassingOnReported = 62;
constexpr std::uint64_t kCountedThoughGone = 45;

// The holder's place: where the last step that names one was.
std::string HolderPlace(const Life& life) {
  std::string place = "Belmar";
  for (const Step& step : life.steps) {
    if (!step.place.empty() && step.kind != "proofed") place = step.place;
  }
  return place;
}

std::string Holder(const Life& life) {
  for (auto step = life.steps.rbegin(); step != life.steps.rend(); ++step) {
    if (!step->to_party.empty()) return step->to_party;
  }
  return "";
}

Step& Divert(Life& life, Step step) {
  life.diverted = life.steps.size();
  return life.Add(std::move(step));
}

std::optional<Book> ReportBook(const Life& life) {
  return life.plan.route == Route::kHomeCivil ? std::optional(Book::kSalesA) : std::optional(Book::kPoliceReports);
}

// In Arvenia the book of sales tells thefts, so a weapon without a sale in it cannot be reported there.
bool CanReport(const Life& life) {
  if (life.plan.route != Route::kHomeCivil) return true;
  for (const Step& step : life.steps) {
    if (step.kind == "sold" && step.told_by) return true;
  }
  return false;
}

void StealOrLose(Life& life, Chance& chance, const char* kind) {
  Step step{.kind = kind,
            .day = life.last_day() + chance.Between(30, 2'200),
            .from_party = Holder(life),
            .place = HolderPlace(life)};
  if (CanReport(life) && chance.Percent(kTheftReported)) {
    step.told_by = ReportBook(life);
    std::uint64_t part = chance.Below(100);
    if (part >= kExactDay + kMonthAlone) {
      step.told_day = step.day + chance.Between(25, 300);
      life.note = "found missing at a count, and reported with that day";
    } else if (part >= kExactDay && *step.told_by == Book::kPoliceReports) {
      step.month_only = true;
    }
  }
  Divert(life, step);
}

void Withdraw(Life& life, Chance& chance) {
  std::int32_t day = life.last_day() + chance.Between(60, 1'500);
  life.Add({.kind = "stolen",
            .day = day,
            .from_party = Holder(life),
            .place = HolderPlace(life),
            .is_true = false,
            .told_by = Book::kPoliceReports});
  life.withdrawal = Withdrawal{Book::kPoliceReports, day + chance.Between(5, 120), "found again at the holder's home"};
  life.note = "the theft report was cancelled: see commands.jsonl";
}

void LeaveOnTheWay(Life& life, Chance& chance) {
  Divert(life, {.kind = "diverted",
                .day = life.last_day() + chance.Between(5, 40),
                .from_party = Holder(life),
                .to_party = "unknown consignee",
                .place = "at sea"});
}

void PassOn(Life& life, Chance& chance) {
  std::optional<Book> book;
  if (chance.Percent(kPassingOnReported)) book = Book::kArmyStock;
  Divert(life, {.kind = "transferred",
                .day = life.last_day() + chance.Between(100, 2'000),
                .from_party = "Army of Belmar",
                .to_party = "Ministry of Defence of Dravonia, XD",
                .place = HolderPlace(life),
                .told_by = book});
}

void LeakFromStock(Life& life, Chance& chance) {
  Divert(life, {.kind = "diverted",
                .day = life.last_day() + chance.Between(100, 2'000),
                .from_party = Holder(life),
                .to_party = "unknown buyer",
                .place = HolderPlace(life)});
  if (!chance.Percent(kCountedThoughGone)) return;
  Book book = life.plan.route == Route::kExportArmy ? Book::kArmyStock : Book::kPoliceStock;
  life.Add({.kind = "inspected",
            .day = life.last_day() + chance.Between(30, 400),
            .place = HolderPlace(life),
            .is_true = false,
            .told_by = book});
  life.note = "the book counted it after it was gone";
}

void HandOver(Life& life, Chance& chance) {
  Divert(life, {.kind = "handed_over",
                .day = life.last_day() + chance.Between(0, 2),
                .from_party = Holder(life),
                .to_party = "unknown principal",
                .place = HolderPlace(life)});
}

void Capture(Life& life, Chance& chance) {
  std::optional<Book> book;
  if (chance.Percent(kCaptureReported)) book = Book::kArmyStock;
  Divert(life, {.kind = "captured",
                .day = life.last_day() + chance.Between(200, 2'000),
                .from_party = "Army of Belmar",
                .place = HolderPlace(life),
                .told_by = book});
}

void Reactivate(Life& life, Chance& chance) {
  std::string holder = "collector " + std::to_string(chance.Below(9'000) + 1'000);
  life.Add({.kind = "transferred",
            .day = life.last_day() + chance.Between(100, 900),
            .from_party = Holder(life),
            .to_party = holder,
            .place = "Corvia"});
  life.Add({.kind = "deactivated",
            .day = life.last_day() + chance.Between(5, 60),
            .from_party = holder,
            .place = "Corvia, bench 1",
            .told_by = Book::kDeactivations});
  Divert(life, {.kind = "reactivated", .day = life.last_day() + chance.Between(60, 1'200), .place = "Corvia"});
}

// The paper says destroyed; on that day somebody took it out of the heap.
void SkipDestruction(Life& life, Chance& chance) {
  std::string holder = Holder(life);
  std::int32_t day = life.last_day() + chance.Between(300, 2'000);
  Divert(
      life,
      {.kind = "diverted", .day = day, .from_party = holder, .to_party = "unknown buyer", .place = "Smelter San Teo"});
  life.Add(
      {.kind = "destroyed", .day = day, .place = "Smelter San Teo", .is_true = false, .told_by = Book::kPoliceStock});
}

void EndInSilence(Life& life, Chance& chance) {
  Divert(life, {.kind = "diverted", .day = life.last_day() + chance.Between(200, 2'000), .from_party = Holder(life)});
}

// Made outside of any register: in a workshop, or by a factory whose State keeps nothing.
void AppearFromNowhere(Life& life, const char* kind) {
  Divert(life, {.kind = kind, .day = life.weapon.made_day + 3'000, .place = "unknown workshop"});
}

}  // namespace

void LeaveLawfulHands(Life& life, Chance& chance) {
  switch (life.plan.fate) {
    case Fate::kLawful:
      return;
    case Fate::kLawfulWithdrawn:
      return Withdraw(life, chance);
    case Fate::kTheft:
      return StealOrLose(life, chance, "stolen");
    case Fate::kLoss:
      return StealOrLose(life, chance, "lost");
    case Fate::kExportDiversion:
      return LeaveOnTheWay(life, chance);
    case Fate::kRetransfer:
      return PassOn(life, chance);
    case Fate::kStockLeak:
      return LeakFromStock(life, chance);
    case Fate::kStrawPurchase:
      return HandOver(life, chance);
    case Fate::kCapture:
      return Capture(life, chance);
    case Fate::kReactivation:
      return Reactivate(life, chance);
    case Fate::kFalseDestruction:
      return SkipDestruction(life, chance);
    case Fate::kUndetermined:
      return EndInSilence(life, chance);
    case Fate::kIllicitManufacture:
      return AppearFromNowhere(life, "manufactured");
    case Fate::kRecoveryOnly:
      return AppearFromNowhere(life, "diverted");
  }
}

}  // namespace proofmark::world
