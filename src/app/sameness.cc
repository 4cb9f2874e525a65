// SPDX-License-Identifier: Apache-2.0
#include "app/sameness.h"

#include <algorithm>
#include <map>
#include <utility>

namespace proofmark::app {

using base::Result;

namespace {

std::vector<match::MarkQuery> QuestionsOf(const match::MarkIndex::Row& row) {
  std::vector<match::MarkQuery> out = {match::QueryOf(row)};
  const std::vector<match::MarkReading> numbers = out[0].marks;
  if (numbers.size() < 2) return out;
  for (const match::MarkReading& number : numbers) {
    out.push_back(out[0]);
    out.back().marks = {number};
  }
  return out;
}

// The first line is that of a number, where both have one.
bool NumberAgrees(const match::Candidate& candidate) {
  return !candidate.evidence.empty() && candidate.evidence[0].weight > 0 &&
         candidate.evidence[0].relation != "conflict";
}

class Finder {
 public:
  explicit Finder(const SameSearch& search) : search_(search) {}

  Result<void> Ask(const match::MarkQuery& query) {
    PM_ASSIGN(match::MarkAnswer answer,
              match::Search(search_.index, search_.view, search_.words, search_.tables, query));
    for (const match::Candidate& candidate : answer.candidates) {
      if (candidate.probability < search_.least) continue;
      PM_TRY(TakeWeapon(query, candidate));
    }
    return {};
  }

  std::vector<Same> Best() && {
    std::vector<Same> out;
    for (auto& [record, same] : found_) out.push_back(std::move(same));
    std::stable_sort(out.begin(), out.end(),
                     [](const Same& a, const Same& b) { return a.record.probability > b.record.probability; });
    return out;
  }

 private:
  // All records of a candidate may be the weapon; each has reasons of its own.
  Result<void> TakeWeapon(const match::MarkQuery& query, const match::Candidate& candidate) {
    if (NumberAgrees(candidate)) Take(candidate.best, candidate.probability, candidate);
    std::vector<match::CandidateRecord> members = candidate.records;
    for (match::CandidateRecord& one : members) one.probability = 1;
    members.insert(members.end(), candidate.proposed_same.begin(), candidate.proposed_same.end());
    for (const match::CandidateRecord& member : members) {
      const double probability = candidate.probability * member.probability;
      if (member.record == candidate.best.record || probability < search_.least) continue;
      match::MarkQuery alone = query;
      for (const match::CandidateRecord& other : members) {
        if (other.record != member.record) alone.leave_out.push_back(other.record);
      }
      alone.leave_out.push_back(candidate.best.record);
      PM_ASSIGN(match::MarkAnswer answer,
                match::Search(search_.index, search_.view, search_.words, search_.tables, alone));
      for (const match::Candidate& one : answer.candidates) {
        if (one.best.record == member.record && NumberAgrees(one)) Take(one.best, probability, one);
      }
    }
    return {};
  }

  void Take(const match::CandidateRecord& record, double probability, const match::Candidate& because) {
    Same& same = found_[record.record];
    if (same.record.probability >= probability) return;
    same = {record, because.score, because.evidence};
    same.record.probability = probability;
  }

  const SameSearch& search_;
  std::map<std::string, Same> found_;
};

}  // namespace

Result<std::vector<Same>> FindSame(const SameSearch& search, const match::MarkIndex::Row& row) {
  Finder finder(search);
  if (row.numbers.empty()) return std::vector<Same>{};
  std::vector<match::MarkQuery> questions = QuestionsOf(row);
  for (match::MarkQuery& query : questions) {
    query.prior_present = search.prior / static_cast<double>(questions.size());
    query.leave_out.insert(query.leave_out.end(), search.leave_out.begin(), search.leave_out.end());
    PM_TRY(finder.Ask(query));
  }
  return std::move(finder).Best();
}

match::IndexedRecord IndexedAgain(const match::MarkIndex::Row& row) {
  match::IndexedRecord out = row.record;
  for (const match::IndexedNumber& number : row.numbers) {
    out.marks.push_back({.text = number.text, .pattern = number.pattern.ToText(), .kind = number.kind});
  }
  return out;
}

}  // namespace proofmark::app
