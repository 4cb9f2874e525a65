// SPDX-License-Identifier: Apache-2.0
#include "match/image/image_memory.h"

#include <sys/mman.h>

#include <cstring>
#include <utility>

#include "base/assert.h"
#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#endif
#endif
#if !defined(ASAN_POISON_MEMORY_REGION)
#define ASAN_POISON_MEMORY_REGION(begin, bytes)
#define ASAN_UNPOISON_MEMORY_REGION(begin, bytes)
#endif

namespace proofmark::match {

using base::Result;

namespace {
constexpr std::uint64_t kLargePage = 2U << 20;
}

ImageMemory ImageMemory::Of(std::uint64_t bytes) {
  ImageMemory out;
  out.size_ = bytes;
  // One page more than needed, so that a whole number of large ones fits whatever address the system gives.
  out.reserved_ = (bytes / kLargePage + 2) * kLargePage;
  void* at = ::mmap(nullptr, out.reserved_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  PM_ASSERT(at != MAP_FAILED);
  out.reservation_ = static_cast<char*>(at);
  const auto address = reinterpret_cast<std::uintptr_t>(at);
  out.data_ = out.reservation_ + ((address + kLargePage - 1) / kLargePage * kLargePage - address);
  // A wish: where it is not granted the index is slower and as right. Small ones would only waste the page.
  if (bytes >= kLargePage) ::madvise(out.data_, (bytes + kLargePage - 1) / kLargePage * kLargePage, MADV_HUGEPAGE);
  // Whoever reads behind the image is found out where a sanitizer looks.
  ASAN_POISON_MEMORY_REGION(out.data_ + bytes, out.reservation_ + out.reserved_ - (out.data_ + bytes));
  return out;
}

Result<ImageMemory> ImageMemory::Map(const std::string& path) {
  PM_ASSIGN(base::MappedFile file, base::MappedFile::Open(path, kImageBytesMax));
  ImageMemory out;
  out.file_.emplace(std::move(file));
  return out;
}

Result<ImageMemory> ImageMemory::Read(const std::string& path) {
  PM_ASSIGN(base::MappedFile file, base::MappedFile::Open(path, kImageBytesMax));
  ImageMemory out = Of(file.bytes().size());
  std::memcpy(out.data_, file.bytes().data(), file.bytes().size());
  return out;
}

bool ImageMemory::Read(std::uint64_t offset, char* to, std::size_t size) const {
  if (file_) return file_->Read(offset, to, size);
  if (offset > size_ || size > size_ - offset) return false;
  std::memcpy(to, data_ + offset, size);
  return true;
}

ImageMemory::ImageMemory(ImageMemory&& other) noexcept { *this = std::move(other); }

ImageMemory& ImageMemory::operator=(ImageMemory&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  std::swap(reserved_, other.reserved_);
  std::swap(reservation_, other.reservation_);
  std::swap(file_, other.file_);
  return *this;
}

ImageMemory::~ImageMemory() {
  if (reservation_ == nullptr) return;
  ASAN_UNPOISON_MEMORY_REGION(reservation_, reserved_);
  ::munmap(reservation_, reserved_);
}

}  // namespace proofmark::match
