// SPDX-License-Identifier: Apache-2.0
#include "match/flat/flat_snapshot.h"

#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <fstream>

#include "match/flat/flat_fixture.h"

namespace proofmark::match {
namespace {

using base::Code;

class FlatSnapshot : public ::testing::Test {
 protected:
  FlatSnapshot() : path_(testing::TempDir() + "/marks.flat") {
    SeededChoice choice(21);
    records_ = RandomRecords(choice, 300, 2);
  }
  ~FlatSnapshot() override { std::filesystem::remove(path_); }

  std::string Saved() {
    EXPECT_TRUE(SaveSnapshot(Indexed(records_), path_).ok());
    return *base::ReadFile(path_, kImageBytesMax);
  }
  void Write(const std::string& bytes) {
    std::ofstream(path_, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  // What opening the bytes comes to, in both ways; of an index that opens, also that any search of it ends.
  Code Opened(const std::string& bytes) {
    Write(bytes);
    auto index = OpenSnapshot(path_, SnapshotPlace::kMapped);
    EXPECT_EQ(OpenSnapshot(path_, SnapshotPlace::kMemory).ok(), index.ok());
    if (!index.ok()) {
      EXPECT_NE(index.error().message, "");
      return index.error().code;
    }
    for (const char* read : {"AB01", "0O0O0O0O", "A"}) Found(*index, read, FlatAsk::kNear, {.make = 3}, 400);
    for (const char* read : {"A?1", "*1", "???", "B*2?", "????????????1"}) {
      Found(*index, read, FlatAsk::kFits, {.make = 3, .calibre = 2}, 400);
    }
    auto verified = VerifySnapshot(*index);
    return verified.ok() ? Code{} : verified.error().code;
  }

  // Between two sections nothing is said, so nothing can be altered.
  static bool IsPadding(const std::string& bytes, std::size_t at) {
    auto memory = ImageMemory::Of(bytes.size());
    std::memcpy(memory.data(), bytes.data(), bytes.size());
    const FlatHeader header = *FlatHeaderOf(memory.bytes());
    return std::none_of(header.sections.begin(), header.sections.end(), [&](const FlatHeader::Section& section) {
      return at >= section.begin && at < section.begin + section.bytes;
    });
  }

  std::string path_;
  std::vector<NaiveRecord> records_;
};

TEST_F(FlatSnapshot, ComesBackAsItWas) {
  const FlatIndex index = Indexed(records_);
  ASSERT_TRUE(SaveSnapshot(index, path_).ok());
  for (const SnapshotPlace place : {SnapshotPlace::kMapped, SnapshotPlace::kMemory}) {
    auto opened = OpenSnapshot(path_, place);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    EXPECT_TRUE(VerifySnapshot(*opened).ok());
    EXPECT_EQ(opened->image(), index.image());
    SeededChoice choice(22);
    const NaiveFlat naive(records_);
    for (int i = 0; i < 50; ++i) {
      const NaiveRecord& one = records_[choice.Below(records_.size())];
      Agree(*opened, naive, choice.Damaged(one.number), FlatAsk::kNear, one.fields, 10);
      Agree(*opened, naive, choice.Unread(one.number), FlatAsk::kFits, one.fields, 10);
    }
  }
}

TEST_F(FlatSnapshot, OfNothingComesBack) {
  records_.clear();
  EXPECT_EQ(Opened(Saved()), Code{});
}

TEST_F(FlatSnapshot, SavedTwiceIsTheSameBytes) {
  const std::string once = Saved();
  std::reverse(records_.begin(), records_.end());
  EXPECT_EQ(Saved(), once);
}

TEST_F(FlatSnapshot, CutShortIsRefused) {
  const std::string bytes = Saved();
  for (std::size_t size = 0; size < bytes.size(); size += size < 200 ? 7 : 611) {
    EXPECT_EQ(Opened(bytes.substr(0, size)), Code::kCorrupt) << size;
  }
  EXPECT_EQ(Opened(bytes + "more"), Code::kCorrupt);
  std::filesystem::remove(path_);
  EXPECT_EQ(OpenSnapshot(path_, SnapshotPlace::kMapped).error().code, Code::kNotFound);
}

TEST_F(FlatSnapshot, SaysWhatItIsNot) {
  std::string bytes = Saved();
  bytes[8] = kFlatVersion + 1;
  EXPECT_EQ(Opened(bytes), Code::kUnsupported);
  bytes = Saved();
  std::swap(bytes[12], bytes[15]);
  std::swap(bytes[13], bytes[14]);
  EXPECT_EQ(Opened(bytes), Code::kUnsupported);
  EXPECT_EQ(Opened("SQLite format 3" + bytes.substr(15)), Code::kCorrupt);
}

// A byte changed anywhere in the header is refused at once; one in a section is found out by verifying at the latest.
TEST_F(FlatSnapshot, AlteredIsNeverTrusted) {
  const std::string bytes = Saved();
  SeededChoice choice(23);
  for (int i = 0; i < 600; ++i) {
    std::string altered = bytes;
    const std::size_t at = i < 200 ? choice.Below(sizeof(FlatHeader)) : choice.Below(bytes.size());
    altered[at] = static_cast<char>(altered[at] ^ (1 << choice.Below(8)));
    const Code code = Opened(altered);
    if (at < sizeof(FlatHeader)) {
      EXPECT_TRUE(code == Code::kCorrupt || code == Code::kUnsupported) << at;
    } else {
      EXPECT_TRUE(code == Code::kCorrupt || IsPadding(bytes, at)) << at;
    }
  }
}

// Whoever writes a file and its digests himself can make it answer wrongly, and no more.
TEST_F(FlatSnapshot, ForgedDoesNotLeadOutOfTheFile) {
  const std::string bytes = Saved();
  SeededChoice choice(24);
  for (int i = 0; i < 400; ++i) {
    std::string forged = bytes;
    for (std::size_t changes = 1 + choice.Below(4); changes > 0; --changes) {
      const std::size_t at = i < 150 ? 16 + choice.Below(sizeof(FlatHeader) - 48)
                                     : sizeof(FlatHeader) + choice.Below(bytes.size() - sizeof(FlatHeader));
      forged[at] = static_cast<char>(choice.Below(3) == 0 ? 255 : choice.Below(256));
    }
    const base::Digest digest = base::Sha256(std::string_view(forged).substr(0, sizeof(FlatHeader) - 32));
    std::memcpy(forged.data() + sizeof(FlatHeader) - 32, digest.data(), digest.size());
    Opened(forged);
  }
}

}  // namespace
}  // namespace proofmark::match
