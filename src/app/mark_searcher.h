// SPDX-License-Identifier: Apache-2.0
// A MarkSearcher keeps the index of all marks of the node, up to date with its logs, and what is needed to search it.
//
//   PM_ASSIGN(auto searcher, MarkSearcher::Make(words));
//   PM_TRY(searcher->Refresh(store, everything));
//   match::Search(searcher->index(), view, words, searcher->tables(), query);
//
// The index is of all records, whoever may see them; a search tests its View row by row. Refresh reads the records anew
// where a log has grown since, in about 6 microseconds a record.
// Refresh and searches take turns: whoever searches holds Lock().
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/result.h"
#include "match/marks/mark_index.h"
#include "match/marks/mark_reader.h"
#include "match/marks/match_tables.h"
#include "store/store.h"
#include "vocab/vocabulary.h"

namespace proofmark::app {

class MarkSearcher {
 public:
  static base::Result<std::unique_ptr<MarkSearcher>> Make(const vocab::Vocabulary& words);

  // `everything` sees all records: the index of a node knows them, its searches do not tell them.
  base::Result<void> Refresh(store::Store& store, const store::View& everything);

  const match::MarkReader& reader() const { return reader_; }
  const match::MatchTables& tables() const { return tables_; }
  const match::MarkIndex& index() const { return *index_; }
  // When the newest event of an owner's that the index holds was recorded.
  base::Instant as_of(const std::string& owner) const {
    auto found = as_of_.find(owner);
    return found == as_of_.end() ? base::Instant{} : found->second;
  }
  std::unique_lock<std::mutex> Lock() { return std::unique_lock(mutex_); }

 private:
  MarkSearcher(match::MarkReader reader, match::MatchTables tables)
      : reader_(std::move(reader)), tables_(std::move(tables)), index_(std::make_unique<match::MarkIndex>()) {}

  match::MarkReader reader_;
  match::MatchTables tables_;
  std::unique_ptr<match::MarkIndex> index_;
  std::map<std::string, std::int64_t> sizes_;  // of the logs that the index has read
  std::map<std::string, base::Instant> as_of_;
  std::mutex mutex_;
};

// The numbers of a mark on record: as it reads, and as its parts read in another order or joined.
std::vector<match::MarkReading> NumbersOf(const match::MarkReader& reader, const store::MarkRow& mark,
                                          const std::string& type);

// Numbers that stand apart in one text and may be one: "A / B" as AB.
std::vector<match::MarkReading> JoinedNumbers(const std::vector<match::MarkReading>& numbers);

}  // namespace proofmark::app
