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

struct RecordRow {
  base::Ulid record;
  std::optional<std::string> type;
  std::optional<std::string> make;
  std::optional<std::string> model;
  std::optional<std::string> calibre;
  std::optional<std::string> made_country;
  std::optional<std::string> import_country;
  std::optional<std::string> year;      // as written
  std::optional<std::string> case_ref;  // as written
};

struct MarkRow {
  std::string kind;
  std::string text;
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

struct ErasedRow {
  std::int64_t seq = 0;
  std::string part;
};

// The changes of one event.
struct Rows {
  std::optional<RecordRow> record;             // written, with its marks
  bool corrects = false;                       // `record` takes the place of an earlier content of it
  std::vector<MarkRow> marks;                  // of `record`
  std::optional<RegisterRowRow> register_row;  // of `record`
  std::optional<LifeRow> life;
  std::vector<base::Ulid> no_longer;  // life events of `subject` that no longer stand
  std::optional<base::Ulid> subject;  // of no_longer
  std::vector<ErasedRow> erased;
};

// Writes the changes of the event `seq`, which bears the handling class `handling_class`.
base::Result<void> WriteRows(Engine& engine, std::int64_t owner, std::int64_t seq, std::int64_t handling_class,
                             const Rows& rows);
// Removes all rows of an owner: the first half of a rebuild.
base::Result<void> ClearRows(Engine& engine, std::int64_t owner);
// One digest over all rows of an owner, in key order: equal exactly where the rows are.
base::Result<base::Digest> DigestRows(Engine& engine, std::int64_t owner);

}  // namespace proofmark::store
