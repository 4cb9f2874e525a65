// SPDX-License-Identifier: Apache-2.0
#include "trace/crossing.h"

namespace proofmark::trace {
namespace {

std::string StateOfParty(const Story& story, const std::optional<std::string>& party) {
  return party ? CountryOfParty(story.words, *party) : "";
}

std::string BoundFor(const Story& story, const Happening& exported) {
  std::string state = StateOfParty(story, exported.to_party);
  return state.empty() ? story.about.import_country : state;
}

// The giver is where the party is, else where the register is that tells of it.
std::string GivenFrom(const Story& story, const Happening& handed) {
  std::string state = StateOfParty(story, handed.from_party);
  return state.empty() ? CountryOf(story.words, handed.owner()) : state;
}

// Had it come to this State from abroad before?
bool CameTo(const Story& story, const std::string& state, const Happening& before) {
  for (const Happening& happening : story.life.happenings()) {
    if (&happening == &before) return false;
    if (happening.kind == "imported" && CountryOf(story.words, happening) == state) return true;
    if (happening.kind == "exported" && BoundFor(story, happening) == state) return true;
  }
  return false;
}

// An export out of the one or an import into the other, before the sign: then it crossed openly.
bool IsCovered(const Story& story, const std::string& from, const std::string& to, const Happening& sign) {
  for (const Happening& happening : story.life.happenings()) {
    if (&happening == &sign) return false;
    if (happening.kind == "exported" && GivenFrom(story, happening) == from) return true;
    if (happening.kind == "imported" && CountryOf(story.words, happening) == to) return true;
  }
  return false;
}

}  // namespace

std::string StateOfCustody(const Story& story, const Episode& episode) {
  const Happening* last = episode.last_lawful;
  if (last == nullptr) return "";
  return last->kind == "exported" ? BoundFor(story, *last) : CountryOf(story.words, *last);
}

std::string StateSeenIn(const Story& story, const Episode& episode) {
  return CountryOf(story.words, *episode.first_unlawful);
}

const Happening* HandedAbroad(const Story& story, const Episode& episode) {
  for (auto at = episode.lawful.rbegin(); at != episode.lawful.rend(); ++at) {
    const Happening& handed = **at;
    if (handed.kind != "transferred") continue;
    const std::string from = GivenFrom(story, handed);
    const std::string to = StateOfParty(story, handed.to_party);
    if (from.empty() || to.empty() || from == to) continue;
    if (CameTo(story, from, handed) && !IsCovered(story, from, to, *episode.first_unlawful)) return &handed;
  }
  return nullptr;
}

}  // namespace proofmark::trace
