// SPDX-License-Identifier: Apache-2.0
// How much of real registers the tables resolve. The registers are not part of the project: PROOFMARK_REGISTERS names
// a folder with sp_firearms.csv, rj_firearms_2017_2018.csv, de_crime_guns.csv and ua_register_sample.csv.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "base/csv.h"
#include "base/file.h"
#include "base/text.h"
#include "vocab/vocabulary.h"

namespace proofmark::vocab {
namespace {

constexpr int kOften = 20;

using Row = std::map<std::string, std::string>;

std::vector<Row> ReadRegister(const std::string& path) {
  base::Result<std::string> bytes = base::ReadFile(path, 64U << 20);
  if (!bytes.ok()) {
    ADD_FAILURE() << bytes.error().message;
    return {};
  }
  base::CsvReader reader(*bytes, {});
  base::CsvRow row;
  std::vector<std::string> columns;
  std::vector<Row> rows;
  while (reader.Next(row)) {
    if (columns.empty()) {
      columns = row.cells;
      continue;
    }
    Row& cells = rows.emplace_back();
    for (std::size_t i = 0; i < columns.size() && i < row.cells.size(); ++i) cells[columns[i]] = row.cells[i];
  }
  return rows;
}

struct Field {
  const char* file;
  const char* column;
  char kind;  // as in Resolve
  const char* make_column = "";
};

Resolved Resolve(const Vocabulary& words, const Field& field, Row& row) {
  const std::string& text = row[field.column];
  switch (field.kind) {
    case 'm':
      return words.Make(text);
    case 'c':
      return words.Calibre(text);
    case 't':
      return words.Type(text);
    case 'n':
      return words.Country(text);
    default:
      return words.Model(*field.make_column == '\0' ? "" : words.Make(row[field.make_column]).code, text);
  }
}

TEST(Registers, EverySpellingWrittenTwentyTimesMeansSomething) {
  const char* folder = std::getenv("PROOFMARK_REGISTERS");
  if (folder == nullptr) GTEST_SKIP() << "PROOFMARK_REGISTERS does not name the folder of the registers";
  Vocabulary words = Vocabulary::Load(PM_DATA_DIR).value();
  const std::vector<Field> fields = {
      {"sp_firearms.csv", "make_raw", 'm'},
      {"sp_firearms.csv", "calibre_raw", 'c'},
      {"sp_firearms.csv", "type", 't'},
      {"rj_firearms_2017_2018.csv", "make", 'm'},
      {"rj_firearms_2017_2018.csv", "model", 'd', "make"},
      {"rj_firearms_2017_2018.csv", "calibre", 'c'},
      {"rj_firearms_2017_2018.csv", "type", 't'},
      {"rj_firearms_2017_2018.csv", "country", 'n'},
      {"de_crime_guns.csv", "make", 'm'},
      {"de_crime_guns.csv", "calibre", 'c'},
      {"ua_register_sample.csv", "brandmodel", 'm'},
      {"ua_register_sample.csv", "brandmodel", 'd'},
      {"ua_register_sample.csv", "weaponkind", 't'},
      {"ua_register_sample.csv", "weapontype", 't'},
      {"ua_register_sample.csv", "weaponcaliber", 'c'},
  };
  std::map<std::string, std::vector<Row>> registers;
  for (const Field& field : fields) {
    auto [at, fresh] = registers.try_emplace(field.file);
    if (fresh) at->second = ReadRegister(std::string(folder) + "/" + field.file);
    std::array<int, 5> states{};
    std::map<std::string, int> unresolved;
    for (Row& row : at->second) {
      Resolved resolved = Resolve(words, field, row);
      ++states[static_cast<std::size_t>(resolved.state)];
      if (resolved.state != Resolution::kUnresolved) continue;
      // A model is a spelling of its make; the spelling of the make does not count.
      std::string make = *field.make_column == '\0' ? "" : std::string(words.Make(row[field.make_column]).code) + ":";
      ++unresolved[make + base::LookupKey(row[field.column])];
    }
    int written = states[1] + states[2] + states[3] + states[4];
    ASSERT_GT(written, 0) << field.file << " " << field.column;
    auto share = [&](Resolution state) { return 100.0 * states[static_cast<std::size_t>(state)] / written; };
    std::printf("%-26s %-14s %6d written: %6.2f %% resolved, %6.2f %% unknown, %6.2f %% none, %6.2f %% unresolved\n",
                field.file, field.column, written, share(Resolution::kResolved), share(Resolution::kUnknown),
                share(Resolution::kNone), share(Resolution::kUnresolved));
    for (const auto& [text, n] : unresolved) {
      EXPECT_LT(n, kOften) << field.file << " " << field.column << " \"" << text << "\"";
    }
  }
}

}  // namespace
}  // namespace proofmark::vocab
