// SPDX-License-Identifier: Apache-2.0
#include "app/bench_flat_register.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <set>
#include <utility>

#include "base/csv.h"
#include "base/file.h"
#include "base/text.h"
#include "match/marks/serial_context.h"
#include "vocab/vocabulary.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Result;
using base::SeededRng;
using match::SerialContext;

namespace {

constexpr std::uint64_t kRegisterBytesMax = 1ULL << 30;
constexpr std::size_t kCalibresMax = 255;
constexpr std::size_t kMakesMax = 65535;

std::uint64_t CountOf(const std::string& text) {
  std::uint64_t out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

// Codes from 1, the commonest first; what is past the last code is not known.
std::map<std::string, int> Coded(const std::map<std::string, std::uint64_t>& counts, std::size_t codes_max) {
  std::vector<std::pair<std::uint64_t, std::string>> order;
  for (const auto& [value, n] : counts) order.emplace_back(n, value);
  std::sort(order.rbegin(), order.rend());
  std::map<std::string, int> out;
  for (std::size_t i = 0; i < std::min(order.size(), codes_max); ++i) out[order[i].second] = static_cast<int>(i) + 1;
  return out;
}

// What stands between blanks, in lower case as far as ASCII goes: enough to count makes by.
std::string Lower(const std::string& text) { return base::AsciiLower(base::Trim(text)); }

bool IsUnknown(const std::string& lower) {
  static const std::set<std::string> kUnknown = {
      "", "n/a", "indeterminado", "não identificada", "nÃo identificada", "outros"};
  return kUnknown.contains(lower);
}

// Letters and digits of what a clerk wrote; empty where that is no number.
std::string NumberOfText(const std::string& text) {
  std::string out;
  bool digit = false;
  for (const char c : text) {
    if (c == ' ' || c == '.' || c == '-' || c == '/') continue;
    const char upper = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    if (match::CharacterOf(upper) < 0) return {};
    digit = digit || (upper >= '0' && upper <= '9');
    out += upper;
  }
  return digit && out.size() <= match::kFlatNumberMax ? out : std::string();
}

int ColumnOf(const std::vector<std::string>& header, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    const auto at = std::find(header.begin(), header.end(), name);
    if (at != header.end()) return static_cast<int>(at - header.begin());
  }
  return -1;
}

std::string CellOf(const std::vector<std::string>& cells, int column) {
  const auto at = static_cast<std::size_t>(column);
  return column < 0 || at >= cells.size() ? std::string() : cells[at];
}

}  // namespace

std::size_t FlatRegister::Drawn::At(SeededRng& rng) const {
  const std::uint64_t drawn = rng.Below(until.back());
  return static_cast<std::size_t>(std::upper_bound(until.begin(), until.end(), drawn) - until.begin());
}

void FlatRegister::Drawn::Add(std::uint64_t n, std::string value) {
  until.push_back((until.empty() ? 0 : until.back()) + n);
  values.push_back(std::move(value));
}

void FlatRegister::CodeTheFields(const std::map<std::string, std::uint64_t>& makes,
                                 const std::map<std::string, std::uint64_t>& calibres) {
  const auto names = [](const std::map<std::string, int>& codes) {
    std::vector<std::string> out(codes.size() + 1);
    for (const auto& [name, code] : codes) out[static_cast<std::size_t>(code)] = name;
    return out;
  };
  makes_ = Coded(makes, kMakesMax);
  calibres_ = Coded(calibres, kCalibresMax);
  make_names_ = names(makes_);
  calibre_names_ = names(calibres_);
}

match::FlatFields FlatRegister::FieldsOf(const std::string& make, const std::string& calibre) const {
  const auto code = [](const std::map<std::string, int>& codes, const std::string& value) {
    const auto at = codes.find(value);
    return at == codes.end() ? 0 : at->second;
  };
  return {.make = static_cast<std::uint16_t>(code(makes_, make)),
          .calibre = static_cast<std::uint8_t>(code(calibres_, calibre))};
}

model::Description FlatRegister::Describe(const std::string& type, const match::FlatFields& fields) const {
  model::Description out;
  if (!type.empty()) out.type = type;
  if (fields.make != 0) out.make = make_names_[fields.make];
  if (fields.calibre != 0) out.calibre = calibre_names_[fields.calibre];
  return out;
}

Result<FlatRegister> FlatRegister::OfTables(const std::string& data_folder) {
  FlatRegister out;
  out.source_ = "serial_forms.csv and item_frequencies.csv";
  PM_ASSIGN(vocab::Vocabulary words, vocab::Vocabulary::Load(data_folder));
  std::map<std::string, std::uint64_t> makes;
  std::map<std::string, std::uint64_t> calibres;
  for (const vocab::TableRow& row : words.Rows("item_frequencies").rows) {
    const std::string& given = row.cells[1];
    const std::uint64_t n = CountOf(row.cells[3]);
    if (row.cells[0] == "make" && given.empty()) makes[row.cells[2]] += n;
    if (row.cells[0] == "calibre" && given.empty()) calibres[row.cells[2]] += n;
    if (row.cells[0] == "make") out.makes_of_[given].Add(n, row.cells[2]);
    if (row.cells[0] == "calibre") out.calibres_of_[given].Add(n, row.cells[2]);
  }
  for (const vocab::TableRow& row : words.Rows("item_frequencies").rows) {
    if (row.cells[0] == "type" && out.makes_of_.contains(row.cells[2])) {
      out.types_.Add(CountOf(row.cells[3]), row.cells[2]);
    }
  }
  out.CodeTheFields(makes, calibres);
  out.ReadForms(words.Rows("serial_forms"));
  return out;
}

// The contexts of each group, numbered as they are reached from the start of a number.
void FlatRegister::ReadForms(const vocab::Table& forms) {
  std::map<std::string, std::map<std::string, Drawn>> groups;
  for (const vocab::TableRow& row : forms.rows) {
    groups[row.cells[0]][row.cells[1]].Add(CountOf(row.cells[3]), row.cells[2]);
  }
  for (const auto& [group, contexts] : groups) {
    Number& number = numbers_[group];
    std::map<SerialContext, int> reached = {{SerialContext(), 0}};
    std::vector<SerialContext> order = {SerialContext()};
    for (std::size_t i = 0; i < order.size(); ++i) {
      const auto at = contexts.find(order[i].Key().value_or(""));
      number.push_back(at == contexts.end() ? Drawn() : at->second);
      for (const std::string& value : std::vector<std::string>(number[i].values)) {
        int next = -1;  // of "end"
        if (value != "end") {
          SerialContext context = order[i];
          context.AddCharacter(value == "digit" ? 7 : match::CharacterOf(value[0]));
          const auto [found, is_new] = reached.try_emplace(context, static_cast<int>(order.size()));
          if (is_new) order.push_back(context);
          next = found->second;
        }
        number[i].next.push_back(next);
      }
    }
  }
}

struct FlatRegister::Read {
  std::vector<std::array<std::string, 4>> rows;  // number, make, calibre, type
  std::map<std::string, std::uint64_t> makes;
  std::map<std::string, std::uint64_t> calibres;
};

Result<void> FlatRegister::ReadFile(const std::string& path, Read& read) {
  PM_ASSIGN(const std::string bytes, base::ReadFile(path, kRegisterBytesMax));
  base::CsvReader reader(bytes, {.delimiter = ','});
  base::CsvRow row;
  std::vector<std::string> header;
  int number = -1, make = -1, calibre = -1, type = -1;
  while (reader.Next(row)) {
    if (row.error) continue;
    if (header.empty()) {
      header = row.cells;
      number = ColumnOf(header, {"serial_raw", "serial"});
      make = ColumnOf(header, {"make_clean", "make"});
      calibre = ColumnOf(header, {"calibre_clean", "calibre"});
      type = ColumnOf(header, {"type"});
      if (number < 0) return Error{Code::kInvalid, path + ": no column serial_raw or serial", "shapes"};
      continue;
    }
    std::array<std::string, 4> one = {NumberOfText(CellOf(row.cells, number)), Lower(CellOf(row.cells, make)),
                                      Lower(CellOf(row.cells, calibre)), Lower(CellOf(row.cells, type))};
    if (one[0].empty()) continue;
    if (!IsUnknown(one[1])) ++read.makes[one[1]];
    if (!IsUnknown(one[2])) ++read.calibres[one[2]];
    read.rows.push_back(std::move(one));
  }
  return {};
}

Result<FlatRegister> FlatRegister::OfFiles(const std::vector<std::string>& paths) {
  FlatRegister out;
  Read read;
  for (const std::string& path : paths) {
    PM_TRY(ReadFile(path, read));
    out.source_ += (out.source_.empty() ? "" : " and ") + path.substr(path.rfind('/') + 1);
  }
  if (read.rows.empty()) return Error{Code::kInvalid, "shapes: no row has a number", "shapes"};
  out.CodeTheFields(read.makes, read.calibres);
  for (const auto& one : read.rows) out.rows_.push_back({one[0], out.FieldsOf(one[1], one[2]), one[3]});
  return out;
}

const FlatRegister::Number& FlatRegister::NumberOf(const std::string& make, const std::string& type) const {
  for (const std::string& group : {make + " " + type, type}) {
    const auto at = numbers_.find(group);
    if (at != numbers_.end()) return at->second;
  }
  return numbers_.at("");
}

FlatInvented FlatRegister::NextOfTables(SeededRng& rng) const {
  const std::string& type = types_.values[types_.At(rng)];
  const Drawn& makes = makes_of_.at(type);
  const std::string& make = makes.values[makes.At(rng)];
  const auto found = calibres_of_.find(make + " " + type);
  const Drawn& calibres = found != calibres_of_.end() ? found->second : calibres_of_.at("");
  FlatInvented out;
  out.type = type;
  out.fields = FieldsOf(make, calibres.values[calibres.At(rng)]);
  const Number& number = NumberOf(make, type);
  while (out.number.empty()) {
    for (int at = 0; at >= 0 && !number[static_cast<std::size_t>(at)].values.empty();) {
      const Drawn& here = number[static_cast<std::size_t>(at)];
      const std::size_t drawn = here.At(rng);
      const std::string& value = here.values[drawn];
      at = here.next[drawn];
      if (at < 0 || out.number.size() == match::kFlatNumberMax) break;
      out.number += value == "digit" ? match::TextOf(static_cast<int>(rng.Below(10))) : value[0];
    }
  }
  return out;
}

FlatInvented FlatRegister::NextOfFile(SeededRng& rng) const {
  FlatInvented out = rows_[static_cast<std::size_t>(rng.Below(rows_.size()))];
  std::size_t letters = 0;
  for (char& c : out.number) {
    if (c >= '0' && c <= '9') {
      c = static_cast<char>('0' + rng.Below(10));
    } else {
      ++letters;
    }
  }
  if (letters == 0 || rng.Below(4) != 0) return out;
  std::size_t drawn = static_cast<std::size_t>(rng.Below(letters));
  for (char& c : out.number) {
    if (c >= 'A' && drawn-- == 0) c = static_cast<char>('A' + rng.Below(26));
  }
  return out;
}

FlatInvented FlatRegister::Next(SeededRng& rng) const { return rows_.empty() ? NextOfTables(rng) : NextOfFile(rng); }

}  // namespace proofmark::app
