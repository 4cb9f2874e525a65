// SPDX-License-Identifier: Apache-2.0
#include "app/bench_ledger.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <vector>

#include "registry/apply.h"
#include "store/audit.h"
#include "vocab/vocabulary.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

constexpr std::size_t kBatchEvents = 1000;
constexpr int kRounds = 3;
constexpr const char* kOwner = "XX-BENCH";

double Seconds(std::chrono::steady_clock::time_point since) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - since).count();
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// A folder that is gone with its object.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "proofmark-bench-XXXXXX").string();
    if (::mkdtemp(pattern.data()) != nullptr) path_ = pattern;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Records like a register's: what was recorded, and one thing that happened.
class RecordMaker {
 public:
  RecordMaker(base::Clock& clock, std::uint64_t seed) : rng_(seed), ids_(clock, rng_) {}

  void Make(std::int64_t n, std::vector<store::Draft>& out) {
    static constexpr const char* kMakes[] = {"TAURUS", "ROSSI", "GLOCK", "IMBEL", "CBC"};
    static constexpr const char* kTypes[] = {"PISTOLA", "REVÓLVER", "FUZIL", "ESPINGARDA"};
    store::Draft recorded = Basic(n, "recorded");
    std::string serial =
        std::string(1, static_cast<char>('A' + rng_.Below(26))) + std::to_string(rng_.Below(1'000'000));
    model::Record record;
    record.item.type = kTypes[rng_.Below(4)];
    record.item.make = kMakes[rng_.Below(5)];
    record.item.calibre = ".38";
    record.marks.push_back({.kind = "serial", .text = serial});
    record.origin = model::RegisterRow{
        "bench", "BE" + std::to_string(1'000'000 + n), {}, std::string(32, 'a'), std::string(64, 'b'), n};
    record.row = {{"id", record.origin->source_id}, {"serial_raw", serial}, {"make", *record.item.make}};
    recorded.event.body = model::ToJson(record, kOwner);
    store::Draft seized = Basic(n, "seized");
    seized.event.subject = recorded.event.subject;
    seized.event.happened.from = *base::PartialDate::Parse("2019-07-12");
    seized.event.happened.to = seized.event.happened.from;
    seized.event.body = model::ToJson(model::LifeEvent{.record_event = recorded.event.id}, kOwner);
    seized.caused_by = out.size();
    out.push_back(std::move(recorded));
    out.push_back(std::move(seized));
  }

  store::Draft Access(std::int64_t n) {
    store::Draft access = Basic(n, "accessed");
    access.event.body = model::ToJson(model::Access{"import", {}, static_cast<std::int64_t>(kBatchEvents)});
    return access;
  }

 private:
  store::Draft Basic(std::int64_t n, const char* kind) {
    store::Draft draft;
    draft.event.id = ids_.Make();
    draft.event.owner = kOwner;
    draft.event.actor = "console:0";
    draft.event.kind = kind;
    draft.event.subject = model::ThingId{kOwner, "item", ids_.Make()}.ToText();
    draft.event.handling = {{"owner_only"}, {}, "none", "import_of_records", "national_law", {}, {}};
    char command[40];
    std::snprintf(command, sizeof command, "import:bench:%09lld", static_cast<long long>(n));
    draft.event.command = command;
    draft.event.rules = "import-1";
    draft.event.nonce = rng_.Bytes<16>();
    return draft;
  }

  base::SeededRng rng_;
  base::UlidMaker ids_;
};

struct Round {
  double bare_seconds = 0;
  double append_seconds = 0;
  double verify_seconds = 0;
  double rebuild_seconds = 0;
  std::int64_t events = 0;
  std::int64_t bytes = 0;
};

Result<void> Append(store::Store& store, base::Clock& clock, std::int64_t records, std::uint64_t seed, Round& round) {
  RecordMaker maker(clock, seed);
  for (std::int64_t n = 0; n < records;) {
    store::Batch batch;
    batch.owner = kOwner;
    for (; n < records && batch.drafts.size() < kBatchEvents; ++n) maker.Make(n, batch.drafts);
    batch.accesses.push_back(maker.Access(n));
    round.events += static_cast<std::int64_t>(batch.drafts.size());
    // Timed: canonical bytes, digests, tree, rows, access entry, commit. Not timed: inventing the records.
    auto start = std::chrono::steady_clock::now();
    PM_TRY(store.Append(std::move(batch)));
    round.append_seconds += Seconds(start);
  }
  return {};
}

// The events of the database just written, into one table of a new database.
void Bare(const std::string& from_path, const std::string& path, Round& round) {
  SQLite::Database from(from_path, SQLite::OPEN_READONLY);
  SQLite::Database to(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  to.exec("PRAGMA journal_mode=WAL");
  to.exec("PRAGMA synchronous=FULL");
  to.exec("PRAGMA cache_size=-65536");
  to.exec(
      "CREATE TABLE event (owner INTEGER NOT NULL, seq INTEGER NOT NULL, body BLOB NOT NULL, "
      "PRIMARY KEY (owner, seq))");
  SQLite::Statement read(from, "SELECT seq, body FROM event WHERE owner = 1 AND stream = 0 ORDER BY seq");
  SQLite::Statement insert(to, "INSERT INTO event (owner, seq, body) VALUES (?, ?, ?)");
  std::vector<std::pair<std::int64_t, std::string>> rows;
  auto flush = [&] {
    auto start = std::chrono::steady_clock::now();
    to.exec("BEGIN IMMEDIATE");
    for (const auto& [seq, body] : rows) {
      insert.bind(1, 1);
      insert.bind(2, seq);
      insert.bindNoCopy(3, body.data(), static_cast<int>(body.size()));
      insert.exec();
      insert.reset();
    }
    to.exec("COMMIT");
    round.bare_seconds += Seconds(start);
    rows.clear();
  };
  while (read.executeStep()) {
    rows.emplace_back(read.getColumn(0).getInt64(), read.getColumn(1).getString());
    round.bytes += static_cast<std::int64_t>(rows.back().second.size());
    if (rows.size() == kBatchEvents) flush();
  }
  if (!rows.empty()) flush();
}

Result<Round> RunRound(const vocab::Vocabulary& words, std::int64_t records, int number) {
  ScratchFolder folder;
  if (folder.path().empty()) return Error{Code::kUnavailable, "no folder for the benchmark can be made", ""};
  base::SystemClock clock;
  base::SystemRng rng;
  Round round;
  std::string path = folder.path() + "/ledger.db";
  auto apply = [&](const model::Event& event) { return registry::Apply(words, event); };
  PM_ASSIGN(auto store, store::Store::Open({"sqlite:" + path, "", apply, words.version()}, clock, rng));
  PM_TRY(store->AddAuthority(kOwner, "benchmark"));
  PM_TRY(Append(*store, clock, records, static_cast<std::uint64_t>(number), round));
  try {
    Bare(path, folder.path() + "/bare.db", round);
  } catch (const SQLite::Exception& exception) {
    return Error{Code::kUnavailable, std::string("bare inserts: ") + exception.what(), ""};
  }
  auto start = std::chrono::steady_clock::now();
  PM_ASSIGN(store::VerifyReport report, store::Audit(*store).Verify({}, nullptr));
  round.verify_seconds = Seconds(start);
  if (!report.ok()) return Error{Code::kCorrupt, "the benchmark's own log does not verify", ""};
  start = std::chrono::steady_clock::now();
  PM_ASSIGN(store::RebuildReport rebuilt, store::Audit(*store).Rebuild(kOwner));
  round.rebuild_seconds = Seconds(start);
  if (rebuilt.changed) return Error{Code::kCorrupt, "rebuilt rows are not the live ones", ""};
  return round;
}

}  // namespace

Result<Json> BenchLedger(std::int64_t records, const std::string& data_folder) {
  PM_ASSIGN(vocab::Vocabulary words, vocab::Vocabulary::Load(data_folder));
  std::vector<double> bare, append, verify, rebuild, ratio;
  Round last;
  for (int i = 0; i < kRounds; ++i) {
    PM_ASSIGN(last, RunRound(words, records, i));
    auto events = static_cast<double>(last.events);
    bare.push_back(events / last.bare_seconds);
    append.push_back(events / last.append_seconds);
    verify.push_back(events / last.verify_seconds);
    rebuild.push_back(events / last.rebuild_seconds);
    ratio.push_back(last.bare_seconds / last.append_seconds);
  }
  struct rusage usage {};
  ::getrusage(RUSAGE_SELF, &usage);
  return Json{{"events", last.events},
              {"bytes_per_event", last.bytes / std::max<std::int64_t>(last.events, 1)},
              {"batch", kBatchEvents},
              {"rounds", kRounds},
              {"bare_per_second", Median(bare)},
              {"append_per_second", Median(append)},
              {"append_to_bare", Median(ratio)},
              {"verify_per_second", Median(verify)},
              {"rebuild_per_second", Median(rebuild)},
              {"peak_memory_mib", usage.ru_maxrss / 1024}};
}

void PrintBenchLedger(const Json& result) {
  auto number = [&](const char* key) { return result[key].get<double>(); };
  std::printf("%.0f events of %.0f bytes, batches of %.0f, medians of %.0f rounds\n", number("events"),
              number("bytes_per_event"), number("batch"), number("rounds"));
  std::printf("bare inserts  %10.0f events/s\n", number("bare_per_second"));
  std::printf("append        %10.0f events/s   ratio %.3f (with digests, rows, access entries)\n",
              number("append_per_second"), number("append_to_bare"));
  std::printf("verify        %10.0f events/s\n", number("verify_per_second"));
  std::printf("rebuild       %10.0f events/s\n", number("rebuild_per_second"));
  std::printf("peak memory   %10.0f MiB\n", number("peak_memory_mib"));
}

}  // namespace proofmark::app
