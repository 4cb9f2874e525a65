// SPDX-License-Identifier: Apache-2.0
// The promise of erasure, through the whole program: afterwards a name stands in no file, nor does a key, salt or
// ciphertext that held it; every proof verifies, and the item's history still reads. On a server, neither name nor key
// is ever in any of the server's files; salt and ciphertext are in no row, and may stay in its log and freed pages.
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <sstream>

#include "app/erasure_list.h"
#include "app/proofmark.h"
#include "base/file.h"
#include "ledger/bundle.h"
#include "registry/decide_erasure.h"
#include "store/row_values.h"
#include "tests/node_test.h"

namespace proofmark {
namespace {

using base::Code;
using base::Json;
using base::Result;

constexpr std::uint64_t kFileMax = std::uint64_t{1} << 30;
constexpr const char* kCanary = "CANARY-7f3a";
constexpr int kOtherRows = 1500;
constexpr int kKills = 12;
constexpr int kRowsOfKilledRun = 2000;

// The secret bytes of one sealed part.
struct Traces {
  std::string of;
  std::string key;
  std::string salt;
  std::string ciphertext;
};

class ErasureTest : public ::proofmark::testing::NodeTest {
 protected:
  void SetUp() override {
    Open();
    ASSERT_TRUE(app_->Init("XX", "Test authority").ok());
  }
  app::Asking Me(const std::string& purpose = "trace") const {
    return {app::ActorFromText("console:0"), {purpose, std::string(kCanary) + "-case", "national_law"}};
  }
  // Rows "id,serial,date,holder,remark": the holder is sealed, the remark is a column that no field names.
  Json Import(const std::string& name, const std::string& rows, const std::string& expires_at) {
    Json handling = {{"codes", Json::array()},
                     {"onward", "ask_owner"},
                     {"purpose", "investigation"},
                     {"legal_basis", "national_law"}};
    if (!expires_at.empty()) handling["expires_at"] = expires_at;
    Json mapping = {{"source", name},
                    {"format", "csv"},
                    {"fields", {{"source_id", "id"}}},
                    {"marks", {{{"kind", "serial"}, {"columns", {"serial"}}}}},
                    {"events", {{{"kind", "stolen"}, {"date", "date"}, {"from_party", {"holder"}}}}},
                    {"sealed", {"holder"}},
                    {"handling", handling}};
    const std::string at = root() + "/" + name;
    EXPECT_TRUE(base::WriteFileDurably(at + ".json", mapping.dump(), 0600).ok());
    EXPECT_TRUE(base::WriteFileDurably(at + ".csv", "id,serial,date,holder,remark\n" + rows, 0600).ok());
    auto done = app_->ImportItems(Me("import_of_records"), {at + ".csv", at + ".json", "XX", "", false},
                                  [](std::int64_t, std::int64_t) {});
    EXPECT_TRUE(done.ok()) << done.error().message;
    return done.ok() ? *done : Json::object();
  }
  // Everything that a canary can be written into: sealed columns, others, a rejected row, notes, questions, a case.
  void WriteCanaries() {
    const std::string canary = kCanary;
    std::string others;
    for (int i = 0; i < kOtherRows; ++i) {
      others += "K" + std::to_string(i) + ",B" + std::to_string(100'003 + i * 37) + ",2020-05-06,holder " +
                std::to_string(i) + ",remark " + std::string(static_cast<std::size_t>(i % 70), 'x') + "\n";
    }
    Import("kept", others, "");
    Json done = Import("short",
                       "7,ABE573528,2019-07-11," + canary + "-holder," + canary + "-remark\n8,ABE573529,2019-07-12," +
                           canary + "-holder-too,\n9,C1,2019-99-99," + canary + "-rejected," + canary + "\n",
                       "2026-12-31");
    ASSERT_EQ(done["imported"], 2) << done.dump(1);
    ASSERT_EQ(done["rejected"], 1) << done.dump(1);
    auto linked = app_->DecideLink(Me(), {trace::LinkAct::kReject, "7", "8"},
                                   {"staff:4711", "photographs compared", canary + "-note"});
    ASSERT_TRUE(linked.ok()) << linked.error().message;
    auto taken_back =
        app_->Withdraw(Me("correction"), {"8", "", ""}, {"staff:17", "found again", canary + "-withdrawn"});
    ASSERT_TRUE(taken_back.ok()) << taken_back.error().message;
    auto asked = app_->Trace(Me(), {{"ref", "1"}, {"serial", canary + "-question"}}, {});
    ASSERT_TRUE(asked.ok()) << asked.error().message;
    ASSERT_TRUE(app_->Show(Me(), "7").ok());
    EXPECT_FALSE(app_->Show(Me(), canary + "-unknown").ok());
  }
  // Of the sealed parts of the record log whose events bear an end, and of all of the access log.
  std::vector<Traces> TracesOfWhatIsDue() {
    std::vector<Traces> out;
    auto log = *store::OpenEngine(database_->url(), store::WhereMissing::kRefuse);
    auto key_store = *store::OpenEngine("sqlite:" + keys() + "/sealed.db", store::WhereMissing::kRefuse);
    Result<void> read = log->Query(
        "SELECT s.part, s.salt, s.ciphertext, e.id, e.body, s.stream FROM sealed s JOIN event e ON e.owner = s.owner "
        "AND e.stream = s.stream AND e.seq = s.seq WHERE s.owner = $1",
        {store::Value(1)}, [&](const store::Row& row) -> Result<void> {
          const bool due = row.Integer(5) == 1 || row.Blob(4).find("\"expires_at\":\"2026") != std::string_view::npos;
          if (!due) return {};
          Traces one{std::string(row.Text(0)), "", std::string(row.Blob(1)), std::string(row.Blob(2))};
          PM_TRY(key_store->Query("SELECT key FROM sealed_key WHERE event = $1 AND part = $2",
                                  {store::Value::Blob(row.Blob(3)), store::Value::Text(one.of)},
                                  [&](const store::Row& key) {
                                    one.key = key.Blob(0);
                                    return Result<void>{};
                                  }));
          out.push_back(std::move(one));
          return {};
        });
    EXPECT_TRUE(read.ok()) << read.error().message;
    return out;
  }
  static std::string BytesIn(const std::string& folder) {
    std::string out;
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
      if (!file.is_regular_file()) continue;
      auto bytes = base::ReadFile(file.path(), kFileMax);  // a server's file may go meanwhile
      if (bytes.ok()) out += *bytes;
    }
    return out;
  }
  // All files of the program, and a server's table of sealed parts.
  std::string BytesOfAllFiles() const { return BytesIn(node()) + database_->SealedBytes(); }
  // Everything that a server wrote: tables, indexes, its log. Nothing where there is none.
  std::string BytesOfTheServer() const {
    if (!OnServer()) return "";
    proofmark::testing::SharedCluster().Run("CHECKPOINT");
    return BytesIn(proofmark::testing::SharedCluster().folder());
  }
  static bool Holds(const std::string& bytes, const std::string& text) {
    return !text.empty() && bytes.find(text) != std::string::npos;
  }
  static std::string Found(const std::string& bytes, const Traces& one) {
    std::string what;
    if (Holds(bytes, one.key)) what += " key";
    if (Holds(bytes, one.salt)) what += " salt";
    for (std::size_t at = 0; at + 16 <= one.ciphertext.size(); at += 16) {
      if (Holds(bytes, one.ciphertext.substr(at, 16))) return what + " ciphertext";
    }
    return what;
  }
  void ExpectInNoFile(const std::vector<Traces>& traces) {
    const std::string bytes = BytesOfAllFiles();
    EXPECT_FALSE(Holds(bytes, kCanary));
    for (const Traces& one : traces) EXPECT_EQ(Found(bytes, one), "") << one.of;
    const std::string server = BytesOfTheServer();
    EXPECT_FALSE(Holds(server, kCanary));
    for (const Traces& one : traces) EXPECT_FALSE(Holds(server, one.key)) << one.of;
  }
  std::string Bundle() {
    std::string out;
    auto done = app_->Export(Me("audit"), "XX", true, [&](const std::string& line) {
      out += line + "\n";
      return Result<void>{};
    });
    EXPECT_TRUE(done.ok()) << done.error().message;
    return out;
  }
  static std::string Faults(const std::string& bundle) {
    ledger::BundleChecker checker({});
    std::istringstream lines(bundle);
    for (std::string line; std::getline(lines, line);) checker.Line(line);
    checker.Finish();
    std::string out;
    for (const ledger::BundleFinding& one : checker.findings()) out += one.why + "\n";
    return out;
  }
  Result<Json> Run(bool dry_run = false, const std::string& as_of = "") {
    return app_->RunRetention(Me("system_care"), {"XX", as_of, 30, dry_run});
  }
  std::int64_t Size(store::Stream stream) { return *app_->store().LogSize("XX", stream); }
  void ExpectProvedAndRebuilt() {
    auto report = app_->Verify({}, nullptr);
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_TRUE((*report)["ok"].get<bool>()) << report->dump(1);
    auto rebuilt = app_->Rebuild("");
    ASSERT_TRUE(rebuilt.ok()) << rebuilt.error().message;
    for (const Json& owner : (*rebuilt)["owners"]) EXPECT_FALSE(owner["changed"].get<bool>());
  }

  base::Clock& NodeClock() override { return clock_; }
  base::Rng& NodeRng() override { return rng_; }

  base::FakeClock clock_{*base::Instant::Parse("2026-11-24T00:00:00.000Z")};
  base::SeededRng rng_{11};
};

constexpr std::int64_t kDay = 86'400'000;

TEST_P(ErasureTest, AfterItsTimeANameIsInNoFileAndTheHistoryStillReads) {
  WriteCanaries();
  const std::vector<Traces> traces = TracesOfWhatIsDue();
  ASSERT_GT(traces.size(), 10U);
  const std::string before = BytesOfAllFiles();
  EXPECT_FALSE(Holds(before, kCanary)) << "a name never stands open in a file";
  const std::string server = BytesOfTheServer();
  EXPECT_FALSE(Holds(server, kCanary));
  for (const Traces& one : traces) {
    EXPECT_FALSE(Holds(server, one.key)) << "a key is never sent to a server";
    EXPECT_EQ(Holds(server, one.salt), OnServer()) << "what is written there is found there";
  }
  for (const Traces& one : traces) EXPECT_EQ(Found(before, one), " key salt ciphertext") << one.of;

  EXPECT_EQ((*Run())["due"], 0) << "nothing is due before its time";
  clock_.Tick(60 * kDay);
  Json done = *Run();
  EXPECT_GE(done["erased"].get<std::size_t>(), traces.size());
  EXPECT_EQ(done["erased"], done["destroyed"]);
  EXPECT_EQ(done["owners"][0]["rules"][0]["rule"], "R1");
  EXPECT_GT(done["owners"][0]["rules"][0]["erased"].get<int>(), 5);
  EXPECT_GT(done["owners"][0]["rules"][1]["erased"].get<int>(), 4);
  ExpectInNoFile(traces);

  const std::int64_t size = Size(store::Stream::kRecord);
  done = *Run();
  EXPECT_EQ(done["due"], 0);
  EXPECT_EQ(done["destroyed"], 0);
  EXPECT_EQ(Size(store::Stream::kRecord), size) << "a second run does nothing";

  // "holder erased, rule R1, 2027-01-23"
  Json dossier = *app_->Show(Me(), "7");
  EXPECT_EQ(dossier["marks"][0]["text"], "ABE573528");
  ASSERT_EQ(dossier["events"].size(), 2U);
  EXPECT_EQ(dossier["events"][1]["kind"], "stolen");
  EXPECT_TRUE(dossier["events"][1]["from_party"].is_null());
  ASSERT_EQ(dossier["events"][1]["erasures"].size(), 1U) << dossier.dump(1);
  EXPECT_EQ(dossier["events"][1]["erasures"][0]["part"], "parties");
  EXPECT_EQ(dossier["events"][1]["erasures"][0]["rule"], "R1");
  EXPECT_EQ(dossier["events"][1]["erasures"][0]["on"], "2027-01-23");
  EXPECT_EQ((*app_->Show(Me(), "K3"))["events"][1]["from_party"], "holder 3") << "what has no end stays";

  ExpectProvedAndRebuilt();
  const std::string bundle = Bundle();
  EXPECT_EQ(Faults(bundle), "");
  for (const Traces& one : traces) {
    EXPECT_FALSE(Holds(bundle, base::ToHex(one.salt)));
    EXPECT_FALSE(Holds(bundle, base::ToHex(one.ciphertext).substr(0, 60)));
  }
}

TEST_P(ErasureTest, ANewBackupAndAClosedDatabaseHoldNothingOfIt) {
  WriteCanaries();
  const std::vector<Traces> traces = TracesOfWhatIsDue();
  clock_.Tick(60 * kDay);
  ASSERT_TRUE(Run().ok());
  app_.reset();
  if (!OnServer()) {
    auto engine = *store::OpenEngine(database_->url(), store::WhereMissing::kRefuse);
    ASSERT_TRUE(engine->Script("VACUUM INTO '" + node() + "/backup.db'").ok());
  }
  ExpectInNoFile(traces);
  Open();
  ExpectProvedAndRebuilt();
}

TEST_P(ErasureTest, ADryRunCountsAndWritesNothing) {
  WriteCanaries();
  const std::vector<Traces> traces = TracesOfWhatIsDue();
  const std::int64_t records = Size(store::Stream::kRecord);
  const std::int64_t accesses = Size(store::Stream::kAccess);
  EXPECT_EQ((*Run(true, "2027-01-23"))["due"].get<std::size_t>(), traces.size());
  EXPECT_EQ(Size(store::Stream::kRecord), records);
  EXPECT_EQ(Size(store::Stream::kAccess), accesses);
  for (const Traces& one : traces) EXPECT_EQ(Found(BytesOfAllFiles(), one), " key salt ciphertext");
  auto early = Run(false, "2027-01-23");
  ASSERT_FALSE(early.ok()) << "nothing is erased before its time";
  EXPECT_EQ(early.error().field, "as-of");
  EXPECT_EQ(Run(true, "2027").error().field, "as-of");
}

TEST_P(ErasureTest, APersonHasTheSealedPartsOfARecordDestroyed) {
  Import("kept", "7,ABE573528,2019-07-11," + std::string(kCanary) + "," + kCanary + "\n8,ABE1,2019-01-01,Other,\n", "");
  app::EraseOrder order{"7", "parties", "", "staff:4711", {"court_order", {}, "4 Js 112/30"}};
  Json done = *app_->Erase(Me("correction"), order);
  EXPECT_EQ(done["erased"], 1) << done.dump(1);
  EXPECT_EQ(done["parts"][0]["part"], "parties");
  EXPECT_EQ((*app_->Erase(Me("correction"), order))["erased"], 0) << "said twice, done once";
  Json dossier = *app_->Show(Me(), "7");
  EXPECT_EQ(dossier["events"][1]["erasures"][0]["ground"], "court_order");
  EXPECT_EQ(dossier["events"][1]["erasures"][0]["reference"], "4 Js 112/30");
  EXPECT_EQ(dossier["sealed_row"]["remark"], kCanary) << "the other part is still there";
  order = {dossier["record"], "", "", "staff:4711", {"request_upheld"}};
  EXPECT_EQ((*app_->Erase(Me("correction"), order))["erased"], 1);
  EXPECT_FALSE(app_->Show(Me(), "7")->contains("sealed_row"));
  EXPECT_EQ((*app_->Show(Me(), "8"))["events"][1]["from_party"], "Other");
  ExpectProvedAndRebuilt();

  std::string list;
  ASSERT_TRUE(app_->ListErasures("",
                                 [&](const std::string& line) {
                                   list += line + "\n";
                                   return Result<void>{};
                                 })
                  .ok());
  auto read = app::ReadErasureList(list);
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read->size(), 2U);
  EXPECT_TRUE(app_->store().ReplayErasures(*read)->empty());
  EXPECT_NE(app::ReadErasureList(list + "{\"owner\":\"XX\"}\n").error().message.find("line 3"), std::string::npos);
}

// The state that a crash leaves behind the event and before the destruction, made step by step.
TEST_P(ErasureTest, WhatStoppedBehindItsEventIsEndedByTheNextStart) {
  WriteCanaries();
  const std::vector<Traces> traces = TracesOfWhatIsDue();
  clock_.Tick(60 * kDay);
  store::Batch batch;
  batch.owner = "XX";
  base::UlidMaker ulids(clock_, rng_);
  for (store::Stream log : {store::Stream::kRecord, store::Stream::kAccess}) {
    ASSERT_TRUE(app_->store()
                    .ScanSealed("XX", log, 0, {},
                                [&](const store::SealedPartAt& part) {
                                  if (log == store::Stream::kRecord && !part.event.handling.expires_at) return true;
                                  batch.drafts.push_back(
                                      registry::DecideErasure(part, {"expired", "R1"}, {"console:0"}, {ulids, rng_}));
                                  return true;
                                })
                    .ok());
  }
  ASSERT_EQ(batch.drafts.size(), traces.size());
  ASSERT_TRUE(app_->store().Append(std::move(batch)).ok());
  for (const Traces& one : traces) EXPECT_EQ(Found(BytesOfAllFiles(), one), " key salt ciphertext") << one.of;
  EXPECT_EQ((*app_->Show(Me(), "7"))["events"][1]["erasures"][0]["rule"], "R1") << "told to nobody from now on";
  const std::string bundle = Bundle();
  EXPECT_EQ(Faults(bundle), "");
  EXPECT_FALSE(Holds(bundle, base::ToHex(traces[0].salt)));
  Open();
  ExpectInNoFile(traces);
  ExpectProvedAndRebuilt();
}

// kill -9 at some moments of a run: what an event says is erased is gone after the next start, and all is in the end.
TEST_P(ErasureTest, ARunThatIsKilledIsEndedByTheNextStartAndTheNextRun) {
  WriteCanaries();
  std::string many;
  for (int i = 0; i < kRowsOfKilledRun; ++i) many += "M" + std::to_string(i) + ",C1,2019,holder of M,remark\n";
  Import("many", many, "2026-12-31");
  std::vector<Traces> traces;
  std::vector<Traces> all = TracesOfWhatIsDue();
  for (std::size_t i = 0; i < all.size(); i += 100) traces.push_back(all[i]);
  clock_.Tick(60 * kDay);
  app_.reset();
  int finished = 0;
  for (int kill = 0; kill < kKills && finished == 0; ++kill) {
    const pid_t child = ::fork();
    if (child == 0) {
      auto again = OpenAnother();
      if (again != nullptr && again->RunRetention(Me("system_care"), {"XX", "", 30, false}).ok()) ::_exit(0);
      ::_exit(1);
    }
    ::usleep(static_cast<useconds_t>(120'000 + kill * 40'000));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFEXITED(status)) ++finished;
    database_->WaitForTheKilled();
    rng_.Bytes<16>();  // another child makes other identifiers
    Open();
    auto engine = *store::OpenEngine(database_->url(), store::WhereMissing::kRefuse);
    std::int64_t left = -1;
    ASSERT_TRUE(engine
                    ->QueryOnce("SELECT count(*) FROM erased_part p JOIN sealed s ON s.owner = p.owner AND "
                                "s.stream = p.stream AND s.seq = p.seq AND s.part = p.part",
                                {},
                                [&](const store::Row& row) {
                                  left = row.Integer(0);
                                  return Result<void>{};
                                })
                    .ok());
    EXPECT_EQ(left, 0) << "said to be erased, and still there";
    app_.reset();
  }
  Open();
  auto last = Run();
  ASSERT_TRUE(last.ok()) << last.error().message;
  ExpectInNoFile(traces);
  ExpectProvedAndRebuilt();
}

PM_ON_BOTH_ENGINES(ErasureTest);

}  // namespace
}  // namespace proofmark
