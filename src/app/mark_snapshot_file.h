// SPDX-License-Identifier: Apache-2.0
// A MarkSnapshotFile is where the snapshot of a node's index lies, and what it has to say to be believed.
//
//   MarkSnapshotFile file(MarkSnapshotFile::PathFor("sqlite:node.db", ""), words.version());  // "node.db.marks"
//   PM_TRY(file.Save(store, index, read));
//   PM_ASSIGN(auto found, file.Open(store));        // the index, and how far it has read the logs
//
// It is believed only where it belongs to this user, was made by this very build of the program with this vocabulary
// from rows that were not made anew since, and is of this database: each owner's number and key are the same, each log
// is as long as what was read of it or longer, and had the same root at that length; and the handling classes of which
// the index knows say the same. All else is refused. docs/reference/mark_snapshot.md tells what lies in the file.
//
// Errors of Open, first that applies: kNotFound (there is none), kForbidden, kCorrupt, kUnsupported, kPrecondition (it
// is of something else; the message says what); those of Store. Of Save: those of Store, of base::DurableFile
// (kConflict: another program writes it), kCancelled. Safe from any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <string>

#include "base/result.h"
#include "match/marks/mark_index.h"
#include "store/store.h"

namespace proofmark::app {

// How far an index has read the logs of a node.
struct MarksRead {
  using Sizes = std::map<std::string, std::int64_t>;
  Sizes sizes;            // events that were taken in, by owner
  Sizes reach;            // events of which something may be in the index: as many, or more
  std::string rows_made;  // of the store, before anything was read
};

class MarkSnapshotFile {
 public:
  // Of an embedded database without a folder: beside it. Of a server's: in the folder, nowhere where none is named.
  static std::string PathFor(const std::string& url, const std::string& folder);

  // An empty path: none is kept.
  MarkSnapshotFile(std::string path, std::string vocabulary);

  bool is_kept() const { return !path_.empty(); }
  const std::string& path() const { return path_; }

  struct Found {
    match::MarkIndex index;  // without links
    MarksRead read;
  };
  // Removes what a program that was killed while it wrote has left.
  base::Result<Found> Open(store::Store& store) const;
  // `stop`: given up as soon as it is set; nullptr: never.
  base::Result<void> Save(store::Store& store, const match::MarkIndex& index, const MarksRead& read,
                          const std::atomic<bool>* stop = nullptr) const;
  // Durable when it returns.
  base::Result<void> Remove() const;

 private:
  base::Result<std::string> TextOf(store::Store& store, const MarksRead& read) const;
  base::Result<MarksRead> ReadOf(store::Store& store, std::string_view text) const;

  std::string path_;
  std::string vocabulary_;
};

}  // namespace proofmark::app
