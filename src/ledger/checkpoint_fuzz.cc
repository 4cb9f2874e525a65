// SPDX-License-Identifier: Apache-2.0
// A note that reads as a checkpoint can be signed anew and opens to the same; one that opens under a key that never
// signed it would be a forgery. Verifier keys and origins have one spelling.
#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/assert.h"
#include "base/random.h"
#include "ledger/checkpoint.h"
#include "ledger/note.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace proofmark;
  static const std::unique_ptr<ledger::Signer> signer = [] {
    base::SeededRng rng(1234567);  // no corpus file is signed with it
    return ledger::SignerFromKeyText(ledger::NewKeyText(rng)).value();
  }();
  std::string_view text(reinterpret_cast<const char*>(bytes), size);
  PM_ASSERT(!ledger::OpenCheckpoint(text, signer->public_key()).ok());
  auto checkpoint = ledger::ReadUnverified(text);
  if (checkpoint.ok()) {
    auto note = ledger::SignCheckpoint(*checkpoint, *signer);
    PM_ASSERT(note.ok());
    PM_ASSERT(ledger::OpenCheckpoint(*note, signer->public_key()).value() == *checkpoint);
    PM_ASSERT(ledger::SplitNotes(text).size() == 1);
  }
  for (const std::string& note : ledger::SplitNotes(text)) (void)ledger::ReadNote(note);
  if (auto key = ledger::ParseVerifierKey(text); key.ok()) {
    PM_ASSERT(ledger::VerifierKeyText(key->name, key->key) == text);
  }
  if (auto origin = ledger::Origin::Parse(text); origin.ok()) PM_ASSERT(origin->ToText() == text);
  return 0;
}
