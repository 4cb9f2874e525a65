// SPDX-License-Identifier: Apache-2.0
// What released versions left behind opens for ever, is brought to the tables of today, and goes on
// (testdata/compat/README.md). A schema that is raised without a sample of the one before fails here.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "app/proofmark.h"
#include "base/file.h"
#include "ledger/bundle.h"
#include "ledger/checkpoint.h"
#include "store/schema.h"
#include "tests/test_database.h"

namespace proofmark::app {
namespace {

using base::Json;

constexpr std::uint64_t kFileMax = 1U << 20;

// One record of a sample, with a sealed part that opens.
struct Sample {
  int schema;
  std::vector<std::string> owners;
  std::string source_id;
  std::string serial;
  std::string holder;
  std::int64_t events_in_bundle;
};

void PrintTo(const Sample& sample, std::ostream* out) { *out << "v" << sample.schema; }

const Sample kSamples[] = {
    {1, {"XX"}, "1", "A123", "Maria", 6},
    {2, {"XA", "XB"}, "T1", "ABE573528", "Maria", 26},
    {3, {"XA", "XB"}, "T1", "ABE573528", "Maria", 26},
    {4, {"XA", "XB"}, "T1", "ABE573528", "Maria", 41},
    {5, {"XA", "XB"}, "T1", "ABE573528", "Maria", 48},
};

std::string FolderOf(int schema) { return PM_TESTDATA_DIR "/compat/v" + std::to_string(schema); }

std::string SchemaOf(const std::string& url) {
  auto engine = store::OpenEngine(url, store::WhereMissing::kRefuse);
  EXPECT_TRUE(engine.ok()) << engine.error().message;
  std::string version;
  if (!engine.ok()) return version;
  auto read = (*engine)->Query("SELECT value FROM setting WHERE name = 'schema'", {}, [&](const store::Row& row) {
    version = row.Text(0);
    return base::Result<void>{};
  });
  EXPECT_TRUE(read.ok()) << read.error().message;
  return version;
}

class Compat : public ::testing::TestWithParam<Sample> {
 protected:
  void SetUp() override {
    std::string pattern = ::testing::TempDir() + "proofmark-compat-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override {
    app_.reset();
    std::filesystem::remove_all(folder_);
  }
  static std::string Read(const std::string& path) {
    auto text = base::ReadFile(path, kFileMax);
    EXPECT_TRUE(text.ok()) << path;
    return text.ok() ? *text : "";
  }
  static Asking Me() { return {ActorFromText("console:0"), {"trace", "case 7", "national_law"}}; }
  // A copy of the sample, opened by the program of today.
  void Open() {
    std::filesystem::copy(FolderOf(GetParam().schema), folder_ + "/copy", std::filesystem::copy_options::recursive);
    EXPECT_EQ(SchemaOf(Url()), std::to_string(GetParam().schema));
    auto opened = Proofmark::Open({Url(), "", PM_DATA_DIR}, clock_, rng_);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    app_ = std::move(*opened);
    EXPECT_EQ(SchemaOf(Url()), std::to_string(store::kSchemaVersion));
  }
  std::string Url() const { return "sqlite:" + folder_ + "/copy/node.db"; }
  // With the notes that were signed by the program of then.
  void ExpectProved() {
    std::vector<std::string> notes;
    for (const std::string& owner : GetParam().owners) {
      for (const char* log : {"", ".access"}) {
        std::string path = FolderOf(GetParam().schema) + "/node.db.keys/" + owner + log + ".signed";
        for (std::string& note : ledger::SplitNotes(Read(path))) notes.push_back(std::move(note));
      }
    }
    EXPECT_EQ(notes.size(), 2 * GetParam().owners.size());
    auto report = app_->Verify(notes, nullptr);
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_TRUE((*report)["ok"].get<bool>()) << report->dump(1);
  }
  void ImportOne() {
    Json mapping = {{"source", "later"},
                    {"format", "csv"},
                    {"fields", {{"source_id", "id"}, {"make", "make"}}},
                    {"marks", {{{"kind", "serial"}, {"columns", {"serial"}}}}}};
    ASSERT_TRUE(base::WriteFileDurably(folder_ + "/later.json", mapping.dump(), 0600).ok());
    ASSERT_TRUE(base::WriteFileDurably(folder_ + "/later.csv", "id,serial,make\nL1,B777,FN\n", 0600).ok());
    auto done =
        app_->ImportItems(Me(), {folder_ + "/later.csv", folder_ + "/later.json", GetParam().owners[0], "", false},
                          [](std::int64_t, std::int64_t) {});
    ASSERT_TRUE(done.ok()) << done.error().message;
    EXPECT_EQ((*done)["imported"], 1);
  }

  std::string folder_;
  base::SystemClock clock_;
  base::SystemRng rng_;
  std::unique_ptr<Proofmark> app_;
};

TEST_P(Compat, ADatabaseOpensIsProvedIsReadAndGoesOn) {
  ASSERT_NO_FATAL_FAILURE(Open());
  ASSERT_NO_FATAL_FAILURE(ExpectProved());
  auto rebuilt = app_->Rebuild("");
  ASSERT_TRUE(rebuilt.ok()) << rebuilt.error().message;
  for (const Json& owner : (*rebuilt)["owners"]) EXPECT_FALSE(owner["changed"].get<bool>()) << owner["owner"];
  auto dossier = app_->Show(Me(), GetParam().source_id);
  ASSERT_TRUE(dossier.ok()) << dossier.error().message;
  EXPECT_NE(dossier->dump().find("\"text\":\"" + GetParam().serial + "\""), std::string::npos);
  EXPECT_NE(dossier->dump().find("\"from_party\":\"" + GetParam().holder + "\""), std::string::npos);
  auto traced = app_->Trace(Me(), {{"ref", "1"}, {"serial", GetParam().serial}}, {});
  ASSERT_TRUE(traced.ok()) << traced.error().message;
  ASSERT_FALSE((*traced)["candidates"].empty());
  EXPECT_NE((*traced)["candidates"][0].dump().find(GetParam().serial), std::string::npos);
  ASSERT_NO_FATAL_FAILURE(ImportOne());
  ASSERT_NO_FATAL_FAILURE(ExpectProved());
}

TEST_P(Compat, ABundleIsRead) {
  std::vector<ledger::VerifierKey> keys;
  for (const std::string& owner : GetParam().owners) {
    std::string text = Read(FolderOf(GetParam().schema) + "/node.db.keys/" + owner + ".pub");
    auto key = ledger::ParseVerifierKey(text.substr(0, text.find('\n')));
    ASSERT_TRUE(key.ok()) << key.error().message;
    keys.push_back({"proofmark/" + owner + "/1", key->key});
    keys.push_back({"proofmark/" + owner + ".access/1", key->key});
  }
  std::string text = Read(FolderOf(GetParam().schema) + "/log.bundle");
  ledger::BundleChecker checker(keys);
  std::int64_t events = 0;
  for (std::size_t start = 0; start < text.size();) {
    std::size_t end = text.find('\n', start);
    std::string line = text.substr(start, end - start);
    checker.Line(line);
    if (line.starts_with("{\"actor\"")) {
      auto event = model::Decode(line);
      ASSERT_TRUE(event.ok()) << event.error().message;
      EXPECT_EQ(*model::Encode(*event), line);
      ++events;
    }
    start = end + 1;
  }
  checker.Finish();
  EXPECT_EQ(checker.findings_total(), 0) << checker.findings()[0].why;
  EXPECT_EQ(events, GetParam().events_in_bundle);
}

INSTANTIATE_TEST_SUITE_P(OfEachVersion, Compat, ::testing::ValuesIn(kSamples),
                         [](const auto& one) { return "V" + std::to_string(one.param.schema); });

// Before kSchemaVersion is raised, the program makes a sample: tools/make_compat_sample testdata/compat/vN.
TEST(CompatSamples, AreThereOfEverySchema) {
  ASSERT_EQ(std::size(kSamples), static_cast<std::size_t>(store::kSchemaVersion));
  for (int schema = 1; schema <= store::kSchemaVersion; ++schema) {
    EXPECT_EQ(kSamples[schema - 1].schema, schema);
    EXPECT_TRUE(std::filesystem::exists(FolderOf(schema) + "/node.db")) << FolderOf(schema);
  }
}

// No version before 3 was released for servers: an empty database goes through all migrations.
TEST(CompatSamples, AServerIsBroughtToTheTablesOfToday) {
  testing::TestDatabase database(testing::EngineKind::kPostgres, "");
  auto engine = store::OpenEngine(database.url(), store::WhereMissing::kMake);
  ASSERT_TRUE(engine.ok()) << engine.error().message;
  for (int schema = 1; schema <= store::kSchemaVersion; ++schema) EXPECT_FALSE((*engine)->Migration(schema).empty());
  ASSERT_TRUE(store::Migrate(**engine).ok());
  EXPECT_EQ(SchemaOf(database.url()), std::to_string(store::kSchemaVersion));
}

}  // namespace
}  // namespace proofmark::app
