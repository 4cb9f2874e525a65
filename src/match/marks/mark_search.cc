// SPDX-License-Identifier: Apache-2.0
#include "match/marks/mark_search.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_set>
#include <utility>

#include "match/marks/field_score.h"
#include "match/marks/serial_matcher.h"

namespace proofmark::match {

using base::Code;
using base::Error;
using base::Result;

namespace {

// Rows that are scored in full and put together into weapons.
constexpr std::size_t kWeighed = 400;

struct Scored {
  std::size_t row = 0;
  double bits = 0;
};

// One search: the query made ready, and what it found.
class Searching {
 public:
  Searching(const MarkIndex& index, const store::View& view, const vocab::Vocabulary& words, const MatchTables& tables,
            const MarkQuery& query)
      : index_(index),
        view_(view),
        words_(words),
        tables_(tables),
        query_(query),
        fields_(tables, words, index, query) {}

  Result<void> Prepare() {
    PM_TRY(Take(query_.marks));
    apart_ = matchers_.size();
    return Take(query_.joined);
  }

  bool HasNumber() const { return !matchers_.empty(); }

  void ScoreAll() {
    std::unordered_set<std::string> left_out(query_.leave_out.begin(), query_.leave_out.end());
    const double least = tables_.Weight("candidate_least");
    std::map<std::string, std::int64_t> seen;
    for (std::size_t i = 0; i < index_.size(); ++i) {
      const MarkIndex::Row& row = index_.rows()[i];
      if (!view_.Sees(row.record.owner, row.record.handling_class)) continue;
      ++seen[row.record.owner_code];
      ++records_;
      if (!left_out.empty() && left_out.contains(row.record.id)) continue;
      const double bits = NumberBits(row) + fields_.Bits(row);
      likelihood_ += std::exp2(bits);
      if (bits >= least) scored_.push_back({i, bits});
    }
    for (const auto& [owner, records] : seen) searched_.push_back({owner, records});
    auto better = [this](const Scored& a, const Scored& b) {
      return a.bits != b.bits ? a.bits > b.bits : IdOf(a.row) < IdOf(b.row);
    };
    const std::size_t kept = std::min(scored_.size(), kWeighed);
    std::partial_sort(scored_.begin(), scored_.begin() + static_cast<std::ptrdiff_t>(kept), scored_.end(), better);
    scored_.resize(kept);
  }

  std::vector<NearRecord> Near(double least) const {
    std::vector<NearRecord> out;
    for (const Scored& one : scored_) {
      if (one.bits >= least) out.push_back({index_.rows()[one.row].record.id, one.bits});
    }
    return out;
  }

  MarkAnswer Answer() {
    MarkAnswer answer;
    answer.prior_present = query_.prior_present;
    answer.searched = std::move(searched_);
    const double prior = query_.prior_present;
    const double each = records_ == 0 ? 0 : prior / static_cast<double>(records_);
    const double all = each * likelihood_ + prior * tables_.Weight("unmatched") + (1 - prior);
    answer.none_probability = (1 - prior) / all;
    std::unordered_set<std::size_t> taken;
    for (const Scored& scored : scored_) {
      if (answer.candidates.size() == query_.limit) break;
      if (taken.contains(scored.row)) continue;
      answer.candidates.push_back(Gather(scored, taken, each / all));
    }
    // A weapon of several records may weigh more than a better one of a single record.
    std::stable_sort(answer.candidates.begin(), answer.candidates.end(),
                     [](const Candidate& a, const Candidate& b) { return a.probability > b.probability; });
    return answer;
  }

 private:
  Result<void> Take(const std::vector<MarkReading>& marks) {
    const std::string type = query_.type.resolved() ? query_.type.code : "";
    const std::string make = query_.make.resolved() ? query_.make.code : "";
    for (const MarkReading& mark : marks) {
      if (mark.pattern.empty()) continue;
      PM_ASSIGN(Pattern pattern, Pattern::Parse(mark.pattern));
      if (pattern.read() == 0) continue;
      matchers_.emplace_back(tables_, std::move(pattern), type, make);
      texts_.push_back(mark.text.empty() ? mark.pattern : mark.text);
    }
    return {};
  }

  struct Pair {
    std::size_t matcher = 0;
    std::size_t number = 0;
    double bits = 0;
  };

  // The best agreement of a number read with a number on record; others that agree as well count on top of it, each
  // number once. A joined reading stands in for all numbers read apart.
  double NumberBits(const MarkIndex::Row& row, std::vector<Evidence>* evidence = nullptr) const {
    if (matchers_.empty() || row.numbers.empty()) return 0;
    const double choice = std::log2(static_cast<double>(matchers_.size() * row.numbers.size()));
    std::vector<Pair> agreeing;
    Pair joined;
    for (std::size_t m = 0; m < matchers_.size(); ++m) {
      for (std::size_t n = 0; n < row.numbers.size(); ++n) {
        const double bits = matchers_[m].Bits(row.numbers[n].pattern) - choice;
        if (bits <= 0) continue;
        if (m < apart_) {
          agreeing.push_back({m, n, bits});
        } else if (bits > joined.bits) {
          joined = {m, n, bits};
        }
      }
    }
    if (agreeing.size() > 1) KeepEachOnce(agreeing);
    double total = 0;
    for (const Pair& pair : agreeing) total += pair.bits;
    if (joined.bits > total) agreeing = {joined}, total = joined.bits;
    if (agreeing.empty()) total = conflict_;
    if (evidence != nullptr) TellNumbers(row, agreeing, total, *evidence);
    return total;
  }

  static void KeepEachOnce(std::vector<Pair>& pairs) {
    std::sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) {
      return a.bits != b.bits ? a.bits > b.bits : std::pair(a.matcher, a.number) < std::pair(b.matcher, b.number);
    });
    std::vector<Pair> kept;
    for (const Pair& pair : pairs) {
      const bool used = std::any_of(kept.begin(), kept.end(), [&](const Pair& one) {
        return one.matcher == pair.matcher || one.number == pair.number;
      });
      if (!used) kept.push_back(pair);
    }
    pairs = std::move(kept);
  }

  void TellNumbers(const MarkIndex::Row& row, const std::vector<Pair>& pairs, double total,
                   std::vector<Evidence>& evidence) const {
    for (const auto& [m, n, bits] : pairs) {
      const IndexedNumber& number = row.numbers[n];
      SerialScore score = matchers_[m].Explain(number.pattern);
      if (score.relation == "exact" && texts_[m] != number.text) {
        score.relation = "folded";
        score.why = "the same characters, written differently";
      }
      evidence.push_back({number.kind, texts_[m], number.text, score.relation, bits, score.why});
    }
    if (pairs.empty()) {
      evidence.push_back({"serial", texts_[0], row.numbers[0].text, "conflict", total, "the numbers do not agree"});
    }
  }

  const std::string& IdOf(std::size_t row) const { return index_.rows()[row].record.id; }

  bool AreKeptApart(const std::vector<std::size_t>& weapon, const std::vector<std::size_t>& other) const {
    return std::any_of(weapon.begin(), weapon.end(), [&](std::size_t mine) {
      return std::any_of(other.begin(), other.end(), [&](std::size_t row) { return index_.AreKeptApart(mine, row); });
    });
  }

  CandidateRecord RecordOf(std::size_t row) const {
    const IndexedRecord& record = index_.rows()[row].record;
    return {record.id, record.owner_code, record.source_id, 0};
  }

  // A weapon: the row, the rows that links join to it, and those among the weighed that are very probably it too.
  Candidate Gather(const Scored& scored, std::unordered_set<std::size_t>& taken, double each) const {
    Candidate out;
    out.best = RecordOf(scored.row);
    out.score = scored.bits;
    double likelihood = 0;
    auto take = [&](std::size_t row) {
      taken.insert(row);
      auto found = std::find_if(scored_.begin(), scored_.end(), [&](const Scored& one) { return one.row == row; });
      if (found != scored_.end()) likelihood += std::exp2(found->bits);
    };
    const std::vector<std::size_t> weapon = index_.RowsOfWeapon(scored.row, view_);
    for (std::size_t row : weapon) {
      out.records.push_back(RecordOf(row));
      take(row);
    }
    const double least = tables_.Weight("same_least");
    const MarkIndex::Row& mine = index_.rows()[scored.row];
    MarkQuery as_query = QueryOf(mine);
    as_query.marks.clear();
    for (const IndexedNumber* number : PrincipalNumbers(mine.numbers)) {
      if (as_query.marks.size() < kQueryMarksMax) as_query.marks.push_back(ReadingOf(*number));
    }
    const std::size_t mine_may_be = NumbersItMayBe(mine);
    Searching comparing(index_, view_, words_, tables_, as_query);
    const bool comparable = comparing.Prepare().ok() && comparing.HasNumber();
    for (const Scored& other : scored_) {
      if (!comparable || taken.contains(other.row)) continue;
      double same = comparing.SameProbability(index_.rows()[other.row], records_);
      if (same < least) continue;
      same /= static_cast<double>(std::max(mine_may_be, NumbersItMayBe(index_.rows()[other.row])));
      if (same < least) continue;
      // As a weapon, with all that links join to it: no record stands in two candidates.
      const std::vector<std::size_t> proposed = index_.RowsOfWeapon(other.row, view_);
      if (AreKeptApart(weapon, proposed)) continue;
      for (std::size_t row : proposed) {
        out.proposed_same.push_back(RecordOf(row));
        out.proposed_same.back().probability = same;
        take(row);
      }
    }
    out.probability = std::min(likelihood * each, 1.0);
    out.band = out.probability >= tables_.Weight("band_strong")     ? "strong"
               : out.probability >= tables_.Weight("band_possible") ? "possible"
                                                                    : "weak";
    out.alert = out.probability >= tables_.Weight("alert_least");
    NumberBits(mine, &out.evidence);
    if (HasNumber() && mine.numbers.empty()) {
      out.evidence.push_back({"serial", texts_[0], "", "missing", 0, "no number on record: speaks neither way"});
    }
    std::vector<Evidence> fields = fields_.Explain(mine);
    out.evidence.insert(out.evidence.end(), fields.begin(), fields.end());
    return out;
  }

  // Whether a number of each is the same as far as both were read, but for letters and digits that are twins (O and 0).
  // More is needed to propose that two records are one weapon than to put a record before a person: a maker numbers
  // his weapons one after the other, so the neighbours of a number are other weapons, and nearly all of them exist.
  bool NumbersAgree(const MarkIndex::Row& other) const {
    for (const IndexedNumber* number : PrincipalNumbers(other.numbers)) {
      for (const SerialMatcher& matcher : matchers_) {
        if (Agrees(matcher, number->pattern)) return true;
      }
    }
    return false;
  }

  bool Agrees(const SerialMatcher& matcher, const Pattern& number) const {
    if (matcher.Bits(number) <= 0) return false;
    const SerialScore score = matcher.Explain(number);
    return score.relation != "edit" && score.worst_misread <= tables_.Weight("twin_most");
  }

  // How many different whole numbers among the weighed records a number that is not wholly read may be. It is one of
  // them at most.
  std::size_t NumbersItMayBe(const Pattern& partial) const {
    const SerialMatcher matcher(tables_, partial, "", "");
    std::vector<Pattern> found;
    for (const Scored& scored : scored_) {
      for (const IndexedNumber& number : index_.rows()[scored.row].numbers) {
        if (number.pattern.read() != number.pattern.size() || !Agrees(matcher, number.pattern)) continue;
        if (std::find(found.begin(), found.end(), number.pattern) == found.end()) found.push_back(number.pattern);
      }
    }
    return std::max<std::size_t>(found.size(), 1);
  }

  // For the principal number of a record.
  std::size_t NumbersItMayBe(const MarkIndex::Row& row) const {
    const std::vector<const IndexedNumber*> numbers = PrincipalNumbers(row.numbers);
    if (numbers.empty() || numbers.front()->pattern.read() == numbers.front()->pattern.size()) return 1;
    return NumbersItMayBe(numbers.front()->pattern);
  }

  // That a record is of the same weapon as the one that this search is for, by what the two say alone. A weapon is
  // examined twice now and then: `twice_prior` of the records have another one of the same weapon.
  double SameProbability(const MarkIndex::Row& other, std::size_t records) const {
    const double fields = fields_.Bits(other);
    // Two makers use one number: a namesake is told by all else.
    if (fields < tables_.Weight("same_fields_least") || !NumbersAgree(other)) return 0;
    const double bits = NumberBits(other) + fields;
    const double odds =
        std::exp2(bits) * tables_.Weight("twice_prior") / static_cast<double>(std::max<std::size_t>(records, 1));
    return odds / (1 + odds);
  }

  const MarkIndex& index_;
  const store::View& view_;
  const vocab::Vocabulary& words_;
  const MatchTables& tables_;
  const MarkQuery& query_;
  FieldScorer fields_;
  std::vector<SerialMatcher> matchers_;
  std::vector<std::string> texts_;
  double conflict_ = tables_.Weight("serial_conflict");
  std::size_t apart_ = 0;  // matchers of marks; those behind are of joined readings
  std::vector<Scored> scored_;
  std::vector<Searched> searched_;
  std::size_t records_ = 0;
  double likelihood_ = 0;
};

Result<void> CheckQuery(const MarkQuery& query) {
  if (!SaysSomething(query)) {
    return Error{Code::kInvalid, "nothing to search by: give a mark that can be read, or a description", "marks"};
  }
  if (query.marks.size() > kQueryMarksMax) {
    return Error{Code::kTooLarge, "marks: more than " + std::to_string(kQueryMarksMax), "marks"};
  }
  if (query.limit == 0 || query.limit > kCandidatesMax) {
    return Error{Code::kTooLarge, "limit: from 1 to " + std::to_string(kCandidatesMax), "limit"};
  }
  return {};
}

}  // namespace

Result<MarkAnswer> Search(const MarkIndex& index, const store::View& view, const vocab::Vocabulary& words,
                          const MatchTables& tables, const MarkQuery& query) {
  PM_TRY(CheckQuery(query));
  Searching searching(index, view, words, tables, query);
  PM_TRY(searching.Prepare());
  searching.ScoreAll();
  return searching.Answer();
}

Result<std::vector<NearRecord>> SearchNear(const MarkIndex& index, const store::View& view,
                                           const vocab::Vocabulary& words, const MatchTables& tables,
                                           const MarkQuery& query, double least_bits) {
  PM_TRY(CheckQuery(query));
  Searching searching(index, view, words, tables, query);
  PM_TRY(searching.Prepare());
  searching.ScoreAll();
  return searching.Near(least_bits);
}

bool SaysSomething(const MarkQuery& query) {
  for (const DescribedField* field :
       {&query.make, &query.model, &query.calibre, &query.type, &query.made_country, &query.import_country}) {
    if (!field->text.empty()) return true;
  }
  if (!query.year.empty()) return true;
  return std::any_of(query.marks.begin(), query.marks.end(),
                     [](const MarkReading& one) { return !one.pattern.empty(); });
}

MarkQuery QueryOf(const MarkIndex::Row& row) {
  MarkQuery query;
  for (const IndexedNumber& number : row.numbers) {
    if (query.marks.size() == kQueryMarksMax) break;
    query.marks.push_back(ReadingOf(number));
  }
  query.make = row.record.make;
  query.model = row.record.model;
  query.calibre = row.record.calibre;
  query.type = row.record.type;
  query.made_country = row.record.made_country;
  query.import_country = row.record.import_country;
  query.year = row.record.year;
  query.leave_out = {row.record.id};
  return query;
}

}  // namespace proofmark::match
