// SPDX-License-Identifier: Apache-2.0
// A Mapping says which columns of a register mean what. An officer writes it; no program is changed for a new register.
//
//   PM_ASSIGN(base::Json json, base::ParseJson(text));
//   PM_ASSIGN(Mapping mapping, ParseMapping(json, words));   // "events[1].kind: "stollen" is not a life event; ..."
//
// Follows docs/formats/mapping.md. Codes are checked against the tables; columns are checked against the file's header
// by RegisterReader. Nothing about a weapon has a default: what no column says is unknown. Plain values.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "model/event.h"
#include "model/record.h"
#include "registry/date_form.h"
#include "vocab/vocabulary.h"

namespace proofmark::registry {

inline constexpr std::size_t kColumnNameMax = 256;      // bytes
inline constexpr std::size_t kColumnsListedMax = 1024;  // sealed, ignored
inline constexpr std::size_t kEventsPerRowMax = 16;
inline constexpr std::size_t kKindValuesMax = 256;

enum class RegisterFormat { kCsv, kTsv, kJsonl, kXlsx };

// "csv", "tsv", "jsonl", "xlsx".
std::string_view CodeOf(RegisterFormat format);
std::optional<RegisterFormat> FormatFromCode(std::string_view code);

// One sign of ASCII that can stand between cells: no quote, no line end.
bool IsDelimiter(std::string_view text);

// The fields of a description that a mapping may name, once for reading mappings and rows.
struct ItemField {
  std::string_view name;
  std::optional<std::string> model::Description::*text;
};
inline constexpr ItemField kItemFields[] = {
    {"type", &model::Description::type},
    {"make", &model::Description::make},
    {"model", &model::Description::model},
    {"calibre", &model::Description::calibre},
    {"made_country", &model::Description::made_country},
    {"importer", &model::Description::importer},
    {"import_country", &model::Description::import_country},
    {"year", &model::Description::year},
    {"days_to_crime", &model::Description::days_to_crime},
};

struct ItemColumn {
  ItemField field;
  std::string column;
};

struct MarkColumns {
  std::string kind;
  std::vector<std::string> columns;  // joined in order
};

// One thing that a row tells.
struct EventColumns {
  std::string kind;  // a life event; empty where a column says it
  std::string kind_column;
  std::map<std::string, std::optional<std::string>> values;  // by base::LookupKey of the cell; nothing: not an event
  std::optional<std::string> date;
  std::vector<std::string> from_party;
  std::vector<std::string> to_party;
  std::vector<std::string> place;
  std::vector<std::string> document;
  std::optional<std::string> only_if;  // no event where this column is empty
};

struct Mapping {
  std::string source;
  std::optional<base::PartialDate> as_of;
  RegisterFormat format = RegisterFormat::kCsv;
  char delimiter = ',';
  std::string encoding = "utf-8";
  std::optional<std::string> sheet;  // of xlsx; the first where nothing is said
  std::optional<std::string> language;
  DateForms date_forms;
  std::optional<std::string> grade;
  std::optional<model::Handling> handling;

  std::optional<std::string> source_id;
  std::optional<std::string> case_reference;
  std::vector<ItemColumn> item;
  std::vector<MarkColumns> marks;
  std::vector<EventColumns> events;
  std::vector<std::string> sealed;
  std::vector<std::string> ignored;  // in no record, no sealed row, no digest; a file need not have them
};

// Errors, first that applies: kTooLarge (a list past its limit), kInvalid (the field is the key's path).
base::Result<Mapping> ParseMapping(const base::Json& json, const vocab::Vocabulary& words);

// Every column that the file must have, in the order in which the mapping names them, each once: all but the ignored.
std::vector<std::string> NamedColumns(const Mapping& mapping);

}  // namespace proofmark::registry
