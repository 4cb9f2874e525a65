// SPDX-License-Identifier: Apache-2.0
#include "app/evaluate_marks.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <utility>

#include "app/evaluation_ceiling.h"
#include "app/trace_question.h"
#include "match/marks/mark_search.h"
#include "match/marks/reading_json.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

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

// From 0; or -1 where none of the first kEvaluatedTop is expected. What was excluded is passed over.
int RankOf(const match::MarkAnswer& answer, const Case& one) {
  int rank = 0;
  for (const match::Candidate& candidate : answer.candidates) {
    std::set<std::string> ids = IdsOf(candidate);
    for (const std::string& id : one.excluded) ids.erase(id);
    if (ids.empty()) continue;
    if (std::any_of(ids.begin(), ids.end(), [&](const std::string& id) { return one.expected.contains(id); })) {
      return rank;
    }
    if (++rank == static_cast<int>(kEvaluatedTop)) break;
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
    if (!first.evidence.empty()) miss["why"] = first.evidence[0].why.english();
  }
  return miss;
}

// The first answer with all that speaks for it and against it; nothing where there is none.
Json EvidenceJson(const Json& json, const match::MarkAnswer& answer, const CaseOutcome& outcome) {
  const match::Candidate& first = answer.candidates[0];
  Json lines = Json::array();
  for (const match::Evidence& one : first.evidence) lines.push_back(match::ToJson(one));
  return {{"case", json.value("case", Json(nullptr))},
          {"class", outcome.name},
          {"query", json["query"]},
          {"truth", json.value("truth", Json(nullptr))},
          {"right", outcome.rank == 0},
          {"absent", outcome.absent},
          {"answered", first.best.source_id},
          {"probability", first.probability},
          {"none_probability", answer.none_probability},
          {"score", first.score},
          {"band", first.band},
          {"alert", first.alert},
          {"evidence", std::move(lines)}};
}

// A case that was asked.
struct Asked {
  Case one;
  match::MarkAnswer answer;
  CaseOutcome outcome;
};

Result<Asked> Ask(Proofmark& proofmark, const Proofmark::Searching& searching, const Json& json, double prior_present) {
  Asked out;
  PM_ASSIGN(out.one, ReadCase(json));
  PM_ASSIGN(TraceQuestion question, ReadTraceQuestion(proofmark.words(), searching.searcher->reader(), json["query"]));
  question.query.limit = kEvaluatedTop + out.one.excluded.size();
  question.query.prior_present = prior_present;
  for (const std::string& excluded : out.one.excluded) {
    for (const std::string& record : searching.RecordsOf(excluded)) question.query.leave_out.push_back(record);
  }
  const match::MarkIndex& index = searching.searcher->index();
  const match::MatchTables& tables = searching.searcher->tables();
  const auto asked = std::chrono::steady_clock::now();
  PM_ASSIGN(out.answer, match::Search(index, searching.view, proofmark.words(), tables, question.query));
  const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - asked;
  out.outcome.name = out.one.name;
  out.outcome.absent = out.one.expected.empty();
  out.outcome.rank = RankOf(out.answer, out.one);
  if (!out.answer.candidates.empty()) {
    out.outcome.first = out.answer.candidates[0].probability;
    out.outcome.alert = out.answer.candidates[0].alert;
  }
  out.outcome.of_truth = ProbabilityOfTruth(out.answer, out.one);
  out.outcome.of_none = out.answer.none_probability;
  out.outcome.micros = took.count();
  out.outcome.fit_equally =
      FitEqually({index, searching.view, proofmark.words(), tables}, question.query, out.one.expected);
  return out;
}

}  // namespace

Result<Json> EvaluateMarks(Proofmark& proofmark, const std::vector<Json>& cases, const Evaluation& evaluation) {
  PM_ASSIGN(Proofmark::Searching searching, proofmark.SearchAsNode());
  EvaluationReport report(evaluation.prior_present);
  Json misses = Json::array();
  Json evidence = Json::array();
  std::map<std::pair<std::string, bool>, std::size_t> shown;  // by class, and whether the answer was right
  const auto started = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < cases.size(); ++i) {
    auto asked = Ask(proofmark, searching, cases[i], evaluation.prior_present);
    if (!asked.ok()) return base::Within("case " + std::to_string(i + 1), asked.error());
    const CaseOutcome& outcome = asked->outcome;
    report.Add(outcome);
    if (outcome.rank != 0 && (!outcome.absent || outcome.alert) && misses.size() < evaluation.misses_shown) {
      misses.push_back(MissJson(cases[i], asked->answer, outcome.rank));
    }
    if (!asked->answer.candidates.empty() && shown[{outcome.name, outcome.rank == 0}]++ < evaluation.evidence_shown) {
      evidence.push_back(EvidenceJson(cases[i], asked->answer, outcome));
    }
    if (evaluation.each) evaluation.each(cases[i], asked->answer, outcome);
  }
  Json out = report.ToJson();
  out["records"] = searching.searcher->index().size();
  out["prior"] = evaluation.prior_present;
  out["misses"] = std::move(misses);
  out["evidence"] = std::move(evidence);
  out["seconds"] = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return out;
}

}  // namespace proofmark::app
