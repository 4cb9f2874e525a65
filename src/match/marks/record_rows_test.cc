// SPDX-License-Identifier: Apache-2.0
#include "match/marks/record_rows.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "base/random.h"
#include "base/time.h"
#include "base/ulid.h"
#include "match/marks/match_fixture.h"

namespace proofmark::match {
namespace {

using Told = RecordRows::Told;

void ExpectTold(const RecordRows& rows, std::size_t row, const Told& told) {
  EXPECT_EQ(rows.Id(row), told.id);
  EXPECT_EQ(rows.SourceId(row), told.source_id);
  EXPECT_EQ(rows.Handled(row), told.handled);
  EXPECT_EQ(rows.Described(row), told.described);
  EXPECT_EQ(rows.HasNumbers(row), !told.numbers.empty());
  std::vector<Pattern> patterns;
  rows.Patterns(row, patterns);
  const std::vector<IndexedNumber> numbers = rows.Numbers(row);
  ASSERT_EQ(patterns.size(), told.numbers.size());
  ASSERT_EQ(numbers.size(), told.numbers.size());
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    EXPECT_EQ(patterns[i], told.numbers[i].pattern);
    EXPECT_EQ(patterns[i].read(), told.numbers[i].pattern.read());
    EXPECT_EQ(patterns[i].has_run(), told.numbers[i].pattern.has_run());
    EXPECT_EQ(numbers[i].pattern, told.numbers[i].pattern);
    EXPECT_EQ(numbers[i].text, told.numbers[i].text);
    EXPECT_EQ(numbers[i].kind, told.numbers[i].kind);
    EXPECT_EQ(numbers[i].positions, told.numbers[i].positions);
  }
}

Told Sample(const std::string& id) {
  return {.id = id,
          .source_id = "4711/2019",
          .handled = 3,
          .described = 70000,
          .numbers = {{Read("KAB44102"), "KAB44102", "serial", {"frame"}},
                      {Read("2421[23]*?"), "2421* (*2 ou 3)", "serial", {}},
                      {Read("PM10423"), "pm-10423", "property", {"slide", "barrel"}}}};
}

TEST(RecordRows, ARowSaysWhatItWasTold) {
  RecordRows rows;
  const std::vector<Told> told = {Sample("BR-RJ.item.01J9ZQ4V7M4W0T5YB3N2K8XH6D"),
                                  {.id = "XX.item.7"},
                                  {.id = "01J9ZQ4V7M4W0T5YB3N2K8XH6D"},
                                  {.id = "BR-RJ.item.91J9ZQ4V7M4W0T5YB3N2K8XH6D", .source_id = "no ULID: too great"},
                                  Sample("UA.item.01J9ZQ4V7M4W0T5YB3N2K8XH6E")};
  for (const Told& one : told) rows.Add(one);
  ASSERT_EQ(rows.size(), told.size());
  for (std::size_t row = 0; row < told.size(); ++row) {
    ExpectTold(rows, row, told[row]);
    EXPECT_EQ(rows.Find(told[row].id), row);
  }
  EXPECT_EQ(rows.Find("BR-RJ.item.01J9ZQ4V7M4W0T5YB3N2K8XH6E"), std::nullopt);
}

TEST(RecordRows, OfTwoRecordsWithOneIdTheFirstIsFound) {
  RecordRows rows;
  rows.Add({.id = "XX.item.1", .source_id = "a"});
  rows.Add({.id = "XX.item.1", .source_id = "b"});
  EXPECT_EQ(rows.Find("XX.item.1"), 0U);
  EXPECT_EQ(rows.SourceId(1), "b");
}

TEST(RecordRows, AReplacedRowSaysTheNewAndIsFoundAsBefore) {
  RecordRows rows;
  rows.Add({.id = "XX.item.1"});
  rows.Add(Sample("XX.item.2"));
  rows.Replace(0, Sample("XX.item.1"));
  rows.Replace(1, {.id = "XX.item.2", .handled = 9});
  ExpectTold(rows, 0, Sample("XX.item.1"));
  ExpectTold(rows, 1, {.id = "XX.item.2", .handled = 9});
  EXPECT_EQ(rows.Find("XX.item.1"), 0U);
  EXPECT_EQ(rows.Find("XX.item.2"), 1U);
}

TEST(RecordRows, OfABaseADescriptionMayBeReplacedAndTheBaseStays) {
  RecordRows written;
  for (std::uint32_t i = 0; i < 5; ++i) written.Add({.id = "XX.item." + std::to_string(i), .described = 10 + i});
  std::string bytes;
  std::vector<std::uint32_t> places;
  for (std::size_t row = 0; row < written.size(); ++row) {
    places.push_back(static_cast<std::uint32_t>(bytes.size() / kRowStep));
    bytes += written.BytesOf(row);
    bytes.resize((bytes.size() + kRowStep - 1) / kRowStep * kRowStep);
  }
  const std::vector<std::uint32_t> described = {10, 11, 12, 13, 14};
  const RowParts base{.places = places, .described = described, .bytes = bytes, .names = written.names(), .by_id = {}};
  ASSERT_EQ(RecordRows::FaultOf(base), "");
  RecordRows rows(base);
  rows.Add({.id = "XX.item.5", .described = 15});
  RecordRows frozen = rows.Frozen();
  rows.Replace(2, {.id = "XX.item.2", .described = 77});
  const auto all = [](const RecordRows& of) {
    std::vector<std::uint32_t> out;
    for (const std::span<const std::uint32_t> some : of.Described()) out.insert(out.end(), some.begin(), some.end());
    return out;
  };
  EXPECT_EQ(all(rows), (std::vector<std::uint32_t>{10, 11, 77, 13, 14, 15}));
  EXPECT_EQ(all(frozen), (std::vector<std::uint32_t>{10, 11, 12, 13, 14, 15}));
  for (std::uint32_t row = 0; row < 6; ++row) EXPECT_EQ(rows.Described(row), row == 2 ? 77 : 10 + row);
  const RowParts cut{
      .places = places, .described = std::span(described).first(4), .bytes = bytes, .names = {""}, .by_id = {}};
  EXPECT_EQ(RecordRows::FaultOf(cut), "how many of its rows are described");
}

TEST(RecordRows, ReplacingByTheSameOrLessTakesNoMoreRoom) {
  RecordRows rows;
  rows.Add(Sample("XX.item.1"));
  rows.Add(Sample("XX.item.2"));
  const std::size_t before = rows.bytes();
  Told less = Sample("XX.item.1");
  for (int i = 0; i < 100'000; ++i) rows.Replace(0, less);
  less.numbers.pop_back();
  less.source_id = "4";
  for (int i = 0; i < 100'000; ++i) rows.Replace(0, less);
  EXPECT_EQ(rows.bytes(), before);
  ExpectTold(rows, 0, less);
  ExpectTold(rows, 1, Sample("XX.item.2"));
}

TEST(RecordRows, AreFoundAfterTheyWereMoved) {
  RecordRows rows;
  rows.Add({.id = "XX.item.1"});
  RecordRows moved = std::move(rows);
  moved.Add({.id = "XX.item.2"});
  RecordRows assigned;
  assigned.Add({.id = "YY.item.1"});
  assigned = std::move(moved);
  EXPECT_EQ(assigned.Find("XX.item.2"), 1U);
  EXPECT_EQ(assigned.Find("YY.item.1"), std::nullopt);
}

// Texts as long as a few blocks and rows that just fill one, in turn.
TEST(RecordRows, LongTextsAndTheEndsOfBlocksLoseNothing) {
  base::SeededRng rng(7);
  RecordRows rows;
  std::vector<Told> told;
  for (int i = 0; i < 400; ++i) {
    Told one = Sample("XX.item." + std::to_string(i));
    const std::size_t longest = i % 50 == 0 ? 3'000'000 : 20'000;
    one.source_id.assign(rng.Below(longest), static_cast<char>('a' + i % 26));
    told.push_back(one);
    rows.Add(one);
  }
  for (std::size_t row = 0; row < told.size(); ++row) ExpectTold(rows, row, told[row]);
}

TEST(RecordRows, ARecordOfOneNumberTakesLittleRoom) {
  base::SeededRng rng(8);
  base::FakeClock clock(base::Instant{1'700'000'000'000});
  base::UlidMaker ulids(clock, rng);
  RecordRows rows;
  constexpr std::size_t kMany = 100'000;
  for (std::size_t i = 0; i < kMany; ++i) {
    const std::string number = "KAB" + std::to_string(10000 + i % 90000);
    rows.Add({.id = "XX-POL.item." + ulids.Make().ToText(),
              .source_id = std::to_string(1'000'000 + i),
              .handled = 1,
              .described = static_cast<std::uint32_t>(i % 3000),
              .numbers = {{Read(number), number, "serial", {}}}});
  }
  EXPECT_LE(rows.bytes() / kMany, 90U);
}

}  // namespace
}  // namespace proofmark::match
