// SPDX-License-Identifier: Apache-2.0
#include "tools/world/told.h"

#include <cstdio>

#include "tools/world/question.h"
#include "tools/world/story.h"
#include "tools/world/truth.h"

namespace proofmark::world {
namespace {

using base::Json;

std::string RightOf(const Tally::Count& count) {
  return std::to_string(count.right) + "/" + std::to_string(count.right + count.wrong);
}

std::string Row(const char* kind, const Tally& tally) {
  char line[160];
  std::snprintf(line, sizeof line, "%-20s %10s %10s %10s %10s %10s %10s\n", kind, RightOf(tally.chain).c_str(),
                RightOf(tally.kind).c_str(), RightOf(tally.in_top2).c_str(), RightOf(tally.accepted).c_str(),
                RightOf(tally.window).c_str(), RightOf(tally.time_to_crime).c_str());
  return line;
}

std::string ToldAs(const std::map<std::string, std::map<std::string, int>>& as, const char* which) {
  std::string text;
  for (const auto& [kind, told] : as) {
    text += kind + which + " told as";
    const char* sign = " ";
    for (const auto& [other, count] : told) {
      text += sign + other + " " + std::to_string(count);
      sign = ", ";
    }
    text += "\n";
  }
  return text;
}

}  // namespace

std::string TrueKind(const Json& truth) {
  return truth["diversion"].is_object() ? truth["diversion"]["kind"].get<std::string>() : "none";
}

std::string ToldWorld::ToText() const {
  char head[160];
  std::snprintf(head, sizeof head, "%-20s %10s %10s %10s %10s %10s %10s\n", "true kind", "chain", "kind", "first two",
                "accepted", "window", "days");
  std::string text = head;
  for (const auto& [kind, tally] : by_kind) text += Row(kind.c_str(), tally);
  text += Row("all", all);
  return text + ToldAs(as, "") + ToldAs(hidden, " (nobody could know)");
}

ToldWorld TellWorld(const vocab::Vocabulary& words, const WorldToTell& world, const OnStory& each) {
  ToldWorld told;
  for (std::uint64_t number = 0; number < world.weapons; ++number) {
    const Life life = LifeOf(world.seed, number);
    trace::CustodyQuestion question = QuestionOf(words, life);
    if (question.events.empty()) continue;
    const Json truth = TruthOf(life);
    const Json custody = trace::ToJson(trace::TellCustody(words, std::move(question)));
    const Verdict verdict = Score(custody, truth);
    const std::string kind = TrueKind(truth);
    told.all.Add(verdict);
    told.by_kind[kind].Add(verdict);
    ++(verdict.kind == Mark::kUnknown ? told.hidden : told.as)[kind][FirstKind(custody)];
    if (each) each(custody, truth, verdict);
  }
  return told;
}

}  // namespace proofmark::world
