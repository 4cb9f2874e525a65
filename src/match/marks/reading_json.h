// SPDX-License-Identifier: Apache-2.0
// A reading as JSON, in the words of docs/reference/marks.md: {"state", "serials": [{"text", "pattern", "kind",
// "positions", "legibility", "treatment"}], "remarks"}. A line of evidence in those of docs/reference/trace.md.
#pragma once

#include "base/json.h"
#include "match/marks/mark_query.h"
#include "match/marks/reading.h"

namespace proofmark::match {

base::Json ToJson(const MarkReading& mark);
base::Json ToJson(const FieldReading& reading);
base::Json ToJson(const Evidence& evidence);

}  // namespace proofmark::match
