// SPDX-License-Identifier: Apache-2.0
// A TraceQuestion is what an officer saw on a weapon, understood: its marks read, its description resolved.
//
//   PM_ASSIGN(TraceQuestion question, ReadTraceQuestion(words, reader, json));
//   question.query;        // for match::Search
//
// `json` as in docs/reference/trace.md: {"ref", "serial" or "pattern" or "marks", "make", "model", "calibre", "type",
// "country", "importer", "import_country", "year"}, all optional but at least one of a mark or a description. Pure.
// Errors, first that applies: kTooLarge, kInvalid (the field is named).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "match/marks/mark_query.h"
#include "match/marks/mark_reader.h"
#include "model/ids.h"
#include "model/record.h"
#include "vocab/vocabulary.h"

namespace proofmark::app {

struct QuestionMark {
  std::string kind;
  std::string text;
  match::FieldReading reading;
};

struct TraceQuestion {
  base::Json ref;  // echoed
  std::vector<QuestionMark> marks;
  model::Description item;  // as written
  match::MarkQuery query;
  std::optional<model::ThingId> record{};  // that is asked about, and left out of the answer
  std::size_t numbers_left_out = 0;        // too long to be searched for
};

base::Result<TraceQuestion> ReadTraceQuestion(const vocab::Vocabulary& words, const match::MarkReader& reader,
                                              const base::Json& json);

}  // namespace proofmark::app
