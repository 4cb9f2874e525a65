// SPDX-License-Identifier: Apache-2.0
// A Life is what happened to one weapon, in order, each happening with everybody who tells of it.
//
//   Life life(words, events);
//   life.happenings()[0].kind;             // "manufactured"
//   life.happenings()[0].tellings.size();  // 2: two registers tell the same
//
// What surely came first stands first: A is before B where the last day that A can mean is before the first day of B.
// Between things that overlap the natural order of a weapon's life decides (made, marked, exported, sold, stolen,
// recovered, destroyed), then the dates, then when it was recorded, then the identifier; a hand-over stands behind the
// one that gave its giver the weapon. Something without a date is placed in the same way, as early as its kind allows.
//
// Two tellings are one happening where the kind is the same, the dates can be the same and no party known to both
// differs. Its dates are what all tellings allow. Plain values; not to be copied: happenings point to the events.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "trace/custody.h"
#include "vocab/vocabulary.h"

namespace proofmark::trace {

inline constexpr std::int32_t kOpenPast = INT32_MIN;
inline constexpr std::int32_t kOpenFuture = INT32_MAX;

// The first and the last day on which something can have happened, as days since 1970-01-01.
struct Days {
  std::int32_t first = kOpenPast;
  std::int32_t last = kOpenFuture;

  bool SurelyBefore(const Days& other) const { return last < other.first; }
  bool Overlaps(const Days& other) const { return !SurelyBefore(other) && !other.SurelyBefore(*this); }
  bool IsOneDay() const { return first == last; }
  bool operator==(const Days&) const = default;
};

// Nothing happens after it was recorded: that bounds an end that nobody gave.
Days DaysOf(const CustodyEvent& event);

// What a happening means for whose hands the weapon is in.
enum class Part {
  kLawful,    // a step of lawful custody
  kUnlawful,  // it is in unlawful hands
  kTaken,     // an authority takes it: recovered, seized, found
  kHandedIn,  // its holder hands it in: surrendered, collected
  kDestroyed,
  kSeen,   // inspected: it was still there
  kOther,  // says nothing of hands
};

struct Happening {
  std::string kind;
  Part part = Part::kOther;
  Days days;
  base::DateRange dates;                        // as they were written, the narrowest
  std::vector<const CustodyEvent*> tellings{};  // never empty; in the order of the story
  std::optional<std::string> from_party{};      // of the first telling that says it
  std::optional<std::string> to_party{};
  std::optional<std::string> place{};
  std::optional<std::string> document{};

  const std::string& id() const { return tellings.front()->id; }
  const std::string& owner() const { return tellings.front()->owner; }
  std::vector<std::string> ids() const;
};

class Life {
 public:
  Life(const vocab::Vocabulary& words, std::vector<CustodyEvent> events);
  Life(const Life&) = delete;
  Life& operator=(const Life&) = delete;

  const std::vector<Happening>& happenings() const { return happenings_; }
  // The events as they were given, in the order of the story; tellings of one happening stand together.
  std::vector<CustodyEvent> InOrder() const;

 private:
  std::vector<CustodyEvent> events_;
  std::vector<Happening> happenings_;
};

// Parties are compared by base::LookupKey without points, commas, quotes and brackets and without legal forms at the
// end ("Taurus Armas S.A." is "TAURUS ARMAS"). Two different names are taken for two parties: no fuzzy comparison.
std::string PartyKey(std::string_view name);
// Both known, and not the same.
bool PartiesDiffer(const std::optional<std::string>& a, const std::optional<std::string>& b);
bool PartiesAgree(const std::optional<std::string>& a, const std::optional<std::string>& b);

// The State that a place, a party or an owner names: "BR-RJ" is BR, "Recife, Brazil" is BR. A code that ISO 3166-1
// leaves to its users ("XK", "XK-POL") stands for itself. Empty where none.
std::string CountryOf(const vocab::Vocabulary& words, std::string_view text);
// Of a party also "armed forces of Qatar": an institution of a State, by its last words.
std::string CountryOfParty(const vocab::Vocabulary& words, std::string_view party);
// The State where it happened, by its place, else by the owner who tells it.
std::string CountryOf(const vocab::Vocabulary& words, const Happening& happening);

// "2019-05", "2019 to 2020", "after 2019", "before 2020", "on an unknown date".
std::string DateText(const base::DateRange& dates);
// "stolen per AA, 2020-03-03"
std::string Told(const Happening& happening);
// Of several: "sold per AA, 2019; stolen per BR-RJ, 2020", in parts [{"code": "told", "of": [{"kind", "owners", "from",
// "to"}]}].
base::Sentence Told(const std::vector<const Happening*>& of);

}  // namespace proofmark::trace
