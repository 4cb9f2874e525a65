// SPDX-License-Identifier: Apache-2.0
// Counts of failed log-ins: in the database, so that several servers share them.
#include "store/people.h"
#include "store/row_digest.h"

namespace proofmark::store {

using base::Code;
using base::Error;
using base::Result;

namespace {

constexpr std::int64_t kOfNobody = 0;  // the owner of what belongs to the whole node

bool IsNothing(const FailureCount& count) { return count.failures == 0 && count.locked_until.ms == 0; }

}  // namespace

Result<FailureCount> People::ReadCount(const std::string& name) {
  FailureCount out;
  PM_TRY(engine_->Query(
      "SELECT owner, name, failures, first_at, last_at, locked_until, row_digest FROM throttle "
      "WHERE owner = $1 AND name = $2",
      {kOfNobody, Value::Blob(name)}, [&](const Row& row) -> Result<void> {
        if (!BearsItsDigest("throttle", row)) {
          return Error{Code::kCorrupt, "a count of failed log-ins is not what was written; run proofmark ledger verify",
                       "db"};
        }
        out = {row.Integer(2), {row.Integer(3)}, {row.Integer(4)}, {row.Integer(5)}};
        return {};
      }));
  return out;
}

Result<void> People::WriteCount(const std::string& name, const FailureCount& count) {
  if (IsNothing(count)) {
    return engine_->Run("DELETE FROM throttle WHERE owner = $1 AND name = $2", {kOfNobody, Value::Blob(name)});
  }
  const base::Digest digest = RowDigest("throttle", {kOfNobody, Value::Blob(name), count.failures, count.first_at.ms,
                                                     count.last_at.ms, count.locked_until.ms});
  return engine_->Run(
      "INSERT INTO throttle (owner, name, failures, first_at, last_at, locked_until, row_digest) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (owner, name) DO UPDATE SET failures = excluded.failures, "
      "first_at = excluded.first_at, last_at = excluded.last_at, locked_until = excluded.locked_until, "
      "row_digest = excluded.row_digest",
      {kOfNobody, Value::Blob(name), count.failures, count.first_at.ms, count.last_at.ms, count.locked_until.ms,
       Value::Blob(base::View(digest))});
}

Result<void> People::ChangeCounts(const std::vector<std::string>& names,
                                  const std::function<bool(std::vector<FailureCount>&)>& change) {
  return Change([&]() -> Result<void> {
    std::vector<FailureCount> counts;
    for (const std::string& name : names) {
      PM_ASSIGN(FailureCount one, ReadCount(name));
      counts.push_back(one);
    }
    if (!change(counts)) return {};
    for (std::size_t i = 0; i < names.size(); ++i) PM_TRY(WriteCount(names[i], counts[i]));
    return {};
  });
}

Result<void> People::ForgetCounts(base::Instant before) {
  return Change([&] {
    return engine_->Run("DELETE FROM throttle WHERE last_at < $1 AND locked_until < $2", {before.ms, before.ms});
  });
}

}  // namespace proofmark::store
