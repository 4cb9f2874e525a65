// SPDX-License-Identifier: Apache-2.0
// A full disk: writing is refused with words, reading goes on, nothing acknowledged is lost, and the same process takes
// events again once there is room. On a real file system of some megabytes where one may be mounted, otherwise on a
// folder whose disk says that it is full.
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "app/policy.h"
#include "registry/apply.h"
#include "tests/fault_trial.h"

namespace proofmark::faults {
namespace {

namespace fs = std::filesystem;
using base::Code;
using base::Result;
using store::Batch;
using store::Stream;

constexpr std::size_t kSecretBytes = 20'000;
constexpr int kBatchesMax = 2000;

// A file system of some megabytes at `path` while it lives.
class SmallDisk {
 public:
  SmallDisk(std::string path, const char* size) : path_(std::move(path)) {
    fs::create_directories(path_);
    std::string options = std::string("size=") + size;
    mounted_ = ::mount("tmpfs", path_.c_str(), "tmpfs", 0, options.c_str()) == 0;
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(path_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  bool mounted() const { return mounted_; }

 private:
  std::string path_;
  bool mounted_;
};

class Records : public Subject {
 public:
  Records(FaultDisk& disk, std::string folder, std::string keys) : Subject(disk, std::move(folder)), keys_(keys) {}
  std::string name() const override { return "records"; }
  void Prepare() override {}
  Result<void> Open() override {
    store::Options options{"sqlite:" + Path(), keys_,
                           [](const model::Event& event) { return registry::Apply(Words(), event); },
                           Words().version()};
    PM_ASSIGN(store_, store::Store::Open(std::move(options), clock_, rng_));
    return {};
  }
  Result<void> Command() override {
    clock_.Tick(2 * store::kCheckpointMs);
    std::string secret(kSecretBytes, 's');
    Batch batch{"XX", {}, {}, {}, {}, {}};
    batch.drafts.push_back(Record("r" + std::to_string(promises_.leaves.size()), secret));
    return Append(std::move(batch), {secret});
  }
  Result<void> AppendPlain() {
    Batch batch{"XX", {}, {}, {}, {}, {}};
    batch.drafts.push_back(Record("r" + std::to_string(promises_.leaves.size()), ""));
    return Append(std::move(batch), {});
  }
  Extent Reached() override { return Extent::kAll; }

  // Until one is refused; how.
  base::Error Fill() {
    for (int i = 0; i < kBatchesMax; ++i) {
      if (Result<void> done = Command(); !done.ok()) return done.error();
    }
    return {};
  }
  Result<std::string> Sign() { return store_->SignCheckpoint("XX", Stream::kRecord); }
  void ExpectThatAcknowledgedIsStored() {
    EXPECT_EQ(Size(Stream::kRecord), std::ssize(promises_.leaves));
    KeepsPromises("on the full disk", Rows::kAsTheyAre);
    auto records = store_->ListRecords(All(), "XX", std::nullopt, 10'000);
    ASSERT_TRUE(records.ok()) << records.error().message;
    EXPECT_EQ(records->size(), promises_.leaves.size());
  }

 private:
  std::string keys_;
};

class DiskFull : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "proofmark-full-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    fs::create_directory(folder_ + "/roomy");
    fs::create_directory(folder_ + "/unused");
  }
  void TearDown() override {
    small_.reset();
    fs::remove_all(folder_);
  }
  // False where nothing may be mounted here.
  bool MountSmall(const char* size) {
    small_ = std::make_unique<SmallDisk>(folder_ + "/small", size);
    if (!small_->mounted()) std::printf("no file system may be mounted here: only the made one is filled\n");
    return small_->mounted();
  }
  void LayBallast(std::size_t bytes) { std::ofstream(Ballast(), std::ios::binary) << std::string(bytes, 'b'); }
  std::string Ballast() const { return folder_ + "/small/ballast"; }
  static void ExpectFull(const base::Error& error) {
    EXPECT_EQ(error.code, Code::kUnavailable) << error.message;
    EXPECT_NE(error.message.find("the disk is full; make room and repeat"), std::string::npos) << error.message;
  }

  std::string folder_;
  std::unique_ptr<SmallDisk> small_;
};

TEST_F(DiskFull, ReadingGoesOnAndWritingComesBackWithTheRoom) {
  if (!MountSmall("4m")) GTEST_SKIP() << "needs the right to mount; AMadeFullDisk is run in its place";
  LayBallast(1 << 20);
  FaultDisk unused(folder_ + "/unused");
  Records records(unused, folder_ + "/small", folder_ + "/small/keys");
  ASSERT_TRUE(records.Open().ok());
  ASSERT_TRUE(records.store()->AddAuthority("XX", "Test authority").ok());
  ExpectFull(records.Fill());
  ExpectFull(records.Fill());  // and again
  records.ExpectThatAcknowledgedIsStored();
  fs::remove(Ballast());
  Result<void> again = records.Command();
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_TRUE(records.Sign().ok());
  records.ExpectThatAcknowledgedIsStored();
  records.Close();
  ASSERT_TRUE(records.Open().ok());
  records.ExpectThatAcknowledgedIsStored();
}

TEST_F(DiskFull, OfTheKeysAloneRefusesSealedPartsAndNotes) {
  if (!MountSmall("1m")) GTEST_SKIP() << "needs the right to mount; AMadeFullDisk is run in its place";
  FaultDisk unused(folder_ + "/unused");
  Records records(unused, folder_ + "/roomy", folder_ + "/small/keys");
  ASSERT_TRUE(records.Open().ok());
  ASSERT_TRUE(records.store()->AddAuthority("XX", "Test authority").ok());
  ASSERT_TRUE(records.Command().ok());
  LayBallast(4 << 20);  // more than there is
  base::Error refused = records.Fill();
  ExpectFull(refused);
  records.ExpectThatAcknowledgedIsStored();
  // An event without a sealed part needs no key. It stands, and is signed when there is room.
  EXPECT_TRUE(records.AppendPlain().ok());
  auto note = records.Sign();
  ASSERT_FALSE(note.ok());
  ExpectFull(note.error());
  records.ExpectThatAcknowledgedIsStored();
  fs::remove(Ballast());
  ASSERT_TRUE(records.Command().ok());
  EXPECT_TRUE(records.Sign().ok());
  records.ExpectThatAcknowledgedIsStored();
}

TEST_F(DiskFull, AMadeFullDisk) {
  fs::create_directory(folder_ + "/made");
  FaultDisk disk(folder_ + "/made");
  Records records(disk, folder_ + "/made", folder_ + "/made/keys");
  ASSERT_TRUE(records.Open().ok());
  ASSERT_TRUE(records.store()->AddAuthority("XX", "Test authority").ok());
  disk.Arm({Trouble::kFullForGood, 200, false});
  ExpectFull(records.Fill());
  ExpectFull(records.Fill());
  auto note = records.Sign();
  ASSERT_FALSE(note.ok());
  ExpectFull(note.error());
  records.ExpectThatAcknowledgedIsStored();
  disk.Restart();
  ASSERT_TRUE(records.Command().ok());
  EXPECT_TRUE(records.Sign().ok());
  records.ExpectThatAcknowledgedIsStored();
}

// Who looks is named in the access log before the answer is given: where that cannot be written, nobody is answered.
TEST_F(DiskFull, NobodyLooksWithoutATrace) {
  fs::create_directory(folder_ + "/made");
  FaultDisk disk(folder_ + "/made");
  base::FakeClock clock{*base::Instant::Parse("2026-11-24T00:00:00.000Z")};
  base::SeededRng rng{kSeed};
  auto app = app::Proofmark::Open({"sqlite:" + folder_ + "/made/node.db", "", PM_DATA_DIR}, clock, rng);
  ASSERT_TRUE(app.ok()) << app.error().message;
  ASSERT_TRUE((*app)->Init("XX", "Test authority").ok());
  app::Asking asking{app::ActorFromText("console:0"), {"trace", "", "national_law"}};
  disk.Arm({Trouble::kFullForGood, 1, false});
  auto answer = (*app)->Hits(asking, {});
  ASSERT_FALSE(answer.ok()) << answer->dump();
  ExpectFull(answer.error());
  auto report = (*app)->Verify({}, nullptr);
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_TRUE((*report)["ok"].get<bool>());
  disk.Restart();
  answer = (*app)->Hits(asking, {});
  EXPECT_TRUE(answer.ok()) << answer.error().message;
}

}  // namespace
}  // namespace proofmark::faults
