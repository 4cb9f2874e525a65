// SPDX-License-Identifier: Apache-2.0
#include "store/stored_tables.h"

#include "store/key_store.h"
#include "store/row_digest.h"
#include "store/schema.h"

namespace proofmark::store {

using base::Result;

namespace {

constexpr const char* kNotErased =
    " WHERE (SELECT count(*) FROM erased_part p WHERE p.owner = sealed.owner AND p.stream = sealed.stream AND "
    "p.seq = sealed.seq AND p.part = sealed.part) = 0";

// Who is logged in now, and who failed to: of this moment, and not to come back with a restore.
bool IsOfTheMoment(std::string_view table) { return table == "session" || table == "throttle"; }

// The rows of a table that are copied.
std::string Copied(const std::string& table) {
  if (table == "sealed") return kNotErased;
  return IsOfTheMoment(table) ? " WHERE 1 = 0" : "";
}

Result<StoredTable> ReadTable(Engine& engine, const std::string& name) {
  StoredTable table;
  table.name = name;
  std::vector<std::string> key;
  PM_TRY(engine.QueryOnce("SELECT name, pk FROM pragma_table_info($1) ORDER BY cid", {Value::Text(name)},
                          [&](const Row& row) {
                            table.columns += (table.columns.empty() ? "" : ", ") + std::string(row.Text(0));
                            auto place = static_cast<std::size_t>(row.Integer(1));
                            if (place > key.size()) key.resize(place);
                            if (place > 0) key[place - 1] = row.Text(0);
                            return Result<void>{};
                          }));
  std::string order;
  for (const std::string& column : key) order += (order.empty() ? "" : ", ") + column;
  table.select = "SELECT " + table.columns + " FROM " + name + Copied(name) + " ORDER BY " + order;
  table.clear = "DELETE FROM " + name;
  return table;
}

Result<std::vector<StoredTable>> ReadTables(const std::string& script) {
  PM_ASSIGN(std::unique_ptr<Engine> engine, OpenScratchEngine());
  PM_TRY(engine->Script(script));
  std::vector<std::string> names;
  PM_TRY(engine->QueryOnce(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_' ORDER BY name", {},
      [&](const Row& row) {
        names.emplace_back(row.Text(0));
        return Result<void>{};
      }));
  std::vector<StoredTable> tables;
  for (const std::string& name : names) {
    PM_ASSIGN(StoredTable table, ReadTable(*engine, name));
    tables.push_back(std::move(table));
  }
  // From here on the elements stay where they are.
  for (StoredTable& table : tables) table.target = {table.name.c_str(), table.columns.c_str()};
  return tables;
}

std::string AllMigrations() {
  std::string script;
  for (int version = 1; version <= kSchemaVersion; ++version) script += SqliteMigration(version);
  return script;
}

// Takes rows one by one into a digest.
struct RowCounter {
  base::Sha256Stream digest{};
  std::int64_t rows = 0;

  std::size_t Take(const std::vector<Value>& values) {
    std::size_t bytes = 0;
    ++rows;
    for (const Value& value : values) {
      TakeValue(digest, value);
      bytes += value.bytes().size();
    }
    return bytes;
  }
};

void ReadRow(const Row& row, std::vector<Value>& values) {
  values.clear();
  for (int column = 0; column < row.columns(); ++column) values.push_back(ValueOf(row, column));
}

}  // namespace

Result<std::span<const StoredTable>> StoredTables() {
  static const Result<std::vector<StoredTable>> tables = ReadTables(AllMigrations());
  if (!tables.ok()) return tables.error();
  return std::span<const StoredTable>(*tables);
}

Result<std::span<const StoredTable>> KeyTables() {
  static const Result<std::vector<StoredTable>> tables = ReadTables(KeyStore::Tables());
  if (!tables.ok()) return tables.error();
  return std::span<const StoredTable>(*tables);
}

Result<CopiedTable> CopyTable(Engine& from, Engine& to, const StoredTable& table, const RowFunction& each) {
  RowCounter counter;
  std::vector<Value> values;
  std::size_t bytes = 0;
  PM_TRY(to.Begin());
  Result<void> outcome = from.Stream(table.select.c_str(), {}, [&](const Row& row) -> Result<void> {
    if (each) PM_TRY(each(row));
    ReadRow(row, values);
    bytes += counter.Take(values);
    PM_TRY(to.Insert(table.target, std::span<const Value>(values)));
    if (counter.rows % kCopyRows != 0 && bytes < kCopyBytes) return {};
    bytes = 0;
    PM_TRY(to.Commit());
    return to.Begin();
  });
  if (outcome.ok()) outcome = to.Commit();
  if (!outcome.ok()) {
    to.Rollback();
    return base::Within("table " + table.name, outcome.error());
  }
  return CopiedTable{counter.rows, counter.digest.Finish()};
}

Result<CopiedTable> DigestTable(Engine& engine, const StoredTable& table) {
  RowCounter counter;
  std::vector<Value> values;
  PM_TRY(engine.Stream(table.select.c_str(), {}, [&](const Row& row) {
    ReadRow(row, values);
    counter.Take(values);
    return Result<void>{};
  }));
  return CopiedTable{counter.rows, counter.digest.Finish()};
}

}  // namespace proofmark::store
