// SPDX-License-Identifier: Apache-2.0
#include "match/marks/mark_search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "match/marks/candidates.h"
#include "match/marks/field_score.h"
#include "match/marks/lots.h"
#include "match/marks/query_matchers.h"
#include "match/marks/serial_matcher.h"

namespace proofmark::match {

using base::Code;
using base::Error;
using base::Result;

namespace {

// Rows that are put together into weapons.
constexpr std::size_t kWeighed = 64;
constexpr double kRounding = 1e-6;

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

  // kPublished: by published tables alone, whatever the numbers of the register are.
  enum class Forms : std::uint8_t { kOfRegister, kPublished };

  Result<void> Prepare(Forms forms) {
    left_out_ = RowsLeftOut(index_, query_);
    const std::string type = query_.type.known();
    const std::string make = query_.make.known();
    if (forms == Forms::kOfRegister) {
      own_shares_ = index_.FormsOf(tables_, view_, type, make, left_out_);
    }
    PM_ASSIGN(matchers_, QueryMatchers::Make(tables_, query_, shares()));
    for (const auto& [owner, records] : index_.Seen(view_)) {
      searched_.push_back({owner, records});
      records_ += static_cast<std::size_t>(records);
    }
    return {};
  }

  void Find(const Wanted& wanted) { found_ = FindScored(asked(), wanted); }

  const ContextShares& shares() const {
    return own_shares_ != nullptr ? *own_shares_ : tables_.SharesOf(query_.type.known(), query_.make.known());
  }

  Asked asked() const { return {index_, view_, shares(), left_out_, matchers_, fields_, query_}; }

  // What a record has to score for the probability from which on it is listed.
  double LeastBits() const {
    if (matchers_.empty() || records_ == 0) return 0;
    const double prior = query_.prior_present;
    const double none = prior * tables_.Weight("unmatched") + (1 - prior);
    return std::log2(tables_.Weight("listed_least") * none * static_cast<double>(records_) / prior);
  }

  std::vector<NearRecord> Near() const {
    std::vector<NearRecord> out;
    for (const Scored& one : found_.scored) out.push_back({index_.Id(one.row), one.bits});
    return out;
  }

  MarkAnswer Answer() {
    MarkAnswer answer;
    answer.prior_present = query_.prior_present;
    answer.searched = std::move(searched_);
    const double prior = query_.prior_present;
    const double each = records_ == 0 ? 0 : prior / static_cast<double>(records_);
    double likelihood = found_.others;
    for (const Scored& one : found_.scored) likelihood += std::exp2(one.bits);
    // Where more records come near than can be listed, they may have as much of the answer as all others together.
    const double rest = tables_.Weight("unmatched") + (found_.cut && !matchers_.empty() ? 1 : 0);
    const double none = (1 - prior) * OfNoRecord(asked(), found_.scored, tables_, records_);
    const double all = each * likelihood + prior * rest + none;
    answer.none_probability = none / all;
    std::unordered_set<std::size_t> taken;
    for (const Scored& scored : found_.scored) {
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
  bool AreKeptApart(const std::vector<std::size_t>& weapon, const std::vector<std::size_t>& other) const {
    return std::any_of(weapon.begin(), weapon.end(), [&](std::size_t mine) {
      return std::any_of(other.begin(), other.end(), [&](std::size_t row) { return index_.AreKeptApart(mine, row); });
    });
  }

  CandidateRecord RecordOf(std::size_t row) const {
    return {index_.Id(row), index_.OwnerCode(row), index_.SourceId(row), 0};
  }

  // A weapon: the row, the rows that links join to it, and those among the weighed that are very probably it too.
  Candidate Gather(const Scored& scored, std::unordered_set<std::size_t>& taken, double each) const {
    Candidate out;
    out.best = RecordOf(scored.row);
    out.score = scored.bits;
    double likelihood = 0;
    auto take = [&](std::size_t row) {
      taken.insert(row);
      auto found =
          std::find_if(found_.scored.begin(), found_.scored.end(), [&](const Scored& one) { return one.row == row; });
      if (found != found_.scored.end()) likelihood += std::exp2(found->bits);
    };
    const std::vector<std::size_t> weapon = index_.RowsOfWeapon(scored.row, view_);
    for (std::size_t row : weapon) {
      out.records.push_back(RecordOf(row));
      take(row);
    }
    for (const Same& same : ProposedSame(scored.row, weapon, taken)) {
      // As a weapon, with all that links join to it: no record stands in two candidates.
      for (std::size_t row : same.rows) {
        out.proposed_same.push_back(RecordOf(row));
        out.proposed_same.back().probability = same.probability;
        take(row);
      }
    }
    out.probability = std::min(likelihood * each, 1.0);
    out.band = out.probability >= tables_.Weight("band_strong")     ? "strong"
               : out.probability >= tables_.Weight("band_possible") ? "possible"
                                                                    : "weak";
    out.alert = out.probability >= tables_.Weight("alert_least");
    const MarkIndex::Row mine = index_.At(scored.row);
    matchers_.Tell(mine.numbers, out.evidence);
    std::vector<Evidence> fields = fields_.Explain(mine);
    out.evidence.insert(out.evidence.end(), fields.begin(), fields.end());
    return out;
  }

  struct Same {
    std::vector<std::size_t> rows;
    double probability = 0;
  };
  // The weapons among the weighed that are very probably the row's own, but for those that are taken.
  std::vector<Same> ProposedSame(std::size_t row, const std::vector<std::size_t>& weapon,
                                 const std::unordered_set<std::size_t>& taken) const {
    std::vector<Same> out;
    const double least = tables_.Weight("same_least");
    const MarkIndex::Row mine = index_.At(row);
    MarkQuery as_query = QueryOf(mine);
    as_query.marks.clear();
    for (const IndexedNumber* number : PrincipalNumbers(mine.numbers)) {
      if (as_query.marks.size() < kQueryMarksMax) as_query.marks.push_back(ReadingOf(*number));
    }
    std::vector<Scored> others;
    for (const Scored& one : found_.scored) {
      if (!taken.contains(one.row) && MayAgree(row, one.row)) others.push_back(one);
    }
    const bool has_further_numbers = mine.numbers.size() > 1 && !matchers_.empty();
    if (as_query.marks.empty() || (others.empty() && !has_further_numbers)) return out;
    as_query.leave_out.insert(as_query.leave_out.end(), query_.leave_out.begin(), query_.leave_out.end());
    Searching comparing(index_, view_, words_, tables_, as_query);
    // A number is given once by its maker, and all the less again the more of its series are on record.
    if (!comparing.Prepare(Forms::kPublished).ok() || comparing.matchers_.empty()) return out;
    if (has_further_numbers) comparing.AddNamesakes(others);
    std::unordered_set<std::size_t> used = taken;
    for (const Scored& other : others) {
      if (used.contains(other.row)) continue;
      double same = comparing.SameProbability(other.row, records_);
      if (same < least) continue;
      same /= static_cast<double>(std::max(NumbersItMayBe(row), NumbersItMayBe(other.row)));
      if (same < least) continue;
      const std::vector<std::size_t> proposed = index_.RowsOfWeapon(other.row, view_);
      if (AreKeptApart(weapon, proposed)) continue;
      used.insert(proposed.begin(), proposed.end());
      out.push_back({proposed, same});
    }
    return out;
  }

  // Rows that bear one of the numbers of this search and may be proposed: also by a number that was not read.
  void AddNamesakes(std::vector<Scored>& others) {
    const double least = tables_.Weight("same_least");
    const double needed =
        std::log2(least / (1 - least) * static_cast<double>(records_) / tables_.Weight("twice_prior"));
    // What NumbersAgree asks for below; looking for anything would go through much of a large index, once a candidate.
    Find({.least = needed - kRounding,
          .spread = std::numeric_limits<double>::infinity(),
          .most = kWeighed,
          .mistakes = Mistakes::kTwins});
    others.insert(others.end(), found_.scored.begin(), found_.scored.end());
  }

  // Whether some number of each could agree as Agrees asks, seen without weighing: numbers read from end to end have to
  // be as long as each other and may differ in twins alone.
  bool MayAgree(std::size_t mine, std::size_t other) const {
    return std::ranges::any_of(Principal(mine), [&](const Pattern& one) {
      return std::ranges::any_of(Principal(other), [&](const Pattern& number) { return MayAgree(one, number); });
    });
  }
  bool MayAgree(const Pattern& mine, const Pattern& other) const {
    if (mine.read() < mine.size() || other.read() < other.size()) return true;
    if (mine.size() != other.size()) return false;
    const double most = tables_.Weight("twin_most");
    for (std::size_t i = 0; i < mine.size(); ++i) {
      if (mine[i] != other[i] && static_cast<double>(tables_.MisreadBits(other[i], mine[i])) > most) return false;
    }
    return true;
  }

  // Whether a number of each is the same as far as both were read, but for letters and digits that are twins (O and 0).
  // More is needed to propose that two records are one weapon than to put a record before a person: a maker numbers
  // his weapons one after the other, so the neighbours of a number are other weapons, and nearly all of them exist.
  bool NumbersAgree(std::size_t other) const {
    return std::ranges::any_of(Principal(other), [&](const Pattern& number) {
      return std::ranges::any_of(matchers_.all(),
                                 [&](const SerialMatcher& matcher) { return Agrees(matcher, number); });
    });
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
    std::vector<Pattern> numbers;
    for (const Scored& scored : found_.scored) {
      index_.Patterns(scored.row, numbers);
      for (const Pattern& number : numbers) {
        if (number.read() != number.size() || !Agrees(matcher, number)) continue;
        if (std::find(found.begin(), found.end(), number) == found.end()) found.push_back(number);
      }
    }
    return std::max<std::size_t>(found.size(), 1);
  }

  // For the principal number of a record.
  std::size_t NumbersItMayBe(std::size_t row) const {
    const std::vector<Pattern>& numbers = Principal(row);
    if (numbers.empty() || numbers.front().read() == numbers.front().size()) return 1;
    return NumbersItMayBe(numbers.front());
  }

  // That a record is of the same weapon as the one that this search is for, by what the two say alone. A weapon is
  // examined twice now and then: `twice_prior` of the records have another one of the same weapon.
  double SameProbability(std::size_t other, std::size_t records) const {
    const double fields = fields_.Bits(index_.SaidBy(other));
    // Two makers use one number: a namesake is told by all else.
    if (fields < tables_.Weight("same_fields_least") || !NumbersAgree(other)) return 0;
    std::vector<Pattern> numbers;
    index_.Patterns(other, numbers);
    const double bits = matchers_.Bits(numbers).value_or(tables_.Weight("serial_conflict")) + fields;
    const double odds =
        std::exp2(bits) * tables_.Weight("twice_prior") / static_cast<double>(std::max<std::size_t>(records, 1));
    return odds / (1 + odds);
  }

  // Each row of the weighed is compared with many.
  const std::vector<Pattern>& Principal(std::size_t row) const {
    auto [at, fresh] = principal_.try_emplace(row);
    if (!fresh) return at->second;
    const std::vector<IndexedNumber> numbers = index_.At(row).numbers;
    for (const IndexedNumber* number : PrincipalNumbers(numbers)) at->second.push_back(number->pattern);
    return at->second;
  }

  const MarkIndex& index_;
  const store::View& view_;
  const vocab::Vocabulary& words_;
  const MatchTables& tables_;
  const MarkQuery& query_;
  FieldScorer fields_;
  std::unordered_set<std::size_t> left_out_;
  std::shared_ptr<const ContextShares> own_shares_;
  mutable std::unordered_map<std::size_t, std::vector<Pattern>> principal_;  // by row
  QueryMatchers matchers_;
  Found found_;
  std::vector<Searched> searched_;
  std::size_t records_ = 0;
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

namespace {

Result<MarkAnswer> Answer(const MarkIndex& index, const store::View& view, const vocab::Vocabulary& words,
                          const MatchTables& tables, const MarkQuery& query, bool scan) {
  PM_TRY(CheckQuery(query));
  Searching searching(index, view, words, tables, query);
  PM_TRY(searching.Prepare(Searching::Forms::kOfRegister));
  searching.Find({.least = std::max(tables.Weight("candidate_least"), searching.LeastBits()),
                  .spread = tables.Weight("candidate_spread"),
                  .most = std::max(kWeighed, query.limit),
                  .scan = scan});
  return searching.Answer();
}

}  // namespace

Result<MarkAnswer> Search(const MarkIndex& index, const store::View& view, const vocab::Vocabulary& words,
                          const MatchTables& tables, const MarkQuery& query) {
  return Answer(index, view, words, tables, query, false);
}

Result<MarkAnswer> SearchByScan(const MarkIndex& index, const store::View& view, const vocab::Vocabulary& words,
                                const MatchTables& tables, const MarkQuery& query) {
  return Answer(index, view, words, tables, query, true);
}

Result<std::vector<NearRecord>> SearchNear(const MarkIndex& index, const store::View& view,
                                           const vocab::Vocabulary& words, const MatchTables& tables,
                                           const MarkQuery& query, double least_bits, std::size_t most) {
  PM_TRY(CheckQuery(query));
  Searching searching(index, view, words, tables, query);
  // What is searched may be a part of a register, and says nothing of how its numbers are formed.
  PM_TRY(searching.Prepare(Searching::Forms::kPublished));
  searching.Find({.least = least_bits, .spread = std::numeric_limits<double>::infinity(), .most = most});
  return searching.Near();
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
