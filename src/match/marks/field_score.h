// SPDX-License-Identifier: Apache-2.0
// A FieldScore compares what was said of two weapons besides their numbers: make, model, calibre, type, countries,
// year.
//
//   FieldScorer scorer(tables, words, index, query);
//   scorer.Bits(index.SaidBy(7));   // their sum for a row
//   scorer.Explain(index.At(7));    // one line of evidence for each field of the query
//
// A match on a rare make says more than on a common one: the weight of an agreement is log2 of how much likelier the
// value is on the same weapon than on any weapon of the kind. Fields depend on each other, so each is judged given the
// ones before it: the type, the make given the type, the calibre given both, the model given the make.
// Families agree with their members (".38" with ".38 Special"); unknown speaks neither way. One thread at a time: it
// remembers what it has compared.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "match/marks/mark_index.h"
#include "match/marks/mark_query.h"
#include "match/marks/match_tables.h"
#include "vocab/vocabulary.h"

namespace proofmark::match {

class FieldScorer {
 public:
  // All must outlive it.
  FieldScorer(const MatchTables& tables, const vocab::Vocabulary& words, const MarkIndex& index,
              const MarkQuery& query);

  double Bits(const MarkIndex::Said& said) const;  // of the index
  std::vector<Evidence> Explain(const MarkIndex::Row& row) const;
  // Bits of no row are more.
  double Most() const { return most_; }

 private:
  struct Judged {
    double bits = 0;
    const char* relation = "missing";
  };
  Judged Make(const DescribedField& record) const;
  Judged Model(const DescribedField& record) const;
  Judged Calibre(const DescribedField& record) const;
  Judged Type(const DescribedField& record) const;
  Judged Country(const DescribedField& query, const DescribedField& record) const;
  Judged Year(const DescribedField& record) const;
  Judged Texts(const DescribedField& query, const DescribedField& record) const;
  Judged Spelt(const DescribedField& query, const DescribedField& record, double agreed) const;
  Judged Judge(Field field, const DescribedField& record) const;
  double Agreement(double share, double kept) const;
  double MostOf(const DescribedField& query, double agreed) const;

  const MatchTables& tables_;
  const vocab::Vocabulary& words_;
  const MarkIndex& index_;
  const MarkQuery& query_;
  double make_agreed_ = 0;
  double model_agreed_ = 0;
  double calibre_agreed_ = 0;
  double type_agreed_ = 0;
  double most_ = 0;
  mutable std::array<std::vector<float>, kFields> known_;  // bits by what a row says; NaN: not compared yet
};

// How alike two spellings are, from 0 to 1: 1 less the edits over the longer length. Folded by base::LookupKey.
double Likeness(std::string_view one, std::string_view other);

}  // namespace proofmark::match
