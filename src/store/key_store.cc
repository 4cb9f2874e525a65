// SPDX-License-Identifier: Apache-2.0
#include "store/key_store.h"

namespace proofmark::store {

using base::Result;

namespace {

constexpr const char* kTables = R"sql(
CREATE TABLE IF NOT EXISTS sealed_key (
  owner TEXT NOT NULL, event BLOB NOT NULL, part TEXT NOT NULL, key BLOB NOT NULL,
  PRIMARY KEY (owner, event, part)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS erased_key (
  owner TEXT NOT NULL, event BLOB NOT NULL, part TEXT NOT NULL,
  PRIMARY KEY (owner, event, part)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS secret (
  owner TEXT NOT NULL PRIMARY KEY, secret BLOB NOT NULL) WITHOUT ROWID;
)sql";

Value Id(const base::Ulid& id) { return Value::Blob(base::View(id.bytes)); }

}  // namespace

Result<std::unique_ptr<KeyStore>> KeyStore::Open(const std::string& path) {
  PM_ASSIGN(std::unique_ptr<Engine> engine, OpenEngine("sqlite:" + path, WhereMissing::kMake));
  PM_TRY(engine->Script(kTables));
  return std::unique_ptr<KeyStore>(new KeyStore(std::move(engine)));
}

Result<void> KeyStore::InTransaction(const std::function<Result<void>()>& work) {
  PM_TRY(engine_->Begin());
  Result<void> outcome = work();
  if (outcome.ok()) outcome = engine_->Commit();
  if (!outcome.ok()) engine_->Rollback();
  return outcome;
}

Result<void> KeyStore::Put(const std::vector<PartKey>& keys) {
  if (keys.empty()) return {};
  std::lock_guard lock(mutex_);
  return InTransaction([&]() -> Result<void> {
    for (const PartKey& key : keys) {
      PM_TRY(engine_->Run(
          "INSERT INTO sealed_key (owner, event, part, key) VALUES ($1, $2, $3, $4)",
          {Value::Text(key.owner), Id(key.event), Value::Text(key.part), Value::Blob(base::View(key.key))}));
    }
    return {};
  });
}

Result<std::optional<ledger::SealKey>> KeyStore::Find(const std::string& owner, const base::Ulid& event,
                                                      const std::string& part) {
  std::lock_guard lock(mutex_);
  std::optional<ledger::SealKey> key;
  PM_TRY(engine_->Query("SELECT key FROM sealed_key WHERE owner = $1 AND event = $2 AND part = $3",
                        {Value::Text(owner), Id(event), Value::Text(part)}, [&](const Row& row) -> Result<void> {
                          PM_ASSIGN(key, base::ToArray<32>(row.Blob(0)));
                          return {};
                        }));
  return key;
}

Result<void> KeyStore::Destroy(const std::vector<PartKey>& parts) {
  std::lock_guard lock(mutex_);
  return InTransaction([&]() -> Result<void> {
    for (const PartKey& one : parts) {
      PM_TRY(engine_->Run("DELETE FROM sealed_key WHERE owner = $1 AND event = $2 AND part = $3",
                          {Value::Text(one.owner), Id(one.event), Value::Text(one.part)}));
      PM_TRY(engine_->Run(
          "INSERT INTO erased_key (owner, event, part) VALUES ($1, $2, $3) ON CONFLICT (owner, event, part) DO NOTHING",
          {Value::Text(one.owner), Id(one.event), Value::Text(one.part)}));
    }
    return {};
  });
}

Result<void> KeyStore::OverwriteDestroyed() {
  std::lock_guard lock(mutex_);
  return engine_->OverwriteDeleted();
}

Result<std::array<std::uint8_t, 32>> KeyStore::ContentSecret(const std::string& owner, base::Rng& rng) {
  std::lock_guard lock(mutex_);
  auto fresh = rng.Bytes<32>();
  PM_TRY(engine_->Run("INSERT INTO secret (owner, secret) VALUES ($1, $2) ON CONFLICT (owner) DO NOTHING",
                      {Value::Text(owner), Value::Blob(base::View(fresh))}));
  std::array<std::uint8_t, 32> secret{};
  PM_TRY(engine_->Query("SELECT secret FROM secret WHERE owner = $1", {Value::Text(owner)},
                        [&](const Row& row) -> Result<void> {
                          PM_ASSIGN(secret, base::ToArray<32>(row.Blob(0)));
                          return {};
                        }));
  return secret;
}

Result<std::int64_t> KeyStore::SweepOrphans(
    std::int64_t before_ms,
    const std::function<Result<bool>(const std::string& owner, const base::Ulid& event)>& exists) {
  std::lock_guard lock(mutex_);
  std::vector<PartKey> orphans;
  PM_TRY(engine_->Query("SELECT owner, event, part FROM sealed_key", {}, [&](const Row& row) -> Result<void> {
    PartKey key{std::string(row.Text(0)), {}, std::string(row.Text(2)), {}};
    PM_ASSIGN(key.event.bytes, base::ToArray<16>(row.Blob(1)));
    if (key.event.Milliseconds() >= before_ms) return {};
    PM_ASSIGN(bool known, exists(key.owner, key.event));
    if (!known) orphans.push_back(std::move(key));
    return {};
  }));
  PM_TRY(InTransaction([&]() -> Result<void> {
    for (const PartKey& key : orphans) {
      PM_TRY(engine_->Run("DELETE FROM sealed_key WHERE owner = $1 AND event = $2 AND part = $3",
                          {Value::Text(key.owner), Id(key.event), Value::Text(key.part)}));
    }
    return {};
  }));
  return static_cast<std::int64_t>(orphans.size());
}

}  // namespace proofmark::store
