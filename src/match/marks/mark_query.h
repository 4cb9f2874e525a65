// SPDX-License-Identifier: Apache-2.0
// A MarkQuery is what an officer could read on a weapon, and how well; a MarkAnswer which registered weapons could bear
// these marks, how likely, and why.
//
//   MarkQuery query;
//   query.marks = {{.pattern = "A1?45"}};
//   query.make = {"FN", "fn"};
//   PM_ASSIGN(MarkAnswer answer, Search(index, view, tables, query));
//
// Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/sentence.h"
#include "match/marks/reading.h"

namespace proofmark::match {

inline constexpr std::size_t kQueryMarksMax = 8;
inline constexpr std::size_t kCandidatesMax = 200;
inline constexpr std::size_t kCandidatesDefault = 10;

// A field of the description: as written, and the code that the tables give it. A code that begins with "!" is none:
// "!unknown", "!none", "!unresolved". Both empty where nothing was said.
struct DescribedField {
  std::string text{};
  std::string code{};

  bool resolved() const { return !code.empty() && code[0] != '!'; }
  // The code; empty where nobody knows it.
  std::string known() const { return resolved() ? code : ""; }
};

struct MarkQuery {
  std::vector<MarkReading> marks{};
  // Other ways to read them: two numbers that may be one; tried instead of all marks.
  std::vector<MarkReading> joined{};
  DescribedField make{};
  DescribedField model{};
  DescribedField calibre{};
  DescribedField type{};
  DescribedField made_country{};
  DescribedField import_country{};
  std::string year{};  // as written
  std::size_t limit = kCandidatesDefault;
  double prior_present = 0.5;  // that the weapon is in the registers searched
  // Records that are not to be answered; named only among the records of a weapon that another one of them answers.
  std::vector<std::string> leave_out{};
};

// One line of why. `weight` is a log2 likelihood ratio; the weights of a candidate sum to its score.
struct Evidence {
  std::string field;
  std::string query;
  std::string record;
  std::string relation;  // exact, folded, confusable, edit, pattern, partial, alias, similar, missing, conflict
  double weight = 0;
  base::Sentence why;
};

// A record that belongs to a candidate.
struct CandidateRecord {
  std::string record;
  std::string owner;
  std::string source_id;
  double probability = 0;  // of a proposed one: that it is the same weapon
};

struct Candidate {
  CandidateRecord best;                        // the record that the evidence speaks of
  std::vector<CandidateRecord> records;        // held to be one weapon by confirmed links, the best one too
  std::vector<CandidateRecord> proposed_same;  // very probably the same weapon; nobody has confirmed it
  double score = 0;
  double probability = 0;
  std::string band;  // strong, possible, weak
  bool alert = false;
  std::vector<Evidence> evidence;
};

// What was looked through.
struct Searched {
  std::string owner;
  std::int64_t records = 0;
};

struct MarkAnswer {
  std::vector<Candidate> candidates;  // best first
  double none_probability = 1;
  std::vector<Searched> searched;
  double prior_present = 0.5;
};

}  // namespace proofmark::match
