// SPDX-License-Identifier: Apache-2.0
// A LogCheck reads one log from its first event to its last and says everywhere that it is not what was signed.
// It is the work behind Audit::Verify; memory is bounded whatever the log's length.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "ledger/checkpoint.h"
#include "store/audit.h"

namespace proofmark::store {

class LogCheck {
 public:
  LogCheck(Engine& engine, const Authority& authority, Stream stream);

  // A signed note that the log must contain; `where` says in a finding which one it is.
  void Expect(const std::string& note, const std::string& where);
  // Once. Adds the number of events read to `events`.
  base::Result<LogReport> Run(const Progress& progress, std::int64_t& events);

 private:
  struct Expectation {
    std::int64_t size;
    base::Digest root;
    std::string where;
  };
  // What lies beside the events of a chunk, by seq and part.
  struct Beside {
    std::map<std::pair<std::int64_t, std::string>, base::Digest> sealed;
    std::map<std::pair<std::int64_t, std::string>, bool> erased;
  };

  void Find(std::string table, std::int64_t seq, std::string why);
  base::Result<void> ReadHead();
  void MeetExpectations();
  base::Result<Beside> ReadBeside(std::int64_t from);
  base::Result<void> CheckChunk(std::int64_t from);
  void CheckEvent(std::int64_t seq, std::string_view body, Beside& beside);
  void CheckTile(std::int64_t seq, const base::Digest& leaf);
  base::Result<void> CheckUpperTiles();
  base::Result<void> FindEventsBeyond();
  void Conclude();

  Engine& engine_;
  Authority authority_;
  Stream stream_;
  TileReader tiles_;
  LogReport report_;
  std::int64_t size_ = 0;
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
