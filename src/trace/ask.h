// SPDX-License-Identifier: Apache-2.0
// Whom to ask next, best first, and the diversion in one sentence.
//
// After the International Tracing Instrument, paragraph 18 (b), and ISACS 05.31: the country of manufacture or of the
// last import where no lawful history is known; otherwise the owner of the last lawful record, and the State that an
// export went to and that recorded no import.
#pragma once

#include <vector>

#include "base/sentence.h"
#include "trace/breaks.h"
#include "trace/episode.h"

namespace proofmark::trace {

std::vector<Ask> WhomToAsk(const Story& story, const std::vector<Episode>& episodes);

// "no lawful history known; ask BR, country of manufacture"
base::Sentence SentenceOf(const Custody& custody, const Story& story, const std::vector<Episode>& episodes);

}  // namespace proofmark::trace
