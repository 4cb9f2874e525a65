// SPDX-License-Identifier: Apache-2.0
#include "ledger/note.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/text.h"

namespace proofmark::ledger {
namespace {

using base::Code;
using base::Error;
using base::Result;

constexpr std::string_view kSignaturePrefix = "\u2014 ";
constexpr std::size_t kNameBytesMax = 200;

Error Malformed(std::string why) { return Error{Code::kInvalid, "not a signed note: " + std::move(why), ""}; }

bool IsNoteText(std::string_view text) {
  return text.ends_with('\n') && base::IsUtf8(text) && std::all_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) >= 0x20 || c == '\n';
         });
}

Result<NoteSignature> ReadSignatureLine(std::string_view line) {
  if (!line.starts_with(kSignaturePrefix)) return Malformed("a signature line does not begin with an em dash");
  line.remove_prefix(kSignaturePrefix.size());
  std::size_t blank = line.find(' ');
  if (blank == std::string_view::npos) return Malformed("a signature line without a signature");
  NoteSignature out{.name = std::string(line.substr(0, blank)), .key_id = {}, .bytes = {}};
  if (!IsNoteName(out.name)) return Malformed("the name in a signature line");
  Result<std::string> decoded = base::FromBase64(line.substr(blank + 1));
  if (!decoded.ok()) return Malformed("a signature that is not base64");
  if (decoded->size() <= out.key_id.size()) return Malformed("a signature that is too short");
  std::copy_n(decoded->begin(), out.key_id.size(), out.key_id.begin());
  out.bytes = decoded->substr(out.key_id.size());
  return out;
}

}  // namespace

KeyId KeyIdOf(std::string_view name, const PublicKey& key) {
  base::Digest digest = base::Sha256({name, "\n\x01", base::View(key)});
  KeyId out;
  std::copy_n(digest.begin(), out.size(), out.begin());
  return out;
}

bool IsNoteName(std::string_view name) {
  return !name.empty() && name.size() <= kNameBytesMax && base::IsUtf8(name) &&
         std::none_of(name.begin(), name.end(),
                      [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == '+' || c == 0x7f; });
}

Result<Note> ReadNote(std::string_view bytes) {
  if (bytes.size() > kNoteBytesMax) {
    return Error{Code::kTooLarge, "a note of more than " + std::to_string(kNoteBytesMax) + " bytes", ""};
  }
  if (!IsNoteText(bytes)) return Malformed("not lines of UTF-8 text");
  // The last empty line, as in the Go reference: a text may have empty lines of its own.
  std::size_t split = bytes.rfind("\n\n");
  if (split == std::string_view::npos) return Malformed("no empty line before the signatures");
  Note note{.text = std::string(bytes.substr(0, split + 1)), .signatures = {}};
  std::string_view rest = bytes.substr(split + 2);
  if (rest.empty()) return Malformed("no signature");
  if (static_cast<std::size_t>(std::count(rest.begin(), rest.end(), '\n')) > kNoteSignaturesMax) {
    return Error{Code::kTooLarge, "a note with more than " + std::to_string(kNoteSignaturesMax) + " signatures", ""};
  }
  while (!rest.empty()) {
    std::size_t end = rest.find('\n');
    PM_ASSIGN(NoteSignature signature, ReadSignatureLine(rest.substr(0, end)));
    note.signatures.push_back(std::move(signature));
    rest.remove_prefix(end + 1);
  }
  return note;
}

Result<void> VerifyNote(const Note& note, const VerifierKey& key) {
  KeyId key_id = KeyIdOf(key.name, key.key);
  bool signed_by_key = false;
  for (const NoteSignature& signature : note.signatures) {
    if (signature.name != key.name || signature.key_id != key_id) continue;
    auto bytes = base::ToArray<64>(signature.bytes);
    // One wrong signature of a known key is enough: something pretends to be it.
    if (!bytes.ok() || !VerifySignature(key.key, note.text, *bytes)) {
      return Error{Code::kCorrupt, "the signature of " + key.name + " is wrong", ""};
    }
    signed_by_key = true;
  }
  if (!signed_by_key) {
    return Error{Code::kCorrupt, "not signed by " + key.name + " with key " + base::ToHex(base::View(key_id)), ""};
  }
  return {};
}

Result<std::string> SignNote(std::string_view text, std::string_view name, Signer& signer) {
  if (!IsNoteName(name)) return Malformed("a name with a blank, '+' or line break in it");
  if (!IsNoteText(text) || text == "\n") return Malformed("a text that is not lines of UTF-8");
  PM_ASSIGN(Signature signature, signer.Sign(text));
  std::string signed_bytes(base::View(KeyIdOf(name, signer.public_key())));
  signed_bytes += base::View(signature);
  std::string out(text);
  out += '\n';
  out += kSignaturePrefix;
  out += name;
  out += ' ' + base::ToBase64(signed_bytes) + '\n';
  return out;
}

}  // namespace proofmark::ledger
