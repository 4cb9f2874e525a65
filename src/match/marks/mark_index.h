// SPDX-License-Identifier: Apache-2.0
// A MarkIndex is the marks and descriptions of all records of a node, ready to be compared.
//
//   MarkIndex index;
//   index.Add({.id = id, .owner = 1, .handling_class = 2, .marks = readings, .make = {"TAURUS", "taurus"}});
//   index.Join("BR-RJ.item.01A...", "UA.item.01B...");      // a confirmed link
//
// Rows bear their handling class: Search tests a View before it looks at a row or counts it. What they say lies in
// RecordRows, what many say alike once; their numbers lie in a NumberIndex besides, which finds the rows worth looking
// at. Not safe while Add, Put or Join runs; afterwards safe from any thread.
//
// An index may lie over the image of a snapshot (mark_snapshot.h): what was added or put since lies in memory, and it
// answers as one that was made by the same calls. Moves, never copies; Frozen is its content at one moment.
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "match/image/image_memory.h"
#include "match/marks/mark_query.h"
#include "match/marks/number_forms.h"
#include "match/marks/number_index.h"
#include "match/marks/pattern.h"
#include "match/marks/record_rows.h"
#include "store/view.h"

namespace proofmark::match {

inline constexpr std::size_t kRecordNumbersMax = 12;  // numbers of one record that are compared
inline constexpr std::size_t kFormRowsMax = 65'536;   // rows whose numbers are counted for their forms
inline constexpr std::size_t kFormGroupsMax = 256;    // kinds of weapon whose forms are kept ready

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
  MarkIndex() {
    for (auto& words : words_) words.resize(1);  // nothing
  }

  // What the index has of a record. Made anew each time it is asked for, in about a microsecond.
  struct Row {
    IndexedRecord record;  // without its marks, which stand in numbers
    std::vector<IndexedNumber> numbers;
  };
  // Of each field, what it says as a small number: equal where two rows say the same. 0 says nothing.
  using Said = std::array<std::uint32_t, kFields>;

  // Owner and handling of records, and how many records of it there are.
  struct Class {
    std::int64_t owner = 0;
    std::int64_t handling_class = 0;
    std::string owner_code;
    auto operator<=>(const Class&) const = default;
  };
  // The arrays of an index in an image.
  struct Parts {
    std::shared_ptr<const ImageMemory> image;
    RowParts rows;
    std::vector<NumberRun> runs;
    std::array<std::vector<DescribedField>, kFields> words;  // the first says nothing
    std::span<const Said> descriptions;
    std::vector<Class> classes;
    std::vector<std::int64_t> records;  // of each class
  };
  // Without links. What the parts say has been looked at (mark_snapshot.cc).
  static MarkIndex Over(Parts parts);
  // What the index says now, for writing it down while this one goes on: it finds no record by its identifier and knows
  // no links. Four to eight bytes a record are copied. Not while Add, Put or Join runs.
  MarkIndex Frozen();

  // Numbers that cannot be compared (no character read, too long) are left out; the record stays.
  void Add(const IndexedRecord& record);
  // Takes the place of what the index has of this record, if it has anything. What links say of it stays.
  void Put(const IndexedRecord& record);
  // Two records are held to be one weapon. Records that are not here are passed over.
  void Join(const std::string& record, const std::string& other);
  // Two records are held not to be one weapon: they are not proposed.
  void KeepApart(const std::string& record, const std::string& other);
  // Takes back what Join and KeepApart said.
  void ForgetLinks();

  // After many were added: puts their numbers in order.
  void Settle() { numbers_.Settle(); }

  std::size_t size() const { return rows_.size(); }
  const NumberIndex& numbers() const { return numbers_; }
  // How many records of each owner a view sees.
  std::map<std::string, std::int64_t> Seen(const store::View& view) const;
  // The rows that links join to this one, it too, in order. Only rows that the view sees, by links between such rows:
  // a record that may not be seen joins nothing.
  std::vector<std::size_t> RowsOfWeapon(std::size_t row, const store::View& view) const;
  bool AreKeptApart(std::size_t row, std::size_t other) const;

  Row At(std::size_t row) const;
  std::optional<Row> Find(const std::string& record) const;
  std::optional<std::size_t> RowOf(std::string_view record) const { return rows_.Find(record); }
  // Parts of a row, in a fraction of its time.
  const std::string& OwnerCode(std::size_t row) const { return ClassOf(row).owner_code; }
  bool Sees(const store::View& view, std::size_t row) const;
  // Each of them: nothing has to be asked of a row.
  bool SeesAll(const store::View& view) const;
  bool HasNumbers(std::size_t row) const { return rows_.HasNumbers(row); }
  // Begins to fetch what a row says.
  void Fetch(std::size_t row) const { rows_.Fetch(row); }
  // In place of what `out` held.
  void Patterns(std::size_t row, std::vector<Pattern>& out) const { rows_.Patterns(row, out); }
  std::string Id(std::size_t row) const { return rows_.Id(row); }
  std::string SourceId(std::size_t row) const { return rows_.SourceId(row); }
  const Said& SaidBy(std::size_t row) const { return Description(rows_.Described(row)); }
  // The number of each row's description, in their order.
  std::array<std::span<const std::uint32_t>, 2> Described() const { return rows_.Described(); }
  // What such a number of SaidBy says; a year as text alone.
  const DescribedField& Words(Field field, std::uint32_t said) const {
    return words_[static_cast<std::size_t>(field)][said];
  }
  // How many different things the rows say of a field, nothing too.
  std::size_t said(Field field) const { return words_[static_cast<std::size_t>(field)].size(); }

  // How likely each character is at each place of a number of such a weapon, where the records that a view sees say so
  // (NumberForms): of all of them where they are few, else of one in so many. Without the rows left out. Nothing where
  // they are too few for it.
  std::shared_ptr<const ContextShares> FormsOf(const MatchTables& tables, const store::View& view,
                                               const std::string& type, const std::string& make,
                                               const std::unordered_set<std::size_t>& left_out) const;

  std::size_t bytes() const { return rows_.bytes() + numbers_.bytes(); }

  // Whether it lies over the image of a snapshot.
  bool is_over_image() const { return image_ != nullptr; }
  // What an image is made of.
  const RecordRows& rows() const { return rows_; }
  const std::vector<Class>& classes() const { return classes_; }
  const std::vector<std::int64_t>& records() const { return records_; }
  std::size_t descriptions() const { return base_descriptions_.size() + descriptions_.size(); }
  // Of a number that no description has: nothing said.
  const Said& Description(std::size_t number) const {
    static constexpr Said kNothing{};
    if (number < base_descriptions_.size()) return base_descriptions_[number];
    number -= base_descriptions_.size();
    return number < descriptions_.size() ? descriptions_[number] : kNothing;
  }

 private:
  // Of a row whose class is none (in an image that is not what was written): one that no view sees.
  const Class& ClassOf(std::size_t row) const {
    static const Class kNobodys{-1, -1, ""};
    const std::uint32_t number = rows_.Handled(row);
    return number < classes_.size() ? classes_[number] : kNobodys;
  }

  // The forms of the numbers of the sampled rows, counted when they are first asked for and kept up from then on.
  struct Forms {
    std::mutex mutex;
    bool counted = false;
    std::size_t step = 1;  // one row in so many
    NumberForms counts;
    const MatchTables* tables = nullptr;                                // of what is known
    std::map<std::string, std::shared_ptr<const ContextShares>> known;  // by what was asked
  };
  void CountForms(std::size_t row, int times) const;
  void CountAllForms() const;
  NumberForms::Of FormsGroup(std::size_t row) const;

  RecordRows::Told Tell(const IndexedRecord& record);
  std::uint32_t Handled(const IndexedRecord& record);
  std::uint32_t Described(const IndexedRecord& record);
  // `before`: the patterns that the row bore.
  void AddNumbers(const RecordRows::Told& told, std::size_t row, const std::vector<Pattern>& before);

  std::shared_ptr<const ImageMemory> image_;  // outlives what lies over it
  std::unique_ptr<Forms> forms_ = std::make_unique<Forms>();
  RecordRows rows_;
  NumberIndex numbers_;
  std::array<std::unordered_map<std::string, std::uint32_t>, kFields> said_;
  std::array<std::vector<DescribedField>, kFields> words_;
  boost::unordered_flat_map<Said, std::uint32_t> description_of_;
  std::span<const Said> base_descriptions_;
  std::vector<Said> descriptions_;  // behind those of the base, which they may repeat
  std::map<Class, std::uint32_t> class_of_;
  std::vector<Class> classes_;
  std::vector<std::int64_t> records_;  // how many there are of each class
  std::unordered_map<std::size_t, std::vector<std::size_t>> joined_;
  std::unordered_map<std::size_t, std::vector<std::size_t>> apart_;
};

}  // namespace proofmark::match
