// SPDX-License-Identifier: Apache-2.0
// An EvaluationReport counts how the answers to labelled cases came out: by class, of weapons on record and of others,
// and whether the probabilities were kept.
//
//   EvaluationReport report(0.5);
//   report.Add({.name = "unread", .rank = 0, .first = 0.97, .alert = true, .micros = 310, .fit_equally = 1});
//   report.ToJson();
//
// docs/reference/matching.md says what each figure is. Plain counting; one thread at a time.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"

namespace proofmark::app {

inline constexpr std::size_t kEvaluatedTop = 10;

// How one case came out.
struct CaseOutcome {
  std::string name;               // its class
  bool absent = false;            // no weapon on record is the right one
  int rank = -1;                  // of the right weapon, from 0; -1: not among the first ten
  std::optional<double> first{};  // the probability of the first answer; nothing where there was none
  bool alert = false;             // it was put before a person
  double of_truth = 0;            // the probability given to the right weapon, or to none
  double of_none = 0;
  double micros = 0;
  // Of a reading with characters that nobody read: weapons that fit it as well as the right one, that one too.
  std::optional<std::size_t> fit_equally{};
};

// Probabilities given, and how often they were right. Cases count so that weapons that are present have the share that
// was stated beforehand, however many there are of each.
class Calibration {
 public:
  void Add(double probability, bool was_right, bool absent) { given_.push_back({probability, was_right, absent}); }
  // {"error": the mean distance between what was said and what was right, "bins": [{"stated", "right", "cases"}]}
  base::Json ToJson(double prior_present) const;

 private:
  struct Given {
    double probability = 0;
    bool was_right = false;
    bool absent = false;
  };
  std::vector<Given> given_;
};

class EvaluationReport {
 public:
  explicit EvaluationReport(double prior_present) : prior_present_(prior_present) {}

  void Add(const CaseOutcome& outcome);
  // {"cases", "present", "absent", "classes", "calibration_error", "calibration", "none_calibration_error",
  // "none_calibration", "thresholds", "surprise"}
  base::Json ToJson() const;

  // From these probabilities on: what an alert threshold would have put before a person.
  static constexpr std::array kThresholds = {0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99};

 private:
  struct Tally {
    std::int64_t cases = 0;
    std::int64_t first = 0;
    std::int64_t top = 0;
    std::int64_t alerts = 0;        // put before a person
    std::int64_t wrong_alerts = 0;  // and not the weapon
    double reciprocal_ranks = 0;
    double surprise_bits = 0;
    std::int64_t open = 0;     // cases with characters that nobody read
    double ceiling_first = 0;  // of all cases: 1, or 1 / n where n weapons fit equally
    double ceiling_top = 0;
    std::vector<double> micros;                                 // of each search
    std::array<std::int64_t, kThresholds.size()> from{};        // first answers of at least that probability
    std::array<std::int64_t, kThresholds.size()> wrong_from{};  // and not the weapon
    Calibration calibration;
  };

  static void Count(const CaseOutcome& outcome, Tally& tally);
  base::Json TallyJson(const Tally& tally) const;
  static base::Json ThresholdsJson(const Tally& present, const Tally& absent);

  double prior_present_;
  std::map<std::string, Tally> by_class_;
  Tally present_;
  Tally absent_;
  Calibration calibration_;  // of the first answers
  Calibration none_;         // of "it is on no record"
};

}  // namespace proofmark::app
