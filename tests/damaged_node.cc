// SPDX-License-Identifier: Apache-2.0
#include "tests/damaged_node.h"

#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <vector>

#include "app/proofmark.h"
#include "base/file.h"
#include "model/account.h"
#include "model/approval.h"
#include "model/case.h"
#include "model/file.h"
#include "model/hit.h"
#include "model/record.h"
#include "registry/apply.h"
#include "store/schema.h"

namespace proofmark {

using base::Json;
using base::Result;

namespace {

constexpr std::uint64_t kFileBytesMax = std::uint64_t{1} << 28;

void Write(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

app::Asking Me() { return {app::ActorFromText("console:0"), {"trace", "case 7", "national_law"}}; }

Result<void> Import(app::Proofmark& app, const std::string& folder, const std::string& owner, const std::string& kind,
                    const std::string& rows) {
  Json mapping = {{"source", owner + "-" + kind},
                  {"format", "csv"},
                  {"fields", {{"source_id", "id"}, {"make", "make"}, {"calibre", "calibre"}, {"case", "case"}}},
                  {"marks", {{{"kind", "serial"}, {"columns", {"serial"}}}}},
                  {"events", {{{"kind", kind}, {"date", "date"}, {"from_party", {"holder"}}}}},
                  {"sealed", {"holder"}},
                  {"handling",
                   {{"codes", Json::array()},
                    {"onward", "ask_owner"},
                    {"purpose", "investigation"},
                    {"legal_basis", "national_law"}}}};
  Write(folder + "/mapping.json", mapping.dump());
  Write(folder + "/register.csv", "id,serial,make,calibre,case,date,holder\n" + rows);
  PM_TRY(app.ImportItems(Me(), {folder + "/register.csv", folder + "/mapping.json", owner, "", false},
                         [](std::int64_t, std::int64_t) {}));
  std::filesystem::remove(folder + "/mapping.json");
  std::filesystem::remove(folder + "/register.csv");
  return {};
}

struct Closing {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

// The rows of a question; each value with its kind and length. Throws the database's words.
std::vector<std::vector<std::string>> Ask(sqlite3* database, const std::string& sql, bool with_kinds) {
  sqlite3_stmt* raw = nullptr;
  if (sqlite3_prepare_v2(database, sql.c_str(), -1, &raw, nullptr) != SQLITE_OK)
    throw std::string(sqlite3_errmsg(database));
  std::unique_ptr<sqlite3_stmt, Closing> statement(raw);
  std::vector<std::vector<std::string>> out;
  int step = SQLITE_ROW;
  while ((step = sqlite3_step(raw)) == SQLITE_ROW) {
    std::vector<std::string>& row = out.emplace_back();
    for (int column = 0; column < sqlite3_column_count(raw); ++column) {
      int kind = sqlite3_column_type(raw, column);
      const void* bytes = sqlite3_column_blob(raw, column);
      std::string value(static_cast<const char*>(bytes), static_cast<std::size_t>(sqlite3_column_bytes(raw, column)));
      row.push_back(with_kinds ? std::to_string(kind) + ":" + std::to_string(value.size()) + ":" + value : value);
    }
  }
  if (step != SQLITE_DONE) throw std::string(sqlite3_errmsg(database));
  return out;
}

}  // namespace

Result<void> DamagedNode::Make() {
  PM_ASSIGN(vocab::Vocabulary words, vocab::Vocabulary::Load(PM_DATA_DIR));
  words_ = std::make_unique<vocab::Vocabulary>(std::move(words));
  PM_TRY(Fill());
  Keep();
  return {};
}

Result<void> DamagedNode::Fill() {
  PM_ASSIGN(auto app, app::Proofmark::Open({Url(), Path("node.db.keys"), PM_DATA_DIR}, clock_, rng_));
  for (const char* owner : {"AA", "BB"}) PM_TRY(app->Init(owner, std::string("Police of ") + owner));
  std::string stolen;
  std::string changed;
  std::string found;
  for (int i = 0; i < 130; ++i) {
    std::string number = std::to_string(100'003 + i * 3'701);
    std::string start = "A" + std::to_string(i) + ",K" + number + ",TAURUS,";
    stolen += start + "9mm,C" + std::to_string(i / 3) + ",2019-07,Maria " + number + "\n";
    if (i % 10 == 0) changed += start + ".38,C" + std::to_string(i) + ",2019-08,Maria " + number + "\n";
    if (i % 9 == 0) found += "B" + std::to_string(i) + ",K" + number + ",TAURUS,9mm,,2021-02-03,\n";
  }
  PM_TRY(Import(*app, folder_, "AA", "stolen", stolen));
  clock_.Tick(5000);
  PM_TRY(Import(*app, folder_, "AA", "stolen", changed));
  PM_TRY(Import(*app, folder_, "BB", "recovered", found));
  clock_.Tick(5000);
  store::Store& store = app->store();
  PM_ASSIGN(app::Proofmark::Searching searching, app->SearchAsNode());
  const store::View& view = searching.view;
  PM_ASSIGN(auto records, store.ListRecords(view, "AA", std::nullopt, 40));
  PM_ASSIGN(std::int64_t size, store.LogSize("AA", store::Stream::kRecord));
  std::vector<std::pair<std::int64_t, std::string>> erased;
  store::Batch batch;
  batch.owner = "AA";
  for (std::int64_t seq = 20; seq < size && erased.size() < 12; seq += 7) {
    PM_ASSIGN(store::StoredEvent event, store.ReadEvent(view, "AA", seq));
    if (event.event.sealed.empty()) continue;
    erased.emplace_back(seq, event.event.sealed[0].part);
    batch.drafts.push_back(NewDraft("erased", event.event.subject));
    batch.drafts.back().event.body = {{"seq", seq}, {"part", erased.back().second}, {"ground", "expired"}};
  }
  for (std::size_t i = 0; i + 1 < records.size(); i += 2) {
    batch.drafts.push_back(NewDraft("linked", records[i].ToText()));
    batch.drafts.back().event.body = model::ToJson(model::Link{records[i + 1].ToText(), "photographs compared"});
  }
  batch.drafts.push_back(NewDraft("alerted", records[0].ToText()));
  batch.drafts.back().event.body =
      model::ToJson(model::Alert{"possible_match", model::ThingId{"BB", "item", ids_.Make()}.ToText(),
                                 model::ThingId{"BB", "hit", ids_.Make()}.ToText()});
  const std::string one = model::ThingId{"AA", "case", ids_.Make()}.ToText();
  batch.drafts.push_back(NewDraft("recorded", one));
  batch.drafts.back().event.body = model::ToJson(model::Case{"26/118", {}, {}, "robbery", true});
  for (const char* step : {"made_safe", "photographed"}) {
    batch.drafts.push_back(NewDraft("step_done", one));
    batch.drafts.back().event.body = model::ToJson(model::StepDone{step, "staff:7"});
  }
  batch.drafts.push_back(NewDraft("file_attached", one));
  batch.drafts.back().event.body =
      model::ToJson(model::AttachedFile{base::Sha256("pixels"), 6, "image/png", 1, 1, "place"});
  batch.drafts.back().sealed.push_back({model::ContentPart(0), "pixels"});
  PM_TRY(store.Append(std::move(batch)));
  PM_TRY(AddPeople(*app, records[0]));
  for (const auto& [seq, part] : erased) PM_TRY(store.DestroyPart("AA", store::Stream::kRecord, seq, part));
  for (const char* owner : {"AA", "BB"}) {
    for (store::Stream stream : {store::Stream::kRecord, store::Stream::kAccess}) {
      PM_TRY(store.SignCheckpoint(owner, stream));
    }
  }
  return {};
}

// Two accounts, what they may do and log in with, an approval that was given, and a log-in that failed.
Result<void> DamagedNode::AddPeople(app::Proofmark& app, const model::ThingId& record) {
  std::vector<model::ThingId> accounts;
  for (const char* login : {"clerk", "boss"}) {
    accounts.push_back({"AA", model::kUserKind, ids_.Make()});
    PM_TRY(app.accounts().people().Reserve({accounts.back(), login, "no hash", "no secret", "none", 7, true},
                                           clock_.Now()));
  }
  const model::ThingId approval{"AA", model::kApprovalKind, ids_.Make()};
  store::Batch batch;
  batch.owner = "AA";
  auto add = [&](const char* kind, const model::ThingId& subject, Json body) {
    batch.drafts.push_back(NewDraft(kind, subject.ToText()));
    batch.drafts.back().event.body = std::move(body);
  };
  add("account_opened", accounts[0], {{"login", "clerk"}});
  add("account_opened", accounts[1], {{"login", "boss"}});
  add("role_granted", accounts[1], {{"role", "supervisor"}, {"reason", "head of the office"}});
  add("approval_asked", approval,
      {{"action", "grant_role"},
       {"order", {{"account", accounts[0].ToText()}, {"role", "officer"}}},
       {"reason", "new at the desk"}});
  add("approval_given", approval, Json::object());
  add("role_granted", accounts[0], {{"role", "officer"}, {"reason", "new at the desk"}});
  add("holder_released", record, {{"to", accounts[0].ToText()}, {"until", "2026-12-24"}});
  PM_TRY(app.store().Append(std::move(batch)));
  store::People& people = app.accounts().people();
  const base::Instant now = clock_.Now();
  const base::Instant later{now.ms + 1'000'000'000};
  PM_TRY(people.AddSession({std::string(32, 's'), accounts[0], now, now, later, "password+totp", "192.0.2.7"}));
  PM_TRY(people.AddToken({std::string(32, 't'), accounts[0], "export", "console:0", now, later, 0, false}));
  PM_TRY(people.AddCertificate({std::string(32, 'c'), accounts[1], "console:0", now, false}));
  return people.ChangeCounts({std::string(32, 'n')}, [&](std::vector<store::FailureCount>& counts) {
    counts[0] = {2, now, now, {}};
    return true;
  });
}

store::Draft DamagedNode::NewDraft(const std::string& kind, const std::string& subject) {
  store::Draft draft;
  draft.event.id = ids_.Make();
  draft.event.owner = "AA";
  draft.event.actor = "console:0";
  draft.event.kind = kind;
  draft.event.subject = subject;
  draft.event.handling = {{"owner_only"}, {}, "none", "trace", "national_law", {}, {}};
  draft.event.command = "c:" + ids_.Make().ToText();
  draft.event.nonce = rng_.Bytes<16>();
  return draft;
}

Result<void> DamagedNode::Grow(store::Store& store, int count, bool sign) {
  for (int i = 0; i < count; ++i) {
    store::Batch batch;
    batch.owner = "AA";
    batch.drafts.push_back(NewDraft("recorded", model::ThingId{"AA", "item", ids_.Make()}.ToText()));
    batch.drafts[0].event.body = model::ToJson(model::Record{}, "AA");
    batch.drafts[0].sealed.push_back({"row", "a name"});
    PM_TRY(store.Append(std::move(batch)));
    if (sign) PM_TRY(store.SignCheckpoint("AA", store::Stream::kRecord));
  }
  return {};
}

void DamagedNode::Keep() {
  if (server_ != nullptr) server_->Save();
  files_.clear();
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder_)) {
    std::string path = std::filesystem::relative(file.path(), folder_).string();
    if (file.is_regular_file() && !path.ends_with("-shm")) files_[path] = *base::ReadFile(file.path(), kFileBytesMax);
  }
}

void DamagedNode::Put() {
  if (server_ != nullptr) server_->PutBack();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
  for (const auto& [path, bytes] : files_) {
    std::filesystem::create_directories(std::filesystem::path(Path(path)).parent_path());
    Write(Path(path), bytes);
  }
  std::filesystem::permissions(Path("node.db.keys"), std::filesystem::perms::owner_all);
}

void DamagedNode::Put(const Flip& flip) {
  Put();
  std::string bytes = Good(flip.file);
  bytes[flip.offset] = static_cast<char>(bytes[flip.offset] ^ flip.with);
  Write(Path(flip.file), bytes);
}

Result<std::unique_ptr<store::Store>> DamagedNode::Open() {
  auto apply = [words = words_.get()](const model::Event& event) { return registry::Apply(*words, event); };
  return store::Store::Open({Url(), Path("node.db.keys"), apply, words_->version()}, clock_, rng_);
}

Result<store::VerifyReport> DamagedNode::Verify() {
  PM_ASSIGN(auto store, Open());
  return store::Audit(*store).Verify({}, nullptr);
}

std::string DamagedNode::Outcome() {
  auto report = Verify();
  if (!report.ok()) return "refused";
  if (report->ok()) return "";
  for (const store::LogReport& log : report->logs) {
    if (!log.bad.empty()) return "found: " + log.bad[0].table;
  }
  return "found: " + report->bad.at(0).table;
}

std::string DamagedNode::DumpAsItIs(const std::string& file) {
  sqlite3* raw = nullptr;
  sqlite3_open_v2(Path(file).c_str(), &raw, SQLITE_OPEN_READWRITE, nullptr);
  std::unique_ptr<sqlite3, Closing> database(raw);
  std::string out;
  try {
    for (const auto& table : Ask(raw, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name", false)) {
      std::string keys;
      std::string columns = "SELECT name FROM pragma_table_info('" + table[0] + "') WHERE pk > 0 ORDER BY pk";
      for (const auto& key : Ask(raw, columns, false)) keys += (keys.empty() ? " ORDER BY " : ", ") + key[0];
      out += "\n" + table[0] + "\n";
      for (const auto& row : Ask(raw, "SELECT * FROM \"" + table[0] + "\"" + keys, true)) {
        for (const std::string& value : row) out += value + "|";
        out += "\n";
      }
    }
  } catch (const std::string& why) {
    return "unreadable: " + why;
  }
  return out;
}

std::string DamagedNode::Dump(const std::string& file, const std::string& bytes) {
  std::string copy = file + ".copy";
  for (const char* suffix : {"-wal", "-shm"}) std::filesystem::remove(Path(copy + suffix));
  Write(Path(copy), bytes);
  return DumpAsItIs(copy);
}

}  // namespace proofmark
