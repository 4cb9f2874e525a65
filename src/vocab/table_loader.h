// SPDX-License-Identifier: Apache-2.0
// A TableLoader turns the files of data/ into code lists and spellings, and refuses what does not fit together.
//
//   TableLoader loader(files);
//   PM_ASSIGN(Lists lists, loader.LoadLists());
//   PM_ASSIGN(Spelled makes, loader.LoadSpellings({.aliases = "make_aliases.csv", .list = "makes"}, lists));
//
// One thread at a time; used once, by Vocabulary::Load.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "vocab/table.h"
#include "vocab/vocabulary.h"

namespace proofmark::vocab {

// A list of data/: its name, which is the name of its file, and its columns. The first is "code", the last "until".
struct ListShape {
  std::string_view name;
  std::vector<std::string> columns;
};

// A column whose cells are codes of another list: "country" of makes.csv stands in countries.csv. Several codes are
// parted by blanks; an empty cell refers to nothing.
struct Reference {
  std::string_view list;
  std::string_view column;
  std::string_view target;
};

// A column that takes only these words.
struct Choice {
  std::string_view list;
  std::string_view column;
  std::vector<std::string_view> words;
};

// A table that is no code list: rows for one room, which says what they mean. The first `keys` columns are unique.
struct RowsShape {
  std::string_view name;  // of the file, without .csv
  std::vector<std::string> columns;
  std::size_t keys = 1;
};

const std::vector<ListShape>& ListShapes();
const std::vector<RowsShape>& RowsShapes();
const std::vector<Reference>& References();
const std::vector<Choice>& Choices();

struct KeyHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view key) const { return std::hash<std::string_view>{}(key); }
};

// What a folded spelling means. The codes point into the list, which must stay where it is.
using Spellings = std::unordered_map<std::string, Resolved, KeyHash, std::equal_to<>>;

// By code, how it is written elsewhere than in its name, the commonest first.
using WrittenForms = std::unordered_map<std::string, std::vector<std::string>, KeyHash, std::equal_to<>>;

// What a table of spellings says, each way.
struct Spelled {
  Spellings meanings;
  WrittenForms written;
};

// The key of a model's spelling: models of different makes share theirs.
std::string ModelKey(std::string_view make_code, std::string_view folded);

using Lists = std::unordered_map<std::string_view, CodeList>;
using RowTables = std::unordered_map<std::string_view, Table>;

// Where the spellings of a list come from: its codes and names, one further column, and a table of aliases.
struct SpellingShape {
  std::string aliases;         // "country_aliases.csv": text,code,n,source
  std::string list;            // "countries"
  std::string further_column;  // "alpha3"; empty where codes and names are all
};

class TableLoader {
 public:
  // The files must outlive the loader.
  explicit TableLoader(const TableFiles& files) : files_(files) {}

  // Every list of ListShapes(), with its references and choices checked.
  base::Result<Lists> LoadLists();

  // Every table of RowsShapes(), its keys checked.
  base::Result<RowTables> LoadRows() const;

  // The lists must stay where they are as long as the spellings.
  base::Result<Spelled> LoadSpellings(const SpellingShape& shape, const Lists& lists) const;
  // Models: model_aliases.csv has a make in front; a spelling belongs to its make, or to none (ModelKey).
  base::Result<Spelled> LoadModelSpellings(const Lists& lists) const;

 private:
  base::Result<Table> Read(const std::string& file, const std::vector<std::string>& columns) const;
  base::Result<CodeList> LoadList(const ListShape& shape);
  base::Result<void> CheckReferences(const Lists& lists) const;
  base::Result<void> CheckChoices(const Lists& lists) const;
  base::Result<void> CheckModels(const CodeList& models) const;
  base::Result<void> CheckFamilies(const CodeList& calibres) const;
  base::Result<void> AddAliases(const Table& table, std::span<const std::string> keys, const CodeList& list,
                                Spellings& spellings) const;

  base::Error CodeError(std::string_view list, const std::string& code, const std::string& message) const;

  const TableFiles& files_;
  std::unordered_map<std::string, std::int64_t> lines_;  // by list, tab, code
};

}  // namespace proofmark::vocab
