// SPDX-License-Identifier: Apache-2.0
// A MappingProposal is a first mapping of a register, made from the names of its columns and from their cells: what a
// person begins with in place of an empty sheet. It says what it could not tell, and never what happened to a weapon
// unless a column's name or its cells do.
//
//   MappingProposal proposal = ProposeMapping(outline, words);
//   proposal.mapping["marks"];     // [{"kind": "serial", "columns": ["serial_no"]}]
//   proposal.notes;                // {"date", "event_unknown"}: what happened on that day?
//
// Names are those of data/column_names.csv, words of events those of data/event_words.csv. The mapping lacks `source`,
// which nobody but its owner knows, so it is none yet (docs/formats/mapping.md). Pure; safe from any thread.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "registry/register_outline.h"
#include "vocab/vocabulary.h"

namespace proofmark::registry {

struct ProposalNote {
  std::string column;
  // unknown_name: the column is kept and sealed. event_unknown: a day of which nothing says what happened.
  // ambiguous_date: day and month may stand in either order. unread_date: no form reads it. unknown_values: cells that
  // no word of an event is. twice: another column stands for the same already.
  std::string code;

  bool operator==(const ProposalNote&) const = default;
};

struct MappingProposal {
  base::Json mapping = base::Json::object();
  std::vector<ProposalNote> notes;
};

MappingProposal ProposeMapping(const RegisterOutline& outline, const vocab::Vocabulary& words);

// The forms of dates that read the most of a column's listed cells, three in four at least, the likeliest first.
std::vector<std::string> DateFormsOf(const ColumnOutline& column);

}  // namespace proofmark::registry
