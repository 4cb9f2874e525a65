// SPDX-License-Identifier: Apache-2.0
// FlatMemory is where the image of an index lies: in memory of its own, on pages of 2 MiB where the system has them, or
// in a file that is mapped read-only.
//
//   FlatMemory memory = FlatMemory::Of(bytes);         // zeros
//   PM_ASSIGN(FlatMemory mapped, FlatMemory::Map(path));
//   PM_ASSIGN(FlatMemory copied, FlatMemory::Read(path));
//
// Large pages spare the first look at each page and make a search some percent faster (docs/reference/benchmarks.md):
// Read copies into them, Map begins at once. A file that is cut short while it is mapped ends the program (SIGBUS), so
// snapshots are replaced by renaming and never written over. Errors: those of base::MappedFile. Moves, never copies.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/result.h"

namespace proofmark::match {

inline constexpr std::uint64_t kFlatImageBytesMax = 1ULL << 40;

class FlatMemory {
 public:
  FlatMemory() = default;
  static FlatMemory Of(std::uint64_t bytes);
  static base::Result<FlatMemory> Map(const std::string& path);
  static base::Result<FlatMemory> Read(const std::string& path);
  FlatMemory(FlatMemory&& other) noexcept;
  FlatMemory& operator=(FlatMemory&& other) noexcept;
  FlatMemory(const FlatMemory&) = delete;
  FlatMemory& operator=(const FlatMemory&) = delete;
  ~FlatMemory();

  std::string_view bytes() const { return file_ ? file_->bytes() : std::string_view(data_, size_); }
  // To be filled; only of memory of its own.
  char* data() { return data_; }

 private:
  char* data_ = nullptr;
  std::uint64_t size_ = 0;
  std::uint64_t reserved_ = 0;
  char* reservation_ = nullptr;
  std::optional<base::MappedFile> file_;
};

}  // namespace proofmark::match
