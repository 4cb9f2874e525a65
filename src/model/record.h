// SPDX-License-Identifier: Apache-2.0
// A Record is what one owner says of one item: its marks, its description, and the row or form it came from, verbatim.
//
//   Record record;
//   record.item.make = "TAURUS";                                    // as written; tables say what it means
//   record.marks.push_back({.kind = "serial", .text = "ABE573528"});
//   event.body = ToJson(record);                                    // of a `recorded` or `corrected` event
//
// Follows docs/formats/event.md, "Bodies". A body holds what was said, never what a table makes of it: resolved codes
// are projections. What is not said stands nowhere: unknown and none are different, and neither is a default.
// Errors, first that applies: kTooLarge (a limit below), kInvalid (field names the key). Plain values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "base/ulid.h"

namespace proofmark::model {

inline constexpr std::size_t kMarksPerItemMax = 32;
inline constexpr std::size_t kMarkTextMax = 512;       // bytes
inline constexpr std::size_t kMarkPartsMax = 8;        // columns joined into one mark
inline constexpr std::size_t kFieldTextMax = 1024;     // bytes of a make, model, calibre ...
inline constexpr std::size_t kSourceIdMax = 128;       // bytes
inline constexpr std::size_t kReplacedEventsMax = 64;  // by one correction

// A mark as somebody saw it on the item. `text` is verbatim. The rest is a person's reading; empty where nobody made
// one. docs/formats/event.md has the words of the reading: pattern, positions, legibility, treatment.
struct Mark {
  std::string kind{};  // mark_kinds: serial, property, import ...
  std::string text{};
  std::vector<std::string> parts{};  // where several columns were joined: a series and a number
  std::optional<std::string> pattern{};
  std::vector<std::string> positions{};
  std::optional<std::string> legibility{};  // clear, partial, none
  std::optional<std::string> treatment{};   // original, restored, altered, unknown
  std::optional<std::string> reader{};      // opaque staff id
  std::optional<std::string> method{};      // eye, photo, chemical, magnetic
  std::optional<base::PartialDate> date{};

  bool operator==(const Mark&) const = default;
};

// What is said of the item besides its marks, verbatim; nothing where nothing was said.
struct Description {
  std::optional<std::string> type;
  std::optional<std::string> make;
  std::optional<std::string> model;
  std::optional<std::string> calibre;
  std::optional<std::string> made_country;
  std::optional<std::string> importer;
  std::optional<std::string> import_country;
  std::optional<std::string> year;
  std::optional<std::string> days_to_crime;  // asserted by the source, not computed

  bool operator==(const Description&) const = default;
};

// Where an imported record comes from.
struct RegisterRow {
  std::string source;     // the mapping's name for the register
  std::string source_id;  // the register's own number, or the digest of the row
  std::optional<base::PartialDate> as_of;
  std::string content;      // 32 hexadecimal characters: keyed digest of all cells, so that equal rows are known
  std::string file_digest;  // SHA-256 of the file, 64 hexadecimal characters
  std::int64_t line = 0;

  bool operator==(const RegisterRow&) const = default;
};

struct Record {
  Description item;
  std::vector<Mark> marks;
  std::optional<std::string> case_reference;
  std::optional<RegisterRow> origin;
  base::Json row = base::Json::object();  // the open cells of the row by column, verbatim; empty cells are left out
  std::vector<base::Ulid> replaces;       // of a correction: life events that it takes the place of
  std::optional<std::string> reason{};    // of a person's correction: why; open, and names nobody
  std::optional<base::Ulid> row_of{};     // of a person's correction: the event in whose sealed part "row" the row lies

  bool operator==(const Record&) const = default;
};

base::Json ToJson(const Record& record, const std::string& owner);
base::Result<Record> RecordFromJson(const base::Json& body, const std::string& owner);

base::Json ToJson(const Mark& mark);
base::Result<Mark> MarkFromJson(const base::Json& json);

// The body of a life event: who had it, who got it, where, on which paper. What names a person stands in the sealed
// part "parties" instead, an exact place in the sealed part "place".
struct LifeEvent {
  std::optional<std::string> from_party{};
  std::optional<std::string> to_party{};
  std::optional<std::string> place{};
  std::optional<std::string> document{};
  std::optional<base::Ulid> record_event{};  // the recorded or corrected event whose row told it

  bool operator==(const LifeEvent&) const = default;
};

base::Json ToJson(const LifeEvent& life, const std::string& owner);
base::Result<LifeEvent> LifeEventFromJson(const base::Json& body, const std::string& owner);

// The body of `linked` and `unlinked`: a person holds two records to be one thing, or no longer.
struct Link {
  std::string other;  // a record's identifier; may be another owner's
  std::string reason;
};

base::Json ToJson(const Link& link);
base::Result<Link> LinkFromJson(const base::Json& body);

// The body of `withdrawn`: the owner takes an event back; a theft report cancelled.
struct Withdrawal {
  base::Ulid event;
  std::string reason;
};

base::Json ToJson(const Withdrawal& withdrawal, const std::string& owner);
base::Result<Withdrawal> WithdrawalFromJson(const base::Json& body, const std::string& owner);

// The body of `handling_widened` and `handling_narrowed`, which bear the new handling themselves.
struct HandlingChange {
  std::string reason;  // of whoever narrowed it; a widening has its approval's
};

base::Json ToJson(const HandlingChange& change);
base::Result<HandlingChange> HandlingChangeFromJson(const base::Json& body);

// The body of `accessed`, in the access log: what a reader was shown. The question's text is the sealed part "query".
struct Access {
  std::string action;              // trace, show, import ...
  std::vector<std::string> shown;  // identifiers
  std::int64_t count = 0;          // of them, when there were more than kShownMax
};

inline constexpr std::size_t kShownMax = 1000;

base::Json ToJson(const Access& access);
base::Result<Access> AccessFromJson(const base::Json& body);

}  // namespace proofmark::model
