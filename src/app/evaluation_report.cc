// SPDX-License-Identifier: Apache-2.0
#include "app/evaluation_report.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "app/measured.h"

namespace proofmark::app {

using base::Json;

namespace {

constexpr std::size_t kBins = 10;

double Of(double part, std::int64_t cases) { return cases == 0 ? 0 : part / static_cast<double>(cases); }

double Rounded(double value, double parts) { return std::round(value * parts) / parts; }

double InPercent(double part, std::int64_t cases) { return Rounded(100 * Of(part, cases), 10); }

}  // namespace

Json Calibration::ToJson(double prior_present) const {
  struct Bin {
    double stated = 0;
    double right = 0;
    double weight = 0;
    std::int64_t cases = 0;
  };
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
  double distance = 0;
  double all = 0;
  Json told = Json::array();
  for (const Bin& bin : bins) {
    if (bin.cases == 0) continue;
    distance += std::abs(bin.stated - bin.right);
    all += bin.weight;
    told.push_back({{"stated", bin.stated / bin.weight}, {"right", bin.right / bin.weight}, {"cases", bin.cases}});
  }
  return {{"error", all == 0 ? 0 : distance / all}, {"bins", std::move(told)}};
}

void EvaluationReport::Count(const CaseOutcome& outcome, Tally& tally) {
  ++tally.cases;
  tally.first += outcome.rank == 0 ? 1 : 0;
  tally.top += outcome.rank >= 0 ? 1 : 0;
  tally.alerts += outcome.alert ? 1 : 0;
  tally.wrong_alerts += outcome.alert && outcome.rank != 0 ? 1 : 0;
  tally.reciprocal_ranks += outcome.rank >= 0 ? 1.0 / (outcome.rank + 1) : 0;
  tally.surprise_bits -= std::log2(std::clamp(outcome.of_truth, 1e-4, 1.0));
  tally.micros.push_back(outcome.micros);
  tally.open += outcome.fit_equally ? 1 : 0;
  const auto equal = static_cast<double>(std::max<std::size_t>(outcome.fit_equally.value_or(1), 1));
  tally.ceiling_first += 1 / equal;
  tally.ceiling_top += std::min(1.0, static_cast<double>(kEvaluatedTop) / equal);
  if (!outcome.first) return;
  tally.calibration.Add(*outcome.first, outcome.rank == 0, outcome.absent);
  for (std::size_t at = 0; at < kThresholds.size(); ++at) {
    if (*outcome.first < kThresholds[at]) continue;
    ++tally.from[at];
    tally.wrong_from[at] += outcome.rank != 0 ? 1 : 0;
  }
}

void EvaluationReport::Add(const CaseOutcome& outcome) {
  Count(outcome, by_class_[outcome.name]);
  Count(outcome, outcome.absent ? absent_ : present_);
  if (outcome.first) calibration_.Add(*outcome.first, outcome.rank == 0, outcome.absent);
  none_.Add(outcome.of_none, outcome.absent, outcome.absent);
}

Json EvaluationReport::TallyJson(const Tally& tally) const {
  Json ceiling = nullptr;
  if (tally.open > 0) {
    ceiling = {{"rank1", InPercent(tally.ceiling_first, tally.cases)},
               {"top10", InPercent(tally.ceiling_top, tally.cases)}};
  }
  std::vector<double> micros = tally.micros;
  std::ranges::sort(micros);
  return {
      {"cases", tally.cases},
      {"rank1", InPercent(static_cast<double>(tally.first), tally.cases)},
      {"top10", InPercent(static_cast<double>(tally.top), tally.cases)},
      {"ceiling", std::move(ceiling)},
      {"alerts", InPercent(static_cast<double>(tally.alerts), tally.cases)},
      {"wrong_alerts", InPercent(static_cast<double>(tally.wrong_alerts), tally.cases)},
      {"mean_reciprocal_rank", Rounded(Of(tally.reciprocal_ranks, tally.cases), 1000)},
      {"calibration_error", tally.calibration.ToJson(prior_present_)["error"]},
      {"micros",
       {{"p50", PercentileOf(micros, 0.5)}, {"p90", PercentileOf(micros, 0.9)}, {"p99", PercentileOf(micros, 0.99)}}}};
}

// What would be put before a person, and how much of it wrongly, at other thresholds.
Json EvaluationReport::ThresholdsJson(const Tally& present, const Tally& absent) {
  Json out = Json::array();
  for (std::size_t i = 0; i < kThresholds.size(); ++i) {
    out.push_back({{"from", kThresholds[i]},
                   {"present", Of(static_cast<double>(present.from[i]), present.cases)},
                   {"present_wrong", Of(static_cast<double>(present.wrong_from[i]), present.cases)},
                   {"absent", Of(static_cast<double>(absent.from[i]), absent.cases)}});
  }
  return out;
}

Json EvaluationReport::ToJson() const {
  Json classes = Json::object();
  for (const auto& [name, tally] : by_class_) classes[name] = TallyJson(tally);
  Json first = calibration_.ToJson(prior_present_);
  Json none = none_.ToJson(prior_present_);
  return Json{{"cases", present_.cases + absent_.cases},
              {"present", TallyJson(present_)},
              {"absent", TallyJson(absent_)},
              {"classes", std::move(classes)},
              {"calibration_error", first["error"]},
              {"calibration", std::move(first["bins"])},
              {"none_calibration_error", none["error"]},
              {"none_calibration", std::move(none["bins"])},
              {"thresholds", ThresholdsJson(present_, absent_)},
              {"surprise",
               {{"present", Of(present_.surprise_bits, present_.cases)},
                {"absent", Of(absent_.surprise_bits, absent_.cases)}}}};
}

}  // namespace proofmark::app
