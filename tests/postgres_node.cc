// SPDX-License-Identifier: Apache-2.0
#include "tests/postgres_node.h"

#include <stdlib.h>

#include <filesystem>

#include "base/file.h"
#include "model/record.h"

namespace proofmark::testing {

using base::Code;
using base::Json;
using base::Result;

namespace {

constexpr int kTriesMax = 2000;

std::string NewFolder() {
  std::string pattern = ::testing::TempDir() + "proofmark-server-XXXXXX";
  EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
  return pattern;
}

}  // namespace

PostgresNode::PostgresNode() : folder_(NewFolder()), database_(EngineKind::kPostgres, folder_) {}

PostgresNode::~PostgresNode() { std::filesystem::remove_all(folder_); }

Result<std::unique_ptr<app::Proofmark>> PostgresNode::TryOpen(const std::string& url) {
  return app::Proofmark::Open({url.empty() ? database_.url() : url, folder_ + "/keys", PM_DATA_DIR}, clock_, rng_);
}

std::unique_ptr<app::Proofmark> PostgresNode::Open(const std::string& url) {
  auto opened = TryOpen(url);
  EXPECT_TRUE(opened.ok()) << opened.error().message;
  return opened.ok() ? std::move(*opened) : nullptr;
}

store::Batch PostgresNode::Records(const std::string& owner, const std::string& command, int count,
                                   std::size_t sealed_bytes) {
  std::lock_guard lock(mutex_);
  store::Batch batch;
  batch.owner = owner;
  for (int i = 0; i < count; ++i) {
    store::Draft draft;
    draft.event.id = ids_.Make();
    draft.event.owner = owner;
    draft.event.actor = "console:0";
    draft.event.kind = "recorded";
    draft.event.subject = model::ThingId{owner, "item", ids_.Make()}.ToText();
    draft.event.handling = {{}, {}, "none", "trace", "national_law", {}, {}};
    draft.event.command = command;
    draft.event.body = model::ToJson(model::Record{}, owner);
    draft.sealed.push_back({"row", std::string(sealed_bytes, 'p')});
    batch.drafts.push_back(std::move(draft));
  }
  return batch;
}

int PostgresNode::Say(app::Proofmark& app, const std::string& owner, const std::string& command, int count) {
  for (int tries = 0; tries < kTriesMax; ++tries) {
    Result<store::Appended> done = app.store().Append(Records(owner, command, count));
    if (!done.ok()) {
      EXPECT_EQ(done.error().code, Code::kUnavailable) << done.error().message;
      if (done.error().code != Code::kUnavailable) return tries;
      continue;
    }
    std::lock_guard lock(mutex_);
    EXPECT_TRUE(said_[owner].emplace(command, Said{done->first_seq, done->events}).second) << command;
    EXPECT_EQ(done->events, count);
    return tries;
  }
  ADD_FAILURE() << command << " is never answered";
  return kTriesMax;
}

int PostgresNode::ImportUntilIn(app::Proofmark& app, const std::string& owner, const std::string& name, int rows) {
  Json mapping = {{"source", name},
                  {"format", "csv"},
                  {"fields", {{"source_id", "id"}}},
                  {"marks", {{{"kind", "serial"}, {"columns", {"serial"}}}}},
                  {"sealed", {"holder"}}};
  const std::string at = folder_ + "/" + name;
  std::string text = "id,serial,holder\n";
  for (int i = 0; i < rows; ++i) text += name + std::to_string(i) + ",S" + std::to_string(i * 7919) + ",somebody\n";
  EXPECT_TRUE(base::WriteFileDurably(at + ".json", mapping.dump(), 0600).ok());
  EXPECT_TRUE(base::WriteFileDurably(at + ".csv", text, 0600).ok());
  app::Asking asking{app::ActorFromText("console:0"), {"import_of_records", "", "national_law"}};
  for (int tries = 0; tries < kTriesMax; ++tries) {
    auto done = app.ImportItems(asking, {at + ".csv", at + ".json", owner, "", false}, [](auto, auto) {});
    if (!done.ok()) {
      EXPECT_EQ(done.error().code, Code::kUnavailable) << done.error().message;
      if (done.error().code != Code::kUnavailable) return tries;
      continue;
    }
    EXPECT_EQ((*done)["rows"], rows);
    EXPECT_EQ((*done)["rejected"], 0);
    std::lock_guard lock(mutex_);
    imported_[owner] += rows;
    return tries;
  }
  ADD_FAILURE() << name << " never goes in";
  return kTriesMax;
}

std::int64_t PostgresNode::Ask(const std::string& sql) {
  pqxx::connection connection(database_.url());
  return pqxx::nontransaction(connection).exec(sql)[0][0].as<std::int64_t>();
}

void PostgresNode::ExpectEverythingOnce(app::Proofmark& app) {
  std::lock_guard lock(mutex_);
  pqxx::connection connection(database_.url());
  pqxx::nontransaction work(connection);
  const std::vector<store::Authority> authorities = *app.store().Authorities();
  for (const store::Authority& authority : authorities) {
    const std::string owner = std::to_string(authority.owner);
    std::int64_t events = imported_[authority.code];
    auto stored = work.exec("SELECT command, seq, events FROM command WHERE owner = " + owner);
    std::map<std::string, Said> there;
    for (const auto& row : stored) {
      there[row[0].as<std::string>()] = {row[1].as<std::int64_t>(), row[2].as<std::int64_t>()};
    }
    for (const auto& [command, said] : said_[authority.code]) {
      events += said.events;
      ASSERT_TRUE(there.contains(command)) << authority.code << ": " << command << " was acknowledged and is lost";
      EXPECT_EQ(there[command].first_seq, said.first_seq) << command;
      EXPECT_EQ(there[command].events, said.events) << command;
    }
    EXPECT_EQ(*app.store().LogSize(authority.code, store::Stream::kRecord), events) << authority.code;
    EXPECT_EQ(work.exec("SELECT count(*) FROM event WHERE stream = 0 AND owner = " + owner)[0][0].as<std::int64_t>(),
              events);
    for (store::Stream stream : {store::Stream::kRecord, store::Stream::kAccess}) {
      EXPECT_EQ(*app.store().WhyClosed(authority.code, stream), "");
    }
  }
  auto report = app.Verify({}, nullptr);
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_TRUE((*report)["ok"].get<bool>()) << report->dump(1).substr(0, 3000);
  auto rebuilt = app.Rebuild("");
  ASSERT_TRUE(rebuilt.ok()) << rebuilt.error().message;
  for (const Json& owner : (*rebuilt)["owners"]) EXPECT_FALSE(owner["changed"].get<bool>());
}

}  // namespace proofmark::testing
