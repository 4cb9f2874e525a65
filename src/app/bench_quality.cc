// SPDX-License-Identifier: Apache-2.0
#include "app/bench_quality.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "app/bench_flat_register.h"
#include "app/bench_snapshot.h"
#include "app/evaluation_report.h"
#include "app/measured.h"
#include "app/policy.h"
#include "match/marks/mark_search.h"
#include "registry/resolve.h"

namespace proofmark::app {

using base::Json;
using base::Result;
using base::SeededRng;

namespace {

constexpr std::uint64_t kSeed = 2370;
constexpr double kPriorPresent = 0.5;
constexpr const char* kOwner = "XX-BENCH";
constexpr std::string_view kDamaged[] = {"misread", "unread", "absent"};
constexpr std::string_view kClear[] = {"clear", "clear_absent"};  // read right

std::string IdOf(std::int64_t row) { return std::string(kOwner) + ".item." + std::to_string(row); }

// Whether a record that says `other` speaks as much for this question as the right one, which says `truth`.
bool SpeakAlike(const model::Description& said, const model::Description& other, const model::Description& truth) {
  const auto alike = [&](auto field) {
    return !(said.*field) || (said.*field == other.*field) == (said.*field == truth.*field);
  };
  return alike(&model::Description::type) && alike(&model::Description::make) && alike(&model::Description::calibre);
}

struct Question {
  std::string_view name;
  std::string pattern;
  model::Description said;
  std::int64_t row = -1;  // of the weapon; -1: it is on no record
  std::string number;     // the weapon's
  model::Description truth;
  std::size_t fit_equally = 0;
  bool is_on_record = false;  // of an absent one: its number is after all
};

bool Fits(const std::string& pattern, const std::string& number) {
  return std::ranges::equal(pattern, number, [](char read, char marked) { return read == '?' || read == marked; });
}

class QualityBench {
 public:
  QualityBench(const FlatRegister& shapes, const vocab::Vocabulary& words, const QualityBenchOrder& order)
      : shapes_(shapes), words_(words), order_(order) {}

  void Draw() {
    Draw(kDamaged, kSeed + 1);
    Draw(kClear, kSeed + 2);
  }

  void Build() {
    ByNumber by_number;
    std::vector<Question*> unread;
    for (Question& one : questions_) {
      if (one.name == "unread") {
        unread.push_back(&one);
      } else {
        by_number[one.number].push_back(&one);
      }
    }
    SeededRng rng(kSeed);
    const auto started = std::chrono::steady_clock::now();
    for (std::int64_t row = 0; row < order_.records; ++row) {
      const FlatInvented one = shapes_.Next(rng);
      const model::Description item = shapes_.Describe(one.type, one.fields);
      index_.Add(RecordOf(row, one.number, item));
      CountWhoFits(by_number, unread, one.number, item);
    }
    index_.Settle();
    build_seconds_ = SecondsSince(started);
  }

  match::MarkIndex& index() { return index_; }

  Result<Json> Run(const match::MatchTables& tables, const store::View& view) {
    EvaluationReport damaged(kPriorPresent);
    EvaluationReport all(kPriorPresent);
    double seconds = 0;  // of the damaged ones
    for (const Question& one : questions_) {
      if (one.is_on_record) continue;
      match::MarkQuery query = QueryOf(one);
      const auto asked = std::chrono::steady_clock::now();
      PM_ASSIGN(match::MarkAnswer answer, match::Search(index_, view, words_, tables, query));
      const double micros = SecondsSince(asked) * 1e6;
      const CaseOutcome outcome = OutcomeOf(one, answer, micros);
      all.Add(outcome);
      if (std::ranges::find(kDamaged, one.name) == std::end(kDamaged)) continue;
      damaged.Add(outcome);
      seconds += micros / 1e6;
    }
    Json out = damaged.ToJson();
    out["with_clear"] = all.ToJson();
    out["records"] = index_.size();
    out["prior"] = kPriorPresent;
    out["seconds"] = seconds;
    out["source"] = shapes_.source();
    out["build_seconds"] = build_seconds_;
    out["peak_memory_mib"] = PeakMemoryMib();
    return out;
  }

 private:
  using ByNumber = std::unordered_map<std::string, std::vector<Question*>>;

  void Draw(std::span<const std::string_view> classes, std::uint64_t seed) {
    SeededRng drawing(seed);
    std::multimap<std::int64_t, std::string_view> asked_about;
    for (const std::string_view name : classes) {
      for (std::int64_t i = 0; i < order_.questions; ++i) {
        asked_about.emplace(static_cast<std::int64_t>(drawing.Below(static_cast<std::uint64_t>(order_.records))), name);
      }
    }
    SeededRng rng(kSeed);
    auto next = asked_about.begin();
    for (std::int64_t row = 0; next != asked_about.end(); ++row) {
      const FlatInvented one = shapes_.Next(rng);
      for (; next != asked_about.end() && next->first == row; ++next) {
        questions_.push_back(Ask(next->second, one, row, drawing));
      }
    }
  }

  Question Ask(std::string_view name, const FlatInvented& about, std::int64_t row, SeededRng& rng) const {
    const bool absent = name == "absent" || name == "clear_absent";
    const bool clear = name == "clear" || name == "clear_absent";
    const FlatInvented weapon = absent ? shapes_.Next(rng) : about;
    const FlatQuestion asked = shapes_.Ask(clear ? "exact" : absent ? "misread" : std::string(name), weapon, rng);
    return {.name = name,
            .pattern = asked.pattern,
            .said = shapes_.Describe(weapon.type, asked.fields),
            .row = absent ? -1 : row,
            .number = weapon.number,
            .truth = shapes_.Describe(weapon.type, weapon.fields)};
  }

  static void CountWhoFits(ByNumber& by_number, const std::vector<Question*>& unread, const std::string& number,
                           const model::Description& item) {
    if (const auto found = by_number.find(number); found != by_number.end()) {
      for (Question* one : found->second) {
        if (one->row < 0) one->is_on_record = true;
        if (SpeakAlike(one->said, item, one->truth)) ++one->fit_equally;
      }
    }
    for (Question* one : unread) {
      if (Fits(one->pattern, number) && SpeakAlike(one->said, item, one->truth)) ++one->fit_equally;
    }
  }

  struct Described {
    match::DescribedField type;
    match::DescribedField make;
    match::DescribedField calibre;
  };
  Described Resolved(const model::Description& item) const {
    const registry::ResolvedItem codes = registry::Resolve(words_, item);
    const auto field = [](const auto& text, const auto& code) {
      return match::DescribedField{text.value_or(""), code.value_or("")};
    };
    return {field(item.type, codes.type), field(item.make, codes.make), field(item.calibre, codes.calibre)};
  }

  match::IndexedRecord RecordOf(std::int64_t row, const std::string& number, const model::Description& item) {
    match::IndexedRecord record{.id = IdOf(row), .owner_code = kOwner, .owner = 1};
    record.marks = {{.text = number, .pattern = number}};
    const std::string all = item.type.value_or("") + '\n' + item.make.value_or("") + '\n' + item.calibre.value_or("");
    const auto [known, is_new] = described_.try_emplace(all);
    if (is_new) known->second = Resolved(item);
    record.type = known->second.type;
    record.make = known->second.make;
    record.calibre = known->second.calibre;
    return record;
  }

  match::MarkQuery QueryOf(const Question& one) const {
    match::MarkQuery query;
    query.marks = {{.text = one.pattern, .pattern = one.pattern}};
    Described said = Resolved(one.said);
    query.type = std::move(said.type);
    query.make = std::move(said.make);
    query.calibre = std::move(said.calibre);
    query.limit = kEvaluatedTop;
    query.prior_present = kPriorPresent;
    return query;
  }

  // Weapons that bear one number and description are proposed as one: who is named there was found, and not first.
  static CaseOutcome OutcomeOf(const Question& one, const match::MarkAnswer& answer, double micros) {
    CaseOutcome out;
    out.name = one.name;
    out.absent = one.row < 0;
    out.of_none = answer.none_probability;
    out.of_truth = out.absent ? answer.none_probability : 0;
    out.micros = micros;
    if (!out.absent) out.fit_equally = one.fit_equally;
    const std::string record = out.absent ? "" : IdOf(one.row);
    const auto is_it = [&](const match::CandidateRecord& told) { return told.record == record; };
    for (int rank = 0; const match::Candidate& candidate : answer.candidates) {
      if (is_it(candidate.best)) {
        out.rank = rank;
        out.of_truth = candidate.probability;
        break;
      }
      if (out.rank < 0 && std::ranges::any_of(candidate.proposed_same, is_it)) out.rank = std::max(rank, 1);
      ++rank;
    }
    if (!answer.candidates.empty()) {
      out.first = answer.candidates[0].probability;
      out.alert = answer.candidates[0].alert;
    }
    return out;
  }

  const FlatRegister& shapes_;
  const vocab::Vocabulary& words_;
  const QualityBenchOrder& order_;
  std::vector<Question> questions_;
  match::MarkIndex index_;
  std::unordered_map<std::string, Described> described_;
  double build_seconds_ = 0;
};

}  // namespace

Result<Json> BenchQuality(const QualityBenchOrder& order) {
  PM_ASSIGN(const vocab::Vocabulary words, vocab::Vocabulary::Load(order.data_folder));
  PM_ASSIGN(const match::MatchTables tables, match::MatchTables::Make(words));
  PM_ASSIGN(const FlatRegister shapes, order.shapes_files.empty() ? FlatRegister::OfTables(order.data_folder)
                                                                  : FlatRegister::OfFiles(order.shapes_files));
  const store::View view = AccessPolicy().ViewOfEverything({{1, kOwner, 0, {}}});
  PM_ASSIGN(const auto snapshot, SnapshotBench::Begin(words, tables, view));
  QualityBench bench(shapes, words, order);
  bench.Draw();
  bench.Build();
  PM_ASSIGN(Json out, bench.Run(tables, view));
  PM_ASSIGN(out["snapshot"], snapshot->Run(bench.index()));
  return out;
}

}  // namespace proofmark::app
