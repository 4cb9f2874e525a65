// SPDX-License-Identifier: Apache-2.0
// ImageMemory is where the image of an index lies: in memory of its own, on pages of 2 MiB where the system has them,
// or in a file that is mapped read-only.
//
//   ImageMemory memory = ImageMemory::Of(bytes);         // zeros
//   PM_ASSIGN(ImageMemory mapped, ImageMemory::Map(path));
//   PM_ASSIGN(ImageMemory copied, ImageMemory::Read(path));
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

inline constexpr std::uint64_t kImageBytesMax = 1ULL << 40;

class ImageMemory {
 public:
  ImageMemory() = default;
  static ImageMemory Of(std::uint64_t bytes);
  static base::Result<ImageMemory> Map(const std::string& path);
  static base::Result<ImageMemory> Read(const std::string& path);
  ImageMemory(ImageMemory&& other) noexcept;
  ImageMemory& operator=(ImageMemory&& other) noexcept;
  ImageMemory(const ImageMemory&) = delete;
  ImageMemory& operator=(const ImageMemory&) = delete;
  ~ImageMemory();

  std::string_view bytes() const { return file_ ? file_->bytes() : std::string_view(data_, size_); }
  // As base::MappedFile::Read.
  bool Read(std::uint64_t offset, char* to, std::size_t size) const;
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
