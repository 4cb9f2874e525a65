// SPDX-License-Identifier: Apache-2.0
#include "trace/reactions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/text.h"
#include "model/hit.h"
#include "store/draft.h"

namespace proofmark::trace {

namespace {

constexpr std::array<std::string_view, 6> kSoughtStatus = {"stolen",     "lost",     "wanted",
                                                           "trafficked", "smuggled", "contradictory"};

// 32 hexadecimal characters of a digest: enough that no two causes meet, and short enough for a command.
std::string CommandOf(std::string_view what, std::initializer_list<std::string_view> from) {
  base::Sha256Stream digest;
  for (std::string_view one : from) {
    digest.Update(std::to_string(one.size()) + ":");
    digest.Update(one);
  }
  return std::string(what) + ":" + base::ToHex(base::View(digest.Finish())).substr(0, 32);
}

store::Draft DraftOf(std::string kind, std::string subject, std::string command, const base::Digest& cause,
                     const ReactionSetting& setting, const registry::IdSource& ids) {
  // It speaks of two owners' records: it goes no further than the owner in whose log it stands.
  model::Handling handling = setting.handling;
  handling.codes = {"owner_only"};
  handling.releasable_to.clear();
  handling.onward = "none";
  store::Draft draft = store::NewDraft({setting.owner, kReactionActor, std::move(kind), std::move(subject),
                                        std::move(command), std::move(handling), setting.vocabulary},
                                       ids);
  draft.event.cause = cause;
  draft.event.rules = kReactionRules;
  return draft;
}

std::int64_t Thousandths(double value) { return std::llround(value * 1000); }

// At the limit of a field, whole characters: what is cut is said by the record itself.
std::string Short(const std::string& text) { return std::string(base::Beginning(text, model::kFieldTextMax)); }

}  // namespace

const std::vector<SideOfKind>& Sides() {
  static const std::vector<SideOfKind> kSides = {
      {"recovered", Side::kInHand, "an authority has it"},
      {"seized", Side::kInHand, "an authority took it"},
      {"found", Side::kInHand, "it was found, and whoever found it has it"},
      {"surrendered", Side::kInHand, "its holder handed it in"},
      {"collected", Side::kInHand, "its holder handed it in to a programme"},
      {"used_in_crime", Side::kInHand, "the number of a crime gun is known because somebody read it on the gun"},
      {"stolen", Side::kLookedFor, "its owner reported the theft"},
      {"lost", Side::kLookedFor, "its owner reported the loss"},
      {"captured", Side::kLookedFor, "it was taken from a lawful store by force"},
      {"wanted", Side::kLookedFor, "an authority asks for it"},
      {"trafficked", Side::kLookedFor, "it was passed on unlawfully and has not come back"},
      {"smuggled", Side::kLookedFor, "it crossed a border unlawfully and has not come back"},
  };
  return kSides;
}

std::optional<Side> SideOf(std::string_view kind) {
  for (const SideOfKind& one : Sides()) {
    if (one.kind == kind) return one.side;
  }
  return std::nullopt;
}

std::optional<std::string> InHandBy(const std::string& record, const std::vector<CustodyEvent>& events) {
  std::optional<std::string> last;
  for (const CustodyEvent& event : events) {
    if (event.record == record && SideOf(event.kind) == Side::kInHand) last = event.id;
  }
  return last;
}

std::optional<std::string> LookedForBy(const vocab::Vocabulary& words, const std::string& owner,
                                       const std::string& record, const std::vector<CustodyEvent>& events) {
  const OwnerStatus status = StatusOf(words, owner, events);
  if (std::find(kSoughtStatus.begin(), kSoughtStatus.end(), status.status) == kSoughtStatus.end()) return std::nullopt;
  std::optional<std::string> last;
  for (const CustodyEvent& event : events) {
    if (event.record != record || SideOf(event.kind) != Side::kLookedFor) continue;
    last = event.id;
    if (event.id == status.event) break;  // the report that the status rests on
  }
  return last;
}

store::Draft HitRaised(const Match& match, const ReactionSetting& setting, const registry::IdSource& ids) {
  model::Hit hit{match.record, match.event, match.other, match.other_event, 0, 0, {}};
  // Nothing is certain that nobody has looked at: 0.9996 does not become 1.
  hit.probability_milli = std::clamp<std::int64_t>(Thousandths(match.probability), 0, 999);
  hit.score_milli = Thousandths(match.score);
  for (const match::Evidence& one : match.evidence) {
    if (hit.evidence.size() == model::kEvidenceMax) break;
    hit.evidence.push_back({one.field, Short(one.query), Short(one.record), one.relation, Thousandths(one.weight),
                            Short(one.why.english())});
  }
  const std::string subject = model::ThingId{setting.owner, "hit", ids.ulids.Make()}.ToText();
  store::Draft draft =
      DraftOf("hit_raised", subject, CommandOf("hit", {match.event, match.other_event}), match.cause, setting, ids);
  draft.event.body = model::ToJson(hit);
  return draft;
}

store::Draft HitWithdrawn(const std::string& hit, const std::string& why, const base::Digest& cause,
                          const ReactionSetting& setting, const registry::IdSource& ids) {
  store::Draft draft = DraftOf("hit_withdrawn", hit, CommandOf("hit-withdrawn", {hit}), cause, setting, ids);
  draft.event.body = model::ToJson(model::HitDecision{why});
  return draft;
}

std::optional<std::string> NextAlert(const AlertStanding& standing) {
  const std::string& told = standing.told;
  if (standing.state == "confirmed") {
    if (told == "found_elsewhere") return std::nullopt;
    return "found_elsewhere";
  }
  const bool heard = told == "possible_match" || told == "found_elsewhere";
  if (standing.state == "rejected" || standing.state == "withdrawn") {
    if (!heard) return std::nullopt;
    return "match_withdrawn";
  }
  // Candidate, compared, inconclusive: nobody knows yet. Who was told of a find that is compared anew is told again
  // when that is decided.
  if (!standing.asks_for_possible || heard) return std::nullopt;
  return "possible_match";
}

store::Draft Alerted(const AlertDue& due, const ReactionSetting& setting, const registry::IdSource& ids) {
  store::Draft draft = DraftOf("alerted", due.record, CommandOf("alert", {due.hit, due.kind, base::View(due.cause)}),
                               due.cause, setting, ids);
  draft.event.body = model::ToJson(model::Alert{due.kind, due.other, due.hit});
  return draft;
}

}  // namespace proofmark::trace
