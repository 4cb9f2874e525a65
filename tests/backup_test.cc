// SPDX-License-Identifier: Apache-2.0
// A backup, its restore and a move, on both engines, as a drill: what was lost comes back, what was erased does not,
// and no log tells two histories under one name.
#include "store/backup.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "app/erasure_list.h"
#include "app/proofmark.h"
#include "base/file.h"
#include "ledger/bundle.h"
#include "model/record.h"
#include "store/import_log.h"
#include "store/rows.h"
#include "tests/test_database.h"

namespace proofmark::app {
namespace {

using base::Code;
using base::Json;
using base::Result;
using proofmark::testing::EngineKind;
using proofmark::testing::TestDatabase;
using store::Stream;

EngineKind Other(EngineKind kind) { return kind == EngineKind::kSqlite ? EngineKind::kPostgres : EngineKind::kSqlite; }

class BackupTest : public ::testing::TestWithParam<EngineKind> {
 protected:
  void SetUp() override {
    std::string pattern = ::testing::TempDir() + "proofmark-backup-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    root_ = pattern;
    for (const char* folder : {"/old", "/new", "/third"}) std::filesystem::create_directory(root_ + folder);
    old_ = std::make_unique<TestDatabase>(GetParam(), root_ + "/old");
    node_ = Open(*old_, "keys");
    ASSERT_TRUE(node_->Init("BR-RJ", "Rio").ok());
  }
  void TearDown() override {
    node_.reset();
    old_.reset();
    std::filesystem::remove_all(root_);
  }

  std::string At(const std::string& name) const { return root_ + "/" + name; }
  static Asking Me() { return {ActorFromText("console:0"), {"system_care", "case 7", "national_law"}}; }
  Settings Places(const TestDatabase& database, const std::string& keys) const {
    return {database.url(), At(keys), PM_DATA_DIR};
  }
  std::unique_ptr<Proofmark> Open(const TestDatabase& database, const std::string& keys) {
    auto opened = Proofmark::Open(Places(database, keys), clock_, rng_);
    EXPECT_TRUE(opened.ok()) << opened.error().message;
    return opened.ok() ? std::move(*opened) : nullptr;
  }

  store::Draft NewDraft() {
    std::lock_guard lock(ids_mutex_);
    store::Draft draft;
    draft.event.id = ids_.Make();
    draft.event.owner = "BR-RJ";
    draft.event.actor = "console:0";
    draft.event.kind = "recorded";
    draft.event.subject = model::ThingId{"BR-RJ", "item", ids_.Make()}.ToText();
    draft.event.handling = {{}, {}, "none", "trace", "national_law", {}, {}};
    draft.event.command = "c" + std::to_string(++commands_);
    draft.event.nonce = rng_.Bytes<16>();
    model::Record record;
    record.marks.push_back({"serial", "ABE" + std::to_string(commands_)});
    draft.event.body = model::ToJson(record, "BR-RJ");
    draft.sealed.push_back({"parties", "{\"holder\":\"Maria " + std::to_string(commands_) + "\"}"});
    return draft;
  }
  // Records `count` items, each with a sealed part; the identifier of the last event.
  std::string Record(Proofmark& node, int count) {
    store::Batch batch;
    batch.owner = "BR-RJ";
    for (int i = 0; i < count; ++i) batch.drafts.push_back(NewDraft());
    std::string id = model::ThingId{"BR-RJ", "event", batch.drafts.back().event.id}.ToText();
    auto done = node.store().Append(std::move(batch));
    EXPECT_TRUE(done.ok()) << done.error().message;
    return id;
  }
  static std::int64_t Size(Proofmark& node) { return *node.store().LogSize("BR-RJ", Stream::kRecord); }
  static std::string WhyClosed(Proofmark& node) { return *node.store().WhyClosed("BR-RJ", Stream::kRecord); }
  void Backup(const std::string& name) {
    auto made = node_->Backup(At(name));
    ASSERT_TRUE(made.ok()) << made.error().message;
  }
  Result<Json> Restore(const TestDatabase& to, const std::string& keys, const std::string& from = "backup",
                       RestoreRequest request = {}) {
    request.from = At(from);
    return Proofmark::Restore(Places(to, keys), Me(), request, clock_, rng_);
  }
  std::string Export(Proofmark& node, const std::string& name) {
    std::ofstream file(At(name));
    auto done = node.Export(Me(), "", true, [&](const std::string& line) -> Result<void> {
      file << line << "\n";
      return {};
    });
    EXPECT_TRUE(done.ok()) << done.error().message;
    return At(name);
  }
  static void ExpectProved(Proofmark& node, const std::vector<std::string>& notes = {}) {
    auto report = node.Verify(notes, nullptr);
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_TRUE((*report)["ok"].get<bool>()) << report->dump(1);
  }
  static std::string RootOf(Proofmark& node) { return (*node.Verify({}, nullptr))["owners"][0]["root"]; }
  base::Digest RowsOf(const TestDatabase& database) {
    auto engine = store::OpenEngine(database.url(), store::WhereMissing::kRefuse);
    return *store::DigestRows(**engine, 1);
  }
  static std::string AllBytes(const std::string& folder) {
    std::string bytes;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      bytes.append(std::istreambuf_iterator<char>(file), {});
    }
    return bytes;
  }
  // Salt, ciphertext and key of a part, as they lie in the files.
  std::vector<std::string> SecretsOf(const TestDatabase& database, const std::string& keys, const std::string& event) {
    std::vector<std::string> out;
    auto take = [&](const store::Row& row) {
      for (int column = 0; column < row.columns(); ++column) out.emplace_back(row.Blob(column));
      return Result<void>{};
    };
    const std::string id(base::View(model::ThingId::Parse(event)->ulid.bytes));
    auto engine = store::OpenEngine(database.url(), store::WhereMissing::kRefuse);
    EXPECT_TRUE((*engine)
                    ->Query("SELECT s.salt, s.ciphertext FROM sealed s JOIN event e ON e.owner = s.owner AND "
                            "e.stream = s.stream AND e.seq = s.seq WHERE e.id = $1",
                            {store::Value::Blob(id)}, take)
                    .ok());
    auto store = store::OpenSqlite(At(keys) + "/sealed.db", store::WhereMissing::kRefuse);
    EXPECT_TRUE((*store)->Query("SELECT key FROM sealed_key WHERE event = $1", {store::Value::Blob(id)}, take).ok());
    return out;
  }
  void Erase(const std::string& event) {
    auto done = node_->Erase(Me(), {event, "", "", "staff:4711", {"court_order", {}, "4 Js 112/30"}});
    ASSERT_TRUE(done.ok()) << done.error().message;
    ASSERT_EQ((*done)["erased"], 1);
  }

  // Lets a process of its own work, and kills it unless it has ended by then.
  template <typename Work>
  static void KilledAfter(int wait_ms, Work work) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) ::_exit(work() ? 0 : 1);
    std::this_thread::sleep_for(std::chrono::milliseconds(wait_ms));
    ::kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
  }

  std::string root_;
  base::FakeClock clock_{*base::Instant::Parse("2026-11-24T00:00:00.000Z")};
  base::SeededRng rng_{7};
  std::mutex ids_mutex_;
  base::UlidMaker ids_{clock_, rng_};
  int commands_ = 0;
  std::unique_ptr<TestDatabase> old_;
  std::unique_ptr<Proofmark> node_;
};

TEST_P(BackupTest, WhileOthersWriteItIsOneStateOfTheLog) {
  Record(*node_, 50);
  const std::string erased = Record(*node_, 1);
  const auto secrets = SecretsOf(*old_, "keys", erased);
  ASSERT_EQ(secrets.size(), 3U);
  Erase(erased);
  std::atomic<bool> going = true;
  std::thread writer([&] {
    while (going) Record(*node_, 3);
  });
  Backup("backup");
  going = false;
  writer.join();
  auto manifest = store::CheckBackup(At("backup"));
  ASSERT_TRUE(manifest.ok()) << manifest.error().message;
  EXPECT_GE(manifest->logs[0].size, 52);
  EXPECT_LE(manifest->logs[0].size, Size(*node_));
  // It is read and proved where it lies, and takes nothing.
  std::filesystem::copy(At("backup"), At("look"), std::filesystem::copy_options::recursive);
  auto look = Proofmark::Open({"sqlite:" + At("look/proofmark.db"), At("look/keys"), PM_DATA_DIR}, clock_, rng_);
  ASSERT_TRUE(look.ok()) << look.error().message;
  ExpectProved(**look);
  EXPECT_NE(WhyClosed(**look).find("this is the backup of"), std::string::npos);
  EXPECT_FALSE((*look)->Checkpoint("BR-RJ").ok());
  const std::string bytes = AllBytes(At("backup"));
  for (const std::string& secret : secrets) EXPECT_EQ(bytes.find(secret), std::string::npos);
}

TEST_P(BackupTest, ANodeThatLostNothingGoesOnInTheNextEpoch) {
  Record(*node_, 20);
  const std::string before = *node_->Checkpoint("BR-RJ");
  const std::string root = RootOf(*node_);
  Backup("backup");
  node_.reset();
  const base::Digest rows = RowsOf(*old_);
  for (EngineKind kind : {GetParam(), Other(GetParam())}) {
    const std::string folder = kind == GetParam() ? "new" : "third";
    TestDatabase database(kind, At(folder));
    std::filesystem::remove_all(At("keys-" + folder));
    std::filesystem::copy(At("keys"), At("keys-" + folder), std::filesystem::copy_options::recursive);
    auto restored = Restore(database, "keys-" + folder);
    ASSERT_TRUE(restored.ok()) << restored.error().message;
    EXPECT_TRUE((*restored)["keys_were_there"].get<bool>());
    auto node = Open(database, "keys-" + folder);
    EXPECT_EQ(WhyClosed(*node), "");
    EXPECT_EQ(RootOf(*node), root);
    EXPECT_EQ(RowsOf(database), rows);
    const std::string now = *node->Checkpoint("BR-RJ");
    EXPECT_TRUE(now.starts_with("proofmark/BR-RJ/2\n20\n")) << now;
    ExpectProved(*node, {before, now});
    Record(*node, 1);
    ExpectProved(*node, {before, now});
    node.reset();
  }
}

// The drill: an older backup, the key folder survived, and an erasure in between.
TEST_P(BackupTest, AnOlderStateWaitsUntilItHasCaughtUpAndBringsNoErasedPartBack) {
  Record(*node_, 10);
  const std::string erased = Record(*node_, 1);
  const auto secrets = SecretsOf(*old_, "keys", erased);
  ASSERT_EQ(secrets.size(), 3U);
  Backup("backup");
  Record(*node_, 5);
  Erase(erased);
  Record(*node_, 2);
  const std::string old_note = *node_->Checkpoint("BR-RJ");
  const std::string bundle = Export(*node_, "old.bundle");
  const std::string root = RootOf(*node_);
  const std::int64_t size = Size(*node_);
  node_.reset();

  TestDatabase database(GetParam(), At("new"));
  auto restored = Restore(database, "keys");
  ASSERT_TRUE(restored.ok()) << restored.error().message;
  auto node = Open(database, "keys");
  EXPECT_EQ(Size(*node), 11);
  EXPECT_NE(WhyClosed(*node).find("its end is lost. Bring it back with proofmark ledger import"), std::string::npos);
  store::Batch batch;
  batch.owner = "BR-RJ";
  batch.drafts.push_back(NewDraft());
  EXPECT_EQ(node->store().Append(std::move(batch)).error().code, Code::kCorrupt);
  EXPECT_FALSE(node->Checkpoint("BR-RJ").ok());
  auto part = node->store().FindEvent(*model::ThingId::Parse(erased));
  ASSERT_TRUE(part.ok() && part->has_value()) << "reading goes on";
  EXPECT_EQ(SecretsOf(database, "keys", erased).size(), 0U);
  const std::string bytes = AllBytes(At("new")) + AllBytes(At("keys"));
  for (const std::string& secret : secrets) EXPECT_EQ(bytes.find(secret), std::string::npos);

  auto caught_up = node->ImportBundle(bundle, "", nullptr);
  ASSERT_TRUE(caught_up.ok()) << caught_up.error().message;
  EXPECT_TRUE((*caught_up)["ok"].get<bool>()) << caught_up->dump(1);
  EXPECT_EQ(Size(*node), size);
  EXPECT_EQ(RootOf(*node), root);
  EXPECT_TRUE((*caught_up)["logs"][0]["checkpoint"].get<std::string>().starts_with("proofmark/BR-RJ/2\n"));
  ExpectProved(*node, {old_note, (*caught_up)["logs"][0]["checkpoint"]});
  Record(*node, 1);
  ExpectProved(*node, {old_note});
  node = Open(database, "keys");
  EXPECT_EQ(WhyClosed(*node), "");
  // The old machine comes back: it may read, and signs nothing more.
  node_ = Open(*old_, "keys");
  EXPECT_FALSE(node_->Checkpoint("BR-RJ").ok());
}

TEST_P(BackupTest, WhatIsLostForGoodIsGivenUpByAPersonAndSaidInTheLog) {
  Record(*node_, 10);
  const std::string erased = Record(*node_, 1);
  Backup("backup");
  Record(*node_, 5);
  Erase(erased);
  ASSERT_TRUE(node_->Checkpoint("BR-RJ").ok());
  std::vector<store::ErasedPart> list;
  ASSERT_TRUE(node_->store()
                  .ListErasures("BR-RJ",
                                [&](const store::ErasedPart& one) -> Result<void> {
                                  list.push_back(one);
                                  return {};
                                })
                  .ok());
  node_.reset();
  TestDatabase database(GetParam(), At("new"));
  ASSERT_TRUE(Restore(database, "keys").ok());
  auto node = Open(database, "keys");
  EXPECT_EQ(node->Reopen(Me(), {"", "Maria da Silva", "disk lost", {}}).error().field, "by");
  EXPECT_FALSE(WhyClosed(*node).empty());
  auto reopened = node->Reopen(Me(), {"", "staff:4711", "disk of 2026-11-24 lost", list});
  ASSERT_TRUE(reopened.ok()) << reopened.error().message;
  EXPECT_EQ((*reopened)["logs"][0]["lost_size"], 17);
  EXPECT_EQ((*reopened)["recorded"], 1) << "the erasure is said again";
  node = Open(database, "keys");
  EXPECT_EQ(WhyClosed(*node), "");
  ExpectProved(*node);
  auto event = node->store().EventOfPart("BR-RJ", {Stream::kRecord, 11, ""});
  ASSERT_TRUE(event.ok()) << event.error().message;
  EXPECT_EQ(event->event.kind, "epoch_opened");
  EXPECT_EQ(event->event.body["lost"]["size"], 17);
  EXPECT_TRUE(node->Checkpoint("BR-RJ")->starts_with("proofmark/BR-RJ/2\n"));
  EXPECT_EQ(node->Reopen(Me(), {"", "staff:4711", "again", {}}).error().code, Code::kPrecondition);
}

TEST_P(BackupTest, WithoutTheKeyFolderNobodyKnowsWhatWasSignedUntilANoteOrAPersonSaysSo) {
  const std::string event = Record(*node_, 10);
  Backup("backup");
  const std::string note = *node_->Checkpoint("BR-RJ");
  node_.reset();
  TestDatabase database(GetParam(), At("new"));
  auto restored = Restore(database, "fresh");
  ASSERT_TRUE(restored.ok()) << restored.error().message;
  EXPECT_FALSE((*restored)["keys_were_there"].get<bool>());
  auto node = Open(database, "fresh");
  EXPECT_NE(WhyClosed(*node).find("nobody knows what was signed"), std::string::npos);
  EXPECT_EQ(SecretsOf(database, "fresh", event).size(), 3U) << "the keys came back with the backup";
  ASSERT_TRUE(node->Reopen(Me(), {"", "staff:4711", "machine of 2026-11-24 lost", {}}).ok());
  Record(*node, 1);
  ExpectProved(*node);
  node.reset();
  // With a note that somebody kept there is nothing to give up.
  TestDatabase other(Other(GetParam()), At("third"));
  RestoreRequest request;
  request.notes = {note};
  ASSERT_TRUE(Restore(other, "fresh2", "backup", request).ok());
  EXPECT_EQ(WhyClosed(*Open(other, "fresh2")), "");
}

TEST_P(BackupTest, AnErasureListIsObeyedWhereTheKeyFolderIsLostToo) {
  const std::string erased = Record(*node_, 3);
  const auto secrets = SecretsOf(*old_, "keys", erased);
  Backup("backup");
  Erase(erased);
  RestoreRequest request;
  ASSERT_TRUE(node_
                  ->ListErasures("",
                                 [&](const std::string& line) -> Result<void> {
                                   auto read = ReadErasureList(line);
                                   request.erasures.insert(request.erasures.end(), read->begin(), read->end());
                                   return {};
                                 })
                  .ok());
  request.notes = {*node_->Checkpoint("BR-RJ")};
  node_.reset();
  TestDatabase database(GetParam(), At("new"));
  ASSERT_TRUE(Restore(database, "fresh", "backup", request).ok());
  const std::string bytes = AllBytes(At("new")) + AllBytes(At("fresh"));
  for (const std::string& secret : secrets) EXPECT_EQ(bytes.find(secret), std::string::npos);
}

TEST_P(BackupTest, ADamagedOrUnfinishedBackupIsRefusedAndNothingIsOverwritten) {
  Record(*node_, 5);
  Backup("backup");
  EXPECT_EQ(node_->Backup(At("backup")).error().code, Code::kConflict);
  node_.reset();
  EXPECT_EQ(Restore(*old_, "keys").error().code, Code::kConflict) << "the old database is not empty";
  TestDatabase database(GetParam(), At("new"));
  for (const char* name : {"proofmark.db", "keys/sealed.db", "keys/BR-RJ.key"}) {
    const std::string path = At("backup/") + name;
    const std::string whole = *base::ReadFile(path, 1U << 30);
    std::string flipped = whole;
    flipped[whole.size() / 2] ^= 1;
    ASSERT_TRUE(base::WriteFileDurably(path, flipped, 0600).ok());
    auto refused = Restore(database, "fresh");
    EXPECT_EQ(refused.error().code, Code::kCorrupt) << name;
    EXPECT_NE(refused.error().message.find("is not what was written"), std::string::npos) << refused.error().message;
    ASSERT_TRUE(base::WriteFileDurably(path, whole, 0600).ok());
  }
  std::filesystem::rename(At("backup/MANIFEST.json"), At("MANIFEST.json"));
  EXPECT_EQ(Restore(database, "fresh").error().code, Code::kPrecondition);
  std::filesystem::rename(At("MANIFEST.json"), At("backup/MANIFEST.json"));
  EXPECT_FALSE(std::filesystem::exists(At("fresh")));
  EXPECT_TRUE(Restore(database, "fresh").ok());
}

TEST_P(BackupTest, ARestoreThatWasCutOffLetsNobodyInAndIsRepeated) {
  Record(*node_, 5);
  Backup("backup");
  node_.reset();
  TestDatabase database(GetParam(), At("new"));
  ASSERT_TRUE(store::RestoreTables({At("backup"), database.url(), At("fresh"), {}, {}}).ok());
  auto early = Proofmark::Open(Places(database, "fresh"), clock_, rng_);
  ASSERT_FALSE(early.ok());
  EXPECT_EQ(early.error().code, Code::kPrecondition);
  EXPECT_NE(early.error().message.find("repeat proofmark restore"), std::string::npos);
  auto restored = Restore(database, "fresh");
  ASSERT_TRUE(restored.ok()) << restored.error().message;
  EXPECT_FALSE((*restored)["keys_were_there"].get<bool>()) << "they came with the first try";
  ExpectProved(*Open(database, "fresh"));
}

TEST_P(BackupTest, KilledAtAnyMomentABackupIsUnfinishedOrWholeAndARestoreIsRepeated) {
  Record(*node_, 400);
  Backup("backup");
  const std::string root = RootOf(*node_);
  node_.reset();
  TestDatabase database(Other(GetParam()), At("new"));
  for (int wait_ms : {10, 40, 120, 300}) {
    const std::string name = "killed" + std::to_string(wait_ms);
    KilledAfter(wait_ms, [&] {
      auto node = Proofmark::Open(Places(*old_, "keys"), clock_, rng_);
      return node.ok() && (*node)->Backup(At(name)).ok();
    });
    auto checked = store::CheckBackup(At(name));
    if (!checked.ok()) {
      EXPECT_EQ(checked.error().code, Code::kPrecondition) << checked.error().message;
    }
    KilledAfter(wait_ms, [&] { return Restore(database, "fresh").ok(); });
    auto opened = Proofmark::Open(Places(database, "fresh"), clock_, rng_);
    if (opened.ok() && !(*opened)->store().Authorities()->empty()) break;  // it was fast enough to end
    opened = base::Error{Code::kCancelled, "closed", ""};
    if (wait_ms != 300) continue;
    auto restored = Restore(database, "fresh");
    ASSERT_TRUE(restored.ok()) << restored.error().message;
  }
  auto node = Open(database, "fresh");
  EXPECT_EQ(RootOf(*node), root);
  ExpectProved(*node);
}

TEST_P(BackupTest, AnAuthorityMovesToTheOtherEngineAndBackWithItsProofs) {
  Record(*node_, 300);
  const std::string erased = Record(*node_, 1);
  Erase(erased);
  store::Batch again;
  again.owner = "BR-RJ";
  again.drafts.push_back(NewDraft());
  store::Batch command;  // the same order, given once more: another event under the same key
  command.owner = "BR-RJ";
  command.drafts.push_back(NewDraft());
  command.drafts[0].event.command = again.drafts[0].event.command;
  ASSERT_TRUE(node_->store().Append(std::move(again)).ok());
  const std::string bundle = Export(*node_, "move.bundle");
  const std::string root = RootOf(*node_);
  node_.reset();
  const base::Digest rows = RowsOf(*old_);
  TestDatabase second(Other(GetParam()), At("new"));
  TestDatabase third(GetParam(), At("third"));
  std::string from = bundle;
  for (TestDatabase* database : {&second, &third}) {
    auto node = Open(*database, "keys");
    auto moved = node->ImportBundle(from, "Rio", nullptr);
    ASSERT_TRUE(moved.ok()) << moved.error().message;
    EXPECT_TRUE((*moved)["ok"].get<bool>()) << moved->dump(1);
    EXPECT_EQ(RootOf(*node), root);
    EXPECT_EQ(RowsOf(*database), rows);
    ExpectProved(*node);
    command.drafts[0].event.id = NewDraft().event.id;
    auto repeated = node->store().Append(command);
    ASSERT_TRUE(repeated.ok()) << repeated.error().message;
    EXPECT_TRUE(repeated->repeated);
    EXPECT_EQ(repeated->first_seq, Size(*node) - 1);
    EXPECT_TRUE(node->Checkpoint("BR-RJ")->starts_with("proofmark/BR-RJ/1\n"));
    EXPECT_TRUE((*node->ImportBundle(from, "", nullptr))["ok"].get<bool>()) << "again: nothing is new";
    from = Export(*node, "back.bundle" + std::to_string(database == &third));
  }
  auto node = Open(third, "keys");
  Record(*node, 1);
  ExpectProved(*node);
}

TEST_P(BackupTest, AnImportThatWasKilledIsRepeated) {
  Record(*node_, 7000);
  const std::string bundle = Export(*node_, "move.bundle");
  const std::string root = RootOf(*node_);
  node_.reset();
  TestDatabase database(Other(GetParam()), At("new"));
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto node = Proofmark::Open(Places(database, "keys"), clock_, rng_);
    bool second_reading = false;
    auto die = [&](std::int64_t done, std::int64_t of) {
      if (second_reading && done > of * 6 / 10) ::_exit(9);
      second_reading = second_reading || done == of;
    };
    if (node.ok()) (void)(*node)->ImportBundle(bundle, "Rio", die);
    ::_exit(1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_EQ(WEXITSTATUS(status), 9);
  auto node = Open(database, "keys");
  EXPECT_GE(Size(*node), 5000);
  EXPECT_LT(Size(*node), 7000);
  EXPECT_FALSE(WhyClosed(*node).empty()) << "half a log takes no events";
  auto moved = node->ImportBundle(bundle, "", nullptr);
  ASSERT_TRUE(moved.ok()) << moved.error().message;
  EXPECT_TRUE((*moved)["ok"].get<bool>()) << moved->dump(1);
  EXPECT_EQ(RootOf(*node), root);
  ExpectProved(*node);
}

TEST_P(BackupTest, AForeignOrChangedBundleIsRefusedAndNothingIsWritten) {
  Record(*node_, 5);
  const std::string bundle = Export(*node_, "a.bundle");
  TestDatabase database(GetParam(), At("new"));
  auto stranger = Open(database, "others");
  EXPECT_EQ(stranger->ImportBundle(bundle, "", nullptr).error().code, Code::kPrecondition) << "no key, no writing";
  std::string text = *base::ReadFile(bundle, 1U << 20);
  text[text.find("console:0") + 8] = '1';
  ASSERT_TRUE(base::WriteFileDurably(At("b.bundle"), text, 0600).ok());
  EXPECT_EQ(node_->ImportBundle(At("b.bundle"), "", nullptr).error().code, Code::kCorrupt);
  ASSERT_TRUE(base::WriteFileDurably(At("c.bundle"), "not a bundle\n", 0600).ok());
  EXPECT_EQ(node_->ImportBundle(At("c.bundle"), "", nullptr).error().code, Code::kInvalid);
  EXPECT_EQ(Size(*node_), 5);
  // The same key and another history: two databases that both went on.
  Backup("backup");
  std::filesystem::copy(At("keys"), At("keys2"), std::filesystem::copy_options::recursive);
  ASSERT_TRUE(Restore(database, "keys2").ok());
  auto other = Open(database, "keys2");
  Record(*other, 1);
  Record(*node_, 2);
  auto forked = other->ImportBundle(Export(*node_, "d.bundle"), "", nullptr);
  ASSERT_FALSE(forked.ok());
  EXPECT_EQ(forked.error().code, Code::kConflict) << forked.error().message;
  EXPECT_EQ(Size(*other), 6);
}

PM_ON_BOTH_ENGINES(BackupTest);

}  // namespace
}  // namespace proofmark::app
