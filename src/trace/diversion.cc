// SPDX-License-Identifier: Apache-2.0
#include "trace/diversion.h"

#include <algorithm>
#include <array>
#include <utility>

#include "trace/crossing.h"

namespace proofmark::trace {
namespace {

struct Kind {
  std::string_view code;
  std::string_view name;
};

// In the order in which hypotheses of equal weight are shown: what somebody reported before what is inferred.
constexpr std::array<Kind, 11> kKinds = {{
    {"theft", "theft"},
    {"loss", "loss"},
    {"capture", "capture in a conflict"},
    {"reactivation", "reactivation of a deactivated weapon"},
    {"false_destruction", "a destruction that did not take place"},
    {"illicit_manufacture", "illicit manufacture"},
    {"export_diversion", "diversion of an export"},
    {"stock_leak", "a leak from a stock"},
    {"straw_purchase", "a purchase for somebody else"},
    {"retransfer", "a transfer to another State without a permit on record"},
    {"undetermined", "a way that is not recorded"},
}};

struct Weighed {
  Hypothesis hypothesis;
  int weight = 0;
};

Argument ArgumentOf(const DiversionRule& rule, const Finding& finding) {
  Argument argument{base::Say(rule.name, rule.sentence), {}};
  argument.why.Within(finding.detail.empty() ? Told(finding.of) : finding.detail);
  for (const Happening* happening : finding.of) {
    for (std::string& id : happening->ids()) argument.events.push_back(std::move(id));
  }
  return argument;
}

// The reported event is the first unlawful one of its own hypothesis, wherever it stands in the episode.
const Happening& SignOf(std::string_view kind, const Episode& episode) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> reports = {
      {{"theft", "stolen"}, {"loss", "lost"}, {"capture", "captured"}, {"reactivation", "reactivated"}}};
  for (const auto& [hypothesis, report] : reports) {
    if (hypothesis != kind) continue;
    if (const Happening* found = episode.Find(report)) return *found;
  }
  return *episode.first_unlawful;
}

// The episode as the hypothesis sees it: a passing on to another State is itself the act by which it left lawful hands,
// so lawful custody ended with the step in front of it.
Episode EpisodeOf(std::string_view kind, const Scene& scene) {
  Episode episode = scene.episode;
  episode.first_unlawful = &SignOf(kind, scene.episode);
  const Happening* handed = kind == "retransfer" ? HandedAbroad(scene.story, scene.episode) : nullptr;
  if (handed == nullptr) return episode;
  episode.first_unlawful = handed;
  episode.last_lawful = nullptr;
  for (const Happening* lawful : episode.lawful) {
    if (lawful == handed) break;
    episode.last_lawful = lawful;
  }
  return episode;
}

Weighed Weigh(const Scene& scene, std::string_view kind) {
  Weighed out;
  Hypothesis& hypothesis = out.hypothesis;
  hypothesis.kind = kind;
  for (const DiversionRule& rule : DiversionRules()) {
    if (rule.kind != kind) continue;
    std::optional<Finding> finding = rule.find(scene);
    if (!finding) continue;
    (rule.weight > 0 ? hypothesis.support : hypothesis.against).push_back(ArgumentOf(rule, *finding));
    out.weight += rule.weight;
  }
  const Episode episode = EpisodeOf(kind, scene);
  hypothesis.first_unlawful = episode.first_unlawful->id();
  if (episode.last_lawful != nullptr) {
    hypothesis.last_lawful = episode.last_lawful->id();
    const base::DateRange window = WindowOf(episode);
    hypothesis.from = window.from;
    hypothesis.to = window.to;
  }
  // A report tells where it happened; otherwise the last place where it lawfully was is the best that is known.
  const bool told_by_itself = episode.first_unlawful != scene.episode.first_unlawful;
  if (kind == "theft" || kind == "loss" || kind == "capture" || told_by_itself) {
    hypothesis.place = episode.first_unlawful->place;
  } else if (kind != "undetermined" && episode.last_lawful != nullptr) {
    hypothesis.place = episode.last_lawful->place;
  }
  return out;
}

std::vector<Hypothesis> Ranked(const Scene& scene) {
  std::vector<Weighed> weighed;
  for (const Kind& kind : kKinds) {
    Weighed one = Weigh(scene, kind.code);
    if (!one.hypothesis.support.empty()) weighed.push_back(std::move(one));
  }
  std::stable_sort(weighed.begin(), weighed.end(),
                   [](const Weighed& a, const Weighed& b) { return a.weight > b.weight; });
  std::vector<Hypothesis> out;
  for (Weighed& one : weighed) out.push_back(std::move(one.hypothesis));
  return out;
}

}  // namespace

std::string_view HypothesisName(std::string_view kind) {
  for (const Kind& one : kKinds) {
    if (one.code == kind) return one.name;
  }
  return kind;
}

std::vector<Hypothesis> RankHypotheses(const Story& story, const std::vector<Episode>& episodes) {
  std::vector<Hypothesis> out;
  for (auto episode = episodes.rbegin(); episode != episodes.rend(); ++episode) {
    std::vector<Hypothesis> ranked = Ranked({story, *episode});
    if (episode != episodes.rbegin() && ranked.size() > 1) ranked.resize(1);
    for (Hypothesis& hypothesis : ranked) {
      hypothesis.rank = static_cast<int>(out.size()) + 1;
      out.push_back(std::move(hypothesis));
    }
  }
  return out;
}

}  // namespace proofmark::trace
