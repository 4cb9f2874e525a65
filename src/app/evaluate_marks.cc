// SPDX-License-Identifier: Apache-2.0
#include "app/evaluate_marks.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <map>
#include <set>

#include "app/trace_question.h"
#include "match/marks/mark_search.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

constexpr std::size_t kTop = 10;
constexpr std::size_t kBins = 10;

// From these probabilities on: what an alert threshold would have put before a person.
constexpr std::array kThresholds = {0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99};

struct Tally {
  std::int64_t cases = 0;
  std::int64_t first = 0;
  std::int64_t top = 0;
  std::int64_t alerts = 0;        // put before a person
  std::int64_t wrong_alerts = 0;  // and not the weapon
  double reciprocal_ranks = 0;
  std::vector<double> micros;                                 // of each search
  std::array<std::int64_t, kThresholds.size()> from{};        // first answers of at least that probability
  std::array<std::int64_t, kThresholds.size()> wrong_from{};  // and not the weapon
};

// Probabilities given, and how often they were right: of the first answer of each case. Cases count so that weapons
// that are present have the share that was stated beforehand, however many there are of each.
class Calibration {
 public:
  void Add(double probability, bool was_right, bool absent) { given_.push_back({probability, was_right, absent}); }

  struct Bin {
    double stated = 0;
    double right = 0;
    double weight = 0;
    std::int64_t cases = 0;
  };
  std::array<Bin, kBins> Bins(double prior_present) const {
    const auto absent = static_cast<double>(std::ranges::count_if(given_, &Given::absent));
    const double present = static_cast<double>(given_.size()) - absent;
    std::array<Bin, kBins> bins;
    for (const Given& one : given_) {
      Bin& bin = bins[std::min(kBins - 1, static_cast<std::size_t>(one.probability * kBins))];
      const bool mixed = absent > 0 && present > 0;
      const double weight = !mixed ? 1 : one.absent ? (1 - prior_present) / absent : prior_present / present;
      bin.stated += weight * one.probability;
      bin.right += one.was_right ? weight : 0;
      bin.weight += weight;
      ++bin.cases;
    }
    return bins;
  }
  // The mean distance between what was said and what was right, weighted by how often it was said.
  static double Error(const std::array<Bin, kBins>& bins) {
    double total = 0;
    double all = 0;
    for (const Bin& bin : bins) {
      total += std::abs(bin.stated - bin.right);
      all += bin.weight;
    }
    return all == 0 ? 0 : total / all;
  }

 private:
  struct Given {
    double probability = 0;
    bool was_right = false;
    bool absent = false;
  };
  std::vector<Given> given_;
};

// How surprised one has to be at the truth after the answer, in bits: the measure that weights are fitted by.
struct Surprise {
  double bits = 0;
  std::int64_t cases = 0;

  void Add(double probability_of_truth) {
    bits -= std::log2(std::clamp(probability_of_truth, 1e-4, 1.0));
    ++cases;
  }
  double Mean() const { return cases == 0 ? 0 : bits / static_cast<double>(cases); }
};

struct Case {
  std::string name;
  std::set<std::string> expected;
  std::set<std::string> excluded;
};

Result<Case> ReadCase(const Json& json) {
  if (!json.is_object() || !json.contains("query") || !json.contains("class") || !json["class"].is_string()) {
    return Error{Code::kInvalid, "not a case: an object with query and class", "case"};
  }
  Case out;
  out.name = json["class"];
  auto take = [&](const char* key, std::set<std::string>& into) {
    if (!json.contains(key)) return;
    const Json& value = json.at(key);
    if (value.is_string()) into.insert(value.get<std::string>());
    if (!value.is_array()) return;
    for (const Json& one : value) {
      if (one.is_string()) into.insert(one.get<std::string>());
    }
  };
  take("expected_ids", out.expected);
  take("exclude_id", out.excluded);
  take("exclude_ids", out.excluded);
  return out;
}

std::set<std::string> IdsOf(const match::Candidate& candidate) {
  std::set<std::string> ids = {candidate.best.source_id};
  for (const auto* list : {&candidate.records, &candidate.proposed_same}) {
    for (const match::CandidateRecord& one : *list) ids.insert(one.source_id);
  }
  return ids;
}

// From 0; or -1 where none of the first kTop is expected. What was excluded is passed over.
int RankOf(const match::MarkAnswer& answer, const Case& one) {
  int rank = 0;
  for (const match::Candidate& candidate : answer.candidates) {
    std::set<std::string> ids = IdsOf(candidate);
    for (const std::string& id : one.excluded) ids.erase(id);
    if (ids.empty()) continue;
    if (std::any_of(ids.begin(), ids.end(), [&](const std::string& id) { return one.expected.contains(id); })) {
      return rank;
    }
    if (++rank == static_cast<int>(kTop)) break;
  }
  return -1;
}

double ProbabilityOfTruth(const match::MarkAnswer& answer, const Case& one) {
  if (one.expected.empty()) return answer.none_probability;
  double total = 0;
  for (const match::Candidate& candidate : answer.candidates) {
    const std::set<std::string> ids = IdsOf(candidate);
    const bool right = std::any_of(ids.begin(), ids.end(), [&](const auto& id) { return one.expected.contains(id); });
    if (right) total += candidate.probability;
  }
  return total;
}

// The value that a share of all is no greater than.
double Percentile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

Json TallyJson(const Tally& tally) {
  auto share = [&](std::int64_t n) {
    return tally.cases == 0 ? 0.0 : std::round(1000.0 * static_cast<double>(n) / static_cast<double>(tally.cases)) / 10;
  };
  return {
      {"cases", tally.cases},
      {"rank1", share(tally.first)},
      {"top10", share(tally.top)},
      {"alerts", share(tally.alerts)},
      {"wrong_alerts", share(tally.wrong_alerts)},
      {"mean_reciprocal_rank",
       tally.cases == 0 ? 0.0 : std::round(1000 * tally.reciprocal_ranks / static_cast<double>(tally.cases)) / 1000},
      {"micros",
       {{"p50", Percentile(tally.micros, 0.5)},
        {"p90", Percentile(tally.micros, 0.9)},
        {"p99", Percentile(tally.micros, 0.99)}}}};
}

// What would be put before a person, and how much of it wrongly, at other thresholds.
Json ThresholdsJson(const Tally& present, const Tally& absent) {
  auto share = [](std::int64_t n, const Tally& of) {
    return of.cases == 0 ? 0.0 : static_cast<double>(n) / static_cast<double>(of.cases);
  };
  Json out = Json::array();
  for (std::size_t i = 0; i < kThresholds.size(); ++i) {
    out.push_back({{"from", kThresholds[i]},
                   {"present", share(present.from[i], present)},
                   {"present_wrong", share(present.wrong_from[i], present)},
                   {"absent", share(absent.from[i], absent)}});
  }
  return out;
}

Json MissJson(const Json& json, const match::MarkAnswer& answer, int rank) {
  Json miss = {{"case", json.value("case", Json(nullptr))},
               {"class", json["class"]},
               {"query", json["query"]},
               {"truth", json.value("truth", Json(nullptr))},
               {"ops", json.value("ops", Json(nullptr))},
               {"rank", rank}};
  if (!answer.candidates.empty()) {
    const match::Candidate& first = answer.candidates[0];
    miss["answered"] = first.best.source_id;
    miss["probability"] = first.probability;
    if (!first.evidence.empty()) miss["number"] = first.evidence[0].record;
    if (!first.evidence.empty()) miss["why"] = first.evidence[0].why;
  }
  return miss;
}

}  // namespace

Result<Json> EvaluateMarks(Proofmark& proofmark, const std::vector<Json>& cases, const Evaluation& evaluation) {
  PM_ASSIGN(Proofmark::Searching searching, proofmark.SearchAsNode());
  std::map<std::string, Tally> by_class;
  Tally present;
  Tally absent;
  Calibration calibration;
  Surprise at_present;
  Surprise at_absent;
  Json misses = Json::array();
  const auto started = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const Json& json = cases[i];
    auto one = ReadCase(json);
    if (!one.ok()) return base::Within("case " + std::to_string(i + 1), one.error());
    auto question = ReadTraceQuestion(proofmark.words(), searching.searcher->reader(), json["query"]);
    if (!question.ok()) return base::Within("case " + std::to_string(i + 1), question.error());
    question->query.limit = kTop + one->excluded.size();
    question->query.prior_present = evaluation.prior_present;
    for (const std::string& excluded : one->excluded) {
      for (const std::string& record : searching.RecordsOf(excluded)) question->query.leave_out.push_back(record);
    }
    const auto asked = std::chrono::steady_clock::now();
    PM_ASSIGN(match::MarkAnswer answer, match::Search(searching.searcher->index(), searching.view, proofmark.words(),
                                                      searching.searcher->tables(), question->query));
    const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - asked;
    const bool is_absent = one->expected.empty();
    const int rank = RankOf(answer, *one);
    (is_absent ? at_absent : at_present).Add(ProbabilityOfTruth(answer, *one));
    const bool alert = !answer.candidates.empty() && answer.candidates[0].alert;
    if (!answer.candidates.empty()) calibration.Add(answer.candidates[0].probability, rank == 0, is_absent);
    for (Tally* tally : {&by_class[one->name], is_absent ? &absent : &present}) {
      ++tally->cases;
      tally->first += rank == 0 ? 1 : 0;
      tally->top += rank >= 0 ? 1 : 0;
      tally->alerts += alert ? 1 : 0;
      tally->wrong_alerts += alert && rank != 0 ? 1 : 0;
      tally->reciprocal_ranks += rank >= 0 ? 1.0 / (rank + 1) : 0;
      tally->micros.push_back(took.count());
      for (std::size_t at = 0; at < kThresholds.size() && !answer.candidates.empty(); ++at) {
        if (answer.candidates[0].probability < kThresholds[at]) continue;
        ++tally->from[at];
        tally->wrong_from[at] += rank != 0 ? 1 : 0;
      }
    }
    if (rank != 0 && (!is_absent || alert) && misses.size() < evaluation.misses_shown) {
      misses.push_back(MissJson(json, answer, rank));
    }
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  Json classes = Json::object();
  for (const auto& [name, tally] : by_class) classes[name] = TallyJson(tally);
  const auto bins = calibration.Bins(evaluation.prior_present);
  Json told = Json::array();
  for (const Calibration::Bin& bin : bins) {
    if (bin.cases == 0) continue;
    told.push_back({{"stated", bin.stated / bin.weight}, {"right", bin.right / bin.weight}, {"cases", bin.cases}});
  }
  return Json{{"cases", cases.size()},
              {"records", searching.searcher->index().size()},
              {"present", TallyJson(present)},
              {"absent", TallyJson(absent)},
              {"classes", std::move(classes)},
              {"calibration_error", Calibration::Error(bins)},
              {"thresholds", ThresholdsJson(present, absent)},
              {"surprise", {{"present", at_present.Mean()}, {"absent", at_absent.Mean()}}},
              {"calibration", std::move(told)},
              {"misses", std::move(misses)},
              {"seconds", seconds}};
}

}  // namespace proofmark::app
