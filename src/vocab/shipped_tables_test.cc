// SPDX-License-Identifier: Apache-2.0
// The tables of data/ as they are shipped: headers, order, sources, and what the code relies on.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/text.h"
#include "vocab/table.h"
#include "vocab/table_loader.h"
#include "vocab/vocabulary.h"

namespace proofmark::vocab {
namespace {

struct Shape {
  std::string file;
  std::vector<std::string> columns;
  std::size_t key_columns;
};

std::vector<Shape> Shapes() {
  std::vector<Shape> shapes;
  for (const ListShape& list : ListShapes()) shapes.push_back({std::string(list.name) + ".csv", list.columns, 1});
  for (const RowsShape& rows : RowsShapes()) {
    shapes.push_back({std::string(rows.name) + ".csv", rows.columns, rows.keys});
  }
  for (const char* file : {"make", "calibre", "type", "country"}) {
    shapes.push_back({std::string(file) + "_aliases.csv", {"text", "code", "n", "source"}, 1});
  }
  shapes.push_back({"model_aliases.csv", {"make", "text", "code", "n", "source"}, 2});
  return shapes;
}

const TableFiles& Files() {
  static const TableFiles files = ReadTableFiles(PM_DATA_DIR).value();
  return files;
}

Table Open(const Shape& shape) { return ParseTable(shape.file, Files().at(shape.file), shape.columns).value(); }

TEST(ShippedTables, Load) {
  base::Result<Vocabulary> words = Vocabulary::Load(PM_DATA_DIR);
  ASSERT_TRUE(words.ok()) << words.error().message;
}

TEST(ShippedTables, HaveRowsThatAreSortedAndUnique) {
  for (const Shape& shape : Shapes()) {
    Table table = Open(shape);
    ASSERT_FALSE(table.rows.empty()) << shape.file;
    for (std::size_t i = 1; i < table.rows.size(); ++i) {
      auto key = [&](std::size_t row) {
        const std::vector<std::string>& cells = table.rows[row].cells;
        return std::vector<std::string>(cells.begin(), cells.begin() + static_cast<std::ptrdiff_t>(shape.key_columns));
      };
      EXPECT_LT(key(i - 1), key(i)) << shape.file << ", line " << table.rows[i].line;
    }
  }
}

TEST(ShippedTables, SpellingsStandAsTheyAreCompared) {
  for (const Shape& shape : Shapes()) {
    if (shape.file.find("_aliases") == std::string::npos) continue;
    for (const TableRow& row : Open(shape).rows) {
      const std::string& text = row.cells[shape.key_columns - 1];
      EXPECT_EQ(text, base::LookupKey(text)) << shape.file << ", line " << row.line;
    }
  }
}

TEST(ShippedTables, EverySourceIsToldInSourcesMd) {
  const std::string sources = base::ReadFile(std::string(PM_DATA_DIR) + "/SOURCES.md", 1U << 20).value();
  std::set<std::string> used;
  for (const Shape& shape : Shapes()) {
    if (shape.file.find("_aliases") == std::string::npos && shape.file != "serial_rules.csv") continue;
    for (const TableRow& row : Open(shape).rows) {
      std::istringstream words(row.cells.back());
      for (std::string word; words >> word;) used.insert(word);
    }
  }
  for (const std::string& id : used) EXPECT_NE(sources.find("`" + id + "`"), std::string::npos) << id;
}

TEST(ShippedTables, EveryTableIsToldInSourcesMd) {
  const std::string sources = base::ReadFile(std::string(PM_DATA_DIR) + "/SOURCES.md", 1U << 20).value();
  for (const auto& [file, bytes] : Files()) EXPECT_NE(sources.find("`" + file + "`"), std::string::npos) << file;
}

TEST(ShippedTables, EveryTableIsRead) {
  std::set<std::string> read;
  for (const Shape& shape : Shapes()) read.insert(shape.file);
  for (const auto& [file, bytes] : Files()) EXPECT_TRUE(read.count(file) == 1) << file;
}

TEST(ShippedTables, LifeEventsAreThoseOfTheDesign) {
  Vocabulary words = Vocabulary::Load(PM_DATA_DIR).value();
  const CodeList& events = words.List("life_events");
  for (const char* code :
       {"manufactured", "marked", "proofed", "exported", "imported", "transferred", "sold", "registered", "issued",
        "stored", "inspected", "lost", "stolen", "captured", "seized", "surrendered", "recovered", "found", "returned",
        "used_in_crime", "test_fired", "converted", "deactivated", "reactivated", "collected", "destroyed",
        // Not among the design's life events, but statuses of the design, which are derived from events only.
        "wanted", "trafficked", "smuggled"}) {
    EXPECT_NE(events.Find(code), nullptr) << code;
  }
  EXPECT_EQ(events.all().size(), 29U);
  EXPECT_EQ(events.Find("stolen")->more.at("lawful"), "unlawful");
  EXPECT_EQ(events.Find("sold")->more.at("lawful"), "lawful");
  for (const char* code : {"recorded", "corrected", "withdrawn", "linked", "unlinked", "accessed", "erased"}) {
    EXPECT_NE(words.List("record_events").Find(code), nullptr) << code;
  }
}

TEST(ShippedTables, EveryFamilyHasMembers) {
  Vocabulary words = Vocabulary::Load(PM_DATA_DIR).value();
  std::set<std::string> used;
  for (const Code& calibre : words.List("calibres").all()) {
    std::istringstream families(calibre.more.at("family"));
    for (std::string family; families >> family;) used.insert(family);
  }
  for (const Code& calibre : words.List("calibres").all()) {
    bool is_family = calibre.more.at("kind") == "family";
    EXPECT_EQ(used.count(calibre.code), is_family ? 1U : 0U) << calibre.code;
  }
}

TEST(ShippedTables, MaySaySoWhereNobodyKnows) {
  // A code named so would be taken for the answer "unknown" or "none" of an alias table.
  Vocabulary words = Vocabulary::Load(PM_DATA_DIR).value();
  for (const char* list : {"makes", "models", "calibres", "item_types", "countries"}) {
    EXPECT_EQ(words.List(list).Find("unknown"), nullptr) << list;
    EXPECT_EQ(words.List(list).Find("none"), nullptr) << list;
  }
}

}  // namespace
}  // namespace proofmark::vocab
