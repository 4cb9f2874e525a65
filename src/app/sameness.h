// SPDX-License-Identifier: Apache-2.0
// Sameness: which records of an index may be of the same weapon as a record, how sure, and why.
//
//   PM_ASSIGN(std::vector<Same> same, FindSame({index, view, words, tables, prior, least, {}}, row));
//
// A record of one number asks once. A record of several may be a weapon put together from several guns, and each of
// its numbers may lead to another one: it asks with all numbers and once with each, and the prior is shared among the
// questions, so that asking oftener finds no more by chance. Only records whose number agrees are answered: a
// description fits thousands. Best first, then by record. Pure.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "match/marks/mark_search.h"

namespace proofmark::app {

struct SameSearch {
  const match::MarkIndex& index;
  const store::View& view;
  const vocab::Vocabulary& words;
  const match::MatchTables& tables;
  double prior = 0.5;  // that another record of the weapon, or of a part of it, is in the index
  double least = 0.5;  // what is less probable is not answered
  std::vector<std::string> leave_out{};
};

struct Same {
  match::CandidateRecord record;  // its probability: that it is the same weapon
  double score = 0;
  std::vector<match::Evidence> evidence;
};

base::Result<std::vector<Same>> FindSame(const SameSearch& search, const match::MarkIndex::Row& row);

// The questions that a row asks: with all its numbers, and where it has several, with each.
std::vector<match::MarkQuery> QuestionsOf(const match::MarkIndex::Row& row);

// The row as it went into its index, to be put into a smaller one.
match::IndexedRecord IndexedAgain(const match::MarkIndex::Row& row);

}  // namespace proofmark::app
