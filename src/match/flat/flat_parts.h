// SPDX-License-Identifier: Apache-2.0
// FlatParts are the arrays of a FlatIndex where they lie in one image: built in memory, or mapped from a snapshot.
//
//   PM_ASSIGN(FlatParts parts, PartsOf(image));
//   parts.keys[17]; parts.told[17].row();         // the number at place 17, and whose it is
//
// Places are in the order of key, letters, make, calibre, row. docs/reference/flat_index.md has the image byte by byte:
// a header, its digest, and the sections, each at a multiple of 64. PartsOf believes nothing: behind it no offset of
// the image leads out of it, whatever else its bytes say. Errors: kUnsupported (another version, or another byte
// order), kCorrupt. Plain views: valid as long as the image. Safe from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "match/flat/flat_filter.h"
#include "match/flat/flat_told.h"
#include "match/flat/flat_tree.h"
#include "match/image/image_header.h"

namespace proofmark::match {

enum class FlatSection : std::uint32_t {
  kKeys,
  kTold,   // FlatTold
  kByEnd,  // places in the order of end, make, calibre, row
  kHeadLevels,
  kHeadNodes,
  kHeadPlaces,
  kEndLevels,
  kEndNodes,
  kEndPlaces,     // into kByEnd
  kFilterBegins,  // of each of its groups
  kFilter,
  kLeastRows,     // of each block of kFlatBlock places
  kEndKinds,      // of each block of kByEnd: words of FlatEndKinds
  kEndLeastRows,  // of each block of kByEnd
  kEarlyKeys,     // of the lowest rows, in their order
  kEarlyPlaces,
  kPairs,
  kPostings,
  kLongPlaces,
  kTailBegins,
  kTails,
};
inline constexpr std::size_t kFlatSections = 21;

inline constexpr std::uint32_t kFlatBlock = 128;
inline constexpr std::uint32_t kFlatRecordsMax = 0xFFFF0000U;
inline constexpr int kFlatHeadDepth = 5;
inline constexpr int kFlatEndDepth = 4;
inline constexpr std::uint32_t kFlatVersion = 2;

// A make and a calibre that stand together on some record.
struct FlatPair {
  std::uint16_t make = 0;
  std::uint16_t calibre = 0;
  std::uint32_t records = 0;
  std::uint32_t first = 0;   // of its postings: the places of its lowest rows, in their order
  std::uint32_t listed = 0;  // how many there are: all of its records where they are few

  bool is_complete() const { return listed >= records; }
};

using FlatHeader = ImageHeader<kFlatSections>;
inline constexpr ImageForm kFlatForm = {{'P', 'M', 'F', 'L', 'A', 'T', '\r', '\n'}, kFlatVersion, "an index of marks"};

struct FlatParts {
  std::uint32_t records = 0;
  std::uint64_t numbers = 0;
  std::span<const std::uint64_t> keys;
  std::span<const FlatTold> told;
  std::span<const std::uint32_t> by_end;
  FlatTree heads;
  FlatTree ends;
  FlatFilter filter;
  std::span<const std::uint32_t> least_rows;
  std::span<const std::uint64_t> end_kinds;
  std::span<const std::uint32_t> end_least_rows;
  std::span<const std::uint64_t> early_keys;
  std::span<const std::uint32_t> early_places;
  std::span<const FlatPair> pairs;  // by make and calibre
  std::span<const std::uint32_t> postings;
  std::span<const std::uint32_t> long_places;
  std::span<const std::uint32_t> tail_begins;
  std::string_view tails;

  // The symbols behind the twelfth of the number at a place; empty for most.
  std::string_view Tail(std::uint32_t place) const;
};

// Which makes and calibres a block of kByEnd may hold. Numbers of one end stand there in the order of make and calibre,
// so the first and the last of the block tell all, but for the seams at which another end begins.
struct FlatEndKinds {
  std::uint32_t first = 0;  // make * 256 + calibre
  std::uint32_t last = 0;
  int seams = 0;  // 2: two or more, and so anything

  static FlatEndKinds Of(std::uint64_t word) {
    return {static_cast<std::uint32_t>(word & 0xFFFFFF), static_cast<std::uint32_t>(word >> 24 & 0xFFFFFF),
            static_cast<int>(word >> 48)};
  }
  std::uint64_t Word() const {
    return first | static_cast<std::uint64_t>(last) << 24 | static_cast<std::uint64_t>(seams) << 48;
  }
  // Whether one from `low` to `high` may be there.
  bool Has(std::uint32_t low, std::uint32_t high) const {
    if (seams == 0) return first <= high && last >= low;
    return seams > 1 || first <= high || last >= low;
  }
};

// The three lowest bits of the keys of records of a make and calibre.
inline std::uint64_t FlatKindOf(std::uint16_t make, std::uint8_t calibre) {
  return ((make * 256U + calibre) * 0x9E3779B1U) >> 29;
}

// The header of an image: its form, its digest, and where its sections lie. Of its counts, `numbers` are different
// keys.
base::Result<FlatHeader> FlatHeaderOf(std::string_view image);
base::Result<FlatParts> PartsOf(std::string_view image);

}  // namespace proofmark::match
