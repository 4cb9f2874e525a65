// SPDX-License-Identifier: Apache-2.0
#include "store/log_check.h"

#include <algorithm>
#include <limits>

#include "store/row_digest.h"

namespace proofmark::store {

using base::Result;
using ledger::Digest;

namespace {

constexpr std::int64_t kChunk = 4096;           // events read at once
constexpr std::size_t kUnlikeTreeMax = 10'000;  // remembered until it is known which side is at fault

}  // namespace

LogCheck::LogCheck(Engine& engine, KeyStore& keys, const Authority& authority, Stream stream, RowCheck* rows)
    : engine_(engine),
      authority_(authority),
      stream_(stream),
      tiles_(engine, {authority.owner, stream}),
      parts_(engine, keys, authority, stream),
      rows_(stream == Stream::kRecord ? rows : nullptr) {
  report_.owner = authority.code;
  report_.stream = stream;
}

void LogCheck::Find(std::string table, std::int64_t seq, std::string why) {
  ++report_.bad_count;
  KeepFinding(report_.bad, {std::move(table), seq, std::move(why)});
}

PartCheck::Found LogCheck::Finder() {
  return [this](std::string table, std::int64_t seq, std::string why) { Find(std::move(table), seq, std::move(why)); };
}

void LogCheck::Expect(const std::string& note, const std::string& where) {
  auto checkpoint = ledger::OpenCheckpoint(note, authority_.public_key);
  if (!checkpoint.ok()) return Find("checkpoint", -1, where + ": " + checkpoint.error().message);
  auto origin = ledger::Origin::Parse(checkpoint->origin);
  if (!origin.ok() || origin->log != LogName(authority_.code, stream_)) {
    return Find("checkpoint", -1, where + ": it is of another log, " + checkpoint->origin);
  }
  if (checkpoint->size > best_note_) {
    best_note_ = checkpoint->size;
    report_.checkpoint = note;
  }
  expected_.push_back({checkpoint->size, checkpoint->root, origin->epoch, where});
}

// The head of the log, and the notes of sizes behind `after` up to `upto`.
Result<void> LogCheck::ReadHead(std::int64_t after, std::int64_t count) {
  auto stream = static_cast<int>(stream_);
  PM_ASSIGN(LogHead head, ReadLogHead(engine_, {authority_.owner, stream_}));
  if (!head.intact) Find("log", -1, "what the database says of the log is not what was written");
  size_ = head.size;
  // Of a slice: what is behind it was compared before, and what is before it will be.
  bool last = count >= size_ - after;
  std::int64_t from = after > 0 ? after : std::numeric_limits<std::int64_t>::min();
  std::int64_t upto = last ? std::numeric_limits<std::int64_t>::max() : after + count;
  std::erase_if(expected_, [&](const Expectation& one) { return one.size <= from || one.size > upto; });
  PM_TRY(engine_.Query(
      "SELECT size, note FROM checkpoint WHERE owner = $1 AND stream = $2 AND size > $3 AND size <= $4 ORDER BY size",
      {authority_.owner, stream, from, upto}, [&](const Row& row) {
        std::string where = "checkpoint of size " + std::to_string(row.Integer(0));
        std::size_t before = expected_.size();
        Expect(std::string(row.Text(1)), where);
        bool of_size = expected_.size() == before || expected_.back().size == row.Integer(0);
        if (!of_size || row.KindOf(1) != Value::Kind::kText) {
          Find("checkpoint", row.Integer(0) - 1, where + ": the note beside it is of another size, or no text");
        }
        return Result<void>{};
      }));
  for (const Expectation& one : expected_) {
    if (one.epoch <= head.epoch) continue;  // what an earlier epoch signed stands
    Find("log", -1,
         "its epoch is " + std::to_string(head.epoch) + ", and " + one.where + " is of epoch " +
             std::to_string(one.epoch));
  }
  std::stable_sort(expected_.begin(), expected_.end(), [](const auto& a, const auto& b) { return a.size < b.size; });
  if (!last) return {};
  return engine_.Query("SELECT count(*) FROM checkpoint WHERE owner = $1 AND stream = $2", {authority_.owner, stream},
                       [&](const Row& row) {
                         if (row.Integer(0) == head.checkpoints) return Result<void>{};
                         Find("checkpoint", -1,
                              std::to_string(head.checkpoints) + " checkpoints were written and " +
                                  std::to_string(row.Integer(0)) + " are there");
                         return Result<void>{};
                       });
}

Result<void> LogCheck::Run(const Progress& progress, std::int64_t& events) {
  PM_TRY(ReadHead(0, std::numeric_limits<std::int64_t>::max()));
  MeetExpectations();
  for (; next_ < size_; next_ = std::min(next_ + kChunk, size_)) {
    PM_TRY(CheckChunk(next_, std::min(next_ + kChunk, size_)));
    if (progress) progress(std::min(next_ + kChunk, size_), size_);
  }
  CheckUpperTiles();
  PM_TRY(FindBeyond());
  events += frontier_.size();
  return {};
}

Result<std::int64_t> LogCheck::RunSlice(std::int64_t from, std::int64_t count) {
  PM_ASSERT(from % ledger::kTileWidth == 0 && count % ledger::kTileWidth == 0);
  from_ = next_ = from;
  PM_TRY(ReadHead(from, count));
  PM_TRY(StartAt(from));
  std::int64_t end = std::min(from + count, size_);
  for (; next_ < end; next_ = std::min(next_ + kChunk, end)) PM_TRY(CheckChunk(next_, std::min(next_ + kChunk, end)));
  CheckUpperTiles();
  if (at_end()) {
    PM_TRY(FindBeyond());
    CheckStoredUpperTiles();
  }
  return next_;
}

Result<void> LogCheck::StartAt(std::int64_t from) {
  auto frontier = ledger::FrontierAt(tiles_, from);
  if (frontier.ok()) {
    frontier_ = std::move(*frontier);
    MeetExpectations();
    return {};
  }
  if (frontier.error().code != base::Code::kCorrupt) return frontier.error();
  Find("tile", from, frontier.error().message);
  rooted_ = false;
  return {};
}

Result<LogReport> LogCheck::Finish() {
  PM_TRY(parts_.Settle(Finder()));
  report_.size = frontier_.size();
  report_.root = frontier_.Root();
  Conclude();
  return std::move(report_);
}

// Compares the root with the notes of the size that the tree has just reached.
void LogCheck::MeetExpectations() {
  for (; rooted_ && met_ < expected_.size() && expected_[met_].size == frontier_.size(); ++met_) {
    if (frontier_.Root() == expected_[met_].root) {
      proved_size_ = frontier_.size();
    } else {
      Find("checkpoint", expected_[met_].size - 1,
           expected_[met_].where + ": the events up to here give another root than was signed");
    }
  }
}

Result<void> LogCheck::CheckChunk(std::int64_t from, std::int64_t to) {
  PM_TRY(parts_.Read(from, to, Finder()));
  std::int64_t next = from;
  PM_TRY(engine_.Query(
      "SELECT seq, id, body FROM event WHERE owner = $1 AND stream = $2 AND seq >= $3 AND seq < $4 ORDER BY seq",
      {authority_.owner, static_cast<int>(stream_), from, to}, [&](const Row& row) -> Result<void> {
        std::int64_t seq = row.Integer(0);
        if (seq > next) Find("event", next, seq == next + 1 ? "is missing" : "is missing, and others behind it");
        next = seq + 1;
        return CheckEvent(seq, row);
      }));
  if (next < to) Find("event", next, "is missing");
  parts_.Conclude(Finder());
  return {};
}

Result<void> LogCheck::CheckEvent(std::int64_t seq, const Row& row) {
  std::string_view body = row.Blob(2);
  Digest leaf = ledger::LeafHash(body);
  CheckTile(seq, leaf);
  frontier_.Add(leaf);
  in_tile_.Add(leaf);
  if (in_tile_.size() == ledger::kTileWidth) {
    if (upper_.empty()) upper_.emplace_back();
    upper_[0].push_back(in_tile_.Root());
    in_tile_ = ledger::Frontier();
  }
  MeetExpectations();
  auto event = model::Decode(body);
  auto unlike = [&](std::string why) {
    Find("event", seq, std::move(why));
    return Result<void>{};
  };
  if (!event.ok()) return unlike(event.error().message);
  if (event->owner != authority_.code || event->seq != seq) return unlike("is another log's or place's");
  bool as_written = row.KindOf(1) == Value::Kind::kBlob && row.KindOf(2) == Value::Kind::kBlob;
  if (!as_written || row.Blob(1) != base::View(event->id.bytes)) {
    Find("event", seq, "the identifier beside it is not the event's");
  }
  if (rows_ != nullptr) PM_TRY(rows_->Take(authority_.owner, *event));
  return parts_.Check(*event, Finder());
}

void LogCheck::CheckTile(std::int64_t seq, const Digest& leaf) {
  auto stored = tiles_.Stored(0, seq);
  if (!stored.ok()) {
    Find("tile", seq, stored.error().message);
  } else if (*stored != leaf) {
    if (unlike_tree_.size() < kUnlikeTreeMax) unlike_tree_.push_back(seq);
  }
}

// The tiles above the leaves against what the events give; of a slice, those right above its leaves.
void LogCheck::CheckUpperTiles() {
  bool whole = from_ == 0 && at_end();
  for (std::size_t level = 0; level < (whole ? upper_.size() : std::min<std::size_t>(upper_.size(), 1)); ++level) {
    for (std::size_t i = 0; i < upper_[level].size(); ++i) {
      std::int64_t index = static_cast<std::int64_t>(i) + (level == 0 ? from_ / ledger::kTileWidth : 0);
      auto stored = tiles_.Stored(static_cast<int>(level) + 1, index);
      std::int64_t first = index << (ledger::kTileHeight * (static_cast<int>(level) + 1));
      if (!stored.ok()) {
        Find("tile", first, stored.error().message);
      } else if (*stored != upper_[level][i]) {
        Find("tile", first, "level " + std::to_string(level + 1) + " is not what the events below it give");
      }
      if (i % ledger::kTileWidth == 0 && i + ledger::kTileWidth <= upper_[level].size()) {
        ledger::Frontier above;
        for (std::size_t j = i; j < i + ledger::kTileWidth; ++j) above.Add(upper_[level][j]);
        Digest root = above.Root();
        if (upper_.size() == level + 1) upper_.emplace_back();
        upper_[level + 1].push_back(root);
      }
    }
  }
}

// The levels that no slice sees whole, each against the stored level below it.
void LogCheck::CheckStoredUpperTiles() {
  for (int level = 2; (size_ >> (level * ledger::kTileHeight)) > 0; ++level) {
    for (std::int64_t i = 0; i < size_ >> (level * ledger::kTileHeight); ++i) {
      std::int64_t first = i << (level * ledger::kTileHeight);
      ledger::Frontier below;
      for (std::int64_t j = i * ledger::kTileWidth; j < (i + 1) * ledger::kTileWidth; ++j) {
        auto hash = tiles_.Stored(level - 1, j);
        if (!hash.ok()) break;  // the slice below has found it
        below.Add(*hash);
      }
      auto stored = tiles_.Stored(level, i);
      if (!stored.ok()) {
        Find("tile", first, stored.error().message);
      } else if (below.size() == ledger::kTileWidth && below.Root() != *stored) {
        Find("tile", first, "level " + std::to_string(level) + " is not what the level below it gives");
      }
    }
  }
}

// Tiles are as long as the log makes them, and there are no others. Missing ones were found before.
Result<void> LogCheck::CheckTileShapes() {
  return engine_.Query(
      "SELECT level, tile, hashes FROM tile WHERE owner = $1 AND stream = $2 ORDER BY level, tile",
      {authority_.owner, static_cast<int>(stream_)}, [&](const Row& row) {
        std::int64_t level = row.Integer(0);
        std::int64_t tile = row.Integer(1);
        bool possible = level >= 0 && level < 64 / ledger::kTileHeight && tile >= 0;
        std::int64_t hashes = possible ? size_ >> (level * ledger::kTileHeight) : 0;
        std::int64_t wanted = std::min<std::int64_t>(hashes - tile * ledger::kTileWidth, ledger::kTileWidth) *
                              static_cast<std::int64_t>(sizeof(Digest));
        if (wanted <= 0) {
          Find("tile", -1, "level " + std::to_string(level) + " has a tile " + std::to_string(tile) + " too many");
        } else if (row.KindOf(2) != Value::Kind::kBlob || std::ssize(row.Blob(2)) != wanted) {
          Find("tile", tile << (ledger::kTileHeight * (level + 1)),
               "tile " + std::to_string(tile) + " of level " + std::to_string(level) + " is not as tiles are written");
        }
        return Result<void>{};
      });
}

// What lies in the tables and not in the log's size.
Result<void> LogCheck::FindBeyond() {
  PM_TRY(CheckTileShapes());
  PM_TRY(parts_.FindBeyond(size_, Finder()));
  return engine_.Query(
      "SELECT count(*), min(seq) FROM event WHERE owner = $1 AND stream = $2 AND (seq >= $3 OR seq < 0)",
      {authority_.owner, static_cast<int>(stream_), size_}, [&](const Row& row) {
        if (row.Integer(0) > 0) {
          Find("event", row.Integer(1), std::to_string(row.Integer(0)) + " events lie beyond the end of the log");
        }
        return Result<void>{};
      });
}

void LogCheck::Conclude() {
  // Where the events give a signed root, they are right and the tree's copy of the digest is wrong.
  for (std::int64_t seq : unlike_tree_) {
    if (seq < proved_size_)
      Find("tile", seq, "the stored digest is not that of the event, which was signed as it is");
    else
      Find("event", seq, "its digest is not the one in the tree: the event was changed");
  }
  for (; rooted_ && met_ < expected_.size(); ++met_) {
    Find("checkpoint", frontier_.size(),
         expected_[met_].where + ": " + std::to_string(expected_[met_].size) + " events were signed and " +
             std::to_string(frontier_.size()) + " are there; the end of the log is lost");
  }
}

}  // namespace proofmark::store
