// SPDX-License-Identifier: Apache-2.0
// Rows are what Apply makes of one event: the current state that lists and searches read. They are a function of the
// log, the vocabulary and the code, and hold nothing that the log does not; `ledger rebuild` makes them anew.
//
// A resolved field is a code of data/, or "!unknown" (written: nobody knows), "!none" (written: there is none),
// "!unresolved" (no table has the spelling); nothing where nothing was written.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/ulid.h"
#include "model/record.h"
#include "store/engine.h"

namespace proofmark::store {

// Between the parts of a mark in its row.
inline constexpr const char* kPartSeparator = "\x1f";

struct RecordRow {
  base::Ulid record;
  std::optional<std::string> type;
  std::optional<std::string> make;
  std::optional<std::string> model;
  std::optional<std::string> calibre;
  std::optional<std::string> made_country;
  std::optional<std::string> import_country;
  std::optional<std::string> year;         // as written
  std::optional<std::string> case_ref;     // as written
  std::optional<std::string> make_text{};  // as written, for spellings that no table has
  std::optional<std::string> model_text{};
  std::optional<std::string> calibre_text{};
};

struct MarkRow {
  std::string kind;
  std::string text;
  std::vector<std::string> parts{};      // where several columns were joined
  std::optional<std::string> pattern{};  // where a person read it
};

struct LifeRow {
  base::Ulid record;
  base::Ulid id;
  std::string kind;
  std::optional<std::int32_t> from_day;  // days since 1970-01-01; nothing where open
  std::optional<std::int32_t> to_day;
};

struct RegisterRowRow {
  std::string source;
  std::string source_id;
  std::string content;  // 16 bytes
  std::optional<std::string> as_of;
};

// What a person holds of two records: "confirmed" to be one weapon, "rejected", or "unlinked" again.
struct LinkRow {
  base::Ulid record;
  std::string other;  // a record's identifier, also another owner's
  std::string state;
};

// A candidate that was put before a person. Identifiers are whole, because they may be other owners'.
struct HitRow {
  base::Ulid hit;
  std::string record;            // in hand: recovered, seized ...
  std::string event;             // of it
  std::string other;             // looked for: stolen, lost ...
  std::string other_event;       // of it
  std::int64_t probability = 0;  // thousandths
  std::string state = "candidate";
};

// What became of a hit: compared, confirmed, rejected, inconclusive, withdrawn.
struct HitStateRow {
  base::Ulid hit;
  std::string state;
};

// What an owner was told about a record of its own.
struct AlertRow {
  std::string kind;
  std::string record;
  std::string other;
  std::string hit;
};

// What an owner says of a case: its reference, which records name too, when it was, and whether it is terrorism.
struct CaseRow {
  base::Ulid id;
  std::string reference;
  std::optional<std::int32_t> from_day{};
  std::optional<std::int32_t> to_day{};
  std::optional<bool> terrorism{};  // nothing where nobody said
};

// A step of the protocol that was done in a case.
struct CaseStepRow {
  base::Ulid case_id;
  std::string step;
  std::string by;  // a staff id
  std::optional<std::int32_t> done_day{};
  std::optional<std::string> exhibit{};
};

// A file that was attached: its event tells all of it.
struct FileRow {
  base::Ulid thing;  // the record or the case
};

struct ErasedRow {
  std::int64_t seq = 0;
  std::string part;
  int stream = 0;  // 1 for a part of the access log
};

// A person's account: its state is open or closed.
struct AccountRow {
  base::Ulid account;
  std::optional<std::string> login{};  // of one that is new
  std::string state = "open";
};

// A role that an account has from now on, or no longer.
struct AccountRoleRow {
  base::Ulid account;
  std::string role;
  bool granted = true;
};

// Something that needs two persons, as it was asked for.
struct ApprovalRow {
  base::Ulid approval;
  std::string action;
  std::string order;  // JSON, canonical
  std::string reason;
  std::string asked_by;
  std::int64_t asked_at = 0;  // milliseconds
};

// What became of it: given or refused.
struct ApprovalStateRow {
  base::Ulid approval;
  std::string state;
  std::string by;
};

// An account may read the name of a record's holder until the end of a day.
struct HolderReleaseRow {
  base::Ulid record;
  base::Ulid account;
  std::int32_t until_day = 0;
};

// The changes of one event.
struct Rows {
  std::optional<RecordRow> record;             // written, with its marks
  bool corrects = false;                       // `record` takes the place of an earlier content
  std::vector<MarkRow> marks;                  // of `record`
  std::optional<RegisterRowRow> register_row;  // of `record`
  std::optional<LifeRow> life;
  std::vector<base::Ulid> no_longer;  // life events of `subject` that no longer stand
  std::optional<base::Ulid> subject;  // of no_longer
  std::vector<ErasedRow> erased;
  std::optional<LinkRow> link;
  std::optional<HitRow> hit;
  std::optional<HitStateRow> hit_state;
  std::optional<AlertRow> alert;
  std::optional<CaseRow> case_file;  // written; takes the place of an earlier content of it where `corrects`
  std::optional<CaseStepRow> case_step;
  std::optional<FileRow> file;
  std::optional<AccountRow> account;
  std::optional<AccountRoleRow> account_role;
  std::optional<ApprovalRow> approval;
  std::optional<ApprovalStateRow> approval_state;
  std::optional<HolderReleaseRow> holder_release;
  std::optional<base::Ulid> handled;  // a record that bears the handling of this event from now on
};

// Writes the changes of the event `seq`, which bears the handling class `handling_class`.
base::Result<void> WriteRows(Engine& engine, std::int64_t owner, std::int64_t seq, std::int64_t handling_class,
                             const Rows& rows);
// The part of them that is about people (people_rows.cc); WriteRows calls it.
base::Result<void> WritePeopleRows(Engine& engine, std::int64_t owner, std::int64_t seq, std::int64_t handling_class,
                                   const Rows& rows);
// Removes all rows of an owner: the first half of a rebuild.
base::Result<void> ClearRows(Engine& engine, std::int64_t owner);
// One digest over all rows of an owner, in key order: equal exactly where the rows are.
base::Result<base::Digest> DigestRows(Engine& engine, std::int64_t owner);

}  // namespace proofmark::store
