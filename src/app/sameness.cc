// SPDX-License-Identifier: Apache-2.0
#include "app/sameness.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "base/text.h"

namespace proofmark::app {

using base::Result;

namespace {

constexpr std::size_t kNamesakesMax = 32;  // records of one number that are put together
// A record of the same number that fits so much worse than the best one (another make) is another gun of that number.
constexpr double kNamesakeBits = 4;

// The first line is that of a number, where both have one.
bool NumberAgrees(const match::Candidate& candidate) {
  return !candidate.evidence.empty() && candidate.evidence[0].weight > 0 &&
         candidate.evidence[0].relation != "conflict";
}

// A number without what is between its characters.
std::string NumberKey(std::string_view text) {
  std::string key;
  for (char c : base::LookupKey(text)) {
    if (c != ' ' && c != '-' && c != '.' && c != '/') key += c;
  }
  return key;
}

class Finder {
 public:
  explicit Finder(const SameSearch& search) : search_(search) {}

  Result<void> Ask(const match::MarkQuery& query) {
    PM_ASSIGN(match::MarkAnswer answer,
              match::Search(search_.index, search_.view, search_.words, search_.tables, query));
    if (answer.none_probability <= 0) return {};
    std::int64_t records = 0;
    for (const match::Searched& one : answer.searched) records += one.records;
    // What a bit of score is worth here: Bayes' rule of mark_search.h, for one record.
    const double prior = query.prior_present;
    const double each = prior / static_cast<double>(records) * answer.none_probability / (1 - prior);
    for (const match::Candidate& candidate : answer.candidates) {
      if (candidate.probability < search_.least || !NumberAgrees(candidate)) continue;
      PM_TRY(TakeWeapon(query, candidate, each));
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
  // The records of a candidate that bear the number which agreed, or that links join to it, are one weapon: they share
  // their probability, and each has reasons of its own. Others that are like it (the next number of a stolen lot) are
  // not taken on the strength of their neighbour.
  Result<void> TakeWeapon(const match::MarkQuery& query, const match::Candidate& candidate, double each) {
    std::vector<match::Candidate> weapon = {candidate};
    double probability = each * std::exp2(candidate.score);
    std::vector<match::CandidateRecord> members = candidate.records;
    members.insert(members.end(), candidate.proposed_same.begin(), candidate.proposed_same.end());
    const std::string number = NumberKey(candidate.evidence[0].record);
    for (std::size_t i = 0; i < members.size() && weapon.size() < kNamesakesMax; ++i) {
      const std::string& record = members[i].record;
      if (record == candidate.best.record || (i >= candidate.records.size() && !Bears(record, number))) continue;
      PM_ASSIGN(std::optional<match::Candidate> found, Alone(query, record));
      if (!found || !NumberAgrees(*found)) continue;
      if (i >= candidate.records.size() && found->score < candidate.score - kNamesakeBits) continue;
      probability += each * std::exp2(found->score);
      weapon.push_back(std::move(*found));
    }
    probability = std::min(probability, 1.0);
    if (probability < search_.least) return {};
    for (const match::Candidate& one : weapon) Take(one, probability);
    return {};
  }

  // What a record says by itself: a score does not depend on the records beside it.
  Result<std::optional<match::Candidate>> Alone(const match::MarkQuery& query, const std::string& record) const {
    std::optional<match::Candidate> out;
    const std::optional<match::MarkIndex::Row> row = search_.index.Find(record);
    if (!row) return out;
    match::MarkIndex alone;
    alone.Add(IndexedAgain(*row));
    PM_ASSIGN(match::MarkAnswer answer, match::Search(alone, search_.view, search_.words, search_.tables, query));
    if (!answer.candidates.empty()) out = std::move(answer.candidates[0]);
    return out;
  }

  bool Bears(const std::string& record, const std::string& number) const {
    const std::optional<match::MarkIndex::Row> row = search_.index.Find(record);
    return row && std::any_of(row->numbers.begin(), row->numbers.end(),
                              [&](const auto& one) { return NumberKey(one.text) == number; });
  }

  void Take(const match::Candidate& because, double probability) {
    Same& same = found_[because.best.record];
    if (same.record.probability >= probability) return;
    same = {because.best, because.score, because.evidence};
    same.record.probability = probability;
  }

  const SameSearch& search_;
  std::map<std::string, Same> found_;
};

}  // namespace

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

Result<std::vector<Same>> FindSame(const SameSearch& search, const match::MarkIndex::Row& row) {
  Finder finder(search);
  if (row.numbers.empty()) return std::vector<Same>{};
  std::vector<match::MarkQuery> questions = QuestionsOf(row);
  for (match::MarkQuery& query : questions) {
    query.prior_present = search.prior / static_cast<double>(questions.size());
    // Probabilities sum to one: there are no more candidates that are as probable as that.
    query.limit = static_cast<std::size_t>(std::ceil(1 / search.least));
    query.leave_out.insert(query.leave_out.end(), search.leave_out.begin(), search.leave_out.end());
    PM_TRY(finder.Ask(query));
  }
  return std::move(finder).Best();
}

match::IndexedRecord IndexedAgain(const match::MarkIndex::Row& row) {
  match::IndexedRecord out = row.record;
  for (const match::IndexedNumber& number : row.numbers) out.marks.push_back(match::ReadingOf(number));
  return out;
}

}  // namespace proofmark::app
