// SPDX-License-Identifier: Apache-2.0
// What speaks for and against each way out of lawful hands. The kinds follow the typologies of the Small Arms Survey
// (Yearbook 2008, chapters 2 and 4), of UNIDIR, Conflict Armament Research and the Stimson Center (Diversion Analysis
// Framework, ATT Issue Brief 3, 2021) and article 3 (d) of the Firearms Protocol; three years as a sign of trafficking
// is ATF's ("Following the Gun", 2000).
#include <algorithm>
#include <array>

#include "trace/crossing.h"
#include "trace/diversion.h"

namespace proofmark::trace {
namespace {

constexpr std::int32_t kYearDays = 366;
constexpr std::int32_t kThreeYearsDays = 1096;

using Found = std::optional<Finding>;

const Happening* First(const Scene& scene, std::string_view kind) { return scene.episode.Find(kind); }

const Happening& Sign(const Scene& scene) { return *scene.episode.first_unlawful; }

bool LastIs(const Scene& scene, std::string_view kind) {
  const Happening* last = scene.episode.last_lawful;
  return last != nullptr && last->kind == kind;
}

// A cause that somebody reported: it explains by itself how the weapon left lawful hands.
const Happening* ReportedCause(const Scene& scene) {
  for (std::string_view kind : {"stolen", "lost", "captured"}) {
    if (const Happening* cause = First(scene, kind)) return cause;
  }
  return nullptr;
}

Found Of(const Happening* happening) {
  if (happening == nullptr) return std::nullopt;
  return Finding{{happening}};
}

Found AnotherCause(const Scene& scene) { return Of(ReportedCause(scene)); }

// theft, loss, capture ------------------------------------------------------------------------------------------------

Found ToldByAnother(const Happening* happening) {
  if (happening == nullptr) return std::nullopt;
  for (const CustodyEvent* telling : happening->tellings) {
    if (telling->owner != happening->owner()) return Finding{{happening}};
  }
  return std::nullopt;
}

// Something unlawful surely came before the report's date: the weapon was out of lawful hands by then.
Found NotFirst(const Scene& scene, const Happening* report) {
  if (report == nullptr) return std::nullopt;
  for (const Happening* other : scene.episode.unlawful) {
    if (other != report && other->days.SurelyBefore(report->days)) return Finding{{other, report}};
  }
  return std::nullopt;
}

std::int32_t RecordedDay(const CustodyEvent& event) {
  return static_cast<std::int32_t>(event.recorded_at.ms / base::kDayMs);
}

// The record is younger than the recovery that it explains. A register that was taken over later looks the same: the
// sentence says so, and the weight is small.
Found RecordedAfterRecovery(const Scene& scene, const Happening* report) {
  const Happening* taken = scene.episode.taken;
  if (report == nullptr || taken == nullptr) return std::nullopt;
  for (const CustodyEvent* telling : report->tellings) {
    if (telling->recorded_at.ms == 0 || RecordedDay(*telling) <= taken->days.last) return std::nullopt;
  }
  return Finding{{report, taken}};
}

// The same doubt where no recovery is recorded before it.
Found RecordedLongAfter(const Scene& scene, const Happening* report) {
  if (report == nullptr || report->days.last == kOpenFuture || RecordedAfterRecovery(scene, report)) {
    return std::nullopt;
  }
  for (const CustodyEvent* telling : report->tellings) {
    const std::int64_t late = std::int64_t{RecordedDay(*telling)} - report->days.last;
    if (telling->recorded_at.ms == 0 || late <= kYearDays) return std::nullopt;
  }
  return Finding{{report}};
}

Found TheftReported(const Scene& scene) { return Of(First(scene, "stolen")); }
Found TheftToldByTwo(const Scene& scene) { return ToldByAnother(First(scene, "stolen")); }
Found TheftNotFirst(const Scene& scene) { return NotFirst(scene, First(scene, "stolen")); }
Found TheftRecordedLate(const Scene& scene) { return RecordedAfterRecovery(scene, First(scene, "stolen")); }
Found TheftRecordedLongAfter(const Scene& scene) { return RecordedLongAfter(scene, First(scene, "stolen")); }
Found LossReported(const Scene& scene) { return Of(First(scene, "lost")); }
Found LossToldByTwo(const Scene& scene) { return ToldByAnother(First(scene, "lost")); }
Found LossNotFirst(const Scene& scene) { return NotFirst(scene, First(scene, "lost")); }
Found LossRecordedLate(const Scene& scene) { return RecordedAfterRecovery(scene, First(scene, "lost")); }
Found LossRecordedLongAfter(const Scene& scene) { return RecordedLongAfter(scene, First(scene, "lost")); }
Found FoundWithoutHolder(const Scene& scene) { return Of(First(scene, "found")); }
Found CaptureReported(const Scene& scene) { return Of(First(scene, "captured")); }
Found CaptureNotFirst(const Scene& scene) { return NotFirst(scene, First(scene, "captured")); }

Found VictimIsHolder(const Scene& scene) {
  const Happening* theft = First(scene, "stolen");
  const Happening* last = scene.episode.last_lawful;
  if (theft == nullptr || last == nullptr || !PartiesAgree(theft->from_party, last->to_party)) return std::nullopt;
  return Finding{{last, theft}};
}

Found VictimIsAnother(const Scene& scene) {
  const Happening* theft = First(scene, "stolen");
  const Happening* last = scene.episode.last_lawful;
  if (theft == nullptr || last == nullptr || !PartiesDiffer(theft->from_party, last->to_party)) return std::nullopt;
  return Finding{{last, theft}};
}

// export_diversion, retransfer ----------------------------------------------------------------------------------------

std::string Destination(const Scene& scene) { return StateOfCustody(scene.story, scene.episode); }
std::string SeenIn(const Scene& scene) { return StateSeenIn(scene.story, scene.episode); }

Found ExportedNeverImported(const Scene& scene) {
  if (!LastIs(scene, "exported") || ImportDatedBefore(scene.story, *scene.episode.last_lawful)) return std::nullopt;
  return Finding{{scene.episode.last_lawful, &Sign(scene)}};
}

Found SeenElsewhere(const Scene& scene) {
  const std::string to = Destination(scene);
  const std::string in = SeenIn(scene);
  if (!LastIs(scene, "exported") || to.empty() || in.empty() || to == in) return std::nullopt;
  return Finding{{scene.episode.last_lawful, &Sign(scene)},
                 base::Say("exported_seen_in", "exported to {to}, seen in {in}", {{"to", to}, {"in", in}})};
}

Found SeenAtDestination(const Scene& scene) {
  const std::string to = Destination(scene);
  if (!LastIs(scene, "exported") || to.empty() || to != SeenIn(scene)) return std::nullopt;
  return Finding{{scene.episode.last_lawful, &Sign(scene)},
                 base::Say("exported_seen_there", "exported to {to}, seen there", {{"to", to}})};
}

Found ExportNamesPaper(const Scene& scene) {
  if (!LastIs(scene, "exported") || !scene.episode.last_lawful->document) return std::nullopt;
  return Finding{{scene.episode.last_lawful},
                 base::Say("paper", "{paper}", {{"paper", *scene.episode.last_lawful->document}})};
}

// Longer than a weapon that is lawfully held stays unseen.
bool IsLongAfter(const Happening& before, const Happening& after) {
  return before.days.last != kOpenFuture && after.days.first != kOpenPast &&
         std::int64_t{after.days.first} - before.days.last > kSilenceDaysMax;
}

Found SeenLongAfterExport(const Scene& scene) {
  if (!LastIs(scene, "exported") || !IsLongAfter(*scene.episode.last_lawful, Sign(scene))) return std::nullopt;
  return Finding{{scene.episode.last_lawful, &Sign(scene)}};
}

Found SeenElsewhereLongAfterExport(const Scene& scene) {
  return SeenLongAfterExport(scene) ? SeenElsewhere(scene) : Found{};
}

Found HandedToAnotherState(const Scene& scene) { return Of(HandedAbroad(scene.story, scene.episode)); }

// It was lawfully in one State and turns up in another, and nobody exported it from the first.
Found LeftWithoutExport(const Scene& scene) {
  const Happening* last = scene.episode.last_lawful;
  const std::string from = Destination(scene);
  const std::string in = SeenIn(scene);
  if (last == nullptr || last->kind == "exported" || last->part == Part::kDestroyed) return std::nullopt;
  if (from.empty() || in.empty() || from == in) return std::nullopt;
  return Finding{
      {last, &Sign(scene)},
      base::Say("lawfully_in_seen_in", "last lawfully in {from}, seen in {in}", {{"from", from}, {"in", in}})};
}

Found ImportedThere(const Scene& scene) {
  if (!LeftWithoutExport(scene)) return std::nullopt;
  const Happening* imported = nullptr;
  for (const Happening& happening : scene.story.life.happenings()) {
    if (&happening == &Sign(scene)) break;
    if (happening.kind == "imported") imported = &happening;
    if (happening.kind == "exported") imported = nullptr;
  }
  return Of(imported);
}

// stock_leak, straw_purchase ------------------------------------------------------------------------------------------

Found LastInStock(const Scene& scene) {
  for (const char* kind : {"stored", "issued", "inspected"}) {
    if (LastIs(scene, kind)) return Finding{{scene.episode.last_lawful}};
  }
  return std::nullopt;
}

Found LeftAuthoritysKeeping(const Scene& scene) {
  const Happening* last = scene.episode.last_lawful;
  if (last == nullptr || (last->part != Part::kTaken && last->part != Part::kHandedIn)) return std::nullopt;
  return Finding{{last, &Sign(scene)}};
}

// The sale that the episode follows, registered to the buyer or not.
const Happening* SaleBefore(const Scene& scene) {
  const Happening* sale = nullptr;
  for (const Happening& happening : scene.story.life.happenings()) {
    if (&happening == &Sign(scene)) break;
    if (happening.kind == "sold") sale = &happening;
    const bool other_hands = happening.part == Part::kLawful && happening.kind != "sold" &&
                             happening.kind != "registered" && happening.kind != "marked" &&
                             happening.kind != "proofed";
    if (other_hands || happening.part == Part::kDestroyed || happening.part == Part::kTaken) sale = nullptr;
  }
  return sale;
}

Found BoughtOverACounter(const Scene& scene) { return LeftWithoutExport(scene) ? Of(SaleBefore(scene)) : Found{}; }

Found WithinDays(const Scene& scene, std::int32_t more_than, std::int32_t at_most) {
  const Happening* sale = SaleBefore(scene);
  const Days& sign = Sign(scene).days;
  if (sale == nullptr || sale->days.first == kOpenPast || sign.last == kOpenFuture) return std::nullopt;
  const std::int64_t days = std::int64_t{sign.last} - sale->days.first;
  if (days <= more_than || days > at_most) return std::nullopt;
  return Finding{{sale, &Sign(scene)}, base::Say("at_most_days", "at most {count} days", {{"count", days}})};
}

Found SoldWithinAYear(const Scene& scene) { return WithinDays(scene, -1, kYearDays); }
Found SoldWithinThreeYears(const Scene& scene) { return WithinDays(scene, kYearDays, kThreeYearsDays); }

Found SoldLongBefore(const Scene& scene) {
  const Happening* sale = SaleBefore(scene);
  if (sale == nullptr || sale->days.last == kOpenFuture || Sign(scene).days.first == kOpenPast) return std::nullopt;
  const std::int64_t days = std::int64_t{Sign(scene).days.first} - sale->days.last;
  if (days <= kThreeYearsDays) return std::nullopt;
  return Finding{{sale, &Sign(scene)}, base::Say("at_least_days", "at least {count} days", {{"count", days}})};
}

Found SoldAndNotReported(const Scene& scene) {
  return ReportedCause(scene) == nullptr ? Of(SaleBefore(scene)) : std::nullopt;
}

// reactivation, false_destruction, illicit_manufacture ----------------------------------------------------------------

Found Reactivated(const Scene& scene) { return Of(First(scene, "reactivated")); }

Found DeactivatedThenSeen(const Scene& scene) {
  return LastIs(scene, "deactivated") ? Finding{{scene.episode.last_lawful, &Sign(scene)}} : Found{};
}

Found FiredAfterDeactivation(const Scene& scene) {
  if (!LastIs(scene, "deactivated")) return std::nullopt;
  for (const Happening& happening : scene.story.life.happenings()) {
    const bool fires = happening.kind == "test_fired" || happening.kind == "used_in_crime";
    if (fires && scene.episode.last_lawful->days.SurelyBefore(happening.days)) return Finding{{&happening}};
  }
  return std::nullopt;
}

Found NobodySawItFire(const Scene& scene) {
  if (!LastIs(scene, "deactivated") || Reactivated(scene) || FiredAfterDeactivation(scene)) return std::nullopt;
  return Finding{{scene.episode.last_lawful}};
}

Found DestroyedThenSeen(const Scene& scene) {
  return LastIs(scene, "destroyed") ? Finding{{scene.episode.last_lawful, &Sign(scene)}} : Found{};
}

Found AnotherMayBearTheNumber(const Scene& scene) {
  if (!LastIs(scene, "destroyed") || scene.episode.last_lawful->owner() == Sign(scene).owner()) return std::nullopt;
  return Finding{{scene.episode.last_lawful, &Sign(scene)}};
}

Found ClassHasNoMaker(const Scene& scene) {
  const std::string& type_class = scene.story.about.type_class;
  if (type_class != "home-made" && type_class != "converted") return std::nullopt;
  return Finding{{&Sign(scene)}, base::Say("of_class", "class {class}", {{"class", type_class}})};
}

Found Converted(const Scene& scene) { return Of(First(scene, "converted")); }

Found MakerIsRecorded(const Scene& scene) {
  for (const Happening& happening : scene.story.life.happenings()) {
    if (happening.kind == "manufactured" || happening.kind == "proofed") return Finding{{&happening}};
  }
  return std::nullopt;
}

// undetermined --------------------------------------------------------------------------------------------------------

Found NoLawfulHistory(const Scene& scene) {
  return scene.episode.last_lawful == nullptr ? Finding{{&Sign(scene)}} : Found{};
}

Found NothingTells(const Scene& scene) {
  if (scene.episode.last_lawful == nullptr || ReportedCause(scene) != nullptr) return std::nullopt;
  return Finding{{scene.episode.last_lawful, &Sign(scene)}};
}

constexpr std::array<DiversionRule, 49> kRules = {{
    {"theft_reported", "theft", 60, "its theft was reported", TheftReported},
    {"theft_told_by_two", "theft", 5, "two authorities tell of the theft", TheftToldByTwo},
    {"theft_from_holder", "theft", 10, "it was stolen from the last lawful holder", VictimIsHolder},
    {"theft_from_another", "theft", -5, "it was stolen from somebody who is not the last recorded holder",
     VictimIsAnother},
    {"theft_not_first", "theft", -40, "it was already out of lawful hands at the time of the theft", TheftNotFirst},
    {"theft_recorded_late", "theft", -5,
     "the report came into the log only after the recovery: late, or taken over from an older register",
     TheftRecordedLate},
    {"theft_recorded_long_after", "theft", -2,
     "the report came into the log more than a year after the day that it names: late, or from an older register",
     TheftRecordedLongAfter},
    {"theft_no_history", "theft", -5, "no lawful holder is recorded before the theft", NoLawfulHistory},
    {"loss_reported", "loss", 60, "its loss was reported", LossReported},
    {"loss_told_by_two", "loss", 5, "two authorities tell of the loss", LossToldByTwo},
    {"loss_found", "loss", 5, "it was found without a holder, as a lost weapon is, and one thrown away",
     FoundWithoutHolder},
    {"loss_not_first", "loss", -40, "it was already out of lawful hands at the time of the loss", LossNotFirst},
    {"loss_recorded_late", "loss", -5,
     "the report came into the log only after the recovery: late, or taken over from an older register",
     LossRecordedLate},
    {"loss_recorded_long_after", "loss", -2,
     "the report came into the log more than a year after the day that it names: late, or from an older register",
     LossRecordedLongAfter},
    {"loss_no_history", "loss", -5, "no lawful holder is recorded before the loss", NoLawfulHistory},
    {"capture_reported", "capture", 60, "its capture or looting was reported", CaptureReported},
    {"capture_not_first", "capture", -40, "it was already out of lawful hands at the time of the capture",
     CaptureNotFirst},
    {"capture_no_history", "capture", -5, "no lawful holder is recorded before the capture", NoLawfulHistory},
    {"export_no_import", "export_diversion", 40, "it was exported, no import is recorded, and it is seen again",
     ExportedNeverImported},
    {"export_elsewhere", "export_diversion", 20, "it is seen in a State other than its destination", SeenElsewhere},
    {"export_paper", "export_diversion", 5, "the export names a paper whose end-user can be asked", ExportNamesPaper},
    {"export_arrived", "export_diversion", -25, "it is seen in the State of its destination: it may have arrived",
     SeenAtDestination},
    {"export_long", "export_diversion", -30,
     "more than ten years lie between the export and its being seen: it may have arrived", SeenLongAfterExport},
    {"export_other_cause", "export_diversion", -40, "another cause is reported", AnotherCause},
    {"retransfer_handed_abroad", "retransfer", 40,
     "it was handed to a party in another State, and no export or import of that is recorded", HandedToAnotherState},
    {"retransfer_after_export", "retransfer", 40,
     "it was exported to one State, and more than ten years later it is seen in another", SeenElsewhereLongAfterExport},
    {"retransfer_no_export", "retransfer", 5,
     "it is seen outside the State of its last lawful custody, and no export is recorded", LeftWithoutExport},
    {"retransfer_imported", "retransfer", 15, "it had been imported there and was not exported again", ImportedThere},
    {"retransfer_sold", "retransfer", -20,
     "it had been sold: a buyer who carries it abroad is no State that passes it on", BoughtOverACounter},
    {"retransfer_other_cause", "retransfer", -40, "another cause is reported", AnotherCause},
    {"stock_last", "stock_leak", 45, "it was last stored, issued or counted by a service", LastInStock},
    {"stock_authority", "stock_leak", 30, "it was in an authority's keeping, and no release is recorded",
     LeftAuthoritysKeeping},
    {"stock_other_cause", "stock_leak", -40, "another cause is reported", AnotherCause},
    {"straw_one_year", "straw_purchase", 40, "it turned up within a year of its sale", SoldWithinAYear},
    {"straw_three_years", "straw_purchase", 20, "it turned up within three years of its sale", SoldWithinThreeYears},
    {"straw_not_reported", "straw_purchase", 15, "it was sold, and no theft, loss or capture is recorded",
     SoldAndNotReported},
    {"straw_long", "straw_purchase", -10, "more than three years lie between the sale and its turning up",
     SoldLongBefore},
    {"straw_other_cause", "straw_purchase", -50, "another cause is reported", AnotherCause},
    {"reactivated", "reactivation", 60, "its reactivation is recorded", Reactivated},
    {"deactivated_seen", "reactivation", 40, "it had been deactivated, and it is seen again", DeactivatedThenSeen},
    {"deactivated_fires", "reactivation", 20, "it fired after its deactivation", FiredAfterDeactivation},
    {"deactivated_unproved", "reactivation", -10, "nobody records that it can fire", NobodySawItFire},
    {"destroyed_seen", "false_destruction", 60, "it had been reported destroyed, and it is seen again",
     DestroyedThenSeen},
    {"destroyed_other_weapon", "false_destruction", -10,
     "different authorities tell of the destruction and of its return: another weapon may bear the same number",
     AnotherMayBearTheNumber},
    {"no_lawful_maker", "illicit_manufacture", 70, "a weapon of this class has no licensed maker", ClassHasNoMaker},
    {"converted", "illicit_manufacture", 55, "it was converted", Converted},
    {"maker_recorded", "illicit_manufacture", -20, "its maker or its proof is recorded", MakerIsRecorded},
    {"no_lawful_history", "undetermined", 30, "no lawful custody of it is known", NoLawfulHistory},
    {"nothing_tells", "undetermined", 10, "nothing that is recorded says how it left lawful hands", NothingTells},
}};

}  // namespace

std::span<const DiversionRule> DiversionRules() { return kRules; }

}  // namespace proofmark::trace
