// SPDX-License-Identifier: Apache-2.0
// A RowCheck projects events anew, beside the live rows, and says where the two differ.
// The rows that it makes lie in a scratch database, so that memory is bounded whatever the log's length.
//
//   PM_ASSIGN(auto rows, RowCheck::Make(apply));
//   PM_TRY(rows->Take(authority, event));                 // each event of each record log, in order
//   rows->StartComparing();
//   PM_TRY(rows->Compare(engine, kAll, found));           // all tables, in order of their keys
//
// It proves the tables that ClearRows clears, the commands and the handling classes. Live rows of owners that nobody
// told it of are "not in the log". The live database orders text by its bytes, as SQLite does. Whoever compares sees
// the live rows in the state of the last event taken. Errors: those of Engine. One thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/event.h"
#include "store/audit.h"
#include "store/engine.h"
#include "store/store.h"

namespace proofmark::store {

class RowCheck {
 public:
  static constexpr std::int64_t kAll = std::numeric_limits<std::int64_t>::max();
  // `owner` is the number that the live row bears: it may be nobody's.
  using Found = std::function<void(std::int64_t owner, Finding finding)>;

  static base::Result<std::unique_ptr<RowCheck>> Make(ApplyFunction apply);

  // Projects one event of a record log. What Apply refuses is a finding when rows are compared.
  base::Result<void> Take(std::int64_t owner, const model::Event& event);
  // From the first table on again.
  void StartComparing();
  // Goes on over about `rows` live rows; true when the last table is behind it.
  base::Result<bool> Compare(Engine& live, std::int64_t rows, const Found& found);

  // The tables that are compared.
  static std::vector<std::string> Tables();
  struct Table;

 private:
  struct Cell {
    Value::Kind kind = Value::Kind::kNull;
    std::int64_t integer = 0;
    std::string bytes{};
    Value AsValue() const;
    auto operator<=>(const Cell&) const = default;
  };
  using Cells = std::vector<Cell>;
  struct Pages;  // the rows of one table, a page at a time
  struct Run {   // events of one command that follow each other
    std::string command;
    std::int64_t first_seq = 0;
    std::int64_t events = 0;
  };

  explicit RowCheck(ApplyFunction apply) : apply_(std::move(apply)) {}
  base::Result<std::int64_t> ClassOf(std::int64_t owner, const model::Handling& handling, std::int64_t seq);
  base::Result<void> CountCommand(std::int64_t owner, const model::Event& event);
  base::Result<void> WriteRun(std::int64_t owner, const Run& run);
  base::Result<void> Differ(const Table& table, const Cells* live, const Cells* wanted, const Found& found);
  base::Result<std::int64_t> SeqOf(const Table& table, const Cells& row);

  ApplyFunction apply_;
  std::unique_ptr<Engine> scratch_;
  std::map<std::int64_t, Run> runs_;  // by owner: the command that may go on
  std::map<std::pair<std::int64_t, std::string>, std::int64_t> classes_;
  std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> class_first_seq_;
  std::optional<std::pair<std::pair<std::int64_t, model::Handling>, std::int64_t>> last_class_;
  std::vector<std::pair<std::int64_t, Finding>> refused_;
  std::size_t table_ = 0;
  Cells after_;  // the key behind which comparing goes on; empty at the start of a table
};

}  // namespace proofmark::store
