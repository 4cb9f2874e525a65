// SPDX-License-Identifier: Apache-2.0
// The rows of accounts, roles, approvals and released holders.
#include "store/rows.h"

namespace proofmark::store {

using base::Result;

namespace {

constexpr Target kAccounts{"account", "owner, account, class, login, state, opened_seq, seq"};
constexpr Target kApprovals{
    "approval",
    "owner, approval, class, action, order_text, reason, asked_by, asked_at, asked_seq, state, decided_by, seq"};

Value Id(const base::Ulid& id) { return Value::Blob(base::View(id.bytes)); }

Result<void> WriteAccount(Engine& engine, std::int64_t owner, std::int64_t seq, std::int64_t handling_class,
                          const AccountRow& row) {
  if (row.login) {
    return engine.Insert(
        kAccounts, {owner, Id(row.account), handling_class, Value::Text(*row.login), Value::Text(row.state), seq, seq});
  }
  return engine.Run("UPDATE account SET state = $1, seq = $2 WHERE owner = $3 AND account = $4",
                    {Value::Text(row.state), seq, owner, Id(row.account)});
}

Result<void> WriteRole(Engine& engine, std::int64_t owner, std::int64_t seq, std::int64_t handling_class,
                       const AccountRoleRow& row) {
  if (!row.granted) {
    return engine.Run("DELETE FROM account_role WHERE owner = $1 AND account = $2 AND role = $3",
                      {owner, Id(row.account), Value::Text(row.role)});
  }
  return engine.Run(
      "INSERT INTO account_role (owner, account, role, class, seq) VALUES ($1, $2, $3, $4, $5) "
      "ON CONFLICT (owner, account, role) DO UPDATE SET class = excluded.class, seq = excluded.seq",
      {owner, Id(row.account), Value::Text(row.role), handling_class, seq});
}

Result<void> WriteApproval(Engine& engine, std::int64_t owner, std::int64_t seq, std::int64_t handling_class,
                           const ApprovalRow& row) {
  return engine.Insert(kApprovals, {owner, Id(row.approval), handling_class, Value::Text(row.action),
                                    Value::Text(row.order), Value::Text(row.reason), Value::Text(row.asked_by),
                                    row.asked_at, seq, Value::Text("asked"), Value(), seq});
}

}  // namespace

Result<void> WritePeopleRows(Engine& engine, std::int64_t owner, std::int64_t seq, std::int64_t handling_class,
                             const Rows& rows) {
  if (rows.account) PM_TRY(WriteAccount(engine, owner, seq, handling_class, *rows.account));
  if (rows.account_role) PM_TRY(WriteRole(engine, owner, seq, handling_class, *rows.account_role));
  if (rows.approval) PM_TRY(WriteApproval(engine, owner, seq, handling_class, *rows.approval));
  if (rows.approval_state) {
    PM_TRY(engine.Run("UPDATE approval SET state = $1, decided_by = $2, seq = $3 WHERE owner = $4 AND approval = $5",
                      {Value::Text(rows.approval_state->state), Value::Text(rows.approval_state->by), seq, owner,
                       Id(rows.approval_state->approval)}));
  }
  if (!rows.holder_release) return {};
  const HolderReleaseRow& release = *rows.holder_release;
  return engine.Run(
      "INSERT INTO holder_release (owner, record, account, class, until_day, seq) VALUES ($1, $2, $3, $4, $5, $6) "
      "ON CONFLICT (owner, record, account) DO UPDATE SET class = excluded.class, until_day = excluded.until_day, "
      "seq = excluded.seq",
      {owner, Id(release.record), Id(release.account), handling_class, std::int64_t{release.until_day}, seq});
}

}  // namespace proofmark::store
