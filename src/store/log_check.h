// SPDX-License-Identifier: Apache-2.0
// A LogCheck reads one log from its first event to its last and says everywhere that it is not what was signed.
// It is the work behind Audit::Verify, and a slice at a time behind Scrub; memory is bounded whatever the log's length.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "ledger/checkpoint.h"
#include "store/audit.h"
#include "store/part_check.h"
#include "store/row_check.h"

namespace proofmark::store {

class LogCheck {
 public:
  // Events of a record log go to `rows` as well, where that is not nothing.
  LogCheck(Engine& engine, KeyStore& keys, const Authority& authority, Stream stream, RowCheck* rows);

  // A signed note that the log must contain; `where` says in a finding which one it is.
  void Expect(const std::string& note, const std::string& where);
  // The whole log. Adds the number of events read to `events`.
  base::Result<void> Run(const Progress& progress, std::int64_t& events);
  // At most `count` events from `from` on, a multiple of kTileWidth; the tree before it is believed. At the end of the
  // log also what belongs to the whole. Returns where the next slice begins: behind the last event at the end.
  base::Result<std::int64_t> RunSlice(std::int64_t from, std::int64_t count);
  // A finding of somebody else about this log.
  void Take(Finding finding) { Find(std::move(finding.table), finding.seq, std::move(finding.why)); }
  // Behind Run or RunSlice, outside of the reading transaction. Once.
  base::Result<LogReport> Finish();

  // Whether the log ended in the slice.
  bool at_end() const { return next_ >= size_; }

 private:
  struct Expectation {
    std::int64_t size;
    base::Digest root;
    std::int64_t epoch;
    std::string where;
  };

  void Find(std::string table, std::int64_t seq, std::string why);
  PartCheck::Found Finder();
  base::Result<void> ReadHead(std::int64_t after, std::int64_t count);
  void MeetExpectations();
  base::Result<void> StartAt(std::int64_t from);
  base::Result<void> CheckChunk(std::int64_t from, std::int64_t to);
  base::Result<void> CheckEvent(std::int64_t seq, const Row& row);
  void CheckTile(std::int64_t seq, const base::Digest& leaf);
  void CheckUpperTiles();
  void CheckStoredUpperTiles();
  base::Result<void> CheckTileShapes();
  base::Result<void> FindBeyond();
  void Conclude();

  Engine& engine_;
  Authority authority_;
  Stream stream_;
  TileReader tiles_;
  PartCheck parts_;
  RowCheck* rows_;
  LogReport report_;
  std::int64_t size_ = 0;
  std::int64_t from_ = 0;          // of the slice
  std::int64_t next_ = 0;          // the first event not read
  bool rooted_ = true;             // whether the tree before the slice can be read, so that roots can be compared
  std::int64_t best_note_ = -1;    // size of the largest note
  std::int64_t proved_size_ = -1;  // size of the largest note whose root the events gave
  std::vector<Expectation> expected_;
  std::size_t met_ = 0;
  ledger::Frontier frontier_;
  std::vector<std::vector<base::Digest>> upper_;  // by tile level from 1: roots of full tiles, as the events give them
  ledger::Frontier in_tile_;
  std::vector<std::int64_t> unlike_tree_;  // events whose digest is not the stored leaf
};

}  // namespace proofmark::store
