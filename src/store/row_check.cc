// SPDX-License-Identifier: Apache-2.0
#include "store/row_check.h"

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "store/rows.h"
#include "store/schema.h"

namespace proofmark::store {

using base::Result;

namespace {

constexpr std::size_t kPageRows = 1024;
constexpr std::size_t kRefusedKept = 1000;

}  // namespace

// A table that follows from the log. `page` reads it in order of its key, from behind a key; `key` has the kind of each
// key column: i, t or b. Keys stand first in every table.
struct RowCheck::Table {
  const char* name;
  const char* key;
  const char* page;
  int seq_column;     // of the event that wrote a row; -1 where it is its record's
  int record_column;  // where seq_column is -1
};

namespace {

constexpr std::int64_t kNoSeq = -1;

constexpr RowCheck::Table kTables[] = {
    {"record", "ib", "SELECT * FROM record WHERE (owner, record) > ($1, $2) ORDER BY owner, record LIMIT 1024", 4, -1},
    {"mark", "ibi", "SELECT * FROM mark WHERE (owner, record, n) > ($1, $2, $3) ORDER BY owner, record, n LIMIT 1024",
     -1, 1},
    {"life", "ibi",
     "SELECT * FROM life WHERE (owner, record, seq) > ($1, $2, $3) ORDER BY owner, record, seq LIMIT 1024", 2, -1},
    {"register_row", "ittb",
     "SELECT * FROM register_row WHERE (owner, source, source_id, record) > ($1, $2, $3, $4) "
     "ORDER BY owner, source, source_id, record LIMIT 1024",
     -1, 3},
    {"case_item", "itb",
     "SELECT * FROM case_item WHERE (owner, case_ref, record) > ($1, $2, $3) "
     "ORDER BY owner, case_ref, record LIMIT 1024",
     -1, 2},
    {"erased_part", "iiit",
     "SELECT * FROM erased_part WHERE (owner, stream, seq, part) > ($1, $2, $3, $4) "
     "ORDER BY owner, stream, seq, part LIMIT 1024",
     4, -1},
    {"link", "ibt",
     "SELECT * FROM link WHERE (owner, record, other) > ($1, $2, $3) ORDER BY owner, record, other LIMIT 1024", 4, -1},
    {"hit", "ib", "SELECT * FROM hit WHERE (owner, hit) > ($1, $2) ORDER BY owner, hit LIMIT 1024", 9, -1},
    {"alert", "ii", "SELECT * FROM alert WHERE (owner, seq) > ($1, $2) ORDER BY owner, seq LIMIT 1024", 1, -1},
    {"case_file", "ib", "SELECT * FROM case_file WHERE (owner, case_id) > ($1, $2) ORDER BY owner, case_id LIMIT 1024",
     4, -1},
    {"case_step", "ibi",
     "SELECT * FROM case_step WHERE (owner, case_id, seq) > ($1, $2, $3) ORDER BY owner, case_id, seq LIMIT 1024", 2,
     -1},
    {"attached_file", "ibi",
     "SELECT * FROM attached_file WHERE (owner, thing, seq) > ($1, $2, $3) ORDER BY owner, thing, seq LIMIT 1024", 2,
     -1},
    {"account", "ib", "SELECT * FROM account WHERE (owner, account) > ($1, $2) ORDER BY owner, account LIMIT 1024", 6,
     -1},
    {"account_role", "ibt",
     "SELECT * FROM account_role WHERE (owner, account, role) > ($1, $2, $3) ORDER BY owner, account, role LIMIT 1024",
     4, -1},
    {"approval", "ib", "SELECT * FROM approval WHERE (owner, approval) > ($1, $2) ORDER BY owner, approval LIMIT 1024",
     11, -1},
    {"holder_release", "ibb",
     "SELECT * FROM holder_release WHERE (owner, record, account) > ($1, $2, $3) "
     "ORDER BY owner, record, account LIMIT 1024",
     5, -1},
    {"command", "it", "SELECT * FROM command WHERE (owner, command) > ($1, $2) ORDER BY owner, command LIMIT 1024", 2,
     -1},
    {"handling_class", "ii",
     "SELECT * FROM handling_class WHERE (owner, class) > ($1, $2) ORDER BY owner, class LIMIT 1024", -1, -1},
};

}  // namespace

Value RowCheck::Cell::AsValue() const {
  switch (kind) {
    case Value::Kind::kInteger:
      return integer;
    case Value::Kind::kText:
      return Value::Text(bytes);
    case Value::Kind::kBlob:
      return Value::Blob(bytes);
    case Value::Kind::kNull:
      break;
  }
  return {};
}

// Rows of one table from behind a key, read a page at a time; no statement is left open between two pages.
struct RowCheck::Pages {
  Engine& engine;
  const Table& table;
  Cells after;
  std::vector<Cells> rows{};
  std::size_t at = 0;
  bool last_page = false;

  // The next row, or nothing at the end.
  Result<const Cells*> Peek() {
    if (at == rows.size() && !last_page) PM_TRY(Read());
    return at < rows.size() ? &rows[at] : static_cast<const Cells*>(nullptr);
  }
  void Pass() {
    after.assign(rows[at].begin(), rows[at].begin() + static_cast<std::ptrdiff_t>(after.size()));
    ++at;
  }

 private:
  Result<void> Read() {
    rows.clear();
    at = 0;
    std::vector<Value> values;
    for (const Cell& cell : after) values.push_back(cell.AsValue());
    PM_TRY(engine.Query(table.page, std::span<const Value>(values), [&](const Row& row) {
      Cells& cells = rows.emplace_back();
      cells.reserve(static_cast<std::size_t>(row.columns()));
      for (int column = 0; column < row.columns(); ++column) {
        Cell cell{row.KindOf(column)};
        if (cell.kind == Value::Kind::kInteger) {
          cell.integer = row.Integer(column);
        } else if (cell.kind != Value::Kind::kNull) {
          cell.bytes = row.Blob(column);
        }
        cells.push_back(std::move(cell));
      }
      return Result<void>{};
    }));
    last_page = rows.size() < kPageRows;
    return {};
  }
};

Result<std::unique_ptr<RowCheck>> RowCheck::Make(ApplyFunction apply) {
  std::unique_ptr<RowCheck> check(new RowCheck(std::move(apply)));
  PM_ASSIGN(check->scratch_, OpenScratchEngine());
  for (int version = 1; version <= kSchemaVersion; ++version) PM_TRY(check->scratch_->Script(SqliteMigration(version)));
  // No question is asked of these rows but in order of their keys.
  PM_TRY(check->scratch_->Script(
      "DROP INDEX life_by_seq; DROP INDEX link_by_other; DROP INDEX hit_by_event; DROP INDEX hit_by_other_event; "
      "DROP INDEX case_file_by_reference"));
  PM_TRY(check->scratch_->Begin());
  return check;
}

std::vector<std::string> RowCheck::Tables() {
  std::vector<std::string> names;
  for (const Table& table : kTables) names.emplace_back(table.name);
  return names;
}

Result<void> RowCheck::Take(std::int64_t owner, const model::Event& event) {
  PM_ASSIGN(std::int64_t handling_class, ClassOf(owner, event.handling, event.seq));
  PM_TRY(CountCommand(owner, event));
  auto rows = apply_(event);
  Result<void> written = rows.ok() ? WriteRows(*scratch_, owner, event.seq, handling_class, *rows) : rows.error();
  if (written.ok()) return {};
  if (written.error().code == base::Code::kUnavailable) return written;
  if (refused_.size() < kRefusedKept) {
    refused_.push_back({owner, {"event", event.seq, "makes no rows: " + written.error().message}});
  }
  return {};
}

// As Store::ClassOf numbers them: in order of their first use in the log.
Result<std::int64_t> RowCheck::ClassOf(std::int64_t owner, const model::Handling& handling, std::int64_t seq) {
  if (last_class_ && last_class_->first.first == owner && last_class_->first.second == handling) {
    return last_class_->second;
  }
  std::pair<std::int64_t, std::string> name{owner, base::JsonLine(model::HandlingToJson(handling))};
  auto known = classes_.find(name);
  if (known == classes_.end()) {
    auto number =
        1 + std::count_if(classes_.begin(), classes_.end(), [&](const auto& one) { return one.first.first == owner; });
    PM_TRY(scratch_->Run("INSERT INTO handling_class (owner, class, body) VALUES ($1, $2, $3)",
                         {owner, static_cast<std::int64_t>(number), Value::Text(name.second)}));
    class_first_seq_[{owner, number}] = seq;
    known = classes_.emplace(std::move(name), number).first;
  }
  last_class_ = {{owner, handling}, known->second};
  return known->second;
}

// As Store::WriteCommands counts them: events of one command follow each other.
Result<void> RowCheck::CountCommand(std::int64_t owner, const model::Event& event) {
  Run& run = runs_[owner];
  if (run.events > 0 && run.command == event.command && run.first_seq + run.events == event.seq) {
    ++run.events;
    return {};
  }
  if (run.events > 0) PM_TRY(WriteRun(owner, run));
  run = {event.command, event.seq, 1};
  return {};
}

Result<void> RowCheck::WriteRun(std::int64_t owner, const Run& run) {
  // A command that goes on after a comparison is written once more; one that stands twice cannot be, and is found.
  return scratch_->Run(
      "INSERT INTO command (owner, command, seq, events) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (owner, command) DO UPDATE SET events = excluded.events",
      {owner, Value::Text(run.command), run.first_seq, run.events});
}

void RowCheck::StartComparing() {
  table_ = 0;
  after_.clear();
}

Result<bool> RowCheck::Compare(Engine& live, std::int64_t rows, const Found& found) {
  for (const auto& [owner, run] : runs_) {
    if (run.events > 0) PM_TRY(WriteRun(owner, run));
  }
  for (auto& [owner, finding] : std::exchange(refused_, {})) found(owner, std::move(finding));
  while (table_ < std::size(kTables) && rows > 0) {
    const Table& table = kTables[table_];
    if (after_.empty()) {
      for (const char* kind = table.key; *kind != '\0'; ++kind) {
        after_.push_back({*kind == 'i'   ? Value::Kind::kInteger
                          : *kind == 't' ? Value::Kind::kText
                                         : Value::Kind::kBlob,
                          std::numeric_limits<std::int64_t>::min(), ""});
      }
    }
    Pages there{live, table, after_};
    Pages wanted{*scratch_, table, after_};
    while (rows > 0) {
      PM_ASSIGN(const Cells* a, there.Peek());
      PM_ASSIGN(const Cells* b, wanted.Peek());
      if (a == nullptr && b == nullptr) break;
      --rows;
      auto keys = static_cast<std::ptrdiff_t>(after_.size());
      auto order = a == nullptr   ? std::strong_ordering::greater
                   : b == nullptr ? std::strong_ordering::less
                                  : std::lexicographical_compare_three_way(a->begin(), a->begin() + keys, b->begin(),
                                                                           b->begin() + keys);
      if (order < 0) PM_TRY(Differ(table, a, nullptr, found));
      if (order > 0) PM_TRY(Differ(table, nullptr, b, found));
      if (order == 0 && *a != *b) PM_TRY(Differ(table, a, b, found));
      after_.assign((order > 0 ? b : a)->begin(), (order > 0 ? b : a)->begin() + keys);
      if (order <= 0) there.Pass();
      if (order >= 0) wanted.Pass();
    }
    if (rows > 0) {
      ++table_;
      after_.clear();
    }
  }
  return table_ == std::size(kTables);
}

Result<void> RowCheck::Differ(const Table& table, const Cells* live, const Cells* wanted, const Found& found) {
  PM_ASSIGN(std::int64_t seq, SeqOf(table, wanted != nullptr ? *wanted : *live));
  const char* why = wanted == nullptr ? "is not in the log"
                    : live == nullptr ? "is missing"
                                      : "differs from what the log says";
  const Cell& owner = (wanted != nullptr ? *wanted : *live)[0];
  found(owner.kind == Value::Kind::kInteger ? owner.integer : 0, {table.name, seq, why});
  return {};
}

// The event that wrote a row: as the row says, or as the log says of its record.
Result<std::int64_t> RowCheck::SeqOf(const Table& table, const Cells& row) {
  auto integer = [&](int column) {
    const Cell& cell = row[static_cast<std::size_t>(column)];
    return cell.kind == Value::Kind::kInteger ? cell.integer : kNoSeq;
  };
  if (table.seq_column >= 0) return integer(table.seq_column);
  if (table.record_column < 0) {
    auto first = class_first_seq_.find({row[0].integer, row[1].integer});
    return first == class_first_seq_.end() ? kNoSeq : first->second;
  }
  std::int64_t seq = kNoSeq;
  PM_TRY(scratch_->Query("SELECT content_seq FROM record WHERE owner = $1 AND record = $2",
                         {row[0].AsValue(), row[static_cast<std::size_t>(table.record_column)].AsValue()},
                         [&](const Row& found) {
                           seq = found.Integer(0);
                           return Result<void>{};
                         }));
  return seq;
}

}  // namespace proofmark::store
