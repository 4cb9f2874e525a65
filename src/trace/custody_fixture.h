// SPDX-License-Identifier: Apache-2.0
// Short words for tests of stories: Event("sold", "AA", "2019-05-01").To("J. Silva")
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "trace/custody.h"
#include "vocab/vocabulary.h"

namespace proofmark::trace {

inline const vocab::Vocabulary& Words() {
  static const vocab::Vocabulary words = vocab::Vocabulary::Load(PM_DATA_DIR).value();
  return words;
}

// "2019", "2019/2021" (a range), "2019/" (since), "/2019" (until), "" (nobody knows).
inline base::DateRange Dates(const std::string& text) {
  auto date = [](const std::string& part) -> std::optional<base::PartialDate> {
    if (part.empty()) return std::nullopt;
    return base::PartialDate::Parse(part).value();
  };
  std::size_t slash = text.find('/');
  if (slash == std::string::npos) return {date(text), date(text)};
  return {date(text.substr(0, slash)), date(text.substr(slash + 1))};
}

// Its identifier is "OWNER.kind.date" unless told otherwise.
struct Event {
  Event(const std::string& kind, const std::string& owner, const std::string& dates) {
    event.kind = kind;
    event.owner = owner;
    event.id = owner + "." + kind + "." + dates;
    event.record = owner + ".item.1";
    event.happened = Dates(dates);
  }
  Event&& From(std::string party) && {
    event.from_party = std::move(party);
    return std::move(*this);
  }
  Event&& To(std::string party) && {
    event.to_party = std::move(party);
    return std::move(*this);
  }
  Event&& At(std::string place) && {
    event.place = std::move(place);
    return std::move(*this);
  }
  Event&& Under(std::string document) && {
    event.document = std::move(document);
    return std::move(*this);
  }
  Event&& Id(std::string id) && {
    event.id = std::move(id);
    return std::move(*this);
  }
  Event&& Recorded(const std::string& day) && {
    event.recorded_at = base::Instant::Parse(day + "T12:00:00.000Z").value();
    return std::move(*this);
  }
  operator CustodyEvent() const { return event; }

  CustodyEvent event;
};

inline Custody Tell(std::vector<CustodyEvent> events, CustodyWeapon about = {}) {
  return TellCustody(Words(), {"AA.weapon.1", std::move(about), std::move(events)});
}

inline std::vector<std::string> Kinds(const Custody& custody) {
  std::vector<std::string> kinds;
  for (const CustodyEvent& event : custody.events) kinds.push_back(event.kind);
  return kinds;
}

inline const Hypothesis* Find(const Custody& custody, const std::string& kind) {
  for (const Hypothesis& hypothesis : custody.diversion) {
    if (hypothesis.kind == kind) return &hypothesis;
  }
  return nullptr;
}

inline std::string Text(const std::optional<base::PartialDate>& date) { return date ? date->ToText() : "null"; }

inline std::string Joined(const std::vector<Argument>& arguments) {
  std::string text;
  for (const Argument& argument : arguments) text += argument.why.english() + "\n";
  return text;
}

// All sentences of gaps or contradictions in one text, for tests that look for one.
template <typename T>
std::string Whys(const std::vector<T>& things) {
  std::string text;
  for (const T& thing : things) text += thing.why.english() + "\n";
  return text;
}

}  // namespace proofmark::trace
