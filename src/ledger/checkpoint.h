// SPDX-License-Identifier: Apache-2.0
// A Checkpoint is a signed sentence: this log had this size and this root.
//
//   proofmark/BR-RJ/1
//   27758
//   qINS1GRFhWFh5DTXRtAQxB3oeqNg1B0sH3PIhQnDV1I=
//
//   — proofmark/BR-RJ/1 Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
//
// Follows C2SP tlog-checkpoint and signed-note: three lines, an empty one, signature lines
// "— NAME base64(key id (4) || signature (64))"; key id = SHA-256(NAME || 0x0A || 0x01 || public key)[:4].
// The name is the origin, "proofmark/LOG/EPOCH"; LOG is an authority's code, or that with ".access" behind it.
// docs/formats/checkpoint.md. Pure; safe from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "ledger/signer.h"

namespace proofmark::ledger {

inline constexpr std::size_t kNoteBytesMax = 1U << 16;
inline constexpr std::size_t kNoteSignaturesMax = 64;  // C2SP asks readers to take at least 16

struct Checkpoint {
  std::string origin;
  std::int64_t size = 0;
  base::Digest root{};

  bool operator==(const Checkpoint&) const = default;
};

struct Origin {
  std::string log;         // "BR-RJ" or "BR-RJ.access"
  std::int64_t epoch = 1;  // a restore or a failover opens a new one

  std::string ToText() const;
  static base::Result<Origin> Parse(std::string_view text);
  bool operator==(const Origin&) const = default;
};

// The epoch that a checkpoint's origin names, and which of two of one log is the later. Errors: kInvalid (an origin of
// another form: not one of ours).
base::Result<std::int64_t> EpochOf(const Checkpoint& checkpoint);
base::Result<bool> IsLater(const Checkpoint& one, const Checkpoint& other);

// The note, signed. Errors: those of the signer; kInvalid for a name with a blank, '+' or line break in it.
base::Result<std::string> SignCheckpoint(const Checkpoint& checkpoint, Signer& signer);

// The checkpoint of a note whose signature by `key` under the note's own origin is there and right.
// Signatures by others are passed over. Errors, first that applies: kTooLarge, kInvalid (form), kCorrupt (no
// signature of this key, or a wrong one).
base::Result<Checkpoint> OpenCheckpoint(std::string_view note, const PublicKey& key);

// The checkpoint of a note, signatures unchecked: to learn whose it claims to be.
base::Result<Checkpoint> ReadUnverified(std::string_view note);

// The notes of a text that holds several, one behind another with an empty line between.
std::vector<std::string> SplitNotes(std::string_view text);

// A public key as text, C2SP vkey: "NAME+HEX(key id)+BASE64(0x01 || key)", and back. Errors: kInvalid.
std::string VerifierKeyText(std::string_view name, const PublicKey& key);
struct VerifierKey {
  std::string name;
  PublicKey key{};
};
base::Result<VerifierKey> ParseVerifierKey(std::string_view text);

}  // namespace proofmark::ledger
