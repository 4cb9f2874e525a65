// SPDX-License-Identifier: Apache-2.0
// A Log is one Merkle tree in the database: its tiles, its right edge, and where its next event goes.
// Each authority has two: what it recorded, and who read what (docs/formats/event.md).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "ledger/tree.h"
#include "store/engine.h"

namespace proofmark::store {

enum class Stream : int { kRecord = 0, kAccess = 1 };

// An owner's logs.
inline constexpr Stream kStreams[] = {Stream::kRecord, Stream::kAccess};

// "BR-RJ" or "BR-RJ.access": the LOG of a checkpoint's origin; and what such a name says.
std::string LogName(const std::string& owner_code, Stream stream);
std::string OwnerOf(const std::string& log);
Stream StreamOf(const std::string& log);
// "record" or "access", as JSON has it.
const char* Word(Stream stream);
// As tables have it: 0 or 1.
Stream StreamAt(std::int64_t number);

struct LogKey {
  std::int64_t owner = 0;
  Stream stream = Stream::kRecord;
  auto operator<=>(const LogKey&) const = default;
};

// Reads stored hashes of one log. Keeps the tiles that it read; one thread at a time.
class TileReader : public ledger::HashReader {
 public:
  TileReader(Engine& engine, LogKey log) : engine_(engine), log_(log) {}
  // kCorrupt where the tile is missing or too short.
  base::Result<ledger::Digest> Stored(int tile_level, std::int64_t index) const override;
  // All hashes of a tile, 32 bytes each; empty where there is no such tile.
  base::Result<std::string> Tile(int tile_level, std::int64_t tile) const;

 private:
  Engine& engine_;
  LogKey log_;
  mutable std::map<std::pair<int, std::int64_t>, std::string> kept_;
};

// Grows a log inside a transaction. A copy taken before is the state to go back to.
class LogWriter {
 public:
  // The log as it stands in the database at `size`.
  static base::Result<LogWriter> Load(Engine& engine, LogKey log, std::int64_t size);

  void Add(const ledger::Digest& leaf);
  // Writes the tiles that changed since the last Flush, and the log's size.
  base::Result<void> Flush(Engine& engine);

  std::int64_t size() const { return frontier_.size(); }
  ledger::Digest Root() const { return frontier_.Root(); }

 private:
  explicit LogWriter(LogKey log) : log_(log) {}
  void AddAt(std::size_t level, const ledger::Digest& hash);

  LogKey log_;
  ledger::Frontier frontier_;
  std::vector<std::string> tails_;  // by level: the hashes of the last tile, not yet full
  struct FullTile {
    std::size_t level;
    std::int64_t tile;
    std::string hashes;
  };
  std::vector<FullTile> full_;  // since the last Flush
};

}  // namespace proofmark::store
