// SPDX-License-Identifier: Apache-2.0
#include "registry/mapping_proposal.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/text.h"
#include "model/record.h"
#include "registry/date_form.h"

namespace proofmark::registry {
namespace {

using base::Json;

// Of a column's different cells, so many must be makes (calibres ...) before it is taken for one without its name.
constexpr std::size_t kCellsJudged = 20;
constexpr std::size_t kCellsFitting = 14;
constexpr std::size_t kCellsNeeded = 3;
// Of a column's different cells, so many of so many must be dates of one form.
constexpr std::size_t kDatesRead = 3;
constexpr std::size_t kDatesOf = 4;

constexpr const char* kDateForms[] = {"ISO",      "DD/MM/YYYY", "MM/DD/YYYY", "DD.MM.YYYY", "DD-MM-YYYY",
                                      "D/M/YYYY", "M/D/YYYY",   "D.M.YYYY",   "YYYY/MM/DD", "YYYYMMDD"};

// "Serial_No." and "SERIAL NO" are one name.
std::string NameKey(const std::string& name) {
  std::string plain = name;
  for (char& c : plain) {
    if (std::string_view("_-./\\:#").find(c) != std::string_view::npos) c = ' ';
  }
  return base::LookupKey(plain);
}

std::map<std::string, std::string> MeaningsOf(const vocab::Vocabulary& words, std::string_view table) {
  std::map<std::string, std::string> out;
  for (const vocab::TableRow& row : words.Rows(table).rows) out.emplace(row.cells[0], row.cells[1]);
  return out;
}

// A register that names no make "make" has columns whose cells are makes.
std::optional<std::string> MeaningByCells(const ColumnOutline& column, const vocab::Vocabulary& words) {
  using Look = vocab::Resolved (*)(const vocab::Vocabulary&, const std::string&);
  constexpr std::pair<const char*, Look> kLooks[] = {
      {"type", [](const vocab::Vocabulary& all, const std::string& text) { return all.Type(text); }},
      {"make", [](const vocab::Vocabulary& all, const std::string& text) { return all.Make(text); }},
      {"calibre", [](const vocab::Vocabulary& all, const std::string& text) { return all.Calibre(text); }}};
  const std::size_t judged = std::min(column.values.size(), kCellsJudged);
  if (judged < kCellsNeeded) return std::nullopt;
  for (const auto& [field, look] : kLooks) {
    std::size_t fitting = 0;
    for (std::size_t i = 0; i < judged; ++i) {
      fitting += look(words, column.values[i].text).state == vocab::Resolution::kResolved;
    }
    if (fitting * kCellsJudged >= judged * kCellsFitting) return field;
  }
  return std::nullopt;
}

bool IsField(std::string_view meaning) {
  return std::any_of(std::begin(kItemFields), std::end(kItemFields),
                     [&](const ItemField& field) { return field.name == meaning; });
}

// Takes columns one after the other, in the order of the file.
class Proposer {
 public:
  Proposer(const RegisterOutline& outline, const vocab::Vocabulary& words)
      : outline_(outline),
        words_(words),
        names_(MeaningsOf(words, "column_names")),
        event_words_(MeaningsOf(words, "event_words")) {}

  MappingProposal Run() {
    for (const ColumnOutline& column : outline_.columns) {
      const auto named = names_.find(NameKey(column.name));
      if (named != names_.end()) {
        Take(column, named->second);
      } else {
        strangers_.push_back(&column);
      }
    }
    for (const ColumnOutline* column : strangers_) {
      const auto meaning = MeaningByCells(*column, words_);
      if (meaning && !fields_.contains(*meaning)) {
        Take(*column, *meaning);
      } else {
        Note(*column, "unknown_name");
      }
    }
    TellMarks();
    TellEvents();
    TellDates();
    Json& mapping = proposal_.mapping;
    mapping["format"] = CodeOf(outline_.form.format);
    if (outline_.form.format == RegisterFormat::kCsv) mapping["delimiter"] = std::string(1, outline_.form.delimiter);
    if (outline_.form.format == RegisterFormat::kXlsx) {
      mapping["sheet"] = outline_.form.sheet.value_or("");
    } else {
      mapping["encoding"] = outline_.form.encoding;
    }
    mapping["fields"] = std::move(fields_);
    mapping["sealed"] = std::move(sealed_);
    return std::move(proposal_);
  }

 private:
  void Note(const ColumnOutline& column, const char* code) { proposal_.notes.push_back({column.name, code}); }

  void Take(const ColumnOutline& column, const std::string& meaning) {
    if (meaning == "serial" || meaning == "property" || meaning == "proof" || meaning == "import_mark") {
      marks_[meaning == "import_mark" ? "import" : meaning].push_back(column.name);
    } else if (meaning == "event") {
      if (event_column_ == nullptr) {
        event_column_ = &column;
      } else {
        Note(column, "twice");
      }
    } else if (meaning == "date" || meaning.starts_with("date:")) {
      dates_.push_back({&column, meaning == "date" ? "" : meaning.substr(5)});
    } else if (meaning == "place" || meaning == "from_party" || meaning == "to_party" || meaning == "document") {
      around_[meaning].push_back(&column);
    } else if (fields_.contains(meaning)) {
      Note(column, "twice");
    } else if (IsField(meaning) || meaning == "source_id" || meaning == "case") {
      fields_[meaning] = column.name;
    }
  }

  // A series and a number, in two columns, are one mark.
  void TellMarks() {
    Json marks = Json::array();
    for (const char* kind : {"serial", "property", "import", "proof"}) {
      auto found = marks_.find(kind);
      if (found == marks_.end()) continue;
      if (found->second.size() > model::kMarkPartsMax) found->second.resize(model::kMarkPartsMax);
      marks.push_back({{"kind", kind}, {"columns", found->second}});
    }
    proposal_.mapping["marks"] = std::move(marks);
  }

  // What each cell of the column says, where a word of data/event_words.csv is met.
  Json KindOf(const ColumnOutline& column) {
    Json values = Json::object();
    bool all = column.values_complete;
    for (const CellCount& cell : column.values) {
      const auto word = event_words_.find(base::LookupKey(cell.text));
      if (word == event_words_.end()) {
        all = false;
      } else {
        values[cell.text] = word->second;
      }
    }
    if (!all) Note(column, "unknown_values");
    return {{"column", column.name}, {"values", std::move(values)}};
  }

  void AddAround(Json& event) {
    for (const auto& [what, columns] : around_) {
      Json names = Json::array();
      for (const ColumnOutline* column : columns) {
        if (names.size() == model::kMarkPartsMax) break;
        names.push_back(column->name);
        // Who had it is a person's name.
        if (what == "from_party" || what == "to_party") sealed_.push_back(column->name);
      }
      event[what] = std::move(names);
    }
  }

  void TellEvents() {
    Json events = Json::array();
    if (event_column_ != nullptr) {
      Json kind = KindOf(*event_column_);
      if (!kind["values"].empty()) events.push_back({{"kind", std::move(kind)}});
    }
    for (const Day& day : dates_) {
      if (!day.kind.empty()) {
        events.push_back({{"kind", day.kind}, {"date", day.column->name}, {"only_if", day.column->name}});
      } else if (!events.empty() && !events.front().contains("date")) {
        events.front()["date"] = day.column->name;
      } else {
        Note(*day.column, "event_unknown");
      }
    }
    if (!events.empty()) {
      AddAround(events.front());
    } else {
      for (const auto& [what, columns] : around_) {
        for (const ColumnOutline* column : columns) Note(*column, "event_unknown");
      }
    }
    proposal_.mapping["events"] = std::move(events);
  }

  void TellDates() {
    Json forms = Json::array();
    for (const Day& day : dates_) {
      const std::vector<std::string> found = DateFormsOf(*day.column);
      if (found.empty()) {
        if (day.column->filled > 0) Note(*day.column, "unread_date");
        continue;
      }
      const auto reads = [&](const char* form) { return std::find(found.begin(), found.end(), form) != found.end(); };
      if ((reads("DD/MM/YYYY") && reads("MM/DD/YYYY")) || (reads("D/M/YYYY") && reads("M/D/YYYY"))) {
        Note(*day.column, "ambiguous_date");
        continue;
      }
      if (std::find(forms.begin(), forms.end(), found.front()) == forms.end()) forms.push_back(found.front());
    }
    if (!forms.empty() && forms != Json::array({"ISO"})) proposal_.mapping["date_format"] = std::move(forms);
  }

  struct Day {
    const ColumnOutline* column = nullptr;
    std::string kind;  // empty where the name does not say
  };

  const RegisterOutline& outline_;
  const vocab::Vocabulary& words_;
  std::map<std::string, std::string> names_;
  std::map<std::string, std::string> event_words_;
  MappingProposal proposal_;
  Json fields_ = Json::object();
  Json sealed_ = Json::array();
  std::map<std::string, std::vector<std::string>> marks_;
  std::map<std::string, std::vector<const ColumnOutline*>> around_;
  const ColumnOutline* event_column_ = nullptr;
  std::vector<Day> dates_;
  std::vector<const ColumnOutline*> strangers_;
};

}  // namespace

std::vector<std::string> DateFormsOf(const ColumnOutline& column) {
  std::vector<std::pair<std::size_t, std::string>> reading;
  std::size_t most = 0;
  for (const char* form : kDateForms) {
    const auto forms = DateForms::Parse({form});
    if (!forms.ok()) continue;
    const auto n =
        static_cast<std::size_t>(std::count_if(column.values.begin(), column.values.end(),
                                               [&](const CellCount& cell) { return forms->Read(cell.text).ok(); }));
    reading.emplace_back(n, form);
    most = std::max(most, n);
  }
  std::vector<std::string> out;
  // A day that is not in the calendar is its row's fault and not the form's.
  if (most == 0 || most * kDatesOf < column.values.size() * kDatesRead) return out;
  for (const auto& [n, form] : reading) {
    if (n == most) out.push_back(form);
  }
  return out;
}

MappingProposal ProposeMapping(const RegisterOutline& outline, const vocab::Vocabulary& words) {
  return Proposer(outline, words).Run();
}

}  // namespace proofmark::registry
