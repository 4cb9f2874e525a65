// SPDX-License-Identifier: Apache-2.0
// A start from a snapshot answers as one that reads all records; whatever is not of this database as it is now is not
// believed; and nothing that can be erased lies in it. On both engines.
#include "app/mark_snapshot_file.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "app/index_keeper.h"
#include "base/file.h"
#include "base/random.h"
#include "match/marks/forged_snapshot.h"
#include "match/marks/mark_search.h"
#include "match/marks/mark_snapshot.h"
#include "tests/node_test.h"

namespace proofmark::app {
namespace {

using base::Code;
using base::Json;

constexpr std::uint64_t kFileMax = std::uint64_t{1} << 30;

class MarkSnapshotFileTest : public ::proofmark::testing::NodeTest {
 protected:
  void SetUp() override {
    Start();
    ASSERT_TRUE(app_->Init("AA", "A").ok());
    ASSERT_TRUE(app_->Init("BB", "B").ok());
  }
  // On a server no place is given by the database: the operator names one.
  void Change(Settings& settings) override {
    if (OnServer()) settings.index_folder = node();
    settings.snapshot_records_min = records_min_;
    settings.observer.index_noted = [this](const std::string& what) { notes_.push_back(what); };
  }
  std::string Path() const { return MarkSnapshotFile::PathFor(database_->url(), OnServer() ? node() : ""); }
  bool IsThere() const { return std::filesystem::exists(Path()); }

  // The node after a new start, its index as it begins; what was noted before is forgotten.
  void Start() {
    notes_.clear();
    Open();
  }
  bool BeganFromSnapshot() {
    auto searching = app_->SearchAsNode();
    EXPECT_TRUE(searching.ok()) << searching.error().message;
    const auto lock = searching->searcher->Lock();
    return searching->searcher->index().is_over_image();
  }
  void Save(bool expected = true) {
    ASSERT_TRUE(app_->Warm().ok());
    auto saved = app_->SaveIndex();
    ASSERT_TRUE(saved.ok()) << saved.error().message;
    EXPECT_EQ(*saved, expected);
  }
  // A start that does not believe what lies there, says why, and answers all the same.
  void ExpectRefused(const std::string& because) {
    ExpectNotUsed(because);
    ExpectAnswersAsReadAnew();
  }
  void ExpectNotUsed(const std::string& because) {
    Start();
    EXPECT_FALSE(BeganFromSnapshot());
    ASSERT_EQ(notes_.size(), 1U);
    EXPECT_NE(notes_[0].find(because), std::string::npos) << notes_[0];
  }

  static Asking Console() { return {ActorFromText("console:0"), {"trace", "case 7", "national_law"}}; }
  // Rows "id,serial,make,date,holder": the holder is sealed.
  void Import(const std::string& owner, int from, int to, int seed) {
    Json mapping = {{"source", "guns"},
                    {"format", "csv"},
                    {"fields", {{"source_id", "id"}, {"make", "make"}}},
                    {"marks", {{{"kind", "serial"}, {"columns", {"serial"}}}}},
                    {"events", {{{"kind", "registered"}, {"date", "date"}, {"from_party", {"holder"}}}}},
                    {"sealed", {"holder"}},
                    {"handling",
                     {{"codes", {"open_to_partners"}},
                      {"onward", "ask_owner"},
                      {"purpose", "investigation"},
                      {"legal_basis", "national_law"}}}};
    base::SeededRng rng(static_cast<std::uint64_t>(seed));
    std::string table = "id,serial,make,date,holder\n";
    for (int i = from; i < to; ++i) {
      table += "G" + std::to_string(i) + "," + Serial(rng) + "," + (rng.Below(2) == 0 ? "TAURUS" : "ROSSI") +
               ",2015,H" + std::to_string(i) + "\n";
    }
    ImportTable(owner, mapping, table);
  }
  void ImportTable(const std::string& owner, const Json& mapping, const std::string& table) {
    const std::string at = root() + "/guns" + std::to_string(++files_);
    ASSERT_TRUE(base::WriteFileDurably(at + ".json", mapping.dump(), 0600).ok());
    ASSERT_TRUE(base::WriteFileDurably(at + ".csv", table, 0600).ok());
    auto done = app_->ImportItems(Console(), {at + ".csv", at + ".json", owner, "", false}, [](auto, auto) {});
    ASSERT_TRUE(done.ok()) << done.error().message;
  }
  static std::string Serial(base::SeededRng& rng) {
    std::string out = rng.Below(2) == 0 ? "K" : "KAB";
    for (std::size_t i = 4 + rng.Below(2); i > 0; --i) out += "0134"[rng.Below(4)];
    return out;
  }
  std::vector<std::string> Records(const std::string& owner) {
    std::vector<std::string> out;
    auto searching = app_->SearchAsNode();
    EXPECT_TRUE(searching.ok());
    auto listed = app_->store().ListRecords(searching->view, owner, std::nullopt, 1000);
    EXPECT_TRUE(listed.ok());
    for (const model::ThingId& one : *listed) out.push_back(one.ToText());
    return out;
  }
  void Link(trace::LinkAct act, const std::string& one, const std::string& other) {
    auto done = app_->DecideLink(Console(), {act, one, other}, {"staff:1", "compared"});
    ASSERT_TRUE(done.ok()) << done.error().message;
  }
  void Narrow(const std::string& owner, const std::string& record) {
    const Json order = {
        {"record", record}, {"handling", {{"codes", {"owner_only"}}, {"onward", "none"}}}, {"reason", "no longer"}};
    auto done = app_->Carry(Console(), {.name = "narrow_handling",
                                        .body = order,
                                        .key = "key-of-this-test-" + std::to_string(++files_),
                                        .authority = owner,
                                        .by = "staff:1"});
    ASSERT_TRUE(done.ok()) << done.error().message;
  }

  // The searcher of the node against one that has read everything this moment: the same answers to many questions, for
  // whoever may see everything and for a foreigner.
  void ExpectAnswersAsReadAnew() {
    auto searching = app_->SearchAsNode();
    ASSERT_TRUE(searching.ok()) << searching.error().message;
    auto anew = MarkSearcher::Make(app_->words());
    ASSERT_TRUE(anew.ok());
    ASSERT_TRUE((*anew)
                    ->Refresh(app_->store(),
                              [&]() -> base::Result<store::View> {
                                PM_ASSIGN(auto seen, app_->SearchAsNode());
                                return std::move(seen.view);
                              })
                    .ok());
    auto classes = app_->store().HandlingClasses();
    ASSERT_TRUE(classes.ok());
    const Actor foreigner{"BB.user.01J9ZQ4V7M4W0T5YB3N2K8XH6D", "BB", {Role::kTracingOfficer}};
    const store::View narrow = AccessPolicy().ViewFor(foreigner, Console().purpose, *classes);
    base::SeededRng rng(17);
    for (int i = 0; i < 60; ++i) {
      match::MarkQuery query;
      const std::string serial = Serial(rng);
      query.marks = {{.text = serial, .pattern = serial}};
      if (i % 3 == 0) query.make = {"TAURUS", "taurus"};
      ExpectSame(*searching->searcher, **anew, searching->view, query);
      ExpectSame(*searching->searcher, **anew, narrow, query);
    }
    match::MarkQuery described;
    described.make = {"ROSSI", "rossi"};
    ExpectSame(*searching->searcher, **anew, searching->view, described);
  }
  void ExpectSame(MarkSearcher& one, MarkSearcher& other, const store::View& view, const match::MarkQuery& query) {
    const auto lock = one.Lock();
    auto a = match::Search(one.index(), view, app_->words(), one.tables(), query);
    auto b = match::Search(other.index(), view, app_->words(), other.tables(), query);
    ASSERT_TRUE(a.ok() && b.ok());
    ASSERT_EQ(a->candidates.size(), b->candidates.size());
    ASSERT_NEAR(a->none_probability, b->none_probability, 1e-12);
    for (std::size_t i = 0; i < a->candidates.size(); ++i) {
      const match::Candidate& x = a->candidates[i];
      const match::Candidate& y = b->candidates[i];
      ASSERT_EQ(x.best.record, y.best.record);
      ASSERT_EQ(x.best.source_id, y.best.source_id);
      ASSERT_EQ(x.score, y.score);
      ASSERT_NEAR(x.probability, y.probability, 1e-12);
      ASSERT_EQ(Named(x.records), Named(y.records));
      ASSERT_EQ(Named(x.proposed_same), Named(y.proposed_same));
    }
    ASSERT_EQ(one.index().Seen(view), other.index().Seen(view));
    for (const char* owner : {"AA", "BB"}) ASSERT_EQ(one.as_of(owner), other.as_of(owner));
    answered_ += a->candidates.size();
  }
  static std::set<std::string> Named(const std::vector<match::CandidateRecord>& records) {
    std::set<std::string> out;
    for (const match::CandidateRecord& one : records) out.insert(one.record);
    return out;
  }

  std::string Bytes() const { return *base::ReadFile(Path(), kFileMax); }
  void Write(const std::string& bytes) const {
    std::filesystem::remove(Path());  // whoever has mapped it keeps what he has
    ASSERT_TRUE(base::WriteFileDurably(Path(), bytes, 0600).ok());
  }
  // A program of its own, until it ends or is killed; true where it ended by itself.
  template <typename Work>
  bool InAnotherProgram(const Work& work) {
    const pid_t child = ::fork();
    if (child == 0) {
      work();
      ::_exit(0);
    }
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    database_->WaitForTheKilled();
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }

  std::vector<std::string> notes_;
  std::size_t answered_ = 0;
  std::int64_t records_min_ = 1;
  int files_ = 0;
};

PM_ON_BOTH_ENGINES(MarkSnapshotFileTest);

TEST_P(MarkSnapshotFileTest, AStartFromASnapshotAnswersAsOneThatReadsAll) {
  Import("AA", 0, 60, 1);
  Import("BB", 0, 40, 2);
  Save();
  Start();
  EXPECT_TRUE(BeganFromSnapshot());
  EXPECT_TRUE(notes_.empty());
  ExpectAnswersAsReadAnew();
  EXPECT_GT(answered_, 100U);
}

TEST_P(MarkSnapshotFileTest, WhatCameSinceIsFoundAtOnce) {
  Import("AA", 0, 60, 1);
  Save();
  app_.reset();
  // Written by others, while nobody has an index.
  Start();
  Import("BB", 0, 30, 3);
  Import("AA", 40, 80, 4);  // corrections and new ones
  const std::vector<std::string> ours = Records("AA");
  const std::vector<std::string> theirs = Records("BB");
  Link(trace::LinkAct::kConfirm, ours[0], ours[1]);
  Link(trace::LinkAct::kConfirm, ours[1], theirs[2]);
  Narrow("AA", ours[3]);
  Narrow("AA", ours[50]);
  for (int start = 0; start < 3; ++start) {
    Start();
    EXPECT_TRUE(BeganFromSnapshot()) << start;
    ExpectAnswersAsReadAnew();
    Link(start == 0 ? trace::LinkAct::kUndo : trace::LinkAct::kReject, ours[0],
         ours[1 + static_cast<std::size_t>(start)]);
    Narrow("BB", theirs[static_cast<std::size_t>(start)]);
    ExpectAnswersAsReadAnew();
  }
  EXPECT_TRUE(notes_.empty());
}

// A snapshot of an index that itself began from one, over and over.
TEST_P(MarkSnapshotFileTest, SnapshotsOfSnapshotsLoseNothing) {
  for (int round = 0; round < 4; ++round) {
    Import("AA", round * 20, round * 20 + 40, 10 + round);
    ASSERT_TRUE(app_->Warm().ok());
    auto searching = app_->SearchAsNode();
    const MarksRead read{{{"AA", *app_->store().LogSize("AA", store::Stream::kRecord)},
                          {"BB", *app_->store().LogSize("BB", store::Stream::kRecord)}},
                         {},
                         *app_->store().RowsMade()};
    const MarkSnapshotFile file(Path(), app_->words().version());
    ASSERT_TRUE(file.Save(app_->store(), searching->searcher->index(), read).ok());
    Start();
    EXPECT_TRUE(BeganFromSnapshot()) << round;
    ExpectAnswersAsReadAnew();
  }
}

TEST_P(MarkSnapshotFileTest, IsWrittenWhereAllWasReadAnewAndNotAgain) {
  ASSERT_TRUE(app_->Warm().ok());
  auto nothing = app_->SaveIndex();
  ASSERT_TRUE(nothing.ok());
  EXPECT_FALSE(*nothing) << "there are no records";
  Import("AA", 0, 5, 1);
  Save();
  EXPECT_TRUE(IsThere());
  Save(false);
  Import("AA", 5, 8, 2);
  Save(false);  // few events came
  Start();
  Save(false);
  EXPECT_TRUE(BeganFromSnapshot());
}

TEST_P(MarkSnapshotFileTest, IsWrittenAgainBehindManyEvents) {
  Import("AA", 0, 2100, 1);
  Save();
  Import("AA", 2100, 2100 + static_cast<int>(kSnapshotEventsMin) / 2 + 1, 2);
  Save();
  Start();
  EXPECT_TRUE(BeganFromSnapshot());
  ExpectAnswersAsReadAnew();
}

TEST_P(MarkSnapshotFileTest, OfAnotherDatabaseIsRefused) {
  Import("AA", 0, 30, 1);
  Save();
  const std::string bytes = Bytes();
  app_.reset();
  database_->Renew();
  std::filesystem::remove_all(keys());
  Start();
  ASSERT_TRUE(app_->Init("AA", "A").ok());
  ASSERT_TRUE(app_->Init("BB", "B").ok());
  Import("AA", 0, 30, 1);
  Write(bytes);
  ExpectRefused("another database");
}

TEST_P(MarkSnapshotFileTest, OfOtherTablesIsRefused) {
  Import("AA", 0, 30, 1);
  Save();
  const MarkSnapshotFile other(Path(), "sha256:other");
  EXPECT_EQ(other.Open(app_->store()).error().code, Code::kPrecondition);
  const MarkSnapshotFile same(Path(), app_->words().version());
  EXPECT_TRUE(same.Open(app_->store()).ok());
}

TEST_P(MarkSnapshotFileTest, OfAnotherBuildIsRefused) {
  Import("AA", 0, 30, 1);
  Save();
  std::string bytes = Bytes();
  const std::size_t at = bytes.find("\"program\":\"") + 12;
  ASSERT_LT(at, bytes.size());
  bytes[at] = bytes[at] == 'a' ? 'b' : 'a';
  Write(std::string(match::Forged(bytes).bytes()));
  ExpectNotUsed("another build");
}

// A class that says something else would show its records to others.
TEST_P(MarkSnapshotFileTest, OfOtherHandlingClassesIsRefused) {
  Import("AA", 0, 30, 1);
  Save();
  const MarkSnapshotFile file(Path(), app_->words().version());
  ASSERT_TRUE(file.Open(app_->store()).ok());
  Narrow("AA", Records("AA")[0]);
  EXPECT_TRUE(file.Open(app_->store()).ok()) << "one more class does no harm";
  app_.reset();
  database_->Sql("UPDATE handling_class SET body = replace(body, 'open_to_partners', 'owner_only') WHERE class = 1");
  Start();
  auto refused = file.Open(app_->store());
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().message.find("handling classes of AA"), std::string::npos) << refused.error().message;
}

TEST_P(MarkSnapshotFileTest, OfMoreEventsThanTheLogHasIsRefused) {
  Import("AA", 0, 30, 1);
  app_.reset();
  database_->Save();
  Start();
  Import("AA", 30, 40, 2);
  Save();
  app_.reset();
  database_->PutBack();
  ExpectRefused("the log has 60");
}

// As long as before, and longer, but not the same events.
TEST_P(MarkSnapshotFileTest, OfALogThatWentOnOtherwiseIsRefused) {
  Import("AA", 0, 30, 1);
  app_.reset();
  database_->Save();
  std::filesystem::copy(keys(), root() + "/keys", std::filesystem::copy_options::recursive);
  Start();
  Import("AA", 30, 40, 2);
  Save();
  app_.reset();
  database_->PutBack();
  std::filesystem::remove_all(keys());
  std::filesystem::copy(root() + "/keys", keys(), std::filesystem::copy_options::recursive);
  Start();
  Import("AA", 30, 50, 2);
  ExpectRefused("another log of AA");
}

// What lay in damaged rows when they were read is not in their place any more.
TEST_P(MarkSnapshotFileTest, OfRowsThatWereMadeAnewSinceIsRefused) {
  Import("AA", 0, 30, 1);
  app_.reset();
  database_->Sql("UPDATE mark SET text = 'K99999' WHERE n = 0");
  Start();
  Save();
  Start();
  EXPECT_TRUE(BeganFromSnapshot());
  auto rebuilt = app_->Rebuild("");
  ASSERT_TRUE(rebuilt.ok());
  ASSERT_TRUE((*rebuilt)["owners"][0]["changed"].get<bool>());
  auto stale = app_->SaveIndex();
  ASSERT_TRUE(stale.ok());
  EXPECT_FALSE(*stale) << "what was read before is not written down";
  ExpectRefused("made anew");
}

// Nobody would write over it, and its numbers are of nobody's concern any more.
TEST_P(MarkSnapshotFileTest, OfADatabaseThatIsGoneIsRemovedWhereNoOtherTakesItsPlace) {
  Import("AA", 0, 30, 1);
  Save();
  app_.reset();
  database_->Renew();
  std::filesystem::remove_all(keys());
  records_min_ = 1000;
  Start();
  ASSERT_TRUE(app_->Init("AA", "A").ok());
  ASSERT_TRUE(app_->Init("BB", "B").ok());
  Import("AA", 0, 3, 1);
  ASSERT_TRUE(app_->Warm().ok());
  EXPECT_EQ(notes_.size(), 1U);
  EXPECT_FALSE(IsThere());
}

TEST_P(MarkSnapshotFileTest, DamagedAnywhereIsRefused) {
  Import("AA", 0, 30, 1);
  Save();
  const std::string bytes = Bytes();
  match::MarkHeader header;
  std::memcpy(&header, bytes.data(), sizeof(header));
  base::SeededRng rng(5);
  std::vector<std::size_t> places = {20, sizeof(header) - 1};
  for (const match::ImageSection& section : header.sections) places.push_back(section.begin + rng.Below(section.bytes));
  for (const std::size_t at : places) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 4);
    Write(damaged);
    ExpectNotUsed("damaged");
  }
  for (const std::size_t size : {std::size_t{0}, std::size_t{100}, bytes.size() / 2, bytes.size() - 1}) {
    Write(bytes.substr(0, size));
    ExpectNotUsed("damaged");
  }
  ExpectRefused("damaged");
  // And the next one that is written is believed.
  Save();
  Start();
  EXPECT_TRUE(BeganFromSnapshot());
}

TEST_P(MarkSnapshotFileTest, ThatOthersCouldWriteIsRefused) {
  Import("AA", 0, 30, 1);
  Save();
  ::chmod(Path().c_str(), 0620);
  ExpectRefused("this user alone");
  std::filesystem::remove(Path());
  std::filesystem::create_directory(Path());
  ExpectRefused("this user alone");
}

// Ends the program before a step of writing.
class KillBefore : public base::WriteWatch {
 public:
  explicit KillBefore(int step) : left_(step) {}
  int Before(Step /*step*/, const std::string& path) override {
    if (path.find(".marks") != std::string::npos && left_-- == 0) ::raise(SIGKILL);
    return 0;
  }

 private:
  int left_;
};

TEST_P(MarkSnapshotFileTest, AProgramThatIsKilledWhileItWritesLeavesNothingThatIsBelieved) {
  Import("AA", 0, 30, 1);
  app_.reset();
  bool finished = false;
  int kills = 0;
  for (; !finished && kills < 50; ++kills) {
    finished = InAnotherProgram([&] {
      KillBefore watch(kills);
      base::SetWriteWatch(&watch);
      auto node = OpenAnother();
      if (!node->Warm().ok() || !node->SaveIndex().ok()) ::_exit(1);
    });
    Start();
    EXPECT_EQ(BeganFromSnapshot(), IsThere()) << kills;
    EXPECT_TRUE(notes_.empty()) << notes_[0];
    EXPECT_FALSE(std::filesystem::exists(Path() + ".new")) << "what was left of it is removed";
    ExpectAnswersAsReadAnew();
    app_.reset();
  }
  EXPECT_GE(kills, 4);
  EXPECT_TRUE(finished);
  EXPECT_TRUE(IsThere());
}

TEST_P(MarkSnapshotFileTest, TwoProgramsDoNotHarmEachOther) {
  Import("AA", 0, 30, 1);
  ASSERT_TRUE(app_->Warm().ok());
  {
    auto writing = base::DurableFile::Create(Path(), 0600);
    ASSERT_TRUE(writing.ok());
    auto refused = app_->SaveIndex();
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, Code::kConflict);
    // Who starts meanwhile reads all, and leaves what is being written alone.
    auto other = OpenAnother();
    ASSERT_TRUE(other->Warm().ok());
    EXPECT_TRUE(std::filesystem::exists(Path() + ".new"));
  }
  Save();
  // One goes on with what the other has written, and takes in what it writes further.
  auto other = OpenAnother();
  ASSERT_TRUE(other->Warm().ok());
  Import("AA", 30, 40, 2);
  std::swap(app_, other);
  EXPECT_TRUE(BeganFromSnapshot());
  ExpectAnswersAsReadAnew();
  // While a file is mapped, another one takes its place.
  std::filesystem::remove(Path());
  std::swap(app_, other);
  ASSERT_TRUE(app_->Rebuild("").ok());
  Start();
  Save();
  std::swap(app_, other);
  ExpectAnswersAsReadAnew();
}

// The law: a number that can be erased lies in no snapshot, before it is erased and after; a number that lies in one is
// in an event's open body, which nothing erases (docs/concepts/erasure.md).
TEST_P(MarkSnapshotFileTest, WhatIsSealedIsInNoSnapshot) {
  Import("AA", 0, 30, 1);
  Json mapping = {{"source", "lawful"},
                  {"format", "csv"},
                  {"fields", {{"source_id", "id"}}},
                  {"marks", {{{"kind", "serial"}, {"columns", {"serial"}}}}},
                  {"events", {{{"kind", "registered"}, {"date", "date"}}}},
                  {"sealed", {"serial"}},
                  {"handling",
                   {{"codes", Json::array()},
                    {"onward", "ask_owner"},
                    {"purpose", "investigation"},
                    {"legal_basis", "national_law"}}}};
  ImportTable("AA", mapping, "id,serial,date\nL1,QZX7193355,2015\n");
  const match::Pattern number = *match::Pattern::Parse("QZX7193355");
  const std::string key = match::KeyOf(number);
  auto holds = [&](const std::string& bytes) {
    const std::string reversed(key.rbegin(), key.rend());
    for (const std::string& one : {std::string("QZX7193355"), key, reversed}) {
      if (bytes.find(one) != std::string::npos) return true;
    }
    return false;
  };
  Save();
  EXPECT_FALSE(holds(Bytes()));
  auto erased = app_->Erase(
      Console(), {.what = "L1", .by = "staff:1", .because = {.ground = "court_order", .reference = "4 Js 1/30"}});
  ASSERT_TRUE(erased.ok()) << erased.error().message;
  EXPECT_GT((*erased)["erased"].get<int>(), 0);
  for (const auto& file : std::filesystem::recursive_directory_iterator(node())) {
    if (!file.is_regular_file()) continue;
    EXPECT_FALSE(holds(*base::ReadFile(file.path(), kFileMax))) << file.path();
  }
  Start();
  EXPECT_TRUE(BeganFromSnapshot());
  ExpectAnswersAsReadAnew();
  // The search for the bytes would find them: of an open number they are there.
  ImportTable(
      "AA",
      [&] {
        mapping["sealed"] = Json::array();
        mapping["source"] = "open";
        return mapping;
      }(),
      "id,serial,date\nL2,QZX7193355,2015\n");
  std::filesystem::remove(Path());
  Start();
  Save();
  EXPECT_TRUE(holds(Bytes()));
}

TEST_P(MarkSnapshotFileTest, NoBackupCarriesItAndARestoreRemovesTheOneThatIsThere) {
  Import("AA", 0, 30, 1);
  Save();
  const std::string backup = root() + "/backup";
  ASSERT_TRUE(app_->Backup(backup).ok());
  for (const auto& file : std::filesystem::recursive_directory_iterator(backup)) {
    EXPECT_EQ(file.path().string().find(".marks"), std::string::npos) << file.path();
  }
  app_.reset();
  database_->Renew();
  ASSERT_TRUE(IsThere());
  std::ofstream(Path() + ".new") << "left by a killed program";
  Settings settings{database_->url(), keys(), PM_DATA_DIR};
  Change(settings);
  RestoreRequest request;
  request.from = backup;
  auto restored = Proofmark::Restore(std::move(settings), Console(), request, NodeClock(), NodeRng());
  ASSERT_TRUE(restored.ok()) << restored.error().message;
  EXPECT_FALSE(IsThere());
  EXPECT_FALSE(std::filesystem::exists(Path() + ".new"));
  Start();
  EXPECT_FALSE(BeganFromSnapshot());
  ExpectAnswersAsReadAnew();
}

TEST_P(MarkSnapshotFileTest, WhereItCannotBeWrittenTheNodeGoesOnWithout) {
  Import("AA", 0, 30, 1);
  Settings settings{database_->url(), keys(), PM_DATA_DIR};
  Change(settings);
  settings.index_folder = root() + "/nowhere";
  app_.reset();
  auto opened = Proofmark::Open(std::move(settings), NodeClock(), NodeRng());
  ASSERT_TRUE(opened.ok());
  app_ = std::move(*opened);
  ASSERT_TRUE(app_->Warm().ok());
  EXPECT_EQ(app_->SaveIndex().error().code, Code::kNotFound);
  ExpectAnswersAsReadAnew();
  EXPECT_TRUE(notes_.empty());
}

TEST_P(MarkSnapshotFileTest, ARunningNodeWritesOneInTheBackground) {
  Import("AA", 0, 30, 1);
  ASSERT_TRUE(app_->Warm().ok());
  std::vector<std::string> failures;
  {
    IndexKeeper keeper(*app_, [&](const base::Error& why) { failures.push_back(why.message); });
    while (!IsThere()) std::this_thread::yield();
  }
  EXPECT_TRUE(failures.empty());
  Start();
  EXPECT_TRUE(BeganFromSnapshot());
}

TEST(MarkSnapshotPlace, IsBesideAFileAndOfAServerOnlyWhereNamed) {
  EXPECT_EQ(MarkSnapshotFile::PathFor("sqlite:data/node.db", ""), "data/node.db.marks");
  EXPECT_EQ(MarkSnapshotFile::PathFor("postgresql://me:secret@db/node?sslmode=require", ""), "");
  const std::string named = MarkSnapshotFile::PathFor("postgresql://me:secret@db/node?sslmode=require", "/var/lib/pm");
  EXPECT_TRUE(named.starts_with("/var/lib/pm/node-")) << named;
  EXPECT_EQ(named, MarkSnapshotFile::PathFor("postgresql://you:other@db/node", "/var/lib/pm"));
  EXPECT_NE(named, MarkSnapshotFile::PathFor("postgresql://me@other/node", "/var/lib/pm"));
  EXPECT_NE(MarkSnapshotFile::PathFor("sqlite:a/node.db", "f"), MarkSnapshotFile::PathFor("sqlite:b/node.db", "f"));
}

}  // namespace
}  // namespace proofmark::app
