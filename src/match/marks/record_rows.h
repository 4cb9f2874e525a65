// SPDX-License-Identifier: Apache-2.0
// RecordRows keeps what millions of records say in little room: about ninety bytes a record, in large blocks, with no
// allocation of its own for any.
//
//   RecordRows rows;
//   const std::size_t row = rows.Add({.id = "BR-RJ.item.01J9...", .source_id = "4711", .numbers = numbers});
//   rows.Patterns(row, patterns);    // what a search asks of a million rows
//   rows.Numbers(row);               // and of those that it answers: with what was written
//   rows.Find("BR-RJ.item.01J9..."); // a row, or nothing
//
// A row is one run of bytes: what a search asks comes first. Replace writes over it where the new one is no longer,
// else behind the last and leaves the first where it is. Not safe while Add or Replace runs; afterwards safe from any
// thread. At most kRowsMax rows and kRowBytesMax of them.
#pragma once

#include <boost/unordered/unordered_flat_set.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "match/marks/pattern.h"

namespace proofmark::match {

inline constexpr std::size_t kRowsMax = 0xFFFFFFFF;
inline constexpr std::size_t kRowBytesMax = std::size_t{32} << 30;

// A number of a record: its pattern, and how it was written.
struct IndexedNumber {
  Pattern pattern;
  std::string text;
  std::string kind;
  std::vector<std::string> positions{};
};

class RecordRows {
 public:
  struct Told {
    std::string id{};
    std::string source_id{};
    std::uint32_t handled = 0;    // the caller's number of owner and handling class
    std::uint32_t described = 0;  // and of the description
    std::vector<IndexedNumber> numbers{};
  };

  RecordRows();
  RecordRows(RecordRows&&) noexcept;
  RecordRows& operator=(RecordRows&&) noexcept;
  ~RecordRows();

  // Of records with one id, Find answers the first.
  std::size_t Add(const Told& told);
  void Replace(std::size_t row, const Told& told);

  std::size_t size() const;
  std::uint32_t Handled(std::size_t row) const;
  std::uint32_t Described(std::size_t row) const;
  bool HasNumbers(std::size_t row) const;
  // In place of what `out` held.
  void Patterns(std::size_t row, std::vector<Pattern>& out) const;
  std::string Id(std::size_t row) const;
  std::string SourceId(std::size_t row) const;
  std::vector<IndexedNumber> Numbers(std::size_t row) const;
  std::optional<std::size_t> Find(std::string_view id) const;
  std::size_t bytes() const;

 private:
  class Bytes;  // where the rows lie, at an address that stays when a RecordRows is moved

  // Finds rows by their id without keeping the ids a second time.
  struct HashOfId {
    using is_transparent = void;
    const Bytes* bytes = nullptr;
    std::size_t operator()(std::uint32_t row) const;
    std::size_t operator()(std::string_view id) const { return std::hash<std::string_view>{}(id); }
  };
  struct EqualId {
    using is_transparent = void;
    const Bytes* bytes = nullptr;
    bool operator()(std::uint32_t one, std::uint32_t other) const;
    bool operator()(std::string_view id, std::uint32_t row) const;
    bool operator()(std::uint32_t row, std::string_view id) const { return (*this)(id, row); }
  };

  std::unique_ptr<Bytes> bytes_;
  boost::unordered_flat_set<std::uint32_t, HashOfId, EqualId> by_id_;
};

}  // namespace proofmark::match
