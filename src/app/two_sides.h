// SPDX-License-Identifier: Apache-2.0
// TwoSides are the records of a node that are in somebody's hand, and those that somebody looks for: what reactions
// compare with each other, and nothing else.
//
//   SideReader reader(store, everything, words, index);
//   PM_TRY(reader.AddAll());                                  // or, of what little a command touched, Add({17, 4711})
//   reader.sides().looked_for.index;                          // few records against many
//   reader.sides().in_hand.event_of.at("XB.item.01J9...");    // the event by which it is in hand
//
// Cost: AddAll reads every life event that stands, about a microsecond and a kilobyte each; Add those of the weapons of
// its rows, some fifty microseconds a record. One or the other. Errors: those of Store. One thread at a time; the index
// and all else must outlive a reader and not change meanwhile.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "match/marks/mark_index.h"
#include "store/store.h"
#include "trace/custody.h"
#include "vocab/vocabulary.h"

namespace proofmark::app {

struct SideRecords {
  match::MarkIndex index;                                 // records with a number, and nothing else
  std::unordered_map<std::string, std::string> event_of;  // by record: the event that puts it on this side
};

struct TwoSides {
  SideRecords in_hand;
  SideRecords looked_for;
  std::unordered_map<std::string, std::int64_t> seq_of;  // of those events, in their owner's log
};

class SideReader {
 public:
  SideReader(store::Store& store, const store::View& everything, const vocab::Vocabulary& words,
             const match::MarkIndex& all)
      : store_(store), everything_(everything), words_(words), all_(all) {}

  // Rows that were added before are passed over.
  base::Result<void> Add(std::span<const std::size_t> rows);
  base::Result<void> AddAll();
  const TwoSides& sides() const { return sides_; }

 private:
  base::Result<void> ReadLife(std::size_t row);
  void Tell(const std::string& owner, const store::StoredLife& life);
  void Place(std::size_t row);
  std::vector<trace::CustodyEvent> OfWeapon(std::size_t row) const;
  void Put(SideRecords& side, std::size_t row, const std::optional<std::string>& event);

  store::Store& store_;
  const store::View& everything_;
  const vocab::Vocabulary& words_;
  const match::MarkIndex& all_;
  TwoSides sides_;
  std::unordered_map<std::string, std::vector<trace::CustodyEvent>> events_;  // by record
  std::unordered_map<std::string, std::int64_t> seqs_;                        // of those that may put one on a side
  std::unordered_set<std::size_t> added_;
  std::unordered_set<std::size_t> read_;
};

}  // namespace proofmark::app
