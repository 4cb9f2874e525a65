// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace proofmark::base {
namespace {

// A folder that goes with the test.
class FileTest : public testing::Test {
 protected:
  FileTest() {
    std::string pattern = testing::TempDir() + "proofmark_file_XXXXXX";
    PM_ASSERT(::mkdtemp(pattern.data()) != nullptr);
    folder_ = pattern;
  }
  ~FileTest() override { std::filesystem::remove_all(folder_); }

  std::string Path(const std::string& name) const { return folder_ + "/" + name; }

  static unsigned Mode(const std::string& path) {
    struct stat status {};
    PM_ASSERT(::stat(path.c_str(), &status) == 0);
    return status.st_mode & 07777;
  }

  std::string folder_;
};

// Refuses one step, and knows how many were taken.
class RefusesStep : public WriteWatch {
 public:
  RefusesStep(int refused, int error) : refused_(refused), error_(error) { SetWriteWatch(this); }
  ~RefusesStep() override { SetWriteWatch(nullptr); }
  int Before(Step, const std::string&) override { return ++steps_ == refused_ ? error_ : 0; }
  int steps() const { return steps_; }

 private:
  int refused_;
  int error_;
  int steps_ = 0;
};

TEST_F(FileTest, AWriteThatFailsLeavesTheOldContentOrTheNewAndNothingBeside) {
  constexpr int kSteps = 5;  // create, write, sync, rename, sync of the folder
  for (int step = 1; step <= kSteps; ++step) {
    SCOPED_TRACE(step);
    ASSERT_TRUE(WriteFileDurably(Path("note"), "old", 0600).ok());
    {
      RefusesStep watch(step, ENOSPC);
      auto written = WriteFileDurably(Path("note"), "new", 0600);
      ASSERT_FALSE(written.ok());
      EXPECT_EQ(written.error().code, Code::kUnavailable);
      EXPECT_NE(written.error().message.find("the disk is full; make room"), std::string::npos);
    }
    EXPECT_EQ(*ReadFile(Path("note"), 100), step < kSteps ? "old" : "new");
    EXPECT_FALSE(std::filesystem::exists(Path("note.new")));
  }
  RefusesStep watch(kSteps + 1, EIO);
  EXPECT_TRUE(WriteFileDurably(Path("note"), "new", 0600).ok());
  EXPECT_EQ(watch.steps(), kSteps);
}

TEST_F(FileTest, AFolderThatIsNotDurableIsMadeAgain) {
  {
    RefusesStep watch(2, EIO);
    EXPECT_FALSE(MakePrivateFolder(Path("keys")).ok());
  }
  RefusesStep watch(0, EIO);
  EXPECT_TRUE(MakePrivateFolder(Path("keys")).ok());
  EXPECT_EQ(watch.steps(), 2);
}

TEST_F(FileTest, ReadsWhatItWrote) {
  std::string bytes("a\0b\xff", 4);
  ASSERT_TRUE(WriteFileDurably(Path("x"), bytes, 0600).ok());
  EXPECT_EQ(*ReadFile(Path("x"), 100), bytes);
  EXPECT_EQ(MappedFile::Open(Path("x"), 100)->bytes(), bytes);
  ASSERT_TRUE(WriteFileDurably(Path("x"), "", 0600).ok());
  EXPECT_EQ(*ReadFile(Path("x"), 100), "");
}

TEST_F(FileTest, GivesExactlyTheRightsAsked) {
  mode_t before = ::umask(0022);
  ASSERT_TRUE(WriteFileDurably(Path("key"), "secret", 0600).ok());
  EXPECT_EQ(Mode(Path("key")), 0600U);
  ASSERT_TRUE(WriteFileDurably(Path("note"), "open", 0644).ok());
  EXPECT_EQ(Mode(Path("note")), 0644U);
  // A leftover beside it with wider rights does not lend them.
  std::ofstream(Path("key.new")) << "old";
  ::chmod(Path("key.new").c_str(), 0666);
  ASSERT_TRUE(WriteFileDurably(Path("key"), "new secret", 0600).ok());
  EXPECT_EQ(Mode(Path("key")), 0600U);
  EXPECT_EQ(*ReadFile(Path("key"), 100), "new secret");
  EXPECT_FALSE(std::filesystem::exists(Path("key.new")));
  ::umask(before);
}

TEST_F(FileTest, KeepsTheOldContentWhereTheNewCannotBeWritten) {
  ASSERT_TRUE(WriteFileDurably(Path("x"), "old", 0600).ok());
  std::filesystem::create_directory(Path("x.new"));
  EXPECT_FALSE(WriteFileDurably(Path("x"), "new", 0600).ok());
  EXPECT_EQ(*ReadFile(Path("x"), 100), "old");
}

TEST_F(FileTest, SaysWhatIsWrong) {
  EXPECT_EQ(ReadFile(Path("nowhere"), 100).error().code, Code::kNotFound);
  EXPECT_EQ(ReadFile(folder_, 100).error().code, Code::kInvalid);
  EXPECT_EQ(WriteFileDurably(Path("no/x"), "a", 0600).error().code, Code::kNotFound);
  EXPECT_EQ(ReadFile(Path("nowhere"), 100).error().message,
            Path("nowhere") + ": cannot be opened: No such file or directory");
}

TEST_F(FileTest, KeepsItsLimit) {
  ASSERT_TRUE(WriteFileDurably(Path("x"), "12345", 0600).ok());
  EXPECT_TRUE(ReadFile(Path("x"), 5).ok());
  EXPECT_EQ(ReadFile(Path("x"), 4).error().code, Code::kTooLarge);
  EXPECT_EQ(ReadFile("/dev/zero", 1 << 20).error().code, Code::kTooLarge);
}

TEST_F(FileTest, AMappedFileMoves) {
  ASSERT_TRUE(WriteFileDurably(Path("a"), "first", 0600).ok());
  ASSERT_TRUE(WriteFileDurably(Path("b"), "second", 0600).ok());
  MappedFile a = *MappedFile::Open(Path("a"), 100);
  MappedFile b = *MappedFile::Open(Path("b"), 100);
  a = std::move(b);
  EXPECT_EQ(a.bytes(), "second");
  MappedFile c(std::move(a));
  EXPECT_EQ(c.bytes(), "second");
}

TEST_F(FileTest, AMappedFileIsReadToItsEndAndNoFurther) {
  ASSERT_TRUE(WriteFileDurably(Path("a"), "content", 0600).ok());
  const MappedFile a = *MappedFile::Open(Path("a"), 100);
  char some[4] = {};
  EXPECT_TRUE(a.Read(3, some, 4));
  EXPECT_EQ(std::string_view(some, 4), "tent");
  EXPECT_FALSE(a.Read(4, some, 4));
  EXPECT_FALSE(a.Read(8, some, 0));
}

TEST_F(FileTest, AFileInPiecesIsSeenWholeOrNotAtAll) {
  ASSERT_TRUE(WriteFileDurably(Path("x"), "old", 0644).ok());
  {
    auto file = DurableFile::Create(Path("x"), 0600);
    ASSERT_TRUE(file.ok()) << file.error().message;
    ASSERT_TRUE(file->Write("????new").ok());
    EXPECT_EQ(*ReadFile(Path("x"), 100), "old");
    EXPECT_EQ(DurableFile::Create(Path("x"), 0600).error().code, Code::kConflict) << "one at a time";
    EXPECT_TRUE(RemoveUnfinished(Path("x")).ok());
    EXPECT_TRUE(std::filesystem::exists(Path("x.new"))) << "what is being written stays";
  }
  EXPECT_FALSE(std::filesystem::exists(Path("x.new"))) << "given up";
  EXPECT_EQ(*ReadFile(Path("x"), 100), "old");
  std::ofstream(Path("x.new")) << "what a killed program left, and longer";
  auto file = DurableFile::Create(Path("x"), 0600);
  ASSERT_TRUE(file.ok()) << file.error().message;
  ASSERT_TRUE(file->Write("????new").ok());
  ASSERT_TRUE(file->WriteAt(0, "very").ok());
  ASSERT_TRUE(file->Write("er").ok());
  ASSERT_TRUE(file->Keep().ok());
  EXPECT_EQ(*ReadFile(Path("x"), 100), "verynewer");
  EXPECT_EQ(Mode(Path("x")), 0600U);
  EXPECT_FALSE(std::filesystem::exists(Path("x.new")));
}

TEST_F(FileTest, WhatAKilledProgramLeftIsRemoved) {
  std::ofstream(Path("x.new")) << "left";
  ASSERT_TRUE(RemoveUnfinished(Path("x")).ok());
  EXPECT_FALSE(std::filesystem::exists(Path("x.new")));
  EXPECT_TRUE(RemoveUnfinished(Path("x")).ok());
  ASSERT_TRUE(WriteFileDurably(Path("x"), "old", 0644).ok());
  EXPECT_TRUE(RemoveFileDurably(Path("x")).ok());
  EXPECT_FALSE(std::filesystem::exists(Path("x")));
  EXPECT_TRUE(RemoveFileDurably(Path("x")).ok());
  EXPECT_TRUE(RemoveFileDurably(Path("no/x")).ok());
}

TEST_F(FileTest, MakesAPrivateFolderOnce) {
  ASSERT_TRUE(MakePrivateFolder(Path("keys")).ok());
  EXPECT_EQ(Mode(Path("keys")), 0700U);
  EXPECT_TRUE(MakePrivateFolder(Path("keys")).ok());
  EXPECT_EQ(MakePrivateFolder(Path("no/keys")).error().code, Code::kNotFound);
}

TEST_F(FileTest, AFileIsNoFolder) {
  ASSERT_TRUE(WriteFileDurably(Path("keys"), "x", 0600).ok());
  EXPECT_FALSE(MakePrivateFolder(Path("keys")).ok());
}

}  // namespace
}  // namespace proofmark::base
