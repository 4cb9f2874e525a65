// SPDX-License-Identifier: Apache-2.0
// A MarkSearcher keeps the index of all marks of the node, up to date with its logs, and what is needed to search it.
//
//   PM_ASSIGN(auto searcher, MarkSearcher::Make(words));
//   PM_TRY(searcher->Refresh(store, [&] { return policy.ViewOfEverything(classes); }));
//   auto reading = searcher->Lock();
//   match::Search(searcher->index(), view, words, searcher->tables(), query);
//
// The index is of all records, whoever may see them; a search tests its View row by row. Refresh asks how long the logs
// are, whoever wrote them, and takes in the records that further events are about; where those are too many, it reads
// all records anew, in about 6 microseconds a record.
//
// The first Refresh begins from a snapshot, where one is kept and may be believed (mark_snapshot_file.h), and takes in
// what came since; whatever is wrong with it, all records are read anew and `note` is told. SaveIfDue writes one where
// all was read anew or much was taken in. It answers alike with it and without it.
//
// Whoever searches holds Lock(), as many at once as like. One at a time refreshes, and reads while others search: they
// wait only while it puts in what it has read. Whoever finds another one reading waits for it, so that each finds what
// was written before he asked; but where that one has much to read (a register is being imported), kNotForMuch goes on
// with what the index holds, which as_of tells. Errors of Refresh: those of Store.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <vector>

#include "app/mark_snapshot_file.h"
#include "base/result.h"
#include "match/marks/mark_index.h"
#include "match/marks/mark_reader.h"
#include "match/marks/match_tables.h"
#include "store/store.h"
#include "vocab/vocabulary.h"

namespace proofmark::app {

// Events that are always taken in one by one. Behind more of them that are more than a twentieth of the records, all
// records are read anew.
inline constexpr std::int64_t kEventsTakenInMin = 2000;
// More of them are much.
inline constexpr std::int64_t kEventsWaitedForMax = 64;

// Fewer records are read anew at once: a snapshot would spare nobody's time.
inline constexpr std::int64_t kSnapshotRecordsMin = 20'000;
// Behind so many events, and one for so many records, a snapshot is written anew.
inline constexpr std::int64_t kSnapshotEventsMin = 2000;
inline constexpr std::int64_t kRecordsASnapshotEvent = 500;

// Whether and where a snapshot of the index is kept.
struct MarkKeeping {
  std::string path{};  // empty: none
  std::int64_t records_min = kSnapshotRecordsMin;
  std::function<void(const std::string& what)> note{};  // of a snapshot that was not believed
};

class MarkSearcher {
 public:
  static base::Result<std::unique_ptr<MarkSearcher>> Make(const vocab::Vocabulary& words, MarkKeeping keeping = {});

  // Makes a view that sees all records: the index of a node knows them, its searches do not tell them. Asked for behind
  // the logs' lengths, so that no handling class is younger than the view.
  using Everything = std::function<base::Result<store::View>()>;
  enum class Wait { kAlways, kNotForMuch };
  base::Result<void> Refresh(store::Store& store, const Everything& everything, Wait wait = Wait::kAlways);

  const match::MarkReader& reader() const { return reader_; }
  const match::MatchTables& tables() const { return tables_; }
  const match::MarkIndex& index() const { return *index_; }
  // When the newest event of an owner's that the index holds was recorded.
  base::Instant as_of(const std::string& owner) const {
    auto found = as_of_.find(owner);
    return found == as_of_.end() ? base::Instant{} : found->second;
  }
  std::shared_lock<std::shared_mutex> Lock() { return std::shared_lock(mutex_); }
  // Events of the logs that the index has not taken in: how far behind other programs' writing it is.
  base::Result<std::int64_t> Lag(store::Store& store);

  // Writes a snapshot where one is kept and is due. True where it was written. Searches go on meanwhile; a Refresh
  // waits while four bytes a record are copied. `stop`: as of MarkSnapshotFile::Save, and so are the errors.
  base::Result<bool> SaveIfDue(store::Store& store, const std::atomic<bool>* stop = nullptr);
  const MarkSnapshotFile& snapshot() const { return snapshot_; }

 private:
  using Sizes = MarksRead::Sizes;
  // What the logs say beyond what the index holds.
  struct News {
    std::vector<match::IndexedRecord> records;
    bool links = false;  // some came or went
  };
  bool Covers(const Sizes& sizes);
  bool TakeTurn(std::unique_lock<std::timed_mutex>& turn, Wait wait) const;
  // Of a log that has come since nothing was read.
  std::int64_t ReadOf(const std::string& owner) const;
  // -1 where nothing was read yet, or a log is not the one that was: it is shorter.
  std::int64_t EventsBeyond(const Sizes& sizes) const;
  base::Result<News> ReadNews(store::Store& store, const store::View& everything, const Sizes& sizes) const;
  base::Result<std::unique_ptr<match::MarkIndex>> ReadAll(store::Store& store, const store::View& everything,
                                                          const Sizes& sizes) const;
  base::Result<void> BeginFromSnapshot(store::Store& store, const Everything& everything);
  base::Result<void> TakeAll(store::Store& store, const store::View& everything, MarksRead read);
  base::Result<void> TakeNews(store::Store& store, const store::View& everything, MarksRead read);
  void PutIn(News news, const std::vector<store::StoredLink>& links);
  bool IsDue() const;

  MarkSearcher(match::MarkReader reader, match::MatchTables tables, MarkSnapshotFile snapshot, MarkKeeping keeping)
      : reader_(std::move(reader)),
        tables_(std::move(tables)),
        index_(std::make_unique<match::MarkIndex>()),
        snapshot_(std::move(snapshot)),
        keeping_(std::move(keeping)) {}

  match::MarkReader reader_;
  match::MatchTables tables_;
  std::unique_ptr<match::MarkIndex> index_;
  MarksRead read_;  // of the logs
  std::map<std::string, base::Instant> as_of_;
  MarkSnapshotFile snapshot_;
  MarkKeeping keeping_;
  bool begun_ = false;           // with a snapshot or without
  bool is_useless_ = false;      // what lay there was refused
  bool is_saved_ = false;        // the snapshot has all but the unsaved ones
  std::int64_t unsaved_ = 0;     // events
  std::int64_t anew_ = 0;        // how often all was read
  std::shared_mutex mutex_;      // of index, read_ and as_of_: held alone by whoever changes them
  std::timed_mutex refreshing_;  // of whoever reads the logs; nobody else changes them, nor what is said of snapshots
  std::mutex saving_;            // of whoever writes a snapshot
  std::atomic<bool> reads_much_ = false;
};

// The numbers of a mark on record: as it reads, and as its parts read in another order or joined.
std::vector<match::MarkReading> NumbersOf(const match::MarkReader& reader, const store::MarkRow& mark,
                                          const std::string& type);

// Numbers that stand apart in one text and may be one: "A / B" as AB.
std::vector<match::MarkReading> JoinedNumbers(const std::vector<match::MarkReading>& numbers);

}  // namespace proofmark::app
