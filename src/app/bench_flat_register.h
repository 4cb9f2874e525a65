// SPDX-License-Identifier: Apache-2.0
// A FlatRegister invents records of the forms of real registers, for the benchmark of the flat index, and questions
// about them.
//
//   PM_ASSIGN(FlatRegister shapes, FlatRegister::OfTables(data_folder));     // serial_forms and item_frequencies
//   PM_ASSIGN(FlatRegister shapes, FlatRegister::OfFiles({"register.csv"}));  // serial_raw, make, calibre
//   FlatInvented one = shapes.Next(rng);
//   FlatQuestion question = shapes.Ask("misread", one, rng);
//
// Of tables: a type, a make of it, a calibre of both, and a number by the contexts of serial_forms.csv. Of a register:
// one of its rows with a number, its digits drawn anew, one of its letters in every fourth row. Codes are given by how
// often a make or calibre stands there, the commonest first. Errors: those of the tables and of the file; kInvalid (a
// file without a column for the number). After it is made: safe from any thread.
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "match/flat/flat_query.h"
#include "model/record.h"
#include "vocab/table.h"

namespace proofmark::app {

struct FlatInvented {
  std::string number;
  match::FlatFields fields;
  std::string type{};
};

struct FlatQuestion {
  std::string pattern;
  match::FlatAsk ask = match::FlatAsk::kExact;
  match::FlatFields fields;
};

class FlatRegister {
 public:
  static base::Result<FlatRegister> OfTables(const std::string& data_folder);
  static base::Result<FlatRegister> OfFiles(const std::vector<std::string>& paths);

  FlatInvented Next(base::SeededRng& rng) const;
  // Of a class: exact, misread, two_edits, absent, unread, unread_4, unread_6.
  FlatQuestion Ask(const std::string& name, const FlatInvented& about, base::SeededRng& rng) const;
  const std::string& source() const { return source_; }
  // A weapon as a clerk describes it: a field that is 0 is not told.
  model::Description Describe(const std::string& type, const match::FlatFields& fields) const;

 private:
  // Counts, drawn from.
  struct Drawn {
    std::vector<std::uint64_t> until;  // of each value and those before it
    std::vector<std::string> values;
    std::vector<int> next;  // of a number: the context behind this character
    std::size_t At(base::SeededRng& rng) const;
    void Add(std::uint64_t n, std::string value);
  };
  using Number = std::vector<Drawn>;  // by context, the start first

  void CodeTheFields(const std::map<std::string, std::uint64_t>& makes,
                     const std::map<std::string, std::uint64_t>& calibres);
  match::FlatFields FieldsOf(const std::string& make, const std::string& calibre) const;
  void ReadForms(const vocab::Table& forms);
  const Number& NumberOf(const std::string& make, const std::string& type) const;
  FlatInvented NextOfTables(base::SeededRng& rng) const;
  FlatInvented NextOfFile(base::SeededRng& rng) const;
  struct Read;  // the rows of files, before their fields have codes
  static base::Result<void> ReadFile(const std::string& path, Read& read);

  std::string source_;
  std::map<std::string, int> makes_;
  std::map<std::string, int> calibres_;
  std::vector<std::string> make_names_;  // by code
  std::vector<std::string> calibre_names_;
  Drawn types_;
  std::map<std::string, Drawn> makes_of_;     // by type
  std::map<std::string, Drawn> calibres_of_;  // by make and type
  std::map<std::string, Number> numbers_;     // by group of serial_forms
  std::vector<FlatInvented> rows_;            // of a file
};

}  // namespace proofmark::app
