// SPDX-License-Identifier: Apache-2.0
#include "trace/status.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace proofmark::trace {

using base::Say;
using base::Sentence;

namespace {

// What the last of an owner's events says. Kinds that are not here change nothing.
struct Meaning {
  std::string_view kind;
  std::string_view status;
};

constexpr std::array<Meaning, 26> kMeanings = {{
    {"manufactured", "lawful"},
    {"marked", "lawful"},
    {"proofed", "lawful"},
    {"exported", "lawful"},
    {"imported", "lawful"},
    {"sold", "lawful"},
    {"transferred", "lawful"},
    {"registered", "lawful"},
    {"issued", "lawful"},
    {"stored", "lawful"},
    {"returned", "returned"},
    {"deactivated", "deactivated"},
    {"lost", "lost"},
    {"stolen", "stolen"},
    {"captured", "stolen"},
    {"wanted", "wanted"},
    {"used_in_crime", "wanted"},
    {"trafficked", "trafficked"},
    {"smuggled", "smuggled"},
    {"seized", "seized"},
    {"recovered", "recovered"},
    {"found", "recovered"},
    {"surrendered", "surrendered"},
    {"collected", "surrendered"},
    {"destroyed", "destroyed"},
    {"inspected", ""},
}};

std::string_view MeaningOf(std::string_view kind) {
  for (const Meaning& meaning : kMeanings) {
    if (meaning.kind == kind) return meaning.status;
  }
  return "";
}

bool IsOneOf(std::string_view status, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), status) != list.end();
}

bool IsSought(std::string_view s) { return IsOneOf(s, {"stolen", "lost", "wanted", "trafficked", "smuggled"}); }
bool IsKept(std::string_view s) { return IsOneOf(s, {"seized", "recovered", "surrendered"}); }
bool IsLawful(std::string_view s) { return IsOneOf(s, {"lawful", "deactivated"}); }

std::string AsOf(const Happening& happening) {
  if (happening.dates.to) return happening.dates.to->ToText();
  if (happening.dates.from) return happening.dates.from->ToText();
  const base::Instant recorded = happening.tellings.front()->recorded_at;
  return recorded.ms > 0 ? recorded.ToText() : "";
}

// A status with the happening that gave it, which lives as long as the life that it was found in.
struct Standing {
  std::string owner;
  std::string status = "unknown";
  const Happening* by = nullptr;
  base::Sentence why;
};

Standing StandingOf(const std::string& owner, const Life& life) {
  Standing out;
  out.owner = owner;
  const Happening* destroyed = nullptr;
  for (const Happening& now : life.happenings()) {
    if (now.kind == "reactivated" || now.kind == "converted") {
      // No status word says it; what was said before is no longer so.
      if (IsLawful(out.status)) out.status = "unknown";
      out.by = &now;
      continue;
    }
    const std::string_view status = MeaningOf(now.kind);
    if (status.empty()) continue;
    if (destroyed != nullptr && now.kind != "destroyed" && destroyed->days.SurelyBefore(now.days)) {
      out.why = Say("after_destruction", "it was destroyed, and something is told of it afterwards")
                    .Within(Told({destroyed, &now}));
    } else if (IsSought(out.status) && IsLawful(status) && out.by->days.SurelyBefore(now.days)) {
      out.why = Say("handed_on_while_sought", "it was sought, and lawfully handed on without having come back")
                    .Within(Told({out.by, &now}));
    } else if (status == "returned" || IsKept(status)) {
      if (destroyed == nullptr) out.why = {};
    }
    if (now.kind == "destroyed") destroyed = &now;
    out.status = status;
    out.by = &now;
  }
  if (!out.why.empty()) out.status = "contradictory";
  return out;
}

OwnerStatus ToStatus(const Standing& standing) {
  OwnerStatus out{standing.owner, standing.status, "", "", standing.why};
  if (standing.by != nullptr) {
    out.as_of = AsOf(*standing.by);
    out.event = standing.by->id();
  }
  return out;
}

// Can what one owner says be true together with what another says?
bool Excludes(const Standing& a, const Standing& b) {
  if (a.by == nullptr || b.by == nullptr) return false;
  const bool later = a.by->days.SurelyBefore(b.by->days);  // b surely later
  if (a.status == "destroyed") return b.status != "destroyed" && (IsSought(b.status) || later);
  if (IsKept(a.status) && IsSought(b.status)) return later;
  if (IsSought(a.status) && IsLawful(b.status)) return later;
  return false;
}

Sentence Words(const Standing& standing) {
  return Say("status_per", "{status} per {owner}", {{"status", standing.status}, {"owner", standing.owner}});
}

// The owner whose word is the last, in the order of the whole story.
const Standing* LastWord(const std::vector<Standing>& standings, const Life& all) {
  const Standing* last = nullptr;
  for (const Happening& happening : all.happenings()) {
    for (const CustodyEvent* telling : happening.tellings) {
      for (const Standing& standing : standings) {
        if (standing.by != nullptr && standing.by->id() == telling->id) last = &standing;
      }
    }
  }
  return last;
}

OwnerStatus Together(const std::vector<Standing>& standings, const Life& all) {
  OwnerStatus out{"*", "unknown", "", "", {}};
  const Standing* last = LastWord(standings, all);
  if (last == nullptr) return out;
  out = ToStatus(*last);
  out.owner = "*";
  for (const Standing& a : standings) {
    if (a.status == "contradictory") {
      out.status = "contradictory";
      out.why = Words(a).And(a.why, ": ");
      return out;
    }
    for (const Standing& b : standings) {
      if (&a == &b || !Excludes(a, b)) continue;
      const bool a_first = a.by->days.first <= b.by->days.first;
      out.status = "contradictory";
      out.why = a_first ? Words(a).And(Words(b), ", ") : Words(b).And(Words(a), ", ");
      return out;
    }
  }
  for (const Standing& other : standings) {
    if (&other == last || !IsSought(other.status) || IsSought(last->status)) continue;
    out.why.And(Say("still_records", "{owner} still records it as {status}",
                    {{"owner", other.owner}, {"status", other.status}}));
  }
  return out;
}

}  // namespace

OwnerStatus StatusOf(const vocab::Vocabulary& words, const std::string& owner, const std::vector<CustodyEvent>& events,
                     std::optional<std::int32_t> day) {
  std::vector<CustodyEvent> own;
  for (const CustodyEvent& event : events) {
    if (event.owner == owner && (!day || DaysOf(event).last <= *day)) own.push_back(event);
  }
  const Life life(words, std::move(own));
  return ToStatus(StandingOf(owner, life));
}

std::vector<OwnerStatus> StatusOfAll(const vocab::Vocabulary& words, const std::vector<CustodyEvent>& events) {
  std::map<std::string, std::vector<CustodyEvent>> by_owner;
  for (const CustodyEvent& event : events) by_owner[event.owner].push_back(event);
  std::map<std::string, Life> lives;
  std::vector<Standing> standings;
  std::vector<OwnerStatus> out;
  for (auto& [owner, own] : by_owner) {
    const Life& life = lives.try_emplace(owner, words, std::move(own)).first->second;
    standings.push_back(StandingOf(owner, life));
    out.push_back(ToStatus(standings.back()));
  }
  if (standings.empty()) return out;
  const Life all(words, events);
  out.push_back(Together(standings, all));
  return out;
}

std::vector<Ground> FindGrounds(const Story& story) {
  std::vector<Ground> out;
  auto add = [&](std::string_view code, Sentence why, std::vector<std::string> events) {
    out.push_back({std::string(code), {std::move(why), std::move(events)}});
  };
  if (story.about.serial_destroyed)
    add("not_marked", Say("number_destroyed", "its serial number was removed or altered"), {});
  if (story.about.type_class == "home-made" || story.about.type_class == "converted") {
    add("made_without_licence", Say("no_lawful_maker", "a weapon of this class has no licensed maker"), {});
  }
  for (const Happening& happening : story.life.happenings()) {
    const std::string& kind = happening.kind;
    if (kind == "converted" || kind == "reactivated") add("made_without_licence", Told({&happening}), happening.ids());
    if (IsOneOf(kind, {"stolen", "captured", "trafficked", "smuggled"})) {
      add("transferred_without_licence", Told({&happening}), happening.ids());
    }
  }
  return out;
}

}  // namespace proofmark::trace
