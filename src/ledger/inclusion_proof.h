// SPDX-License-Identifier: Apache-2.0
// An InclusionProof says that one event stands in a signed log: what `proofmark ledger prove` prints, as a value.
//
//   {"owner":"BR-RJ","seq":7,"size":27758,"leaf":HEX,"path":[HEX ...],"checkpoint":NOTE}
//
//   PM_ASSIGN(InclusionProof proof, ParseInclusionProof(text));
//   PM_TRY(CheckInclusionProof(proof, key));        // of whom one trusts, got by another way than the proof
//   LeafHash(event_bytes) == proof.leaf             // and it is this event that is proved
//
// The path is RFC 9162's, the note C2SP's (docs/formats/checkpoint.md). Pure; safe from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "ledger/signer.h"

namespace proofmark::ledger {

inline constexpr std::size_t kProofBytesMax = 1U << 17;
inline constexpr std::size_t kProofPathMax = 64;

struct InclusionProof {
  std::string owner;
  std::int64_t seq = 0;
  std::int64_t size = 0;
  base::Digest leaf{};
  std::vector<base::Digest> path;
  std::string checkpoint;  // the signed note
};

std::string InclusionProofText(const InclusionProof& proof);
// Keys that it does not know are passed over. Errors, first that applies: kTooLarge, kInvalid.
base::Result<InclusionProof> ParseInclusionProof(std::string_view text);

// Done when the note is the owner's, signed by `key`, of that size, and the path leads from the leaf to its root.
// Errors: kCorrupt with the reason.
base::Result<void> CheckInclusionProof(const InclusionProof& proof, const PublicKey& key);

}  // namespace proofmark::ledger
