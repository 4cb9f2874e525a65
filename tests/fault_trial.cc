// SPDX-License-Identifier: Apache-2.0
#include "tests/fault_trial.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "app/policy.h"
#include "model/record.h"
#include "registry/apply.h"

namespace proofmark::faults {

namespace fs = std::filesystem;
using base::Result;
using store::Stream;

namespace {

constexpr std::int64_t kChangesMax = 20'000;  // a command that never passes

constexpr const char* kTroubleNames[] = {"",
                                         "write error, once",
                                         "write error, for good",
                                         "disk full, once",
                                         "disk full, until room is made",
                                         "power cut",
                                         "killed",
                                         "sync error",
                                         "sync error, then killed"};

int Failures() { return ::testing::UnitTest::GetInstance()->current_test_info()->result()->total_part_count(); }

}  // namespace

const vocab::Vocabulary& Words() {
  static const vocab::Vocabulary words = std::move(*vocab::Vocabulary::Load(PM_DATA_DIR));
  return words;
}

// ---- Subject ----

Result<void> Subject::Open() {
  store::Options options{"sqlite:" + Path(), "",
                         [](const model::Event& event) { return registry::Apply(Words(), event); }, Words().version()};
  PM_ASSIGN(store_, store::Store::Open(std::move(options), clock_, rng_));
  return {};
}

bool Subject::heard() { return !disk_.dead(); }

store::Draft Subject::Record(const std::string& command, const std::string& secret) {
  store::Draft draft;
  draft.event.id = ids_.Make();
  draft.event.owner = "XX";
  draft.event.actor = "console:0";
  draft.event.kind = "recorded";
  draft.event.subject = model::ThingId{"XX", "item", ids_.Make()}.ToText();
  draft.event.handling = {{}, {}, "none", "trace", "national_law", {}, {}};
  draft.event.command = command;
  draft.event.nonce = rng_.Bytes<16>();
  draft.event.body = model::ToJson(model::Record{}, "XX");
  if (!secret.empty()) draft.sealed.push_back({"row", secret});
  return draft;
}

Result<void> Subject::Append(store::Batch batch, const std::vector<std::string>& secrets) {
  PM_ASSIGN(store::Appended appended, store()->Append(std::move(batch)));
  if (heard()) Promise(appended, secrets);
  return {};
}

void Subject::Promise(const store::Appended& appended, const std::vector<std::string>& secrets) {
  std::lock_guard lock(promises_mutex_);
  for (std::int64_t i = 0; i < appended.events; ++i) {
    auto at = static_cast<std::size_t>(i);
    // A repeat names the events and not their leaves: those are learnt at the next reading.
    auto& leaf = promises_.leaves[appended.first_seq + i];
    if (!appended.leaves.empty()) leaf = appended.leaves[at];
    if (at < secrets.size() && !secrets[at].empty()) promises_.plaintexts[appended.first_seq + i] = secrets[at];
  }
}

std::int64_t Subject::Size(Stream stream) {
  auto size = store()->LogSize("XX", stream);
  EXPECT_TRUE(size.ok()) << size.error().message;
  return size.ok() ? *size : -1;
}

store::View Subject::All() {
  auto classes = store()->HandlingClasses();
  EXPECT_TRUE(classes.ok());
  return app::AccessPolicy().ViewOfEverything(classes.ok() ? *classes : std::vector<store::HandlingClass>{});
}

void Subject::CheckLogs() {
  for (Stream stream : {Stream::kRecord, Stream::kAccess}) {
    auto why = store()->WhyClosed("XX", stream);
    ASSERT_TRUE(why.ok()) << why.error().message;
    EXPECT_EQ(*why, "");
  }
  // An erasure that is on record and was cut off: the next run ends it, as the next start would.
  auto finished = store()->FinishErasures();
  ASSERT_TRUE(finished.ok()) << finished.error().message;
  store::Audit audit(*store());
  auto report = audit.Verify(promises_.notes, nullptr);
  ASSERT_TRUE(report.ok()) << report.error().message;
  for (const store::LogReport& log : report->logs) {
    for (const store::Finding& bad : log.bad) ADD_FAILURE() << bad.table << " " << bad.seq << ": " << bad.why;
  }
}

void Subject::CheckRows() {
  auto rebuilt = store::Audit(*store()).Rebuild("XX");
  ASSERT_TRUE(rebuilt.ok()) << rebuilt.error().message;
  EXPECT_FALSE(rebuilt->changed) << "the rows are not what the log says";
}

void Subject::CheckEvents() {
  store::View all = All();
  for (auto& [seq, leaf] : promises_.leaves) {
    auto event = store()->ReadEvent(all, "XX", seq);
    bool there = event.ok() && (leaf == base::Digest{} || event->leaf == leaf);
    EXPECT_TRUE(there) << "acknowledged event " << seq
                       << " is lost: " << (event.ok() ? "another" : event.error().message);
    if (!there) continue;
    leaf = event->leaf;
    auto secret = promises_.plaintexts.find(seq);
    if (secret == promises_.plaintexts.end()) continue;
    auto opened = store()->OpenPart(all, *event, "row");
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    EXPECT_EQ(opened->value_or("(none)"), secret->second);
  }
}

int Subject::CountLost() {
  int lost = 0;
  for (const auto& [seq, leaf] : promises_.leaves) {
    auto event = store()->ReadEvent(All(), "XX", seq);
    lost += !event.ok() || event->leaf != leaf;
  }
  return lost;
}

void Subject::KeepsPromises(const std::string& when, Rows rows) {
  SCOPED_TRACE(when);
  if (store() == nullptr) {
    Result<void> opened = Open();
    EXPECT_TRUE(opened.ok()) << opened.error().message;
    if (!opened.ok()) return;
  }
  auto kept = store()->FindAuthority("XX");
  if (kept.ok()) {
    CheckLogs();
    CheckEvents();
    if (rows == Rows::kRebuilt) CheckRows();
  }
  EXPECT_NE(Reached(), Extent::kHalf);
  Check();
}

// ---- Trial ----

std::vector<Trial::Line> Trial::table_;

Trial::Trial(std::string folder) : folder_(std::move(folder)), disk_(folder_ + "/disk") {}

void Trial::Prepare(Subject& subject) {
  subject.Prepare();
  subject.Close();
  template_ = subject.promises_;
  fs::remove_all(folder_ + "/template");
  fs::copy(folder_ + "/disk", folder_ + "/template", fs::copy_options::recursive);
}

void Trial::Reset(Subject& subject) {
  subject.Close();
  subject.promises_ = template_;
  fs::remove_all(folder_ + "/disk");
  fs::copy(folder_ + "/template", folder_ + "/disk", fs::copy_options::recursive);
  disk_.Settle();
  disk_.Arm({});
}

void Trial::AfterTrouble(Subject& subject, Trouble trouble, Loss loss, std::uint64_t seed) {
  switch (trouble) {
    case Trouble::kErrorOnce:
    case Trouble::kFullOnce:
    case Trouble::kSyncFailed:
      break;  // the same process goes on
    case Trouble::kFullForGood:
      disk_.Restart();  // room was made, and the same process goes on
      break;
    case Trouble::kErrorForGood:
      subject.Close();
      disk_.Restart();
      break;
    case Trouble::kPowerCut:
      subject.Close();
      disk_.CutPower(loss, seed);
      disk_.Restart();
      break;
    case Trouble::kNone:
    case Trouble::kKilled:
    case Trouble::kSyncFailedAndKilled:
      disk_.Kill();
      subject.Close();
      disk_.Restart();
      break;
  }
}

// The power is cut now: what was acknowledged by now is there.
void Trial::LoseTheRest(Subject& subject, const std::string& when) {
  disk_.Kill();
  subject.Close();
  disk_.CutPower(Loss::kAllUnsynced, kSeed);
  disk_.Restart();
  subject.KeepsPromises(when, Subject::Rows::kRebuilt);
  EXPECT_TRUE(subject.store() == nullptr || subject.Reached() == Extent::kAll) << when;
}

bool Trial::Round(Subject& subject, FaultDisk::Plan plan, Loss loss, std::uint64_t seed, Line& line) {
  std::string when = subject.name() + ", " + line.trouble + " at change " + std::to_string(plan.nth);
  SCOPED_TRACE(when);
  int failures_before = Failures();
  Reset(subject);
  subject.Before();
  disk_.Arm(plan);
  bool carried_out = subject.Command().ok();
  bool struck = disk_.struck();
  bool acknowledged = carried_out && subject.heard();
  line.changes = std::max(line.changes, disk_.changes());
  EXPECT_TRUE(struck || carried_out);
  AfterTrouble(subject, struck ? plan.trouble : Trouble::kNone, loss, seed);
  subject.KeepsPromises("after the trouble", Subject::Rows::kAsTheyAre);
  if (subject.store() == nullptr) return struck && ++line.broken < 3;
  Extent extent = subject.Reached();
  EXPECT_TRUE(!acknowledged || extent == Extent::kAll);
  Result<void> again = subject.Command();
  EXPECT_TRUE(again.ok()) << "repeated: " << again.error().message;
  LoseTheRest(subject, "after the repeat and a cut of power");
  if (!struck) return false;
  ++line.rounds;
  line.acknowledged += acknowledged;
  line.nothing += !acknowledged && extent == Extent::kNothing;
  line.steps += !acknowledged && extent == Extent::kSteps;
  line.all += !acknowledged && extent == Extent::kAll;
  line.broken += Failures() > failures_before;
  return line.broken < 3;  // more of the same tells nothing new
}

void Trial::Run(Subject& subject, Trouble trouble, Loss loss, std::uint64_t seed, std::int64_t stride) {
  Line line;
  line.command = subject.name();
  line.trouble = kTroubleNames[static_cast<int>(trouble)];
  if (trouble == Trouble::kPowerCut) {
    line.trouble +=
        loss == Loss::kAllUnsynced ? ", all unsynced lost" : ", some sectors lost, seed " + std::to_string(seed);
  }
  std::int64_t nth = 1 + static_cast<std::int64_t>(seed % static_cast<std::uint64_t>(stride));
  while (nth < kChangesMax &&
         Round(subject, {trouble, nth, false}, loss, seed + static_cast<std::uint64_t>(nth), line)) {
    nth += stride;
  }
  EXPECT_LT(nth, kChangesMax);
  subject.Close();
  table_.push_back(std::move(line));
}

void Trial::RunAll(Subject& subject, std::int64_t stride) {
  if (const char* named = std::getenv("PROOFMARK_FAULTS_STRIDE"); named != nullptr)
    stride = std::max(1, std::atoi(named));
  Prepare(subject);
  Run(subject, Trouble::kErrorOnce, Loss::kAllUnsynced, kSeed, stride);
  Run(subject, Trouble::kErrorForGood, Loss::kAllUnsynced, kSeed + 1, stride);
  Run(subject, Trouble::kFullOnce, Loss::kAllUnsynced, kSeed + 2, stride);
  Run(subject, Trouble::kFullForGood, Loss::kAllUnsynced, kSeed + 3, stride);
  Run(subject, Trouble::kKilled, Loss::kAllUnsynced, kSeed + 4, stride);
  Run(subject, Trouble::kSyncFailed);
  Run(subject, Trouble::kSyncFailedAndKilled);
  Run(subject, Trouble::kPowerCut, Loss::kAllUnsynced, kSeed + 5, stride);
  for (std::uint64_t seed = kSeed; seed < kSeed + 3; ++seed) {
    Run(subject, Trouble::kPowerCut, Loss::kSomeSectors, seed, stride);
  }
}

int Trial::LostWhereSyncsLie(Subject& subject) {
  Reset(subject);
  subject.Before();
  disk_.Arm({Trouble::kNone, 0, true});
  EXPECT_TRUE(subject.Command().ok());
  disk_.Kill();
  subject.Close();
  disk_.CutPower(Loss::kAllUnsynced, kSeed);
  disk_.Restart();
  EXPECT_TRUE(subject.Open().ok());
  int lost = subject.CountLost();
  subject.Close();
  return lost;
}

void Trial::PrintTable() {
  std::printf(
      "| command | trouble | changes | tried | acknowledged | nothing there | some steps there | all there | broken "
      "|\n");
  std::printf("|---|---|---|---|---|---|---|---|---|\n");
  for (const Line& line : table_) {
    std::printf("| %s | %s | %lld | %d | %d | %d | %d | %d | %d |\n", line.command.c_str(), line.trouble.c_str(),
                static_cast<long long>(line.changes), line.rounds, line.acknowledged, line.nothing, line.steps,
                line.all, line.broken);
  }
}

}  // namespace proofmark::faults
