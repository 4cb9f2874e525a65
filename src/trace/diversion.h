// SPDX-License-Identifier: Apache-2.0
// Diversion: how a weapon left lawful hands, by what is recorded. Rival hypotheses, each with what speaks for and
// against it.
//
//   for (const Hypothesis& h : RankHypotheses(story, episodes)) Print(h.rank, h.kind, h.support);
//
// The rules are one list: name, hypothesis, weight, sentence, function. A weight above zero speaks for the hypothesis,
// one below against it; a hypothesis stands in the list when something speaks for it, and the sum of the weights ranks
// it. The sums are no probabilities and are not shown as such. docs/concepts/custody.md prints the list, a test holds
// the page to it.
//
// The last episode comes first: it explains the weapon that is on the table. Earlier ones follow with the best
// hypothesis of each. Where no lawful custody is known there is no window, only what is reported.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "trace/breaks.h"
#include "trace/episode.h"

namespace proofmark::trace {

// What a rule looks at: one episode of a story.
struct Scene {
  const Story& story;
  const Episode& episode;
};

// What a rule found: the happenings it stands on, and a detail for the sentence. Nothing: the rule is silent.
struct Finding {
  std::vector<const Happening*> of;
  base::Sentence detail{};  // empty: the happenings as they are told
};

struct DiversionRule {
  std::string_view name;
  std::string_view kind;
  int weight;
  std::string_view sentence;
  std::optional<Finding> (*find)(const Scene& scene);
};

std::span<const DiversionRule> DiversionRules();

std::vector<Hypothesis> RankHypotheses(const Story& story, const std::vector<Episode>& episodes);

// "diversion of an export"
std::string_view HypothesisName(std::string_view kind);

}  // namespace proofmark::trace
