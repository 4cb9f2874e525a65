// SPDX-License-Identifier: Apache-2.0
// FieldParts is a serial field between cutting and concluding: its items, its numbers and the clauses around them.
//
//   FieldParts parts = TakeApart(text, terms, words, language);   // field_parts.cc: negations, clauses
//   ReadXs(parts);                                                // unread_xs.cc: an X that is no letter
//   TellKinds(parts, words);                                      // number_kinds.cc: what is no serial
//   FillGaps(parts);                                              // number_gaps.cc: what nobody could read
//   Attach(parts, type);                                          // number_story.cc: where it stands, what befell it
//
// Each step reads what the ones before it wrote; docs/reference/marks.md tells them in this order.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "match/marks/field_items.h"
#include "match/marks/field_numbers.h"
#include "match/marks/remark_terms.h"
#include "vocab/vocabulary.h"

namespace proofmark::match {

// A stretch of the field between commas, brackets and strokes.
struct Clause {
  std::size_t first = 0;  // items
  std::size_t last = 0;
  bool bracketed = false;
  char before = ' ';  // the sign that parts it from what came before; ' ' at the start
};

struct FieldParts {
  FieldItems field;
  FieldNumbers found;
  std::vector<Clause> clauses;

  const std::vector<Item>& items() const { return field.items; }
  // The number of an item, where it is one and no mention.
  std::optional<std::size_t> NumberAt(std::size_t item) const;
  std::vector<std::size_t> NumbersIn(const Clause& clause) const;
  std::optional<std::size_t> NumberBefore(std::size_t item) const;
  std::optional<std::size_t> NumberFrom(std::size_t item) const;
  // What a clause without a number speaks of: the number before it, else the next one.
  std::optional<std::size_t> Target(const Clause& clause) const;
  bool Says(Means means) const;
  bool Says(const Clause& clause, Means means) const;
  // Removed, illegible, tampered with or not seen: what is spoken of cannot be read.
  bool SaysGone(const Clause& clause) const;
};

FieldParts TakeApart(std::string_view text, const RemarkTerms& terms, const vocab::Vocabulary& words,
                     std::string_view language);

void ReadXs(FieldParts& parts);
void TellKinds(FieldParts& parts, const vocab::Vocabulary& words);
void FillGaps(FieldParts& parts);
void Attach(FieldParts& parts, std::string_view slide_or_bolt);

}  // namespace proofmark::match
