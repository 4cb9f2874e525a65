// SPDX-License-Identifier: Apache-2.0
#include "store/log.h"

#include "store/row_digest.h"

namespace proofmark::store {

using base::Code;
using base::Error;
using base::Result;
using ledger::Digest;

namespace {

constexpr std::size_t kHashBytes = 32;
constexpr std::size_t kTileBytes = kHashBytes * static_cast<std::size_t>(ledger::kTileWidth);
constexpr std::size_t kTilesKeptMax = 4096;  // 32 MiB

Digest HashAt(std::string_view tile, std::size_t index) {
  return *base::ToArray<kHashBytes>(tile.substr(index * kHashBytes, kHashBytes));
}

// The number of whole subtrees of 256^level leaves in a log of `size`.
std::int64_t CountAt(std::int64_t size, std::size_t level) {
  return level * ledger::kTileHeight >= 63 ? 0 : size >> (level * ledger::kTileHeight);
}

}  // namespace

std::string LogName(const std::string& owner_code, Stream stream) {
  return stream == Stream::kAccess ? owner_code + ".access" : owner_code;
}

std::string OwnerOf(const std::string& log) { return log.substr(0, log.find('.')); }

Stream StreamOf(const std::string& log) { return log.ends_with(".access") ? Stream::kAccess : Stream::kRecord; }

const char* Word(Stream stream) { return stream == Stream::kRecord ? "record" : "access"; }

Stream StreamAt(std::int64_t number) { return number == 0 ? Stream::kRecord : Stream::kAccess; }

Result<std::string> TileReader::Tile(int tile_level, std::int64_t tile) const {
  std::pair<int, std::int64_t> key{tile_level, tile};
  if (auto kept = kept_.find(key); kept != kept_.end()) return kept->second;
  std::string hashes;
  PM_TRY(engine_.Query("SELECT hashes FROM tile WHERE owner = $1 AND stream = $2 AND level = $3 AND tile = $4",
                       {log_.owner, static_cast<int>(log_.stream), tile_level, tile}, [&](const Row& row) {
                         hashes = row.Blob(0);
                         return Result<void>{};
                       }));
  if (kept_.size() >= kTilesKeptMax) kept_.clear();
  kept_[key] = hashes;
  return hashes;
}

Result<Digest> TileReader::Stored(int tile_level, std::int64_t index) const {
  PM_ASSIGN(std::string hashes, Tile(tile_level, index / ledger::kTileWidth));
  auto at = static_cast<std::size_t>(index % ledger::kTileWidth);
  if (hashes.size() < (at + 1) * kHashBytes) {
    return Error{Code::kCorrupt,
                 "the tree lacks hash " + std::to_string(index) + " of level " + std::to_string(tile_level), ""};
  }
  return HashAt(hashes, at);
}

Result<LogWriter> LogWriter::Load(Engine& engine, LogKey log, std::int64_t size) {
  LogWriter writer(log);
  TileReader reader(engine, log);
  PM_ASSIGN(writer.frontier_, ledger::FrontierAt(reader, size));
  for (std::size_t level = 0; CountAt(size, level) > 0; ++level) {
    std::int64_t count = CountAt(size, level);
    auto partial = static_cast<std::size_t>(count % ledger::kTileWidth);
    std::string tail;
    if (partial > 0) {
      PM_ASSIGN(tail, reader.Tile(static_cast<int>(level), count / ledger::kTileWidth));
      if (tail.size() < partial * kHashBytes) {
        return Error{Code::kCorrupt, "the tree lacks its last tile of level " + std::to_string(level), ""};
      }
      tail.resize(partial * kHashBytes);
    }
    writer.tails_.push_back(std::move(tail));
  }
  return writer;
}

void LogWriter::AddAt(std::size_t level, const Digest& hash) {
  if (level == tails_.size()) tails_.emplace_back();
  tails_[level] += base::View(hash);
  if (tails_[level].size() < kTileBytes) return;
  ledger::Frontier subtree;
  for (std::size_t i = 0; i < static_cast<std::size_t>(ledger::kTileWidth); ++i) {
    // The hashes of a tile are nodes already: joining them as leaves joins them as nodes.
    subtree.Add(HashAt(tails_[level], i));
  }
  std::int64_t tile = CountAt(frontier_.size(), level) / ledger::kTileWidth - 1;
  full_.push_back({level, tile, std::move(tails_[level])});
  tails_[level].clear();
  AddAt(level + 1, subtree.Root());
}

void LogWriter::Add(const Digest& leaf) {
  frontier_.Add(leaf);
  AddAt(0, leaf);
}

Result<void> LogWriter::Flush(Engine& engine) {
  auto write = [&](std::size_t level, std::int64_t tile, std::string_view hashes) {
    return engine.Run(
        "INSERT INTO tile (owner, stream, level, tile, hashes) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT (owner, stream, level, tile) DO UPDATE SET hashes = excluded.hashes",
        {log_.owner, static_cast<int>(log_.stream), static_cast<std::int64_t>(level), tile, Value::Blob(hashes)});
  };
  for (const FullTile& full : full_) PM_TRY(write(full.level, full.tile, full.hashes));
  for (std::size_t level = 0; level < tails_.size(); ++level) {
    if (tails_[level].empty()) continue;
    PM_TRY(write(level, CountAt(frontier_.size(), level) / ledger::kTileWidth, tails_[level]));
  }
  full_.clear();
  PM_ASSIGN(LogHead head, ReadLogHead(engine, log_));
  head.size = frontier_.size();
  return WriteLogHead(engine, log_, head);
}

}  // namespace proofmark::store
