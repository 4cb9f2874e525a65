// SPDX-License-Identifier: Apache-2.0
// A PartCheck says of the sealed parts of one log whether each is what its event commits to and opens under its key,
// and whether each that was erased is gone, ciphertext and key. No plaintext is kept.
//
//   PM_TRY(parts.Read(from, to, found));                       // what lies beside a chunk of events
//   for (event of the chunk) PM_TRY(parts.Check(event, found));
//   PM_TRY(parts.Conclude(found));                             // what belongs to no event of the chunk
//   PM_TRY(parts.Settle(found));                               // in a newer state of the database
//
// Parts are erased while others read: what looks wrong because the key store is newer than the state of the database
// that is read, or because an erasure is under way, is looked at again by Settle before it is a finding.
// Errors: those of Engine. One thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "model/event.h"
#include "store/key_store.h"
#include "store/log.h"
#include "store/store.h"

namespace proofmark::store {

class PartCheck {
 public:
  using Found = std::function<void(std::string table, std::int64_t seq, std::string why)>;

  PartCheck(Engine& engine, KeyStore& keys, const Authority& authority, Stream stream)
      : engine_(engine), keys_(keys), authority_(authority), stream_(stream) {}

  base::Result<void> Read(std::int64_t from, std::int64_t to, const Found& found);
  base::Result<void> Check(const model::Event& event, const Found& found);
  void Conclude(const Found& found);
  // Parts beyond the end of the log.
  base::Result<void> FindBeyond(std::int64_t size, const Found& found);
  base::Result<void> Settle(const Found& found);

 private:
  enum class Key { kOpens, kMissing, kWrong };
  struct Seen {
    base::Digest commitment{};
    Key key = Key::kMissing;
  };
  struct Doubt {
    std::int64_t seq;
    base::Ulid event;
    std::string part;
  };
  using PartName = std::pair<std::int64_t, std::string>;

  base::Result<Key> Open(const base::Ulid& event, std::string_view part, std::string_view ciphertext);
  base::Result<bool> KeyIsThere(const base::Ulid& event, const std::string& part);
  base::Result<void> SettleOne(const Doubt& doubt, const Found& found);

  Engine& engine_;
  KeyStore& keys_;
  const Authority authority_;
  Stream stream_;
  std::map<PartName, Seen> sealed_;
  std::map<PartName, bool> erased_;
  std::vector<Doubt> doubts_;
};

}  // namespace proofmark::store
