// SPDX-License-Identifier: Apache-2.0
#include "vocab/table_loader.h"

#include <algorithm>
#include <charconv>
#include <unordered_set>

#include "base/text.h"
#include "base/time.h"

namespace proofmark::vocab {
namespace {

using base::Error;
using base::Result;

constexpr std::string_view kUnknownCode = "unknown";
constexpr std::string_view kNoneCode = "none";

bool IsCode(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
           c == '_' || c == ':';
  });
}

bool IsCount(std::string_view text) {
  return !text.empty() && text.size() <= 9 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::vector<std::string_view> Words(std::string_view text) {
  std::vector<std::string_view> words;
  while (!(text = base::Trim(text)).empty()) {
    std::size_t end = std::min(text.find(' '), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return words;
}

const std::string& Cell(const Code& code, const std::string& column) {
  auto found = code.more.find(column);
  PM_ASSERT(found != code.more.end());
  return found->second;
}

// A spelling that a code list brings along by itself. False where the spelling already means another code.
bool AddOwn(Spellings& spellings, const std::string& key, std::string_view code) {
  if (key.empty()) return true;
  auto [at, added] = spellings.try_emplace(key, Resolved{Resolution::kResolved, code});
  return added || at->second.code == code;
}

}  // namespace

const std::vector<ListShape>& ListShapes() {
  static const std::vector<ListShape> shapes = {
      {"makes", {"code", "name", "country", "kind", "maker", "until"}},
      {"models", {"code", "make", "name", "until"}},
      {"calibres", {"code", "name", "kind", "family", "until"}},
      {"item_types", {"code", "name", "class", "until"}},
      {"countries", {"code", "name", "alpha3", "numeric", "until"}},
      {"purposes", {"code", "name", "until"}},
      {"legal_bases", {"code", "name", "until"}},
      {"handling_codes", {"code", "name", "until"}},
      {"onward_rules", {"code", "name", "until"}},
      {"source_reliability", {"code", "name", "until"}},
      {"information_credibility", {"code", "name", "until"}},
      {"illegality_grounds", {"code", "name", "until"}},
      {"life_events", {"code", "name", "lawful", "until"}},
      {"record_events", {"code", "name", "until"}},
      {"file_subjects", {"code", "name", "until"}},
      {"mark_kinds", {"code", "name", "until"}},
      {"mark_positions", {"code", "name", "until"}},
      {"protocol_steps", {"code", "name", "n", "source", "until"}},
      {"sealed_parts", {"code", "name", "until"}},
      {"roles", {"code", "name", "until"}},
      {"common_passwords", {"code", "name", "until"}},
      {"erasure_grounds", {"code", "name", "basis", "until"}},
      {"retention_rules", {"code", "name", "log", "since", "days", "ground", "source", "until"}},
  };
  return shapes;
}

const std::vector<RowsShape>& RowsShapes() {
  static const std::vector<RowsShape> shapes = {
      {"column_names", {"text", "means", "source"}, 1},
      {"event_words", {"text", "means", "source"}, 1},
      {"item_frequencies", {"field", "given", "value", "n"}, 3},
      {"mark_confusions", {"marked", "read", "parts"}, 2},
      {"match_weights", {"name", "value", "what"}, 1},
      {"remark_terms", {"text", "language", "means", "value", "n", "source"}, 2},
      {"serial_forms", {"group", "context", "next", "n"}, 3},
      {"serial_rules", {"rule", "pattern", "condition", "make", "means", "says", "source"}, 3},
  };
  return shapes;
}

const std::vector<Reference>& References() {
  static const std::vector<Reference> references = {
      {"makes", "country", "countries"},
      {"makes", "maker", "makes"},
      {"models", "make", "makes"},
      {"calibres", "family", "calibres"},
      {"retention_rules", "ground", "erasure_grounds"},
  };
  return references;
}

const std::vector<Choice>& Choices() {
  static const std::vector<Choice> choices = {
      {"makes", "kind", {"maker", "brand", "design"}},
      {"calibres", "kind", {"family", "cartridge", "gauge", "air", "blank", "grenade"}},
      {"life_events", "lawful", {"lawful", "unlawful", "neutral"}},
      {"retention_rules", "log", {"record", "access"}},
      {"retention_rules", "since", {"expires_at", "recorded"}},
      {"item_types",
       "class",
       {"revolvers-and-pistols", "rifles-and-carbines", "sub-machine-guns", "assault-rifles", "light-machine-guns",
        "machine-guns", "light-weapons", "smooth-bore", "firearms", "home-made", "converted", "air-and-gas",
        "other-weapons", "parts", "ammunition", "explosives", "not-a-firearm"}},
  };
  return choices;
}

std::string ModelKey(std::string_view make_code, std::string_view folded) {
  std::string key;
  key.reserve(make_code.size() + 1 + folded.size());
  key.append(make_code).append(1, '\t').append(folded);
  return key;
}

// kInvalid about a row of a list that is already loaded.
Error TableLoader::CodeError(std::string_view list, const std::string& code, const std::string& message) const {
  auto line = lines_.find(std::string(list) + '\t' + code);
  PM_ASSERT(line != lines_.end());
  return RowError(std::string(list) + ".csv", line->second, "\"" + code + "\": " + message, code);
}

Result<Table> TableLoader::Read(const std::string& file, const std::vector<std::string>& columns) const {
  auto found = files_.find(file);
  if (found == files_.end()) {
    return Error{base::Code::kNotFound, "the table " + file + " is missing in the data folder", file};
  }
  return ParseTable(file, found->second, columns);
}

Result<CodeList> TableLoader::LoadList(const ListShape& shape) {
  const std::string file = std::string(shape.name) + ".csv";
  PM_ASSIGN(Table table, Read(file, shape.columns));
  std::unordered_set<std::string> seen;
  CodeList list;
  for (TableRow& row : table.rows) {
    Code code;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const std::string& column = shape.columns[i];
      std::string& cell = row.cells[i];
      if (column == "code") {
        code.code = std::move(cell);
      } else if (column == "name") {
        code.name = std::move(cell);
      } else if (column == "until") {
        code.until = std::move(cell);
      } else {
        code.more.emplace(column, std::move(cell));
      }
    }
    if (!IsCode(code.code)) {
      return RowError(file, row.line, "code \"" + code.code + "\": letters, digits, '.', '-', '_', ':' only", "code");
    }
    if (base::Trim(code.name).empty()) return RowError(file, row.line, "name: empty", "name");
    if (!code.until.empty() && !base::PartialDate::Parse(code.until).ok()) {
      return RowError(file, row.line, "until \"" + code.until + "\" is not a date as 2026-11-24", "until");
    }
    if (!seen.insert(code.code).second) {
      return RowError(file, row.line, "code \"" + code.code + "\" stands twice", "code");
    }
    lines_.emplace(std::string(shape.name) + '\t' + code.code, row.line);
    list.codes_.push_back(std::move(code));
  }
  std::sort(list.codes_.begin(), list.codes_.end(), [](const Code& a, const Code& b) { return a.code < b.code; });
  return list;
}

Result<Lists> TableLoader::LoadLists() {
  Lists lists;
  for (const ListShape& shape : ListShapes()) {
    PM_ASSIGN(CodeList list, LoadList(shape));
    lists.emplace(shape.name, std::move(list));
  }
  PM_TRY(CheckReferences(lists));
  PM_TRY(CheckChoices(lists));
  PM_TRY(CheckModels(lists.at("models")));
  PM_TRY(CheckFamilies(lists.at("calibres")));
  return lists;
}

Result<RowTables> TableLoader::LoadRows() const {
  RowTables tables;
  for (const RowsShape& shape : RowsShapes()) {
    PM_ASSIGN(Table table, Read(std::string(shape.name) + ".csv", shape.columns));
    std::unordered_set<std::string> seen;
    for (const TableRow& row : table.rows) {
      std::string key;
      for (std::size_t i = 0; i < shape.keys; ++i) key.append(row.cells[i]).append(1, '\t');
      if (!seen.insert(key).second) {
        return RowError(table.file, row.line, "\"" + row.cells[0] + "\" stands twice", shape.columns[0]);
      }
    }
    tables.emplace(shape.name, std::move(table));
  }
  return tables;
}

Result<void> TableLoader::CheckReferences(const Lists& lists) const {
  for (const Reference& reference : References()) {
    const CodeList& target = lists.at(reference.target);
    for (const Code& code : lists.at(reference.list).all()) {
      for (std::string_view word : Words(Cell(code, std::string(reference.column)))) {
        if (target.Find(word) == nullptr) {
          return CodeError(reference.list, code.code,
                           std::string(reference.column) + " \"" + std::string(word) + "\" is not a code of " +
                               std::string(reference.target) + ".csv");
        }
      }
    }
  }
  return {};
}

Result<void> TableLoader::CheckChoices(const Lists& lists) const {
  for (const Choice& choice : Choices()) {
    for (const Code& code : lists.at(choice.list).all()) {
      const std::string& word = Cell(code, std::string(choice.column));
      if (std::find(choice.words.begin(), choice.words.end(), word) == choice.words.end()) {
        return CodeError(choice.list, code.code,
                         std::string(choice.column) + " \"" + word + "\" is not one of the words of this column");
      }
    }
  }
  return {};
}

Result<void> TableLoader::CheckModels(const CodeList& models) const {
  for (const Code& model : models.all()) {
    const std::string start = Cell(model, "make") + ":";
    if (start.size() == 1 || model.code.rfind(start, 0) != 0 || model.code.size() == start.size()) {
      return CodeError("models", model.code, "the code of a model is its make's code, a colon and a name");
    }
  }
  return {};
}

// A family gathers cartridges, and stands in no other: whoever walks up from a cartridge takes one step.
Result<void> TableLoader::CheckFamilies(const CodeList& calibres) const {
  for (const Code& calibre : calibres.all()) {
    const std::string& families = Cell(calibre, "family");
    if (!families.empty() && Cell(calibre, "kind") == "family") {
      return CodeError("calibres", calibre.code, "a family cannot stand in a family");
    }
    for (std::string_view family : Words(families)) {
      if (Cell(*calibres.Find(family), "kind") != "family") {
        return CodeError("calibres", calibre.code, "\"" + std::string(family) + "\" is not a family");
      }
    }
  }
  return {};
}

Result<void> TableLoader::AddAliases(const Table& table, std::span<const std::string> keys, const CodeList& list,
                                     Spellings& spellings) const {
  const std::size_t columns = table.columns.size();
  std::unordered_map<std::string_view, std::int64_t> lines;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const TableRow& row = table.rows[i];
    const std::string& text = row.cells[columns - 4];
    const std::string& code = row.cells[columns - 3];
    if (base::LookupKey(text).empty()) return RowError(table.file, row.line, "text: empty", "text");
    if (!IsCount(row.cells[columns - 2])) {
      return RowError(table.file, row.line, "n \"" + row.cells[columns - 2] + "\" is not a count", "n");
    }
    if (base::Trim(row.cells[columns - 1]).empty()) {
      return RowError(table.file, row.line, "source: empty; a spelling without a source is not taken", "source");
    }
    auto [first, fresh] = lines.try_emplace(keys[i], row.line);
    if (!fresh) {
      return RowError(table.file, row.line,
                      "\"" + text + "\" is the same spelling as on line " + std::to_string(first->second), "text");
    }
    Resolved meaning;
    if (code == kUnknownCode || code == kNoneCode) {
      meaning.state = code == kNoneCode ? Resolution::kNone : Resolution::kUnknown;
    } else if (const Code* found = list.Find(code); found != nullptr) {
      meaning = {Resolution::kResolved, found->code};
    } else {
      return RowError(table.file, row.line, "there is no code \"" + code + "\"", "code");
    }
    auto [at, added] = spellings.try_emplace(keys[i], meaning);
    if (!added && at->second != meaning) {
      return RowError(table.file, row.line,
                      "\"" + text + "\" is already the code or name of \"" + std::string(at->second.code) + "\"",
                      "text");
    }
  }
  return {};
}

namespace {

// Of a table of aliases that was checked; `texts`: each row's, as they are compared.
WrittenForms WrittenOf(const Table& table, std::span<const std::string> texts, const CodeList& list) {
  struct Way {
    std::int64_t n = 0;
    std::size_t row = 0;
  };
  const std::size_t columns = table.columns.size();
  std::unordered_map<std::string_view, std::vector<Way>> ways;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const std::vector<std::string>& cells = table.rows[i].cells;
    Way way{0, i};
    std::from_chars(cells[columns - 2].data(), cells[columns - 2].data() + cells[columns - 2].size(), way.n);
    ways[cells[columns - 3]].push_back(way);
  }
  WrittenForms out;
  for (auto& [of, all] : ways) {
    const Code* code = list.Find(of);
    if (code == nullptr) continue;  // a way to write that nobody knows, or that there is none
    std::stable_sort(all.begin(), all.end(), [](const Way& one, const Way& other) { return one.n > other.n; });
    std::vector<std::string> told = {base::LookupKey(code->name), base::LookupKey(code->code)};
    std::vector<std::string>& written = out[code->code];
    for (const Way& way : all) {
      if (written.size() == kWrittenMax) break;
      if (std::find(told.begin(), told.end(), texts[way.row]) != told.end()) continue;
      told.push_back(texts[way.row]);
      written.push_back(table.rows[way.row].cells[columns - 4]);
    }
  }
  return out;
}

}  // namespace

Result<Spelled> TableLoader::LoadSpellings(const SpellingShape& shape, const Lists& lists) const {
  const CodeList& list = lists.at(shape.list);
  PM_ASSIGN(Table table, Read(shape.aliases, {"text", "code", "n", "source"}));
  Spellings spellings;
  for (const Code& code : list.all()) {
    std::vector<std::string_view> own = {code.code, code.name};
    if (!shape.further_column.empty()) own.push_back(Cell(code, shape.further_column));
    for (std::string_view text : own) {
      if (!AddOwn(spellings, base::LookupKey(text), code.code)) {
        return CodeError(shape.list, code.code,
                         "\"" + std::string(text) + "\" is the code or name of another row as well");
      }
    }
  }
  std::vector<std::string> keys;
  for (const TableRow& row : table.rows) keys.push_back(base::LookupKey(row.cells[0]));
  PM_TRY(AddAliases(table, keys, list, spellings));
  return Spelled{std::move(spellings), WrittenOf(table, keys, list)};
}

Result<Spelled> TableLoader::LoadModelSpellings(const Lists& lists) const {
  const CodeList& models = lists.at("models");
  const CodeList& makes = lists.at("makes");
  PM_ASSIGN(Table table, Read("model_aliases.csv", {"make", "text", "code", "n", "source"}));
  Spellings spellings;
  for (const Code& model : models.all()) {
    const std::string& make = Cell(model, "make");
    const std::string_view short_code = std::string_view(model.code).substr(make.size() + 1);
    for (std::string_view text : {short_code, std::string_view(model.name)}) {
      if (!AddOwn(spellings, ModelKey(make, base::LookupKey(text)), model.code)) {
        return CodeError("models", model.code, "another model of this make has the name \"" + std::string(text) + "\"");
      }
    }
    AddOwn(spellings, ModelKey("", base::LookupKey(model.code)), model.code);
  }
  std::vector<std::string> keys;
  std::vector<std::string> texts;
  for (const TableRow& row : table.rows) {
    const std::string& make = row.cells[0];
    if (!make.empty() && makes.Find(make) == nullptr) {
      return RowError(table.file, row.line, "there is no make \"" + make + "\"", "make");
    }
    texts.push_back(base::LookupKey(row.cells[1]));
    keys.push_back(ModelKey(make, texts.back()));
  }
  PM_TRY(AddAliases(table, keys, models, spellings));
  return Spelled{std::move(spellings), WrittenOf(table, texts, models)};
}

}  // namespace proofmark::vocab
