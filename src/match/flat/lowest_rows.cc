// SPDX-License-Identifier: Apache-2.0
#include "match/flat/lowest_rows.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace proofmark::match {

namespace {

constexpr std::uint32_t kPostingShare = 4096;  // of all records, one in so many is listed of one pair at the most
constexpr std::uint32_t kPostingsLeast = 64;
constexpr std::uint32_t kEarlyShare = 64;
constexpr std::uint32_t kEarlyLeast = 8192;
constexpr std::uint32_t kEarlyMax = 1U << 19;

using Entries = FlatBuilder::Entries;

// The places of some of the lowest rows. Twice as many are held, and the higher half of them put away when that is
// full.
class LowestRows {
 public:
  explicit LowestRows(std::size_t most) : most_(most) {}

  void Add(std::uint32_t row, std::uint32_t place) {
    if (row > highest_) return;
    rows_.emplace_back(row, place);
    if (rows_.size() == 2 * most_) Keep();
  }
  // Puts their places behind those that are there, in the order of their rows.
  void TakeTo(std::vector<std::uint32_t>& places) {
    if (rows_.size() > most_) Keep();
    std::sort(rows_.begin(), rows_.end());
    for (const auto& [row, place] : rows_) places.push_back(place);
    rows_ = {};
  }

 private:
  void Keep() {
    const auto last = rows_.begin() + static_cast<std::ptrdiff_t>(most_ - 1);
    std::nth_element(rows_.begin(), last, rows_.end());
    highest_ = last->first;
    rows_.resize(most_);
  }

  std::size_t most_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> rows_;  // row and place
  std::uint32_t highest_ = ~0U;                                // that may still be one of them
};

}  // namespace

FlatPairs PairsOf(const Entries& entries) {
  const std::size_t most = std::max<std::size_t>(kPostingsLeast, entries.size() / kPostingShare);
  struct Kind {
    std::uint32_t code = 0;
    std::uint32_t records = 0;
    LowestRows lowest;
  };
  std::vector<Kind> kinds;
  std::unordered_map<std::uint32_t, std::size_t> at;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto code = static_cast<std::uint32_t>(entries[i].rest >> 16 & 0xFFFFFF);
    const auto [found, is_new] = at.try_emplace(code, kinds.size());
    if (is_new) kinds.push_back({.code = code, .records = 0, .lowest = LowestRows(most)});
    Kind& kind = kinds[found->second];
    ++kind.records;
    kind.lowest.Add(entries[i].row, static_cast<std::uint32_t>(i));
  }
  std::sort(kinds.begin(), kinds.end(), [](const Kind& one, const Kind& other) { return one.code < other.code; });
  FlatPairs out;
  for (Kind& kind : kinds) {
    FlatPair pair{.make = static_cast<std::uint16_t>(kind.code >> 8),
                  .calibre = static_cast<std::uint16_t>(kind.code & 255),
                  .records = kind.records,
                  .first = static_cast<std::uint32_t>(out.postings.size())};
    kind.lowest.TakeTo(out.postings);
    pair.listed = static_cast<std::uint32_t>(out.postings.size()) - pair.first;
    out.rows.push_back(pair);
  }
  return out;
}

std::vector<std::uint32_t> EarlyPlaces(const Entries& entries) {
  LowestRows lowest(std::clamp<std::size_t>(entries.size() / kEarlyShare, kEarlyLeast, kEarlyMax));
  for (std::size_t i = 0; i < entries.size(); ++i) {
    lowest.Add(entries[i].row, static_cast<std::uint32_t>(i));
  }
  std::vector<std::uint32_t> out;
  lowest.TakeTo(out);
  return out;
}

}  // namespace proofmark::match
