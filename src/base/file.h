// SPDX-License-Identifier: Apache-2.0
// Files, read whole and written so that a power cut leaves the old content or the new, never a mixture.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace proofmark::base {

// The content of a file mapped into memory, read-only; "-" is standard input read to its end. Moves, never copies.
class MappedFile {
 public:
  // Errors: kNotFound, kForbidden, kTooLarge (past bytes_max), kUnavailable (cannot be read).
  static Result<MappedFile> Open(const std::string& path, std::uint64_t bytes_max);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  std::string_view bytes() const { return mapped_ != nullptr ? std::string_view(mapped_, size_) : owned_; }
  // A copy of some of its bytes, read from the file: an error of the disk is an answer here, where bytes() would end
  // the program. False where they cannot be read, or are not there. Safe from any thread.
  bool Read(std::uint64_t offset, char* to, std::size_t size) const;

 private:
  MappedFile() = default;
  int fd_ = -1;  // of what is mapped
  const char* mapped_ = nullptr;
  std::size_t size_ = 0;
  std::string owned_;
};

// The whole file as a string. Errors as MappedFile::Open.
Result<std::string> ReadFile(const std::string& path, std::uint64_t bytes_max);

// Writes beside the file, syncs, renames over it, syncs the folder. `mode` as in chmod: 0600 for anything secret.
Result<void> WriteFileDurably(const std::string& path, std::string_view bytes, unsigned mode);

// A file that is written piece by piece under another name (PATH.new) and takes its own once it is whole: until then
// nobody sees it. One program at a time writes it; what a killed one left is written over by the next, or removed.
//
//   PM_ASSIGN(DurableFile file, DurableFile::Create(path, 0600));
//   PM_TRY(file.Write(bytes));
//   PM_TRY(file.WriteAt(0, header));
//   PM_TRY(file.Keep());                 // synced, renamed, its folder synced
//
// Errors: kConflict (another program writes it at the moment), then those of WriteFileDurably. Without Keep nothing is
// left of it. Moves, never copies.
class DurableFile {
 public:
  static Result<DurableFile> Create(const std::string& path, unsigned mode);
  DurableFile(DurableFile&& other) noexcept;
  DurableFile& operator=(DurableFile&& other) = delete;
  DurableFile(const DurableFile&) = delete;
  DurableFile& operator=(const DurableFile&) = delete;
  ~DurableFile();

  // Behind what was written before.
  Result<void> Write(std::string_view bytes);
  // Over what was written, or behind it: the next Write goes on where the last one ended.
  Result<void> WriteAt(std::uint64_t offset, std::string_view bytes);
  Result<void> Keep();

 private:
  DurableFile(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}
  std::string path_;
  int fd_;
  std::uint64_t written_ = 0;
};

// Removes what a program that was killed left of a DurableFile. Where another one writes it at the moment, it stays.
Result<void> RemoveUnfinished(const std::string& path);

// Removes a file where there is one; durable when it returns. Errors: kForbidden, kUnavailable.
Result<void> RemoveFileDurably(const std::string& path);

// Makes a folder with mode 0700 where there is none (its parent must exist), and syncs the parent.
Result<void> MakePrivateFolder(const std::string& path);

// A WriteWatch is told of each step of the functions above before it is taken, and may refuse it: how a test fills
// a disk, breaks it, or cuts the power between two steps.
class WriteWatch {
 public:
  enum class Step { kMakeFolder, kCreate, kWrite, kSync, kRename, kSyncFolder, kRemove };
  virtual ~WriteWatch() = default;
  // `path` is the file or folder concerned; of a rename, the new name. 0 lets the step be taken; an errno refuses it.
  virtual int Before(Step step, const std::string& path) = 0;
};

// For tests only, and not while another thread writes. The watch must outlive its use; nullptr ends it.
void SetWriteWatch(WriteWatch* watch);

}  // namespace proofmark::base
