// SPDX-License-Identifier: Apache-2.0
#include "trace/time_to_crime.h"

#include <algorithm>
#include <array>

namespace proofmark::trace {
namespace {

constexpr std::array<std::string_view, 6> kTransfers = {"transferred", "registered", "issued",
                                                        "imported",    "exported",   "stored"};

bool IsTransfer(const Happening& happening) {
  return std::find(kTransfers.begin(), kTransfers.end(), happening.kind) != kTransfers.end();
}

// The recovery of the last episode that has one, else its first crime; of a life without episodes, its last of both.
const Happening* CountedTo(const Life& life, const std::vector<Episode>& episodes) {
  for (auto episode = episodes.rbegin(); episode != episodes.rend(); ++episode) {
    if (episode->taken != nullptr && IsCrimeOrRecovery(*episode->taken)) return episode->taken;
    for (const Happening* happening : episode->unlawful) {
      if (IsCrimeOrRecovery(*happening)) return happening;
    }
  }
  const Happening* last = nullptr;
  for (const Happening& happening : life.happenings()) {
    if (IsCrimeOrRecovery(happening)) last = &happening;
  }
  return last;
}

struct Transfers {
  const Happening* sale = nullptr;      // the last before the crime
  const Happening* transfer = nullptr;  // the last of any other kind
  const Happening* too_late = nullptr;  // surely after the crime
};

// An act by which the weapon left lawful hands is no lawful transfer, and what stands behind it neither.
Transfers TransfersBefore(const Life& life, const Happening& crime, const std::optional<std::string>& first_unlawful) {
  Transfers out;
  bool before = true;
  for (const Happening& happening : life.happenings()) {
    if (&happening == &crime || happening.id() == first_unlawful) before = false;
    const bool sale = happening.kind == "sold";
    if (!sale && !IsTransfer(happening)) continue;
    if (!before) {
      if (out.too_late == nullptr && crime.days.SurelyBefore(happening.days)) out.too_late = &happening;
      continue;
    }
    (sale ? out.sale : out.transfer) = &happening;
  }
  return out;
}

std::optional<std::int32_t> DaysBetween(std::int32_t from, std::int32_t to) {
  if (from == kOpenPast || to == kOpenFuture || from == kOpenFuture || to == kOpenPast) return std::nullopt;
  return to - from;
}

bool Count(const Happening& from, const Happening& to, TimeToCrime& out) {
  out.days_max = DaysBetween(from.days.first, to.days.last);
  out.days_min = DaysBetween(from.days.last, to.days.first);
  // A transfer without a date leaves nothing to count, and "at least nothing" is no number.
  if (!out.days_max && out.days_min.value_or(0) <= 0) {
    out.days_min.reset();
    return false;
  }
  // The order is known even where the dates overlap.
  out.days_min = std::max(out.days_min.value_or(0), 0);
  out.counted_from = from.id();
  out.counted_to = to.id();
  out.basis = from.kind == "sold" ? "retail" : "last_lawful";
  return true;
}

}  // namespace

TimeToCrime CountTimeToCrime(const Life& life, const std::vector<Episode>& episodes,
                             const std::vector<Hypothesis>& diversion, const CustodyWeapon& about) {
  TimeToCrime out;
  const Happening* crime = CountedTo(life, episodes);
  std::string why = "no recovery or crime is recorded";
  if (crime != nullptr) {
    const Transfers transfers =
        TransfersBefore(life, *crime, diversion.empty() ? std::nullopt : diversion.front().first_unlawful);
    const Happening* from = transfers.sale != nullptr ? transfers.sale : transfers.transfer;
    if (from != nullptr && Count(*from, *crime, out)) return out;
    if (from != nullptr) {
      why = from->days.last == kOpenFuture || from->days.first == kOpenPast
                ? "the last lawful transfer has no date (" + Told(*from) + ")"
                : "the recovery or crime has no date (" + Told(*crime) + ")";
    } else if (transfers.too_late != nullptr) {
      why = "the only lawful transfer is dated after the recovery or crime (" + Told(*transfers.too_late) + "; " +
            Told(*crime) + ")";
    } else {
      why = "no lawful transfer is recorded";
    }
  }
  if (about.asserted_days_to_crime && *about.asserted_days_to_crime >= 0) {
    out.days_min = out.days_max = about.asserted_days_to_crime;
    out.basis = "asserted";
    if (crime != nullptr) out.counted_to = crime->id();
    return out;
  }
  out.why_not = why;
  return out;
}

}  // namespace proofmark::trace
