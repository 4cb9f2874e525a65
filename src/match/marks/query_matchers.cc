// SPDX-License-Identifier: Apache-2.0
#include "match/marks/query_matchers.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "match/marks/evidence_words.h"

namespace proofmark::match {

using base::Result;

Result<QueryMatchers> QueryMatchers::Make(const MatchTables& tables, const MarkQuery& query,
                                          const ContextShares& shares) {
  QueryMatchers out;
  PM_TRY(out.Take(tables, query.marks, shares));
  out.apart_ = out.matchers_.size();
  PM_TRY(out.Take(tables, query.joined, shares));
  return out;
}

Result<void> QueryMatchers::Take(const MatchTables& tables, const std::vector<MarkReading>& marks,
                                 const ContextShares& shares) {
  for (const MarkReading& mark : marks) {
    if (mark.pattern.empty()) continue;
    PM_ASSIGN(Pattern pattern, Pattern::Parse(mark.pattern));
    if (pattern.read() == 0) continue;
    matchers_.emplace_back(tables, std::move(pattern), shares);
    texts_.push_back(mark.text.empty() ? mark.pattern : mark.text);
  }
  return {};
}

double QueryMatchers::choice() const { return std::log2(static_cast<double>(matchers_.size())); }

std::vector<QueryMatchers::Pair> QueryMatchers::Agreeing(std::span<const Pattern> numbers) const {
  if (matchers_.empty() || numbers.empty()) return {};
  const double choice = std::log2(static_cast<double>(matchers_.size() * numbers.size()));
  std::vector<Pair> pairs;
  Pair joined;
  for (std::size_t m = 0; m < matchers_.size(); ++m) {
    for (std::size_t n = 0; n < numbers.size(); ++n) {
      const double bits = matchers_[m].Bits(numbers[n]) - choice;
      if (bits <= 0) continue;
      if (m < apart_) {
        pairs.push_back({m, n, bits});
      } else if (bits > joined.bits) {
        joined = {m, n, bits};
      }
    }
  }
  std::sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) {
    return a.bits != b.bits ? a.bits > b.bits : std::pair(a.matcher, a.number) < std::pair(b.matcher, b.number);
  });
  std::vector<Pair> kept;
  double total = 0;
  for (const Pair& pair : pairs) {
    const bool used = std::any_of(kept.begin(), kept.end(), [&](const Pair& one) {
      return one.matcher == pair.matcher || one.number == pair.number;
    });
    if (used) continue;
    kept.push_back(pair);
    total += pair.bits;
  }
  if (joined.bits > total) kept = {joined};
  return kept;
}

std::optional<double> QueryMatchers::Bits(std::span<const Pattern> numbers) const {
  // One number read and one on record: nearly always.
  if (matchers_.size() == 1 && numbers.size() == 1) {
    const double bits = matchers_.front().Bits(numbers.front());
    return bits > 0 ? std::optional(bits) : std::nullopt;
  }
  const std::vector<Pair> pairs = Agreeing(numbers);
  if (pairs.empty()) return std::nullopt;
  double total = 0;
  for (const Pair& pair : pairs) total += pair.bits;
  return total;
}

void QueryMatchers::Tell(const std::vector<IndexedNumber>& numbers, std::vector<Evidence>& evidence) const {
  std::vector<Pattern> patterns;
  for (const IndexedNumber& number : numbers) patterns.push_back(number.pattern);
  for (const auto& [m, n, bits] : Agreeing(patterns)) {
    const IndexedNumber& number = numbers[n];
    SerialScore score = matchers_[m].Explain(number.pattern);
    if (score.relation == "exact" && texts_[m] != number.text) {
      score.relation = "folded";
      score.why = SayEvidence("written_otherwise");
    }
    evidence.push_back({number.kind, texts_[m], number.text, score.relation, bits, score.why});
  }
}

}  // namespace proofmark::match
