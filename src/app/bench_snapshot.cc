// SPDX-License-Identifier: Apache-2.0
#include "app/bench_snapshot.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "app/measured.h"
#include "base/random.h"
#include "match/marks/mark_search.h"
#include "match/marks/mark_snapshot.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Json;
using base::Result;
using std::chrono::steady_clock;

namespace {

constexpr int kQuestions = 1000;

// Of this program, from the system's own account: "VmRSS", "RssAnon".
std::int64_t ResidentMib(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(name + ":")) return std::stoll(line.substr(name.size() + 1)) / 1024;
  }
  return -1;
}

// In the other program: opens the snapshot and asks for numbers of its own records.
Result<Json> Open(const std::string& path, const vocab::Vocabulary& words, const match::MatchTables& tables,
                  const store::View& view) {
  const std::int64_t before = ResidentMib("VmRSS");
  const auto began = steady_clock::now();
  PM_ASSIGN(const match::MarkSnapshot snapshot, match::MarkSnapshot::Open(path));
  PM_ASSIGN(const match::MarkIndex index, snapshot.Index());
  const double opened_ms = MillisSince(began);
  const std::int64_t opened = ResidentMib("VmRSS");
  base::SeededRng rng(2370);
  std::vector<double> times;
  std::int64_t first = 0;
  for (int i = 0; i < kQuestions && index.size() > 0; ++i) {
    const match::MarkIndex::Row row = index.At(rng.Below(index.size()));
    match::MarkQuery query = match::QueryOf(row);
    query.leave_out.clear();
    const auto asked = steady_clock::now();
    PM_ASSIGN(const match::MarkAnswer answer, match::Search(index, view, words, tables, query));
    times.push_back(MillisSince(asked));
    if (!answer.candidates.empty() && answer.candidates[0].best.record == row.record.id) ++first;
  }
  std::sort(times.begin(), times.end());
  return Json{{"open_ms", opened_ms},
              {"questions", times.size()},
              {"first", first},
              {"p50_ms", PercentileOf(times, 0.5)},
              {"p99_ms", PercentileOf(times, 0.99)},
              {"resident_before_mib", before},
              {"resident_opened_mib", opened},
              {"resident_mib", ResidentMib("VmRSS")},
              {"resident_own_mib", ResidentMib("RssAnon")}};
}

bool Send(int to, const std::string& text) {
  return ::write(to, text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

// A line, or nothing where the other end is closed.
std::string Receive(int from) {
  std::string out;
  char byte;
  while (::read(from, &byte, 1) == 1) {
    if (byte == '\n') return out;
    out += byte;
  }
  return "";
}

}  // namespace

Result<std::unique_ptr<SnapshotBench>> SnapshotBench::Begin(const vocab::Vocabulary& words,
                                                            const match::MatchTables& tables, const store::View& view) {
  std::unique_ptr<SnapshotBench> out(new SnapshotBench());
  int to[2];
  int from[2];
  if (out->scratch_.path().empty() || ::pipe(to) != 0 || ::pipe(from) != 0) {
    return Error{Code::kUnavailable, "no folder or pipe can be made for the snapshot", ""};
  }
  out->other_ = ::fork();
  if (out->other_ == 0) {
    ::close(to[1]);
    ::close(from[0]);
    const std::string path = Receive(to[0]);
    if (path.empty()) ::_exit(1);
    const auto told = Open(path, words, tables, view);
    const Json answer = told.ok() ? *told : Json{{"error", told.error().message}};
    ::_exit(Send(from[1], base::JsonLine(answer) + "\n") ? 0 : 1);
  }
  ::close(to[0]);
  ::close(from[1]);
  out->to_other_ = to[1];
  out->from_other_ = from[0];
  if (out->other_ < 0) return Error{Code::kUnavailable, "no second program can be started", ""};
  return out;
}

SnapshotBench::~SnapshotBench() {
  if (to_other_ >= 0) ::close(to_other_);
  if (from_other_ >= 0) ::close(from_other_);
  if (other_ > 0) ::waitpid(other_, nullptr, 0);
}

Result<Json> SnapshotBench::Run(match::MarkIndex& index) {
  const std::string path = scratch_.path() + "/index.marks";
  auto began = steady_clock::now();
  const match::MarkIndex frozen = index.Frozen();
  const double frozen_ms = MillisSince(began);
  began = steady_clock::now();
  PM_TRY(match::SaveMarkSnapshot(frozen, "{}", path));
  const double write_seconds = MillisSince(began) / 1000;
  if (!Send(to_other_, path + "\n")) return Error{Code::kUnavailable, "the second program has ended", ""};
  PM_ASSIGN(Json out, base::ParseJson(Receive(from_other_)));
  if (out.contains("error")) return Error{Code::kCorrupt, out["error"].get<std::string>(), ""};
  const auto bytes = static_cast<std::int64_t>(std::filesystem::file_size(path));
  out["bytes"] = bytes;
  out["bytes_a_record"] = static_cast<double>(bytes) / static_cast<double>(std::max<std::size_t>(index.size(), 1));
  out["frozen_ms"] = frozen_ms;
  out["write_seconds"] = write_seconds;
  return out;
}

void PrintSnapshotBench(const Json& told) {
  auto of = [&](const char* key) { return told[key].get<double>(); };
  std::printf(
      "snapshot: %.1f bytes a record, written in %.2f s (searches go on; changes wait %.1f ms); opened in %.0f ms\n",
      of("bytes_a_record"), of("write_seconds"), of("frozen_ms"), of("open_ms"));
  std::printf(
      "          %.0f MiB resident when opened, %.0f behind %.0f questions, %.0f of its own; p50 %.2f ms, p99 %.2f\n",
      of("resident_opened_mib"), of("resident_mib"), of("questions"), of("resident_own_mib"), of("p50_ms"),
      of("p99_ms"));
}

}  // namespace proofmark::app
