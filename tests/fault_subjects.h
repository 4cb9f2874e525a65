// SPDX-License-Identifier: Apache-2.0
// The commands that faults_test.cc puts on trial: what each does, and how far it may be found done afterwards.
//
//   OneBatch subject(trial.disk(), folder);
//   trial.RunAll(subject);
//
// A command that is new gets a Subject: Prepare makes the database that it meets, Command carries it out or repeats it,
// Reached says how much of it is there.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "base/file.h"
#include "model/record.h"
#include "tests/fault_trial.h"

namespace proofmark::faults {

// The one value that a query finds, past the Store.
inline std::string Value(const std::string& database, const std::string& sql) {
  std::string out;
  auto engine = store::OpenEngine("sqlite:" + database, store::WhereMissing::kRefuse);
  EXPECT_TRUE(engine.ok());
  EXPECT_TRUE((*engine)
                  ->QueryOnce(sql, {},
                              [&](const store::Row& row) {
                                out = row.Blob(0);
                                return base::Result<void>{};
                              })
                  .ok());
  return out;
}

// A log with some events, and a command that adds to it in commits of `step` events each.
class OnALog : public Subject {
 public:
  using Subject::Subject;
  void Prepare() override {
    ASSERT_TRUE(Open().ok());
    ASSERT_TRUE(store_->AddAuthority("XX", "Test authority").ok());
    for (int i = 0; i < 3; ++i) {
      std::string secret = "secret of record " + std::to_string(i);
      store::Batch batch{"XX", {}, {}, {}, {}, {}};
      batch.drafts.push_back(Record("before" + std::to_string(i), secret));
      ASSERT_TRUE(Append(std::move(batch), {secret}).ok());
    }
    promises_.size = Size(store::Stream::kRecord);
    promises_.accesses = Size(store::Stream::kAccess);
  }
  void Before() override { ASSERT_TRUE(Open().ok()); }

 protected:
  Extent ReachedOf(std::int64_t steps, std::int64_t step) {
    std::int64_t added = Size(store::Stream::kRecord) - promises_.size;
    if (added < 0 || added > steps * step || added % step != 0) return Extent::kHalf;
    return added == 0 ? Extent::kNothing : added == steps * step ? Extent::kAll : Extent::kSteps;
  }
};

class OneBatch : public OnALog {
 public:
  using OnALog::OnALog;
  std::string name() const override { return "append of a batch"; }
  base::Result<void> Command() override {
    store::Batch batch{"XX", {}, {}, {}, {}, {}};
    batch.drafts.push_back(Record("c", "whose it is"));
    batch.drafts.push_back(Record("c", ""));
    batch.drafts.push_back(Record("c", "where it lies"));
    store::Draft access = Record("access:" + std::to_string(clock_.Now().ms), "");
    access.event.kind = "accessed";
    access.event.subject = model::ThingId{"XX", "access", access.event.id}.ToText();
    access.event.body = model::ToJson(model::Access{"import", {}, 0});
    batch.accesses.push_back(std::move(access));
    return Append(std::move(batch), {"whose it is", "", "where it lies"});
  }
  Extent Reached() override {
    Extent extent = ReachedOf(1, 3);
    bool accessed = Size(store::Stream::kAccess) == promises_.accesses + 1;
    return accessed == (extent == Extent::kAll) ? extent : Extent::kHalf;
  }
};

// The command is to start after a commit whose sync failed: it is read from the cache and is not on the disk.
class Restart : public OneBatch {
 public:
  using OneBatch::OneBatch;
  std::string name() const override { return "start after a failed sync, and append"; }
  void Before() override {
    OneBatch::Before();
    disk_.Arm({Trouble::kSyncFailed, kSyncOfCommit, false});
    ASSERT_FALSE(OneBatch::Command().ok());
    disk_.Kill();
    Close();
    disk_.Restart();
  }
  base::Result<void> Command() override {
    if (store_ == nullptr) PM_TRY(Open());
    return OneBatch::Command();
  }

 private:
  static constexpr std::int64_t kSyncOfCommit = 4;  // behind those of the keys
};

class BatchesAtOnce : public OnALog {
 public:
  using OnALog::OnALog;
  std::string name() const override { return "appends at once"; }
  base::Result<void> Command() override {
    std::vector<store::Batch> batches;
    for (int i = 0; i < kWriters; ++i) {
      store::Batch batch{"XX", {}, {}, {}, {}, {}};
      for (int j = 0; j < 2; ++j) batch.drafts.push_back(Record("g" + std::to_string(i), "secret"));
      batches.push_back(std::move(batch));
    }
    std::vector<base::Result<void>> outcomes(kWriters);
    std::vector<std::thread> writers;
    for (std::size_t i = 0; i < kWriters; ++i) {
      writers.emplace_back([&, i] { outcomes[i] = Append(std::move(batches[i]), {"secret", "secret"}); });
    }
    for (std::thread& writer : writers) writer.join();
    for (base::Result<void>& outcome : outcomes) PM_TRY(std::move(outcome));
    return {};
  }
  Extent Reached() override { return ReachedOf(kWriters, 2); }

 private:
  static constexpr int kWriters = 4;
};

class Checkpoint : public OnALog {
 public:
  using OnALog::OnALog;
  std::string name() const override { return "signing a checkpoint"; }
  void Before() override {
    OnALog::Before();
    // The first event after a start is signed at once, those of the same second are not.
    for (int i = 0; i < 3; ++i) {
      store::Batch batch{"XX", {}, {}, {}, {}, {}};
      batch.drafts.push_back(Record("fresh" + std::to_string(i), ""));
      ASSERT_TRUE(Append(std::move(batch), {}).ok());
    }
    signed_ = false;
  }
  base::Result<void> Command() override {
    PM_ASSIGN(std::string note, store_->SignCheckpoint("XX", store::Stream::kRecord));
    if (heard()) promises_.notes.push_back(note);
    signed_ = signed_ || heard();
    return {};
  }
  Extent Reached() override { return !signed_ ? Extent::kNothing : Extent::kAll; }
  // What was handed out is also what the next start compares the log with.
  void Check() override {
    if (!signed_) return;
    auto kept = store_->keys().LastSignedNote("XX");
    ASSERT_TRUE(kept.ok());
    EXPECT_EQ(*kept, promises_.notes.back());
  }

 private:
  bool signed_ = false;
};

class Erasure : public OnALog {
 public:
  using OnALog::OnALog;
  std::string name() const override { return "erasure of a sealed part"; }
  void Before() override {
    OnALog::Before();
    destroyed_ = begun_ = false;
    key_ = Value(folder_ + "/node.db.keys/sealed.db", "SELECT key FROM sealed_key ORDER BY event LIMIT 1");
    ciphertext_ = Value(Path(), "SELECT ciphertext FROM sealed WHERE seq = 0");
    ASSERT_EQ(key_.size(), 32U);
    ASSERT_TRUE(OnDisk(key_) && OnDisk(ciphertext_)) << "or what is looked for below could never be found";
  }
  base::Result<void> Command() override {
    store::Batch batch{"XX", {}, {}, {}, {}, {}};
    batch.drafts.push_back(Record("erase", ""));
    batch.drafts[0].event.kind = "erased";
    batch.drafts[0].event.body = {{"seq", 0}, {"part", "row"}, {"ground", "expired"}};
    begun_ = true;
    promises_.plaintexts.erase(0);  // from here on it may be gone
    PM_TRY(Append(std::move(batch), {}));
    PM_TRY(store_->DestroyPart("XX", store::Stream::kRecord, 0, "row"));
    if (!heard()) return {};
    destroyed_ = true;
    EXPECT_FALSE(OnDisk(key_)) << "the key is still in a file";
    EXPECT_FALSE(OnDisk(ciphertext_)) << "the ciphertext is still in a file";
    return {};
  }
  Extent Reached() override {
    Extent told = ReachedOf(1, 1);
    auto part = Part();
    if (told == Extent::kNothing) return part ? Extent::kNothing : Extent::kHalf;
    return part ? Extent::kSteps : Extent::kAll;
  }
  void Check() override {
    if (!destroyed_) return;
    EXPECT_FALSE(Part()) << "an erased part opens";
    EXPECT_FALSE(OnDisk(key_));
    EXPECT_FALSE(OnDisk(ciphertext_));
  }

 private:
  std::optional<std::string> Part() {
    auto event = store_->ReadEvent(All(), "XX", 0);
    auto part =
        event.ok() ? store_->OpenPart(All(), *event, "row") : base::Result<std::optional<std::string>>(event.error());
    EXPECT_TRUE(part.ok()) << part.error().message;
    return part.ok() ? *part : std::nullopt;
  }
  bool OnDisk(const std::string& bytes) const {
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder_)) {
      if (!file.is_regular_file()) continue;
      auto content = base::ReadFile(file.path().string(), 1 << 30);
      if (content.ok() && content->find(bytes) != std::string::npos) return true;
    }
    return false;
  }

  bool begun_ = false;
  bool destroyed_ = false;
  std::string key_;
  std::string ciphertext_;
};

// The command is to open it: tables are changed and all rows are made anew.
class Migration : public Subject {
 public:
  using Subject::Subject;
  std::string name() const override { return "migration of a database of version 1"; }
  void Prepare() override {
    std::filesystem::copy(PM_TESTDATA_DIR "/compat/v1/node.db", folder_ + "/node.db");
    std::filesystem::copy(PM_TESTDATA_DIR "/compat/v1/node.db.keys", folder_ + "/node.db.keys");
    promises_.size = std::stoll(Value(Path(), "SELECT size FROM log WHERE stream = 0"));
    for (std::int64_t seq = 0; seq < promises_.size; ++seq) promises_.leaves[seq];
  }
  base::Result<void> Command() override { return store_ == nullptr ? Open() : base::Result<void>{}; }
  Extent Reached() override { return Size(store::Stream::kRecord) == promises_.size ? Extent::kAll : Extent::kHalf; }
};

class NewDatabase : public Subject {
 public:
  using Subject::Subject;
  std::string name() const override { return "a new database"; }
  void Prepare() override {}
  base::Result<void> Command() override {
    if (store_ == nullptr) PM_TRY(Open());
    base::Result<void> added = store_->AddAuthority("XX", "Test authority");
    // The answer of the first try may have been lost; the second says that it is there.
    if (!added.ok() && (added.error().code != base::Code::kConflict || !store_->FindAuthority("XX").ok())) return added;
    store::Batch batch{"XX", {}, {}, {}, {}, {}};
    batch.drafts.push_back(Record("first", "a secret"));
    return Append(std::move(batch), {"a secret"});
  }
  Extent Reached() override {
    if (!store_->FindAuthority("XX").ok()) return Extent::kNothing;
    return Size(store::Stream::kRecord) == 1 ? Extent::kAll : Extent::kSteps;
  }
};

class Import : public Subject {
 public:
  Import(FaultDisk& disk, std::string folder, std::string input) : Subject(disk, std::move(folder)), input_(input) {}
  std::string name() const override { return "import of a register"; }
  store::Store* store() override { return app_ == nullptr ? nullptr : &app_->store(); }
  void Close() override { app_.reset(); }
  base::Result<void> Open() override {
    PM_ASSIGN(app_, app::Proofmark::Open({"sqlite:" + Path(), "", PM_DATA_DIR}, clock_, rng_));
    return {};
  }
  void Prepare() override {
    std::string rows = "id,serial,make,date,holder\n";
    for (int i = 0; i < kRows; ++i) {
      std::string number = std::to_string(i);
      rows += number + ",S" + std::to_string(100'000 + i * 7919) + ",TAURUS,2019,H" + number + "\n";
    }
    base::Json mapping = {{"source", "faults"},
                          {"format", "csv"},
                          {"fields", {{"source_id", "id"}, {"make", "make"}}},
                          {"marks", {{{"kind", "serial"}, {"columns", {"serial"}}}}},
                          {"events", {{{"kind", "stolen"}, {"date", "date"}, {"from_party", {"holder"}}}}},
                          {"sealed", {"holder"}}};
    ASSERT_TRUE(base::WriteFileDurably(input_ + "/register.csv", rows, 0600).ok());
    ASSERT_TRUE(base::WriteFileDurably(input_ + "/mapping.json", mapping.dump(), 0600).ok());
    ASSERT_TRUE(Open().ok());
    ASSERT_TRUE(app_->Init("XX", "Test authority").ok());
  }
  void Before() override { ASSERT_TRUE(Open().ok()); }
  base::Result<void> Command() override {
    app::Asking asking{app::ActorFromText("console:0"), {"import_of_records", "", "national_law"}};
    app::ImportOrder order{input_ + "/register.csv", input_ + "/mapping.json", "XX", "", false, kBatchRows};
    PM_ASSIGN(base::Json result, app_->ImportItems(asking, order, [](std::int64_t, std::int64_t) {}));
    EXPECT_EQ(result["rows"], kRows);
    EXPECT_EQ(result["rejected"], 0);
    // Told whole, or told that it was there whole: never a mixture.
    bool whole = result["imported"] == kRows || result["duplicates"] == kRows;
    EXPECT_TRUE(whole) << result.dump();
    if (!heard()) return {};
    for (std::int64_t seq = 0; seq < 2 * kRows; ++seq) promises_.leaves[seq];
    return {};
  }
  Extent Reached() override {
    std::int64_t size = Size(store::Stream::kRecord);
    if (size > 2 * kRows || (size % (2 * kBatchRows) != 0 && size != 2 * kRows)) return Extent::kHalf;
    return size == 0 ? Extent::kNothing : size == 2 * kRows ? Extent::kAll : Extent::kSteps;
  }

 protected:
  std::unique_ptr<app::Proofmark> app_;

 private:
  static constexpr int kRows = 250;
  static constexpr int kBatchRows = 100;
  std::string input_;
};

// One order of a person: the case, the item, what happened to it, a step.
class PersonsCommand : public Import {
 public:
  using Import::Import;
  std::string name() const override { return "a command of a person"; }
  void Prepare() override {
    ASSERT_TRUE(Open().ok());
    ASSERT_TRUE(app_->Init("XX", "Test authority").ok());
  }
  base::Result<void> Command() override {
    const app::Asking asking{{"staff:1", "XX", {app::Role::kTracingOfficer}},
                             {"investigation", "26/118", "national_law"}};
    app::CommandOrder order{"record_recovery",
                            {{"case", {{"reference", "26/118"}, {"place", "12 Harbour Road"}}},
                             {"item", {{"make", "TAURUS"}}},
                             {"marks", {{{"kind", "serial"}, {"text", "ABE573528"}}}},
                             {"date", "2021-06-02"},
                             {"from_party", "J. Doe"},
                             {"steps", {{{"step", "made_safe"}, {"done_at", "2021-06-02"}, {"by", "staff:7"}}}}},
                            "desk-7-000118273"};
    PM_ASSIGN(base::Json answer, app_->Carry(asking, order));
    EXPECT_EQ(answer["events"].size(), static_cast<std::size_t>(kEvents)) << answer.dump();
    if (!heard()) return {};
    for (std::int64_t seq = 0; seq < kEvents; ++seq) promises_.leaves[seq];
    return {};
  }
  Extent Reached() override {
    const std::int64_t size = Size(store::Stream::kRecord);
    return size == 0 ? Extent::kNothing : size == kEvents ? Extent::kAll : Extent::kHalf;
  }

 private:
  static constexpr std::int64_t kEvents = 4;
};

}  // namespace proofmark::faults
