// SPDX-License-Identifier: Apache-2.0
#include "trace/ask.h"

#include <algorithm>
#include <array>
#include <utility>

#include "trace/crossing.h"
#include "trace/diversion.h"

namespace proofmark::trace {

using base::Say;
using base::Sentence;

namespace {

class Asks {
 public:
  void Add(const std::string& whom, base::Sentence why) {
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
      asks.Add(story.about.made_country, Say("country_of_manufacture", "country of manufacture"));
    } else {
      asks.Add(story.about.make_country, Say("country_of_maker", "country of the maker"));
    }
  }
  if (!Tells(story.life, "imported"))
    asks.Add(story.about.import_country, Say("country_of_import", "country of the last known import"));
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
  Sentence why = to.empty() ? Say("who_received_export", "which can say who received the export")
                            : Say("whether_export_arrived", "which can say whether the export arrived, and who got it");
  asks.Add(to.empty() ? open->owner() : to, why.Within(Told({open})));
}

void AskOfEpisode(const Story& story, const Episode& episode, Asks& asks) {
  const Happening* last = episode.last_lawful;
  const Happening& sign = *episode.first_unlawful;
  if (last != nullptr && last->kind != "exported") {
    asks.Add(last->owner(), Say("last_lawful_custody", "which recorded the last lawful custody").Within(Told({last})));
  }
  AskOpenExports(story, asks);
  if (last == nullptr) AskByDescription(story, asks);
  // Who reports a theft, a loss or a capture knows from whom; who seized a weapon is the one who asks.
  if (last == nullptr && (sign.kind == "stolen" || sign.kind == "lost" || sign.kind == "captured")) {
    asks.Add(sign.owner(), Say("who_had_it_before", "which can say who had it before").Within(Told({&sign})));
  }
}

Sentence LeftLawfulHands(const Hypothesis& best) {
  base::Json dates = {{"from", base::OrNull(best.from)}, {"to", base::OrNull(best.to)}};
  if (best.from && best.to) {
    if (*best.from != *best.to) {
      return Say("left_between", "it left lawful hands between {from} and {to}", std::move(dates));
    }
    const bool on_a_day = best.from->FirstDay() == best.from->LastDay();
    return on_a_day ? Say("left_on", "it left lawful hands on {from}", std::move(dates))
                    : Say("left_in", "it left lawful hands in {from}", std::move(dates));
  }
  if (best.from) return Say("left_from", "it left lawful hands no earlier than {from}", std::move(dates));
  if (best.to) return Say("left_by", "it left lawful hands by {to} at the latest", std::move(dates));
  return Say("left", "it left lawful hands");
}

const Happening* ById(const Life& life, const std::optional<std::string>& id) {
  for (const Happening& happening : life.happenings()) {
    if (happening.id() == id) return &happening;
  }
  return nullptr;
}

// What somebody reported is said apart from what is inferred: the one is a statement, the other a reading of records.
Sentence PointTo(const Life& life, const Hypothesis& best) {
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
    if (kind != best.kind || sign == nullptr || sign->kind != report) continue;
    return Say("is_reported", "{name} is reported", {{"name", name}, {"diversion", best.kind}});
  }
  return Say("records_point_to", "the records point to {name}, of which no report is recorded",
             {{"name", name}, {"diversion", best.kind}});
}

Sentence AskWords(const std::vector<Ask>& asks) {
  if (asks.empty()) return Say("nobody_to_ask", "no record says whom to ask");
  return Say("ask", "ask {whom}", {{"whom", asks.front().country}}).And(asks.front().why, ", ");
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

Sentence SentenceOf(const Custody& custody, const Story& story, const std::vector<Episode>& episodes) {
  if (story.life.happenings().empty()) {
    return Say("nothing_known", "nothing that happened to it is known").And(AskWords(custody.ask));
  }
  if (episodes.empty()) return Say("nothing_shows", "nothing that is recorded shows that it left lawful hands");
  const Episode& episode = episodes.back();
  const Hypothesis& best = custody.diversion.front();
  if (episode.last_lawful == nullptr) {
    Sentence known = Say("no_lawful_history_known", "no lawful history known");
    if (best.kind != "undetermined") known.And(PointTo(story.life, best));
    return known.And(AskWords(custody.ask));
  }
  Sentence left = LeftLawfulHands(best);
  if (best.kind == "undetermined") {
    return left.And(Say("how_is_not_recorded", "how is not recorded")).And(AskWords(custody.ask));
  }
  left.And(PointTo(story.life, best));
  if (const Happening* last = ById(story.life, best.last_lawful)) {
    left.Within(Say("last_lawful", "last lawful").And(Told({last}), ": "));
  }
  return left;
}

}  // namespace proofmark::trace
