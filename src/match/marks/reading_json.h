// SPDX-License-Identifier: Apache-2.0
// A reading as JSON, in the words of docs/reference/marks.md: {"state", "serials": [{"text", "pattern", "kind",
// "positions", "legibility", "treatment"}], "remarks"}.
#pragma once

#include "base/json.h"
#include "match/marks/reading.h"

namespace proofmark::match {

base::Json ToJson(const MarkReading& mark);
base::Json ToJson(const FieldReading& reading);

}  // namespace proofmark::match
