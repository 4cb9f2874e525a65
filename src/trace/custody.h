// SPDX-License-Identifier: Apache-2.0
// A Custody is the story of one weapon across authorities: what happened in order, where it is broken or contradicts
// itself, and where, by what is recorded, the weapon left lawful hands.
//
//   Custody custody = TellCustody(words, {.weapon = "BR-RJ.weapon.01J9...", .events = events});
//   custody.diversion.front().kind;     // "theft"
//   custody.time_to_crime.days_min;
//
// Rules and words are those of the contract "custody": hypotheses are ranked, never given a probability; with one
// unlawful event and no lawful history there is no window, and `ask` says whom to ask. Pure; safe from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/sentence.h"
#include "base/time.h"
#include "vocab/vocabulary.h"

namespace proofmark::trace {

// One thing that happened, as one owner tells it and as much of it as the reader may see.
struct CustodyEvent {
  std::string id;      // "BR-RJ.event.ULID"
  std::string record;  // the record it belongs to
  std::string owner;
  std::string kind;  // a code of life_events
  base::DateRange happened;
  std::optional<std::string> from_party{};
  std::optional<std::string> to_party{};
  std::optional<std::string> place{};
  std::optional<std::string> document{};
  std::optional<std::string> grade{};   // "B2"
  std::vector<std::string> withheld{};  // fields that are there and not for this reader
  base::Instant recorded_at{};
  // Told by TellCustody; codes of countries, or user-assigned ones, empty where nobody says.
  std::string state{};      // where it happened: the State of its place, else of the authority that tells of it
  std::string state_by{};   // place, owner
  std::string bound_for{};  // of who got it, where that names a State
};

// What is known of the weapon besides what happened to it. Codes of data/; empty where nobody knows.
struct CustodyWeapon {
  std::string type;
  std::string type_class;  // of item_types: "home-made", "converted" ...
  std::string make;
  std::string make_country;  // where the make has its seat
  std::string made_country;
  std::string import_country;
  std::optional<std::int32_t> asserted_days_to_crime{};
  std::string asserted_by{};      // owner of the record that asserts it
  bool serial_destroyed = false;  // obliterated or altered on a record of it
};

struct CustodyQuestion {
  std::string weapon;
  CustodyWeapon about;
  std::vector<CustodyEvent> events;
};

struct Gap {
  std::string after;  // events
  std::string before;
  std::optional<base::PartialDate> from;
  std::optional<base::PartialDate> to;
  base::Sentence why;
};

struct Contradiction {
  std::vector<std::string> events;
  std::string field;
  base::Sentence why;
};

// What speaks for or against a hypothesis, with the events it stands on.
struct Argument {
  base::Sentence why;
  std::vector<std::string> events;
};

struct Hypothesis {
  std::string kind;  // theft, loss, export_diversion, retransfer, stock_leak, straw_purchase, capture, reactivation,
                     // false_destruction, illicit_manufacture, undetermined
  std::optional<std::string> last_lawful;     // event
  std::optional<std::string> first_unlawful;  // event
  std::optional<base::PartialDate> from;
  std::optional<base::PartialDate> to;
  std::optional<std::string> place;
  std::vector<Argument> support;
  std::vector<Argument> against;
  int rank = 0;  // from 1
};

struct TimeToCrime {
  std::optional<std::int32_t> days_min;
  std::optional<std::int32_t> days_max;
  std::optional<std::string> counted_from;  // event
  std::optional<std::string> counted_to;    // event
  std::optional<std::string> basis;         // retail, last_lawful, asserted
  std::optional<std::string> why_not;
};

struct OwnerStatus {
  std::string owner;
  std::string status;  // lawful, lost, stolen ... contradictory
  std::string as_of;   // date of the event that gave it, or when it was recorded
  std::string event;
  base::Sentence why;  // of contradictory
};

struct Ask {
  std::string country;  // or an authority
  base::Sentence why;
};

// One of the five grounds on which INTERPOL's iARMS takes a firearm for illicit, as far as the story itself shows it.
struct Ground {
  std::string code;  // of illegality_grounds
  Argument because;
};

struct Custody {
  std::string weapon;
  std::vector<CustodyEvent> events;  // in order
  std::vector<Gap> gaps;
  std::vector<Contradiction> contradictions;
  std::vector<Hypothesis> diversion;  // best first
  TimeToCrime time_to_crime;
  std::vector<OwnerStatus> status;  // one an owner, and "*" for all together
  std::vector<Ask> ask;
  std::vector<Ground> grounds;
  base::Sentence sentence;  // the diversion as a person would say it
};

Custody TellCustody(const vocab::Vocabulary& words, CustodyQuestion question);

// The status that one owner's events give: a code, or "unknown". As of `day` (days since 1970-01-01) where given.
OwnerStatus StatusOf(const vocab::Vocabulary& words, const std::string& owner, const std::vector<CustodyEvent>& events,
                     std::optional<std::int32_t> day = std::nullopt);

base::Json ToJson(const Custody& custody);
base::Json ToJson(const Ask& ask);

}  // namespace proofmark::trace
