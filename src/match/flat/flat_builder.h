// SPDX-License-Identifier: Apache-2.0
// A FlatBuilder takes in records in any order and makes a FlatIndex of them.
//
//   FlatBuilder builder;
//   builder.Reserve(20'000'000);
//   PM_TRY(builder.Add("A12345", {.make = 7, .calibre = 3}, 0));
//   FlatIndex index = std::move(builder).Build();
//
// Takes 24 bytes a record until it builds, and while it does those, four more, and the index, at the most. Errors of
// Add, first that applies: kInvalid (no symbol, or one that is not A-Z 0-9), kTooLarge (longer than kFlatNumberMax,
// more than kFlatRecordsMax records). One thread at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "match/flat/flat_index.h"

namespace proofmark::match {

class FlatBuilder {
 public:
  void Reserve(std::size_t records) { entries_.reserve(records); }
  base::Result<void> Add(std::string_view number, const FlatFields& fields, std::uint32_t row);
  // All records of an index, as they are.
  void Add(const FlatParts& parts);
  // Whether Add would take a number: its first two errors, and that it is too long.
  static base::Result<void> Check(std::string_view number);
  std::size_t records() const { return entries_.size(); }
  FlatIndex Build() &&;

  struct Entry {
    std::uint64_t key = 0;
    std::uint64_t rest = 0;  // letters, make, calibre, from the top
    std::uint32_t row = 0;
    std::uint32_t tail = 0;  // of tails_
  };
  using Entries = std::vector<Entry>;

 private:
  Entries entries_;
  std::vector<std::string> tails_;
};

}  // namespace proofmark::match
