// SPDX-License-Identifier: Apache-2.0
// A MarkIndex is the marks and descriptions of all records of a node, ready to be compared.
//
//   MarkIndex index;
//   index.Add({.id = id, .owner = 1, .handling_class = 2, .marks = readings, .make = {"TAURUS", "taurus"}});
//   index.Join("BR-RJ.item.01A...", "UA.item.01B...");      // a confirmed link
//
// Rows bear their handling class: Search tests a View before it looks at a row or counts it. The numbers of all rows
// lie in a NumberIndex besides, which finds the rows worth looking at. Not safe while Add, Put or Join runs; afterwards
// safe from any thread.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "match/marks/mark_query.h"
#include "match/marks/number_index.h"
#include "match/marks/pattern.h"
#include "store/view.h"

namespace proofmark::match {

inline constexpr std::size_t kRecordNumbersMax = 12;  // numbers of one record that are compared

struct IndexedRecord {
  std::string id{};  // "BR-RJ.item.01J9..."
  std::string owner_code{};
  std::int64_t owner = 0;
  std::int64_t handling_class = 0;
  std::string source_id{};
  std::vector<MarkReading> marks{};
  DescribedField make{};
  DescribedField model{};
  DescribedField calibre{};
  DescribedField type{};
  DescribedField made_country{};
  DescribedField import_country{};
  std::string year{};
};

// A number of a record: its pattern, and how it was written.
struct IndexedNumber {
  Pattern pattern;
  std::string text;
  std::string kind;
  std::vector<std::string> positions{};
};

// The described fields, in the order in which they are judged.
enum class Field : std::size_t { kType, kMake, kModel, kCalibre, kMadeCountry, kImportCountry, kYear };
inline constexpr std::size_t kFields = 7;

// A number of a record as a reading again: to ask with, or to put into another index.
MarkReading ReadingOf(const IndexedNumber& number);

// The numbers that stand for a weapon of which parts bear different ones: that of the frame or receiver where one is
// told, else all. (The frame is the part that the International Tracing Instrument has marked.)
std::vector<const IndexedNumber*> PrincipalNumbers(const std::vector<IndexedNumber>& numbers);

class MarkIndex {
 public:
  struct Row {
    IndexedRecord record;  // without its marks, which stand in numbers
    std::vector<IndexedNumber> numbers;
    // Of each field, what it says as a small number: equal where two rows say the same. 0 says nothing.
    std::array<std::uint32_t, kFields> said{};
  };

  // Numbers that cannot be compared (no character read, too long) are left out; the record stays.
  void Add(IndexedRecord record);
  // Takes the place of what the index has of this record, if it has anything. What links say of it stays.
  void Put(IndexedRecord record);
  // Two records are held to be one weapon. Records that are not here are passed over.
  void Join(const std::string& record, const std::string& other);
  // Two records are held not to be one weapon: they are not proposed.
  void KeepApart(const std::string& record, const std::string& other);
  // Takes back what Join and KeepApart said.
  void ForgetLinks();

  // After many were added: puts their numbers in order.
  void Settle() { numbers_.Settle(); }

  const std::vector<Row>& rows() const { return rows_; }
  const NumberIndex& numbers() const { return numbers_; }
  // How many records of each owner a view sees.
  std::map<std::string, std::int64_t> Seen(const store::View& view) const;
  std::size_t size() const { return rows_.size(); }
  // The rows that links join to this one, it too, in order. Only rows that the view sees, by links between such rows:
  // a record that may not be seen joins nothing.
  std::vector<std::size_t> RowsOfWeapon(std::size_t row, const store::View& view) const;
  bool AreKeptApart(std::size_t row, std::size_t other) const;
  const Row* Find(const std::string& record) const;
  // How many different things the rows say of a field.
  std::size_t said(Field field) const { return said_[static_cast<std::size_t>(field)].size() + 1; }

 private:
  Row RowOf(IndexedRecord record);
  void Place(std::size_t at, Row row);

  std::array<std::unordered_map<std::string, std::uint32_t>, kFields> said_;
  std::vector<Row> rows_;
  NumberIndex numbers_;
  struct Class {
    std::int64_t owner;
    std::int64_t handling_class;
    std::string owner_code;
    auto operator<=>(const Class&) const = default;
  };
  std::map<Class, std::int64_t> records_;  // how many there are of each
  std::unordered_map<std::string, std::size_t> row_of_;
  std::unordered_map<std::size_t, std::vector<std::size_t>> joined_;
  std::unordered_map<std::size_t, std::vector<std::size_t>> apart_;
};

}  // namespace proofmark::match
