// SPDX-License-Identifier: Apache-2.0
// What the log says of people, and the transactions of all the rest.
#include "store/people.h"

#include "store/row_values.h"
#include "store/store.h"

namespace proofmark::store {

using base::Code;
using base::Error;
using base::Result;

namespace {

constexpr int kChangeTriesMax = 8;  // where others' transactions are in its way

Value Id(const base::Ulid& id) { return Value::Blob(base::View(id.bytes)); }

Result<StoredApproval> ApprovalOf(const std::string& owner, const Row& row) {
  StoredApproval out;
  PM_ASSIGN(base::Ulid id, ToUlid(row.Blob(0)));
  out.id = {owner, "approval", id};
  out.action = row.Text(1);
  out.order = row.Text(2);
  out.reason = row.Text(3);
  out.asked_by = row.Text(4);
  out.asked_at.ms = row.Integer(5);
  out.asked_seq = row.Integer(6);
  out.state = row.Text(7);
  out.decided_by = OptionalText(row, 8).value_or("");
  out.seq = row.Integer(9);
  return out;
}

}  // namespace

Result<std::unique_ptr<People>> People::Open(const Store& store) {
  PM_ASSIGN(std::unique_ptr<Engine> engine, OpenEngine(store.url(), WhereMissing::kRefuse));
  return std::unique_ptr<People>(new People(std::move(engine)));
}

Result<std::int64_t> People::NumberOf(const std::string& owner) {
  for (const auto& [number, code] : codes_) {
    if (code == owner) return number;
  }
  std::optional<std::int64_t> found;
  PM_TRY(engine_->Query("SELECT owner FROM authority WHERE code = $1", {Value::Text(owner)}, [&](const Row& row) {
    found = row.Integer(0);
    return Result<void>{};
  }));
  if (!found) {
    return Error{Code::kNotFound, "authority \"" + owner + "\" is not kept in this database", "authority"};
  }
  codes_[*found] = owner;
  return *found;
}

Result<std::string> People::CodeOf(std::int64_t owner) {
  if (auto known = codes_.find(owner); known != codes_.end()) return known->second;
  std::string code;
  PM_TRY(engine_->Query("SELECT code FROM authority WHERE owner = $1", {Value(owner)}, [&](const Row& row) {
    code = row.Text(0);
    return Result<void>{};
  }));
  if (code.empty()) return Error{Code::kCorrupt, "a row of an authority that is not kept here", "db"};
  codes_[owner] = code;
  return code;
}

Result<void> People::Change(const std::function<Result<void>()>& work) {
  std::lock_guard lock(mutex_);
  for (int tries = 1;; ++tries) {
    Result<void> done = InTransaction(*engine_, [&]() -> Result<void> {
      PM_TRY(engine_->LockSettings());
      return work();
    });
    if (done.ok() || !engine_->MayBeRepeated() || tries == kChangeTriesMax) return done;
  }
}

Result<StoredAccount> People::FindAccount(const model::ThingId& id) {
  const Error not_there{Code::kNotFound, "there is no account " + id.ToText(), "account"};
  if (id.kind != "user") return not_there;
  std::lock_guard lock(mutex_);
  auto owner = NumberOf(id.owner);
  if (!owner.ok()) return owner.error().code == Code::kNotFound ? not_there : owner.error();
  StoredAccount out;
  bool found = false;
  PM_TRY(engine_->Query("SELECT login, state, opened_seq, seq FROM account WHERE owner = $1 AND account = $2",
                        {*owner, Id(id.ulid)}, [&](const Row& row) {
                          out = {id, std::string(row.Text(0)), row.Text(1) == "open", row.Integer(2), row.Integer(3),
                                 {}};
                          found = true;
                          return Result<void>{};
                        }));
  if (!found) return not_there;
  PM_TRY(engine_->Query("SELECT role FROM account_role WHERE owner = $1 AND account = $2", {*owner, Id(id.ulid)},
                        [&](const Row& row) {
                          out.roles.emplace(row.Text(0));
                          return Result<void>{};
                        }));
  return out;
}

Result<std::vector<StoredAccount>> People::Accounts(const std::string& owner) {
  std::lock_guard lock(mutex_);
  PM_ASSIGN(std::int64_t number, NumberOf(owner));
  std::map<base::Ulid, StoredAccount> found;
  PM_TRY(engine_->Query("SELECT account, login, state, opened_seq, seq FROM account WHERE owner = $1", {number},
                        [&](const Row& row) -> Result<void> {
                          PM_ASSIGN(base::Ulid id, ToUlid(row.Blob(0)));
                          found[id] = {{owner, "user", id}, std::string(row.Text(1)), row.Text(2) == "open",
                                       row.Integer(3),      row.Integer(4),           {}};
                          return {};
                        }));
  PM_TRY(engine_->Query("SELECT account, role FROM account_role WHERE owner = $1", {number},
                        [&](const Row& row) -> Result<void> {
                          PM_ASSIGN(base::Ulid id, ToUlid(row.Blob(0)));
                          if (auto one = found.find(id); one != found.end()) one->second.roles.emplace(row.Text(1));
                          return {};
                        }));
  std::vector<StoredAccount> out;
  for (auto& [id, account] : found) out.push_back(std::move(account));
  return out;
}

Result<StoredApproval> People::FindApproval(const model::ThingId& id) {
  const Error not_there{Code::kNotFound, "there is no approval " + id.ToText() + ", or it is another authority's",
                        "approval"};
  if (id.kind != "approval") return not_there;
  std::lock_guard lock(mutex_);
  auto owner = NumberOf(id.owner);
  if (!owner.ok()) return owner.error().code == Code::kNotFound ? not_there : owner.error();
  std::optional<StoredApproval> out;
  PM_TRY(engine_->Query(
      "SELECT approval, action, order_text, reason, asked_by, asked_at, asked_seq, state, decided_by, seq "
      "FROM approval WHERE owner = $1 AND approval = $2",
      {*owner, Id(id.ulid)}, [&](const Row& row) -> Result<void> {
        PM_ASSIGN(out, ApprovalOf(id.owner, row));
        return {};
      }));
  if (!out) return not_there;
  return *out;
}

Result<std::vector<StoredApproval>> People::Approvals(const std::string& owner) {
  std::lock_guard lock(mutex_);
  PM_ASSIGN(std::int64_t number, NumberOf(owner));
  std::vector<StoredApproval> out;
  PM_TRY(engine_->Query(
      "SELECT approval, action, order_text, reason, asked_by, asked_at, asked_seq, state, decided_by, seq "
      "FROM approval WHERE owner = $1 ORDER BY approval",
      {number}, [&](const Row& row) -> Result<void> {
        PM_ASSIGN(StoredApproval one, ApprovalOf(owner, row));
        out.push_back(std::move(one));
        return {};
      }));
  return out;
}

Result<std::vector<model::ThingId>> People::ReleasedTo(const model::ThingId& account, std::int32_t day) {
  std::lock_guard lock(mutex_);
  PM_ASSIGN(std::int64_t owner, NumberOf(account.owner));
  std::vector<model::ThingId> out;
  PM_TRY(engine_->Query(
      "SELECT record FROM holder_release WHERE owner = $1 AND account = $2 AND until_day >= $3 ORDER BY record",
      {owner, Id(account.ulid), std::int64_t{day}}, [&](const Row& row) -> Result<void> {
        PM_ASSIGN(base::Ulid record, ToUlid(row.Blob(0)));
        out.push_back({account.owner, "item", record});
        return {};
      }));
  return out;
}

}  // namespace proofmark::store
