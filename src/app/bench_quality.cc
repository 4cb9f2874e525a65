// SPDX-License-Identifier: Apache-2.0
#include "app/bench_quality.h"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <unordered_map>
#include <utility>

#include "app/bench_flat_register.h"
#include "app/bench_snapshot.h"
#include "app/evaluation_report.h"
#include "app/policy.h"
#include "match/marks/mark_search.h"

namespace proofmark::app {

using base::Json;
using base::Result;
using base::SeededRng;

namespace {

constexpr std::uint64_t kSeed = 2370;
constexpr double kPriorPresent = 0.5;
constexpr const char* kOwner = "XX-BENCH";
constexpr std::string_view kClasses[] = {"misread", "unread", "absent"};

double Seconds(std::chrono::steady_clock::time_point since) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - since).count();
}

std::string IdOf(std::int64_t row) { return std::string(kOwner) + ".item." + std::to_string(row); }

// What a record or a question says of a weapon beside its number. Empty: nothing.
struct Fields {
  std::string type;
  std::string make;
  std::string calibre;

  // Whether a record that says `other` speaks as much for this question as the right one, which says `truth`.
  bool SpeakAlikeFor(const Fields& other, const Fields& truth) const {
    const auto alike = [](const std::string& asked, const std::string& one, const std::string& right) {
      return asked.empty() || (one == asked) == (right == asked);
    };
    return alike(type, other.type, truth.type) && alike(make, other.make, truth.make) &&
           alike(calibre, other.calibre, truth.calibre);
  }
};

struct Question {
  std::string_view name;
  std::string pattern;
  Fields said;
  std::int64_t row = -1;  // of the weapon; -1: it is on no record
  std::string number;     // the weapon's
  Fields truth;
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
    SeededRng drawing(kSeed + 1);
    std::multimap<std::int64_t, std::string_view> asked_about;
    for (const std::string_view name : kClasses) {
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
      const Fields fields = FieldsOf(one);
      index_.Add(RecordOf(row, one.number, fields));
      CountWhoFits(by_number, unread, one.number, fields);
    }
    index_.Settle();
    build_seconds_ = Seconds(started);
  }

  match::MarkIndex& index() { return index_; }

  Result<Json> Run(const match::MatchTables& tables, const store::View& view) {
    EvaluationReport report(kPriorPresent);
    const auto started = std::chrono::steady_clock::now();
    for (const Question& one : questions_) {
      if (one.is_on_record) continue;
      match::MarkQuery query = QueryOf(one);
      const auto asked = std::chrono::steady_clock::now();
      PM_ASSIGN(match::MarkAnswer answer, match::Search(index_, view, words_, tables, query));
      const double micros = Seconds(asked) * 1e6;
      report.Add(OutcomeOf(one, answer, micros));
    }
    Json out = report.ToJson();
    struct rusage usage {};
    ::getrusage(RUSAGE_SELF, &usage);
    out["records"] = index_.size();
    out["prior"] = kPriorPresent;
    out["seconds"] = Seconds(started);
    out["source"] = shapes_.source();
    out["build_seconds"] = build_seconds_;
    out["peak_memory_mib"] = usage.ru_maxrss / 1024;
    return out;
  }

 private:
  using ByNumber = std::unordered_map<std::string, std::vector<Question*>>;

  Fields FieldsOf(const FlatInvented& one) const {
    return {one.type, shapes_.Make(one.fields.make), shapes_.Calibre(one.fields.calibre)};
  }

  Question Ask(std::string_view name, const FlatInvented& about, std::int64_t row, SeededRng& rng) const {
    const bool absent = name == "absent";
    const FlatInvented weapon = absent ? shapes_.Next(rng) : about;
    const FlatQuestion asked = shapes_.Ask(absent ? "misread" : std::string(name), weapon, rng);
    const Fields said = {weapon.type, shapes_.Make(asked.fields.make), shapes_.Calibre(asked.fields.calibre)};
    return {name, asked.pattern, said, absent ? -1 : row, weapon.number, FieldsOf(weapon)};
  }

  static void CountWhoFits(ByNumber& by_number, const std::vector<Question*>& unread, const std::string& number,
                           const Fields& fields) {
    if (const auto found = by_number.find(number); found != by_number.end()) {
      for (Question* one : found->second) {
        if (one->row < 0) one->is_on_record = true;
        if (one->said.SpeakAlikeFor(fields, one->truth)) ++one->fit_equally;
      }
    }
    for (Question* one : unread) {
      if (Fits(one->pattern, number) && one->said.SpeakAlikeFor(fields, one->truth)) ++one->fit_equally;
    }
  }

  match::DescribedField Described(const std::string& text, vocab::Resolved resolved) const {
    return {.text = text,
            .code = std::string(resolved.state == vocab::Resolution::kResolved ? resolved.code : "!unresolved")};
  }
  match::DescribedField Type(const std::string& text) const {
    return text.empty() ? match::DescribedField() : Described(text, words_.Type(text));
  }
  match::DescribedField Make(const std::string& text) const {
    return text.empty() ? match::DescribedField() : Described(text, words_.Make(text));
  }
  match::DescribedField Calibre(const std::string& text) const {
    return text.empty() ? match::DescribedField() : Described(text, words_.Calibre(text));
  }

  match::IndexedRecord RecordOf(std::int64_t row, const std::string& number, const Fields& fields) {
    match::IndexedRecord record{.id = IdOf(row), .owner_code = kOwner, .owner = 1};
    record.marks = {{.text = number, .pattern = number}};
    const auto [known, is_new] = described_.try_emplace(fields.type + '\n' + fields.make + '\n' + fields.calibre);
    if (is_new) known->second = {Type(fields.type), Make(fields.make), Calibre(fields.calibre)};
    std::tie(record.type, record.make, record.calibre) = known->second;
    return record;
  }

  match::MarkQuery QueryOf(const Question& one) const {
    match::MarkQuery query;
    query.marks = {{.text = one.pattern, .pattern = one.pattern}};
    query.type = Type(one.said.type);
    query.make = Make(one.said.make);
    query.calibre = Calibre(one.said.calibre);
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
  std::unordered_map<std::string, std::tuple<match::DescribedField, match::DescribedField, match::DescribedField>>
      described_;
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
