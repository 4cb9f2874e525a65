// SPDX-License-Identifier: Apache-2.0
#include "store/engine.h"

namespace proofmark::store {

using base::Code;
using base::Error;
using base::Result;

bool IsPostgresUrl(std::string_view url) { return url.starts_with("postgresql://") || url.starts_with("postgres://"); }

Result<std::unique_ptr<Engine>> OpenEngine(const std::string& url, WhereMissing where_missing) {
  constexpr std::string_view kSqlite = "sqlite:";
  if (url.starts_with(kSqlite)) return OpenSqlite(url.substr(kSqlite.size()), where_missing);
  if (IsPostgresUrl(url)) return OpenPostgres(url, where_missing);
  // What follows the scheme may hold a password.
  return Error{
      Code::kUnsupported,
      "database \"" + url.substr(0, url.find(':')) + "\": write sqlite:PATH, or postgresql://USER@HOST/DATABASE", "db"};
}

Result<void> InTransaction(Engine& engine, const std::function<Result<void>()>& work) {
  PM_TRY(engine.Begin());
  Result<void> outcome = work();
  if (outcome.ok()) outcome = engine.Commit();
  if (!outcome.ok()) engine.Rollback();
  return outcome;
}

Result<bool> IsThere(Engine& engine, const char* sql, std::initializer_list<Value> values) {
  bool there = false;
  PM_TRY(engine.Query(sql, values, [&](const Row&) {
    there = true;
    return Result<void>{};
  }));
  return there;
}

std::string InsertStatement(const Target& target, std::size_t values) {
  std::string sql = std::string("INSERT INTO ") + target.table + " (" + target.columns + ") VALUES (";
  for (std::size_t i = 1; i <= values; ++i) sql += (i > 1 ? ", $" : "$") + std::to_string(i);
  return sql + ")";
}

}  // namespace proofmark::store
