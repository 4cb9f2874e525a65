// SPDX-License-Identifier: Apache-2.0
// A KeyFolder holds what must never lie in the database: each authority's signing key, the last size and root signed
// for each log, and the keys of sealed parts. Mode 0700, files 0600. "PATH.keys" beside the database PATH, unless
// named.
//
//   BR-RJ.key              the private key, one line (ledger/signer.h)
//   BR-RJ.pub              the public key as C2SP verifier keys, one line a log, to be given to auditors and partners
//   BR-RJ.signed           the last signed note of the log, BR-RJ.access.signed that of the access log
//   node.key               the key under which the node keeps what persons log in with: 64 hexadecimal digits
//   sealed.db              keys of sealed parts (store/key_store.h)
//
// The signed note lies here because a database that loses its tail loses its own checkpoints with it.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "ledger/checkpoint.h"
#include "ledger/signer.h"

namespace proofmark::store {

class KeyFolder {
 public:
  explicit KeyFolder(std::string path) : path_(std::move(path)) {}
  const std::string& path() const { return path_; }

  // Makes the folder where there is none.
  base::Result<void> Make() const;
  // A new key pair, or the one of a failed try that has signed nothing. kConflict where the authority has one that
  // has signed: a signing key is never overwritten.
  base::Result<ledger::PublicKey> MakeKey(const std::string& authority, base::Rng& rng) const;
  // kNotFound where the authority has no key here.
  base::Result<std::unique_ptr<ledger::Signer>> OpenSigner(const std::string& authority) const;

  // The last checkpoint signed for a log, its signature checked; nothing where none was signed. kCorrupt for a
  // damaged file: it is then unknown what was signed, and nothing more may be.
  base::Result<std::optional<ledger::Checkpoint>> LastSigned(const std::string& log,
                                                             const ledger::PublicKey& key) const;
  // The same note as it lies there, unchecked; empty where none was signed.
  base::Result<std::string> LastSignedNote(const std::string& log) const;
  // Durable when it returns. Never goes back to a smaller size (another process may have been faster). kPrecondition
  // where a later epoch has signed: this database was restored elsewhere, and the log goes on there.
  base::Result<void> KeepSigned(const std::string& log, const std::string& note, const ledger::PublicKey& key) const;

  // The node's own key; made on first use, and the same for every program from then on.
  base::Result<std::array<std::uint8_t, 32>> NodeKey(base::Rng& rng) const;
  // The file of it into another folder; what lies there already stays. Its name; nothing where there is none.
  base::Result<std::vector<std::string>> CopyNodeKey(const KeyFolder& to) const;

  // Adds to CODE.pub the verifier keys of both logs up to these epochs; the lines that are there stay.
  base::Result<void> AddVerifierKeys(const std::string& authority, const ledger::PublicKey& key, std::int64_t epoch,
                                     std::int64_t access_epoch) const;

  // Key, verifier keys and notes of an authority into another folder; what lies there already stays. The names of the
  // files that were copied.
  base::Result<std::vector<std::string>> CopyFiles(const std::string& authority, const KeyFolder& to) const;

  // "PATH.keys" for "sqlite:PATH".
  static std::string Beside(const std::string& database_url);

 private:
  base::Result<std::vector<std::string>> Copy(const std::vector<std::string>& names, const KeyFolder& to) const;
  std::string File(const std::string& name) const { return path_ + "/" + name; }
  std::string path_;
};

}  // namespace proofmark::store
