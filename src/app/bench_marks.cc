// SPDX-License-Identifier: Apache-2.0
#include "app/bench_marks.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <vector>

#include "app/bench_snapshot.h"
#include "app/mark_searcher.h"
#include "app/measured.h"
#include "app/policy.h"
#include "base/random.h"
#include "match/marks/mark_search.h"

namespace proofmark::app {

using base::Json;
using base::Result;

namespace {

constexpr std::size_t kQuestionsOfAClass = 50;
constexpr int kEditsMax = 2;
constexpr const char* kOwner = "XX-BENCH";

// A weapon of an invented register, in the words of a clerk.
struct Invented {
  std::string serial;
  match::DescribedField make;
  match::DescribedField type;
  match::DescribedField calibre;
};

class Inventor {
 public:
  explicit Inventor(std::uint64_t seed) : rng_(seed) {}

  Invented Next() {
    struct Kind {
      const char* make;
      const char* make_code;
      const char* type;
      const char* calibre;
      int letters;
      int digits;
    };
    static constexpr Kind kKinds[] = {
        {"TAURUS", "taurus", "revolver", ".38", 2, 6}, {"TAURUS", "taurus", "pistol", "9x19", 3, 5},
        {"ROSSI", "rossi", "revolver", ".38", 1, 6},   {"ROSSI", "rossi", "revolver", ".22", 0, 6},
        {"GLOCK", "glock", "pistol", "9x19", 4, 3},    {"CBC", "cbc", "shotgun", "12", 0, 7},
        {"COLT", "colt", "revolver", ".38", 0, 6},
    };
    const Kind& kind = kKinds[rng_.Below(std::size(kKinds))];
    Invented out;
    for (int i = 0; i < kind.letters; ++i) out.serial += static_cast<char>('A' + rng_.Below(26));
    for (int i = 0; i < kind.digits; ++i) out.serial += static_cast<char>('0' + rng_.Below(10));
    out.make = {kind.make, kind.make_code};
    out.type = {kind.type, kind.type};
    out.calibre = {kind.calibre, kind.calibre};
    return out;
  }
  std::size_t Below(std::size_t bound) { return static_cast<std::size_t>(rng_.Below(bound)); }

 private:
  base::SeededRng rng_;
};

// One character taken for another that looks like it; of those that are there, the first.
std::string Misread(std::string serial) {
  static constexpr std::array<std::array<char, 2>, 6> kTaken = {
      {{'0', 'O'}, {'1', 'I'}, {'8', 'B'}, {'5', 'S'}, {'3', '8'}, {'6', 'G'}}};
  for (const auto& [marked, read] : kTaken) {
    if (std::size_t at = serial.find(marked); at != std::string::npos) {
      serial[at] = read;
      return serial;
    }
  }
  serial.back() = serial.back() == '4' ? '9' : '4';
  return serial;
}

// Whether two numbers are at most kEditsMax edits apart: row by row, given up as soon as none can be.
bool IsNear(const std::string& one, const std::string& other) {
  const std::size_t longer = std::max(one.size(), other.size());
  if (longer - std::min(one.size(), other.size()) > kEditsMax || longer > match::kPatternSymbolsMax) return false;
  std::array<int, match::kPatternSymbolsMax + 1> row;
  for (std::size_t j = 0; j <= other.size(); ++j) row[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= one.size(); ++i) {
    int diagonal = row[0];
    int least = row[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= other.size(); ++j) {
      const int changed = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
      least = std::min(least, row[j]);
    }
    if (least > kEditsMax) return false;
  }
  return row[other.size()] <= kEditsMax;
}

struct Question {
  match::MarkQuery query;
  std::string pattern;
  std::string record;  // the right answer; empty where the weapon is absent
};

// What of a class of questions is told.
struct Times {
  std::vector<double> search_ms;
  std::vector<double> scan_ms;
  std::int64_t first = 0;  // the weapon came first
  std::int64_t near = 0;   // numbers that the scan found

  Json ToJson() {
    std::sort(search_ms.begin(), search_ms.end());
    std::sort(scan_ms.begin(), scan_ms.end());
    const double search = PercentileOf(search_ms, 0.5);
    const double scan = PercentileOf(scan_ms, 0.5);
    return {{"questions", search_ms.size()},
            {"first", first},
            {"p50_ms", search},
            {"p90_ms", PercentileOf(search_ms, 0.9)},
            {"p99_ms", PercentileOf(search_ms, 0.99)},
            {"scan_p50_ms", scan},
            {"scan_p90_ms", PercentileOf(scan_ms, 0.9)},
            {"scan_p99_ms", PercentileOf(scan_ms, 0.99)},
            {"scan_near", near},
            {"to_scan", search / scan}};
  }
};

// The register, what is looked for in it, and what is known beforehand.
struct Register {
  vocab::Vocabulary words;
  match::MarkReader reader;
  match::MatchTables tables;
  match::MarkIndex index;
  std::vector<Invented> weapons;
  std::vector<std::string> numbers;  // of all records, for the scan
  double build_seconds = 0;
};

Result<Register> Open(const std::string& data_folder) {
  PM_ASSIGN(vocab::Vocabulary words, vocab::Vocabulary::Load(data_folder));
  PM_ASSIGN(match::MarkReader reader, match::MarkReader::Make(words));
  PM_ASSIGN(match::MatchTables tables, match::MatchTables::Make(words));
  return Register{std::move(words), std::move(reader), std::move(tables), {}, {}, {}};
}

void Fill(Register& out, std::int64_t records, Inventor& inventor) {
  for (std::int64_t i = 0; i < records; ++i) out.weapons.push_back(inventor.Next());
  // Timed: numbers read as they stand in a register, and taken in. Not timed: inventing them, and the database.
  const auto started = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < out.weapons.size(); ++i) {
    const Invented& one = out.weapons[i];
    match::IndexedRecord record{.id = "XX-BENCH.item." + std::to_string(i), .owner_code = kOwner, .owner = 1};
    record.marks = NumbersOf(out.reader, {"serial", one.serial}, one.type.code);
    record.make = one.make;
    record.type = one.type;
    record.calibre = one.calibre;
    out.index.Add(record);
  }
  out.build_seconds = MillisSince(started) / 1000;
  std::vector<match::Pattern> numbers;
  for (std::size_t row = 0; row < out.index.size(); ++row) {
    out.index.Patterns(row, numbers);
    for (const match::Pattern& number : numbers) out.numbers.push_back(number.ToText());
  }
}

Question Ask(const std::string& name, const Register& from, Inventor& inventor) {
  Question out;
  const std::size_t at = inventor.Below(from.weapons.size());
  const Invented weapon = name == "absent" ? inventor.Next() : from.weapons[at];
  if (name != "absent") out.record = from.index.Id(at);
  out.pattern = name == "misread" ? Misread(weapon.serial) : weapon.serial;
  if (name == "unread") out.pattern[inventor.Below(out.pattern.size())] = '?';
  out.query.marks = {{.text = out.pattern, .pattern = out.pattern}};
  out.query.make = weapon.make;
  out.query.type = weapon.type;
  out.query.calibre = weapon.calibre;
  return out;
}

Result<Times> RunClass(const std::string& name, const Register& from, const store::View& view, Inventor& inventor) {
  Times times;
  for (std::size_t i = 0; i < kQuestionsOfAClass; ++i) {
    const Question question = Ask(name, from, inventor);
    auto started = std::chrono::steady_clock::now();
    PM_ASSIGN(match::MarkAnswer answer, match::Search(from.index, view, from.words, from.tables, question.query));
    times.search_ms.push_back(MillisSince(started));
    if (!answer.candidates.empty() && answer.candidates[0].best.record == question.record) ++times.first;
    started = std::chrono::steady_clock::now();
    times.near += std::count_if(from.numbers.begin(), from.numbers.end(),
                                [&](const std::string& number) { return IsNear(question.pattern, number); });
    times.scan_ms.push_back(MillisSince(started));
  }
  return times;
}

}  // namespace

Result<Json> BenchMarks(std::int64_t records, const std::string& data_folder) {
  Inventor inventor(2370);
  PM_ASSIGN(Register from, Open(data_folder));
  const store::View view = AccessPolicy().ViewOfEverything({{1, kOwner, 0, {}}});
  PM_ASSIGN(auto snapshot, SnapshotBench::Begin(from.words, from.tables, view));
  Fill(from, records, inventor);
  Json classes = Json::object();
  for (const char* name : {"exact", "misread", "unread", "absent"}) {
    PM_ASSIGN(Times times, RunClass(name, from, view, inventor));
    classes[name] = times.ToJson();
  }
  PM_ASSIGN(Json kept, snapshot->Run(from.index));
  return Json{{"records", from.index.size()},
              {"numbers", from.numbers.size()},
              {"build_seconds", from.build_seconds},
              {"build_per_second", static_cast<double>(from.index.size()) / from.build_seconds},
              {"classes", std::move(classes)},
              {"snapshot", std::move(kept)},
              {"peak_memory_mib", PeakMemoryMib()}};
}

void PrintBenchMarks(const Json& result) {
  std::printf("%lld records, %lld numbers; index built in %.2f s, %.0f records/s; peak memory %lld MiB\n",
              result["records"].get<long long>(), result["numbers"].get<long long>(),
              result["build_seconds"].get<double>(), result["build_per_second"].get<double>(),
              result["peak_memory_mib"].get<long long>());
  std::printf("%-8s %9s %7s %8s %8s %8s   %8s %8s %8s %7s %7s\n", "", "questions", "first", "p50 ms", "p90 ms",
              "p99 ms", "scan p50", "scan p90", "scan p99", "near", "ratio");
  for (const auto& [name, one] : result["classes"].items()) {
    auto number = [&one = one](const char* key) { return one[key].get<double>(); };
    std::printf("%-8s %9.0f %7.0f %8.2f %8.2f %8.2f   %8.2f %8.2f %8.2f %7.0f %7.2f\n", name.c_str(),
                number("questions"), number("first"), number("p50_ms"), number("p90_ms"), number("p99_ms"),
                number("scan_p50_ms"), number("scan_p90_ms"), number("scan_p99_ms"), number("scan_near"),
                number("to_scan"));
  }
  PrintSnapshotBench(result["snapshot"]);
}

}  // namespace proofmark::app
