// SPDX-License-Identifier: Apache-2.0
#include "app/bench_ledger.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <optional>
#include <vector>

#include "app/bench_bare.h"
#include "app/bench_commands.h"
#include "app/bench_records.h"
#include "app/measured.h"
#include "app/scratch_folder.h"
#include "registry/apply.h"
#include "store/audit.h"
#include "store/engine.h"
#include "vocab/vocabulary.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

constexpr int kRounds = 3;
constexpr const char* kSchema = "proofmark_bench";  // on a server: made for each round, and gone after it
constexpr double kMillion = 1e6;

// Where a round works: files in the folder, or tables in a schema of its own.
class Place {
 public:
  static Result<std::unique_ptr<Place>> Make(const std::string& url) {
    std::unique_ptr<Place> place(new Place(url));
    if (place->folder_.path().empty()) return Error{Code::kUnavailable, "no folder for the benchmark can be made", ""};
    // One may have been left by a run that was killed.
    std::string name = kSchema;
    if (!url.empty()) PM_TRY(place->Server("DROP SCHEMA IF EXISTS " + name + " CASCADE; CREATE SCHEMA " + name));
    return place;
  }
  ~Place() {
    if (url_.empty() || Server(std::string("DROP SCHEMA ") + kSchema + " CASCADE").ok()) return;
    std::fprintf(stderr, "bench: the schema %s could not be removed\n", kSchema);
  }

  std::string ledger() const { return url_.empty() ? "sqlite:" + folder_.path() + "/ledger.db" : InSchema(); }
  std::string bare() const { return url_.empty() ? "sqlite:" + folder_.path() + "/bare.db" : InSchema(); }
  std::string keys() const { return folder_.path() + "/keys"; }

 private:
  explicit Place(std::string url) : url_(std::move(url)) {}
  std::string InSchema() const {
    return url_ + (url_.find('?') == std::string::npos ? "?" : "&") + "options=-csearch_path%3D" + kSchema;
  }
  Result<void> Server(const std::string& sql) {
    PM_ASSIGN(auto engine, store::OpenEngine(url_, store::WhereMissing::kMake));
    return engine->Script(sql);
  }

  std::string url_;
  ScratchFolder folder_;
};

// A database that serves somebody is not measured on.
Result<void> RefuseWhereUsed(const std::string& url) {
  PM_ASSIGN(auto engine, store::OpenEngine(url, store::WhereMissing::kMake));
  PM_ASSIGN(bool empty, engine->IsEmpty());
  if (empty) return {};
  return Error{Code::kConflict, "this database holds a ledger; name an empty one for the benchmark", "db"};
}

struct Round {
  double bare_seconds = 0;
  double append_seconds = 0;
  double verify_seconds = 0;
  double rebuild_seconds = 0;
  std::int64_t events = 0;
  std::int64_t bytes = 0;
  std::vector<Json> commands;
};

Result<void> Append(store::Store& store, base::Clock& clock, std::int64_t records, std::uint64_t seed, Round& round) {
  RecordMaker maker(clock, seed);
  for (std::int64_t n = 0; n < records;) {
    store::Batch batch;
    batch.owner = kBenchOwner;
    for (; n < records && batch.drafts.size() < kBenchBatchEvents; ++n) maker.Make(n, batch.drafts);
    batch.accesses.push_back(maker.Access(n));
    round.events += static_cast<std::int64_t>(batch.drafts.size());
    // Timed: canonical bytes, digests, tree, rows, access entry, commit. Not timed: inventing the records.
    auto start = std::chrono::steady_clock::now();
    PM_TRY(store.Append(std::move(batch)));
    round.append_seconds += SecondsSince(start);
  }
  return {};
}

// The events of the database just written, into the bare table.
Result<void> Bare(const std::string& from_url, BareTable& bare, Round& round) {
  PM_ASSIGN(auto from, store::OpenEngine(from_url, store::WhereMissing::kRefuse));
  std::vector<std::string> bodies;
  auto flush = [&]() -> Result<void> {
    auto start = std::chrono::steady_clock::now();
    PM_TRY(bare.InsertBatch(bodies));
    round.bare_seconds += SecondsSince(start);
    bodies.clear();
    return {};
  };
  PM_TRY(from->Stream("SELECT body FROM event WHERE owner = 1 AND stream = 0 ORDER BY seq", {},
                      [&](const store::Row& row) -> Result<void> {
                        bodies.emplace_back(row.Blob(0));
                        round.bytes += static_cast<std::int64_t>(bodies.back().size());
                        return bodies.size() == kBenchBatchEvents ? flush() : Result<void>{};
                      }));
  return bodies.empty() ? Result<void>{} : flush();
}

Result<Round> RunRound(const vocab::Vocabulary& words, std::int64_t records, const std::string& url, int number) {
  PM_ASSIGN(auto place, Place::Make(url));
  base::SystemClock clock;
  base::SystemRng rng;
  Round round;
  auto apply = [&](const model::Event& event) { return registry::Apply(words, event); };
  PM_ASSIGN(auto store, store::Store::Open({place->ledger(), place->keys(), apply, words.version()}, clock, rng));
  PM_TRY(store->AddAuthority(kBenchOwner, "benchmark"));
  PM_TRY(Append(*store, clock, records, static_cast<std::uint64_t>(number), round));
  PM_ASSIGN(auto bare, BareTable::Make(place->bare(), kBenchWritersMax));
  PM_TRY(Bare(place->ledger(), *bare, round));
  auto start = std::chrono::steady_clock::now();
  PM_ASSIGN(store::VerifyReport report, store::Audit(*store).Verify({}, nullptr));
  round.verify_seconds = SecondsSince(start);
  if (!report.ok()) return Error{Code::kCorrupt, "the benchmark's own log does not verify", ""};
  start = std::chrono::steady_clock::now();
  PM_ASSIGN(store::RebuildReport rebuilt, store::Audit(*store).Rebuild(kBenchOwner));
  round.rebuild_seconds = SecondsSince(start);
  if (rebuilt.changed) return Error{Code::kCorrupt, "rebuilt rows are not the live ones", ""};
  PM_ASSIGN(round.commands, BenchCommands(*store, *bare, clock, static_cast<std::uint64_t>(number) + kRounds));
  return round;
}

}  // namespace

Result<Json> BenchLedger(std::int64_t records, const std::string& data_folder, const std::string& db) {
  std::string url = store::IsPostgresUrl(db) ? db : "";
  if (!url.empty()) PM_TRY(RefuseWhereUsed(url));
  PM_ASSIGN(vocab::Vocabulary words, vocab::Vocabulary::Load(data_folder));
  std::vector<double> bare, append, verify, rebuild, ratio;
  std::vector<std::vector<Json>> commands;
  Round last;
  for (int i = 0; i < kRounds; ++i) {
    PM_ASSIGN(last, RunRound(words, records, url, i));
    auto events = static_cast<double>(last.events);
    bare.push_back(events / last.bare_seconds);
    append.push_back(events / last.append_seconds);
    verify.push_back(events / last.verify_seconds);
    rebuild.push_back(events / last.rebuild_seconds);
    ratio.push_back(last.bare_seconds / last.append_seconds);
    commands.push_back(std::move(last.commands));
  }
  return Json{{"engine", url.empty() ? "sqlite" : "postgresql"},
              {"events", last.events},
              {"bytes_per_event", last.bytes / std::max<std::int64_t>(last.events, 1)},
              {"batch", kBenchBatchEvents},
              {"rounds", kRounds},
              {"bare_per_second", MedianOf(bare)},
              {"append_per_second", MedianOf(append)},
              {"append_to_bare", MedianOf(ratio)},
              {"verify_per_second", MedianOf(verify)},
              {"verify_seconds_per_million", kMillion / MedianOf(verify)},
              {"rebuild_per_second", MedianOf(rebuild)},
              {"rebuild_seconds_per_million", kMillion / MedianOf(rebuild)},
              {"commands", MedianCommands(commands)},
              {"peak_memory_mib", PeakMemoryMib()}};
}

void PrintBenchLedger(const Json& result) {
  auto number = [&](const char* key) { return result[key].get<double>(); };
  std::printf("%s: %.0f events of %.0f bytes, batches of %.0f, medians of %.0f rounds\n",
              result["engine"].get<std::string>().c_str(), number("events"), number("bytes_per_event"), number("batch"),
              number("rounds"));
  std::printf("bare inserts  %10.0f events/s\n", number("bare_per_second"));
  std::printf("append        %10.0f events/s   ratio %.3f (with digests, rows, access entries)\n",
              number("append_per_second"), number("append_to_bare"));
  std::printf("verify        %10.0f events/s   %.0f s for a million\n", number("verify_per_second"),
              number("verify_seconds_per_million"));
  std::printf("rebuild       %10.0f events/s   %.0f s for a million\n", number("rebuild_per_second"),
              number("rebuild_seconds_per_million"));
  PrintCommands(result["commands"]);
  std::printf("peak memory   %10.0f MiB\n", number("peak_memory_mib"));
}

}  // namespace proofmark::app
