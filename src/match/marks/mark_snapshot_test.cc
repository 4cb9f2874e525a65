// SPDX-License-Identifier: Apache-2.0
#include "match/marks/mark_snapshot.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>

#include "base/file.h"
#include "base/random.h"
#include "match/marks/forged_snapshot.h"
#include "match/marks/mark_search.h"
#include "match/marks/match_fixture.h"

namespace proofmark::match {
namespace {

using base::Code;

constexpr const char* kOf = R"({"logs":[{"owner":"XX"}]})";

store::View Everything() { return app::AccessPolicy::Sees({{1, 1}, {1, 2}, {2, 1}}); }

// A register that comes to be: records added, put again with other numbers, words and handling.
class Clerk {
 public:
  explicit Clerk(std::uint64_t seed) : rng_(seed) {}

  std::string Number() {
    static const std::vector<std::string> kSeries = {"", "", "K", "KAB", "KA", "TX", "PM2"};
    std::string out = kSeries[rng_.Below(kSeries.size())];
    for (std::size_t i = 3 + rng_.Below(4); i > 0; --i) out += "01348?"[rng_.Below(rng_.Below(9) == 0 ? 6 : 5)];
    if (rng_.Below(30) == 0) out += "[38]";
    return Read(out).read() == 0 ? "410" : out;
  }
  IndexedRecord Record(std::size_t id) {
    IndexedRecord out{.id = Id(id), .owner_code = id % 7 == 0 ? "YY" : "XX"};
    out.owner = id % 7 == 0 ? 2 : 1;
    out.handling_class = out.owner == 2 ? 1 : 1 + static_cast<std::int64_t>(rng_.Below(2));
    out.source_id = "R" + std::to_string(id);
    for (std::size_t i = rng_.Below(12); i < 12; i += 7) Mark(out, Number());
    Describe(out);
    return out;
  }
  void Add(MarkIndex& index, std::size_t records) {
    for (std::size_t i = 0; i < records; ++i) index.Add(Record(added_++));
  }
  void Change(MarkIndex& index, std::size_t changes) {
    for (std::size_t i = 0; i < changes; ++i) {
      index.Put(Record(rng_.Below(3) == 0 ? added_++ : rng_.Below(added_)));
    }
  }
  MarkQuery Question() {
    MarkQuery out;
    IndexedRecord described;
    Describe(described);
    out.make = described.make;
    out.type = described.type;
    for (std::size_t marks = rng_.Below(8) == 0 ? 0 : 1 + rng_.Below(5) / 4; marks > 0; --marks) {
      const std::string number = Number();
      out.marks.push_back({.text = number, .pattern = number});
    }
    out.limit = 1 + rng_.Below(60);
    return out;
  }
  std::size_t added() const { return added_; }
  // Some as the program makes them, some of no form.
  static std::string Id(std::size_t id) {
    base::Ulid ulid;
    for (std::size_t i = 0; i < 4; ++i) ulid.bytes[12 + i] = static_cast<std::uint8_t>(id >> 8 * (3 - i));
    if (id % 5 == 0) return "XX.item." + std::to_string(id);
    return (id % 7 == 0 ? "YY.item." : "XX.item.") + ulid.ToText();
  }

 private:
  void Mark(IndexedRecord& out, const std::string& number) {
    MarkReading mark{.text = number, .pattern = number};
    if (rng_.Below(4) == 0) mark.text = "No. " + number;
    if (rng_.Below(6) == 0) mark.positions = {rng_.Below(2) == 0 ? "frame" : "barrel"};
    out.marks.push_back(std::move(mark));
  }
  void Describe(IndexedRecord& out) {
    static const std::vector<DescribedField> kMakes = {
        {}, {"TAURUS", "taurus"}, {"ROSSI", "rossi"}, {"N/C", "!unknown"}};
    static const std::vector<DescribedField> kTypes = {{}, {"pistol", "pistol"}, {"revolver", "revolver"}};
    out.make = kMakes[rng_.Below(kMakes.size())];
    out.type = kTypes[rng_.Below(kTypes.size())];
    if (rng_.Below(5) == 0) out.model = {"M" + std::to_string(rng_.Below(200)), "!unresolved"};
    if (rng_.Below(3) == 0) out.year = std::to_string(1960 + rng_.Below(60));
  }

  base::SeededRng rng_;
  std::size_t added_ = 0;
};

class MarkSnapshotTest : public ::testing::Test {
 protected:
  MarkSnapshotTest() : path_(testing::TempDir() + "/node.marks") {}
  ~MarkSnapshotTest() override { std::filesystem::remove(path_); }

  MarkIndex Reopened(const MarkIndex& index) {
    auto saved = SaveMarkSnapshot(index, kOf, path_);
    EXPECT_TRUE(saved.ok()) << saved.error().message;
    auto snapshot = MarkSnapshot::Open(path_);
    EXPECT_TRUE(snapshot.ok()) << snapshot.error().message;
    EXPECT_EQ(snapshot->of(), kOf);
    EXPECT_EQ(snapshot->records(), index.size());
    EXPECT_TRUE(snapshot->Verify().ok());
    auto opened = snapshot->Index();
    EXPECT_TRUE(opened.ok()) << opened.error().message;
    return std::move(*opened);
  }
  std::string Saved() {
    Clerk clerk(5);
    MarkIndex index;
    clerk.Add(index, 400);
    index.Settle();
    clerk.Change(index, 150);
    EXPECT_TRUE(SaveMarkSnapshot(index, kOf, path_).ok());
    return *base::ReadFile(path_, kImageBytesMax);
  }
  void Write(const std::string& bytes) {
    std::ofstream(path_, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  // What opening the bytes and taking the index comes to.
  Code Opened(const std::string& bytes) {
    Write(bytes);
    auto snapshot = MarkSnapshot::Open(path_);
    if (!snapshot.ok()) return snapshot.error().code;
    auto index = snapshot->Index();
    return index.ok() ? Code{} : index.error().code;
  }
  static MarkHeader HeaderOf(const std::string& bytes) {
    MarkHeader header;
    std::memcpy(&header, bytes.data(), sizeof(header));
    return header;
  }

  std::string path_;
};

void ExpectSameRows(const MarkIndex& one, const MarkIndex& other) {
  ASSERT_EQ(one.size(), other.size());
  for (std::size_t row = 0; row < one.size(); ++row) {
    const MarkIndex::Row a = one.At(row);
    const MarkIndex::Row b = other.At(row);
    ASSERT_EQ(a.record.id, b.record.id);
    ASSERT_EQ(a.record.owner_code, b.record.owner_code);
    ASSERT_EQ(a.record.handling_class, b.record.handling_class);
    ASSERT_EQ(a.record.source_id, b.record.source_id);
    ASSERT_EQ(a.record.make.text, b.record.make.text);
    ASSERT_EQ(a.record.model.text, b.record.model.text);
    ASSERT_EQ(a.record.model.code, b.record.model.code);
    ASSERT_EQ(a.record.year, b.record.year);
    ASSERT_EQ(a.numbers.size(), b.numbers.size());
    for (std::size_t i = 0; i < a.numbers.size(); ++i) {
      ASSERT_EQ(a.numbers[i].pattern, b.numbers[i].pattern);
      ASSERT_EQ(a.numbers[i].text, b.numbers[i].text);
      ASSERT_EQ(a.numbers[i].positions, b.numbers[i].positions);
    }
    ASSERT_EQ(other.RowOf(a.record.id), one.RowOf(a.record.id));
  }
  EXPECT_EQ(one.Seen(Everything()), other.Seen(Everything()));
  EXPECT_EQ(other.RowOf("XX.item.none"), std::nullopt);
}

void ExpectSameAnswers(const MarkIndex& one, const MarkIndex& other, std::uint64_t seed) {
  Clerk clerk(seed);
  std::size_t candidates = 0;
  for (int i = 0; i < 40; ++i) {
    const MarkQuery query = clerk.Question();
    if (!SaysSomething(query)) continue;
    const store::View view = i % 2 == 0 ? Everything() : app::AccessPolicy::Sees({{1, 1}});
    auto a = Search(one, view, ShippedWords(), ShippedTables(), query);
    auto b = Search(other, view, ShippedWords(), ShippedTables(), query);
    ASSERT_TRUE(a.ok() && b.ok());
    ASSERT_EQ(a->none_probability, b->none_probability);
    ASSERT_EQ(a->candidates.size(), b->candidates.size());
    for (std::size_t k = 0; k < a->candidates.size(); ++k) {
      ASSERT_EQ(a->candidates[k].best.record, b->candidates[k].best.record);
      ASSERT_EQ(a->candidates[k].score, b->candidates[k].score);
      ASSERT_EQ(a->candidates[k].probability, b->candidates[k].probability);
      ASSERT_EQ(a->candidates[k].records.size(), b->candidates[k].records.size());
    }
    candidates += a->candidates.size();
  }
  EXPECT_GT(candidates, 50U);
}

TEST_F(MarkSnapshotTest, AnswersAsTheIndexOfWhichItIs) {
  Clerk clerk(1);
  MarkIndex index;
  clerk.Add(index, 2000);
  index.Settle();
  const MarkIndex opened = Reopened(index);
  ExpectSameRows(index, opened);
  ExpectSameAnswers(index, opened, 2);
}

// Both are told the same: one since it was made, one in part by its file.
TEST_F(MarkSnapshotTest, GoesOnAsTheIndexWould) {
  Clerk one(3);
  Clerk other(3);
  MarkIndex index;
  MarkIndex made;
  one.Add(index, 1500);
  other.Add(made, 1500);
  index.Settle();
  made.Settle();
  MarkIndex opened = Reopened(made);
  for (int i = 0; i < 3; ++i) {
    one.Change(index, 700);
    other.Change(opened, 700);
    index.ForgetLinks();
    opened.ForgetLinks();
    for (std::size_t id = 0; id < one.added(); id += 11) {
      index.Join(Clerk::Id(id), Clerk::Id(id / 2));
      opened.Join(Clerk::Id(id), Clerk::Id(id / 2));
    }
    ExpectSameRows(index, opened);
    ExpectSameAnswers(index, opened, 4);
    // What replaced rows and added runs left is written down and read again.
    if (i == 1) opened = Reopened(opened);
  }
}

TEST_F(MarkSnapshotTest, OfNothingComesBack) {
  MarkIndex opened = Reopened(MarkIndex());
  EXPECT_EQ(opened.size(), 0U);
  EXPECT_EQ(opened.RowOf("XX.item.1"), std::nullopt);
  Clerk clerk(6);
  clerk.Add(opened, 5);
  EXPECT_EQ(opened.size(), 5U);
}

// While it is written, the index goes on.
TEST_F(MarkSnapshotTest, OfAFrozenIndexIsWhatItWasThen) {
  Clerk one(7);
  Clerk other(7);
  MarkIndex then;
  MarkIndex index;
  one.Add(then, 600);
  other.Add(index, 600);
  one.Change(then, 200);
  other.Change(index, 200);
  const MarkIndex frozen = index.Frozen();
  other.Change(index, 900);
  const MarkIndex opened = Reopened(frozen);
  ExpectSameRows(then, opened);
  ExpectSameAnswers(then, opened, 8);
}

TEST_F(MarkSnapshotTest, OfTwoRecordsWithOneIdTheFirstIsFound) {
  MarkIndex index;
  for (const char* source : {"a", "b"}) index.Add({.id = "XX.item.1", .owner_code = "XX", .source_id = source});
  const MarkIndex opened = Reopened(index);
  EXPECT_EQ(opened.RowOf("XX.item.1"), 0U);
  EXPECT_EQ(opened.SourceId(1), "b");
}

TEST_F(MarkSnapshotTest, IsForNobodyElse) {
  Saved();
  EXPECT_EQ(std::filesystem::status(path_).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_FALSE(std::filesystem::exists(path_ + ".new"));
}

TEST_F(MarkSnapshotTest, ThatIsGivenUpLeavesTheOneBeforeIt) {
  const std::string bytes = Saved();
  Clerk clerk(12);
  MarkIndex index;
  clerk.Add(index, 10);
  const std::atomic<bool> stop = true;
  EXPECT_EQ(SaveMarkSnapshot(index, kOf, path_, &stop).error().code, Code::kCancelled);
  EXPECT_EQ(SaveMarkSnapshot(index, std::string(kSnapshotOfMax + 1, 'x'), path_).error().code, Code::kTooLarge);
  EXPECT_EQ(*base::ReadFile(path_, kImageBytesMax), bytes);
  EXPECT_FALSE(std::filesystem::exists(path_ + ".new"));
}

TEST_F(MarkSnapshotTest, CutShortIsRefused) {
  const std::string bytes = Saved();
  for (std::size_t size = 0; size < bytes.size(); size += size < 200 ? 7 : 1611) {
    EXPECT_EQ(Opened(bytes.substr(0, size)), Code::kCorrupt) << size;
  }
  EXPECT_EQ(Opened(bytes + "more"), Code::kCorrupt);
  std::filesystem::remove(path_);
  EXPECT_EQ(MarkSnapshot::Open(path_).error().code, Code::kNotFound);
}

TEST_F(MarkSnapshotTest, SaysWhatItIsNot) {
  std::string bytes = Saved();
  bytes[8] = static_cast<char>(kMarkSnapshotVersion + 1);
  EXPECT_EQ(Opened(bytes), Code::kUnsupported);
  bytes = Saved();
  std::swap(bytes[12], bytes[15]);
  EXPECT_EQ(Opened(bytes), Code::kUnsupported);
  EXPECT_EQ(Opened("SQLite format 3" + bytes.substr(15)), Code::kCorrupt);
}

// Before anything is asked of it: in each section at its beginning, its end, and anywhere.
TEST_F(MarkSnapshotTest, AByteThatIsAnotherIsSeenAtOpeningWhereverItLies) {
  const std::string bytes = Saved();
  const MarkHeader header = HeaderOf(bytes);
  base::SeededRng rng(9);
  std::vector<std::size_t> places;
  for (std::size_t at = 0; at < sizeof(MarkHeader); at += 13) places.push_back(at);
  for (const ImageSection& section : header.sections) {
    ASSERT_GT(section.bytes, 0U);
    places.push_back(section.begin);
    places.push_back(section.begin + section.bytes - 1);
    for (int i = 0; i < 5; ++i) places.push_back(section.begin + rng.Below(section.bytes));
  }
  for (const std::size_t at : places) {
    std::string altered = bytes;
    altered[at] = static_cast<char>(altered[at] ^ (1 << rng.Below(8)));
    const Code code = Opened(altered);
    EXPECT_TRUE(code == Code::kCorrupt || code == Code::kUnsupported) << at;
  }
  EXPECT_EQ(Opened(bytes), Code{});
}

// The digests see what the sums were made to agree with.
TEST_F(MarkSnapshotTest, AnAlteredSectionDoesNotVerify) {
  const std::string bytes = Saved();
  const MarkHeader header = HeaderOf(bytes);
  for (std::size_t i = 1; i + 1 < kMarkSections; ++i) {
    std::string altered = bytes;
    altered[header.sections[i].begin] = static_cast<char>(altered[header.sections[i].begin] ^ 1);
    auto snapshot = MarkSnapshot::Of(Forged(altered));
    ASSERT_TRUE(snapshot.ok()) << i;
    EXPECT_EQ(snapshot->Verify().error().code, Code::kCorrupt) << i;
  }
}

// Whoever writes a file with its digests and sums himself can make it answer wrongly, and no more.
TEST_F(MarkSnapshotTest, ForgedDoesNotLeadOutOfTheFile) {
  const std::string bytes = Saved();
  const MarkHeader header = HeaderOf(bytes);
  base::SeededRng rng(10);
  Clerk clerk(11);
  std::size_t opened = 0;
  for (std::size_t i = 0; i < 570; ++i) {
    std::string forged = bytes;
    const ImageSection& section = header.sections[i % kMarkSections];
    for (std::size_t changes = 1 + rng.Below(4); changes > 0; --changes) {
      const std::size_t at =
          i % 9 == 0 ? 16 + rng.Below(sizeof(MarkHeader) - 48) : section.begin + rng.Below(section.bytes);
      forged[at] = static_cast<char>(rng.Below(3) == 0 ? 255 : rng.Below(256));
    }
    auto snapshot = MarkSnapshot::Of(Forged(forged));
    if (!snapshot.ok()) continue;
    auto index = snapshot->Index();
    if (!index.ok()) continue;
    ++opened;
    const MarkQuery query = clerk.Question();
    if (SaysSomething(query)) (void)Search(*index, Everything(), ShippedWords(), ShippedTables(), query).ok();
    for (std::size_t row = 0; row < index->size(); row += 17) (void)index->Find(index->Id(row));
    clerk.Add(*index, 1);
    index->Put(clerk.Record(rng.Below(100)));
    if (opened % 16 == 0) {
      EXPECT_TRUE(SaveMarkSnapshot(*index, kOf, path_).ok());
    }
  }
  EXPECT_GT(opened, 100U) << "some are looked into";
}

}  // namespace
}  // namespace proofmark::match
