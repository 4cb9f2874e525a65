// SPDX-License-Identifier: Apache-2.0
// LargePages is an allocator for arrays of many megabytes that are filled or sorted in no order of their places.
//
//   std::vector<Entry, LargePages<Entry>> entries;
//
// Each first touch of a page costs, and a processor knows where a few thousand of them lie: pages of 2 MiB, where the
// system has them, are few. Small arrays are as without it. Safe from any thread.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <new>

namespace proofmark::match {

inline constexpr std::size_t kLargePage = 2U << 20;

template <typename T>
struct LargePages {
  using value_type = T;

  LargePages() = default;
  template <typename U>
  LargePages(const LargePages<U>&) {}  // NOLINT(google-explicit-constructor): what an allocator is asked for

  static bool Large(std::size_t count) { return count * sizeof(T) >= 4 * kLargePage; }
  T* allocate(std::size_t count) {
    if (!Large(count)) return static_cast<T*>(::operator new(count * sizeof(T)));
    void* const at = ::operator new (count * sizeof(T), std::align_val_t{kLargePage});
    // A wish: where it is not granted all is slower and as right.
    ::madvise(at, count * sizeof(T) / kLargePage * kLargePage, MADV_HUGEPAGE);
    return static_cast<T*>(at);
  }
  void deallocate(T* at, std::size_t count) {
    if (!Large(count)) return ::operator delete(at);
    ::operator delete (at, std::align_val_t{kLargePage});
  }
  bool operator==(const LargePages&) const = default;
};

}  // namespace proofmark::match
