// SPDX-License-Identifier: Apache-2.0
#include "ledger/bundle.h"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <set>

#include "base/assert.h"
#include "base/text.h"
#include "ledger/canonical.h"
#include "ledger/sealed.h"

namespace proofmark::ledger {
namespace {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

constexpr std::string_view kAccessSuffix = ".access";
constexpr std::string_view kAccessedKind = "accessed";

// Lines that we write ourselves are always within the rules.
std::string Spell(const Json& line) {
  Result<std::string> bytes = Canonical(line, kBundleLineMax);
  PM_ASSERT(bytes.ok());
  return std::move(bytes).value();
}

// Exactly these keys: in a proof, what nobody reads is a place to hide a change.
bool HasKeys(const Json& object, std::initializer_list<const char*> keys) {
  return object.is_object() && object.size() == keys.size() &&
         std::all_of(keys.begin(), keys.end(), [&](const char* key) { return object.contains(key); });
}

std::optional<std::string> Text(const Json& object, const char* key) {
  auto found = object.find(key);
  if (found == object.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

std::optional<std::int64_t> Number(const Json& object, const char* key) {
  auto found = object.find(key);
  // The canonical form has no integer past 2^53-1, so an unsigned one fits.
  if (found == object.end() || !found->is_number_integer()) return std::nullopt;
  return found->get<std::int64_t>();
}

// Lower-case hexadecimal of exactly N bytes.
template <std::size_t N>
std::optional<std::array<std::uint8_t, N>> HexOf(const Json& object, const char* key) {
  std::optional<std::string> text = Text(object, key);
  if (!text) return std::nullopt;
  Result<std::string> bytes = base::FromHex(*text);
  if (!bytes.ok() || bytes->size() != N || base::ToHex(*bytes) != *text) return std::nullopt;
  return base::ToArray<N>(*bytes).value();
}

// How many hashes a tile level holds of a log of `size` events: full subtrees only.
std::int64_t StoredAt(std::int64_t size, std::size_t level) {
  std::size_t shift = level * kTileHeight;
  return shift < 63 ? size >> shift : 0;
}

class TileReader : public HashReader {
 public:
  explicit TileReader(const std::vector<std::vector<Digest>>& tiles) : tiles_(tiles) {}
  Result<Digest> Stored(int tile_level, std::int64_t index) const override {
    return tiles_[static_cast<std::size_t>(tile_level)][static_cast<std::size_t>(index)];
  }

 private:
  const std::vector<std::vector<Digest>>& tiles_;
};

std::string Range(std::int64_t first, std::int64_t last) {
  if (first == last) return "event " + std::to_string(first) + " is missing";
  return "events " + std::to_string(first) + " to " + std::to_string(last) + " are missing";
}

// One hash in place of an entry of a map: a log of millions of sealed parts must fit into an auditor's machine.
Digest PlaceOf(std::int64_t seq, std::string_view part, const Digest& commitment) {
  std::string number = std::to_string(seq);
  return base::Sha256({number, std::string_view("\0", 1), part, std::string_view("\0", 1), base::View(commitment)});
}

std::string OwnerOf(std::string_view log) {
  if (log.ends_with(kAccessSuffix)) log.remove_suffix(kAccessSuffix.size());
  return std::string(log);
}

}  // namespace

std::string BundleHead(const Checkpoint& checkpoint, std::string_view note, const PublicKey& key) {
  Result<Origin> origin = Origin::Parse(checkpoint.origin);
  PM_ASSERT(origin.ok());
  return Spell({{"bundle", 1},
                {"checkpoint", std::string(note)},
                {"epoch", origin->epoch},
                {"key", VerifierKeyText(checkpoint.origin, key)},
                {"log", origin->log},
                {"size", checkpoint.size}});
}

std::string BundleTile(int level, std::int64_t index, const std::vector<Digest>& hashes) {
  PM_ASSERT(!hashes.empty() && hashes.size() <= static_cast<std::size_t>(kTileWidth));
  std::string bytes;
  bytes.reserve(hashes.size() * sizeof(Digest));
  for (const Digest& hash : hashes) bytes += base::View(hash);
  return Spell({{"hashes", base::ToBase64(bytes)}, {"level", level}, {"tile", index}, {"width", hashes.size()}});
}

std::string BundleSealed(std::int64_t seq, std::string_view part, std::string_view salt, std::string_view ciphertext) {
  return Spell({{"sealed",
                 {{"ciphertext", base::ToBase64(ciphertext)},
                  {"part", std::string(part)},
                  {"salt", base::ToHex(salt)},
                  {"seq", seq}}}});
}

std::string BundleEnd(std::string_view log) { return Spell({{"end", std::string(log)}}); }

void BundleChecker::Find(std::int64_t seq, std::string why) {
  ++findings_total_;
  if (open_) ++Log().findings;
  if (findings_.size() >= kBundleFindingsMax) return;
  findings_.push_back({.log = open_ ? Log().log : "",
                       .line = line_,
                       .seq = seq,
                       .why = std::move(why),
                       .log_number = open_ ? logs_.size() : 0});
}

void BundleChecker::Line(std::string_view line) {
  ++line_;
  if (line.size() > kBundleLineMax) return Find(-1, "a line of more than " + std::to_string(kBundleLineMax) + " bytes");
  Result<Json> value = ParseCanonical(line, kBundleLineMax);
  if (value.ok()) return Dispatch(line, *value);
  Find(-1, value.error().message);
  // A line in another spelling still says where it stands, so that the next ones are not blamed for it.
  Result<Json> loose = base::ParseJson(line, {.bytes_max = kBundleLineMax, .depth_max = kEventDepthMax});
  if (loose.ok()) Dispatch(line, *loose);
}

void BundleChecker::Dispatch(std::string_view bytes, const Json& value) {
  if (!value.is_object()) return Find(-1, "a line that is not a JSON object");
  if (value.contains("seq")) return Event(bytes, value);  // no other line has it at the top
  if (value.contains("bundle")) return Head(value);
  if (value.contains("hashes")) return Tile(value);
  if (value.contains("sealed")) return Sealed(value);
  if (value.contains("end")) return End(value);
  Find(-1, "a line that a bundle does not have");
}

void BundleChecker::Head(const Json& head) {
  if (open_) {
    Find(-1, "the head of another log before the end of this one");
    Close();
  }
  if (Number(head, "bundle") != 1) return Find(-1, "a bundle of another version; this program checks version 1");
  if (logs_.size() == kBundleLogsMax) return Find(-1, "more than " + std::to_string(kBundleLogsMax) + " logs");
  open_ = true;
  logs_.push_back({.log = base::Printable(Text(head, "log").value_or("")), .checkpoint = {}, .key = {}});
  sized_ = tiles_done_ = false;
  tiles_whole_ = events_whole_ = true;
  tiles_.clear();
  frontier_ = Frontier();
  next_seq_ = 0;
  sealed_begun_ = false;
  commitments_.clear();
  opened_.clear();
  if (!HasKeys(head, {"bundle", "checkpoint", "epoch", "key", "log", "size"})) {
    Find(-1, "the head has not exactly the keys bundle, checkpoint, epoch, key, log, size");
  }
  Result<Checkpoint> claimed = ReadUnverified(Text(head, "checkpoint").value_or(""));
  if (!claimed.ok()) return Find(-1, "the checkpoint cannot be read: " + claimed.error().message);
  sized_ = true;
  Log().checkpoint = *claimed;
  Origin origin = Origin::Parse(claimed->origin).value();
  if (Text(head, "log") != origin.log) Find(-1, "the head's log is not that of the checkpoint, " + origin.log);
  Log().log = origin.log;
  if (Number(head, "epoch") != origin.epoch) Find(-1, "the head's epoch is not that of the checkpoint");
  if (Number(head, "size") != claimed->size) Find(-1, "the head's size is not that of the checkpoint");
  for (std::size_t i = 0; i + 1 < logs_.size(); ++i) {
    if (logs_[i].checkpoint.origin == claimed->origin) return Find(-1, "this log and epoch stand in the file twice");
  }
  CheckKey(head);
}

void BundleChecker::CheckKey(const Json& head) {
  Result<VerifierKey> own = ParseVerifierKey(Text(head, "key").value_or(""));
  if (!own.ok()) return Find(-1, own.error().message);
  Log().key = own->key;
  const std::string& origin = Log().checkpoint.origin;
  if (own->name != origin) Find(-1, "the key belongs to " + base::Printable(own->name) + ", not to " + origin);
  Result<Checkpoint> opened = OpenCheckpoint(Text(head, "checkpoint").value_or(""), own->key);
  if (!opened.ok()) Find(-1, "the checkpoint: " + opened.error().message);
  bool known = std::any_of(trusted_.begin(), trusted_.end(),
                           [&](const VerifierKey& key) { return key.name == origin && key.key == own->key; });
  if (!trusted_.empty() && !known) Find(-1, "the bundle's key is not one of the keys given for " + origin);
}

void BundleChecker::Tile(const Json& tile) {
  if (!open_) return Find(-1, "a tile outside any log");
  if (tiles_done_) return Find(-1, "a tile behind the events");
  if (!sized_ || !tiles_whole_) return;  // found already; without its place a tile proves nothing
  tiles_whole_ = false;                  // until all is seen to be right
  if (!HasKeys(tile, {"hashes", "level", "tile", "width"})) {
    return Find(-1, "a tile has not exactly the keys hashes, level, tile, width");
  }
  if (tiles_.empty()) tiles_.emplace_back();
  std::int64_t size = Log().checkpoint.size;
  if (static_cast<std::int64_t>(tiles_.back().size()) == StoredAt(size, tiles_.size() - 1)) tiles_.emplace_back();
  auto have = static_cast<std::int64_t>(tiles_.back().size());
  std::int64_t width = std::min(kTileWidth, StoredAt(size, tiles_.size() - 1) - have);
  if (width == 0) return Find(-1, "a tile too many");
  if (Number(tile, "level") != static_cast<std::int64_t>(tiles_.size() - 1) ||
      Number(tile, "tile") != have / kTileWidth || Number(tile, "width") != width) {
    return Find(-1, "expected the tile " +
                        TilePath(static_cast<int>(tiles_.size() - 1), have / kTileWidth, static_cast<int>(width)));
  }
  Result<std::string> bytes = base::FromBase64(Text(tile, "hashes").value_or(""));
  if (!bytes.ok() || static_cast<std::int64_t>(bytes->size()) != width * static_cast<std::int64_t>(sizeof(Digest))) {
    return Find(-1, "the hashes of a tile are not base64 of 32 bytes each");
  }
  for (std::size_t at = 0; at < bytes->size(); at += sizeof(Digest)) {
    tiles_.back().push_back(base::ToArray<sizeof(Digest)>(bytes->substr(at, sizeof(Digest))).value());
  }
  tiles_whole_ = true;
}

// Every tile level against the one below, and the lowest against the signed root.
void BundleChecker::TilesDone() {
  if (tiles_done_) return;
  tiles_done_ = true;
  if (!sized_ || !tiles_whole_) return;
  std::int64_t size = Log().checkpoint.size;
  std::size_t levels = 0;
  while (StoredAt(size, levels) > 0) ++levels;
  tiles_whole_ = tiles_.size() == levels &&
                 (levels == 0 || static_cast<std::int64_t>(tiles_.back().size()) == StoredAt(size, levels - 1));
  if (!tiles_whole_) return Find(-1, "tiles are missing");
  for (std::size_t level = 1; level < levels; ++level) {
    for (std::size_t i = 0; i < tiles_[level].size(); ++i) {
      Frontier below;
      for (std::size_t j = i * kTileWidth; j < (i + 1) * kTileWidth; ++j) below.Add(tiles_[level - 1][j]);
      if (below.Root() != tiles_[level][i]) {
        Find(-1, "hash " + std::to_string(i) + " of tile level " + std::to_string(level) +
                     " is not that of the level below");
      }
    }
  }
  Result<Digest> root = RootAt(TileReader(tiles_), size);
  if (root.value() != Log().checkpoint.root) Find(-1, "the tiles do not give the root of the checkpoint");
}

// True where an event of this seq may stand here. One finding for a gap, not one for each event behind it.
bool BundleChecker::Place(std::int64_t seq) {
  if (sized_ && seq >= Log().checkpoint.size) {
    events_whole_ = false;
    Find(seq, "an event past the signed size, " + std::to_string(Log().checkpoint.size));
    return false;
  }
  if (seq < next_seq_) {
    events_whole_ = false;
    Find(seq, "an event twice or out of order");
    return false;
  }
  if (seq > next_seq_) {
    events_whole_ = false;
    Find(seq, Range(next_seq_, seq - 1));
  }
  next_seq_ = seq + 1;
  return true;
}

void BundleChecker::Event(std::string_view bytes, const Json& event) {
  if (!open_) return Find(-1, "an event outside any log");
  TilesDone();
  if (sealed_begun_) return Find(-1, "an event behind the sealed parts");
  ++Log().events;
  Digest leaf = LeafHash(bytes);
  frontier_.Add(leaf);
  std::int64_t seq = Number(event, "seq").value_or(-1);
  if (seq < 0 || seq > kIntegerMax) {
    events_whole_ = false;
    return Find(-1, "an event whose seq is not a number from 0");
  }
  bool placed = Place(seq);
  if (bytes.size() > kEventBytesMax) Find(seq, "an event of more than " + std::to_string(kEventBytesMax) + " bytes");
  if (sized_) {
    const std::string& log = Log().log;
    if (Text(event, "owner") != OwnerOf(log)) Find(seq, "the owner is not " + OwnerOf(log));
    bool accessed = Text(event, "kind") == kAccessedKind;
    if (accessed != log.ends_with(kAccessSuffix)) {
      Find(seq, accessed ? "an access stands in a log of events" : "an access log holds something else than an access");
    }
  }
  if (placed && sized_ && tiles_whole_ && leaf != tiles_[0][static_cast<std::size_t>(seq)]) {
    Find(seq, "the event is not the one that the tiles have here");
  }
  KeepCommitments(seq, event);
}

void BundleChecker::KeepCommitments(std::int64_t seq, const Json& event) {
  auto sealed = event.find("sealed");
  if (sealed == event.end() || !sealed->is_array()) return Find(seq, "the event has no list of sealed parts");
  std::set<std::string> names;
  for (const Json& part : *sealed) {
    std::optional<std::string> name = Text(part, "part");
    std::optional<Digest> commitment = HexOf<32>(part, "commitment");
    if (!name || !commitment) {
      Find(seq, "a sealed part without its name or commitment");
    } else if (!names.insert(*name).second) {
      Find(seq, "the sealed part \"" + *name + "\" stands in the event twice");
    } else {
      commitments_.push_back(PlaceOf(seq, *name, *commitment));
    }
  }
}

void BundleChecker::Sealed(const Json& line) {
  if (!open_) return Find(-1, "a sealed part outside any log");
  const Json& sealed = line["sealed"];
  if (!HasKeys(line, {"sealed"}) || !HasKeys(sealed, {"ciphertext", "part", "salt", "seq"})) {
    return Find(-1, "a sealed part has not exactly the keys ciphertext, part, salt, seq");
  }
  if (!sealed_begun_) {
    sealed_begun_ = true;
    std::sort(commitments_.begin(), commitments_.end());
    opened_.assign(commitments_.size(), false);
  }
  std::int64_t seq = Number(sealed, "seq").value_or(-1);
  std::optional<std::string> part = Text(sealed, "part");
  std::optional<SealSalt> salt = HexOf<32>(sealed, "salt");
  Result<std::string> ciphertext = base::FromBase64(Text(sealed, "ciphertext").value_or("?"));  // "?" is no base64
  if (seq < 0 || !part || !salt || !ciphertext.ok()) return Find(-1, "a sealed part that cannot be read");
  ++Log().sealed;
  Digest place = PlaceOf(seq, *part, Commitment(*salt, *ciphertext));
  auto found = std::lower_bound(commitments_.begin(), commitments_.end(), place);
  if (found == commitments_.end() || *found != place) {
    return Find(seq, "the sealed part \"" + *part + "\" is not one that its event commits to");
  }
  auto index = static_cast<std::size_t>(found - commitments_.begin());
  if (opened_[index]) return Find(seq, "the sealed part \"" + *part + "\" stands in the file twice");
  opened_[index] = true;
}

void BundleChecker::End(const Json& end) {
  if (!open_) return Find(-1, "an end outside any log");
  if (!HasKeys(end, {"end"}) || Text(end, "end") != Log().log) Find(-1, "the end is not that of " + Log().log);
  Close();
}

void BundleChecker::Close() {
  TilesDone();
  if (sized_) {
    std::int64_t size = Log().checkpoint.size;
    if (next_seq_ < size) {
      Find(-1, Range(next_seq_, size - 1));
    } else if (events_whole_ && frontier_.Root() != Log().checkpoint.root) {
      Find(-1, "the events do not give the root of the checkpoint");
    }
  }
  open_ = false;
  tiles_.clear();
  commitments_.clear();
}

void BundleChecker::Finish() {
  if (!open_) return;
  ++line_;
  Find(-1, "the file stops before the end of this log");
  Close();
}

}  // namespace proofmark::ledger
