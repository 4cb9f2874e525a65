// SPDX-License-Identifier: Apache-2.0
// What an append writes beside events and their rows: commands, the state of an import, classes of handling.
#include <utility>

#include "base/json.h"
#include "store/row_digest.h"
#include "store/schema.h"
#include "store/store.h"

namespace proofmark::store {

using base::Result;

namespace {

constexpr Target kCommands{"command", "owner, command, seq, events"};

}  // namespace

Result<void> Store::WriteCommands(std::int64_t owner, const Batch& batch, std::int64_t first_seq) {
  for (std::size_t i = 0; i < batch.drafts.size();) {
    const std::string& command = batch.drafts[i].event.command;
    std::size_t end = i + 1;
    while (end < batch.drafts.size() && batch.drafts[end].event.command == command) ++end;
    PM_TRY(writer_->Insert(kCommands, {owner, Value::Text(command), first_seq + static_cast<std::int64_t>(i),
                                       static_cast<std::int64_t>(end - i)}));
    i = end;
  }
  return {};
}

Result<void> Store::WriteRun(std::int64_t owner, const ImportRun& run) {
  int done = run.done ? 1 : 0;
  base::Digest digest = RowDigest(
      "import_run", {owner, Value::Text(run.run), Value::Blob(base::View(run.digest)), Value::Text(run.state), done});
  bool there = false;
  PM_TRY(writer_->Query("SELECT 1 FROM import_run WHERE owner = $1 AND run = $2", {owner, Value::Text(run.run)},
                        [&](const Row&) {
                          there = true;
                          return Result<void>{};
                        }));
  PM_TRY(writer_->Run(
      "INSERT INTO import_run (owner, run, digest, state, done, row_digest) VALUES ($1, $2, $3, $4, $5, $6) "
      "ON CONFLICT (owner, run) DO UPDATE SET digest = excluded.digest, state = excluded.state, "
      "done = excluded.done, row_digest = excluded.row_digest",
      {owner, Value::Text(run.run), Value::Blob(base::View(run.digest)), Value::Text(run.state), done,
       Value::Blob(base::View(digest))}));
  if (there) return {};
  return CountRow(*writer_, "import_run");
}

// The number of a handling among the owner's; a new one gets the next.
Result<std::int64_t> Store::ClassOf(std::int64_t owner, const model::Handling& handling) {
  if (last_class_ && last_class_->first.first == owner && last_class_->first.second == handling) {
    return last_class_->second;
  }
  std::string body = base::JsonLine(model::HandlingToJson(handling));
  std::pair<std::int64_t, std::string> name{owner, body};
  auto known = classes_.find(name);
  if (known == classes_.end()) {
    std::int64_t number = 0;
    auto take = [&](const Row& row) {
      number = row.Integer(0);
      return Result<void>{};
    };
    PM_TRY(writer_->Query("SELECT class FROM handling_class WHERE owner = $1 AND body = $2", {owner, Value::Text(body)},
                          take));
    if (number == 0) {
      PM_TRY(writer_->Query("SELECT coalesce(max(class), 0) + 1 FROM handling_class WHERE owner = $1", {Value(owner)},
                            take));
      PM_TRY(writer_->Run("INSERT INTO handling_class (owner, class, body) VALUES ($1, $2, $3)",
                          {owner, number, Value::Text(body)}));
    }
    known = classes_.emplace(std::move(name), number).first;
  }
  last_class_ = {{owner, handling}, known->second};
  return known->second;
}

}  // namespace proofmark::store
