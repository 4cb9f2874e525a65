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

 private:
  MappedFile() = default;
  const char* mapped_ = nullptr;
  std::size_t size_ = 0;
  std::string owned_;
};

// The whole file as a string. Errors as MappedFile::Open.
Result<std::string> ReadFile(const std::string& path, std::uint64_t bytes_max);

// Writes beside the file, syncs, renames over it, syncs the folder. `mode` as in chmod: 0600 for anything secret.
Result<void> WriteFileDurably(const std::string& path, std::string_view bytes, unsigned mode);

// Makes a folder with mode 0700 where there is none (its parent must exist), and syncs the parent.
Result<void> MakePrivateFolder(const std::string& path);

// A WriteWatch is told of each step of the two functions above before it is taken, and may refuse it: how a test fills
// a disk, breaks it, or cuts the power between two steps.
class WriteWatch {
 public:
  enum class Step { kMakeFolder, kCreate, kWrite, kSync, kRename, kSyncFolder };
  virtual ~WriteWatch() = default;
  // `path` is the file or folder concerned; of a rename, the new name. 0 lets the step be taken; an errno refuses it.
  virtual int Before(Step step, const std::string& path) = 0;
};

// For tests only, and not while another thread writes. The watch must outlive its use; nullptr ends it.
void SetWriteWatch(WriteWatch* watch);

}  // namespace proofmark::base
