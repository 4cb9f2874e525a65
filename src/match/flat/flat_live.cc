// SPDX-License-Identifier: Apache-2.0
#include "match/flat/flat_live.h"

#include <utility>

#include "match/flat/scan_baseline.h"

namespace proofmark::match {

using base::Result;

Result<void> FlatLive::Add(std::string_view number, const FlatFields& fields, std::uint32_t row) {
  PM_TRY(FlatBuilder::Check(number));
  const FlatNumber packed = FlatNumber::Of(number);
  if (!packed.tail.empty()) {
    long_places_.push_back(static_cast<std::uint32_t>(keys_.size()));
    tails_ += packed.tail;
    tail_begins_.push_back(static_cast<std::uint32_t>(tails_.size()));
  }
  keys_.push_back(packed.key);
  told_.push_back(FlatTold::Of(packed.letters, fields, row));
  return {};
}

FlatParts FlatLive::Fresh() const {
  FlatParts out;
  out.records = static_cast<std::uint32_t>(keys_.size());
  out.keys = keys_;
  out.told = told_;
  out.long_places = long_places_;
  out.tail_begins = tail_begins_;
  out.tails = tails_;
  return out;
}

std::vector<FlatHit> FlatLive::Search(const FlatQuery& query, FlatWork* work) const {
  BestHits best(query.most);
  FlatWork done;
  index_.Search(query, best, work != nullptr ? *work : done);
  ScanEveryKey(Fresh(), query, best);
  return std::move(best).Take();
}

FlatIndex FlatLive::Merged() const {
  FlatBuilder builder;
  builder.Reserve(index_.records() + keys_.size());
  builder.Add(index_.parts());
  builder.Add(Fresh());
  return std::move(builder).Build();
}

}  // namespace proofmark::match
