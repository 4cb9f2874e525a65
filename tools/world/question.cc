// SPDX-License-Identifier: Apache-2.0
#include "tools/world/question.h"

#include <algorithm>
#include <string>

namespace proofmark::world {
namespace {

std::string More(const vocab::Vocabulary& words, const char* list, const std::string& code, const char* column) {
  const vocab::Code* found = code.empty() ? nullptr : words.List(list).Find(code);
  if (found == nullptr) return "";
  auto value = found->more.find(column);
  return value == found->more.end() ? "" : value->second;
}

std::optional<base::PartialDate> DateTold(const Step& step) {
  std::int32_t day = step.told_day.value_or(step.day);
  auto date = base::PartialDate::Parse(step.month_only ? MonthOf(day) : IsoDate(day));
  if (!date.ok()) return std::nullopt;
  return *date;
}

std::optional<std::string> Text(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

// Has the book a column for this of the event that the step is?
bool Writes(const BookTable& table, const Step& step, Cell cell) {
  for (std::size_t i = 0; i < table.events.size(); ++i) {
    const RowEvent& event = table.events[i];
    bool is_it = event.kind != nullptr && step.kind == event.kind;
    for (const auto& word : event.words) is_it |= step.kind == word.second;
    if (!is_it) continue;
    for (const Column& column : table.columns) {
      if (column.cell == cell && column.event == i) return true;
    }
  }
  return false;
}

bool Describes(const BookTable& table, Cell cell) {
  return std::any_of(table.columns.begin(), table.columns.end(),
                     [cell](const Column& column) { return column.cell == cell; });
}

trace::CustodyEvent EventOf(const Life& life, const Step& step, std::size_t index) {
  const BookTable& table = TableOf(*step.told_by);
  trace::CustodyEvent event;
  event.id = WeaponId(life.weapon.number) + ".event." + std::to_string(index);
  event.record = std::string(table.owner) + ".item." + SourceId(*step.told_by, life.weapon.number);
  event.owner = table.owner;
  event.kind = step.kind;
  event.happened.from = event.happened.to = DateTold(step);
  auto written = [&](Cell cell, const std::string& text) { return Text(Writes(table, step, cell) ? text : ""); };
  event.from_party = written(Cell::kFrom, step.from_party);
  event.to_party = written(Cell::kTo, step.to_party);
  event.place = written(Cell::kPlace, step.place);
  event.document = written(Cell::kDocument, step.document);
  event.grade = table.grade;
  return event;
}

}  // namespace

trace::CustodyQuestion QuestionOf(const vocab::Vocabulary& words, const Life& life) {
  trace::CustodyQuestion question;
  question.weapon = WeaponId(life.weapon.number);
  bool home_made = life.plan.fate == Fate::kIllicitManufacture;
  trace::CustodyWeapon& about = question.about;
  about.type = std::string(words.Type(home_made ? "home-made" : life.weapon.model->type).code);
  about.type_class = More(words, "item_types", about.type, "class");
  if (!home_made) {
    about.make = std::string(words.Make(life.weapon.model->make).code);
    about.make_country = More(words, "makes", about.make, "country");
  }
  about.serial_destroyed = life.damage == "obliterated" || life.damage == "remarked";
  for (std::size_t i = 0; i < life.steps.size(); ++i) {
    const Step& step = life.steps[i];
    bool withdrawn = life.withdrawal && step.told_by == life.withdrawal->book && step.kind == "stolen";
    if (!step.told_by || withdrawn) continue;
    if (Describes(TableOf(*step.told_by), Cell::kMadeCountry)) about.made_country = "XA";
    if (Describes(TableOf(*step.told_by), Cell::kImportCountry)) about.import_country = "XB";
    question.events.push_back(EventOf(life, step, i));
  }
  return question;
}

}  // namespace proofmark::world
