// SPDX-License-Identifier: Apache-2.0
// Whatever the disk does, nothing acknowledged or signed is lost and nothing is half done. Each command fails at its
// first change of the disk, at its second, and so on until it passes; docs/operating/damage.md shows the table.
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>

#include "tests/fault_subjects.h"

namespace proofmark::faults {
namespace {

namespace fs = std::filesystem;
using base::Code;
using base::Result;

class Faults : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern =
        (::access("/dev/shm", W_OK) == 0 ? "/dev/shm/" : testing::TempDir()) + "proofmark-faults-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    fs::create_directory(Disk());
    std::printf("seed %llu\n", static_cast<unsigned long long>(kSeed));
    trial_ = std::make_unique<Trial>(folder_);
  }
  void TearDown() override {
    trial_.reset();
    fs::remove_all(folder_);
  }
  static void TearDownTestSuite() { Trial::PrintTable(); }
  std::string Disk() const { return folder_ + "/disk"; }

  std::string folder_;
  std::unique_ptr<Trial> trial_;
};

TEST_F(Faults, ABatchIsThereWholeOrNotAtAll) {
  OneBatch subject(trial_->disk(), Disk());
  trial_->RunAll(subject);
}

TEST_F(Faults, AStartThatIsCutOffToo) {
  Restart subject(trial_->disk(), Disk());
  trial_->RunAll(subject);
}

TEST_F(Faults, BatchesThatShareACommitAreEachThereWholeOrNotAtAll) {
  BatchesAtOnce subject(trial_->disk(), Disk());
  trial_->RunAll(subject);
}

TEST_F(Faults, WhatWasSignedIsInTheLog) {
  Checkpoint subject(trial_->disk(), Disk());
  trial_->RunAll(subject);
}

TEST_F(Faults, WhatWasErasedIsGoneAndStaysSo) {
  Erasure subject(trial_->disk(), Disk());
  trial_->RunAll(subject);
}

TEST_F(Faults, AnOldDatabaseIsOldOrNewAndOpens) {
  Migration subject(trial_->disk(), Disk());
  trial_->RunAll(subject);
}

TEST_F(Faults, ANewDatabaseCanBeMadeAfterAFailedTry) {
  NewDatabase subject(trial_->disk(), Disk());
  trial_->RunAll(subject, 3);
}

TEST_F(Faults, AnImportGoesOnToItsEnd) {
  Import subject(trial_->disk(), Disk(), folder_);
  trial_->RunAll(subject, 61);
}

TEST_F(Faults, ACommandOfAPersonIsThereWholeOrNotAtAll) {
  PersonsCommand subject(trial_->disk(), Disk(), folder_);
  trial_->RunAll(subject, 17);
}

// Older pages in the write-ahead log, which a reader of another program still needs, hold what was erased.
TEST_F(Faults, AnErasureIsNotAcknowledgedWhileAReaderHoldsTheOldPages) {
  Erasure subject(trial_->disk(), Disk());
  trial_->Prepare(subject);
  for (const char* file : {"/node.db", "/node.db.keys/sealed.db"}) {
    SCOPED_TRACE(file);
    trial_->Reset(subject);
    subject.Before();
    trial_->disk().Arm({});
    auto reader = *store::OpenEngine("sqlite:" + Disk() + file, store::WhereMissing::kRefuse);
    ASSERT_TRUE(reader->BeginReading().ok());
    ASSERT_TRUE(reader->IsEmpty().ok());  // its state is that of now
    Result<void> erased = subject.Command();
    ASSERT_FALSE(erased.ok());
    EXPECT_EQ(erased.error().code, Code::kUnavailable);
    EXPECT_NE(erased.error().message.find("another program reads"), std::string::npos) << erased.error().message;
    reader->Rollback();
    EXPECT_TRUE(subject.Command().ok());  // looks for key and ciphertext in all files
    subject.Close();
  }
}

// A rebuild holds the database for minutes: whoever only reads does not wait for its end.
TEST_F(Faults, ALongWriterKeepsNobodyFromOpening) {
  OneBatch subject(trial_->disk(), Disk());
  trial_->Prepare(subject);
  auto writer = *store::OpenEngine("sqlite:" + Disk() + "/node.db", store::WhereMissing::kRefuse);
  ASSERT_TRUE(writer->Begin().ok());
  Result<void> opened = subject.Open();
  EXPECT_TRUE(opened.ok()) << opened.error().message;
  writer->Rollback();
  subject.Close();
}

// The trials would see a loss: a disk whose syncs do nothing loses what was acknowledged.
TEST_F(Faults, ADiskThatLiesAboutSyncsIsFoundOut) {
  OneBatch subject(trial_->disk(), Disk());
  trial_->Prepare(subject);
  EXPECT_GT(trial_->LostWhereSyncsLie(subject), 0);
}

}  // namespace
}  // namespace proofmark::faults
