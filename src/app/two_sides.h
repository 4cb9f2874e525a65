// SPDX-License-Identifier: Apache-2.0
// TwoSides are the records of a node that are in somebody's hand, and those that somebody looks for: what reactions
// compare with each other, and nothing else.
//
//   PM_ASSIGN(TwoSides sides, ReadTwoSides(store, everything, words, index));
//   sides.looked_for.index;                              // few records against many
//   sides.in_hand.event_of.at("XB.item.01J9...");        // the event by which it is in hand
//
// Cost: every life event that stands is read, about a microsecond each.
#pragma once

#include <string>
#include <unordered_map>

#include "base/result.h"
#include "match/marks/mark_index.h"
#include "store/store.h"
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

base::Result<TwoSides> ReadTwoSides(store::Store& store, const store::View& everything, const vocab::Vocabulary& words,
                                    const match::MarkIndex& all);

}  // namespace proofmark::app
