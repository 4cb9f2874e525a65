// SPDX-License-Identifier: Apache-2.0
#include "trace/ask.h"

#include <algorithm>
#include <utility>

#include "trace/diversion.h"

namespace proofmark::trace {
namespace {

class Asks {
 public:
  void Add(const std::string& whom, std::string why) {
    if (whom.empty()) return;
    for (const Ask& ask : asks) {
      if (ask.country == whom) return;
    }
    asks.push_back({whom, std::move(why)});
  }
  std::vector<Ask> asks;
};

bool Tells(const Life& life, std::string_view kind) {
  const auto& all = life.happenings();
  return std::any_of(all.begin(), all.end(), [&](const Happening& happening) { return happening.kind == kind; });
}

// Who made it, and who imported it last: the two that the Tracing Instrument sends a request to.
void AskByDescription(const Story& story, Asks& asks) {
  if (!Tells(story.life, "manufactured")) {
    if (!story.about.made_country.empty()) {
      asks.Add(story.about.made_country, "country of manufacture");
    } else {
      asks.Add(story.about.make_country, "country of the maker");
    }
  }
  if (!Tells(story.life, "imported")) asks.Add(story.about.import_country, "country of the last known import");
}

// An export whose other end nobody recorded: the State that it went to, else the State that let it go.
void AskOpenExports(const Story& story, Asks& asks) {
  const Happening* open = nullptr;
  for (const Happening& happening : story.life.happenings()) {
    if (happening.kind == "exported") open = &happening;
    if (happening.kind == "imported") open = nullptr;
  }
  if (open == nullptr) return;
  const std::string to = open->to_party ? CountryOfParty(story.words, *open->to_party) : "";
  asks.Add(to.empty() ? open->owner() : to, to.empty()
                                                ? "who received the export (" + Told(*open) + ")"
                                                : "whether the export arrived, and who got it (" + Told(*open) + ")");
}

void AskOfEpisode(const Story& story, const Episode& episode, Asks& asks) {
  const Happening* last = episode.last_lawful;
  const Happening& sign = *episode.first_unlawful;
  if (last != nullptr && last->kind != "exported") {
    asks.Add(last->owner(), "who had it last (" + Told(*last) + ")");
  }
  AskOpenExports(story, asks);
  if (last == nullptr) AskByDescription(story, asks);
  // Who reports a theft, a loss or a capture knows from whom; who seized a weapon is the one who asks.
  if (last == nullptr && sign.part == Part::kUnlawful) {
    asks.Add(sign.owner(), "who had it before (" + Told(sign) + ")");
  }
}

std::string Window(const Hypothesis& best) {
  if (best.from && best.to) return ", between " + best.from->ToText() + " and " + best.to->ToText();
  if (best.from) return ", after " + best.from->ToText();
  if (best.to) return ", before " + best.to->ToText();
  return "";
}

const Happening* ById(const Life& life, const std::optional<std::string>& id) {
  for (const Happening& happening : life.happenings()) {
    if (happening.id() == id) return &happening;
  }
  return nullptr;
}

std::string AskWords(const std::vector<Ask>& asks) {
  if (asks.empty()) return "nothing says whom to ask";
  return "ask " + asks.front().country + ", " + asks.front().why;
}

}  // namespace

std::vector<Ask> WhomToAsk(const Story& story, const std::vector<Episode>& episodes) {
  Asks asks;
  if (episodes.empty()) {
    AskOpenExports(story, asks);
  } else {
    AskOfEpisode(story, episodes.back(), asks);
  }
  if (story.life.happenings().empty()) AskByDescription(story, asks);
  return std::move(asks.asks);
}

std::string SentenceOf(const Custody& custody, const Story& story, const std::vector<Episode>& episodes) {
  if (story.life.happenings().empty()) return "nothing that happened to it is known; " + AskWords(custody.ask);
  if (episodes.empty()) return "nothing that is recorded shows that it left lawful hands";
  const Episode& episode = episodes.back();
  const Hypothesis& best = custody.diversion.front();
  if (episode.last_lawful == nullptr) {
    std::string known = "no lawful history known";
    if (best.kind != "undetermined") known += "; most likely " + std::string(HypothesisName(best.kind));
    return known + "; " + AskWords(custody.ask);
  }
  const std::string hands = "it left lawful hands";
  if (best.kind == "undetermined") {
    return hands + Window(best) + ", in a way that nobody tells; " + AskWords(custody.ask);
  }
  const Happening* last = ById(story.life, best.last_lawful);
  return hands + Window(best) + ", most likely by " + std::string(HypothesisName(best.kind)) +
         (last == nullptr ? "" : " (last lawful: " + Told(*last) + ")");
}

}  // namespace proofmark::trace
