// SPDX-License-Identifier: Apache-2.0
// The object "custody" of the contract. What nobody knows is null, never an empty text.
#include "trace/custody.h"

namespace proofmark::trace {
namespace {

using base::Json;
using base::OrNull;

Json OrNull(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json ToObject(const CustodyEvent& event);
Json ToObject(const Gap& gap);
Json ToObject(const Contradiction& contradiction);
Json ToObject(const Argument& argument);
Json ToObject(const Hypothesis& hypothesis);
Json ToObject(const OwnerStatus& status);
Json ToObject(const Ask& ask);
Json ToObject(const Ground& ground);

template <typename T>
Json ListOf(const std::vector<T>& things) {
  Json list = Json::array();
  for (const T& thing : things) list.push_back(ToObject(thing));
  return list;
}

Json ToObject(const CustodyEvent& event) {
  return {{"id", event.id},
          {"record", OrNull(event.record)},
          {"kind", event.kind},
          {"date", {{"from", OrNull(event.happened.from)}, {"to", OrNull(event.happened.to)}}},
          {"from_party", OrNull(event.from_party)},
          {"to_party", OrNull(event.to_party)},
          {"place", OrNull(event.place)},
          {"document", OrNull(event.document)},
          {"owner", event.owner},
          {"grade", OrNull(event.grade)},
          {"withheld", event.withheld},
          {"state", OrNull(event.state)},
          {"state_by", OrNull(event.state_by)},
          {"bound_for", OrNull(event.bound_for)}};
}

Json ToObject(const Gap& gap) {
  return {{"after", OrNull(gap.after)}, {"before", OrNull(gap.before)}, {"from", OrNull(gap.from)},
          {"to", OrNull(gap.to)},       {"why", gap.why.english()},     {"said", gap.why.said()}};
}

Json ToObject(const Contradiction& contradiction) {
  return {{"events", contradiction.events},
          {"field", contradiction.field},
          {"why", contradiction.why.english()},
          {"said", contradiction.why.said()}};
}

Json ToObject(const Argument& argument) {
  return {{"why", argument.why.english()}, {"said", argument.why.said()}, {"events", argument.events}};
}

Json ToObject(const Hypothesis& hypothesis) {
  return {{"kind", hypothesis.kind},
          {"last_lawful", OrNull(hypothesis.last_lawful)},
          {"first_unlawful", OrNull(hypothesis.first_unlawful)},
          {"from", OrNull(hypothesis.from)},
          {"to", OrNull(hypothesis.to)},
          {"place", OrNull(hypothesis.place)},
          {"support", ListOf(hypothesis.support)},
          {"against", ListOf(hypothesis.against)},
          {"rank", hypothesis.rank}};
}

Json ToObject(const TimeToCrime& time) {
  return {{"days_min", OrNull(time.days_min)},
          {"days_max", OrNull(time.days_max)},
          {"counted_from", OrNull(time.counted_from)},
          {"counted_to", OrNull(time.counted_to)},
          {"basis", OrNull(time.basis)},
          {"why_not", OrNull(time.why_not)}};
}

Json ToObject(const OwnerStatus& status) {
  return {{"owner", status.owner},
          {"status", status.status},
          {"as_of", OrNull(status.as_of)},
          {"event", OrNull(status.event)},
          {"why", OrNull(status.why.english())},
          {"said", status.why.said()}};
}

Json ToObject(const Ask& ask) {
  return {{"country", ask.country}, {"why", ask.why.english()}, {"said", ask.why.said()}};
}

Json ToObject(const Ground& ground) {
  return {{"code", ground.code},
          {"why", ground.because.why.english()},
          {"said", ground.because.why.said()},
          {"events", ground.because.events}};
}

}  // namespace

Json ToJson(const Ask& ask) { return ToObject(ask); }

Json ToJson(const Custody& custody) {
  const TimeToCrime& time = custody.time_to_crime;
  return {{"weapon", OrNull(custody.weapon)},
          {"events", ListOf(custody.events)},
          {"gaps", ListOf(custody.gaps)},
          {"contradictions", ListOf(custody.contradictions)},
          {"diversion",
           {{"hypotheses", ListOf(custody.diversion)},
            {"sentence", custody.sentence.english()},
            {"said", custody.sentence.said()}}},
          {"time_to_crime", ToObject(time)},
          {"time_to_crime_days", time.days_min == time.days_max ? OrNull(time.days_min) : Json(nullptr)},
          {"status", ListOf(custody.status)},
          {"ask", ListOf(custody.ask)},
          {"grounds", ListOf(custody.grounds)}};
}

}  // namespace proofmark::trace
