// SPDX-License-Identifier: Apache-2.0
// What was erased stands in no byte of any file: not the key, not the salt, not a piece of the ciphertext. On a server,
// the key in no file, the rest in no row.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <thread>

#include "base/file.h"
#include "model/erasure.h"
#include "model/record.h"
#include "store/audit.h"
#include "store/row_values.h"
#include "store/schema.h"
#include "store/store.h"
#include "tests/test_database.h"

namespace proofmark::store {
namespace {

using base::Result;

constexpr std::uint64_t kFileMax = std::uint64_t{1} << 30;

Result<Rows> Apply(const model::Event& event) {
  Rows rows;
  if (event.kind != "erased") return rows;
  PM_ASSIGN(model::Erasure erasure, model::ErasureFromJson(event.body));
  const bool access = erasure.log == model::ErasedIn::kAccessLog;
  rows.erased.push_back({erasure.seq, erasure.part, access ? 1 : 0});
  return rows;
}

// The secret bytes of one part.
struct Traces {
  std::string key;
  std::string salt;
  std::string ciphertext;
};

using ::proofmark::testing::EngineKind;
using ::proofmark::testing::TestDatabase;

class EraseTest : public ::testing::TestWithParam<EngineKind> {
 protected:
  virtual EngineKind Kind() const { return GetParam(); }
  void SetUp() override {
    std::string pattern = ::testing::TempDir() + "proofmark-erase-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    database_ = std::make_unique<TestDatabase>(Kind(), folder_);
    Open();
    ASSERT_TRUE(store_->AddAuthority("XX", "Test authority").ok());
  }
  void TearDown() override {
    store_.reset();
    database_.reset();
    std::filesystem::remove_all(folder_);
  }
  std::string Url() const { return database_->url(); }
  std::string KeyFile() const { return folder_ + "/node.db.keys/sealed.db"; }
  void Open() {
    store_.reset();
    auto opened = Store::Open({Url(), folder_ + "/node.db.keys", Apply, "v1"}, clock_, rng_);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    store_ = std::move(*opened);
  }

  Draft NewDraft(const std::string& kind) {
    Draft draft;
    draft.event.id.bytes = rng_.Bytes<16>();  // in no order, so that the pages of the keys are split everywhere
    draft.event.id.bytes[0] = 1;
    draft.event.owner = "XX";
    draft.event.actor = "console:0";
    draft.event.kind = kind;
    draft.event.subject = model::ThingId{"XX", "item", draft.event.id}.ToText();
    draft.event.handling = {{}, {}, "none", "trace", "national_law", {}, {}};
    draft.event.command = kind + std::to_string(next_++);
    draft.event.nonce = rng_.Bytes<16>();
    return draft;
  }
  // `count` events, each with a short and a longer part.
  void Record(int count, Stream stream = Stream::kRecord) {
    for (int done = 0; done < count;) {
      Batch batch;
      batch.owner = "XX";
      for (int i = 0; i < 200 && done < count; ++i, ++done) {
        Draft draft = NewDraft(stream == Stream::kRecord ? "recorded" : "accessed");
        const std::size_t length = 20 + rng_.Bytes<1>()[0];
        draft.sealed.push_back({"notes", std::string(length / 3, 'n')});
        draft.sealed.push_back({"parties", std::string(length, 'p')});
        (stream == Stream::kRecord ? batch.drafts : batch.accesses).push_back(std::move(draft));
      }
      auto appended = store_->Append(std::move(batch));
      ASSERT_TRUE(appended.ok()) << appended.error().message;
    }
  }
  void SayErased(const std::vector<PartPlace>& parts) {
    for (std::size_t at = 0; at < parts.size();) {
      Batch batch;
      batch.owner = "XX";
      for (; at < parts.size() && batch.drafts.size() < 1000; ++at) {
        Draft draft = NewDraft("erased");
        model::Erasure erasure{parts[at].seq, parts[at].part, "expired"};
        if (parts[at].stream == Stream::kAccess) erasure.log = model::ErasedIn::kAccessLog;
        draft.event.body = model::ToJson(erasure);
        batch.drafts.push_back(std::move(draft));
      }
      auto appended = store_->Append(std::move(batch));
      ASSERT_TRUE(appended.ok()) << appended.error().message;
    }
  }
  Traces TracesOf(const PartPlace& place) {
    Traces out;
    base::Ulid id;
    auto log = OpenEngine(Url(), WhereMissing::kRefuse);
    EXPECT_TRUE((*log)
                    ->Query("SELECT s.salt, s.ciphertext, e.id FROM sealed s JOIN event e ON e.owner = s.owner AND "
                            "e.stream = s.stream AND e.seq = s.seq WHERE s.owner = 1 AND s.stream = $1 AND s.seq = $2 "
                            "AND s.part = $3",
                            {static_cast<int>(place.stream), place.seq, Value::Text(place.part)},
                            [&](const Row& row) -> Result<void> {
                              out.salt = row.Blob(0);
                              out.ciphertext = row.Blob(1);
                              PM_ASSIGN(id, ToUlid(row.Blob(2)));
                              return {};
                            })
                    .ok());
    auto keys = OpenEngine("sqlite:" + KeyFile(), WhereMissing::kRefuse);
    EXPECT_TRUE((*keys)
                    ->Query("SELECT key FROM sealed_key WHERE event = $1 AND part = $2",
                            {Value::Blob(base::View(id.bytes)), Value::Text(place.part)},
                            [&](const Row& row) {
                              out.key = row.Blob(0);
                              return Result<void>{};
                            })
                    .ok());
    return out;
  }
  // All bytes of all files here, and of a server's table.
  std::string AllBytes() const {
    std::string out = database_->SealedBytes();
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder_)) {
      bool set_aside = file.path().extension() == ".saved";  // by the test itself, as a backup would be
      if (file.is_regular_file() && !set_aside) out += *base::ReadFile(file.path(), kFileMax);
    }
    return out;
  }
  static std::string Found(const std::string& bytes, const Traces& traces) {
    std::string what;
    if (bytes.find(traces.key) != std::string::npos) what += " key";
    if (bytes.find(traces.salt) != std::string::npos) what += " salt";
    for (std::size_t at = 0; at + 16 <= traces.ciphertext.size(); at += 16) {
      if (bytes.find(traces.ciphertext.substr(at, 16)) != std::string::npos) return what + " ciphertext";
    }
    return what;
  }
  bool Verified() {
    auto report = Audit(*store_).Verify({}, nullptr);
    EXPECT_TRUE(report.ok());
    if (!report.ok()) return false;
    for (const LogReport& log : report->logs) {
      for (const Finding& one : log.bad) ADD_FAILURE() << one.table << " " << one.seq << ": " << one.why;
    }
    return report->ok();
  }
  bool IsMarked() {
    auto engine = OpenEngine(Url(), WhereMissing::kRefuse);
    return !Setting(**engine, kErasing)->empty();
  }

  std::string folder_;
  std::unique_ptr<TestDatabase> database_;
  base::FakeClock clock_{*base::Instant::Parse("2026-11-24T00:00:00.000Z")};
  base::SeededRng rng_{7};
  int next_ = 0;
  std::unique_ptr<Store> store_;
};

PM_ON_BOTH_ENGINES(EraseTest);

// What is about files.
class SqliteErasureTest : public EraseTest {
 protected:
  EngineKind Kind() const override { return EngineKind::kSqlite; }
};

TEST_P(EraseTest, OneOfThousandsLeavesNoByteBehind) {
  Record(4000);
  const PartPlace one{Stream::kRecord, 2017, "parties"};
  const Traces traces = TracesOf(one);
  ASSERT_EQ(traces.key.size(), 32U);
  EXPECT_EQ(Found(AllBytes(), traces), " key salt ciphertext") << "before, it must be found";
  SayErased({one});
  ASSERT_TRUE(store_->DestroyPart("XX", one.stream, one.seq, one.part).ok());
  EXPECT_EQ(Found(AllBytes(), traces), "");
  EXPECT_TRUE(Verified());
  EXPECT_FALSE(IsMarked());
}

// Deleting merges pages, and what is erased later may have been copied by it.
TEST_P(EraseTest, ThousandsInSeveralGoesLeaveNoByteBehind) {
  Record(4000);
  std::vector<PartPlace> all;
  for (std::int64_t seq = 0; seq < 4000; ++seq) {
    for (const char* part : {"notes", "parties"}) all.push_back({Stream::kRecord, seq, part});
  }
  for (std::size_t i = all.size() - 1; i > 0; --i) {
    const auto bytes = rng_.Bytes<4>();
    std::swap(all[i], all[(bytes[0] | bytes[1] << 8 | bytes[2] << 16) % (i + 1)]);
  }
  std::vector<Traces> traces;
  for (int go = 0; go < 3; ++go) {
    const std::vector<PartPlace> parts(all.begin() + go * 1200, all.begin() + go * 1200 + 1200);
    for (std::size_t i = 0; i < parts.size(); i += 12) traces.push_back(TracesOf(parts[i]));
    SayErased(parts);
    ASSERT_TRUE(store_->DestroyParts("XX", parts).ok());
    Record(200);
    const std::string bytes = AllBytes();
    for (const Traces& one : traces) ASSERT_EQ(Found(bytes, one), "") << "after go " << go;
  }
  EXPECT_TRUE(Verified());
}

// The proof that the test above can fail: deleting alone, even with secure_delete, leaves copies of rows that moved.
TEST_F(SqliteErasureTest, RowsThatMovedBetweenPagesLeaveCopiesUntilTheGapsAreZeroed) {
  auto engine = *OpenEngine("sqlite:" + folder_ + "/moved.db", WhereMissing::kMake);
  ASSERT_TRUE(engine
                  ->Script("CREATE TABLE sealed (n INTEGER NOT NULL, part TEXT NOT NULL, salt BLOB NOT NULL, "
                           "PRIMARY KEY (n, part)) WITHOUT ROWID")
                  .ok());
  std::vector<std::string> salts;
  for (int go = 0; go < 200; ++go) {
    ASSERT_TRUE(engine->Begin().ok());
    for (int i = 0; i < 100; ++i) {
      const auto n = rng_.Bytes<8>();
      const auto salt = rng_.Bytes<32>();
      salts.emplace_back(base::View(salt));
      const std::string part(1 + n[7] % 200, 'x');
      ASSERT_TRUE(engine
                      ->Run("INSERT INTO sealed (n, part, salt) VALUES ($1, $2, $3)",
                            {(n[0] | n[1] << 8 | n[2] << 16), Value::Text(part), Value::Blob(base::View(salt))})
                      .ok());
    }
    ASSERT_TRUE(engine->Commit().ok());
  }
  salts.resize(salts.size() / 3);
  ASSERT_TRUE(engine->Begin().ok());
  for (const std::string& salt : salts) {
    ASSERT_TRUE(engine->Run("DELETE FROM sealed WHERE salt = $1", {Value::Blob(salt)}).ok());
    if (&salt - salts.data() >= 400) break;
  }
  ASSERT_TRUE(engine->Commit().ok());
  salts.resize(400);
  auto left = [&] {
    std::string bytes = *base::ReadFile(folder_ + "/moved.db", kFileMax);
    return std::count_if(salts.begin(), salts.end(),
                         [&](const std::string& salt) { return bytes.find(salt) != std::string::npos; });
  };
  ASSERT_TRUE(engine->Script("PRAGMA wal_checkpoint(TRUNCATE)").ok());
  EXPECT_GT(left(), 0) << "SQLite has learnt to zero them: the cleaning may go";
  ASSERT_TRUE(engine->OverwriteDeleted().ok());
  EXPECT_EQ(left(), 0);
  std::string sound;
  ASSERT_TRUE(engine
                  ->QueryOnce("PRAGMA integrity_check", {},
                              [&](const Row& row) {
                                sound = row.Text(0);
                                return Result<void>{};
                              })
                  .ok());
  EXPECT_EQ(sound, "ok");
}

TEST_P(EraseTest, WhatACrashLeftBetweenEventAndDestructionIsEndedAtTheNextStart) {
  Record(50);
  Record(50, Stream::kAccess);
  const std::vector<PartPlace> parts = {{Stream::kRecord, 7, "notes"}, {Stream::kAccess, 9, "parties"}};
  std::vector<Traces> traces;
  for (const PartPlace& one : parts) traces.push_back(TracesOf(one));
  SayErased(parts);
  EXPECT_TRUE(IsMarked());
  EXPECT_EQ(Found(AllBytes(), traces[0]), " key salt ciphertext");
  Open();  // nobody called for the destruction
  for (const Traces& one : traces) EXPECT_EQ(Found(AllBytes(), one), "");
  EXPECT_FALSE(IsMarked());
  EXPECT_TRUE(Verified());
}

TEST_P(EraseTest, ARunEndsWhatAnotherLeft) {
  Record(50);
  const PartPlace one{Stream::kRecord, 7, "notes"};
  const Traces traces = TracesOf(one);
  SayErased({one});
  EXPECT_EQ(*store_->FinishErasures(), 1);
  EXPECT_EQ(*store_->FinishErasures(), 0);
  EXPECT_EQ(Found(AllBytes(), traces), "");
}

TEST_F(SqliteErasureTest, AnotherProgramsReadingPutsTheRestOffAndIsToldSo) {
  Record(50);
  auto other = *OpenEngine(Url(), WhereMissing::kRefuse);
  ASSERT_TRUE(other->BeginReading().ok());
  ASSERT_TRUE(other->QueryOnce("SELECT count(*) FROM event", {}, [](const Row&) { return Result<void>{}; }).ok());
  const PartPlace one{Stream::kRecord, 7, "notes"};
  const Traces traces = TracesOf(one);
  SayErased({one});
  Result<void> put_off = store_->DestroyParts("XX", {one});
  ASSERT_FALSE(put_off.ok());
  EXPECT_EQ(put_off.error().code, base::Code::kUnavailable);
  EXPECT_NE(put_off.error().message.find("run proofmark retention run again"), std::string::npos);
  EXPECT_TRUE(IsMarked());
  EXPECT_EQ(AllBytes().find(traces.key), std::string::npos) << "the key is gone at once";
  other->Rollback();
  EXPECT_EQ(*store_->FinishErasures(), 0) << "the rows were gone; their copies are overwritten now";
  EXPECT_EQ(Found(AllBytes(), traces), "");
  EXPECT_FALSE(IsMarked());
}

TEST_P(EraseTest, AListOfErasuresIsReplayedOnAnOlderState) {
  Record(50);
  store_.reset();
  database_->Save();
  Open();
  const PartPlace one{Stream::kRecord, 7, "notes"};
  const Traces traces = TracesOf(one);
  SayErased({one});
  ASSERT_TRUE(store_->FinishErasures().ok());
  std::vector<ErasedPart> list;
  ASSERT_TRUE(store_
                  ->ListErasures("XX",
                                 [&](const ErasedPart& part) {
                                   list.push_back(part);
                                   return Result<void>{};
                                 })
                  .ok());
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].part, "notes");
  EXPECT_TRUE(store_->ReplayErasures(list)->empty()) << "here an event speaks of it";
  store_.reset();
  database_->PutBack();
  EXPECT_NE(AllBytes().find(traces.salt), std::string::npos);
  Open();
  EXPECT_EQ(store_->ReplayErasures(list)->size(), 1U) << "the older log has no event of it";
  EXPECT_EQ(Found(AllBytes(), traces), "");
}

TEST_P(EraseTest, WhatIsThereIsToldWithItsEventAndWhatWasErasedIsNot) {
  Record(3);
  SayErased({{Stream::kRecord, 1, "notes"}});
  std::vector<std::string> told;
  ASSERT_TRUE(store_
                  ->ScanSealed("XX", Stream::kRecord, 1, {},
                               [&](const SealedPartAt& part) {
                                 told.push_back(std::to_string(part.place.seq) + " " + part.place.part + " " +
                                                part.event.kind);
                                 return told.size() < 2;
                               })
                  .ok());
  EXPECT_EQ(told, (std::vector<std::string>{"1 parties recorded", "2 notes recorded"}));
  EXPECT_EQ(**store_->ErasedBy("XX", {Stream::kRecord, 1, "notes"}), 3);
  EXPECT_FALSE(store_->ErasedBy("XX", {Stream::kAccess, 1, "notes"})->has_value());
}

}  // namespace
}  // namespace proofmark::store
