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
// else behind the last and leaves the first where it is. What describes the rows stands apart, so that a search which
// goes through all of them by it reads four bytes of each. Not safe while Add or Replace runs; afterwards safe from any
// thread. At most kRowsMax rows and kRowBytesMax of them.
//
// Rows may lie over a base: the arrays of an image that are read where they lie and never written (RowParts). What is
// added or replaced since lies in memory. A row of a base is read with an eye to its end: whatever its bytes say,
// reading it ends within the base, and says little or nothing where they are not what was written.
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_set.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
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

// The arrays of rows in an image.
struct RowParts {
  std::span<const std::uint32_t> places;     // by row: where it begins in `bytes`, in steps of kRowStep
  std::span<const std::uint32_t> described;  // by row
  std::string_view bytes;
  std::vector<std::string> names;        // fronts of identifiers, kinds, positions; the first is empty
  std::span<const std::uint32_t> by_id;  // an IdTable
};
inline constexpr std::size_t kRowStep = 8;

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
  // Over a base, which must outlive it: FaultOf finds nothing in it.
  explicit RecordRows(RowParts base);
  // What is wrong with the places of a base; empty where nothing is.
  static std::string FaultOf(const RowParts& base);
  RecordRows(RecordRows&&) noexcept;
  RecordRows& operator=(RecordRows&&) noexcept;
  ~RecordRows();

  // Of records with one id, Find answers the first.
  std::size_t Add(const Told& told);
  void Replace(std::size_t row, const Told& told);

  std::size_t size() const;
  std::uint32_t Handled(std::size_t row) const;
  std::uint32_t Described(std::size_t row) const;
  // The same of all rows, in their order: those of the base, and the others.
  std::array<std::span<const std::uint32_t>, 2> Described() const;
  bool HasNumbers(std::size_t row) const;
  // Begins to fetch what a search asks of a row.
  void Fetch(std::size_t row) const;
  // In place of what `out` held.
  void Patterns(std::size_t row, std::vector<Pattern>& out) const;
  std::string Id(std::size_t row) const;
  std::string SourceId(std::size_t row) const;
  std::vector<IndexedNumber> Numbers(std::size_t row) const;
  std::optional<std::size_t> Find(std::string_view id) const;
  std::size_t bytes() const;

  // The rows as they are now, to be read while these go on being added to and replaced: in a copy of their places and
  // of what describes them, eight bytes a row at the most. It finds nothing by identifier. Not while Add or Replace
  // runs.
  RecordRows Frozen();
  // The bytes of a row, and the names that they speak of: for an image.
  std::string_view BytesOf(std::size_t row) const;
  const std::vector<std::string>& names() const;

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

  explicit RecordRows(std::unique_ptr<Bytes> bytes);

  std::unique_ptr<Bytes> bytes_;
  std::span<const std::uint32_t> base_by_id_;
  boost::unordered_flat_set<std::uint32_t, HashOfId, EqualId> by_id_;
};

}  // namespace proofmark::match
