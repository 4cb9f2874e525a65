// SPDX-License-Identifier: Apache-2.0
// A Book is one register of the world: whose it is, its columns in its own language, and what a column tells.
//
// Each weapon stands at most once in a book, so a book's number is its prefix and the weapon's number. The mapping of
// docs/formats/mapping.md is made from the same table as the rows, so the two cannot part.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "tools/world/written_mark.h"

namespace proofmark::world {

enum class Book {
  kProof,          // XA-PROOF: made and proofed
  kExports,        // XA-EXP
  kSalesA,         // XA-LIC: sold, registered, lost, stolen
  kImports,        // XB-IMP
  kCivilB,         // XB-LIC: sold, registered
  kPoliceStock,    // XB-POL: stored, issued, counted, destroyed
  kPoliceReports,  // XB-POL: thefts and losses
  kPoliceFinds,    // XB-POL: seized, found, handed in
  kArmyStock,      // XB-ARMY: stored, counted, captured, passed on
  kFederalFinds,   // XC-POL
  kCustoms,        // XC-CUST
  kDeactivations,  // XC-DEACT
  kMilitiaFinds,   // XD-POL
  kHomeFinds,      // XA-POL
};

enum class Cell {
  kId,
  kType,
  kMake,
  kModel,
  kCalibre,
  kMadeCountry,
  kImportCountry,
  kImporter,
  kYear,
  kCase,
  kSerial,  // the whole number
  kSeries,
  kNumber,  // its letters and the rest, in columns of their own
  kProperty,
  kDate,
  kFrom,
  kTo,
  kPlace,
  kDocument,
  kWord,  // of an event of the row
};

struct Column {
  const char* name;
  Cell cell;
  std::size_t event = 0;  // index into BookTable::events
};

// An event of a row: of one kind, or of the kind that a word tells. A word for "" means: known, and nothing happened.
struct RowEvent {
  const char* kind;
  std::vector<std::pair<const char*, const char*>> words{};  // word, kind
};

struct BookTable {
  const char* owner;
  const char* source;
  const char* file;
  const char* id_prefix;
  Language language;
  const char* format = "csv";  // or tsv, jsonl
  char delimiter = ',';
  const char* encoding = "utf-8";
  const char* date_form = "ISO";  // or DD/MM/YYYY, D.M.YYYY
  const char* grade;
  bool wants_possible_match = false;  // the owner asks to hear of a possible match
  bool is_find = false;               // tells what an officer read on a recovered weapon
  std::vector<Column> columns;
  std::vector<RowEvent> events;
  std::vector<const char*> sealed{};
};

const BookTable& TableOf(Book book);
inline constexpr std::size_t kBooks = 14;

base::Json MappingOf(Book book);
std::string SourceId(Book book, std::uint64_t weapon_number);

}  // namespace proofmark::world
