// SPDX-License-Identifier: Apache-2.0
#include "store/row_digest.h"

#include <charconv>
#include <vector>

#include "store/schema.h"

namespace proofmark::store {

using base::Code;
using base::Error;
using base::Result;

namespace {

// The tables whose rows bear a digest: all columns in the order in which it is made, the key first, the digest last.
struct DigestedTable {
  const char* name;
  const char* rows;
  int key_columns;
  const char* fill;   // nothing where the table is younger than the digests
  const char* count;  // nothing where the rows are counted otherwise, or come and go
  int since = 3;      // the migration that made the table, or gave it its digests
};

constexpr DigestedTable kDigested[] = {
    {"authority", "SELECT owner, code, name, public_key, row_digest FROM authority ORDER BY owner", 1,
     "UPDATE authority SET row_digest = $1 WHERE owner = $2", "SELECT count(*) FROM authority"},
    {"log", "SELECT owner, stream, epoch, size, checkpoints, row_digest FROM log ORDER BY owner, stream", 2,
     "UPDATE log SET row_digest = $1 WHERE owner = $2 AND stream = $3", nullptr},
    {"import_run", "SELECT owner, run, digest, state, done, row_digest FROM import_run ORDER BY owner, run", 2,
     "UPDATE import_run SET row_digest = $1 WHERE owner = $2 AND run = $3", "SELECT count(*) FROM import_run"},
    {"setting", "SELECT name, value, row_digest FROM setting ORDER BY name", 1,
     "UPDATE setting SET row_digest = $1 WHERE name = $2", "SELECT count(*) FROM setting"},
    {"credential",
     "SELECT owner, account, login, password, totp, totp_next, totp_step, must_change, row_digest FROM credential "
     "ORDER BY owner, account",
     2, nullptr, "SELECT count(*) FROM credential", 4},
    {"session",
     "SELECT owner, token, account, made, last_used, expires, how, source, row_digest FROM session "
     "ORDER BY owner, token",
     2, nullptr, nullptr, 4},
    {"api_token",
     "SELECT owner, token, account, label, made_by, made, expires, last_day, revoked, row_digest FROM api_token "
     "ORDER BY owner, token",
     2, nullptr, "SELECT count(*) FROM api_token", 4},
    {"certificate",
     "SELECT owner, fingerprint, account, added_by, made, revoked, row_digest FROM certificate "
     "ORDER BY owner, fingerprint",
     2, nullptr, "SELECT count(*) FROM certificate", 4},
    {"throttle",
     "SELECT owner, name, failures, first_at, last_at, locked_until, row_digest FROM throttle ORDER BY owner, name", 2,
     nullptr, nullptr, 4},
};

// The bytes of a value outlive its row here.
struct KeyCell {
  Value::Kind kind;
  std::int64_t integer;
  std::string bytes;
  Value AsValue() const {
    if (kind == Value::Kind::kInteger) return integer;
    return kind == Value::Kind::kBlob ? Value::Blob(bytes) : Value::Text(bytes);
  }
};

base::Digest DigestBeforeLast(std::string_view table, const Row& row) {
  base::Sha256Stream digest;
  TakeValue(digest, Value::Text(table));
  for (int column = 0; column + 1 < row.columns(); ++column) TakeValue(digest, ValueOf(row, column));
  return digest.Finish();
}

Result<std::int64_t> Count(Engine& engine, const char* sql) {
  std::int64_t count = 0;
  PM_TRY(engine.Query(sql, {}, [&](const Row& row) {
    count = row.Integer(0);
    return Result<void>{};
  }));
  return count;
}

// What names a row in a finding.
std::string Name(const DigestedTable& table, const Row& row) {
  std::string name;
  for (int column = 0; column < table.key_columns; ++column) {
    name += column == 0 ? "" : " ";
    switch (row.KindOf(column)) {
      case Value::Kind::kInteger:
        name += std::to_string(row.Integer(column));
        break;
      case Value::Kind::kBlob:
        name += base::ToHex(row.Blob(column));
        break;
      default:
        name += row.Text(column);
    }
  }
  return name;
}

}  // namespace

void TakeValue(base::Sha256Stream& digest, const Value& value) {
  std::string number;
  std::string_view bytes = value.bytes();
  if (value.kind() == Value::Kind::kInteger) bytes = number = std::to_string(value.integer());
  digest.Update(std::to_string(static_cast<int>(value.kind())) + ":" + std::to_string(bytes.size()) + ":");
  digest.Update(bytes);
}

base::Digest RowDigest(std::string_view table, std::initializer_list<Value> values) {
  base::Sha256Stream digest;
  TakeValue(digest, Value::Text(table));
  for (const Value& value : values) TakeValue(digest, value);
  return digest.Finish();
}

Value ValueOf(const Row& row, int column) {
  switch (row.KindOf(column)) {
    case Value::Kind::kInteger:
      return row.Integer(column);
    case Value::Kind::kText:
      return Value::Text(row.Text(column));
    case Value::Kind::kBlob:
      return Value::Blob(row.Blob(column));
    case Value::Kind::kNull:
      break;
  }
  return {};
}

bool BearsItsDigest(std::string_view table, const Row& row) {
  int last = row.columns() - 1;
  return row.KindOf(last) == Value::Kind::kBlob && row.Blob(last) == base::View(DigestBeforeLast(table, row));
}

Result<LogHead> ReadLogHead(Engine& engine, LogKey log) {
  std::optional<LogHead> head;
  PM_TRY(engine.Query(
      "SELECT owner, stream, epoch, size, checkpoints, row_digest FROM log WHERE owner = $1 AND stream = $2",
      {log.owner, static_cast<int>(log.stream)}, [&](const Row& row) {
        head = LogHead{row.Integer(2), row.Integer(3), row.Integer(4), BearsItsDigest("log", row)};
        return Result<void>{};
      }));
  if (!head) return Error{Code::kCorrupt, "an authority without its log; restore a backup", "db"};
  return *head;
}

Result<void> WriteLogHead(Engine& engine, LogKey log, const LogHead& head) {
  auto stream = static_cast<int>(log.stream);
  base::Digest digest = RowDigest("log", {log.owner, stream, head.epoch, head.size, head.checkpoints});
  return engine.Run(
      "UPDATE log SET epoch = $1, size = $2, checkpoints = $3, row_digest = $4 WHERE owner = $5 AND stream = $6",
      {head.epoch, head.size, head.checkpoints, Value::Blob(base::View(digest)), log.owner, stream});
}

Result<void> CountRow(Engine& engine, std::string_view table) {
  PM_TRY(engine.LockSettings());  // two programs that count at once would write one number
  std::string name = "rows:" + std::string(table);
  auto stated = Setting(engine, name);
  if (!stated.ok() && stated.error().code != Code::kCorrupt) return stated.error();
  std::int64_t count = 0;
  // A number that is wrong or missing stays so: counting anew would hide what was deleted.
  if (!stated.ok() || std::from_chars(stated->data(), stated->data() + stated->size(), count).ec != std::errc()) {
    return {};
  }
  return PutSetting(engine, name, std::to_string(count + 1));
}

Result<void> FillRowDigests(Engine& engine) {
  for (const DigestedTable& table : kDigested) {
    if (table.fill == nullptr) continue;
    std::vector<std::pair<std::vector<KeyCell>, base::Digest>> rows;
    PM_TRY(engine.Query(table.rows, {}, [&](const Row& row) {
      std::vector<KeyCell> key;
      for (int column = 0; column < table.key_columns; ++column) {
        bool number = row.KindOf(column) == Value::Kind::kInteger;
        key.push_back({row.KindOf(column), number ? row.Integer(column) : 0,
                       number ? std::string() : std::string(row.Blob(column))});
      }
      rows.emplace_back(std::move(key), DigestBeforeLast(table.name, row));
      return Result<void>{};
    }));
    for (const auto& [key, digest] : rows) {
      std::vector<Value> values{Value::Blob(base::View(digest))};
      for (const KeyCell& cell : key) values.push_back(cell.AsValue());
      PM_TRY(engine.Run(table.fill, std::span<const Value>(values)));
    }
  }
  // The settings come last in the list, so that their number counts the numbers; itself it counts because it is there.
  for (const DigestedTable& table : kDigested) {
    if (table.fill == nullptr || table.count == nullptr) continue;
    std::string name = "rows:" + std::string(table.name);
    PM_TRY(PutSetting(engine, name, "0"));
    PM_ASSIGN(std::int64_t count, Count(engine, table.count));
    PM_TRY(PutSetting(engine, name, std::to_string(count)));
  }
  return {};
}

Result<void> CountNewTables(Engine& engine, int version) {
  for (const DigestedTable& table : kDigested) {
    if (table.since != version || table.count == nullptr) continue;
    PM_TRY(SetSetting(engine, "rows:" + std::string(table.name), "0"));
  }
  return {};
}

Result<void> CheckRowDigests(Engine& engine, const RowFault& found) {
  for (const DigestedTable& table : kDigested) {
    std::int64_t count = 0;
    PM_TRY(engine.Query(table.rows, {}, [&](const Row& row) {
      ++count;
      if (!BearsItsDigest(table.name, row)) found(table.name, Name(table, row) + " is not what was written");
      return Result<void>{};
    }));
    if (table.count == nullptr) continue;
    auto stated = Setting(engine, "rows:" + std::string(table.name));
    if (!stated.ok() && stated.error().code != Code::kCorrupt) return stated.error();
    if (stated.ok() && *stated != std::to_string(count)) {
      found(table.name, std::to_string(count) + " rows are there and " + (stated->empty() ? "no number" : *stated) +
                            " stands in the settings: rows were deleted or added");
    }
  }
  return {};
}

}  // namespace proofmark::store
