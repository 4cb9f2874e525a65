// SPDX-License-Identifier: Apache-2.0
#include "trace/ask.h"

#include <algorithm>
#include <array>
#include <utility>

#include "trace/crossing.h"
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

// An export whose other end nobody recorded: the State that it went to, else the State that let it go. Lawful custody
// there shows that it arrived.
void AskOpenExports(const Story& story, Asks& asks) {
  const Happening* open = nullptr;
  std::string to;
  for (const Happening& happening : story.life.happenings()) {
    const bool arrived = happening.part == Part::kLawful && !to.empty() && CountryOf(story.words, happening) == to;
    if (happening.kind == "imported" || arrived) open = nullptr;
    if (happening.kind != "exported" || ImportDatedBefore(story, happening) != nullptr) continue;
    open = &happening;
    to = StateBoundFor(story, happening);
  }
  if (open == nullptr) return;
  asks.Add(to.empty() ? open->owner() : to,
           to.empty() ? "which can say who received the export (" + Told(*open) + ")"
                      : "which can say whether the export arrived, and who got it (" + Told(*open) + ")");
}

void AskOfEpisode(const Story& story, const Episode& episode, Asks& asks) {
  const Happening* last = episode.last_lawful;
  const Happening& sign = *episode.first_unlawful;
  if (last != nullptr && last->kind != "exported") {
    asks.Add(last->owner(), "which recorded the last lawful custody (" + Told(*last) + ")");
  }
  AskOpenExports(story, asks);
  if (last == nullptr) AskByDescription(story, asks);
  // Who reports a theft, a loss or a capture knows from whom; who seized a weapon is the one who asks.
  if (last == nullptr && (sign.kind == "stolen" || sign.kind == "lost" || sign.kind == "captured")) {
    asks.Add(sign.owner(), "which can say who had it before (" + Told(sign) + ")");
  }
}

std::string Window(const Hypothesis& best) {
  if (best.from && best.to) {
    if (*best.from != *best.to) return " between " + best.from->ToText() + " and " + best.to->ToText();
    return (best.from->FirstDay() == best.from->LastDay() ? " on " : " in ") + best.from->ToText();
  }
  if (best.from) return " no earlier than " + best.from->ToText();
  if (best.to) return " by " + best.to->ToText() + " at the latest";
  return "";
}

const Happening* ById(const Life& life, const std::optional<std::string>& id) {
  for (const Happening& happening : life.happenings()) {
    if (happening.id() == id) return &happening;
  }
  return nullptr;
}

// What somebody reported is said apart from what is inferred: the one is a statement, the other a reading of records.
std::string PointTo(const Life& life, const Hypothesis& best) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kReports = {
      {{"theft", "stolen"},
       {"loss", "lost"},
       {"capture", "captured"},
       {"reactivation", "reactivated"},
       {"retransfer", "transferred"},
       {"illicit_manufacture", "converted"}}};
  const Happening* sign = ById(life, best.first_unlawful);
  const std::string name(HypothesisName(best.kind));
  for (const auto& [kind, report] : kReports) {
    if (kind == best.kind && sign != nullptr && sign->kind == report) return name + " is reported";
  }
  return "the records point to " + name + ", of which no report is recorded";
}

std::string AskWords(const std::vector<Ask>& asks) {
  if (asks.empty()) return "no record says whom to ask";
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
    if (best.kind != "undetermined") known += "; " + PointTo(story.life, best);
    return known + "; " + AskWords(custody.ask);
  }
  const std::string hands = "it left lawful hands";
  if (best.kind == "undetermined") {
    return hands + Window(best) + "; how is not recorded; " + AskWords(custody.ask);
  }
  const Happening* last = ById(story.life, best.last_lawful);
  return hands + Window(best) + "; " + PointTo(story.life, best) +
         (last == nullptr ? "" : " (last lawful: " + Told(*last) + ")");
}

}  // namespace proofmark::trace
