// SPDX-License-Identifier: Apache-2.0
#include "store/log_check.h"

#include <algorithm>

#include "ledger/sealed.h"

namespace proofmark::store {

using base::Result;
using ledger::Digest;

namespace {

constexpr std::int64_t kChunk = 4096;           // events read at once
constexpr std::size_t kUnlikeTreeMax = 10'000;  // remembered until it is known which side is at fault

}  // namespace

LogCheck::LogCheck(Engine& engine, const Authority& authority, Stream stream)
    : engine_(engine), authority_(authority), stream_(stream), tiles_(engine, {authority.owner, stream}) {
  report_.owner = authority.code;
  report_.stream = stream;
}

void LogCheck::Find(std::string table, std::int64_t seq, std::string why) {
  ++report_.bad_count;
  if (report_.bad.size() < kFindingsKept) report_.bad.push_back({std::move(table), seq, std::move(why)});
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
  expected_.push_back({checkpoint->size, checkpoint->root, where});
}

Result<void> LogCheck::ReadHead() {
  auto stream = static_cast<int>(stream_);
  PM_TRY(engine_.Query("SELECT size FROM log WHERE owner = $1 AND stream = $2", {authority_.owner, stream},
                       [&](const Row& row) {
                         size_ = row.Integer(0);
                         return Result<void>{};
                       }));
  return engine_.Query("SELECT size, note FROM checkpoint WHERE owner = $1 AND stream = $2 ORDER BY size",
                       {authority_.owner, stream}, [&](const Row& row) {
                         Expect(std::string(row.Text(1)), "checkpoint of size " + std::to_string(row.Integer(0)));
                         return Result<void>{};
                       });
}

Result<LogReport> LogCheck::Run(const Progress& progress, std::int64_t& events) {
  PM_TRY(ReadHead());
  std::stable_sort(expected_.begin(), expected_.end(), [](const auto& a, const auto& b) { return a.size < b.size; });
  MeetExpectations();
  for (std::int64_t from = 0; from < size_; from += kChunk) {
    PM_TRY(CheckChunk(from));
    if (progress) progress(std::min(from + kChunk, size_), size_);
  }
  PM_TRY(CheckUpperTiles());
  PM_TRY(FindEventsBeyond());
  events += frontier_.size();
  report_.size = frontier_.size();
  report_.root = frontier_.Root();
  Conclude();
  return std::move(report_);
}

// Compares the root with the notes of the size that the tree has just reached.
void LogCheck::MeetExpectations() {
  for (; met_ < expected_.size() && expected_[met_].size == frontier_.size(); ++met_) {
    if (frontier_.Root() == expected_[met_].root) {
      proved_size_ = frontier_.size();
    } else {
      Find("checkpoint", expected_[met_].size - 1,
           expected_[met_].where + ": the events up to here give another root than was signed");
    }
  }
}

Result<LogCheck::Beside> LogCheck::ReadBeside(std::int64_t from) {
  Beside beside;
  auto stream = static_cast<int>(stream_);
  PM_TRY(engine_.Query(
      "SELECT seq, part, salt, ciphertext FROM sealed WHERE owner = $1 AND stream = $2 AND seq >= $3 AND seq < $4",
      {authority_.owner, stream, from, from + kChunk}, [&](const Row& row) {
        auto salt = base::ToArray<32>(row.Blob(2));
        Digest commitment = salt.ok() ? ledger::Commitment(*salt, row.Blob(3)) : Digest{};
        beside.sealed[{row.Integer(0), std::string(row.Text(1))}] = commitment;
        return Result<void>{};
      }));
  PM_TRY(engine_.Query("SELECT seq, part FROM erased_part WHERE owner = $1 AND stream = $2 AND seq >= $3 AND seq < $4",
                       {authority_.owner, stream, from, from + kChunk}, [&](const Row& row) {
                         beside.erased[{row.Integer(0), std::string(row.Text(1))}] = true;
                         return Result<void>{};
                       }));
  return beside;
}

Result<void> LogCheck::CheckChunk(std::int64_t from) {
  PM_ASSIGN(Beside beside, ReadBeside(from));
  std::int64_t next = from;
  PM_TRY(engine_.Query(
      "SELECT seq, body FROM event WHERE owner = $1 AND stream = $2 AND seq >= $3 AND seq < $4 ORDER BY seq",
      {authority_.owner, static_cast<int>(stream_), from, std::min(from + kChunk, size_)}, [&](const Row& row) {
        std::int64_t seq = row.Integer(0);
        if (seq != next) Find("event", next, "is missing");
        next = seq + 1;
        CheckEvent(seq, row.Blob(1), beside);
        return Result<void>{};
      }));
  if (next < std::min(from + kChunk, size_)) Find("event", next, "is missing");
  for (const auto& [key, commitment] : beside.sealed) {
    Find("sealed", key.first, "the part " + key.second + " belongs to no event");
  }
  return {};
}

void LogCheck::CheckEvent(std::int64_t seq, std::string_view body, Beside& beside) {
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
  if (!event.ok()) return Find("event", seq, event.error().message);
  if (event->owner != authority_.code || event->seq != seq) return Find("event", seq, "is another log's or place's");
  for (const model::SealedReference& reference : event->sealed) {
    auto found = beside.sealed.find({seq, reference.part});
    bool erased = beside.erased.contains({seq, reference.part});
    if (found == beside.sealed.end()) {
      if (!erased) Find("sealed", seq, "the part " + reference.part + " is missing and was not erased");
    } else {
      if (found->second != reference.commitment) {
        Find("sealed", seq, "the part " + reference.part + " is not what the event commits to");
      }
      beside.sealed.erase(found);
    }
  }
}

void LogCheck::CheckTile(std::int64_t seq, const Digest& leaf) {
  auto stored = tiles_.Stored(0, seq);
  if (!stored.ok()) {
    Find("tile", seq, stored.error().message);
  } else if (*stored != leaf) {
    if (unlike_tree_.size() < kUnlikeTreeMax) unlike_tree_.push_back(seq);
  }
}

// The tiles above the leaves against what the events give.
Result<void> LogCheck::CheckUpperTiles() {
  for (std::size_t level = 0; level < upper_.size(); ++level) {
    for (std::size_t i = 0; i < upper_[level].size(); ++i) {
      auto stored = tiles_.Stored(static_cast<int>(level) + 1, static_cast<std::int64_t>(i));
      std::int64_t first = static_cast<std::int64_t>(i) << (ledger::kTileHeight * (static_cast<int>(level) + 1));
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
  return {};
}

// Events that lie in the table and not in the log's size.
Result<void> LogCheck::FindEventsBeyond() {
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
  for (; met_ < expected_.size(); ++met_) {
    Find("checkpoint", frontier_.size(),
         expected_[met_].where + ": " + std::to_string(expected_[met_].size) + " events were signed and " +
             std::to_string(frontier_.size()) + " are there; the end of the log is lost");
  }
  std::stable_sort(report_.bad.begin(), report_.bad.end(),
                   [](const Finding& a, const Finding& b) { return a.seq < b.seq; });
}

}  // namespace proofmark::store
