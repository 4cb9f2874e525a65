// SPDX-License-Identifier: Apache-2.0
// A NaiveSearch is the rival of Search in tests: every row scored by what explains it, and Bayes' rule by hand.
#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "match/marks/field_score.h"
#include "match/marks/lots.h"
#include "match/marks/mark_search.h"
#include "match/marks/match_fixture.h"
#include "match/marks/serial_matcher.h"

namespace proofmark::match {

class NaiveSearch {
 public:
  NaiveSearch(const MarkIndex& index, const store::View& view, const MarkQuery& query)
      : index_(index), view_(view), query_(query) {
    for (std::size_t row = 0; row < index.size(); ++row) {
      const IndexedRecord record = index.At(row).record;
      if (!view.Sees(record.owner, record.handling_class)) continue;
      ++records_;
      const auto& left_out = query.leave_out;
      if (std::find(left_out.begin(), left_out.end(), record.id) != left_out.end()) continue;
      if (HasNumber() && NumberScore(query, index.At(row)) <= 0) continue;
      scores_[row] = Score(query, index.At(row));
    }
    double best = -1e9;
    for (const auto& [row, bits] : scores_) best = std::max(best, bits);
    least_ = std::max(ShippedTables().Weight("candidate_least"), best - ShippedTables().Weight("candidate_spread"));
    for (const auto& [row, bits] : scores_) {
      if (!HasNumber() || bits >= least_) likelihood_ += std::exp2(bits);
    }
    of_no_record_ = (1 - query_.prior_present) * (HasNumber() && records_ > 0 ? Lots() : 1);
  }

  double All() const {
    return Each() * likelihood_ + query_.prior_present * ShippedTables().Weight("unmatched") + OfNoRecord();
  }
  double None() const { return OfNoRecord() / All(); }
  std::size_t records() const { return records_; }

  // Candidates as lists of rows: the best, its weapon, what is proposed.
  struct Expected {
    std::size_t best = 0;
    std::set<std::string> records;
    std::set<std::string> proposed;
    double score = 0;
    double probability = 0;
  };
  std::vector<Expected> Candidates() const {
    std::vector<std::size_t> order;
    for (const auto& [row, bits] : scores_) {
      if (bits >= least_) order.push_back(row);
    }
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return std::pair(-scores_.at(a), Id(a)) < std::pair(-scores_.at(b), Id(b));
    });
    std::set<std::size_t> taken;
    std::vector<Expected> out;
    for (std::size_t row : order) {
      if (out.size() == query_.limit) break;
      if (!taken.contains(row)) out.push_back(Gather(row, order, taken));
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const Expected& a, const Expected& b) { return a.probability > b.probability; });
    return out;
  }

 private:
  bool HasNumber() const {
    return std::any_of(query_.marks.begin(), query_.marks.end(),
                       [](const MarkReading& mark) { return Read(mark.pattern).read() > 0; });
  }

  double OfNoRecord() const { return of_no_record_; }

  // The reading against a number without its last digits; 0 where the two say something else.
  double LotBits(const Pattern& number, std::size_t digits) const {
    const std::optional<Pattern> lot = LotOf(Read(query_.marks[0].pattern), digits);
    if (!lot) return 0;
    const SerialMatcher matcher(ShippedTables(), *lot, query_.type.known(), query_.make.known());
    const double bits = matcher.Explain(number).bits;
    return bits > 0 && static_cast<double>(matcher.surprise()) - bits <= kLotCost ? bits : 0;
  }

  bool IsBorne() const {
    for (const auto* marks : {&query_.marks, &query_.joined}) {
      for (const MarkReading& mark : *marks) {
        const Pattern read = Read(mark.pattern);
        if (read.read() == 0 || read.read() < read.size()) continue;
        const SerialMatcher matcher(ShippedTables(), read, query_.type.known(), query_.make.known());
        for (const auto& [row, score] : scores_) {
          for (const IndexedNumber& number : index_.At(row).numbers) {
            const double cost = static_cast<double>(matcher.surprise()) - matcher.Explain(number.pattern).bits;
            if (score >= least_ && cost <= kLotCost) return true;
          }
        }
      }
    }
    return false;
  }

  // Every row that is seen, by its lots of each size.
  // Whether nearly nothing is left of the number that was read.
  bool IsAnyLot(std::size_t digits) const {
    if (query_.marks.size() != 1 || !query_.joined.empty()) return false;
    const std::optional<Pattern> lot = LotOf(Read(query_.marks[0].pattern), digits);
    return lot && lot->read() < kLotReadLeast;
  }

  double Lots() const {
    double out = 1;
    if (IsBorne()) {
      for (const char* name : {"lot_10", "lot_100", "lot_1000"}) out -= ShippedTables().Weight(name);
      return out;
    }
    for (const auto& [digits, name] : {std::pair{1, "lot_10"}, {2, "lot_100"}, {3, "lot_1000"}}) {
      if (IsAnyLot(static_cast<std::size_t>(digits))) continue;
      double sum = 0;
      for (std::size_t row = 0; row < index_.size(); ++row) {
        const MarkIndex::Row of = index_.At(row);
        const auto& left_out = query_.leave_out;
        if (!view_.Sees(of.record.owner, of.record.handling_class) ||
            std::find(left_out.begin(), left_out.end(), of.record.id) != left_out.end()) {
          continue;
        }
        const double fields = Score(query_, of) - NumberScore(query_, of);
        double alone = 0;
        const bool one_mark = query_.marks.size() == 1 && query_.joined.empty();
        for (const IndexedNumber& number : of.numbers) {
          if (one_mark) alone = std::max(alone, LotBits(number.pattern, static_cast<std::size_t>(digits)));
        }
        const auto weighed = scores_.find(row);
        if (alone > 0) {
          sum += std::exp2(alone + fields);
        } else if (weighed != scores_.end() && weighed->second >= least_) {
          MarkIndex::Row lot = of;
          lot.numbers.clear();
          for (IndexedNumber number : of.numbers) {
            const std::optional<Pattern> pattern = LotOf(number.pattern, static_cast<std::size_t>(digits));
            if (!pattern) continue;
            number.pattern = *pattern;
            lot.numbers.push_back(std::move(number));
          }
          const double bits = NumberScore(query_, lot);
          if (bits > 0) sum += std::exp2(bits + fields);
        }
      }
      out += ShippedTables().Weight(name) * (sum / static_cast<double>(records_) - 1);
    }
    return out;
  }

  static double Score(const MarkQuery& query, const MarkIndex::Row& row) {
    MarkIndex only;
    only.Add({.id = row.record.id,
              .make = row.record.make,
              .model = row.record.model,
              .calibre = row.record.calibre,
              .type = row.record.type,
              .made_country = row.record.made_country,
              .year = row.record.year});
    double total = NumberScore(query, row);
    for (const Evidence& one : FieldScorer(ShippedTables(), ShippedWords(), only, query).Explain(only.At(0))) {
      total += one.weight;
    }
    return total;
  }

  static double NumberScore(const MarkQuery& query, const MarkIndex::Row& row) {
    const std::size_t count = query.marks.size() + query.joined.size();
    if (count == 0 || row.numbers.empty()) return 0;
    const double choice = std::log2(static_cast<double>(count * row.numbers.size()));
    auto bits_of = [&](const MarkReading& mark, std::size_t number) {
      const SerialMatcher matcher(ShippedTables(), Read(mark.pattern), query.type.known(), query.make.known());
      return matcher.Explain(row.numbers[number].pattern).bits - choice;
    };
    // Apart: the best pair first, each number once.
    std::vector<std::tuple<double, std::size_t, std::size_t>> pairs;
    for (std::size_t m = 0; m < query.marks.size(); ++m) {
      for (std::size_t n = 0; n < row.numbers.size(); ++n) {
        const double bits = bits_of(query.marks[m], n);
        if (bits > 0) pairs.push_back({-bits, m, n});
      }
    }
    std::sort(pairs.begin(), pairs.end());
    std::set<std::size_t> used_marks, used_numbers;
    double apart = 0;
    for (const auto& [minus_bits, m, n] : pairs) {
      if (used_marks.contains(m) || used_numbers.contains(n)) continue;
      used_marks.insert(m);
      used_numbers.insert(n);
      apart -= minus_bits;
    }
    double joined = 0;
    for (const MarkReading& mark : query.joined) {
      for (std::size_t n = 0; n < row.numbers.size(); ++n) joined = std::max(joined, bits_of(mark, n));
    }
    const double best = std::max(apart, joined);
    return best > 0 ? best : ShippedTables().Weight("serial_conflict");
  }

  static bool Agree(const Pattern& pattern, const Pattern& other, const MarkQuery& query) {
    const SerialMatcher matcher(ShippedTables(), pattern, query.type.known(), query.make.known());
    const SerialScore score = matcher.Explain(other);
    return score.bits > 0 && score.relation != "edit" && score.worst_misread <= ShippedTables().Weight("twin_most");
  }

  static bool NumbersAgree(const MarkQuery& query, const MarkIndex::Row& other) {
    for (const MarkReading& mark : query.marks) {
      for (const IndexedNumber* number : PrincipalNumbers(other.numbers)) {
        if (Agree(Read(mark.pattern), number->pattern, query)) return true;
      }
    }
    return false;
  }

  // How many whole numbers a number that is not wholly read may be, among the rows that count.
  double MayBe(const MarkIndex::Row& row, const std::vector<std::size_t>& order) const {
    const std::vector<const IndexedNumber*> principal = PrincipalNumbers(row.numbers);
    if (principal.empty() || principal[0]->pattern.read() == principal[0]->pattern.size()) return 1;
    std::set<std::string> found;
    for (std::size_t other : order) {
      for (const IndexedNumber& number : index_.At(other).numbers) {
        const bool whole = number.pattern.read() == number.pattern.size();
        if (whole && Agree(principal[0]->pattern, number.pattern, {})) found.insert(number.pattern.ToText());
      }
    }
    return std::max(1.0, static_cast<double>(found.size()));
  }

  // The rows that count, and for a row of several numbers every other, the likest first.
  std::vector<std::size_t> MayBeSame(std::size_t best, const MarkQuery& as_query,
                                     const std::vector<std::size_t>& order) const {
    std::vector<std::size_t> out = order;
    if (index_.At(best).numbers.size() < 2 || !HasNumber()) return out;
    std::map<std::pair<double, std::string>, std::size_t> others;
    for (std::size_t row = 0; row < index_.size(); ++row) {
      const IndexedRecord record = index_.At(row).record;
      const auto& left_out = query_.leave_out;
      if (row == best || !view_.Sees(record.owner, record.handling_class) ||
          std::find(left_out.begin(), left_out.end(), record.id) != left_out.end() ||
          std::find(order.begin(), order.end(), row) != order.end()) {
        continue;
      }
      others[{-Score(as_query, index_.At(row)), record.id}] = row;
    }
    for (const auto& [score, row] : others) out.push_back(row);
    return out;
  }

  std::string Id(std::size_t row) const { return index_.Id(row); }
  double Each() const { return query_.prior_present / static_cast<double>(std::max<std::size_t>(records_, 1)); }

  Expected Gather(std::size_t best, const std::vector<std::size_t>& order, std::set<std::size_t>& taken) const {
    Expected out;
    out.best = best;
    out.score = scores_.at(best);
    double likelihood = 0;
    auto take = [&](std::size_t row, std::set<std::string>& into) {
      into.insert(Id(row));
      taken.insert(row);
      if (auto score = scores_.find(row); score != scores_.end() && score->second >= least_) {
        likelihood += std::exp2(score->second);
      }
    };
    for (std::size_t row : index_.RowsOfWeapon(best, view_)) take(row, out.records);
    MarkQuery as_query = QueryOf(index_.At(best));
    as_query.marks.clear();
    const MarkIndex::Row mine = index_.At(best);
    for (const IndexedNumber* number : PrincipalNumbers(mine.numbers)) {
      as_query.marks.push_back({.text = number->text, .pattern = number->pattern.ToText(), .kind = number->kind});
    }
    for (std::size_t other : MayBeSame(best, as_query, order)) {
      if (as_query.marks.empty() || taken.contains(other)) continue;
      const double numbers = NumberScore(as_query, index_.At(other));
      if (Score(as_query, index_.At(other)) - numbers < ShippedTables().Weight("same_fields_least")) continue;
      if (!NumbersAgree(as_query, index_.At(other))) continue;
      const double odds = std::exp2(Score(as_query, index_.At(other))) * ShippedTables().Weight("twice_prior") /
                          static_cast<double>(records_);
      const double choices = std::max(MayBe(index_.At(best), order), MayBe(index_.At(other), order));
      if (odds / (1 + odds) / choices < ShippedTables().Weight("same_least")) continue;
      const std::vector<std::size_t> weapon = index_.RowsOfWeapon(other, view_);
      bool apart = false;
      for (std::size_t mine : index_.RowsOfWeapon(best, view_)) {
        for (std::size_t theirs : weapon) apart = apart || index_.AreKeptApart(mine, theirs);
      }
      if (apart) continue;
      for (std::size_t row : weapon) take(row, out.proposed);
    }
    out.probability = std::min(1.0, likelihood * Each() / All());
    return out;
  }

  const MarkIndex& index_;
  const store::View& view_;
  const MarkQuery& query_;
  std::map<std::size_t, double> scores_;
  std::size_t records_ = 0;
  double likelihood_ = 0;
  double least_ = 0;
  double of_no_record_ = 1;
};

}  // namespace proofmark::match
