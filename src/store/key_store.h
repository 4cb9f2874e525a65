// SPDX-License-Identifier: Apache-2.0
// The KeyStore keeps the key of every sealed part, and each owner's secret for content digests, in a database of its
// own, so that the log's database, its backups and its replicas alone open nothing.
//
// Keys are committed before their event. An event that never came leaves an orphan, which SweepOrphans removes.
// Safe from any thread. Errors: those of Engine.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "base/ulid.h"
#include "ledger/sealed.h"
#include "store/engine.h"

namespace proofmark::store {

struct PartKey {
  std::string owner;
  base::Ulid event;
  std::string part;
  ledger::SealKey key{};
};

class KeyStore {
 public:
  // `path` is a file; made where there is none.
  static base::Result<std::unique_ptr<KeyStore>> Open(const std::string& path);

  // Durable when it returns.
  base::Result<void> Put(const std::vector<PartKey>& keys);
  // Nothing where the key was destroyed, or never was.
  base::Result<std::optional<ledger::SealKey>> Find(const std::string& owner, const base::Ulid& event,
                                                    const std::string& part);
  // Whether the key was destroyed by Destroy.
  base::Result<bool> Erased(const std::string& owner, const base::Ulid& event, const std::string& part);
  // What is wrong with the file and with what no event proves: the secrets. One sentence each.
  base::Result<std::vector<std::string>> Check();
  // All of them or none, durable when it returns; nothing happens to what is destroyed already. The erasure is
  // remembered, so that a restored key store can be told again. `key` is not looked at. Bytes of the keys may still
  // stand in the files until OverwriteDestroyed has come back; one such call serves for many parts.
  base::Result<void> Destroy(const std::vector<PartKey>& parts);
  base::Result<void> OverwriteDestroyed();

  // The owner's secret for digests of register rows (32 bytes), made when first asked for.
  base::Result<std::array<std::uint8_t, 32>> ContentSecret(const std::string& owner, base::Rng& rng);

  // Takes from another key store, whose tables `other` holds, what is lacking here: keys that were destroyed neither
  // here nor there nor are named in `destroyed`, secrets, and what was destroyed. What is here stays as it is.
  base::Result<void> Merge(Engine& other, const std::vector<PartKey>& destroyed);
  // Everything that was destroyed, in order of owner, event and part. The function must not call the KeyStore.
  base::Result<void> ListErased(const std::function<base::Result<void>(const PartKey&)>& each);
  // The statements that make the tables.
  static const char* Tables();

  // Removes keys of events that `exists` does not know and that are older than `before_ms`; how many.
  base::Result<std::int64_t> SweepOrphans(
      std::int64_t before_ms,
      const std::function<base::Result<bool>(const std::string& owner, const base::Ulid& event)>& exists);

 private:
  explicit KeyStore(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}
  base::Result<void> PutSecretDigest(const std::string& owner, std::string_view secret);
  base::Result<void> FillSecretDigests();

  std::mutex mutex_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace proofmark::store
