// SPDX-License-Identifier: Apache-2.0
// Reactions are what the program says by itself when things come together: a weapon in hand that may be one looked
// for, an owner who has to hear of it, a report taken back.
//
//   for (const Match& match : matches) drafts.push_back(HitRaised(match, setting, ids));
//   if (auto kind = NextAlert({.state = "confirmed"})) Alerted(*kind, ...);       // found_elsewhere
//
// Each draft names its cause and bears a command made from what it follows from, so that reacting again to the same
// things changes nothing. Nothing here is decided: a hit is put before a person. Pure; docs/concepts/hits.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "match/marks/mark_query.h"
#include "registry/import_events.h"
#include "store/store.h"
#include "trace/custody.h"

namespace proofmark::trace {

inline constexpr const char* kReactionRules = "reactions-1";
inline constexpr const char* kReactionActor = "node";  // nobody in person

// What a life event says of where the weapon is.
enum class Side { kInHand, kLookedFor };
std::optional<Side> SideOf(std::string_view kind);
// The kinds of a side, with the sentence why each is on it.
struct SideOfKind {
  std::string_view kind;
  Side side;
  std::string_view why;
};
const std::vector<SideOfKind>& Sides();

// The last event by which the record was in somebody's hand; nothing where none was. `events` in order of recording.
std::optional<std::string> InHandBy(const std::string& record, const std::vector<CustodyEvent>& events);

// The event by which the owner looks for the record: a report that stands and that no recovery, return or destruction
// of the same weapon by the same owner came after. `events` are all of that owner on the weapon, in order of recording.
std::optional<std::string> LookedForBy(const vocab::Vocabulary& words, const std::string& owner,
                                       const std::string& record, const std::vector<CustodyEvent>& events);

// A record in hand that may be a record looked for.
struct Match {
  std::string record;
  std::string event;
  std::string other;
  std::string other_event;
  double probability = 0;
  double score = 0;
  std::vector<match::Evidence> evidence;
  base::Digest cause{};  // leaf of the event that brought the two together
};

// Whose log, under what handling. Who sees a derived event is its owner alone, until it says otherwise.
struct ReactionSetting {
  std::string owner;
  model::Handling handling;  // of the event that it follows from; narrowed here
  std::string vocabulary;
};

store::Draft HitRaised(const Match& match, const ReactionSetting& setting, const registry::IdSource& ids);
// `why` names the event that no longer stands.
store::Draft HitWithdrawn(const std::string& hit, const std::string& why, const base::Digest& cause,
                          const ReactionSetting& setting, const registry::IdSource& ids);

// What the owner of the record looked for knows of a hit.
struct AlertStanding {
  std::string state;               // of the hit
  bool asks_for_possible = false;  // its handling has possible_match
  std::string told{};              // the kind of the last alert; empty where there was none
};
// The alert that is due: possible_match, found_elsewhere, match_withdrawn, or none.
std::optional<std::string> NextAlert(const AlertStanding& standing);

struct AlertDue {
  std::string kind;
  std::string record;  // of the owner who is told
  std::string other;
  std::string hit;
  base::Digest cause{};  // leaf of the hit's latest event
};
store::Draft Alerted(const AlertDue& due, const ReactionSetting& setting, const registry::IdSource& ids);

}  // namespace proofmark::trace
