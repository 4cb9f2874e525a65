// SPDX-License-Identifier: Apache-2.0
#include "store/key_store.h"

#include "store/row_digest.h"

namespace proofmark::store {

using base::Result;

namespace {

constexpr std::int64_t kMergeRows = 10'000;  // in one transaction

constexpr const char* kTables = R"sql(
CREATE TABLE IF NOT EXISTS sealed_key (
  owner TEXT NOT NULL, event BLOB NOT NULL, part TEXT NOT NULL, key BLOB NOT NULL,
  PRIMARY KEY (owner, event, part)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS erased_key (
  owner TEXT NOT NULL, event BLOB NOT NULL, part TEXT NOT NULL,
  PRIMARY KEY (owner, event, part)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS secret (
  owner TEXT NOT NULL PRIMARY KEY, secret BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS secret_digest (
  owner TEXT NOT NULL PRIMARY KEY, digest BLOB NOT NULL) WITHOUT ROWID;
)sql";

Value Id(const base::Ulid& id) { return Value::Blob(base::View(id.bytes)); }

base::Digest SecretDigest(std::string_view owner, std::string_view secret) {
  return base::Sha256({"secret of ", owner, "\n", secret});
}

}  // namespace

Result<std::unique_ptr<KeyStore>> KeyStore::Open(const std::string& path) {
  PM_ASSIGN(std::unique_ptr<Engine> engine, OpenEngine("sqlite:" + path, WhereMissing::kMake));
  bool has_digests = false;
  PM_TRY(engine->QueryOnce("SELECT 1 FROM sqlite_master WHERE name = 'secret_digest'", {}, [&](const Row&) {
    has_digests = true;
    return Result<void>{};
  }));
  PM_TRY(engine->Script(kTables));
  std::unique_ptr<KeyStore> store(new KeyStore(std::move(engine)));
  if (!has_digests) PM_TRY(InTransaction(*store->engine_, [&] { return store->FillSecretDigests(); }));
  return store;
}

Result<void> KeyStore::PutSecretDigest(const std::string& owner, std::string_view secret) {
  base::Digest digest = SecretDigest(owner, secret);
  return engine_->Run("INSERT INTO secret_digest (owner, digest) VALUES ($1, $2) ON CONFLICT (owner) DO NOTHING",
                      {Value::Text(owner), Value::Blob(base::View(digest))});
}

// A key store of before there were digests.
Result<void> KeyStore::FillSecretDigests() {
  std::vector<std::pair<std::string, std::string>> secrets;
  PM_TRY(engine_->Query("SELECT owner, secret FROM secret", {}, [&](const Row& row) {
    secrets.emplace_back(row.Text(0), row.Blob(1));
    return Result<void>{};
  }));
  for (const auto& [owner, secret] : secrets) PM_TRY(PutSecretDigest(owner, secret));
  return {};
}

Result<void> KeyStore::Put(const std::vector<PartKey>& keys) {
  if (keys.empty()) return {};
  std::lock_guard lock(mutex_);
  return InTransaction(*engine_, [&]() -> Result<void> {
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
                          if (row.KindOf(0) != Value::Kind::kBlob) {
                            return base::Error{base::Code::kCorrupt, "a key that is no key", "keys"};
                          }
                          PM_ASSIGN(key, base::ToArray<32>(row.Blob(0)));
                          return {};
                        }));
  return key;
}

Result<bool> KeyStore::Erased(const std::string& owner, const base::Ulid& event, const std::string& part) {
  std::lock_guard lock(mutex_);
  return IsThere(*engine_, "SELECT 1 FROM erased_key WHERE owner = $1 AND event = $2 AND part = $3",
                 {Value::Text(owner), Id(event), Value::Text(part)});
}

Result<std::vector<std::string>> KeyStore::Check() {
  std::lock_guard lock(mutex_);
  PM_ASSIGN(std::vector<std::string> faults, engine_->CheckFile(kTables));
  PM_TRY(
      engine_->Query("SELECT s.owner, s.secret, d.digest FROM secret s LEFT JOIN secret_digest d ON d.owner = s.owner",
                     {}, [&](const Row& row) {
                       bool blobs = row.KindOf(1) == Value::Kind::kBlob && row.KindOf(2) == Value::Kind::kBlob;
                       if (blobs && row.Blob(2) == base::View(SecretDigest(row.Text(0), row.Blob(1))))
                         return Result<void>{};
                       faults.push_back("the secret of " + std::string(row.Text(0)) + " is not what was written");
                       return Result<void>{};
                     }));
  PM_TRY(engine_->Query(
      "SELECT d.owner FROM secret_digest d LEFT JOIN secret s ON s.owner = d.owner WHERE s.owner IS NULL", {},
      [&](const Row& row) {
        faults.push_back("the secret of " + std::string(row.Text(0)) + " is missing");
        return Result<void>{};
      }));
  return faults;
}

Result<void> KeyStore::Destroy(const std::vector<PartKey>& parts) {
  std::lock_guard lock(mutex_);
  return InTransaction(*engine_, [&]() -> Result<void> {
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

const char* KeyStore::Tables() { return kTables; }

Result<void> KeyStore::ListErased(const std::function<Result<void>(const PartKey&)>& each) {
  std::lock_guard lock(mutex_);
  return engine_->Stream("SELECT owner, event, part FROM erased_key ORDER BY owner, event, part", {},
                         [&](const Row& row) -> Result<void> {
                           PartKey key{std::string(row.Text(0)), {}, std::string(row.Text(2)), {}};
                           PM_ASSIGN(key.event.bytes, base::ToArray<16>(row.Blob(1)));
                           return each(key);
                         });
}

// What was destroyed goes first, so that no key of it comes in behind.
Result<void> KeyStore::Merge(Engine& other, const std::vector<PartKey>& destroyed) {
  PM_TRY(Destroy(destroyed));
  std::lock_guard lock(mutex_);
  auto copy = [&](const char* from, const char* to) -> Result<void> {
    PM_TRY(engine_->Begin());
    std::int64_t rows = 0;
    Result<void> outcome = other.Stream(from, {}, [&](const Row& row) -> Result<void> {
      std::vector<Value> values;
      for (int column = 0; column < row.columns(); ++column) values.push_back(ValueOf(row, column));
      if (row.columns() == 4) values.insert(values.end(), {values[0], values[1], values[2]});
      PM_TRY(engine_->Run(to, std::span<const Value>(values)));
      if (++rows % kMergeRows != 0) return {};
      PM_TRY(engine_->Commit());
      return engine_->Begin();
    });
    if (outcome.ok()) outcome = engine_->Commit();
    if (!outcome.ok()) engine_->Rollback();
    return outcome;
  };
  PM_TRY(copy("SELECT owner, event, part FROM erased_key",
              "INSERT INTO erased_key (owner, event, part) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"));
  PM_TRY(copy("SELECT owner, event, part, key FROM sealed_key",
              "INSERT INTO sealed_key (owner, event, part, key) SELECT $1, $2, $3, $4 WHERE NOT EXISTS (SELECT 1 "
              "FROM erased_key WHERE owner = $5 AND event = $6 AND part = $7) ON CONFLICT DO NOTHING"));
  PM_TRY(
      engine_->Run("DELETE FROM sealed_key WHERE EXISTS (SELECT 1 FROM erased_key e WHERE e.owner = sealed_key.owner "
                   "AND e.event = sealed_key.event AND e.part = sealed_key.part)"));
  PM_TRY(copy("SELECT owner, secret FROM secret",
              "INSERT INTO secret (owner, secret) VALUES ($1, $2) ON CONFLICT DO NOTHING"));
  return copy("SELECT owner, digest FROM secret_digest",
              "INSERT INTO secret_digest (owner, digest) VALUES ($1, $2) ON CONFLICT DO NOTHING");
}

Result<void> KeyStore::OverwriteDestroyed() {
  std::lock_guard lock(mutex_);
  return engine_->OverwriteDeleted();
}

Result<std::array<std::uint8_t, 32>> KeyStore::ContentSecret(const std::string& owner, base::Rng& rng) {
  std::lock_guard lock(mutex_);
  auto fresh = rng.Bytes<32>();
  PM_ASSIGN(bool there, IsThere(*engine_, "SELECT 1 FROM secret WHERE owner = $1", {Value::Text(owner)}));
  if (!there) {
    PM_TRY(InTransaction(*engine_, [&]() -> Result<void> {
      // Another process may have been faster: its secret stays, and its digest.
      PM_TRY(engine_->Run("INSERT INTO secret (owner, secret) VALUES ($1, $2) ON CONFLICT (owner) DO NOTHING",
                          {Value::Text(owner), Value::Blob(base::View(fresh))}));
      return PutSecretDigest(owner, base::View(fresh));
    }));
  }
  // A wrong secret would make every row of a register look new.
  std::array<std::uint8_t, 32> secret{};
  PM_TRY(engine_->Query(
      "SELECT s.secret, d.digest FROM secret s JOIN secret_digest d ON d.owner = s.owner "
      "WHERE s.owner = $1",
      {Value::Text(owner)}, [&](const Row& row) -> Result<void> {
        PM_ASSIGN(secret, base::ToArray<32>(row.Blob(0)));
        if (row.Blob(1) == base::View(SecretDigest(owner, row.Blob(0)))) return {};
        return base::Error{base::Code::kCorrupt,
                           "the secret of " + owner + " in the key store is not what was written; restore a backup",
                           "keys"};
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
  PM_TRY(InTransaction(*engine_, [&]() -> Result<void> {
    for (const PartKey& key : orphans) {
      PM_TRY(engine_->Run("DELETE FROM sealed_key WHERE owner = $1 AND event = $2 AND part = $3",
                          {Value::Text(key.owner), Id(key.event), Value::Text(key.part)}));
    }
    return {};
  }));
  return static_cast<std::int64_t>(orphans.size());
}

}  // namespace proofmark::store
