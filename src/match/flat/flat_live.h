// SPDX-License-Identifier: Apache-2.0
// A FlatLive is a FlatIndex and the records that came since it was built: they are found at once, and become part of
// the next index.
//
//   FlatLive live(std::move(index));
//   PM_TRY(live.Add("A12345", {.make = 7}, row));
//   live.Search(query);
//   if (live.fresh() > kFlatFreshUsual) live = FlatLive(live.Merged());
//
// Fresh records are asked one by one, 2 ns each where nothing comes near: as if they were in the index. Merged makes a
// new index of all and leaves this one as it is, so that it may run in another thread while this one is searched; what
// is added meanwhile has to be added to the new one as well. Errors of Add: those of FlatBuilder::Add. Not safe while
// Add runs; otherwise safe from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "match/flat/flat_builder.h"
#include "match/flat/flat_index.h"

namespace proofmark::match {

// Fresh records cost a search as much as the index itself from about here on.
inline constexpr std::size_t kFlatFreshUsual = 50'000;

class FlatLive {
 public:
  explicit FlatLive(FlatIndex index) : index_(std::move(index)) {}

  base::Result<void> Add(std::string_view number, const FlatFields& fields, std::uint32_t row);
  std::vector<FlatHit> Search(const FlatQuery& query, FlatWork* work = nullptr) const;

  const FlatIndex& index() const { return index_; }
  std::size_t fresh() const { return keys_.size(); }
  FlatIndex Merged() const;

 private:
  // The fresh ones as they came, in no order.
  FlatParts Fresh() const;

  FlatIndex index_;
  std::vector<std::uint64_t> keys_;
  std::vector<FlatTold> told_;
  std::vector<std::uint32_t> long_places_;
  std::vector<std::uint32_t> tail_begins_ = {0};
  std::string tails_;
};

}  // namespace proofmark::match
