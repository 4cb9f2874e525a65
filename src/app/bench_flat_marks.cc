// SPDX-License-Identifier: Apache-2.0
#include "app/bench_flat_marks.h"

#include <sys/stat.h>
#include <time.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <utility>
#include <vector>

#include "app/bench_flat_register.h"
#include "app/measured.h"
#include "app/scratch_folder.h"
#include "match/flat/flat_builder.h"
#include "match/flat/flat_live.h"
#include "match/flat/flat_snapshot.h"
#include "match/flat/flat_target.h"
#include "match/flat/scan_baseline.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Json;
using base::Result;
using match::FlatHit;
using match::FlatIndex;
using match::FlatQuery;

namespace {

constexpr std::uint64_t kSeed = 2370;
constexpr std::size_t kHits = 10;
constexpr std::int64_t kExactTimes = 250;
constexpr std::size_t kAtOnce = 256;  // questions that are made before they are timed

double Micros(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}
double Wall() { return Micros(CLOCK_MONOTONIC); }
double Processor() { return Micros(CLOCK_THREAD_CPUTIME_ID); }

// Values of one class, to be told as percentiles.
class Times {
 public:
  void Add(double micros) { values_.push_back(micros); }
  Json ToJson() {
    std::sort(values_.begin(), values_.end());
    return {{"p50", PercentileOf(values_, 0.5)},
            {"p90", PercentileOf(values_, 0.9)},
            {"p99", PercentileOf(values_, 0.99)},
            {"max", PercentileOf(values_, 1)}};
  }

 private:
  std::vector<double> values_;
};

// "Rss" and "AnonHugePages" of the process, in MiB.
Json MemoryOfProcess() {
  Json out = Json::object();
  std::ifstream smaps("/proc/self/smaps_rollup");
  for (std::string word; smaps >> word;) {
    long long kib = 0;
    if (word == "Rss:" && smaps >> kib) out["rss_mib"] = kib / 1024;
    if (word == "AnonHugePages:" && smaps >> kib) out["huge_pages_mib"] = kib / 1024;
  }
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    long long kib = 0;
    if (word == "VmHWM:" && status >> kib) out["peak_rss_mib"] = kib / 1024;
  }
  return out;
}

struct Built {
  FlatIndex index;
  double seconds = 0;  // to take the records in and to build
};

Result<Built> Build(const FlatRegister& shapes, std::int64_t records) {
  base::SeededRng rng(kSeed);
  match::FlatBuilder builder;
  builder.Reserve(static_cast<std::size_t>(records));
  std::vector<FlatInvented> batch;
  double micros = 0;
  for (std::int64_t row = 0; row < records;) {
    batch.clear();
    while (batch.size() < 65536 && row + static_cast<std::int64_t>(batch.size()) < records) {
      batch.push_back(shapes.Next(rng));
    }
    const double started = Wall();
    for (const FlatInvented& one : batch)
      PM_TRY(builder.Add(one.number, one.fields, static_cast<std::uint32_t>(row++)));
    micros += Wall() - started;
  }
  const double started = Wall();
  FlatIndex index = std::move(builder).Build();
  micros += Wall() - started;
  return Built{std::move(index), micros / 1e6};
}

struct Asked {
  FlatQuery query;
  std::uint32_t row = 0;  // of the record that is looked for
  bool present = true;
};

class Class {
 public:
  Class(std::string name, const FlatIndex& index, const FlatRegister& shapes, const FlatBenchOrder& order)
      : name_(std::move(name)), index_(index), shapes_(shapes), order_(order), rng_(kSeed + name_.size() * 31) {}

  Result<Json> Run() {
    const std::int64_t questions = name_ == "exact" ? order_.questions * kExactTimes : order_.questions;
    std::vector<Asked> batch;
    for (std::int64_t done = 0; done < questions; done += static_cast<std::int64_t>(batch.size())) {
      batch.clear();
      while (batch.size() < kAtOnce && done + static_cast<std::int64_t>(batch.size()) < questions) {
        PM_ASSIGN(Asked one, Next());
        batch.push_back(std::move(one));
      }
      const double started = Processor();
      for (const Asked& one : batch) Time(one);
      batch_processor_ += Processor() - started;
      for (const Asked& one : batch) {
        if (compared_ < order_.compared) PM_TRY(Compare(one));
      }
    }
    return ToJson(questions);
  }

 private:
  Result<Asked> Next() {
    // Half of the exact questions are about what is not there, as all absent ones are.
    const bool absent = name_ == "absent" || (name_ == "exact" && rng_.Below(2) == 0);
    while (true) {
      const auto place = static_cast<std::uint32_t>(rng_.Below(index_.records()));
      FlatInvented about{index_.Number(place), index_.Fields(place)};
      if (absent) about.number = shapes_.Ask("absent", about, rng_).pattern;
      FlatQuestion question = shapes_.Ask(name_ == "absent" ? "misread" : name_, about, rng_);
      if (absent) question.pattern = about.number;  // read right
      PM_ASSIGN(const match::Pattern pattern, match::Pattern::Parse(question.pattern));
      PM_ASSIGN(FlatQuery query, FlatQuery::Of(pattern, question.ask, question.fields, kHits));
      if (absent) {
        PM_ASSIGN(const FlatQuery exact, FlatQuery::Of(pattern, match::FlatAsk::kExact, {}, 1));
        if (!index_.Search(exact).empty()) continue;
      }
      return Asked{std::move(query), index_.parts().told[place].row(), !absent};
    }
  }

  void Time(const Asked& one) {
    match::FlatWork work;
    const double processor = name_ == "exact" ? 0 : Processor();
    const double wall = Wall();
    const std::vector<FlatHit> hits = index_.Search(one.query, &work);
    wall_.Add(Wall() - wall);
    if (name_ != "exact") processor_.Add(Processor() - processor);
    ++(one.query.ask == match::FlatAsk::kNear ? tiers_[static_cast<std::size_t>(work.tier)]
                                              : plans_[static_cast<std::size_t>(work.plan)]);
    tested_ += static_cast<double>(work.tested);
    passed_ += static_cast<double>(work.passed);
    prefixes_ += static_cast<double>(work.prefixes);
    priced_ += static_cast<double>(work.priced);
    if (!one.present) return;
    ++present_;
    if (!hits.empty() && hits[0].row == one.row) ++first_;
    if (std::any_of(hits.begin(), hits.end(), [&](const FlatHit& hit) { return hit.row == one.row; })) ++among_;
  }

  Result<void> Compare(const Asked& one) {
    const double started = Wall();
    match::BestHits best(kHits);
    match::ScanEveryKey(index_.parts(), one.query, best);
    scan_.Add(Wall() - started);
    ++compared_;
    if (std::move(best).Take() == index_.Search(one.query)) return {};
    return Error{Code::kInternal, name_ + ": an answer is not that of the scan", ""};
  }

  Json ToJson(std::int64_t questions) {
    const double count = static_cast<double>(questions);
    Json out = {{"questions", questions},
                {"wall_us", wall_.ToJson()},
                {"compared_equal", compared_},
                {"scan_us", scan_.ToJson()},
                {"processor_mean_us", batch_processor_ / count},
                {"tested_mean", tested_ / count},
                {"passed_mean", passed_ / count},
                {"ranges_mean", prefixes_ / count},
                {"priced_mean", priced_ / count}};
    if (name_ != "exact") out["processor_us"] = processor_.ToJson();
    if (present_ > 0) {
      out["right_first"] = static_cast<double>(first_) / static_cast<double>(present_);
      out["right_among_10"] = static_cast<double>(among_) / static_cast<double>(present_);
    }
    const double scan = out["scan_us"]["p50"].get<double>();
    out["to_scan_p50"] = scan > 0 ? out["wall_us"]["p50"].get<double>() / scan : 0;
    for (std::size_t i = 0; i < std::size(tiers_); ++i) out["tiers"].push_back(tiers_[i]);
    static constexpr const char* kPlans[] = {"none", "exact", "walk", "early", "heads", "ends", "postings", "scan"};
    for (std::size_t i = 0; i < std::size(kPlans); ++i) {
      if (plans_[i] > 0) out["plans"][kPlans[i]] = plans_[i];
    }
    return out;
  }

  std::string name_;
  const FlatIndex& index_;
  const FlatRegister& shapes_;
  const FlatBenchOrder& order_;
  base::SeededRng rng_;
  Times wall_;
  Times processor_;
  Times scan_;
  double batch_processor_ = 0;
  double tested_ = 0;
  double passed_ = 0;
  double prefixes_ = 0;
  double priced_ = 0;
  std::int64_t compared_ = 0;
  std::int64_t present_ = 0;
  std::int64_t first_ = 0;
  std::int64_t among_ = 0;
  std::array<std::int64_t, 3> tiers_{};
  std::array<std::int64_t, 8> plans_{};
};

// The register and some questions as CSV: tools/bench_marks_pg asks a database the same.
Result<void> Write(const FlatIndex& index, const FlatRegister& shapes, const FlatBenchOrder& order) {
  std::ofstream records(order.write_folder + "/records.csv");
  records << "row,number,make,calibre\n";
  for (std::uint32_t place = 0; place < index.records(); ++place) {
    const match::FlatFields fields = index.Fields(place);
    records << index.parts().told[place].row() << ',' << index.Number(place) << ',' << fields.make << ','
            << static_cast<int>(fields.calibre) << '\n';
  }
  std::ofstream questions(order.write_folder + "/questions.csv");
  questions << "class,pattern,make,calibre,row\n";
  base::SeededRng rng(kSeed);
  for (std::int64_t i = 0; i < 2 * order.questions; ++i) {
    const auto place = static_cast<std::uint32_t>(rng.Below(index.records()));
    const std::string name = i % 2 == 0 ? "misread" : "unread";
    const FlatQuestion one = shapes.Ask(name, {index.Number(place), index.Fields(place)}, rng);
    questions << name << ',' << one.pattern << ',' << one.fields.make << ',' << static_cast<int>(one.fields.calibre)
              << ',' << index.parts().told[place].row() << '\n';
  }
  records.flush();
  questions.flush();
  if (records.good() && questions.good()) return {};
  return Error{Code::kUnavailable, order.write_folder + ": cannot be written to", "write"};
}

Result<Json> MeasureSnapshot(const FlatIndex& index) {
  const ScratchFolder folder;
  if (folder.path().empty()) return Error{Code::kUnavailable, "no folder can be made below the temporary one", ""};
  const std::string path = folder.path() + "/marks.flat";
  double started = Wall();
  PM_TRY(match::SaveSnapshot(index, path));
  const double save = Wall() - started;
  started = Wall();
  PM_ASSIGN(const FlatIndex mapped, match::OpenSnapshot(path, match::SnapshotPlace::kMapped));
  const double map = Wall() - started;
  started = Wall();
  PM_TRY(match::VerifySnapshot(mapped));
  const double verify = Wall() - started;
  started = Wall();
  PM_ASSIGN(const FlatIndex copied, match::OpenSnapshot(path, match::SnapshotPlace::kMemory));
  const double read = Wall() - started;
  return Json{{"bytes", copied.bytes()},
              {"save_seconds", save / 1e6},
              {"open_mapped_seconds", map / 1e6},
              {"open_in_memory_seconds", read / 1e6},
              {"verify_seconds", verify / 1e6}};
}

}  // namespace

Result<Json> BenchFlatMarks(const FlatBenchOrder& order) {
  auto shapes = order.shapes_files.empty() ? FlatRegister::OfTables(order.data_folder)
                                           : FlatRegister::OfFiles(order.shapes_files);
  if (!shapes.ok()) return shapes.error();
  PM_ASSIGN(const Built built, Build(*shapes, order.records));
  if (!order.write_folder.empty()) PM_TRY(Write(built.index, *shapes, order));
  const double records = static_cast<double>(order.records);
  Json out = {{"records", order.records},
              {"numbers", built.index.parts().numbers},
              {"shapes", shapes->source()},
              {"pairs", built.index.parts().pairs.size()},
              {"build_seconds", built.seconds},
              {"build_us_a_record", built.seconds * 1e6 / records},
              {"bytes_a_record", static_cast<double>(built.index.bytes()) / records},
              {"wide", match::RunsWide()}};
  for (const char* name : {"exact", "misread", "two_edits", "absent", "unread", "unread_4", "unread_6"}) {
    PM_ASSIGN(Json one, Class(name, built.index, *shapes, order).Run());
    out["classes"][name] = std::move(one);
  }
  out["memory"] = MemoryOfProcess();
  PM_ASSIGN(out["snapshot"], MeasureSnapshot(built.index));
  return out;
}

void PrintBenchFlatMarks(const Json& result) {
  const auto number = [](const Json& at, const char* key) { return at[key].get<double>(); };
  std::printf(
      "%lld records of the forms of %s, %lld different keys; built in %.2f s, %.3f us a record; %.2f bytes a "
      "record\n",
      result["records"].get<long long>(), result["shapes"].get<std::string>().c_str(),
      result["numbers"].get<long long>(), number(result, "build_seconds"), number(result, "build_us_a_record"),
      number(result, "bytes_a_record"));
  const Json& snapshot = result["snapshot"];
  std::printf("snapshot %.0f MiB: saved in %.2f s, opened in %.3f s mapped and %.3f s in memory, verified in %.2f s; ",
              number(snapshot, "bytes") / (1 << 20), number(snapshot, "save_seconds"),
              number(snapshot, "open_mapped_seconds"), number(snapshot, "open_in_memory_seconds"),
              number(snapshot, "verify_seconds"));
  std::printf("memory %lld MiB, %lld of them on large pages, peak %lld\n\n", result["memory"].value("rss_mib", 0LL),
              result["memory"].value("huge_pages_mib", 0LL), result["memory"].value("peak_rss_mib", 0LL));
  std::printf("%-10s %8s | %8s %8s %8s %8s | %8s %8s %8s | %9s %7s | %6s %6s | %s\n", "us", "asked", "p50", "p90",
              "p99", "max", "cpu p50", "cpu p99", "cpu max", "scan p50", "ratio", "first", "in 10", "how");
  for (const auto& [name, one] : result["classes"].items()) {
    const Json& wall = one["wall_us"];
    const Json& cpu = one.contains("processor_us") ? one["processor_us"] : one["wall_us"];
    std::printf("%-10s %8lld | %8.2f %8.1f %8.1f %8.0f | %8.2f %8.1f %8.0f | %9.0f %7.5f | %6.3f %6.3f | %s\n",
                name.c_str(), one["questions"].get<long long>(), number(wall, "p50"), number(wall, "p90"),
                number(wall, "p99"), number(wall, "max"), number(cpu, "p50"), number(cpu, "p99"), number(cpu, "max"),
                number(one["scan_us"], "p50"), number(one, "to_scan_p50"), one.value("right_first", 0.0),
                one.value("right_among_10", 0.0), (one.contains("plans") ? one["plans"] : one["tiers"]).dump().c_str());
  }
}

}  // namespace proofmark::app
