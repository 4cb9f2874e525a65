// SPDX-License-Identifier: Apache-2.0
// A MarkSnapshot is a MarkIndex in a file: written whole under another name and renamed, opened by mapping it.
//
//   PM_TRY(SaveMarkSnapshot(index, R"({"logs":[...]})", "node.db.marks"));
//   PM_ASSIGN(MarkSnapshot snapshot, MarkSnapshot::Open("node.db.marks"));
//   if (snapshot.of() == expected) { PM_ASSIGN(MarkIndex index, snapshot.Index()); }
//   PM_TRY(snapshot.Verify());                    // every digest: reads all of it
//
// `of` is the writer's own text: of what the index is. Links are not in the file; Join and KeepApart tell them anew.
// Open proves the header and that text by their digests. Index proves every other byte by the sums of its MiB (a tenth
// of a second a gigabyte, where it lies in memory), and that no offset leads out of the file: no work for each record
// but that of looking at its numbers' places. Whoever forges a file with its digests and sums makes it answer wrongly,
// and no more. A file that is cut short while it is mapped ends the program (SIGBUS): it is replaced by renaming, never
// written over. docs/reference/mark_snapshot.md has the bytes.
//
// Errors of Open and Index: those of base::MappedFile; kUnsupported (another version or order of bytes), kCorrupt. Of
// Verify: kCorrupt. Of Save: those of base::DurableFile, kCancelled. Safe from any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "match/image/image_header.h"
#include "match/image/image_memory.h"
#include "match/marks/mark_index.h"

namespace proofmark::match {

enum class MarkSection : std::size_t {
  kOf,
  kRows,          // the bytes of each row (record_rows.cc), at multiples of kRowStep
  kPlaces,        // by row: where it begins, in steps
  kDescribed,     // by row: the number of its description
  kNames,         // packed: fronts of identifiers, kinds, positions
  kById,          // an IdTable of rows
  kWords,         // packed: of each field how many, then of each its code and its text
  kDescriptions,  // of each what the fields say: numbers of words
  kClasses,       // packed: owner, handling class, records, code of the owner
  kRuns,          // of each run of numbers how long its arrays are; they lie one behind the other in what follows
  kSymbols,
  kKeyBegins,
  kRowBegins,
  kNumberRows,
  kByEnd,
  kReversed,
  kReversedBegins,
  kForward,
  kBackward,
  kSums,  // ImageSums of all between header and here
};
inline constexpr std::size_t kMarkSections = 20;
inline constexpr std::uint32_t kMarkSnapshotVersion = 2;
inline constexpr std::size_t kSnapshotOfMax = std::size_t{1} << 20;  // bytes
inline constexpr std::size_t kSnapshotRunsMax = 64;

using MarkHeader = ImageHeader<kMarkSections>;
inline constexpr ImageForm kMarkForm = {
    {'P', 'M', 'M', 'A', 'R', 'K', '\r', '\n'}, kMarkSnapshotVersion, "the marks of a node"};

// `stop`: given up as soon as it is set; nullptr: never.
base::Result<void> SaveMarkSnapshot(const MarkIndex& index, std::string_view of, const std::string& path,
                                    const std::atomic<bool>* stop = nullptr);

class MarkSnapshot {
 public:
  static base::Result<MarkSnapshot> Open(const std::string& path);
  static base::Result<MarkSnapshot> Of(ImageMemory image);

  std::string_view of() const;
  std::uint64_t bytes() const { return image_->bytes().size(); }
  std::uint64_t records() const { return header_.records; }
  base::Result<MarkIndex> Index() const;
  base::Result<void> Verify() const;

 private:
  MarkSnapshot(std::shared_ptr<const ImageMemory> image, const MarkHeader& header)
      : image_(std::move(image)), header_(header) {}

  std::shared_ptr<const ImageMemory> image_;
  MarkHeader header_;
};

}  // namespace proofmark::match
