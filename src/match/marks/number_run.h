// SPDX-License-Identifier: Apache-2.0
// A NumberRun is the numbers of many records in order, each once, so that those which begin or end alike stand
// together.
//
//   NumberRun run = NumberRun::Of({{KeyOf(pattern), 17}, ...});
//   run.Key(3);          // the symbols of the fourth number
//   run.Rows(3);         // the rows of the records that bear it
//   run.forward();       // the numbers by how they begin: a tree over ranges of them
//   run.backward();      // and by how they end
//
// A key is the symbols of a Pattern, a byte each; all sets of characters are one symbol, so that whoever finds such a
// key has to ask the record what it says. Flat arrays: a number of 8 characters on one record takes about 35 bytes;
// they are the run's own, or those of an image, which must outlive it. Read-only; safe from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "match/marks/pattern.h"

namespace proofmark::match {

inline constexpr std::uint8_t kKeyUnread = Pattern::kUnread;
inline constexpr std::uint8_t kKeyRun = Pattern::kRun;
inline constexpr std::uint8_t kKeySet = Pattern::kFirstSet;
inline constexpr std::size_t kKeySymbols = 39;
inline constexpr std::uint8_t kAnyLength = 255;  // longer than any number

std::string KeyOf(const Pattern& pattern);

struct KeyLength {
  std::uint8_t least = 0;
  std::uint8_t most = 0;
};
// Of a key with a run: any.
inline KeyLength LengthOf(std::string_view key) {
  if (key.find(static_cast<char>(kKeyRun)) != std::string_view::npos) return {0, kAnyLength};
  return {static_cast<std::uint8_t>(key.size()), static_cast<std::uint8_t>(key.size())};
}

class NumberRun {
 public:
  using Entry = std::pair<std::string, std::uint32_t>;  // a key, a row

  // A part of the tree: numbers that share their first symbols.
  struct Node {
    std::uint32_t begin = 0;  // places of numbers
    std::uint32_t end = 0;
    std::uint32_t child = 0;    // the first of its children, which stand together; those of a leaf are not told apart
    std::uint8_t children = 0;  // 0: a leaf, or a root of nothing
    std::uint8_t symbol = 0;    // the one behind those of its parent
    // How many symbols its numbers have, those of a run on record as few and as many as may be.
    std::uint8_t shortest = 0;
    std::uint8_t longest = 0;
  };
  using Tree = std::span<const Node>;  // the first is the root

  // The arrays. Of each number its symbols lie from begins[i] to begins[i + 1], and so do its rows.
  struct Parts {
    std::string_view symbols;
    std::span<const std::uint32_t> key_begins;
    std::span<const std::uint32_t> row_begins;
    std::span<const std::uint32_t> rows;
    std::span<const std::uint32_t> by_end;
    std::string_view reversed;
    std::span<const std::uint32_t> reversed_begins;
    Tree forward;
    Tree backward;
  };

  NumberRun() = default;
  static NumberRun Of(std::vector<Entry> entries);
  // Over arrays of an image, in which FaultOf finds nothing.
  static NumberRun Over(const Parts& parts);
  // Where such arrays, of numbers of so many records, would lead a search out of them; empty where they do not.
  static std::string FaultOf(const Parts& parts, std::uint64_t records);
  const Parts& parts() const { return parts_; }

  std::size_t size() const { return parts_.by_end.size(); }
  std::size_t entries() const { return parts_.rows.size(); }
  std::string_view Key(std::size_t number) const { return Cut(parts_.symbols, parts_.key_begins, number); }
  std::span<const std::uint32_t> Rows(std::size_t number) const {
    return {parts_.rows.data() + parts_.row_begins[number], parts_.row_begins[number + 1] - parts_.row_begins[number]};
  }
  Tree forward() const { return parts_.forward; }
  Tree backward() const { return parts_.backward; }
  // The number at a place of the order by ends, and its symbols from the last to the first: those of one branch lie
  // side by side, as those of Key do.
  std::uint32_t ByEnd(std::size_t place) const { return parts_.by_end[place]; }
  std::string_view Reversed(std::size_t place) const { return Cut(parts_.reversed, parts_.reversed_begins, place); }
  std::vector<Entry> Entries() const;
  std::size_t bytes() const;

 private:
  struct Arrays;

  static std::string_view Cut(std::string_view symbols, std::span<const std::uint32_t> begins, std::size_t at) {
    return {symbols.data() + begins[at], begins[at + 1] - begins[at]};
  }

  std::shared_ptr<const Arrays> own_;  // nothing where they are an image's
  Parts parts_;
};

}  // namespace proofmark::match
