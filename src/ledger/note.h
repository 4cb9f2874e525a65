// SPDX-License-Identifier: Apache-2.0
// A Note is a text with signature lines behind it: the envelope that a checkpoint travels in.
//
//   PM_ASSIGN(Note note, ReadNote(bytes));
//   PM_TRY(VerifyNote(note, {"proofmark/BR-RJ/1", key}));
//   Use(note.text);
//
// Follows C2SP signed-note: the text (UTF-8, no control character but the line feed, which ends it), an empty line,
// then one line a signature, "— NAME BASE64(key id (4) || signature)". docs/formats/checkpoint.md.
// Pure; safe from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ledger/checkpoint.h"

namespace proofmark::ledger {

using KeyId = std::array<std::uint8_t, 4>;

struct NoteSignature {
  std::string name;
  KeyId key_id{};
  std::string bytes;  // 64 of them under an Ed25519 key; other kinds have other lengths
};

struct Note {
  std::string text;  // with its last line feed: these bytes are signed
  std::vector<NoteSignature> signatures;
};

// SHA-256(name || 0x0A || 0x01 || key)[:4]. 0x01 says Ed25519.
KeyId KeyIdOf(std::string_view name, const PublicKey& key);

// True for what may stand as a name: not empty, at most 200 bytes, no blank, control character or '+'.
bool IsNoteName(std::string_view name);

// Errors, first that applies: kTooLarge (bytes, signatures), kInvalid (form).
base::Result<Note> ReadNote(std::string_view bytes);

// Done when a signature of this name and key is there and each such one is right, else kCorrupt.
base::Result<void> VerifyNote(const Note& note, const VerifierKey& key);

// The bytes of a note with one signature. Errors: kInvalid (name, or a text that ReadNote would refuse), those of the
// signer.
base::Result<std::string> SignNote(std::string_view text, std::string_view name, Signer& signer);

}  // namespace proofmark::ledger
