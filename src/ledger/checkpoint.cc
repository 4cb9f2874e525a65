// SPDX-License-Identifier: Apache-2.0
#include "ledger/checkpoint.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/text.h"
#include "ledger/canonical.h"
#include "ledger/note.h"

namespace proofmark::ledger {
namespace {

using base::Code;
using base::Error;
using base::Result;

constexpr std::string_view kOriginPrefix = "proofmark/";
constexpr std::string_view kAccessSuffix = ".access";
constexpr std::size_t kLogBytesMax = 64;

Error Malformed(std::string why) { return Error{Code::kInvalid, std::move(why), ""}; }

// Decimal digits without a leading zero, at most 2^53-1 (what an event's seq can say).
Result<std::int64_t> ReadDecimal(std::string_view text, std::string_view what) {
  Error refused = Malformed(std::string(what) + ": a decimal number without leading zeros is expected");
  std::int64_t value = -1;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  bool whole = error == std::errc() && end == text.data() + text.size() && value >= 0 && value <= kIntegerMax;
  if (!whole || std::to_string(value) != text) return refused;
  return value;
}

bool IsLogName(std::string_view log) {
  if (log.ends_with(kAccessSuffix)) log.remove_suffix(kAccessSuffix.size());
  return !log.empty() && log.size() <= kLogBytesMax && std::all_of(log.begin(), log.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
}

// The next line of a text and what follows it; a text without a line feed has no line.
bool TakeLine(std::string_view& text, std::string_view& line) {
  std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return false;
  line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return true;
}

Result<Checkpoint> ReadCheckpointText(std::string_view text) {
  std::string_view origin;
  std::string_view size;
  std::string_view root;
  if (!TakeLine(text, origin) || !TakeLine(text, size) || !TakeLine(text, root) || !text.empty()) {
    return Malformed("a checkpoint has three lines: origin, size, root");
  }
  Checkpoint out;
  PM_TRY(Origin::Parse(origin));
  out.origin = origin;
  PM_ASSIGN(out.size, ReadDecimal(size, "checkpoint size"));
  Result<std::string> decoded = base::FromBase64(root);
  if (!decoded.ok() || decoded->size() != out.root.size()) {
    return Malformed("checkpoint root: base64 of 32 bytes is expected");
  }
  std::copy(decoded->begin(), decoded->end(), out.root.begin());
  return out;
}

}  // namespace

std::string Origin::ToText() const { return std::string(kOriginPrefix) + log + "/" + std::to_string(epoch); }

Result<Origin> Origin::Parse(std::string_view text) {
  Error refused = Malformed("not the origin of a log: \"proofmark/LOG/EPOCH\" is expected");
  if (!text.starts_with(kOriginPrefix)) return refused;
  text.remove_prefix(kOriginPrefix.size());
  std::size_t slash = text.find('/');
  if (slash == std::string_view::npos || !IsLogName(text.substr(0, slash))) return refused;
  Result<std::int64_t> epoch = ReadDecimal(text.substr(slash + 1), "epoch");
  if (!epoch.ok() || *epoch < 1) return refused;
  return Origin{.log = std::string(text.substr(0, slash)), .epoch = *epoch};
}

Result<std::int64_t> EpochOf(const Checkpoint& checkpoint) {
  PM_ASSIGN(Origin origin, Origin::Parse(checkpoint.origin));
  return origin.epoch;
}

Result<bool> IsLater(const Checkpoint& one, const Checkpoint& other) {
  PM_ASSIGN(std::int64_t epoch, EpochOf(one));
  PM_ASSIGN(std::int64_t than, EpochOf(other));
  return std::pair(epoch, one.size) > std::pair(than, other.size);
}

Result<std::string> SignCheckpoint(const Checkpoint& checkpoint, Signer& signer) {
  std::string text = checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" +
                     base::ToBase64(base::View(checkpoint.root)) + "\n";
  // Read back before signing: what is signed once stands for ever, and must open.
  PM_TRY(ReadCheckpointText(text));
  return SignNote(text, checkpoint.origin, signer);
}

Result<Checkpoint> OpenCheckpoint(std::string_view note, const PublicKey& key) {
  PM_ASSIGN(Note read, ReadNote(note));
  PM_ASSIGN(Checkpoint checkpoint, ReadCheckpointText(read.text));
  PM_TRY(VerifyNote(read, {.name = checkpoint.origin, .key = key}));
  return checkpoint;
}

Result<Checkpoint> ReadUnverified(std::string_view note) {
  PM_ASSIGN(Note read, ReadNote(note));
  return ReadCheckpointText(read.text);
}

std::vector<std::string> SplitNotes(std::string_view text) {
  std::vector<std::string> notes;
  std::string current;
  bool signatures = false;
  for (std::string_view line; TakeLine(text, line);) {
    if (line.empty() && (signatures || current.empty())) {
      if (!current.empty()) notes.push_back(std::exchange(current, {}));
      signatures = false;
      continue;
    }
    current.append(line).append("\n");
    signatures = line.starts_with("\u2014 ");
  }
  current += text;  // a last line without its end: the reader of the note refuses it
  if (!current.empty()) notes.push_back(std::move(current));
  return notes;
}

std::string VerifierKeyText(std::string_view name, const PublicKey& key) {
  std::string typed = "\x01" + std::string(base::View(key));
  return std::string(name) + "+" + base::ToHex(base::View(KeyIdOf(name, key))) + "+" + base::ToBase64(typed);
}

Result<VerifierKey> ParseVerifierKey(std::string_view text) {
  Error refused = Malformed("not a verifier key: \"NAME+HEX+BASE64\" of an Ed25519 key is expected");
  std::size_t first = text.find('+');
  std::size_t second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos) return refused;
  VerifierKey out{.name = std::string(text.substr(0, first)), .key = {}};
  Result<std::string> typed = base::FromBase64(text.substr(second + 1));
  if (!IsNoteName(out.name) || !typed.ok() || typed->size() != 33 || typed->front() != '\x01') return refused;
  std::copy(typed->begin() + 1, typed->end(), out.key.begin());
  // One spelling, and the id must belong to name and key: a slip of the pen in either is seen here.
  if (VerifierKeyText(out.name, out.key) != text) return refused;
  return out;
}

}  // namespace proofmark::ledger
