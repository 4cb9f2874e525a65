// SPDX-License-Identifier: Apache-2.0
// What an administrator can do in SQL, to any table, is found: with the table, and the first event that is concerned.
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <pqxx/pqxx>
#include <set>

#include "store/row_digest.h"
#include "store/scrub.h"
#include "tests/damaged_node.h"

namespace proofmark {
namespace {

// One edit. `seq` is asked of the good database: the event that wrote the row, or should have written it.
struct Edit {
  const char* table;  // that the finding names
  const char* sql;
  const char* seq = "SELECT -1";
};

constexpr Edit kEdits[] = {
    {"event", "UPDATE event SET id = zeroblob(16) WHERE owner = 1 AND stream = 0 AND seq = 9", "SELECT 9"},
    {"event", "UPDATE event SET body = CAST(body AS TEXT) WHERE owner = 1 AND stream = 0 AND seq = 9", "SELECT 9"},
    {"event", "UPDATE event SET owner = 7 WHERE owner = 1 AND stream = 0 AND seq = 9", "SELECT 9"},
    {"event", "DELETE FROM event WHERE owner = 1 AND stream = 1 AND seq = 1", "SELECT 1"},
    {"event",
     "INSERT INTO event SELECT owner, 2, seq, zeroblob(16), body FROM event WHERE owner = 1 AND stream = 0 "
     "AND seq = 3"},
    {"log", "UPDATE log SET epoch = 2 WHERE owner = 1 AND stream = 0"},
    {"log", "UPDATE log SET size = size - 1 WHERE owner = 2 AND stream = 0"},
    {"log", "DELETE FROM log WHERE owner = 2 AND stream = 1"},
    {"tile",
     "UPDATE tile SET hashes = hashes || zeroblob(32) WHERE owner = 1 AND stream = 0 AND level = 0 AND tile = 1",
     "SELECT 256"},
    {"tile", "INSERT INTO tile VALUES (1, 0, 5, 0, zeroblob(32))"},
    {"tile", "DELETE FROM tile WHERE owner = 1 AND stream = 0 AND level = 0 AND tile = 0", "SELECT 0"},
    {"checkpoint",
     "UPDATE checkpoint SET note = (SELECT note FROM checkpoint WHERE owner = 2 AND stream = 0 ORDER BY size LIMIT 1) "
     "WHERE owner = 1 AND stream = 0"},
    {"checkpoint",
     "UPDATE checkpoint SET size = size - 1 WHERE owner = 2 AND stream = 0 AND "
     "size = (SELECT max(size) FROM checkpoint WHERE owner = 2 AND stream = 0)",
     "SELECT max(size) - 2 FROM checkpoint WHERE owner = 2 AND stream = 0"},
    {"checkpoint",
     "DELETE FROM checkpoint WHERE owner = 1 AND stream = 0 AND "
     "size = (SELECT min(size) FROM checkpoint WHERE owner = 1 AND stream = 0)"},
    {"sealed", "UPDATE sealed SET salt = CAST(salt AS TEXT) WHERE owner = 1 AND stream = 0 AND seq = 0", "SELECT 0"},
    {"sealed", "DELETE FROM sealed WHERE owner = 1 AND stream = 0 AND seq = 0", "SELECT 0"},
    {"sealed", "INSERT INTO sealed VALUES (1, 0, 3, 'other', zeroblob(32), zeroblob(60))", "SELECT 3"},
    {"sealed",
     "INSERT INTO sealed SELECT owner, stream, 9999, part, salt, ciphertext FROM sealed WHERE owner = 1 "
     "AND stream = 0 AND seq = 0",
     "SELECT 9999"},
    {"sealed",
     "INSERT INTO sealed SELECT owner, stream, seq, part, zeroblob(32), zeroblob(60) FROM erased_part "
     "WHERE seq = (SELECT min(seq) FROM erased_part)",
     "SELECT min(seq) FROM erased_part"},
    {"record", "UPDATE record SET make = 'colt' WHERE owner = 1 AND content_seq = 12", "SELECT 12"},
    {"record", "UPDATE record SET first_seq = first_seq + 1 WHERE owner = 1 AND content_seq >= 40",
     "SELECT min(content_seq) FROM record WHERE content_seq >= 40 AND owner = 1"},
    {"record", "UPDATE record SET class = class + 1 WHERE owner = 1 AND content_seq = 12", "SELECT 12"},
    {"record", "DELETE FROM record WHERE owner = 1 AND content_seq = 12", "SELECT 12"},
    {"record", "INSERT INTO record (owner, record, class, first_seq, content_seq) VALUES (1, zeroblob(16), 1, 5, 5)",
     "SELECT 5"},
    {"mark",
     "UPDATE mark SET text = 'K1' WHERE record = (SELECT record FROM record WHERE owner = 1 AND content_seq = 12)",
     "SELECT 12"},
    {"mark", "DELETE FROM mark WHERE record = (SELECT record FROM record WHERE owner = 1 AND content_seq = 12)",
     "SELECT 12"},
    {"life", "UPDATE life SET stands = 0 WHERE owner = 1 AND seq = 13", "SELECT 13"},
    {"life", "UPDATE life SET from_day = from_day + 1 WHERE owner = 1 AND seq >= 13 AND seq < 30", "SELECT 13"},
    {"life", "DELETE FROM life WHERE owner = 1 AND seq = 13", "SELECT 13"},
    {"register_row",
     "UPDATE register_row SET content = zeroblob(16) WHERE record = (SELECT record FROM record WHERE "
     "content_seq = 12 AND owner = 1)",
     "SELECT 12"},
    {"register_row",
     "DELETE FROM register_row WHERE record = (SELECT record FROM record WHERE owner = 1 AND content_seq = 12)",
     "SELECT 12"},
    {"case_item",
     "UPDATE case_item SET case_ref = 'C9999' WHERE record = (SELECT record FROM record WHERE content_seq "
     "= 12 AND owner = 1)",
     "SELECT 12"},
    {"case_item",
     "DELETE FROM case_item WHERE record = (SELECT record FROM record WHERE owner = 1 AND content_seq = 12)",
     "SELECT 12"},
    {"link", "UPDATE link SET state = 'rejected' WHERE seq = (SELECT min(seq) FROM link)", "SELECT min(seq) FROM link"},
    {"link", "DELETE FROM link", "SELECT min(seq) FROM link"},
    {"hit", "UPDATE hit SET state = 'rejected' WHERE seq = (SELECT min(seq) FROM hit)", "SELECT min(seq) FROM hit"},
    {"hit", "UPDATE hit SET probability = 1000 WHERE seq = (SELECT max(seq) FROM hit)", "SELECT max(seq) FROM hit"},
    {"hit", "DELETE FROM hit", "SELECT min(seq) FROM hit"},
    {"alert",
     "UPDATE alert SET kind = 'match_withdrawn' WHERE owner = 1 AND seq = (SELECT min(seq) FROM alert WHERE "
     "owner = 1)",
     "SELECT min(seq) FROM alert WHERE owner = 1"},
    {"alert", "DELETE FROM alert WHERE owner = 1", "SELECT min(seq) FROM alert WHERE owner = 1"},
    {"case_file", "UPDATE case_file SET terrorism = 0", "SELECT min(content_seq) FROM case_file"},
    {"case_file", "DELETE FROM case_file", "SELECT min(content_seq) FROM case_file"},
    {"case_step", "UPDATE case_step SET done_by = 'staff:9' WHERE step = 'photographed'",
     "SELECT max(seq) FROM case_step"},
    {"case_step", "DELETE FROM case_step", "SELECT min(seq) FROM case_step"},
    {"attached_file", "UPDATE attached_file SET class = class + 1", "SELECT seq FROM attached_file"},
    {"attached_file", "DELETE FROM attached_file", "SELECT seq FROM attached_file"},
    {"erased_part", "UPDATE erased_part SET by_seq = 0 WHERE seq = (SELECT min(seq) FROM erased_part)",
     "SELECT by_seq FROM erased_part ORDER BY seq LIMIT 1"},
    {"erased_part", "DELETE FROM erased_part", "SELECT min(by_seq) FROM erased_part"},
    {"account", "UPDATE account SET state = 'closed' WHERE login = 'boss'",
     "SELECT seq FROM account WHERE login = 'boss'"},
    {"account", "UPDATE account SET login = 'other' WHERE login = 'boss'",
     "SELECT seq FROM account WHERE login = 'boss'"},
    {"account", "DELETE FROM account WHERE login = 'clerk'", "SELECT seq FROM account WHERE login = 'clerk'"},
    {"account_role", "UPDATE account_role SET role = 'auditor' WHERE role = 'officer'",
     "SELECT seq FROM account_role WHERE role = 'officer'"},
    {"account_role",
     "INSERT INTO account_role SELECT owner, account, 'supervisor', class, seq FROM account_role "
     "WHERE role = 'officer'",
     "SELECT seq FROM account_role WHERE role = 'officer'"},
    {"approval", "UPDATE approval SET decided_by = 'console:1'", "SELECT seq FROM approval"},
    {"approval", "DELETE FROM approval", "SELECT seq FROM approval"},
    {"holder_release", "UPDATE holder_release SET until_day = until_day + 1", "SELECT seq FROM holder_release"},
    {"holder_release", "DELETE FROM holder_release", "SELECT seq FROM holder_release"},
    {"credential", "UPDATE credential SET must_change = 0 WHERE login = 'boss'"},
    {"credential", "UPDATE credential SET login = 'other' WHERE login = 'boss'"},
    {"credential", "UPDATE credential SET totp_next = NULL WHERE login = 'boss'"},
    {"credential", "DELETE FROM credential WHERE login = 'boss'"},
    {"session", "UPDATE session SET expires = expires + 1"},
    {"session",
     "INSERT INTO session (owner, token, account, made, last_used, expires, how, source) "
     "SELECT owner, zeroblob(32), account, made, last_used, expires, how, source FROM session"},
    {"api_token", "UPDATE api_token SET account = zeroblob(16)"},
    {"api_token", "DELETE FROM api_token"},
    {"certificate", "UPDATE certificate SET account = (SELECT account FROM account WHERE login = 'clerk')"},
    {"certificate", "DELETE FROM certificate"},
    {"throttle", "UPDATE throttle SET failures = 0"},
    {"command", "UPDATE command SET events = events + 1 WHERE owner = 1 AND seq = (SELECT min(seq) FROM command)",
     "SELECT min(seq) FROM command"},
    {"command", "DELETE FROM command WHERE owner = 1", "SELECT min(seq) FROM command WHERE owner = 1"},
    {"command", "INSERT INTO command VALUES (1, 'never given', 4, 1)", "SELECT 4"},
    {"handling_class",
     "UPDATE handling_class SET body = replace(body, 'ask_owner', 'free') WHERE owner = 1 AND class "
     "= 1",
     "SELECT 0"},
    {"handling_class", "DELETE FROM handling_class WHERE owner = 1 AND class = 1", "SELECT 0"},
    {"import_run", "UPDATE import_run SET done = 0 WHERE owner = 1"},
    {"import_run", "UPDATE import_run SET state = '{}' WHERE owner = 2"},
    {"import_run", "DELETE FROM import_run WHERE owner = 2"},
    {"setting", "UPDATE setting SET value = '0' WHERE name = 'reacted:AA'"},
    {"setting", "DELETE FROM setting WHERE name = 'reacted:AA'"},
    {"setting", "INSERT INTO setting (name, value) VALUES ('reacted:CC', '0')"},
    {"authority", "UPDATE authority SET name = 'Somebody else' WHERE owner = 1"},
    {"authority",
     "INSERT INTO authority (owner, code, name, public_key) VALUES (3, 'CC', 'CC', zeroblob(32)); "
     "INSERT INTO log (owner, stream, epoch, size) VALUES (3, 0, 1, 0), (3, 1, 1, 0)"},
    {"authority", "DELETE FROM authority WHERE owner = 2"},
    {"file", "DROP INDEX hit_by_event"},
    {"file", "CREATE TRIGGER quiet AFTER INSERT ON event BEGIN DELETE FROM alert; END"},
    {"file", "CREATE TABLE elsewhere (text TEXT)"},
};

// The same for the key store.
constexpr Edit kKeyEdits[] = {
    {"key", "DELETE FROM sealed_key WHERE owner = 'AA'", "SELECT 0"},
    {"key", "UPDATE sealed_key SET key = zeroblob(32) WHERE owner = 'BB'", "SELECT 0"},
    {"key", "INSERT INTO sealed_key SELECT owner, event, part, zeroblob(32) FROM erased_key",
     "SELECT min(seq) FROM erased_part"},
    {"key", "DELETE FROM erased_key", "SELECT min(seq) FROM erased_part"},
    {"key", "UPDATE secret SET secret = zeroblob(32) WHERE owner = 'AA'"},
    {"key", "DELETE FROM secret WHERE owner = 'AA'"},
};

using ::proofmark::testing::EngineKind;
using ::proofmark::testing::TestDatabase;

class EditTest : public ::testing::TestWithParam<EngineKind> {
 protected:
  void SetUp() override {
    std::string place = ::access("/dev/shm", W_OK) == 0 ? "/dev/shm/" : ::testing::TempDir();
    std::string pattern = place + "proofmark-edit-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    if (OnServer()) database_ = std::make_unique<TestDatabase>(GetParam(), folder_);
    node_ = std::make_unique<DamagedNode>(folder_ + "/node", database_.get());
    std::filesystem::create_directory(folder_ + "/node");
    base::Result<void> made = node_->Make();
    ASSERT_TRUE(made.ok()) << made.error().message;
    if (!OnServer()) return;
    database_->Sql("SELECT 1");  // with SQLite's functions
    node_->Keep();
  }
  void TearDown() override {
    database_.reset();
    std::filesystem::remove_all(folder_);
  }
  bool OnServer() const { return GetParam() == EngineKind::kPostgres; }
  // A server refuses other types than its columns', and its own files are its own affair.
  bool CanBeMade(const Edit& edit) const {
    return !OnServer() ||
           (std::string(edit.table) != "file" && std::string(edit.sql).find("CAST(") == std::string::npos);
  }

  // Runs statements as an administrator would, with the database's own program; the first number that they answer.
  std::int64_t Sql(const std::string& file, const std::string& sql) {
    if (OnServer() && file == "node.db") {
      pqxx::connection connection(database_->url());
      pqxx::result answer = pqxx::nontransaction(connection).exec(sql);
      EXPECT_FALSE(sql.starts_with("UPDATE") && answer.affected_rows() == 0) << "touches nothing: " << sql;
      return answer.empty() ? -2 : answer[0][0].as<std::int64_t>(-2);
    }
    sqlite3* raw = nullptr;
    sqlite3_open(node_->Path(file).c_str(), &raw);
    std::int64_t answer = -2;
    auto take = [](void* to, int, char** values, char**) {
      *static_cast<std::int64_t*>(to) = values[0] != nullptr ? std::atoll(values[0]) : -2;
      return 0;
    };
    EXPECT_EQ(sqlite3_exec(raw, sql.c_str(), take, &answer, nullptr), SQLITE_OK) << sqlite3_errmsg(raw) << ": " << sql;
    EXPECT_FALSE(sql.starts_with("UPDATE") && sqlite3_changes(raw) == 0) << "touches nothing: " << sql;
    sqlite3_close(raw);
    return answer;
  }

  void ExpectFound(const Edit& edit, const std::string& file) {
    SCOPED_TRACE(edit.sql);
    node_->Put();
    std::int64_t seq = Sql("node.db", edit.seq);
    Sql(file, edit.sql);
    auto report = node_->Verify();
    if (!report.ok()) {
      EXPECT_EQ(report.error().code, base::Code::kCorrupt) << edit.sql << ": " << report.error().message;
      return;
    }
    EXPECT_FALSE(report->ok()) << edit.sql;
    std::vector<store::Finding> all = report->bad;
    for (const store::LogReport& log : report->logs) all.insert(all.end(), log.bad.begin(), log.bad.end());
    const store::Finding* first = nullptr;
    std::string said;
    for (const store::Finding& one : all) {
      said += "\n  " + one.table + " " + std::to_string(one.seq) + ": " + one.why;
      // The lowest number; -1 where the finding is about none.
      bool lower = first == nullptr || (one.seq >= 0 && (first->seq < 0 || one.seq < first->seq));
      if (one.table == edit.table && lower) first = &one;
    }
    ASSERT_NE(first, nullptr) << edit.sql << said.substr(0, 2000);
    EXPECT_EQ(first->seq, seq) << edit.sql << said.substr(0, 2000);
  }

  std::string folder_;
  std::unique_ptr<TestDatabase> database_;
  std::unique_ptr<DamagedNode> node_;
};

PM_ON_BOTH_ENGINES(EditTest);

TEST_P(EditTest, WhatAnAdministratorDoesInSqlIsFoundWithTableAndFirstEvent) {
  for (const Edit& edit : kEdits) {
    if (CanBeMade(edit)) ExpectFound(edit, "node.db");
  }
}

TEST_P(EditTest, WhatIsDoneToTheKeyStoreIsFound) {
  for (const Edit& edit : kKeyEdits) ExpectFound(edit, "node.db.keys/sealed.db");
}

TEST_P(EditTest, EveryTableHasRowsAndAnEditThatIsFound) {
  node_->Put();
  std::set<std::string> edited;
  for (const Edit& edit : kEdits) edited.insert(edit.table);
  auto engine = store::OpenEngine(OnServer() ? database_->url() : "sqlite:" + node_->Path("node.db"),
                                  store::WhereMissing::kRefuse);
  ASSERT_TRUE(engine.ok());
  std::vector<std::string> tables;
  ASSERT_TRUE((*engine)
                  ->QueryOnce(OnServer() ? "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                                         : "SELECT name FROM sqlite_master WHERE type = 'table'",
                              {},
                              [&](const auto& row) {
                                tables.emplace_back(row.Text(0));
                                return base::Result<void>{};
                              })
                  .ok());
  for (const std::string& table : tables) {
    EXPECT_TRUE(edited.contains(table)) << table;
    EXPECT_GT(Sql("node.db", "SELECT count(*) FROM " + table), 0) << table;
  }
}

TEST(RowDigest, IsMadeAsTheFormatSays) {
  EXPECT_EQ(store::RowDigest("setting", {store::Value::Text("schema"), store::Value::Text("4")}),
            base::Sha256("2:7:setting2:6:schema2:1:4"));
  EXPECT_EQ(store::RowDigest("log", {store::Value(1), store::Value()}), base::Sha256("2:3:log1:1:10:0:"));
}

// What a whole round of the scrub finds: "TABLE SEQ".
std::set<std::string> Round(store::Store& store, std::int64_t* steps = nullptr) {
  std::set<std::string> found;
  auto scrub = store::Scrub::Make(store, {.events_per_second = 256});
  EXPECT_TRUE(scrub.ok());
  for (bool done = false; !done;) {
    auto step = (*scrub)->Step();
    EXPECT_TRUE(step.ok()) << step.error().message;
    if (!step.ok()) return found;
    EXPECT_LE(step->events, 256);
    EXPECT_EQ(step->pause_ms, step->events * 1000 / 256);
    for (const auto& one : step->found) found.insert(one.finding.table + " " + std::to_string(one.finding.seq));
    if (steps != nullptr) ++*steps;
    done = step->round_done;
  }
  return found;
}

TEST_P(EditTest, AScrubFindsNothingWhereNothingIsWrongAndStartsOver) {
  node_->Put();
  auto store = node_->Open();
  ASSERT_TRUE(store.ok());
  std::int64_t steps = 0;
  EXPECT_EQ(Round(**store, &steps), std::set<std::string>{});
  EXPECT_GT(steps, 8);
  EXPECT_EQ(Round(**store), std::set<std::string>{});
}

TEST_P(EditTest, AScrubFindsWhatVerifyFinds) {
  for (const Edit& edit : kEdits) {
    if (std::string(edit.table) == "file" || !CanBeMade(edit))
      continue;  // the file's own check reads all at once: verify alone does it
    node_->Put();
    std::int64_t seq = Sql("node.db", edit.seq);
    Sql("node.db", edit.sql);
    auto store = node_->Open();
    if (!store.ok()) continue;
    std::string wanted = std::string(edit.table) + " " + std::to_string(seq);
    EXPECT_TRUE(Round(**store).contains(wanted)) << edit.sql << ": " << wanted;
  }
}

TEST_P(EditTest, AScrubThatWasStoppedGoesOnWhereItStood) {
  node_->Put();
  Sql("node.db", "UPDATE tile SET hashes = zeroblob(8192) WHERE owner = 1 AND stream = 0 AND level = 0 AND tile = 0");
  auto store = node_->Open();
  ASSERT_TRUE(store.ok());
  auto first = store::Scrub::Make(**store, {.events_per_second = 1});
  auto step = (*first)->Step();
  ASSERT_TRUE(step.ok()) << step.error().message;
  EXPECT_EQ(step->events, 256);
  EXPECT_FALSE(step->found.empty());
  first->reset();
  auto second = store::Scrub::Make(**store, {.events_per_second = 1});
  auto next = (*second)->Step();
  ASSERT_TRUE(next.ok());
  for (const auto& one : next->found) EXPECT_GE(one.finding.seq, 256) << one.finding.why;
}

TEST_P(EditTest, AScrubComparesRowsWhileOthersWrite) {
  node_->Put();
  auto store = node_->Open();
  ASSERT_TRUE(store.ok());
  auto scrub = store::Scrub::Make(**store, {.events_per_second = 256});
  for (bool done = false; !done;) {
    auto step = (*scrub)->Step();
    ASSERT_TRUE(step.ok()) << step.error().message;
    for (const auto& one : step->found) ADD_FAILURE() << one.finding.table << " " << one.finding.why;
    done = step->round_done;
    if (!done) {
      ASSERT_TRUE(node_->Grow(**store, 3, false).ok());
    }
  }
}

TEST_P(EditTest, AScrubRunsAtAPaceThatSomebodyCanHaveMeant) {
  node_->Put();
  auto store = node_->Open();
  EXPECT_EQ(store::Scrub::Make(**store, {.events_per_second = 0}).error().code, base::Code::kInvalid);
  EXPECT_EQ(store::Scrub::Make(**store, {.events_per_second = 2'000'000}).error().code, base::Code::kInvalid);
}

}  // namespace
}  // namespace proofmark
