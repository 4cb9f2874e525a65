// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "trace/breaks.h"
#include "trace/crossing.h"
#include "trace/episode.h"

namespace proofmark::trace {
namespace {

void Add(const GapRule& rule, const Happening& after, const Happening& before, std::vector<Gap>& gaps) {
  base::Sentence why = base::Say(rule.name, rule.sentence).Within(Told({&after, &before}));
  gaps.push_back({after.id(), before.id(), after.dates.from, before.dates.to, std::move(why)});
}

// Does the second tell of the hand-over that the first is, from the other side: a dealer's sale and the buyer's
// registration, an export and the import that ends it.
bool SameHandOver(const Happening& first, const Happening& second) {
  return PartiesAgree(first.from_party, second.from_party) && !PartiesDiffer(first.to_party, second.to_party);
}

bool IsTakenFromHolder(const Happening& happening) {
  return happening.kind == "stolen" || happening.kind == "lost" || happening.kind == "captured";
}

void NobodyHandedItOver(const Story& story, const GapRule& rule, std::vector<Gap>& gaps) {
  const Happening* holding = nullptr;  // the last that says who has it
  for (const Happening& now : story.life.happenings()) {
    const bool lawful = now.part == Part::kLawful;
    if (holding != nullptr && (lawful || IsTakenFromHolder(now)) && PartiesDiffer(holding->to_party, now.from_party) &&
        !SameHandOver(*holding, now) && ImportDatedBefore(story, now) != holding) {
      Add(rule, *holding, now, gaps);
    }
    if (lawful && now.to_party) holding = &now;
  }
}

void NoImport(const Story& story, const GapRule& rule, std::vector<Gap>& gaps) {
  const Happening* exported = nullptr;
  for (const Happening& now : story.life.happenings()) {
    if (now.part == Part::kOther || now.part == Part::kSeen) continue;
    if (exported != nullptr && now.kind != "imported" && now.kind != "exported" && now.kind != "marked") {
      Add(rule, *exported, now, gaps);
      exported = nullptr;
    }
    if (now.kind == "exported") exported = ImportDatedBefore(story, now) == nullptr ? &now : nullptr;
    if (now.kind == "imported") exported = nullptr;
  }
}

void LongSilence(const Story& story, const GapRule& rule, std::vector<Gap>& gaps) {
  const Happening* before = nullptr;
  for (const Happening& now : story.life.happenings()) {
    if (now.part != Part::kLawful && now.part != Part::kSeen) {
      if (now.part != Part::kOther) before = nullptr;
      continue;
    }
    if (before != nullptr && before->days.last != kOpenFuture && now.days.first != kOpenPast &&
        std::int64_t{now.days.first} - before->days.last > kSilenceDaysMax) {
      Add(rule, *before, now, gaps);
    }
    before = &now;
  }
}

void UnknownHowItLeft(const Story& story, const GapRule& rule, std::vector<Gap>& gaps) {
  for (const Episode& episode : FindEpisodes(story.life)) {
    if (episode.last_lawful != nullptr && !IsTakenFromHolder(*episode.first_unlawful)) {
      Add(rule, *episode.last_lawful, *episode.first_unlawful, gaps);
    }
  }
}

void TakenAgain(const Story& story, const GapRule& rule, std::vector<Gap>& gaps) {
  const Happening* taken = nullptr;
  for (const Happening& now : story.life.happenings()) {
    if (now.part == Part::kOther || now.part == Part::kSeen) continue;
    const bool takes = now.part == Part::kTaken || now.part == Part::kHandedIn;
    if (takes && taken != nullptr && taken->days.SurelyBefore(now.days)) Add(rule, *taken, now, gaps);
    taken = takes ? &now : nullptr;
  }
}

// In the order of the story; two rules that speak of one gap make one gap.
void InOrder(const Life& life, std::vector<Gap>& gaps) {
  std::map<std::string, std::size_t> places;
  for (const Happening& happening : life.happenings()) places.emplace(happening.id(), places.size());
  std::stable_sort(gaps.begin(), gaps.end(), [&](const Gap& a, const Gap& b) {
    return std::pair(places[a.before], places[a.after]) < std::pair(places[b.before], places[b.after]);
  });
  std::vector<Gap> out;
  for (Gap& gap : gaps) {
    if (!out.empty() && out.back().after == gap.after && out.back().before == gap.before) {
      out.back().why.And(gap.why);
    } else {
      out.push_back(std::move(gap));
    }
  }
  gaps = std::move(out);
}

constexpr std::array<GapRule, 5> kRules = {{
    {"holder_changed",
     "it was handed on by, or taken from, another than its last recorded holder; how it got there is not recorded",
     NobodyHandedItOver},
    {"no_import", "it was exported and no import is recorded", NoImport},
    {"long_silence", "nothing is recorded for more than ten years", LongSilence},
    {"left_unseen", "how it left lawful hands is not recorded", UnknownHowItLeft},
    {"taken_again", "an authority had it, and it was taken again without a release in between", TakenAgain},
}};

}  // namespace

std::span<const GapRule> GapRules() { return kRules; }

std::vector<Gap> FindGaps(const Story& story) {
  std::vector<Gap> gaps;
  for (const GapRule& rule : kRules) rule.find(story, rule, gaps);
  InOrder(story.life, gaps);
  if (gaps.size() > kBreaksMax) gaps.resize(kBreaksMax);
  return gaps;
}

}  // namespace proofmark::trace
