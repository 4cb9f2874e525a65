// SPDX-License-Identifier: Apache-2.0
#include "trace/custody.h"

#include <utility>

#include "trace/ask.h"
#include "trace/breaks.h"
#include "trace/diversion.h"
#include "trace/episode.h"
#include "trace/life.h"
#include "trace/status.h"
#include "trace/time_to_crime.h"

namespace proofmark::trace {

namespace {

void TellStates(const vocab::Vocabulary& words, CustodyEvent& event) {
  if (event.place) event.state = CountryOf(words, *event.place);
  event.state_by = event.state.empty() ? "owner" : "place";
  if (event.state.empty()) event.state = CountryOf(words, event.owner);
  if (event.state.empty()) event.state_by.clear();
  if (event.to_party) event.bound_for = CountryOfParty(words, *event.to_party);
}

}  // namespace

Custody TellCustody(const vocab::Vocabulary& words, CustodyQuestion question) {
  Custody out;
  out.weapon = std::move(question.weapon);
  out.status = StatusOfAll(words, question.events);
  const Life life(words, std::move(question.events));
  const Story story{words, life, question.about};
  const std::vector<Episode> episodes = FindEpisodes(life);
  out.events = life.InOrder();
  for (CustodyEvent& event : out.events) TellStates(words, event);
  out.gaps = FindGaps(story);
  out.contradictions = FindContradictions(story);
  out.diversion = RankHypotheses(story, episodes);
  out.time_to_crime = CountTimeToCrime(life, episodes, out.diversion, question.about);
  out.ask = WhomToAsk(story, episodes);
  out.grounds = FindGrounds(story);
  out.sentence = SentenceOf(out, story, episodes);
  return out;
}

}  // namespace proofmark::trace
