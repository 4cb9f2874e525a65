// SPDX-License-Identifier: Apache-2.0
// An Event is one thing that an authority recorded: signed for, never changed, the only source of what we know.
//
//   Event event;                                   // fill in; Append gives it seq and at
//   PM_ASSIGN(std::string bytes, Encode(event));   // canonical: what is hashed and stored
//   PM_ASSIGN(Event again, Decode(bytes));         // refuses bytes that are not canonical
//
// Follows docs/formats/event.md. A key that this version does not know is kept in `unknown` and hashed.
// Codes (kind, purpose, handling ...) are checked for form here and against data/ by whoever decides.
// Errors of Encode and Decode, first that applies: kTooLarge (a limit below), kInvalid (field names the key).
// Plain values; safe from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "model/ids.h"

namespace proofmark::model {

inline constexpr int kEventVersion = 1;
inline constexpr std::size_t kCommandKeyMax = 64;   // characters
inline constexpr std::size_t kActorMax = 64;        // characters
inline constexpr std::size_t kCodesMax = 32;        // handling codes, countries of one event
inline constexpr std::size_t kSealedPartsMax = 16;  // of one event

// Who told it, and how good the source is: reliability A-F with credibility 1-6, "B2".
struct Source {
  std::optional<std::string> party;
  std::optional<std::string> grade;

  bool operator==(const Source&) const = default;
};

// Who may see it, and for what. Codes of data/.
struct Handling {
  std::vector<std::string> codes;
  std::vector<std::string> releasable_to;  // authorities
  std::string onward;
  std::string purpose;
  std::string legal_basis;
  std::optional<base::PartialDate> review_at;
  std::optional<base::PartialDate> expires_at;

  bool operator==(const Handling&) const = default;
};

// What an event holds of a sealed part: never its content.
struct SealedReference {
  std::string part;
  std::string alg;
  base::Digest commitment{};

  bool operator==(const SealedReference&) const = default;
};

struct Event {
  std::int64_t v = kEventVersion;
  base::Ulid id;
  std::string owner;
  std::int64_t seq = 0;      // leaf index in its log, from 0 without holes
  base::Instant at;          // when it was recorded
  std::string actor;         // opaque: "console:1000", a staff number; never a name
  std::string kind;          // a life event or a record event of data/
  std::string subject;       // the thing it is about, a ThingId
  base::DateRange happened;  // when it took place
  Source source;
  Handling handling;
  std::optional<base::Digest> cause;      // leaf hash of the event that this one follows from
  std::string command;                    // idempotency key, unique for ever within the owner
  std::optional<std::string> rules;       // version of the rules that derived it
  std::optional<std::string> vocabulary;  // version of data/ that derived it
  std::array<std::uint8_t, 16> nonce{};
  base::Json body = base::Json::object();
  std::vector<SealedReference> sealed;
  base::Json unknown = base::Json::object();  // keys of a later version

  bool operator==(const Event&) const = default;
};

base::Result<std::string> Encode(const Event& event);
base::Result<Event> Decode(std::string_view canonical_bytes);

// Handling as JSON, canonical: equal handlings have equal text. Used as the name of a handling class.
base::Json HandlingToJson(const Handling& handling);
base::Result<Handling> HandlingFromJson(const base::Json& json);

}  // namespace proofmark::model
