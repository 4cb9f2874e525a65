// SPDX-License-Identifier: Apache-2.0
#include "store/store.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <thread>

#include "base/file.h"
#include "ledger/bundle.h"
#include "model/record.h"
#include "store/audit.h"
#include "store/schema.h"
#include "tests/test_database.h"

namespace proofmark::app {

// The policy of these tests: sees everything, or nothing. Stands in for the room above, which alone may make Views.
class AccessPolicy {
 public:
  static store::View Everything(const std::vector<store::HandlingClass>& classes) {
    store::View::Opening opening;
    for (const store::HandlingClass& one : classes) opening.owners.insert(one.owner_code);
    return store::View("console:0", "trace", classes, std::move(opening));
  }
  static store::View Nothing() { return store::View("console:0", "trace", {}, {}); }
};

}  // namespace proofmark::app

namespace proofmark::store {
namespace {

using base::Code;
using base::Result;

// The least of an Apply: records with their marks, and what happened to them.
Result<Rows> Apply(const model::Event& event) {
  Rows rows;
  PM_ASSIGN(model::ThingId subject, model::ThingId::Parse(event.subject));
  if (event.kind == "recorded" || event.kind == "corrected") {
    PM_ASSIGN(model::Record record, model::RecordFromJson(event.body, event.owner));
    rows.record = RecordRow{subject.ulid, {}, record.item.make, {}, {}, {}, {}, {}, record.case_reference};
    for (const model::Mark& mark : record.marks) rows.marks.push_back({mark.kind, mark.text});
    rows.corrects = event.kind == "corrected";
    rows.subject = subject.ulid;
    rows.no_longer = record.replaces;
  } else if (event.kind == "stolen") {
    rows.life = LifeRow{subject.ulid, event.id, event.kind, std::nullopt, std::nullopt};
  } else if (event.kind == "erased") {
    rows.erased.push_back({event.body.at("seq").get<std::int64_t>(), event.body.at("part").get<std::string>()});
  } else if (event.kind == "refused") {
    return base::Error{Code::kInvalid, "this kind is refused", "kind"};
  }
  return rows;
}

using proofmark::testing::EngineKind;
using proofmark::testing::TestDatabase;

class StoreTest : public ::testing::TestWithParam<EngineKind> {
 protected:
  virtual EngineKind Engine() const { return GetParam(); }
  void SetUp() override {
    std::string pattern = ::testing::TempDir() + "proofmark-store-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    database_ = std::make_unique<TestDatabase>(Engine(), folder_);
    Open();
    ASSERT_TRUE(store_->AddAuthority("BR-RJ", "Rio").ok());
  }
  void TearDown() override {
    store_.reset();
    database_.reset();
    std::filesystem::remove_all(folder_);
  }

  std::string Keys() const { return folder_ + "/keys"; }
  Result<std::unique_ptr<Store>> TryOpen(const std::string& vocabulary = "v1") {
    return Store::Open({database_->url(), Keys(), Apply, vocabulary}, clock_, rng_);
  }
  void Open() {
    store_.reset();
    auto opened = TryOpen();
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    store_ = std::move(*opened);
  }
  void Sql(const std::string& sql) { database_->Sql(sql); }

  Draft NewDraft(const std::string& kind, const std::string& command, const std::string& owner = "BR-RJ") {
    Draft draft;
    draft.event.id = ids_.Make();
    draft.event.owner = owner;
    draft.event.actor = "console:0";
    draft.event.kind = kind;
    draft.event.subject = model::ThingId{owner, "item", ids_.Make()}.ToText();
    draft.event.handling = {{}, {}, "none", "trace", "national_law", {}, {}};
    draft.event.command = command;
    draft.event.nonce = rng_.Bytes<16>();
    if (kind == "recorded") draft.event.body = model::ToJson(model::Record{}, owner);
    return draft;
  }
  Batch OneRecord(const std::string& command, const std::string& owner = "BR-RJ") {
    Batch batch;
    batch.owner = owner;
    batch.drafts.push_back(NewDraft("recorded", command, owner));
    return batch;
  }
  void Record(int count) {
    for (int i = 0; i < count; ++i) {
      auto done = store_->Append(OneRecord("r" + std::to_string(next_++)));
      ASSERT_TRUE(done.ok()) << done.error().message;
    }
  }
  View All() { return app::AccessPolicy::Everything(*store_->HandlingClasses()); }
  VerifyReport Verify(const std::vector<std::string>& notes = {}) {
    auto report = Audit(*store_).Verify(notes, nullptr);
    EXPECT_TRUE(report.ok()) << report.error().message;
    return report.ok() ? *report : VerifyReport{};
  }

  std::string folder_;
  std::unique_ptr<TestDatabase> database_;
  int next_ = 0;
  base::FakeClock clock_{*base::Instant::Parse("2026-11-24T00:00:00.000Z")};
  base::SeededRng rng_{7};
  base::UlidMaker ids_{clock_, rng_};
  std::unique_ptr<Store> store_;
};

PM_ON_BOTH_ENGINES(StoreTest);

// What is about files.
class SqliteFileTest : public StoreTest {
 protected:
  EngineKind Engine() const override { return EngineKind::kSqlite; }
};

TEST_P(StoreTest, AppendedEventIsProvedAndReadable) {
  auto done = store_->Append(OneRecord("c1"));
  ASSERT_TRUE(done.ok()) << done.error().message;
  EXPECT_EQ(done->first_seq, 0);
  auto event = store_->ReadEvent(All(), "BR-RJ", 0);
  ASSERT_TRUE(event.ok()) << event.error().message;
  EXPECT_EQ(event->leaf, done->leaves[0]);
  EXPECT_TRUE(Verify().ok());
  auto proof = Audit(*store_).Prove("BR-RJ", 0);
  ASSERT_TRUE(proof.ok()) << proof.error().message;
  EXPECT_EQ(proof->leaf, done->leaves[0]);
}

TEST_P(StoreTest, ARepeatedCommandAnswersTheFirstOutcomeAndAddsNothing) {
  auto first = store_->Append(OneRecord("same"));
  auto second = store_->Append(OneRecord("same"));
  ASSERT_TRUE(second.ok());
  EXPECT_FALSE(first->repeated);
  EXPECT_TRUE(second->repeated);
  EXPECT_EQ(second->first_seq, first->first_seq);
  EXPECT_EQ(*store_->LogSize("BR-RJ", Stream::kRecord), 1);
  Open();
  EXPECT_TRUE(store_->Append(OneRecord("same"))->repeated);  // kept for ever
}

TEST_P(StoreTest, ACommandOfOneOwnerIsAnotherOwnersNew) {
  ASSERT_TRUE(store_->AddAuthority("UA", "Ukraine").ok());
  ASSERT_TRUE(store_->Append(OneRecord("same")).ok());
  EXPECT_FALSE(store_->Append(OneRecord("same", "UA"))->repeated);
  EXPECT_EQ(*store_->LogSize("UA", Stream::kRecord), 1);
  EXPECT_TRUE(Verify().ok());
}

TEST_P(StoreTest, ABatchIsAllOrNothing) {
  Record(3);
  Batch batch = OneRecord("half");
  batch.drafts.push_back(NewDraft("refused", "half"));
  auto done = store_->Append(std::move(batch));
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().message, "this kind is refused");
  EXPECT_EQ(*store_->LogSize("BR-RJ", Stream::kRecord), 3);
  Record(2);
  EXPECT_TRUE(Verify().ok());
  EXPECT_EQ(*store_->LogSize("BR-RJ", Stream::kRecord), 5);
}

TEST_P(StoreTest, AWriterThatReadAnOlderLogIsTold) {
  Record(2);
  Batch batch = OneRecord("late");
  batch.expected_size = 1;
  auto done = store_->Append(std::move(batch));
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code, Code::kConflict);
}

TEST_P(StoreTest, OnlyTheOwnerWritesIntoItsLog) {
  Batch batch = OneRecord("c");
  batch.drafts[0].event.owner = "UA";
  EXPECT_EQ(store_->Append(std::move(batch)).error().code, Code::kInvalid);
  Batch nobody = OneRecord("c", "ZZ");
  EXPECT_EQ(store_->Append(std::move(nobody)).error().code, Code::kNotFound);
}

TEST_P(StoreTest, ManyWritersShareCommitsAndLoseNothing) {
  constexpr int kWriters = 8;
  constexpr int kEach = 25;
  std::vector<std::vector<Batch>> work(kWriters);
  for (int w = 0; w < kWriters; ++w) {
    for (int i = 0; i < kEach; ++i)
      work[static_cast<std::size_t>(w)].push_back(OneRecord("w" + std::to_string(w) + "." + std::to_string(i)));
  }
  std::vector<std::thread> writers;
  std::atomic<int> stored = 0;
  for (auto& batches : work) {
    writers.emplace_back([&] {
      for (Batch& batch : batches) stored += store_->Append(std::move(batch)).ok();
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(stored, kWriters * kEach);
  EXPECT_EQ(*store_->LogSize("BR-RJ", Stream::kRecord), kWriters * kEach);
  EXPECT_TRUE(Verify().ok());
}

TEST_P(StoreTest, ARefusedBatchDoesNotHurtItsNeighboursInTheSameCommit) {
  std::vector<Batch> batches;
  for (int i = 0; i < 40; ++i) {
    batches.push_back(OneRecord("n" + std::to_string(i)));
    if (i % 4 == 0) batches.back().drafts.push_back(NewDraft("refused", "n" + std::to_string(i)));
  }
  std::vector<std::thread> writers;
  std::atomic<int> stored = 0;
  for (Batch& batch : batches) {
    writers.emplace_back([&] { stored += store_->Append(std::move(batch)).ok(); });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(stored, 30);
  EXPECT_EQ(*store_->LogSize("BR-RJ", Stream::kRecord), 30);
  EXPECT_TRUE(Verify().ok());
}

TEST_P(StoreTest, TwoProcessesWriteOneLogInTurn) {
  Record(3);
  auto other = TryOpen();
  ASSERT_TRUE(other.ok());
  ASSERT_TRUE((*other)->Append(OneRecord("other")).ok());
  Record(300);
  ASSERT_TRUE((*other)->Append(OneRecord("other again")).ok());
  other->reset();
  EXPECT_EQ(*store_->LogSize("BR-RJ", Stream::kRecord), 305);
  EXPECT_TRUE(Verify().ok());
}

// Between reading how long a log is and reading what was signed of it, another program may append and sign.
TEST_P(StoreTest, ALogThatGrowsWhileItIsOpenedLostNothing) {
  Record(1);
  constexpr int kTimes = 40;
  std::vector<Batch> theirs;
  std::vector<Batch> ours;
  for (int i = 0; i < kTimes; ++i) {
    theirs.push_back(OneRecord("theirs " + std::to_string(i)));
    ours.push_back(OneRecord("ours " + std::to_string(i)));
  }
  auto append_all = [&](std::vector<Batch>& batches) {
    for (Batch& batch : batches) {
      auto opened = TryOpen();  // signs when it is closed
      ASSERT_TRUE(opened.ok()) << opened.error().message;
      auto appended = (*opened)->Append(std::move(batch));
      ASSERT_TRUE(appended.ok()) << appended.error().message;
    }
  };
  std::thread other([&] { append_all(theirs); });
  append_all(ours);
  other.join();
  EXPECT_EQ(*store_->LogSize("BR-RJ", Stream::kRecord), 1 + 2 * kTimes);
  EXPECT_TRUE(Verify().ok());
}

TEST_P(StoreTest, HiddenAndMissingAnswerAlike) {
  Record(1);
  View all = All();
  View nothing = app::AccessPolicy::Nothing();
  auto records = store_->ListRecords(all, "BR-RJ", std::nullopt, 10);
  ASSERT_EQ(records->size(), 1U);
  EXPECT_TRUE(store_->ReadRecord(all, (*records)[0]).ok());
  EXPECT_TRUE(store_->ListRecords(nothing, "BR-RJ", std::nullopt, 10)->empty());
  auto hidden = store_->ReadRecord(nothing, (*records)[0]);
  model::ThingId unknown{"BR-RJ", "item", ids_.Make()};
  auto missing = store_->ReadRecord(all, unknown);
  ASSERT_FALSE(hidden.ok());
  EXPECT_EQ(hidden.error().code, Code::kNotFound);
  std::string said = hidden.error().message;
  said.replace(said.find((*records)[0].ToText()), unknown.ToText().size(), unknown.ToText());
  EXPECT_EQ(said, missing.error().message);
  EXPECT_EQ(store_->ReadEvent(nothing, "BR-RJ", 0).error().message,
            "there is no event 0 of BR-RJ, or it is not for this reader");
  EXPECT_EQ(store_->ReadEvent(all, "BR-RJ", 9).error().message,
            "there is no event 9 of BR-RJ, or it is not for this reader");
}

TEST_P(StoreTest, AViewDoesNotSeeAHandlingThatCameUpLater) {
  Record(1);
  View before = All();
  Batch batch = OneRecord("secret");
  batch.drafts[0].event.handling.codes = {"restricted"};
  ASSERT_TRUE(store_->Append(std::move(batch)).ok());
  EXPECT_EQ(store_->ListRecords(before, "BR-RJ", std::nullopt, 10)->size(), 1U);
  EXPECT_EQ(store_->ListRecords(All(), "BR-RJ", std::nullopt, 10)->size(), 2U);
  EXPECT_FALSE(store_->ReadEvent(before, "BR-RJ", 1).ok());
}

Draft WithSecret(Draft draft, const std::string& text) {
  draft.sealed.push_back({"row", text});
  return draft;
}

TEST_P(StoreTest, ASealedPartOpensAndItsTextIsInNoFile) {
  const std::string canary = "CANARY-Maria-da-Silva";
  Batch batch;
  batch.owner = "BR-RJ";
  batch.drafts.push_back(WithSecret(NewDraft("recorded", "s"), canary));
  ASSERT_TRUE(store_->Append(std::move(batch)).ok());
  auto event = store_->ReadEvent(All(), "BR-RJ", 0);
  ASSERT_TRUE(event.ok());
  EXPECT_EQ(**store_->OpenPart(All(), *event, "row"), canary);
  EXPECT_FALSE(store_->OpenPart(app::AccessPolicy::Nothing(), *event, "row").ok());
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder_)) {
    if (!file.is_regular_file()) continue;
    EXPECT_EQ(base::ReadFile(file.path(), 1U << 30)->find(canary), std::string::npos) << file.path();
  }
}

TEST_P(StoreTest, AnErasedPartIsGoneAndEveryProofStillHolds) {
  Batch batch;
  batch.owner = "BR-RJ";
  batch.drafts.push_back(WithSecret(NewDraft("recorded", "s"), "a name"));
  ASSERT_TRUE(store_->Append(std::move(batch)).ok());
  auto event = store_->ReadEvent(All(), "BR-RJ", 0);
  ASSERT_TRUE(store_->OpenPart(All(), *event, "row")->has_value());
  Batch erase;
  erase.owner = "BR-RJ";
  erase.drafts.push_back(NewDraft("erased", "e"));
  erase.drafts[0].event.body = {{"seq", 0}, {"part", "row"}};
  ASSERT_TRUE(store_->Append(std::move(erase)).ok());
  ASSERT_TRUE(store_->DestroyPart("BR-RJ", Stream::kRecord, 0, "row").ok());
  EXPECT_FALSE(store_->OpenPart(All(), *event, "row")->has_value());
  EXPECT_TRUE(Verify().ok());
  EXPECT_FALSE(Audit(*store_).Rebuild("BR-RJ")->changed);
  EXPECT_TRUE(Verify().ok());
}

TEST_P(StoreTest, APartThatIsMissingAndWasNotErasedIsFound) {
  Batch batch;
  batch.owner = "BR-RJ";
  batch.drafts.push_back(WithSecret(NewDraft("recorded", "s"), "a name"));
  ASSERT_TRUE(store_->Append(std::move(batch)).ok());
  Sql("UPDATE sealed SET ciphertext = zeroblob(50)");
  auto changed = Verify();
  ASSERT_EQ(changed.logs[0].bad.size(), 1U);
  EXPECT_EQ(changed.logs[0].bad[0].table, "sealed");
  Sql("DELETE FROM sealed");
  EXPECT_EQ(Verify().logs[0].bad.at(0).why, "the part row is missing and was not erased");
}

// Each row is what an administrator could do in SQL; verify must name the first sequence number at fault.
TEST_P(StoreTest, WhatWasTouchedIsFoundAndNamed) {
  struct Damage {
    const char* sql;
    const char* table;
    std::int64_t seq;
  };
  const Damage damages[] = {
      {"UPDATE event SET body = replace(body, 'console:0', 'console:9') WHERE stream = 0 AND seq = 7", "event", 7},
      {"DELETE FROM event WHERE stream = 0 AND seq = 5", "event", 5},
      {"DELETE FROM event WHERE stream = 0 AND seq >= 600", "event", 600},
      {"UPDATE tile SET hashes = zeroblob(8192) WHERE stream = 0 AND level = 0 AND tile = 1", "tile", 256},
      {"UPDATE tile SET hashes = zeroblob(length(hashes)) WHERE stream = 0 AND level = 1", "tile", 0},
      {"DELETE FROM tile WHERE stream = 0 AND level = 0 AND tile = 2", "tile", 512},
  };
  Record(620);
  store_.reset();
  database_->Save();
  for (const Damage& damage : damages) {
    Sql(damage.sql);
    Open();
    VerifyReport report = Verify();
    EXPECT_FALSE(report.ok()) << damage.sql;
    ASSERT_FALSE(report.logs[0].bad.empty()) << damage.sql;
    const Finding* first = nullptr;
    for (const Finding& bad : report.logs[0].bad) {
      if (bad.table == damage.table && first == nullptr) first = &bad;
    }
    ASSERT_NE(first, nullptr) << damage.sql;
    EXPECT_EQ(first->seq, damage.seq) << damage.sql << ": " << first->why;
    store_.reset();
    database_->PutBack();
  }
}

TEST_P(StoreTest, AReadOfAChangedEventFailsClosed) {
  Record(3);
  Sql("UPDATE event SET body = replace(body, 'console:0', 'console:9') WHERE stream = 0 AND seq = 1");
  EXPECT_EQ(store_->ReadEvent(All(), "BR-RJ", 1).error().code, Code::kCorrupt);
  EXPECT_TRUE(store_->ReadEvent(All(), "BR-RJ", 2).ok());
}

TEST_P(StoreTest, ALostEndIsFoundAndTheLogTakesNothingMore) {
  Record(10);
  ASSERT_TRUE(store_->SignCheckpoint("BR-RJ", Stream::kRecord).ok());
  store_.reset();
  database_->Save();
  Open();
  Record(5);
  auto note = store_->SignCheckpoint("BR-RJ", Stream::kRecord);
  ASSERT_TRUE(note.ok());
  store_.reset();
  database_->PutBack();
  Open();  // the older file, with the key folder of the newer one
  EXPECT_EQ(*store_->WhyClosed("BR-RJ", Stream::kRecord),
            "BR-RJ was signed with 15 events and has 10: its end is lost. Bring it back with proofmark ledger import "
            "FILE, or give it up with proofmark ledger reopen");
  EXPECT_EQ(store_->Append(OneRecord("more")).error().code, Code::kCorrupt);
  EXPECT_EQ(store_->SignCheckpoint("BR-RJ", Stream::kRecord).error().code, Code::kCorrupt);
  EXPECT_FALSE(Verify().ok());
  std::filesystem::remove(folder_ + "/keys/BR-RJ.signed");
  EXPECT_FALSE(Verify({*note}).ok());  // the note taken before exposes it as well
  EXPECT_TRUE(Verify().ok());          // without either there is nothing to compare with: keep notes elsewhere
}

TEST_P(StoreTest, CheckpointsAreCutByCountAndByTime) {
  Record(3);
  auto first = store_->keys().LastSignedNote("BR-RJ");
  ASSERT_FALSE(first->empty());  // the first event of a quiet log is signed at once
  clock_.Tick(kCheckpointMs);
  Record(1);
  auto second = store_->keys().LastSignedNote("BR-RJ");
  EXPECT_EQ(ledger::ReadUnverified(*second)->size, 4);
  Record(1);
  EXPECT_EQ(*store_->keys().LastSignedNote("BR-RJ"), *second);
  Batch batch;
  batch.owner = "BR-RJ";
  for (int i = 0; i < kCheckpointEvents; ++i) batch.drafts.push_back(NewDraft("recorded", "b"));
  ASSERT_TRUE(store_->Append(std::move(batch)).ok());
  EXPECT_EQ(ledger::ReadUnverified(*store_->keys().LastSignedNote("BR-RJ"))->size, 5 + kCheckpointEvents);
}

TEST_P(StoreTest, AnotherVocabularyProjectsAnew) {
  Record(3);
  store_.reset();
  Sql("DELETE FROM record");
  Open();
  EXPECT_TRUE(store_->ListRecords(All(), "BR-RJ", std::nullopt, 10)->empty());  // the same versions: nothing to do
  store_.reset();
  auto opened = TryOpen("v2");
  ASSERT_TRUE(opened.ok());
  store_ = std::move(*opened);
  EXPECT_EQ(store_->ListRecords(All(), "BR-RJ", std::nullopt, 10)->size(), 3U);
}

TEST_P(StoreTest, RebuildSaysWhetherTheRowsWereWhatTheLogSays) {
  Record(3);
  EXPECT_FALSE(Audit(*store_).Rebuild("BR-RJ")->changed);
  Sql("UPDATE record SET make = 'colt'");
  EXPECT_TRUE(Audit(*store_).Rebuild("BR-RJ")->changed);
  EXPECT_FALSE(Audit(*store_).Rebuild("BR-RJ")->changed);
}

TEST_P(StoreTest, ABundleOfTheLogIsProvedWithoutADatabase) {
  Record(700);
  Batch batch;
  batch.owner = "BR-RJ";
  batch.drafts.push_back(WithSecret(NewDraft("recorded", "s"), "a name"));
  ASSERT_TRUE(store_->Append(std::move(batch)).ok());
  ledger::BundleChecker checker({});
  auto feed = [&](const std::string& line) {
    EXPECT_EQ(line.find('\n'), std::string::npos);
    checker.Line(line);
    return Result<void>{};
  };
  ASSERT_TRUE(Audit(*store_).Export("BR-RJ", Stream::kRecord, true, feed).ok());
  checker.Finish();
  for (const auto& bad : checker.findings()) ADD_FAILURE() << bad.line << ": " << bad.why;
  ASSERT_EQ(checker.logs().size(), 1U);
  EXPECT_EQ(checker.logs()[0].events, 701);
  EXPECT_EQ(checker.logs()[0].sealed, 1);
}

TEST_F(SqliteFileTest, FilesAreNobodyElsesBusiness) {
  Record(1);
  for (const char* file : {"/node.db", "/keys/BR-RJ.key", "/keys/sealed.db"}) {
    struct stat status {};
    ASSERT_EQ(::stat((folder_ + file).c_str(), &status), 0) << file;
    EXPECT_EQ(status.st_mode & 0777, 0600U) << file;
  }
}

TEST_P(StoreTest, ASigningKeyIsNeverOverwritten) {
  Record(1);
  store_.reset();
  database_->Renew();
  Open();
  auto again = store_->AddAuthority("BR-RJ", "Rio");
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().code, Code::kConflict);
}

TEST_P(StoreTest, AKeyThatHasSignedNothingServesTheNextTry) {
  store_.reset();
  std::string key = *base::ReadFile(folder_ + "/keys/BR-RJ.key", 4096);
  database_->Renew();
  Open();
  ASSERT_TRUE(store_->AddAuthority("BR-RJ", "Rio").ok());
  EXPECT_EQ(*base::ReadFile(folder_ + "/keys/BR-RJ.key", 4096), key);
  Record(1);
  EXPECT_TRUE(Verify().ok());
}

TEST_P(StoreTest, ANewerDatabaseIsRefused) {
  store_.reset();
  Sql("UPDATE setting SET value = '999' WHERE name = 'schema'");
  auto opened = TryOpen();
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, Code::kUnsupported);
}

TEST_F(SqliteFileTest, AWrongPathIsRefusedAndMakesNothing) {
  std::string path = folder_ + "/typing-error.db";
  Options options{"sqlite:" + path, "", Apply, "v1", WhereMissing::kRefuse};
  auto opened = Store::Open(options, clock_, rng_);
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, Code::kNotFound);
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_FALSE(std::filesystem::exists(path + ".keys"));
}

TEST_F(SqliteFileTest, AFileThatIsNoDatabaseIsRefusedAndLeftAlone) {
  store_.reset();
  database_->Remove();
  std::string path = folder_ + "/node.db";
  ASSERT_TRUE(base::WriteFileDurably(path, std::string(5000, 'x'), 0600).ok());
  EXPECT_FALSE(TryOpen().ok());
  EXPECT_EQ(*base::ReadFile(path, 10'000), std::string(5000, 'x'));
}

TEST_P(StoreTest, OrphanKeysAreSweptAndOthersStay) {
  Batch batch;
  batch.owner = "BR-RJ";
  batch.drafts.push_back(WithSecret(NewDraft("recorded", "s"), "kept"));
  ASSERT_TRUE(store_->Append(std::move(batch)).ok());
  Batch refused;
  refused.owner = "BR-RJ";
  refused.drafts.push_back(WithSecret(NewDraft("refused", "t"), "never was"));
  ASSERT_FALSE(store_->Append(std::move(refused)).ok());
  EXPECT_EQ(*Audit(*store_).SweepOrphanKeys(), 0);  // too young: its event may be on its way
  clock_.Tick(2 * kOrphanKeyAgeMs);
  EXPECT_EQ(*Audit(*store_).SweepOrphanKeys(), 1);
  auto event = store_->ReadEvent(All(), "BR-RJ", 0);
  EXPECT_TRUE(store_->OpenPart(All(), *event, "row")->has_value());
}

TEST_P(StoreTest, EveryTableIsEitherALogsOrProjected) {
  // A projection that ClearRows forgets would survive a rebuild: name each table here when you add one.
  std::set<std::string> tables;
  auto engine = OpenEngine(database_->url(), WhereMissing::kRefuse);
  const char* names =
      GetParam() == EngineKind::kSqlite
          ? "SELECT name FROM sqlite_master WHERE type = 'table'"
          : "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace";
  ASSERT_TRUE((*engine)
                  ->QueryOnce(names, {},
                              [&](const Row& row) {
                                tables.emplace(row.Text(0));
                                return Result<void>{};
                              })
                  .ok());
  EXPECT_EQ(tables,
            (std::set<std::string>{"account",       "account_role",   "alert",     "api_token",      "approval",
                                   "attached_file", "authority",      "case_file", "case_item",      "case_step",
                                   "certificate",   "checkpoint",     "command",   "credential",     "erased_part",
                                   "event",         "handling_class", "hit",       "holder_release", "import_run",
                                   "life",          "link",           "log",       "mark",           "record",
                                   "register_row",  "sealed",         "session",   "setting",        "throttle",
                                   "tile"}));
}

}  // namespace
}  // namespace proofmark::store
