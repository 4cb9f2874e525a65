// SPDX-License-Identifier: Apache-2.0
#include "tools/world/shelf.h"

#include <utility>

#include "base/json.h"

namespace proofmark::world {
namespace {

constexpr std::size_t kPendingMax = 1U << 18;

std::string DateIn(const BookTable& table, const Step& step) {
  std::int32_t day = step.told_day.value_or(step.day);
  std::string_view form = table.date_form;
  if (form == "DD/MM/YYYY") return SlashDate(day);
  if (form == "D.M.YYYY") return DotDate(day);
  return step.month_only ? MonthOf(day) : IsoDate(day);
}

// The step that a row event tells, and the word for it.
struct Told {
  const Step* step = nullptr;
  const char* word = "";
};

Told ToldBy(Book book, const RowEvent& event, const Life& life) {
  Told told;
  for (const auto& [word, kind] : event.words) {
    if (*kind == '\0') told.word = word;
  }
  for (const Step& step : life.steps) {
    if (step.told_by != book) continue;
    if (event.kind != nullptr) {
      if (step.kind == event.kind) told.step = &step;
      continue;
    }
    for (const auto& [word, kind] : event.words) {
      if (step.kind == kind) told = {&step, word};
    }
  }
  return told;
}

std::string EventCell(const BookTable& table, Cell cell, const Told& told) {
  if (cell == Cell::kWord) return told.word;
  if (told.step == nullptr) return "";
  switch (cell) {
    case Cell::kDate:
      return DateIn(table, *told.step);
    case Cell::kFrom:
      return told.step->from_party;
    case Cell::kTo:
      return told.step->to_party;
    case Cell::kPlace:
      return told.step->place;
    case Cell::kDocument:
      return told.step->document;
    default:
      return "";
  }
}

// What a book says of the weapon: a finder's book what was read on it, any other what it is.
std::string ItemCell(const BookTable& table, Book book, Cell cell, const Life& life) {
  const Model& model = *life.weapon.model;
  bool find = table.is_find && life.query.has_value();
  bool split = find && life.query->serial == life.weapon.serial && !life.weapon.prefix.empty();
  switch (cell) {
    case Cell::kId:
      return SourceId(book, life.weapon.number);
    case Cell::kType:
      return find ? life.query->type : TypeWord(model.type, table.language);
    case Cell::kMake:
      return find ? life.query->make : model.make;
    case Cell::kModel:
      return find ? life.query->model : model.model;
    case Cell::kCalibre:
      return find ? life.query->calibre : model.calibre;
    case Cell::kSerial:
      return find ? life.query->serial : life.weapon.serial;
    case Cell::kSeries:
      return split ? life.weapon.prefix : "";
    case Cell::kNumber:
      return split ? life.query->serial.substr(life.weapon.prefix.size()) : life.query ? life.query->serial : "";
    case Cell::kMadeCountry:
      return "XA";
    case Cell::kImportCountry:
      return "XB";
    case Cell::kImporter:
      return "Meridian Trading";
    case Cell::kYear:
      return std::to_string(life.weapon.made_year);
    case Cell::kProperty:
      return "PNB " + WeaponId(life.weapon.number).substr(3);
    case Cell::kCase:
      return life.case_reference;
    default:
      return "";
  }
}

bool IsOfEvent(Cell cell) { return cell >= Cell::kDate; }

std::string Quoted(const std::string& text, const BookTable& table) {
  if (std::string_view(table.format) == "tsv") return text;
  if (text.find(table.delimiter) == std::string::npos && text.find('"') == std::string::npos) return text;
  std::string out = "\"";
  for (char sign : text) out += sign == '"' ? "\"\"" : std::string(1, sign);
  return out + "\"";
}

// UTF-8 as windows-1252, for the letters of Latin-1 that this world writes.
std::string Windows1252(const std::string& utf8) {
  std::string out;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    auto byte = static_cast<unsigned char>(utf8[i]);
    if (byte == 0xC3 && i + 1 < utf8.size())
      out += static_cast<char>(static_cast<unsigned char>(utf8[++i]) + 0x40);
    else
      out += utf8[i];
  }
  return out;
}

std::string Joined(const std::vector<std::string>& cells, const BookTable& table) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += table.delimiter;
    line += Quoted(cells[i], table);
  }
  line += '\n';
  return std::string_view(table.encoding) == "windows-1252" ? Windows1252(line) : line;
}

}  // namespace

std::string HeaderOf(Book book) {
  const BookTable& table = TableOf(book);
  if (std::string_view(table.format) == "jsonl") return "";
  std::vector<std::string> names;
  for (const Column& column : table.columns) names.emplace_back(column.name);
  return Joined(names, table);
}

std::string RowOf(Book book, const Life& life) {
  const BookTable& table = TableOf(book);
  std::vector<Told> told;
  for (const RowEvent& event : table.events) told.push_back(ToldBy(book, event, life));
  std::vector<std::string> cells;
  for (const Column& column : table.columns) {
    cells.push_back(IsOfEvent(column.cell) ? EventCell(table, column.cell, told[column.event])
                                           : ItemCell(table, book, column.cell, life));
  }
  if (std::string_view(table.format) != "jsonl") return Joined(cells, table);
  base::Json json = base::Json::object();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    json[table.columns[i].name] = cells[i].empty() ? base::Json() : base::Json(cells[i]);
  }
  return base::JsonLine(json) + "\n";
}

base::Result<Shelf> Shelf::Open(const std::string& folder) {
  Shelf shelf;
  for (std::size_t i = 0; i < kBooks; ++i) {
    OpenBook& book = shelf.books_[i];
    book.path = folder + "/" + TableOf(static_cast<Book>(i)).file;
    book.file.reset(std::fopen(book.path.c_str(), "wb"));
    if (book.file == nullptr) return base::Error{base::Code::kUnavailable, book.path + ": cannot be written", ""};
    book.pending = HeaderOf(static_cast<Book>(i));
  }
  return shelf;
}

void Shelf::Write(const Life& life) {
  std::array<bool, kBooks> tells{};
  for (const Step& step : life.steps) {
    if (step.told_by) tells[static_cast<std::size_t>(*step.told_by)] = true;
  }
  for (std::size_t i = 0; i < kBooks; ++i) {
    if (!tells[i]) continue;
    books_[i].pending += RowOf(static_cast<Book>(i), life);
    if (books_[i].pending.size() > kPendingMax) Flush(books_[i]);
  }
}

void Shelf::Flush(OpenBook& book) {
  book.failed |= std::fwrite(book.pending.data(), 1, book.pending.size(), book.file.get()) != book.pending.size();
  book.pending.clear();
}

base::Result<void> Shelf::Close() {
  for (OpenBook& book : books_) {
    Flush(book);
    book.failed |= std::fclose(book.file.release()) != 0;
    if (book.failed) return base::Error{base::Code::kUnavailable, book.path + ": cannot be written", ""};
  }
  return {};
}

}  // namespace proofmark::world
