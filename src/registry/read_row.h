// SPDX-License-Identifier: Apache-2.0
// A RowReading is what one row of a register says, by its mapping: a record, the events of its life, what is sealed.
//
//   RowReader rows({mapping, words, reader.header(), secret, file_digest, mapping.as_of});
//   RowReading reading = rows.Read(row);
//   if (!reading.faults.empty()) Reject(reading.faults); else Decide(reading);
//
// Follows docs/formats/mapping.md. The cells stand verbatim in record.row and in the sealed part "row"; texts of
// fields and marks are trimmed. A row is read whole or rejected whole, with every fault that it has.
// Costs a few microseconds a row: what the tables make of a spelling is remembered. One thread at a time.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/time.h"
#include "model/record.h"
#include "registry/mapping.h"
#include "registry/register_reader.h"
#include "store/store.h"
#include "vocab/vocabulary.h"

namespace proofmark::registry {

inline constexpr std::size_t kCellMax = 1024;            // bytes of a cell that the mapping names
inline constexpr std::size_t kOpenCellsMax = 32U << 10;  // bytes of all cells of a row that are not sealed
inline constexpr std::size_t kSpellingsRemembered = 100'000;

using RowContent = std::array<std::uint8_t, 16>;

struct RowContext {
  const Mapping& mapping;
  const vocab::Vocabulary& words;
  const std::vector<std::string>& header;  // with every column that the mapping names
  std::array<std::uint8_t, 32> secret{};   // of the owner: keys the content digest
  std::string file_digest;                 // SHA-256, hexadecimal
  std::optional<base::PartialDate> as_of;
};

// One thing that happened, as the row tells it.
struct LifeReading {
  std::string kind;
  base::DateRange happened;
  std::optional<std::string> source_grade;
  model::LifeEvent body;                 // what stands open in the event
  model::LifeEvent whole;                // with what is sealed
  std::vector<store::PlainPart> sealed;  // parties, place, notes: in order of part
};

struct Unresolved {
  bool make = false;
  bool model = false;
  bool calibre = false;
};

struct RowReading {
  std::string source_id;         // the register's own, or the content in hexadecimal where it has none
  RowContent content{};          // keyed BLAKE2b over column and cell, in order of column; empty cells left out
  std::vector<RowFault> faults;  // with any, the rest is not to be used
  std::optional<std::string> source_grade;
  model::Record record;                  // with its origin
  std::vector<store::PlainPart> sealed;  // of the record: marks, row; in order of part
  std::vector<LifeReading> life;         // in the order of the mapping
  Unresolved unresolved;
};

class RowReader {
 public:
  // What the context refers to must outlive the reader. A header without a named column is a programmer's error:
  // RegisterReader has checked it.
  explicit RowReader(RowContext context);
  // The row must have no fault of its own.
  RowReading Read(const InputRow& row);

 private:
  enum class Use { kIgnored, kOpen, kSealed, kUnnamed };
  struct Column {
    std::string name;
    std::string key;
    Use use = Use::kUnnamed;
  };
  struct JoinedColumns {
    std::vector<std::size_t> at;
    bool sealed = false;
  };
  struct MarkPlan {
    std::string kind;
    JoinedColumns columns;
  };
  struct EventPlan {
    const EventColumns* mapped = nullptr;
    std::optional<std::size_t> kind_column;
    std::optional<std::size_t> date;
    std::optional<std::size_t> only_if;
    JoinedColumns from_party;
    JoinedColumns to_party;
    JoinedColumns place;
    JoinedColumns document;
  };
  struct State;  // of the row being read

  std::size_t At(const std::string& column) const;
  std::optional<std::size_t> At(const std::optional<std::string>& column) const;
  JoinedColumns AtAll(const std::vector<std::string>& columns) const;
  void PlanEvents();
  void ReadIdentity(State& state) const;
  void ReadCells(State& state) const;
  void ReadItem(State& state);
  void ReadMarks(State& state) const;
  void ReadLife(State& state);
  const std::optional<std::string>* KindOf(State& state, const EventPlan& plan);
  std::optional<std::string> Joined(State& state, const JoinedColumns& columns) const;
  void NoteUnresolved(State& state);

  RowContext context_;
  std::vector<Column> columns_;            // in header order
  std::vector<std::size_t> digest_order_;  // by name, without ignored ones
  std::optional<std::size_t> source_id_;
  std::optional<std::size_t> case_reference_;
  std::vector<std::pair<ItemField, std::size_t>> item_;
  std::vector<MarkPlan> marks_;
  std::vector<EventPlan> events_;
  std::unordered_map<std::string, Unresolved> unresolved_;    // by make, model and calibre as written
  std::unordered_map<std::string, std::string> lookup_keys_;  // of cells that say what kind of event it was
};

// One row by itself. To read many, keep a RowReader.
RowReading ReadRegisterRow(const RowContext& context, const InputRow& row);

}  // namespace proofmark::registry
